"""The forms of answers: which one a tree has, and for which others it can be taken."""

import re
from collections.abc import Mapping
from itertools import pairwise

from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

ACCEPTED: Mapping[str, tuple[str, ...]] = {
    "expression": ("expression",),
    "equation": ("equation", "interval", "set"),
    "set": ("set", "expression", "list", "equation", "interval"),
    "interval": ("interval", "set", "equation"),
    "list": ("list", "matrix"),
    "matrix": ("matrix", "list"),
}
"""Form asked → the forms that can be taken for it."""

_CALLED_SET = re.compile(r"(?:FiniteSet|set)\s*\Z")
_SEPARATOR = re.compile(r"[,;]|\b(?:or|and)\b")
_BEHIND = re.compile(r"\\[\])]|\\end\{\w+\*?\}|[\s$}.]")
"""What may stand behind the whole of an answer in TeX or at the end of a sentence."""


def fits(found: str, asked: str) -> bool:
    """Whether a tree of one form can be taken for another form."""
    return found in ACCEPTED[asked]


def form_of(key: Node) -> str:
    """The form of a tree."""
    if isinstance(key, tree.Relation | tree.Logic):
        return "equation"
    if isinstance(key, tree.Interval | tree.Union):
        return "interval"
    if isinstance(key, tree.FiniteSet):
        return "set"
    if isinstance(key, tree.Matrix):
        return "matrix"
    if isinstance(key, tree.Sequence):
        return "list"
    return "set" if has_signs(key) else "expression"


def has_signs(node: Node) -> bool:
    """Whether an expression has several values, by ±."""
    return not isinstance(node, tree.Relation | tree.Logic) and any(
        isinstance(part, tree.PlusMinus) for part in tree.walk(node)
    )


def infinity(node: Node) -> int:
    """1 for ∞, −1 for −∞, 0 for anything else."""
    if isinstance(node, tree.Neg):
        return -infinity(node.arg)
    if isinstance(node, tree.Mul) and all(
        isinstance(f, tree.Number | tree.Constant | tree.Neg) for f in node.factors
    ):
        ends = [
            infinity(f) or (1 if isinstance(f, tree.Number) and f.value else 0)
            for f in node.factors
        ]
        if any(infinity(f) for f in node.factors):
            product = 1
            for end in ends:
                product *= end
            return product
        return 0
    return int(isinstance(node, tree.Constant) and node.name == "oo")


def in_brackets(text: str) -> bool:
    """Whether one pair of round or square brackets holds all that a text lists."""
    begin = min((at for at in map(text.find, "([") if at >= 0), default=-1)
    if begin < 0 or _SEPARATOR.search(text[:begin]) or _CALLED_SET.search(text[:begin]):
        return False
    depth = 0
    for end in range(begin, len(text)):
        depth += (text[end] in "([") - (text[end] in ")]")
        if depth == 0:
            return not _BEHIND.sub("", text[end + 1 :])
    return False


def members_of(node: Node) -> tuple[Node, ...]:
    """a, b and c of `a = b = c`; empty when `node` is something else."""
    if isinstance(node, tree.Relation) and node.op == "=":
        return node.left, node.right
    if not isinstance(node, tree.Logic) or node.op != "and":
        return ()
    equations = [arg for arg in node.args if isinstance(arg, tree.Relation) and arg.op == "="]
    if len(equations) < len(node.args) or any(a.right != b.left for a, b in pairwise(equations)):
        return ()
    return (*(equation.left for equation in equations), *(e.right for e in equations[-1:]))
