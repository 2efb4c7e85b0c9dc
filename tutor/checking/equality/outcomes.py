"""What comparing two expressions comes to."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from tutor.checking.equality.pointwise import ExactPoint
from tutor.checking.evaluation.ball import Real


class OneSided(Struct, frozen=True):
    """A point at which only one of the two has a value. who: the one that has it."""

    point: Mapping[str, Real]
    who: Literal["answer", "key"]
    value: Real


class Same(Struct, frozen=True):
    """Equal wherever both have a value.

    points: at how many points that was compared to 50 digits; 0 when the trees are the
    same. one_sided: where only one has a value, if such a point was met. proved: whether
    both were also multiplied out to the same.
    """

    points: int
    one_sided: OneSided | None = None
    proved: bool = False


class Different(Struct, frozen=True):
    """Not equal: the point and the two values there; None for an answer without one."""

    point: ExactPoint
    answer: Real | None
    key: Real


class Unknown(Struct, frozen=True):
    """Not settled. reason: nowhere (no common point), large (too much work), unsupported."""

    reason: Literal["nowhere", "large", "unsupported"]


Comparison: TypeAlias = Same | Different | Unknown
