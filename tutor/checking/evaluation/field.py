"""Balls and exact numbers under the four operations, and the decisions they allow."""

from fractions import Fraction

from mpmath import libmp

from tutor.checking.evaluation.ball import (
    BITS,
    MAX_EXACT_BITS,
    NEVER,
    ROUND,
    VAGUE,
    Ball,
    Exact,
    Imprecise,
    RawFloat,
    Real,
    TooLarge,
    Undefined,
    budget,
    magnitude,
    size_bound,
    sum_of_errors,
)


class Field:
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
            if x.bit_length() <= self.bits:
                return Ball(libmp.from_int(x), NEVER)
            v = libmp.from_int(x, self.bits, ROUND)
        else:
            v = libmp.from_rational(x.numerator, x.denominator, self.bits, ROUND)
        return Ball(v, magnitude(v) - self.bits)

    def keep(self, x: Exact) -> Real:
        """An exact result, as an int where it is one, as a ball where it has grown too long."""
        if type(x) is not int:
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
        return Ball(v, sum_of_errors(a.e, b.e, magnitude(v) - self.bits))

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
        left, right = size_bound(a.v) + b.e, size_bound(b.v) + a.e
        e = sum_of_errors(left, right, magnitude(v) - self.bits)
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
