"""What the worker process does for the screens: judge an answer, work out a solution.

Both take and give plain data, so that they can cross to another process and back. The
worker may load NumPy and SymPy; the screens never do.
"""

from typing import Any

import msgspec

from tutor import kinds
from tutor.bilingual import Text
from tutor.exercise import Exercise, Unreadable, Verdict


def pack(exercise: Exercise, text: str = "") -> dict[str, Any]:
    """The job that `judge` and `solve` understand: a dealt exercise and an answer to it."""
    return {
        "kind": kinds.kind_of(exercise),
        "exercise": msgspec.to_builtins(exercise),
        "text": text,
    }


def unpack(verdict: Any) -> Verdict:
    """The verdict that `judge` gave. Raises msgspec.ValidationError for anything else."""
    read: Verdict = msgspec.convert(verdict, Verdict)
    return read


def judge(job: dict[str, Any]) -> Any:
    """Read and check an answer; returns the verdict as plain data."""
    kind, exercise = _exercise(job)
    reading = kind.read(exercise, job["text"])
    verdict = reading if isinstance(reading, Unreadable) else kind.check(exercise, reading)
    return msgspec.to_builtins(verdict)


class Solution(msgspec.Struct, frozen=True):
    """The worked solution as Markdown, and an answer that is right."""

    text: Text
    key: str


def solve(job: dict[str, Any]) -> Any:
    """Work out the solution of an exercise; returns a `Solution` as plain data."""
    kind, exercise = _exercise(job)
    return msgspec.to_builtins(Solution(kind.solution(exercise), kind.key(exercise)))


def _exercise(job: dict[str, Any]) -> tuple[kinds.Kind, Exercise]:
    kind = kinds.load(job["kind"])
    return kind, msgspec.convert(job["exercise"], kind.Exercise)
