"""What is checked: a function at a point, entry by entry of its derivative."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tutor.bilingual import Text

Array = Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a derivative.

    label: `∂f/∂x`, or its place as `[2, 1]`. axis: which number of the point moves.
    output: which entry of the function's value is looked at.
    """

    label: str
    axis: int
    output: int = 0


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with a typed gradient.

    name: of the mistake (sign, factor, forgot-inner-derivative, …), or empty. entry: which, or
    empty when it is about all of it.
    """

    name: str
    text: Text
    question: Text = ""
    witness: Text = ""
    entry: str = ""


class Subject(Protocol):
    """A function, a typed gradient, and the point where they are compared."""

    @property
    def entries(self) -> Sequence[Entry]:
        """The entries of the derivative, row by row."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the derivative."""

    @property
    def point(self) -> Array:
        """The numbers that move, (n,)."""

    @property
    def values(self) -> Array:
        """The function at the point, one number an entry of the derivative."""

    @property
    def typed(self) -> Array:
        """The typed gradient at the point, one number an entry; nan where it has no value."""

    @property
    def true(self) -> Array:
        """The derivative by rules, one number an entry; nan where no rule gives it."""

    def moved(self, axis: int, steps: Array, *, single: bool = False) -> Array:
        """The function where one number of the point is moved by each step.

        steps: (m,). Returns (m, outputs); nan where there is no value. single: everything in
        float32.
        """

    def crosses(self, axis: int, steps: Array) -> Array:
        """Whether a kink may lie between the point and the point moved, or on it: (m,) booleans."""

    def describe_point(self) -> str:
        """The point as it can be typed."""

    def shown(self) -> tuple[str, str]:
        """Function and gradient, each on one line."""

    def diagnose(self) -> tuple[Diagnosis, ...]:
        """What is wrong with the typed gradient as a formula; nothing when it is right."""
