"""What lessons there are: entries small enough to list them all at the first paint."""

from collections.abc import Callable, Iterator
from functools import cached_property

import msgspec

from tutor.bilingual import Text


class ExerciseEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One exercise in the catalogue. section: index of its section in the lesson."""

    id: str
    kind: str
    difficulty: int
    varies: bool
    section: int
    skills: tuple[str, ...]


class ExerciseText(msgspec.Struct, frozen=True, array_like=True):
    """What an exercise is shown and found by.

    title: the first line of its prompt. names: words of its id, its skills and what it is
    about (a symbol and its meaning). prompt: words of its prompt. Words as in `tutor.words`.
    """

    title: Text
    names: str
    prompt: str


class LessonEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One lesson in the catalogue.

    sections: how many. built_in: came with the program. fresh: the entry is of the file as
    it is now. problems: findings as text; when there are any the lesson cannot be opened.
    """

    id: str
    title: Text
    course: str
    path: str
    minutes: int = 0
    order: int = 0
    requires: tuple[str, ...] = ()
    sections: int = 0
    exercises: tuple[ExerciseEntry, ...] = ()
    problems: tuple[str, ...] = ()
    built_in: bool = False
    fresh: bool = True


class CourseEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One course in the catalogue; a folder without a `course.yaml` is one, too."""

    id: str
    title: Text
    order: int = 1000
    description: Text = ""


class Catalogue:
    """What lessons there are.

    courses and lessons: in the order of the home screen. fresh: every entry is of its file
    as it is now. texts: by exercise id; read when asked for.
    """

    def __init__(
        self,
        courses: list[CourseEntry],
        lessons: list[LessonEntry],
        fresh: bool,
        texts: Callable[[], dict[str, ExerciseText]],
    ) -> None:
        known = {course.id: course for course in reversed(courses)}
        for lesson in lessons:
            if lesson.course not in known:
                known[lesson.course] = CourseEntry(id=lesson.course, title=lesson.course)
        self.courses = tuple(sorted(known.values(), key=lambda course: (course.order, course.id)))
        rank = {course.id: index for index, course in enumerate(self.courses)}
        ordered = _after_required(_without_doubles(lessons))
        self.lessons = tuple(sorted(ordered, key=lambda lesson: rank[lesson.course]))
        self.fresh = fresh
        self.texts = texts

    @cached_property
    def _lessons(self) -> dict[str, LessonEntry]:
        return {lesson.id: lesson for lesson in self.lessons}

    @cached_property
    def _exercises(self) -> dict[str, tuple[LessonEntry, ExerciseEntry]]:
        return {
            exercise.id: (lesson, exercise)
            for lesson in reversed(self.lessons)
            for exercise in lesson.exercises
        }

    def lesson(self, identifier: str) -> LessonEntry:
        """The lesson with this id. Raises KeyError."""
        return self._lessons[identifier]

    def exercise(self, identifier: str) -> tuple[LessonEntry, ExerciseEntry]:
        """The exercise with this id and the lesson it is in. Raises KeyError."""
        return self._exercises[identifier]

    def exercises(self, *kinds: str) -> Iterator[tuple[LessonEntry, ExerciseEntry]]:
        """All exercises, or those of some kinds, in the order of the lessons."""
        for lesson in self.lessons:
            for exercise in lesson.exercises:
                if not kinds or exercise.kind in kinds:
                    yield lesson, exercise

    def in_course(self, course: str) -> tuple[LessonEntry, ...]:
        """The lessons of a course, in order."""
        return tuple(lesson for lesson in self.lessons if lesson.course == course)

    def title(self, exercise: str) -> Text:
        """The first line of an exercise's prompt; its id when there is none."""
        found = self.texts().get(exercise)
        return found.title if found else exercise


def _without_doubles(lessons: list[LessonEntry]) -> list[LessonEntry]:
    """Say of a lesson whose id another has taken that it cannot be opened."""
    first: dict[str, str] = {}
    kept = []
    for lesson in lessons:
        if first.setdefault(lesson.id, lesson.path) != lesson.path:
            problem = f"{lesson.path}: the lesson id `{lesson.id}` is taken by {first[lesson.id]}"
            lesson = msgspec.structs.replace(
                lesson,
                id=f"{lesson.id}@{lesson.path}",
                exercises=(),
                problems=(*lesson.problems, problem),
            )
        kept.append(lesson)
    return kept


def _after_required(lessons: list[LessonEntry]) -> list[LessonEntry]:
    """Order by `order`, then id, but never a lesson before one that it requires."""
    waiting = {
        lesson.id: lesson for lesson in sorted(lessons, key=lambda each: (each.order, each.id))
    }
    ordered: list[LessonEntry] = []
    while waiting:
        ready = (x for x in waiting.values() if waiting.keys().isdisjoint(x.requires))
        # In a circle of requirements none is ready; any will do, and `tutor lint` reports it.
        chosen = next(ready, None) or next(iter(waiting.values()))
        ordered.append(waiting.pop(chosen.id))
    return ordered
