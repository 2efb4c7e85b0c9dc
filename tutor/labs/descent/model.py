"""Gradient descent on a typed loss: the state of the lab, and the data behind its picture."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from tutor.bilingual import Strings, Text
from tutor.labs import LabError, State, Table, with_defaults
from tutor.labs.descent import landscape
from tutor.labs.descent.landscape import Range
from tutor.labs.descent.loss import (
    Loss,
    Point,
    read_constants,
    read_loss,
    read_point,
    write_point,
    written,
)
from tutor.labs.descent.optimizers import METHODS, Method
from tutor.labs.descent.path import Path, Step
from tutor.labs.descent.story import Remark, Story
from tutor.labs.functions import read_integer, read_number, read_word

Array = Any

STRINGS = Strings(__file__)

DEFAULTS: Mapping[str, str] = {
    "loss": "(w x - y)^2",
    "constants": "x = 2, y = 6",
    "start": "w = 0",
    "method": "gd",
    "rate": "0.1",
    "momentum": "0.9",
    "beta1": "0.9",
    "beta2": "0.999",
    "epsilon": "1e-8",
    "correction": "on",
    "steps": "0",
    "show": "path",
    "window": "auto",
}

MOST_STEPS = 1000
RATES = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)
"""Mantissas of the learning rates that the keys go through."""

RESTING = ("arrived", "for_ever", "kink", "flat_start")
"""What happens where a run has nothing more to show."""

FIRST_STARTS = (0.0, 1.0, -1.0, 0.5, 2.0)
"""Where a parameter starts that has no start: the first at which the loss has a slope."""


@dataclass(frozen=True)
class Model:
    """The lab in one state.

    loss       the formula; its letters that are no constants are the parameters, one or two
    constants  `x = 2, y = 6`: what the other letters stand for; may be empty
    start      `w = 0`, or `x = -1, y = 2`: where the path begins
    method     gd, momentum, nesterov or adam
    rate       the learning rate η > 0
    momentum   β of momentum and Nesterov, 0 ≤ β < 1
    beta1, beta2, epsilon, correction (on, off)    of Adam
    steps      how many steps have been taken, 0 to 1000
    show       path (on the loss) or curve (the loss by step)
    window     auto, or the ranges shown: `-1, 7`, with two parameters `-2, 2; -1, 3`
    """

    loss: Loss
    start: Point
    method: Method
    steps: int
    show: str
    window: tuple[Range, ...]
    path: Path
    texts: Mapping[str, str]

    @classmethod
    def begin(cls, start: State) -> Self:
        """The lab in a state; `(w x − y)²` with x = 2, y = 6 by itself. Raises LabError."""
        texts = with_defaults(start, DEFAULTS, formula="loss", place="start")
        return cls._made(texts, None)

    @classmethod
    def _made(cls, texts: Mapping[str, str], before: "Model | None") -> Self:
        constants = read_constants(texts["constants"])
        loss = read_loss(texts["loss"], constants)
        point = _start(loss, texts["start"])
        method = _method(texts)
        show = read_word(texts["show"], "show", ("path", "curve"))
        steps = read_integer(texts["steps"], "steps", least=0, most=MOST_STEPS)
        window = _window(texts["window"], loss.size)
        same = (
            before is not None
            and before.loss.same(loss)
            and (before.start, before.method) == (point, method)
        )
        if before is not None and before.loss.same(loss):
            loss = before.loss
        path = before.path if before is not None and same else Path(loss, method, point)
        return cls(loss, point, method, steps, show, window, path, dict(texts))

    def state(self) -> dict[str, str]:
        """All there is to keep."""
        constants = ", ".join(f"{name} = {written(x)}" for name, x in self.loss.constants.items())
        return {
            "loss": self.texts["loss"].strip(),
            "constants": constants,
            "start": write_point(self.loss.names, self.start),
            "method": self.method.name,
            "rate": written(self.method.rate),
            "momentum": written(self.method.momentum),
            "beta1": written(self.method.beta1),
            "beta2": written(self.method.beta2),
            "epsilon": written(self.method.epsilon),
            "correction": "on" if self.method.correction else "off",
            "steps": str(self.steps),
            "show": self.show,
            "window": _written_window(self.window) or "auto",
        }

    def changed(self, **texts: str) -> Self:
        """The lab with other texts. A change of what is minimised shows everything again.

        Raises LabError, and leaves this one as it is.
        """
        state = {**self.state(), **texts}
        if {"loss", "constants"} & texts.keys() and "window" not in texts:
            state["window"] = "auto"
        if "loss" in texts and "constants" not in texts:
            # Constants that were let go may be wanted again by what is typed now.
            state["constants"] = self._all_constants(texts["loss"])
        return self._made(state, self)

    def _all_constants(self, loss: str) -> str:
        given = read_constants(self.texts["constants"])
        try:
            read_loss(loss, given)
        except LabError:
            return self.state()["constants"]
        return ", ".join(f"{name} = {written(value)}" for name, value in given.items())

    # Steps.

    @cached_property
    def walked(self) -> list[Step]:
        """The start and every step that was taken; fewer where the path ended."""
        return self.path.upto(self.steps)

    @property
    def here(self) -> Step:
        """Where the path is now."""
        return self.walked[-1]

    @property
    def ended(self) -> bool:
        """Whether there is no step from here."""
        return self.here.index >= MOST_STEPS or math.isnan(self.here.update[0])

    def stepped(self, count: int = 1) -> Self:
        """`count` steps on, or back when it is negative."""
        most = self.here.index if self.ended else MOST_STEPS
        return self.changed(steps=str(max(0, min(self.here.index + count, most))))

    @property
    def rests(self) -> bool:
        """Whether nothing new will come: it has arrived, or goes to and fro for ever."""
        return self.here.index > 4 and self.remarks[0].kind in RESTING

    def started(self, *place: float) -> Self:
        """A path of as many steps from another start, to as many digits as can be pointed at."""
        found = []
        for at, (low, high) in zip(place, self.ranges, strict=False):
            digit = 10.0 ** math.floor(math.log10((high - low) / 100))
            found.append(round(min(max(at, low), high) / digit) * digit)
        shown = self.window or self.ranges
        return self.changed(
            start=write_point(self.loss.names, [float(f"{x:.9g}") for x in found]),
            window=_written_window(shown),
        )

    def zoomed(self, times: float, around: tuple[float, float] | None = None) -> Self:
        """A picture with `times` the range, where `around` (or the middle) stays in its place."""
        found = []
        for axis, (low, high) in enumerate(self.ranges):
            middle = (low + high) / 2 if around is None else around[axis]
            size = (high - low) * times
            if not 1e-9 < size < 1e9:
                return self
            share = (middle - low) / (high - low)
            new = middle - share * size
            found.append((float(f"{new:.6g}"), float(f"{new + size:.6g}")))
        return self.changed(window=_written_window(found))

    def with_rate(self, up: int) -> Self:
        """The next learning rate up (1) or down (−1), as 0.1, 0.15, 0.2, 0.3, 0.5."""
        power = math.floor(math.log10(self.method.rate) + 1e-9)
        ladder = [m * 10.0**e for e in range(power - 1, power + 2) for m in RATES]
        rate = self.method.rate
        above = [each for each in ladder if each > rate * (1 + 1e-9)]
        below = [each for each in ladder if each < rate * (1 - 1e-9)]
        return self.changed(rate=f"{(above[0] if up > 0 else below[-1]):.4g}")

    @cached_property
    def story(self) -> Story:
        """The path, looked at as a whole."""
        return Story(self.path, self.walked)

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """What happens and why."""
        with np.errstate(all="ignore"):
            return self.story.remarks()

    # The picture.

    @cached_property
    def ranges(self) -> tuple[Range, ...]:
        """What the picture shows of each parameter."""
        if self.window:
            return self.window
        goal = self.story.goal
        point = None if goal is None else goal.point
        return landscape.ranges(self.loss, self.start, self.walked, point)

    @cached_property
    def curve(self) -> tuple[Array, Array]:
        """The loss of one parameter over the window, (SAMPLES,) each."""
        xs = np.linspace(*self.ranges[0], landscape.SAMPLES)
        return xs, self.loss.values(xs)

    @cached_property
    def height(self) -> Range:
        """What the picture shows of the loss of one parameter."""
        return landscape.height(self.curve[1], self.ranges[0], self.walked)

    @property
    def contours(self) -> tuple[Array, Array, Array, Array]:
        """The loss of two parameters over the window, and levels of it, see `landscape`."""
        return landscape.contours(self.loss, self.ranges)

    @cached_property
    def gaps(self) -> tuple[Array, Array, float]:
        """Step numbers, the loss above its minimum at each, and that minimum.

        The least loss is the minimum's where one is known, or 0 when the loss stays above it, or
        the least on the path.
        """
        losses = np.array([step.loss for step in self.walked])
        goal = self.story.goal
        finite = losses[np.isfinite(losses)]
        lowest = float(finite.min()) if len(finite) else 0.0
        least = self.loss.value(goal.point) if goal is not None else min(lowest, 0.0)
        least = 0.0 if abs(least) < 1e-12 else min(least, lowest)
        gaps = losses - least
        gaps = np.where(np.isfinite(gaps) & (gaps > 0), gaps, np.nan)
        return np.arange(len(losses)), gaps, least

    def tables(self) -> tuple[Table, ...]:
        """Every step: parameters, loss, gradient, update."""
        names = self.loss.names
        columns: tuple[Text, ...] = (
            STRINGS["column_step"],
            *names,
            STRINGS["column_loss"],
            *(f"∂L/∂{name}" for name in names),
            *(f"Δ{name}" for name in names),
        )
        rows = tuple(
            (
                str(step.index),
                *(f"{x:.10g}" for x in (*step.point, step.loss, *step.gradient, *step.update)),
            )
            for step in self.walked
        )
        return (Table("path", STRINGS["table_path"], columns, rows),)


def _start(loss: Loss, text: str) -> Point:
    given = read_point(text, loss.names)
    known = {name: at for name, at in given.items() if name in loss.names}
    if len(known) == loss.size:
        return tuple(known[name] for name in loss.names)
    for first in FIRST_STARTS:
        point = tuple(known.get(name, first) for name in loss.names)
        gradient = loss.gradient(point)
        value = loss.value(point)
        if math.isfinite(value) and all(map(math.isfinite, gradient)) and any(gradient):
            return point
    return tuple(known.get(name, 0.0) for name in loss.names)


def _method(texts: Mapping[str, str]) -> Method:
    return Method(
        name=read_word(texts["method"], "method", METHODS),
        rate=read_number(texts["rate"], "rate", above=0, most=1e9),
        momentum=_share(texts, "momentum"),
        beta1=_share(texts, "beta1"),
        beta2=_share(texts, "beta2"),
        epsilon=read_number(texts["epsilon"], "epsilon", least=0, most=1e3),
        correction=read_word(texts["correction"], "correction", ("on", "off")) == "on",
    )


def _share(texts: Mapping[str, str], name: str) -> float:
    found = read_number(texts[name], name, least=0, most=1)
    if found == 1:
        raise LabError(name, STRINGS["below_one"])
    return found


def _window(text: str, size: int) -> tuple[Range, ...]:
    if text.strip().lower() in ("auto", ""):
        return ()
    found = []
    for part in text.split(";"):
        ends = part.split(",")
        if len(ends) != 2:
            raise LabError("window", STRINGS("window", found=text))
        low, high = (read_number(end, "window", least=-1e12, most=1e12) for end in ends)
        if not low < high:
            raise LabError("window", STRINGS("window", found=text))
        found.append((low, high))
    return tuple(found) if len(found) == size else ()


def _written_window(window: Sequence[Range]) -> str:
    return "; ".join(f"{written(low)}, {written(high)}" for low, high in window)
