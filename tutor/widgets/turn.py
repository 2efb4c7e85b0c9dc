"""A named choice out of a few words, on one line, changed by a key or a click."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class Turn(Widget, can_focus=True):
    """`label ‹word›`: the next word with → or Space, the one before with ←.

    name: what `Turned` calls it. words: as they are kept; faces: as they are shown.
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Turn { width: auto; height: 1; }
    Turn:focus { background: $accent 20%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space,enter", "turn(1)", show=False),
    ]

    class Turned(Message):
        """Another word is wanted."""

        def __init__(self, turn: "Turn", word: str) -> None:
            super().__init__()
            self.turn, self.word = turn, word
            self.name = turn.name or ""

    def __init__(
        self,
        name: str,
        label: str,
        words: Sequence[str],
        word: str,
        *,
        faces: Sequence[str] = (),
        id: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id)
        self._label, self._words, self._word = label, tuple(words), word
        self._faces = tuple(faces) or self._words

    def put(self, word: str, *, label: str | None = None, faces: Sequence[str] = ()) -> None:
        """Show this word; no `Turned` follows."""
        self._word = word
        self._label = self._label if label is None else label
        self._faces = tuple(faces) or self._faces
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        """The label, and the word between marks that say it can be changed."""
        face = self._faces[self._words.index(self._word)]
        label = [(self._label + " ", "$muted")] if self._label else []
        left, right = ("◂", "▸") if self.has_focus else ("‹", "›")
        style = "bold" if self.has_focus else ""
        return Content.assemble(*label, (left, "$accent"), (face, style), (right, "$accent"))

    def get_content_width(self, container: object, viewport: object) -> int:
        """All of the line."""
        content = self.render()
        assert isinstance(content, Content)
        return content.cell_length

    def on_click(self, event: events.Click) -> None:
        """The next word."""
        event.stop()
        self.action_turn(1)

    def action_turn(self, by: int) -> None:
        """Ask for the next word, or the one before."""
        at = (self._words.index(self._word) + by) % len(self._words)
        self.post_message(self.Turned(self, self._words[at]))
