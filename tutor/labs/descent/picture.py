"""The state of the lab as things to draw, and as lines of a table."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from tutor.checking import display
from tutor.checking.expression.tree import Node, Symbol
from tutor.labs.descent.landscape import Range
from tutor.labs.descent.model import Model
from tutor.labs.descent.path import Step
from tutor.widgets.plot import Contours, Curve, Dots, Item, Note

SMALL = 1e-3
"""Numbers nearer to 0 are written with an exponent, which keeps them short."""

NEAR = 40
"""How many of the last steps have a dot of their own."""


FEW = 18
"""Rows of cells below which every other level line is left out."""


def on_the_loss(model: Model, rows: int) -> list[Item]:
    """The loss with the path on it: a curve, or lines of equal height, fewer on few rows."""
    items = _curve(model) if model.loss.size == 1 else _contours(model, rows)
    return [*items, *_marks(model)]


def _places(model: Model) -> tuple[list[float], list[float]]:
    """The path in the plane of the picture."""
    steps = [step for step in model.walked if all(map(math.isfinite, step.point))]
    xs = [step.point[0] for step in steps]
    ys = [step.loss if model.loss.size == 1 else step.point[1] for step in steps]
    return xs, ys


def _curve(model: Model) -> list[Item]:
    xs, ys = model.curve
    items: list[Item] = [Curve(xs, ys, "one")]
    here, low, high = model.here, *model.ranges[0]
    if math.isfinite(here.slope) and low <= here.point[0] <= high:
        reach = 0.12 * (high - low)
        ends = np.array([here.point[0] - reach, here.point[0] + reach])
        slope = here.gradient[0]
        items.append(Curve(ends, here.loss + slope * (ends - here.point[0]), "three", dash="dot"))
    return items


def _contours(model: Model, rows: int) -> list[Item]:
    xs, ys, zs, levels = model.contours
    if rows < FEW:
        levels = levels[::2]
    return [Contours(xs, ys, zs, levels, "muted")]


def _marks(model: Model) -> list[Item]:
    xs, ys = _places(model)
    if not xs:
        return []
    dash = "dash" if model.loss.size == 1 else "solid"
    items: list[Item] = [Curve(xs, ys, "two", dash=dash)] if len(xs) > 1 else []
    goal = model.story.goal
    if goal is not None:
        height = model.loss.value(goal.point) if model.loss.size == 1 else goal.point[1]
        items.append(Dots([goal.point[0]], [height], "good", "×", label="min"))
    if len(xs) > 2:
        items.append(Dots(xs[1:-1][-NEAR:], ys[1:-1][-NEAR:], "two", "•"))
    if len(xs) > 1:
        items.append(Dots(xs[:1], ys[:1], "two", "○", label="start"))
    items.append(Dots(xs[-1:], ys[-1:], "six", "●", label=_where(model)))
    if not _inside(model, xs[-1], ys[-1]):
        items.append(_beyond(model, xs[-1]))
    return items


def _where(model: Model) -> str:
    return f"{', '.join(model.loss.names)} ({model.here.index})"


def _inside(model: Model, x: float, y: float) -> bool:
    ranges = [model.ranges[0], model.height if model.loss.size == 1 else model.ranges[1]]
    return all(low <= at <= high for (low, high), at in zip(ranges, (x, y), strict=True))


def _beyond(model: Model, x: float) -> Note:
    """Where a path went that has left the picture."""
    (low, high), names = model.ranges[0], model.loss.names
    bottom, top = model.height if model.loss.size == 1 else model.ranges[1]
    middle = bottom + 0.5 * (top - bottom)
    point = ", ".join(
        f"{name} = {short(at, 3)}" for name, at in zip(names, model.here.point, strict=True)
    )
    left = x < (low + high) / 2
    text = f"← {point}" if left else f"{point} →"
    return Note(low if left else high, middle, text, "six", "right" if left else "left")


def by_step(model: Model) -> tuple[list[Item], Range]:
    """Loss above its minimum, and length of the gradient, by step; and what x ranges over."""
    steps, gaps, _ = model.gaps
    slopes = np.array([step.slope for step in model.walked])
    slopes = np.where(np.isfinite(slopes) & (slopes > 0), slopes, np.nan)
    items: list[Item] = [
        Curve(steps, slopes, "three", label="|gradient|", dash="dot"),
        Curve(steps, gaps, "one", label="loss"),
    ]
    if len(steps) <= NEAR:
        items.append(Dots(steps, gaps, "one", "•"))
    return items, (0.0, float(max(10, steps[-1])))


def title(model: Model) -> str:
    """The loss as a formula."""
    names = ", ".join(map(_letter, model.loss.names))
    return f"L({names}) = {_inline(model.loss.function.tree)}"


def slopes(model: Model) -> str:
    """The gradient as formulas; empty where no rule gives it."""
    found = []
    single = model.loss.size == 1 and not model.loss.constants
    d = "d" if single else "∂"
    for name, slope in zip(model.loss.names, model.loss.slopes, strict=True):
        if slope is None:
            return ""
        found.append(f"{d}L/{d}{_letter(name)} = {_inline(slope.tree)}")
    return "    ".join(found)


def _letter(name: str) -> str:
    return _inline(Symbol(name))


@lru_cache(maxsize=64)
def _inline(tree: Node) -> str:
    """A formula on one line; steps ask for the same ones again."""
    return display.tree_inline(tree)


def short(x: float, digits: int) -> str:
    """A number in few cells: 0.2496, 1.4e5, −3e−8."""
    if math.isnan(x):
        return "—"
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    text = f"{x:.{digits}g}" if abs(x) >= SMALL or x == 0 else f"{x:.{digits - 1}e}"
    mantissa, _, exponent = text.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    text = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return text.replace("-", "−")


def columns(model: Model, room: int) -> list[str]:
    """The headings of the table of steps. room: 0 for few cells, 1 for more, 2 for many."""
    names = [_letter(name) for name in model.loss.names]
    if model.loss.size == 1:
        return ["step", names[0], "loss", "grad", "Δ" + names[0]]
    if room == 0:
        return ["step", *names, "loss", "|grad|"]
    slopes = ["∂" + name for name in names]
    return ["step", *names, "loss", *slopes, *(["Δ" + n for n in names] if room == 2 else [])]


def widths(model: Model, room: int) -> list[int]:
    """The least cells of each column, so that the table stays as wide while steps come."""
    count = len(columns(model, room))
    if room:
        return [4] + [10 if model.loss.size == 1 else 9] * (count - 1)
    return [4, *([7] * model.loss.size), *([8] * (count - 1 - model.loss.size))]


def cells(model: Model, step: Step, room: int) -> list[str]:
    """One step as a row of the table."""
    digits = 3 if room == 0 else 5 if model.loss.size == 1 else 4
    numbers: Sequence[float] = (step.loss, *step.gradient)
    if model.loss.size == 2 and room == 0:
        numbers = (step.loss, step.slope)
    elif model.loss.size == 1 or room == 2:
        numbers = (*numbers, *step.update)
    return [
        str(step.index),
        *(short(x, max(digits, 4)) for x in step.point),
        *(short(x, digits) for x in numbers),
    ]
