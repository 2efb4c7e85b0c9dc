"""The texts of a state, read. Each raises LabError, blaming its field, for anything else."""

import re
from collections.abc import Collection

from tutor.bilingual import Strings
from tutor.labs import LabError
from tutor.labs.functions import Function, read_function, read_number
from tutor.labs.tangent.tasks import TASKS

STRINGS = Strings(__file__)

_Y = re.compile(r"^\s*y\s*=(?!=)")

WIDEST, NARROWEST = 1e9, 1e-8
"""The x that a window may reach, and how narrow it may be beside them."""


def function(text: str) -> Function:
    """A function of x; `y = …` is understood."""
    return read_function(_Y.sub("", text), ("x",))


def written(x: float) -> str:
    """A number as a state holds it."""
    return repr(int(x)) if x == int(x) and abs(x) < 1e15 else repr(x)


def interval(text: str, field: str) -> tuple[float, float]:
    """Two numbers, the smaller first, far enough apart."""
    parts = text.replace(";", ",").strip("()[] ").split(",")
    if len(parts) != 2:
        raise LabError(field, STRINGS("interval", text=text))
    low, high = (read_number(part, field, least=-WIDEST, most=WIDEST) for part in parts)
    if field == "window" and high - low < NARROWEST * max(1.0, abs(low), abs(high)):
        raise LabError(field, STRINGS("interval", text=text))
    if high <= low:
        raise LabError(field, STRINGS("interval", text=text))
    return low, high


def height(text: str) -> tuple[float, float] | None:
    """A range of y, or None for one that fits."""
    text = text.strip()
    if text in ("", "fit"):
        return None
    parts = text.split(",")
    if len(parts) != 2:
        raise LabError("height", STRINGS("interval", text=text))
    low, high = (read_number(part, "height", least=-1e300, most=1e300) for part in parts)
    if not high - low > 1e-300:
        raise LabError("height", STRINGS("interval", text=text))
    return low, high


def words(text: str, field: str, known: Collection[str]) -> frozenset[str]:
    """Some of the known words, or `none`."""
    found = text.replace(",", " ").split()
    if found == ["none"]:
        return frozenset()
    for word in found:
        if word not in known:
            raise LabError(field, STRINGS("words", text=word, known=", ".join([*known, "none"])))
    return frozenset(found)


def h(text: str) -> float | None:
    """The step of a secant; not 0."""
    if not text.strip():
        return None
    h = read_number(text, "h", least=-WIDEST, most=WIDEST)
    if h == 0:
        raise LabError("h", STRINGS["h_zero"])
    return h


def task(text: str) -> str:
    """The name of a task, or nothing."""
    name = text.strip()
    if name and name not in TASKS:
        raise LabError("task", STRINGS("words", text=name, known=", ".join(TASKS)))
    return name


def wanted(text: str) -> float | None:
    """A slope to ask for."""
    return read_number(text, "wanted", least=-1e6, most=1e6) if text.strip() else None


def guess(text: str) -> tuple[float, ...]:
    """Numbers with commas between."""
    if not text.strip():
        return ()
    parts = text.split(",")
    if len(parts) > 100:
        raise LabError("guess", STRINGS["guess_long"])
    return tuple(read_number(part, "guess") for part in parts)
