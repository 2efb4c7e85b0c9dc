"""Along one axis, from element to element: cumsum, cummax, diff, gradient, trapezoid."""

from __future__ import annotations

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.promotion import as_float
from tutor.checking.shapes.operations.reductions import reduced, reduced_dtype
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.values import Record, Tensor, Value


@op(
    "np: cumsum cumprod nancumsum nancumprod (a, axis=None, dtype=None, out=None)",
    "ndarray: cumsum cumprod (a, axis=None, dtype=None, out=None)",
)
def cumsum(
    ctx: Context, a: Value, axis: Value = None, dtype: Value = None, out: Value = None
) -> Tensor:
    tensor = ctx.array(a)
    wanted = ctx.dtype(dtype, reduced_dtype(ctx, tensor, "sum"))
    if axis is None or (not tensor.shape and axis in (0, -1)):
        return tensor.like((ctx.total(tensor.shape),), wanted)
    ctx.axis(axis, tensor.ndim, tensor.shape)
    return tensor.like(dtype=wanted)


@op("torch, Tensor: cumsum cumprod logcumsumexp (a, axis, *, dtype=None)")
def torch_cumsum(ctx: Context, a: Value, axis: Value, dtype: Value = None) -> Tensor:
    tensor = ctx.tensor(a)
    ctx.axis(axis, max(tensor.ndim, 1), tensor.shape)
    return tensor.like(dtype=ctx.dtype(dtype, reduced_dtype(ctx, tensor, "sum")))


@op("torch, Tensor: cummax cummin (a, axis)")
def cummax(ctx: Context, a: Value, axis: Value) -> Value:
    tensor = ctx.tensor(a)
    ctx.axis(axis, max(tensor.ndim, 1), tensor.shape)
    return Record(("values", "indices"), (tensor.like(), tensor.like(dtype="int64")))


@op(
    "np: diff (a, n=1, axis=-1, prepend=None, append=None)",
    "torch, Tensor: diff (a, n=1, axis=-1, prepend=None, append=None)",
)
def diff(
    ctx: Context,
    a: Value,
    n: Value = 1,
    axis: Value = -1,
    prepend: Value = None,
    append: Value = None,
) -> Tensor:
    tensor = ctx.operand(a)
    if not tensor.shape:
        raise Broken("matrix_rank", tensor.shape)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    size = tensor.shape[place]
    for extra in (prepend, append):
        if extra is not None:
            part = ctx.operand(extra, tensor)
            if part.shape:
                _fits_beside(ctx, tensor, part, place)
            size = size + (part.shape[place] if part.shape else 1)
    size = ctx.world.maximum(size - ctx.integer(n), 0)
    return tensor.like((*tensor.shape[:place], size, *tensor.shape[place + 1 :]))


def _fits_beside(ctx: Context, tensor: Tensor, part: Tensor, axis: int) -> None:
    if part.ndim != tensor.ndim:
        raise Broken("join_rank", tensor.shape, part.shape)
    for place, (a, b) in enumerate(zip(tensor.shape, part.shape, strict=True)):
        if place != axis and not ctx.same(a, b):
            raise Broken("join", tensor.shape, part.shape, axis=axis, other=place)


@op(
    "np: trapezoid trapz (a, x=None, dx=1.0, axis=-1)",
    "torch: trapezoid trapz (a, x=None, *, dx=1.0, axis=-1)",
)
def trapezoid(ctx: Context, a: Value, x: Value = None, dx: Value = 1.0, axis: Value = -1) -> Tensor:
    tensor = ctx.operand(a)
    return tensor.like(reduced(ctx, tensor.shape, axis, False), as_float(ctx, tensor))


@op("np: gradient (f, *spacing, axis=None, edge_order=1)")
def gradient(
    ctx: Context, f: Value, *spacing: Value, axis: Value = None, edge_order: Value = 1
) -> Value:
    tensor = ctx.array(f)
    axes = ctx.axes(axis, tensor.shape)
    part = tensor.like(dtype=as_float(ctx, tensor))
    for place in axes:
        if ctx.world.decide("<", tensor.shape[place], 2):
            raise Broken("too_short", tensor.shape, axis=place, least=2)
    return part if len(axes) == 1 else tuple(part for _ in axes)


@op("np: ediff1d (a, to_end=None, to_begin=None)")
def ediff1d(ctx: Context, a: Value, to_end: Value = None, to_begin: Value = None) -> Tensor:
    tensor = ctx.array(a)
    size = ctx.world.maximum(ctx.total(tensor.shape) - 1, 0)
    for extra in (to_end, to_begin):
        if extra is not None:
            size = size + ctx.total(ctx.array(extra).shape)
    return tensor.like((size,))
