r"""Sets: what can stand beside ∪ and ∈, ℝ and its parts, points taken out of a set."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tutor.checking.expression.errors import Unread
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import (
    Call,
    Constant,
    Div,
    FiniteSet,
    Interval,
    Logic,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    PlusMinus,
    Relation,
    Sequence,
    Symbol,
    Union,
)

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader

_MOST_POINTS = 100

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
    if isinstance(node, Matrix) and [len(row) for row in node.rows] == [1, 1]:
        (low,), (high,) = node.rows  # [1;3]
        return Interval(low, high, False, False)
    if isinstance(node, Sequence):
        kind = reader.made_by(node)
        if len(node.items) == 2 and kind in ("()", "[]"):
            return Interval(node.items[0], node.items[1], kind == "()", kind == "()")
        return FiniteSet(node.items)
    raise Unread(token.start, "set_expected", found=reader.typed(token))


def outside(left: Node, right: Node) -> Node:
    """`x ∉ {1, 2}` as x ≠ 1 and x ≠ 2; of an interval, that x is not in it."""
    if not isinstance(right, FiniteSet) or not right.items:
        return Logic("not", (Relation("in", left, right),))
    apart = tuple(Relation("!=", left, item) for item in right.items)
    return apart[0] if len(apart) == 1 else Logic("and", apart)


def written_out(condition: Node) -> Node:
    """A condition without ∈, as values need it: `x ∈ [0, 1)` as 0 ≤ x and x < 1."""
    if isinstance(condition, Logic):
        return Logic(condition.op, tuple(map(written_out, condition.args)))
    if isinstance(condition, Relation) and condition.op == "in":
        return _lies_in(condition.left, condition.right) or condition
    return condition


def _lies_in(left: Node, right: Node) -> Node | None:
    """That a number lies in an interval, a finite set or a union of them; None for others."""
    if isinstance(right, Union | FiniteSet):
        parts = right.parts if isinstance(right, Union) else right.items
        found = [
            _lies_in(left, part) if isinstance(right, Union) else Relation("=", left, part)
            for part in parts
        ]
        held = tuple(part for part in found if part is not None)
        return Logic("or", held) if len(held) == len(parts) else None
    if not isinstance(right, Interval):
        return None
    ends = []
    if right.low != Neg(Constant("oo")):
        ends.append(Relation("<" if right.low_open else "<=", right.low, left))
    if right.high != Constant("oo"):
        ends.append(Relation("<" if right.high_open else "<=", left, right.high))
    return ends[0] if len(ends) == 1 else Logic("and", tuple(ends))


def without(left: Node, right: Node, token: Token) -> Node:
    r"""`ℝ \ {a, b}`, `(0, 2) \ {1}` and `ℝ \ [0, 1]`: numbers and intervals taken out of a set."""
    parts = left.parts if isinstance(left, Union) else (left,)
    holes = right.parts if isinstance(right, Union) else (right,)
    for hole in holes:
        if isinstance(hole, Interval):
            parts = tuple(piece for part in parts for piece in _outside(part, hole, token))
            continue
        points = hole.items if isinstance(hole, FiniteSet) else (hole,)
        points = tuple(point for item in points for point in _both(item))
        if not points or len(points) > _MOST_POINTS:
            raise Unread(token.start, "set_difference")
        for point in points:
            parts = tuple(piece for part in parts for piece in _split(part, point, token))
    if not parts:
        return FiniteSet(())
    return parts[0] if len(parts) == 1 else Union(parts)


def common(left: Node, right: Node, token: Token) -> Node:
    """`(0, 3) ∩ [1, 5]`: what two sets of numbers share."""
    outside = without(REALS, right, token)
    return left if outside == FiniteSet(()) else without(left, outside, token)


def _both(point: Node) -> tuple[Node, ...]:
    """1 and −1 for ±1."""
    return (point.arg, Neg(point.arg)) if isinstance(point, PlusMinus) else (point,)


def _outside(part: Node, hole: Interval, token: Token) -> tuple[Node, ...]:
    """What taking out an interval leaves of an interval or of listed numbers."""
    start, end = _value(hole.low, token), _value(hole.high, token)
    if isinstance(part, FiniteSet):
        kept = tuple(n for n in part.items if not _covers(hole, _value(n, token), token))
        return (FiniteSet(kept),) if kept else ()
    if not isinstance(part, Interval):
        raise Unread(token.start, "set_difference")
    low, high = _value(part.low, token), _value(part.high, token)
    if end < low or start > high:
        return (part,)
    pieces: list[Node] = []
    if low < start:
        opened = not hole.low_open or (start == high and part.high_open)
        pieces.append(Interval(part.low, hole.low, part.low_open, opened))
    elif low == start and hole.low_open and not part.low_open:
        pieces.append(FiniteSet((hole.low,)))
    if end < high:
        opened = not hole.high_open or (end == low and part.low_open)
        pieces.append(Interval(hole.high, part.high, opened, part.high_open))
    elif end == high and hole.high_open and not part.high_open:
        pieces.append(FiniteSet((hole.high,)))
    return tuple(pieces)


def _covers(interval: Interval, at: Any, token: Token) -> bool:
    low, high = _value(interval.low, token), _value(interval.high, token)
    above = low < at or (low == at and not interval.low_open)
    return above and (at < high or (at == high and not interval.high_open))


def _split(part: Node, point: Node, token: Token) -> tuple[Node, ...]:
    """What `point` leaves of an interval or of listed numbers."""
    at = _value(point, token)
    if isinstance(part, FiniteSet):
        kept = tuple(item for item in part.items if _value(item, token) != at)
        return (FiniteSet(kept),) if kept else ()
    if not isinstance(part, Interval):
        raise Unread(token.start, "set_difference")
    low, high = _value(part.low, token), _value(part.high, token)
    if low < at < high:
        return (
            Interval(part.low, point, part.low_open, True),
            Interval(point, part.high, True, part.high_open),
        )
    if at in (low, high):
        opened = (part.low_open or at == low, part.high_open or at == high)
        return (Interval(part.low, part.high, *opened),)
    return (part,)


def _value(node: Node, token: Token) -> Any:
    """The value of a number, exact where it is a quotient. Raises Unread for anything else."""
    try:
        value = _worked_out(node)
    except (OverflowError, ZeroDivisionError, ValueError):
        value = None
    if value is None:
        raise Unread(token.start, "set_difference")
    return value


def _worked_out(node: Node) -> Any:
    """A fraction or a float; None for what is no plain number. Raises ArithmeticError."""
    match node:
        case Number(value):
            return value
        case Neg(inner):
            return None if (value := _worked_out(inner)) is None else -value
        case Div(top, bottom):
            above, below = _worked_out(top), _worked_out(bottom)
            return None if above is None or below is None else above / below
        case Mul(factors):
            values = [_worked_out(factor) for factor in factors]
            return None if None in values else math.prod(values)
        case Constant(name):
            return _CONSTANTS.get(name)
        case Call("sqrt", (inner,)):
            return None if (value := _worked_out(inner)) is None else math.sqrt(value)
    return None


_CONSTANTS = {"oo": math.inf, "pi": math.pi, "e": math.e}
