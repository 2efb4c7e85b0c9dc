"""The learning-rate schedule as a curve, over which a step is asked for."""

from typing import ClassVar

import numpy as np
from textual.binding import Binding, BindingType

from tutor.labs.reproduce.report import rate_lines
from tutor.labs.reproduce.workbook import Workbook
from tutor.widgets.plot import Curve, Dots, Item, KeyedPlot, Rule, Scene

POINTS = 600
"""Of the drawn curve."""


class RatePlot(KeyedPlot):
    """The schedule; its keys move the asked step by a hundredth of the whole."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "do('step', -1)", show=False),
        Binding("right", "do('step', 1)", show=False),
    ]

    def show(self, book: Workbook) -> None:
        """Draw the schedule of a reproduction."""
        scene = scene_of(book)
        self.draw(scene.items, x=scene.x, y=scene.y, x_label="n", y_label="η")


def scene_of(book: Workbook) -> Scene:
    """The schedule as a curve, with the steps to look at."""
    rates = book.rates
    if rates is None:
        return Scene((), (0, 1), (0, 1), x_label="n", y_label="η")
    steps = np.unique(np.linspace(0, rates.total, POINTS).round())
    if rates.warmup < rates.total:
        steps = np.union1d(steps, [rates.warmup])
    found = [(key, min(step, rates.total), rate) for key, step, rate in rate_lines(book)]
    points = [(step, rate) for key, step, rate in found if key != "rate_asked"]
    asked = [(step, rate) for key, step, rate in found if key == "rate_asked"]
    items: list[Item] = [Curve(steps, rates.rates(steps), "one")]
    if 0 < rates.warmup < rates.total:
        items.append(Rule(x=rates.warmup, label="W"))
    items.append(Dots([x for x, _ in points], [y for _, y in points], "two", sign="●"))
    if asked:
        items.append(Dots([asked[0][0]], [asked[0][1]], "three", sign="◆", label="n"))
    top = max(rates.peak, rates.floor) * 1.08
    return Scene(tuple(items), (0, rates.total), (0, top), x_label="n", y_label="η")
