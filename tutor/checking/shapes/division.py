"""Quotients, remainders and powers of sizes: what `d // H`, `T % k` and `2 ** n` are.

All raise ZeroDivisionError where the divisor is zero at a draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.shapes.errors import TooLarge
from tutor.checking.shapes.polynomials import (
    Monomial,
    Poly,
    added,
    by_term,
    divided,
    polynomial,
    reduced,
)
from tutor.checking.shapes.size_text import grouped

if TYPE_CHECKING:
    from tutor.checking.shapes.sizes import Dim, World


LARGEST_EXPONENT = 4096


def _monomial_values(world: World, monomial: Monomial) -> list[Fraction]:
    values = [Fraction(1)] * world.count
    for name, power in monomial:
        atom = world.atoms[name]
        values = [
            value * (Fraction(at) ** power if at or power > 0 else 0)
            for value, at in zip(values, atom, strict=True)
        ]
    return values


def _deciders(world: World) -> Sequence[int]:
    return range(world.count) if world.concrete else world.live


def floor_divide(world: World, top: Dim, bottom: Dim) -> Dim:
    """floor(top / bottom): exact, or a floor of what no draw shows to be whole."""
    if isinstance(top, int) and isinstance(bottom, int):
        return top // bottom
    a, b = world.values(top), world.values(bottom)
    if any(b[draw] == 0 for draw in world.live):
        raise ZeroDivisionError
    values = tuple(x // y if y else 0 for x, y in zip(a, b, strict=True))
    draws = _deciders(world)
    upper, lower = polynomial(top), polynomial(bottom)
    exact = all(b[draw] and a[draw] % b[draw] == 0 for draw in draws)
    if exact:
        quotient = divided(upper, lower)
        if quotient is not None:
            return world.size(quotient, values)
    elif all(0 <= a[draw] < b[draw] for draw in draws):
        return 0
    whole: Poly = {}
    if len(lower) == 1:
        upper, whole = _split_whole(world, upper, lower, draws)
        upper, lower = reduced(upper, lower)
    if set(upper) == set(lower) == {()}:
        return world.size(added(whole, {(): int(upper[()]) // int(lower[()])}), values)
    whole_values = tuple(int(value) for value in _poly_values(world, whole))
    if all(value < 0 for value in upper.values()):
        # floor(-a / b) is -ceil(a / b): `-(-T // k)` reads better as `(T + k - 1)//k`.
        positive, divisor = (
            world.size(part, tuple(int(value) for value in _poly_values(world, part)))
            for part in ({term: -value for term, value in upper.items()}, lower)
        )
        ceiling = floor_divide(world, positive + (divisor + (-1)), divisor)
        if not whole:
            return -ceiling
        return world.size(whole, whole_values) - ceiling
    text = f"{grouped(world, upper)}//{grouped(world, lower, tight=True)}"
    rest = tuple(value - part for value, part in zip(values, whole_values, strict=True))
    floor = world.derived(text, rest, top, bottom)
    return world.size(whole, whole_values) + floor if whole else floor


def _poly_values(world: World, poly: Poly) -> list[Fraction]:
    total = [Fraction(0)] * world.count
    for monomial, coefficient in poly.items():
        total = [
            t + coefficient * v
            for t, v in zip(total, _monomial_values(world, monomial), strict=True)
        ]
    return total


def _split_whole(world: World, upper: Poly, lower: Poly, draws: Sequence[int]) -> tuple[Poly, Poly]:
    """The terms of upper / lower that are whole at every draw, taken out of the floor."""
    ((monomial, coefficient),) = lower.items()
    rest, whole = dict(upper), dict[Monomial, int | Fraction]()
    for term, value in upper.items():
        ((quotient, factor),) = by_term({term: value}, monomial, coefficient).items()
        values = _monomial_values(world, quotient)
        if all((values[draw] * factor).denominator == 1 for draw in draws):
            whole[quotient] = factor
            del rest[term]
    if not rest:
        return upper, {}
    return rest, whole


def remainder(world: World, top: Dim, bottom: Dim) -> Dim:
    """The rest of top / bottom."""
    if isinstance(top, int) and isinstance(bottom, int):
        return top % bottom
    a, b = world.values(top), world.values(bottom)
    if any(b[draw] == 0 for draw in world.live):
        raise ZeroDivisionError
    values = tuple(x % y if y else 0 for x, y in zip(a, b, strict=True))
    draws = _deciders(world)
    if all(values[draw] == 0 for draw in draws):
        return 0
    if all(0 <= a[draw] < b[draw] for draw in draws):
        return top
    text = f"{grouped(world, polynomial(top))}%{grouped(world, polynomial(bottom), tight=True)}"
    return world.derived(f"({text})", values, top, bottom)


def raised(world: World, base: Dim, exponent: Dim) -> Dim:
    """The power of a size. Raises TooLarge for a negative or huge exponent."""
    b, e = world.values(base), world.values(exponent)
    if any(e[draw] < 0 or e[draw] > LARGEST_EXPONENT for draw in world.live):
        raise TooLarge
    values = tuple(x ** min(max(y, 0), LARGEST_EXPONENT) for x, y in zip(b, e, strict=True))
    text = f"{grouped(world, polynomial(base))}**{grouped(world, polynomial(exponent), tight=True)}"
    return world.derived(text, values, base, exponent)
