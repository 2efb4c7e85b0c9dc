"""Trees with parts replaced."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node


def rebuild(node: Node, parts: Sequence[Node]) -> Node:
    """A node like `node` whose children, left to right, are `parts`."""
    rest = iter(parts)
    values = [_refilled(getattr(node, name), rest) for name in node.__struct_fields__]
    return type(node)(*values)


def _refilled(value: Any, rest: Iterator[Node]) -> Any:
    if isinstance(value, tuple):
        return tuple(_refilled(item, rest) for item in value)
    return next(rest) if isinstance(value, Node) else value


def substitute(node: Node, point: Mapping[str, Node]) -> Node:
    """`node` with trees in place of free variables."""
    if isinstance(node, tree.Symbol):
        return point.get(node.name, node)
    if isinstance(node, tree.Big):
        inner = {name: value for name, value in point.items() if name != node.index}
        return tree.Big(
            node.op,
            node.index,
            substitute(node.low, point),
            substitute(node.high, point),
            substitute(node.body, inner),
        )
    parts = list(tree.children(node))
    return rebuild(node, [substitute(part, point) for part in parts]) if parts else node


def number(value: int | Fraction) -> Node:
    """A rational number as a tree."""
    if isinstance(value, int):
        value = Fraction(value)
    if value.numerator < 0:
        return tree.Neg(tree.Number(-value))
    return tree.Number(value)


def alike(a: Node, b: Node) -> bool:
    """Whether two trees are the same up to the trivial, as `canonical` understands it."""
    return a == b or (_lasting(a) == _lasting(b) and canonical(a) == canonical(b))


def _lasting(node: Node) -> list[str]:
    """What `canonical` leaves in a tree: its letters, functions, powers and fractions."""
    found = []
    for part in tree.walk(node):
        kind = type(part)
        if kind is tree.Symbol or kind is tree.Call:
            found.append(part.name)  # type: ignore[union-attr]
        elif kind is tree.Pow:
            found.append("^")
        elif kind is tree.Div and not all(
            type(child) is tree.Number for child in tree.children(part)
        ):
            found.append("/")
    return sorted(found)


def canonical(node: Node) -> Node:
    """`node` with sums and products flat, in a fixed order, and without −−x, 1·x and x + 0.

    What `and` and `or` join, the parts of unions and the elements of sets are in that order, too.

    Two trees with the same canonical form are the same up to the trivial.
    """
    parts = [canonical(part) for part in tree.children(node)]
    if not parts:
        return node
    if isinstance(node, tree.Neg):
        return _negated(parts[0])
    if isinstance(node, tree.Add):
        return _sorted_sum(parts)
    if isinstance(node, tree.Mul):
        return _sorted_product(parts)
    node = rebuild(node, parts)
    if isinstance(node, tree.Logic):
        return tree.Logic(node.op, tuple(sorted(node.args, key=repr)))
    if isinstance(node, tree.Union):
        return tree.Union(tuple(sorted(node.parts, key=repr)))
    if isinstance(node, tree.FiniteSet):
        return tree.FiniteSet(tuple(sorted(node.items, key=repr)))
    if isinstance(node, tree.Div) and all(isinstance(part, tree.Number) for part in parts):
        top, bottom = node.top, node.bottom
        assert isinstance(top, tree.Number)
        assert isinstance(bottom, tree.Number)
        if bottom.value:
            return tree.Number(top.value / bottom.value)
    return node


def _negated(node: Node) -> Node:
    if isinstance(node, tree.Neg):
        return node.arg
    if isinstance(node, tree.Number) and node.value == 0:
        return node
    return tree.Neg(node)


def _sorted_sum(parts: Sequence[Node]) -> Node:
    terms: list[Node] = []
    for part in parts:
        if isinstance(part, tree.Add):
            terms += part.terms
        elif isinstance(part, tree.Neg) and isinstance(part.arg, tree.Add):
            terms += [_negated(term) for term in part.arg.terms]
        else:
            terms.append(part)
    terms = [term for term in terms if not (isinstance(term, tree.Number) and term.value == 0)]
    if len(terms) < 2:
        return terms[0] if terms else tree.Number(Fraction(0))
    return tree.Add(tuple(sorted(terms, key=repr)))


def _sorted_product(parts: Sequence[Node]) -> Node:
    factors: list[Node] = []
    negative = False
    for part in parts:
        if isinstance(part, tree.Neg):
            negative = not negative
            part = part.arg
        factors += part.factors if isinstance(part, tree.Mul) else (part,)
    factors = [f for f in factors if not (isinstance(f, tree.Number) and f.value == 1)]
    if len(factors) < 2:
        product: Node = factors[0] if factors else tree.Number(Fraction(1))
    else:
        product = tree.Mul(tuple(sorted(factors, key=repr)))
    return _negated(product) if negative else product
