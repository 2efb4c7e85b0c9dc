"""Polynomials with rational coefficients over named atoms; exponents may be negative."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from tutor.checking.shapes.errors import TooLarge

if TYPE_CHECKING:
    from tutor.checking.shapes.sizes import Dim


Monomial: TypeAlias = tuple[tuple[str, int], ...]
Poly: TypeAlias = dict[Monomial, int | Fraction]
MOST_TERMS = 400


def times(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    if not left:
        return right
    if not right:
        return left
    exponents = dict(left)
    for name, exponent in right:
        exponents[name] = exponents.get(name, 0) + exponent
    return tuple(sorted((name, power) for name, power in exponents.items() if power))


def multiply(left: Poly, right: Poly) -> Poly:
    """The product of two polynomials. Raises TooLarge."""
    if len(left) * len(right) > MOST_TERMS:
        raise TooLarge
    result: Poly = {}
    for a, x in left.items():
        for b, y in right.items():
            monomial = times(a, b)
            total = result.get(monomial, 0) + x * y
            if total:
                result[monomial] = total
            else:
                result.pop(monomial, None)
    return result


def _inverse(monomial: Monomial) -> Monomial:
    return tuple((name, -exponent) for name, exponent in monomial)


def simple(value: int | Fraction) -> int | Fraction:
    """A whole fraction as an int."""
    return int(value) if value == int(value) else value


def by_term(poly: Poly, monomial: Monomial, coefficient: int | Fraction) -> Poly:
    """The polynomial divided by one term."""
    inverse = _inverse(monomial)
    return {
        times(term, inverse): simple(Fraction(value) / coefficient) for term, value in poly.items()
    }


def divided(top: Poly, bottom: Poly) -> Poly | None:
    """Top / bottom where that is again a polynomial (lexicographic long division)."""
    if len(bottom) == 1:
        ((monomial, coefficient),) = bottom.items()
        return by_term(top, monomial, coefficient)
    names = sorted({name for term in (*top, *bottom) for name, _ in term})

    def rank(term: Monomial) -> tuple[int, ...]:
        powers = dict(term)
        return tuple(powers.get(name, 0) for name in names)

    lead = max(bottom, key=rank)
    rest, result = dict(top), dict[Monomial, int | Fraction]()
    for _ in range(4 * len(top) + 8):
        if not rest:
            return result
        head = max(rest, key=rank)
        term = times(head, _inverse(lead))
        if any(power < 0 for _, power in term):
            return None
        coefficient = simple(Fraction(rest[head]) / bottom[lead])
        result[term] = coefficient
        for monomial, value in bottom.items():
            key = times(monomial, term)
            left = rest.get(key, 0) - coefficient * value
            if left:
                rest[key] = left
            else:
                rest.pop(key, None)
    return None


def added(left: Poly, right: Poly) -> Poly:
    """The sum of two polynomials."""
    total = {term: left.get(term, 0) + right.get(term, 0) for term in {**left, **right}}
    return {term: value for term, value in total.items() if value}


def reduced(upper: Poly, lower: Poly) -> tuple[Poly, Poly]:
    """Upper and lower without the common whole factor of their coefficients."""
    coefficients = [*upper.values(), *lower.values()]
    if any(isinstance(value, Fraction) for value in coefficients):
        return upper, lower
    common = math.gcd(*[int(value) for value in coefficients])
    if common < 2:
        return upper, lower
    return (
        {term: int(value) // common for term, value in upper.items()},
        {term: int(value) // common for term, value in lower.items()},
    )


def content(poly: Poly) -> tuple[Monomial, int | Fraction, Poly]:
    """The common factor of all terms, and what is left: T**2/2 - T/2 is T · ½ · (T - 1)."""
    names = {name for term in poly for name, _ in term}
    common = []
    for name in sorted(names):
        lowest = min(dict(term).get(name, 0) for term in poly)
        if lowest:
            common.append((name, lowest))
    denominator = math.lcm(*[Fraction(value).denominator for value in poly.values()])
    monomial = tuple(common)
    coefficient = simple(Fraction(1, denominator))
    return monomial, coefficient, by_term(poly, monomial, coefficient)


def polynomial(size: Dim) -> Poly:
    """The polynomial of a size or number."""
    if isinstance(size, int):
        return {(): size} if size else {}
    return size.poly
