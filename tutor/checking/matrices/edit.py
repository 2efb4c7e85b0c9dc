"""What one slip makes of a term."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tutor.checking.matrices.terms import Term


@dataclass(frozen=True, slots=True)
class Edit:
    """slug: the mistake. made: the whole term after the edit. part: what was touched."""

    slug: str
    made: Term
    part: Term


Maker = Callable[[Term], Iterator[Edit]]


def part_at(term: Term, path: tuple[int, ...]) -> Term:
    """The part of a term that a path of positions leads to."""
    for number in path:
        term = term.args[number]
    return term
