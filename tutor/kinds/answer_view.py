"""What the views of all kinds share: a text that goes in and out, and a reading to show."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from tutor.bilingual import Strings, choose
from tutor.exercise import Answer, Exercise, Part, Unreadable
from tutor.widgets.answer_field import AnswerField
from tutor.widgets.read_back import ReadBack

STRINGS = Strings(__file__, "answer_view.toml")


class AnswerView(Vertical):
    """The widget in which an exercise of one kind is answered.

    The answer is `text`, always: what is typed, or what ticks and drags amount to. A view
    tells of every change and of Enter, and never judges.
    """

    DEFAULT_CSS = """
    AnswerView {
        height: auto; width: 1fr;
        .quiet, .how { color: $muted; }
        .how { margin: 1 0 0 0; }
        .snippet-given { margin: 0 0 1 0; }
        .asked { margin: 0 0 1 0; }
        .formula-source { padding: 0 0 0 2; margin: 0 0 1 0; }
        TextArea {
            height: auto; min-height: 6; max-height: 14; border: round $foreground 30%;
            background: $background; padding: 0 1;
        }
        TextArea:focus { border: round $accent; background-tint: $background 0%; }
    }
    """
    typed: ClassVar[bool] = True
    """Whether answering means typing, so that the palette of symbols is of use."""
    marks_parts: ClassVar[bool] = False
    """Whether `show_parts` shows which parts are right, so that nobody else needs to."""

    asks_for: ClassVar[str] = "nothing_typed"
    """What is said to Enter where there is no answer yet."""

    tells_all: bool = False
    """Whether everything that a hint or the solution could say is shown already."""

    class Changed(Message):
        """The answer is another one now."""

        def __init__(self, view: "AnswerView", text: str) -> None:
            super().__init__()
            self.view = view
            self.text = text

    class Submitted(Message):
        """The learner wants the answer judged."""

        def __init__(self, view: "AnswerView", text: str) -> None:
            super().__init__()
            self.view = view
            self.text = text

    def __init__(self, exercise: Any, text: str = "", language: str = "en") -> None:
        super().__init__(classes="answer-view")
        self.exercise: Any = exercise
        self.language = language
        self.first_text = text

    @property
    def text(self) -> str:
        """The answer as it stands."""
        raise NotImplementedError

    def focus_answer(self) -> None:
        """Put the cursor where the answer goes on."""
        for widget in self.query("*"):
            if widget.focusable:
                widget.focus(scroll_visible=False)
                return

    def enter_means(self) -> str:
        """What Enter does now: the name of a key's label, `check` where it hands in."""
        return "check"

    def let_go(self) -> None:
        """Give the focus up before the widgets are made anew.

        It would go to whatever else on the page can have it, and the page would scroll there.
        """
        if self.has_focus_within:
            self.screen.set_focus(None)

    def show_reading(self, reading: Answer | Unreadable | None) -> None:
        """Show how the answer is understood; None while there is nothing to show."""

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show which parts of the answer are right; none when it changed since."""

    def insert(self, symbol: str) -> None:
        """Put a symbol of the palette where the cursor is."""

    def speak(self, language: str) -> None:
        """Show everything in another language, keeping the answer."""
        self.language = language
        self.first_text = self.text
        self.refresh(recompose=True)

    def say(self, key: str, **values: str | int) -> str:
        """A sentence that all views share."""
        return choose(STRINGS(key, **values), self.language)

    def changed(self) -> None:
        """Tell that the answer changed."""
        self.post_message(self.Changed(self, self.text))

    def submit(self) -> None:
        """Tell that the learner wants the answer judged."""
        self.post_message(self.Submitted(self, self.text))


class FieldView(AnswerView):
    """A view with one field to type into, and the reading of it below."""

    names: ClassVar[Sequence[str]] = ()
    """Names that the field completes."""

    def placeholder(self) -> str:
        """What the empty field says."""
        return self.say("type_here")

    def before(self) -> ComposeResult:
        """What stands above the field."""
        yield from ()

    def compose(self) -> ComposeResult:
        """What stands above, the field, the reading."""
        yield from self.before()
        yield AnswerField(self.first_text, placeholder=self.placeholder(), names=self.names)
        yield ReadBack(self.say("read_as"), offset_x=2)

    @property
    def field(self) -> AnswerField:
        return self.query_one(AnswerField)

    @property
    def text(self) -> str:
        return self.field.value if self.is_mounted and self.query(AnswerField) else self.first_text

    def focus_answer(self) -> None:
        self.field.focus(scroll_visible=False)

    def insert(self, symbol: str) -> None:
        self.field.insert_symbol(symbol)

    def show_reading(self, reading: Answer | Unreadable | None) -> None:
        field = self.field
        read_back = self.query_one(ReadBack)
        read_back.show(
            field.value,
            reading,
            self.language,
            scrolled=round(field.scroll_offset.x),
            unfinished=isinstance(reading, Unreadable) and field.is_completing(reading.column),
        )
        if field.has_focus:
            self.call_after_refresh(read_back.scroll_visible, animate=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key is a change of the answer."""
        event.stop()
        self.changed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter hands the answer in."""
        event.stop()
        self.submit()


def view_of(exercise: Exercise, text: str, language: str) -> AnswerView:
    """The view for an exercise, whatever its kind."""
    from tutor import kinds

    view: AnswerView = kinds.load_view(kinds.kind_of(exercise)).View(exercise, text, language)
    return view
