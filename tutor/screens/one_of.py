"""Choices before practice: one out of a few side by side, or several of a list."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from tutor.widgets.pick_list import PickList

_SPACE = "\N{NO-BREAK SPACE}"


class OneOf(Widget, can_focus=True):
    """Texts in a row, wrapped; exactly one is chosen. picked: its index."""

    ALLOW_SELECT = False
    auto_links = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("space", "turn", "change", id="turn"),
        Binding("enter", "accept", "on", id="on"),
    ]
    DEFAULT_CSS = """
    OneOf { height: auto; width: 1fr; }
    """

    picked = reactive(0, init=False)

    class Picked(Message):
        """Another one is chosen."""

        def __init__(self, sender: "OneOf") -> None:
            super().__init__()
            self.sender = sender

    class Accepted(Message):
        """Enter: the choice stands."""

        def __init__(self, sender: "OneOf") -> None:
            super().__init__()
            self.sender = sender

    def __init__(self, texts: Sequence[str], picked: int = 0, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.texts = tuple(texts)
        self.set_reactive(OneOf.picked, picked)

    def retext(self, texts: Sequence[str]) -> None:
        """Show the same choices in other words."""
        self.texts = tuple(texts)
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        """The chosen one has a filled circle, and in focus a mark before it."""
        pieces: list[Content | str] = []
        for index, text in enumerate(self.texts):
            on = index == self.picked
            mark = "▸" if on and self.has_focus else _SPACE
            face = f"{mark}{'(•)' if on else '( )'}{_SPACE}{text.replace(' ', _SPACE)}"
            style = "bold $accent" if on and self.has_focus else "$accent" if on else ""
            click = Style.from_meta({"@click": f"pick({index})"})
            pieces += (
                ["  ", Content.styled(face, style).stylize(click)]
                if pieces
                else [Content.styled(face, style).stylize(click)]
            )
        return Content.assemble(*pieces)

    def watch_picked(self) -> None:
        """Tell of the choice."""
        self.post_message(self.Picked(self))

    def action_pick(self, index: int) -> None:
        """Choose one, as a click does."""
        self.focus()
        self.picked = index

    def action_move(self, step: int) -> None:
        """Choose the neighbour."""
        self.picked = max(0, min(len(self.texts) - 1, self.picked + step))

    def action_turn(self) -> None:
        """Choose the next one, after the last the first."""
        self.picked = (self.picked + 1) % len(self.texts)

    def action_accept(self) -> None:
        """Go on with this choice."""
        self.post_message(self.Accepted(self))

    def on_key(self, event: events.Key) -> None:
        """The digit of a choice chooses it."""
        if event.character and event.character in "123456789":
            index = int(event.character) - 1
            if index < len(self.texts):
                event.stop()
                self.picked = index


class TickList(PickList):
    """A list to tick several items of, where Enter goes on and nothing is judged."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", "on", id="on")]

    def __init__(
        self, texts: Sequence[Content], picked: Sequence[int] = (), *, id: str | None = None
    ) -> None:
        super().__init__(texts, several=True, picked=picked, id=id)
