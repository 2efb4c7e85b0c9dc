"""Intervals and solutions whose ends may be off by the declared tolerance."""

from dataclasses import dataclass
from functools import cmp_to_key

from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import Real
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging.expressions import value_of
from tutor.checking.judging.tolerant import within
from tutor.checking.question import Tolerance, infinity
from tutor.checking.statements.forms import signs
from tutor.exercise import Right


@dataclass(frozen=True, slots=True)
class _End:
    """One end: ±∞ when `infinite` is not 0."""

    value: Real
    infinite: int
    open: bool


def judge(answer: Node, key: Node, tolerance: Tolerance) -> Right | None:
    """Right when all ends are close enough; None when that cannot be seen from the ends."""
    yours, expected = _pieces(answer), _pieces(key)
    if yours is None or expected is None or len(yours) != len(expected):
        return None
    for (low, high), (key_low, key_high) in zip(yours, expected, strict=True):
        if not (_close(low, key_low, tolerance) and _close(high, key_high, tolerance)):
            return None
    return Right(evidence="numeric", points=2 * len(yours))


def _close(end: _End, other: _End, tolerance: Tolerance) -> bool:
    if end.infinite or other.infinite:
        return end.infinite == other.infinite
    return end.open == other.open and within(end.value, other.value, tolerance, scaled=False)


def _pieces(node: Node) -> list[tuple[_End, _End]] | None:
    """The intervals and single numbers of a set, from low to high; None where one has letters."""
    found: list[tuple[_End, _End]] = []
    for part in _parts(node):
        if isinstance(part, tree.Interval):
            low, high = _end(part.low, part.low_open), _end(part.high, part.high_open)
        else:
            low = high = _end(part, False)
        if low is None or high is None:
            return None
        found.append((low, high))
    return sorted(found, key=cmp_to_key(_order))


def _parts(node: Node) -> list[Node]:
    if isinstance(node, tree.Union):
        return [piece for part in node.parts for piece in _parts(part)]
    if isinstance(node, tree.FiniteSet):
        return [choice for item in node.items for choice in signs(item)]
    if isinstance(node, tree.Logic) and node.op == "or":
        return [piece for arg in node.args for piece in _parts(arg)]
    if isinstance(node, tree.Relation) and node.op == "=" and isinstance(node.left, tree.Symbol):
        return signs(node.right)
    return [node] if isinstance(node, tree.Interval) else signs(node)


def _end(node: Node, is_open: bool) -> _End | None:
    if infinity(node):
        return _End(0, infinity(node), is_open)
    value = None if tree.free_symbols(node) else value_of(node, {})
    return None if value is None else _End(value, 0, is_open)


def _order(a: tuple[_End, _End], b: tuple[_End, _End]) -> int:
    low, other = a[0], b[0]
    if low.infinite or other.infinite:
        return low.infinite - other.infinite
    return Arithmetic(200, final=True).compare(low.value, other.value)
