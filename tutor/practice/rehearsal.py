"""A rehearsal of an interview: questions first, the marking after the last of them.

The state is plain data that is kept after every step, so that a rehearsal goes on where it
was, whatever ended the program.
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Literal, TypeAlias

import msgspec

from tutor.catalogue import Catalogue

KIND = "interview"
LENGTHS = (3, 5, 8, 12)
"""How many questions are offered."""

TIMES = (0, 2, 3, 5)
"""Minutes a question that are offered; 0 is without a clock."""

SPOKEN = 15_000
"""Milliseconds on a question after which an empty text is taken for a spoken answer."""

Phase: TypeAlias = Literal["none", "asking", "marking", "report"]


class Question(msgspec.Struct, frozen=True):
    """One question. text: what was typed. milliseconds: spent on it while it was asked.

    ticked: numbers of the rubric points made, from 1. of: points in the rubric, once marked.
    """

    lesson: str
    exercise: str
    text: str = ""
    milliseconds: int = 0
    asked: bool = False
    ticked: tuple[int, ...] = ()
    of: int = 0

    @property
    def marked(self) -> bool:
        return self.of > 0

    @property
    def answered(self) -> bool:
        """Whether something was typed, or time spent as for a spoken answer."""
        return bool(self.text.strip()) or self.milliseconds >= SPOKEN

    @property
    def missed(self) -> bool:
        return self.marked and len(self.ticked) < self.of


class Wishes(msgspec.Struct, frozen=True):
    """What the learner chose. courses: none means all. minutes: a question; 0 for no clock."""

    courses: tuple[str, ...] = ()
    count: int = LENGTHS[1]
    minutes: int = 0


class Rehearsal(msgspec.Struct, frozen=True):
    """The whole of it. Every change gives a new one."""

    questions: tuple[Question, ...] = ()
    minutes: int = 0

    @property
    def phase(self) -> Phase:
        if not self.questions:
            return "none"
        if any(not question.asked for question in self.questions):
            return "asking"
        return "report" if all(question.marked for question in self.questions) else "marking"

    @property
    def at(self) -> int:
        """Index of the question of now: the first not asked, then the first not marked."""
        asking = self.phase == "asking"
        for index, question in enumerate(self.questions):
            if not (question.asked if asking else question.marked):
                return index
        return max(0, len(self.questions) - 1)

    @property
    def current(self) -> Question:
        return self.questions[self.at]

    @property
    def points(self) -> tuple[int, int]:
        """Points made, of how many."""
        return (
            sum(len(question.ticked) for question in self.questions),
            sum(question.of for question in self.questions),
        )

    def typed(self, text: str, milliseconds: int = 0) -> "Rehearsal":
        """With another text for the question of now, and more time spent on it."""
        spent = self.current.milliseconds + milliseconds
        return self._with(text=text, milliseconds=spent)

    def answered(self) -> "Rehearsal":
        """On to the next question; after the last one to the marking."""
        return self._with(asked=True)

    def cut_short(self) -> "Rehearsal":
        """Leave out what was not asked yet.

        The question of now stays if it was answered.
        """
        now = self.current if self.phase == "asking" else None
        kept = [
            msgspec.structs.replace(question, asked=True)
            for question in self.questions
            if question.asked or (question is now and question.answered)
        ]
        return msgspec.structs.replace(self, questions=tuple(kept))

    def ticked(self, ticked: Sequence[int]) -> "Rehearsal":
        """With other ticks for the question of now, which is not marked yet."""
        return self._with(ticked=tuple(sorted(set(ticked))))

    def marked(self, ticked: Sequence[int], of: int) -> "Rehearsal":
        """With the points that the learner ticked for the question of now."""
        return self._with(ticked=tuple(sorted(set(ticked))), of=of)

    def missed_ones(self) -> "Rehearsal":
        """A new rehearsal of the questions where points were missed."""
        again = [Question(q.lesson, q.exercise) for q in self.questions if q.missed]
        return Rehearsal(tuple(again), self.minutes)

    def _with(self, **changes: object) -> "Rehearsal":
        questions = list(self.questions)
        questions[self.at] = msgspec.structs.replace(self.current, **changes)
        return msgspec.structs.replace(self, questions=tuple(questions))


def courses(catalogue: Catalogue) -> dict[str, int]:
    """Courses that have questions, and how many."""
    counts: dict[str, int] = {}
    for lesson, _ in catalogue.exercises(KIND):
        if not lesson.problems:
            counts[lesson.course] = counts.get(lesson.course, 0) + 1
    return counts


def choose_questions(
    catalogue: Catalogue, wishes: Wishes, due: Mapping[str, int], now: int
) -> Rehearsal:
    """Take questions: never asked ones first, in an order of chance, then by when they are due.

    due: when each answered exercise comes back. Same catalogue, answers and day: same choice.
    """
    found = [
        Question(lesson.id, exercise.id)
        for lesson, exercise in catalogue.exercises(KIND)
        if not lesson.problems and (not wishes.courses or lesson.course in wishes.courses)
    ]
    dice = Random(now // 86_400_000)
    dice.shuffle(found)
    found.sort(key=lambda question: due.get(question.exercise, 0))
    chosen = found[: wishes.count]
    dice.shuffle(chosen)
    return Rehearsal(tuple(chosen), wishes.minutes)
