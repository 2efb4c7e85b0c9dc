"""What one walk over two expressions tells about how to compare them."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tutor.checking.evaluation.ball import BITS
from tutor.checking.evaluation.digits import STRICT, Customs
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node


@dataclass(slots=True)
class Survey:
    """What one walk over both trees tells.

    functions: names of the functions called. sums: whether there are indexed sums or
    products. broken_powers: whether a base is raised to anything but a written integer.
    counting: variables that look like counting numbers (in factorials, in bounds, in signs
    like (−1)^n). whole: those of them that can only be whole numbers: n in (−1)^n, by its
    place and by its name. bits: the precision at which no written constant is lost. proof:
    what multiplying out has shown, once that was done.
    """

    functions: set[str]
    sums: bool = False
    broken_powers: bool = False
    counting: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    bits: int = BITS
    proof: tuple[bool, bool] | None = None

    def uses(self, *names: str) -> bool:
        return not self.functions.isdisjoint(names)


_INDICES = frozenset("ijklmnKMN")
"""Names that stand for whole numbers in the exponent of −1."""

_ONE = tree.Number(Fraction(1))

_PLAIN = frozenset((tree.Symbol, tree.Add, tree.Mul, tree.Neg, tree.Div))
"""Kinds of nodes that need no closer look."""


def survey(*nodes: Node) -> Survey:
    """The survey of all `nodes`."""
    found = Survey(set())
    longest = 0
    for node in nodes:
        for part in tree.walk(node):
            kind = type(part)
            if kind in _PLAIN:
                continue
            if isinstance(part, tree.Number):
                value = part.value
                longest = max(longest, value.numerator.bit_length(), value.denominator.bit_length())
            elif isinstance(part, tree.Call):
                found.functions.add(part.name)
                if part.name in ("factorial", "binomial"):
                    for arg in part.args:
                        found.counting |= tree.free_symbols(arg)
            elif isinstance(part, tree.Pow):
                exponent = part.exponent
                if not (isinstance(exponent, tree.Number) and exponent.value.denominator == 1):
                    found.broken_powers = True
                if isinstance(part.base, tree.Number | tree.Constant):
                    longest = max(longest, _bits_of_power(part.base, exponent))
                if isinstance(part.base, tree.Neg):
                    found.counting |= tree.free_symbols(exponent)
                    if part.base.arg == _ONE:
                        found.whole |= tree.free_symbols(exponent) & _INDICES
            elif isinstance(part, tree.Big):
                found.sums = True
                found.counting |= tree.free_symbols(part.low) | tree.free_symbols(part.high)
    if longest > 40:
        found.bits = min(BITS + 3 * longest, 4000)
    return found


def _bits_of_power(base: tree.Number | tree.Constant, exponent: Node) -> int:
    """The length of a written power such as 10^-60 or e^-1000."""
    inner = exponent.arg if isinstance(exponent, tree.Neg) else exponent
    if not isinstance(inner, tree.Number):
        return 0
    length = base.value.numerator.bit_length() if isinstance(base, tree.Number) else 2
    return min(4000, length * int(min(inner.value, Fraction(4000))))


def customs_of(seen: Survey) -> Iterator[Customs]:
    """The strictest reading of real powers and factorials first."""
    yield STRICT
    if seen.uses("acot"):
        yield Customs(gamma=False, odd_acot=True)
    if seen.uses("factorial", "binomial"):
        yield Customs(gamma=True)
    if seen.broken_powers:
        yield Customs(odd_roots=True)
