"""Powers and the elementary functions of balls and exact numbers."""

from collections.abc import Callable
from fractions import Fraction
from math import isqrt
from typing import Any

from mpmath import libmp

from tutor.checking.evaluation.ball import (
    BITS,
    MAX_EXACT_BITS,
    MAX_EXPONENT,
    MAX_SLOW_BITS,
    NEVER,
    ROUND,
    Ball,
    Exact,
    Imprecise,
    Real,
    TooLarge,
    Undefined,
    magnitude,
)
from tutor.checking.evaluation.field import Field


class Arithmetic(Field):
    """The operations of a field, and powers, exponentials, circular functions and more."""

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
            return Ball(libmp.from_int(self.sign(x)), -(1 << 40))  # 1 − erf(2^20) is below that
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
