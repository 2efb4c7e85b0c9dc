"""Find every mistake in lesson files, all at once, each with its place and what to do.

Reads the lessons, lays out every formula, and proves each exercise: its own checker accepts
its key, judges every listed mistake wrong with that mistake's feedback, and does so for 50
variants. Without PATH it checks the lessons that tutor brings and your own.

Exits with 0 when nothing is wrong, 1 when something is, 2 for wrong usage.
"""

import dataclasses
import json
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path

from tutor.lint.run import Report, lint


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor lint`."""
    parser.add_argument("paths", metavar="PATH", type=Path, nargs="*", help="lessons or folders")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument(
        "--jobs", metavar="N", type=_positive, help="processes to use (else one a core)"
    )


def run(arguments: Namespace) -> int:
    """Print the findings to stdout, and how it went to stderr."""
    start = time.monotonic()
    bar = _Bar()
    try:
        report = lint(
            arguments.paths or _all_lessons(), processes=arguments.jobs, progress=bar.show
        )
    finally:
        bar.clear()
    if arguments.json:
        print(_json(report))
    else:
        for found in report.findings:
            prefix = "warning: " if found.severity == "warning" else ""
            print(dataclasses.replace(found, message=prefix + found.message))
    print(_summary(report, time.monotonic() - start), file=sys.stderr)
    return 1 if report.errors else 0


def _all_lessons() -> list[Path]:
    from tutor.library import built_in_folder, own_folder

    folders = [_relative(built_in_folder())]
    own = own_folder()
    if any(own.rglob("*.yaml")):
        folders.append(own)
    return folders


def _relative(folder: Path) -> Path:
    """The folder as seen from here, if it lies below."""
    try:
        return folder.relative_to(Path.cwd())
    except ValueError:
        return folder


def _json(report: Report) -> str:
    content = {
        "lessons": report.lessons,
        "exercises": report.exercises,
        "findings": [dataclasses.asdict(found) for found in report.findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _summary(report: Report, seconds: float) -> str:
    warnings = len(report.findings) - report.errors
    found = [_count(report.errors, "error"), _count(warnings, "warning")]
    return (
        f"{_count(report.lessons, 'lesson')}, {_count(report.exercises, 'exercise')} "
        f"in {seconds:.1f} s: {' and '.join(f for f in found if f[0] != '0') or 'nothing wrong'}"
    )


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


class _Bar:
    """How far it is, on stderr, when a person is watching."""

    _WIDTH = 40

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()

    def show(self, done: int, all_: int) -> None:
        """Draw the bar for `done` of `all_` exercises."""
        if self._watched and all_:
            filled = self._WIDTH * done // all_
            bar = "━" * filled + "─" * (self._WIDTH - filled)
            print(f"\r{bar} {done}/{all_}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the bar away."""
        if self._watched:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
