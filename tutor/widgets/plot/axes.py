"""Axes: from data to dots and back, and ticks at round numbers."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WIDEST = 9
"""Cells that a plain tick label may take before it is written as a power of ten."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, in data, and what is written there; minor ticks have no label."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """One axis: data from low to high over `dots` dots, evenly or by logarithm.

    down: the axis runs downwards on the screen, with `high` at dot 0.
    """

    low: float
    high: float
    dots: int
    log: bool = False
    down: bool = False

    def place(self, data: Array) -> Array:
        """Data → dots, not rounded; nan where there is no place (log of a negative)."""
        values = np.asarray(data, dtype=float)
        low, high = self.low, self.high
        with np.errstate(all="ignore"):
            if self.log:
                values = np.log10(np.where(values > 0, values, np.nan))
                low, high = math.log10(low), math.log10(high)
            part = (values - low) / (high - low)
        return (1 - part if self.down else part) * (self.dots - 1)

    def data(self, place: Array) -> Array:
        """Dots → data."""
        part = place / max(self.dots - 1, 1)
        part = 1 - part if self.down else part
        if self.log:
            low, high = math.log10(self.low), math.log10(self.high)
            return 10 ** (low + part * (high - low))
        return self.low + part * (self.high - self.low)

    def ticks(self, most: int, step: float = 0.0) -> tuple[Tick, ...]:
        """At most about `most` ticks at round numbers, or one at every `step`."""
        if self.log:
            return log_ticks(self.low, self.high, max(most, 2))
        return ticks(self.low, self.high, max(most, 2), step)


def sound(low: float, high: float, *, log: bool = False) -> tuple[float, float]:
    """An interval that an axis can show: finite, not empty, positive on a log axis."""
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = (0.1, 10.0) if log else (-1.0, 1.0)
    low, high = min(low, high), max(low, high)
    if log:
        high = max(high, 1e-300) if high > 0 else 10.0
        low = max(low, 1e-307) if low > 0 else high / 1e6
        if high / low < 1.0 + 1e-9:
            return low / 2, high * 2
        return low, high
    middle, half = low / 2 + high / 2, high / 2 - low / 2
    least = max(abs(middle) * 1e-12, 1e-300)
    if half < least:
        half = abs(middle) / 2 or 1.0
        return middle - half, middle + half
    return low, high


def fitted(values: Array, *, log: bool = False) -> tuple[float, float]:
    """The interval of the finite values, with a little room at both ends."""
    values = np.asarray(values, dtype=float)
    values = values[np.isfinite(values)]
    if log:
        values = values[values > 0]
    if len(values) == 0:
        return sound(math.nan, math.nan, log=log)
    low, high = sound(float(values.min()), float(values.max()), log=log)
    if log:
        room = (high / low) ** 0.05
        return low / room, high * room
    room = 0.05 * (high - low)
    return low - room, high + room


def most_ticks(rows: int) -> int:
    """How many ticks an upright axis of so many rows takes at most."""
    return max(2, min(rows // 2, 9))


def evened(low: float, high: float, rows: int) -> tuple[float, float, float]:
    """The interval, widened so that ticks come a whole number of rows apart, and their step.

    The same interval with the step 0 where that would widen it by half or more.
    """
    dots, most, span = 4 * rows - 1, most_ticks(rows), high - low
    step = step_for(span, most)
    best = 1.5 * span, 1.5 * span, 0.0
    for wanted in (step, step_for(step * 1.5, 1), step_for(step * 3, 1)):
        apart = math.floor(wanted * dots / (4 * span) + 1e-9)
        if apart >= 1 and rows > 2 * apart:
            wide = wanted * dots / (4 * apart)
            # Few ticks are worth some widening to be rid of.
            best = min(best, (wide if rows > 3 * apart else 1.25 * wide, wide, wanted))
    _, wide, step = best
    if step == 0:
        return low, high, 0.0
    dot, bottom = wide / dots, low - (wide - span) / 2
    # A tick right on a dot, so that all ticks are rounded alike.
    over = (math.ceil(bottom / step) * step - bottom) / dot % 1.0
    bottom += (over if bottom + over * dot <= low else over - 1.0) * dot
    if bottom + wide < high:
        bottom = low
    return bottom, bottom + wide, step


@lru_cache(maxsize=256)
def ticks(low: float, high: float, most: int, step: float = 0.0) -> tuple[Tick, ...]:
    """Multiples of 1, 2 or 5 times a power of ten, all written with the same decimals.

    step: between ticks; 0 for one that gives about `most` of them.
    """
    step = step or step_for(high - low, most)
    if math.floor(high / step + 1e-9) == math.ceil(low / step - 1e-9):
        step = step_for(high - low, 2 * most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [index * step for index in range(first, min(last, first + 4 * most) + 1)]
    labels = labels_of(values, step)
    return tuple(Tick(value, label) for value, label in zip(values, labels, strict=True))


def step_for(span: float, most: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that fits at most `most` times in `span`."""
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1, 2, 5):
        if factor * power >= rough * (1 - 1e-9):
            return factor * power
    return 10 * power


def labels_of(values: list[float], step: float) -> list[str]:
    """The numbers as short as they can be told apart."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    plain = [minus(f"{value:.{decimals}f}") for value in values]
    if max((len(label) for label in plain), default=0) <= _WIDEST:
        return plain
    biggest = max(abs(value) for value in values)
    power = math.floor(math.log10(biggest))
    digits = min(max(0, power - math.floor(math.log10(step) + 1e-9)), 12)
    scaled = [value / 10.0**power for value in values]
    return [
        "0" if value == 0 else f"{minus(f'{part:.{digits}f}')}·{ten_to(power)}"
        for value, part in zip(values, scaled, strict=True)
    ]


def minus(text: str) -> str:
    """A number in figures with a minus sign instead of a hyphen, and no negative zero."""
    if text.startswith("-") and not text.strip("-0."):
        return text[1:]
    return text.replace("-", "−")


def ten_to(power: int) -> str:
    """A power of ten as it is written: 10⁻³."""
    return "10" + str(power).translate(_RAISED)


@lru_cache(maxsize=256)
def log_ticks(low: float, high: float, most: int) -> tuple[Tick, ...]:
    """Powers of ten; also 2 and 5 times them where there are few; unlabelled between."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    decades = last - first + 1
    if decades < 2:
        return _within_a_decade(low, high, most)
    every = next(n for n in (1, 2, 3, 5, 10, 20, 50, 100) if decades / n <= most)
    result = [
        Tick(10.0**power, ten_to(power) if power % every == 0 else "")
        for power in range(first, last + 1)
        if power % every == 0 or every <= 3
    ]
    if not any(tick.label for tick in result):
        result[0] = Tick(result[0].value, ten_to(first))
    return tuple(result)


def _within_a_decade(low: float, high: float, most: int) -> tuple[Tick, ...]:
    base = math.floor(math.log10(low))
    for factors in ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5)):
        found = [
            (factor, power)
            for power in range(base, base + 3)
            for factor in factors
            if low * (1 - 1e-9) <= factor * 10.0**power <= high * (1 + 1e-9)
        ]
        if 2 <= len(found) <= most:
            return tuple(Tick(f * 10.0**p, _in_figures(f, p)) for f, p in found)
    if len(found) > 1:
        return tuple(Tick(f * 10.0**p, _in_figures(f, p)) for f, p in found)
    return ticks(low, high, most)


def _in_figures(factor: int, power: int) -> str:
    if factor == 1 and not -3 < power < 4:
        return ten_to(power)
    if -3 < power < 4:
        return f"{factor * 10.0**power:.{max(0, -power)}f}"
    return f"{factor}·{ten_to(power)}"
