"""What one walk over two expressions tells about how to compare them."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tutor.checking.equality.identities import Proof
from tutor.checking.evaluation.ball import BITS
from tutor.checking.evaluation.customs import STRICT, Customs
from tutor.checking.evaluation.float64 import SLOW
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node


@dataclass(slots=True)
class Survey:
    """What one walk over both trees tells.

    functions: names of the functions called. lonely: those that only one of the two calls.
    names: the variables, sorted. sums: whether there are indexed sums or products.
    broken_powers: whether a base is raised to anything but a written integer. exponents:
    variables in the exponents of variables. counting: variables that look like counting
    numbers (in factorials, in bounds, in signs like (−1)^n). whole: those of them that can
    only be whole numbers: n in (−1)^n, by its place and by its name. longest: the bits of
    the longest written number, and of powers that are written with one. size: the nodes of
    both. heavy: whether some of them take much longer than others. bits: the precision at
    which no such number is lost. proof: what multiplying out has shown, once that was done.
    """

    functions: set[str]
    lonely: Set[str] = frozenset()
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
    proof: Proof | None = None

    def uses(self, *names: str) -> bool:
        return not self.functions.isdisjoint(names)


LONGEST = 20_000
"""Bits of the longest written power that is told from zero: 10^−6000."""
SHORT = 40
"""Numbers of so many bits are not lost at the usual precision, nor are their cubes."""
MAX_BITS = 4000
"""The highest precision to start from; it grows from there where it must."""

_INDICES = frozenset("ijklmnKMN")
"""Names that stand for whole numbers in the exponent of −1, by custom; x does not."""

_EXPONENTIAL = frozenset(("exp", "expm1", "tanh", "coth", "sigmoid", "softplus", "silu"))
"""Functions that are as close to a limit at 1000 as e^−1000 to zero, or closer."""

_ONE = tree.Number(Fraction(1))


def survey(answer: Node, key: Node) -> Survey:
    """The survey of both."""
    found = Survey(set())
    names: set[str] = set()
    _walk(answer, found, names)
    own = found.functions
    found.functions = set()
    _walk(key, found, names)
    found.lonely = found.functions ^ own
    found.functions |= own
    if found.sums:  # which bind their indices
        names = {*tree.free_symbols(answer), *tree.free_symbols(key)}
    found.names = tuple(sorted(names))
    found.heavy = found.sums or not SLOW.isdisjoint(found.functions)
    if found.longest > SHORT:
        found.bits = min(BITS + 3 * found.longest, MAX_BITS)
    return found


def _walk(node: Node, found: Survey, names: set[str]) -> None:
    """Note what every part of `node` tells."""
    numbers = 0  # as long as the longest of them
    stack = [node]
    for part in stack:  # which grows
        kind = type(part)
        if kind is tree.Symbol:
            names.add(part.name)  # type: ignore[union-attr]
        elif kind is tree.Number:
            value = part.value  # type: ignore[union-attr]
            numbers |= value.numerator | value.denominator
        elif kind is tree.Add:
            stack += part.terms  # type: ignore[union-attr]
        elif kind is tree.Mul:
            stack += part.factors  # type: ignore[union-attr]
        else:
            stack += tree.children(part)
            if kind in _TELLING:
                _TELLING[kind](part, found)
    found.size += len(stack)
    found.longest = max(found.longest, numbers.bit_length())


def _call(part: tree.Call, found: Survey) -> None:
    found.functions.add(part.name)
    if part.name in ("factorial", "binomial"):
        found.counting = found.counting.union(*map(tree.free_symbols, part.args))
    elif part.name in _EXPONENTIAL and part.args:
        exponent = _written(part.args[0])
        if exponent is not None:
            found.longest = max(found.longest, min(LONGEST, int(exponent)))


def _big(part: tree.Big, found: Survey) -> None:
    found.sums = True
    found.counting |= tree.free_symbols(part.low) | tree.free_symbols(part.high)


def _power(part: tree.Pow, found: Survey) -> None:
    base, exponent = part.base, part.exponent
    written = isinstance(exponent, tree.Number)
    if not written or exponent.value.denominator != 1:  # type: ignore[union-attr]
        found.broken_powers = True
    if isinstance(base, tree.Neg):
        found.counting |= tree.free_symbols(exponent)
        if base.arg == _ONE:
            found.whole |= tree.free_symbols(exponent) & _INDICES
    elif isinstance(base, tree.Number | tree.Constant):
        found.longest = max(found.longest, _bits_of_power(base, exponent))
    elif not written:
        found.exponents |= tree.free_symbols(exponent)


_TELLING: Mapping[type, Callable[[Any, Survey], None]] = {
    tree.Call: _call,
    tree.Pow: _power,
    tree.Big: _big,
}
"""Kinds of nodes that tell something by themselves."""


def _bits_of_power(base: tree.Number | tree.Constant, exponent: Node) -> int:
    """The length of a written power such as 10^-60 or e^-1000."""
    size = _written(exponent)
    if size is None:
        return 0
    length = base.value.numerator.bit_length() if isinstance(base, tree.Number) else 2
    return min(LONGEST, length * min(LONGEST, int(size)))


def _written(node: Node) -> Fraction | None:
    """The size of a written number, whatever its sign."""
    inner = node.arg if isinstance(node, tree.Neg) else node
    return inner.value if isinstance(inner, tree.Number) else None


def customs_of(found: Survey) -> Iterator[Customs]:
    """The strictest reading of real powers and factorials first."""
    yield STRICT
    if found.uses("acot"):
        yield Customs(gamma=False, odd_acot=True)
    if found.uses("factorial", "binomial"):
        yield Customs(gamma=True)
    if found.broken_powers:
        yield Customs(odd_roots=True)
