"""The report of an interview: points made and missed, per question and overall."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.bilingual import choose
from tutor.errors import LessonError
from tutor.kinds.interview.kind import Exercise as InterviewQuestion
from tutor.practice.rehearsal import Question, Rehearsal
from tutor.screens.choices import Choices
from tutor.screens.interview_asking import clock_face
from tutor.screens.place import Line, host, language_of, say
from tutor.widgets.prose import inline

BAR = 20


class Report(Vertical):
    """The account, and what to do next."""

    class Chosen(Message):
        """What to do: "missed", "new" or "home"."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, rehearsal: Rehearsal) -> None:
        super().__init__()
        self.rehearsal = rehearsal

    def compose(self) -> ComposeResult:
        """The sum, each question, the choices."""
        yield Static(self._sum(), classes="report-sum", markup=False)
        for question in self.rehearsal.questions:
            yield from self._question(question)
        yield Choices()

    def on_mount(self) -> None:
        """Offer what to do next."""
        options = self.query_one(OptionList)
        options.add_options(self._choices())
        options.action_first()

    def _sum(self) -> Content:
        made, of = self.rehearsal.points
        filled = round(BAR * made / of) if of else 0
        percent = round(100 * made / of) if of else 0
        return Content.assemble(
            ("▰" * filled, "$accent"),
            ("▱" * (BAR - filled) + "  ", "$muted"),
            (say(self, "report_points", made=made, of=of, percent=percent), "bold"),
        )

    def _question(self, question: Question) -> ComposeResult:
        language = language_of(self)
        source = self._source(question)
        made = len(question.ticked)
        sign, colour = ("✗", "$error") if not made else ("◐", "$warning")
        if made == question.of:
            sign, colour = "✓", "$success"
        title = choose(source.prompt, language).strip().split("\n")[0] if source else ""
        head = Content.assemble(
            (f"{sign} {made}/{question.of}  ", colour),
            (f"{clock_face(question.milliseconds // 1000)}  ", "$muted"),
            inline(title or question.exercise).stylize("bold"),
        )
        yield Static(head, classes="report-question")
        if source is None or not question.missed:
            return
        yield Line("report_missed", classes="report-missed quiet")
        for number, point in enumerate(source.rubric, 1):
            if number not in question.ticked:
                text = Content.assemble("– ", inline(choose(point, language)))
                yield Static(text, classes="report-missed")

    def _source(self, question: Question) -> InterviewQuestion | None:
        try:
            lesson = host(self).session.library.lesson(question.lesson)
            source = lesson.exercise(question.exercise)
        except (LessonError, KeyError):
            return None
        return source if isinstance(source, InterviewQuestion) else None

    def _choices(self) -> Iterable[Option]:
        missed = sum(question.missed for question in self.rehearsal.questions)
        if missed:
            text = say(
                self, "report_practise" if missed > 1 else "report_practise_one", count=missed
            )
            yield Option(Content.styled(text, "bold $accent"), id="missed")
        yield Option(Content(say(self, "report_new")), id="new")
        yield Option(Content(say(self, "report_home")), id="home")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what was chosen."""
        event.stop()
        self.post_message(self.Chosen(event.option_id or "home"))
