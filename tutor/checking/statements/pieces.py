"""The numbers that a statement about one variable holds for: intervals and single numbers."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.checking.equality.sampling import Domain, meet
from tutor.checking.evaluation.ball import Real, as_float
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.statements.forms import difference, truth
from tutor.checking.statements.places import gaps, middle, places
from tutor.checking.statements.zeros import MOST_ZEROS, affine

_MARGIN = 1e-6


@dataclass(frozen=True, slots=True)
class Piece:
    """An interval, or one number. low, high: its ends, None for ∞. open: which are left out."""

    low: Real | None
    high: Real | None
    open: tuple[bool, bool]
    inside: Real

    @property
    def single(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low is self.high

    @property
    def ends(self) -> list[Real]:
        """The finite ends, a single number once."""
        found = [self.low] if self.single else [self.low, self.high]
        return [end for end in found if end is not None]

    def holds(self, x: Real) -> bool:
        """Whether a number that is none of the ends lies in it."""
        above = self.low is None or middle(self.low) < middle(x)
        below = self.high is None or middle(x) < middle(self.high)
        return above and below

    def like(self, other: "Piece") -> bool:
        """Whether both are single, or have the same ends open and the same at infinity."""
        return (
            self.single == other.single
            and self.open == other.open
            and (self.low is None) == (other.low is None)
            and (self.high is None) == (other.high is None)
        )


def pieces(statement: Node, name: str, domain: Domain) -> list[Piece] | None:
    """Where a statement holds, from low to high; None where that cannot be told.

    Raises TooLarge where its truth cannot be told at a place.
    """
    domain = _narrowed(statement, name, domain)
    special = places((statement,), name, {}, domain)
    if len(special) >= MOST_ZEROS:
        return None  # there may be more of them than were looked at
    tried = sorted(gaps(special, domain))
    cells: list[tuple[Real | None, bool]] = []  # where it was tried, and whether it holds there
    for index in range(len(special) + 1):
        between = [x for x in tried if _place(x, special) == index]
        told = {bool(truth(statement, {name: x})) for x in between}
        if len(told) > 1:
            return None
        cells.append((between[0] if between else None, True in told))
        if index < len(special):
            x = special[index]
            cells.append((x, bool(truth(statement, {name: x}))))
    return _joined(cells)


def _narrowed(statement: Node, name: str, domain: Domain) -> Domain:
    """The part of a domain, and a little more, that inequalities of a statement leave."""
    if not isinstance(statement, tree.Logic) or statement.op != "and":
        return domain
    parts = list(_joined_by_and(statement))
    bounds = [
        part
        for part in parts
        if isinstance(part, tree.Relation)
        and part.op not in ("=", "!=")
        and affine(difference(part), name)
    ]
    if not bounds or len(bounds) == len(parts):
        return domain
    found = pieces(tree.Logic("and", tuple(bounds)), name, domain)
    if found is None or len(found) != 1:
        return domain
    low, high = (None if end is None else as_float(end) for end in (found[0].low, found[0].high))
    return meet(
        domain,
        Domain(
            -math.inf if low is None else low - _MARGIN * (1 + abs(low)),
            math.inf if high is None else high + _MARGIN * (1 + abs(high)),
        ),
    )


def _joined_by_and(statement: Node) -> Iterator[Node]:
    if isinstance(statement, tree.Logic) and statement.op == "and":
        for arg in statement.args:
            yield from _joined_by_and(arg)
    else:
        yield statement


def _place(x: Real, special: Sequence[Real]) -> int:
    """How many of the places lie below x."""
    return sum(middle(place) < middle(x) for place in special)


def _joined(cells: Sequence[tuple[Real | None, bool]]) -> list[Piece]:
    """The pieces that neighbouring cells make: gaps at even places, numbers at odd ones."""
    found: list[Piece] = []
    start = None
    for index, (_, holds) in enumerate([*cells, (None, False)]):
        if holds and start is None:
            start = index
        elif not holds and start is not None:
            found.append(_piece(cells, start, index - 1))
            start = None
    return found


def _piece(cells: Sequence[tuple[Real | None, bool]], first: int, last: int) -> Piece:
    opened = first % 2 == 0, last % 2 == 0
    begin, end = first - opened[0], last + opened[1]
    low = cells[begin][0] if begin >= 0 else None
    high = cells[end][0] if end < len(cells) else None
    inside = next(x for x, _ in cells[first : last + 1] if x is not None)
    return Piece(low, high, opened, inside)
