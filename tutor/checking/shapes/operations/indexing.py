"""Indexing: slices, integers, None, `...`, integer arrays, boolean masks, and assignment.

Slices clip; integers and index arrays raise beyond the end. Where index arrays stand
together, their broadcast shape takes their place; where a slice, None or `...` separates
them, it goes to the front. NumPy counts an integer beside an index array as one of them;
PyTorch takes integers first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.sizes import Dim, Size
from tutor.checking.shapes.strides import strides_of
from tutor.checking.shapes.values import Many, Range, Ratio, Scalar, Shape, Slice, Tensor, Value

UNLIKELY = 0.02


@dataclass
class _Advanced:
    """An index array (or a mask's coordinate arrays) in the place of `axes` axes."""

    shape: Shape
    axes: int
    integer: bool = False


def index(ctx: Context, tensor: Tensor, at: Value) -> Tensor:
    """tensor[at]."""
    items = _expanded(ctx, tensor, at)
    result: list[Dim | _Advanced] = []
    place = 0
    has_arrays = any(isinstance(item, Tensor) and not _as_integer(tensor, item) for item in items)
    for item in items:
        if item is _NOTHING:
            result.append(_NONE)
        elif item is None:
            result.append(1)
        elif isinstance(item, Slice):
            result.append(_slice_length(ctx, tensor, place, item))
            place += 1
        elif isinstance(item, Tensor) and not _as_integer(tensor, item):
            part = _advanced(ctx, tensor, place, item)
            result.append(part)
            place += part.axes
        else:
            _check_integer(ctx, tensor, place, item)
            if has_arrays and tensor.library == "numpy":
                result.append(_Advanced((), 1, integer=True))
            place += 1
    shape = _placed(ctx, result)
    made = tensor.like(shape)
    if tensor.library == "torch" and not has_arrays:
        made = replace(made, strides=_kept_strides(ctx, tensor, items))
    if any(item is None for item in items):
        made = replace(made, made="newaxis")
    if not shape and tensor.library == "numpy":
        made = replace(made, scalar=True)
    return _known_elements(tensor, items, replace(made, bounds=tensor.bounds, reach=_less(tensor)))


def _kept_strides(ctx: Context, tensor: Tensor, items: list[Value]) -> tuple[Dim, ...]:
    """A slice keeps its axis's stride, times its step; a new axis has any."""
    steps = strides_of(tensor)
    kept: list[Dim] = []
    place = 0
    for item in items:
        if item is _NOTHING:
            continue
        if item is None:
            size = tensor.shape[place] if place < tensor.ndim else 1
            kept.append(steps[place] * size if place < tensor.ndim else 1)
            continue
        if isinstance(item, Slice):
            step = 1 if item.step is None else ctx.integer(item.step)
            kept.append(steps[place] * step)
        place += 1
    return tuple(kept)


def _expanded(ctx: Context, tensor: Tensor, at: Value) -> list[Value]:
    """The index items, `...` replaced by full slices, one for every axis."""
    items = list(at) if isinstance(at, tuple) else [at]
    read = [_read(ctx, tensor, item) for item in items]
    used = sum(_axes_used(tensor, item) for item in read)
    if sum(item is Ellipsis for item in read) > 1:
        raise Broken("two_ellipses")
    if used > tensor.ndim:
        raise Broken("too_many_indices", tensor.shape, given=used, ndim=tensor.ndim)
    full = [Slice(None, None, None)] * (tensor.ndim - used)
    if Ellipsis in [item for item in read if not isinstance(item, Tensor)]:
        spot = next(i for i, item in enumerate(read) if item is Ellipsis)
        # An ellipsis separates index arrays even where it stands for no axis.
        return [*read[:spot], *(full or [_NOTHING]), *read[spot + 1 :]]
    return read + full


_NOTHING = Slice("nothing", None, None)


def _read(ctx: Context, tensor: Tensor, item: Value) -> Value:
    if isinstance(item, list | Many | Range):
        if isinstance(item, list) and any(isinstance(part, Slice) or part is None for part in item):
            raise Broken("bad_index", got="list")
        if item == []:
            return Tensor((0,), "int64", tensor.library, values=())
        return ctx.array(item, tensor.library)
    if isinstance(item, tuple):
        return ctx.array(item, tensor.library)
    if isinstance(item, float | Ratio) or (isinstance(item, Scalar) and item.kind == "float"):
        raise Broken("float_index", got="float")
    if isinstance(item, str):
        raise Broken("bad_index", got="str")
    if isinstance(item, bool):
        raise Unsupported("a bool as an index")
    if isinstance(item, Tensor):
        if item.kind in ("float", "complex"):
            raise Broken("float_index", got=item.dtype)
        return item
    if item is None or item is Ellipsis or isinstance(item, int | Size | Slice | Scalar):
        return item
    raise Broken("bad_index", got=describe(item))


def _axes_used(tensor: Tensor, item: Value) -> int:
    if item is None or item is Ellipsis:
        return 0
    if isinstance(item, Tensor) and _is_mask(item):
        if not item.shape:
            raise Unsupported("a 0-d mask")
        return item.ndim
    return 1


def _is_mask(item: Tensor) -> bool:
    return item.kind == "bool" or (item.dtype == "uint8" and item.library == "torch")


def _as_integer(tensor: Tensor, item: Value) -> bool:
    """Whether it is an integer in the guise of a 0-d array."""
    return isinstance(item, Tensor) and not item.shape and not _is_mask(item)


def _check_integer(ctx: Context, tensor: Tensor, place: int, item: Value) -> None:
    if isinstance(item, Tensor):
        check_reach(ctx, tensor, place, item)
        return
    if not isinstance(item, Scalar):
        _in_range(ctx, tensor, place, item)


def _in_range(ctx: Context, tensor: Tensor, place: int, number: Dim) -> None:
    size = tensor.shape[place]
    if isinstance(number, Size) and number.data_names():
        return
    if isinstance(size, Size) and size.data_names():
        return
    world = ctx.world
    if not world.possible("<", number, size) or not world.possible(">=", number, -size):
        raise Broken("index_range", tensor.shape, index=number, size=size, axis=place)


def check_reach(ctx: Context, tensor: Tensor, place: int, indices: Tensor) -> None:
    """Raise where an index array reaches beyond an axis, as far as that can be known.

    What is drawn at random reaches its bounds for sure only where it is drawn often.
    """
    if indices.bounds is None or ctx.world.decide("==", ctx.total(indices.shape), 0) is True:
        return
    size, (low, high) = tensor.shape[place], indices.bounds
    if indices.reach == "sure":
        _in_range(ctx, tensor, place, low)
        _in_range(ctx, tensor, place, high)
        return
    if isinstance(size, Size) and size.data_names():
        return
    if ctx.world.decide("<", high, size) is not False:
        ctx.world.possible("<", high, size)
        return
    if indices.reach == "drawn" and _drawn_beyond(ctx, indices.shape, size, high):
        raise Broken("index_range", tensor.shape, index=high, size=size, axis=place)
    raise Unsupported("an index that may or may not lie beyond its axis")


def _drawn_beyond(ctx: Context, shape: Shape, size: Dim, high: Dim) -> bool:
    """Whether one of these draws from 0 … high is all but certainly at least `size`."""
    world = ctx.world
    count = world.values(ctx.total(shape))
    inside, whole = world.values(size), world.values(high + 1)
    return all(
        (inside[draw] / max(whole[draw], 1)) ** min(count[draw], 10_000) < UNLIKELY
        for draw in world.live
    )


def _advanced(ctx: Context, tensor: Tensor, place: int, item: Tensor) -> _Advanced:
    if not _is_mask(item):
        size = tensor.shape[place]
        if item.bounds is not None:
            check_reach(ctx, tensor, place, item)
        elif ctx.world.decide("==", size, 0) and not ctx.world.decide(
            "==", ctx.total(item.shape), 0
        ):
            raise Broken("index_range", tensor.shape, index="?", size=0, axis=place)
        return _Advanced(item.shape, 1)
    for offset, size in enumerate(item.shape):
        if not ctx.same(size, tensor.shape[place + offset]):
            raise Broken("mask_shape", tensor.shape, item.shape, axis=place + offset)
    return _Advanced((count_true(ctx, item),), item.ndim)


def count_true(ctx: Context, mask: Tensor) -> Dim:
    """How many elements are true: known, or a new size that stands for this mask."""
    if mask.nonzero is not None:
        return mask.nonzero
    if mask.values is not None:
        return sum(1 for value in mask.values if value)
    key = id(mask)
    if key not in ctx.counts:
        count = ctx.world.unknown("n", "how many elements a mask picks")
        ctx.counts[key] = (mask, count)
    return ctx.counts[key][1]


def _slice_length(ctx: Context, tensor: Tensor, place: int, item: Slice) -> Dim:
    length = slice_length(ctx, tensor.shape[place], item)
    if tensor.library == "torch":
        step = item.step
        if step is not None and ctx.is_negative(ctx.integer(step)):
            raise Broken("negative_step")
    return length


_NONE: Any = object()


def slice_length(ctx: Context, size: Dim, item: Slice) -> Dim:
    """len(range(size)[start:stop:step])."""
    parts = [
        None if part is None else _bound(ctx, part) for part in (item.start, item.stop, item.step)
    ]
    start, stop, step = parts
    step = 1 if step is None else step
    if step == 0:
        raise Broken("zero_step")
    if isinstance(step, int) and step < 0:
        return _backward(ctx, size, start, stop, -step)
    low: Dim = 0 if start is None else _clip(ctx, start, size)
    high: Dim = size if stop is None else _clip(ctx, stop, size)
    return _steps(ctx, high - low, step)


def _bound(ctx: Context, part: Value) -> Dim:
    if isinstance(part, float | Ratio):
        raise Broken("float_index", got="float")
    if isinstance(part, Tensor) and (part.shape or part.kind == "float"):
        raise Broken("float_index", got=describe(part))
    if isinstance(part, Scalar) or (isinstance(part, Tensor) and part.values is None):
        return ctx.world.unknown("n", "a bound that depends on the data")
    return ctx.integer(part, "index")


def _clip(ctx: Context, bound: Dim, size: Dim) -> Dim:
    """A bound within 0 … size, negative ones counted from the end."""
    if _unknown(bound) or _unknown(size):
        if bound == 0:
            return 0
        raise Unsupported("a slice whose bounds depend on the data")
    if ctx.is_negative(bound):
        return ctx.world.maximum(bound + size, 0)
    return ctx.world.minimum(bound, size)


def _unknown(size: Dim) -> bool:
    return isinstance(size, Size) and bool(size.data_names())


def _steps(ctx: Context, span: Dim, step: Dim) -> Dim:
    if _unknown(span):
        return span if ctx.is_one(step) else -((-span) // step)
    span = ctx.world.maximum(span, 0)
    if ctx.is_one(step):
        return span
    return (span + (step - 1)) // step


def _backward(ctx: Context, size: Dim, start: Dim | None, stop: Dim | None, step: int) -> Dim:
    last = size - 1
    low = last
    if start is not None:
        low = start + size if ctx.is_negative(start) else ctx.world.minimum(start, last)
    high: Dim = -1
    if stop is not None:
        high = stop + size if ctx.is_negative(stop) else ctx.world.minimum(stop, last)
        high = ctx.world.maximum(high, -1)
    return _steps(ctx, low - high, step)


def _placed(ctx: Context, parts: list[Dim | _Advanced]) -> Shape:
    """The result's axes, the index arrays' broadcast shape where it belongs."""
    places = [i for i, part in enumerate(parts) if isinstance(part, _Advanced)]
    if not places:
        return tuple(part for part in parts if part is not _NONE)  # type: ignore[misc]
    arrays = [part for part in parts if isinstance(part, _Advanced)]
    joined = ctx.broadcast(*(part.shape for part in arrays), rule="index_arrays")
    together = places[-1] - places[0] == len(places) - 1
    before: list[Any] = list(parts[: places[0]]) if together else []
    after = parts[places[-1] + 1 :] if together else parts
    rest = [part for part in after if not isinstance(part, _Advanced)]
    return tuple(part for part in (*before, *joined, *rest) if part is not _NONE)


def _less(tensor: Tensor) -> str:
    """A part of what surely reaches its bounds may or may not reach them."""
    return "drawn" if tensor.reach == "drawn" else "maybe"


def _known_elements(tensor: Tensor, items: list[Value], result: Tensor) -> Tensor:
    """An element of a small known vector is known, so that it can be a size."""
    if tensor.values is None or tensor.ndim != 1 or len(items) != 1:
        return result
    at = items[0]
    if isinstance(at, int) and not result.shape:
        value = tensor.values[at]
        return replace(result, values=(value,), bounds=(value, value), reach="sure")
    if isinstance(at, Slice) and all(
        part is None or isinstance(part, int) for part in (at.start, at.stop, at.step)
    ):
        values = tensor.values[slice(at.start, at.stop, at.step)]
        bounds = (min(values), max(values)) if values else None
        return replace(result, values=values, bounds=bounds, reach="sure")
    return result


def assign(ctx: Context, tensor: Tensor, at: Value, value: Value) -> None:
    """tensor[at] = value: the value must stretch to what is picked."""
    part = index(ctx, tensor, at)
    if isinstance(value, int | float | complex | Size | Scalar | Ratio):
        return
    if tensor.library == "torch" and isinstance(value, list | tuple):
        raise Broken("not_a_tensor", got=describe(value))
    given = ctx.operand(value, tensor)
    shape = given.shape
    while len(shape) > len(part.shape) and ctx.is_one(shape[0]):
        shape = shape[1:]
    if given.kind == "complex" and tensor.kind != "complex" and tensor.library == "numpy":
        ctx.note("complex_dropped")
    if shape:
        ctx.broadcast_to(shape, part.shape, rule="assign")
