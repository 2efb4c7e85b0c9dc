"""Picking and placing by indices: take, gather, scatter, nonzero, embedding, one_hot, compress."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.indexing import check_reach, count_true
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.values import Shape, Tensor, Value


def _whole(ctx: Context, value: Value, like: Tensor) -> Tensor:
    """An index tensor, whose dtype must be an integer's."""
    tensor = ctx.operand(value, like)
    if tensor.kind not in ("int",) and not (tensor.kind == "bool" and tensor.library == "numpy"):
        raise Broken("float_index", got=tensor.dtype)
    return tensor


@op(
    "np: take (a, indices, axis=None, out=None, mode='raise')",
    "ndarray: take (a, indices, axis=None, out=None, mode='raise')",
)
def take(
    ctx: Context,
    a: Value,
    indices: Value,
    axis: Value = None,
    out: Value = None,
    mode: Value = "raise",
) -> Tensor:
    tensor = ctx.array(a)
    which = _whole(ctx, indices, tensor)
    if axis is None:
        tensor = tensor.like((ctx.total(tensor.shape),))
    place = 0 if axis is None else ctx.axis(axis, tensor.ndim, tensor.shape)
    if mode == "raise":
        check_reach(ctx, tensor, place, which)
    return tensor.like((*tensor.shape[:place], *which.shape, *tensor.shape[place + 1 :]))


@op("torch, Tensor: take (a, indices)")
def torch_take(ctx: Context, a: Value, indices: Value) -> Tensor:
    tensor = ctx.tensor(a)
    return tensor.like(_whole(ctx, ctx.tensor(indices), tensor).shape)


@op("np: take_along_axis (arr, indices, axis=-1)")
def take_along_axis(ctx: Context, arr: Value, indices: Value, axis: Value = -1) -> Tensor:
    tensor = ctx.array(arr)
    which = _whole(ctx, indices, tensor)
    if axis is None:
        if which.ndim != 1:
            raise Broken("join_rank", tensor.shape, which.shape)
        return tensor.like(which.shape)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    if which.ndim != tensor.ndim:
        raise Broken("join_rank", tensor.shape, which.shape)
    check_reach(ctx, tensor, place, which)
    return tensor.like(_along(ctx, tensor, which, place))


@op("torch, Tensor: take_along_dim (a, indices, axis=None)")
def take_along_dim(ctx: Context, a: Value, indices: Value, axis: Value = None) -> Tensor:
    if axis is None:
        return ctx.tensor(a).like((ctx.total(ctx.tensor(indices).shape),))
    return take_along_axis(ctx, a, indices, axis)


def _along(ctx: Context, tensor: Tensor, which: Tensor, place: int) -> Shape:
    """All axes but one broadcast together; that one is the index's."""
    left = (*tensor.shape[:place], 1, *tensor.shape[place + 1 :])
    right = (*which.shape[:place], 1, *which.shape[place + 1 :])
    shape = ctx.broadcast(left, right)
    return (*shape[:place], which.shape[place], *shape[place + 1 :])


@op("np: put_along_axis (arr, indices, values, axis)")
def put_along_axis(ctx: Context, arr: Value, indices: Value, values: Value, axis: Value) -> None:
    part = take_along_axis(ctx, arr, indices, axis)
    ctx.broadcast_to(ctx.array(values).shape, part.shape)


@op(
    "np: put (a, ind, v, mode='raise')",
    "np: putmask place (a, ind, v)",
    "np: copyto (a, ind, *, where=True)",
)
def put(ctx: Context, a: Value, ind: Value, v: Value = None, **_: Value) -> None:
    return None


@op("np: choose (a, choices, out=None, mode='raise')")
def choose(ctx: Context, a: Value, choices: Value, **_: Value) -> Tensor:
    tensors = [ctx.array(choice) for choice in choices]
    return tensors[0].like(ctx.broadcast(ctx.array(a).shape, *(t.shape for t in tensors)))


@op("np: compress (condition, a, axis=None)")
def compress(ctx: Context, condition: Value, a: Value, axis: Value = None) -> Tensor:
    tensor, mask = ctx.array(a), ctx.array(condition)
    count = count_true(ctx, mask)
    if axis is None:
        return tensor.like((count,))
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    return tensor.like((*tensor.shape[:place], count, *tensor.shape[place + 1 :]))


@op(
    "np: extract (condition, a)",
    "torch: masked_select (a, condition)",
    "Tensor: masked_select (a, condition)",
)
def extract(ctx: Context, condition: Value, a: Value) -> Tensor:
    tensor, mask = ctx.operand(a), ctx.operand(condition)
    if tensor.library == "torch":
        if mask.dtype != "bool":
            raise Broken("mask_not_bool", dtype=mask.dtype)
        shape = ctx.broadcast(tensor.shape, mask.shape)
        if not ctx.same_shape(shape, mask.shape):
            return tensor.like((ctx.world.unknown("n", "how many elements a mask picks"),))
    return tensor.like((count_true(ctx, mask),))


def nonzero_tuple(ctx: Context, a: Value) -> Value:
    """One index array for each axis."""
    tensor = ctx.operand(a)
    if not tensor.shape:
        raise Broken("matrix_rank", tensor.shape)
    count = count_true(ctx, tensor)
    return tuple(
        replace(tensor.like((count,), "int64"), bounds=(0, size - 1), reach="maybe")
        for size in tensor.shape
    )


@op("np: nonzero (a)", "ndarray: nonzero (a)")
def nonzero(ctx: Context, a: Value) -> Value:
    return nonzero_tuple(ctx, a)


@op("torch, Tensor: nonzero (a, *, as_tuple=False)")
def torch_nonzero(ctx: Context, a: Value, as_tuple: Value = False) -> Value:
    tensor = ctx.tensor(a)
    if as_tuple is True:
        return nonzero_tuple(ctx, tensor)
    return tensor.like((count_true(ctx, tensor), tensor.ndim), "int64")


@op("np: argwhere (a)", "torch, Tensor: argwhere (a)")
def argwhere(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.operand(a)
    return tensor.like((count_true(ctx, tensor), tensor.ndim), "int64")


@op("np: flatnonzero (a)")
def flatnonzero(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.array(a)
    result = tensor.like((count_true(ctx, tensor),), "int64")
    return replace(result, bounds=(0, ctx.total(tensor.shape) - 1), reach="maybe")


@op("np: unravel_index (indices, shape)", "torch: unravel_index (indices, shape)")
def unravel_index(ctx: Context, indices: Value, shape: Value) -> Value:
    which = ctx.operand(indices)
    return tuple(
        replace(which.like(dtype="int64"), bounds=(0, size - 1), reach="maybe")
        for size in ctx.shape(shape)
    )


@op("np: ravel_multi_index (multi_index, dims)")
def ravel_multi_index(ctx: Context, multi_index: Value, dims: Value) -> Value:
    if isinstance(multi_index, tuple | list):
        shapes = [ctx.array(part).shape for part in multi_index]
        return Tensor(ctx.broadcast(*shapes), "int64")
    return Tensor(ctx.array(multi_index).shape[1:], "int64")


@op("np: ix_ (*arrays)")
def ix_(ctx: Context, *arrays: Value) -> Value:
    tensors = [ctx.array(array) for array in arrays]
    result = []
    for place, tensor in enumerate(tensors):
        if tensor.ndim != 1:
            raise Broken("exact_rank", tensor.shape, name="ix_", ndim=1)
        size = count_true(ctx, tensor) if tensor.kind == "bool" else tensor.shape[0]
        shape = tuple(size if other == place else 1 for other in range(len(tensors)))
        bounds = None if tensor.kind == "bool" else tensor.bounds
        result.append(Tensor(shape, "int64", bounds=bounds))
    return tuple(result)
