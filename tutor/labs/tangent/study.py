"""What the derivatives tell of a curve over a window: its special points and its bends.

Zeros of f' and f'' are found where the sign changes between samples and then halved into;
zeros that only touch are found as the least |f'|. At kinks the slopes on either side decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from tutor.labs.tangent.derivatives import Derivatives
from tutor.labs.tangent.grid import round_step, rounded
from tutor.labs.tangent.limits import Array, Curve, tame
from tutor.labs.tangent.roots import steady, touching, zeros
from tutor.labs.tangent.sampling import Break, Sampled, same, sample, tidy

_MANY = 40
"""Special points that can be shown at once."""
_MOST_PARTS = 120
"""Changes of bend beyond which they are not told one by one."""
_INNER = np.array([0.07, 0.23, 0.41, 0.5, 0.59, 0.77, 0.93])
"""Where within a stretch its bend is looked at."""


@dataclass(frozen=True, slots=True)
class Special:
    """A point with a name.

    kind: minimum, maximum, terrace (f' = 0 without a turn), inflection, kink, pole, jump,
    hole or end. y: the value there, nan where there is none. pointed: an extreme at a kink.
    """

    x: float
    y: float
    kind: str
    pointed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the curve. bend: 1 convex ∪, −1 concave ∩, 0 straight."""

    x0: float
    x1: float
    bend: int


@dataclass(frozen=True, eq=False)
class Study:
    """A function over a window: its samples, special points and bends."""

    derivatives: Derivatives
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low

    @cached_property
    def suspects(self) -> tuple[float, ...]:
        return self.derivatives.suspects(self.low, self.high)

    @cached_property
    def curve(self) -> Sampled:
        """The samples of f."""
        return self._sampled(self.derivatives.f)

    @cached_property
    def slope(self) -> Sampled:
        """The samples of f'."""
        return self._sampled(self.derivatives.slope)

    @cached_property
    def curvature(self) -> Sampled:
        """The samples of f''."""
        return self._sampled(self.derivatives.curvature)

    def _sampled(self, curve: Curve) -> Sampled:
        return sample(curve, self.low, self.high, suspects=self.suspects)

    def f(self, x: float) -> float:
        """The value of f at x."""
        return float(self._values(np.array([x]))[0])

    def _values(self, x: Array) -> Array:
        return tame(self.derivatives.f, x)

    def slope_at(self, x: float) -> float:
        """The slope of the tangent at x, nan where there is none."""
        return self.derivatives.at(x, self.width).slope

    def bends_at(self, x: float) -> bool:
        """Whether the curve turns from ∪ to ∩ or back at x."""
        return any(
            before.bend * after.bend < 0 and abs(before.x1 - x) < 1e-6 * self.width
            for before, after in pairwise(self.parts)
        )

    def apart_from_breaks(self, places: Sequence[float]) -> tuple[float, ...]:
        """Those of the places at which f' is continuous."""
        found = {tidy(x, self.width) for x in places}
        return tuple(sorted(x for x in found if not self._taken(x, self.slope.breaks)))

    @cached_property
    def specials(self) -> tuple[Special, ...]:
        """All points with a name, from left to right."""
        found = [*self._broken(), *self._kinks(), *self._level, *self._inflections()]
        found.sort(key=lambda each: each.x)
        return tuple(found) if len(found) <= _MANY else self._apart(found)

    def _apart(self, found: Sequence[Special]) -> tuple[Special, ...]:
        """Without those that crowd: names on top of each other name nothing."""
        gap = self.width / 60
        xs = [-np.inf, *(each.x for each in found), np.inf]
        return tuple(
            each
            for before, each, after in zip(xs, found, xs[2:], strict=False)
            if min(each.x - before, after - each.x) > gap
        )

    def _broken(self) -> list[Special]:
        return [
            Special(place.x, place.value, place.kind)
            for place in self.curve.breaks
            if place.kind in ("pole", "jump", "hole", "end")
        ]

    def _taken(self, x: float, others: Sequence[Break | Special]) -> bool:
        near = 1e-7 * self.width
        return any(abs(each.x - x) <= near for each in others)

    @cached_property
    def _bent(self) -> tuple[Break, ...]:
        """Where f is continuous and f' is not."""
        return tuple(
            place
            for place in self.slope.breaks
            if not self._taken(place.x, self.curve.breaks)
            and place.left.kind in ("value", "infinite")
            and place.right.kind in ("value", "infinite")
            and not same(place.left.value, place.right.value)
        )

    def _kinks(self) -> list[Special]:
        result = []
        for place in self._bent:
            left, right = np.sign(place.left.value), np.sign(place.right.value)
            kind = {(-1, 1): "minimum", (1, -1): "maximum"}.get((int(left), int(right)), "kink")
            result.append(Special(place.x, self.f(place.x), kind, pointed=True))
        return result

    @cached_property
    def flat(self) -> tuple[float, ...]:
        """Where f' is zero."""
        curve, xs = self.derivatives.slope, self.slope.xs
        ys = steady(curve, xs)
        found = [*zeros(curve, xs, ys), *touching(curve, xs, ys)]
        return self.apart_from_breaks(found)

    @cached_property
    def _level(self) -> tuple[Special, ...]:
        """The zeros of f' by the signs of f' on either side."""
        if not self.flat:
            return ()
        x, near = np.array(self.flat), 1e-4 * self.width
        around = tame(self.derivatives.slope, np.concatenate([x - near, x + near]))
        signs = np.sign(np.where(np.isfinite(around), around, 0)).astype(int).reshape(2, -1)
        names = {(-1, 1): "minimum", (1, -1): "maximum", (1, 1): "terrace", (-1, -1): "terrace"}
        return tuple(
            Special(float(at), float(y), names[before, after])
            for at, y, before, after in zip(x, self._values(x), *signs.tolist(), strict=True)
            if (before, after) in names
        )

    def _inflections(self) -> list[Special]:
        others: list[Break | Special] = [*self.curve.breaks, *self._bent, *self._level]
        found = [
            after.x0
            for before, after in pairwise(self.parts)
            if before.bend * after.bend < 0
            and before.x1 == after.x0
            and not self._taken(after.x0, others)
        ]
        values = self._values(np.array(found)).tolist()
        return [Special(x, y, "inflection") for x, y in zip(found, values, strict=True)]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The stretches on which the curve bends one way, or is straight."""
        if self.derivatives.second is None:
            return ()
        curve, sampled = self.derivatives.curvature, self.curvature
        found = zeros(curve, sampled.xs, steady(curve, sampled.xs))
        if len(found) > _MOST_PARTS:
            return ()
        walls = sorted(
            {
                self.low,
                self.high,
                *(place.x for place in self.curve.breaks),
                *(place.x for place in self._bent),
                *(place.x for place in sampled.breaks),
                *(tidy(x, self.width) for x in found),
            }
        )
        parts: list[Part] = []
        hard = (*self.curve.breaks, *self._bent)
        for (low, high), bend in zip(pairwise(walls), self._bends(np.array(walls)), strict=True):
            if bend is None or high - low < self.width / 500:
                continue
            near = bool(parts) and low - parts[-1].x1 <= self.width / 200
            if near and parts[-1].bend == bend and not self._taken(low, hard):
                parts[-1] = Part(parts[-1].x0, high, bend)
            else:
                parts.append(Part(low, high, bend))
        return tuple(parts)

    def _bends(self, walls: Array) -> list[int | None]:
        """The sign of f'' on most of each stretch; None where there is no curve."""
        inner = (walls[:-1, None] + np.diff(walls)[:, None] * _INNER).ravel()
        y = steady(self.derivatives.curvature, inner)
        fine = (np.isfinite(y) & np.isfinite(self.derivatives.f(inner))).reshape(-1, len(_INNER))
        signs = np.where(fine, np.sign(y).reshape(fine.shape), 0)
        total, count = signs.sum(axis=1), fine.sum(axis=1)
        return [
            None if few < 4 else int(np.sign(sum_)) if abs(sum_) > few / 2 else 0
            for sum_, few in zip(total.tolist(), count.tolist(), strict=True)
        ]


@lru_cache(maxsize=32)
def study(derivatives: Derivatives, low: float, high: float) -> Study:
    """The study of a function over a window; the last ones are kept."""
    return Study(derivatives, low, high)


def good_window(derivatives: Derivatives) -> tuple[float, float]:
    """An interval of x that shows what there is to see: special points, or where values are."""
    for half in (10.0, 100.0, 1e4, 0.1):
        looked = study(derivatives, -half, half)
        if looked.curve.empty:
            continue
        xs = [each.x for each in looked.specials]
        if len(looked.curve.breaks) > _MANY:
            return -0.3 * half, 0.3 * half
        if not xs:
            return -half / 2, half / 2
        if len(xs) > 9:
            return -0.65 * half, 0.65 * half
        middle = (xs[0] + xs[-1]) / 2
        reach = 1.1 * (xs[-1] - xs[0]) if len(xs) > 1 else 0.4 * half
        unit = round_step(reach / 20)
        return rounded(middle - reach, unit), rounded(middle + reach, unit)
    return -5.0, 5.0


def good_point(derivatives: Derivatives, low: float, high: float) -> float:
    """A round place in the window where there is a tangent."""
    step = round_step((high - low) / 12)
    for part in (2 / 3, 0.75, 0.5, 0.6, 0.4, 0.25, 0.9, 0.1):
        x = rounded(low + part * (high - low), step)
        if low <= x <= high and derivatives.at(x, high - low).kind == "smooth":
            return x
    return rounded(low + 2 / 3 * (high - low), step)
