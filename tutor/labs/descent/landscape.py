"""How much of a loss the picture shows, and the loss over it."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from tutor.labs.descent.loss import Loss, Point
from tutor.labs.descent.path import Step

Array = Any
Range = tuple[float, float]

SAMPLES = 240
GRID = (72, 48)
LEVELS = 9


def ranges(
    loss: Loss, start: Point, steps: Sequence[Step], goal: Point | None
) -> tuple[Range, ...]:
    """The start, the minimum and the path, as far as it stays in their neighbourhood."""
    found = tuple(_range(loss, start, steps, goal, axis) for axis in range(loss.size))
    return found if loss.size == 1 else _balanced(found)


def _range(loss: Loss, start: Point, steps: Sequence[Step], goal: Point | None, axis: int) -> Range:
    home = [start[axis]]
    if goal is not None:
        home.append(goal[axis])
    low, high = min(home), max(home)
    reach = max(high - low, 0.25 * abs(high), 0.5)
    if goal is None:
        reach = max(reach, 2 * abs(low))
    middle = None if goal is None else goal[axis]
    if loss.size == 1:
        valleys = _valleys(loss, low - 3 * reach, high + 3 * reach)
        home += valleys
        middle = valleys[0] if middle is None and valleys else middle
        low, high = min(home), max(home)
    near = (low - 2.5 * reach, high + 2.5 * reach)
    seen = [step.point[axis] for step in steps]
    seen = [x for x in seen if near[0] <= x <= near[1]]
    low, high = min(low, *seen, math.inf), max(high, *seen, -math.inf)
    if middle is not None:
        # Both sides of the valley.
        share = 1.0 if loss.size == 1 else 0.5
        beyond = middle + share * (middle - start[axis])
        low, high = min(low, beyond), max(high, beyond)
    return _rounded(low, high, reach)


def _valleys(loss: Loss, low: float, high: float) -> list[float]:
    """Minima of a loss of one parameter between two ends, roughly."""
    xs = np.linspace(low, high, 2 * SAMPLES)
    ys = loss.values(xs)
    with np.errstate(all="ignore"):
        lowest = (ys[1:-1] < ys[:-2]) & (ys[1:-1] < ys[2:])
    found = xs[1:-1][lowest]
    return [float(x) for x in found] if len(found) <= 4 else []


def height(heights: Array, window: Range, steps: Sequence[Step]) -> Range:
    """What is shown of the loss: the curve around the path, not its far walls.

    heights: the loss over the window.
    """
    ys = heights[np.isfinite(heights)]
    if not len(ys):
        return (0.0, 1.0)
    low, high = float(ys.min()), float(ys.max())
    inside = [
        step.loss
        for step in steps
        if math.isfinite(step.loss) and window[0] <= step.point[0] <= window[1]
    ]
    wanted = max([*inside, float(np.quantile(ys, 0.6))])
    top = min(high, low + 1.3 * (wanted - low))
    room = 0.06 * (top - low) or 1.0
    return (low - room, top + room)


@lru_cache(maxsize=8)
def contours(loss: Loss, shown: tuple[Range, ...]) -> tuple[Array, Array, Array, Array]:
    """Where the loss was taken, (72,) and (48,), the loss there, and the levels of the lines.

    The levels are quantiles of what is seen, so that in a narrow valley lines are drawn too;
    their squares are evenly spaced, which gives rings of equal distance around a bowl. Steps
    that leave the ranges as they are ask for the same again.
    """
    xs, ys = (np.linspace(*r, n) for r, n in zip(shown, GRID, strict=True))
    zs = loss.values(*np.meshgrid(xs, ys))
    seen = zs[np.isfinite(zs)]
    shares = ((np.arange(LEVELS) + 0.6) / LEVELS) ** 2
    levels = np.unique(np.quantile(seen, shares)) if len(seen) else np.array([])
    return xs, ys, zs, levels


def _rounded(low: float, high: float, least: float) -> Range:
    """A range with air around it and round ends, so that it stays put while the path grows."""
    middle, reach = (low + high) / 2, max(high - low, least, 1e-6) * 0.6
    step = 10.0 ** math.floor(math.log10(reach)) / 2
    return (math.floor((middle - reach) / step) * step, math.ceil((middle + reach) / step) * step)


def _balanced(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """No axis less than a quarter of the other, so that a valley is seen as one."""
    widest = max(high - low for low, high in ranges)
    out = []
    for low, high in ranges:
        lack = max(0.0, widest / 4 - (high - low)) / 2
        out.append((low - lack, high + lack))
    return tuple(out)
