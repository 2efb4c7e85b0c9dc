"""Joining: concatenate, stack, block, append, insert, delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.indexing import count_true, index
from tutor.checking.shapes.operations.promotion import numpy_promote
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Many, Record, Shape, Tensor, Value, is_size, promote


def parts_of(ctx: Context, arrays: Value, name: str) -> list[Tensor] | Many:
    """The tensors to be joined: a list or tuple of them, or a list of symbolic length."""
    if isinstance(arrays, Record):
        arrays = arrays.items
    if isinstance(arrays, Many):
        return arrays
    if isinstance(arrays, Tensor) and arrays.library == "numpy" and arrays.ndim > 0:
        return Many(arrays.like(arrays.shape[1:]), arrays.shape[0])
    if not isinstance(arrays, tuple | list):
        raise Broken("not_a_sequence", name=name, got=describe(arrays))
    if not arrays:
        raise Broken("too_few", least=1)
    if ctx.flavour == "torch" or any(
        isinstance(a, Tensor) and a.library == "torch" for a in arrays
    ):
        return [ctx.tensor(array) for array in arrays]
    return [ctx.array(array) for array in arrays]


def _joined_dtype(parts: Sequence[Tensor]) -> str:
    dtypes = [part.dtype for part in parts]
    return promote(*dtypes) if parts[0].library == "torch" else numpy_promote(dtypes)


def concatenated(ctx: Context, parts: list[Tensor] | Many, axis: Value) -> Tensor:
    """Joined along an axis that is there; all other axes agree."""
    if isinstance(parts, Many):
        item = _same_item(ctx, parts)
        place = ctx.axis(axis, item.ndim, item.shape)
        size = item.shape[place] * parts.count
        return item.like((*item.shape[:place], size, *item.shape[place + 1 :]))
    first = parts[0]
    if first.library == "torch":
        # An empty 1-d tensor is skipped, as it always was.
        solid = [p for p in parts if not (p.ndim == 1 and p.shape[0] == 0)]
        parts = solid or parts
        first = parts[0]
    if not first.shape:
        raise Broken("join_scalars")
    for part in parts[1:]:
        if part.ndim != first.ndim:
            raise Broken("join_rank", first.shape, part.shape)
    place = ctx.axis(axis, first.ndim, first.shape)
    total: Dim = 0
    for part in parts:
        for other in range(first.ndim):
            if other != place and not ctx.same(part.shape[other], first.shape[other]):
                raise Broken("join", first.shape, part.shape, axis=place, other=other)
        total = total + part.shape[place]
    shape = (*first.shape[:place], total, *first.shape[place + 1 :])
    result = first.like(shape, _joined_dtype(parts))
    return replace(result, bounds=_joined_bounds(parts))


def _joined_bounds(parts: Sequence[Tensor]) -> tuple[Dim, Dim] | None:
    bounds = [part.bounds for part in parts]
    if any(pair is None or not all(isinstance(b, int) for b in pair) for pair in bounds):
        return None
    pairs = [pair for pair in bounds if pair is not None]
    return (min(int(str(p[0])) for p in pairs), max(int(str(p[1])) for p in pairs))


def _same_item(ctx: Context, parts: Many) -> Tensor:
    if parts.varies:
        raise Unsupported("joining a list whose items differ in shape")
    return ctx.operand(parts.item)


def stacked(ctx: Context, parts: list[Tensor] | Many, axis: Value) -> Tensor:
    """Joined along a new axis; all shapes are equal."""
    if isinstance(parts, Many):
        first, count = _same_item(ctx, parts), parts.count
        dtype = first.dtype
    else:
        first, count = parts[0], len(parts)
        for part in parts[1:]:
            if not ctx.same_shape(part.shape, first.shape):
                raise Broken("stack", first.shape, part.shape)
        dtype = _joined_dtype(parts)
    place = ctx.axis(axis, first.ndim + 1, first.shape)
    return first.like((*first.shape[:place], count, *first.shape[place:]), dtype)


@op(
    "np: concatenate concat (arrays, axis=0, out=None, *, dtype=None, casting='same_kind')",
    "torch: cat concat concatenate (arrays, axis=0)",
)
def concatenate(
    ctx: Context, arrays: Value, axis: Value = 0, out: Value = None, **_: Value
) -> Tensor:
    parts = parts_of(ctx, arrays, "concatenate")
    if axis is None:
        if isinstance(parts, Many):
            return stacked(ctx, parts, 0).like((ctx.total(stacked(ctx, parts, 0).shape),))
        total: Dim = 0
        for part in parts:
            total = total + ctx.total(part.shape)
        return parts[0].like((total,), _joined_dtype(parts))
    return concatenated(ctx, parts, axis)


@op(
    "np: stack (arrays, axis=0, out=None, *, dtype=None, casting='same_kind')",
    "torch: stack (arrays, axis=0)",
)
def stack(ctx: Context, arrays: Value, axis: Value = 0, out: Value = None, **_: Value) -> Tensor:
    return stacked(ctx, parts_of(ctx, arrays, "stack"), axis)


def _each(parts: list[Tensor] | Many, change: object) -> list[Tensor] | Many:
    assert callable(change)
    if isinstance(parts, Many):
        return Many(change(parts.item), parts.count, parts.varies)
    return [change(part) for part in parts]


def _at_least(rank: int) -> object:
    def change(tensor: Tensor) -> Tensor:
        shape = tensor.shape
        if rank == 1 and not shape:
            shape = (1,)
        elif rank == 2 and len(shape) < 2:
            shape = (1,) * (2 - len(shape)) + shape
        elif rank == 3 and len(shape) < 3:
            shape = {0: (1, 1, 1), 1: (1, *shape, 1), 2: (*shape, 1)}[len(shape)]
        return tensor.like(shape)

    return change


@op("np: hstack (arrays, *, dtype=None, casting='same_kind')", "torch: hstack (arrays)")
def hstack(ctx: Context, arrays: Value, **_: Value) -> Tensor:
    parts = _each(parts_of(ctx, arrays, "hstack"), _at_least(1))
    first = parts.item if isinstance(parts, Many) else parts[0]
    return concatenated(ctx, parts, 0 if first.ndim == 1 else 1)


@op(
    "np: vstack row_stack (arrays, *, dtype=None, casting='same_kind')",
    "torch: vstack row_stack (arrays)",
)
def vstack(ctx: Context, arrays: Value, **_: Value) -> Tensor:
    return concatenated(ctx, _each(parts_of(ctx, arrays, "vstack"), _at_least(2)), 0)


@op("np: dstack (arrays)", "torch: dstack (arrays)")
def dstack(ctx: Context, arrays: Value) -> Tensor:
    return concatenated(ctx, _each(parts_of(ctx, arrays, "dstack"), _at_least(3)), 2)


@op("np: column_stack (arrays)", "torch: column_stack (arrays)")
def column_stack(ctx: Context, arrays: Value) -> Tensor:
    def change(tensor: Tensor) -> Tensor:
        return tensor.like((*tensor.shape, *[1] * (2 - tensor.ndim))) if tensor.ndim < 2 else tensor

    return concatenated(ctx, _each(parts_of(ctx, arrays, "column_stack"), change), 1)


@op("np: block (arrays)")
def block(ctx: Context, arrays: Value) -> Tensor:
    def depth(value: Value) -> int:
        return 1 + depth(value[0]) if isinstance(value, list) and value else 0

    def join(value: Value, level: int, rank: int) -> Tensor:
        if not isinstance(value, list):
            tensor = ctx.array(value)
            return tensor.like((1,) * (rank - tensor.ndim) + tensor.shape)
        return concatenated(ctx, [join(part, level - 1, rank) for part in value], -level)

    def ranks(value: Value) -> int:
        return max(map(ranks, value)) if isinstance(value, list) else ctx.array(value).ndim

    level = depth(arrays)
    return join(arrays, level, max(ranks(arrays), level))


@op("torch: block_diag (*tensors)")
def block_diag(ctx: Context, *tensors: Value) -> Tensor:
    rows: Dim = 0
    columns: Dim = 0
    parts = [ctx.tensor(tensor) for tensor in tensors]
    for part in parts:
        if part.ndim > 2:
            raise Broken("rank_at_most", part.shape, most=2)
        shape = (1,) * (2 - part.ndim) + part.shape
        rows, columns = rows + shape[0], columns + shape[1]
    return parts[0].like((rows, columns))


@op("np: append (a, values, axis=None)")
def append(ctx: Context, a: Value, values: Value, axis: Value = None) -> Tensor:
    tensor, extra = ctx.array(a), ctx.array(values)
    if axis is None:
        return tensor.like(
            (ctx.total(tensor.shape) + ctx.total(extra.shape),), _joined_dtype([tensor, extra])
        )
    return concatenated(ctx, [tensor, extra], axis)


@op("np: insert (a, obj, values, axis=None)")
def insert(ctx: Context, a: Value, obj: Value, values: Value, axis: Value = None) -> Tensor:
    tensor = ctx.array(a)
    count: Dim = 1 if is_size(obj) else ctx.total(ctx.array(obj).shape)
    if axis is None:
        if is_size(obj):
            count = ctx.total(ctx.array(values).shape)
        return tensor.like((ctx.total(tensor.shape) + count,))
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    rest = (*tensor.shape[:place], *tensor.shape[place + 1 :])
    if is_size(obj):
        given = ctx.array(values)
        if given.ndim > len(rest):
            raise Unsupported("`np.insert` of several slices")
        ctx.broadcast_to(given.shape, rest)
    else:
        target = (*tensor.shape[:place], count, *tensor.shape[place + 1 :])
        ctx.broadcast_to(ctx.array(values).shape, target)
    return tensor.like(
        (*tensor.shape[:place], tensor.shape[place] + count, *tensor.shape[place + 1 :])
    )


@op("np: delete (a, obj, axis=None)")
def delete(ctx: Context, a: Value, obj: Value, axis: Value = None) -> Tensor:
    tensor = ctx.array(a)
    shape: Shape = (ctx.total(tensor.shape),) if axis is None else tensor.shape
    place = 0 if axis is None else ctx.axis(axis, tensor.ndim, tensor.shape)
    line = Tensor((shape[place],), "int64")
    if is_size(obj):
        index(ctx, line, obj)
        count: Dim = 1
    else:
        which = ctx.array(obj) if isinstance(obj, list | tuple | Tensor) else None
        if which is None:
            count = index(ctx, line, obj).shape[0]
        elif which.kind == "bool":
            index(ctx, line, which)
            count = count_true(ctx, which)
        elif which.values is not None:
            index(ctx, line, which)
            count = len(set(which.values))
        else:
            raise Unsupported("deleting places that only a run would tell")
    return tensor.like((*shape[:place], shape[place] - count, *shape[place + 1 :]))
