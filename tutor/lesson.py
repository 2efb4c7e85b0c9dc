"""The words of a lesson file: Lesson, Section, Course.

A lesson is one YAML file, read by `tutor.lesson_reader`; a course is a folder of lessons
with a `course.yaml`. Nothing in either is ever executed.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from tutor.bilingual import Text
from tutor.errors import LessonError
from tutor.exercise import Exercise, Formula, Identifier

Minutes = Annotated[int, msgspec.Meta(ge=1, le=240, description="how long it takes a learner")]
FormatVersion = Annotated[Literal[1], msgspec.Meta(description="version of the file format: 1")]


class Lab(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An interactive picture inside a lesson.

    name: a folder of `tutor/labs`. start: the state it opens in, in the lab's own words.
    """

    name: Identifier
    start: dict[str, Formula] = {}


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One piece of a lesson: exactly one of `reading`, `exercise` and `lab`.

    id: needed only where something links to the section.
    """

    id: Identifier = ""
    title: Text = ""
    reading: Text | None = None
    exercise: Exercise | None = None
    lab: Lab | None = None

    def __post_init__(self) -> None:
        given = [name for name in CONTENTS if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(f"`{name}`" for name in given) or "none of them"
            raise LessonError(
                f"a section has exactly one of `reading`, `exercise`, `lab`; here is {found}",
                "begin the next section with another `- `" if given else "",
            )


CONTENTS = ("reading", "exercise", "lab")


class Lesson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One lesson.

    course: id of the course it belongs to. order: its place in the course, if `requires`
    does not settle it. requires: ids of lessons to take first. objectives: what the learner
    can do afterwards.
    """

    format_version: FormatVersion
    id: Identifier
    title: Text
    course: Identifier
    minutes: Minutes = 20
    order: int = 0
    requires: tuple[Identifier, ...] = ()
    objectives: tuple[Text, ...] = ()
    sections: Annotated[tuple[Section, ...], msgspec.Meta(min_length=1)]

    def exercises(self) -> Iterator[Exercise]:
        """Yield the exercises in order."""
        for section in self.sections:
            if section.exercise is not None:
                yield section.exercise

    def exercise(self, identifier: str) -> Exercise:
        """Find the exercise with this id. Raises KeyError."""
        for exercise in self.exercises():
            if exercise.id == identifier:
                return exercise
        raise KeyError(identifier)


class Course(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `course.yaml` in a course's folder says. order: its place on the home screen."""

    format_version: FormatVersion
    id: Identifier
    title: Text
    order: int = 1000
    description: Text = ""
