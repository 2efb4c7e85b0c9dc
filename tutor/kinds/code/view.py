"""Code on the screen: a small editor, and a key that opens the learner's own."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from tutor.bilingual import choose
from tutor.exercise import Answer, Part, Unreadable
from tutor.kinds.answer_view import AnswerView
from tutor.widgets.keys_in_order import TextBox
from tutor.widgets.outside_editor import EditorError, edit
from tutor.widgets.read_back import ReadBack


class Source(TextBox, inherit_bindings=False):
    """A text of code that leaves F6 and F7 to the screen. Enter keeps the indent."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in Binding.make_bindings(TextArea.BINDINGS)
        if binding.key not in ("f6", "f7")
    ]

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.replace("\n" + self._indent(), *self.selection, maintain_selection_offset=False)

    def _indent(self) -> str:
        """The spaces that a line opened here begins with: more of them behind a colon."""
        row, column = min(self.selection)
        before = self.document.get_line(row)[:column]
        indent = before[: len(before) - len(before.lstrip())]
        opens = before.partition("#")[0].rstrip().endswith(":")
        return indent + " " * self.indent_width * opens


class View(AnswerView):
    """The source, from the starter on. ^R runs it, ^T takes it to the learner's own editor."""

    typed: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "run", "run", id="run-code", priority=True),
        Binding("ctrl+t", "edit", "my editor", id="own-editor", priority=True),
    ]
    DEFAULT_CSS = """
    View Source { max-height: 16; padding: 0; }
    """

    def compose(self) -> ComposeResult:
        """The code, how to go on, and what Python cannot read."""
        text = self.first_text or self.exercise.starter
        area = Source(text, soft_wrap=False, tab_behavior="indent", show_line_numbers=True)
        area.cursor_blink = False
        yield area
        yield Static(Content(self.say("code_how")), classes="how")
        yield ReadBack("", offset_x=2, quotes=True)

    @property
    def area(self) -> Source:
        return self.query_one(Source)

    @property
    def text(self) -> str:
        areas = self.query(Source)
        text = areas.first().text if areas else self.first_text
        return "" if text == self.exercise.starter else text

    def focus_answer(self) -> None:
        self.area.focus(scroll_visible=False)

    def insert(self, symbol: str) -> None:
        self.area.insert(symbol)

    def show_reading(self, reading: Answer | Unreadable | None) -> None:
        """Say which line Python cannot read, unless it is the one being written."""
        read_back = self.query_one(ReadBack)
        if not isinstance(reading, Unreadable) or not self.text:
            read_back.show("", None, self.language)
            return
        before = self.text[: reading.column]
        row = before.count("\n")
        line = self.text.split("\n")[row]
        column = len(before) - before.rfind("\n") - 1
        within = Unreadable(column=column, why=reading.why)
        read_back.show(line, within, self.language)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """The feedback lists them."""

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Every key is a change of the answer."""
        event.stop()
        self.changed()

    def action_run(self) -> None:
        """Hand the code in."""
        self.submit()

    def action_edit(self) -> None:
        """Take the code to the learner's own editor and bring it back."""
        with tempfile.TemporaryDirectory(prefix="tutor-") as folder:
            path = Path(folder) / f"{self.exercise.id}.py"
            path.write_text(self.area.text, encoding="utf-8")
            try:
                edit(self.app, path)
                text = path.read_text(encoding="utf-8")
            except EditorError as error:
                self._warn(choose(error.why, self.language))
            except (OSError, UnicodeDecodeError):
                self._warn(self.say("code_lost"))
            else:
                if text != self.area.text:
                    self.area.text = text

    def _warn(self, text: str) -> None:
        self.app.notify(text, severity="warning", timeout=10, markup=False)
