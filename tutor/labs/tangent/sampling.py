"""A curve as a line to draw: sampled, and cut where the function jumps, ends or has a pole."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tutor.labs.tangent.limits import (
    COARSE,
    FINE,
    HUGE,
    Array,
    Curve,
    Side,
    narrow,
    sides,
    tame,
    where_true_begins,
)

_MOST = 100
"""Intervals looked at closely, and breaks kept, at one time."""
_DIVISIBLE = 25_200
"""By all numbers to 10, by 16 and by 25: its fractions are the short ones."""
_POINTS = 12_000
"""Points of a drawn curve at most."""


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a function is not continuous, or ends.

    value: at the place itself, nan where there is none.
    """

    x: float
    left: Side
    right: Side
    value: float

    @property
    def kind(self) -> str:
        """Pole, end (of the domain), jump, hole or wild."""
        kinds = {self.left.kind, self.right.kind}
        if "infinite" in kinds:
            return "pole"
        if "unsettled" in kinds:
            return "wild"
        if "none" in kinds:
            return "end"
        return "hole" if same(self.left.value, self.right.value) else "jump"


@dataclass(frozen=True, eq=False)
class Sampled:
    """A curve over a window. xs, ys: the line to draw, with nan between its pieces."""

    xs: Array
    ys: Array
    breaks: tuple[Break, ...]
    low: float
    high: float

    @property
    def empty(self) -> bool:
        """Whether the function has no value anywhere here."""
        return not np.isfinite(self.ys).any()


def same(a: float, b: float, scale: float = 0.0) -> bool:
    """Whether two limits are one, as far as limits can be told."""
    if math.isinf(a) or math.isinf(b):
        return a == b
    return abs(a - b) <= 1e-5 * max(abs(a), abs(b), scale, 1e-9)


def sample(
    curve: Curve,
    low: float,
    high: float,
    count: int = 800,
    suspects: Sequence[float] = (),
) -> Sampled:
    """The curve from low to high at about `count` points, more where it bends.

    suspects: places where it may have a break too small to be found by looking: a hole.
    """
    xs = np.linspace(low, high, max(count, 50))
    ys = tame(curve, xs)
    xs, ys = _denser(curve, xs, ys)
    breaks = _breaks(curve, xs, ys, high - low, suspects)
    return Sampled(*_cut(curve, xs, ys, breaks, low, high), breaks, low, high)


def fit(sampled: Sampled) -> tuple[float, float]:
    """A range of y that shows the curve: all of it, or its bulk where it runs off to ±∞."""
    fine = np.isfinite(sampled.ys)
    xs, ys = sampled.xs[fine], sampled.ys[fine]
    if len(ys) == 0:
        return -1.0, 1.0
    # By x, not by point: a curve has more points where it bends, and none where it is not.
    even, step = np.linspace(sampled.low, sampled.high, 401, retstep=True)
    at = np.clip(np.searchsorted(xs, even), 0, len(ys) - 1)
    there = np.abs(xs[at] - even) < step
    ys = ys[at[there]] if there.any() else ys
    low, high = _bulk(ys, 0.08)
    spread = high - low
    bottom, top = float(ys.min()), float(ys.max())
    wild = any(each.kind == "pole" for each in sampled.breaks)
    room = (0.6 if wild else 4.0) * spread
    bottom, top = max(bottom, low - room), min(top, high + room)
    if spread == 0 and bottom == top:
        half = abs(bottom) / 2 or 1.0
        return bottom - half, top + half
    margin = 0.06 * (top - bottom)
    return bottom - margin, top + margin


def _denser(curve: Curve, xs: Array, ys: Array) -> tuple[Array, Array]:
    """Three more points in intervals where the line bends visibly, twice over."""
    for _ in range(2):
        fine = np.isfinite(ys)
        if not fine.any() or len(xs) > _POINTS:
            break
        low, high = _bulk(ys[fine], 0.05)
        dot = max((high - low) / 120, 1e-300)
        with np.errstate(invalid="ignore", over="ignore"):
            bend = np.abs(np.diff(ys, 2)) > 2 * dot
        inside = np.zeros(len(xs) - 1, dtype=bool)
        inside[:-1] |= bend
        inside[1:] |= bend
        at = np.flatnonzero(inside)
        if len(at) == 0:
            break
        step = xs[at + 1] - xs[at]
        new = (xs[at, None] + step[:, None] * np.array([0.25, 0.5, 0.75])).ravel()
        xs = np.concatenate([xs, new])
        ys = np.concatenate([ys, tame(curve, new)])
        order = np.argsort(xs, kind="stable")
        xs, ys = xs[order], ys[order]
    return xs, ys


def _breaks(
    curve: Curve, xs: Array, ys: Array, width: float, suspects: Sequence[float]
) -> tuple[Break, ...]:
    known = np.sort(np.asarray(suspects, dtype=float))
    leaps = _steps(curve, xs, ys, known)
    found_places = (known, leaps, _ends(curve, xs, ys), _peaks(curve, xs, ys))
    places = np.unique([tidy(float(place), width) for each in found_places for place in each])
    if len(places) == 0:
        return ()
    apart = np.append(True, np.diff(places) > 1e-9 * width)
    places = places[apart][:_MOST]
    places = places[(places >= xs[0]) & (places <= xs[-1])]
    values = tame(curve, places)
    spread = _spread(ys)
    found = [
        Break(float(x), left, right, float(value))
        for x, value, (left, right) in zip(places, values, sides(curve, places, width), strict=True)
    ]
    return tuple(each for each in found if _broken(each, spread))


def _spread(ys: Array) -> float:
    fine = ys[np.isfinite(ys)]
    if len(fine) == 0:
        return 0.0
    low, high = _bulk(fine, 0.05)
    return high - low


def _bulk(ys: Array, tail: float) -> tuple[float, float]:
    """Between what all but a part of `tail` at either end lie; as np.quantile, ten times faster."""
    last = len(ys) - 1
    ranks = (tail * last, last - tail * last)
    near = sorted({place for rank in ranks for place in (math.floor(rank), math.ceil(rank))})
    low, high = np.interp(ranks, near, np.partition(ys, near)[near])
    return float(low), float(high)


def _broken(place: Break, spread: float) -> bool:
    left, right = place.left, place.right
    if left.kind == right.kind == "none":
        return False
    if "unsettled" in (left.kind, right.kind):
        return math.isnan(place.value)
    if left.kind == right.kind == "value":
        together = same(left.value, right.value, spread)
        return not (together and same(place.value, left.value, spread))
    return True


def tidy(x: float, width: float) -> float:
    """`x`, or the short number it misses only by rounding."""
    near = 1e-10 * max(min(width, 1.0), abs(x))
    if abs(x * _DIVISIBLE - round(x * _DIVISIBLE)) <= near * _DIVISIBLE:
        return round(x * _DIVISIBLE) / _DIVISIBLE
    return x


def _ends(curve: Curve, xs: Array, ys: Array) -> Array:
    """Where values begin and end: the last place that has one."""
    alive = np.isfinite(ys)
    at = np.flatnonzero(alive[1:] != alive[:-1])[:_MOST]

    def pick(values: Array) -> tuple[Array, Array]:
        fine = np.isfinite(values)
        return where_true_begins(fine != fine[:, :1])

    low, high = narrow(curve, xs[at], xs[at + 1], pick)
    return np.where(alive[at], low, high)


def _without(known: Array, low: Array, high: Array) -> Array:
    """Which intervals hold none of the known places: those need no more narrowing."""
    return np.searchsorted(known, low) == np.searchsorted(known, high, side="right")


def _steps(curve: Curve, xs: Array, ys: Array, known: Array) -> Array:
    """Where values leap: of each uneven interval always the part with the largest difference.

    known: places, sorted, that are looked at anyway.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        leap = np.abs(np.diff(ys))
        around = np.maximum(np.append(leap[1:], 0), np.append(0, leap[:-1]))
        uneven = leap > np.maximum(0.004 * _spread(ys), 1e-9 * np.abs(ys[1:]))
        # The difference of a smooth curve is like that of its neighbours, or of its half.
        calm = leap < 1.05 * np.where(np.isnan(around), 0.0, around)
        turned = np.sign(ys[1:]) != np.sign(ys[:-1])
    at = np.flatnonzero(uneven & (~calm | turned))
    if len(at) == 0:
        return at.astype(float)
    middle = tame(curve, (xs[at] + xs[at + 1]) / 2)
    with np.errstate(invalid="ignore", over="ignore"):
        off = np.abs(middle - ys[at] / 2 - ys[at + 1] / 2)
        at = at[~(off < 0.2 * leap[at])]
    if len(at) > _MOST:
        at = np.sort(at[np.argsort(-leap[at])[:_MOST]])

    def pick(values: Array) -> tuple[Array, Array]:
        with np.errstate(invalid="ignore", over="ignore"):
            steps = np.abs(np.diff(values, axis=1))
        best = np.where(np.isnan(steps), np.inf, steps).argmax(axis=1)
        return best, best + 1

    low, high, leap = xs[at], xs[at + 1], leap[at]
    for shrink in (COARSE, FINE):
        # Coarsely narrowed, the difference of a curve without a leap is next to nothing.
        low, high = narrow(curve, low, high, pick, shrink)
        with np.errstate(invalid="ignore", over="ignore"):
            before, after = tame(curve, np.concatenate([low, high])).reshape(2, -1)
            leapt = ~(np.abs(after - before) < 0.05 * leap) & _without(known, low, high)
        low, high, leap = low[leapt], high[leapt], leap[leapt]
    return high


def _peaks(curve: Curve, xs: Array, ys: Array) -> Array:
    """Where values of one sign shoot up on both sides, as those of 1/x² do."""
    size = np.abs(ys)
    with np.errstate(invalid="ignore"):
        tall = (size[1:-1] >= size[:-2]) & (size[1:-1] >= size[2:])
        tall &= size[1:-1] >= 1.5 * np.minimum(size[:-2], size[2:])
    at = np.flatnonzero(tall) + 1
    if len(at) > _MOST:
        at = at[np.argsort(-size[at])[:_MOST]]

    def pick(values: Array) -> tuple[Array, Array]:
        values = np.abs(values)
        best = np.where(np.isnan(values), HUGE, values).argmax(axis=1)
        return best - 1, best + 1

    low, high, size = xs[at - 1], xs[at + 1], size[at]
    for shrink, growth in ((COARSE, 3.0), (FINE, 1e4)):
        low, high = narrow(curve, low, high, pick, shrink)
        after = np.abs(tame(curve, low / 2 + high / 2))
        grown = np.where(np.isnan(after), HUGE, after) > growth * size
        low, high, size = low[grown], high[grown], size[grown]
    return low / 2 + high / 2


def _cut(
    curve: Curve, xs: Array, ys: Array, breaks: Sequence[Break], low: float, high: float
) -> tuple[Array, Array]:
    """The line with both ends of every piece reached: limits, or on to ±∞."""
    if not breaks:
        return xs, ys
    width = high - low
    extra_x: list[Array] = []
    extra_y: list[Array] = []
    nearer = np.geomspace(width / len(xs), width * 1e-9, 12)
    drop = np.zeros(len(xs), dtype=bool)
    for place in breaks:
        drop |= np.abs(xs - place.x) <= 1e-10 * width
        for side, way in ((place.left, -1.0), (place.right, 1.0)):
            if side.kind == "none":
                continue
            near = place.x + way * nearer
            near = near[(near >= low) & (near <= high)]
            extra_x.append(near)
            extra_y.append(tame(curve, near))
            if side.kind == "value":
                extra_x.append(np.array([place.x + way * 1e-11 * width]))
                extra_y.append(np.array([side.value]))
        extra_x.append(np.array([place.x]))
        extra_y.append(np.array([np.nan]))
    xs = np.concatenate([xs[~drop], *extra_x])
    ys = np.concatenate([ys[~drop], *extra_y])
    order = np.argsort(xs, kind="stable")
    return xs[order], ys[order]
