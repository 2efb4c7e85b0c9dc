"""Values and comparison of trees over the complex numbers, with principal branches.

Used only where an exercise declares something complex.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import mpmath
from mpmath import mp

from tutor.checking.evaluation.ball import Exact
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

PRECISIONS = (220, 700)
"""Two working precisions, in bits: what differs only by rounding shrinks from one to the next."""


def value(node: Node, point: Mapping[str, Any]) -> Any:
    """The value at a point, an mpmath number at mpmath's current precision.

    Raises ZeroDivisionError, ValueError or OverflowError where there is none.
    """
    if isinstance(node, tree.Symbol):
        return point[node.name]
    if isinstance(node, tree.Number):
        return mp.mpf(node.value.numerator) / node.value.denominator
    if isinstance(node, tree.Constant):
        if node.name == "oo":
            raise ValueError(node.name)
        return {"i": mp.mpc(0, 1), "e": +mp.e, "pi": +mp.pi}[node.name]
    if isinstance(node, tree.Neg):
        return -value(node.arg, point)
    if isinstance(node, tree.Add):
        return sum((value(term, point) for term in node.terms), mp.mpf(0))
    if isinstance(node, tree.Mul):
        return mp.fprod(value(factor, point) for factor in node.factors)
    if isinstance(node, tree.Div):
        return value(node.top, point) / value(node.bottom, point)
    if isinstance(node, tree.Pow):
        exponent = value(node.exponent, point)
        _small(exponent)
        return mp.power(value(node.base, point), exponent)
    if isinstance(node, tree.Call):
        function = _FUNCTIONS.get(node.name)
        if function is None:
            raise Unsupported(node.name)
        args = [value(arg, point) for arg in node.args]
        for arg in args:
            _small(arg)
        return function(*args)
    raise Unsupported(type(node).__name__)


def _small(x: Any) -> None:
    if abs(x) > 10**6:
        raise OverflowError


_SAME_NAME = (
    "sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch "
    "asinh acosh atanh acoth asech acsch exp log sqrt gamma erf erfc factorial root"
)
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(mp, name) for name in _SAME_NAME.split()},
    "abs": abs,
    "cbrt": mp.cbrt,
    "real": mp.re,
    "imag": mp.im,
    "conjugate": mp.conj,
    "arg": mp.arg,
    "sigmoid": lambda z: 1 / (1 + mp.exp(-z)),
}


def compare_at(
    answer: Node, key: Node, point: Mapping[str, complex | Exact]
) -> tuple[Literal["agree", "differ", "none"], Any, Any]:
    """Compare at one point: also the two values."""
    gaps = []
    a = k = None
    size: Any = 0
    for bits in PRECISIONS:
        with mpmath.workprec(bits):
            at = {name: mp.mpmathify(x) for name, x in point.items()}
            try:
                a, k = value(answer, at), value(key, at)
            except (ZeroDivisionError, ValueError, OverflowError, TypeError, mp.NoConvergence):
                return "none", None, None
            gaps.append(abs(a - k))
            size = max(abs(a), abs(k))
    if gaps[1] > mp.mpf(2) ** -500 * (1 + size) and gaps[1] > gaps[0] * mp.mpf(2) ** -200:
        return "differ", a, k
    return "agree", a, k


def write(z: Any, digits: int = 6) -> str:
    """A complex number as text, `3 - 2i`."""
    real, imaginary = mp.chop(mp.re(z), 1e-40), mp.chop(mp.im(z), 1e-40)
    if not imaginary:
        return _short(real, digits)
    size = _short(abs(imaginary), digits)
    part = "i" if size == "1" else f"{size}i"
    if not real:
        return part if imaginary > 0 else f"-{part}"
    return f"{_short(real, digits)} {'+' if imaginary > 0 else '-'} {part}"


def _short(x: Any, digits: int) -> str:
    whole = mp.nint(x)
    if abs(x - whole) < mp.mpf(10) ** -40 and abs(x) < 10**12:
        return str(int(whole))
    return str(mp.nstr(x, digits))
