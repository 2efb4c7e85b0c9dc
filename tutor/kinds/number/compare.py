"""Two numbers compared with error bounds, and the slip that explains their difference."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from mpmath import libmp

from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import Imprecise, Real, TooLarge, magnitude
from tutor.checking.evaluation.digits import Evaluator
from tutor.checking.expression.tree import Node
from tutor.kinds.number.tolerance import Tolerance, decade

_ROUNDS = (128, 400, 1600)
"""Bits of precision, taken one after the other until the question is settled."""

_FARTHEST = 6000
"""Binary magnitude beyond which a number is only known to be huge, or tiny."""

Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Meeting:
    """What comparing an answer with the key gave. exact: both are rational."""

    right: bool
    exact: bool
    direction: Literal["too_large", "too_small", "right"]


def bounds(node: Node, bits: int = 128) -> Interval:
    """Bounds on the value of a formula.

    Raises Undefined when it has no finite real value, TooLarge or Unsupported when it
    cannot be worked out.
    """
    for precision in (bits, *(more for more in _ROUNDS if more > bits)):
        final = precision == _ROUNDS[-1]
        try:
            return _bounds(Evaluator({}, Arithmetic(precision, final=final)).value(node))
        except Imprecise:
            if final:
                raise TooLarge from None
    raise TooLarge


def _bounds(number: Real) -> Interval:
    if isinstance(number, int | Fraction):
        return Fraction(number), Fraction(number)
    size = max(magnitude(number.v), number.e)
    if abs(size) > _FARTHEST:
        # e^(10^9) need not be written out to be compared with what lessons ask for.
        far = Fraction(2) ** (_FARTHEST if size > 0 else -_FARTHEST)
        return (-2 * far, -far) if number.v[0] else (far, 2 * far)
    middle = Fraction(*libmp.to_rational(number.v))
    radius = Fraction(2) ** ceil(max(number.e, -2 * _FARTHEST))
    return middle - radius, middle + radius


def compare(answer: Node, key: Node, tolerance: Tolerance) -> Meeting:
    """Compare two formulas. Raises what `bounds` raises.

    With more and more digits until the difference is surely within the tolerance or surely
    not; what cannot be told apart at the last round is equal.
    """
    for bits in _ROUNDS:
        meeting = _meet(bounds(answer, bits), bounds(key, bits), tolerance)
        if meeting is not None:
            return meeting
    return Meeting(right=True, exact=False, direction="right")


def _meet(yours: Interval, expected: Interval, tolerance: Tolerance) -> Meeting | None:
    exact = yours[0] == yours[1] and expected[0] == expected[1]
    allowed = tolerance.around(_middle(expected))
    low, high = yours[0] - expected[1], yours[1] - expected[0]
    if low > allowed:
        return Meeting(right=False, exact=exact, direction="too_large")
    if high < -allowed:
        return Meeting(right=False, exact=exact, direction="too_small")
    if exact or (allowed and high <= allowed and low >= -allowed):
        return Meeting(right=True, exact=exact, direction="right")
    return None


def slip(answer: Node, key: Node, tolerance: Tolerance) -> str | None:
    """The name of the slip that makes the key into the answer, if it is a common one."""
    a, k = _middle(bounds(answer)), _middle(bounds(key))
    if not a or not k:
        return None
    for name, other in (
        ("wrong-sign", -k),
        ("percent", k * 100),
        ("percent", k / 100),
        ("reciprocal", 1 / k),
    ):
        if _close(a, other, tolerance):
            return name
    shift = decade(a) - decade(k)
    if shift and _close(a, k * Fraction(10) ** shift, tolerance):
        return "power-of-ten"
    if abs(a - k) <= abs(k) / 50:
        return "rounded"
    return None


def _middle(interval: Interval) -> Fraction:
    return Fraction(interval[0] + interval[1]) / 2


def _close(a: Fraction, b: Fraction, tolerance: Tolerance) -> bool:
    return abs(a - b) <= max(tolerance.around(b), abs(b) / 10**9)
