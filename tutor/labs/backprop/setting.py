"""Everything that decides the numbers: network, start, example, step; and what follows from it."""

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tutor.labs.backprop import initial
from tutor.labs.backprop.network import Design, Values, backward, forward, updated
from tutor.labs.backprop.run import Run

Array = Any
Training = tuple[Values, tuple[float, ...]]
"""Parameters after some updates, and the losses before each of them."""

Schedule = tuple[tuple[float, int], ...]

_REMEMBERED: OrderedDict[tuple[tuple[tuple[str, str], ...], Schedule], Training] = OrderedDict()
_MOST_REMEMBERED = 12


@dataclass(frozen=True)
class Setting:
    """x, y: None where drawn by the seed. typed: parameters by name. most: clipping, or None.

    schedule: updates done, as pairs of rate and count. key: the texts all this was read from.
    """

    design: Design
    init: str
    gain: float
    seed: int
    typed: Values
    x: Array | None
    y: Array | None
    rate: float
    most: float | None
    schedule: Schedule
    key: tuple[tuple[str, str], ...]

    @cached_property
    def input(self) -> Array:
        """x, typed or drawn."""
        return initial.random_input(self.design, self.seed) if self.x is None else self.x

    @cached_property
    def target(self) -> Array:
        """y, typed or drawn."""
        return initial.random_target(self.design, self.seed) if self.y is None else self.y

    @cached_property
    def training(self) -> Training:
        """Parameters and losses after the updates done so far."""
        key = (self.key, self.schedule)
        if key not in _REMEMBERED:
            _REMEMBERED[key] = self._trained()
            if len(_REMEMBERED) > _MOST_REMEMBERED:
                _REMEMBERED.popitem(last=False)
        _REMEMBERED.move_to_end(key)
        return _REMEMBERED[key]

    def _trained(self) -> Training:
        """Go on from the longest training that is remembered, or from the start."""
        rates = [rate for rate, count in self.schedule for _ in range(count)]
        found: Values | None = None
        losses: tuple[float, ...] = ()
        done = 0
        for (key, schedule), (values, before) in _REMEMBERED.items():
            past = [rate for rate, count in schedule for _ in range(count)]
            if key == self.key and len(past) >= done and past == rates[: len(past)]:
                found, losses, done = values, before, len(past)
        if found is None:
            found = initial.parameters(self.design, self.init, self.gain, self.seed, self.typed)
        kept = list(losses)
        for rate in rates[done:]:
            values = forward(self.design, found, self.input, self.target)
            kept.append(float(values["L"]))
            gradients = backward(self.design, found, values, self.target)
            with np.errstate(all="ignore"):
                found = updated(self.design, found, gradients, rate, self.most)
        return found, tuple(kept)

    @cached_property
    def run(self) -> Run:
        """The example, taken through the network as it is now."""
        return Run(self.design, self.training[0], self.input, self.target, self.rate, self.most)

    @property
    def losses(self) -> tuple[float, ...]:
        """The loss before each update, and the loss of now."""
        return (*self.training[1], float(self.run.values["L"]))

    @property
    def updates(self) -> int:
        """How many update steps were done."""
        return sum(count for _, count in self.schedule)
