"""Before an interview: which courses, how many questions, how much time."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button

from tutor.bilingual import choose
from tutor.practice.rehearsal import LENGTHS, TIMES, Wishes, courses
from tutor.screens.one_of import OneOf, TickList
from tutor.screens.place import Line, host, language_of, say
from tutor.widgets.pick_list import PickList


class Setup(Vertical):
    """Three choices and a button."""

    class Begun(Message):
        """The interview begins."""

        def __init__(self, wishes: Wishes) -> None:
            super().__init__()
            self.wishes = wishes

    def __init__(self, wishes: Wishes) -> None:
        super().__init__()
        self.wishes = wishes

    def compose(self) -> ComposeResult:
        """What an interview is here, the choices, the button."""
        catalogue = host(self).session.library.catalogue()
        counts = courses(catalogue)
        if not counts:
            yield Line("interview_nothing")
            return
        language = language_of(self)
        titles = {course.id: choose(course.title, language) for course in catalogue.courses}
        self._courses = [course.id for course in catalogue.courses if course.id in counts]
        wishes = self.wishes
        yield Line("interview_about", classes="quiet")
        yield Line("interview_count", classes="choice-title")
        yield OneOf(
            [str(length) for length in LENGTHS],
            LENGTHS.index(wishes.count) if wishes.count in LENGTHS else 1,
            id="count",
        )
        yield Line("interview_minutes", classes="choice-title")
        yield OneOf(
            [say(self, "minutes_none" if not m else "minutes_each", count=m) for m in TIMES],
            TIMES.index(wishes.minutes) if wishes.minutes in TIMES else 0,
            id="minutes",
        )
        yield Line("interview_courses", classes="choice-title")
        yield TickList(
            [
                Content.assemble(titles[course], (f"   {counts[course]}", "$muted"))
                for course in self._courses
            ],
            picked=[at for at, course in enumerate(self._courses) if course in wishes.courses],
        )
        yield Button(say(self, "interview_begin"), id="begin", compact=True)

    def on_one_of_accepted(self, event: OneOf.Accepted) -> None:
        """Enter goes to the next choice."""
        event.stop()
        self.screen.focus_next()

    def on_pick_list_accepted(self, event: PickList.Accepted) -> None:
        """Enter in the last choice begins."""
        event.stop()
        self.begin()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Begin."""
        event.stop()
        self.begin()

    def begin(self) -> None:
        """Tell what was chosen."""
        picked = self.query_one(TickList).picked
        wishes = Wishes(
            tuple(self._courses[at] for at in sorted(picked)),
            LENGTHS[self.query_one("#count", OneOf).picked],
            TIMES[self.query_one("#minutes", OneOf).picked],
        )
        self.post_message(self.Begun(wishes))
