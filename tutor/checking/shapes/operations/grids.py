"""Coordinates of every point of a grid: meshgrid, mgrid, indices, cartesian_prod."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product as every

from tutor.checking.shapes.context import Context, range_length
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.joining import column_stack, concatenated
from tutor.checking.shapes.operations.products import of_rank
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Range, Slice, Tensor, Value


@op("np: indices (dimensions, dtype=None, sparse=False)")
def indices(ctx: Context, dimensions: Value, dtype: Value = None, sparse: Value = False) -> Tensor:
    sizes = ctx.shape(dimensions)
    return Tensor((len(sizes), *sizes), "int64")


@op("np: ndindex (*shape)")
def ndindex(ctx: Context, *shape: Value) -> Value:
    sizes = ctx.varargs_shape(shape)
    if (
        not all(isinstance(size, int) for size in sizes)
        or math.prod(int(str(s)) for s in sizes) > 300
    ):
        raise Unsupported("this many indices")
    return list(every(*(range(int(str(size))) for size in sizes)))


@op("torch: cartesian_prod (*tensors)")
def cartesian_prod(ctx: Context, *tensors: Value) -> Tensor:
    parts = [of_rank(ctx, ctx.tensor(t), "cartesian_prod", 1) for t in tensors]
    total = ctx.total(part.shape[0] for part in parts)
    return parts[0].like((total,) if len(parts) == 1 else (total, len(parts)))


@op("torch: combinations (a, r=2, with_replacement=False)")
def combinations(ctx: Context, a: Value, r: Value = 2, with_replacement: Value = False) -> Tensor:
    tensor = of_rank(ctx, ctx.tensor(a), "combinations", 1)
    n = tensor.shape[0]
    if r != 2:
        raise Unsupported("combinations of more than two")
    count = n * (n + 1) // 2 if with_replacement is True else n * (n - 1) // 2
    return tensor.like((count, 2))


@op(
    "np: meshgrid (*arrays, indexing='xy', sparse=False, copy=True)",
    "torch: meshgrid (*arrays, indexing='ij')",
)
def meshgrid(
    ctx: Context, *arrays: Value, indexing: Value = "xy", sparse: Value = False, copy: Value = True
) -> Value:
    if len(arrays) == 1 and isinstance(arrays[0], tuple | list):
        arrays = tuple(arrays[0])
    tensors = [ctx.operand(array) for array in arrays]
    sizes: list[Dim] = []
    for tensor in tensors:
        if tensor.library == "torch" and tensor.ndim > 1:
            raise Broken("exact_rank", tensor.shape, name="meshgrid", ndim=1)
        sizes.append(ctx.total(tensor.shape))
    shape = list(sizes)
    if indexing == "xy" and len(shape) > 1:
        shape[0], shape[1] = shape[1], shape[0]
    if sparse is True:
        raise Unsupported("a sparse meshgrid")
    return tuple(replace(tensor.like(shape), bounds=tensor.bounds) for tensor in tensors)


@op("np: r_ (at)")
def r_(ctx: Context, at: Value) -> Tensor:
    """Arrays, numbers and integer ranges joined along the first axis."""
    parts = []
    for item in at if isinstance(at, tuple) else (at,):
        if isinstance(item, str):
            raise Unsupported("`np.r_` with directives")
        if isinstance(item, Slice):
            parts.append(Tensor((_range_of(ctx, item),), "int64"))
            continue
        part = ctx.array(item)
        parts.append(part if part.shape else part.like((1,)))
    return concatenated(ctx, parts, 0)


def _range_of(ctx: Context, item: Slice) -> Dim:
    """How many numbers `start:stop:step` writes down; a step of 5j means 5 of them."""
    start = 0 if item.start is None else item.start
    if isinstance(item.step, complex):
        return int(abs(item.step))
    step = 1 if item.step is None else item.step
    if not isinstance(step, int) or isinstance(start, float) or isinstance(item.stop, float):
        raise Unsupported("this range")
    return range_length(ctx.world, Range(ctx.integer(start), ctx.integer(item.stop), step))


@op("np: c_ (at)")
def c_(ctx: Context, at: Value) -> Tensor:
    parts = at if isinstance(at, tuple) else (at,)
    if any(isinstance(part, Slice) for part in parts):
        raise Unsupported("`np.c_` with slices")
    return column_stack(ctx, list(parts))


@op("np: s_ (at)")
def s_(ctx: Context, at: Value) -> Value:
    return at


@op("np: mgrid ogrid (at)")
def mgrid(ctx: Context, at: Value) -> Value:
    parts = at if isinstance(at, tuple) else (at,)
    sizes: list[Dim] = []
    for part in parts:
        if not isinstance(part, Slice):
            raise Unsupported("this grid")
        sizes.append(_range_of(ctx, part))
    if ctx.called_name == "ogrid" and isinstance(at, tuple):
        rank = len(sizes)
        return [
            Tensor((1,) * i + (size,) + (1,) * (rank - 1 - i), "int64")
            for i, size in enumerate(sizes)
        ]
    if not isinstance(at, tuple):
        return Tensor((sizes[0],), "int64")
    return Tensor((len(sizes), *sizes), "int64")
