"""A scene becomes rows of coloured text. Knows nothing of the screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from tutor.cells import cells
from tutor.widgets.plot.axes import Scale, Tick, evened, fitted, most_ticks, sound
from tutor.widgets.plot.canvas import WRITTEN, Canvas, level_dots, resample
from tutor.widgets.plot.items import Contours, Curve, Dots, Note, Rule, Scene, Strip
from tutor.widgets.plot.legend import Row, flush_right, legend, length, packed

Array: TypeAlias = Any


@dataclass(frozen=True)
class Drawing:
    """A scene at a size: its rows, and where in them the data lies.

    left, top: the first cell of the plot itself; x, y: its scales, in dots.
    """

    rows: list[Row]
    left: int
    top: int
    x: Scale
    y: Scale

    def at(self, column: float, row: float) -> tuple[float, float]:
        """The data at the middle of a cell, also of cells outside the plot itself."""
        across = (column - self.left) * 2 + 0.5
        down = (row - self.top) * 4 + 1.5
        return self.x.data(across), self.y.data(down)

    def inside(self, column: int, row: int) -> bool:
        """Whether a cell belongs to the plot itself."""
        return 0 <= column - self.left < self.x.dots // 2 and 0 <= row - self.top < self.y.dots // 4

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell (column, row) of a point, or None when it lies outside."""
        found = cell_of(self.x, self.y, x, y)
        return None if found is None else (found[0] + self.left, found[1] + self.top)


def cell_of(x_axis: Scale, y_axis: Scale, x: float, y: float) -> tuple[int, int] | None:
    """The cell of a point within the plot itself."""
    return cells_of(x_axis, y_axis, [x], [y])[0]


def cells_of(
    x_axis: Scale, y_axis: Scale, xs: Sequence[float] | Array, ys: Sequence[float] | Array
) -> list[tuple[int, int] | None]:
    """The cell of each point within the plot itself; None for a point that lies outside."""
    found: list[tuple[int, int] | None] = []
    places = zip(x_axis.place(xs).tolist(), y_axis.place(ys).tolist(), strict=False)
    for across, down in places:
        if -0.5 <= across <= x_axis.dots - 0.5 and -0.5 <= down <= y_axis.dots - 0.5:
            column = min(int(across + 0.5), x_axis.dots - 1) // 2
            row = min(int(down + 0.5), y_axis.dots - 1) // 4
            found.append((column, row))
        else:
            found.append(None)
    return found


def _dots_of(axis: Scale, ticks: Sequence[Tick]) -> list[tuple[int, str]]:
    """The dot and the label of each tick that lies on the axis."""
    places = axis.place([tick.value for tick in ticks]).tolist()
    return [
        (int(place + 0.5), tick.label)
        for place, tick in zip(places, ticks, strict=True)
        if 0 <= int(place + 0.5) < axis.dots
    ]


def draw(scene: Scene, width: int, height: int) -> Drawing:
    """The scene in `width` × `height` cells."""
    return _Sheet(scene, max(width, 12), max(height, 5)).drawing()


@dataclass
class _Sheet:
    """One drawing in the making."""

    scene: Scene
    width: int
    height: int

    def of(self, kind: type) -> list[Any]:
        return [item for item in self.scene.items if isinstance(item, kind)]

    # --- measures

    @cached_property
    def header(self) -> list[Row]:
        """Title, name of the y axis and legend, on one line where they fit."""
        scene = self.scene
        entries = legend(scene.items, scene.legend)
        left: Row = []
        if scene.title:
            left.append((scene.title, "title"))
        if scene.y_label:
            left += [("  ", "")] if left else []
            left.append((scene.y_label, "muted"))
        used = length(left) + 1 if left else 0
        lines = min((packed(entries, self.width - used, gap) for gap in (3, 2)), key=len)
        if not left:
            return [flush_right(line, self.width) for line in lines]
        if lines and used + length(lines[0]) <= self.width:
            gap = self.width - length(left) - length(lines[0])
            first = [*left, (" " * gap, ""), *lines[0]]
            return [first, *(flush_right(line, self.width) for line in lines[1:])]
        return [left, *(flush_right(line, self.width) for line in lines)]

    @cached_property
    def strips(self) -> list[Strip]:
        return self.of(Strip)

    @cached_property
    def top(self) -> int:
        """Rows over the plot itself; the legend gives way where there is no room for it."""
        return min(len(self.header), max(self.height - 7, 0)) + bool(self.strips)

    @cached_property
    def plot_height(self) -> int:
        return max(self.height - self.top - 2, 2)

    @cached_property
    def y_range(self) -> tuple[float, float, float]:
        """From where to where y goes, and the step of its ticks; 0 leaves the step open."""
        scene = self.scene
        if scene.y is not None:
            return *sound(*scene.y, log=scene.log_y), 0.0
        if scene.fit is not None:
            low, high = sound(*scene.fit, log=scene.log_y)
        else:
            low, high = fitted(self._extent("y"), log=scene.log_y)
        return (low, high, 0.0) if scene.log_y else evened(low, high, self.plot_height)

    @cached_property
    def x_range(self) -> tuple[float, float]:
        scene = self.scene
        if scene.x is not None:
            return sound(*scene.x, log=scene.log_x)
        values = self._extent("x")
        values = values[np.isfinite(values) & ((values > 0) | (not scene.log_x))]
        if len(values) == 0:
            return sound(np.nan, np.nan, log=scene.log_x)
        return sound(float(values.min()), float(values.max()), log=scene.log_x)

    def _extent(self, axis: str) -> Array:
        """All coordinates along an axis of what must be seen."""
        parts = [np.zeros(0)]
        for item in self.scene.items:
            if isinstance(item, Curve | Dots | Contours):
                along = np.asarray(item.xs if axis == "x" else item.ys, dtype=float)
                if axis == "y" and self.scene.x is not None and not isinstance(item, Contours):
                    xs = np.asarray(item.xs, dtype=float)
                    low, high = self.x_range
                    along = along[(xs >= low) & (xs <= high)]
                parts.append(along.ravel())
            elif isinstance(item, Note | Rule):
                place = item.x if axis == "x" else item.y
                parts.append(np.array([np.nan if place is None else place]))
        return np.concatenate(parts)

    @cached_property
    def y_axis(self) -> Scale:
        low, high, _ = self.y_range
        return Scale(low, high, 4 * self.plot_height, self.scene.log_y, down=True)

    @cached_property
    def y_ticks(self) -> tuple[Tick, ...]:
        return self.y_axis.ticks(most_ticks(self.plot_height), self.y_range[2])

    @cached_property
    def left(self) -> int:
        """Cells before the plot: labels of the y axis, and the axis."""
        return max([2, *(len(tick.label) for tick in self.y_ticks)]) + 2

    @cached_property
    def x_axis(self) -> Scale:
        low, high = self.x_range
        room = max(self.width - self.left - self.margin, 4)
        return Scale(low, high, 2 * room, self.scene.log_x)

    @cached_property
    def margin(self) -> int:
        """Cells after the plot: a short name of the x axis stands there, at its end."""
        return 1 + cells(self.scene.x_label) if self._short_name else 1

    @cached_property
    def _short_name(self) -> bool:
        return 0 < cells(self.scene.x_label) <= 2

    @cached_property
    def x_ticks(self) -> tuple[Tick, ...]:
        """As many ticks as have room for their labels."""
        room = self.x_axis.dots // 2
        for most in range(max(2, min(room // 6, 12)), 1, -1):
            found = self.x_axis.ticks(most)
            widest = max((len(tick.label) for tick in found), default=1)
            labelled = sum(1 for tick in found if tick.label)
            if labelled * (widest + 2) <= room + 2:
                return found
        return self.x_axis.ticks(2)

    # --- drawing

    def drawing(self) -> Drawing:
        canvas = Canvas(self.x_axis.dots // 2, self.plot_height)
        self._lines(canvas)
        self._signs(canvas)
        self._words(canvas)
        self._zero_axes(canvas)
        header = self.header[: self.top - bool(self.strips)]
        rows = [*header]
        if self.strips:
            rows.append(self._strip_row())
        rows += self._with_axis(canvas.rows())
        rows += [self._axis_row(), self._label_row()]
        return Drawing(rows, self.left, self.top, self.x_axis, self.y_axis)

    def _lines(self, canvas: Canvas) -> None:
        for item in self.scene.items:
            if isinstance(item, Curve):
                across, down = self.x_axis.place(item.xs), self.y_axis.place(item.ys)
                canvas.polyline(across, down, item.colour, item.dash)
            elif isinstance(item, Contours):
                self._contours(canvas, item)

    def _contours(self, canvas: Canvas, item: Contours) -> None:
        xs, ys = np.asarray(item.xs, dtype=float), np.asarray(item.ys, dtype=float)
        if len(xs) < 2 or len(ys) < 2:
            return
        columns = self.x_axis.data(np.arange(canvas.columns))
        lines = self.y_axis.data(np.arange(canvas.lines))
        z = resample(
            item.zs, (columns - xs[0]) / (xs[1] - xs[0]), (lines - ys[0]) / (ys[1] - ys[0])
        )
        colours = (item.colour,) if isinstance(item.colour, str) else item.colour
        for index, dots in enumerate(level_dots(z, item.levels)):
            canvas.dots(*dots, colours[index % len(colours)])

    def _zero_axes(self, canvas: Canvas) -> None:
        """Rules, and the axes where x or y is 0: faint, and behind everything."""
        # What is drawn under the rest gives way to what is there: the last rule comes first.
        for rule in reversed(self.of(Rule)):
            step = {"solid": 1, "dash": 2, "dot": 3}[rule.dash]
            self._across(canvas, rule.x, rule.y, rule.colour, step)
        if not self.scene.log_y:
            self._across(canvas, None, 0.0, "faint", 2)
        if not self.scene.log_x:
            self._across(canvas, 0.0, None, "faint", 2)

    def _across(
        self, canvas: Canvas, x: float | None, y: float | None, colour: str, step: int
    ) -> None:
        if y is not None:
            down = float(self.y_axis.place(y))
            if -0.5 <= down < canvas.lines - 0.5:
                columns = np.arange(0, canvas.columns, step)
                lines = np.full(len(columns), int(down + 0.5))
                canvas.dots(columns, lines, colour, under=True)
        if x is not None:
            across = float(self.x_axis.place(x))
            if -0.5 <= across < canvas.columns - 0.5:
                lines = np.arange(0, canvas.lines, step)
                columns = np.full(len(lines), int(across + 0.5))
                canvas.dots(columns, lines, colour, under=True)

    def _signs(self, canvas: Canvas) -> None:
        for item in self.of(Dots):
            for index, place in enumerate(cells_of(self.x_axis, self.y_axis, item.xs, item.ys)):
                if place is not None:
                    sign = item.sign[index % len(item.sign)]
                    canvas.text(*place, sign, item.colour)

    def _words(self, canvas: Canvas) -> None:
        for rule in self.of(Rule):
            if rule.label and rule.x is not None:
                across = float(self.x_axis.place(rule.x))
                if -0.5 <= across < canvas.columns - 0.5:
                    column = int(across + 0.5) // 2
                    after = column + 1 + len(rule.label) <= canvas.width
                    canvas.text(
                        column + 1 if after else column - len(rule.label),
                        0,
                        rule.label,
                        rule.colour,
                    )
            elif rule.label and rule.y is not None:
                down = float(self.y_axis.place(rule.y))
                if -0.5 <= down < canvas.lines - 0.5:
                    row = int(down + 0.5) // 4
                    over = row - 1 if row else row + 1
                    column = canvas.width - len(rule.label)
                    canvas.text(column, over, rule.label, rule.colour)
        for note in self.of(Note):
            place = cell_of(self.x_axis, self.y_axis, note.x, note.y)
            if place is not None and note.text:
                room = _room(canvas, place, note)
                if room is not None:
                    canvas.text(*room, note.text, note.colour)

    # --- around the plot

    def _with_axis(self, rows: list[Row]) -> list[Row]:
        marks: dict[int, str] = {}
        for down, label in _dots_of(self.y_axis, self.y_ticks):
            marks.setdefault(down // 4, label)
        result = []
        for index, row in enumerate(rows):
            axis = "┤" if index in marks else "│"
            before = f"{marks.get(index, ''):>{self.left - 2}} "
            result.append([(before, "muted"), (axis, "axis"), *row])
        return result

    def _tick_cells(self) -> list[tuple[int, str]]:
        return [(across // 2, label) for across, label in _dots_of(self.x_axis, self.x_ticks)]

    def _axis_row(self) -> Row:
        line = ["─"] * (self.x_axis.dots // 2)
        for column, _label in self._tick_cells():
            line[column] = "┬"
        name = [(" " + self.scene.x_label, "muted")] if self._short_name else []
        return [(" " * (self.left - 1), ""), ("└" + "".join(line), "axis"), *name]

    def _label_row(self) -> Row:
        """Labels centred under their ticks, those that meet left out; the axis's name last."""
        name = "" if self._short_name else self.scene.x_label
        limit = self.width
        line = [" "] * limit
        end = limit
        if name:
            end = limit - cells(name) - 1
        free = 0
        for column, label in self._tick_cells():
            # Centred on the figures: a sign before them does not count.
            shift = 1 if label.startswith("−") else 0
            start = self.left + column - (len(label) - shift) // 2 - shift
            start = max(start, 0)
            if label and start >= free and start + len(label) <= end:
                line[start : start + len(label)] = label
                free = start + len(label) + 1
        if not name:
            return [("".join(line), "muted")]
        text = "".join(line[: limit - cells(name)])
        return [(text, "muted"), (name, "muted")]

    def _strip_row(self) -> Row:
        """Each range as a bar with its sign in the middle."""
        canvas = Canvas(self.x_axis.dots // 2, 1)
        for strip in self.strips:
            ends = np.clip(self.x_axis.place([strip.x0, strip.x1]), 0, self.x_axis.dots - 1)
            if not np.isfinite(ends).all() or ends[1] <= ends[0]:
                continue
            first, last = int(ends[0] + 0.5) // 2, int(ends[1] + 0.5) // 2
            length = last - first + 1
            bar = "╶" + "─" * (length - 2) + "╴" if length > 1 else "╶"
            canvas.text(first, 0, bar, strip.colour)
            if length >= len(strip.sign):
                padded = f" {strip.sign} " if length >= len(strip.sign) + 4 else strip.sign
                canvas.text(first + (length - len(padded)) // 2, 0, padded, strip.colour)
        return [(" " * self.left, ""), *canvas.rows()[0]]


def _room(canvas: Canvas, place: tuple[int, int], note: Note) -> tuple[int, int] | None:
    """Where a note hides least: on the side it wants if that is free, or around its point.

    None where other words or signs are in the way everywhere.
    """
    column, row = place
    length = len(note.text)
    centred = max(0, min(column - length // 2, canvas.width - length))
    sides = {
        "right": (column + 2, row),
        "left": (column - length - 1, row),
        "above": (centred, row - 1),
        "below": (centred, row + 1),
        "on": (min(column, canvas.width - length), row),
    }
    if note.side:
        wanted = sides[note.side]
        if note.side == "on" or canvas.crowd(*wanted, length) == 0:
            return wanted
    order = [sides[side] for side in (note.side or "right", "right", "left", "above", "below")]
    corners = [(column + 2, row - 1), (column + 2, row + 1), (column - length - 1, row - 1)]
    best = min([*order, *corners], key=lambda at: canvas.crowd(at[0], at[1], length))
    return None if canvas.crowd(*best, length) >= WRITTEN else best
