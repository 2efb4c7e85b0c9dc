"""Numbers and points as short texts for people."""

from collections.abc import Mapping
from fractions import Fraction

from mpmath import libmp

from tutor.checking.ball import Ball, Real, magnitude


def write(x: Real, digits: int = 6) -> str:
    """A number: whole, as a short fraction, or rounded to `digits` significant digits."""
    if isinstance(x, Ball):
        if magnitude(x.v) <= x.e:
            return "0"
        short = _near_fraction(x)
        return short if short is not None else libmp.to_str(x.v, digits, strip_zeros=True)
    value = Fraction(x)
    if value.denominator == 1 and abs(value) < 10**12:
        return str(value.numerator)
    if value.denominator <= 1000 and abs(value.numerator) < 10**7:
        return f"{value.numerator}/{value.denominator}"
    if _is_short_decimal(value):
        return format(float(value), "g")
    raw = libmp.from_rational(value.numerator, value.denominator, 200, "n")
    return str(libmp.to_str(raw, digits, strip_zeros=True))


def _is_short_decimal(value: Fraction) -> bool:
    return abs(value) < 10**6 and (value * 10**4).denominator == 1


def _near_fraction(x: Ball) -> str | None:
    """The whole number, half or the like that a ball pins down."""
    if x.e > -100 or magnitude(x.v) > 40:
        return None
    value = Fraction(*libmp.to_rational(x.v))
    short = value.limit_denominator(20)
    if abs(value - short) > Fraction(1, 2**100):
        return None
    return write(short.numerator if short.denominator == 1 else short)


def write_pair(x: Real, y: Real) -> tuple[str, str]:
    """Two different numbers, to as many digits as it takes to tell them apart."""
    for digits in (6, 10, 16, 30, 60):
        texts = write(x, digits), write(y, digits)
        if texts[0] != texts[1]:
            return texts
    return texts


def write_point(point: Mapping[str, Real]) -> dict[str, str]:
    """Name → value as text."""
    return {name: write(value) for name, value in point.items()}


def write_place(point: Mapping[str, Real]) -> str:
    """`x = 1, y = 2`."""
    return ", ".join(f"{name} = {value}" for name, value in write_point(point).items())
