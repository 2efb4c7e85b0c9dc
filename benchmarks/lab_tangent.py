"""The tangent lab's work for a frame: model, picture and words at 120 × 40 cells.

A move keeps the window, so that what is known of the curve is kept; a zoom studies it anew.
"""

import time
from collections.abc import Callable

from tutor.labs.tangent.model import STRINGS, Model
from tutor.labs.tangent.picture import items
from tutor.labs.tangent.telling import about_point, about_secant
from tutor.labs.tangent.written import panel
from tutor.widgets.plot import Scene, draw

FRAME = 16.0
"""Milliseconds."""
WIDTH, HEIGHT, PANEL = 78, 30, 40
CURVES = ("x^2 - 4x + 3", "x^3 - 3x", "gelu(x)", "1/x", "|x^2 - 1|", "tan x", "sin(1/x)")
SHOWN = "slope curvature bends points"


def main() -> list[str]:
    missed = []
    print(f"{'tangent lab, ms':<18} {'move':>8} {'zoom':>8}")
    for text in CURVES:
        model = Model.begin({"function": text, "show": SHOWN, "h": "0.5"})
        moves = _times(model, lambda now: now.moved(1))
        zooms = _times(model, lambda now: now.zoomed(0.99))
        print(f"{text:<18} {moves:8.1f} {zooms:8.1f}")
        missed += [
            f"tangent lab: a {what} on {text} takes {took:.1f} ms"
            for what, took in (("move", moves), ("zoom", zooms))
            if took > FRAME
        ]
    return missed


def redraw() -> None:
    """One frame of the lab as it begins, all of it shown."""
    _frame(Model.begin({"show": SHOWN, "h": "0.5"}))


def _times(model: Model, change: Callable[[Model], Model]) -> float:
    """Processor time of a change and what is shown after it: the best of its runs."""
    _frame(model)
    times = []
    for _ in range(15):
        start = time.process_time()
        model = change(model)
        _frame(model)
        times.append((time.process_time() - start) * 1000)
    return min(times)


def _frame(model: Model) -> None:
    scene = Scene(tuple(items(model)), x=model.window, fit=model.range, y_label="y")
    draw(scene, WIDTH, HEIGHT)
    panel(model, PANEL, HEIGHT)
    for key, values in (*about_point(model), *about_secant(model)):
        STRINGS(key, **values)


if __name__ == "__main__":
    print("\n".join(main()))
