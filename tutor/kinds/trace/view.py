"""Trace on the screen: the snippet with a field at every line that is asked."""

from collections.abc import Sequence
from typing import ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tutor.bilingual import choose
from tutor.exercise import Answer, Part, Unreadable
from tutor.kinds.answer_view import AnswerView
from tutor.kinds.snippet_view import code_lines, given, row_content
from tutor.kinds.trace.kind import asked
from tutor.widgets.answer_field import AnswerField
from tutor.widgets.prose import sentence
from tutor.widgets.read_back import ReadBack

LONGEST_BESIDE = 46
"""Cells of a line that leaves room for a field beside it at 80 columns."""


class View(AnswerView):
    """A field a line. Enter goes to the next empty one, and hands in when there is none."""

    marks_parts: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
    ]
    DEFAULT_CSS = """
    View .trace-row { height: auto; width: 1fr; }
    View .trace-code { width: 1fr; height: auto; background: $surface; padding: 0 1; }
    View .trace-sign { width: 2; height: 1; background: $surface; }
    View .trace-row AnswerField {
        width: 22; height: 1; border: none; padding: 0 1; background: $panel;
    }
    View .trace-row AnswerField:focus { background: $accent 25%; border: none; }
    View .-stacked .trace-code { width: 100%; }
    View .trace-note { color: $muted; padding: 0 0 0 6; display: none; }
    View .trace-note.-shown { display: block; }
    View .trace-rows { height: auto; margin: 0 0 1 0; }
    """

    def compose(self) -> ComposeResult:
        """What is given, the lines with their fields, the reading."""
        items = asked(self.exercise)
        numbers = {item.number: index for index, item in enumerate(items)}
        rows = self.first_text.split("\n")
        lines = code_lines(self.exercise)
        stacked = max(row_content(line).cell_length for line in lines) > LONGEST_BESIDE
        known = given(self.exercise, self.language)
        if known is not None:
            yield known
        with Vertical(classes="trace-rows"):
            for number, line in enumerate(lines, 1):
                code = Static(row_content(line), classes="trace-code")
                if number not in numbers:
                    yield code
                    continue
                index = numbers[number]
                field = AnswerField(
                    rows[index] if index < len(rows) else "",
                    placeholder=self.say("trace_here"),
                    id=f"trace-{index}",
                )
                sign = Static(id=f"trace-sign-{index}", classes="trace-sign")
                if stacked:
                    yield code
                    yield Horizontal(
                        Static("    ⤷ ", classes="trace-sign"), field, sign, classes="trace-row"
                    )
                else:
                    yield Horizontal(code, field, sign, classes="trace-row")
                yield Static(id=f"trace-note-{index}", classes="trace-note")
        yield ReadBack("", offset_x=2, quotes=True)

    @property
    def fields(self) -> list[AnswerField]:
        return list(self.query(AnswerField))

    @property
    def text(self) -> str:
        fields = self.fields
        if not fields:
            return self.first_text
        rows = [field.value for field in fields]
        return "\n".join(rows) if any(row.strip() for row in rows) else ""

    def focus_answer(self) -> None:
        fields = self.fields
        empty = next((field for field in fields if not field.value.strip()), fields[0])
        empty.focus(scroll_visible=False)

    def insert(self, symbol: str) -> None:
        for field in self.fields:
            if field.has_focus:
                field.insert_symbol(symbol)

    def enter_means(self) -> str:
        return "next_line" if self._next_empty() is not None and self.text else "check"

    def _next_empty(self) -> AnswerField | None:
        return next((field for field in self.fields if not field.value.strip()), None)

    def action_step(self, by: int) -> None:
        """Go to the field above or below; at an end let the page scroll."""
        fields = self.fields
        at = next((index for index, field in enumerate(fields) if field.has_focus), None)
        if at is None or not 0 <= at + by < len(fields):
            raise SkipAction
        fields[at + by].focus()

    def show_reading(self, reading: Answer | Unreadable | None) -> None:
        """Say what cannot be read, once the line it is in is not empty."""
        read_back = self.query_one(ReadBack)
        if not isinstance(reading, Unreadable):
            read_back.show("", None, self.language)
            return
        row = self.text[: reading.column].count("\n")
        fields = self.fields
        if row < len(fields) and fields[row].value.strip():
            start = len("\n".join(field.value for field in fields[:row])) + (row > 0)
            within = Unreadable(column=reading.column - start, why=reading.why)
            read_back.show(fields[row].value, within, self.language)
        else:
            read_back.show("", None, self.language)

    def show_parts(self, parts: Sequence[Part]) -> None:
        for index in range(len(self.fields)):
            sign = self.query_one(f"#trace-sign-{index}", Static)
            note = self.query_one(f"#trace-note-{index}", Static)
            part = parts[index] if index < len(parts) else None
            face = ("", "")
            if part is not None:
                face = ("✓", "$success") if part.right else ("✗", "$error")
            sign.update(Content.styled(*face))
            said = choose(part.note, self.language) if part and not part.right else ""
            note.update(sentence(said))
            note.set_class(bool(said), "-shown")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key is a change of the answer."""
        event.stop()
        self.changed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next empty line, or hand the answer in."""
        event.stop()
        empty = self._next_empty()
        if empty is None or not self.text:
            self.submit()
        else:
            empty.focus()
