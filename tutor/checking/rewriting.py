"""Trees with parts replaced."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from fractions import Fraction
from typing import Any

from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node


def rebuild(node: Node, parts: Sequence[Node]) -> Node:
    """A node like `node` whose children, left to right, are `parts`."""
    rest = iter(parts)
    values = [_refilled(getattr(node, part.name), rest) for part in fields(node)]
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
    size = tree.Number(abs(Fraction(value)))
    return tree.Neg(size) if value < 0 else size
