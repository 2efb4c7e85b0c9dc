"""The line under a sheet in which the cell of the cursor is read, explained and written."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static, TextArea

from tutor.labs.reproduce.grid import Cell, Line

PAUSE = 0.8
"""Seconds without a key after which what is being written is kept."""


class Field(TextArea):
    """A text of one or a few lines; Enter is done with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "give('next')", "done", id="given"),
        Binding("tab", "give('next')", "next cell", id="next-cell", show=False),
        Binding("shift+tab", "give('back')", show=False),
        Binding("ctrl+j", "new_line", "new line", id="new-line"),
        Binding("escape", "put_back", "as it was", id="put-back"),
    ]

    class Given(Message):
        """The text is done. then: next, back, up, down or stay."""

        def __init__(self, text: str, then: str) -> None:
            super().__init__()
            self.text, self.then = text, then

    class Left(Message):
        """The text is to be as it was."""

    def action_give(self, then: str) -> None:
        """Be done with the text."""
        self.post_message(self.Given(self.text, then))

    def action_new_line(self) -> None:
        """Begin another line in the text."""
        self.insert("\n")

    def action_put_back(self) -> None:
        """Leave the text as it was."""
        self.post_message(self.Left())

    async def _on_key(self, event: events.Key) -> None:
        # TextArea would write a line break and a tab for these.
        if event.key in ("enter", "tab", "shift+tab", "escape", "ctrl+j"):
            return
        if event.key in ("up", "down") and self._at_edge(event.key):
            event.stop()
            event.prevent_default()
            self.action_give(event.key)
            return
        await super()._on_key(event)

    def _at_edge(self, key: str) -> bool:
        line = self.wrapped_document.location_to_offset(self.cursor_location).y
        return line == 0 if key == "up" else line >= self.wrapped_document.height - 1


class Bar(Vertical):
    """Label, hint or complaint of a cell, and its text, which can be written when focused."""

    DEFAULT_CSS = """
    Bar {
        height: auto; width: 1fr; background: $surface;
        #about { height: auto; width: 1fr; max-height: 3; }
        Field {
            height: auto; min-height: 1; max-height: 4; width: 1fr; border: none; padding: 0;
            background: $surface; scrollbar-size-vertical: 1;
            &:focus { border: none; background: $accent 20%; background-tint: $background 0%; }
            & .text-area--cursor-line { background: transparent; }
        }
        &.-wrong Field { background: $error 20%; }
        &.-read Field { display: none; }
    }
    """

    class Given(Message):
        """A text was written into a cell of a line. then: where to go on."""

        def __init__(self, line: Line, cell: Cell, text: str, then: str) -> None:
            super().__init__()
            self.line, self.cell, self.text, self.then = line, cell, text, then

    class Left(Message):
        """Writing was given up."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.cell = Line("", ()), Cell("")
        self._before = self._kept = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """What is said, and the text."""
        yield Static("", id="about", markup=False)
        field = Field("", soft_wrap=True, compact=True, highlight_cursor_line=False)
        field.cursor_blink = False
        yield field

    @property
    def field(self) -> Field:
        """Where the text is written."""
        return self.query_one(Field)

    @property
    def writing(self) -> bool:
        """Whether somebody writes."""
        return self.field.has_focus

    def put(self, line: Line, cell: Cell) -> None:
        """Show a cell; what is being written stays."""
        self.line, self.cell = line, cell
        self._show_about(cell.why)
        self.set_class(cell.value is None or bool(cell.options), "-read")
        if not self.writing:
            self._load(cell.value or "")

    def _load(self, text: str) -> None:
        self._before = self._kept = text
        if self.field.text != text:
            self.field.load_text(text)

    def _show_about(self, why: str) -> None:
        self.set_class(bool(why), "-wrong")
        cell = self.cell
        pieces: list[str | tuple[str, str]] = [(why, "$error")]
        if not why:
            pieces = [(cell.label, "bold"), "  " if cell.label else "", (cell.hint, "$muted")]
        for at, option in enumerate(cell.options):
            on = option == cell.value
            pieces.append("  " if at else "\n")
            pieces.append((f"[{option}]", "bold") if on else (option, "$muted"))
        self.query_one("#about", Static).update(Content.assemble(*pieces))

    def complain(self, why: str) -> None:
        """Say what is wrong with what was written; it can be mended or put back."""
        self._show_about(why)

    def write(self, text: str | None = None) -> None:
        """Let the learner write: `text` over what stands there, or on in it."""
        field = self.field
        self._load(self.cell.value or "")
        if text is not None:
            field.load_text("")
            field.insert(text)
        field.move_cursor(field.document.end)
        field.focus()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is written once there is a pause."""
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        if self.writing and self.field.text != self._kept:
            self._timer = self.set_timer(PAUSE, self.keep)

    def keep(self) -> None:
        """Give what has been written so far; the learner may write on."""
        if self.field.text != self._kept:
            self._give(self.field.text, "stay")

    def on_field_given(self, event: Field.Given) -> None:
        """Done with it."""
        event.stop()
        self._give(event.text, event.then)

    def on_field_left(self, event: Field.Left) -> None:
        """As it was, also where some of it has been kept already."""
        event.stop()
        self.field.load_text(self._before)
        if self._kept != self._before:
            self._give(self._before, "leave")
        self.post_message(self.Left())

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """The text was left by mouse or key: what is written counts."""
        if self.field.text != self._kept:
            self._give(self.field.text, "leave")

    def _give(self, text: str, then: str) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._kept = text
        self.post_message(self.Given(self.line, self.cell, text, then))
