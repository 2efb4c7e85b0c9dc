"""Breaking a formula that is too wide for the page, as a well-set paper does.

A line ends before a relation, else before a binary operator or after a comma, outside
brackets where possible; the next lines hang under the first relation. Among all ways
the cheapest is taken (Knuth and Plass, Breaking Paragraphs into Lines, 1981, in small).
"""

from collections.abc import Sequence
from math import inf

from tutor.checking.display.box import Box, above, beside, blank
from tutor.checking.display.layout import grid, layout, row_pieces
from tutor.checking.display.nodes import Grid, Row
from tutor.checking.display.row import Piece, joined, without_first_gap

_PENALTY = {"rel": 0.0, "bin": 10.0, "punct": 8.0, "big": 60.0, "op": 70.0, "open": 90.0}
_INSIDE_BRACKETS = 25.0
_NEW_LINE = 20.0
_HANG = 4


def broken(row: Row, width: int, whole: Box) -> Box:
    """`row`, whose unbroken box is `whole`, within `width` cells where it can be broken."""
    if len(row.items) == 1 and isinstance(row.items[0], Grid):
        return _fitted_grid(row.items[0], width, whole)
    return _broken(row_pieces(row), width) or whole


def _fitted_grid(atom: Grid, width: int, whole: Box) -> Box:
    """Aligned equations: each right-hand side broken under its own relation."""
    if atom.left or atom.right or len(atom.columns) > 2:
        return whole
    first = 0
    if len(atom.columns) == 2:
        first = max(layout(row[0]).width for row in atom.rows)
    last = []
    for row in atom.rows:
        if len(row) < len(atom.columns):
            last.append(layout(Row(())))
            continue
        box = layout(row[-1])
        if box.width > width - first:
            box = _broken(row_pieces(row[-1]), width - first) or box
        last.append(box)
    box = grid(atom, last)
    return box if box.width <= width else whole


def _broken(parts: Sequence[Piece], width: int) -> Box | None:
    """The pieces on several lines, or None when some piece alone is too wide."""
    hang, first_relation = _hanging(parts, width)
    starts = _cheapest(parts, width, hang, first_relation)
    if starts is None:
        return None
    lines: list[Box] = []
    for start, end in zip(starts, [*starts[1:], len(parts)], strict=True):
        box = joined(without_first_gap(parts[start:end]))
        if start:
            box = beside([blank(_indent(parts[start], hang, first_relation)), box])
        if lines and (lines[-1].height > lines[-1].axis + 1 or box.axis):
            lines.append(blank(0))
        lines.append(box)
    return above(lines, align="l")


def _hanging(parts: Sequence[Piece], width: int) -> tuple[int, int]:
    """Indent of the lines after the first, and the index of the relation they hang under."""
    position = 0
    for index, part in enumerate(parts):
        position += part.gap
        if part.kind == "rel" and part.depth == 0 and index:
            return (position, index) if position <= width // 3 else (_HANG, -1)
        position += part.box.width
    return _HANG, -1


def _indent(part: Piece, hang: int, first_relation: int) -> int:
    if first_relation < 0 or (part.kind == "rel" and part.depth == 0):
        return hang
    return hang + 2


def _cheapest(
    parts: Sequence[Piece], width: int, hang: int, first_relation: int
) -> list[int] | None:
    """Where the lines start; None when no choice keeps them all within `width`."""
    count = len(parts)
    best = [inf] * (count + 1)
    came_from = [0] * (count + 1)
    best[0] = 0.0
    for start in range(count):
        if best[start] == inf:
            continue
        used = _indent(parts[start], hang, first_relation) if start else 0
        for end in range(start + 1, count + 1):
            part = parts[end - 1]
            used += part.box.width + (part.gap if end - 1 > start else 0)
            if used > width:
                break
            penalty = 0.0 if end == count else _penalty(parts, end, first_relation)
            if penalty == inf:
                continue
            slack = 0.0 if end == count else 30.0 * (1 - used / width) ** 2
            cost = best[start] + penalty + slack + _NEW_LINE
            if cost < best[end]:
                best[end], came_from[end] = cost, start
    if best[count] == inf:
        return None
    starts = []
    place = count
    while place:
        place = came_from[place]
        starts.append(place)
    return starts[::-1]


def _penalty(parts: Sequence[Piece], at: int, first_relation: int) -> float:
    """Of a line that starts with the piece `at`."""
    part, before = parts[at], parts[at - 1]
    if at == first_relation or before.kind in ("open", "bin", "rel", "op", "big"):
        return inf if before.kind in ("open", "bin", "rel") else 120.0
    depth = part.depth - (part.kind == "open" and part.depth > 0)
    if part.kind in ("rel", "bin"):
        price = _PENALTY[part.kind]
    elif before.kind == "punct":
        price = _PENALTY["punct"]
    elif part.kind in ("big", "op") or (part.kind == "open" and part.gap):
        price = _PENALTY[part.kind]
    else:
        return inf
    return price + _INSIDE_BRACKETS * depth
