"""The functions of the vocabulary, by their canonical names, on balls and exact numbers.

Each takes the evaluator, whose arithmetic and customs it obeys, and the argument values.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from mpmath import libmp

from tutor.checking.evaluation import ball
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import NEVER, Ball, Real, TooLarge, Undefined, magnitude

if TYPE_CHECKING:
    from tutor.checking.evaluation.digits import Evaluator

HALF = Fraction(1, 2)


def _simple(operation: Callable[[Arithmetic, Real], Real]) -> Callable[..., Real]:
    return lambda evaluator, x: operation(evaluator.arithmetic, x)


def _inverse_of(operation: Callable[[Arithmetic, Real], Real]) -> Callable[..., Real]:
    """1 / operation(x)."""
    return lambda evaluator, x: evaluator.arithmetic.div(1, operation(evaluator.arithmetic, x))


def _at_inverse(operation: Callable[[Arithmetic, Real], Real]) -> Callable[..., Real]:
    """operation(1 / x)."""
    return lambda evaluator, x: operation(evaluator.arithmetic, evaluator.arithmetic.div(1, x))


def _acos(a: Arithmetic, x: Real) -> Real:
    if x == 1:
        return 0
    return a.add(a.mul(HALF, a.pi()), a.neg(a.asin(x)))


def _acot(evaluator: "Evaluator", x: Real) -> Real:
    a = evaluator.arithmetic
    if evaluator.customs.odd_acot:
        return a.mul(HALF, a.pi()) if x == 0 else a.atan(a.div(1, x))
    return a.add(a.mul(HALF, a.pi()), a.neg(a.atan(x)))


def _atan2(evaluator: "Evaluator", y: Real, x: Real) -> Real:
    a = evaluator.arithmetic
    side, up = a.sign(x), a.sign(y)
    if side == 0:
        if up == 0:
            raise Undefined
        return a.mul(Fraction(up, 2), a.pi())
    angle = a.atan(a.div(y, x))
    return angle if side > 0 else a.add(angle, a.mul(1 if up >= 0 else -1, a.pi()))


def _log(evaluator: "Evaluator", x: Real, base: Real | None = None) -> Real:
    a = evaluator.arithmetic
    return a.log(x) if base is None else a.div(a.log(x), a.log(base))


def _round(evaluator: "Evaluator", x: Real) -> Real:
    a = evaluator.arithmetic
    shifted = a.add(x, HALF)
    if a.integer(shifted) is not None:
        raise Undefined  # customs differ about 1/2
    return a.floor(shifted)


def _mod(evaluator: "Evaluator", x: Real, y: Real) -> Real:
    a = evaluator.arithmetic
    return a.add(x, a.neg(a.mul(y, a.floor(a.div(x, y)))))


def _natural(evaluator: "Evaluator", x: Real) -> int:
    n = evaluator.arithmetic.integer(x)
    if n is None or n < 0:
        raise Undefined
    return n


def _factorial(evaluator: "Evaluator", x: Real) -> Real:
    if not evaluator.customs.gamma:
        x = _natural(evaluator, x)
    return evaluator.arithmetic.gamma(evaluator.arithmetic.add(x, 1))


def _binomial(evaluator: "Evaluator", n: Real, k: Real) -> Real:
    a = evaluator.arithmetic
    if not isinstance(k, Ball) and k == int(k) and 0 <= k <= 500:
        top: Real = 1
        for step in range(int(k)):
            top = a.mul(top, a.add(n, -step))
        if not evaluator.customs.gamma:
            _natural(evaluator, n)
        return a.div(top, a.gamma(int(k) + 1))
    if not evaluator.customs.gamma:
        n, k = _natural(evaluator, n), _natural(evaluator, k)
        if k > n:
            return 0
    below = a.mul(a.gamma(a.add(k, 1)), a.gamma(a.add(a.add(n, a.neg(k)), 1)))
    return a.div(a.gamma(a.add(n, 1)), below)


def _beta(evaluator: "Evaluator", x: Real, y: Real) -> Real:
    a = evaluator.arithmetic
    return a.div(a.mul(a.gamma(x), a.gamma(y)), a.gamma(a.add(x, y)))


def _lgamma(a: Arithmetic, x: Real) -> Real:
    return a.log(a.absolute(a.gamma(x)))


def _digamma(a: Arithmetic, x: Real) -> Real:
    n = a.integer(x)
    if n is not None and n <= 0:
        raise Undefined
    b = a.ball(x)
    if magnitude(b.v) > 40 or a.bits > ball.MAX_SLOW_BITS:
        raise TooLarge
    a.burn(60 * a.bits // ball.BITS)
    v = libmp.mpf_psi0(b.v, a.bits, "n")
    # |ψ'(x)| is below 1/d² + 2 where d is the distance to the nearest pole.
    slope = 2 + max(0, 2 * -magnitude(a.ball(a.add(x, -round(ball.as_float(x)))).v))
    return Ball(v, max(b.e + slope, magnitude(v) - a.bits) + 1)


def _log1p(a: Arithmetic, x: Real) -> Real:
    """ln(1 + x), which is x − x²/2 and less for a tiny x."""
    if isinstance(x, Ball) and NEVER < magnitude(x.v) < -a.bits:
        return Ball(x.v, max(x.e, 2 * magnitude(x.v)) + 1)
    return a.log(a.add(1, x))


def _normcdf(a: Arithmetic, x: Real) -> Real:
    return a.mul(HALF, a.erfc(a.neg(a.div(x, a.sqrt(2)))))


def _sigmoid(a: Arithmetic, x: Real) -> Real:
    return a.div(1, a.add(1, a.exp(a.neg(x))))


def _softplus(a: Arithmetic, x: Real) -> Real:
    return a.log(a.add(1, a.exp(x)))


def _relu(a: Arithmetic, x: Real) -> Real:
    return a.extreme([0, x], largest=True)


def _leaky_relu(evaluator: "Evaluator", x: Real, slope: Real = Fraction(1, 100)) -> Real:
    return x if evaluator.arithmetic.sign(x) > 0 else evaluator.arithmetic.mul(slope, x)


def _elu(evaluator: "Evaluator", x: Real, scale: Real = 1) -> Real:
    a = evaluator.arithmetic
    return x if a.sign(x) > 0 else a.mul(scale, a.add(a.exp(x), -1))


def _heaviside(evaluator: "Evaluator", x: Real, middle: Real | None = None) -> Real:
    side = evaluator.arithmetic.sign(x)
    if side == 0:
        if middle is None:
            raise Undefined  # customs differ about the jump
        return middle
    return int(side > 0)


def _logsumexp(evaluator: "Evaluator", *values: Real) -> Real:
    a = evaluator.arithmetic
    total: Real = 0
    for value in values:
        total = a.add(total, a.exp(value))
    return a.log(total)


FUNCTIONS: Mapping[str, Callable[..., Real]] = {
    "sin": _simple(Arithmetic.sin),
    "cos": _simple(Arithmetic.cos),
    "tan": _simple(Arithmetic.tan),
    "cot": lambda e, x: e.arithmetic.div(e.arithmetic.cos(x), e.arithmetic.sin(x)),
    "sec": _inverse_of(Arithmetic.cos),
    "csc": _inverse_of(Arithmetic.sin),
    "asin": _simple(Arithmetic.asin),
    "acos": _simple(_acos),
    "atan": _simple(Arithmetic.atan),
    "acot": _acot,
    "asec": _at_inverse(_acos),
    "acsc": _at_inverse(Arithmetic.asin),
    "sinh": _simple(Arithmetic.sinh),
    "cosh": _simple(Arithmetic.cosh),
    "tanh": _simple(Arithmetic.tanh),
    "coth": _inverse_of(Arithmetic.tanh),
    "sech": _inverse_of(Arithmetic.cosh),
    "csch": _inverse_of(Arithmetic.sinh),
    "asinh": _simple(Arithmetic.asinh),
    "acosh": _simple(Arithmetic.acosh),
    "atanh": _simple(Arithmetic.atanh),
    "acoth": _at_inverse(Arithmetic.atanh),
    "asech": _at_inverse(Arithmetic.acosh),
    "acsch": _at_inverse(Arithmetic.asinh),
    "atan2": _atan2,
    "exp": _simple(Arithmetic.exp),
    "expm1": lambda e, x: e.arithmetic.add(e.arithmetic.exp(x), -1),
    "log": _log,
    "log1p": lambda e, x: _log1p(e.arithmetic, x),
    "sqrt": _simple(Arithmetic.sqrt),
    "cbrt": lambda e, x: e.arithmetic.root(x, 3),
    "root": lambda e, x, n: e.arithmetic.root(x, n),
    "abs": _simple(Arithmetic.absolute),
    "sign": _simple(Arithmetic.sign),
    "floor": _simple(Arithmetic.floor),
    "ceil": lambda e, x: -e.arithmetic.floor(e.arithmetic.neg(x)),
    "round": _round,
    "min": lambda e, *values: e.arithmetic.extreme(list(values), largest=False),
    "max": lambda e, *values: e.arithmetic.extreme(list(values), largest=True),
    "mod": _mod,
    "factorial": _factorial,
    "binomial": _binomial,
    "gamma": _simple(Arithmetic.gamma),
    "lgamma": _simple(_lgamma),
    "digamma": _simple(_digamma),
    "beta": _beta,
    "erf": _simple(Arithmetic.erf),
    "erfc": _simple(Arithmetic.erfc),
    "normcdf": _simple(_normcdf),
    "sigmoid": _simple(_sigmoid),
    "logit": lambda e, x: e.arithmetic.log(
        e.arithmetic.div(x, e.arithmetic.add(1, e.arithmetic.neg(x)))
    ),
    "softplus": _simple(_softplus),
    "relu": _simple(_relu),
    "leaky_relu": _leaky_relu,
    "elu": _elu,
    "silu": lambda e, x: e.arithmetic.mul(x, _sigmoid(e.arithmetic, x)),
    "gelu": lambda e, x: e.arithmetic.mul(x, _normcdf(e.arithmetic, x)),
    "logsumexp": _logsumexp,
    "heaviside": _heaviside,
}
