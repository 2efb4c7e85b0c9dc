"""Redrawing the gradient check at 120 × 40, and working its curves out aside."""

from collections.abc import Callable
from time import process_time

from benchmarks._timing import median
from tutor.labs.gradcheck.model import Model
from tutor.labs.gradcheck.picture import cells, errors_over_steps, largest
from tutor.labs.presets import presets
from tutor.widgets.plot import Scene, draw

SIZE = (66, 26)
"""The plot's part of a screen of 120 × 40, in cells."""

BAR = 16.0


def redraw(model: Model) -> Callable[[], None]:
    """Another step h, drawn: what happens between a key and the picture."""
    model.work_out()

    def work() -> None:
        now = model.with_step(-1)
        items, heights = errors_over_steps(now)
        draw(Scene(tuple(items), (1e-15, 1.0), heights, log_x=True, log_y=True), *SIZE)
        assert now.findings
        assert [largest(now, True), *(cells(row, True) for row in now.rows)]

    return work


def main() -> list[str]:
    """Print the milliseconds of every example; return the bars that were missed."""
    missed = []
    print(f"{'gradcheck':28} {'redraw ms':>9} {'aside ms':>9}   bar {BAR:.0f} a redraw")
    for preset in presets("gradcheck"):
        model = Model.begin(preset.start)
        begun = process_time()
        model.work_out()
        aside = (process_time() - begun) * 1000
        took = median(redraw(model))
        print(f"  {preset.name:26} {took:9.2f} {aside:9.1f}")
        if took > BAR:
            missed.append(f"gradcheck {preset.name}: {took:.1f} ms a redraw, over {BAR}")
    return missed


if __name__ == "__main__":
    for each in main():
        print("MISSED", each)
