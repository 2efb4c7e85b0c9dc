"""What it takes to redraw the reproduction workbook, at 120 by 40.

For every page of a full reproduction: reading what was typed, laying out the table, drawing
each visible line and what follows from it.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace

from tutor import labs
from tutor.labs.reproduce.curve import scene_of
from tutor.labs.reproduce.grid import Layout
from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.pages import pages
from tutor.labs.reproduce.pages.page import sayer
from tutor.widgets.plot import draw

FRAME = 16.0
"""Milliseconds."""

WIDTH, HEIGHT = 118, 30
RUNS = 40


def redraw() -> dict[str, float]:
    """Milliseconds to show each page after a change, the median of some runs."""
    state = Model.begin({"sample": "attention"}).state()
    state["hyper"] = "\n".join(
        f"name {n} | {n}e-4 | {n * 0.0001:.4f} | Table {n}" for n in range(60)
    )
    state["layers"] = "\n".join(
        f"block {n} | block | {n + 1} | 64*{n + 1} | | 8" for n in range(40)
    )
    state["results"] = "\n".join(f"metric {n} | higher | {n + 1} | {n} {n + 1}" for n in range(30))
    state["at"] = "5000"
    say = sayer(labs.strings("reproduce"), "en")
    model = Model.begin(state)
    found = {}
    for name, page in pages().items():

        def once(page=page) -> None:  # type: ignore[no-untyped-def]
            # What was typed goes into its table, and everything is made anew.
            book = replace(model.book).with_("gap", "x")
            for table in ("hyper", "layers", "results"):
                book = book.with_rows(table, getattr(book, table))
            lines = page.lines(model.with_book(book), say)
            layout = Layout(lines, WIDTH)
            for line in lines[:HEIGHT]:
                layout.places(line)
            where = next(line for line in lines if line.stops)
            page.below(model, where, where.cells[where.stops[0]], say)
            if page.name == "rate":
                draw(scene_of(model.book), 76, HEIGHT)

        found[name] = _median(once)
    found["export"] = _median(lambda: model.markdown("en"))
    return found


def _median(once: Callable[[], object]) -> float:
    once()
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        once()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def main() -> list[str]:
    print("Reproduction workbook: model and drawing of a page, 60 hyperparameters, 40 layers")
    missed = []
    for name, took in redraw().items():
        print(f"  {name:10} {took:6.2f} ms")
        if took > FRAME:
            missed.append(f"reproduction workbook, {name}: {took:.1f} ms > {FRAME:.0f} ms")
    return missed


if __name__ == "__main__":
    print(main() or "all within a frame")
