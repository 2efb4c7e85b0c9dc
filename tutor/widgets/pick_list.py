"""A list of texts of which one or several are picked, by key, digit or mouse."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from tutor.widgets.keys_in_order import KeysInOrder


class PickRow(Horizontal):
    """One item: cursor, number, box, text; and what is said about it below."""

    DEFAULT_CSS = """
    PickRow { height: auto; width: 1fr; }
    PickRow .pick-mark { width: auto; height: 1; padding: 0 1 0 0; }
    PickRow .pick-texts { width: 1fr; height: auto; }
    PickRow .pick-note { color: $muted; display: none; }
    PickRow.-noted .pick-note { display: block; }
    """

    def __init__(self, index: int, text: Content) -> None:
        super().__init__()
        self.index = index
        self._text = text

    def compose(self) -> ComposeResult:
        """The mark, and beside it the text with its note."""
        yield Static(classes="pick-mark")
        with Vertical(classes="pick-texts"):
            yield Static(self._text, classes="pick-text")
            yield Static(classes="pick-note", markup=False)

    def retext(self, text: Content) -> None:
        """Show the item in other words."""
        self.query_one(".pick-text", Static).update(text)

    def show(self, mark: Content, note: Content) -> None:
        """Show the state of the item."""
        self.query_one(".pick-mark", Static).update(mark)
        self.query_one(".pick-note", Static).update(note)
        self.set_class(bool(note), "-noted")


class PickList(Vertical, KeysInOrder, can_focus=True):
    """Items to pick from. With `several` each is ticked by itself, else at most one.

    picked: indices of the picked items.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("space", "pick_here", "pick", id="pick"),
        Binding("enter", "accept", "check", id="check"),
    ]
    DEFAULT_CSS = """
    PickList { height: auto; width: 1fr; }
    """

    at = reactive(0, init=False)

    class Picked(Message):
        """Other items are picked now."""

        def __init__(self, sender: "PickList") -> None:
            super().__init__()
            self.sender = sender

    class Accepted(Message):
        """Enter: the choice is made."""

        def __init__(self, sender: "PickList") -> None:
            super().__init__()
            self.sender = sender

    def __init__(
        self,
        texts: Sequence[Content],
        *,
        several: bool = False,
        picked: Sequence[int] = (),
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._texts = texts
        self.several = several
        self.picked: set[int] = set(picked)
        self._signs: Mapping[int, bool] = {}
        self._notes: Mapping[int, Content] = {}
        self._moved = False
        if picked:
            self.set_reactive(PickList.at, min(picked))

    def compose(self) -> ComposeResult:
        """A row for each item."""
        for index, text in enumerate(self._texts):
            yield PickRow(index, text)

    def on_mount(self) -> None:
        """Show the first state."""
        self._show()

    def judge(self, signs: Mapping[int, bool], notes: Mapping[int, Content]) -> None:
        """Show which items are right and what is said about them; empty takes it away."""
        self._signs, self._notes = signs, notes
        self._show()

    def retext(self, texts: Sequence[Content]) -> None:
        """Show the same items in other words."""
        self._texts = texts
        for row, text in zip(self.query(PickRow), texts, strict=True):
            row.retext(text)

    def _show(self) -> None:
        for row in self.query(PickRow):
            row.show(self._mark(row.index), self._notes.get(row.index, Content("")))

    def _mark(self, index: int) -> Content:
        here = index == self.at and self.has_focus
        on = index in self.picked
        box = ("[✓]" if on else "[ ]") if self.several else ("(•)" if on else "( )")
        style = "bold $accent" if here else "$accent" if on else "$muted"
        sign, colour = " ", ""
        if index in self._signs:
            sign, colour = ("✓", "$success") if self._signs[index] else ("✗", "$error")
        width = len(str(len(self._texts)))
        return Content.assemble(
            ("▸ " if here else "  ", style), (f"{index + 1:>{width}} {box} ", style), (sign, colour)
        )

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show or hide the cursor."""
        super().watch_has_focus(has_focus)
        self._show()

    def watch_at(self) -> None:
        """Show the cursor at its new place, and keep it in sight."""
        self._show()
        rows = self.query(PickRow)
        if self.at < len(rows):
            rows[self.at].scroll_visible(animate=False)

    def action_move(self, step: int) -> None:
        """Move the cursor; at an end let the page scroll."""
        if not 0 <= self.at + step < len(self._texts):
            raise SkipAction
        self._moved = True
        self.at += step

    def action_pick_here(self) -> None:
        """Pick the item under the cursor, or let it go."""
        self.pick(self.at)

    def action_accept(self) -> None:
        """Enter makes the choice; where one is to be chosen, that the cursor was moved to."""
        if not self.several and self.picked != {self.at} and (self.picked or self._moved):
            self.pick(self.at)
        self.post_message(self.Accepted(self))

    def pick(self, index: int) -> None:
        """Pick an item, as a click or its digit does."""
        self.at = index
        if self.several:
            self.picked ^= {index}
        else:
            self.picked = {index}
        self._show()
        self.post_message(self.Picked(self))

    async def on_key(self, event: events.Key) -> None:
        """The digit of an item picks it."""
        if event.character and event.character in "123456789":
            index = int(event.character) - 1
            if index < len(self._texts):
                event.stop()
                self.pick(index)

    def on_click(self, event: events.Click) -> None:
        """A click on a row picks it."""
        node = event.widget
        while node is not None and not isinstance(node, PickRow):
            node = node.parent  # type: ignore[assignment]
        if isinstance(node, PickRow):
            self.pick(node.index)
