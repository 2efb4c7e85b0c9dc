"""The line under a sheet: the cell of the cursor explained, and written.

All keys of a page arrive here, in the order in which they were pressed, whether they move the
cursor of the sheet or write a text: moving the focus between two widgets for that would let
quickly typed letters fall into the wrong one.
"""

from typing import ClassVar, Protocol

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static, TextArea

from tutor.labs.reproduce.grid import Cell, Line
from tutor.widgets.keys_in_order import TextBox

PAUSE = 0.4
"""Seconds without a key after which what is being written is kept."""

ENDS = {
    "enter": "next",
    "tab": "next",
    "shift+tab": "back",
    "up": "up",
    "down": "down",
}
"""Keys that are done with a text, and where they go on."""


class Desk(Protocol):
    """The page around the bar."""

    def do(self, key: str, character: str | None) -> bool:
        """Do what a key means in the table; whether it means anything."""

    def take(self, line: Line, cell: Cell, text: str, then: str) -> None:
        """Take a text for a cell. then: next, back, up, down; stay; or leave."""

    def enter_means(self) -> str:
        """What Enter does to the cell of the cursor: begin, tick, act or go."""

    def removable(self) -> bool:
        """Whether the line of the cursor can be deleted."""


class Field(TextBox):
    """The text of a cell: read, or written while `writing`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "shown('begin')", "write", id="write"),
        Binding("enter", "shown('tick')", "tick", id="tick-off"),
        Binding("enter", "shown('act')", "open", id="act"),
        Binding("enter", "shown('go')", "next cell", id="next-cell"),
        Binding("enter", "shown('finish')", "done", id="given"),
        Binding("ctrl+j", "shown('new-line')", "new line", id="new-line"),
        Binding("ctrl+d", "shown('remove')", "delete line", id="delete-line"),
        Binding("escape", "shown('put-back')", "as it was", id="put-back"),
    ]
    """What the bar of keys shows; the keys come as events before they get this far."""

    def __init__(self, bar: "Bar") -> None:
        super().__init__(
            "",
            soft_wrap=True,
            compact=True,
            highlight_cursor_line=False,
            read_only=True,
            show_cursor=False,
        )
        self.cursor_blink = False
        self._bar = bar

    @property
    def writing(self) -> bool:
        """Whether keys are text now."""
        return not self.read_only

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While nothing is written, keys for editing are not the field's."""
        if action == "shown":
            (what,) = parameters
            if self.writing:
                return what in ("finish", "new-line", "put-back")
            desk = self._bar.desk
            return desk.removable() if what == "remove" else what == desk.enter_means()
        return self.writing or action not in ("undo", "redo", "cut", "copy")

    async def _on_key(self, event: events.Key) -> None:
        if self._bar.key(event.key, event.character if event.is_printable else None):
            event.stop()
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        if not self.writing:
            event.stop()
            event.prevent_default()
            self._bar.paste(event.text)

    def action_shown(self, _what: str) -> None:
        """What could not be done goes on to whoever else knows the key."""
        raise SkipAction

    def load_text(self, text: str) -> None:
        """Show another text; TextArea draws itself anew only where its size changes."""
        super().load_text(text)
        self.refresh()

    def at_edge(self, key: str) -> bool:
        """Whether the cursor is in the first line, or in the last."""
        line = self.wrapped_document.location_to_offset(self.cursor_location).y
        return line == 0 if key == "up" else line >= self.wrapped_document.height - 1


class Bar(Vertical):
    """Label, hint or complaint of a cell, and its text."""

    DEFAULT_CSS = """
    Bar {
        height: auto; width: 1fr; background: $surface;
        #about { height: auto; width: 1fr; max-height: 4; }
        Field {
            height: auto; min-height: 1; max-height: 4; width: 1fr; border: none; padding: 0;
            background: $surface; scrollbar-size-vertical: 1;
            &:focus { border: none; background: $surface; background-tint: $background 0%; }
            &.-writing { background: $accent 20%; }
            & .text-area--cursor-line { background: transparent; }
        }
        &.-wrong Field { background: $error 20%; }
    }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.line, self.cell = Line("", ()), Cell("")
        self._before = self._kept = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """What is said, and the text."""
        yield Static("", id="about", markup=False)
        yield Field(self)

    @property
    def field(self) -> Field:
        """The text."""
        return self.query_one(Field)

    @property
    def writing(self) -> bool:
        """Whether somebody writes."""
        return self.field.writing

    # --- what is shown

    def put(self, line: Line, cell: Cell) -> None:
        """Show a cell; a text that is being written stays."""
        self.line, self.cell = line, cell
        # What is still being typed is no fault yet.
        self._show_about("" if self.writing else cell.why)
        if not self.writing:
            self._load(cell.read if cell.value is None else "" if cell.options else cell.value)

    def _load(self, text: str) -> None:
        self._before = self._kept = text
        if self.field.text != text:
            self.field.load_text(text)

    def _show_about(self, why: str) -> None:
        self.set_class(bool(why), "-wrong")
        cell = self.cell
        pieces: list[str | tuple[str, str]] = [(cell.label, "bold")]
        if cell.hint and not why:
            # To the right of Bangla nothing stands: terminals disagree about its width.
            gap = "  " if cell.label.isascii() else "\n"
            pieces += [gap if cell.label else "", (cell.hint, "$muted")]
        elif why:
            pieces += ["\n" if cell.label else "", (why, "$error")]
        for at, option in enumerate(cell.options):
            on = option == cell.value
            pieces.append("  " if at else "\n")
            pieces.append((f"[{option}]", "bold") if on else (option, "$muted"))
        self.query_one("#about", Static).update(Content.assemble(*pieces))

    def complain(self, why: str) -> None:
        """Say what is wrong with what was written; it can be mended or put back."""
        self._show_about(why)

    # --- writing

    def write(self, text: str | None = None) -> None:
        """Begin to write: `text` over what stands there, or on in it."""
        field = self.field
        self._load(self.cell.value or "")
        self._set_writing(True)
        if text is not None:
            field.clear()
            field.insert(text)
        field.move_cursor(field.document.end)

    def _set_writing(self, writing: bool) -> None:
        field = self.field
        field.read_only, field.show_cursor = not writing, writing
        field.set_class(writing, "-writing")
        if self._timer is not None:
            self._timer.stop()
        self.screen.refresh_bindings()

    def key(self, key: str, character: str | None) -> bool:
        """What a key does; False where the field itself is to take it."""
        if not self.writing:
            return self.desk.do(key, character)
        if key in ("up", "down") and not self.field.at_edge(key):
            return False
        if key in ENDS:
            self.give(ENDS[key])
        elif key == "ctrl+j":
            self.field.insert("\n")
        elif key == "escape":
            self._put_back()
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """What is pasted takes the place of what stands in the cell."""
        if self.cell.value is not None and not self.cell.options:
            self.write(text)

    def give(self, then: str) -> None:
        """Be done with the text, and go on."""
        if self.writing:
            text = self.field.text
            self._kept = text
            self.desk.take(self.line, self.cell, text, then)

    def done(self) -> None:
        """The text was taken."""
        self._set_writing(False)

    def _put_back(self) -> None:
        """As it was, also where some of it has been kept already."""
        kept, self._kept = self._kept, self._before
        self._set_writing(False)
        if kept != self._before:
            self.desk.take(self.line, self.cell, self._before, "leave")
        self.field.load_text(self._before)
        self.put(self.line, self.cell)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep what is written once there is a pause."""
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        if self.writing and self.field.text != self._kept:
            self._timer = self.set_timer(PAUSE, self._keep)

    def _keep(self) -> None:
        if self.writing and self.field.text != self._kept:
            self.give("stay")

    def leave(self) -> None:
        """What is written counts when the learner goes elsewhere."""
        if self.writing:
            if self.field.text != self._kept:
                self.give("leave")
            self._set_writing(False)

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """The field was left."""
        self.leave()

    def on_click(self, event: events.Click) -> None:
        """A click on the text begins to write."""
        if not self.writing and self.cell.value is not None and not self.cell.options:
            event.stop()
            self.write()
        self.field.focus()
