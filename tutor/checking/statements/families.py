"""Solutions given by a whole number: x = π/2 + nπ is a set of numbers, not a law about n.

So x = 2n + 1 and x = 2n − 1 say the same when n runs through all integers. Some numbers of
each set are looked for in the other one. Most families are straight lines in n, or several
lines taken in turn; there the one n that may give a number is solved for.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from mpmath import libmp

from tutor.checking.equality.sampling import REAL, Domain, grid, row
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import Ball, Imprecise, Real, TooLarge, Undefined, as_float
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.evaluation.digits import Evaluator
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.statements.forms import BITS, CUSTOMS, numbers, plain
from tutor.checking.statements.places import within
from tutor.checking.statements.verdicts import Alike, Open, Unlike
from tutor.checking.statements.zeros import vanishes
from tutor.checking.trees.rewriting import substitute

SHOWN = 12
"""Values for n from −SHOWN to SHOWN are looked for in the other family."""
FAR = 200
"""Where a family is no lines, its values are searched for up to this n."""
_PERIODS = (1, 2, 3, 4, 6)
_ROWS = (1, 8, 40, 60)
"""Which points of a grid are used where further letters stand for numbers."""
MEMBER = "t"
"""The name of a number in a set, which has none."""


@dataclass(frozen=True, slots=True)
class Family:
    """The numbers `name` may be: what each of `values` gives when its whole number runs.

    domain: through what it runs.
    """

    name: str
    values: tuple[Node, ...]
    domain: Domain


def compare(answer: Node, key: Node, domains: Mapping[str, Domain]) -> Alike | Unlike | Open | None:
    """Whether two statements give the same numbers; None when they are no such families."""
    whole = {name: domain for name, domain in domains.items() if domain.whole}
    fixed = (tree.free_symbols(key) | set(domains)) - set(whole)
    yours, expected = _family(answer, whole, fixed), _family(key, whole, fixed)
    if yours is None or expected is None or yours.name != expected.name:
        return None
    letters = _letters(yours) | _letters(expected)
    if letters <= fixed or any(
        len(tree.free_symbols(value) - fixed) > 1 for value in yours.values + expected.values
    ):
        return None
    try:
        return _at_points(yours, expected, domains, tuple(sorted(letters & fixed)))
    except (Unsupported, TooLarge):
        return Open()


def _at_points(
    yours: Family, expected: Family, domains: Mapping[str, Domain], fixed: tuple[str, ...]
) -> Alike | Unlike | Open:
    """The comparison, at a few values of the letters that stand for a number each."""
    points: list[dict[str, int | Fraction]] = [{}]
    if fixed:
        columns = grid(fixed, tuple(domains.get(name, REAL) for name in fixed), frozenset(), 0)
        points = [row(columns, index) for index in _ROWS]
    allowed = domains.get(expected.name, REAL)
    count = 0
    for at in points:
        found = _compare(_put(yours, at), _put(expected, at), allowed)
        if isinstance(found, Unlike):
            return Unlike({**at, **found.point}, found.who)
        if isinstance(found, Open):
            return found
        count += found.places
    return Alike(count)


def _put(family: Family, at: Mapping[str, int | Fraction]) -> Family:
    values = tuple(substitute(value, numbers(at)) for value in family.values)
    return replace(family, values=values)


def _compare(yours: Family, expected: Family, allowed: Domain) -> Alike | Unlike | Open:
    count = 0
    sides: tuple[tuple[Family, Family, Literal["answer", "key"]], ...]
    sides = ((expected, yours, "key"), (yours, expected, "answer"))
    for one, other, who in sides:
        givers = [_Giver(value, other.domain) for value in other.values]
        for point in _numbers(one, allowed):
            inside = _holds(givers, point[one.name])
            if inside is None:
                return Open()
            if not inside:
                return Unlike(point, who)
            count += 1
    return Alike(count) if count else Open()


def _family(node: Node, whole: Mapping[str, Domain], fixed: AbstractSet[str]) -> Family | None:
    """The family that a statement or a set gives.

    whole: letters that run through integers. fixed: those that stand for a number each.
    A letter that is neither is another name for one that runs.
    """
    if isinstance(node, tree.FiniteSet):
        pairs = [(MEMBER, item) for item in node.items]
    else:
        try:
            pairs = list(_solutions(plain(node)))
        except (Unsupported, _NotSolved):
            return None
    names = {name for name, _ in pairs}
    if len(names) != 1:
        return None
    (name,) = names
    values = tuple(value for _, value in pairs)
    letters = frozenset().union(*(tree.free_symbols(value) for value in values))
    if name in letters or name in whole or any(name.endswith(f"_{n}") for n in letters):
        return None  # a_n = 2n + 1 is a law: each n has its own number
    if len(letters - set(whole) - fixed) > 1:
        return None
    running = sorted(letters & set(whole)) or sorted(whole)
    if not running or len({whole[letter] for letter in running}) > 1:
        return None
    return Family(name, values, whole[running[0]])


class _NotSolved(Exception):  # noqa: N818 (a state of the statement, not a fault)
    """The statement does not give one variable outright."""


def _solutions(node: Node) -> Iterator[tuple[str, Node]]:
    """The variable and a value of it, for each alternative of a statement."""
    if isinstance(node, tree.Logic) and node.op == "or":
        for arg in node.args:
            yield from _solutions(arg)
    elif isinstance(node, tree.Relation) and node.op == "=":
        left, right = node.left, node.right
        if not isinstance(left, tree.Symbol):
            left, right = right, left
        if not isinstance(left, tree.Symbol):
            raise _NotSolved
        yield left.name, right
    else:
        raise _NotSolved


def _letters(family: Family) -> frozenset[str]:
    return frozenset().union(*map(tree.free_symbols, family.values))


def _numbers(family: Family, allowed: Domain) -> Iterator[dict[str, Real]]:
    """Some numbers of a family, each with the n that gives it; those of small n first."""
    for value in family.values:
        letters = sorted(tree.free_symbols(value))
        for n in _range(family.domain, SHOWN) if letters else (0,):
            x = _value(value, n)
            if x is not None and within(allowed, _middle(x)):
                yield {**dict.fromkeys(letters, n), family.name: x}


def _range(domain: Domain, most: int) -> Sequence[int]:
    """The whole numbers of a domain, those next to 0 first."""
    inside = [n for n in range(-most, most + 1) if within(domain, Fraction(n))]
    return sorted(inside, key=lambda n: (abs(n), n < 0))


def _value(value: Node, n: int) -> Real | None:
    """What an expression in one letter gives for n; None where that is no number."""
    point: dict[str, Real] = dict.fromkeys(tree.free_symbols(value), n)
    try:
        return Evaluator(point, Arithmetic(BITS, final=True), CUSTOMS).value(value)
    except (Undefined, Imprecise):
        return None


class _Giver:
    """Tells which numbers an expression gives when its letter runs through a domain."""

    def __init__(self, value: Node, domain: Domain) -> None:
        self.value = value
        self.domain = domain
        self.lines = self._lines() if tree.free_symbols(value) else None
        self.known: dict[int, tuple[Real | None, float]] = {}

    def _lines(self) -> list[tuple[Real, Real]] | None:
        """The straight lines that the values lie on in turn; None when they do not."""
        for period in _PERIODS:
            lines = [_line(self.value, period, start) for start in range(period)]
            if None not in lines:
                return lines  # type: ignore[return-value]
        return None

    def gives(self, x: Real) -> bool | None:
        """Whether some whole number of the domain gives x; None when that cannot be told."""
        if not tree.free_symbols(self.value):
            return _same(self._at(0)[0], x)
        if self.lines is None:
            return self._search(x)
        for start, line in enumerate(self.lines):
            n = _solved(line, len(self.lines), start, x)
            if within(self.domain, Fraction(n)) and _same(_value(self.value, n), x):
                return True
        return False

    def _search(self, x: Real) -> bool | None:
        """A search where no formula helps; no only where the values move away from x."""
        tails: list[list[float]] = [[], []]
        here = as_float(x)
        for n in (*_range(self.domain, FAR), *_beyond(self.domain)):
            y, rough = self._at(n)
            if y is None:
                continue
            apart = abs(rough - here)
            if not apart > 1e-9 * abs(here) and _same(y, x):
                return True
            if abs(n) > FAR // 2:
                tails[n > 0].append(apart)
        away = all(tail == sorted(tail) and (not tail or tail[-1] > 0) for tail in tails)
        return False if away and any(tails) else None

    def _at(self, n: int) -> tuple[Real | None, float]:
        """The value for n, and as a double."""
        if n not in self.known:
            try:
                y = _value(self.value, n)
            except TooLarge:
                y = None
            self.known[n] = y, math.nan if y is None else as_float(y)
        return self.known[n]


def _holds(givers: Sequence[_Giver], x: Real) -> bool | None:
    """Whether a number is among the values; None when that cannot be told."""
    found = [giver.gives(x) for giver in givers]
    return True if True in found else None if None in found else False


def _beyond(domain: Domain) -> list[int]:
    far = (10**4, 10**6, 10**9)
    return [sign * n for n in far for sign in (1, -1) if within(domain, Fraction(sign * n))]


def _line(value: Node, period: int, start: int) -> tuple[Real, Real] | None:
    """The first value and the step, where n = start, start + period, … gives even steps."""
    arithmetic = Arithmetic(BITS, final=True)
    values = [_value(value, start + period * index) for index in (0, 1, 2, 3, -1, -5, 9, 40)]
    if any(v is None for v in values):
        return None
    first, second = values[0], values[1]
    assert first is not None
    assert second is not None
    step = arithmetic.add(second, arithmetic.neg(first))
    for index, v in zip((2, 3, -1, -5, 9, 40), values[2:], strict=True):
        assert v is not None
        if not _same(arithmetic.add(first, arithmetic.mul(index, step)), v):
            return None
    return first, step


def _solved(line: tuple[Real, Real], period: int, start: int, x: Real) -> int:
    """The whole number that gives x if any does."""
    arithmetic = Arithmetic(BITS, final=True)
    first, step = line
    if _same(step, 0):
        return start
    index = arithmetic.div(arithmetic.add(x, arithmetic.neg(first)), step)
    return start + period * round(_middle(index))


def _same(a: Real | None, b: Real) -> bool:
    """Whether two numbers agree in every digit that is known."""
    if a is None:
        return False
    arithmetic = Arithmetic(BITS, final=True)
    gap = arithmetic.add(a, arithmetic.neg(b))
    return gap == 0 or vanishes(gap)


def _middle(x: Real) -> Fraction:
    return Fraction(*libmp.to_rational(x.v)) if isinstance(x, Ball) else Fraction(x)
