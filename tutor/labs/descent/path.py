"""The path that an optimizer takes from its start, one step after the other."""

import math
from dataclasses import dataclass, field

from tutor.labs.descent.loss import Loss, Point
from tutor.labs.descent.optimizers import Memory, Method

FAR = 1e150
"""Where a parameter is called infinite: its square is about to overflow."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where the path is, and where it goes from there.

    index: how many steps came before. update: what the next step adds; nan where the path ends.
    """

    index: int
    point: Point
    loss: float
    gradient: Point
    update: Point

    @property
    def slope(self) -> float:
        """The length of the gradient."""
        return math.hypot(*self.gradient)


@dataclass
class Path:
    """Steps from a start, made as they are asked for.

    end: why there is no step after the last: `domain` (the loss has no real value there),
    `overflow` (numbers larger than a double holds), `slope` (no gradient); empty while
    it goes on. goals: minima found downhill of some of its steps, by index.
    """

    loss: Loss
    method: Method
    start: Point
    end: str = ""
    goals: dict[int, Point | None] = field(default_factory=dict)
    _steps: list[Step] = field(default_factory=list)
    _memory: Memory = field(default_factory=Memory)

    def upto(self, count: int) -> list[Step]:
        """The start and the `count` steps after it; fewer where the path ends."""
        while len(self._steps) <= count and not self.end:
            self._go_on()
        return self._steps[: count + 1]

    def _go_on(self) -> None:
        if self._steps:
            last = self._steps[-1]
            moved = zip(last.point, last.update, strict=True)
            point = tuple(at + change for at, change in moved)
        else:
            point = self.start
        loss = self.loss.value(point)
        gradient = self.loss.gradient(point)
        nothing = (math.nan,) * len(point)
        if not all(math.isfinite(at) and abs(at) < FAR for at in point) or math.isinf(loss):
            self.end = "overflow"
        elif math.isnan(loss):
            self.end = "domain"
        elif not all(map(math.isfinite, gradient)):
            self.end = "slope"
        if self.end:
            self._steps.append(Step(len(self._steps), point, loss, gradient, nothing))
            return
        try:
            self._memory, update = self.method.step(self._memory, gradient)
        except OverflowError:
            self.end, update = "overflow", list(nothing)
        self._steps.append(Step(len(self._steps), point, loss, gradient, tuple(update)))
