"""A run of the learner's file: begun, stopped, and what came of it."""

import asyncio
import threading

from tutor.checking.assignments.checks import Report, check
from tutor.checking.assignments.declared import Assignment
from tutor.checking.assignments.running import Limits, Runner
from tutor.checking.assignments.second_opinion import with_autograd

LIMITS = Limits()


class Run:
    """One run of a text. part: the one it is at, and of how many; (0, 0) before the first."""

    def __init__(self, assignment: Assignment, text: str, path: str) -> None:
        self.part = (0, 0)
        self._assignment, self._text, self._path = assignment, text, path
        self._off = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._off.is_set()

    def cancel(self) -> None:
        """Stop it."""
        self._off.set()

    async def report(self, runner: Runner) -> Report | None:
        """What came of it; None when it was cancelled. Raises RunnerError, OSError, ValueError."""

        def progress(part: int, of: int) -> None:
            self.part = (part, of)

        given, parts = self._assignment.given, self._assignment.parts
        report = await asyncio.to_thread(
            check, self._text, self._path, given, parts, runner, LIMITS, progress, self._off
        )
        return None if self.cancelled or report.cancelled else report

    async def second_opinion(self, report: Report) -> Report | None:
        """The report with what PyTorch says to it; None when the run was cancelled."""
        given, parts = self._assignment.given, self._assignment.parts
        more = await asyncio.to_thread(with_autograd, report, parts, given, self._off)
        return None if self.cancelled else more
