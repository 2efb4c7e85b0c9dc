"""The real zeros of polynomials with rational coefficients: all of them, each once.

Rational zeros are exact, the others balls. Sturm's theorem tells how many there are, so that
two zeros that lie close together are not taken for one.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from mpmath import libmp

from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import Ball, Exact, Real
from tutor.checking.statements.forms import BITS
from tutor.checking.trees import polynomial as rough

DIGITS = 200
"""Irrational zeros are known to 2**−DIGITS of their size."""

_Whole = list[int]  # coefficients, lowest power first


def roots(coefficients: Sequence[Fraction]) -> list[Real]:
    """The different real zeros, in no order; none for a constant."""
    p = _primitive(coefficients)
    found: list[Real] = []
    if len(p) > 1 and p[0] == 0:
        found.append(0)
        while p[0] == 0:
            p = p[1:]
    if len(p) > 3:
        for short in {x.limit_denominator(1000) for x in _near(p)}:
            if _value(p, short) == 0:
                found.append(_plain(short))
            while _value(p, short) == 0:
                p = _primitive(_divided(p, [-short, 1])[0])
    if len(p) > 3:
        p = _chain(p)[0]
    if len(p) == 2:
        found.append(_plain(Fraction(-p[0], p[1])))
    elif len(p) == 3:
        found += _of_quadratic(p[2], p[1], p[0])
    elif len(p) > 3:
        found += _others(p)
    return found


def has_none(coefficients: Sequence[Fraction]) -> bool:
    """Whether a polynomial is nowhere zero."""
    p = _primitive(coefficients)
    return bool(p) and not _count(_chain(p), None, None)


def _plain(x: Fraction) -> Exact:
    return x.numerator if x.denominator == 1 else x


def _primitive(coefficients: Sequence[Fraction | int]) -> _Whole:
    """A positive multiple with whole coefficients that have no common factor; [] for zero."""
    fractions = [Fraction(c) for c in coefficients]
    while fractions and not fractions[-1]:
        fractions.pop()
    scale = math.lcm(*(c.denominator for c in fractions))
    whole = [int(c * scale) for c in fractions]
    common = math.gcd(*whole)
    return [c // common for c in whole]


def _of_quadratic(a: int, b: int, c: int) -> list[Real]:
    inside = b * b - 4 * a * c
    if inside < 0:
        return []
    root = math.isqrt(inside)
    if root * root == inside:
        return [_plain(Fraction(-b + sign * root, 2 * a)) for sign in ((1, -1) if root else (1,))]
    arithmetic = Arithmetic(BITS)
    part = arithmetic.sqrt(inside)
    # Of −b ± √d the one is used where nothing cancels.
    larger = arithmetic.neg(arithmetic.add(b, part if b >= 0 else arithmetic.neg(part)))
    return [arithmetic.div(larger, 2 * a), arithmetic.div(2 * c, larger)]


def _value(p: _Whole, x: Fraction) -> int:
    """A positive multiple of p(x)."""
    total, power = 0, 1
    for coefficient in reversed(p):
        total = total * x.numerator + coefficient * power
        power *= x.denominator
    return total


def _divided(
    a: Sequence[Fraction | int], b: Sequence[Fraction | int]
) -> tuple[list[Fraction], list[Fraction]]:
    """Quotient and remainder."""
    rest = [Fraction(c) for c in a]
    quotient = [Fraction(0)] * max(1, len(a) - len(b) + 1)
    for place in range(len(a) - len(b), -1, -1):
        share = rest[place + len(b) - 1] / b[-1]
        quotient[place] = share
        for index, c in enumerate(b):
            rest[place + index] -= share * c
    return quotient, rest[: len(b) - 1]


def _slope(p: _Whole) -> _Whole:
    return [index * c for index, c in enumerate(p)][1:]


def _chain(p: _Whole) -> list[_Whole]:
    """Sturm's chain of the polynomial with the same zeros, all of them simple."""
    chain = [p]
    after = _primitive(_slope(p))
    while after:
        chain.append(after)
        after = _primitive([-c for c in _divided(chain[-2], after)[1]])
    if len(chain[-1]) > 1:
        return _chain(_primitive(_divided(p, chain[-1])[0]))
    return chain


def _count(chain: Sequence[_Whole], low: Fraction | None, high: Fraction | None) -> int:
    """How many zeros lie in (low, high]; None stands for −∞ and ∞."""

    def changes(x: Fraction | None, end: int) -> int:
        signs = [_value(p, x) if x is not None else p[-1] * end ** (len(p) - 1) for p in chain]
        kept = [sign > 0 for sign in signs if sign]
        return sum(left != right for left, right in pairwise(kept))

    return changes(low, -1) - changes(high, 1)


def _near(p: _Whole) -> list[Fraction]:
    try:
        return [Fraction(x) for x in rough.real_roots([Fraction(c) for c in p]) if math.isfinite(x)]
    except OverflowError:
        return []


def _others(p: _Whole) -> list[Real]:
    """The zeros of a polynomial without rational zeros and without multiple ones."""
    chain = _chain(p)
    count = _count(chain, None, None)
    found = {x.v: x for x in (_polished(p, start) for start in _near(p)) if x is not None}
    if len(found) == count:
        return list(found.values())
    bound = 1 + Fraction(max(abs(c) for c in p), abs(p[-1]))
    result: list[Real] = []
    stack = [(-bound, bound)]
    while stack:
        low, high = stack.pop()
        inside = _count(chain, low, high)
        if inside == 0:
            continue
        if inside == 1:
            result.append(_bisected(p, low, high))
            continue
        middle = (low + high) / 2
        stack += [(low, middle), (middle, high)]
    return result


def _polished(p: _Whole, x: Fraction) -> Ball | None:
    """The zero that Newton's iteration finds near `x`, shown to be there by a change of sign."""
    slope = _slope(p)
    for bits in (60, 110, 215, 240):
        bottom = _value(slope, x)
        if x == 0 or bottom == 0:
            return None
        x -= Fraction(_value(p, x), bottom * x.denominator)
        x = _short(x, bits)
    step = Fraction(2) ** (_size(x) - DIGITS)
    if (_value(p, x - step) > 0) == (_value(p, x + step) > 0):
        return None
    return _ball(_short(x, DIGITS))


def _bisected(p: _Whole, low: Fraction, high: Fraction) -> Ball:
    above = _value(p, high) > 0
    while high - low > abs(high) * Fraction(1, 2 ** (DIGITS + 2)):
        middle = (low + high) / 2
        if (_value(p, middle) > 0) == above:
            high = middle
        else:
            low = middle
    return _ball(high)


def _size(x: Fraction) -> int:
    return x.numerator.bit_length() - x.denominator.bit_length()


def _short(x: Fraction, bits: int) -> Fraction:
    """`x` to so many binary digits."""
    scale = Fraction(2) ** (bits - _size(x))
    return round(x * scale) / scale


def _ball(x: Fraction) -> Ball:
    v = libmp.from_rational(x.numerator, x.denominator, BITS, "n")
    return Ball(v, _size(x) + 3 - DIGITS)
