"""The value of a tree at one point, to as many digits as it takes.

The semantics is that of real numbers: the square root and the logarithm of a negative
number have no value; a tree without a value raises `Undefined`. Powers of negative
numbers and factorials have two customs each, see `customs.py`.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from mpmath import libmp

from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import BITS, Ball, Real, TooLarge, Undefined
from tutor.checking.evaluation.customs import USUAL, Customs, Unsupported
from tutor.checking.evaluation.real_functions import FUNCTIONS
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

MAX_TERMS = 3000
"""Sums and products with more terms are refused."""


def _plain(value: Real) -> Real:
    """An integer as an int."""
    return value.numerator if type(value) is Fraction and value.denominator == 1 else value


class Evaluator:
    """Evaluates trees with one `Arithmetic`; what they have in common is worked out once."""

    def __init__(
        self, point: Mapping[str, Real], arithmetic: Arithmetic, customs: Customs = USUAL
    ) -> None:
        self.point = {name: _plain(value) for name, value in point.items()}
        self.arithmetic = arithmetic
        self.customs = customs
        self.depth = 0  # of sums and products around the node at hand
        self.known: dict[Node, Real] = {}

    def value(self, node: Node) -> Real:
        """The value of `node`. Raises Undefined, Imprecise, TooLarge or Unsupported."""
        arithmetic = self.arithmetic
        arithmetic.fuel -= 1
        if arithmetic.fuel < 0:
            raise TooLarge
        kind = type(node)
        if kind is tree.Symbol:
            try:
                return self.point[node.name]  # type: ignore[union-attr]
            except KeyError:
                raise Unsupported(node.name) from None  # type: ignore[union-attr]
        if kind is tree.Number:
            value = node.value  # type: ignore[union-attr]
            return value.numerator if value.denominator == 1 else value
        if kind is tree.Add:
            terms = node.terms  # type: ignore[union-attr]
            total = self.value(terms[0])
            for term in terms[1:]:
                total = arithmetic.add(total, self.value(term))
            return total
        if kind is tree.Mul:
            factors = node.factors  # type: ignore[union-attr]
            product = self.value(factors[0])
            for factor in factors[1:]:
                product = arithmetic.mul(product, self.value(factor))
            return product
        if kind is not tree.Call or self.depth:
            return _RULES.get(kind, _unsupported)(self, node)
        known = self.known.get(node)
        if known is None:
            known = self.known[node] = _call(self, node)  # type: ignore[arg-type]
        return known

    def truth(self, condition: Node) -> bool:
        """Whether `condition` holds at the point."""
        if isinstance(condition, tree.Relation):
            side = self.arithmetic.compare(self.value(condition.left), self.value(condition.right))
            return _HOLDS[condition.op](side)
        if isinstance(condition, tree.Logic):
            if condition.op == "not":
                return not self.truth(condition.args[0])
            if condition.op == "and":
                return all(self.truth(arg) for arg in condition.args)
            return any(self.truth(arg) for arg in condition.args)
        raise Unsupported(type(condition).__name__)


_HOLDS: Mapping[str, Callable[[int], bool]] = {
    "=": lambda side: side == 0,
    "!=": lambda side: side != 0,
    "<": lambda side: side < 0,
    "<=": lambda side: side <= 0,
    ">": lambda side: side > 0,
    ">=": lambda side: side >= 0,
}


def _unsupported(evaluator: Evaluator, node: Any) -> Real:
    raise Unsupported(type(node).__name__)


def _neg(evaluator: Evaluator, node: tree.Neg) -> Real:
    return evaluator.arithmetic.neg(evaluator.value(node.arg))


def _div(evaluator: Evaluator, node: tree.Div) -> Real:
    return evaluator.arithmetic.div(evaluator.value(node.top), evaluator.value(node.bottom))


def _constant(evaluator: Evaluator, node: tree.Constant) -> Real:
    if node.name == "pi":
        return evaluator.arithmetic.pi()
    if node.name == "e":
        bits = evaluator.arithmetic.bits
        return Ball(libmp.mpf_e(bits), 3 - bits)
    if node.name == "oo":
        raise Unsupported("infinity as a number")
    raise Undefined


def _pow(evaluator: Evaluator, node: tree.Pow) -> Real:
    arithmetic = evaluator.arithmetic
    exponent = evaluator.value(node.exponent)
    if isinstance(node.base, tree.Constant) and node.base.name == "e":
        return arithmetic.exp(exponent)
    base = evaluator.value(node.base)
    if exponent == 0 and base == 0 and not isinstance(node.exponent, tree.Number):
        if not evaluator.depth:
            raise Undefined  # 0^0 counts as 1 in polynomials and power sums only
        return 1
    return arithmetic.power(base, exponent)


_INFINITY = tree.Constant("oo")


def _is_empty(node: tree.Big, low: int, high: int, customs: Customs) -> bool:
    """Whether this is a sum from 1 to 0, and such a sum has a value."""
    written = not (tree.free_symbols(node.low) | tree.free_symbols(node.high))
    return high == low - 1 and (written or customs.empty_sums)


def _big(evaluator: Evaluator, node: tree.Big) -> Real:
    if any(part == _INFINITY for part in (*tree.walk(node.low), *tree.walk(node.high))):
        raise Unsupported("an infinite sum")
    arithmetic = evaluator.arithmetic
    low = arithmetic.integer(evaluator.value(node.low))
    high = arithmetic.integer(evaluator.value(node.high))
    if (
        low is None
        or high is None
        or (high < low and not _is_empty(node, low, high, evaluator.customs))
    ):
        raise Undefined
    if high - low >= MAX_TERMS:
        raise TooLarge
    combine = arithmetic.add if node.op == "sum" else arithmetic.mul
    total: Real = 0 if node.op == "sum" else 1
    outer = evaluator.point.get(node.index)
    evaluator.depth += 1
    try:
        for index in range(low, high + 1):
            arithmetic.burn(3)
            evaluator.point[node.index] = index
            total = combine(total, evaluator.value(node.body))
    finally:
        evaluator.depth -= 1
        if outer is None:
            evaluator.point.pop(node.index, None)
        else:
            evaluator.point[node.index] = outer
    return total


def _piecewise(evaluator: Evaluator, node: tree.Piecewise) -> Real:
    for value, condition in node.cases:
        if evaluator.truth(condition):
            return evaluator.value(value)
    if node.otherwise is None:
        raise Undefined
    return evaluator.value(node.otherwise)


def _call(evaluator: Evaluator, node: tree.Call) -> Real:
    if node.name == "indicator":
        condition = node.args[0]
        if isinstance(condition, tree.Relation | tree.Logic):
            return int(evaluator.truth(condition))
        return evaluator.value(condition)
    rule = FUNCTIONS.get(node.name)
    if rule is None:
        raise Unsupported(node.name)
    bits = evaluator.arithmetic.bits
    evaluator.arithmetic.burn(10 if bits <= 2 * BITS else bits // 10)
    return rule(evaluator, *[evaluator.value(arg) for arg in node.args])


_RULES: Mapping[type, Callable[[Evaluator, Any], Real]] = {
    tree.Neg: _neg,
    tree.Div: _div,
    tree.Constant: _constant,
    tree.Pow: _pow,
    tree.Big: _big,
    tree.Piecewise: _piecewise,
    tree.Call: _call,
}
