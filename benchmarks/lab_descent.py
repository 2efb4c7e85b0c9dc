"""Redrawing the descent lab: model and drawing after a step, at 120 × 40."""

from collections.abc import Callable

from benchmarks._timing import median
from tutor.labs.descent.model import Model
from tutor.labs.descent.picture import by_step, cells, on_the_loss, slopes, title
from tutor.labs.presets import presets
from tutor.widgets.plot import Scene, draw

SIZE = (74, 26)
"""The plot's part of a screen of 120 × 40, in cells."""

BAR = 16.0


def redraw(model: Model) -> Callable[[], None]:
    """One more step, drawn: what happens between a key and the picture."""

    def work() -> None:
        now = model.stepped(1) if not model.ended else model.stepped(-1).stepped(1)
        height = None if now.loss.size == 2 else now.height
        ranges = now.ranges
        y = ranges[1] if now.loss.size == 2 else height
        scene = Scene(tuple(on_the_loss(now, SIZE[1])), ranges[0], y, title=title(now))
        draw(scene, *SIZE)
        assert now.remarks
        assert slopes(now) is not None
        assert [cells(now, step, 1) for step in now.walked[-SIZE[1] :]]

    return work


def curve(model: Model) -> Callable[[], None]:
    """The loss by step, drawn."""

    def work() -> None:
        items, steps = by_step(model.stepped(-1).stepped(1))
        draw(Scene(tuple(items), steps, log_y=True), *SIZE)

    return work


def main() -> list[str]:
    """Print the milliseconds of every example; return the bars that were missed."""
    missed = []
    print(f"{'descent: one step':28} {'ms':>7}   bar {BAR:.0f}")
    for preset in presets("descent"):
        model = Model.begin(preset.start)
        model = model if model.steps else model.stepped(10)
        for kind, work in (("", redraw(model)), (" by step", curve(model))):
            took = median(work)
            print(f"  {preset.name + kind:26} {took:7.2f}")
            if took > BAR:
                missed.append(f"descent {preset.name}{kind}: {took:.1f} ms a redraw, over {BAR}")
    return missed


if __name__ == "__main__":
    for each in main():
        print("MISSED", each)
