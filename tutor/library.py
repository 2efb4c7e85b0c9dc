"""All lessons: the built-in ones, the learner's own, and what is in them.

The catalogue is kept as JSON in the cache folder, so that the program starts without
reading a single lesson file. A file that has changed is listed as it was until `refresh`
has read it again.
"""

import difflib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from tutor import __version__
from tutor.bilingual import Text, fill
from tutor.catalogue import Catalogue, CourseEntry, ExerciseEntry, ExerciseText, LessonEntry
from tutor.errors import LessonError, UsageError

if TYPE_CHECKING:
    from tutor.exercise import Exercise
    from tutor.lesson import Lesson
    from tutor.lesson_reader import Source

__all__ = [
    "COURSE_FILE",
    "Catalogue",
    "CourseEntry",
    "ExerciseEntry",
    "ExerciseText",
    "LessonEntry",
    "Library",
    "built_in_folder",
    "own_folder",
]

COURSE_FILE = "course.yaml"
_LONGEST_TITLE = 120
_CACHE_FORMAT = 5
# The modules that decide what a lesson file means: when one changes, all are read again.
_READERS = (
    *("exercise.py", "lesson.py", "converter.py", "lesson_reader.py", "yaml_reader.py"),
    *("catalogue.py", "library.py", "words.py"),
)

Stamp = tuple[int, int]
Texts = dict[str, ExerciseText]
T = TypeVar("T")


class _Known(msgspec.Struct, array_like=True):
    """What is kept of a file. stamp: modification time (ns) and size when it was read."""

    stamp: Stamp
    lesson: LessonEntry | None = None
    course: CourseEntry | None = None


class _CacheFile(msgspec.Struct, Generic[T]):
    """A file of the cache. format: of which program; files: by path."""

    format: str
    files: dict[str, T]


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

    own: further files or folders, as given by `--lessons`. folders: instead of the built-in
    and the learner's own. Raises UsageError for a path that is not there.
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
        self._read_here: dict[str, _Known] = {}
        self._current: Catalogue | None = None
        self._texts: Texts | None = None

    def catalogue(self) -> Catalogue:
        """What is known at once, without reading a lesson file."""
        cached = _load(self._cache / "catalogue.json", _CacheFile[_Known]) | self._read_here
        lessons: list[LessonEntry] = []
        courses: list[CourseEntry] = []
        all_fresh = True
        for path, stamp in self._files():
            known = cached.get(path)
            fresh = known is not None and known.stamp == stamp
            all_fresh = all_fresh and fresh
            if os.path.basename(path) == COURSE_FILE:
                courses.append((known and known.course) or _course_unread(path))
            else:
                lesson = (known and known.lesson) or _lesson_unread(path)
                lessons.append(lesson if fresh else msgspec.structs.replace(lesson, fresh=False))
        self._current = Catalogue(courses, lessons, all_fresh, self._load_texts)
        return self._current

    def refresh(self) -> Catalogue:
        """Read every file that is new or has changed, and keep what was found."""
        cached = _load(self._cache / "catalogue.json", _CacheFile[_Known])
        texts = _load(self._cache / "texts.json", _CacheFile[Texts])
        files = self._files()
        changed = False
        for path, stamp in files:
            if path in cached and cached[path].stamp == stamp and path in texts:
                continue
            changed = True
            cached[path], texts[path] = _read(Path(path), stamp)
        gone = [path for path in cached if not Path(path).exists()]
        for path in gone:
            del cached[path]
            texts.pop(path, None)
        if changed or gone:
            _store(self._cache / "texts.json", texts)
            _store(self._cache / "catalogue.json", cached)
        # Kept here as well, for a cache folder that cannot be written.
        self._read_here = {path: cached[path] for path, _ in files}
        self._texts = _together(texts[path] for path, _ in files)
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

    def _files(self) -> list[tuple[str, Stamp]]:
        """Lesson files and course files with modification time (ns) and size."""
        found: dict[str, Stamp] = {}
        for root in self.roots:
            resolve = os.path.realpath if root.is_symlink() else os.path.abspath
            for entry in _yaml_files(root):
                status = entry.stat()
                found.setdefault(resolve(entry), (status.st_mtime_ns, status.st_size))
        return list(found.items())

    def _load_texts(self) -> Texts:
        if self._texts is None:
            self._texts = _together(_load(self._cache / "texts.json", _CacheFile[Texts]).values())
        return self._texts


def _no_lesson(identifier: str, catalogue: Catalogue) -> LessonError:
    near = difflib.get_close_matches(identifier, [x.id for x in catalogue.lessons], n=1)
    hint = f"did you mean `{near[0]}`?" if near else "`tutor learn` lists them all"
    return LessonError(f"there is no lesson `{identifier}`", hint)


# --- finding files ------------------------------------------------------------------------


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


# --- from files to entries ----------------------------------------------------------------


def _read(path: Path, stamp: Stamp) -> tuple[_Known, Texts]:
    """What the catalogue keeps of a file, and the texts by which its exercises are found."""
    from tutor.lesson_reader import inspect_lesson, read_course

    if path.name == COURSE_FILE:
        try:
            course = read_course(path)
        except LessonError:
            # `tutor lint` tells what is wrong; the lessons in the folder work without it.
            return _Known(stamp), {}
        entry = CourseEntry(
            id=course.id, title=course.title, order=course.order, description=course.description
        )
        return _Known(stamp, course=entry), {}
    source = inspect_lesson(path)
    if source.lesson is None:
        unread = _lesson_unread(str(path))
        broken = msgspec.structs.replace(
            unread,
            problems=tuple(str(finding) for finding in source.findings),
            **{name: text for name, text in source.outline.items() if text},
        )
        return _Known(stamp, broken), {}
    return _Known(stamp, _entry(source.lesson, str(path))), _texts(source)


def _entry(lesson: "Lesson", path: str) -> LessonEntry:
    from tutor.kinds import kind_of

    exercises = tuple(
        ExerciseEntry(e.id, kind_of(e), e.difficulty, e.vary is not None, index, e.skills)
        for index, section in enumerate(lesson.sections)
        if (e := section.exercise) is not None
    )
    return LessonEntry(
        id=lesson.id,
        title=lesson.title,
        course=lesson.course,
        path=path,
        minutes=lesson.minutes,
        order=lesson.order,
        requires=lesson.requires,
        sections=len(lesson.sections),
        exercises=exercises,
        built_in=_is_built_in(path),
    )


def _texts(source: "Source") -> Texts:
    from tutor.words import words

    return {
        exercise.id: ExerciseText(
            _title(exercise),
            "".join(map(words, (exercise.id, *exercise.skills, *exercise.search_terms()))),
            words(exercise.prompt),
        )
        for exercise in source.exercises.values()
    }


def _title(exercise: "Exercise") -> Text:
    subject = exercise.subject()
    line = _first_line(exercise.prompt)
    return fill("{subject} · {line}", subject=subject, line=line) if subject else line


def _together(files: Iterable[Texts]) -> Texts:
    return {key: text for texts in files for key, text in texts.items()}


def _first_line(text: Text) -> Text:
    if isinstance(text, dict):
        return {language: str(_first_line(each)) for language, each in text.items()}
    line = text.strip().split("\n", 1)[0]
    if len(line) <= _LONGEST_TITLE:
        return line
    line = line[: _LONGEST_TITLE - 1]
    for mark in "$`":
        # Half a formula cannot be set.
        if line.count(mark) % 2:
            line = line[: line.rindex(mark)].rstrip()
    return line + "…"


def _is_built_in(path: str) -> bool:
    return path.startswith(str(built_in_folder()) + os.sep)


def _lesson_unread(path: str) -> LessonEntry:
    """What is known of a lesson by its path alone."""
    folder, name = os.path.split(os.path.splitext(path)[0])
    course = os.path.basename(folder)
    return LessonEntry(id=name, title=name, course=course, path=path, built_in=_is_built_in(path))


def _course_unread(path: str) -> CourseEntry:
    name = os.path.basename(os.path.dirname(path))
    return CourseEntry(id=name, title=name)


# --- the cache ----------------------------------------------------------------------------


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


def _load(path: Path, kind: type[_CacheFile[T]]) -> dict[str, T]:
    """The files of a cache file; nothing when it is missing, damaged or of another program."""
    try:
        content = msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
        return {}
    return content.files if content.format == _format(__version__) else {}


def _store(path: Path, files: dict[str, T]) -> None:
    """Write a cache file in one step; a folder that cannot be written costs only time."""
    content = msgspec.json.encode(_CacheFile(_format(__version__), files))
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()


if __name__ == "__main__":
    Library(Path(path) for path in sys.argv[1:]).refresh()
