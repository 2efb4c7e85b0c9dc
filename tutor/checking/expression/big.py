"""Sums and products with an index, in TeX, Unicode, Python and SymPy notation."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.expression import aggregates, powers
from tutor.checking.expression.arguments import arguments_of
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.precedence import CLOSING, POWER, SUM
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import (
    Add,
    Big,
    Call,
    FiniteSet,
    Logic,
    Neg,
    Node,
    Number,
    Pow,
    Relation,
    Sequence,
    Symbol,
)

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader


_UP = ("<", "<=")


def read(reader: Reader, token: Token) -> Node:
    r"""`\sum_{i=1}^n body`, `sum(body, i, 1, n)`, `Sum(body, (i, 1, n))` and the like."""
    if reader.peek().text == "(" and reader.text[token.start : token.end].isalpha():
        return _called(reader, token)
    index, low, high, fresh = _limits(reader, token)
    body = reader.scalar(reader.parse(SUM))
    if fresh:
        reader.scope.release(index)
    return Big(token.text, index, low, high, body)


def _limits(reader: Reader, token: Token) -> tuple[str, Node, Node, bool]:
    index = ""
    low: Node | None = None
    high: Node | None = None
    fresh = False
    for _ in range(2):
        if low is None and reader.accept("_"):
            opened = reader.take()
            if opened.text not in ("{", "("):
                raise Unread(opened.start, "sum_limits", found=reader.typed(token))
            name = reader.peek()
            if name.kind in ("symbol", "constant") and reader.after().is_op("="):
                del reader.ahead[-2:]
                index = reader.text[name.start : name.end] if name.kind == "constant" else name.text
                low = reader.scalar(reader.parse())
            else:
                index, low, high = _bounds(reader, token)
            reader.expect("}" if opened.text == "{" else ")", opened)
            fresh = reader.scope.bind(index)
        elif high is None and reader.accept("^"):
            high = _upper(reader)
    if low is None or high is None or not index:
        raise Unread(token.start, "sum_limits", found=reader.typed(token))
    return index, low, high, fresh


def _upper(reader: Reader) -> Node | None:
    r"""The upper limit; in `\sum^n_{i=1}` the subscript behind it is not its own."""
    token = reader.peek()
    if token.kind == "symbol" and reader.after().is_op("_"):
        return Symbol(reader.take().text)
    return powers.exponent(reader, POWER)


def _bounds(reader: Reader, token: Token) -> tuple[str, Node, Node]:
    r"""Index and limits of `\sum_{1 \le k \le n}` and `\sum_{0 \le i < n}`."""
    start = reader.peek().start
    within = reader.after().is_op("in")
    match None if within else reader.parse():
        case Logic("and", (Relation(above, low, Symbol(name)), Relation(below, _, high))):
            if above in _UP and below in _UP:
                low = low if above == "<=" else Add((low, Number(Fraction(1))))
                return name, low, high if below == "<=" else _before(high)
    raise Unread(start, "sum_limits", found=reader.typed(token))


def _called(reader: Reader, token: Token) -> Node:
    """Arguments in brackets; the index is known only after the body has been read."""
    index = _announced(reader)
    fresh = bool(index) and reader.scope.bind(index)
    opened = reader.take()
    items, word = arguments_of(reader, opened, generator=True)
    if word is not None:
        items += _range(reader, token, opened)
    if fresh:
        reader.scope.release(index)
    match items:
        case [term, Symbol(name), low, high]:
            return Big(token.text, name, low, high, term)
        case [term, Sequence((Symbol(name), low, high))]:
            return Big(token.text, name, low, high, term)
        case [term, Relation("=", Symbol(name), Sequence((low, high)))]:
            return Big(token.text, name, low, high, term)
        case [Sequence() | FiniteSet()]:
            return aggregates.of(token.text, items, token)
        case [Symbol() | Call() | Pow()]:
            raise Unread(token.start, "aggregate", found=reader.typed(token))
    raise Unread(token.start, "sum_arguments", found=reader.typed(token))


def _announced(reader: Reader) -> str:
    """The index of `sum(body, i, …)` or `sum(body for i in …)`, which the body uses."""
    depth = 0
    expected = False
    for token in reversed(reader.ahead):
        if token.is_op(*CLOSING):
            depth -= 1
        elif token.is_op("(", "[", "{", "{("):
            depth += 1
        elif expected and token.kind == "word":
            return token.text
        elif depth == 1 and (token.is_op(",") or token.text == "for"):
            expected = True
        if depth == 0:
            break
    return ""


def _range(reader: Reader, token: Token, opened: Token) -> list[Node]:
    """Index, low and high of `i in range(1, n + 1))`, the end of a Python generator."""
    name = reader.take()
    if name.kind != "symbol" or not reader.accept("in"):
        raise Unread(name.start, "sum_arguments", found=reader.typed(token))
    called = reader.ahead[-1]
    if called.text != "range":
        raise Unread(called.start, "sum_arguments", found=reader.typed(token))
    reader.ahead.pop()
    bracket = reader.take()
    if bracket.text != "(":
        raise Unread(bracket.start, "sum_arguments", found=reader.typed(token))
    bounds, _ = arguments_of(reader, bracket)
    reader.expect(")", opened)
    if len(bounds) not in (1, 2):
        raise Unread(bracket.start, "sum_arguments", found=reader.typed(token))
    low = bounds[0] if len(bounds) == 2 else Number(Fraction(0))
    return [Symbol(name.text), low, _before(bounds[-1])]


def _before(end: Node) -> Node:
    """`end` − 1, without leaving `n + 1 − 1` behind."""
    one = Number(Fraction(1))
    if isinstance(end, Number) and end.value >= 1:
        return Number(end.value - 1)
    if isinstance(end, Add) and end.terms[-1] == one:
        rest = end.terms[:-1]
        return rest[0] if len(rest) == 1 else Add(rest)
    return Add((end, Neg(one)))
