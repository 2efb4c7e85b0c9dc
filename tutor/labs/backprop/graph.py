"""The network as a graph: a column of units for each layer, weights as lines between them.

A solid line is a positive weight, a dashed one a negative; strong ones are brighter. What does not
fit is abridged around what is selected.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from tutor.checking.display import inline
from tutor.labs.backprop.figures import ink_of, short
from tutor.labs.backprop.formulas import symbolic
from tutor.labs.backprop.model import Model
from tutor.labs.backprop.picture import Sheet
from tutor.labs.backprop.quantities import plain_name
from tutor.labs.backprop.run import split
from tutor.widgets.plot.canvas import Canvas

Array = Any
NODE = 10
"""Cells of a unit's box."""
GAP = 7
"""The least room for lines between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """A layer in the picture. units: those shown; rows: where each stands; left: its first cell."""

    layer: int
    left: int
    units: tuple[int, ...]
    rows: tuple[int, ...]
    tall: bool
    above: int
    below: int


def place_of(model: Model) -> tuple[int, int]:
    """Layer and unit of what is selected."""
    name, index = model.selected
    kind, layer = split(name)
    if name == "x":
        return 0, index[0]
    if name == "y" or (not layer and kind in ("L", "norm", "factor")):
        return model.design.depth, index[0] if index else 0
    return layer, index[0] if index else 0


def graph(model: Model, width: int, height: int) -> Sheet:
    """The picture in so many cells."""
    layer, unit = place_of(model)
    shown = _window(model.design.depth + 1, max(1, (width + GAP) // (NODE + GAP)), layer)
    rows = max(1, height - 2)
    room = width - len(shown) * NODE
    gap = min(26, room // max(1, len(shown) - 1))
    start = max(0, (width - len(shown) * NODE - gap * (len(shown) - 1)) // 2)
    columns = [
        _column(model, each, start + place * (NODE + gap), rows, unit if each == layer else 0)
        for place, each in enumerate(shown)
    ]
    canvas = Canvas(width, rows)
    for left, right in pairwise(columns):
        _edges(model, canvas, left, right)
    sheet = Sheet()
    sheet.rows.append(_headings(model, columns, width, sheet))
    for column in columns:
        _units(model, canvas, column, (layer, unit), sheet)
    sheet.rows += canvas.rows()
    sheet.rows.append(_legend(width, shown, model.design.depth))
    return sheet


def _window(count: int, most: int, at: int) -> list[int]:
    """The layers that are shown: as many as fit, around the selected one."""
    if count <= most:
        return list(range(count))
    first = min(max(0, at - most // 2), count - most)
    return list(range(first, first + most))


def _column(model: Model, layer: int, left: int, rows: int, unit: int) -> Column:
    size = model.design.sizes[layer]
    tall = size * 2 <= rows
    if size > rows:
        room = max(1, rows - 2)
        first = min(max(0, unit - room // 2), size - room)
        units = tuple(range(first, first + room))
        places = tuple(range(1, room + 1)) if rows > 2 else (0,)
        return Column(layer, left, units, places, False, first, size - first - room)
    step = rows / size
    height = 2 if tall else 1
    places = tuple(int(step * each + (step - height) / 2) for each in range(size))
    return Column(layer, left, tuple(range(size)), places, tall, 0, 0)


def _headings(
    model: Model, columns: list[Column], width: int, sheet: Sheet
) -> list[tuple[str, str]]:
    """What each column holds, as a formula where there is room for it."""
    text, chosen = "", place_of(model)[0]
    runs: list[tuple[str, str]] = []
    room = columns[1].left - columns[0].left if len(columns) > 1 else width
    for column in columns:
        name = plain_name(model.design, f"a{column.layer}")
        # The formula is a hint to what is still to be answered.
        if column.layer and not model.hides(f"a{column.layer}"):
            full = f"{name} = {inline(symbolic(model.design, f'a{column.layer}'))}"
            name = full if len(full) < room else name
        at = max(len(text), column.left + (NODE - len(name)) // 2)
        at = max(0, min(at, width - len(name)))
        runs.append((" " * (at - len(text)), ""))
        text += " " * (at - len(text))
        runs.append((name, "accent bold" if column.layer == chosen else "muted"))
        sheet.spots.append((0, len(text), len(text) + len(name), ("unit", column.layer, 0)))
        text += name
    return runs


def _units(
    model: Model, canvas: Canvas, column: Column, chosen: tuple[int, int], sheet: Sheet
) -> None:
    layer, left = column.layer, column.left
    name, delta = f"a{layer}" if layer else "x", f"dz{layer}"
    known, blamed = model.known(name), layer > 0 and model.known(delta)
    values = model.run.value(name)
    blames = model.run.value(delta) if blamed else None
    for unit, row in zip(column.units, column.rows, strict=True):
        here = (layer, unit) == chosen
        low = here and column.tall and split(model.selected[0])[0] == "dz"
        if (
            blamed
            and not column.tall
            and blames is not None
            and split(model.selected[0])[0] == "dz"
        ):
            value, sign = float(blames[unit]), "δ"
        else:
            value, sign = float(values[unit]), ""
        label = (sign + short(value)) if known else "·"
        text = f"({label:^{NODE - 2}})"
        ink = "accent reverse bold" if here and not low else ink_of(value) if known else "muted"
        canvas.text(left, row, " " * NODE, "")
        canvas.text(left, row, text, ink)
        sheet.spots.append((row + 1, left, left + NODE, ("unit", layer, unit)))
        if column.tall and layer:
            told = f"δ {short(float(blames[unit]))}" if blames is not None else ""
            canvas.text(left, row + 1, f"{told:^{NODE}}", "accent reverse bold" if low else "muted")
            sheet.spots.append((row + 2, left, left + NODE, ("delta", layer, unit)))
    for more, row, sign in ((column.above, 0, "↑"), (column.below, canvas.height - 1, "↓")):
        if more:
            canvas.text(left, row, f"{f'{sign} {more} …':^{NODE}}", "muted")


def _edges(model: Model, canvas: Canvas, left: Column, right: Column) -> None:
    """Lines for the weights between two columns, weak ones first."""
    weights = model.run.value(f"W{right.layer}")[np.ix_(right.units, left.units)]
    most = float(np.max(np.abs(weights))) if weights.size else 0.0
    if not np.isfinite(most) or most == 0:
        return
    strength = np.abs(weights) / most
    crowded = weights.size > 40
    begin, end = 2 * (left.left + NODE), 2 * right.left - 1
    lines: dict[tuple[str, str], tuple[list[float], list[float]]] = {}
    chosen = _chosen_edges(model, left, right)
    for i, j in np.argwhere(weights != 0):
        level = 2 if (i, j) in chosen else 1 if strength[i, j] >= 0.4 else 0
        if crowded and level == 0:
            continue
        key = _INKS[weights[i, j] > 0][level]
        x, y = lines.setdefault(key, ([], []))
        x += [begin, end, np.nan]
        y += [4 * left.rows[j] + 1.5, 4 * right.rows[i] + 1.5, np.nan]
    for positive in (False, True):
        for level in (0, 1, 2):
            key = _INKS[positive][level]
            if key in lines:
                canvas.polyline(np.array(lines[key][0]), np.array(lines[key][1]), *key)


_INKS: Mapping[bool, tuple[tuple[str, str], ...]] = {
    True: (("faint", "solid"), ("one", "solid"), ("one bold", "solid")),
    False: (("faint ", "dash"), ("six", "dash"), ("six bold", "dash")),
}
"""Ink and dash of weak, strong and selected weights, by whether they are positive."""


def _chosen_edges(model: Model, left: Column, right: Column) -> set[tuple[int, int]]:
    """Places of the lines that lead to the selected unit, or of the selected weight."""
    name, index = model.selected
    kind, layer = split(name)
    if layer != right.layer:
        return set()
    rows = [place for place, unit in enumerate(right.units) if index and unit == index[0]]
    if kind.endswith("W"):
        return {
            (row, place)
            for row in rows
            for place, unit in enumerate(left.units)
            if unit == index[1]
        }
    return {(row, place) for row in rows for place in range(len(left.units))}


def _legend(width: int, shown: list[int], depth: int) -> list[tuple[str, str]]:
    text = "w > 0 ━━━   w < 0 ╍╍╍"
    left = f"‹ {shown[0]} more" if shown[0] else ""
    right = f"{depth - shown[-1]} more ›" if shown[-1] < depth else ""
    room = max(0, width - len(left) - len(right) - len(text))
    before = room // 2
    return [
        (left + " " * before, "muted"),
        ("w > 0 ━━━", "one"),
        ("   ", ""),
        ("w < 0 ╍╍╍", "six"),
        (" " * (room - before) + right, "muted"),
    ]
