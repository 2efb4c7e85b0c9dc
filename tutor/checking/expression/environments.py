r"""Environments of TeX: matrices, cases, a single aligned line."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.expression import brackets, cases
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import Add, Logic, Matrix, Mul, Neg, Node, Number, Relation
from tutor.checking.expression.vocabulary import words

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader

_MATRICES = words("matrix pmatrix bmatrix Bmatrix smallmatrix array vmatrix Vmatrix")
_CASES = words("cases dcases rcases")
_AROUND = words("align aligned equation gather gathered split multline displaymath math")
"""Environments that may stand around a formula, and add nothing to it."""


def environment(reader: Reader, opened: Token) -> Node:
    r"""`\begin{pmatrix} … \end{pmatrix}` and `\begin{cases} … \end{cases}`."""
    name = opened.text.rstrip("*")
    if name not in _MATRICES and name not in _CASES and name not in _AROUND:
        raise Unread(opened.start, "environment", name=name[:20])
    with reader.inside():
        rows = _environment_rows(reader, name)
    rows = [row for row in rows if row]
    if name in _AROUND and len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    if name not in _MATRICES:
        reader.accept("\\right.")
        if all(len(row) == 1 and isinstance(row[0], Relation | Logic) for row in rows) and rows:
            return Logic("and", tuple(row[0] for row in rows)) if len(rows) > 1 else rows[0][0]
        return cases.piecewise(reader, rows, opened)
    if not rows:
        raise Unread(opened.start, "empty_brackets")
    if all(len(row) == 2 and isinstance(row[1], Relation | Logic) for row in rows):
        return cases.piecewise(reader, rows, opened)
    stated = all(len(row) == 1 and isinstance(row[0], Relation) for row in rows)
    if stated and reader.form == "equation":
        return Logic("and", tuple(row[0] for row in rows))
    made = brackets.matrix(reader, rows, opened)
    return determinant(made, opened) if name in ("vmatrix", "Vmatrix") else made


def _environment_rows(reader: Reader, name: str) -> list[list[Node]]:
    rows: list[list[Node]] = [[]]
    while reader.peek().kind != "finish":
        if reader.peek().kind == "end":
            raise Unread(reader.peek().start, "environment_open", name=name)
        if reader.peek().is_op("&", "\\\\") and name in _MATRICES and _is_empty(reader, rows):
            rows[-1].append(Number(Fraction(0)))
        if reader.accept("\\\\"):
            rows.append([])
        elif not reader.accept("&", ",", ";", "if", "for"):
            rows[-1].append(reader.parse())
    if name in _MATRICES and reader.last.is_op("&"):
        rows[-1].append(Number(Fraction(0)))
    if reader.take().text.rstrip("*") != name:
        raise Unread(reader.last.start, "environment_open", name=name)
    return rows


def _is_empty(reader: Reader, rows: list[list[Node]]) -> bool:
    """Whether no entry stands before the `&` or the end of row that comes next."""
    begins = not rows[-1] and reader.peek().is_op("&")
    return begins or reader.last.is_op("&")


def determinant(matrix: Node, opened: Token) -> Node:
    """The determinant of a 2×2 matrix; a larger one raises Unread."""
    if not isinstance(matrix, Matrix) or [len(row) for row in matrix.rows] != [2, 2]:
        raise Unread(opened.start, "determinant")
    (a, b), (c, d) = matrix.rows
    return Add((Mul((a, d)), Neg(Mul((b, c)))))
