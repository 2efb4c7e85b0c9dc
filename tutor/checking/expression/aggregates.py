"""Sums, products, means and norms of elements that are listed: `np.sum([1, 2, 3])`.

Of a whole array, `x.sum()`, nobody knows the elements; that raises Unread.
"""

from __future__ import annotations

from fractions import Fraction

from tutor.checking.expression.errors import Unread
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import (
    Add,
    Call,
    Div,
    FiniteSet,
    Mul,
    Node,
    Number,
    Pow,
    Sequence,
)
from tutor.checking.expression.vocabulary import words

NAMES = frozenset(words("sum prod mean average min max norm dot inner std var median cumsum"))
_TWO = Number(Fraction(2))


def of(name: str, items: list[Node], token: Token) -> Node:
    """What the aggregate `name` makes of its arguments."""
    elements = listed(items)
    if elements is None:
        raise Unread(token.start, "aggregate", found=name)
    if name in ("sum", "mean", "average"):
        total = Add(elements) if len(elements) > 1 else elements[0]
        return total if name == "sum" else Div(total, Number(Fraction(len(elements))))
    if name == "prod":
        return Mul(elements) if len(elements) > 1 else elements[0]
    if name in ("min", "max"):
        return Call(name, elements)
    if name == "norm":
        return norm(elements)
    raise Unread(token.start, "unworked", found=name)


def listed(items: list[Node]) -> tuple[Node, ...] | None:
    """The elements: of the only list, or several arguments; None where they are not listed."""
    if len(items) == 1 and isinstance(items[0], Sequence | FiniteSet):
        elements = items[0].items
    else:
        elements = tuple(items) if len(items) > 1 else ()
    nested = any(isinstance(element, Sequence | FiniteSet) for element in elements)
    return None if nested or not elements else elements


def norm(elements: tuple[Node, ...]) -> Node:
    """The Euclidean length."""
    squares = tuple(Pow(element, _TWO) for element in elements)
    return Call("sqrt", (Add(squares) if len(squares) > 1 else squares[0],))


def dot(left: Node, right: Node) -> Node | None:
    """The dot product of two lists of the same length; None for anything else."""
    if not isinstance(left, Sequence) or not isinstance(right, Sequence):
        return None
    if len(left.items) != len(right.items) or not left.items:
        return None
    products = tuple(Mul(pair) for pair in zip(left.items, right.items, strict=True))
    return Add(products) if len(products) > 1 else products[0]
