"""Where along a line a statement may change its truth, and numbers in between."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from mpmath import libmp

from tutor.checking.equality import breakpoints
from tutor.checking.equality.sampling import REAL, Domain, grid, row
from tutor.checking.evaluation.ball import Ball, Exact, Real, TooLarge
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression.tree import Node, Number, children, free_symbols, walk
from tutor.checking.statements.forms import difference, numbers, relations
from tutor.checking.statements.roots import roots
from tutor.checking.statements.zeros import MAX_BITS, value_at, zeros
from tutor.checking.trees.polynomial import numerator
from tutor.checking.trees.rewriting import number, rebuild, substitute


def places(
    statements: Sequence[Node], name: str, others: Mapping[str, Exact], domain: Domain
) -> list[Real]:
    """Where the statements may change their truth along the axis `name`, sorted."""
    found: list[Real] = []
    near = breakpoints.constants(statements) + _small(statements)
    for node in _curves(statements, name):
        polynomial = numerator(_folded(substitute(node, numbers(others))), name)
        if polynomial is not None:
            found += roots(polynomial)
        else:
            found += zeros(node, name, others, domain, near)
    found = [x for x in found if within(domain, middle(x))]
    found.sort(key=middle)
    return _distinct(found)


def _small(statements: Sequence[Node]) -> tuple[float, ...]:
    """Numbers close to 0 that occur in the statements, as in |x| < 10⁻¹⁰⁰."""
    numbers_ = (
        part.value for node in statements for part in walk(node) if isinstance(part, Number)
    )
    return tuple({float(value) for value in numbers_ if 0 < value < Fraction(1, 1000)})[:12]


def within(domain: Domain, x: Fraction) -> bool:
    """Whether a number lies in a domain; also one beyond the range of doubles."""
    low, high = domain.low, domain.high
    return (
        (x > low or (x == low and not domain.open[0]))
        and (x < high or (x == high and not domain.open[1]))
        and not (domain.whole and x.denominator != 1)
        and not (domain.nonzero and x == 0)
    )


def _curves(statements: Sequence[Node], name: str) -> list[Node]:
    """Expressions at whose zeros something may change."""
    found: dict[Node, None] = {}
    for statement in statements:
        for relation in relations(statement):
            gap = difference(relation)
            for part in (gap, *breakpoints.factors(gap)):
                found[part] = None
            for part in breakpoints.bends(gap) + breakpoints.poles(gap):
                found[part] = None
    return [node for node in found if name in free_symbols(node)]


def _folded(node: Node) -> Node:
    """`node` with numbers for the parts that are rational constants, such as 10^(-30)."""
    if isinstance(node, Number):
        return node
    if not free_symbols(node):
        try:
            value = value_at(node, "", {}, 0)
        except Unsupported:
            return node
        return node if value is None or isinstance(value, Ball) else number(value)
    parts = list(children(node))
    return rebuild(node, [_folded(part) for part in parts]) if parts else node


def middle(x: Real) -> Fraction:
    """The number itself, or the one in the middle of a ball.

    Raises TooLarge where it would take more than `MAX_BITS` to write it down.
    """
    if isinstance(x, Ball) and x.v[1] and abs(x.v[2]) > 2 * MAX_BITS:
        raise TooLarge
    return Fraction(*libmp.to_rational(x.v)) if isinstance(x, Ball) else Fraction(x)


def _radius(x: Real) -> Fraction:
    if not isinstance(x, Ball) or x.e < -2 * MAX_BITS:
        return Fraction(0)
    if x.e > 2 * MAX_BITS:
        raise TooLarge
    return Fraction(2) ** math.ceil(x.e)


def _distinct(found: Sequence[Real]) -> list[Real]:
    """Without repetitions: of balls that overlap one is kept, and a number rather than a ball."""
    result: list[Real] = []
    for x in found:
        last = result[-1] if result else None
        if last is None or middle(x) - middle(last) > _radius(x) + _radius(last):
            result.append(x)
        elif isinstance(last, Ball) and not isinstance(x, Ball):
            result[-1] = x
    return result


def gaps(special: Sequence[Real], domain: Domain) -> list[Exact]:
    """A number between any two neighbours of `special`, and some beyond its ends."""
    if not special:
        stops = [Fraction(1), Fraction(-1), Fraction(3, 10), Fraction(50)]
        if not any(within(domain, x) for x in stops):
            stops = [_between(*_ends(domain, Fraction(0)))]
        return [_plain(x) for x in stops if within(domain, x)]
    edges = [(middle(x) - _radius(x), middle(x) + _radius(x)) for x in special]
    low, high = edges[0][0], edges[-1][1]
    stops = [_between(left[1], right[0]) for left, right in pairwise(edges)]
    for distance in (Fraction(1, 4), 30, 2000):
        stops += [
            _between(low - distance * Fraction(5, 4), low - distance * Fraction(3, 4)),
            _between(high + distance * Fraction(3, 4), high + distance * Fraction(5, 4)),
        ]
    bottom, top = _ends(domain, low)[0], _ends(domain, high)[1]
    stops += [_between(bottom, low)] if bottom < low else []
    stops += [_between(high, top)] if high < top else []
    return [_plain(x) for x in dict.fromkeys(stops) if within(domain, x)]


def _ends(domain: Domain, x: Fraction) -> tuple[Fraction, Fraction]:
    """The ends of a domain, and for those at infinity numbers far from `x`."""
    far = abs(x) + 100
    low = Fraction(domain.low) if math.isfinite(domain.low) else x - far
    high = Fraction(domain.high) if math.isfinite(domain.high) else x + far
    return low, high


def _between(low: Fraction, high: Fraction) -> Fraction:
    """A decimal with few digits in the middle between two numbers."""
    room = (high - low) / 4
    digits = room.numerator.bit_length() - room.denominator.bit_length()
    step = Fraction(10) ** (math.floor(digits * math.log10(2)) + 2)
    while True:
        x = round((low + high) / 2 / step) * step
        if abs(x - (low + high) / 2) <= room:
            return x
        step /= 10


def _plain(x: Fraction) -> Exact:
    return x.numerator if x.denominator == 1 else x


def digits(x: Real, special: Sequence[Real]) -> int:
    """How many significant digits it takes to tell `x` from the other places."""
    here = middle(x)
    apart = [abs(middle(other) - here) for other in special if other is not x]
    room = min((gap for gap in apart if gap), default=abs(here))
    share = abs(here) / room if room else Fraction(1)
    return max(6, len(str(int(share))) + 2, _length(here))


def _length(x: Fraction) -> int:
    """The digits of a decimal of up to 60; 0 where there are more."""
    for size in (6, 15, 30, 60):
        whole = x * 10**size
        if whole.denominator == 1:
            return len(str(abs(whole.numerator)).rstrip("0")) if size + len(str(int(x))) < 70 else 0
    return 0


def lines(
    names: Sequence[str],
    domains: Mapping[str, Domain],
    seed: int,
    solved: frozenset[str] = frozenset(),
) -> Iterator[tuple[str, dict[str, Exact]]]:
    """Axes and places for the other variables: 0 and other nice numbers first.

    solved: variables that a statement gives outright; most lines run along these.
    """
    if len(names) == 1:
        yield names[0], {}
        return
    rng = random.Random(f"others {seed}")
    ranges = tuple(domains.get(name, REAL) for name in names)
    points = grid(tuple(names), ranges, frozenset(), seed)
    size = len(points[names[0]])
    zero: dict[str, Any] = {
        name: 0 for name, domain in zip(names, ranges, strict=True) if domain.holds(0.0)
    }
    for name in names:
        if name in solved:
            nice: tuple[int, ...] = (0, 1, 4)
            more = 2
        else:
            nice = (1,)
            more = 1 if solved else 3
        rows = [row(points, index) for index in nice]
        rows += [row(points, rng.randrange(24, size)) for _ in range(more)]
        if len(zero) == len(names):
            rows.insert(0, dict(zero))
        for point in rows:
            yield name, {other: value for other, value in point.items() if other != name}
