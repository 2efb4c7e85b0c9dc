"""Lesson files → Lesson, with every author's error at its place, all at once.

What a file should hold is said by the types of `tutor.lesson` and of the exercise kinds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal

from tutor.converter import Converter
from tutor.errors import Finding, LessonError
from tutor.exercise import Exercise
from tutor.lesson import Course, Lesson
from tutor.yaml_reader import Mapping, Mark, Node, Scalar, read_file, read_text


@dataclass
class Source:
    """A lesson file as it was read.

    lesson: None when there are errors. exercises: those that could be read, by field path
    (`sections[3].exercise`), also when something else in the file is wrong. places: field
    path → where its value begins. outline: what could be read of `id`, `title` and `course`,
    to name a lesson that is broken.
    """

    path: str
    lesson: Lesson | None = None
    findings: list[Finding] = field(default_factory=list)
    exercises: dict[str, Exercise] = field(default_factory=dict)
    places: dict[str, Mark] = field(default_factory=dict)
    outline: dict[str, str] = field(default_factory=dict)

    def finding(
        self, where: str, message: str, hint: str = "", *, warning: bool = False
    ) -> Finding:
        """Make a finding at the field `where`, or at the nearest field around it."""
        while where and where not in self.places:
            where = where[: max(where.rfind("."), where.rfind("["), 0)]
        mark = self.places.get(where, Mark(1, 1))
        severity: Literal["error", "warning"] = "warning" if warning else "error"
        return Finding(self.path, mark.line, mark.column, message, hint, severity)


def inspect_lesson(path: Path) -> Source:
    """Read a lesson file and collect what is wrong with it. Raises nothing."""
    return _inspect(path, None)


def inspect_text(text: str, path: str = "<text>") -> Source:
    """Do the same for a lesson given as text; `path` is what findings call it."""
    return _inspect(Path(path), text)


def read_lesson(path: Path) -> Lesson:
    """Read a lesson file. Raises LessonError with all findings."""
    source = inspect_lesson(path)
    if source.lesson is None:
        raise _error(source.findings)
    return source.lesson


def read_course(path: Path) -> Course:
    """Read a `course.yaml`. Raises LessonError with all findings."""
    converter = Converter(str(path))
    course = converter.struct(read_file(path), Course)
    if converter.findings:
        raise _error(converter.findings)
    assert isinstance(course, Course)
    return course


def read_exercise(text: str, path: str = "<text>") -> Exercise:
    """Read one exercise from YAML text, for tests and tools. Raises LessonError."""
    converter = Converter(path)
    exercise = converter.exercise(read_text(text, path))
    if converter.findings:
        raise _error(converter.findings)
    assert isinstance(exercise, Exercise)
    return exercise


def _error(findings: list[Finding]) -> LessonError:
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    first = findings[0]
    where = f"{first.path}:{first.line}:{first.column}" if first.line else first.path
    return LessonError(f"{where}: {first.message}{more}", first.hint, findings=tuple(findings))


def _inspect(path: Path, text: str | None) -> Source:
    source = Source(str(path))
    try:
        root = read_file(path) if text is None else read_text(text, source.path)
    except LessonError as error:
        source.findings.extend(error.findings)
        return source
    source.outline = _outline(root)
    converter = Converter(source.path)
    lesson = converter.struct(root, Lesson)
    source.places = converter.places
    source.exercises = converter.exercises
    source.findings = converter.findings
    source.findings += _duplicate_ids(source)
    source.findings.sort(key=lambda finding: (finding.line, finding.column))
    if isinstance(lesson, Lesson) and not source.findings:
        source.findings += _paths_outside(source, lesson)
    if isinstance(lesson, Lesson) and not source.findings:
        source.lesson = lesson
    return source


def _outline(root: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("id", "title", "course"):
        node = root.get(name) if isinstance(root, Mapping) else None
        if isinstance(node, Mapping):
            node = node.get("en")
        if isinstance(node, Scalar):
            found[name] = node.text
    return found


def _duplicate_ids(source: Source) -> Iterator[Finding]:
    first: dict[str, Mark] = {}
    for where, exercise in source.exercises.items():
        place = source.places[f"{where}.id"]
        if exercise.id in first:
            yield source.finding(
                f"{where}.id",
                f"the exercise id `{exercise.id}` is here twice;"
                f" it was first on line {first[exercise.id].line}",
                "give the newer one another id; a published id never changes",
            )
        first.setdefault(exercise.id, place)


_LINK = re.compile(r"(!?)\[[^\[\]\n]{0,300}\]\(([^()\s]{1,300})[^()\n]{0,300}\)")


def _paths_outside(source: Source, lesson: Lesson) -> Iterator[Finding]:
    for index, section in enumerate(lesson.sections):
        texts = section.reading if isinstance(section.reading, dict) else {"": section.reading}
        for language, text in texts.items():
            for image, target in _LINK.findall(text or ""):
                problem = _path_problem(target, image=bool(image))
                if problem:
                    where = f"sections[{index}].reading" + (f".{language}" if language else "")
                    yield source.finding(where, f"`{target}` {problem}")


def _path_problem(target: str, *, image: bool) -> str:
    if target.startswith("#"):
        return ""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", target):
        if image:
            return "is not a file of the lesson's folder; copy the image beside the lesson"
        return "" if target.startswith(("https:", "http:", "mailto:")) else "is not a web address"
    path = PurePosixPath(target.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        return "leads out of the lesson's folder; keep what a lesson needs beside it"
    return ""
