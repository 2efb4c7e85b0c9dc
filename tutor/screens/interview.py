"""Interview practice: questions one after another; the marking and the report at the end."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from tutor.errors import LessonError
from tutor.kinds.interview.kind import Exercise as InterviewQuestion
from tutor.kinds.interview.kind import compose as answer_text
from tutor.lesson import Lesson
from tutor.practice.rehearsal import Question, Rehearsal, Wishes, choose_questions
from tutor.screens.catalogue import lessons_read
from tutor.screens.interview_asking import Asking
from tutor.screens.interview_marking import Marking
from tutor.screens.interview_report import Report
from tutor.screens.interview_setup import Setup
from tutor.screens.place import Line, Place, host, say
from tutor.session import Session


class Interview(Place):
    """One phase at a time: the choice, the questions, the marking, the report."""

    place: ClassVar[str] = "interview"
    CSS_PATH = "practice.tcss"

    rehearsal = Rehearsal()
    """The state of now; none before the screen is up."""

    def body(self) -> ComposeResult:
        """Where the phase of now stands."""
        with VerticalScroll(id="flow", can_focus=False):
            yield Vertical(id="column")

    async def on_mount(self) -> None:  # type: ignore[override]  # Textual awaits either
        """Go on where the learner was."""
        self.rehearsal = self.session.setting("rehearsal", Rehearsal())
        super().on_mount()
        await self.query_one("#column").mount(Line("reading_lessons", classes="quiet"))
        self.run_worker(self._begin(), group="begin")

    async def _begin(self) -> None:
        await lessons_read(self.session)
        await self.show_phase()

    @property
    def session(self) -> Session:
        return host(self).session

    def keep(self, rehearsal: Rehearsal) -> None:
        """Keep the state of now."""
        if rehearsal != self.rehearsal:
            self.rehearsal = rehearsal
            self.session.set("rehearsal", rehearsal)

    # --- phases

    async def show_phase(self) -> None:
        """Show what is to be done now."""
        column = self.query_one("#column")
        await column.remove_children()
        phase = self._make_phase()
        await column.mount(phase)
        self.query_one("#flow").scroll_home(animate=False)
        self.call_after_refresh(self._focus_first)
        self.show_heading()

    def _make_phase(self) -> Vertical:
        while self.rehearsal.phase in ("asking", "marking"):
            question = self.rehearsal.current
            try:
                lesson, source = self.source(question)
            except (LessonError, KeyError):
                # The lesson went away or changed since; the others can still be asked.
                kept = tuple(q for q in self.rehearsal.questions if q is not question)
                self.keep(Rehearsal(kept, self.rehearsal.minutes))
                continue
            if self.rehearsal.phase == "asking":
                return Asking(source, self.rehearsal, self._typed)
            return Marking(lesson, source, self.rehearsal)
        if self.rehearsal.phase == "report":
            return Report(self.rehearsal)
        return Setup(self.session.setting("rehearsal-wishes", Wishes()))

    def source(self, question: Question) -> tuple[Lesson, InterviewQuestion]:
        """The lesson of a question and its exercise. Raises LessonError or KeyError."""
        lesson = self.session.library.lesson(question.lesson)
        exercise = lesson.exercise(question.exercise)
        if not isinstance(exercise, InterviewQuestion):
            raise KeyError(question.exercise)
        return lesson, exercise

    def _focus_first(self) -> None:
        for widget in self.query("#column *"):
            if widget.focusable:
                widget.focus(scroll_visible=False)
                return

    # --- what the phases tell

    async def on_setup_begun(self, event: Setup.Begun) -> None:
        """Choose questions, and ask the first."""
        session = self.session
        session.set("rehearsal-wishes", event.wishes)
        due = dict(session.store.rows("SELECT exercise, due FROM cards"))
        catalogue = session.library.catalogue()
        self.keep(choose_questions(catalogue, event.wishes, due, session.now()))
        await self.show_phase()

    def _typed(self, text: str, milliseconds: int) -> None:
        if self.rehearsal.phase == "asking":
            self.keep(self.rehearsal.typed(text, milliseconds))

    async def on_asking_done(self, event: Asking.Done) -> None:
        """On to the next question, or to the marking."""
        self.keep(self.rehearsal.answered() if not event.all else self.rehearsal.cut_short())
        await self.show_phase()

    def on_marking_ticked(self, event: Marking.Ticked) -> None:
        """Keep the ticks."""
        self.keep(self.rehearsal.ticked(event.ticked))

    async def on_marking_marked(self, event: Marking.Marked) -> None:
        """Keep the answer with its points, and go on."""
        question = self.rehearsal.current
        seed = self.session.store.next_seed(question.exercise)
        task = self.session.task(event.lesson, event.source, seed)
        task.opened = self.session.now() - question.milliseconds
        verdict = await self.session.submit(task, answer_text(question.text, event.ticked))
        if verdict is not None:
            self.keep(self.rehearsal.marked(event.ticked, len(event.source.rubric)))
            await self.show_phase()

    async def on_report_chosen(self, event: Report.Chosen) -> None:
        """Practise the missed ones, begin anew, or go home."""
        if event.what == "home":
            self.action_leave()
            return
        again = self.rehearsal.missed_ones() if event.what == "missed" else Rehearsal()
        self.keep(again)
        await self.show_phase()

    # --- the screen

    def heading(self) -> Content:
        """How far the rehearsal is."""
        title = (say(self, "title_interview"), "bold")
        rehearsal = self.rehearsal
        if rehearsal.phase == "none":
            return Content.assemble(title)
        at, of = rehearsal.at, len(rehearsal.questions)
        if rehearsal.phase == "report":
            return Content.assemble(title, ("   " + say(self, "interview_report"), "$muted"))
        key = "interview_asking" if rehearsal.phase == "asking" else "interview_marking"
        signs = "●" * at + "◉" + "○" * (of - at - 1)
        return Content.assemble(
            (signs + "  ", "$accent"),
            title,
            ("   " + say(self, key, number=at + 1, of=of), "$muted"),
        )

    def retranslate(self) -> None:
        """Show the phase in the language of now."""
        self._tell()
        self.run_worker(self.show_phase(), group="language", exclusive=True)

    def _tell(self) -> None:
        for phase in self.query(Asking):
            phase.tell()

    def _clock(self, going: bool) -> None:
        for phase in self.query(Asking):
            phase.run_clock(going)

    def on_screen_suspend(self) -> None:
        """The clock stands still while the learner is elsewhere."""
        self._clock(False)

    def on_screen_resume(self) -> None:
        """And goes on when they are back."""
        self._clock(True)

    def action_leave(self) -> None:
        """Go home; the rehearsal waits."""
        self._tell()
        host(self).go("home")
