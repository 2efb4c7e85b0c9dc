"""Check this installation, terminal, lessons and progress file, and say what to do.

Exits with 1 when something needs attention. `--mend` sets a damaged progress file aside, puts
the newest backup in its place, and adds whatever answers can still be read from the damaged
file. Nothing is deleted.
"""

import json
import locale
import os
import platform
import sqlite3
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from tutor import __version__
from tutor.checking.assignments.running import supported
from tutor.commands.options import add_database, add_lessons, database
from tutor.errors import TutorError
from tutor.progress import backup
from tutor.progress.database import DamagedDatabaseError, journal_mode
from tutor.progress.records import clock
from tutor.progress.store import Store
from tutor.terminal import describe

_PARTS = ("textual", "rich", "sympy", "numpy", "mpmath", "msgspec", "PyYAML", "fsrs")


class Check(NamedTuple):
    """One thing looked at. advice: what to do; empty when all is well."""

    topic: str
    name: str
    found: str
    advice: str = ""


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor doctor`."""
    add_database(parser)
    add_lessons(parser)
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--mend", action="store_true", help="replace a damaged progress file")


def run(arguments: Namespace) -> int:
    """Look at everything; 1 when something needs attention."""
    path = database(arguments)
    if arguments.mend:
        _mend(path)
    checks = [
        *_installation(),
        *_terminal(),
        *_progress(path),
        *_lessons(arguments.lessons),
    ]
    if arguments.json:
        print(json.dumps([check._asdict() for check in checks], ensure_ascii=False, indent=1))
    else:
        _print(checks)
    return 1 if any(check.advice for check in checks) else 0


def _print(checks: list[Check]) -> None:
    width = max(len(check.name) for check in checks)
    topic = ""
    for check in checks:
        if check.topic != topic:
            topic = check.topic
            print(f"\n{topic}")
        print(f"  {'!' if check.advice else '✓'} {check.name:<{width}}  {check.found}")
        if check.advice:
            print(f"    {'':<{width}}  → {check.advice}")
    open_points = sum(bool(check.advice) for check in checks)
    print(f"\n{open_points} need attention" if open_points else "\neverything is well")


def _installation() -> Iterator[Check]:
    topic = "Installation"
    yield Check(topic, "tutor", __version__)
    yield Check(topic, "Python", f"{platform.python_version()} ({sys.executable})")
    yield Check(topic, "SQLite", f"{sqlite3.sqlite_version}, journal {journal_mode()}")
    for part in _PARTS:
        try:
            yield Check(topic, part, metadata.version(part))
        except metadata.PackageNotFoundError:
            advice = "Install it again: `make run`, or `pip install tutor`."
            yield Check(topic, part, "missing", advice)
    if supported():
        yield Check(topic, "your code", "can be run, in a process of its own")
    else:
        advice = "Assignments need Linux or macOS; under Windows, use WSL."
        yield Check(topic, "your code", "cannot be run on this system", advice)


def _terminal() -> Iterator[Check]:
    topic = "Terminal"
    encoding = sys.stdout.encoding or locale.getpreferredencoding()
    advice = "" if "utf" in encoding.lower() else "Set LANG=C.UTF-8 (or your own UTF-8 locale)."
    yield Check(topic, "encoding", encoding, advice)
    yield Check(topic, "TERM", os.environ.get("TERM", "not set"))
    for name, found in describe().items():
        yield Check(topic, name, found)


def _progress(path: Path) -> Iterator[Check]:
    topic = "Progress"
    yield Check(topic, "file", str(path))
    if not path.exists():
        yield Check(topic, "health", "no answers yet; it is made on the first start")
        return
    try:
        with Store.open(path) as store:
            found = backup.check(store.connection)
            if found:
                raise DamagedDatabaseError(path, found)
            ((answers, last),) = store.rows("SELECT count(*), max(at) FROM answers")
            ((mode,),) = store.rows("PRAGMA journal_mode")
            yield Check(topic, "health", f"sound, journal {mode.upper()}")
            yield Check(topic, "size", f"{path.stat().st_size / 2**20:.1f} MB")
            yield Check(topic, "answers", f"{answers:,}" + (f", last {_day(last)}" if last else ""))
    except TutorError as error:
        yield Check(topic, "health", error.message, error.hint)
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        yield Check(topic, "rights", "it may be read but not written", "Make it writable for you.")
    copies = backup.backups(path)
    newest = f"newest has {copies[0].answers:,} answers, to {_day(copies[0].at)}" if copies else ""
    yield Check(topic, "backups", f"{len(copies)} in {backup.folder_of(path)} {newest}".strip())


def _lessons(own: Path | None) -> Iterator[Check]:
    from tutor.library import Library

    topic = "Lessons"
    library = Library([own] if own else [])
    catalogue = library.refresh()
    for root in library.roots:
        yield Check(topic, "folder", str(root) + ("" if root.exists() else " (not there)"))
    exercises = sum(len(lesson.exercises) for lesson in catalogue.lessons)
    yield Check(
        topic,
        "found",
        f"{len(catalogue.lessons)} lessons in {len(catalogue.courses)} courses, "
        f"{exercises} exercises",
        "" if catalogue.lessons else "Install tutor again: its lessons are missing.",
    )
    for lesson in catalogue.lessons:
        if lesson.problems:
            more = len(lesson.problems) - 1
            found = lesson.problems[0] + (f" (and {more} more)" if more else "")
            yield Check(topic, lesson.id, found, f"`tutor lint {lesson.path}` tells everything.")


def _mend(path: Path) -> None:
    try:
        with Store.open(path) as store:
            if not backup.check(store.connection):
                print("The progress file is sound; there is nothing to mend.", file=sys.stderr)
                return
    except DamagedDatabaseError:
        pass
    copies = backup.backups(path)
    mended = backup.mend(path, copies[0] if copies else None, clock())
    print(f"The damaged file lies at {mended.damaged} now.", file=sys.stderr)
    if mended.backup:
        print(f"{mended.backup.path} took its place.", file=sys.stderr)
    print(f"{mended.saved:,} answers were saved from the damaged file.", file=sys.stderr)


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000).date().isoformat()
