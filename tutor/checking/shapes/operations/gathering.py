"""Picking and placing with index tensors: gather, scatter, index_add, embedding, one_hot."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.indexing import check_reach, index
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.strides import strides_of
from tutor.checking.shapes.values import Tensor, Value, is_size


def _gather_fits(ctx: Context, tensor: Tensor, which: Tensor, place: int, name: str) -> None:
    """The index has the same rank, and beyond `place` is nowhere larger."""
    if which.ndim != tensor.ndim:
        raise Broken("gather_rank", tensor.shape, which.shape, name=name)
    for other in range(tensor.ndim):
        if other != place and not ctx.world.possible("<=", which.shape[other], tensor.shape[other]):
            raise Broken("gather_size", tensor.shape, which.shape, axis=other, name=name)


@op("torch, Tensor: gather (a, axis, index, *, sparse_grad=False)")
def gather(ctx: Context, a: Value, axis: Value, index: Value, sparse_grad: Value = False) -> Tensor:
    tensor, which = ctx.tensor(a), ctx.tensor(index)
    if which.dtype not in ("int64", "int32"):
        raise Broken("float_index", got=which.dtype)
    if not tensor.shape and not which.shape:
        return tensor
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    _gather_fits(ctx, tensor, which, place, "gather")
    check_reach(ctx, tensor, place, which)
    return tensor.like(which.shape)


@op(
    "torch, Tensor: scatter scatter_add (a, axis, index, src=None, value=None, *, reduce=None)",
    "Tensor: scatter_ scatter_add_ (a, axis, index, src=None, value=None, *, reduce=None)",
    "torch, Tensor: scatter_reduce (a, axis, index, src, reduce, *, include_self=True)",
)
def scatter(
    ctx: Context,
    a: Value,
    axis: Value,
    index: Value,
    src: Value = None,
    value: Value = None,
    **_: Value,
) -> Tensor:
    tensor, which = ctx.tensor(a), ctx.tensor(index)
    if which.dtype not in ("int64", "int32"):
        raise Broken("float_index", got=which.dtype)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    _gather_fits(ctx, tensor, which, place, "scatter")
    check_reach(ctx, tensor, place, which)
    if isinstance(src, Tensor):
        if src.ndim != which.ndim:
            raise Broken("gather_rank", src.shape, which.shape, name="scatter")
        for other in range(which.ndim):
            if not ctx.world.possible("<=", which.shape[other], src.shape[other]):
                raise Broken("gather_size", src.shape, which.shape, axis=other, name="scatter")
        if src.dtype != tensor.dtype:
            raise Broken("product_dtypes", left=tensor.dtype, right=src.dtype)
    return tensor.like()


@op("torch, Tensor: index_select (a, axis, index)")
def index_select(ctx: Context, a: Value, axis: Value, index: Value) -> Tensor:
    tensor, which = ctx.tensor(a), ctx.tensor(index)
    if which.dtype not in ("int64", "int32"):
        raise Broken("float_index", got=which.dtype)
    if which.ndim > 1:
        raise Broken("exact_rank", which.shape, name="index_select", ndim=1)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    check_reach(ctx, tensor, place, which)
    count: Dim = which.shape[0] if which.shape else 1
    return tensor.like((*tensor.shape[:place], count, *tensor.shape[place + 1 :]))


@op(
    "torch, Tensor: index_add index_copy (a, axis, index, source, *, alpha=1)",
    "Tensor: index_add_ index_copy_ (a, axis, index, source, *, alpha=1)",
)
def index_add(
    ctx: Context, a: Value, axis: Value, index: Value, source: Value, alpha: Value = 1
) -> Tensor:
    tensor = ctx.tensor(a)
    part = index_select(ctx, a, axis, index)
    given = ctx.tensor(source)
    if not ctx.same_shape(part.shape, given.shape):
        raise Broken("assign", given.shape, part.shape)
    return tensor.like()


@op(
    "torch, Tensor: index_fill (a, axis, index, value)",
    "Tensor: index_fill_ (a, axis, index, value)",
)
def index_fill(ctx: Context, a: Value, axis: Value, index: Value, value: Value) -> Tensor:
    index_select(ctx, a, axis, index)
    return ctx.tensor(a).like()


@op("torch, Tensor: narrow (a, axis, start, length)")
def narrow(ctx: Context, a: Value, axis: Value, start: Value, length: Value) -> Tensor:
    tensor = ctx.tensor(a)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    first, count, size = ctx.integer(start), ctx.integer(length), tensor.shape[place]
    if ctx.is_negative(first):
        first = first + size
    if ctx.is_negative(count) or not ctx.world.possible("<=", first + count, size):
        raise Broken("index_range", tensor.shape, index=first + count, size=size, axis=place)
    result = tensor.like((*tensor.shape[:place], count, *tensor.shape[place + 1 :]))
    return replace(result, strides=strides_of(tensor))


@op("torch, Tensor: select (a, axis, index)")
def select_one(ctx: Context, a: Value, axis: Value, index: Value) -> Tensor:
    tensor = ctx.tensor(a)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    check_reach(
        ctx,
        tensor,
        place,
        Tensor((), "int64", bounds=(index, index)) if is_size(index) else Tensor(()),
    )
    steps = strides_of(tensor)
    result = tensor.like((*tensor.shape[:place], *tensor.shape[place + 1 :]))
    return replace(result, strides=(*steps[:place], *steps[place + 1 :]))


@op("Tensor: copy_ (a, source, non_blocking=False)")
def copy_into(ctx: Context, a: Tensor, source: Value, non_blocking: Value = False) -> Tensor:
    ctx.broadcast_to(ctx.tensor(source).shape, a.shape)
    return a


@op("Tensor: index_put index_put_ (a, indices, values, accumulate=False)")
def index_put(
    ctx: Context, a: Tensor, indices: Value, values: Value, accumulate: Value = False
) -> Tensor:
    part = index(ctx, a, tuple(indices))
    ctx.broadcast_to(ctx.tensor(values).shape, part.shape)
    return a


@op(
    "F: embedding (a, weight, padding_idx=None, max_norm=None, norm_type=2.0, "
    "scale_grad_by_freq=False, sparse=False)"
)
def embedding(ctx: Context, a: Value, weight: Value, **_: Value) -> Tensor:
    which, table = ctx.tensor(a), ctx.tensor(weight)
    if which.dtype not in ("int64", "int32"):
        raise Broken("float_index", got=which.dtype)
    if table.ndim != 2:
        raise Broken("exact_rank", table.shape, name="embedding", ndim=2)
    looked_up(ctx, which, table.shape[0])
    return table.like((*which.shape, table.shape[1]))


def looked_up(ctx: Context, which: Tensor, count: Dim) -> None:
    """Raises Broken when an index lies beyond the table; a table has no negative rows."""
    table = Tensor((count,), "int64", "torch")
    try:
        check_reach(ctx, table, 0, which)
    except Broken as broken:
        raise Broken("embedding_range", index=broken.details["index"], count=count) from None
    if (
        which.bounds is not None
        and which.reach == "sure"
        and ctx.world.decide("<", which.bounds[0], 0)
    ):
        raise Broken("embedding_range", index=which.bounds[0], count=count)


@op("F: one_hot (a, num_classes=-1)")
def one_hot(ctx: Context, a: Value, num_classes: Value = -1) -> Tensor:
    tensor = ctx.tensor(a)
    if tensor.dtype != "int64":
        raise Broken("float_index", got=tensor.dtype)
    count = ctx.integer(num_classes)
    if count == -1:
        known = tensor.values
        count = max(known) + 1 if known else ctx.world.unknown("n", "the greatest class")
    else:
        looked_up(ctx, tensor, count)
    return tensor.like((*tensor.shape, count))
