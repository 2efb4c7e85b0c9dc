"""`nn` modules: each constructor gives a forward pass over shapes, and the parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tutor.checking.shapes import registry
from tutor.checking.shapes.context import Context
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.strides import row_major
from tutor.checking.shapes.values import Module, Tensor, Value


def parameter(*shape: Dim) -> Tensor:
    """A weight of this shape."""
    return Tensor(shape, "float32", "torch")


def computed_length_first(output: Tensor) -> Tensor:
    """(B, T, d) that was computed as (T, B, d) and then transposed: so it lies in memory."""
    batch, length, features = output.shape
    steps = row_major((length, batch, features))
    return replace(output, strides=(steps[1], steps[0], steps[2]))


def through(space: str, name: str) -> Callable[..., Module]:
    """A module that calls a function with what its constructor was given."""

    def make(ctx: Context, *arguments: Value, **settings: Value) -> Module:
        def forward(ctx: Context, *inputs: Value) -> Value:
            return registry.call(ctx, space, name, [*inputs, *arguments], settings)

        return Module(name, forward)

    return make
