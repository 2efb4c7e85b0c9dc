"""What a sheet shows: lines of cells, some of which can be written, chosen or ticked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tutor.cells import cells as width_of
from tutor.cells import clusters

GAP = 2
LEAST = 4
"""Cells that a shrunk column keeps."""


@dataclass(frozen=True)
class Cell:
    """A cell.

    name: what it is in its line. text: what is seen. value: what is edited; None: nothing, and
    the bar shows `read`. options: what can be chosen among. tick: whether it is ticked; None: no
    box. action: something to do with Enter. flow: does not line up with the lines around it.
    spare: seen only in the line of the cursor. label, hint: what the bar says of it.
    style: muted, good, bad, warn or bold. why: what is wrong with it.
    """

    name: str
    text: str = ""
    value: str | None = None
    options: tuple[str, ...] = ()
    tick: bool | None = None
    read: str = ""
    action: bool = False
    flow: bool = False
    spare: bool = False
    right: bool = False
    style: str = ""
    label: str = ""
    hint: str = ""
    why: str = ""

    @property
    def can_be_entered(self) -> bool:
        """Whether the cursor stops here."""
        return self.value is not None or bool(self.options) or self.tick is not None or self.action

    @property
    def enter_means(self) -> str:
        """What Enter does here: begin to write, tick, act or go on."""
        if self.action:
            return "act"
        if self.tick is not None:
            return "tick"
        return "go" if self.options else "begin"

    def chosen_by(self, character: str) -> str | None:
        """The next option at a blank, at a letter the next that begins with it; or None."""
        at = self.options.index(self.value) if self.value in self.options else -1
        turned = self.options[at + 1 :] + self.options[: at + 1]
        if character == " ":
            return turned[0]
        return next((each for each in turned if each.startswith(character.casefold())), None)


@dataclass(frozen=True)
class Line:
    """A line. key: what it is. group: lines of one group line up. removable: by a key."""

    key: str
    cells: tuple[Cell, ...]
    group: str = ""
    removable: bool = False

    @property
    def stops(self) -> list[int]:
        """Where the cursor can stand."""
        return [at for at, cell in enumerate(self.cells) if cell.can_be_entered]


class Place(NamedTuple):
    """Where a cell is drawn. at: which of its line. From `start`, `width` cells wide."""

    at: int
    start: int
    width: int


def faces(cell: Cell) -> str:
    """What is drawn: the text on one line, in front of it the box."""
    text = cell.text.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎").replace("\t", " ")
    if cell.why:
        return "✗ " + text
    if cell.tick is None:
        return text
    return ("[✓] " if cell.tick else "[ ] ") + text


def cut(text: str, width: int) -> str:
    """The text in so many cells, with … where something is left out."""
    if width_of(text) <= width:
        return text
    kept, used = "", 0
    for cluster in clusters(text):
        size = width_of(cluster)
        if used + size > width - 1:
            break
        kept, used = kept + cluster, used + size
    return kept + "…" if width > 0 else ""


class Layout:
    """Where the cells of all lines are drawn in a given width."""

    def __init__(self, lines: Sequence[Line], width: int) -> None:
        self._width = width
        self._columns: dict[str, tuple[list[int], list[int]]] = {}
        for group in {line.group for line in lines}:
            self._columns[group] = _columns([line for line in lines if line.group == group], width)

    def places(self, line: Line, at: int | None = None) -> list[Place]:
        """The cells of a line that are seen. at: where the cursor is, if in this line."""
        lead, flow, tail = _parts(line)
        leading, trailing = self._columns[line.group]
        found, x = [], 0
        for index, width in zip(lead, leading, strict=False):
            found.append(Place(index, x, width))
            x += width + GAP
        end = self._width - sum(trailing) - GAP * len(trailing)
        found += _flowing(line, flow, x, end, at)
        x = end + GAP
        for index, width in zip(tail, trailing, strict=False):
            found.append(Place(index, x, width))
            x += width + GAP
        return self._fitting(found)

    def _fitting(self, places: Sequence[Place]) -> list[Place]:
        """What has room, left to right; a very narrow sheet shows less."""
        found, x = [], 0
        for index, start, wanted in places:
            width = min(wanted, self._width - start)
            if start >= x and width > 0:
                found.append(Place(index, start, width))
                x = start + width
        return found


def _parts(line: Line) -> tuple[list[int], list[int], list[int]]:
    """Indices of the cells before, in and after the flow; without one all come before."""
    flow = [index for index, cell in enumerate(line.cells) if cell.flow]
    if not flow:
        return list(range(len(line.cells))), [], []
    return (
        list(range(flow[0])),
        flow,
        list(range(flow[-1] + 1, len(line.cells))),
    )


def _columns(lines: Sequence[Line], width: int) -> tuple[list[int], list[int]]:
    """The widths of the columns before and after the flow."""
    lead = _widest([[line.cells[at] for at in _parts(line)[0]] for line in lines])
    tail = _widest([[line.cells[at] for at in _parts(line)[2]] for line in lines])
    _shrink(tail, max(0, width // 2 - GAP * len(tail)))
    flows = any(cell.flow for line in lines for cell in line.cells)
    reserve = width // 3 if flows else 0
    free = width - sum(tail) - GAP * (len(lead) + len(tail) - (0 if tail or flows else 1)) - reserve
    _shrink(lead, max(free, LEAST * len(lead)))
    return lead, tail


def _shrink(widths: list[int], most: int) -> None:
    """Take from the widest until all together fit."""
    while sum(widths) > most:
        widths[widths.index(max(widths))] -= 1


def _widest(rows: Iterable[Sequence[Cell]]) -> list[int]:
    widths: list[int] = []
    for row in rows:
        for at, cell in enumerate(row):
            size = width_of(faces(cell))
            if at < len(widths):
                widths[at] = max(widths[at], size)
            else:
                widths.append(size)
    return widths


def _flowing(line: Line, flow: Sequence[int], start: int, end: int, at: int | None) -> list[Place]:
    """The cells of the flow, moved left so that the one with the cursor is seen."""
    x, spans = 0, []
    for index in flow:
        cell = line.cells[index]
        if cell.spare and at is None:
            continue
        width = width_of(faces(cell))
        spans.append(Place(index, x, width))
        x += width + GAP
    room = end - start
    shift = 0
    for place in spans:
        if place.at == at:
            shift = max(0, min(place.start, place.start + place.width - room))
    found = []
    for index, x, width in spans:
        x -= shift
        if 0 <= x < room:
            found.append(Place(index, start + x, min(width, room - x)))
    return found
