"""The functions of the vocabulary, by their canonical names, on arrays of doubles.

Where there is no real value the result is nan, beyond the range of doubles ±inf.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np

from tutor.checking.evaluation.customs import USUAL, Customs, Unsupported

Array: TypeAlias = Any


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


def over(top: Array, bottom: Array) -> Array:
    """Top / bottom; nan where the bottom is zero."""
    quotient = np.divide(top, bottom)
    return np.where(np.equal(bottom, 0), np.nan, quotient)


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
