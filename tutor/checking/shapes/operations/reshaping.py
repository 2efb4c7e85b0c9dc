"""The same elements with other axes: reshape, view, ravel, flatten; copies in memory."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim, Size, product
from tutor.checking.shapes.strides import elementwise, viewed
from tutor.checking.shapes.values import DType, Shape, Tensor, Value, is_size


def reshaped(ctx: Context, tensor: Tensor, sizes: Shape, rule: str = "reshape") -> Tensor:
    """The tensor with its elements laid out in `sizes`, of which one may be -1."""
    shape = settled_shape(ctx, tensor.shape, sizes, rule)
    _notice_mixed_axes(ctx, tensor.shape, shape)
    strides = viewed(ctx, tensor, shape) if tensor.strides is not None else None
    if rule == "view" and tensor.strides is not None and strides is None:
        raise Broken("view_not_contiguous", tensor.shape, shape)
    result = replace(
        tensor.like(shape),
        values=tensor.values,
        bounds=tensor.bounds,
        nonzero=tensor.nonzero,
        strides=strides,
    )
    return result.marked("reshape", ctx.line)


def settled_shape(ctx: Context, old: Shape, sizes: Shape, rule: str = "reshape") -> Shape:
    """`sizes` with -1 worked out. Raises Broken where the elements do not fit."""
    total = product(old)
    open_places = [i for i, size in enumerate(sizes) if size == -1 or _is_minus_one(ctx, size)]
    if len(open_places) > 1:
        raise Broken("two_unknown_sizes", old, sizes)
    for i, size in enumerate(sizes):
        if i not in open_places and ctx.is_negative(size):
            raise Broken("negative_size", old, size=size)
    known = product(size for i, size in enumerate(sizes) if i not in open_places)
    if not open_places:
        if not ctx.same(known, total):
            raise Broken(rule, old, sizes, total=total, wanted=known)
        return sizes
    if known == 0 or ctx.same(known, 0):
        raise Broken(rule, old, sizes, total=total, wanted=known)
    rest = total // known
    if not ctx.same(rest * known, total):
        raise Broken("reshape_open", old, sizes, total=total, wanted=known)
    place = open_places[0]
    return (*sizes[:place], rest, *sizes[place + 1 :])


def _is_minus_one(ctx: Context, size: Dim) -> bool:
    return isinstance(size, Size) and not size.data_names() and ctx.same(size, -1)


def _notice_mixed_axes(ctx: Context, old: Shape, new: Shape) -> None:
    """(B, T, H, k) reshaped to (B, H, T, k) has the right shape and the wrong elements."""
    if len(old) != len(new) or len(old) < 2 or any(map(ctx.is_one, (*old, *new))):
        return
    moved = [i for i, (a, b) in enumerate(zip(old, new, strict=True)) if not ctx.same(a, b)]
    if len(moved) >= 2:
        left = [str(old[i]) for i in moved]
        right = [str(new[i]) for i in moved]
        if sorted(left) == sorted(right):
            ctx.note("reshape_for_transpose", old=old, new=new, axes=tuple(moved))


@op("np: reshape (a, shape, order='C', *, copy=None)")
def reshape(ctx: Context, a: Value, shape: Value, order: Value = "C", copy: Value = None) -> Tensor:
    if not isinstance(order, str):
        raise Broken("not_an_order", got=str(order))
    return reshaped(ctx, ctx.array(a), ctx.shape(shape))


@op("torch: reshape (a, shape)")
def torch_reshape(ctx: Context, a: Value, shape: Value) -> Tensor:
    if is_size(shape):
        raise Broken("not_a_shape", got="int")
    return reshaped(ctx, ctx.tensor(a), ctx.shape(shape))


@op("ndarray: reshape (a, *shape, order='C', copy=None)", "Tensor: reshape (a, *shape)")
def reshape_method(
    ctx: Context, a: Tensor, *shape: Value, order: Value = "C", copy: Value = None
) -> Tensor:
    if not shape and a.library == "numpy":
        raise Broken("missing_argument", name="reshape", keyword="shape")
    return reshaped(ctx, a, ctx.varargs_shape(shape))


@op("Tensor: view (a, *shape)")
def view(ctx: Context, a: Tensor, *shape: Value) -> Tensor:
    """Like reshape, but never a copy: after a transpose or a slice there may be no such view."""
    if len(shape) == 1 and isinstance(shape[0], DType):
        raise Unsupported("`view` to another dtype")
    return reshaped(ctx, a, ctx.varargs_shape(shape), "view")


@op("Tensor: view_as (a, b)")
def view_as(ctx: Context, a: Tensor, b: Tensor) -> Tensor:
    return reshaped(ctx, a, b.shape, "view")


@op("Tensor: reshape_as (a, b)")
def reshape_as(ctx: Context, a: Tensor, b: Tensor) -> Tensor:
    return reshaped(ctx, a, b.shape)


@op("np: ravel (a, order='C')", "ndarray: ravel flatten (a, order='C')", "torch, Tensor: ravel (a)")
def ravel(ctx: Context, a: Value, order: Value = "C") -> Tensor:
    tensor = ctx.operand(a)
    return reshaped(ctx, tensor, (-1,)) if tensor.shape else tensor.like((1,))


@op("torch, Tensor: flatten (a, start_dim=0, end_dim=-1)")
def flatten(ctx: Context, a: Value, start_dim: Value = 0, end_dim: Value = -1) -> Tensor:
    tensor = ctx.tensor(a)
    if not tensor.shape:
        ctx.axis(start_dim, 1), ctx.axis(end_dim, 1)
        return tensor.like((1,))
    start = ctx.axis(start_dim, tensor.ndim, tensor.shape)
    end = ctx.axis(end_dim, tensor.ndim, tensor.shape)
    if start > end:
        raise Broken("flatten_order", tensor.shape, start=start, end=end)
    merged = product(tensor.shape[start : end + 1])
    shape = (*tensor.shape[:start], merged, *tensor.shape[end + 1 :])
    strides = viewed(ctx, tensor, shape) if tensor.strides is not None else None
    return replace(tensor.like(shape), bounds=tensor.bounds, strides=strides)


@op("torch, Tensor: unflatten (a, axis, sizes)")
def unflatten(ctx: Context, a: Value, axis: Value, sizes: Value) -> Tensor:
    tensor = ctx.tensor(a)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    inside = settled_shape(ctx, (tensor.shape[place],), ctx.shape(sizes))
    shape = (*tensor.shape[:place], *inside, *tensor.shape[place + 1 :])
    strides = viewed(ctx, tensor, shape) if tensor.strides is not None else None
    return replace(tensor.like(shape), strides=strides)


@op(
    "ndarray: copy (a, order='C')",
    "np: copy ascontiguousarray asfortranarray (a, order='K')",
    "ndarray: view (a)",
    "ndarray: byteswap newbyteorder (a)",
)
def copy(ctx: Context, a: Value, order: Value = "C") -> Tensor:
    return ctx.array(a)


@op("Tensor: contiguous (a, *, memory_format=None)")
def contiguous(ctx: Context, a: Tensor, memory_format: Value = None) -> Tensor:
    """A copy in row-major order, which every view fits."""
    return replace(a, strides=None)


@op(
    "Tensor: clone (a, *, memory_format=None)",
    "torch: clone (a, *, memory_format=None)",
)
def clone(ctx: Context, a: Value, memory_format: Value = None) -> Tensor:
    tensor = ctx.tensor(a)
    return replace(tensor, strides=elementwise(ctx, tensor.shape, [tensor]))
