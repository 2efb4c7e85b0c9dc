"""Where to look: domains of variables, and the points at which two answers are compared.

Points come in strata, because every single range misses some slip: small whole numbers,
(0, 1), moderate, large and tiny numbers of both signs. All are short binary fractions, so
that exact arithmetic at them stays cheap. The nicest come first, for they make the
witness a learner sees.
"""

import math
import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct

Array: TypeAlias = Any
Points: TypeAlias = dict[str, Array]


class Domain(Struct, frozen=True, cache_hash=True):
    """The set of real numbers a variable ranges over.

    low, high: its ends. open: whether (low, high) themselves are left out. whole: integers
    only. nonzero: without 0.
    """

    low: float = -math.inf
    high: float = math.inf
    open: tuple[bool, bool] = (True, True)
    whole: bool = False
    nonzero: bool = False

    def holds(self, x: Array) -> Array:
        """Which entries of `x` lie in the domain."""
        low = np.greater(x, self.low) if self.open[0] else np.greater_equal(x, self.low)
        high = np.less(x, self.high) if self.open[1] else np.less_equal(x, self.high)
        inside = low & high
        if self.whole:
            inside &= np.equal(x, np.floor(x))
        if self.nonzero:
            inside &= np.not_equal(x, 0)
        return inside


REAL = Domain()
ASSUMPTIONS: Mapping[str, Domain] = {
    "real": REAL,
    "positive": Domain(low=0),
    "nonnegative": Domain(low=0, open=(False, True)),
    "negative": Domain(high=0),
    "nonpositive": Domain(high=0, open=(True, False)),
    "nonzero": Domain(nonzero=True),
    "integer": Domain(whole=True),
    "natural": Domain(low=1, open=(False, True), whole=True),
    "complex": REAL,
    "probability": Domain(0, 1),
}
"""What a declared word says about a variable; `natural` starts at 1."""


def meet(a: Domain, b: Domain) -> Domain:
    """The numbers in both."""
    low, high = max(a.low, b.low), min(a.high, b.high)
    low_open = any(d.open[0] for d in (a, b) if d.low == low)
    high_open = any(d.open[1] for d in (a, b) if d.high == high)
    return Domain(low, high, (low_open, high_open), a.whole or b.whole, a.nonzero or b.nonzero)


NICE = (1, 2, 0, -1, 3, -2, 0.5, -0.5, 4, -3, 5, 1.5, -4, 0.25, 6, -1.5, 7, 10, -5, -10)

_DENSE = 131
"""So many whole numbers in a row are looked at where a variable is declared whole."""
_COUNTS = (17, 24, 33, 50, 64, 100)
"""The longer sums, products and factorials that are looked at."""

_STRATA: Mapping[str, tuple[float, float, int]] = {
    # name: smallest size, largest size, denominator
    "unit": (0.0, 1.0, 64),
    "moderate": (1.0, 8.0, 16),
    "tens": (8.0, 100.0, 4),
    "large": (100.0, 3000.0, 1),
    "huge": (3000.0, 4e6, 1),
    "vast": (4e6, 1e16, 1),
    "tiny": (2.0**-16, 2.0**-6, 2**20),
    "minute": (2.0**-50, 2.0**-16, 2**52),
}
_ORDER = (
    *("unit", "moderate", "unit", "moderate", "tens", "moderate", "large", "tiny", "huge"),
    *("moderate", "unit", "tens", "unit", "moderate", "vast", "moderate", "minute", "large"),
)
_SPREAD = frozenset(("huge", "vast", "tiny", "minute"))
"""Strata over several powers of ten, each of which gets its share."""


def _draw(rng: random.Random, stratum: str) -> float:
    low, high, denominator = _STRATA[stratum]
    size = low + (high - low) * rng.random()
    if stratum in _SPREAD:
        size = low * (high / low) ** rng.random()
    return max(1.0, math.floor(size * denominator)) / denominator


@lru_cache(maxsize=512)
def strata(domain: Domain, seed: int, count: int, whole: bool = False) -> tuple[float, ...]:
    """`count` numbers of `domain`, the nicest first, then from stratum to stratum.

    whole: mostly natural numbers, for a variable in a factorial, a bound or an exponent.
    """
    rng = random.Random(f"{seed} {domain} {whole}")
    values: list[float] = [float(x) for x in NICE if domain.holds(float(x))]
    if whole or domain.whole:
        values = [x for x in values if x == math.floor(x)]
        start = int(domain.low) if math.isfinite(domain.low) else 0
        steps = range(_DENSE) if domain.whole and not whole else (*range(13), *_COUNTS)
        values += [float(start + k) for k in steps if domain.holds(float(start + k))]
        values = list(dict.fromkeys(values))
        count = max(count, len(values) + count // 2)
    tries = 0
    while len(values) < count and tries < 40 * count:
        x = _one(rng, domain, tries, whole)
        tries += 1
        if domain.holds(x) and (tries > 10 * count or x not in values[:12]):
            values.append(x)
    return tuple(dict.fromkeys(values)) if not domain.whole else tuple(values)


def _one(rng: random.Random, domain: Domain, number: int, whole: bool) -> float:
    finite_low, finite_high = math.isfinite(domain.low), math.isfinite(domain.high)
    if finite_low and finite_high:
        return _inside(rng, domain, number)
    x = _draw(rng, _ORDER[number % len(_ORDER)])
    if finite_low or finite_high:
        sign = 1.0 if finite_low else -1.0
        end = domain.low if finite_low else domain.high
        x = end + sign * x
    elif rng.random() < 0.5:
        x = -x
    if domain.whole or (whole and number % 3):
        x = float(math.floor(x))
        if whole and abs(x) >= 40:
            x = float(number % 24)
    return x


def _inside(rng: random.Random, domain: Domain, number: int) -> float:
    """A number in a bounded domain: anywhere, or close to one of the ends."""
    width = domain.high - domain.low
    share = rng.random()
    if domain.whole:
        return float(math.floor(domain.low + share * width + 0.5))
    if number % 8 == 6:
        return domain.low + width * 2.0 ** -(6 + math.floor(44 * share))
    if number % 8 == 7:
        return domain.high - width * 2.0 ** -(6 + math.floor(44 * share))
    if number % 4 == 2:
        share = share / 64
    elif number % 4 == 3:
        share = 1 - share / 64
    step = 2.0 ** math.floor(math.log2(width) - 12) if width > 0 else 1.0
    return float(math.floor((domain.low + share * width) / step) * step)


_PROBES = (0, 1, 3)


def grid(
    names: tuple[str, ...], domains: tuple[Domain, ...], whole: frozenset[str], seed: int
) -> dict[str, Array]:
    """The points to compare at: name → array. One name: about 110 points; more: 190.

    With several variables each row mixes strata; some rows keep all in one stratum, some
    have all variables positive, all negative, all equal, or all far out.
    whole: names that are mostly given natural numbers.
    """
    columns = _columns(domains, tuple(name in whole for name in names), seed)
    return dict(zip(names, columns, strict=True))


@lru_cache(maxsize=256)
def nicest(
    names: tuple[str, ...], domains: tuple[Domain, ...], whole: frozenset[str], seed: int
) -> tuple[Mapping[str, int | Fraction], ...]:
    """A few points of that grid: most slips show at 1 or 2, and at −1 what |x| makes of x."""
    points = grid(names, domains, whole, seed)
    return tuple(row(points, index) for index in _PROBES if index < len(points[names[0]]))


@lru_cache(maxsize=256)
def _columns(domains: tuple[Domain, ...], whole: tuple[bool, ...], seed: int) -> tuple[Array, ...]:
    if len(domains) == 1:
        return (np.array(strata(domains[0], seed, 110, whole[0])),)
    rng = random.Random(f"rows {seed}")
    pools = [
        strata(domain, seed + index, 150, mostly)
        for index, (domain, mostly) in enumerate(zip(domains, whole, strict=True))
    ]
    counting = [
        tuple(x for x in pool if x == math.floor(x) and 0 <= x <= 12) if mostly else ()
        for pool, mostly in zip(pools, whole, strict=True)
    ]
    rows = [_nice_row(pools, row) for row in range(24)]
    rows += [_mixed_row(pools, counting, rng, row) for row in range(136)]
    rows += [_far_row(domains, pools, rng, row) for row in range(5 * len(_FAR))]
    return tuple(np.array(column, dtype=float) for column in zip(*rows, strict=True))


def _nice_row(pools: Sequence[tuple[float, ...]], row: int) -> list[float]:
    """Small numbers, different from each other where there are enough."""
    result = []
    for column, pool in enumerate(pools):
        nice = pool[: min(len(pool), 6 + row // 3)] or (math.nan,)
        result.append(nice[(row * (2 * column + 1) + column + row // 7) % len(nice)])
    return result


def _mixed_row(
    pools: Sequence[tuple[float, ...]],
    counting: Sequence[tuple[float, ...]],
    rng: random.Random,
    row: int,
) -> list[float]:
    style = row % 8
    result = []
    for pool, whole in zip(pools, counting, strict=True):
        choices: Sequence[float] = pool
        if whole and style not in (2, 6):
            choices = whole
        elif style in (0, 1):
            choices = [x for x in pool if 0 < x <= 8]
        elif style == 2:
            choices = [x for x in pool if -8 <= x < 0]
        elif style in (3, 4):
            choices = [x for x in pool if abs(x) <= 8]
        elif style == 5:
            choices = [x for x in pool if 0 < x < 1]
        result.append(rng.choice(choices or pool or (math.nan,)))
    if style == 6 and row % 16 == 6:
        first = result[0]
        result = [first if first in pool else x for x, pool in zip(result, pools, strict=True)]
    return result


_FAR = (12.0, 60.0, 300.0, 5000.0, 2e5, 1e7)


def _far_row(
    domains: Sequence[Domain], pools: Sequence[tuple[float, ...]], rng: random.Random, row: int
) -> list[float]:
    """All variables far out together: all positive, all negative, or of mixed signs."""
    size, style = _FAR[row // 5], row % 5
    result = []
    for domain, pool in zip(domains, pools, strict=True):
        sign = (1.0, -1.0)[style] if style < 2 else rng.choice((1.0, -1.0))
        x = sign * math.floor(size * (1 + rng.random()))
        choices = [x, -x] if style > 2 else [x]
        inside = [y for y in choices if domain.holds(y)]
        result.append(inside[0] if inside else rng.choice(pool or (math.nan,)))
    return result


def powers_of_negatives(
    names: tuple[str, ...], domains: tuple[Domain, ...], exponents: frozenset[str]
) -> Points:
    """Points at which (x^a)^b and x^(ab) may differ: a whole, b a half, x below zero."""
    rng = random.Random("powers")
    rows = []
    for _ in range(24):
        row = []
        for name, domain in zip(names, domains, strict=True):
            choices = (2.0, 0.5, -2.0, 1.5, 4.0) if name in exponents else (-1.0, -4.0, -2.0, -3.0)
            inside = [x for x in choices if domain.holds(x)]
            row.append(rng.choice(inside or list(strata(domain, 0, 8))))
        rows.append(row)
    return dict(zip(names, map(np.array, zip(*rows, strict=True)), strict=True))


def exact(x: float | Fraction) -> int | Fraction:
    """The number that a double is; whole ones as integers."""
    if isinstance(x, float):
        return int(x) if x.is_integer() else Fraction(x)
    return x.numerator if x.denominator == 1 else x


def join(parts: Sequence[Mapping[str, Array]]) -> Points:
    """The points of all `parts`, in order."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def row(points: Mapping[str, Array], index: int) -> dict[str, int | Fraction]:
    """One point, exactly."""
    return {name: exact(float(column[index])) for name, column in points.items()}
