"""Where functions bend, break or end: the points between which a formula is smooth.

Two functions may differ only on the far side of a kink (|x + 11| − 11 and |x + 10| − 10),
or share only a narrow domain (log(x − 1000)). So the arguments of |·|, max, √, log, …
are collected from the trees, their zeros are found along lines, and points on both sides
of every zero join the comparison.
"""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from tutor.checking.equality.sampling import Domain, Points, join
from tutor.checking.evaluation.array_functions import Array
from tutor.checking.evaluation.customs import USUAL, Customs, Unsupported
from tutor.checking.evaluation.float64 import Compiled, compile_tree, values
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.trees.polynomial import Coefficients, coefficients, real_roots

_BENDS = frozenset(
    ["abs", "sign", "relu", "leaky_relu", "elu", "heaviside", "floor", "ceil", "round"]
)
_ENDS_AT_ZERO = frozenset(["sqrt", "log", "log1p", "logit"])
_ENDS_AT_ONE = frozenset(["asin", "acos", "atanh", "acosh", "asec", "acsc", "acoth", "asech"])

ONE = tree.Number(Fraction(1))
_SIXTEENTHS = np.linspace(0, 1, 17)


def bends(node: Node) -> list[Node]:
    """Trees whose zeros are kinks, jumps, or ends of the domain of `node`."""
    found: dict[Node, None] = {}
    names = tree.free_symbols(node)
    for part in tree.walk(node):
        if isinstance(part, tree.Call | tree.Pow | tree.Relation):
            for argument in _bends_of(part):
                for root in factors(argument):
                    if speaks_of(root, names):
                        found[root] = None
    return list(found)


def poles(node: Node) -> list[Node]:
    """Trees whose zeros are points without a value, isolated as a rule."""
    found: dict[Node, None] = {}
    names = tree.free_symbols(node)
    for part in tree.walk(node):
        bottom: Node | None = None
        if isinstance(part, tree.Div):
            bottom = part.bottom
        elif isinstance(part, tree.Pow) and _is_negative(part.exponent):
            bottom = part.base
        if bottom is not None:
            for root in factors(bottom):
                if speaks_of(root, names):
                    found[root] = None
    return list(found)


def speaks_of(root: Node, names: frozenset[str]) -> bool:
    """Whether a tree has variables, and only these: none that a sum around it counts."""
    found = tree.free_symbols(root)
    return bool(found) and found <= names


def _is_negative(node: Node) -> bool:
    return isinstance(node, tree.Neg)


def _minus(left: Node, right: Node) -> Node:
    if isinstance(right, tree.Number) and right.value == 0:
        return left
    return tree.Add((left, tree.Neg(right)))


def _bends_of(part: Node) -> Iterator[Node]:
    if isinstance(part, tree.Call):
        first = part.args[0] if part.args else None
        if first is None:
            return
        if part.name in _BENDS:
            yield first
        elif part.name in _ENDS_AT_ZERO:
            yield first
            if part.name == "log1p":
                yield tree.Add((first, ONE))
            elif part.name == "logit":
                yield _minus(first, ONE)
        elif part.name in _ENDS_AT_ONE:
            yield _minus(first, ONE)
            yield tree.Add((first, ONE))
        elif part.name in ("min", "max"):
            for index, left in enumerate(part.args[:6]):
                for right in part.args[index + 1 : 6]:
                    yield _minus(left, right)
        elif part.name == "atan2":
            yield from part.args
    elif isinstance(part, tree.Pow):
        exponent = part.exponent
        if not (isinstance(exponent, tree.Number) and exponent.value.denominator == 1) and not (
            isinstance(part.base, tree.Constant | tree.Number)
        ):
            yield part.base
    elif isinstance(part, tree.Relation):
        yield _minus(part.left, part.right)


def factors(argument: Node) -> Iterator[Node]:
    """Trees that together have the zeros of `argument`, and change sign at them."""
    if isinstance(argument, tree.Neg):
        yield from factors(argument.arg)
    elif isinstance(argument, tree.Mul):
        for factor in argument.factors:
            yield from factors(factor)
    elif isinstance(argument, tree.Div):
        yield from factors(argument.top)
        yield from factors(argument.bottom)
    elif isinstance(argument, tree.Pow):
        yield from factors(argument.base)
    elif isinstance(argument, tree.Call) and argument.name in ("abs", "sqrt", "cbrt"):
        yield from factors(argument.args[0])
    elif not isinstance(argument, tree.Number | tree.Constant):
        yield argument


@lru_cache(maxsize=64)
def scan(domain: Domain) -> Array:
    """Places along one axis, dense near zero, out to ±10⁷ or to the ends of the domain."""
    if math.isfinite(domain.low) and math.isfinite(domain.high):
        width = domain.high - domain.low
        return domain.low + width * (np.arange(400) + 0.37) / 400
    far = np.geomspace(20, 1e7, 220)
    near = np.arange(0.0173, 20, 0.111)
    tiny = np.geomspace(1e-6, 0.0171, 24)
    half = np.concatenate([tiny, near, far])
    if math.isfinite(domain.low):
        return domain.low + half
    if math.isfinite(domain.high):
        return np.sort(domain.high - half)
    return np.concatenate([-half[::-1], half])


def zeros(
    functions: Sequence[Compiled],
    name: str,
    others: Mapping[str, float],
    domain: Domain,
    near: Sequence[float] = (),
) -> list[float]:
    """Zeros of the functions, and ends of their domains, along the axis `name`, sorted.

    others: where the other variables stand. near: further places to look around.
    """
    found: set[float] = set()
    for function in functions:
        straight = zero_of_line(function, name, others)
        if straight is not None:
            found.update(x for x in straight if domain.holds(x))
            continue
        found.update(_scanned(function, name, others, _places(domain, tuple(near))))
        if len(found) > 60:
            break
    return sorted(found)[:60]


@lru_cache(maxsize=64)
def _places(domain: Domain, near: tuple[float, ...]) -> Array:
    places = scan(domain)
    if near:
        steps = np.array([-1.5, -0.6, -0.1, -0.01, -1e-4, 0.0, 1e-4, 0.01, 0.1, 0.6, 1.5])
        extra = np.concatenate([center + steps for center in near])
        places = np.unique(np.concatenate([places, extra[domain.holds(extra)]]))
    return places


def _at(function: Compiled, name: str, others: Mapping[str, float], xs: Array) -> Array:
    point: dict[str, Any] = dict(others)
    point[name] = xs
    return values(function, point, len(xs))


def zero_of_line(
    function: Compiled, name: str, others: Mapping[str, float]
) -> tuple[float, ...] | None:
    """The zero of a function that is a straight line along the axis; () when it has none."""
    y = _at(function, name, others, np.array([0.0, 1.0, -2.0, 1024.0]))
    if not np.isfinite(y).all():
        return None
    slope = y[1] - y[0]
    wiggle = 1e-9 * (abs(y[0]) + abs(y[1]) + abs(slope))
    if abs(y[2] - y[0] + 2 * slope) > wiggle or abs(y[3] - y[0] - 1024 * slope) > 1024 * wiggle:
        return None
    return () if slope == 0 else (float(-y[0] / slope),)


def _scanned(
    function: Compiled, name: str, others: Mapping[str, float], places: Array
) -> set[float]:
    y = _at(function, name, others, places)
    lone = (y[1:-1] == 0) & (y[:-2] != 0) & (y[2:] != 0)  # a run of zeros is an underflow
    found = {float(x) for x in places[1:-1][lone][:20]}
    with np.errstate(all="ignore"):
        sides = np.sign(y)
    alive = np.isfinite(y)
    changes = (alive[1:] != alive[:-1]) | (alive[1:] & alive[:-1] & (sides[1:] * sides[:-1] < 0))
    where = np.nonzero(changes)[0]
    if not len(where):
        return found
    if len(where) > 24:
        where = where[np.linspace(0, len(where) - 1, 24).astype(int)]
    low, high = places[where], places[where + 1]
    side_low, alive_low = sides[where, None], alive[where, None]
    every = np.arange(len(where))
    for _ in range(13):
        stops = low[:, None] + (high - low)[:, None] * _SIXTEENTHS
        y = _at(function, name, others, stops.ravel()).reshape(stops.shape)
        with np.errstate(all="ignore"):
            same = (np.isfinite(y) == alive_low) & (~alive_low | (np.sign(y) == side_low))
        same[:, 0], same[:, -1] = True, False
        first = same.argmin(axis=1)
        low, high = stops[every, first - 1], stops[every, first]
    found.update(_tidy(float(x)) for x in high)
    return found


def _tidy(x: float) -> float:
    """`x`, or the short fraction it misses by rounding only."""
    short = Fraction(x).limit_denominator(64)
    return float(short) if abs(float(short) - x) <= 1e-12 * max(1.0, abs(x)) else x


def constants(nodes: Sequence[Node]) -> tuple[float, ...]:
    """Numbers larger than 8 that occur in the trees, and their negatives."""
    found: dict[float, None] = {}
    for node in nodes:
        for part in tree.walk(node):
            if isinstance(part, tree.Number) and 8 < part.value < 10**15:
                found[float(part.value)] = found[-float(part.value)] = None
    return tuple(found)[:12]


def around(zeros_found: Sequence[float], domain: Domain) -> list[float]:
    """The zeros themselves, and points left, right and in the middle of every gap."""
    if not zeros_found:
        return []
    result: list[float] = []
    first, last = zeros_found[0], zeros_found[-1]
    for low, high in pairwise(zeros_found):
        step = (high - low) / 8
        result += [short(low + eighths * step, step) for eighths in (4, 1, 7, 3, 6)]
    for distance in (0.25, 1.0, 20.0, 1000.0):
        result += [short(first - distance, distance), short(last + distance, distance)]
    result += list(zeros_found)
    return [x for x in dict.fromkeys(result) if domain.holds(x)]


def short(x: float, room: float) -> float:
    """A number with few binary digits within a quarter of `room` of `x`."""
    if room <= 0 or not math.isfinite(x):
        return x
    step = 2.0 ** math.floor(math.log2(room) - 2)
    return math.floor(x / step + 0.5) * step


def compiled(nodes: Sequence[Node], customs: Customs = USUAL) -> list[Compiled]:
    """The trees that have a numeric value, as functions of arrays."""
    result = []
    for node in nodes:
        try:
            result.append(compile_tree(node, customs))
        except Unsupported:
            continue
    return result


def _tidy_roots(polynomial: Coefficients, domain: Domain) -> list[float]:
    if len(polynomial) == 2 and polynomial[1]:
        roots = [float(-polynomial[0] / polynomial[1])]
    else:
        roots = [_tidy(x) for x in real_roots(polynomial)] if len(polynomial) > 2 else []
    return [x for x in roots if domain.holds(x)]


def points_around(
    nodes: Sequence[Node],
    names: Sequence[str],
    domains: Sequence[Domain],
    base: Mapping[str, Array],
    seed: int,
    poles: Sequence[Node] = (),
) -> Points | None:
    """Points on both sides of every zero of `nodes`, along lines through points of `base`.

    Of `poles` only the zeros that are found at once, those of straight lines.
    """
    polynomials = [coefficients(node, names[0]) if len(names) == 1 else None for node in nodes]
    functions = compiled([n for n, c in zip(nodes, polynomials, strict=True) if c is None])
    known = [x for c in polynomials if c is not None for x in _tidy_roots(c, domains[0])]
    lonely = compiled(poles)
    if not functions and not lonely and not known:
        return None
    near = constants(nodes)
    rng = random.Random(f"lines {seed}")
    parts: list[Points] = []
    size = len(next(iter(base.values())))
    lines = 1 if len(names) == 1 else max(2, 10 // len(names))
    for axis, name in enumerate(names):
        for line in range(lines):
            row = line if line == 0 else rng.randrange(size)
            others = {other: float(base[other][row]) for other in names if other != name}
            found = zeros(functions, name, others, domains[axis], near)
            found = sorted({*found, *known})
            xs = around(found, domains[axis])
            for function in lonely:
                xs += zero_of_line(function, name, others) or ()
            xs = [x for x in xs if domains[axis].holds(x)]
            if len(names) > 1:
                xs = xs[:20]
            if xs:
                parts.append(
                    {
                        other: np.array(xs) if other == name else np.full(len(xs), others[other])
                        for other in names
                    }
                )
    return join(parts) if parts else None
