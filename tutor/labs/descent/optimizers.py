"""Steps of the optimizers, each exactly as its source gives it.

gd        w ← w − η g
momentum  v ← β v + g,  w ← w − η v                              (Polyak 1964)
nesterov  v ← β v + g,  w ← w − η (g + β v)                      (as in PyTorch's SGD)
adam      m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²,
          w ← w − η m̂ / (√v̂ + ε),  m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
                                      (Kingma and Ba 2015; without correction m̂ = m, v̂ = v)
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

METHODS = ("gd", "momentum", "nesterov", "adam")


@dataclass(frozen=True)
class Method:
    """An optimizer with its numbers.

    rate: η. momentum: β. beta1, beta2, epsilon, correction: Adam's.
    """

    name: str = "gd"
    rate: float = 0.1
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    correction: bool = True

    def step(self, memory: "Memory", gradient: Sequence[float]) -> tuple["Memory", list[float]]:
        """What is remembered after one step, and what is added to each parameter."""
        count = memory.count + 1
        if self.name == "adam":
            return self._adam(memory, gradient, count)
        if self.name == "gd":
            return Memory(count), [-self.rate * g for g in gradient]
        before = memory.first or [0.0] * len(gradient)
        speed = [self.momentum * v + g for v, g in zip(before, gradient, strict=True)]
        if self.name == "momentum":
            return Memory(count, speed), [-self.rate * v for v in speed]
        ahead = [g + self.momentum * v for g, v in zip(gradient, speed, strict=True)]
        return Memory(count, speed), [-self.rate * v for v in ahead]

    def _adam(
        self, memory: "Memory", gradient: Sequence[float], count: int
    ) -> tuple["Memory", list[float]]:
        zeros = [0.0] * len(gradient)
        first = [
            self.beta1 * m + (1 - self.beta1) * g
            for m, g in zip(memory.first or zeros, gradient, strict=True)
        ]
        second = [
            self.beta2 * v + (1 - self.beta2) * g * g
            for v, g in zip(memory.second or zeros, gradient, strict=True)
        ]
        one = 1 - self.beta1**count if self.correction else 1.0
        two = 1 - self.beta2**count if self.correction else 1.0
        update = [
            _over(-self.rate * (m / one), math.sqrt(v / two) + self.epsilon)
            for m, v in zip(first, second, strict=True)
        ]
        return Memory(count, first, second), update


def _over(top: float, bottom: float) -> float:
    if bottom:
        return top / bottom
    return top if top == 0 else math.nan


@dataclass(frozen=True)
class Memory:
    """What an optimizer keeps between steps.

    count: steps taken. first: velocity, or Adam's m. second: Adam's v.
    """

    count: int = 0
    first: Sequence[float] = ()
    second: Sequence[float] = ()
