"""What the derivatives tell of a curve over a window: its special points and its bends.

Zeros of f' and f'' are found where the sign changes between samples and then halved into;
zeros that only touch are found as the least |f'|. At kinks the slopes on either side decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from tutor.checking.equality.breakpoints import bends, poles
from tutor.checking.evaluation.digits import Unsupported
from tutor.checking.evaluation.float64 import compile_tree, values
from tutor.checking.expression.tree import Node
from tutor.labs.functions import Function
from tutor.labs.tangent.limits import Array, Curve, Side, narrow, sides, tame, where_true_begins
from tutor.labs.tangent.sampling import Break, Sampled, same, sample, tidy

_MANY = 40
"""Special points that can be shown at once."""
_MOST_PARTS = 120
"""Changes of bend beyond which they are not told one by one."""
_STEP = float(np.finfo(float).eps) ** (1 / 3)


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


@dataclass(frozen=True, slots=True)
class Here:
    """The curve at one point.

    value, slope: nan where there is none; slope is ±inf for an upright tangent. left, right:
    of f; slopes: of f on either side. second: f'', nan where it is not known. size: of the
    values around, against which small differences are judged.
    """

    x: float
    value: float
    slope: float
    left: Side
    right: Side
    slopes: tuple[Side, Side]
    second: float
    size: float

    @property
    def kind(self) -> str:
        """What is there.

        smooth, upright (an infinite slope), kink, end (of the domain); pole, jump, hole;
        outside (the domain), huge (more than numbers here can hold), rough (does not settle).
        """
        kinds = {self.left.kind, self.right.kind}
        if np.isinf(self.value):
            return "huge"
        if "infinite" in kinds:
            return "pole"
        if "unsettled" in kinds:
            return "rough"
        if np.isnan(self.value):
            if kinds != {"value"}:
                return "outside"
            return "hole" if self._same(self.left.value, self.right.value) else "jump"
        if "none" in kinds:
            return "end"
        if not self._same(self.left.value, self.value, self.right.value):
            return "jump"
        if np.isinf(self.slope):
            return "upright"
        if np.isnan(self.slope):
            known = {side.kind for side in self.slopes} <= {"value", "infinite"}
            return "kink" if known else "rough"
        return "smooth"

    def _same(self, *values: float) -> bool:
        return same(min(values), max(values), self.size)


@dataclass(frozen=True, eq=False)
class Derivatives:
    """A function of x with its derivatives, as curves over arrays.

    first, second: None where no rule differentiates; the slope is then measured.
    """

    function: Function
    first: Function | None
    second: Function | None

    @classmethod
    def of(cls, function: Function) -> "Derivatives":
        """The derivatives by rules, as far as they go."""
        first = function.derivative("x")
        return cls(function, first, None if first is None else first.derivative("x"))

    def f(self, x: Array) -> Array:
        """The values of f."""
        return self.function.values(x=x)

    def slope(self, x: Array) -> Array:
        """The values of f', by the formula or else by central differences."""
        if self.first is not None:
            return self.first.values(x=x)
        x = np.asarray(x, dtype=float)
        step = _STEP * np.maximum(1.0, np.abs(x))
        with np.errstate(all="ignore"):
            before, here, after = self.f(x - step), self.f(x), self.f(x + step)
            left, right = (here - before) / step, (after - here) / step
            # Where the sides disagree a jump is near: the flatter side is the one without it.
            flatter = np.where(np.abs(left) < np.abs(right), left, right)
            apart = np.abs(left - right) > 0.01 * (np.abs(left) + np.abs(right)) + 1e-6
            return np.where(apart, flatter, (left + right) / 2)

    def curvature(self, x: Array) -> Array:
        """The values of f''; nan without a formula."""
        if self.second is None:
            return np.full(np.shape(x), np.nan)
        return self.second.values(x=x)

    def at(self, x: float, width: float) -> Here:
        """What f does at x and around it. width: of the window looked at."""
        place = np.array([x])
        value = float(self.f(place)[0])
        left, right = sides(self.f, place, width)[0]
        before, after = sides(self.slope, place, width)[0]
        slope = _slope_of(float(self.slope(place)[0]), before, after)
        around = np.abs(self.f(x + width * np.linspace(-0.5, 0.5, 9)))
        size = float(np.max(around[np.isfinite(around)], initial=0.0))
        second = float(self.curvature(place)[0])
        return Here(x, value, slope, left, right, (before, after), second, size)

    @cached_property
    def _suspects(self) -> tuple[Curve, ...]:
        nodes = {
            node
            for each in (self.function, self.first)
            if each is not None
            for node in (*poles(each.tree), *bends(each.tree))
        }
        return tuple(curve for node in nodes if (curve := _curve(node)) is not None)

    def suspects(self, low: float, high: float) -> tuple[float, ...]:
        """Places in the window where a denominator is zero or a formula changes over."""
        places = np.linspace(low, high, 801)
        found: list[float] = []
        for curve in self._suspects:
            found += zeros(curve, places, tame(curve, places))
        width = high - low
        return tuple(sorted({tidy(x, width) for x in found}))[:100]


def _curve(node: Node) -> Curve | None:
    try:
        compiled = compile_tree(node)
    except Unsupported:
        return None
    return lambda x: values(compiled, {"x": x}, len(x))


def _slope_of(formula: float, before: Side, after: Side) -> float:
    """The slope at a point from the formula there and from the slopes around it."""
    if before.kind == after.kind == "value":
        if not same(before.value, after.value, 1e-3):
            return float("nan")
        near = np.isfinite(formula) and same(formula, before.value, 1e-3)
        return formula if near else before.value / 2 + after.value / 2
    if before.kind == after.kind == "infinite" and before.value == after.value:
        return before.value
    if "none" in (before.kind, after.kind) or "unsettled" in (before.kind, after.kind):
        return formula if np.isfinite(formula) else float("nan")
    return float("nan")


def steady(curve: Curve, xs: Array) -> Array:
    """The values, with 0 for those that are nothing but rounding: a hair's breadth alters them."""
    ys = tame(curve, xs)
    with np.errstate(all="ignore"):
        for ulps in (3.0, 11.0, 23.0):
            near = tame(curve, xs + ulps * np.spacing(np.abs(xs)))
            ys = np.where(np.abs(near - ys) > 0.02 * np.abs(ys), 0.0, ys)
    return ys


def zeros(curve: Curve, xs: Array, ys: Array) -> list[float]:
    """Where the curve changes sign or is zero alone between its samples."""
    with np.errstate(invalid="ignore"):
        side = np.sign(ys)
        fine = np.isfinite(ys)
        crossing = fine[1:] & fine[:-1] & (side[1:] * side[:-1] < 0)
        alone = fine[1:-1] & (side[1:-1] == 0) & (side[:-2] != 0) & (side[2:] != 0)
    at = np.flatnonzero(crossing)[:200]

    def pick(values: Array) -> tuple[Array, Array]:
        sign = np.sign(values)
        return where_true_begins(sign != sign[:, :1])

    low, high = narrow(curve, xs[at], xs[at + 1], pick)
    found = (low / 2 + high / 2).tolist() + xs[1:-1][alone][:200].tolist()
    return [float(x) for x in sorted(found)]


def touching(curve: Curve, xs: Array, ys: Array) -> list[float]:
    """Where |curve| comes down to zero and up again without a change of sign."""
    size = np.abs(ys)
    with np.errstate(invalid="ignore"):
        least = (size[1:-1] < size[:-2]) & (size[1:-1] < size[2:])
        least &= (np.sign(ys[:-2]) == np.sign(ys[2:])) & (ys[1:-1] != 0)
    at = np.flatnonzero(least)[:200] + 1
    if len(at) == 0:
        return []

    def pick(values: Array) -> tuple[Array, Array]:
        best = np.abs(values).argmin(axis=1)
        return best - 1, best + 1

    low, high = narrow(curve, xs[at - 1], xs[at + 1], pick)
    place = low / 2 + high / 2
    depth = np.abs(tame(curve, place))
    return [float(x) for x in place[depth < 1e-9 * np.maximum(size[at - 1], size[at + 1])]]


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
        """The value of f at x, or the limit where there is a hole."""
        return float(tame(self.derivatives.f, np.array([x]))[0])

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
        found = [*self._broken(), *self._kinks(), *self._flat(), *self._inflections()]
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
        return any(abs(each.x - x) <= 1e-7 * self.width for each in others)

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

    def _signs_around(self, curve: Curve, x: float) -> tuple[int, int]:
        near = 1e-4 * self.width
        before, after = np.sign(tame(curve, np.array([x - near, x + near])))
        return (
            int(before) if np.isfinite(before) else 0,
            int(after) if np.isfinite(after) else 0,
        )

    def _flat(self) -> list[Special]:
        names = {(-1, 1): "minimum", (1, -1): "maximum", (1, 1): "terrace", (-1, -1): "terrace"}
        return [
            Special(x, self.f(x), names[signs])
            for x in self.flat
            if (signs := self._signs_around(self.derivatives.slope, x)) in names
        ]

    def _inflections(self) -> list[Special]:
        flat = self._flat()
        return [
            Special(after.x0, self.f(after.x0), "inflection")
            for before, after in pairwise(self.parts)
            if before.bend * after.bend < 0
            and before.x1 == after.x0
            and not self._taken(after.x0, [*self.curve.breaks, *self._bent, *flat])
        ]

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
        for low, high in pairwise(walls):
            bend = self._bend(low, high)
            if bend is None or high - low < self.width / 500:
                continue
            hard = self._taken(low, [*self.curve.breaks, *self._bent])
            near = bool(parts) and low - parts[-1].x1 <= self.width / 200
            if near and parts[-1].bend == bend and not hard:
                parts[-1] = Part(parts[-1].x0, high, bend)
            else:
                parts.append(Part(low, high, bend))
        return tuple(parts)

    def _bend(self, low: float, high: float) -> int | None:
        """The sign of f'' on most of a stretch; None where there is no curve."""
        inner = low + (high - low) * np.array([0.07, 0.23, 0.41, 0.5, 0.59, 0.77, 0.93])
        y = steady(self.derivatives.curvature, inner)
        y = y[np.isfinite(self.derivatives.f(inner))]
        signs = np.sign(y[np.isfinite(y)])
        if len(signs) < 4:
            return None
        return int(np.sign(np.median(signs)))


@lru_cache(maxsize=32)
def study(derivatives: Derivatives, low: float, high: float) -> Study:
    """The study of a function over a window; the last ones are kept."""
    return Study(derivatives, low, high)
