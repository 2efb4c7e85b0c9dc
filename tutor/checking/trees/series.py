"""Infinite sums that have a closed form: geometric series, and that of the exponential function.

Σ a·rᵏ from k = m on is a·rᵐ/(1 − r) where |r| < 1, and has no value elsewhere; Σ a·rᵏ/k! from
k = 0 on is a·eʳ. All other infinite sums stay as they are.
"""

from fractions import Fraction
from typing import TypeAlias

from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.trees.rewriting import number

_ONE = number(1)
_INFINITY = tree.Constant("oo")

Affine: TypeAlias = tuple[Fraction, Node]
"""A slope and what is added, for exponents such as 2k + c."""


def closed(big: tree.Big) -> Node | None:
    """The closed form of an infinite sum; None where none is known here."""
    if big.op != "sum" or big.high != _INFINITY or big.index in tree.free_symbols(big.low):
        return None
    found = _Powers(big.index)
    if not found.takes(big.body, 1) or not found.ratio:
        return None
    ratio, scale = _times(found.ratio), _times(found.scale or [_ONE])
    if found.factorials == 0:
        first: Node = tree.Mul((scale, tree.Pow(ratio, big.low)))
        if isinstance(big.low, tree.Number) and big.low.value == 0:
            first = scale  # 0⁰ counts as 1 in a series
        geometric = tree.Div(first, tree.Add((_ONE, tree.Neg(ratio))))
        converges = tree.Relation("<", tree.Call("abs", (ratio,)), _ONE)
        return tree.Piecewise(((geometric, converges),), None)
    if found.factorials == 1 and isinstance(big.low, tree.Number) and big.low.value in (0, 1):
        whole = tree.Call("exp", (ratio,))
        if big.low.value == 0:
            return tree.Mul((scale, whole))
        return tree.Mul((scale, tree.Add((whole, tree.Neg(_ONE)))))
    return None


class _Powers:
    """The factors of a term: powers with the index above, 1/k!, and the rest."""

    def __init__(self, index: str) -> None:
        self.index = index
        self.scale: list[Node] = []
        self.ratio: list[Node] = []
        self.factorials = 0

    def takes(self, node: Node, power: int) -> bool:
        """Whether `node`, raised to 1 or −1, is such a factor; it is taken in then."""
        if self.index not in tree.free_symbols(node):
            self.scale.append(node if power > 0 else tree.Div(_ONE, node))
            return True
        if isinstance(node, tree.Neg):
            self.scale.append(tree.Neg(_ONE))
            return self.takes(node.arg, power)
        if isinstance(node, tree.Mul):
            return all(self.takes(factor, power) for factor in node.factors)
        if isinstance(node, tree.Div):
            return self.takes(node.top, power) and self.takes(node.bottom, -power)
        if isinstance(node, tree.Call) and node.name == "factorial" and power < 0:
            self.factorials += 1
            return node.args == (tree.Symbol(self.index),)
        if isinstance(node, tree.Call) and node.name == "exp":
            node = tree.Pow(tree.Constant("e"), node.args[0])
        return isinstance(node, tree.Pow) and self._takes_power(node, power)

    def _takes_power(self, node: tree.Pow, power: int) -> bool:
        exponent = _affine(node.exponent, self.index)
        if exponent is None or self.index in tree.free_symbols(node.base):
            return False
        slope, rest = exponent
        if slope.denominator != 1 and not isinstance(node.base, tree.Constant):
            return False
        self.ratio.append(_power(node.base, number(slope * power)))
        if rest != number(0):
            self.scale.append(_power(node.base, rest if power > 0 else tree.Neg(rest)))
        return True


def _affine(node: Node, name: str) -> Affine | None:
    """Slope and rest of an exponent that is linear in `name`."""
    if name not in tree.free_symbols(node):
        return Fraction(0), node
    if node == tree.Symbol(name):
        return Fraction(1), number(0)
    if isinstance(node, tree.Neg):
        inner = _affine(node.arg, name)
        return None if inner is None else (-inner[0], tree.Neg(inner[1]))
    if isinstance(node, tree.Add):
        parts = [_affine(term, name) for term in node.terms]
        known = [part for part in parts if part is not None]
        if len(known) != len(parts):
            return None
        rest = [part[1] for part in known if part[1] != number(0)]
        whole = tree.Add(tuple(rest)) if len(rest) > 1 else (rest or [number(0)])[0]
        return sum((part[0] for part in known), Fraction(0)), whole
    if isinstance(node, tree.Mul):
        numbers = [factor for factor in node.factors if isinstance(factor, tree.Number)]
        others = [factor for factor in node.factors if not isinstance(factor, tree.Number)]
        if others == [tree.Symbol(name)]:
            slope = Fraction(1)
            for factor in numbers:
                slope *= factor.value
            return slope, number(0)
    return None


def _power(base: Node, exponent: Node) -> Node:
    return base if exponent == _ONE else tree.Pow(base, exponent)


def _times(factors: list[Node]) -> Node:
    return tree.Mul(tuple(factors)) if len(factors) > 1 else factors[0]
