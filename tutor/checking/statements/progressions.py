"""Which numbers an expression gives when a letter in it runs through whole numbers.

Most such expressions are straight lines in n, or several lines taken in turn, as (−1)ⁿ a + nπ
is; there the one n that may give a number is solved for. In others one searches.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

from tutor.checking.equality.sampling import Domain
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import Imprecise, Real, TooLarge, Undefined, as_float
from tutor.checking.evaluation.digits import Evaluator
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.statements.forms import BITS, CUSTOMS
from tutor.checking.statements.places import middle, within
from tutor.checking.statements.zeros import vanishes

FAR = 200
"""Where the values are on no lines, they are searched up to this n."""
_PERIODS = (1, 2, 3, 4, 6)
_TRIED = (2, 3, -1, -5, 9, 40, 1000, -1000, 10**6)
"""Where else values must lie on a line through those for 0 and 1."""


class Giver:
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

    @property
    def solvable(self) -> bool:
        """Whether a formula tells which n may give a number."""
        return self.lines is not None or not tree.free_symbols(self.value)

    def gives(self, x: Real) -> bool | None:
        """Whether some whole number of the domain gives x; None when that cannot be told."""
        if not tree.free_symbols(self.value):
            return same(self._at(0)[0], x)
        if self.lines is None:
            return self._search(x)
        for start, line in enumerate(self.lines):
            n = _solved(line, len(self.lines), start, x)
            if within(self.domain, Fraction(n)) and same(nth(self.value, n), x):
                return True
        return False

    def _search(self, x: Real) -> bool | None:
        """A search where no formula helps; no only where the values move away from x."""
        tails: list[list[float]] = [[], []]
        here = as_float(x)
        for n in (*whole_numbers(self.domain, FAR), *_beyond(self.domain)):
            y, rough = self._at(n)
            if y is None:
                continue
            apart = abs(rough - here)
            if not apart > 1e-9 * abs(here) and same(y, x):
                return True
            if abs(n) > FAR // 2:
                tails[n > 0].append(apart)
        away = all(tail == sorted(tail) and (not tail or tail[-1] > 0) for tail in tails)
        return False if away and any(tails) else None

    def _at(self, n: int) -> tuple[Real | None, float]:
        """The value for n, and as a double."""
        if n not in self.known:
            try:
                y = nth(self.value, n)
            except TooLarge:
                y = None
            self.known[n] = y, math.nan if y is None else as_float(y)
        return self.known[n]


def holds(givers: Sequence[Giver], x: Real) -> bool | None:
    """Whether a number is among the values; None when that cannot be told."""
    found = [giver.gives(x) for giver in givers]
    return True if True in found else None if None in found else False


def whole_numbers(domain: Domain, most: int) -> Sequence[int]:
    """The whole numbers of a domain, those next to 0 first."""
    inside = [n for n in range(-most, most + 1) if within(domain, Fraction(n))]
    return sorted(inside, key=lambda n: (abs(n), n < 0))


def nth(value: Node, n: int) -> Real | None:
    """What an expression in one letter gives for n; None where that is no number."""
    point: dict[str, Real] = dict.fromkeys(tree.free_symbols(value), n)
    try:
        return Evaluator(point, Arithmetic(BITS, final=True), CUSTOMS).value(value)
    except (Undefined, Imprecise):
        return None


def _beyond(domain: Domain) -> list[int]:
    far = (10**4, 10**6, 10**9)
    return [sign * n for n in far for sign in (1, -1) if within(domain, Fraction(sign * n))]


def _line(value: Node, period: int, start: int) -> tuple[Real, Real] | None:
    """The first value and the step, where n = start, start + period, … gives even steps."""
    arithmetic = Arithmetic(BITS, final=True)
    first, second = nth(value, start), nth(value, start + period)
    if first is None or second is None:
        return None
    step = arithmetic.add(second, arithmetic.neg(first))
    for index in _TRIED:
        try:
            found = nth(value, start + period * index)
        except TooLarge:
            return None
        if not same(found, arithmetic.add(first, arithmetic.mul(index, step))):
            return None
    return first, step


def _solved(line: tuple[Real, Real], period: int, start: int, x: Real) -> int:
    """The whole number that gives x if any does."""
    arithmetic = Arithmetic(BITS, final=True)
    first, step = line
    if same(step, 0):
        return start
    index = arithmetic.div(arithmetic.add(x, arithmetic.neg(first)), step)
    return start + period * round(middle(index))


def same(a: Real | None, b: Real) -> bool:
    """Whether two numbers agree in every digit that is known."""
    if a is None:
        return False
    arithmetic = Arithmetic(BITS, final=True)
    gap = arithmetic.add(a, arithmetic.neg(b))
    return gap == 0 or vanishes(gap)
