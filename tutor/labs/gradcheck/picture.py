"""The state of the lab as things to draw, and as lines of a table."""

import math

import numpy as np

from tutor.labs.gradcheck.differences import FINE, STEPS, WRONG, Curve, Row
from tutor.labs.gradcheck.findings import SIGNS
from tutor.labs.gradcheck.model import Model
from tutor.widgets.plot import Curve as Line
from tutor.widgets.plot import Dots, Item, Rule

LEAST = 1e-16
"""Where an error of exactly 0 is drawn."""

COLOURS = {
    "fine": "good", "rounding": "good", "kinks": "two", "doubtful": "two", "wrong": "bad",
    "kink": "five", "jump": "five", "edge": "five", "nowhere": "bad",
}  # fmt: skip
"""The colour of each state of a row, beside its sign."""


def errors_over_steps(model: Model) -> tuple[list[Item], tuple[float, float]]:
    """The error curves with the thresholds, the best steps and the step of now; the y range."""
    items: list[Item] = [
        Rule(y=WRONG, colour="faint", label="wrong"),
        Rule(y=FINE, colour="faint", label="fine"),
        Rule(x=model.step, colour="accent", label="h", dash="solid"),
    ]
    # Against a wrong gradient float32 is as flat as float64; the true one is worth more there.
    third = (
        (model.curve("central", exact=True), "muted", "dot", "true gradient")
        if model.differs
        else (model.curve("central", single=True), "three", "dot", "central float32")
    )
    lines: list[tuple[Curve, str, str, str]] = [
        third,
        (model.curve("forward"), "two", "dash", "forward"),
        (model.curve("central"), "one", "solid", "central"),
    ]
    lowest = 1e-8
    for curve, colour, dash, label in lines:
        heights = np.maximum(curve.errors, LEAST)
        items.append(Line(STEPS, heights, colour, label, dash))
        seen = heights[np.isfinite(heights)]
        lowest = min([lowest, *seen])
    for curve, colour, _, _ in lines:
        step, least = curve.best
        if not curve.single and math.isfinite(step) and least < WRONG:
            items.append(Dots([step], [max(least, LEAST)], colour, "◆"))
    return items, (10.0 ** math.floor(math.log10(lowest)), 4.0)


def short(x: float, digits: int) -> str:
    """A number in few cells: 0.2496, 1.4e5, −3e−8."""
    if math.isnan(x):
        return "—"
    if math.isinf(x):
        return "∞" if x > 0 else "−∞"
    text = f"{x:.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    if "." in mantissa and exponent:
        mantissa = mantissa.rstrip("0").rstrip(".")
    text = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return text.replace("-", "−")


def head(model: Model, wide: bool) -> list[str]:
    """The headings of the table."""
    measured = "central" if model.formula == "central" else "forward"
    if wide:
        return ["", "yours", measured, "left", "right", "error", ""]
    return ["", "yours", measured, "error", ""]


def cells(row: Row, wide: bool) -> list[str]:
    """One entry as a row of the table; its sign comes last."""
    digits = 6 if wide else 4
    numbers = [row.typed, row.measured]
    if wide:
        numbers += [row.left, row.right]
    found = [short(x, digits) for x in numbers]
    return [row.entry.label, *found, short(row.error, 2), SIGNS[row.state]]


def largest(model: Model, wide: bool) -> list[str]:
    """The row for all entries together: the largest error, and the worst sign."""
    errors = [row.error for row in model.rows if math.isfinite(row.error)]
    gap = ["", "", "", ""] if wide else ["", ""]
    worst = short(max(errors), 2) if errors else "—"
    return ["all", *gap, worst, SIGNS[model.worst.state]]
