"""Review: what is due, one exercise after another."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.screens.exercise_panel import ExercisePanel
from tutor.screens.place import Line, host, language_of, say
from tutor.screens.visit import VisitScreen
from tutor.visit import Task, Visit


class Review(VisitScreen):
    """One exercise on the page; the next one takes its place."""

    place: ClassVar[str] = "review"

    def __init__(self) -> None:
        super().__init__(Visit([]))

    def body(self) -> ComposeResult:
        """Where the exercise of now stands."""
        with VerticalScroll(id="flow"):
            yield Vertical(id="column")

    async def on_screen_resume(self) -> None:
        """Begin anew when everything was done the last time."""
        if self.is_mounted and self.visit.following() is None and not self._at_work():
            await self.begin_visit()

    def _at_work(self) -> bool:
        task = self.visit.current
        return task is not None and not task.settled

    async def begin_visit(self) -> None:
        """Take up what is due now."""
        self.visit = self.session.review()
        if self.visit.tasks:
            await self.enter(self.visit.tasks[0])
        else:
            await self._say_done("review_empty")

    async def enter(self, task: Task, *, reading: bool = False) -> None:
        """Put the exercise in the place of the one before."""
        column = self.query_one("#column")
        await column.remove_children()
        await column.mount(
            Static(Content(choose(task.lesson.title, language_of(self))), classes="from-lesson"),
            ExercisePanel(self.session, task),
        )
        await super().enter(task, reading=reading)

    def finish(self) -> None:
        """Everything is answered."""
        self.run_worker(self._say_done("review_done"), group="advance")

    async def _say_done(self, key: str) -> None:
        column = self.query_one("#column")
        await column.remove_children()
        tasks = self.visit.tasks
        lines = [Line(key, classes="done-title")]
        if tasks:
            right = sum(task.state in ("right", "rated") for task in tasks)
            lines.append(Line("end_score", right=right, of=len(tasks)))
        lines.append(Line("what_next", next="Esc", classes="quiet"))
        await column.mount(*lines)
        self.visit = Visit([])
        self.show_heading()
        self.refresh_bindings()
        self.query_one("#flow").focus()

    def heading(self) -> Content:
        """How much is done."""
        return Content.assemble(
            self.progress(), "  " if self.visit.tasks else "", (say(self, "title_review"), "bold")
        )

    def retranslate(self) -> None:
        """Show the exercise in the language of now."""
        for title in self.query(".from-lesson").results(Static):
            if self.visit.current is not None:
                title.update(Content(choose(self.visit.current.lesson.title, language_of(self))))
        self.run_worker(self.retranslate_panels(), group="language", exclusive=True)

    def action_leave(self) -> None:
        """Go home; what is not answered stays due."""
        self.session.flush()
        host(self).go("home")
