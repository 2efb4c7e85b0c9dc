"""The same elements in another order or with other axes: reshape, transpose, squeeze, tile, pad."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim, Size, product
from tutor.checking.shapes.strides import elementwise, strides_of, viewed
from tutor.checking.shapes.values import DType, Many, Shape, Tensor, Value, is_size

# ── reshape ─────────────────────────────────────────────────────────────────────────────


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


# ── order of axes ───────────────────────────────────────────────────────────────────────


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


# ── axes of size one ────────────────────────────────────────────────────────────────────


@op("np: squeeze (a, axis=None)", "ndarray: squeeze (a, axis=None)")
def squeeze(ctx: Context, a: Value, axis: Value = None) -> Tensor:
    tensor = ctx.array(a)
    if axis is None:
        return tensor.like([size for size in tensor.shape if not ctx.is_one(size)])
    if not tensor.shape and axis in (0, -1):
        return tensor
    axes = ctx.axes(axis, tensor.shape)
    for place in axes:
        if not ctx.is_one(tensor.shape[place]):
            raise Broken("squeeze", tensor.shape, axis=place, size=tensor.shape[place])
    return tensor.like([size for place, size in enumerate(tensor.shape) if place not in axes])


@op("torch, Tensor: squeeze (a, axis=None)")
def torch_squeeze(ctx: Context, a: Value, axis: Value = None) -> Tensor:
    """Unlike NumPy's, squeezing an axis that is not of size one does nothing."""
    tensor = ctx.tensor(a)
    if axis is not None and not tensor.shape:
        ctx.axis(axis, 1) if is_size(axis) else None
        return tensor
    axes = ctx.axes(axis, tensor.shape)
    kept = [i for i, size in enumerate(tensor.shape) if i not in axes or not ctx.is_one(size)]
    steps = strides_of(tensor)
    result = replace(tensor.like([tensor.shape[i] for i in kept]), bounds=tensor.bounds)
    return replace(result, strides=tensor.strides and tuple(steps[i] for i in kept))


@op("np: expand_dims (a, axis)")
def expand_dims(ctx: Context, a: Value, axis: Value) -> Tensor:
    tensor = ctx.array(a)
    given = axis if isinstance(axis, tuple | list) else (axis,)
    rank = tensor.ndim + len(given)
    places = tuple(ctx.axis(place, rank, tensor.shape) for place in given)
    if len(set(places)) < len(places):
        raise Broken("repeated_axis", tensor.shape, axes=places)
    sizes = iter(tensor.shape)
    shape = [1 if place in places else next(sizes) for place in range(rank)]
    return tensor.like(shape).marked("newaxis", ctx.line)


@op("torch, Tensor: unsqueeze (a, axis)")
def unsqueeze(ctx: Context, a: Value, axis: Value) -> Tensor:
    tensor = ctx.tensor(a)
    place = ctx.axis(axis, tensor.ndim + 1, tensor.shape)
    result = tensor.like((*tensor.shape[:place], 1, *tensor.shape[place:]))
    if tensor.strides is not None:
        step = tensor.shape[place] * tensor.strides[place] if place < tensor.ndim else 1
        strides = (*tensor.strides[:place], step, *tensor.strides[place:])
        result = replace(result, strides=strides)
    return replace(result, bounds=tensor.bounds).marked("newaxis", ctx.line)


@op("np: atleast_1d (a)", "torch: atleast_1d (a)")
def atleast_1d(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.operand(a)
    return tensor if tensor.shape else tensor.like((1,))


@op("np: atleast_2d (a)", "torch: atleast_2d (a)")
def atleast_2d(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.operand(a)
    return tensor if tensor.ndim > 1 else tensor.like((1,) * (2 - tensor.ndim) + tensor.shape)


@op("np: atleast_3d (a)", "torch: atleast_3d (a)")
def atleast_3d(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.operand(a)
    if tensor.ndim > 2:
        return tensor
    shape = {0: (1, 1, 1), 1: (1, *tensor.shape, 1), 2: (*tensor.shape, 1)}[tensor.ndim]
    return tensor.like(shape)


# ── stretching and repeating ────────────────────────────────────────────────────────────


@op("np: broadcast_to (a, shape, subok=False)", "torch, Tensor: broadcast_to (a, shape)")
def broadcast_to(ctx: Context, a: Value, shape: Value, subok: Value = False) -> Tensor:
    tensor, target = ctx.operand(a), ctx.shape(shape)
    if tensor.library == "torch":
        return expanded(ctx, tensor, target)
    ctx.broadcast_to(tensor.shape, target)
    return tensor.like(target)


def expanded(ctx: Context, tensor: Tensor, sizes: Shape) -> Tensor:
    """Torch's expand: -1 keeps the size of an axis that is there."""
    extra = len(sizes) - tensor.ndim
    if extra < 0:
        raise Broken("expand", tensor.shape, sizes)
    shape = []
    for place, size in enumerate(sizes):
        if size == -1:
            if place < extra:
                raise Broken("expand", tensor.shape, sizes)
            shape.append(tensor.shape[place - extra])
        else:
            shape.append(size)
    for old, new in zip(tensor.shape, shape[extra:], strict=True):
        if not ctx.is_one(old) and not ctx.same(old, new):
            raise Broken("expand", tensor.shape, sizes)
    steps: Shape = (*([0] * extra), *strides_of(tensor))
    before: Shape = (*([1] * extra), *tensor.shape)
    strides = tuple(
        0 if ctx.is_one(old) and not ctx.is_one(new) else step
        for old, new, step in zip(before, shape, steps, strict=True)
    )
    return replace(tensor.like(shape), bounds=tensor.bounds, strides=strides)


@op("Tensor: expand (a, *sizes)")
def expand(ctx: Context, a: Tensor, *sizes: Value) -> Tensor:
    return expanded(ctx, a, ctx.varargs_shape(sizes))


@op("Tensor: expand_as (a, b)")
def expand_as(ctx: Context, a: Tensor, b: Tensor) -> Tensor:
    return expanded(ctx, a, b.shape)


@op("np: broadcast_arrays (*arrays)", "torch: broadcast_tensors (*arrays)")
def broadcast_arrays(ctx: Context, *arrays: Value) -> Value:
    tensors = [ctx.operand(array) for array in arrays]
    shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
    return tuple(tensor.like(shape) for tensor in tensors)


@op("np: broadcast_shapes (*shapes)", "torch: broadcast_shapes (*shapes)")
def broadcast_shapes(ctx: Context, *shapes: Value) -> Value:
    return ctx.broadcast(*(ctx.shape(shape) for shape in shapes))


def tiled(ctx: Context, tensor: Tensor, counts: Shape) -> Tensor:
    rank = max(len(counts), tensor.ndim)
    sizes = (1,) * (rank - tensor.ndim) + tensor.shape
    times = (1,) * (rank - len(counts)) + tuple(counts)
    if any(ctx.is_negative(count) for count in times):
        raise Broken(
            "negative_size", tensor.shape, size=min(c for c in times if isinstance(c, int))
        )
    return replace(
        tensor.like([n * m for n, m in zip(sizes, times, strict=True)]), bounds=tensor.bounds
    )


@op("np: tile (a, reps)", "torch: tile (a, axis)")
def tile(ctx: Context, a: Value, reps: Value = None, axis: Value = None) -> Tensor:
    return tiled(ctx, ctx.operand(a), ctx.shape(reps if axis is None else axis))


@op("Tensor: tile (a, *counts)")
def tile_method(ctx: Context, a: Tensor, *counts: Value) -> Tensor:
    return tiled(ctx, a, ctx.varargs_shape(counts))


@op("Tensor: repeat (a, *counts)")
def torch_repeat(ctx: Context, a: Tensor, *counts: Value) -> Tensor:
    """Torch's repeat tiles; the counts must be at least as many as the axes."""
    times = ctx.varargs_shape(counts)
    if len(times) < a.ndim:
        raise Broken("repeat_count", a.shape, given=len(times), ndim=a.ndim)
    return tiled(ctx, a, times)


@op(
    "np: repeat (a, repeats, axis=None)",
    "ndarray: repeat (a, repeats, axis=None)",
    "torch, Tensor: repeat_interleave (a, repeats, axis=None, *, output_size=None)",
)
def repeat(
    ctx: Context, a: Value, repeats: Value, axis: Value = None, output_size: Value = None
) -> Tensor:
    tensor = ctx.operand(a)
    shape = (product(tensor.shape),) if axis is None else tensor.shape
    if not tensor.shape and axis in (0, -1):
        axis, shape = None, (1,)
    place = 0 if axis is None else ctx.axis(axis, tensor.ndim, tensor.shape)
    size = _repeated_size(ctx, tensor, shape, place, repeats)
    result = tensor.like((*shape[:place], size, *shape[place + 1 :]))
    return replace(result, bounds=tensor.bounds)


def _repeated_size(ctx: Context, tensor: Tensor, shape: Shape, place: int, repeats: Value) -> Dim:
    counts = ctx.operand(repeats, tensor) if isinstance(repeats, list | tuple | Many) else repeats
    if isinstance(counts, Tensor) and counts.shape:
        if counts.ndim > 1:
            raise Broken("exact_rank", counts.shape, name="repeats", ndim=1)
        if ctx.is_one(counts.shape[0]) and counts.values:
            return shape[place] * counts.values[0]
        if not ctx.same(counts.shape[0], shape[place]):
            raise Broken("repeats_length", shape, counts.shape)
        if counts.values is None:
            return ctx.world.unknown("n", "how often elements are repeated")
        return sum(counts.values)
    number = ctx.integer(counts)
    if ctx.is_negative(number):
        raise Broken("negative_size", shape, size=number)
    return shape[place] * number


# ── padding, rolling, flipping ──────────────────────────────────────────────────────────


@op(
    "np: pad (a, pad_width, mode='constant', *, constant_values=0, end_values=0, "
    "stat_length=None, reflect_type='even')"
)
def pad(ctx: Context, a: Value, pad_width: Value, mode: Value = "constant", **_: Value) -> Tensor:
    tensor = ctx.array(a)
    if isinstance(pad_width, dict):
        pairs = [(0, 0)] * tensor.ndim
        for axis, width in pad_width.items():
            pairs[ctx.axis(axis, tensor.ndim)] = (
                width if isinstance(width, tuple) else (width, width)
            )
    else:
        pairs = _pad_pairs(ctx, tensor, pad_width)
    shape = []
    for size, pair in zip(tensor.shape, pairs, strict=True):
        before, after = (ctx.integer(width) for width in pair)
        if ctx.is_negative(before) or ctx.is_negative(after):
            raise Broken("negative_size", tensor.shape, size=before)
        shape.append(size + before + after)
    return tensor.like(shape)


def _pad_pairs(ctx: Context, tensor: Tensor, width: Value) -> list[tuple[Value, Value]]:
    """pad_width in each of NumPy's forms: n, (n,), (before, after), ((b, a), …)."""
    rank = tensor.ndim
    if not isinstance(width, tuple | list):
        return [(width, width)] * rank
    rows = [tuple(row) if isinstance(row, tuple | list) else row for row in width]
    if all(not isinstance(row, tuple) for row in rows):
        if len(rows) == 1:
            return [(rows[0], rows[0])] * rank
        if len(rows) == 2:
            return [(rows[0], rows[1])] * rank
        raise Broken("pad_width", tensor.shape, given=len(rows), ndim=rank)
    if not all(isinstance(row, tuple) and len(row) in (1, 2) for row in rows):
        raise Broken("pad_width", tensor.shape, given=len(rows), ndim=rank)
    if len({len(row) for row in rows}) > 1:
        raise Broken("pad_width", tensor.shape, given=len(rows), ndim=rank)
    pairs = [(row[0], row[-1]) for row in rows]
    if len(pairs) == 1:
        return pairs * rank
    if len(pairs) != rank:
        raise Broken("pad_width", tensor.shape, given=len(rows), ndim=rank)
    return pairs


@op("F: pad (a, pad, mode='constant', value=None)")
def torch_pad(
    ctx: Context, a: Value, pad: Value, mode: Value = "constant", value: Value = None
) -> Tensor:
    """Pairs from the last axis backwards; reflect and replicate pad only the last axes."""
    tensor = ctx.tensor(a)
    widths = ctx.shape(pad)
    if len(widths) % 2 or len(widths) // 2 > tensor.ndim:
        raise Broken("pad_pairs", tensor.shape, given=len(widths))
    wrapping = mode in ("reflect", "replicate", "circular")
    if wrapping and tensor.ndim - len(widths) // 2 not in (1, 2):
        raise Broken("pad_mode", tensor.shape, given=len(widths), mode=mode)
    shape = list(tensor.shape)
    for pair in range(len(widths) // 2):
        place = tensor.ndim - 1 - pair
        before, after = widths[2 * pair], widths[2 * pair + 1]
        if mode == "reflect" and not all(
            ctx.world.possible("<", width, shape[place]) for width in (before, after)
        ):
            raise Broken("pad_reflect", tensor.shape, size=shape[place])
        if mode == "circular" and not all(
            ctx.world.possible("<=", width, shape[place]) for width in (before, after)
        ):
            raise Broken("pad_reflect", tensor.shape, size=shape[place])
        shape[place] = shape[place] + before + after
        if ctx.is_negative(shape[place]):
            raise Broken("negative_size", tensor.shape, size=shape[place])
    return tensor.like(shape)


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
