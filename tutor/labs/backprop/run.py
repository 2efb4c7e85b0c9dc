"""One example taken through a network: parameters, values, gradients and the step that follows."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tutor.labs.backprop.network import (
    Design,
    Values,
    backward,
    clipping,
    forward,
    gradient_norm,
    slope_at,
    updated,
)

Array = Any

_NAME = re.compile(r"([a-zA-Z]+?)(\d*)")


def split(name: str) -> tuple[str, int]:
    """`dW2` → (`dW`, 2); the layer is 0 where none is named."""
    found = _NAME.fullmatch(name)
    assert found is not None, name
    return found[1], int(found[2] or 0)


@dataclass(frozen=True)
class Run:
    """x, y: input and target. rate: η. most: the norm that gradients are clipped to, or None."""

    design: Design
    parameters: Values
    x: Array
    y: Array
    rate: float
    most: float | None

    @cached_property
    def values(self) -> Values:
        """What the forward pass computes."""
        return forward(self.design, self.parameters, self.x, self.y)

    @cached_property
    def gradients(self) -> Values:
        """What the backward pass computes."""
        return backward(self.design, self.parameters, self.values, self.y)

    @cached_property
    def norm(self) -> float:
        """‖∇L‖."""
        return gradient_norm(self.design, self.gradients)

    @property
    def factor(self) -> float:
        """What clipping multiplies every gradient by."""
        return clipping(self.norm, self.most)

    @cached_property
    def new(self) -> Values:
        """The parameters after one step."""
        return updated(self.design, self.parameters, self.gradients, self.rate, self.most)

    def slope(self, layer: int) -> Array:
        """F' where the activation of the layer stood."""
        return slope_at(self.design, self.values, layer)

    def value(self, name: str) -> Array:
        """The quantity called `name`, such as `x`, `y`, `z1`, `dW1`, `norm`, `factor`, `newW1`."""
        if name == "x":
            return self.x
        if name == "y":
            return self.y
        if name in ("norm", "factor"):
            return getattr(self, name)
        if name in self.parameters:
            return self.parameters[name]
        if name.startswith("new"):
            return self.new[name[3:]]
        if name in self.values:
            return self.values[name]
        return self.gradients[name]
