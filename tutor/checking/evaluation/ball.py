"""Real numbers that know how exactly they are known.

A number is exact (`int` or `Fraction`) or a `Ball`: a binary float of any length with a
bound on its error. Every operation carries the bound along (midpoint-radius arithmetic,
as in F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval
arithmetic", 2017, with first-order bounds for the elementary functions). So two balls
that do not touch are different numbers, whatever cancelled on the way.

Where a decision hangs on a number that might be zero, `Imprecise` asks the caller to
come back with more bits; in the last round (`final`) such a number is taken to be zero.
"""

from contextvars import ContextVar
from fractions import Fraction
from math import log2
from typing import TypeAlias

from mpmath import libmp
from msgspec import Struct

RawFloat: TypeAlias = tuple[int, int, int, int]

NEVER = -(10**15)
"""The error exponent of a float that is exact."""

MAX_EXACT_BITS = 1 << 15
"""Exact rationals longer than this go on as balls."""

MAX_EXPONENT = 34
"""exp(x) is refused when |x| ≥ 2**MAX_EXPONENT."""

VAGUE = -64
"""What is not even known to 2**VAGUE is never taken for zero."""

MAX_SLOW_BITS = 1000
"""Γ, ψ and erf are refused at a higher precision: they take long there."""

BITS = 200
"""The usual precision: 50 digits and some to spare."""

ROUND = "n"


class Undefined(Exception):  # noqa: N818 (a state of the number, not a fault)
    """There is no real, finite value here."""


class Imprecise(Exception):  # noqa: N818 (a request, not a fault)
    """More bits are needed to go on."""


class TooLarge(Exception):  # noqa: N818 (a state of the number, not a fault)
    """The value or the work to get it is beyond what is worth computing."""


class Ball(Struct, frozen=True, eq=False, gc=False):
    """All numbers within 2**e of the float v."""

    v: RawFloat
    e: float


class Budget:
    """How much work is left; one unit is about five microseconds."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left


budget: ContextVar[Budget] = ContextVar("budget", default=Budget(1 << 60))  # noqa: B039 (as good as endless)
"""What the task at hand may use in all, besides the fuel of each `Arithmetic`."""

Exact: TypeAlias = int | Fraction
Real: TypeAlias = int | Fraction | Ball


def magnitude(v: RawFloat) -> int:
    """M with 2**(m−1) ≤ |v| < 2**m; NEVER for zero."""
    return v[2] + v[3] if v[1] else NEVER


_GROWTH = tuple(log2(1 + 2 * 2.0**-gap) for gap in range(25))


def sum_of_errors(x: float, y: float, z: float) -> float:
    """An upper bound of log₂(2^x + 2^y + 2^z), close where one of them dominates.

    A sum of a thousand terms must not lose a bit or more at every one of them.
    """
    if x < y:
        x, y = y, x
    if x < z:
        x, y = z, x
    elif y < z:
        y = z
    gap = x - y
    return x + _GROWTH[int(gap)] if gap < 24 else x + _GROWTH[24]


_LEADING = tuple(log2((lead + 1) / 16) for lead in range(16))


def size_bound(v: RawFloat) -> float:
    """An upper bound of log₂|v| that is less than a tenth too large."""
    mantissa, bits = v[1], v[3]
    if bits < 4:
        return float(v[2] + bits) if mantissa else float(NEVER)
    return v[2] + bits + _LEADING[int(mantissa >> (bits - 4))]


def as_float(x: Real) -> float:
    """The nearest double, ±inf beyond their range."""
    if isinstance(x, Ball):
        return float(libmp.to_float(x.v))
    try:
        return float(x)
    except OverflowError:
        return float("inf") if x > 0 else float("-inf")
