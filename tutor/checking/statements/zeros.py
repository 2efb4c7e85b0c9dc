"""Zeros of any curve along a line, and where it begins or ends to exist, to many digits."""

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from tutor.checking.equality import crossings
from tutor.checking.equality.sampling import Domain, exact
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.array_functions import Array
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
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.statements.forms import BITS, CUSTOMS

RADIUS = -180
"""Zeros are known to 2**RADIUS of their size, and those next to 0 to 2**(RADIUS + SMALLEST)."""
SMALLEST = -200
MAX_BITS = 8_000
"""The longest numbers, and the smallest and largest, that statements are compared at."""
MOST_ZEROS = 12
"""How many zeros of one curve are looked at."""
_STEPS = np.linspace(0, 1, 17)


def zeros(
    node: Node, name: str, others: Mapping[str, Exact], domain: Domain, near: tuple[float, ...]
) -> list[Real]:
    """Zeros and ends of a curve along the axis `name`, in no order.

    others: where the other variables stand. near: further places to look around.
    """
    if affine(node, name):
        return _of_line(node, name, others)
    try:
        function = compile_tree(node, CUSTOMS)
    except Unsupported:
        return []
    floats = {other: float(value) for other, value in others.items()}
    xs = _scanned(domain, near)
    y = values(function, {**floats, name: xs}, len(xs))
    rough = _crossings(function, name, floats, xs, y) + _touching(function, name, floats, xs, y)
    return [zero for x in dict.fromkeys(rough) for zero in _refined(node, name, others, x)]


def affine(node: Node, name: str) -> bool:
    """Whether `name` is only added, and multiplied by what does not depend on it."""
    if name not in tree.free_symbols(node) or isinstance(node, tree.Symbol):
        return True
    if isinstance(node, tree.Neg | tree.Add):
        return all(affine(part, name) for part in tree.children(node))
    if isinstance(node, tree.Mul):
        inside = [factor for factor in node.factors if name in tree.free_symbols(factor)]
        return len(inside) == 1 and affine(inside[0], name)
    return (
        isinstance(node, tree.Div)
        and name not in tree.free_symbols(node.bottom)
        and affine(node.top, name)
    )


def _of_line(node: Node, name: str, others: Mapping[str, Exact]) -> list[Real]:
    """The zero of a + b·x. Raises TooLarge where it is too large or too small to work with."""
    bits = BITS
    while bits <= MAX_BITS:
        evaluator = Evaluator(dict(others), Arithmetic(bits, final=True, real_roots=True), CUSTOMS)
        try:
            constant, slope = _coefficients(evaluator, node, name)
            zero = evaluator.arithmetic.div(evaluator.arithmetic.neg(constant), slope)
        except Undefined:
            return []
        except Imprecise:
            raise TooLarge from None
        size = abs(magnitude(zero.v)) if isinstance(zero, Ball) and zero.v[1] else 0
        if size <= bits - BITS // 2:
            return [zero]
        bits = size + BITS
    raise TooLarge


def _coefficients(evaluator: Evaluator, node: Node, name: str) -> tuple[Real, Real]:
    """The numbers a and b of the affine expression a + b·x."""
    arithmetic = evaluator.arithmetic
    if name not in tree.free_symbols(node):
        return evaluator.value(node), 0
    if isinstance(node, tree.Neg):
        a, b = _coefficients(evaluator, node.arg, name)
        return arithmetic.neg(a), arithmetic.neg(b)
    if isinstance(node, tree.Add):
        a, b = 0, 0
        for term in node.terms:
            more, steeper = _coefficients(evaluator, term, name)
            a, b = arithmetic.add(a, more), arithmetic.add(b, steeper)
        return a, b
    if isinstance(node, tree.Mul):
        (inner,) = [factor for factor in node.factors if name in tree.free_symbols(factor)]
        a, b = _coefficients(evaluator, inner, name)
        for factor in node.factors:
            if factor is not inner:
                value = evaluator.value(factor)
                a, b = arithmetic.mul(a, value), arithmetic.mul(b, value)
        return a, b
    if isinstance(node, tree.Div):
        a, b = _coefficients(evaluator, node.top, name)
        below = evaluator.value(node.bottom)
        return arithmetic.div(a, below), arithmetic.div(b, below)
    return 0, 1


def _scanned(domain: Domain, near: tuple[float, ...]) -> Array:
    """Where to look along a line."""
    xs = crossings.scan(domain)
    if near:
        sizes = np.outer(near, [-3.0, -1.1, -0.999, -0.3, 0.3, 0.999, 1.1, 3.0]).ravel()
        xs = np.concatenate([xs, sizes[domain.holds(sizes)]])
        steps = np.array([-1.5, -0.6, -0.1, -0.01, -1e-4, 0.0, 1e-4, 0.01, 0.1, 0.6, 1.5])
        extra = np.concatenate([center + steps for center in near])
        xs = np.unique(np.concatenate([xs, extra[domain.holds(extra)]]))
    return xs


def _crossings(
    function: Compiled, name: str, others: Mapping[str, float], xs: Array, y: Array
) -> list[float]:
    """Where a function changes its sign, or begins or ends to exist."""
    lone = (y[1:-1] == 0) & (y[:-2] != 0) & (y[2:] != 0)  # a run of zeros is an underflow
    found = [float(x) for x in xs[1:-1][lone][:MOST_ZEROS]]
    alive = ~np.isnan(y)  # an overflow is no end of the domain
    with np.errstate(all="ignore"):
        sides = np.sign(y)
        crossing = alive[1:] & alive[:-1] & (sides[1:] * sides[:-1] < 0)
    where = np.nonzero(crossing | (alive[1:] != alive[:-1]))[0]
    where = _chosen(np.union1d(where, _through_runs(sides, alive)), xs)
    if not len(where):
        return found
    low, high = xs[where], xs[where + 1]
    side_low, alive_low = sides[where, None], alive[where, None]
    every = np.arange(len(where))
    for _ in range(14):
        stops = low[:, None] + (high - low)[:, None] * _STEPS
        y = values(function, {**others, name: stops.ravel()}, stops.size).reshape(stops.shape)
        with np.errstate(all="ignore"):
            same = (~np.isnan(y) == alive_low) & (~alive_low | (np.sign(y) == side_low))
        same[:, 0], same[:, -1] = True, False
        first = same.argmin(axis=1)
        low, high = stops[every, first - 1], stops[every, first]
    return found + [float(x) for x in high]


def _through_runs(sides: Array, alive: Array) -> Array:
    """Where a run of zeros begins that a function changes its sign in, as e^x − 1 does near 0."""
    told = np.nonzero(alive & (sides != 0))[0]
    if len(told) < 2:
        return told[:0]
    first, second = told[:-1], told[1:]
    count = np.cumsum(alive)
    whole = count[second] - count[first] == second - first
    return first[(sides[first] * sides[second] < 0) & (second - first > 2) & whole]


def _chosen(where: Array, xs: Array) -> Array:
    """The places that are neither very small nor very large, and the one nearest to 0.

    sin(x) and sin(1/x) have more zeros than can be looked at.
    """
    if len(where) <= MOST_ZEROS:
        return where
    sizes = np.abs(xs[where])
    order = np.argsort(np.abs(np.log10(np.maximum(sizes, 1e-60))), kind="stable")
    return np.unique(np.append(where[order[: MOST_ZEROS - 1]], where[sizes.argmin()]))


def _touching(
    function: Compiled, name: str, others: Mapping[str, float], xs: Array, y: Array
) -> list[float]:
    """Places where a function comes close to zero without crossing it."""
    y = np.abs(y)
    with np.errstate(all="ignore"):
        dips = np.nonzero((y[1:-1] < y[:-2]) & (y[1:-1] < y[2:]))[0] + 1
    if not len(dips):
        return []
    dips = _chosen(dips, xs)
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


def _refined(node: Node, name: str, others: Mapping[str, Exact], x: float) -> list[Real]:
    """The zero near `x`, exact or as a ball; none where there is none.

    Ends of domains, where the function has no value on one side, are given as they are.
    """
    if not math.isfinite(x):
        return []
    found: list[Real] = []
    short = Fraction(x).limit_denominator(1000)
    if abs(float(short) - x) < 1e-9 * max(1.0, abs(x)):
        value = value_at(node, name, others, short)
        if value is None or (not isinstance(value, Ball) and value == 0) or vanishes(value):
            found.append(short.numerator if short.denominator == 1 else short)
            if abs(float(short) - x) <= 1e-9 * abs(x):
                return found
    # Next to 0 there may be another zero, as close as 10⁻¹².
    polished = _newton(node, name, others, x)
    return found if polished is None else [*found, polished]


def vanishes(value: Real) -> bool:
    """Whether a ball cannot be told from zero."""
    return isinstance(value, Ball) and magnitude(value.v) - 1 <= value.e


def value_at(node: Node, name: str, others: Mapping[str, Real], x: Real) -> Real | None:
    """The value at a place of a line, or None where there is none."""
    try:
        arithmetic = Arithmetic(BITS, final=True, real_roots=True)
        return Evaluator({**others, name: x}, arithmetic, CUSTOMS).value(node)
    except (Undefined, Imprecise, TooLarge):
        return None


def _newton(node: Node, name: str, others: Mapping[str, Exact], start: float) -> Real | None:
    """Newton's iteration; the step is a multiple of it where the zero is a multiple one."""
    arithmetic = Arithmetic(BITS, final=True)
    begin = _middle(Ball(arithmetic.ball(exact(start)).v, 0))
    small = Fraction(2) ** (max(SMALLEST, magnitude(arithmetic.ball(begin).v)) - 195)
    step = Ball(arithmetic.ball(small).v, NEVER)
    for multiplicity in (1, 2, 3, 4):
        x = begin
        for _ in range(8):
            value = value_at(node, name, others, x)
            ahead = value_at(node, name, others, arithmetic.add(x, step))
            if value is None or ahead is None:
                return x if multiplicity == 1 else None
            if value == 0:
                return x
            if vanishes(value):
                assert isinstance(value, Ball)
                return _around(x, value.e / (multiplicity + 1))
            try:
                slope = arithmetic.div(arithmetic.add(ahead, arithmetic.neg(value)), step)
                change = arithmetic.div(arithmetic.mul(multiplicity, value), slope)
            except (Undefined, TooLarge):
                break
            x = _middle(arithmetic.add(x, arithmetic.neg(change)))
            if abs(as_float(x) - start) > 0.01 * (1e-6 + abs(start)):
                break
            if magnitude(arithmetic.ball(change).v) < RADIUS - 4 + _size(x):
                return _around(x)
    return None


def _middle(x: Real) -> Real:
    return Ball(x.v, NEVER) if isinstance(x, Ball) else x


def _size(x: Real) -> int:
    return max(SMALLEST, magnitude(x.v)) if isinstance(x, Ball) else 0


def _around(x: Real, error: float = NEVER) -> Real:
    """The numbers close to `x`, among them the zero. error: a power of 2 at least."""
    if not isinstance(x, Ball):
        return x
    return Ball(x.v, max(error, RADIUS + _size(x)))
