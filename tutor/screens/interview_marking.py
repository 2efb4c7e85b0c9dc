"""Marking an interview answer: tick the points that were made, beside a model answer."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.kinds.interview.kind import Exercise as InterviewQuestion
from tutor.lesson import Lesson
from tutor.practice.rehearsal import Rehearsal
from tutor.screens.one_of import TickList
from tutor.screens.place import language_of, say
from tutor.widgets.pick_list import PickList
from tutor.widgets.prose import Prose, inline


class Marking(Vertical):
    """What was said, the rubric to tick, the model answer, what an interviewer asks next."""

    class Ticked(Message):
        """Other points are ticked."""

        def __init__(self, ticked: tuple[int, ...]) -> None:
            super().__init__()
            self.ticked = ticked

    class Marked(Message):
        """The points stand. ticked: their numbers, from 1."""

        def __init__(
            self, lesson: Lesson, source: InterviewQuestion, ticked: tuple[int, ...]
        ) -> None:
            super().__init__()
            self.lesson = lesson
            self.source = source
            self.ticked = ticked

    def __init__(self, lesson: Lesson, source: InterviewQuestion, rehearsal: Rehearsal) -> None:
        super().__init__()
        self.lesson = lesson
        self.source = source
        self.question = rehearsal.current

    def compose(self) -> ComposeResult:
        """Question and answer, rubric, model answer, follow-ups."""
        language = language_of(self)
        yield Prose(choose(self.source.prompt, language), id="question")
        text = self.question.text.strip()
        if text:
            yield self._title("marking_yours")
            yield Static(Content(text), classes="said")
        else:
            yield self._title("marking_spoken" if self.question.answered else "marking_passed")
        yield self._title("marking_rubric")
        yield TickList(
            [inline(choose(point, language)) for point in self.source.rubric],
            picked=[number - 1 for number in self.question.ticked],
        )
        yield self._title("marking_model")
        yield Prose(choose(self.source.model, language))
        for follow_up in self.source.follow_ups:
            yield self._title("marking_follow_up")
            yield Prose(choose(follow_up.question, language))
            yield Prose(choose(follow_up.answer, language), classes="said")

    def _title(self, key: str) -> Static:
        return Static(Content(say(self, key)), classes="choice-title")

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """A point was ticked."""
        event.stop()
        self.post_message(self.Ticked(_numbers(event.sender)))

    def on_pick_list_accepted(self, event: PickList.Accepted) -> None:
        """Enter: the points stand."""
        event.stop()
        self.post_message(self.Marked(self.lesson, self.source, _numbers(event.sender)))


def _numbers(rubric: PickList) -> tuple[int, ...]:
    return tuple(sorted(index + 1 for index in rubric.picked))
