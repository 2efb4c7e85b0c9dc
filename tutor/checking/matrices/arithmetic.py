"""Two arithmetics over small matrices: float64, and mpmath numbers of 40 digits.

Every matrix is a two-dimensional NumPy array, of floats or of mpmath numbers (dtype object);
scalars are 1×1. An operation that does not exist in an arithmetic raises Impossible.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

Array = np.ndarray[Any, Any]
DIGITS = 40
WORST_CONDITION = 1e9


class Impossible(Exception):  # noqa: N818 - a value that does not exist is not a fault
    """The value does not exist here: shapes clash, a pole, a logarithm of a negative number."""


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


class Floats:
    """IEEE double precision."""

    exact = False
    eps = 2.2e-16

    def number(self, value: Fraction | int) -> float:
        return float(value)

    def const(self, name: str) -> float:
        return float(np.e if name == "e" else np.pi)

    def array(self, values: Array) -> Array:
        return values.astype(float)

    def apply(self, name: str, order: int, x: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(_entrywise_float(name, order)(x), dtype=float)

    def inv(self, x: Array) -> Array:
        try:
            inverse = np.asarray(np.linalg.inv(x))
        except np.linalg.LinAlgError as error:
            raise Impossible from error
        if np.abs(x).max() * np.abs(inverse).max() > WORST_CONDITION:
            raise Impossible
        return inverse

    def det(self, x: Array) -> float:
        return float(np.linalg.det(x))

    def power(self, x: Array, exponent: Any) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(x**exponent)

    def singular_values(self, x: Array) -> Array:
        return np.asarray(np.linalg.svd(x, compute_uv=False))

    def sqrt(self, x: Any) -> Any:
        return np.sqrt(x)

    def log(self, x: Any) -> Any:
        with np.errstate(all="ignore"):
            return np.log(x)

    def finite(self, x: Array) -> bool:
        return bool(np.isfinite(x).all())


class Digits:
    """mpmath numbers with DIGITS significant digits, in a context of its own."""

    exact = True

    def __init__(self, digits: int = DIGITS) -> None:
        self.mp = mpmath.MPContext()
        self.mp.dps = digits
        self.eps = 10.0 ** (-digits)

    def number(self, value: Fraction | int) -> Any:
        if isinstance(value, Fraction) and value.denominator != 1:
            return self.mp.mpf(value.numerator) / value.denominator
        return self.mp.mpf(int(value))

    def const(self, name: str) -> Any:
        return +(self.mp.e if name == "e" else self.mp.pi)

    def array(self, values: Array) -> Array:
        return values

    def apply(self, name: str, order: int, x: Array) -> Array:
        function = _entrywise_digits(self.mp, name, order)
        out = np.empty(x.shape, dtype=object)
        try:
            for index, value in np.ndenumerate(x):
                out[index] = function(value)
        except (ValueError, ZeroDivisionError, OverflowError) as error:
            raise Impossible from error
        return self._real(out)

    def _real(self, out: Array) -> Array:
        if any(isinstance(value, self.mp.mpc) for value in out.flat):
            raise Impossible
        return out

    def inv(self, x: Array) -> Array:
        """Gauss–Jordan elimination with partial pivoting."""
        n = x.shape[0]
        work = np.empty((n, 2 * n), dtype=object)
        work[:, :n] = x
        work[:, n:] = self.mp.mpf(0)
        for i in range(n):
            work[i, n + i] = self.mp.mpf(1)
        for i in range(n):
            pivot = max(range(i, n), key=lambda row: abs(work[row, i]))
            if work[pivot, i] == 0:
                raise Impossible
            work[[i, pivot]] = work[[pivot, i]]
            work[i] = work[i] / work[i, i]
            for row in range(n):
                if row != i and work[row, i] != 0:
                    work[row] = work[row] - work[i] * work[row, i]
        return np.asarray(work[:, n:])

    def det(self, x: Array) -> Any:
        work = x.copy()
        n = work.shape[0]
        value = self.mp.mpf(1)
        for i in range(n):
            pivot = max(range(i, n), key=lambda row: abs(work[row, i]))
            if work[pivot, i] == 0:
                return self.mp.mpf(0)
            if pivot != i:
                work[[i, pivot]] = work[[pivot, i]]
                value = -value
            value *= work[i, i]
            for row in range(i + 1, n):
                work[row] = work[row] - work[i] * (work[row, i] / work[i, i])
        return value

    def power(self, x: Array, exponent: Any) -> Array:
        if exponent == int(exponent):
            exponent = int(exponent)
        out = np.empty(x.shape, dtype=object)
        try:
            for index, value in np.ndenumerate(x):
                out[index] = value**exponent
        except (ZeroDivisionError, ValueError, OverflowError) as error:
            raise Impossible from error
        return self._real(out)

    def singular_values(self, x: Array) -> Array:
        small = x.T @ x if x.shape[0] > x.shape[1] else x @ x.T
        values = self.mp.eigsy(self.mp.matrix(small.tolist()), eigvals_only=True)
        return np.array([self.mp.sqrt(abs(value)) for value in values], dtype=object)

    def sqrt(self, x: Any) -> Any:
        return self.mp.sqrt(x)

    def log(self, x: Any) -> Any:
        return self.mp.log(x)

    def finite(self, x: Array) -> bool:
        return all(
            not isinstance(value, self.mp.mpc) and bool(self.mp.isfinite(value)) for value in x.flat
        )


FLOATS = Floats()


def _entrywise_float(name: str, order: int) -> Callable[[Array], Array]:
    if (name, order) in _FLOAT_FUNCTIONS:
        return _FLOAT_FUNCTIONS[name, order]
    if name in _STAND_INS:
        return _unspecified(np, _STAND_INS[name], order)
    # Derivatives that have no short formula are rare: take them from the exact ones.
    exact = Digits(30)
    function = _entrywise_digits(exact.mp, name, order)
    return np.vectorize(lambda x: float(function(exact.mp.mpf(float(x)))), otypes=[float])


_FLOAT_FUNCTIONS: dict[tuple[str, int], Callable[[Array], Array]] = {
    ("sigmoid", 0): _sigmoid,
    ("sigmoid", 1): lambda x: _sigmoid(x) * _sigmoid(-x),
    ("sigmoid", 2): lambda x: _sigmoid(x) * _sigmoid(-x) * (1 - 2 * _sigmoid(x)),
    ("tanh", 0): np.tanh,
    ("tanh", 1): lambda x: 1 - np.tanh(x) ** 2,
    ("tanh", 2): lambda x: -2 * np.tanh(x) * (1 - np.tanh(x) ** 2),
    ("relu", 0): lambda x: np.maximum(x, 0),
    ("relu", 1): lambda x: (x > 0) * 1.0,
    ("step", 0): lambda x: (x > 0) * 1.0,
    ("leaky", 0): lambda x: np.where(x > 0, x, 0.01 * x),
    ("leaky", 1): lambda x: np.where(x > 0, 1.0, 0.01),
    ("elu", 0): lambda x: np.where(x > 0, x, np.expm1(x)),
    ("elu", 1): lambda x: np.where(x > 0, 1.0, np.exp(x)),
    ("huber", 0): lambda x: np.where(np.abs(x) <= 1, x * x / 2, np.abs(x) - 0.5),
    ("huber", 1): lambda x: np.clip(x, -1, 1),
    ("exp", 0): np.exp,
    ("exp", 1): np.exp,
    ("exp", 2): np.exp,
    ("log", 0): np.log,
    ("log", 1): lambda x: 1 / x,
    ("sqrt", 0): np.sqrt,
    ("sqrt", 1): lambda x: 1 / (2 * np.sqrt(x)),
    ("abs", 0): np.abs,
    ("abs", 1): np.sign,
    ("sign", 0): np.sign,
    ("sin", 0): np.sin,
    ("sin", 1): np.cos,
    ("cos", 0): np.cos,
    ("cos", 1): lambda x: -np.sin(x),
    ("tan", 0): np.tan,
    ("sinh", 0): np.sinh,
    ("cosh", 0): np.cosh,
    ("arctan", 0): np.arctan,
    ("softplus", 0): lambda x: np.logaddexp(0, x),
    ("softplus", 1): _sigmoid,
    ("softplus", 2): lambda x: _sigmoid(x) * _sigmoid(-x),
    ("logsigmoid", 0): lambda x: -np.logaddexp(0, -x),
    ("logsigmoid", 1): lambda x: _sigmoid(-x),
    ("silu", 0): lambda x: x * _sigmoid(x),
    ("silu", 1): lambda x: _sigmoid(x) * (1 + x * _sigmoid(-x)),
    ("square", 0): lambda x: x * x,
    ("square", 1): lambda x: 2 * x,
    ("reciprocal", 0): lambda x: 1 / x,
    ("log1p", 0): np.log1p,
    ("expm1", 0): np.expm1,
}


def _unspecified(lib: Any, k: int, order: int) -> Callable[[Any], Any]:
    """The derivative of some order of sin(rx + s) + exp(x/c)/3 + x/d, a stand-in for any f.

    lib: NumPy or an mpmath context. k: which function it is; all differ from each other.
    """
    rate, shift, c, d = (5 + k) / 4, (3 + 2 * k) / 8, k + 2, k + 1

    def wave(x: Any) -> Any:
        turned = (lib.sin, lib.cos)[order % 2](rate * x + shift)
        return -turned if order % 4 > 1 else turned

    def function(x: Any) -> Any:
        line = x / d if order == 0 else (lib.exp(0 * x) / d if order == 1 else 0 * x)
        return rate**order * wave(x) + lib.exp(x / c) / (3 * c**order) + line

    return function


_STAND_INS = {letter: k for k, letter in enumerate(("f", "g", "h", "phi", "psi"))}


def _entrywise_digits(mp: Any, name: str, order: int) -> Callable[[Any], Any]:
    one = mp.mpf(1)

    if name in _STAND_INS:
        return _unspecified(mp, _STAND_INS[name], order)

    def sigmoid(x: Any) -> Any:
        return one / (one + mp.exp(-x))

    functions: dict[str, Callable[[Any], Any]] = {
        "sigmoid": sigmoid,
        "tanh": mp.tanh,
        "exp": mp.exp,
        "log": mp.log,
        "sqrt": mp.sqrt,
        "sin": mp.sin,
        "cos": mp.cos,
        "tan": mp.tan,
        "sinh": mp.sinh,
        "cosh": mp.cosh,
        "arctan": mp.atan,
        "softplus": lambda x: mp.log(one + mp.exp(x)),
        "logsigmoid": lambda x: -mp.log(one + mp.exp(-x)),
        "silu": lambda x: x * sigmoid(x),
        "gelu": lambda x: x * mp.ncdf(x),
        "erf": mp.erf,
        "square": lambda x: x * x,
        "reciprocal": lambda x: one / x,
        "log1p": lambda x: mp.log(one + x),
        "expm1": mp.expm1,
    }
    # Piecewise functions: (value where x > 0, value elsewhere) for each order.
    pieces: dict[str, list[tuple[Callable[[Any], Any], Callable[[Any], Any]]]] = {
        "relu": [(lambda x: x, lambda x: x * 0), (lambda x: one, lambda x: x * 0)],
        "step": [(lambda x: one, lambda x: x * 0)],
        "abs": [(lambda x: x, lambda x: -x), (lambda x: one, lambda x: -one if x else x)],
        "sign": [(lambda x: one, lambda x: -one if x else x)],
        "leaky": [(lambda x: x, lambda x: x / 100), (lambda x: one, lambda x: one / 100)],
        "elu": [(lambda x: x, lambda x: mp.expm1(x)), (lambda x: one, lambda x: mp.exp(x))],
    }
    if name in pieces:
        if order >= len(pieces[name]):
            if name == "elu":
                return lambda x: one * 0 if x > 0 else mp.exp(x)
            return lambda x: x * 0
        above, below = pieces[name][order]
        return lambda x: above(x) if x > 0 else below(x)
    if name == "huber":
        if order == 0:
            return lambda x: x * x / 2 if abs(x) <= 1 else abs(x) - one / 2
        return lambda x: max(-one, min(one, x)) if order == 1 else one * (abs(x) <= 1)
    function = functions[name]
    if order == 0:
        return function
    derivatives: dict[tuple[str, int], Callable[[Any], Any]] = {
        ("sigmoid", 1): lambda x: sigmoid(x) * sigmoid(-x),
        ("sigmoid", 2): lambda x: sigmoid(x) * sigmoid(-x) * (1 - 2 * sigmoid(x)),
        ("tanh", 1): lambda x: 1 - mp.tanh(x) ** 2,
        ("exp", 1): mp.exp,
        ("exp", 2): mp.exp,
        ("log", 1): lambda x: one / x,
        ("log", 2): lambda x: -one / x**2,
        ("sin", 1): mp.cos,
        ("cos", 1): lambda x: -mp.sin(x),
        ("square", 1): lambda x: 2 * x,
        ("softplus", 1): sigmoid,
    }
    if (name, order) in derivatives:
        return derivatives[name, order]

    def derivative(x: Any) -> Any:
        with mp.extradps(mp.dps):
            return mp.diff(function, x, order)

    return lambda x: +derivative(x)
