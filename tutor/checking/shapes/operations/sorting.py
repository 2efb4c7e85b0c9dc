"""Sorting and searching: sort, argsort, topk, unique, searchsorted, histogram."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.reductions import values_and_indices
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Record, Shape, Tensor, Value, is_size


@op("np: sort (a, axis=-1, kind=None, order=None, *, stable=None)")
def sort(ctx: Context, a: Value, axis: Value = -1, **_: Value) -> Tensor:
    tensor = ctx.array(a)
    if axis is None:
        return tensor.like((ctx.total(tensor.shape),))
    ctx.axis(axis, tensor.ndim, tensor.shape)
    return replace(tensor.like(), bounds=tensor.bounds)


@op(
    "ndarray: sort (a, axis=-1, kind=None, order=None, *, stable=None)",
    "ndarray: partition (a, kth, axis=-1, kind=None)",
)
def sort_in_place(ctx: Context, a: Tensor, axis: Value = -1, **_: Value) -> None:
    ctx.axis(axis, a.ndim, a.shape)


@op(
    "np: argsort (a, axis=-1, kind=None, order=None, *, stable=None)",
    "ndarray: argsort (a, axis=-1, kind=None, order=None, *, stable=None)",
)
def argsort(ctx: Context, a: Value, axis: Value = -1, **_: Value) -> Tensor:
    tensor = ctx.array(a)
    shape = tensor.shape if axis is not None and tensor.shape else (ctx.total(tensor.shape),)
    if not tensor.shape and axis in (0, -1):
        axis = None
    place = 0 if axis is None else ctx.axis(axis, tensor.ndim, tensor.shape)
    return replace(tensor.like(shape, "int64"), bounds=(0, shape[place] - 1))


@op("np: partition (a, kth, axis=-1, kind=None)")
def partition(ctx: Context, a: Value, kth: Value, axis: Value = -1, **_: Value) -> Tensor:
    result = sort(ctx, a, axis)
    _check_kth(ctx, result, kth, axis)
    return result


@op(
    "np: argpartition (a, kth, axis=-1, kind=None)",
    "ndarray: argpartition (a, kth, axis=-1, kind=None)",
)
def argpartition(ctx: Context, a: Value, kth: Value, axis: Value = -1, **_: Value) -> Tensor:
    result = argsort(ctx, a, axis)
    _check_kth(ctx, result, kth, axis)
    return result


def _check_kth(ctx: Context, tensor: Tensor, kth: Value, axis: Value) -> None:
    size = tensor.shape[-1 if axis is None else ctx.axis(axis, tensor.ndim)]
    for k in kth if isinstance(kth, tuple | list) else [kth]:
        if is_size(k) and not (
            ctx.world.possible("<", k, size) and ctx.world.possible(">=", k, -size)
        ):
            raise Broken("index_range", tensor.shape, index=k, size=size, axis=-1)


@op("np: lexsort (keys, axis=-1)")
def lexsort(ctx: Context, keys: Value, axis: Value = -1) -> Tensor:
    return ctx.array(keys).like(ctx.array(keys).shape[1:], "int64")


@op("torch, Tensor: sort (a, axis=-1, descending=False, *, stable=False)")
def torch_sort(
    ctx: Context, a: Value, axis: Value = -1, descending: Value = False, stable: Value = False
) -> Value:
    tensor = ctx.tensor(a)
    return Record(("values", "indices"), (tensor.like(), torch_argsort(ctx, a, axis)))


@op("torch, Tensor: argsort (a, axis=-1, descending=False, *, stable=False)")
def torch_argsort(
    ctx: Context, a: Value, axis: Value = -1, descending: Value = False, stable: Value = False
) -> Tensor:
    tensor = ctx.tensor(a)
    place = ctx.axis(axis, max(tensor.ndim, 1), tensor.shape)
    bounds = (0, tensor.shape[place] - 1) if tensor.shape else (0, 0)
    return replace(tensor.like(dtype="int64"), bounds=bounds)


@op("torch, Tensor: msort (a)")
def msort(ctx: Context, a: Value) -> Tensor:
    return ctx.tensor(a).like()


@op("torch, Tensor: topk (a, k, axis=-1, largest=True, sorted=True)")
def topk(
    ctx: Context, a: Value, k: Value, axis: Value = -1, largest: Value = True, sorted: Value = True
) -> Value:
    tensor = ctx.tensor(a)
    place = ctx.axis(axis, max(tensor.ndim, 1), tensor.shape)
    count = ctx.integer(k)
    size: Dim = tensor.shape[place] if tensor.shape else 1
    if not ctx.world.possible("<=", count, size) or ctx.is_negative(count):
        raise Broken("too_many_chosen", tensor.shape, k=count, size=size)
    shape = (*tensor.shape[:place], count, *tensor.shape[place + 1 :]) if tensor.shape else ()
    indices = replace(tensor.like(shape, "int64"), bounds=(0, size - 1), reach="maybe")
    return Record(("values", "indices"), (tensor.like(shape), indices))


@op("torch, Tensor: kthvalue (a, k, axis=-1, keepdims=False)")
def kthvalue(ctx: Context, a: Value, k: Value, axis: Value = -1, keepdims: Value = False) -> Value:
    tensor = ctx.tensor(a)
    size = tensor.shape[ctx.axis(axis, tensor.ndim, tensor.shape)]
    if not ctx.world.possible("<=", ctx.integer(k), size):
        raise Broken("too_many_chosen", tensor.shape, k=k, size=size)
    return values_and_indices(ctx, tensor, axis, keepdims)


@op(
    "np: unique (a, return_index=False, return_inverse=False, return_counts=False, axis=None, "
    "*, equal_nan=True)",
)
def unique(
    ctx: Context,
    a: Value,
    return_index: Value = False,
    return_inverse: Value = False,
    return_counts: Value = False,
    axis: Value = None,
    equal_nan: Value = True,
) -> Value:
    tensor = ctx.array(a)
    count: Dim = ctx.world.unknown("n", "how many distinct elements there are")
    if tensor.values is not None and axis is None:
        count = len(set(tensor.values))
    shape: Shape = (count,)
    if axis is not None:
        place = ctx.axis(axis, tensor.ndim, tensor.shape)
        shape = (*tensor.shape[:place], count, *tensor.shape[place + 1 :])
    counted = tensor.like((count,), "int64")
    result: list[Value] = [tensor.like(shape)]
    if return_index:
        result.append(counted)
    if return_inverse:
        inverse = tensor.shape if axis is None else (tensor.shape[ctx.axis(axis, tensor.ndim)],)
        result.append(replace(tensor.like(inverse, "int64"), bounds=None))
    if return_counts:
        result.append(counted)
    return result[0] if len(result) == 1 else tuple(result)


@op("torch, Tensor: unique (a, sorted=True, return_inverse=False, return_counts=False, axis=None)")
def torch_unique(
    ctx: Context,
    a: Value,
    sorted: Value = True,
    return_inverse: Value = False,
    return_counts: Value = False,
    axis: Value = None,
) -> Value:
    tensor = ctx.tensor(a)
    return unique(ctx, tensor, False, return_inverse, return_counts, axis)


@op(
    "np: searchsorted (a, v, side='left', sorter=None)",
    "torch: searchsorted (a, v, *, right=False, side=None, out_int32=False)",
    "ndarray: searchsorted (a, v, side='left', sorter=None)",
)
def searchsorted(ctx: Context, a: Value, v: Value, **_: Value) -> Tensor:
    line, points = ctx.operand(a), ctx.operand(v)
    if line.library == "numpy" and line.ndim != 1:
        raise Broken("exact_rank", line.shape, name="searchsorted", ndim=1)
    if line.ndim > 1 and not ctx.same_shape(line.shape[:-1], points.shape[:-1]):
        raise Broken("broadcast", line.shape, points.shape, place=-1)
    return points.like(dtype="int64")


@op(
    "np: isin in1d (a, b, assume_unique=False, invert=False)",
    "torch: isin (a, b, *, assume_unique=False, invert=False)",
)
def isin(ctx: Context, a: Value, b: Value, **_: Value) -> Tensor:
    return ctx.operand(a).like(dtype="bool")


@op("np: intersect1d union1d setdiff1d (a, b, assume_unique=False)")
def set_operation(ctx: Context, a: Value, b: Value, assume_unique: Value = False) -> Tensor:
    return ctx.array(a).like((ctx.world.unknown("n", "how many elements are common"),))


@op("np: setxor1d (a, b)")
def setxor1d(ctx: Context, a: Value, b: Value) -> Tensor:
    return set_operation(ctx, a, b)


@op("torch, Tensor: unique_consecutive (a, return_inverse=False, return_counts=False, axis=None)")
def unique_consecutive(
    ctx: Context,
    a: Value,
    return_inverse: Value = False,
    return_counts: Value = False,
    axis: Value = None,
) -> Value:
    return unique(ctx, ctx.tensor(a), False, return_inverse, return_counts, axis)
