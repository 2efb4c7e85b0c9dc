"""What Python gets out of a value: by an index or a key, by going through it, by `in`."""

from __future__ import annotations

from typing import Any

from tutor.checking.shapes import registry
from tutor.checking.shapes.attributes import attribute
from tutor.checking.shapes.context import Context, range_length
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.indexing import index
from tutor.checking.shapes.operations.operators import compare
from tutor.checking.shapes.sizes import Dim, Size
from tutor.checking.shapes.values import (
    Builtin,
    Many,
    Module,
    Range,
    Ratio,
    Record,
    Scalar,
    Slice,
    Tensor,
    Value,
)

MOST_ITEMS = 4_000


def subscript(ctx: Context, value: Value, at: Value) -> Value:
    """value[at]."""
    if isinstance(value, Tensor):
        return index(ctx, value, at)
    if isinstance(value, Record):
        value = value.items
    if isinstance(value, dict):
        key = hashable(at)
        if key not in value:
            raise Broken("no_key", key=str(at))
        return value[key]
    if isinstance(value, Many):
        return _subscript_many(ctx, value, at)
    if isinstance(value, Range):
        return _subscript_range(ctx, value, at)
    if isinstance(value, tuple | list | str):
        return _subscript_sequence(ctx, value, at)
    if isinstance(value, Module):
        return attribute(ctx, value, "__getitem__")(at)
    if isinstance(value, Builtin) and (value.space, value.name) in (
        ("np", "r_"),
        ("np", "c_"),
        ("np", "s_"),
        ("np", "mgrid"),
        ("np", "ogrid"),
    ):
        return registry.call(ctx, value.space, value.name, [at], {})
    understood(value)
    raise Broken("not_subscriptable", got=type(value).__name__.lower())


def _subscript_sequence(ctx: Context, value: Any, at: Value) -> Value:
    if isinstance(at, Slice):
        parts = [None if p is None else ctx.integer(p) for p in (at.start, at.stop, at.step)]
        if any(isinstance(part, Size) for part in parts):
            raise Unsupported("a symbolic slice of a list")
        return value[slice(*parts)]
    place = ctx.integer(at, "index")
    if isinstance(place, Size):
        raise Unsupported("a symbolic index into a list")
    if not -len(value) <= place < len(value):
        raise Broken("list_index", index=place, length=len(value))
    return value[place]


def _subscript_many(ctx: Context, value: Many, at: Value) -> Value:
    if isinstance(at, Slice):
        line = Tensor((value.count,), "int64")
        return Many(value.item, index(ctx, line, at).shape[0], value.varies)
    place = ctx.integer(at, "index")
    index(ctx, Tensor((value.count,), "int64"), place)
    if value.pick is not None:
        return value.pick(place + value.count if ctx.is_negative(place) else place)
    if value.varies:
        raise Unsupported("an item of a list whose items differ in shape")
    return value.item


def _subscript_range(ctx: Context, value: Range, at: Value) -> Value:
    place = ctx.integer(at, "index")
    if ctx.is_negative(place):
        place = place + range_length(ctx.world, value)
    return value.start + place * value.step


def iterate(ctx: Context, value: Value) -> list[Value]:
    """The items of what Python can loop over, when their number is known and small."""
    if isinstance(value, Record):
        return list(value.items)
    if isinstance(value, tuple | list):
        return list(value)
    if isinstance(value, str | dict):
        return list(value)
    if isinstance(value, Range):
        length = range_length(ctx.world, value)
        count = _count(ctx, length)
        return [value.start + i * value.step for i in range(count)]
    if isinstance(value, Many):
        return [subscript(ctx, value, i) for i in range(_count(ctx, value.count))]
    if isinstance(value, Tensor):
        if not value.shape:
            raise Broken("iterate_scalar")
        count = _count(ctx, value.shape[0])
        if value.values is not None and value.ndim == 1:
            return [index(ctx, value, i) for i in range(count)]
        return [index(ctx, value, 0)] * count if count else []
    if isinstance(value, Module):
        return list(value.attributes.get("items", ()))
    understood(value)
    raise Broken("not_iterable", got=type(value).__name__.lower())


def _count(ctx: Context, length: Dim) -> int:
    if isinstance(length, Size):
        numbers = {length.values[draw] for draw in ctx.world.live}
        if len(numbers) != 1 or length.data_names():
            raise Unsupported("unpacking a symbolic number of items")
        length = numbers.pop()
    if length > MOST_ITEMS:
        raise Unsupported("this many items")
    return length


def contains(ctx: Context, container: Value, item: Value) -> bool:
    """Whether `item in container`."""
    if isinstance(container, str) and isinstance(item, str):
        return item in container
    if isinstance(container, tuple | list | dict):
        if any(isinstance(part, Tensor) for part in (item, *container)):
            raise Unsupported("`in` with tensors")
        return any(compare(ctx, "==", part, item) is True for part in container)
    raise Unsupported("`in` here")


def understood(value: Value) -> None:
    """Only of Python's own values is it known what they cannot do."""
    plain = (int, float, complex, str, bool, tuple, list, dict, Size, Ratio, Scalar, Tensor)
    if value is not None and not isinstance(value, plain):
        raise Unsupported(f"a {type(value).__name__} used like this")


def hashable(value: Value) -> Value:
    """A value as a dict key."""
    if isinstance(value, str | int | float | bool | tuple) or value is None:
        try:
            hash(value)
        except TypeError:
            raise Unsupported("this dict key") from None
        return value
    raise Unsupported("this dict key")
