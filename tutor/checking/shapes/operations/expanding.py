"""Axes stretched or repeated: broadcast_to, expand, tile, repeat, repeat_interleave."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim, product
from tutor.checking.shapes.strides import strides_of
from tutor.checking.shapes.values import Many, Shape, Tensor, Value


@op("np: broadcast_to (a, shape, subok=False)", "torch, Tensor: broadcast_to (a, shape)")
def broadcast_to(ctx: Context, a: Value, shape: Value, subok: Value = False) -> Tensor:
    tensor, target = ctx.operand(a), ctx.shape(shape)
    if tensor.library == "torch":
        return expanded(ctx, tensor, target)
    ctx.broadcast_to(tensor.shape, target)
    return tensor.like(target)


def expanded(ctx: Context, tensor: Tensor, sizes: Shape) -> Tensor:
    """Torch's expand: -1 keeps the size of an axis that is there."""
    extra = len(sizes) - tensor.ndim
    if extra < 0:
        raise Broken("expand", tensor.shape, sizes)
    shape = []
    for place, size in enumerate(sizes):
        if size == -1:
            if place < extra:
                raise Broken("expand", tensor.shape, sizes)
            shape.append(tensor.shape[place - extra])
        else:
            shape.append(size)
    for old, new in zip(tensor.shape, shape[extra:], strict=True):
        if not ctx.is_one(old) and not ctx.same(old, new):
            raise Broken("expand", tensor.shape, sizes)
    steps: Shape = (*([0] * extra), *strides_of(tensor))
    before: Shape = (*([1] * extra), *tensor.shape)
    strides = tuple(
        0 if ctx.is_one(old) and not ctx.is_one(new) else step
        for old, new, step in zip(before, shape, steps, strict=True)
    )
    return replace(tensor.like(shape), bounds=tensor.bounds, strides=strides)


@op("Tensor: expand (a, *sizes)")
def expand(ctx: Context, a: Tensor, *sizes: Value) -> Tensor:
    return expanded(ctx, a, ctx.varargs_shape(sizes))


@op("Tensor: expand_as (a, b)")
def expand_as(ctx: Context, a: Tensor, b: Tensor) -> Tensor:
    return expanded(ctx, a, b.shape)


@op("np: broadcast_arrays (*arrays)", "torch: broadcast_tensors (*arrays)")
def broadcast_arrays(ctx: Context, *arrays: Value) -> Value:
    tensors = [ctx.operand(array) for array in arrays]
    shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
    return tuple(tensor.like(shape) for tensor in tensors)


@op("np: broadcast_shapes (*shapes)", "torch: broadcast_shapes (*shapes)")
def broadcast_shapes(ctx: Context, *shapes: Value) -> Value:
    return ctx.broadcast(*(ctx.shape(shape) for shape in shapes))


def tiled(ctx: Context, tensor: Tensor, counts: Shape) -> Tensor:
    rank = max(len(counts), tensor.ndim)
    sizes = (1,) * (rank - tensor.ndim) + tensor.shape
    times = (1,) * (rank - len(counts)) + tuple(counts)
    if any(ctx.is_negative(count) for count in times):
        raise Broken(
            "negative_size", tensor.shape, size=min(c for c in times if isinstance(c, int))
        )
    return replace(
        tensor.like([n * m for n, m in zip(sizes, times, strict=True)]), bounds=tensor.bounds
    )


@op("np: tile (a, reps)", "torch: tile (a, axis)")
def tile(ctx: Context, a: Value, reps: Value = None, axis: Value = None) -> Tensor:
    return tiled(ctx, ctx.operand(a), ctx.shape(reps if axis is None else axis))


@op("Tensor: tile (a, *counts)")
def tile_method(ctx: Context, a: Tensor, *counts: Value) -> Tensor:
    return tiled(ctx, a, ctx.varargs_shape(counts))


@op("Tensor: repeat (a, *counts)")
def torch_repeat(ctx: Context, a: Tensor, *counts: Value) -> Tensor:
    """Torch's repeat tiles; the counts must be at least as many as the axes."""
    times = ctx.varargs_shape(counts)
    if len(times) < a.ndim:
        raise Broken("repeat_count", a.shape, given=len(times), ndim=a.ndim)
    return tiled(ctx, a, times)


@op(
    "np: repeat (a, repeats, axis=None)",
    "ndarray: repeat (a, repeats, axis=None)",
    "torch, Tensor: repeat_interleave (a, repeats, axis=None, *, output_size=None)",
)
def repeat(
    ctx: Context, a: Value, repeats: Value, axis: Value = None, output_size: Value = None
) -> Tensor:
    tensor = ctx.operand(a)
    shape = (product(tensor.shape),) if axis is None else tensor.shape
    if not tensor.shape and axis in (0, -1):
        axis, shape = None, (1,)
    place = 0 if axis is None else ctx.axis(axis, tensor.ndim, tensor.shape)
    size = _repeated_size(ctx, tensor, shape, place, repeats)
    result = tensor.like((*shape[:place], size, *shape[place + 1 :]))
    return replace(result, bounds=tensor.bounds)


def _repeated_size(ctx: Context, tensor: Tensor, shape: Shape, place: int, repeats: Value) -> Dim:
    counts = ctx.operand(repeats, tensor) if isinstance(repeats, list | tuple | Many) else repeats
    if isinstance(counts, Tensor) and counts.shape:
        if counts.ndim > 1:
            raise Broken("exact_rank", counts.shape, name="repeats", ndim=1)
        if ctx.is_one(counts.shape[0]) and counts.values:
            return shape[place] * counts.values[0]
        if not ctx.same(counts.shape[0], shape[place]):
            raise Broken("repeats_length", shape, counts.shape)
        if counts.values is None:
            return ctx.world.unknown("n", "how often elements are repeated")
        return sum(counts.values)
    number = ctx.integer(counts)
    if ctx.is_negative(number):
        raise Broken("negative_size", shape, size=number)
    return shape[place] * number
