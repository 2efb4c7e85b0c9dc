"""Numbers as papers print them and learners type them; read, never executed."""

import math
import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from tutor.bilingual import Strings
from tutor.checking.expression import read
from tutor.checking.expression.tree import free_symbols
from tutor.checking.trees.folding import fold, value_of
from tutor.exercise import Unreadable
from tutor.labs import LabError
from tutor.labs.reproduce.rows import shortened

Real: TypeAlias = Fraction | float

LARGEST = 10**15
"""Of a size or a count: more than any model has, and still read at a glance."""

MOST_SEEDS = 1000

MOST_PARTS = 50
"""Of a value that is a list of numbers; a longer one is compared as text."""

REACH = Fraction(10**30)
"""Numbers beyond it, and nearer to 0 than one over it, are measured nowhere."""

_STRINGS = Strings(__file__)

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SCALED = re.compile(r"([\d.,]+)\s*(k|m|b|t|thousand|million|billion|trillion)", re.IGNORECASE)
_SCALES = {"k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}
_AMBIGUOUS_COMMA = re.compile(r"\d,\d")


@lru_cache(maxsize=4096)
def real(text: str) -> Real | None:
    """The number that a text is, exactly where it is rational; None where it is none.

    Besides formulas (`4*768`, `512^-0.5`, `3e-4`) it knows 25,000, 65M, 1.5B and 10%.
    """
    text = text.strip()
    scaled = _SCALED.fullmatch(text)
    if scaled is not None:
        number = real(scaled[1])
        return None if number is None else number * _SCALES[scaled[2][0].lower()]
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not text or "," in text:
        return None
    reading = read(text, names=(), form="expression")
    if isinstance(reading, Unreadable) or free_symbols(reading.tree):
        return None
    try:
        exact = value_of(fold(reading.tree, {}))
    except ZeroDivisionError:
        return None
    return _rounded(text) if exact is None else exact


def _rounded(text: str) -> float | None:
    """The value of a formula that is no ratio of whole numbers."""
    from tutor.labs.functions import read_number

    try:
        return read_number(text, "")
    except LabError:
        return None


def known(text: str, field: str) -> Real:
    """The number that was typed. Raises LabError, blaming `field`."""
    number = real(text)
    if number is None:
        raise LabError(field, _STRINGS("not_a_number", text=shortened(text)))
    return number


def whole(text: str, field: str, *, least: int = 1, most: int = LARGEST) -> int:
    """The whole number that was typed, least ≤ number ≤ most. Raises LabError."""
    number = known(text, field)
    if number != number // 1:
        raise LabError(field, _STRINGS("not_whole", text=shortened(text)))
    if not least <= number <= most:
        raise LabError(
            field, _STRINGS("whole_range", text=shortened(text), least=least, most=grouped(most))
        )
    return int(number)


def positive(text: str, field: str) -> Fraction:
    """The number above 0 that was typed. Raises LabError."""
    number = known(text, field)
    if number <= 0:
        raise LabError(field, _STRINGS("not_above", text=shortened(text)))
    return _measurable(number, text, field)


def not_negative(text: str, field: str) -> Fraction:
    """The number from 0 on that was typed. Raises LabError."""
    return positive(text, field) if known(text, field) else Fraction(0)


def _measurable(number: Real, text: str, field: str) -> Fraction:
    exact = Fraction(number)
    if exact and not 1 / REACH <= abs(exact) <= REACH:
        raise LabError(field, _STRINGS("out_of_reach", text=shortened(text)))
    return exact


@lru_cache(maxsize=2048)
def several(text: str, field: str) -> tuple[Fraction, ...]:
    """Measured numbers, such as one result a seed: `27.1 27.4 26.9`. Raises LabError.

    Between them stand blanks, semicolons, or commas with a blank; a comma inside digits may
    be a decimal comma or group thousands, so it is not guessed at.
    """
    texts = re.split(r"[\s;]+|,\s+", text.strip(" \t\r\n,;"))
    if len(texts) > MOST_SEEDS:
        raise LabError(field, _STRINGS("too_many_seeds", most=MOST_SEEDS))
    found = []
    for each in texts:
        bare = each.removesuffix("%")
        if _AMBIGUOUS_COMMA.search(bare):
            raise LabError(field, _STRINGS("comma", text=shortened(each)))
        number = real(bare)
        if number is None:
            raise LabError(field, _STRINGS("not_a_result", text=shortened(each)))
        found.append(_measurable(number, each, field))
    return tuple(found)


@lru_cache(maxsize=2048)
def same(left: str, right: str) -> bool:
    """Whether two texts mean the same: 3e-4 and 0.0003, (0.9, 0.98) and 0.9 0.98, ADAM and Adam."""
    if _plain(left) == _plain(right):
        return True
    ours, theirs = _numbers(left), _numbers(right)
    if ours is None or theirs is None or len(ours) != len(theirs):
        return False
    return all(map(_equal, ours, theirs))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _numbers(text: str) -> Sequence[Real] | None:
    whole_text = real(text)
    if whole_text is not None:
        return (whole_text,)
    inner = text.strip()
    if inner[:1] + inner[-1:] in ("()", "[]", "{}"):
        inner = inner[1:-1]
    texts = re.split(r"\s*[,;]\s*|\s+", inner.strip())
    if len(texts) > MOST_PARTS:
        return None
    parts = [real(part) for part in texts]
    found = [part for part in parts if part is not None]
    return found if found and len(found) == len(parts) else None


def _equal(left: Real, right: Real) -> bool:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left == right
    return math.isclose(left, right, rel_tol=1e-9)


def grouped(number: int) -> str:
    """A count as papers print it: 124,439,808."""
    return f"{number:,}".replace("-", "−")


def percent(share: Real, signed: bool = True) -> str:
    """A share of one as percent with its sign: +1.2 %, −12 %."""
    value = float(share) * 100
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:+.{digits}f}" if signed else f"{abs(value):.{digits}f}"
    if float(text) == 0:
        text = text.replace("+", "").replace("-", "")
    return text.replace("-", "−") + " %"
