"""A function with its derivatives, and what they say at one point."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tutor.checking.equality.breakpoints import bends, poles
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.evaluation.float64 import compile_tree, values
from tutor.checking.expression.tree import Node
from tutor.labs.functions import Function
from tutor.labs.tangent.limits import Array, Curve, Side, sides, tame
from tutor.labs.tangent.roots import zeros
from tutor.labs.tangent.sampling import same, tidy

_STEP = float(np.finfo(float).eps) ** (1 / 3)


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
