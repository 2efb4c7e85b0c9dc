"""Values with conditions: what becomes one piecewise value, with braces or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.checking.expression import sets
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import Logic, Node, Piecewise, Relation

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader


def without_braces(reader: Reader, items: list[Node]) -> Node | None:
    """`x if x > 0, 0 otherwise` and `x, x > 0; 0, x <= 0`, written without braces."""
    if not reader.origin and len(items) < 4:
        return None
    conditions = [isinstance(item, Relation | Logic) for item in items]
    if any(reader.made_by(item) == "case" for item in items):
        return from_rows(reader, [[item] for item in items])
    if len(items) > 3 and conditions == [False, True] * (len(items) // 2):
        return from_rows(reader, [items[at : at + 2] for at in range(0, len(items), 2)])
    return None


def from_rows(reader: Reader, rows: list[list[Node]]) -> Node | None:
    """A piecewise value of (value, condition) rows; None where the rows are not that."""
    cases: list[tuple[Node, Node]] = []
    otherwise: Node | None = None
    for position, row in enumerate(rows):
        if otherwise is not None:
            return None
        if isinstance(row[0], Piecewise) and reader.made_by(row[0]) == "case" and len(row) == 1:
            cases.extend(row[0].cases)
            otherwise = row[0].otherwise
        elif len(row) == 2 and row[1] == Logic("and", ()):
            otherwise = row[0]
        elif isinstance(row[0], Relation | Logic):
            return None
        elif len(row) == 2 and isinstance(row[1], Relation | Logic):
            cases.append((row[0], sets.written_out(row[1])))
        elif len(row) == 1 and cases and position == len(rows) - 1:
            otherwise = row[0]
        else:
            return None
    return Piecewise(tuple(cases), otherwise) if cases else None


def piecewise(reader: Reader, rows: list[list[Node]], token: Token) -> Node:
    """A piecewise value of (value, condition) rows."""
    made = from_rows(reader, rows)
    if made is None:
        raise Unread(token.start, "cases")
    return made
