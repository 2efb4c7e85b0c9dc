"""A tree as a fast function of NumPy arrays.

`compile_tree` turns a tree into nested closures that map arrays of points to arrays of
values; where there is no real value the result is nan, beyond the range of doubles ±inf.
Nothing here is exact: it finds points worth a closer look.
"""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from tutor.checking.evaluation.array_functions import Array, function, over
from tutor.checking.evaluation.ball import budget
from tutor.checking.evaluation.customs import USUAL, Customs, Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

Point: TypeAlias = Mapping[str, Array]
Compiled: TypeAlias = Callable[[Point], Array]

MAX_TERMS = 1000
MAX_WORK = 30_000
"""Sums and products with more terms, or more terms times the weight of a term, are nan."""


def compile_tree(node: Node, customs: Customs = USUAL) -> Compiled:
    """The function point → values. Raises Unsupported for a tree that has no numeric value."""
    kind = type(node)
    if kind is tree.Symbol:
        name = node.name  # type: ignore[union-attr]
        return lambda point: point[name]
    if kind is tree.Number:
        number = double(node.value)  # type: ignore[union-attr]
        return lambda point: number
    rule = _RULES.get(kind)
    if rule is None:
        raise Unsupported(kind.__name__)
    return rule(node, customs)


def compile_condition(node: Node, customs: Customs = USUAL) -> Compiled:
    """The function point → booleans."""
    if isinstance(node, tree.Relation):
        left, right = compile_tree(node.left, customs), compile_tree(node.right, customs)
        compare = _COMPARE[node.op]
        return lambda point: compare(left(point), right(point))
    if isinstance(node, tree.Logic):
        parts = [compile_condition(arg, customs) for arg in node.args]
        if not parts:
            always = node.op == "and"
            return lambda point: always
        if node.op == "not":
            return lambda point: np.logical_not(parts[0](point))
        combine = np.logical_and if node.op == "and" else np.logical_or

        def combined(point: Point) -> Array:
            result = parts[0](point)
            for part in parts[1:]:
                result = combine(result, part(point))
            return result

        return combined
    raise Unsupported(type(node).__name__)


def values(compiled: Compiled, point: Point, size: int) -> Array:
    """The values as a float array of length `size`; warnings of NumPy are silenced."""
    with np.errstate(all="ignore"):
        result = compiled(point)
    if isinstance(result, np.ndarray) and result.shape == (size,):
        return result
    return np.full(size, result, dtype=float)


def double(value: Fraction) -> float:
    """The nearest double, infinite beyond their range."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def _neg(node: tree.Neg, customs: Customs) -> Compiled:
    arg = compile_tree(node.arg, customs)
    return lambda point: -arg(point)


def _add(node: tree.Add, customs: Customs) -> Compiled:
    first, *rest = [compile_tree(term, customs) for term in node.terms]
    if len(rest) == 1:
        second = rest[0]
        return lambda point: first(point) + second(point)

    def total(point: Point) -> Array:
        result = first(point)
        for term in rest:
            result = result + term(point)
        return result

    return total


def _mul(node: tree.Mul, customs: Customs) -> Compiled:
    first, *rest = [compile_tree(factor, customs) for factor in node.factors]
    if len(rest) == 1:
        second = rest[0]
        return lambda point: first(point) * second(point)

    def product(point: Point) -> Array:
        result = first(point)
        for factor in rest:
            result = result * factor(point)
        return result

    return product


def _div(node: tree.Div, customs: Customs) -> Compiled:
    top, bottom = compile_tree(node.top, customs), compile_tree(node.bottom, customs)
    return lambda point: over(top(point), bottom(point))


def _pow(node: tree.Pow, customs: Customs) -> Compiled:
    exponent = node.exponent
    negative = isinstance(exponent, tree.Neg)
    literal = exponent.arg if isinstance(exponent, tree.Neg) else exponent
    if isinstance(node.base, tree.Constant) and node.base.name == "e":
        exponents = compile_tree(exponent, customs)
        return lambda point: np.exp(exponents(point))
    base = compile_tree(node.base, customs)
    if isinstance(literal, tree.Number):
        value = -literal.value if negative else literal.value
        return _fixed_power(base, value, customs)
    if customs.odd_roots:
        fixed = _ratio(exponent)
        if fixed is not None:
            return _fixed_power(base, fixed, customs)
    exponents = compile_tree(exponent, customs)
    return lambda point: power(base(point), exponents(point))


def _ratio(node: Node) -> Fraction | None:
    """The exponent p/q of `x^(p/q)`."""
    if isinstance(node, tree.Neg):
        inner = _ratio(node.arg)
        return None if inner is None else -inner
    if isinstance(node, tree.Div):
        top, bottom = _ratio(node.top), _ratio(node.bottom)
        return None if top is None or not bottom else top / bottom
    return node.value if isinstance(node, tree.Number) else None


def _fixed_power(base: Compiled, value: Fraction, customs: Customs) -> Compiled:
    if value == 2:

        def square(point: Point) -> Array:
            x = base(point)
            return x * x

        return square
    number = double(value)
    if value.denominator == 1 and abs(value) < 1000:
        whole = int(value)
        return lambda point: _integer_power(base(point), whole)
    if customs.odd_roots and value.denominator % 2:

        def odd_root(point: Point) -> Array:
            x = base(point)
            size = np.power(np.abs(x), number)
            return np.where(np.less(x, 0), -size, size) if value.numerator % 2 else size

        return odd_root
    return lambda point: power(base(point), number)


def _integer_power(x: Array, n: int) -> Array:
    if n >= 0:
        return np.power(np.asarray(x, dtype=float), n)
    return over(1.0, np.power(np.asarray(x, dtype=float), -n))


def power(base: Array, exponent: Array) -> Array:
    """Base ** exponent; nan where zero has a negative exponent."""
    result = np.power(np.asarray(base, dtype=float), np.asarray(exponent, dtype=float))
    return np.where(np.equal(base, 0) & np.less(exponent, 0), np.nan, result)


def _constant(node: tree.Constant, customs: Customs) -> Compiled:
    number = {"pi": math.pi, "e": math.e}.get(node.name, math.nan)
    return lambda point: number


def weight(node: Node) -> int:
    """How long a tree takes, in operations on an array."""
    if isinstance(node, tree.Big):
        return 40 * weight(node.body)
    own = 60 if isinstance(node, tree.Call) and node.name in SLOW else 1
    return own + sum(weight(part) for part in tree.children(node))


SLOW = frozenset(
    (
        *("gamma", "lgamma", "digamma", "beta", "factorial", "binomial"),
        *("erf", "erfc", "normcdf", "gelu"),
    )
)


def _big(node: tree.Big, customs: Customs) -> Compiled:
    low, high = compile_tree(node.low, customs), compile_tree(node.high, customs)
    body = compile_tree(node.body, customs)
    start = 0.0 if node.op == "sum" else 1.0
    heaviness = weight(node.body)
    most = min(MAX_TERMS, max(12, MAX_WORK // heaviness))
    fewest = 0 if tree.free_symbols(node.low) | tree.free_symbols(node.high) else -1

    def accumulate(point: Point) -> Array:
        lows, highs = np.broadcast_arrays(
            np.asarray(low(point), dtype=float), np.asarray(high(point), dtype=float)
        )
        steps = highs - lows
        whole = (lows == np.floor(lows)) & (highs == np.floor(highs))
        fine = whole & (steps >= fewest) & (steps < most)
        total: Array = np.where(fine, start, np.nan)
        if not fine.any():
            return total
        longest = int(steps[fine].max())
        work = budget.get()
        work.left -= longest * heaviness * (1 + total.size // 200)
        if work.left < 0:
            return np.full(total.shape, np.nan)
        for step in range(longest + 1):
            term = body({**point, node.index: lows + step})
            included = fine & (step <= steps)
            neutral = np.where(included, term, start)
            total = total + neutral if node.op == "sum" else total * neutral
        return total

    return accumulate


def _piecewise(node: tree.Piecewise, customs: Customs) -> Compiled:
    cases = [
        (compile_tree(value, customs), compile_condition(condition, customs))
        for value, condition in node.cases
    ]
    otherwise = None if node.otherwise is None else compile_tree(node.otherwise, customs)

    def choose(point: Point) -> Array:
        result = math.nan if otherwise is None else otherwise(point)
        for value, condition in reversed(cases):
            result = np.where(condition(point), value(point), result)
        return result

    return choose


def _call(node: tree.Call, customs: Customs) -> Compiled:
    if node.name == "indicator" and isinstance(node.args[0], tree.Relation | tree.Logic):
        condition = compile_condition(node.args[0], customs)
        return lambda point: np.where(condition(point), 1.0, 0.0)
    applied = function(node.name, customs)
    args = [compile_tree(arg, customs) for arg in node.args]
    if len(args) == 1:
        only = args[0]
        return lambda point: applied(only(point))
    return lambda point: applied(*[arg(point) for arg in args])


_RULES: Mapping[type, Callable[[Any, Customs], Compiled]] = {
    tree.Neg: _neg,
    tree.Add: _add,
    tree.Mul: _mul,
    tree.Div: _div,
    tree.Pow: _pow,
    tree.Constant: _constant,
    tree.Big: _big,
    tree.Piecewise: _piecewise,
    tree.Call: _call,
}
