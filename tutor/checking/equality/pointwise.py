"""Comparing two expressions at one point, to 50 digits."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import (
    BITS,
    NEVER,
    Ball,
    Exact,
    Imprecise,
    Real,
    TooLarge,
    Undefined,
    magnitude,
)
from tutor.checking.evaluation.customs import STRICT, Customs
from tutor.checking.evaluation.digits import Evaluator
from tutor.checking.expression.tree import Node

DIGITS = 50
AGREED = 168
"""Bits to which two values must agree: 50 digits."""
LAST = 1700
"""From this precision on, what cannot be told from zero is taken for zero."""
MAX_BITS = 30_000
"""The most bits spent on comparing two numbers."""
FUEL = 60_000
"""Units of work that one comparison may use."""

ExactPoint: TypeAlias = Mapping[str, Exact]


Outcome: TypeAlias = Literal["agree", "faint", "differ", "answer", "key", "neither", "skip"]
"""What a point says. faint: both are zero as far as can be seen. answer, key: only that one
has a value there."""


class AtPoint(Struct, frozen=True):
    """The outcome at a point, with the values that were found.

    exact: whether both are rational numbers, and nothing was taken for zero on the way.
    """

    outcome: Outcome
    answer: Real | None = None
    key: Real | None = None
    exact: bool = False


def value_at(
    node: Node, point: Mapping[str, Real], arithmetic: Arithmetic, customs: Customs
) -> Real | None:
    """The value, or None where there is none."""
    return _value(Evaluator(point, arithmetic, customs), node)


def _value(evaluator: Evaluator, node: Node) -> Real | None:
    try:
        return evaluator.value(node)
    except Undefined:
        return None


def compare_at(
    answer: Node,
    key: Node,
    point: ExactPoint,
    customs: Customs = STRICT,
    *,
    fuel: int = FUEL,
    bits: int = BITS,
    absolutely: bool = False,
) -> tuple[AtPoint, int]:
    """Compare the values at one point; also the fuel that is left.

    absolutely: values must also agree to 50 digits after the point, as numbers should.
    """
    faint: AtPoint | None = None
    while True:
        arithmetic = Arithmetic(bits, final=bits >= LAST, fuel=fuel, real_roots=customs.odd_roots)
        wanted = 3 * bits
        evaluator = Evaluator(point, arithmetic, customs)
        try:
            a = _value(evaluator, answer)
            k = _value(evaluator, key)
            if a is None or k is None:
                outcome: Outcome = (
                    "key" if k is not None else "answer" if a is not None else "neither"
                )
                return AtPoint(outcome, a, k), arithmetic.fuel
            difference = arithmetic.add(a, arithmetic.neg(k))
            if not isinstance(difference, Ball):
                outcome = "differ" if difference else "agree"
                return AtPoint(outcome, a, k, not arithmetic.final), arithmetic.fuel
            if magnitude(difference.v) - 1 > difference.e:
                return AtPoint("differ", a, k), arithmetic.fuel
            size = max(_size(a, arithmetic), _size(k, arithmetic))
            goal = min(size, 0) - AGREED if absolutely and size > NEVER else size - AGREED
            if difference.e <= goal:
                return AtPoint("agree", a, k), arithmetic.fuel
            if difference.e <= -AGREED:
                faint = AtPoint("faint", a, k)
            if size > NEVER:
                wanted = min(max(wanted, int(bits + difference.e - goal) + 40), MAX_BITS)
        except Imprecise:
            pass
        except TooLarge:
            return faint or AtPoint("skip"), arithmetic.fuel
        fuel = arithmetic.fuel
        if arithmetic.final and (faint or not absolutely or bits >= MAX_BITS or wanted <= bits):
            return faint or AtPoint("skip"), fuel
        bits = wanted if absolutely else min(wanted, 3 * bits)


def _size(x: Real, arithmetic: Arithmetic) -> int:
    """The magnitude that a value surely has; below its error bound, that of the bound."""
    b = arithmetic.ball(x)
    return magnitude(b.v) if magnitude(b.v) > b.e else NEVER
