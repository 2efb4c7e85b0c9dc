"""Order on the screen: steps are put into a list, moved in it, or left aside."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.exercise import Part
from tutor.kinds.answer_view import AnswerView
from tutor.kinds.order.kind import pool
from tutor.widgets.keys_in_order import KeysInOrder
from tutor.widgets.prose import inline


class StepLine(Horizontal):
    """One step, in the order or aside: its number, and the text beside it on any line."""

    def __init__(self, step: str) -> None:
        super().__init__(classes="order-step")
        self.step = step

    def compose(self) -> ComposeResult:
        """The number stays narrow; the text wraps in its own column."""
        yield Static(classes="order-number")
        yield Static(classes="order-text")

    def show(self, number: Content, text: Content) -> None:
        """Write both columns anew."""
        self.query_one(".order-number", Static).update(number)
        self.query_one(".order-text", Static).update(text)


class Board(Vertical, KeysInOrder, can_focus=True):
    """Above, the order so far; below, what is not used.

    order: ids of the steps in their order. at: the line of the cursor, counting through both.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("space", "use_here", "use", id="use-step"),
        Binding("alt+up", "carry(-1)", "move", id="carry-up", key_display="Alt+↑↓"),
        Binding("ctrl+up", "carry(-1)", show=False),
        Binding("alt+down", "carry(1)", show=False, id="carry-down"),
        Binding("ctrl+down", "carry(1)", show=False),
        Binding("enter", "accept", "check", id="check"),
    ]
    DEFAULT_CSS = """
    Board { height: auto; width: 1fr; }
    Board .order-title { color: $muted; height: 1; }
    Board #aside-title { margin: 1 0 0 0; }
    Board .order-step { width: 1fr; height: auto; }
    Board .order-number { width: 8; height: auto; }
    Board .order-text { width: 1fr; height: auto; }
    """

    at = reactive(0, init=False)

    def __init__(self, view: "View", order: list[str]) -> None:
        super().__init__()
        self.view = view
        self.items = {item.id: item for item in pool(view.exercise)}
        self.order = [step for step in order if step in self.items]
        self.signs: list[bool] = []
        self.notes: list[str] = []
        self._dragged: str | None = None

    @property
    def aside(self) -> list[str]:
        """Steps that are not used, as offered."""
        return [step for step in self.items if step not in self.order]

    @property
    def lines(self) -> list[str]:
        """All steps as they stand from top to bottom."""
        return [*self.order, *self.aside]

    def compose(self) -> ComposeResult:
        """Both piles; lines are reused as steps move."""
        yield Static(Content(self.view.say("order_yours")), classes="order-title")
        with Vertical(id="order-pile") as pile:
            pile.styles.height = "auto"
            for step in self.order:
                yield StepLine(step)
        yield Static(Content(self.view.say("order_aside")), classes="order-title", id="aside-title")
        with Vertical(id="aside-pile") as pile:
            pile.styles.height = "auto"
            for step in self.aside:
                yield StepLine(step)

    def on_mount(self) -> None:
        """Show the first state."""
        self.show()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show or hide the cursor."""
        super().watch_has_focus(has_focus)
        self.show()

    def show(self) -> None:
        """Write every line anew."""
        for index, line in enumerate(self.query(StepLine)):
            here = self.has_focus and index == self.at
            placed = index < len(self.order)
            number = f"{index + 1}." if placed else "·"
            sign = ("  ", "")
            note = ""
            if placed and index < len(self.signs):
                good = self.signs[index]
                sign = ("✓ ", "$success") if good else ("✗ ", "$error")
                note = self.notes[index]
            text = inline(choose(self.items[line.step].text, self.view.language))
            line.show(
                Content.assemble(
                    ("▸ " if here else "  ", "bold $accent"),
                    sign,
                    (f"{number:<3} ", "$accent" if placed else "$muted"),
                ),
                Content.assemble(
                    text.stylize("bold" if here else "" if placed else "$muted"),
                    "\n" if note else "",
                    inline(note).stylize("$muted"),
                ),
            )

    def watch_at(self) -> None:
        """Show the cursor at its new place, and keep it in sight."""
        self.show()
        lines = self.query(StepLine)
        if self.at < len(lines):
            lines[self.at].scroll_visible(animate=False)

    def action_move(self, step: int) -> None:
        """Move the cursor; at an end let the page scroll."""
        if not 0 <= self.at + step < len(self.items):
            raise SkipAction
        self.at += step

    async def action_use_here(self) -> None:
        """Put the step under the cursor at the end of the order, or aside again."""
        await self.toggle(self.lines[self.at])

    async def toggle(self, step: str) -> None:
        """Use a step, or lay it aside; the cursor goes to the next that is not used."""
        if step in self.order:
            self.order.remove(step)
        else:
            self.order.append(step)
        await self._changed()
        if self.aside:
            self.at = len(self.order)

    async def action_carry(self, by: int) -> None:
        """Move the step under the cursor up or down in the order."""
        step = self.lines[self.at]
        if step not in self.order:
            if by < 0:
                self.order.append(step)
                await self._changed()
                self.at = self.order.index(step)
            return
        place = self.order.index(step) + by
        if 0 <= place < len(self.order):
            self.order.remove(step)
            self.order.insert(place, step)
            await self._changed()
            self.at = place

    def action_accept(self) -> None:
        """Enter hands the answer in."""
        self.view.submit()

    async def _changed(self) -> None:
        self.signs, self.notes = [], []
        await self.recompose()
        self.show()
        self.view.changed()

    def _line_at(self, event: events.MouseEvent) -> StepLine | None:
        for line in self.query(StepLine):
            if line.region.contains(event.screen_x, event.screen_y):
                return line
        return None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag the step under the mouse."""
        line = self._line_at(event)
        if line is not None:
            self._dragged = line.step
            self._moved = False
            self.at = self.lines.index(line.step)
            self.capture_mouse()

    async def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag: the step takes the place of the line it is over."""
        if self._dragged is None:
            return
        line = self._line_at(event)
        if line is None or line.step == self._dragged:
            return
        self._moved = True
        target = line.step
        if target in self.order:
            place = self.order.index(target)
            if self._dragged in self.order:
                self.order.remove(self._dragged)
            self.order.insert(place, self._dragged)
        elif self._dragged in self.order:
            self.order.remove(self._dragged)
        else:
            return
        await self._changed()
        self.at = self.lines.index(self._dragged)

    async def on_mouse_up(self, event: events.MouseUp) -> None:
        """Drop; without a move it was a click, which uses the step or lays it aside."""
        self.release_mouse()
        dragged, self._dragged = self._dragged, None
        if dragged is not None and not self._moved:
            await self.toggle(dragged)


class View(AnswerView):
    """The board; its text is the ids of the steps in their order."""

    typed: ClassVar[bool] = False
    marks_parts: ClassVar[bool] = True
    asks_for: ClassVar[str] = "nothing_placed"

    def compose(self) -> ComposeResult:
        """The board and how to use it."""
        yield Board(self, self.first_text.split())
        yield Static(Content(self.say("order_how")), classes="how")

    @property
    def text(self) -> str:
        boards = self.query(Board)
        return " ".join(boards.first().order) if boards else self.first_text

    def show_parts(self, parts: Sequence[Part]) -> None:
        board = self.query_one(Board)
        board.signs = [part.right for part in parts]
        first = next((part for part in parts if not part.right), None)
        # The first fault is said in the verdict; one at a time is enough.
        board.notes = [
            choose(part.note, self.language) if not part.right and part is not first else ""
            for part in parts
        ]
        board.show()
