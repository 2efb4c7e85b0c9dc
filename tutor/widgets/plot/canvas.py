"""Dots, eight to a terminal cell, in layers: what is drawn later lies on top.

A braille cell holds 2 × 4 dots. Lines are drawn in dot coordinates: x to the right from 0 at
the centre of the first dot, y downwards from 0 at the centre of the top one.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any

BLANK = 0x20
BRAILLE = 0x2800
_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint8)
"""The bit of each dot of a cell, by row and column (Unicode, Braille Patterns)."""

WRITTEN = 1000.0
"""How much a character counts as crowding, where a dotted cell counts 1."""

DASHES: Mapping[str, tuple[bool, ...]] = {
    "solid": (True,),
    "dash": (True,) * 5 + (False,) * 3,
    "dot": (True, False, False),
    "dashdot": (True,) * 5 + (False, False, True, False, False),
    "short": (True, True, False, False, False),
}
"""Pattern → which dots along the line are drawn, over and over."""

_FAR = 1e7


class Canvas:
    """Rows of cells; each shows dots or one character, in one colour.

    width, height: in cells. Colours are any names; the canvas only carries them.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._dots = np.zeros((height, width), dtype=np.uint8)
        self._colours = np.zeros((height, width), dtype=np.uint8)
        self._codes = np.zeros((height, width), dtype=np.uint32)
        self._names: list[str] = [""]

    @property
    def columns(self) -> int:
        """Dots from left to right."""
        return 2 * self.width

    @property
    def lines(self) -> int:
        """Dots from top to bottom."""
        return 4 * self.height

    def _index(self, colour: str) -> int:
        if colour not in self._names:
            self._names.append(colour)
        return self._names.index(colour)

    def polyline(self, x: Array, y: Array, colour: str, dash: str = "solid") -> None:
        """A line through points in dot coordinates, broken where one of them is not finite.

        What lies outside is cut off exactly where the line leaves the canvas.
        """
        columns, lines = trace(x, y, self.columns, self.lines)
        if dash != "solid":
            pattern = np.array(DASHES[dash])
            shown = pattern[np.arange(len(columns)) % len(pattern)]
            columns, lines = columns[shown], lines[shown]
        self.dots(columns, lines, colour)

    def dots(self, columns: Array, lines: Array, colour: str, *, under: bool = False) -> None:
        """Single dots; under: only in cells where nothing is yet, as a grid behind curves."""
        layer = np.zeros((self.height, self.width), dtype=np.uint8)
        np.bitwise_or.at(layer, (lines >> 2, columns >> 1), _BITS[lines & 3, columns & 1])
        touched = layer != 0
        if under:
            touched &= (self._dots == 0) & (self._codes == 0)
        self._dots[touched] |= layer[touched]
        self._colours[touched] = self._index(colour)

    def text(self, column: int, row: int, text: str, colour: str) -> None:
        """Characters of one cell each in place of dots, from the cell (column, row)."""
        if not 0 <= row < self.height:
            return
        index = self._index(colour)
        for place, character in enumerate(text, column):
            if 0 <= place < self.width:
                self._codes[row, place] = ord(character)
                self._colours[row, place] = index

    def crowd(self, column: int, row: int, length: int) -> float:
        """How much already stands in `length` cells, or right beside them if it is written."""
        if not (0 <= row < self.height and column >= 0 and column + length <= self.width):
            return float("inf")
        cells = slice(column, column + length)
        written = np.count_nonzero(self._codes[row, max(column - 1, 0) : column + length + 1])
        dotted = np.count_nonzero(self._dots[row, cells])
        return WRITTEN * written + float(dotted)

    def rows(self) -> list[list[tuple[str, str]]]:
        """Each row as runs of (text, colour); an empty colour is that of blanks."""
        codes = np.where(self._dots != 0, BRAILLE + self._dots.astype(np.uint32), BLANK)
        codes = np.where(self._codes != 0, self._codes, codes).astype("<u4")
        colours = np.where(codes == BLANK, 0, self._colours)
        text = codes.tobytes().decode("utf-32-le")
        begins = np.ones((self.height, self.width), dtype=bool)
        begins[:, 1:] = colours[:, 1:] != colours[:, :-1]
        starts = np.flatnonzero(begins)
        inks = colours.ravel()[starts].tolist()
        rows: list[list[tuple[str, str]]] = [[] for _ in range(self.height)]
        for (start, end), ink in zip(pairwise([*starts.tolist(), len(text)]), inks, strict=True):
            rows[start // self.width].append((text[start:end], self._names[ink]))
        return rows


def trace(x: Array, y: Array, columns: int, lines: int) -> tuple[Array, Array]:
    """The dots of a polyline inside columns × lines dots, in order, one dot thick.

    Returns the columns and the lines of the dots as arrays of integers.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    none = np.empty(0, dtype=np.int64)
    if len(x) == 0:
        return none, none
    fine = np.isfinite(x) & np.isfinite(y)
    x = np.minimum(np.maximum(np.where(fine, x, 0.0), -_FAR), _FAR)
    y = np.minimum(np.maximum(np.where(fine, y, 0.0), -_FAR), _FAR)
    # A point between two breaks is a segment of no length.
    joined = np.zeros(len(x) + 1, dtype=bool)
    joined[1:-1] = fine[:-1] & fine[1:]
    after = joined[1:]
    start = np.flatnonzero(after | (fine & ~joined[:-1]))
    end = start + after[start]
    x0, y0, dx, dy = x[start], y[start], x[end] - x[start], y[end] - y[start]
    enter, leave = _clip(x0, y0, dx, dy, columns, lines)
    kept = enter <= leave
    x0, y0, dx, dy = x0[kept], y0[kept], dx[kept], dy[kept]
    enter, leave = enter[kept], leave[kept]
    if len(x0) == 0:
        return none, none
    x1, y1 = x0 + leave * dx, y0 + leave * dy
    x0, y0 = x0 + enter * dx, y0 + enter * dy
    steps = np.ceil(np.maximum(np.abs(x1 - x0), np.abs(y1 - y0))).astype(np.int64) + 1
    ends = np.cumsum(steps)
    segment = np.repeat(np.arange(len(steps)), steps)
    part = np.arange(len(segment)) - (ends - steps)[segment]
    part = part / np.maximum(steps - 1, 1)[segment]
    across = _nearest(x0[segment] + part * (x1 - x0)[segment], columns)
    down = _nearest(y0[segment] + part * (y1 - y0)[segment], lines)
    return _thin(across, down)


def _nearest(place: Array, limit: int) -> Array:
    # Truncated is rounded down, as no place lies below -0.5; np.clip takes longer.
    return np.minimum((place + 0.5).astype(np.int64), limit - 1)


def _clip(
    x: Array, y: Array, dx: Array, dy: Array, columns: int, lines: int
) -> tuple[Array, Array]:
    """The part of each segment inside the frame, as t from `enter` to `leave` in [0, 1].

    Liang and Barsky, ACM Transactions on Graphics 3(1), 1984; enter > leave: nothing inside.
    """
    edge = 0.5 - 1e-9
    delta = np.stack([-dx, dx, -dy, dy])
    room = np.stack([x + edge, columns - 1 + edge - x, y + edge, lines - 1 + edge - y])
    with np.errstate(all="ignore"):
        t = room / delta
    # Beside an edge that it runs along, a segment is never inside.
    enter = np.where(delta < 0, t, np.where((delta == 0) & (room < 0), 2.0, 0.0))
    leave = np.where(delta > 0, t, 1.0)
    return np.maximum(enter.max(axis=0), 0.0), np.minimum(leave.min(axis=0), 1.0)


def _thin(columns: Array, lines: Array) -> tuple[Array, Array]:
    """The same path without repeated dots and without the corners of its staircases."""
    if len(columns) < 2:
        return columns, lines
    moved = np.ones(len(columns), dtype=bool)
    moved[1:] = (columns[1:] != columns[:-1]) | (lines[1:] != lines[:-1])
    columns, lines = columns[moved], lines[moved]
    if len(columns) < 3:
        return columns, lines
    in_x, in_y = np.abs(np.diff(columns)), np.abs(np.diff(lines))
    straight = in_x + in_y == 1
    corner = np.zeros(len(columns), dtype=bool)
    corner[1:-1] = straight[:-1] & straight[1:] & (in_x[:-1] != in_x[1:])
    # Of neighbouring corners every other one goes, else the line would fall apart.
    places = np.arange(len(columns))
    last_other = np.maximum.accumulate(np.where(corner, -1, places))
    kept = ~(corner & ((places - last_other) % 2 == 1))
    return columns[kept], lines[kept]


def level_dots(z: Array, levels: Sequence[float]) -> list[tuple[Array, Array]]:
    """For each level the dots (columns, lines) nearest to the line z = level.

    z: a value for every dot, lines × columns. This is marching squares at the resolution of
    the dots: a steep stretch of the line is found between neighbours in a row, a level one
    between neighbours in a column, so that it is one dot thick. Not-finite values end it.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        down, across = np.diff(z, axis=0)[:, :-1], np.diff(z, axis=1)[:-1, :]
        fine = np.isfinite(down) & np.isfinite(across)
        down, across = np.abs(down), np.abs(across)
        # Near the diagonal both, else the line would have gaps where it turns.
        upright, level_ = fine & (across >= 0.8 * down), fine & (down >= 0.8 * across)
    found = []
    for level in levels:
        above = z >= level
        in_row = upright & (above[:-1, :-1] != above[:-1, 1:])
        in_column = level_ & (above[:-1, :-1] != above[1:, :-1])
        lines, columns = np.nonzero(in_row)
        nearer = np.abs(z[lines, columns + 1] - level) < np.abs(z[lines, columns] - level)
        below, at = np.nonzero(in_column)
        lower = np.abs(z[below + 1, at] - level) < np.abs(z[below, at] - level)
        found.append((np.append(columns + nearer, at), np.append(lines, below + lower)))
    return found


def resample(z: Array, columns: Sequence[float] | Array, lines: Sequence[float] | Array) -> Array:
    """Values of the grid z between its points, linear both ways.

    z: rows × columns; columns, lines: where to read it, in steps of the grid; outside: nan.
    """
    z = np.asarray(z, dtype=float)
    at_x, at_y = np.asarray(columns, dtype=float), np.asarray(lines, dtype=float)
    left = np.clip(np.floor(at_x).astype(np.int64), 0, max(z.shape[1] - 2, 0))
    top = np.clip(np.floor(at_y).astype(np.int64), 0, max(z.shape[0] - 2, 0))
    right = np.minimum(left + 1, z.shape[1] - 1)
    bottom = np.minimum(top + 1, z.shape[0] - 1)
    x, y = at_x - left, (at_y - top)[:, None]
    with np.errstate(invalid="ignore", over="ignore"):
        upper = z[np.ix_(top, left)] * (1 - x) + z[np.ix_(top, right)] * x
        lower = z[np.ix_(bottom, left)] * (1 - x) + z[np.ix_(bottom, right)] * x
        result = upper * (1 - y) + lower * y
    slack = 1e-9
    result[:, (at_x < -slack) | (at_x > z.shape[1] - 1 + slack)] = np.nan
    result[(at_y < -slack) | (at_y > z.shape[0] - 1 + slack), :] = np.nan
    return result
