"""What stands beside the plot: formulas and numbers only, the same in every language."""

import math
import textwrap
from functools import lru_cache
from typing import TypeAlias

from tutor.checking import display
from tutor.checking.expression.tree import Node
from tutor.labs.numbers import number
from tutor.labs.tangent.model import Model

Row: TypeAlias = list[tuple[str, str]]
"""A line as runs of (text, colour of the plot's palette)."""

HIDDEN = "?"
BEND = {1: "∪", -1: "∩", 0: "─"}


def panel(model: Model, width: int, height: int = 99, chosen: int = -1) -> list[Row]:
    """The formulas of f and f', the numbers at the point, the tangent, and the secants.

    chosen: the place of which a guess is being drawn.
    What is worth least goes first where `height` rows are not enough: the fraction of the
    secant, the blank lines, the formula that is typed anyway.
    """
    numbers: list[Row]
    secant = model.h is not None and not model.task and math.isfinite(model.here.value)
    typed = [*_formula("f(x) = ", model.function.tree, width)]
    slopes = _slopes(model, width)
    if 0 <= chosen < len(model.places):
        numbers = [[], *_guess(model, chosen)]
    else:
        numbers = [[], *_numbers(model)]
    long, short = (_secants(model, brief) if secant else [] for brief in (False, True))
    tries = (
        [*typed, *slopes, *numbers, *long],
        [*typed, *slopes, *numbers, *short],
        [*slopes, *numbers, *short],
        [row for row in [*slopes, *numbers, *short] if row],
    )
    return next((rows for rows in tries if len(rows) <= height), tries[-1])


def _slopes(model: Model, width: int) -> list[Row]:
    """The formulas of the derivatives."""
    if model.task == "draw":
        return []
    first, second = model.derivatives.first, model.derivatives.second
    rows = [*_formula("f′(x) = ", first.tree, width)] if first else _measured()
    if "curvature" in model.show and second is not None and not model.task:
        rows += _formula("f″(x) = ", second.tree, width)
    return rows


def _measured() -> list[Row]:
    return [[("f′(x) ≈ Δy/Δx", "muted")]]


@lru_cache(maxsize=32)
def _formula(before: str, node: Node, width: int) -> tuple[Row, ...]:
    """`f(x) = …` with the name on the axis of the formula; too wide, on lines of its own."""
    indent = len(before)
    box = display.tree(node, width=width - indent)
    if box.width <= width - indent:
        return tuple(
            [(before if row == box.axis else " " * indent, "muted"), (line.rstrip(), "text")]
            for row, line in enumerate(box.lines)
        )
    box = display.tree(node, width=width - 2)
    if box.width <= width - 2:
        lines = [line.rstrip() for line in box.lines]
    else:
        lines = _wrapped(display.tree_inline(node), width - 2)
    return ([(before.rstrip(), "muted")], *([("  " + line, "text")] for line in lines))


def _wrapped(text: str, width: int) -> list[str]:
    """A formula on one line, broken at its blanks."""
    return textwrap.wrap(text, max(width, 8), break_on_hyphens=False)


def _guess(model: Model, chosen: int) -> list[Row]:
    """The place that is being drawn."""
    x = model.places[chosen]
    return [
        [("x     = ", "muted"), (number(x, 6), "text")],
        [("f(x)  = ", "muted"), (number(model.function.value(x=x), 6), "one")],
        [("f′(x) = ", "muted"), (number(model.guesses[chosen], 6) + " ?", "two")],
    ]


def hides_slope(model: Model) -> bool:
    """Whether the slope is what the learner is asked for."""
    return model.task in ("flat", "slope", "steepest", "bend", "draw")


def _numbers(model: Model) -> list[Row]:
    here = model.here
    hidden = hides_slope(model)
    value = here.value if here.kind not in ("pole", "hole") else math.nan
    rows: list[Row] = [
        [("x     = ", "muted"), (number(model.point, 6), "text")],
        [("f(x)  = ", "muted"), (number(value, 6), "one")],
    ]
    if hidden:
        rows.append([("f′(x) = ", "muted"), (HIDDEN, "two")])
    elif here.kind == "kink" or (here.kind == "end" and math.isnan(here.slope)):
        left, right = (number(side.value) for side in here.slopes)
        rows.append([("f′(x) = ", "muted"), (f"{left} | {right}", "two")])
    else:
        slope = here.slope if here.kind in ("smooth", "upright", "end") else math.nan
        arrow = "" if math.isnan(slope) else "  ↗" if slope > 0 else "  ↘" if slope < 0 else "  →"
        rows.append([("f′(x) = ", "muted"), (number(slope, 6) + arrow, "two")])
    if not hidden:
        second = here.second if here.kind in ("smooth", "end") else math.nan
        sign = "" if math.isnan(second) else "  " + BEND[(second > 0) - (second < 0)]
        rows.append([("f″(x) = ", "muted"), (number(second, 6) + sign, "text")])
        # Its intercept answers where the tangent meets the origin.
        line = "" if model.task else tangent_text(model)
        if line:
            rows += [[], [("⠒⠂⠒ ", "two"), (line, "text")]]
    return rows


def tangent_text(model: Model) -> str:
    """The equation of the tangent, `y = 2x − 6`; empty where there is none."""
    here = model.here
    if here.kind == "upright":
        return f"x = {number(model.point)}"
    if here.kind not in ("smooth", "end") or not math.isfinite(here.slope):
        return ""
    slope, start = here.slope, here.value - here.slope * model.point
    if abs(start) < 1e-9 * max(abs(here.value), abs(here.slope * model.point)):
        start = 0.0
    if slope == 0:
        return f"y = {number(start)}"
    factor = {"1": "", "−1": "−"}.get(number(slope), number(slope))
    if "·" in factor:
        factor += "·"
    if start == 0:
        return f"y = {factor}x"
    return f"y = {factor}x {'+' if start > 0 else '−'} {number(abs(start))}"


def _secants(model: Model, brief: bool) -> list[Row]:
    """The difference quotient now and for the larger h before it, down to the tangent's slope."""
    assert model.h is not None
    now = (number(model.slope_of_secant(model.h)), "six")
    rows: list[Row] = [
        [],
        [("f(x+h) − f(x)", "muted")],
        [("───────────── = ", "muted"), now],
        [("      h", "muted")],
        [("h        slope", "muted")],
    ]
    if brief:
        rows = [[], [("h        Δy/h", "muted")]]
    for h in (4 * model.h, 2 * model.h, model.h):
        slope = model.slope_of_secant(h)
        rows.append([(f"{number(h):<8} {number(slope, 6)}", "six" if h == model.h else "text")])
    if not hides_slope(model) and math.isfinite(model.here.slope):
        rows.append([(f"{'→ 0':<8} {number(model.here.slope, 6)}", "two")])
    return rows
