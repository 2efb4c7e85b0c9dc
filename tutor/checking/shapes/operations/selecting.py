"""Picking and placing by indices: take, gather, scatter, nonzero, embedding, one_hot, compress."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.indexing import check_reach, count_true, index
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.strides import strides_of
from tutor.checking.shapes.values import Shape, Tensor, Value, is_size


def _whole(ctx: Context, value: Value, like: Tensor) -> Tensor:
    """An index tensor, whose dtype must be an integer's."""
    tensor = ctx.operand(value, like)
    if tensor.kind not in ("int",) and not (tensor.kind == "bool" and tensor.library == "numpy"):
        raise Broken("float_index", got=tensor.dtype)
    return tensor


def _check_bounds(ctx: Context, tensor: Tensor, place: int, indices: Tensor) -> None:
    check_reach(ctx, tensor, place, indices)


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
        _check_bounds(ctx, tensor, place, which)
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
    _check_bounds(ctx, tensor, place, which)
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


# ── torch ───────────────────────────────────────────────────────────────────────────────


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
    _check_bounds(ctx, tensor, place, which)
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
    _check_bounds(ctx, tensor, place, which)
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
    _check_bounds(ctx, tensor, place, which)
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
    _check_bounds(
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


@op("Tensor: unfold (a, axis, size, step)")
def unfold(ctx: Context, a: Tensor, axis: Value, size: Value, step: Value) -> Tensor:
    """Sliding windows over one axis; the window becomes a new last axis."""
    place = ctx.axis(axis, a.ndim, a.shape)
    width, stride = ctx.integer(size), ctx.integer(step)
    if not ctx.world.possible("<=", width, a.shape[place]):
        raise Broken("window", a.shape, window=width, size=a.shape[place])
    count = (a.shape[place] - width) // stride + 1
    steps = strides_of(a)
    result = a.like((*a.shape[:place], count, *a.shape[place + 1 :], width))
    return replace(
        result,
        strides=(*steps[:place], steps[place] * stride, *steps[place + 1 :], steps[place]),
    )


@op("np.lib.stride_tricks: sliding_window_view (a, window_shape, axis=None)")
def sliding_window_view(ctx: Context, a: Value, window_shape: Value, axis: Value = None) -> Tensor:
    tensor = ctx.array(a)
    window = ctx.shape(window_shape)
    axes = tuple(range(tensor.ndim)) if axis is None else ctx.axes(axis, tensor.shape)
    if len(axes) != len(window):
        raise Broken("different_lengths", tensor.shape, left=len(axes), right=len(window))
    shape = list(tensor.shape)
    for place, width in zip(axes, window, strict=True):
        if not ctx.world.possible("<=", width, shape[place]):
            raise Broken("window", tensor.shape, window=width, size=shape[place])
        shape[place] = shape[place] - width + 1
    return tensor.like((*shape, *window))


@op("np.lib.stride_tricks: as_strided (a, shape=None, strides=None, writeable=True)")
def as_strided(
    ctx: Context, a: Value, shape: Value = None, strides: Value = None, writeable: Value = True
) -> Tensor:
    return ctx.array(a).like(ctx.new_shape(shape))


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
