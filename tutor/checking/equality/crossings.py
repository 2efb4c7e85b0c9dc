"""Where functions are zero along a line, and the points to look at around such places.

A line is scanned in steps that grow with the distance from zero, from 10⁻⁶⁰ to 10⁶⁰; what
changes between two steps is closed in on.
"""

import math
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from tutor.checking.equality.breakpoints import compiled, constants
from tutor.checking.equality.sampling import Domain, Points, join
from tutor.checking.evaluation.array_functions import Array
from tutor.checking.evaluation.float64 import Compiled, values
from tutor.checking.expression.tree import Node
from tutor.checking.trees.polynomial import Coefficients, coefficients, real_roots

_SIXTEENTHS = np.linspace(0, 1, 17)
_CLOSE = (2.0**-9, 2.0**-15, 2.0**-21, 2.0**-31)
"""How close to a zero one looks, besides between it and the next: tanh(10⁵x) is steep."""


@lru_cache(maxsize=64)
def scan(domain: Domain) -> Array:
    """Places along one axis, dense near zero, out to ±10⁶⁰ and close to the ends of the domain."""
    if math.isfinite(domain.low) and math.isfinite(domain.high):
        width = domain.high - domain.low
        close = width * np.geomspace(1e-60, 1 / 400, 100)
        inner = domain.low + width * (np.arange(400) + 0.37) / 400
        return np.unique(np.concatenate([domain.low + close, inner, domain.high - close]))
    far = np.concatenate([np.geomspace(20, 1e7, 220), np.geomspace(1.5e7, 1e60, 90)])
    near = np.arange(0.0173, 20, 0.111)
    tiny = np.concatenate([np.geomspace(1e-60, 7e-7, 90), np.geomspace(1e-6, 0.0171, 24)])
    half = np.concatenate([tiny, near, far])
    if math.isfinite(domain.low):
        return np.unique(domain.low + half)
    if math.isfinite(domain.high):
        return np.unique(domain.high - half)
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
    alive = ~np.isnan(y)  # an overflow is no end of the domain
    changes = (alive[1:] != alive[:-1]) | (alive[1:] & alive[:-1] & (sides[1:] * sides[:-1] < 0))
    where = np.nonzero(changes)[0]
    if len(where) <= 6:
        found |= _peaks(function, name, others, places, y)
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
            same = (~np.isnan(y) == alive_low) & (~alive_low | (np.sign(y) == side_low))
        same[:, 0], same[:, -1] = True, False
        first = same.argmin(axis=1)
        low, high = stops[every, first - 1], stops[every, first]
    found.update(_tidy(float(x)) for x in high)
    return found


def _peaks(
    function: Compiled, name: str, others: Mapping[str, float], places: Array, y: Array
) -> set[float]:
    """Points between `places` where the function has the other sign after all.

    y: the values at `places`. Looked for where |y| is smallest, at six dips of it.
    """
    size = np.abs(y)
    with np.errstate(all="ignore"):
        lowest = np.nonzero((size[1:-1] < size[:-2]) & (size[1:-1] < size[2:]))[0] + 1
    lowest = lowest[np.argsort(size[lowest], kind="stable")[:6]]
    if not len(lowest):
        return set()
    low, high = places[lowest - 1], places[lowest + 1]
    side = np.sign(y[lowest, None])
    every = np.arange(len(lowest))
    found: set[float] = set()
    for _ in range(9):
        stops = low[:, None] + (high - low)[:, None] * _SIXTEENTHS
        y = _at(function, name, others, stops.ravel()).reshape(stops.shape)
        found.update(stops[np.sign(y) == -side][:4].tolist())
        if found:
            break
        size = np.where(np.isnan(y), np.inf, np.abs(y))
        best = np.clip(size.argmin(axis=1), 1, stops.shape[1] - 2)
        low, high = stops[every, best - 1], stops[every, best + 1]
    return found


def _tidy(x: float) -> float:
    """`x`, or the short fraction it misses by rounding only."""
    short = Fraction(x).limit_denominator(64)
    return float(short) if abs(float(short) - x) <= 1e-12 * max(1.0, abs(x)) else x


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
    for zero in zeros_found[:8]:
        for share in _CLOSE:
            distance = share * max(1.0, abs(zero))
            result += [short(zero - distance, distance), short(zero + distance, distance)]
    result += list(zeros_found)
    return [x for x in dict.fromkeys(result) if domain.holds(x)]


def short(x: float, room: float) -> float:
    """A number with few binary digits within a quarter of `room` of `x`."""
    if room <= 0 or not math.isfinite(x):
        return x
    step = 2.0 ** math.floor(math.log2(room) - 2)
    return math.floor(x / step + 0.5) * step


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
