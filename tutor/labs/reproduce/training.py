"""The numbers of a training loop: effective batch size, steps, learning rate."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

Array = Any

Shape = Literal["cosine", "linear", "constant", "inverse-sqrt"]
SHAPES: tuple[Shape, ...] = ("cosine", "linear", "constant", "inverse-sqrt")


@dataclass(frozen=True, slots=True)
class Batch:
    """How the examples of a step come together; None where it is not told.

    device: examples a device sees at once. accumulate: such micro-batches a step. devices: side
    by side. examples: of the training set. length: tokens an example.
    paper, rate: batch size and learning rate of the paper.
    """

    device: int
    accumulate: int
    devices: int
    examples: int | None = None
    epochs: Fraction | None = None
    length: int | None = None
    paper: int | None = None
    rate: float | None = None

    @property
    def effective(self) -> int:
        """B = B_micro · k · G."""
        return self.device * self.accumulate * self.devices

    @property
    def steps_an_epoch(self) -> int | None:
        """⌈N / B⌉: the last, smaller batch counts."""
        return None if self.examples is None else -(-self.examples // self.effective)

    @property
    def steps(self) -> int | None:
        """Of the whole training."""
        if self.steps_an_epoch is None or self.epochs is None:
            return None
        return math.ceil(self.epochs * self.steps_an_epoch)

    @property
    def tokens(self) -> int | None:
        """Tokens a step."""
        return None if self.length is None else self.effective * self.length

    @property
    def needed(self) -> Fraction | None:
        """Over how many micro-batches to accumulate for the paper's batch size."""
        return None if self.paper is None else Fraction(self.paper, self.device * self.devices)

    def scaled(self, power: float) -> float | None:
        """The paper's learning rate for this batch size: rate · (B / B_paper)^power.

        Power 1 is the linear rule (Goyal et al. 2017, for SGD), ½ the square-root rule (Hoffer
        et al. 2017; Malladi et al. 2022, for Adam).
        """
        if self.rate is None or self.paper is None:
            return None
        return self.rate * math.pow(self.effective / self.paper, power)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A learning rate for every optimizer step.

    It rises in a straight line over `warmup` steps to `peak`, then falls until step `total`:
    in a cosine or a line to `floor`, as 1/√n (Vaswani et al. 2017) but never below `floor`,
    or not at all. After `total` it stays as it is there.
    """

    shape: Shape
    peak: float
    floor: float
    warmup: int
    total: int

    def rates(self, steps: Array) -> Array:
        """The learning rates at an array of steps."""
        n = np.clip(np.asarray(steps, dtype=float), 0, self.total)
        with np.errstate(all="ignore"):
            rising = self.peak * n / self.warmup if self.warmup else np.full_like(n, self.peak)
            span = self.total - self.warmup
            t = (n - self.warmup) / span if span > 0 else np.ones_like(n)
            falling = self._falling(n, t)
        return np.where(n < self.warmup, rising, falling)

    def _falling(self, n: Array, t: Array) -> Array:
        if self.shape == "cosine":
            return self.floor + (self.peak - self.floor) * (1 + np.cos(np.pi * t)) / 2
        if self.shape == "linear":
            return self.floor + (self.peak - self.floor) * (1 - t)
        if self.shape == "inverse-sqrt":
            decayed = self.peak * np.sqrt(max(self.warmup, 1) / np.maximum(n, 1))
            return np.maximum(decayed, self.floor)
        return np.full_like(n, self.peak)

    def rate(self, step: int) -> float:
        """The learning rate at one step."""
        return float(self.rates([step])[0])

    @property
    def looked_at(self) -> Mapping[str, int]:
        """The steps to look at before training: end of warm-up, middle, end."""
        return {
            "warmup": self.warmup,
            "middle": (self.warmup + self.total) // 2,
            "end": self.total,
        }
