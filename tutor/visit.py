"""Exercises being worked on: a task is one of them, a visit is a row of them."""

import hashlib

import msgspec

from tutor import kinds
from tutor.exercise import Exercise, Rated, Undecided, Unreadable, Verdict, Wrong
from tutor.judge import Solution
from tutor.lesson import Lesson
from tutor.progress.records import Attempt, Card, outcome


class Task(msgspec.Struct, eq=False):
    """One exercise being worked on.

    number, of: its place in the visit; of is 0 where there is no end. text: what stands in
    the field. state: how the latest answer was judged, in this sitting or before ("" when
    there is none). verdict: of the answer `judged`, in this sitting. tries: answers judged in
    this sitting. card: when it comes back. checking: id of the check under way, or "".
    """

    lesson: Lesson
    source: Exercise
    exercise: Exercise
    number: int = 1
    of: int = 1
    text: str = ""
    state: str = ""
    verdict: Verdict | None = None
    judged: str = ""
    tries: int = 0
    hints: int = 0
    solution: Solution | None = None
    card: Card | None = None
    checking: str = ""
    skipped: bool = False
    opened: int = 0

    @property
    def kind(self) -> kinds.Kind:
        return kinds.load(kinds.kind_of(self.source))

    @property
    def done(self) -> bool:
        """Whether nothing more is asked: right, rated, or its solution seen."""
        return self.state in ("right", "rated") or self.solution is not None

    @property
    def settled(self) -> bool:
        """Whether "next" passes it by."""
        return self.done or self.skipped


class Visit(msgspec.Struct, eq=False):
    """A row of tasks, one of them the current one.

    known: whether the lesson had been opened before; its questions may have been met elsewhere.
    """

    tasks: list[Task]
    lesson: Lesson | None = None
    at: int = 0
    known: bool = False

    @property
    def current(self) -> Task | None:
        return self.tasks[self.at] if self.tasks else None

    @property
    def open_tasks(self) -> list[Task]:
        """The tasks that still ask something."""
        return [task for task in self.tasks if not task.settled]

    def following(self) -> Task | None:
        """The next task that still asks something, after the current one or from the start."""
        order = self.tasks[self.at + 1 :] + self.tasks[: self.at]
        return next((task for task in order if not task.settled), None)

    def find(self, exercise: str) -> Task | None:
        """The task of an exercise, by id."""
        return next((task for task in self.tasks if task.source.id == exercise), None)


def attempt_of(task: Task, text: str, verdict: Verdict, *, id: str, took: int, at: int) -> Attempt:
    """What is kept of an answer. took: milliseconds from prompt to answer; at: when."""
    made, of, missed = _points(verdict)
    mistake = verdict.mistake if isinstance(verdict, Wrong) else None
    return Attempt(
        id=id,
        exercise=task.source.id,
        seed=task.exercise.seed,
        lesson=task.lesson.id,
        course=task.lesson.course,
        kind=kinds.kind_of(task.source),
        skills=task.source.skills,
        answer=text,
        verdict=outcome(verdict),
        made=made,
        of=of,
        missed=missed,
        mistake=mistake.name if mistake else "",
        hints=task.hints,
        solution_seen=task.solution is not None,
        milliseconds=max(0, took),
        at=at,
        content=_fingerprint(task.source),
    )


def _points(verdict: Verdict) -> tuple[int, int, tuple[str, ...]]:
    """Points made, out of how many, and the labels of those missed."""
    parts = () if isinstance(verdict, Unreadable | Undecided) else verdict.parts
    missed = tuple(part.label for part in parts if not part.right)
    if isinstance(verdict, Rated):
        return verdict.made, verdict.of, missed
    return len(parts) - len(missed), len(parts), missed


def _fingerprint(source: Exercise) -> str:
    return hashlib.sha256(msgspec.json.encode(source)).hexdigest()[:16]
