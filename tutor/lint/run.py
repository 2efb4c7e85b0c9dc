"""The whole lint: files are read here, exercises are proved on every core."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tutor import kinds
from tutor.errors import Finding
from tutor.library import COURSE_FILE, Library
from tutor.lint.files import File, collect, read, read_course_file, requires, together
from tutor.lint.proof import prove
from tutor.lint.texts import Found, finding

FEW = 12
"""So few exercises are proved before other processes have started."""
CHUNK = 4


@dataclass(frozen=True)
class Report:
    """What a lint found, in the order of files and lines."""

    lessons: int
    exercises: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        return sum(finding.severity == "error" for finding in self.findings)


def lint(
    paths: Sequence[Path],
    *,
    processes: int | None = None,
    progress: Callable[[int, int], None] = lambda done, all_: None,
) -> Report:
    """Check lesson files and folders. progress: told how many exercises of how many are done.

    Raises UsageError for a path that is not there.
    """
    found: list[Finding] = []
    files: list[File] = []
    for path in collect(paths):
        if path.name == COURSE_FILE:
            found += read_course_file(path)
        else:
            files.append(read(path))
    jobs = [(file, where) for file in files for where in file.source.exercises]
    tasks = [_pack(file.source.exercises[where]) for file, where in jobs]
    progress(0, len(jobs))
    results = _proved(tasks, processes)
    for done, ((file, where), found_there) in enumerate(zip(jobs, results, strict=True), 1):
        file.findings += [finding(file.source, file.page, where, each) for each in found_there]
        progress(done, len(jobs))
    for file in files:
        found += file.findings
    found += together(files, _other_lessons(files))
    return Report(len(files), len(jobs), tuple(_in_order(found)))


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    once = dict.fromkeys(findings)
    return sorted(once, key=lambda found: (found.path, found.line, found.column))


def _other_lessons(files: Sequence[File]) -> set[str]:
    """Ids of the lessons a learner has anyway, built in and their own, if any is asked for."""
    here = {file.id for file in files}
    if all(required in here for file in files for _, required in requires(file)):
        return set()
    return {lesson.id for lesson in Library().refresh().lessons}


def _proved(tasks: Sequence[tuple[str, Any]], processes: int | None) -> Iterator[list[Found]]:
    """The findings for each task, in order."""
    count = processes or os.cpu_count() or 1
    if count == 1 or len(tasks) <= FEW:
        yield from map(prove_task, tasks)
        return
    # Spawned, not forked: a fork would copy whatever the checkers have started here.
    context = multiprocessing.get_context("spawn")
    ignore = (signal.SIGINT, signal.SIG_IGN)  # ctrl-C is ours to answer
    pool = ProcessPoolExecutor(
        min(count, len(tasks)), context, initializer=signal.signal, initargs=ignore
    )
    try:
        yield from pool.map(prove_task, tasks, chunksize=CHUNK)
    finally:
        pool.shutdown(cancel_futures=True)


def _pack(exercise: Any) -> tuple[str, Any]:
    return kinds.kind_of(exercise), msgspec.to_builtins(exercise)


def prove_task(task: tuple[str, Any]) -> list[Found]:
    """Prove one exercise given as plain data."""
    name, plain = task
    return prove(msgspec.convert(plain, kinds.load(name).Exercise))
