"""Methods of Python's own values: lists, dicts, strings, and lists of symbolic length."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.operators import MOST_ITEMS
from tutor.checking.shapes.sizes import product
from tutor.checking.shapes.values import Many, Record, Tensor, Value

LIST_METHODS = frozenset({
    "append", "extend", "insert", "pop", "reverse", "clear", "copy", "remove",
})  # fmt: skip
DICT_METHODS = frozenset({
    "items", "keys", "values", "get", "pop", "update", "setdefault", "copy",
})  # fmt: skip


def container_method(ctx: Context, value: Any, name: str) -> Callable[..., Value]:
    """The method `name` of a tuple, list, dict or string."""
    if isinstance(value, tuple) and name == "numel":
        return lambda: product(value)
    if isinstance(value, Many):
        return _many_method(ctx, value, name)
    if isinstance(value, list) and name in LIST_METHODS:
        return _list_method(value, name)
    if isinstance(value, dict) and name in DICT_METHODS:
        return _dict_method(value, name)
    if isinstance(value, tuple | list) and name in ("count", "index"):
        if any(isinstance(item, Tensor) for item in value):
            raise Unsupported(f"`.{name}` with tensors")
        return getattr(value, name)  # type: ignore[no-any-return]
    if isinstance(value, str):
        if name in ("join", "format", "upper", "lower", "strip", "replace", "title", "capitalize"):
            return lambda *_, **__: value
        if name == "split":
            return lambda *args: value.split(*args)
        if name in ("startswith", "endswith"):
            return getattr(value, name)  # type: ignore[no-any-return]
    if not hasattr(type(value), name):
        raise Broken("no_attribute", got=type(value).__name__, name=name)
    raise Unsupported(f"`.{name}` of a {type(value).__name__}")


def _list_method(value: list[Value], name: str) -> Callable[..., Value]:
    def extend(more: Value) -> None:
        if not isinstance(more, tuple | list | Record):
            raise Unsupported("`extend` with what is not a list")
        items = more.items if isinstance(more, Record) else more
        if len(value) + len(items) > MOST_ITEMS:
            raise Unsupported("a list this long")
        value.extend(items)

    def copy() -> list[Value]:
        return list(value)

    if name == "extend":
        return extend
    return copy if name == "copy" else getattr(value, name)


def _many_method(ctx: Context, value: Many, name: str) -> Callable[..., Value]:
    def append(item: Value) -> None:
        same = isinstance(item, Tensor) == isinstance(value.item, Tensor)
        if same and isinstance(item, Tensor):
            same = ctx.same_shape(item.shape, value.item.shape)
        value.varies = value.varies or not same
        value.count = value.count + 1
        value.item = item

    if name == "append":
        return append
    raise Unsupported(f"`.{name}` of a list of symbolic length")


def _dict_method(value: dict[Value, Value], name: str) -> Callable[..., Value]:
    if name in ("items", "keys", "values"):
        return lambda: list(getattr(value, name)())
    return getattr(value, name)  # type: ignore[no-any-return]
