"""The legend: which sign and which dash means what, without the help of colour."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from tutor.cells import cells
from tutor.widgets.plot.items import Contours, Curve, Item, Note, Rule

Row: TypeAlias = list[tuple[str, str]]
"""One line of the screen as runs of (text, colour)."""


SAMPLES = {
    "solid": "⠒⠒⠒",
    "dash": "⠒⠂⠒",
    "dot": "⠂⠂⠂",
    "dashdot": "⠒⠂⠂",
    "short": "⠒ ⠒",
}
"""How the legend draws a dash."""


def legend(items: Iterable[Item], wanted: bool | Sequence[str]) -> list[Row]:
    """A sign and a label for each labelled item; the same label once."""
    entries: dict[str, Row] = {}
    for item in items if wanted else ():
        if isinstance(item, Note | Rule) or not item.label or item.label in entries:
            continue
        if isinstance(item, Curve):
            sign = SAMPLES[item.dash]
        elif isinstance(item, Contours):
            sign = SAMPLES["solid"]
        else:
            sign = item.sign[0]
        colour = item.colour if isinstance(item.colour, str) else item.colour[0]
        entries[item.label] = [(sign, colour), (" " + item.label, "text")]
    if isinstance(wanted, bool):
        return list(entries.values())
    order = [*(label for label in wanted if label in entries), *entries]
    return [entries[label] for label in dict.fromkeys(order)]


def packed(entries: Sequence[Row], width: int, gap: int) -> list[Row]:
    """Entries side by side, `gap` cells apart, on as many lines as they need."""
    lines: list[Row] = []
    for entry in entries:
        if lines and length(lines[-1]) + gap + length(entry) <= width:
            lines[-1] += [(" " * gap, ""), *entry]
        else:
            lines.append(list(entry))
    return lines


def flush_right(line: Row, width: int) -> Row:
    """The line at the right end of `width` cells."""
    return [(" " * max(width - length(line), 0), ""), *line]


def length(row: Row) -> int:
    """Cells that a line takes."""
    return sum(cells(text) for text, _colour in row)
