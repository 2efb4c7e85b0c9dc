"""What comparing two statements can find."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tutor.checking.evaluation.ball import Real


@dataclass(frozen=True, slots=True)
class OneSided:
    """A place where one of two equations holds, and the other has no value. who: the one."""

    point: Mapping[str, Real]
    who: Literal["answer", "key"]


@dataclass(frozen=True, slots=True)
class Alike:
    """They hold for the same numbers.

    places: how many were compared. proportional: the equations are multiples of each other.
    one_sided: such a place, if one was met.
    """

    places: int
    proportional: bool = False
    one_sided: OneSided | None = None


@dataclass(frozen=True, slots=True)
class Unlike:
    """They differ: the place, and which of the two holds there.

    digits: how many significant ones it takes to write the place.
    """

    point: Mapping[str, Real]
    who: Literal["answer", "key"]
    digits: int = 6


@dataclass(frozen=True, slots=True)
class Open:
    """Not settled."""
