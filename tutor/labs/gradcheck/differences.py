"""Forward and central differences, their errors over the step h, and what bounds them.

    forward  (f(x + h) − f(x)) / h            error h·|f''|/2 + 2ε|f|/h,    best h ≈ √ε
    central  (f(x + h) − f(x − h)) / 2h       error h²·|f'''|/6 + ε|f|/h,   best h ≈ ∛ε

Source: Nocedal and Wright, "Numerical Optimization" (2006), chapter 8. The relative error and
its thresholds are those of the CS231n notes on gradient checks.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tutor.labs.gradcheck.subject import Entry, Subject

Array = Any

FINE, KINKS, WRONG = 1e-7, 1e-4, 1e-2
FLOOR = 1e-8
PER_DECADE = 4
STEPS: Array = 10.0 ** (-np.arange(0, 15 * PER_DECADE + 1) / PER_DECADE)
EPS = {False: 2.0**-52, True: 2.0**-23}
LEAST = 1e-17
"""What an error of exactly 0 is drawn as."""


def relative_error(typed: Array, measured: Array) -> Array:
    """|a − n| / max(|a|, |n|, 10⁻⁸)."""
    with np.errstate(all="ignore"):
        size = np.maximum(np.maximum(np.abs(typed), np.abs(measured)), FLOOR)
        return np.abs(typed - measured) / size


def differences(
    subject: Subject, entry: Entry, steps: Array, formula: str, *, single: bool = False
) -> Array:
    """The difference quotients of one entry for every step, (m,)."""
    h = np.asarray(steps, dtype=np.float32).astype(float) if single else np.asarray(steps)
    with np.errstate(all="ignore"):
        up = subject.moved(entry.axis, h, single=single)[:, entry.output]
        if formula == "central":
            down = subject.moved(entry.axis, -h, single=single)[:, entry.output]
            return _quotient(up - down, 2 * h, single)
        here = subject.moved(entry.axis, np.zeros(1), single=single)[:, entry.output]
        return _quotient(up - here, h, single)


def _quotient(top: Array, bottom: Array, single: bool) -> Array:
    if not single:
        return top / bottom
    return (top.astype(np.float32) / bottom.astype(np.float32)).astype(float)


@dataclass(frozen=True)
class Curve:
    """The relative error of one formula over STEPS.

    errors: (m,), nan where the difference has no value. exact: against the derivative by rules
    rather than the typed one.
    """

    formula: str
    single: bool
    errors: Array
    exact: bool = False

    @cached_property
    def best(self) -> tuple[float, float]:
        """The step with the least error, and that error; nan when there is none.

        Rounding makes the errors jump about, so the step is where their running mean is least.
        """
        logs = np.log10(np.maximum(self.errors, LEAST))
        good = np.isfinite(logs)
        if not good.any():
            return math.nan, math.nan
        means = np.array([self._mean(logs, at) if good[at] else np.inf for at in range(len(logs))])
        at = int(np.argmin(means))
        return float(STEPS[at]), float(self.errors[at])

    @staticmethod
    def _mean(logs: Array, at: int) -> float:
        near = logs[max(0, at - 2) : at + 3]
        return float(near[np.isfinite(near)].mean())

    @cached_property
    def truncation(self) -> float:
        """The slope of the arm right of the best step, in powers of h; nan without one."""
        step, least = self.best
        high = self.errors[0] if np.isfinite(self.errors[0]) else 1.0
        arm = (STEPS / step > 8) & (STEPS <= 0.04) & (self.errors > 30 * max(least, LEAST))
        return _slope(STEPS[arm], self.errors[arm]) if high > 0 else math.nan

    @cached_property
    def rounding(self) -> float:
        """The slope of the arm left of the best step; about −1 where there is one."""
        step, least = self.best
        arm = (STEPS / step < 1 / 30) & (self.errors > 3 * max(least, LEAST)) & (self.errors < 0.3)
        return _slope(STEPS[arm], self.errors[arm])


def _slope(steps: Array, errors: Array) -> float:
    good = np.isfinite(errors) & (errors > 0)
    if good.sum() < 4:
        return math.nan
    return float(np.polyfit(np.log10(steps[good]), np.log10(errors[good]), 1)[0])


def curve(
    subject: Subject, which: tuple[int, ...], formula: str, *, single: bool = False,
    exact: bool = False,
) -> Curve:  # fmt: skip
    """The largest relative error among some entries, over STEPS."""
    wanted = subject.true if exact else subject.typed
    errors = np.zeros(len(STEPS))
    for at in which:
        measured = differences(subject, subject.entries[at], STEPS, formula, single=single)
        errors = np.maximum(errors, relative_error(wanted[at], measured))
    return Curve(formula, single, errors, exact)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry, checked with one step.

    typed, measured, error: the numbers compared. left, right: the one-sided slopes.
    state: fine, rounding (as near as rounding lets one see), kinks (between 10⁻⁷ and 10⁻⁴),
    doubtful (between 10⁻⁴ and 10⁻²), wrong, kink, jump, edge or nowhere (no value).
    """

    entry: Entry
    typed: float
    measured: float
    error: float
    left: float
    right: float
    true: float
    state: str


def row(subject: Subject, at: int, step: float, formula: str, *, single: bool = False) -> Row:
    """Check one entry with one step."""
    entry = subject.entries[at]
    h = np.array([step])
    right = float(differences(subject, entry, h, "forward", single=single)[0])
    left = float(differences(subject, entry, -h, "forward", single=single)[0])
    measured = (
        float(differences(subject, entry, h, "central", single=single)[0])
        if formula == "central"
        else right
    )
    typed, true = float(subject.typed[at]), float(subject.true[at])
    error = float(relative_error(typed, measured))
    state = _state(subject, at, step, (left, right), typed, measured, error, single)
    return Row(entry, typed, measured, error, left, right, true, state)


def _state(
    subject: Subject, at: int, step: float, sides: tuple[float, float], typed: float,
    measured: float, error: float, single: bool,
) -> str:  # fmt: skip
    left, right = sides
    value = float(subject.values[at])
    if math.isnan(typed) or not math.isfinite(value):
        return "nowhere"
    if not (math.isfinite(left) and math.isfinite(right)):
        return "edge"
    # What rounding of f alone can do to the quotient.
    noise = 4 * EPS[single] * max(abs(value), 1e-300) / step
    bend = abs(right - left)
    if bend > 1e-3 * max(abs(left), abs(right), FLOOR) and bend > 4 * noise:
        if _jumps(subject, at, step):
            return "jump"
        if _bends(subject, at, step):
            return "kink"
    if error <= FINE:
        return "fine"
    if abs(typed - measured) <= noise:
        return "rounding"
    if error <= KINKS:
        return "kinks"
    return "doubtful" if error <= WRONG else "wrong"


def _jumps(subject: Subject, at: int, step: float) -> bool:
    """Whether the function's values on both sides stay apart however near they are."""
    entry = subject.entries[at]
    near = np.array([step, -step, step / 1000, -step / 1000])
    values = subject.moved(entry.axis, near)[:, entry.output]
    far, close = abs(values[0] - values[1]), abs(values[2] - values[3])
    return bool(close > 0.3 * far and close > 1e-9 * max(1.0, abs(float(values[0]))))


def _bends(subject: Subject, at: int, step: float) -> bool:
    """Whether the slope jumps where the point, moved by at most `step`, meets a kink."""
    entry = subject.entries[at]
    for side in (step, -step):
        near, far = 0.0, side
        for _ in range(2):
            steps = np.linspace(near, far, 101)
            crossed = np.flatnonzero(subject.crosses(entry.axis, steps))
            if not len(crossed):
                break
            first = int(crossed[0])
            near, far = float(steps[max(0, first - 1)]), float(steps[first])
        else:
            wide, narrow = (_turn(subject, entry, far, step / part) for part in (10, 300))
            if narrow > 0.3 * wide:
                return True
    return False


def _turn(subject: Subject, entry: Entry, place: float, step: float) -> float:
    """How much the slope changes across a place near the point."""
    steps = np.array([place - step, place, place + step])
    down, here, up = subject.moved(entry.axis, steps)[:, entry.output]
    return abs(float(up - 2 * here + down)) / step
