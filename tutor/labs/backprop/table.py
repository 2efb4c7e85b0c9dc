"""The table of one layer: a row for each unit, its quantities from weights to gradients."""

from dataclasses import dataclass

import numpy as np

from tutor.labs.backprop.figures import ink_of, short
from tutor.labs.backprop.model import Model
from tutor.labs.backprop.picture import Run, Sheet
from tutor.labs.backprop.quantities import plain_name, shape_of
from tutor.labs.backprop.run import split
from tutor.labs.numbers import number

CELL = 9
"""Cells of a column."""
_MOST = 4
"""Columns of a matrix that are shown at once."""


@dataclass(frozen=True, slots=True)
class Head:
    """A column. name: its quantity; place: the column of a matrix, None for a vector."""

    name: str
    place: int | None


def layer_of(model: Model) -> int:
    """Whose table is shown: the layer of what is selected."""
    name, _ = model.selected
    layer = split(name)[1]
    if not layer:
        return model.design.depth if name in ("y", "L") else 1
    return layer


def quantities_of(model: Model, layer: int) -> list[str]:
    """The quantities that have an entry for each unit of a layer, from left to right."""
    names = [f"W{layer}", f"b{layer}", f"gamma{layer}", f"beta{layer}", f"z{layer}"]
    names += [f"zhat{layer}", f"n{layer}", f"a{layer}"]
    names += ["y"] if layer == model.design.depth else []
    names += [f"d{kind}{layer}" for kind in ("a", "n", "gamma", "beta", "z", "b", "W")]
    return [name for name in names if name in model.quantities]


def _heads(model: Model, layer: int) -> list[Head]:
    """All columns; of wide matrices those around the selected entry."""
    heads = []
    for name in quantities_of(model, layer):
        shape = shape_of(model.design, name)
        if len(shape) == 1:
            heads.append(Head(name, None))
            continue
        at = model.selected[1][1] if model.selected[0] == name else 0
        most = min(_MOST, shape[1])
        first = min(max(0, at - most // 2), shape[1] - most)
        heads += [Head(name, place) for place in range(first, first + most)]
    return heads


def table(model: Model, width: int, height: int) -> Sheet:
    """The table in so many cells, around what is selected."""
    layer = layer_of(model)
    heads = _heads(model, layer)
    name, index = model.selected
    at = next(
        (
            place
            for place, head in enumerate(heads)
            if head.name == name and (head.place is None or head.place == index[1])
        ),
        0,
    )
    fitting = max(1, (width - 8) // CELL)
    first = min(max(0, at - fitting // 2), max(0, len(heads) - fitting))
    shown = heads[first : first + fitting]
    sheet = Sheet()
    _title(model, layer, sheet)
    _names(model, layer, shown, sheet, more=(first, len(heads) - first - len(shown)))
    _inputs(model, layer, shown, sheet)
    _rows(model, layer, shown, sheet, max(1, height - len(sheet.rows)))
    return sheet


def _title(model: Model, layer: int, sheet: Sheet) -> None:
    design = model.design
    runs: list[tuple[str, str] | tuple[str, str, tuple[object, ...]]] = []
    for each in range(1, design.depth + 1):
        ink = "accent reverse bold" if each == layer else "muted"
        runs += [(f" {each} ", ink, ("layer", each))]
    sizes = f"  {design.sizes[layer - 1]} → {design.sizes[layer]}  {design.activations[layer - 1]}"
    runs.append((sizes, "text"))
    for kind in ("mu", "s"):
        name = f"{kind}{layer}"
        if name in model.quantities and model.known(name):
            told = f"   {plain_name(design, name)} = {number(float(model.run.value(name)))}"
            ink = "accent reverse bold" if model.selected[0] == name else "text"
            runs.append((told, ink, ("entry", name, ())))
    sheet.add(*runs)


def _names(
    model: Model, layer: int, shown: list[Head], sheet: Sheet, more: tuple[int, int]
) -> None:
    """Names over their columns, and the shapes below them."""
    names: list[tuple[str, str]] = [(f"{'‹' if more[0] else '':<6}", "muted")]
    shapes: list[tuple[str, str]] = [(" " * 6, "")]
    place = 0
    while place < len(shown):
        name = shown[place].name
        span = (
            sum(1 for head in shown if head.name == name) if shown[place].place is not None else 1
        )
        chosen = name == model.selected[0]
        shape = model.quantities[name].column
        label = plain_name(model.design, name)
        # A shape may be what is asked for.
        hidden = model.mode == "answer" and not model.known(name)
        told = ["?" if hidden else f"{shape[0]}×{shape[1]}"]
        if shown[place].place is not None:
            if len(label) + len(told[0]) < CELL * span:
                label += " " + told[0]
            told = [f"·{int(head.place or 0) + 1}" for head in shown[place : place + span]]
        names.append((f"{label:>{CELL * span}}", "accent bold" if chosen else "text bold"))
        shapes += [(f"{each:>{CELL}}", "muted") for each in told]
        place += span
    names.append((" ›" if more[1] else "", "muted"))
    sheet.add(*names)
    sheet.add(*shapes)


def _inputs(model: Model, layer: int, shown: list[Head], sheet: Sheet) -> None:
    """The inputs that meet the columns of W, over them."""
    name = "x" if layer == 1 else f"a{layer - 1}"
    if not any(head.name == f"W{layer}" for head in shown):
        return
    label = plain_name(model.design, f"a{layer - 1}")
    runs: list[tuple[str, str] | tuple[str, str, tuple[object, ...]]] = [
        (f"{label + '→':>6}", "muted")
    ]
    for head in shown:
        if head.name != f"W{layer}" or head.place is None:
            continue
        if not model.known(name):
            runs.append((f"{'·':>{CELL}}", "muted"))
            continue
        value = float(model.run.value(name)[head.place])
        chosen = model.selected == (name, (head.place,))
        ink = "accent reverse bold" if chosen else ink_of(value)
        runs.append((f"{short(value):>{CELL}}", ink, ("entry", name, (head.place,))))
    sheet.add(*runs)


def _rows(model: Model, layer: int, shown: list[Head], sheet: Sheet, room: int) -> None:
    size = model.design.sizes[layer]
    name, index = model.selected
    at = index[0] if index and split(name)[1] == layer else 0
    count = size if size <= room else max(1, room - 1)
    first = min(max(0, at - count // 2), size - count)
    known = {head.name: model.known(head.name) for head in shown}
    values = {
        each: np.asarray(model.run.value(each), dtype=float)
        for each, is_in in known.items()
        if is_in
    }
    for unit in range(first, first + count):
        runs: list[tuple[str, str] | tuple[str, str, tuple[object, ...]]] = [
            (f"{unit + 1:>5} ", "muted")
        ]
        for head in shown:
            entry = (unit,) if head.place is None else (unit, head.place)
            chosen = model.selected == (head.name, entry)
            text, ink = "·", "muted"
            if known[head.name]:
                value = float(values[head.name][entry])
                text, ink = short(value), ink_of(value)
            padded = f"{text:>{CELL - 1}}"
            runs.append((" ", ""))
            ink = "accent reverse bold" if chosen else ink
            runs.append((padded, ink, ("entry", head.name, entry)))
        sheet.add(*runs)
    if count < size:
        above, below = first, size - first - count
        told = "".join((f" ↑ {above}" if above else "", f" ↓ {below}" if below else ""))
        sheet.add((f"    {told} …", "muted"))


def moved(model: Model, across: int, down: int) -> Model:
    """The selection moved by columns and rows; over the left or right end to the next layer."""
    layer = layer_of(model)
    names = quantities_of(model, layer)
    name, index = model.selected
    if name not in names:
        return model.select(names[0], (0, 0))
    if down:
        return model.select(name, (index[0] + down, *index[1:]))
    shape = shape_of(model.design, name)
    if len(shape) == 2 and 0 <= index[1] + across < shape[1]:
        return model.select(name, (index[0], index[1] + across))
    place = names.index(name) + across
    if 0 <= place < len(names):
        target = names[place]
        wide = shape_of(model.design, target)
        edge = 0 if across > 0 or len(wide) == 1 else wide[1] - 1
        return model.select(target, (index[0], edge))
    other = layer + (1 if across > 0 else -1)
    if not 1 <= other <= model.design.depth:
        return model
    names = quantities_of(model, other)
    target = names[0] if across > 0 else names[-1]
    wide = shape_of(model.design, target)
    return model.select(target, (index[0], 0 if across > 0 or len(wide) == 1 else wide[1] - 1))


__all__ = ["Head", "Run", "layer_of", "moved", "quantities_of", "table"]
