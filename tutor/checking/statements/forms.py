"""What statements say: sets as conditions, ± as alternatives, and truth at a point."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import (
    VAGUE,
    Ball,
    Exact,
    Imprecise,
    Real,
    TooLarge,
    Undefined,
    magnitude,
)
from tutor.checking.evaluation.customs import Customs, Unsupported
from tutor.checking.evaluation.digits import Evaluator
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.trees.rewriting import number, rebuild

BITS = 420
"""Working precision of statements."""
CUSTOMS = Customs(odd_roots=True)


def about(node: Node, name: str) -> Node:
    """The statement that the number `name` lies in a set, is a number, or solves an equation."""
    t = tree.Symbol(name)
    if isinstance(node, tree.Interval):
        parts: list[Node] = []
        if not _infinite(node.low):
            parts.append(tree.Relation(">" if node.low_open else ">=", t, node.low))
        if not _infinite(node.high):
            parts.append(tree.Relation("<" if node.high_open else "<=", t, node.high))
        return tree.Logic("and", tuple(parts))
    if isinstance(node, tree.Union):
        return tree.Logic("or", tuple(about(part, name) for part in node.parts))
    if isinstance(node, tree.FiniteSet):
        return tree.Logic("or", tuple(about(item, name) for item in node.items))
    if isinstance(node, tree.Relation | tree.Logic):
        return node
    return tree.Relation("=", t, node)


def _infinite(node: Node) -> bool:
    inner = node.arg if isinstance(node, tree.Neg) else node
    return isinstance(inner, tree.Constant) and inner.name == "oo"


def plain(node: Node) -> Node:
    """Without ±, ∈ and points: `x = ±2` says x = 2 or x = −2, `x ∈ [0, 1]` says 0 ≤ x and x ≤ 1.

    `x ≠ ±2` says x ≠ 2 and x ≠ −2; `(x, y) ≠ (0, 0)` says x ≠ 0 or y ≠ 0.
    Raises Unsupported for what says nothing, such as `x` in `x = 1 and x`.
    """
    if isinstance(node, tree.Logic):
        return tree.Logic(node.op, tuple(plain(arg) for arg in node.args))
    if not isinstance(node, tree.Relation):
        raise Unsupported("a statement")
    if node.op == "in":
        return plain(_inside(node.left, node.right))
    apart = node.op == "!="
    if isinstance(node.left, tree.Sequence) or isinstance(node.right, tree.Sequence):
        pairs = _by_entries(node)
        return _joined("or" if apart else "and", [plain(pair) for pair in pairs])
    choices = [
        tree.Relation(node.op, left, right)
        for left, right in product(signs(node.left), signs(node.right))
    ]
    return _joined("and" if apart else "or", choices)


def _joined(op: str, parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else tree.Logic(op, tuple(parts))


def _inside(left: Node, right: Node) -> Node:
    """What `x ∈ …` and `(x, y) ∈ {…}` say without ∈."""
    if isinstance(left, tree.Symbol):
        return about(right, left.name)
    if isinstance(left, tree.Sequence) and isinstance(right, tree.FiniteSet):
        return tree.Logic("or", tuple(tree.Relation("=", left, item) for item in right.items))
    raise Unsupported("in")


def _by_entries(node: tree.Relation) -> list[Node]:
    """An equation of points as one for each entry."""
    left, right = node.left, node.right
    if (
        node.op in ("=", "!=")
        and isinstance(left, tree.Sequence)
        and isinstance(right, tree.Sequence)
        and len(left.items) == len(right.items)
    ):
        pairs = zip(left.items, right.items, strict=True)
        return [tree.Relation(node.op, *pair) for pair in pairs]
    raise Unsupported("points")


def signs(node: Node) -> list[Node]:
    """The expressions that one with ± stands for; each ± is free."""
    if not any(isinstance(part, tree.PlusMinus) for part in tree.walk(node)):
        return [node]
    if isinstance(node, tree.PlusMinus):
        inner = signs(node.arg)
        return [*inner, *(tree.Neg(arg) for arg in inner)]
    branches = [signs(child) for child in tree.children(node)]
    count = 1
    for branch in branches:
        count *= len(branch)
    if count > 64:
        raise Unsupported("±")
    return [rebuild(node, choice) for choice in product(*branches)]


def relations(node: Node) -> Iterator[tree.Relation]:
    """The relations in a statement."""
    if isinstance(node, tree.Relation):
        yield node
    elif isinstance(node, tree.Logic):
        for arg in node.args:
            yield from relations(arg)


def difference(relation: tree.Relation) -> Node:
    """The left side minus the right one."""
    if isinstance(relation.right, tree.Number) and relation.right.value == 0:
        return relation.left
    return tree.Add((relation.left, tree.Neg(relation.right)))


def truth(node: Node, point: Mapping[str, Real]) -> bool | None:
    """Whether a statement holds at a point; None where a side of it has no value.

    Raises TooLarge where that cannot be told.
    """
    if isinstance(node, tree.Logic):
        return _joint(node, point)
    assert isinstance(node, tree.Relation)
    arithmetic = Arithmetic(BITS + _size(point), final=True, real_roots=True)
    evaluator = Evaluator(point, arithmetic, CUSTOMS)
    try:
        side = _side(evaluator.value(node.left), evaluator.value(node.right), arithmetic)
    except Undefined:
        return None
    except Imprecise:
        raise TooLarge from None
    return {
        "=": side == 0,
        "!=": side != 0,
        "<": side < 0,
        "<=": side <= 0,
        ">": side > 0,
        ">=": side >= 0,
    }[node.op]


def _size(point: Mapping[str, Real]) -> int:
    """The binary digits before the point, or behind it before the first that is not 0."""
    sizes = [0]
    for x in point.values():
        if isinstance(x, Ball):
            sizes.append(abs(magnitude(x.v)) if x.v[1] else 0)
        else:
            sizes.append(abs(x.numerator.bit_length() - x.denominator.bit_length()))
    return max(sizes) if max(sizes) > BITS // 2 else 0


def _joint(node: tree.Logic, point: Mapping[str, Real]) -> bool | None:
    if node.op == "not":
        inner = truth(node.args[0], point)
        return None if inner is None else not inner
    decisive = node.op == "or"
    open_ = unknown = False
    for arg in node.args:
        try:
            found = truth(arg, point)
        except TooLarge:
            unknown = True
            continue
        if found is decisive:
            return decisive
        open_ |= found is None
    if unknown:
        raise TooLarge
    return None if open_ else not decisive


def _side(left: Real, right: Real, arithmetic: Arithmetic) -> int:
    """The sign of left − right at a place that is known to many digits.

    Raises TooLarge when the two sides are not known well enough to call them equal.
    """
    gap = arithmetic.add(left, arithmetic.neg(right))
    if not isinstance(gap, Ball):
        return (gap > 0) - (gap < 0)
    if magnitude(gap.v) - 1 > gap.e:
        return -1 if gap.v[0] else 1
    size = max(magnitude(arithmetic.ball(side).v) for side in (left, right))
    if gap.e > max(0, size) + VAGUE:
        raise TooLarge
    return 0


def numbers(point: Mapping[str, Exact]) -> dict[str, Node]:
    """A point as trees, for `substitute`."""
    return {name: number(value) for name, value in point.items()}
