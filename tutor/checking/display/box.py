"""A block of text with a baseline, and the ways of putting blocks together."""

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.cells import cells


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of equal width.

    width: in terminal cells. axis: the row that lines up with the neighbours' axis rows.
    top, bottom: first and last row of full-size content; rows outside hold only raised
    or lowered scripts, which brackets need not enclose.
    """

    lines: tuple[str, ...]
    width: int
    axis: int
    top: int
    bottom: int

    @property
    def height(self) -> int:
        return len(self.lines)

    @property
    def text(self) -> str:
        """The lines joined, without trailing blanks."""
        return "\n".join(line.rstrip() for line in self.lines)

    def __str__(self) -> str:
        return "\n".join(self.lines)


EMPTY = Box(("",), 0, 0, 0, 0)


def line(text: str) -> Box:
    """One row of text."""
    return Box((text,), cells(text), 0, 0, 0)


def column(rows: Sequence[str], axis: int) -> Box:
    """Rows that already have equal widths, all of them full-size content."""
    return Box(tuple(rows), cells(rows[0]), axis, 0, len(rows) - 1)


def blank(width: int) -> Box:
    """A row of `width` blanks."""
    return Box((" " * width,), width, 0, 0, 0)


def beside(boxes: Sequence[Box]) -> Box:
    """Left to right, axis rows in line."""
    if len(boxes) == 1:
        return boxes[0]
    if not boxes:
        return EMPTY
    axis = max(box.axis for box in boxes)
    below = max(box.height - box.axis for box in boxes)
    height = axis + below
    if height == 1:
        return Box(("".join(box.lines[0] for box in boxes),), sum(b.width for b in boxes), 0, 0, 0)
    rows: list[list[str]] = [[] for _ in range(height)]
    for box in boxes:
        start = axis - box.axis
        gap = " " * box.width
        for index, row in enumerate(rows):
            inside = 0 <= index - start < box.height
            row.append(box.lines[index - start] if inside else gap)
    return Box(
        tuple("".join(row) for row in rows),
        sum(box.width for box in boxes),
        axis,
        axis - max(box.axis - box.top for box in boxes),
        axis + max(box.bottom - box.axis for box in boxes),
    )


def padded(box: Box, width: int, align: str = "c") -> Box:
    """`box` at least `width` wide; align: l, c or r."""
    spare = width - box.width
    if spare <= 0:
        return box
    left = {"l": 0, "c": spare // 2, "r": spare}[align]
    before, after = " " * left, " " * (spare - left)
    lines = tuple(f"{before}{row}{after}" for row in box.lines)
    return Box(lines, width, box.axis, box.top, box.bottom)


def above(boxes: Sequence[Box], axis_of: int = 0, align: str = "c") -> Box:
    """Top to bottom. axis_of: index of the box whose axis the pile takes."""
    width = max(box.width for box in boxes)
    lines = tuple(row for box in boxes for row in padded(box, width, align).lines)
    axis = sum(box.height for box in boxes[:axis_of]) + boxes[axis_of].axis
    return Box(lines, width, axis, 0, len(lines) - 1)


def with_core(box: Box, like: Box) -> Box:
    """`box`, of which only the rows of `like` count as full-size content."""
    top = box.axis - (like.axis - like.top)
    return Box(box.lines, box.width, box.axis, top, top + like.bottom - like.top)


def fraction(top: Box, bottom: Box, bar: str = "─") -> Box:
    """`top` over `bottom`, the bar on the axis. A nested bar is always the shorter one."""
    width = max(top.width, bottom.width)
    if _has_bar_at_edge(top, width) or _has_bar_at_edge(bottom, width) or width == 1:
        width += 2
    rule = Box((bar * width,), width, 0, 0, 0)
    return above([top, rule, bottom], axis_of=1)


def _has_bar_at_edge(box: Box, width: int) -> bool:
    if box.width + 1 < width:
        return False
    return any(row.startswith("─") or row.endswith("─") for row in box.lines)


def attach(base: Box, sup: Box | None, sup_row: int, sub: Box | None, sub_row: int) -> Box:
    """Scripts at the right of `base`.

    sup_row: the base's row that the last row of `sup` shares (−1 is the row above).
    sub_row: the base's row that the first row of `sub` shares.
    """
    first, last = 0, base.height - 1
    width = 0
    if sup is not None:
        first = min(first, sup_row - sup.height + 1)
        width = sup.width
    if sub is not None:
        last = max(last, sub_row + sub.height - 1)
        width = max(width, sub.width)
    rows = []
    for index in range(first, last + 1):
        body = base.lines[index] if 0 <= index < base.height else " " * base.width
        script = " " * width
        if sup is not None and sup_row - sup.height < index <= sup_row:
            row = sup.lines[index - sup_row + sup.height - 1]
            script = row + " " * (width - sup.width)
        elif sub is not None and sub_row <= index < sub_row + sub.height:
            row = sub.lines[index - sub_row]
            script = row + " " * (width - sub.width)
        rows.append(body + script)
    shift = -first
    return Box(
        tuple(rows), base.width + width, base.axis + shift, base.top + shift, base.bottom + shift
    )


def root(body: Box, degree: Box | None = None, sign: str = "√") -> Box:
    """A radical sign with a line over `body`. sign: used where one row is enough."""
    if body.axis == 0 and body.top == body.bottom:
        rows = [" " + "_" * body.width, sign + body.lines[0]]
        rows += [" " + row for row in body.lines[1:]]
        box = Box(tuple(rows), body.width + 1, 1, 1, 1)
        if degree is None:
            return box
        index = [degree.lines[-1]] + [" " * degree.width] * body.height
        return beside([Box(tuple(index), degree.width, 1, 1, 1), box])
    last = body.height - 1
    rows = ["  ┌" + "─" * body.width]
    rows += [(" ╲│" if index == last else "  │") + row for index, row in enumerate(body.lines)]
    box = Box(tuple(rows), body.width + 3, body.axis + 1, 0, len(rows) - 1)
    if degree is None:
        return box
    rows_left = [" " * degree.width] * box.height
    rows_left[-2] = degree.lines[-1]
    return beside([Box(tuple(rows_left), degree.width, box.axis, 0, last + 1), box])


def framed(body: Box) -> Box:
    """`body` in a frame of lines."""
    rows = ["┌─" + "─" * body.width + "─┐"]
    rows += [f"│ {row} │" for row in body.lines]
    rows.append("└─" + "─" * body.width + "─┘")
    return Box(tuple(rows), body.width + 4, body.axis + 1, 0, len(rows) - 1)
