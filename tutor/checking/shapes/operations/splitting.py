"""Splitting: split, chunk, unbind, tensor_split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.indexing import slice_length
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim, Size
from tutor.checking.shapes.strides import strides_of
from tutor.checking.shapes.values import Many, Shape, Slice, Tensor, Value


def _pieces(tensor: Tensor, place: int, sizes: Sequence[Dim]) -> list[Tensor]:
    return [
        replace(
            tensor.like((*tensor.shape[:place], size, *tensor.shape[place + 1 :])),
            bounds=tensor.bounds,
            strides=strides_of(tensor) if tensor.library == "torch" else None,
        )
        for size in sizes
    ]


def _equal_pieces(tensor: Tensor, place: int, count: Dim, size: Dim) -> Value:
    piece = _pieces(tensor, place, [size])[0]
    if isinstance(count, Size):
        return Many(piece, count)
    return [piece] * count


def split_numpy(ctx: Context, tensor: Tensor, sections: Value, axis: Value, even: bool) -> Value:
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    size = tensor.shape[place]
    if isinstance(sections, tuple | list | Tensor):
        cuts = (
            ctx.shape(sections)
            if not isinstance(sections, Tensor) or sections.values is not None
            else None
        )
        if cuts is None:
            raise Unsupported("splitting at places that only a run would tell")
        return _pieces(tensor, place, _between(ctx, size, cuts))
    count = ctx.integer(sections)
    if count == 0 or ctx.is_negative(count):
        raise Broken("split_count", tensor.shape, parts=count)
    each = size // count
    if ctx.same(each * count, size):
        return _equal_pieces(tensor, place, count, each)
    if even:
        raise Broken("not_divisible", tensor.shape, size=size, parts=count)
    if not isinstance(count, int):
        raise Unsupported("an uneven split into a symbolic number of parts")
    extra = size % count
    if not isinstance(extra, int):
        return _pieces(tensor, place, [(size + (count - 1 - i)) // count for i in range(count)])
    return _pieces(tensor, place, [each + (1 if i < extra else 0) for i in range(count)])


def _between(ctx: Context, size: Dim, cuts: Shape) -> list[Dim]:
    """The sizes of the pieces between the cuts, which clip like slices."""
    edges: list[Value] = [None, *cuts, None]
    return [
        slice_length(ctx, size, Slice(edges[i], edges[i + 1], None)) for i in range(len(edges) - 1)
    ]


@op("np: split (a, sections, axis=0)")
def split(ctx: Context, a: Value, sections: Value, axis: Value = 0) -> Value:
    return split_numpy(ctx, ctx.array(a), sections, axis, even=True)


@op("np: array_split (a, sections, axis=0)")
def array_split(ctx: Context, a: Value, sections: Value, axis: Value = 0) -> Value:
    return split_numpy(ctx, ctx.array(a), sections, axis, even=False)


@op("np: hsplit (a, sections)")
def hsplit(ctx: Context, a: Value, sections: Value) -> Value:
    tensor = ctx.array(a)
    return split_numpy(ctx, tensor, sections, 1 if tensor.ndim > 1 else 0, even=True)


@op("np: vsplit (a, sections)")
def vsplit(ctx: Context, a: Value, sections: Value) -> Value:
    tensor = ctx.array(a)
    if tensor.ndim < 2:
        raise Broken("matrix_rank", tensor.shape)
    return split_numpy(ctx, tensor, sections, 0, even=True)


@op("np: dsplit (a, sections)")
def dsplit(ctx: Context, a: Value, sections: Value) -> Value:
    return split_numpy(ctx, ctx.array(a), sections, 2, even=True)


@op("np: unstack (a, *, axis=0)", "torch, Tensor: unbind (a, axis=0)")
def unbind(ctx: Context, a: Value, axis: Value = 0) -> Value:
    tensor = ctx.operand(a)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    piece = tensor.like((*tensor.shape[:place], *tensor.shape[place + 1 :]))
    if tensor.library == "torch":
        steps = strides_of(tensor)
        piece = replace(piece, strides=(*steps[:place], *steps[place + 1 :]))
    count = tensor.shape[place]
    return Many(piece, count) if isinstance(count, Size) else (piece,) * count


@op(
    "torch, Tensor: split (a, split_size, axis=0)",
    "torch: split_with_sizes (a, split_size, axis=0)",
)
def torch_split(ctx: Context, a: Value, split_size: Value, axis: Value = 0) -> Value:
    """Torch splits into pieces *of* a size, the last one smaller; a list gives all sizes."""
    tensor = ctx.tensor(a)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    size = tensor.shape[place]
    if isinstance(split_size, tuple | list):
        sizes = ctx.shape(split_size)
        if not ctx.same(sum_of(sizes), size):
            raise Broken("split_sizes", tensor.shape, sizes, size=size, total=sum_of(sizes))
        return tuple(_pieces(tensor, place, sizes))
    each = ctx.integer(split_size)
    if ctx.is_negative(each) or each == 0:
        raise Broken("split_count", tensor.shape, parts=each)
    return _of_size(ctx, tensor, place, size, each)


def sum_of(sizes: Sequence[Dim]) -> Dim:
    total: Dim = 0
    for size in sizes:
        total = total + size
    return total


def _of_size(ctx: Context, tensor: Tensor, place: int, size: Dim, each: Dim) -> Value:
    count = (size + (each - 1)) // each
    known = _settled(ctx, count)
    if ctx.same(count * each, size):
        result = _equal_pieces(tensor, place, count if known is None else known, each)
        return tuple(result) if isinstance(result, list) else result
    if known is None:
        return Many(
            _pieces(tensor, place, [each])[0],
            count,
            varies=True,
            pick=lambda at: _pieces(tensor, place, [ctx.world.minimum(each, size - each * at)])[0],
        )
    if known < 1:
        return (tensor,)
    if known > 10_000:
        raise Unsupported("this many pieces")
    sizes = [each] * (known - 1) + [size - each * (known - 1)]
    return tuple(_pieces(tensor, place, sizes))


def _settled(ctx: Context, count: Dim) -> int | None:
    """A count that is the same number at every draw, such as ceil(3d / d)."""
    if isinstance(count, int):
        return count
    numbers = {count.values[draw] for draw in ctx.world.live}
    return numbers.pop() if len(numbers) == 1 and not count.data_names() else None


@op("torch, Tensor: chunk (a, chunks, axis=0)")
def chunk(ctx: Context, a: Value, chunks: Value, axis: Value = 0) -> Value:
    """At most `chunks` pieces of size ceil(size / chunks)."""
    tensor = ctx.tensor(a)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    count = ctx.integer(chunks)
    if ctx.is_negative(count) or count == 0:
        raise Broken("split_count", tensor.shape, parts=count)
    size = tensor.shape[place]
    each = (size + (count - 1)) // count
    if each == 0:
        return (tensor,) * (count if isinstance(count, int) else 1)
    if ctx.same(each * count, size):
        result = _equal_pieces(tensor, place, count, each)
        return tuple(result) if isinstance(result, list) else result
    return _of_size(ctx, tensor, place, size, each)


@op("torch, Tensor: tensor_split (a, sections, axis=0)")
def tensor_split(ctx: Context, a: Value, sections: Value, axis: Value = 0) -> Value:
    result = split_numpy(ctx, ctx.tensor(a), sections, axis, even=False)
    return tuple(result) if isinstance(result, list) else result


@op("torch, Tensor: hsplit vsplit dsplit (a, sections)")
def torch_hsplit(ctx: Context, a: Value, sections: Value) -> Value:
    tensor = ctx.tensor(a)
    axis = {"vsplit": 0, "dsplit": 2}.get(ctx.called_name, 1 if tensor.ndim > 1 else 0)
    result = split_numpy(ctx, tensor, sections, axis, even=True)
    return tuple(result) if isinstance(result, list) else result


@op("Tensor: split_with_sizes (a, split_size, axis=0)")
def split_with_sizes(ctx: Context, a: Value, split_size: Value, axis: Value = 0) -> Value:
    return torch_split(ctx, a, split_size, axis)
