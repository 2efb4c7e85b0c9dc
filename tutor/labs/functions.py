"""Functions, numbers and words as a learner types them into a lab.

They go through the reader of the answers: nothing that is typed is executed.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from tutor.bilingual import Strings
from tutor.checking import display
from tutor.checking.differentiation.rules import NoRule, derivative
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.evaluation.float64 import Compiled, compile_tree, values
from tutor.checking.expression import read, show
from tutor.checking.expression.tree import Node, free_symbols
from tutor.exercise import Unreadable
from tutor.labs import LabError

Array = Any

_STRINGS = Strings(__file__)


@dataclass(frozen=True)
class Function:
    """A real function of some variables. text: as it was typed, or written for a derivative."""

    text: str
    tree: Node
    variables: tuple[str, ...]

    @cached_property
    def _compiled(self) -> Compiled:
        return compile_tree(self.tree)

    def value(self, **point: float) -> float:
        """The value at a point; nan where there is no real one."""
        return float(self.values(**{name: np.array([at]) for name, at in point.items()})[0])

    def values(self, **points: Array) -> Array:
        """The values at arrays of points, all of one shape; nan where there is no real one."""
        shape = np.shape(next(iter(points.values())))
        flat = {name: np.asarray(array, dtype=float).ravel() for name, array in points.items()}
        return values(self._compiled, flat, math.prod(shape)).reshape(shape)

    @property
    def constant(self) -> float:
        """The value of a function of no variables."""
        return float(values(self._compiled, {}, 1)[0])

    def derivative(self, name: str) -> "Function | None":
        """The derivative by the variable `name`; None where no rule differentiates it."""
        try:
            slope = derivative(self.tree, name)
            compile_tree(slope)
        except (NoRule, Unsupported, RecursionError):
            return None
        return replace(self, text=show.python(slope), tree=slope)

    def shown(self, width: int | None = None) -> str:
        """The formula in two dimensions."""
        return str(display.tree(self.tree, width=width))


def read_function(text: str, variables: Sequence[str], field: str = "function") -> Function:
    """The function that was typed. Raises LabError, blaming `field`, for anything else."""
    if not text.strip():
        raise LabError(field, _STRINGS["function_missing"])
    reading = read(text, names=variables, form="expression")
    if isinstance(reading, Unreadable):
        raise LabError(field, reading.why)
    unknown = sorted(free_symbols(reading.tree) - set(variables))
    if unknown:
        names = ", ".join(variables)
        raise LabError(field, _STRINGS("function_names", names=names, unknown=unknown[0]))
    try:
        compile_tree(reading.tree)
    except Unsupported as error:
        raise LabError(field, _STRINGS["function_form"]) from error
    return Function(text.strip(), reading.tree, tuple(variables))


def read_number(
    text: str,
    field: str,
    *,
    least: float = -math.inf,
    most: float = math.inf,
    above: float = -math.inf,
) -> float:
    """The finite number that was typed, also as a formula: `2/3`, `1e-3`, `sqrt(2)`, `2π`.

    least ≤ number ≤ most, and number > above. Raises LabError, blaming `field`.
    """
    reading = read(text, names=(), form="expression")
    wrong = LabError(field, _STRINGS("number", text=text.strip()))
    if isinstance(reading, Unreadable) or free_symbols(reading.tree):
        raise wrong
    try:
        number = Function(text, reading.tree, ()).constant
    except Unsupported as error:
        raise wrong from error
    if not math.isfinite(number):
        raise wrong
    if not (least <= number <= most and number > above):
        raise LabError(
            field,
            _STRINGS("number_range", value=text.strip(), what=_range(least, most, above)),
        )
    return number


def read_integer(text: str, field: str, *, least: int, most: int) -> int:
    """The whole number that was typed. Raises LabError, blaming `field`."""
    number = read_number(text, field)
    if number != round(number) or not least <= number <= most:
        what = _range(least, most, -math.inf) + ", ∈ ℤ"
        raise LabError(field, _STRINGS("number_range", value=text.strip(), what=what))
    return round(number)


def read_word(text: str, field: str, words: Collection[str]) -> str:
    """The one of `words` that was typed, in any case. Raises LabError, blaming `field`."""
    word = text.strip().lower()
    if word not in words:
        raise not_among(text.strip(), field, words)
    return word


def not_among(found: str, field: str, words: Collection[str]) -> LabError:
    """What to raise about a word that is none of `words`."""
    return LabError(field, _STRINGS("not_among", found=found, words=", ".join(words)))


def _range(least: float, most: float, above: float) -> str:
    parts = []
    if above > -math.inf:
        parts.append(f"> {above:g}")
    if least > -math.inf:
        parts.append(f"≥ {least:g}")
    if most < math.inf:
        parts.append(f"≤ {most:g}")
    return ", ".join(parts)
