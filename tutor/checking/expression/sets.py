r"""Sets: what can stand beside ∪ and ∈, ℝ and its parts, points taken out of ℝ."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.expression.errors import Unread
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import (
    Constant,
    FiniteSet,
    Interval,
    Neg,
    Node,
    Number,
    Sequence,
    Symbol,
    Union,
)

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader

REALS = Interval(Neg(Constant("oo")), Constant("oo"), True, True)

_HALVES = {
    "+": (True, True), ">0": (True, True), ">=0": (True, False),
    "-": (False, True), "<0": (False, True), "<=0": (False, False),
}  # fmt: skip
"""What stands beside ℝ → whether it is the upper half, and open at 0."""


def reals(reader: Reader) -> Node:
    r"""ℝ, or what of it `\mathbb{R}^+`, `\mathbb{R}_{\ge 0}`, `ℝ⁺` and `ℝ^*` leave."""
    zero = Number(Fraction(0))
    infinity = Constant("oo")
    ahead = reader.ahead
    if len(ahead) < 3 or not ahead[-1].is_op("^", "_"):
        return REALS
    closing = 0
    if ahead[-2].is_op("{"):
        closing = next((n for n in range(3, 7) if n < len(ahead) and ahead[-n].is_op("}")), 0)
    inner = ahead[-3:-closing:-1] if closing else ahead[-2:-3:-1]
    half = _HALVES.get("".join(token.text for token in inner))
    if half is None and inner[0].text != "*":
        return REALS
    reader.last = ahead[-closing or -2]
    del ahead[-closing or -2 :]
    if half is None:
        below = Interval(Neg(infinity), zero, True, True)
        return Union((below, Interval(zero, infinity, True, True)))
    upper, open_ = half
    if upper:
        return Interval(zero, infinity, open_, True)
    return Interval(Neg(infinity), zero, True, open_)


def is_set(reader: Reader, node: Node) -> bool:
    """Whether `node` can stand beside ∪."""
    if isinstance(node, Interval | Union | FiniteSet):
        return True
    if isinstance(node, Symbol):
        return node.name == "R"
    return isinstance(node, Sequence) and reader.made_by(node) in ("()", "[]")


def as_set(reader: Reader, node: Node, token: Token) -> Node:
    """`node` as a set: a pair becomes an interval, a longer list its elements."""
    if isinstance(node, Interval | Union | FiniteSet):
        return node
    if isinstance(node, Symbol) and node.name == "R":
        return REALS
    if isinstance(node, Sequence):
        kind = reader.made_by(node)
        if len(node.items) == 2 and kind in ("()", "[]"):
            return Interval(node.items[0], node.items[1], kind == "()", kind == "()")
        return FiniteSet(node.items)
    raise Unread(token.start, "set_expected", found=reader.typed(token))


def without(left: Node, right: Node, token: Token) -> Node:
    r"""`ℝ \ {a, b}`: an interval minus finitely many numbers, as a union of intervals."""
    points = right.items if isinstance(right, FiniteSet) else (right,)
    values = sorted((_value(point, token), index) for index, point in enumerate(points))
    if left != REALS or not points:
        raise Unread(token.start, "set_difference")
    parts: list[Node] = []
    low: Node = Neg(Constant("oo"))
    for _, index in values:
        parts.append(Interval(low, points[index], True, True))
        low = points[index]
    parts.append(Interval(low, Constant("oo"), True, True))
    return Union(tuple(parts))


def _value(node: Node, token: Token) -> Fraction:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Neg) and isinstance(node.arg, Number):
        return -node.arg.value
    raise Unread(token.start, "set_difference")
