"""The loss as it was typed: its value, gradient and curvature at a point."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from tutor.bilingual import Strings
from tutor.checking.expression import read
from tutor.checking.expression.tree import Symbol, free_symbols
from tutor.exercise import Unreadable
from tutor.labs import LabError
from tutor.labs.functions import Function, read_function, read_number
from tutor.labs.numbers import number

Array = Any
Point = tuple[float, ...]

STRINGS = Strings(__file__)

MOST_CONSTANTS = 8

_PROBES = ([0.0, 0.0], [1.0, 0.7], [-1.3, 2.1], [5.0, -4.0], [0.3, -11.0])
"""Points at which the curvature is compared."""


@dataclass(frozen=True, eq=False)
class Loss:
    """A function of one or two parameters.

    function: of the parameters and the constants. names: the parameters, in order.
    constants: what the other letters stand for.
    """

    function: Function
    names: tuple[str, ...]
    constants: Mapping[str, float]

    def same(self, other: "Loss") -> bool:
        """Whether another loss has the same formula, parameters and constants."""
        mine, others = (
            (loss.function.tree, loss.names, dict(loss.constants)) for loss in (self, other)
        )
        return mine == others

    @property
    def size(self) -> int:
        """How many parameters there are: 1 or 2."""
        return len(self.names)

    def value(self, point: Sequence[float]) -> float:
        """The loss at a point; nan where there is no real one."""
        return self._at(self.function, point)

    def _at(self, function: Function, point: Sequence[float]) -> float:
        return function.value(**self.constants, **dict(zip(self.names, point, strict=True)))

    def values(self, *axes: Array) -> Array:
        """The loss at arrays of parameters, all of one shape."""
        shape = np.shape(axes[0])
        constants = {name: np.full(shape, value) for name, value in self.constants.items()}
        return self.function.values(**constants, **dict(zip(self.names, axes, strict=True)))

    @cached_property
    def slopes(self) -> tuple[Function | None, ...]:
        """The partial derivatives by rules; None where there is no rule."""
        return tuple(self.function.derivative(name) for name in self.names)

    @property
    def by_rules(self) -> bool:
        """Whether every partial derivative comes from rules, not from differences."""
        return all(slope is not None for slope in self.slopes)

    def gradient(self, point: Sequence[float]) -> Point:
        """The gradient, by rules or by central differences."""
        return tuple(
            self._difference(self.function, point, at) if slope is None else self._at(slope, point)
            for at, slope in enumerate(self.slopes)
        )

    def _difference(self, function: Function, point: Sequence[float], at: int) -> float:
        """(f(x + h) − f(x − h)) / 2h along one axis, h = ∛ε·max(1, |x|)."""
        step = 6e-6 * max(1.0, abs(point[at]))
        up, down = list(point), list(point)
        up[at] += step
        down[at] -= step
        return (self._at(function, up) - self._at(function, down)) / (up[at] - down[at])

    @cached_property
    def _bends(self) -> tuple[tuple[Function | None, ...], ...]:
        return tuple(
            tuple(None if slope is None else slope.derivative(name) for name in self.names)
            for slope in self.slopes
        )

    def hessian(self, point: Sequence[float]) -> Array:
        """The second derivatives, (size, size), symmetric."""
        out = np.empty((self.size, self.size))
        for row, column in product(range(self.size), repeat=2):
            bend, slope = self._bends[row][column], self.slopes[row]
            if bend is not None:
                out[row, column] = self._at(bend, point)
            elif slope is not None:
                out[row, column] = self._difference(slope, point, column)
            else:
                out[row, column] = self._twice(point, row, column)
        return (out + out.T) / 2

    def _twice(self, point: Sequence[float], row: int, column: int) -> float:
        """A second derivative by differences, h = ε^¼·max(1, |x|)."""
        steps = [1e-4 * max(1.0, abs(at)) for at in point]
        total = 0.0
        for one, other in product((1, -1), repeat=2):
            moved = list(point)
            moved[row] += one * steps[row]
            moved[column] += other * steps[column]
            total += one * other * self.value(moved)
        return total / (4 * steps[row] * steps[column])

    @cached_property
    def is_quadratic(self) -> bool:
        """Whether the curvature is the same everywhere, so that every rule is exact."""
        places = [probe[: self.size] for probe in _PROBES]
        found = [self.hessian(place) for place in places]
        if not all(np.isfinite(each).all() for each in found):
            return False
        tolerance = 1e-9 if self.by_rules else 1e-3
        scale = float(np.abs(found[0]).max())
        if any(float(np.abs(each - found[0]).max()) > tolerance * scale for each in found):
            return False
        # Pieces of straight lines, such as |w|, have no curvature anywhere but at their kinks.
        slopes = [np.array(self.gradient(place)) - found[0] @ place for place in places]
        size = max(1.0, float(np.abs(slopes).max()))
        return all(float(np.abs(each - slopes[0]).max()) <= tolerance * size for each in slopes)


def read_constants(text: str) -> dict[str, float]:
    """`x = 2, y = 6` as numbers by name. Raises LabError."""
    return _assignments(text, "constants", MOST_CONSTANTS)


def read_point(text: str, names: Sequence[str]) -> dict[str, float]:
    """`w = 0`, `x = -1, y = 2`, or `-1, 2` in the order of the names. Raises LabError."""
    pieces = _parts(text.strip().strip("()[]")) if "=" not in text else []
    if pieces and len(pieces) == len(names):
        return {name: read_number(each, "start") for name, each in zip(names, pieces, strict=True)}
    return _assignments(text, "start", 2)


def _assignments(text: str, field: str, most: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in _parts(text):
        left, equals, right = part.partition("=")
        if not equals:
            raise LabError(field, STRINGS("no_equals", found=part.strip()))
        name = _name(left, field)
        if name in found:
            raise LabError(field, STRINGS("twice", name=name))
        found[name] = read_number(right, field)
    if len(found) > most:
        raise LabError(field, STRINGS("too_many", count=len(found), most=most))
    return found


def _parts(text: str) -> list[str]:
    """The pieces between commas and semicolons that stand outside brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if letter in ",;" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part.strip()]


def _name(text: str, field: str) -> str:
    reading = read(text.strip(), names=(text.strip(),), form="expression") if text.strip() else None
    if isinstance(reading, Unreadable) or reading is None or not isinstance(reading.tree, Symbol):
        raise LabError(field, STRINGS("no_name", found=text.strip()))
    return reading.tree.name


def read_loss(text: str, constants: Mapping[str, float]) -> Loss:
    """The loss in the letters that are no constants, of which there are one or two.

    Constants that the loss does not speak of are let go; when nothing but constants is left,
    all of them are, so that `x² + y²` is a loss of x and y. Raises LabError.
    """
    whole = re.sub(r"^\s*(?:L|loss|f)\s*(?:\([^()]*\))?\s*=(?!=)", "", text)
    letters = _letters(whole, tuple(constants))
    used = {name: value for name, value in constants.items() if name in letters}
    names = tuple(name for name in letters if name not in used)
    if not names:
        names, used = letters, {}
    if not names:
        raise LabError("loss", STRINGS["no_parameter"])
    if len(names) > 2:
        example = ", ".join(f"{name} = 1" for name in names[1:])
        raise LabError(
            "loss",
            STRINGS("many_parameters", names=", ".join(names), count=len(names), example=example),
        )
    function = read_function(whole, (*names, *used), "loss")
    return Loss(function, names, used)


def _letters(text: str, known: tuple[str, ...]) -> tuple[str, ...]:
    if not text.strip():
        return tuple(read_function(text, (), "loss").variables)
    reading = read(text, names=None, form="expression")
    if isinstance(reading, Unreadable):
        raise LabError("loss", reading.why)
    if known and not free_symbols(reading.tree) >= set(known):
        again = read(text, names=(*known, *sorted(free_symbols(reading.tree))), form="expression")
        reading = reading if isinstance(again, Unreadable) else again
    return tuple(sorted(free_symbols(reading.tree)))


def write_point(names: Sequence[str], point: Sequence[float]) -> str:
    """`w = 0`, as it can be typed."""
    return ", ".join(f"{name} = {written(at)}" for name, at in zip(names, point, strict=True))


def written(x: float) -> str:
    """A number as it can be typed, to as many digits as it takes."""
    short = f"{x:.12g}"
    text = short if float(short) == x else repr(x)
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else text


__all__ = ["Loss", "Point", "number", "read_constants", "read_loss", "read_point", "write_point"]
