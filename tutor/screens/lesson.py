"""A lesson: reading and exercises in one flow, and where the learner is in it."""

from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalGroup, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tutor import labs
from tutor.bilingual import Text, choose
from tutor.lesson import Lab, Lesson, Section
from tutor.screens.exercise_panel import ExercisePanel
from tutor.screens.place import host, language_of, say
from tutor.screens.visit import VisitScreen
from tutor.visit import Task, Visit
from tutor.widgets.prose import Prose


class SectionTitle(Static):
    """The title of a section."""

    def __init__(self, title: Text) -> None:
        super().__init__(markup=False, classes="section-title")
        self._title = title

    def on_mount(self) -> None:
        """Follow the language."""
        self.watch(self.app, "language", self.retranslate)

    def retranslate(self) -> None:
        """Show the title in the language of now."""
        self.update(Content(choose(self._title, language_of(self))))


class SectionReading(Prose):
    """The reading of a section."""

    def __init__(self, reading: Text, language: str) -> None:
        super().__init__(choose(reading, language), classes="section-reading")
        self._reading = reading

    def on_mount(self) -> None:
        """Follow the language."""
        self.watch(self.app, "language", self.retranslate, init=False)

    def retranslate(self) -> None:
        """Show the text in the language of now."""
        self.show(choose(self._reading, language_of(self)))


class LabLink(Static, can_focus=True):
    """Leads to an interactive picture."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "open", id="open")]

    def __init__(self, lab: Lab) -> None:
        super().__init__(markup=False, classes="lab-link")
        self._lab = lab

    def on_mount(self) -> None:
        """Follow the language."""
        self.watch(self.app, "language", self.retranslate)

    def retranslate(self) -> None:
        """Name the lab and tell what it is."""
        name = self._lab.name
        if name not in labs.names():
            self.update(Content("▷ " + say(self, "lesson_has_lab", name=name)))
            return
        strings = labs.strings(name)
        title, about = (choose(strings[key], language_of(self)) for key in ("title", "about"))
        self.update(
            Content.assemble(
                ("▷ " + say(self, "lesson_has_lab", name=title), "bold $accent"),
                ("\n  " + about, "$muted"),
            )
        )

    def on_click(self) -> None:
        """Open the lab."""
        self.action_open()

    def action_open(self) -> None:
        """Open the lab."""
        host(self).lab(self._lab.name, self._lab.start)


class LessonScreen(VisitScreen):
    """All sections of a lesson, one below the other; one exercise is open at a time.

    from_top: begin with the reading; else at the exercise where the learner stopped.
    """

    place: ClassVar[str] = "lesson"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+l", "lab", "lab", id="lab")]

    def __init__(self, visit: Visit, *, from_top: bool) -> None:
        super().__init__(visit)
        self.lesson = cast(Lesson, visit.lesson)
        self._from_top = from_top

    def body(self) -> ComposeResult:
        """The flow of sections in one column."""
        tasks = iter(self.visit.tasks)
        with VerticalScroll(id="flow"), Vertical(id="column"):
            if self.lesson.objectives:
                yield Objectives(self.lesson.objectives)
            for section in self.lesson.sections:
                yield from self._section(section, tasks)

    def _section(self, section: Section, tasks: Iterator[Task]) -> ComposeResult:
        if section.title:
            yield SectionTitle(section.title)
        if section.reading is not None:
            yield SectionReading(section.reading, language_of(self))
        elif section.exercise is not None:
            yield ExercisePanel(self.session, next(tasks))
        elif section.lab is not None:
            yield LabLink(section.lab)

    def action_lab(self) -> None:
        """Open the lab that the learner passed last, or the first one."""
        found: LabLink | None = None
        for widget in self.query_one("#column").children:
            if isinstance(widget, LabLink):
                found = widget
            elif widget is self.panel and found is not None:
                break
        if found is not None:
            found.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A lesson without a lab offers none."""
        if action == "lab":
            return any(section.lab is not None for section in self.lesson.sections)
        return super().check_action(action, parameters)

    async def begin_visit(self) -> None:
        """Go to where the learner stopped."""
        if self.visit.current is None:
            self.query_one("#flow").focus()
        else:
            await self.enter(self.visit.current, reading=self._from_top)

    def scroll_to_reading(self, panel: ExercisePanel) -> bool:
        flow = self.query_one("#flow", VerticalScroll)
        before: list[Widget] = []
        for widget in self.query_one("#column").children:
            if widget is panel:
                break
            before = [] if isinstance(widget, ExercisePanel) else [*before, widget]
        top = before[0].virtual_region.y if before else panel.virtual_region.y
        flow.scroll_to(y=max(0, top - 1), animate=False, force=True)
        return panel.virtual_region.bottom - top < flow.size.height

    @cached_property
    def _course(self) -> Text:
        courses = self.session.library.catalogue().courses
        return next((each.title for each in courses if each.id == self.lesson.course), "")

    def heading(self) -> Content:
        """How far the learner is, and in what."""
        language = language_of(self)
        return Content.assemble(
            self.progress(),
            "  ",
            (choose(self._course, language), "$muted"),
            (" › ", "$muted"),
            (choose(self.lesson.title, language), "bold"),
        )

    def retranslate(self) -> None:
        """Show the exercises in the language of now; the rest follows by itself."""
        self.run_worker(self.retranslate_panels(), group="language", exclusive=True)

    def finish(self) -> None:
        """Every exercise is settled: the end of the lesson."""
        from tutor.screens.lesson_end import LessonEnd

        self.session.flush()
        self.app.push_screen(LessonEnd(self.visit), self._after_end)

    def _after_end(self, go_on: str | None) -> None:
        """Do what was chosen at the end: go home, to the next lesson, or to what is open."""
        if go_on == "open":
            for task in self.visit.tasks:
                task.skipped = False
            self.action_next()
        elif go_on == "home":
            self.dismiss()
        elif go_on:
            self.dismiss()
            host(self).learn(go_on)


class Objectives(VerticalGroup):
    """What the learner will be able to do."""

    def __init__(self, objectives: tuple[Text, ...]) -> None:
        super().__init__(classes="objectives")
        self._objectives = objectives

    def compose(self) -> ComposeResult:
        """A line above, and the list."""
        yield Static(say(self, "objectives"), markup=False, classes="quiet")
        yield Prose(self._list())

    def on_mount(self) -> None:
        """Follow the language."""
        self.watch(self.app, "language", self.retranslate, init=False)

    def retranslate(self) -> None:
        """Show the list in the language of now."""
        self.query_one(Static).update(say(self, "objectives"))
        self.query_one(Prose).show(self._list())

    def _list(self) -> str:
        language = language_of(self)
        return "\n".join(f"- {choose(each, language)}" for each in self._objectives)
