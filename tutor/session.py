"""What happens between two keystrokes: the one door of the screens to everything else.

The session reads what is typed at every key, has answers judged in the worker process, and
keeps each one before its verdict is shown. It knows no screen.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from tutor.bilingual import Strings, Text
from tutor.errors import LessonError
from tutor.exercise import Answer, Exercise, Right, Undecided, Unreadable, Verdict, Wrong
from tutor.judge import Solution, pack, unpack
from tutor.lesson import Lesson
from tutor.library import LessonEntry, Library
from tutor.overview import Overview, overview
from tutor.progress import schedule
from tutor.progress.records import (
    Card,
    Draft,
    Position,
    clock,
    outcome,
)
from tutor.progress.statistics import end_of_day
from tutor.progress.store import Store, new_id
from tutor.vary import deal
from tutor.visit import Task, Visit, attempt_of

T = TypeVar("T")

CHECK_SECONDS = 8.0
"""How long a check may take before it is stopped and called undecided."""

PAUSE = 10 * 60 * 1000
"""Longer than this between two keys is a pause and not thinking."""

STRINGS = Strings(__file__, "session.toml")


class Worker(Protocol):
    """Runs a named function in a process that can be stopped."""

    def __call__(self, function: str, argument: Any, seconds: float) -> Awaitable[Any]:
        """The function's result. Raises TimeoutError when it takes too long."""


class Session:
    """The learner's sitting: what is open, what was typed, what was judged.

    now: the clock, in milliseconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        library: Library,
        worker: Worker,
        *,
        deal: Callable[[Exercise, int], Exercise] = deal,
        now: Callable[[], int] = clock,
    ) -> None:
        self.store = store
        self.library = library
        self._deal = deal
        self.now = now
        self._worker = worker
        self._unsaved: list[Task] = []
        self._unsaved_labs: dict[str, dict[str, str]] = {}

    def warm(self) -> None:
        """Load what the first answer needs. Slow; called from a thread, after the first paint."""
        schedule.warm()
        begin = getattr(self._worker, "begin", None)
        if begin is not None:
            begin()

    # Settings

    def setting(self, name: str, default: T) -> T:
        """What the learner chose, or `default`."""
        return self.store.setting(name, default)

    def set(self, name: str, value: Any) -> None:
        """Remember a choice."""
        self.store.set_setting(name, value, self.now())

    # Labs

    def lab_state(self, lab: str, start: Mapping[str, str] | None = None) -> dict[str, str]:
        """How a lab was left that had been opened with `start`; nothing if it never was."""
        name = _lab(lab, start)
        kept = self._unsaved_labs.get(name)
        return dict(self.store.setting(name, {}) if kept is None else kept)

    def keep_lab(self, lab: str, start: Mapping[str, str], state: dict[str, str]) -> None:
        """Keep how a lab stands; written with what is typed."""
        self._unsaved_labs[_lab(lab, start)] = state

    # Home

    def overview(self) -> Overview:
        """What the home screen tells; quick at 500 lessons and 100,000 answers."""
        return overview(self.store, self.library.catalogue(), self.now())

    def lesson_after(self, identifier: str) -> LessonEntry | None:
        """The next lesson in the order of the home screen that is not finished, if any."""
        return self.overview().lesson_after(identifier)

    # Visits

    def open(self, lesson: str, exercise: str = "") -> Visit:
        """Open a lesson where it was left, or at `exercise`. Raises LessonError."""
        found = self.library.lesson(lesson)
        cards = self.store.cards(lesson)
        exercises = list(found.exercises())
        tasks = [
            self._restored(found, each, number, len(exercises), cards.get(each.id))
            for number, each in enumerate(exercises, 1)
        ]
        position = self.store.position(lesson)
        visit = Visit(tasks, found, known=position is not None)
        wanted = visit.find(exercise or (position.place if position else ""))
        if wanted is not None:
            visit.at = tasks.index(wanted)
        return visit

    def review(self) -> Visit:
        """What is due today, longest overdue first, each as a new variant."""
        tasks = []
        lessons: dict[str, Lesson | None] = {}
        for card in self.store.due(end_of_day(self.now())):
            if card.lesson not in lessons:
                lessons[card.lesson] = self._lesson_if_there(card.lesson)
            lesson = lessons[card.lesson]
            source = lesson and next((e for e in lesson.exercises() if e.id == card.exercise), None)
            if lesson and source:
                tasks.append(self.task(lesson, source, card=card))
        for number, task in enumerate(tasks, 1):
            task.number, task.of = number, len(tasks)
        return Visit(tasks)

    def _lesson_if_there(self, identifier: str) -> Lesson | None:
        try:
            return self.library.lesson(identifier)
        except (KeyError, LessonError):
            return None

    def task(
        self, lesson: Lesson, source: Exercise, seed: int | None = None, card: Card | None = None
    ) -> Task:
        """A task that begins afresh; its draft is taken up when there is one."""
        if seed is None:
            draft = self.store.draft(source.id)
            seed = draft.seed if draft else self.store.next_seed(source.id)
        task = Task(lesson, source, self._dealt(source, seed), card=card)
        saved = self.store.draft(source.id, seed)
        task.text = saved.text if saved else ""
        return task

    def _restored(
        self, lesson: Lesson, source: Exercise, number: int, of: int, card: Card | None
    ) -> Task:
        draft = self.store.draft(source.id)
        answers = self.store.attempts(source.id) if card or draft else []
        last = answers[-1] if answers else None
        seed = draft.seed if draft else last.seed if last else 0
        task = Task(lesson, source, self._dealt(source, seed), number, of, card=card)
        if last is not None and last.seed == seed:
            task.text = task.judged = last.answer
            task.state = last.verdict
            task.hints = last.hints if not last.right else 0
        if draft is not None:
            task.text = draft.text
        return task

    def _dealt(self, source: Exercise, seed: int) -> Exercise:
        """The variant; the exercise as it was written where no variant can be made."""
        try:
            return self._deal(source, seed)
        except LessonError as error:
            self.report(f"{source.id}, seed {seed}: {error}")
            return source

    def enter(self, visit: Visit, task: Task) -> None:
        """Make `task` the current one; a check of another is no longer waited for."""
        if visit.current is not None and visit.current is not task:
            visit.current.checking = ""
        visit.at = visit.tasks.index(task)
        task.opened = self.now()
        if visit.lesson is not None:
            self.store.save_position(
                Position(
                    lesson=visit.lesson.id,
                    place=task.source.id,
                    seed=task.exercise.seed,
                    at=self.now(),
                )
            )

    # Typing

    def type(self, task: Task, text: str) -> Answer | Unreadable:
        """Take what stands in the field now, and read it."""
        if text != task.text:
            task.text = text
            if task not in self._unsaved:
                self._unsaved.append(task)
        return self.read(task, text)

    def read(self, task: Task, text: str) -> Answer | Unreadable:
        """How `text` is understood; as it stands when the reader itself breaks."""
        try:
            return task.kind.read(task.exercise, text)
        except Exception as error:  # noqa: BLE001 - a key press must never end the session
            self.report(f"{type(error).__name__}: {error}\n{task.source.id}: reading {text!r}")
            return Answer(text=text)

    def fault(self, task: Task) -> str:
        """What is wrong with an exercise that cannot be asked; empty for a sound one."""
        try:
            task.kind.read(task.exercise, "x")
            task.kind.hints(task.exercise)
        except Exception as error:  # noqa: BLE001 - whatever a lesson may cause
            return str(error) or type(error).__name__
        return ""

    def flush(self) -> None:
        """Save what was typed since the last time. Called at least once a second."""
        unsaved, self._unsaved = self._unsaved, []
        for task in unsaved:
            text = "" if task.text == task.judged else task.text
            self.store.save_draft(
                Draft(exercise=task.source.id, seed=task.exercise.seed, text=text, at=self.now())
            )
        labs, self._unsaved_labs = self._unsaved_labs, {}
        for name, state in labs.items():
            self.set(name, state)

    # Judging

    async def submit(self, task: Task, text: str) -> Verdict | None:
        """Have an answer judged and keep it; the verdict, or None if nobody waits any more.

        What cannot be read is handed back and not kept. A check that takes too long or breaks
        is undecided.
        """
        self.type(task, text)
        reading = self.read(task, text)
        if isinstance(reading, Unreadable):
            return reading
        task.checking = check = new_id(self.now())
        took = min(self.now() - task.opened, PAUSE)
        verdict = await self._judge(task, text)
        if task.checking != check:
            return None
        task.checking = ""
        if not isinstance(verdict, Unreadable):
            self._keep(task, text, verdict, check, took)
        return verdict

    async def _judge(self, task: Task, text: str) -> Verdict:
        job = pack(task.exercise, text)
        try:
            return unpack(await self._worker("tutor.judge:judge", job, CHECK_SECONDS))
        except TimeoutError:
            return Undecided(why=STRINGS("timeout", seconds=round(CHECK_SECONDS)))
        except Exception as error:  # noqa: BLE001 - whatever breaks, the answer must be kept
            self.report(f"{type(error).__name__}: {error}\n{task.source.id}: {text!r}")
            return Undecided(why=STRINGS["internal"])

    def grade(self, task: Task, right: bool) -> Verdict:
        """Take the learner's own word for an answer that could not be decided."""
        verdict: Verdict = (
            Right(remark=STRINGS["graded_right"]) if right else Wrong(why=STRINGS["graded_wrong"])
        )
        self._keep(task, task.judged, verdict, new_id(self.now()), 0)
        return verdict

    def _keep(self, task: Task, text: str, verdict: Verdict, attempt: str, took: int) -> None:
        task.card = self.store.record(
            attempt_of(task, text, verdict, id=attempt, took=took, at=self.now())
        )
        task.verdict, task.judged, task.state = verdict, text, outcome(verdict)
        task.tries += 1
        task.skipped = False
        task.opened = self.now()
        if task in self._unsaved and task.text == text:
            self._unsaved.remove(task)

    # Help

    def hint(self, task: Task) -> Text | None:
        """Open one hint more; None when there is no further one."""
        ladder = task.kind.hints(task.exercise)
        if task.hints >= len(ladder):
            return None
        task.hints += 1
        return ladder[task.hints - 1]

    def hints(self, task: Task) -> tuple[Sequence[Text], int]:
        """The hints that are open, and how many there are."""
        ladder = task.kind.hints(task.exercise)
        return ladder[: task.hints], len(ladder)

    async def solve(self, task: Task) -> Solution:
        """Open the worked solution; the author's alone when it cannot be worked out."""
        if task.solution is None:
            job = pack(task.exercise)
            try:
                given = await self._worker("tutor.judge:solve", job, CHECK_SECONDS)
                task.solution = msgspec.convert(given, Solution)
            except Exception as error:  # noqa: BLE001 - whatever breaks, the learner can go on
                self.report(f"{type(error).__name__}: {error}\n{task.source.id}: solution")
                task.solution = Solution(task.exercise.solution, "")
        return task.solution

    def skip(self, task: Task) -> None:
        """Pass the task by for now."""
        task.skipped = True
        task.checking = ""

    def again(self, task: Task) -> None:
        """Begin afresh: a new variant where there is one, an empty field otherwise."""
        seed = self.store.next_seed(task.source.id)
        task.exercise = self._dealt(task.source, seed)
        task.text = task.judged = task.state = task.checking = ""
        task.verdict = task.solution = None
        task.hints = task.tries = 0
        task.skipped = False
        task.opened = self.now()

    def undo(self, visit: Visit) -> Task | None:
        """Take back the last answer; its text is in the field again.

        Returns its task; None when there is no answer, or it belongs elsewhere.
        """
        last = self.store.last_attempt()
        task = visit.find(last.exercise) if last else None
        if last is None or task is None:
            return None
        self.store.undo(self.now())
        if task.exercise.seed != last.seed:
            task.exercise = self._dealt(task.source, last.seed)
        earlier = [each for each in self.store.attempts(last.exercise) if each.seed == last.seed]
        task.state = earlier[-1].verdict if earlier else ""
        task.text, task.judged = last.answer, ""
        task.verdict = task.solution = None
        task.tries = max(0, task.tries - 1)
        task.card = self.store.card(last.exercise)
        return task

    # When something breaks

    def report(self, text: str) -> Path:
        """Write down what went wrong, beside the database; returns where."""
        folder = self.store.path.parent
        if not self.store.path.exists():
            # A database in memory lies in no folder, and the one we are in is not ours.
            from tempfile import gettempdir

            folder = Path(gettempdir())
        path = folder / "tutor-errors.log"
        moment = datetime.fromtimestamp(self.now() / 1000).astimezone().isoformat("T", "seconds")
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{moment}\n{text.rstrip()}\n\n")
        return path

    def crashed(self, text: str, where: str = "") -> Path:
        """Save what was typed, then write down what went wrong."""
        try:
            self.flush()
        except Exception as error:  # noqa: BLE001 - the report must be written all the same
            text += f"\nand the drafts could not be saved: {error}"
        return self.report(f"{where}\n{text}")


def _lab(name: str, start: Mapping[str, str] | None) -> str:
    """What a lab's state is kept as: one state for each way in."""
    way = "".join(f"-{key}={value}" for key, value in sorted((start or {}).items()))
    return "lab-" + name + way
