"""Arithmetic with the values that verdicts speak of, exact where these are."""

from fractions import Fraction

from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import Ball, Exact, Real, as_float, magnitude

BITS = 300
"""Working precision of values that are compared, and told, once two expressions are."""


def ratio(a: Real, b: Real) -> float | Exact:
    """What a / b is, exact where both are; 0 where b is 0."""
    if isinstance(a, int | Fraction) and isinstance(b, int | Fraction):
        return Fraction(a) / b if b else 0
    return as_float(a) / as_float(b) if as_float(b) else 0


def excess(a: Real, b: Real) -> float | Exact:
    """What a − b is, exact where both are."""
    if isinstance(a, int | Fraction) and isinstance(b, int | Fraction):
        return a - b
    return as_float(a) - as_float(b)


def product(a: Real, b: Real) -> float | Exact:
    """What a · b is, exact where both are."""
    if isinstance(a, int | Fraction) and isinstance(b, int | Fraction):
        return a * b
    return as_float(a) * as_float(b)


def difference(a: Real, b: Real) -> Real:
    """|a − b|, to `BITS`."""
    arithmetic = Arithmetic(BITS, final=True)
    return arithmetic.absolute(arithmetic.add(a, arithmetic.neg(b)))


def compare(a: Real, b: Real) -> int:
    """The sign of a − b, 0 as well where it is not known to be another number.

    Raises TooLarge where the two are known too badly to be called equal.
    """
    return Arithmetic(BITS, final=True).compare(a, b)


def vanishes(x: Real) -> bool:
    """Whether a number is zero, as far as can be seen."""
    return magnitude(x.v) <= x.e if isinstance(x, Ball) else x == 0


def are_opposite(a: Real, b: Real) -> bool:
    """Whether a is −b, as far as can be seen. Raises TooLarge as `compare` does."""
    return compare(a, Arithmetic(BITS, final=True).neg(b)) == 0
