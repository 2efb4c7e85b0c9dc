"""Numbers and points as short texts for people."""

import re
from collections.abc import Mapping
from fractions import Fraction
from math import isqrt

from mpmath import libmp

from tutor.checking import display
from tutor.checking.evaluation.ball import Ball, RawFloat, Real, magnitude
from tutor.checking.expression.tree import Neg, Node, Number, Symbol, walk

_TYPED = re.compile(r"\d+\.\d+")
SHORT = 8
"""Decimals of so many digits are written out, longer ones only where as long ones were typed."""


def typed_digits(node: Node) -> int:
    """How long the decimals are that were typed, SHORT at least; 0 where there are none.

    A number made of them is written as a decimal too, and not as a fraction.
    """
    texts = [part.text for part in walk(node) if isinstance(part, Number) and "." in part.text]
    return max(SHORT, *map(len, texts)) if texts else 0


def typed(node: Node) -> str:
    """A decimal as it was typed, `-0.50`; empty for anything else."""
    literal = node.arg if isinstance(node, Neg) else node
    if not isinstance(literal, Number) or not _TYPED.fullmatch(literal.text):
        return ""
    return literal.text if literal is node else f"-{literal.text}"


def write(x: Real, digits: int = 6, *, decimal: int = 0) -> str:
    """A number: whole, as a short fraction, or rounded to `digits` significant digits.

    decimal: of up to how many digits it is written out as a decimal, rather than a fraction.
    """
    if isinstance(x, Ball):
        if not x.v[1] or magnitude(x.v) <= x.e:
            return "0"
        short = _near_fraction(x)
        return short if short is not None else _decimal(x.v, digits)
    value = Fraction(x)
    if value.denominator == 1 and abs(value) < 10**12:
        return str(value.numerator)
    places = _places(value) if decimal else None
    if places is not None and len(text := _written_out(value, places)) <= decimal + 1:
        return text
    if places is None and value.denominator <= 1000 and abs(value.numerator) < 10**7:
        return f"{value.numerator}/{value.denominator}"
    if _is_short_decimal(value):
        return format(float(value), "g")
    raw = libmp.from_rational(value.numerator, value.denominator, 200, "n")
    return _decimal(raw, digits)


def _places(value: Fraction) -> int | None:
    """How many decimal places it takes to write a number out; None where they do not end."""
    return next((n for n in range(1, 40) if 10**n % value.denominator == 0), None)


def _written_out(value: Fraction, places: int) -> str:
    """`3.14` for 157/50."""
    whole, part = divmod(int(abs(value) * 10**places), 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{places}}"


def _decimal(v: RawFloat, digits: int) -> str:
    """A float to `digits` significant digits, `8.80682e4342` when it is very long."""
    if abs(magnitude(v)) < 9000:
        text = str(libmp.to_str(v, digits, strip_zeros=True))
        return text.replace(".0e", "e").removesuffix(".0")
    bits = 4 * digits + 80
    size = libmp.mpf_abs(v)
    power = libmp.mpf_div(libmp.mpf_log(size, bits), libmp.mpf_ln10(bits), bits)
    whole = int(libmp.to_int(libmp.mpf_floor(power, bits)))
    share = libmp.mpf_sub(power, libmp.from_int(whole), bits)
    lead = libmp.mpf_exp(libmp.mpf_mul(share, libmp.mpf_ln10(bits), bits), bits)
    sign = "-" if v[0] else ""
    return f"{sign}{libmp.to_str(lead, digits, strip_zeros=True)}e{whole}"


def _is_short_decimal(value: Fraction) -> bool:
    return abs(value) < 10**6 and (value * 10**4).denominator == 1


def _near_fraction(x: Ball) -> str | None:
    """The whole number, half or the like that a ball pins down."""
    if x.e > -100 or not -60 < magnitude(x.v) <= 40:
        return None
    value = Fraction(*libmp.to_rational(x.v))
    short = value.limit_denominator(20)
    if abs(value - short) > Fraction(1, 2**100):
        return None
    return write(short.numerator if short.denominator == 1 else short)


def _closed_form(x: Real) -> str | None:
    """`√2` or `3π/4` for the ball that pins it down."""
    if not isinstance(x, Ball) or x.e > -100 or not -8 < magnitude(x.v) < 16:
        return None
    value = Fraction(*libmp.to_rational(x.v))
    turns = value / Fraction(*libmp.to_rational(libmp.mpf_pi(300)))
    share = turns.limit_denominator(12)
    sign = "-" if value < 0 else ""
    if abs(turns - share) < Fraction(1, 2**90):
        above, below = abs(share.numerator), share.denominator
        return f"{sign}{above if above > 1 else ''}π" + (f"/{below}" if below > 1 else "")
    square = round(value**2)
    irrational = isqrt(square) ** 2 != square
    return (
        f"{sign}√{square}" if irrational and abs(value**2 - square) < Fraction(1, 2**80) else None
    )


def write_exactly(x: Real) -> str:
    """A number as `write` does, and π/2 and √2 as such."""
    return _closed_form(x) or write(x)


def write_pair(x: Real, y: Real, decimal: tuple[int, int] = (0, 0)) -> tuple[str, str]:
    """Two different numbers, to as many digits as it takes to tell them apart."""
    for digits in (6, 10, 16, 30, 60):
        if write(x, digits) != write(y, digits):
            break
    return write(x, digits, decimal=decimal[0]), write(y, digits, decimal=decimal[1])


def write_point(point: Mapping[str, Real], digits: int = 6) -> dict[str, str]:
    """Name → value as text, rounded to `digits` significant digits where it is long."""
    return {name: write(value, digits) for name, value in point.items()}


def write_place(point: Mapping[str, Real], digits: int = 6, *, exactly: bool = False) -> str:
    """`x = 1, ŷ = 2`; exactly: also `x = π/2` and `x = √2`, where that is what they are."""
    written = write_point(point, digits)
    if exactly:
        written |= {name: text for name, x in point.items() if (text := _closed_form(x))}
    return write_names(written)


def write_names(written: Mapping[str, str]) -> str:
    """`x = 1, ŷ = 2` of values that are written."""
    return ", ".join(f"{write_name(name)} = {value}" for name, value in written.items())


def write_name(name: str) -> str:
    """A name as formulas show it: ŷ for y_hat."""
    return display.tree_inline(Symbol(name))
