"""Where along a line a statement may change its truth: zeros and ends, to many digits."""

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from tutor.checking.equality import breakpoints, crossings
from tutor.checking.equality.sampling import REAL, Domain, exact, grid, row
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import (
    NEVER,
    Ball,
    Exact,
    Imprecise,
    Real,
    TooLarge,
    Undefined,
    as_float,
    magnitude,
)
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.evaluation.digits import Evaluator
from tutor.checking.evaluation.float64 import Compiled, compile_tree, values
from tutor.checking.expression.tree import Node, free_symbols
from tutor.checking.statements.forms import BITS, CUSTOMS, difference, numbers, relations
from tutor.checking.trees.polynomial import Coefficients, numerator, real_roots
from tutor.checking.trees.rewriting import substitute

RADIUS = -130
"""Zeros are known to 2**RADIUS; so numbers closer than that count as equal there."""
_STEPS = np.linspace(0, 1, 17)
MOST_ZEROS = 12
"""Zeros of one curve that are looked at, those nearest to 0."""


def places(
    statements: Sequence[Node], name: str, others: Mapping[str, Exact], domain: Domain
) -> list[Real]:
    """Where the statements may change their truth along the axis `name`, sorted."""
    found: list[Real] = []
    near = breakpoints.constants(statements)
    floats = {other: float(value) for other, value in others.items()}
    for node in _curves(statements, name):
        polynomial = numerator(substitute(node, numbers(others)), name)
        if polynomial is not None and len(polynomial) < 3:
            found += _zero_of_line(polynomial)
            continue
        if polynomial is not None:
            rough = real_roots(polynomial)
        else:
            try:
                function = compile_tree(node, CUSTOMS)
            except Unsupported:
                continue
            rough = crossings.zeros([function], name, floats, domain, near)
            if crossings.zero_of_line(function, name, floats) is None:
                rough += _touching(function, name, floats, domain)
        rough = sorted(rough, key=abs)[:MOST_ZEROS]
        found += [x for x in (_refined(node, name, others, x) for x in rough) if x is not None]
    found = [x for x in found if domain.holds(as_float(x))]
    found.sort(key=as_float)
    return _distinct(found)


def _zero_of_line(line: Coefficients) -> list[Real]:
    """The zero of c₀ + c₁ x, exactly."""
    if len(line) < 2 or line[1] == 0:
        return []
    zero = -line[0] / line[1]
    return [zero.numerator if zero.denominator == 1 else zero]


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


def _touching(
    function: Compiled, name: str, others: Mapping[str, float], domain: Domain
) -> list[float]:
    """Places where a function comes close to zero without crossing it."""
    xs = crossings.scan(domain)
    y = np.abs(values(function, {**others, name: xs}, len(xs)))
    with np.errstate(all="ignore"):
        dips = np.nonzero((y[1:-1] < y[:-2]) & (y[1:-1] < y[2:]))[0] + 1
    if not len(dips):
        return []
    dips = dips[np.argsort(y[dips], kind="stable")[:6]]
    low, high = xs[dips - 1], xs[dips + 1]
    every = np.arange(len(dips))
    for _ in range(9):
        stops = low[:, None] + (high - low)[:, None] * _STEPS
        y = np.abs(values(function, {**others, name: stops.ravel()}, stops.size))
        y = np.where(np.isnan(y), np.inf, y).reshape(stops.shape)
        lowest = np.clip(y.argmin(axis=1), 1, len(_STEPS) - 2)
        low, high = stops[every, lowest - 1], stops[every, lowest + 1]
    bottom = np.abs(values(function, {**others, name: low}, len(low)))
    return [float(x) for x, size in zip(low, bottom, strict=True) if size < 1e-6]


def _refined(node: Node, name: str, others: Mapping[str, Exact], x: float) -> Real | None:
    """The zero near `x`, exact or as a ball of radius 2**RADIUS; None when there is none.

    Ends of domains, where the function has no value on one side, are returned as they are.
    """
    short = Fraction(x).limit_denominator(1000)
    if abs(float(short) - x) < 1e-9 * max(1.0, abs(x)):
        value = value_at(node, name, others, short)
        if value is None or (not isinstance(value, Ball) and value == 0) or vanishes(value):
            return short.numerator if short.denominator == 1 else short
    return _newton(node, name, others, x)


def vanishes(value: Real) -> bool:
    """Whether a ball cannot be told from zero."""
    return isinstance(value, Ball) and magnitude(value.v) - 1 <= value.e


def value_at(node: Node, name: str, others: Mapping[str, Exact], x: Real) -> Real | None:
    """The value at a place of a line, or None where there is none."""
    try:
        arithmetic = Arithmetic(BITS, final=True, real_roots=True)
        return Evaluator({**others, name: x}, arithmetic, CUSTOMS).value(node)
    except (Undefined, Imprecise, TooLarge):
        return None


def _newton(node: Node, name: str, others: Mapping[str, Exact], start: float) -> Real | None:
    """Newton's iteration; the step is a multiple of it where the zero is a multiple one."""
    arithmetic = Arithmetic(BITS, final=True)
    step = Ball(arithmetic.ball(Fraction(1, 2 ** (BITS // 3))).v, NEVER)
    for multiplicity in (1, 2, 3, 4):
        x: Real = _middle(Ball(arithmetic.ball(exact(start)).v, 0))
        for _ in range(16):
            value = value_at(node, name, others, x)
            ahead = value_at(node, name, others, arithmetic.add(x, step))
            if value is None or ahead is None:
                return x if multiplicity == 1 else None
            if value == 0 or vanishes(value):
                return _around(x)
            try:
                slope = arithmetic.div(arithmetic.add(ahead, arithmetic.neg(value)), step)
                change = arithmetic.div(arithmetic.mul(multiplicity, value), slope)
            except (Undefined, TooLarge):
                break
            x = _middle(arithmetic.add(x, arithmetic.neg(change)))
            if abs(as_float(x) - start) > 0.01 * (1 + abs(start)):
                break
            if magnitude(arithmetic.ball(change).v) < RADIUS - 4:
                return _around(x)
    return None


def _middle(x: Real) -> Real:
    return Ball(x.v, NEVER) if isinstance(x, Ball) else x


def _around(x: Real) -> Real:
    """The numbers close to `x`, among them the zero."""
    if not isinstance(x, Ball):
        return x
    return Ball(x.v, RADIUS + max(0, magnitude(x.v)))


def _distinct(found: Sequence[Real]) -> list[Real]:
    result: list[Real] = []
    for x in found:
        if result and abs(as_float(x) - as_float(result[-1])) <= 1e-11 * max(1.0, abs(as_float(x))):
            if isinstance(result[-1], Ball) and not isinstance(x, Ball):
                result[-1] = x
            continue
        result.append(x)
    return result


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
