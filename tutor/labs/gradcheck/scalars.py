"""A function of any number of letters, and its gradient as one formula for each."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tutor.bilingual import Strings
from tutor.checking import check, display
from tutor.checking.equality.breakpoints import bends
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.evaluation.float64 import Compiled, compile_tree, values
from tutor.errors import TutorError
from tutor.exercise import Wrong
from tutor.labs import LabError
from tutor.labs.functions import Function, read_function, read_number
from tutor.labs.gradcheck.single import compile_single, rounded
from tutor.labs.gradcheck.subject import Diagnosis, Entry
from tutor.labs.gradcheck.typed import assignments, gradient_texts, letters, name_of, parts

Array = Any

STRINGS = Strings(__file__)

MOST = 64
TRIES = 60
MANY = 8
"""Of more entries only those are looked into that differ at a few points."""


@dataclass(frozen=True)
class Scalars:
    """The function, its variables and the typed partial derivatives, at a point.

    names: by which is differentiated, in order. at: the value of every letter.
    """

    function: Function
    names: tuple[str, ...]
    partials: tuple[Function, ...]
    at: Mapping[str, float]

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.names), 1

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        if len(self.function.variables) == 1:
            return (Entry(f"f'({self.names[0]})", 0),)
        return tuple(Entry("∂f/∂" + _shown(name), at) for at, name in enumerate(self.names))

    @cached_property
    def point(self) -> Array:
        return np.array([self.at[name] for name in self.names])

    @cached_property
    def values(self) -> Array:
        return np.full(len(self.names), self.function.value(**self.at))

    @cached_property
    def typed(self) -> Array:
        return np.array([partial.value(**self.at) for partial in self.partials])

    @cached_property
    def true(self) -> Array:
        slopes = [self.function.derivative(name) for name in self.names]
        return np.array([math.nan if s is None else s.value(**self.at) for s in slopes])

    @cached_property
    def _single(self) -> Compiled | None:
        try:
            return compile_single(self.function.tree)
        except Unsupported:
            return None

    def _points(self, axis: int, steps: Array, *, single: bool = False) -> dict[str, Array]:
        points = {name: np.full(len(steps), at) for name, at in self.at.items()}
        if single:
            points = {name: rounded(at) for name, at in points.items()}
        moved = points[self.names[axis]] + steps
        points[self.names[axis]] = rounded(moved) if single else moved
        return points

    def moved(self, axis: int, steps: Array, *, single: bool = False) -> Array:
        points = self._points(axis, steps, single=single)
        if not single:
            return self.function.values(**points)[:, None]
        if self._single is None:
            return np.full((len(steps), 1), np.nan)
        return values(self._single, points, len(steps))[:, None]

    @cached_property
    def _kinks(self) -> list[Compiled]:
        found = []
        for node in bends(self.function.tree):
            try:
                found.append(compile_tree(node))
            except Unsupported:
                continue
        return found

    def crosses(self, axis: int, steps: Array) -> Array:
        points = self._points(axis, np.append(steps, 0.0))
        out = np.zeros(len(steps), dtype=bool)
        for kink in self._kinks:
            signs = np.sign(values(kink, points, len(steps) + 1))
            out |= (signs[:-1] != signs[-1]) & (signs[:-1] * signs[-1] <= 0)
        return out

    def describe_point(self) -> str:
        return ", ".join(f"{name} = {at:.12g}" for name, at in self.at.items())

    def shown(self) -> tuple[str, str]:
        slopes = [display.tree_inline(partial.tree) for partial in self.partials]
        gradient = slopes[0] if len(slopes) == 1 else "[" + ",  ".join(slopes) + "]"
        return display.tree_inline(self.function.tree), gradient

    def diagnose(self) -> tuple[Diagnosis, ...]:
        found = []
        many = len(self.names) > MANY
        for at, (name, partial) in enumerate(zip(self.names, self.partials, strict=True)):
            if many and self._agrees(name, partial):
                continue
            one = self._diagnose(at, name, partial)
            if one is not None:
                found.append(one)
        return tuple(found)

    def _agrees(self, name: str, partial: Function) -> bool:
        """Whether an entry has the values of the derivative at a few points."""
        slope = self.function.derivative(name)
        return slope is not None and _same(partial, slope, self.function.variables)

    def _diagnose(self, at: int, name: str, partial: Function) -> Diagnosis | None:
        label = self.entries[at].label
        variables = dict.fromkeys(self.function.variables, "real")
        try:
            verdict = check(
                partial.text, function=self.function.text, wrt=name, variables=variables
            )
        except TutorError:
            return None
        if not isinstance(verdict, Wrong):
            return None
        mistake = verdict.mistake
        swapped = self._swapped(at, name, partial)
        if swapped is not None:
            return Diagnosis("swapped", STRINGS("swapped", other=swapped), entry=label)
        if mistake is not None and mistake.name != "other":
            return Diagnosis(mistake.name, mistake.text, mistake.question, _seen(verdict), label)
        factor = self._factor(name, partial)
        if factor is not None:
            key = "missing_mean" if factor == round(factor) and factor >= 3 else "factor"
            text = STRINGS(key, factor=f"{factor:g}")
            return Diagnosis(key, text, "", _seen(verdict), label)
        return Diagnosis("other", STRINGS["other"], "", _seen(verdict), label)

    def _swapped(self, at: int, name: str, partial: Function) -> str | None:
        """The entry whose derivative this is."""
        own = self.function.derivative(name)
        for place, other in enumerate(self.names):
            slope = self.function.derivative(other)
            if place == at or slope is None or own is None:
                continue
            if _same(partial, slope, self.function.variables) and not _same(
                own, slope, self.function.variables
            ):
                return self.entries[place].label
        return None

    def _factor(self, name: str, partial: Function) -> float | None:
        """The constant that the typed entry is of the right one."""
        slope = self.function.derivative(name)
        if slope is None:
            return None
        points = _draws(self.function.variables, 12)
        with np.errstate(all="ignore"):
            ratios = partial.values(**points) / slope.values(**points)
        ratios = ratios[np.isfinite(ratios)]
        if len(ratios) < 4 or np.ptp(ratios) > 1e-9 * abs(ratios[0]) or ratios[0] == 1:
            return None
        return float(f"{ratios[0]:.10g}")


def _seen(verdict: Wrong) -> Any:
    return verdict.witness.text if verdict.witness is not None else ""


def _same(one: Function, other: Function, names: Sequence[str]) -> bool:
    points = _draws(names, 12)
    a, b = one.values(**points), other.values(**points)
    both = np.isfinite(a) & np.isfinite(b)
    return bool(both.sum() > 3 and np.allclose(a[both], b[both], rtol=1e-9, atol=1e-12))


def _draws(names: Sequence[str], count: int) -> dict[str, Array]:
    rng = random.Random("draws")
    return {name: np.array([rng.uniform(0.2, 2.5) for _ in range(count)]) for name in names}


def _shown(name: str) -> str:
    from tutor.checking.expression.tree import Symbol

    return display.tree_inline(Symbol(name))


def read_scalars(function: str, gradient: str, by: str, point: str, seed: int) -> Scalars:
    """The subject that was typed; letters without a value are drawn. Raises LabError."""
    if not function.strip():
        read_function(function, (), "function")
    bare = "=" not in point
    given = {} if bare else _given(point)
    names = letters(function, "function", tuple(given))
    if bare and point.strip():
        given = _in_order(point, names)
    typed = read_function(function, names, "function")
    wrt = tuple(name_of(part, "by") for part in parts(by)) or names
    strangers = [name for name in wrt if name not in names]
    if strangers or len(set(wrt)) < len(wrt):
        raise LabError("by", STRINGS("by_unknown", found=by.strip(), names=", ".join(names)))
    if not wrt:
        raise LabError("function", STRINGS["no_variable"])
    if len(wrt) > MOST:
        raise LabError("function", STRINGS("too_many", count=len(wrt), most=MOST))
    texts = gradient_texts(gradient, wrt)
    partials = tuple(read_function(text, names, "gradient") for text in texts)
    known = {name: value for name, value in given.items() if name in names}
    return Scalars(typed, wrt, partials, _point(typed, known, seed))


def _given(point: str) -> dict[str, float]:
    """`x = 1, y = 2` as numbers by name."""
    return {
        name_of(name, "point"): read_number(value, "point")
        for name, value in assignments(point, "point").items()
    }


def _in_order(point: str, names: Sequence[str]) -> dict[str, float]:
    """`1, 2` as the values of the letters in their order."""
    found = parts(point.strip().strip("()[]"))
    if len(found) != len(names):
        raise LabError("point", STRINGS("no_equals", found=point.strip()))
    return {name: read_number(text, "point") for name, text in zip(names, found, strict=True)}


def _point(function: Function, given: Mapping[str, float], seed: int) -> dict[str, float]:
    """Where it is checked: drawn to two decimals, where the function has a value."""
    rng = random.Random(f"point {seed}")
    found: dict[str, float] = {}
    for attempt in range(TRIES):
        low = -2.0 if attempt < TRIES // 2 else 0.05
        drawn = {name: round(rng.uniform(low, 2.0), 2) or 0.5 for name in function.variables}
        found = {**drawn, **given}
        if math.isfinite(function.value(**found)):
            break
    return found
