r"""Absolute values, norms, floors and ceilings between bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.checking.expression import aggregates, environments
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import Add, Call, Matrix, Node, Sequence

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader


def bars(reader: Reader, opened: Token) -> Node:
    r"""`|x|`, `\left|x\right|`, `⌊x⌋` or `⌈x⌉`."""
    close = {"|": "|", "|(": "|)", "floor(": "floor)", "ceil(": "ceil)"}[opened.text]
    if reader.peek().kind == "end":
        raise Unread(opened.start, "bar")
    if reader.peek().is_op("_"):
        raise Unread(opened.start, "evaluation_bar")
    with reader.inside(bars=max(reader.bars, 0) + 1 if close == "|" else 0):
        inner = reader.scalar(reader.parse())
        entries = _entries(inner)
        if entries is not None and opened.text in ("|", "|("):
            reader.expect(close, opened)
            return _norm(reader, entries)
        if isinstance(inner, Matrix) and opened.text in ("|", "|("):
            reader.expect(close, opened)
            return environments.determinant(inner, opened)
        if close == "|" and reader.peek().kind == "end":
            raise Unread(opened.start, "bar")
        reader.expect(close, opened)
    if close in ("|", "|)"):
        _norm_index(reader)
    return Call({"floor(": "floor", "ceil(": "ceil"}.get(opened.text, "abs"), (inner,))


def _entries(node: Node) -> tuple[Node, ...] | None:
    """The entries of a vector that is written out, as a list, a row or a column."""
    if isinstance(node, Sequence):
        return node.items
    if isinstance(node, Matrix) and (len(node.rows) > 1) != (len(node.rows[0]) > 1):
        return tuple(entry for row in node.rows for entry in row)
    return None


def _norm(reader: Reader, entries: tuple[Node, ...]) -> Node:
    """The length of a vector, or another norm where the index behind the bars says so."""
    index = _index(reader)
    if index is None:
        return aggregates.norm(entries)
    found, length = index
    if found.text not in ("1", "2", "oo", "max"):
        raise Unread(reader.ahead[-1].start, "norm_index", found=reader.typed(found))
    del reader.ahead[-length:]
    reader.last = found
    sizes = tuple(Call("abs", (entry,)) for entry in entries)
    if found.text == "2":
        return aggregates.norm(entries)
    if found.text == "1":
        return Add(sizes) if len(sizes) > 1 else sizes[0]
    return Call("max", sizes)


_OTHER_NORMS = ("1", "p", "q", "F", "oo", "infty", "op", "max", "0")


def _norm_index(reader: Reader) -> None:
    r"""Pass over the 2 of `\|x\|_2`. Raises Unread for another norm, which needs a vector."""
    index = _index(reader)
    if index is None:
        return
    found, length = index
    if found.text in _OTHER_NORMS:
        raise Unread(reader.ahead[-1].start, "norm_index", found=reader.typed(found))
    if found.text == "2":
        del reader.ahead[-length:]
        reader.last = found


def _index(reader: Reader) -> tuple[Token, int] | None:
    """The subscript that comes next, and how many tokens it takes; None where there is none."""
    ahead = reader.ahead
    if not ahead[-1].is_op("_"):
        return None
    if not ahead[-2].is_op("{"):
        return ahead[-2], 2
    return (ahead[-3], 4) if len(ahead) > 4 and ahead[-4].is_op("}") else None
