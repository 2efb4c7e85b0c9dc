"""Sentences about what went wrong, with the learner's line and the numbers in them."""

from collections.abc import Mapping

import numpy as np

from tutor.bilingual import Strings, Text
from tutor.checking.assignments.comparing import Difference
from tutor.checking.assignments.running import Limits, Raised, Stopped

strings = Strings(__file__)


def values_of(difference: Difference) -> dict[str, str]:
    """The numbers of a difference as texts."""
    relative = "∞" if np.isinf(difference.relative) else f"{difference.relative:.2g}"
    index = "[" + ", ".join(map(str, difference.index)) + "]" if difference.index else ""
    return {
        "index": index,
        "at": index and f" {index}",
        "yours": f"{difference.yours:.7g}",
        "expected": f"{difference.expected:.7g}",
        "relative": relative,
        "wrong": str(difference.wrong),
        "of": str(difference.of),
    }


_ERRORS: Mapping[str, str] = {
    "TimeIsUp": "time_at",
    "MemoryError": "memory",
    "_ArrayMemoryError": "memory",
    "RecursionError": "recursion",
    "SystemExit": "exit",
    "EOFError": "input",
    "BlockingIOError": "processes",
    "ModuleNotFoundError": "module",
}


def of_error(raised: Raised, limits: Limits) -> Text:
    """One sentence about an error, with the learner's line."""
    line = raised.frames[-1].line if raised.frames else 0
    values: dict[str, str | int] = {
        "type": raised.type,
        "message": " ".join(raised.message.split())[:300],
        "line": line,
        "seconds": f"{limits.seconds:g}",
        "memory": f"{limits.memory / 2**30:g}",
    }
    key = _ERRORS.get(raised.type, "")
    if key and not line:
        key += "_nowhere" if key + "_nowhere" in strings else ""
    if key:
        return strings(key, **values)
    if not raised.message:
        return strings("raised_bare", **values)
    return strings("raised" if line else "raised_nowhere", **values)


def of_stop(stopped: Stopped, limits: Limits) -> Text:
    """One sentence about why a process had to be stopped, or stopped by itself."""
    word, _, rest = stopped.why.partition(" ")
    return strings(
        "stopped_" + word, seconds=f"{limits.seconds:g}", total=f"{limits.total:g}", rest=rest
    )
