"""What one walk over two expressions tells about how to compare them."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tutor.checking.evaluation.ball import BITS
from tutor.checking.evaluation.customs import STRICT, Customs
from tutor.checking.evaluation.float64 import SLOW
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node


@dataclass(slots=True)
class Survey:
    """What one walk over both trees tells.

    functions: names of the functions called. names: the variables, sorted. sums: whether
    there are indexed sums or products. broken_powers: whether a base is raised to anything
    but a written integer. exponents: variables in the exponents of variables. counting:
    variables that look like counting numbers (in factorials, in bounds, in signs like
    (−1)^n). whole: those of them that can only be whole numbers: n in (−1)^n, by its place
    and by its name. longest: the bits of the longest written number. size: the nodes of both.
    heavy: whether some of them take much longer than others. bits: the precision at
    which no such number is lost. proof: what multiplying out has shown, once that was done.
    """

    functions: set[str]
    names: tuple[str, ...] = ()
    sums: bool = False
    broken_powers: bool = False
    exponents: frozenset[str] = frozenset()
    counting: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    longest: int = 0
    size: int = 0
    heavy: bool = False
    bits: int = BITS
    proof: tuple[bool, bool] | None = None

    def uses(self, *names: str) -> bool:
        return not self.functions.isdisjoint(names)


LONGEST = 20_000
"""Bits of the longest written power that is told from zero: 10^−6000."""

_INDICES = frozenset("ijklmnKMN")
"""Names that stand for whole numbers in the exponent of −1."""

_ONE = tree.Number(Fraction(1))

_PLAIN = frozenset((tree.Add, tree.Mul, tree.Neg, tree.Div))
"""Kinds of nodes that tell nothing by themselves."""


def survey(*nodes: Node) -> Survey:
    """The survey of all `nodes`."""
    found = Survey(set())
    names: set[str] = set()
    longest = 0
    stack = list(nodes)
    size = 0
    while stack:
        part = stack.pop()
        size += 1
        kind = type(part)
        if kind is tree.Symbol:
            names.add(part.name)  # type: ignore[union-attr]
            continue
        if kind is tree.Number:
            value = part.value  # type: ignore[union-attr]
            longest = max(longest, value.numerator.bit_length(), value.denominator.bit_length())
            continue
        stack += tree.children(part)
        if kind in _PLAIN:
            continue
        if isinstance(part, tree.Call):
            found.functions.add(part.name)
            if part.name in ("factorial", "binomial"):
                for arg in part.args:
                    found.counting |= tree.free_symbols(arg)
        elif isinstance(part, tree.Pow):
            longest = max(longest, _power(part, found))
        elif isinstance(part, tree.Big):
            found.sums = True
            found.counting |= tree.free_symbols(part.low) | tree.free_symbols(part.high)
    if found.sums:  # which bind their indices
        names = set().union(*map(tree.free_symbols, nodes))
    found.names = tuple(sorted(names))
    found.longest = longest
    found.size = size
    found.heavy = found.sums or not SLOW.isdisjoint(found.functions)
    if longest > 40:
        found.bits = min(BITS + 3 * longest, 4000)
    return found


def _power(part: tree.Pow, found: Survey) -> int:
    """Note what a power tells; the length of a written power."""
    base, exponent = part.base, part.exponent
    if not (isinstance(exponent, tree.Number) and exponent.value.denominator == 1):
        found.broken_powers = True
    if isinstance(base, tree.Neg):
        found.counting |= tree.free_symbols(exponent)
        if base.arg == _ONE:
            found.whole |= tree.free_symbols(exponent) & _INDICES
    elif isinstance(base, tree.Number | tree.Constant):
        return _bits_of_power(base, exponent)
    elif found.broken_powers and not isinstance(exponent, tree.Number):
        found.exponents |= tree.free_symbols(exponent)
    return 0


def _bits_of_power(base: tree.Number | tree.Constant, exponent: Node) -> int:
    """The length of a written power such as 10^-60 or e^-1000."""
    inner = exponent.arg if isinstance(exponent, tree.Neg) else exponent
    if not isinstance(inner, tree.Number):
        return 0
    length = base.value.numerator.bit_length() if isinstance(base, tree.Number) else 2
    return min(LONGEST, length * int(min(inner.value, Fraction(LONGEST))))


def customs_of(seen: Survey) -> Iterator[Customs]:
    """The strictest reading of real powers and factorials first."""
    yield STRICT
    if seen.uses("acot"):
        yield Customs(gamma=False, odd_acot=True)
    if seen.uses("factorial", "binomial"):
        yield Customs(gamma=True)
    if seen.broken_powers:
        yield Customs(odd_roots=True)
