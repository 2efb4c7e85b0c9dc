"""Lesson files brought together: ids that are taken, prerequisites, courses, links."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tutor import labs
from tutor.errors import Finding, LessonError, UsageError
from tutor.lesson_reader import Source, inspect_lesson, read_course
from tutor.library import COURSE_FILE
from tutor.lint.places import Page
from tutor.lint.texts import check_text, finding
from tutor.yaml_reader import Items, Mapping, Node, Scalar, read_file


@dataclass
class File:
    """A lesson file that was read. page: its lines, to point into them."""

    path: Path
    source: Source
    page: Page
    root: Node | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.source.outline.get("id", "")


def collect(paths: Sequence[Path]) -> list[Path]:
    """List the YAML files named, and those in the folders named, each once.

    Raises UsageError for a path that is not there or holds no lesson.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}.", "Name lesson files or folders.")
        files = sorted(p for ending in ("*.yaml", "*.yml") for p in path.rglob(ending))
        if path.is_file():
            files = [path]
        elif not files:
            raise UsageError(f"{path} holds no lesson.", "Lessons are files that end with .yaml.")
        for file in files:
            found.setdefault(file.resolve(), file)
    return list(found.values())


def read(path: Path) -> File:
    """Read one lesson file, with what its reader finds and what its own texts lack."""
    source = inspect_lesson(path)
    try:
        text = path.read_text(encoding="utf-8")
        root = read_file(path)
    except (OSError, UnicodeDecodeError, LessonError):
        return File(path, source, Page(()), None, list(source.findings))
    file = File(path, source, Page.of(text), root, list(source.findings))
    for where, text_ in _lesson_texts(root):
        needed = where.startswith(("title", "objectives"))
        for found in check_text(where, text_, needed=needed):
            file.findings.append(finding(source, file.page, "", found))
    file.findings += _links(file)
    file.findings += _labs(file)
    return file


def read_course_file(path: Path) -> list[Finding]:
    """Say what is wrong in a `course.yaml`."""
    try:
        course = read_course(path)
    except LessonError as error:
        return list(error.findings)
    return [
        Finding(str(path), 1, 1, found.message, found.hint)
        for where, text in (("title", course.title), ("description", course.description))
        for found in check_text(where, text)
    ]


def together(files: Sequence[File], known: set[str]) -> Iterator[Finding]:
    """Say what is wrong between files. known: ids of lessons that are there besides these."""
    yield from _taken_ids(files)
    yield from _courses(files)
    lessons = {file.id for file in files if file.id} | known
    for file in files:
        for index, required in requires(file):
            if required not in lessons:
                near = difflib.get_close_matches(required, lessons, n=1, cutoff=0.6)
                hint = (
                    f"did you mean `{near[0]}`?" if near else "write that lesson, or leave it out"
                )
                message = f"there is no lesson `{required}` to take first"
                yield file.source.finding(f"requires[{index}]", message, hint)
    yield from _circles(files)


def _taken_ids(files: Sequence[File]) -> Iterator[Finding]:
    lessons: dict[str, str] = {}
    exercises: dict[str, str] = {}
    for file in files:
        if file.id:
            place = lessons.setdefault(file.id, _place(file, "id"))
            if place != _place(file, "id"):
                message = f"the lesson id `{file.id}` is taken by {place}"
                yield file.source.finding("id", message, "give the newer lesson another id")
        here = set()
        for where, exercise in file.source.exercises.items():
            if exercise.id in here:
                continue  # the reader has told of two in one file
            here.add(exercise.id)
            place = exercises.setdefault(exercise.id, _place(file, f"{where}.id"))
            if place != _place(file, f"{where}.id"):
                message = f"the exercise id `{exercise.id}` is taken by {place}"
                hint = "give the newer one another id; a published id never changes"
                yield file.source.finding(f"{where}.id", message, hint)


def _place(file: File, where: str) -> str:
    mark = file.source.places.get(where)
    return f"{file.path}:{mark.line}" if mark else str(file.path)


def _courses(files: Sequence[File]) -> Iterator[Finding]:
    for file in files:
        course_file = file.path.parent / COURSE_FILE
        named = file.source.outline.get("course", "")
        if not named or not course_file.exists():
            continue
        try:
            course = read_course(course_file)
        except LessonError:
            continue
        if course.id != named:
            message = f"the course is `{named}`, but the lesson lies in the folder of `{course.id}`"
            yield file.source.finding("course", message, "move the file or mend `course`")


def requires(file: File) -> list[tuple[int, str]]:
    """The ids of the lessons to take first, and their places in the list."""
    node = file.root.get("requires") if isinstance(file.root, Mapping) else None
    items = node.items if isinstance(node, Items) else []
    return [(index, item.text) for index, item in enumerate(items) if isinstance(item, Scalar)]


def _circles(files: Sequence[File]) -> Iterator[Finding]:
    """Report every circle of prerequisites once, at the lesson of it that comes first."""
    first = {file.id: [required for _, required in requires(file)] for file in files if file.id}
    by_id = {file.id: file for file in files if file.id}
    told: set[frozenset[str]] = set()
    for start in first:
        circle = _circle(start, first)
        if not circle or frozenset(circle) in told:
            continue
        told.add(frozenset(circle))
        file = by_id[start]
        index = next(n for n, required in requires(file) if required == circle[1])
        way = " → ".join(circle)
        message = f"the prerequisites go round in a circle: {way}"
        yield file.source.finding(f"requires[{index}]", message, "leave one of them out")


def _circle(start: str, requires: dict[str, list[str]]) -> list[str]:
    """The shortest way from a lesson back to itself, both ends named; empty if there is none."""
    ways = [[start]]
    seen: set[str] = set()
    for way in ways:  # grows while it is walked
        for required in requires.get(way[-1], ()):
            if required == start:
                return [*way, start]
            if required not in seen:
                seen.add(required)
                ways.append([*way, required])
    return []


# One file


def _lesson_texts(root: Node) -> Iterator[tuple[str, str | dict[str, str]]]:
    """The lesson's own texts, also of a file that is otherwise broken."""
    if not isinstance(root, Mapping):
        return
    if text := _text(root.get("title")):
        yield "title", text
    objectives = root.get("objectives")
    for index, item in enumerate(objectives.items if isinstance(objectives, Items) else ()):
        if text := _text(item):
            yield f"objectives[{index}]", text
    for index, section in _sections(root):
        for name in ("title", "reading"):
            if text := _text(section.get(name)):
                yield f"sections[{index}].{name}", text


def _sections(root: Node | None) -> Iterator[tuple[int, Mapping]]:
    sections = root.get("sections") if isinstance(root, Mapping) else None
    for index, section in enumerate(sections.items if isinstance(sections, Items) else ()):
        if isinstance(section, Mapping):
            yield index, section


def _text(node: Node | None) -> str | dict[str, str] | None:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key.text: item.text for key, item in node.entries if isinstance(item, Scalar)}
    return None


_LINK = re.compile(r"(!?)\[[^\]\n]{0,500}\]\(([^)\s]{1,500})")


def _links(file: File) -> Iterator[Finding]:
    """Links to a section or a file that is not there."""
    names = {
        node.text
        for _, section in _sections(file.root)
        if isinstance(node := section.get("id"), Scalar)
    }
    for index, section in _sections(file.root):
        text = _text(section.get("reading"))
        texts = text.items() if isinstance(text, dict) else [("", text or "")]
        for language, written in texts:
            where = f"sections[{index}].reading" + (f".{language}" if language else "")
            for link in _LINK.finditer(written):
                target = link[2]
                if target.startswith("#"):
                    missing = target[1:] not in names
                else:
                    outside = ":" in target or target.startswith("/") or ".." in target
                    missing = not outside and not (file.path.parent / target).exists()
                if missing and where in file.source.places:
                    mark = file.page.place(file.source.places[where], written, link.start(2))
                    message = f"`{target}` leads to nothing"
                    hint = "name the `id` of a section, or a file beside the lesson"
                    yield Finding(str(file.path), mark.line, mark.column, message, hint)


def _labs(file: File) -> Iterator[Finding]:
    for index, section in _sections(file.root):
        lab = section.get("lab")
        name = lab.get("name") if isinstance(lab, Mapping) else None
        where = f"sections[{index}].lab"
        if isinstance(name, Scalar) and name.text not in labs.names():
            near = difflib.get_close_matches(name.text, labs.names(), n=1, cutoff=0.5)
            hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join(labs.names())}"
            yield file.source.finding(f"{where}.name", f"there is no lab `{name.text}`", hint)
        elif file.source.lesson is not None:
            yield from _lab_start(file, index, where)


def _lab_start(file: File, index: int, where: str) -> Iterator[Finding]:
    """What a lab says to the state that the lesson asks for."""
    assert file.source.lesson is not None
    lab = file.source.lesson.sections[index].lab
    if lab is None:
        return
    try:
        labs.begin(lab.name, lab.start)
    except labs.LabError as error:
        key = f"{where}.start.{error.field}" if error.field in lab.start else f"{where}.start"
        message = f"the lab `{lab.name}` does not begin like this"
        yield file.source.finding(key, message, error.message)
