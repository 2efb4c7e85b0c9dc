"""Real numbers that know how exactly they are known.

A number is exact (`int` or `Fraction`) or a `Ball`: a binary float of any length with a
bound on its error. Every operation carries the bound along (midpoint-radius arithmetic,
as in F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval
arithmetic", 2017, with first-order bounds for the elementary functions). So two balls
that do not touch are different numbers, whatever cancelled on the way.

Where a decision hangs on a number that might be zero, `Imprecise` asks the caller to
come back with more bits; in the last round (`final`) such a number is taken to be zero.
"""

from collections.abc import Callable
from contextvars import ContextVar
from fractions import Fraction
from math import gcd, isqrt, log2
from typing import Any, TypeAlias

from mpmath import libmp

RawFloat: TypeAlias = tuple[int, int, int, int]

NEVER = -(10**9)
"""The error exponent of a float that is exact."""

MAX_EXACT_BITS = 1 << 15
"""Exact rationals longer than this go on as balls."""

MAX_EXPONENT = 34
"""exp(x) is refused when |x| ≥ 2**MAX_EXPONENT."""

VAGUE = -64
"""What is not even known to 2**VAGUE is never taken for zero."""

MAX_SLOW_BITS = 1000
"""Γ, ψ and erf are refused at a higher precision: they take long there."""

BITS = 200
"""The usual precision: 50 digits and some to spare."""

ROUND = "n"


class Undefined(Exception):  # noqa: N818 (a state of the number, not a fault)
    """There is no real, finite value here."""


class Imprecise(Exception):  # noqa: N818 (a request, not a fault)
    """More bits are needed to go on."""


class TooLarge(Exception):  # noqa: N818 (a state of the number, not a fault)
    """The value or the work to get it is beyond what is worth computing."""


class Ball:
    """All numbers within 2**e of the float v."""

    __slots__ = ("e", "v")

    def __init__(self, v: RawFloat, e: float) -> None:
        self.v = v
        self.e = e


class Budget:
    """How much work is left; one unit is about five microseconds."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left


budget: ContextVar[Budget] = ContextVar("budget", default=Budget(1 << 60))  # noqa: B039 (as good as endless)
"""What the task at hand may use in all, besides the fuel of each `Arithmetic`."""

Exact: TypeAlias = int | Fraction
Real: TypeAlias = int | Fraction | Ball


def magnitude(v: RawFloat) -> int:
    """M with 2**(m−1) ≤ |v| < 2**m; NEVER for zero."""
    return v[2] + v[3] if v[1] else NEVER


_GROWTH = tuple(log2(1 + 2 * 2.0**-gap) for gap in range(25))


def _sum_of_errors(x: float, y: float, z: float) -> float:
    """An upper bound of log₂(2^x + 2^y + 2^z), close where one of them dominates.

    A sum of a thousand terms must not lose a bit or more at every one of them.
    """
    if x < y:
        x, y = y, x
    if x < z:
        x, y = z, x
    elif y < z:
        y = z
    gap = x - y
    return x + _GROWTH[int(gap)] if gap < 24 else x + _GROWTH[24]


_LEADING = tuple(log2((lead + 1) / 16) for lead in range(16))


def _size(v: RawFloat) -> float:
    """An upper bound of log₂|v| that is less than a tenth too large."""
    mantissa, bits = v[1], v[3]
    if bits < 4:
        return float(v[2] + bits) if mantissa else float(NEVER)
    return v[2] + bits + _LEADING[int(mantissa >> (bits - 4))]


def as_float(x: Real) -> float:
    """The nearest double, ±inf beyond their range."""
    if isinstance(x, Ball):
        return float(libmp.to_float(x.v))
    try:
        return float(x)
    except OverflowError:
        return float("inf") if x > 0 else float("-inf")


class Arithmetic:
    """Operations at `bits` of precision.

    final: take a number that cannot be told from zero for zero, where a decision hangs on it.
    real_roots: a negative base with an odd root is real, as in (−8)^(1/3) = −2.
    fuel: units of work that may be done before TooLarge is raised.
    """

    def __init__(
        self, bits: int = BITS, *, final: bool = False, real_roots: bool = False, fuel: int = 50_000
    ) -> None:
        self.bits = bits
        self.final = final
        self.real_roots = real_roots
        self.budget = budget.get()
        self.fuel = min(fuel, self.budget.left)

    # Representation

    def ball(self, x: Real) -> Ball:
        """`x` as a ball."""
        if isinstance(x, Ball):
            return x
        if isinstance(x, int):
            v = libmp.from_int(x, self.bits, ROUND)
            exact = x.bit_length() <= self.bits
        else:
            v = libmp.from_rational(x.numerator, x.denominator, self.bits, ROUND)
            exact = False
        return Ball(v, NEVER if exact else magnitude(v) - self.bits)

    def keep(self, x: Exact) -> Real:
        """An exact result, as an int where it is one, as a ball where it has grown too long."""
        if isinstance(x, Fraction):
            if x.denominator == 1:
                x = x.numerator
            elif x.denominator.bit_length() + x.numerator.bit_length() > MAX_EXACT_BITS:
                return self.ball(x)
            else:
                return x
        return x if x.bit_length() <= MAX_EXACT_BITS else self.ball(x)

    def burn(self, cost: int = 1) -> None:
        """Count work. Raises TooLarge when the fuel is used up."""
        self.fuel -= cost
        self.budget.left -= cost
        if self.fuel < 0:
            raise TooLarge

    def _ball(self, v: RawFloat, e: float) -> Ball:
        return Ball(v, max(e, magnitude(v) - self.bits) + 1)

    def pi(self) -> Ball:
        """π."""
        return Ball(libmp.mpf_pi(self.bits), 3 - self.bits)

    # Decisions

    def sign(self, x: Real) -> int:
        """−1, 0 or 1. Raises Imprecise or, in the final round, TooLarge when that is open."""
        if not isinstance(x, Ball):
            return (x > 0) - (x < 0)
        if magnitude(x.v) - 1 > x.e:
            return -1 if x.v[0] else 1
        if x.v[1] == 0 and x.e == NEVER:
            return 0
        if not self.final:
            raise Imprecise
        if x.e > VAGUE:
            raise TooLarge
        return 0

    def compare(self, a: Real, b: Real) -> int:
        """The sign of a − b."""
        return self.sign(self.add(a, self.neg(b)))

    def floor(self, x: Real) -> int:
        """The largest integer ≤ x."""
        if not isinstance(x, Ball):
            return x.__floor__()
        if magnitude(x.v) > 4096:
            raise TooLarge
        if x.e >= -1:
            raise TooLarge if self.final else Imprecise
        nearest = int(libmp.to_int(x.v, ROUND))
        side = self.sign(self.add(x, -nearest))
        return nearest - 1 if side < 0 else nearest

    def integer(self, x: Real) -> int | None:
        """`x` when it is an integer (to the last bit known, in the final round), else None."""
        if not isinstance(x, Ball):
            return x if isinstance(x, int) else None
        low = self.floor(x)
        return low if self.sign(self.add(x, -low)) == 0 else None

    # Field operations

    def neg(self, x: Real) -> Real:
        """−x."""
        return Ball(libmp.mpf_neg(x.v), x.e) if isinstance(x, Ball) else -x

    def add(self, a: Real, b: Real) -> Real:
        """A + b."""
        if not isinstance(a, Ball):
            if not isinstance(b, Ball):
                return self.keep(a + b)
            if a == 0:
                return b
            a = self.ball(a)
        elif not isinstance(b, Ball):
            if b == 0:
                return a
            b = self.ball(b)
        v = libmp.mpf_add(a.v, b.v, self.bits, ROUND)
        return Ball(v, _sum_of_errors(a.e, b.e, magnitude(v) - self.bits))

    def mul(self, a: Real, b: Real) -> Real:
        """A · b."""
        if not isinstance(a, Ball):
            if not isinstance(b, Ball):
                return self.keep(a * b)
            if a == 0:
                return 0
            a = self.ball(a)
        elif not isinstance(b, Ball):
            if b == 0:
                return 0
            b = self.ball(b)
        v = libmp.mpf_mul(a.v, b.v, self.bits, ROUND)
        left, right = _size(a.v) + b.e, _size(b.v) + a.e
        e = _sum_of_errors(left, right, magnitude(v) - self.bits)
        return Ball(v, e if a.e + b.e < e - 20 else max(e, a.e + b.e) + 1)

    def div(self, a: Real, b: Real) -> Real:
        """A / b. Raises Undefined when b is zero."""
        if self.sign(b) == 0:
            raise Undefined
        if not isinstance(b, Ball):
            if not isinstance(a, Ball):
                return self.keep(Fraction(a) / b)
            b = self.ball(b)
        if a == 0:
            return 0
        if magnitude(b.v) - 2 < b.e:
            raise TooLarge if self.final else Imprecise
        a = self.ball(a)
        v = libmp.mpf_div(a.v, b.v, self.bits, ROUND)
        e = max(a.e, magnitude(v) + b.e) + 3 - magnitude(b.v)
        return self._ball(v, e)

    # Powers

    def power(self, base: Real, exponent: Real) -> Real:
        """Base ** exponent over the reals. 0**0 is 1 for an exact exponent."""
        if isinstance(exponent, Ball):
            return self._general_power(base, exponent)
        if isinstance(exponent, int):
            return self._integer_power(base, exponent)
        return self._rational_power(base, exponent)

    def _integer_power(self, base: Real, n: int) -> Real:
        if n == 0:
            return 1
        if n < 0:
            return self.div(1, self._integer_power(base, -n))
        if not isinstance(base, Ball):
            if base in (0, 1):
                return base
            if base == -1:
                return -1 if n % 2 else 1
            length = base.numerator.bit_length() + base.denominator.bit_length() - 1
            if n * length <= MAX_EXACT_BITS:
                return self.keep(base**n)
            base = self.ball(base)
        if base.v[1] == 0:
            return Ball(base.v, base.e if base.e < 0 else base.e * n)
        if n.bit_length() + magnitude(base.v).bit_length() > 60:
            raise TooLarge
        v = libmp.mpf_pow_int(base.v, n, self.bits + 2 * n.bit_length() + 4, ROUND)
        relative = max(base.e - magnitude(base.v) + 1, -self.bits) + n.bit_length() + 1
        if relative > -4 and base.e != NEVER:
            if magnitude(base.v) <= 0 and base.e <= 0:
                return Ball(v, max(magnitude(base.v), base.e) + 1)
            raise TooLarge if self.final else Imprecise
        return self._ball(v, magnitude(v) + relative)

    def _rational_power(self, base: Real, exponent: Fraction) -> Real:
        p, q = exponent.numerator, exponent.denominator
        side = self.sign(base)
        if side == 0:
            if p < 0:
                raise Undefined
            return 0
        if side < 0:
            if not (self.real_roots and q % 2):
                raise Undefined
            root = self._rational_power(self.neg(base), exponent)
            return self.neg(root) if p % 2 else root
        if not isinstance(base, Ball):
            exact = _exact_root(base, q)
            if exact is not None:
                return self._integer_power(exact, p)
        if q == 2:
            return self._integer_power(self.sqrt(base), p)
        return self.exp(self.mul(exponent, self.log(base)))

    def _general_power(self, base: Real, exponent: Ball) -> Real:
        side = self.sign(base)
        if side == 0:
            if self.sign(exponent) <= 0:
                raise Undefined
            return 0
        if side < 0:
            n = self.integer(exponent)
            if n is None:
                raise Undefined
            return self._integer_power(base, n)
        return self.exp(self.mul(exponent, self.log(base)))

    def root(self, x: Real, n: Real) -> Real:
        """The real n-th root; of a negative number when n is odd."""
        if isinstance(n, Ball):
            return self.power(x, self.div(1, n))
        if n == 0:
            raise Undefined
        if isinstance(n, int) and n % 2 and self.sign(x) < 0:
            return self.neg(self.power(self.neg(x), Fraction(1, n)))
        return self.power(x, self.keep(1 / Fraction(n)))

    def sqrt(self, x: Real) -> Real:
        """The square root. Raises Undefined for a negative number."""
        side = self.sign(x)
        if side <= 0:
            if side < 0:
                raise Undefined
            return 0
        if not isinstance(x, Ball):
            exact = _exact_root(x, 2)
            if exact is not None:
                return exact
            x = self.ball(x)
        v = libmp.mpf_sqrt(x.v, self.bits, ROUND)
        return self._ball(v, x.e - magnitude(v) + 2)

    # Exponential and logarithm

    def exp(self, x: Real) -> Real:
        """E ** x."""
        if x == 0:
            return 1
        x = self.ball(x)
        if magnitude(x.v) > MAX_EXPONENT:
            raise TooLarge
        if x.e > -2:
            raise TooLarge if self.final else Imprecise
        v = libmp.mpf_exp(x.v, self.bits, ROUND)
        return self._ball(v, magnitude(v) + x.e + 1)

    def log(self, x: Real) -> Real:
        """The natural logarithm. Raises Undefined unless x is positive."""
        if self.sign(x) <= 0:
            raise Undefined
        if x == 1:
            return 0
        x = self.ball(x)
        v = libmp.mpf_log(x.v, self.bits, ROUND)
        return self._ball(v, x.e - magnitude(x.v) + 3)

    # Circular and hyperbolic functions

    def _smooth(
        self, function: Callable[..., Any], x: Real, slope: int = 0, *, most: int = 4096
    ) -> Real:
        """function(x), whose derivative is at most 2**slope nearby; exact 0 goes to exact 0."""
        if x == 0:
            return 0
        x = self.ball(x)
        if magnitude(x.v) > most:
            raise TooLarge
        v = function(x.v, self.bits, ROUND)
        return self._ball(v, x.e + slope)

    def sin(self, x: Real) -> Real:
        """The sine."""
        return self._smooth(libmp.mpf_sin, x)

    def cos(self, x: Real) -> Real:
        """The cosine."""
        return 1 if x == 0 else self._smooth(libmp.mpf_cos, x)

    def tan(self, x: Real) -> Real:
        """The tangent. Raises Undefined where the cosine is zero."""
        return self.div(self.sin(x), self.cos(x))

    def atan(self, x: Real) -> Real:
        """The inverse tangent, in (−π/2, π/2)."""
        return self._smooth(libmp.mpf_atan, x)

    def asin(self, x: Real) -> Real:
        """The inverse sine, in [−π/2, π/2]. Raises Undefined outside [−1, 1]."""
        if x == 0:
            return 0
        rest = self.mul(self.add(1, x), self.add(1, self.neg(x)))
        side = self.sign(rest)
        if side < 0:
            raise Undefined
        if side == 0:
            return self.mul(Fraction(self.sign(x), 2), self.pi())
        return self.atan(self.div(x, self.sqrt(rest)))

    def sinh(self, x: Real) -> Real:
        """The hyperbolic sine."""
        grown = self.exp(x)
        if isinstance(grown, Ball) and magnitude(grown.v) in range(-1, 3):
            return self._smooth(libmp.mpf_sinh, x, 3)
        return self.mul(Fraction(1, 2), self.add(grown, self.neg(self.exp(self.neg(x)))))

    def cosh(self, x: Real) -> Real:
        """The hyperbolic cosine."""
        return self.mul(Fraction(1, 2), self.add(self.exp(x), self.exp(self.neg(x))))

    def tanh(self, x: Real) -> Real:
        """The hyperbolic tangent."""
        return self._smooth(libmp.mpf_tanh, x, most=MAX_EXPONENT)

    def asinh(self, x: Real) -> Real:
        """The inverse hyperbolic sine."""
        return self._smooth(libmp.mpf_asinh, x)

    def acosh(self, x: Real) -> Real:
        """The inverse hyperbolic cosine. Raises Undefined below 1."""
        above = self.add(x, -1)
        side = self.sign(above)
        if side < 0:
            raise Undefined
        if side == 0:
            return 0
        return self.log(self.add(x, self.sqrt(self.mul(above, self.add(x, 1)))))

    def atanh(self, x: Real) -> Real:
        """The inverse hyperbolic tangent. Raises Undefined outside (−1, 1)."""
        if x == 0:
            return 0
        top, bottom = self.add(1, x), self.add(1, self.neg(x))
        if self.sign(top) <= 0 or self.sign(bottom) <= 0:
            raise Undefined
        return self.mul(Fraction(1, 2), self.log(self.div(top, bottom)))

    # Other functions

    def absolute(self, x: Real) -> Real:
        """|x|; no decision is needed."""
        if isinstance(x, Ball):
            return Ball(libmp.mpf_abs(x.v), x.e)
        return -x if x < 0 else x

    def extreme(self, values: list[Real], largest: bool) -> Real:
        """The largest or smallest of `values`; balls that overlap need no decision."""
        best: Real = values[0]
        for value in values[1:]:
            if not isinstance(best, Ball) and not isinstance(value, Ball):
                if (value > best) == largest:
                    best = value
                continue
            a, b = self.ball(best), self.ball(value)
            above = libmp.mpf_cmp(a.v, b.v) >= 0
            chosen = a if above == largest else b
            apart = libmp.mpf_abs(libmp.mpf_sub(a.v, b.v, 30, "u"))
            clear = magnitude(apart) - 2 > max(a.e, b.e)
            best = chosen if clear else Ball(chosen.v, max(a.e, b.e) + 1)
        return best

    def gamma(self, x: Real) -> Real:
        """Γ(x). Raises Undefined at 0, −1, −2 and so on."""
        if isinstance(x, int) and x <= 2000:
            if x <= 0:
                raise Undefined
            return _factorial(x - 1)
        self._slowly()
        if not isinstance(x, Ball):
            x = self.ball(x)
        size = magnitude(x.v)
        if size > 32:
            raise TooLarge
        slope = 6
        if x.v[0] or size < 1:
            to_pole = self.add(x, -int(libmp.to_int(x.v, ROUND)))
            if self.sign(to_pole) == 0:
                raise Undefined
            slope += max(0, -magnitude(self.ball(to_pole).v))
        v = libmp.mpf_gamma(x.v, self.bits, ROUND)
        return self._ball(v, magnitude(v) + x.e + slope)

    def _slowly(self) -> None:
        if self.bits > MAX_SLOW_BITS:
            raise TooLarge
        self.burn(60 * self.bits // BITS)

    def erf(self, x: Real) -> Real:
        """The error function."""
        self._slowly()
        if isinstance(x, Ball) and magnitude(x.v) > 20:
            return self.sign(x)
        return self._smooth(libmp.mpf_erf, x, 1, most=20)

    def erfc(self, x: Real) -> Real:
        """1 − erf(x), exact also far in the tail."""
        if x == 0:
            return 1
        self._slowly()
        x = self.ball(x)
        if magnitude(x.v) > 12:
            raise TooLarge
        v = libmp.mpf_erfc(x.v, self.bits, ROUND)
        return self._ball(v, magnitude(v) + x.e + 1 + max(0, 2 * magnitude(x.v)) + 1)


_FACTORIALS = [1]


def _factorial(n: int) -> int:
    while len(_FACTORIALS) <= n:
        _FACTORIALS.append(_FACTORIALS[-1] * len(_FACTORIALS))
    return _FACTORIALS[n]


def _exact_root(x: Exact, n: int) -> Exact | None:
    """The n-th root of a positive rational when it is rational."""
    if n > 64:
        return None
    top, bottom = _integer_root(x.numerator, n), _integer_root(x.denominator, n)
    if top is None or bottom is None:
        return None
    return top if bottom == 1 else Fraction(top, bottom)


def _integer_root(x: int, n: int) -> int | None:
    if n == 2:
        root = isqrt(x)
        return root if root * root == x else None
    if x.bit_length() > 2000:
        return None
    root = round(x ** (1 / n)) if x.bit_length() < 900 else 0
    for candidate in (root - 1, root, root + 1):
        if candidate >= 0 and candidate**n == x:
            return candidate
    return None


def greatest_common_divisor(a: Exact, b: Exact) -> int | None:
    """Gcd of two integers, None when one is not an integer."""
    return gcd(a, b) if isinstance(a, int) and isinstance(b, int) else None
