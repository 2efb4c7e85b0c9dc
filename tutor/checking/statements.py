"""Deciding whether two statements about numbers hold for the same numbers.

Equations, inequalities, intervals and sets of numbers are all statements: `(1, 3]` says
1 < t and t ≤ 3. Along a line two statements can only change their truth at zeros of
left − right, and where a side begins or ends to exist. So they hold for the same numbers
of the line when they agree at all of these places and once in every gap between them.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from typing import Any, Literal

import numpy as np

from tutor.checking import breakpoints, equivalence, pointwise
from tutor.checking.ball import (
    NEVER,
    Arithmetic,
    Ball,
    Exact,
    Imprecise,
    Real,
    TooLarge,
    Undefined,
    as_float,
    magnitude,
)
from tutor.checking.equivalence import Comparison, Different, Same
from tutor.checking.evaluate_digits import Customs, Evaluator, Unsupported
from tutor.checking.evaluate_float import Compiled, compile_tree, values
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.polynomial import Coefficients, coefficients
from tutor.checking.rewriting import number, rebuild, substitute
from tutor.checking.sampling import REAL, Domain, exact, grid, row

BITS = 420
RADIUS = -130
"""Zeros are known to 2**RADIUS; so numbers closer than that count as equal there."""
MOST_ZEROS = 12
"""Zeros of one curve that are looked at, those nearest to 0."""
CUSTOMS = Customs(odd_roots=True)


@dataclass(frozen=True, slots=True)
class Alike:
    """They hold for the same numbers.

    places: how many were compared. proportional: the equations are multiples of each other.
    """

    places: int
    proportional: bool = False


@dataclass(frozen=True, slots=True)
class Unlike:
    """They differ: the place, and which of the two holds there."""

    point: Mapping[str, Real]
    who: Literal["answer", "key"]


@dataclass(frozen=True, slots=True)
class Open:
    """Not settled."""


# From sets to statements


def about(node: Node, name: str) -> Node:
    """The statement that the number `name` lies in a set (or solves an equation)."""
    t = tree.Symbol(name)
    if isinstance(node, tree.Interval):
        parts: list[Node] = []
        if not _infinite(node.low):
            parts.append(tree.Relation(">" if node.low_open else ">=", t, node.low))
        if not _infinite(node.high):
            parts.append(tree.Relation("<" if node.high_open else "<=", t, node.high))
        return tree.Logic("and", tuple(parts))
    if isinstance(node, tree.Union):
        return tree.Logic("or", tuple(about(part, name) for part in node.parts))
    if isinstance(node, tree.FiniteSet):
        return tree.Logic("or", tuple(tree.Relation("=", t, item) for item in node.items))
    return node


def _infinite(node: Node) -> bool:
    inner = node.arg if isinstance(node, tree.Neg) else node
    return isinstance(inner, tree.Constant) and inner.name == "oo"


def plain(node: Node) -> Node:
    """Without ± and ∈: `x = ±2` says x = 2 or x = −2, `x ∈ [0, 1]` says 0 ≤ x and x ≤ 1."""
    if isinstance(node, tree.Logic):
        return tree.Logic(node.op, tuple(plain(arg) for arg in node.args))
    if not isinstance(node, tree.Relation):
        return node
    if node.op == "in":
        if isinstance(node.left, tree.Symbol):
            return plain(about(node.right, node.left.name))
        raise Unsupported("in")
    choices = [
        tree.Relation(node.op, left, right)
        for left, right in product(signs(node.left), signs(node.right))
    ]
    return choices[0] if len(choices) == 1 else tree.Logic("or", tuple(choices))


def signs(node: Node) -> list[Node]:
    """The expressions that one with ± stands for; each ± is free."""
    if not any(isinstance(part, tree.PlusMinus) for part in tree.walk(node)):
        return [node]
    if isinstance(node, tree.PlusMinus):
        inner = signs(node.arg)
        return [*inner, *(tree.Neg(arg) for arg in inner)]
    branches = [signs(child) for child in tree.children(node)]
    count = 1
    for branch in branches:
        count *= len(branch)
    if count > 64:
        raise Unsupported("±")
    return [rebuild(node, choice) for choice in product(*branches)]


def relations(node: Node) -> Iterator[tree.Relation]:
    """The relations in a statement."""
    if isinstance(node, tree.Relation):
        yield node
    elif isinstance(node, tree.Logic):
        for arg in node.args:
            yield from relations(arg)


def difference(relation: tree.Relation) -> Node:
    """The left side minus the right one."""
    if isinstance(relation.right, tree.Number) and relation.right.value == 0:
        return relation.left
    return tree.Add((relation.left, tree.Neg(relation.right)))


# Truth at a place


def truth(node: Node, point: Mapping[str, Real]) -> bool | None:
    """Whether a statement holds at a point; None where a side of it has no value."""
    if isinstance(node, tree.Logic):
        found = [truth(arg, point) for arg in node.args]
        if node.op == "not":
            return None if found[0] is None else not found[0]
        decisive = node.op == "or"
        if decisive in found:
            return decisive
        return None if None in found else not decisive
    assert isinstance(node, tree.Relation)
    arithmetic = Arithmetic(BITS, final=True, real_roots=True)
    evaluator = Evaluator(point, arithmetic, CUSTOMS)
    try:
        side = arithmetic.compare(evaluator.value(node.left), evaluator.value(node.right))
    except (Undefined, Imprecise):
        return None
    return {
        "=": side == 0,
        "!=": side != 0,
        "<": side < 0,
        "<=": side <= 0,
        ">": side > 0,
        ">=": side >= 0,
    }[node.op]


# Places along a line


def places(
    statements: Sequence[Node], name: str, others: Mapping[str, Exact], domain: Domain
) -> list[Real]:
    """Where the statements may change their truth along the axis `name`, sorted."""
    found: list[Real] = []
    near = breakpoints.constants(statements)
    floats = {other: float(value) for other, value in others.items()}
    for node in _curves(statements, name):
        polynomial = coefficients(substitute(node, numbers(others)), name)
        if polynomial is not None and len(polynomial) < 3:
            found += _zero_of_line(polynomial)
            continue
        if polynomial is not None:
            rough = _polynomial_roots(polynomial)
        else:
            try:
                function = compile_tree(node, CUSTOMS)
            except Unsupported:
                continue
            rough = breakpoints.zeros([function], name, floats, domain, near)
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
    return [node for node in found if name in tree.free_symbols(node)]


def _touching(
    function: Compiled, name: str, others: Mapping[str, float], domain: Domain
) -> list[float]:
    """Places where a function comes close to zero without crossing it."""
    xs = breakpoints.scan(domain)
    y = np.abs(values(function, {**others, name: xs}, len(xs)))
    with np.errstate(all="ignore"):
        dips = np.nonzero((y[1:-1] < y[:-2]) & (y[1:-1] < y[2:]))[0] + 1
    if not len(dips):
        return []
    dips = dips[np.argsort(y[dips], kind="stable")[:6]]
    low, high = xs[dips - 1], xs[dips + 1]
    for _ in range(44):
        third = (high - low) / 3
        a, b = low + third, high - third
        left = np.abs(values(function, {**others, name: a}, len(a)))
        right = np.abs(values(function, {**others, name: b}, len(b)))
        with np.errstate(all="ignore"):
            keep = left < right
        high, low = np.where(keep, b, high), np.where(keep, low, a)
    bottom = np.abs(values(function, {**others, name: low}, len(low)))
    return [float(x) for x, size in zip(low, bottom, strict=True) if size < 1e-6]


def _polynomial_roots(polynomial: Coefficients) -> list[float]:
    """Where the real zeros are, roughly; a double one may look like a pair close to the axis."""
    try:
        roots = np.roots([float(c) for c in reversed(polynomial)])
    except (OverflowError, np.linalg.LinAlgError):
        return []
    return [float(r.real) for r in roots if abs(r.imag) <= 1e-3 * (1 + abs(r))]


def numbers(point: Mapping[str, Exact]) -> dict[str, Node]:
    """A point as trees, for `substitute`."""
    return {name: number(value) for name, value in point.items()}


def _refined(node: Node, name: str, others: Mapping[str, Exact], x: float) -> Real | None:
    """The zero near `x`, exact or as a ball of radius 2**RADIUS; None when there is none.

    Ends of domains, where the function has no value on one side, are returned as they are.
    """
    short = Fraction(x).limit_denominator(1000)
    if abs(float(short) - x) < 1e-9 * max(1.0, abs(x)):
        value = _value(node, name, others, short)
        if value is None or (not isinstance(value, Ball) and value == 0) or _vanishes(value):
            return short.numerator if short.denominator == 1 else short
    return _newton(node, name, others, x)


def _vanishes(value: Real) -> bool:
    return isinstance(value, Ball) and magnitude(value.v) - 1 <= value.e


def _value(node: Node, name: str, others: Mapping[str, Exact], x: Real) -> Real | None:
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
            value = _value(node, name, others, x)
            ahead = _value(node, name, others, arithmetic.add(x, step))
            if value is None or ahead is None:
                return x if multiplicity == 1 else None
            if value == 0 or _vanishes(value):
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


# The comparison


def compare(
    answer: Node, key: Node, domains: Mapping[str, Domain] | None = None, *, seed: int = 0
) -> Alike | Unlike | Open:
    """Whether two statements (without sets) hold for the same numbers."""
    domains = domains or {}
    try:
        answer, key = plain(answer), plain(key)
        names = tuple(sorted(tree.free_symbols(answer) | tree.free_symbols(key)))
        if len(names) > 1:
            if _proportional(answer, key, domains, seed):
                return Alike(equivalence.CONFIRM, proportional=True)
            solved = _solved(answer, key, domains, seed)
            if solved is not None:
                return solved
        return _along_lines(answer, key, names, domains, seed)
    except (Unsupported, TooLarge):
        return Open()


def _proportional(answer: Node, key: Node, domains: Mapping[str, Domain], seed: int) -> bool:
    """Whether two equations are multiples of each other."""
    if not (isinstance(answer, tree.Relation) and isinstance(key, tree.Relation)):
        return False
    if answer.op != "=" or key.op != "=":
        return False
    f, g = difference(answer), difference(key)
    names = tuple(sorted(tree.free_symbols(f) | tree.free_symbols(g)))
    if not names:
        return False
    ranges = tuple(domains.get(name, REAL) for name in names)
    points = grid(names, ranges, frozenset(), seed)
    for index in range(6, 20):
        point = row(points, index)
        at = numbers(point)
        f0, g0 = substitute(f, at), substitute(g, at)
        sizes = [_value(side, "", {}, 0) for side in (f0, g0)]
        if any(value is None or value == 0 or _vanishes(value) for value in sizes):
            continue
        same: Comparison = equivalence.compare(
            tree.Mul((f, g0)), tree.Mul((g, f0)), domains, seed=seed
        )
        return isinstance(same, Same) and same.one_sided is None
    return False


def _solved(
    answer: Node, key: Node, domains: Mapping[str, Domain], seed: int
) -> Alike | Unlike | None:
    """Decide when one equation is `v = …` and the other is linear in v, or solved as well."""
    equations = (answer, key)
    if not all(isinstance(e, tree.Relation) and e.op == "=" for e in equations):
        return None
    within = [False, False]  # whether the solutions of this one all solve the other one
    linear = False
    points = 0
    for index, who in ((1, "key"), (0, "answer")):
        solution = _solution(equations[index])
        if solution is None:
            continue
        name, value = solution
        gap = difference(equations[1 - index])  # type: ignore[arg-type]
        nothing = tree.Mul((number(0), value))
        found = equivalence.compare(substitute(gap, {name: value}), nothing, domains, seed=seed)
        if isinstance(found, Different) and found.answer is not None:
            point = dict(found.point)
            arithmetic = Arithmetic(BITS, final=True, real_roots=True)
            at = pointwise.value_at(value, point, arithmetic, CUSTOMS)
            return None if at is None else Unlike({**point, name: at}, who)  # type: ignore[arg-type]
        within[index] = isinstance(found, Same) and found.one_sided is None
        if within[index]:
            assert isinstance(found, Same)
            points = max(points, found.points)
            linear = linear or _linear(gap, name, domains, seed)
    if all(within):
        return Alike(max(points, 1))
    if any(within) and linear:
        index = within.index(True)
        return _where_free(equations[index], equations[1 - index], domains, seed, index) or Alike(
            points
        )
    return None


def _where_free(
    solved: Node, other: Node, domains: Mapping[str, Domain], seed: int, index: int
) -> Unlike | None:
    """A point off the solution where the other equation holds, since its v drops out there.

    x·y = 2x² is linear in y, and at x = 0 it holds for every y.
    """
    solution = _solution(solved)
    assert solution is not None
    assert isinstance(other, tree.Relation)
    name, value = solution
    gap = difference(other)
    slope = tree.Add(
        (substitute(gap, {name: number(1)}), tree.Neg(substitute(gap, {name: number(0)})))
    )
    names = sorted(tree.free_symbols(slope) - {name})
    vanishing = tree.Relation("=", slope, number(0))
    everything = sorted(tree.free_symbols(solved) | tree.free_symbols(other))
    for axis, others in _lines(everything, domains, seed):
        if axis not in names:
            continue
        for x in places((vanishing,), axis, others, domains.get(axis, REAL)):
            point: dict[str, Real] = {**others, axis: x}
            at = pointwise.value_at(value, point, Arithmetic(BITS, final=True), CUSTOMS)
            if at is None:
                continue
            point[name] = Arithmetic(BITS).add(at, 1)
            if truth(other, point):
                return Unlike(point, "answer" if index == 1 else "key")
    return None


def _solution(equation: Node) -> tuple[str, Node] | None:
    """The variable and its value, when an equation says `v = …` without v on the right."""
    assert isinstance(equation, tree.Relation)
    for variable, value in (
        (equation.left, equation.right),
        (equation.right, equation.left),
    ):
        if isinstance(variable, tree.Symbol) and variable.name not in tree.free_symbols(value):
            return variable.name, value
    return None


def _linear(gap: Node, name: str, domains: Mapping[str, Domain], seed: int) -> bool:
    """Whether f(0) + f(2) = 2 f(1) and f(1) + f(3) = 2 f(2) hold for f, but not f(0) = f(1)."""
    f = [substitute(gap, {name: number(value)}) for value in range(4)]
    for low in (0, 1):
        ends, middle = tree.Add((f[low], f[low + 2])), tree.Mul((number(2), f[low + 1]))
        if not isinstance(equivalence.compare(ends, middle, domains, seed=seed), Same):
            return False
    return not isinstance(equivalence.compare(f[0], f[1], domains, seed=seed), Same)


def _along_lines(
    answer: Node, key: Node, names: tuple[str, ...], domains: Mapping[str, Domain], seed: int
) -> Alike | Unlike | Open:
    compared = 0
    solved = frozenset(
        side.name
        for statement in (answer, key)
        for relation in relations(statement)
        for side in (relation.left, relation.right)
        if isinstance(side, tree.Symbol)
    )
    for name, others in _lines(names or ("t",), domains, seed, solved):
        domain = domains.get(name, REAL)
        special = places((answer, key), name, others, domain)
        for x in [*special, *_gaps(special, domain)]:
            point: dict[str, Real] = {**others, name: x}
            yours, expected = truth(answer, point), truth(key, point)
            if len(names) > 1 and (yours is None or expected is None):
                continue  # what happens where a denominator vanishes does not count
            if bool(yours) != bool(expected):
                return Unlike(point, "answer" if yours else "key")
            compared += 1
    return Alike(compared) if compared else Open()


def _gaps(special: Sequence[Real], domain: Domain) -> list[Exact]:
    """A number between any two neighbours of `special`, and some beyond its ends."""
    close = sorted({as_float(x) for x in special})
    if not close:
        stops = [x for x in (1.0, -1.0, 0.3, 50.0) if domain.holds(x)]
        return [exact(x) for x in stops]
    edges = [x for x in (domain.low, *close, domain.high) if math.isfinite(x)]
    stops = [breakpoints.short((low + high) / 2, high - low) for low, high in pairwise(edges)]
    for distance in (0.25, 30.0, 2000.0):
        stops += [
            breakpoints.short(close[0] - distance, distance),
            breakpoints.short(close[-1] + distance, distance),
        ]
    return [
        exact(x)
        for x in dict.fromkeys(stops)
        if domain.holds(x) and all(abs(x - place) > 1e-9 * max(1.0, abs(x)) for place in close)
    ]


def _lines(
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
