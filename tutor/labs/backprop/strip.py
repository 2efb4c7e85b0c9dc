"""The gradient's flow as a heat strip: a bar and a number for every layer, on a log scale."""

import math

from tutor.labs.backprop.figures import short
from tutor.labs.backprop.flow import Flow, LayerFlow
from tutor.labs.backprop.picture import Sheet

_HEAT = ("faint", "one", "three", "four", "two", "six")
"""Inks from cold to hot, a hundredfold apart from each other around 1."""
_SHADES = "░▒▓█"
_LEAST, _MOST = -8, 4
"""Powers of ten at the ends of the axis, unless something lies beyond."""


def heat(size: float) -> tuple[str, str]:
    """Ink and shade of a size: small is cold and light, large is hot and dense."""
    if size == 0:
        return "faint", " "
    if not math.isfinite(size):
        return "six", "█"
    level = math.log10(size)
    ink = _HEAT[min(len(_HEAT) - 1, max(0, math.floor((level + 8) / 2)))]
    return ink, _SHADES[min(3, max(0, math.floor((level + 8) / 2.5)))]


def strip(flow: Flow, before: Flow | None, labels: tuple[str, ...], width: int, at: int) -> Sheet:
    """A row for each layer, the last on top, as blame comes down.

    before: the flow before the last change, marked in the bars where the depth is the same.
    labels: the headings of layer, activation and the four sizes. at: the selected layer.
    """
    sheet = Sheet()
    sheet.add(
        (f"{labels[0]:>5} {labels[1]:<8}", "muted"),
        *((f"{label:>9}", "muted") for label in labels[2:]),
    )
    room = max(4, width - 14 - 36 - 2)
    sizes = [math.log10(each.delta) for each in flow.layers if 0 < each.delta < math.inf]
    low = min([_LEAST, *(math.floor(size) for size in sizes)])
    high = max([_MOST, *(math.ceil(size) for size in sizes)])
    for each in reversed(flow.layers):
        old = None
        if before is not None and len(before.layers) == len(flow.layers):
            old = before.layers[each.layer - 1].delta
        _row(sheet, each, old, (low, high), room, each.layer == at)
    _axis(sheet, low, high, room)
    return sheet


def _cells(size: float, low: int, high: int, room: int) -> int:
    if size <= 0 or math.isnan(size):
        return 0
    if math.isinf(size):
        return room
    part = (math.log10(size) - low) / (high - low)
    return min(room, max(1, round(part * room)))


def _row(
    sheet: Sheet, each: LayerFlow, old: float | None, ends: tuple[int, int], room: int, here: bool
) -> None:
    ink, shade = heat(each.delta)
    count = _cells(each.delta, *ends, room)
    bar = shade * count + " " * (room - count)
    if old is not None and old > 0 and math.isfinite(old):
        was = max(0, _cells(old, *ends, room) - 1)
        if was != count - 1:
            bar = bar[:was] + "┃" + bar[was + 1 :]
    name = f"{each.layer:>5} {each.activation:<8}"
    target = ("layer", each.layer)
    sheet.add(
        (name, "accent reverse bold" if here else "text", target),
        (f"{short(each.signal):>9}", "text", target),
        (f"{short(each.slope):>9}", "text", target),
        (f"{short(each.delta):>9}", "text bold", target),
        (f"{short(each.weights):>9}", "text", target),
        ("  ", ""),
        (bar, ink, target),
    )


def _axis(sheet: Sheet, low: int, high: int, room: int) -> None:
    """Powers of ten under the bars."""
    line = [" "] * room
    end = 0
    step = 4 if high - low <= 16 else 10 * math.ceil((high - low) / 60)
    for power in range(-step * (-low // step), high + 1, step):
        label = f"1e{power}".replace("-", "−") if power else "1"
        at = min(round((power - low) / (high - low) * room), room - len(label))
        if at >= end and at >= 0:
            line[at : at + len(label)] = label
            end = at + len(label) + 1
    sheet.add((" " * (14 + 36) + "  " + "".join(line), "muted"))
