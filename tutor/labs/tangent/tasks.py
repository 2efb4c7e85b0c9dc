"""What the learner is asked to do with the point, and what a try is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tutor.labs.tangent.roots import steady, touching, zeros
from tutor.labs.tangent.study import Study

TASKS = ("flat", "slope", "steepest", "bend", "origin", "draw")
"""Names of all tasks, in the order they are offered."""

SLOPES = (2.0, 1.0, -1.0, 0.5, -0.5, -2.0, 3.0, -3.0, 0.25, 0.1)
"""Slopes that are asked for: the first one that the curve has somewhere."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a try is told: a sentence with values, and whether it was right."""

    key: str
    values: Mapping[str, float]
    right: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A task for a curve. wanted: the slope that is asked for; places: where the point is right."""

    name: str
    wanted: float
    places: tuple[float, ...]


def task(name: str, study: Study, wanted: float | None = None) -> Task | None:
    """The task for this curve in this window; None where nothing answers it."""
    if name == "slope":
        for slope in SLOPES if wanted is None else (wanted,):
            if found := with_slope(study, slope):
                return Task(name, slope, found)
        return None
    if name == "draw":
        return Task(name, 0.0, ()) if np.isfinite(study.slope.ys).any() else None
    places = {
        "flat": lambda: _turns(study),
        "steepest": lambda: _steepest(study),
        "bend": lambda: _bends(study),
        "origin": lambda: _through_origin(study),
    }[name]()
    return Task(name, 0.0, tuple(places)) if places else None


def offered(study: Study) -> tuple[str, ...]:
    """The tasks that this curve has an answer to."""
    return tuple(name for name in TASKS if task(name, study) is not None)


def with_slope(study: Study, slope: float) -> tuple[float, ...]:
    """Where f' is `slope`."""
    curve, xs = study.derivatives.slope, study.slope.xs
    if slope == 0:
        return study.flat

    def off(x: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            result: np.ndarray = curve(x) - slope
        return result

    ys = off(xs)
    found = [*zeros(off, xs, ys), *touching(off, xs, ys)]
    return study.apart_from_breaks(found)


def _turns(study: Study) -> Sequence[float]:
    return [each.x for each in study.specials if not each.pointed and each.kind in _FLAT]


_FLAT = ("minimum", "maximum", "terrace")


def _bends(study: Study) -> Sequence[float]:
    """Where the bend changes its sign and there is a tangent."""
    return [
        each.x
        for each in study.specials
        if each.kind == "inflection" or (each.kind == "terrace" and study.bends_at(each.x))
    ]


def _steepest(study: Study) -> Sequence[float]:
    """Inside the window, where |f'| is greatest."""
    ys = np.abs(study.slope.ys)
    if not np.isfinite(ys).any() or study.slope.breaks:
        return []
    most = float(np.nanmax(ys))
    sizes = [(abs(study.slope_at(x)), x) for x in _bends(study)]
    return [x for size, x in sizes if size >= most * (1 - 1e-6) and size > 0]


def _through_origin(study: Study) -> Sequence[float]:
    """Where the tangent goes through (0, 0): f(x) = x·f'(x)."""
    if not study.low < 0 < study.high:
        return []
    both, xs = study.derivatives, study.curve.xs

    def meets(x: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            result: np.ndarray = both.f(x) - x * both.slope(x)
        return result

    ys = steady(meets, xs)
    if np.count_nonzero(ys == 0) > 10:
        return []
    found = [*zeros(meets, xs, ys), *touching(meets, xs, ys)]
    return study.apart_from_breaks(found)


def tried(task: Task, study: Study, x: float, step: float) -> Told:
    """What the point at x is told. step: the finest step of the keys, which is near enough."""
    nearest = min(task.places, key=lambda place: abs(place - x))
    gap = abs(nearest - x)
    slope = study.slope_at(x)
    values = {"x": nearest, "slope": slope, "wanted": task.wanted}
    if gap <= 1e-9 * max(study.width, abs(nearest)):
        return Told("right_exactly", values, right=True)
    if gap <= step:
        return Told("right_nearly", values, right=True)
    if not np.isfinite(slope):
        return Told("try_no_slope", values)
    if task.name in ("flat", "slope"):
        return Told("try_steeper" if slope < task.wanted else "try_less_steep", values)
    if task.name == "origin":
        return Told("try_origin", {**values, "meets": study.f(x) - x * slope})
    return Told("try_" + task.name, values)


@dataclass(frozen=True, slots=True)
class Marked:
    """A drawn guess of f' beside f'.

    match: 0 to 100: how much of the variation of f' the guess explains (R²). signs: at how
    many of `count` places rising and falling are right. x, guess, slope: where it differs most.
    """

    match: int
    signs: int
    count: int
    x: float
    guess: float
    slope: float

    @property
    def good(self) -> bool:
        """Whether the task counts as solved; f' itself is not shown before."""
        return self.match >= 90


def marked(places: Sequence[float], guess: Sequence[float], study: Study) -> Marked | None:
    """How good a guess is; None when f' has no value at any of the places."""
    true = np.array([study.slope_at(x) for x in places])
    mine, xs = np.asarray(guess, dtype=float), np.asarray(places, dtype=float)
    fine = np.isfinite(true)
    if not fine.any():
        return None
    true, mine, xs = true[fine], mine[fine], xs[fine]
    error = mine - true
    spread = float(np.sum((true - true.mean()) ** 2))
    size = float(np.max(np.abs(true)))
    if spread <= 1e-9 * len(true) * size**2 or spread == 0:
        spread = len(true) * (max(size, 1.0) / 2) ** 2
    match = 1 - float(np.sum(error**2)) / spread
    slack = 0.03 * max(size, 1e-12)
    right = (np.sign(mine) == np.sign(true)) | (np.abs(error) <= slack)
    at = int(np.abs(error).argmax())
    return Marked(
        round(100 * min(max(match, 0.0), 1.0)),
        int(right.sum()),
        len(true),
        float(xs[at]),
        float(mine[at]),
        float(true[at]),
    )
