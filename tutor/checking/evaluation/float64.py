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

from tutor.checking.evaluation.ball import budget
from tutor.checking.evaluation.digits import USUAL, Customs, Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

Array: TypeAlias = Any
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


def over(top: Array, bottom: Array) -> Array:
    """Top / bottom; nan where the bottom is zero."""
    quotient = np.divide(top, bottom)
    return np.where(np.equal(bottom, 0), np.nan, quotient)


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


def _weight(node: Node) -> int:
    """How long a tree takes, in operations on an array."""
    if isinstance(node, tree.Big):
        return 40 * _weight(node.body)
    own = 60 if isinstance(node, tree.Call) and node.name in _SLOW else 1
    return own + sum(_weight(part) for part in tree.children(node))


_SLOW = frozenset(
    (
        *("gamma", "lgamma", "digamma", "beta", "factorial", "binomial"),
        *("erf", "erfc", "normcdf", "gelu"),
    )
)


def _big(node: tree.Big, customs: Customs) -> Compiled:
    low, high = compile_tree(node.low, customs), compile_tree(node.high, customs)
    body = compile_tree(node.body, customs)
    start = 0.0 if node.op == "sum" else 1.0
    weight = _weight(node.body)
    most = min(MAX_TERMS, max(12, MAX_WORK // weight))
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
        work.left -= longest * weight * (1 + total.size // 200)
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


def function(name: str, customs: Customs = USUAL) -> Callable[..., Array]:
    """A function of the vocabulary. Raises Unsupported for one that has no values."""
    if name == "factorial" and not customs.gamma:
        return _factorial
    if name == "binomial" and not customs.gamma:
        return _natural_binomial
    if name == "acot" and customs.odd_acot:
        return _odd_acot
    found = _FUNCTIONS.get(name)
    if found is None:
        raise Unsupported(name)
    return found


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

# Functions by their canonical names.


def _pointwise(scalar: Callable[..., float]) -> Callable[..., Array]:
    """A scalar function applied entry by entry; errors give nan, overflow inf."""

    def safe(*args: float) -> float:
        try:
            return scalar(*args)
        except OverflowError:
            return math.inf
        except (ValueError, ZeroDivisionError):
            return math.nan

    return np.vectorize(safe, otypes=[float])


def _digamma(x: float) -> float:
    """ψ(x) by recurrence to x ≥ 8 and the asymptotic series."""
    if x <= 0 and x == math.floor(x):
        return math.nan
    if x < 0:
        return _digamma(1 - x) - math.pi / math.tan(math.pi * x)
    total = 0.0
    while x < 8:
        total -= 1 / x
        x += 1
    square = 1 / (x * x)
    series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square / 240)))
    return total + math.log(x) - 0.5 / x - series


_gamma = _pointwise(math.gamma)
_lgamma = _pointwise(math.lgamma)
_erf = _pointwise(math.erf)
_erfc = _pointwise(math.erfc)


def _whole(x: Array) -> Array:
    return np.equal(x, np.floor(x)) & np.greater_equal(x, 0)


def _factorial(x: Array) -> Array:
    return np.where(_whole(x), _gamma(np.where(_whole(x), x, 0) + 1.0), np.nan)


def _one_binomial(n: float, k: float) -> float:
    if k == math.floor(k) and 0 <= k <= 200:
        result = 1.0
        for step in range(int(k)):
            result *= (n - step) / (step + 1)
        return result
    return math.gamma(n + 1) / (math.gamma(k + 1) * math.gamma(n - k + 1))


_binomial = _pointwise(_one_binomial)


def _natural_binomial(n: Array, k: Array) -> Array:
    whole = _whole(n) & _whole(k)
    return np.where(whole, _binomial(np.where(whole, n, 0.0), np.where(whole, k, 0.0)), np.nan)


def _odd_acot(x: Array) -> Array:
    return np.where(np.equal(x, 0), math.pi / 2, np.arctan(np.divide(1, x)))


def _log(x: Array, base: Array | None = None) -> Array:
    top = np.log(np.where(np.greater(x, 0), x, np.nan))
    return top if base is None else over(top, np.log(base))


def _root(x: Array, n: Array) -> Array:
    size = np.power(np.abs(x), np.divide(1.0, n))
    odd = np.equal(np.mod(n, 2), 1)
    return np.where(np.less(x, 0), np.where(odd, -size, np.nan), size)


def _round(x: Array) -> Array:
    shifted = np.add(x, 0.5)
    low = np.floor(shifted)
    return np.where(np.equal(low, shifted), np.nan, low)


def _atan2(y: Array, x: Array) -> Array:
    return np.where(np.equal(x, 0) & np.equal(y, 0), np.nan, np.arctan2(y, x))


def _heaviside(x: Array, middle: Array = math.nan) -> Array:
    return np.where(np.isnan(x), np.nan, np.heaviside(x, middle))


def _stack(reduce: Callable[..., Array]) -> Callable[..., Array]:
    def reduced(*args: Array) -> Array:
        result = args[0]
        for arg in args[1:]:
            result = reduce(result, arg)
        return result

    return reduced


def _sigmoid(x: Array) -> Array:
    return 1.0 / (1.0 + np.exp(np.negative(x)))


def _normcdf(x: Array) -> Array:
    return 0.5 * _erfc(np.negative(x) / math.sqrt(2))


_FUNCTIONS: Mapping[str, Callable[..., Array]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "cot": lambda x: over(np.cos(x), np.sin(x)),
    "sec": lambda x: over(1.0, np.cos(x)),
    "csc": lambda x: over(1.0, np.sin(x)),
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "acot": lambda x: math.pi / 2 - np.arctan(x),
    "asec": lambda x: np.arccos(over(1.0, x)),
    "acsc": lambda x: np.arcsin(over(1.0, x)),
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "coth": lambda x: over(1.0, np.tanh(x)),
    "sech": lambda x: over(1.0, np.cosh(x)),
    "csch": lambda x: over(1.0, np.sinh(x)),
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "acoth": lambda x: np.arctanh(over(1.0, x)),
    "asech": lambda x: np.arccosh(over(1.0, x)),
    "acsch": lambda x: np.arcsinh(over(1.0, x)),
    "atan2": _atan2,
    "exp": np.exp,
    "expm1": np.expm1,
    "log": _log,
    "log1p": np.log1p,
    "sqrt": np.sqrt,
    "cbrt": np.cbrt,
    "root": _root,
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "ceil": np.ceil,
    "round": _round,
    "min": _stack(np.minimum),
    "max": _stack(np.maximum),
    "mod": lambda x, y: x - y * np.floor(over(x, y)),
    "factorial": lambda x: _gamma(np.add(x, 1.0)),
    "binomial": _binomial,
    "gamma": _gamma,
    "lgamma": _lgamma,
    "digamma": _pointwise(_digamma),
    "beta": lambda x, y: _gamma(x) * _gamma(y) / _gamma(np.add(x, y)),
    "erf": _erf,
    "erfc": _erfc,
    "normcdf": _normcdf,
    "sigmoid": _sigmoid,
    "logit": lambda x: _log(over(x, 1.0 - x)),
    "softplus": lambda x: np.logaddexp(0.0, x),
    "relu": lambda x: np.maximum(0.0, x),
    "leaky_relu": lambda x, slope=0.01: np.where(np.greater(x, 0), x, slope * x),
    "elu": lambda x, scale=1.0: np.where(np.greater(x, 0), x, scale * np.expm1(x)),
    "silu": lambda x: x * _sigmoid(x),
    "gelu": lambda x: x * _normcdf(x),
    "logsumexp": _stack(np.logaddexp),
    "heaviside": _heaviside,
}
