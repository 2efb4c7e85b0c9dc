"""A quick look whether two expressions can be equal, before the thorough comparison."""

import math
import random
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from tutor.checking.equality.sampling import REAL, Domain, strata
from tutor.checking.evaluation.array_functions import Array, function, over
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.evaluation.float64 import compile_tree, double, power, values
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

POINTS = 24
CLOSE = 1e-7


class Looks:
    """Values of expressions at a few fixed points, in doubles.

    Wrong answers that mistakes give differ from the key in one place; what they share with
    it, and with each other, is worked out once.
    """

    def __init__(self, domains: Mapping[str, Domain] | None = None) -> None:
        self._domains = domains or {}
        self._known: dict[Node, Array] = {}

    def values(self, node: Node) -> Array | None:
        """The values, nan or infinite where there are none; None for what has no values."""
        known = self._known.get(node)
        if known is not None:
            return known
        try:
            with np.errstate(all="ignore"):
                return self._value(node)
        except Unsupported:
            return None

    def _value(self, node: Node) -> Array:
        known = self._known.get(node)
        if known is None:
            if isinstance(node, tree.Symbol):
                known = _coordinates(node.name, self._domains.get(node.name, REAL))
            elif (rule := _RULES.get(type(node))) is not None and not _asks(node):
                known = rule(node, self._value)
            else:
                known = self._thoroughly(node)
            self._known[node] = known
        return known

    def _thoroughly(self, node: Node) -> Array:
        point = {name: self._value(tree.Symbol(name)) for name in tree.free_symbols(node)}
        return values(compile_tree(node), point, POINTS)


class Likeness:
    """Compares one expression with many."""

    def __init__(self, node: Node, looks: Looks | None = None) -> None:
        self._looks = looks or Looks()
        self._values = found = self._looks.values(node)
        if found is not None:
            self._values = np.where(np.isfinite(found), found, np.nan)
            self._allowed = CLOSE * (1 + np.abs(self._values))

    def possible(self, other: Node) -> bool:
        """Whether the two agree at every point where both have a value, and there is one."""
        return self._agreeing(other) > 0

    def excluded(self, other: Node) -> bool:
        """Whether the two differ at a point where both have a value."""
        return self._agreeing(other) < 0

    def _agreeing(self, other: Node) -> int:
        """At how many points both have the same value; −1 when they differ at one."""
        there = self._looks.values(other)
        if self._values is None or there is None:
            return 0
        with np.errstate(all="ignore"):
            gap = np.abs(there - self._values)
            far = gap > self._allowed
        if far.any() and (far & np.isfinite(there)).any():
            return -1
        return int(np.count_nonzero(np.isfinite(gap)))


@lru_cache(maxsize=256)
def _coordinates(name: str, domain: Domain) -> Array:
    """The same coordinates for a name every time: positive, negative, small and whole."""
    if domain != REAL:
        drawn = list(strata(domain, 0, POINTS))
        random.Random(name).shuffle(drawn)
        return np.resize(np.array(drawn or [math.nan]), POINTS)
    draw = np.random.default_rng(list(name.encode()))
    return np.concatenate(
        [
            draw.uniform(0.05, 0.95, 8),
            draw.uniform(1.05, 3, 6),
            draw.uniform(-3, -0.05, 6),
            draw.integers(2, 7, 4).astype(float),
        ]
    )


Value = Callable[[Node], Array]


def _sum(node: tree.Add, value: Value) -> Array:
    first, *terms = node.terms
    total = value(first)
    for term in terms:
        total = total + value(term)
    return total


def _product(node: tree.Mul, value: Value) -> Array:
    first, *factors = node.factors
    product = value(first)
    for factor in factors:
        product = product * value(factor)
    return product


def _power(node: tree.Pow, value: Value) -> Array:
    if node.base == tree.Constant("e"):
        return np.exp(value(node.exponent))
    return power(value(node.base), value(node.exponent))


def _asks(node: Node) -> bool:
    """Whether an argument is a condition, which has no values."""
    return isinstance(node, tree.Call) and node.name == "indicator"


def _call(node: tree.Call, value: Value) -> Array:
    return function(node.name)(*map(value, node.args))


_RULES: Mapping[type, Callable[[Any, Value], Array]] = {
    tree.Number: lambda node, value: double(node.value),
    tree.Neg: lambda node, value: -value(node.arg),
    tree.Add: _sum,
    tree.Mul: _product,
    tree.Div: lambda node, value: over(value(node.top), value(node.bottom)),
    tree.Pow: _power,
    tree.Call: _call,
}
