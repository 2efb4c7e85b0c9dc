"""The same axes in another order: transpose, permute, moveaxis; and roll, flip, rot90."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.strides import elementwise, strides_of
from tutor.checking.shapes.values import Tensor, Value


def permuted(ctx: Context, tensor: Tensor, order: Sequence[int]) -> Tensor:
    """The tensor with its axes in this order."""
    shape = tuple(tensor.shape[i] for i in order)
    result = replace(tensor.like(shape), bounds=tensor.bounds)
    if tensor.library == "numpy":
        return result
    steps = strides_of(tensor)
    return replace(result, strides=tuple(steps[i] for i in order))


def _order(ctx: Context, tensor: Tensor, axes: Sequence[Value]) -> tuple[int, ...]:
    if len(axes) != tensor.ndim:
        raise Broken("permute_count", tensor.shape, given=len(axes), ndim=tensor.ndim)
    order = tuple(ctx.axis(axis, tensor.ndim, tensor.shape) for axis in axes)
    if len(set(order)) < len(order):
        raise Broken("repeated_axis", tensor.shape, axes=order)
    return order


@op("np: transpose permute_dims (a, axes=None)")
def transpose(ctx: Context, a: Value, axes: Value = None) -> Tensor:
    tensor = ctx.array(a)
    if axes is None:
        return permuted(ctx, tensor, range(tensor.ndim)[::-1])
    given = axes if isinstance(axes, tuple | list) else (axes,)
    return permuted(ctx, tensor, _order(ctx, tensor, given))


@op("ndarray: transpose (a, *axes)")
def transpose_method(ctx: Context, a: Tensor, *axes: Value) -> Tensor:
    if not axes or axes == (None,):
        return permuted(ctx, a, range(a.ndim)[::-1])
    given = axes[0] if len(axes) == 1 and isinstance(axes[0], tuple | list) else axes
    return permuted(ctx, a, _order(ctx, a, given))


@op(
    "torch, Tensor: transpose swapaxes swapdims (a, axis0, axis1)",
    "Tensor: transpose_ (a, axis0, axis1)",
)
def torch_transpose(ctx: Context, a: Value, axis0: Value, axis1: Value) -> Tensor:
    return _swapped(ctx, ctx.tensor(a), axis0, axis1)


@op("np: swapaxes (a, axis1, axis2)", "ndarray: swapaxes (a, axis1, axis2)")
def swapaxes(ctx: Context, a: Value, axis1: Value, axis2: Value) -> Tensor:
    return _swapped(ctx, ctx.array(a), axis1, axis2)


def _swapped(ctx: Context, tensor: Tensor, first: Value, second: Value) -> Tensor:
    rank = tensor.ndim if tensor.shape or tensor.library == "numpy" else 1
    i, j = ctx.axis(first, rank, tensor.shape), ctx.axis(second, rank, tensor.shape)
    if not tensor.shape:
        return tensor
    order = list(range(tensor.ndim))
    order[i], order[j] = order[j], order[i]
    return permuted(ctx, tensor, order)


@op("torch: permute (a, axis)", "Tensor: permute (a, *axes)")
def permute(ctx: Context, a: Value, *axes: Value, axis: Value = None) -> Tensor:
    tensor = ctx.tensor(a)
    given = axes if axis is None else axis
    if len(given) == 1 and isinstance(given[0], tuple | list):
        given = given[0]
    return permuted(ctx, tensor, _order(ctx, tensor, given))


@op("torch, Tensor: t (a)", "Tensor: t_ (a)")
def t(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.tensor(a)
    if tensor.ndim > 2:
        raise Broken("rank_at_most", tensor.shape, most=2)
    return permuted(ctx, tensor, range(tensor.ndim)[::-1])


@op("torch, Tensor: adjoint (a)", "np: matrix_transpose (a)", "np.linalg: matrix_transpose (a)")
def matrix_transpose(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.operand(a)
    if tensor.ndim < 2:
        raise Broken("matrix_rank", tensor.shape)
    order = [*range(tensor.ndim - 2), tensor.ndim - 1, tensor.ndim - 2]
    return permuted(ctx, tensor, order)


@op(
    "np: moveaxis (a, source, destination)",
    "torch, Tensor: moveaxis movedim (a, source, destination)",
)
def moveaxis(ctx: Context, a: Value, source: Value, destination: Value) -> Tensor:
    tensor = ctx.operand(a)
    start, end = ctx.axes(source, tensor.shape), ctx.axes(destination, tensor.shape)
    if len(start) != len(end):
        raise Broken("different_lengths", tensor.shape, left=len(start), right=len(end))
    order = [i for i in range(tensor.ndim) if i not in start]
    for place, axis in sorted(zip(end, start, strict=True)):
        order.insert(place, axis)
    return permuted(ctx, tensor, order)


@op("np: rollaxis (a, axis, start=0)")
def rollaxis(ctx: Context, a: Value, axis: Value, start: Value = 0) -> Tensor:
    tensor = ctx.array(a)
    i = ctx.axis(axis, tensor.ndim, tensor.shape)
    if not isinstance(start, int):
        raise Unsupported("a symbolic axis")
    end = start + tensor.ndim if start < 0 else start
    order = [j for j in range(tensor.ndim) if j != i]
    order.insert(end - 1 if i < end else end, i)
    return permuted(ctx, tensor, order)


@op("np: roll (a, shift, axis=None)", "torch, Tensor: roll (a, shifts, axis=None)")
def roll(
    ctx: Context, a: Value, shift: Value = None, axis: Value = None, shifts: Value = None
) -> Tensor:
    tensor = ctx.operand(a)
    if axis is not None:
        given = axis if isinstance(axis, tuple | list) else (axis,)
        moves = shift if shift is not None else shifts
        for place in given:
            ctx.axis(place, tensor.ndim, tensor.shape)
        if tensor.library == "torch":
            moved = moves if isinstance(moves, tuple | list) else (moves,)
            if len(moved) != len(given):
                raise Broken("different_lengths", tensor.shape, left=len(moved), right=len(given))
    return replace(tensor.like(), bounds=tensor.bounds)


@op("np: flip (a, axis=None)")
def flip(ctx: Context, a: Value, axis: Value = None) -> Tensor:
    tensor = ctx.array(a)
    ctx.axes(axis, tensor.shape)
    return replace(tensor.like(), bounds=tensor.bounds)


@op("torch: flip (a, axis)", "Tensor: flip (a, *axes)")
def torch_flip(ctx: Context, a: Value, *axes: Value, axis: Value = None) -> Tensor:
    tensor = ctx.tensor(a)
    given = axes if axis is None else axis
    if isinstance(given, tuple) and len(given) == 1 and isinstance(given[0], tuple | list):
        given = given[0]
    ctx.axes(given, tensor.shape)
    return replace(tensor, strides=elementwise(ctx, tensor.shape, [tensor]))


@op("np: fliplr flipud (a)", "torch, Tensor: fliplr flipud (a)")
def fliplr(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.operand(a)
    if tensor.ndim < (2 if ctx.called_name == "fliplr" else 1):
        raise Broken("matrix_rank", tensor.shape)
    return tensor.like()


@op("np: rot90 (a, k=1, axes=(0, 1))", "torch, Tensor: rot90 (a, k=1, axes=(0, 1))")
def rot90(ctx: Context, a: Value, k: Value = 1, axes: Value = (0, 1)) -> Tensor:
    tensor = ctx.operand(a)
    i, j = ctx.axes(axes, tensor.shape)
    shape = list(tensor.shape)
    if isinstance(k, int) and k % 2:
        shape[i], shape[j] = shape[j], shape[i]
    return tensor.like(shape)
