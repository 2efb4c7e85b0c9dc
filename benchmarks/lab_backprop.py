"""The backprop lab's work for a frame, at 120 × 40 cells, and for a step of its largest network."""

import time
from collections.abc import Callable

from tutor.labs.backprop import detail, panes
from tutor.labs.backprop.graph import graph
from tutor.labs.backprop.model import Model
from tutor.labs.backprop.table import table

FRAME, STEP = 16.0, 50.0
"""Milliseconds: for a drawing, and for a change of 12 layers of 64 with all that follows."""
WIDTH = 118
LARGEST = {"sizes": "64-" * 12 + "64", "activation": "gelu", "norm": "on", "skip": "on"}
STARTS = {
    "2-3-1": {"preset": "course", "select": "dz1[2]"},
    "4-5-3-2": {"preset": "relu-tanh-softmax", "select": "dW2[1,1]"},
    "12 of 64": {**LARGEST, "select": "dz6[30]"},
}


def main() -> list[str]:
    missed = []
    print(f"{'backprop lab, ms':<18} {'redraw':>8} {'step':>8} {'update':>8} {'change':>8}")
    for name, start in STARTS.items():
        model = Model.begin(start)
        drawing = _best(lambda model=model: _frame(model))
        step = _best(lambda model=model: _frame(model.moved(model.done - 1)))
        update = _best(lambda model=model: _frame(model.trained(1)))
        seeds = iter(range(1, 100))
        change = _best(lambda model=model, seeds=seeds: _frame(model.change(seed=f"{next(seeds)}")))
        print(f"{name:<18} {drawing:8.1f} {step:8.1f} {update:8.1f} {change:8.1f}")
        missed += [
            f"backprop lab: {what} of {name} takes {took:.1f} ms"
            for what, took, most in (
                ("a redraw", drawing, FRAME),
                ("a step", step, STEP),
                ("an update", update, STEP),
                ("a change", change, STEP),
            )
            if took > most
        ]
    return missed


def redraw() -> None:
    """One frame of the lab as it begins."""
    _frame(Model.begin({"preset": "course"}))


def _frame(model: Model) -> None:
    graph(model, WIDTH, 14)
    table(model, WIDTH, 12)
    panes.status(model, None)
    panes.flow_sheet(model, None, "en", WIDTH)
    detail.formulas(model, WIDTH, 12)


def _best(work: Callable[[], None]) -> float:
    times = []
    for _ in range(12):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)
