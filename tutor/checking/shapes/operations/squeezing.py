"""Axes of size one, away and added: squeeze, expand_dims, unsqueeze, atleast_2d."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.strides import strides_of
from tutor.checking.shapes.values import Tensor, Value, is_size


@op("np: squeeze (a, axis=None)", "ndarray: squeeze (a, axis=None)")
def squeeze(ctx: Context, a: Value, axis: Value = None) -> Tensor:
    tensor = ctx.array(a)
    if axis is None:
        return tensor.like([size for size in tensor.shape if not ctx.is_one(size)])
    if not tensor.shape and axis in (0, -1):
        return tensor
    axes = ctx.axes(axis, tensor.shape)
    for place in axes:
        if not ctx.is_one(tensor.shape[place]):
            raise Broken("squeeze", tensor.shape, axis=place, size=tensor.shape[place])
    return tensor.like([size for place, size in enumerate(tensor.shape) if place not in axes])


@op("torch, Tensor: squeeze (a, axis=None)")
def torch_squeeze(ctx: Context, a: Value, axis: Value = None) -> Tensor:
    """Unlike NumPy's, squeezing an axis that is not of size one does nothing."""
    tensor = ctx.tensor(a)
    if axis is not None and not tensor.shape:
        ctx.axis(axis, 1) if is_size(axis) else None
        return tensor
    axes = ctx.axes(axis, tensor.shape)
    kept = [i for i, size in enumerate(tensor.shape) if i not in axes or not ctx.is_one(size)]
    steps = strides_of(tensor)
    result = replace(tensor.like([tensor.shape[i] for i in kept]), bounds=tensor.bounds)
    return replace(result, strides=tensor.strides and tuple(steps[i] for i in kept))


@op("np: expand_dims (a, axis)")
def expand_dims(ctx: Context, a: Value, axis: Value) -> Tensor:
    tensor = ctx.array(a)
    given = axis if isinstance(axis, tuple | list) else (axis,)
    rank = tensor.ndim + len(given)
    places = tuple(ctx.axis(place, rank, tensor.shape) for place in given)
    if len(set(places)) < len(places):
        raise Broken("repeated_axis", tensor.shape, axes=places)
    sizes = iter(tensor.shape)
    shape = [1 if place in places else next(sizes) for place in range(rank)]
    return tensor.like(shape).marked("newaxis", ctx.line)


@op("torch, Tensor: unsqueeze (a, axis)")
def unsqueeze(ctx: Context, a: Value, axis: Value) -> Tensor:
    tensor = ctx.tensor(a)
    place = ctx.axis(axis, tensor.ndim + 1, tensor.shape)
    result = tensor.like((*tensor.shape[:place], 1, *tensor.shape[place:]))
    if tensor.strides is not None:
        step = tensor.shape[place] * tensor.strides[place] if place < tensor.ndim else 1
        strides = (*tensor.strides[:place], step, *tensor.strides[place:])
        result = replace(result, strides=strides)
    return replace(result, bounds=tensor.bounds).marked("newaxis", ctx.line)


@op("np: atleast_1d (a)", "torch: atleast_1d (a)")
def atleast_1d(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.operand(a)
    return tensor if tensor.shape else tensor.like((1,))


@op("np: atleast_2d (a)", "torch: atleast_2d (a)")
def atleast_2d(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.operand(a)
    return tensor if tensor.ndim > 1 else tensor.like((1,) * (2 - tensor.ndim) + tensor.shape)


@op("np: atleast_3d (a)", "torch: atleast_3d (a)")
def atleast_3d(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.operand(a)
    if tensor.ndim > 2:
        return tensor
    shape = {0: (1, 1, 1), 1: (1, *tensor.shape, 1), 2: (*tensor.shape, 1)}[tensor.ndim]
    return tensor.like(shape)
