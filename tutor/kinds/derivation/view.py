"""Derivation on the screen: the given line, then a field a line, as many as are needed."""

from collections.abc import Sequence
from typing import ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tutor.bilingual import choose
from tutor.checking.expression.vocabulary import FUNCTIONS
from tutor.exercise import Answer, Part, Unreadable
from tutor.kinds.answer_view import AnswerView
from tutor.kinds.derivation.kind import MOST_LINES, goal, joint, statement
from tutor.widgets.answer_field import AnswerField
from tutor.widgets.math import Math
from tutor.widgets.read_back import ReadBack


class Line(Horizontal):
    """A field for one line, with a sign beside it and a note below."""

    def __init__(self, joint: str, text: str = "") -> None:
        super().__init__(classes="derivation-line")
        self.joint = joint
        self.first_text = text

    def compose(self) -> ComposeResult:
        """The joint, the field, the sign."""
        yield Static(Content(f"{self.joint} "), classes="joint")
        yield AnswerField(self.first_text, names=tuple(FUNCTIONS))
        yield Static(classes="sign")

    @property
    def field(self) -> AnswerField:
        return self.query_one(AnswerField)

    def show_part(self, part: Part | None) -> None:
        """Show whether the line follows; None when that is not known."""
        face = ("", "")
        if part is not None:
            face = ("✓", "$success") if part.right else ("✗", "$error")
        self.query_one(".sign", Static).update(Content.styled(*face))


class View(AnswerView):
    """Enter opens the next line; on an empty last line it hands the derivation in."""

    marks_parts: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", show=False),
        Binding("down", "step(1)", show=False),
    ]
    DEFAULT_CSS = """
    View .derivation-lines { height: auto; }
    View .derivation-line { height: auto; width: 1fr; }
    View .derivation-line .joint { width: 3; height: 1; margin: 1 0 0 1; color: $muted; }
    View .derivation-line .sign { width: 3; height: 1; margin: 1 0 0 1; }
    View .derivation-line AnswerField { width: 1fr; }
    View .derivation-note { color: $muted; display: none; padding: 0 0 0 4; }
    View .derivation-note.-shown { display: block; }
    """

    def compose(self) -> ComposeResult:
        """What is given, a field a line, the reading of the line being typed."""
        yield Math(statement(self.exercise), indent=2, classes="asked")
        if wanted := goal(self.exercise):
            yield Static(Content(self.say("derivation_goal")), classes="quiet")
            yield Math(wanted, indent=2, classes="asked")
        with Vertical(classes="derivation-lines"):
            for text in self.first_text.split("\n"):
                yield Line(joint(self.exercise), text)
        yield Static(classes="derivation-note")
        yield ReadBack(self.say("read_as"), offset_x=6, quotes=True)
        yield Static(Content(self.say("derivation_how")), classes="how")

    @property
    def lines(self) -> list[Line]:
        return list(self.query(Line))

    @property
    def text(self) -> str:
        lines = self.lines
        if not lines or not all(line.query(AnswerField) for line in lines):
            return self.first_text
        return "\n".join(line.field.value for line in lines).rstrip()

    def focus_answer(self) -> None:
        self.lines[-1].field.focus(scroll_visible=False)

    def insert(self, symbol: str) -> None:
        for line in self.lines:
            if line.field.has_focus:
                line.field.insert_symbol(symbol)

    def action_step(self, by: int) -> None:
        """Go to the line above or below; at an end let the page scroll."""
        lines = self.lines
        at = self._focused()
        if at is None or not 0 <= at + by < len(lines):
            raise SkipAction
        lines[at + by].field.focus()

    def enter_means(self) -> str:
        at = self._focused()
        return "check" if at is None or not self.lines[at].field.value.strip() else "next_line"

    def _focused(self) -> int | None:
        return next((at for at, line in enumerate(self.lines) if line.field.has_focus), None)

    def show_reading(self, reading: Answer | Unreadable | None) -> None:
        """Show the line being typed, or what cannot be read in one."""
        read_back = self.query_one(ReadBack)
        at = self._focused()
        lines = self.lines
        if at is None or reading is None or not lines[at].field.value.strip():
            read_back.show("", None, self.language)
            return
        value = lines[at].field.value
        if isinstance(reading, Unreadable):
            start = len("\n".join(line.field.value for line in lines[:at])) + (at > 0)
            inside = start <= reading.column <= start + len(value)
            within = Unreadable(column=reading.column - start, why=reading.why)
            read_back.show(value, within if inside else None, self.language)
            return
        shown = reading.shown.split("\n\n")
        place = sum(bool(line.field.value.strip()) for line in lines[: at + 1]) - 1
        if place < len(shown):
            this = Answer(text=value, shown=shown[place], notes=reading.notes)
            read_back.show(value, this, self.language)

    def show_parts(self, parts: Sequence[Part]) -> None:
        written = [line for line in self.lines if line.field.value.strip()]
        for place, line in enumerate(written):
            line.show_part(parts[place] if place < len(parts) else None)
        wrong = next((part for part in parts if not part.right), None)
        note = self.query_one(".derivation-note", Static)
        note.update(Content(choose(wrong.note, self.language) if wrong else ""))
        note.set_class(bool(wrong and wrong.note), "-shown")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key is a change of the answer."""
        event.stop()
        self.changed()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open a line below; on an empty line, hand the derivation in."""
        event.stop()
        at = self._focused()
        lines = self.lines
        if at is None or not lines[at].field.value.strip():
            self.submit()
        elif at + 1 < len(lines):
            lines[at + 1].field.focus()
        elif len(lines) < MOST_LINES:
            line = Line(joint(self.exercise))
            await self.query_one(".derivation-lines", Vertical).mount(line)
            line.field.focus()
