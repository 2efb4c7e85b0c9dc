r"""Absolute values, norms, floors and ceilings between bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.checking.expression import aggregates, environments
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import Call, Matrix, Node, Sequence

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
        if isinstance(inner, Sequence) and opened.text in ("|", "|("):
            reader.expect(close, opened)
            return aggregates.norm(inner.items)
        if isinstance(inner, Matrix) and opened.text in ("|", "|("):
            reader.expect(close, opened)
            return environments.determinant(inner, opened)
        if close == "|" and reader.peek().kind == "end":
            raise Unread(opened.start, "bar")
        reader.expect(close, opened)
    if close in ("|", "|)"):
        _norm_index(reader)
    return Call({"floor(": "floor", "ceil(": "ceil"}.get(opened.text, "abs"), (inner,))


_OTHER_NORMS = ("1", "p", "q", "F", "oo", "infty", "op", "max", "0")


def _norm_index(reader: Reader) -> None:
    r"""Pass over the 2 of `\|x\|_2`. Raises Unread for another norm, which needs a vector."""
    ahead = reader.ahead
    if not ahead[-1].is_op("_"):
        return
    braced = len(ahead) > 4 and ahead[-2].is_op("{")
    index = ahead[-3 if braced else -2]
    if not braced or ahead[-4].is_op("}"):
        if index.text in _OTHER_NORMS:
            raise Unread(ahead[-1].start, "norm_index", found=reader.typed(index))
        if index.text != "2":
            return
        del ahead[-4 if braced else -2 :]
        reader.last = index
