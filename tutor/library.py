"""All lessons: the built-in ones, the learner's own, and what is in them.

The catalogue (every lesson's title, course and exercises) is kept as JSON in the cache
folder, so that the program starts without reading a single lesson file. A file that has
changed is listed as it was until `refresh` has read it again.
"""

import difflib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from tutor import __version__
from tutor.bilingual import Text
from tutor.errors import LessonError, UsageError

if TYPE_CHECKING:
    from tutor.exercise import Exercise
    from tutor.lesson import Lesson
    from tutor.lesson_reader import Source

COURSE_FILE = "course.yaml"
_CACHE_FORMAT = 2
# The modules that decide what a lesson file means: when one changes, all are read again.
_READERS = (
    *("exercise.py", "lesson.py", "converter.py", "lesson_reader.py", "yaml_reader.py"),
    *("library.py", "words.py"),
)
_LONGEST_TITLE = 120


class ExerciseEntry(NamedTuple):
    """One exercise in the catalogue. section: index of its section in the lesson."""

    id: str
    kind: str
    difficulty: int
    varies: bool
    section: int
    skills: tuple[str, ...]


class ExerciseText(NamedTuple):
    """What an exercise is shown and found by.

    title: the first line of its prompt. names: words of its id, its skills and what it is
    about (a symbol and its meaning). prompt: words of its prompt. Words as in `tutor.words`.
    """

    title: Text
    names: str
    prompt: str


@dataclass(frozen=True, slots=True)
class LessonEntry:
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


@dataclass(frozen=True, slots=True)
class CourseEntry:
    """One course in the catalogue; a folder without a `course.yaml` is one, too."""

    id: str
    title: Text
    order: int = 1000
    description: Text = ""


@dataclass(frozen=True)
class Catalogue:
    """What lessons there are.

    courses and lessons: in the order of the home screen. fresh: every entry is of its file
    as it is now. texts: by exercise id; read when asked for.
    """

    courses: tuple[CourseEntry, ...]
    lessons: tuple[LessonEntry, ...]
    fresh: bool
    texts: Callable[[], dict[str, ExerciseText]] = field(repr=False, compare=False)

    @cached_property
    def _lessons(self) -> dict[str, LessonEntry]:
        return {lesson.id: lesson for lesson in reversed(self.lessons)}

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
        return tuple(lesson for lesson in self.lessons if lesson.course == course)

    def title(self, exercise: str) -> Text:
        """The first line of an exercise's prompt; its id when there is none."""
        found = self.texts().get(exercise)
        return found.title if found else exercise


def built_in_folder() -> Path:
    """The lessons that came with the program: inside the wheel, or beside it in a checkout."""
    package = Path(__file__).parent
    shipped = package / "_lessons"
    return shipped if shipped.is_dir() else package.parent / "lessons"


def own_folder() -> Path:
    """Where learners put lessons of their own."""
    from platformdirs import user_data_path

    return user_data_path("tutor", appauthor=False) / "lessons"


class Library:
    """The lessons in some folders.

    own: further files or folders, as given by `--lessons`. Raises UsageError for one that
    is not there.
    """

    def __init__(
        self,
        own: Iterable[Path] = (),
        *,
        folders: Iterable[Path] | None = None,
        cache: Path | None = None,
    ) -> None:
        own = [Path(path) for path in own]
        for path in own:
            if not path.exists():
                raise UsageError(f"there is no file or folder `{path}`", "see `tutor learn --help`")
        standard = [built_in_folder(), own_folder()] if folders is None else list(folders)
        self.roots = [*standard, *own]
        self._cache = cache if cache is not None else _cache_folder()
        self._rows: dict[str, Any] = {}
        self._current: Catalogue | None = None
        self._texts: dict[str, ExerciseText] | None = None

    def catalogue(self) -> Catalogue:
        """What is known at once, without reading a lesson file."""
        cached = _load(self._cache / "catalogue.json") | self._rows
        lessons: list[LessonEntry] = []
        courses: dict[str, CourseEntry] = {}
        all_fresh = True
        built_in = str(built_in_folder()) + os.sep
        for path, stamp in self._files():
            known = cached.get(path)
            fresh = known is not None and known["stamp"] == stamp
            all_fresh = all_fresh and fresh
            row = known["entry"] if known is not None else {}
            if os.path.basename(path) == COURSE_FILE:
                course = _course_entry(path, row)
                courses.setdefault(course.id, course)
            else:
                lessons.append(_lesson_entry(path, row, path.startswith(built_in), fresh))
        self._current = _arrange(courses, lessons, all_fresh, self._load_texts)
        return self._current

    def refresh(self) -> Catalogue:
        """Read every file that is new or has changed, and keep what was found."""
        cached = _load(self._cache / "catalogue.json")
        texts = _load(self._cache / "texts.json")
        files = self._files()
        changed = False
        for path, stamp in files:
            if path in cached and cached[path]["stamp"] == stamp and path in texts:
                continue
            changed = True
            entry, texts[path] = _read(Path(path))
            cached[path] = {"stamp": stamp, "entry": entry}
        gone = [path for path in cached if not Path(path).exists()]
        for path in gone:
            del cached[path]
            texts.pop(path, None)
        if changed or gone:
            _store(self._cache / "texts.json", texts)
            _store(self._cache / "catalogue.json", cached)
        # Kept here as well, for a cache folder that cannot be written.
        self._rows = {path: cached[path] for path, _ in files}
        self._texts = _all_texts(texts[path] for path, _ in files)
        return self.catalogue()

    def lesson(self, identifier: str) -> "Lesson":
        """Read a lesson by its id. Raises LessonError when there is none or it is broken."""
        from tutor.lesson_reader import read_lesson

        catalogue = self._current or self.catalogue()
        try:
            entry = catalogue.lesson(identifier)
        except KeyError:
            raise _no_lesson(identifier, catalogue) from None
        return read_lesson(Path(entry.path))

    def exercise(self, identifier: str) -> "Exercise":
        """Read an exercise by its id. Raises LessonError when it is nowhere."""
        catalogue = self._current or self.catalogue()
        try:
            entry, _ = catalogue.exercise(identifier)
            return self.lesson(entry.id).exercise(identifier)
        except KeyError:
            raise LessonError(f"there is no exercise `{identifier}`") from None

    def deal(self, exercise: "Exercise", seed: int) -> "Exercise":
        """The variant `seed` of an exercise; see `tutor.vary`. Raises LessonError."""
        from tutor.vary import deal

        return deal(exercise, seed)

    def _files(self) -> list[tuple[str, list[int]]]:
        """Lesson files and course files with modification time (ns) and size."""
        found: dict[str, list[int]] = {}
        for root in self.roots:
            resolve = os.path.realpath if root.is_symlink() else os.path.abspath
            for entry in _yaml_files(root):
                status = entry.stat()
                path = resolve(entry)
                found.setdefault(path, [status.st_mtime_ns, status.st_size])
        return list(found.items())

    def _load_texts(self) -> dict[str, ExerciseText]:
        if self._texts is None:
            self._texts = _all_texts(_load(self._cache / "texts.json").values())
        return self._texts


def _no_lesson(identifier: str, catalogue: Catalogue) -> LessonError:
    near = difflib.get_close_matches(identifier, [x.id for x in catalogue.lessons], n=1)
    hint = f"did you mean `{near[0]}`?" if near else "`tutor learn` lists them all"
    return LessonError(f"there is no lesson `{identifier}`", hint)


def _all_texts(files: Iterable[dict[str, Any]]) -> dict[str, ExerciseText]:
    return {key: ExerciseText(*row) for rows in files for key, row in rows.items()}


def _yaml_files(root: Path) -> list["os.DirEntry[str] | Path"]:
    """The YAML files of a folder and of the folders in it (its courses)."""
    if root.is_file():
        return [root]
    files: list[os.DirEntry[str] | Path] = []
    folders: list[str] = []
    for entry in _scan(str(root)):
        if entry.is_dir():
            folders.append(entry.path)
        elif entry.name.endswith((".yaml", ".yml")):
            files.append(entry)
    for folder in folders:
        files.extend(e for e in _scan(folder) if e.name.endswith((".yaml", ".yml")))
    return files


def _scan(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            shown = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return []
    return sorted(shown, key=lambda entry: entry.name)


def _read(path: Path) -> tuple[dict[str, Any], dict[str, ExerciseText]]:
    """A file's row of the catalogue, and the texts by which its exercises are found."""
    from tutor.lesson_reader import inspect_lesson, read_course

    if path.name == COURSE_FILE:
        try:
            course = read_course(path)
        except LessonError as error:
            return {"problems": [str(finding) for finding in error.findings]}, {}
        row = {"id": course.id, "title": course.title, "order": course.order}
        return {**row, "description": course.description}, {}
    source = inspect_lesson(path)
    if source.lesson is None:
        problems = [str(finding) for finding in source.findings]
        return {**source.outline, "problems": problems}, {}
    return _row(source.lesson), _texts(source)


def _row(lesson: "Lesson") -> dict[str, Any]:
    from tutor.kinds import kind_of

    exercises = [
        (e.id, kind_of(e), e.difficulty, e.vary is not None, index, e.skills)
        for index, section in enumerate(lesson.sections)
        if (e := section.exercise) is not None
    ]
    return {
        "id": lesson.id,
        "title": lesson.title,
        "course": lesson.course,
        "minutes": lesson.minutes,
        "order": lesson.order,
        "requires": lesson.requires,
        "sections": len(lesson.sections),
        "exercises": exercises,
    }


def _texts(source: "Source") -> dict[str, ExerciseText]:
    from tutor.words import words

    return {
        exercise.id: ExerciseText(
            _first_line(exercise.prompt),
            "".join(map(words, (exercise.id, *exercise.skills, *exercise.search_terms()))),
            words(exercise.prompt),
        )
        for exercise in source.exercises.values()
    }


def _first_line(text: Text) -> Text:
    if isinstance(text, dict):
        return {language: str(_first_line(each)) for language, each in text.items()}
    line = text.strip().split("\n", 1)[0]
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…"


def _lesson_entry(path: str, row: dict[str, Any], built_in: bool, fresh: bool) -> LessonEntry:
    folder, name = os.path.split(os.path.splitext(path)[0])
    return LessonEntry(
        id=row.get("id") or name,
        title=row.get("title") or name,
        course=row.get("course") or os.path.basename(folder),
        path=path,
        minutes=row.get("minutes", 0),
        order=row.get("order", 0),
        requires=tuple(row.get("requires", ())),
        sections=row.get("sections", 0),
        exercises=msgspec.convert(row.get("exercises", ()), tuple[ExerciseEntry, ...]),
        problems=tuple(row.get("problems", ())),
        built_in=built_in,
        fresh=fresh,
    )


def _course_entry(path: str, row: dict[str, Any]) -> CourseEntry:
    name = Path(path).parent.name
    return CourseEntry(
        id=row.get("id") or name,
        title=row.get("title") or name,
        order=row.get("order", 1000),
        description=row.get("description", ""),
    )


def _arrange(
    courses: dict[str, CourseEntry],
    lessons: list[LessonEntry],
    fresh: bool,
    texts: Callable[[], dict[str, ExerciseText]],
) -> Catalogue:
    for lesson in lessons:
        courses.setdefault(lesson.course, CourseEntry(lesson.course, lesson.course))
    ordered = sorted(courses.values(), key=lambda course: (course.order, course.id))
    rank = {course.id: index for index, course in enumerate(ordered)}
    lessons = _after_required(_without_doubles(lessons))
    lessons.sort(key=lambda lesson: rank[lesson.course])
    return Catalogue(tuple(ordered), tuple(lessons), fresh, texts)


def _without_doubles(lessons: list[LessonEntry]) -> list[LessonEntry]:
    """Say of a lesson whose id another has taken that it cannot be opened."""
    first: dict[str, str] = {}
    kept = []
    for lesson in lessons:
        if first.setdefault(lesson.id, lesson.path) != lesson.path:
            problem = f"{lesson.path}: the lesson id `{lesson.id}` is taken by {first[lesson.id]}"
            lesson = replace(
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


def _cache_folder() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("tutor", appauthor=False)


@cache
def _format(version: str) -> str:
    """What a cache file must say to be of this program."""
    package = Path(__file__).parent
    modules = [package / name for name in _READERS]
    modules += package.glob("kinds/*/kind.py")
    newest = max(module.stat().st_mtime_ns for module in modules)
    return f"{_CACHE_FORMAT} {version} {newest}"


def _load(path: Path) -> dict[str, Any]:
    """The files of a cache file; nothing when it is missing, damaged or of another version."""
    try:
        content = msgspec.json.decode(path.read_bytes())
        if content["format"] == _format(__version__) and isinstance(content["files"], dict):
            return dict(content["files"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return {}


def _store(path: Path, files: dict[str, Any]) -> None:
    """Write a cache file in one step; a folder that cannot be written costs only time."""
    content = {"format": _format(__version__), "files": files}
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()


if __name__ == "__main__":
    Library(Path(path) for path in sys.argv[1:]).refresh()
