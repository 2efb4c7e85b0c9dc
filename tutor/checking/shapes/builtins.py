"""Python's own functions over symbolic values: len, range, zip, sum, max and others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tutor.checking.shapes import loops
from tutor.checking.shapes.branches import is_true
from tutor.checking.shapes.context import Context, describe, range_length
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.items import iterate, subscript
from tutor.checking.shapes.numbers import number_kind, to_integer
from tutor.checking.shapes.operations.operators import binary
from tutor.checking.shapes.sizes import Size
from tutor.checking.shapes.values import (
    Builtin,
    Many,
    Module,
    Range,
    Ratio,
    Record,
    Scalar,
    Tensor,
    Value,
    is_size,
)

if TYPE_CHECKING:
    from tutor.checking.shapes.statements import Interpreter

NAMES = [
    "len",
    "range",
    "int",
    "float",
    "bool",
    "complex",
    "str",
    "abs",
    "sum",
    "min",
    "max",
    "pow",
    "round",
    "divmod",
    "tuple",
    "list",
    "dict",
    "set",
    "zip",
    "enumerate",
    "reversed",
    "sorted",
    "map",
    "filter",
    "any",
    "all",
    "print",
    "isinstance",
    "type",
    "super",
    "slice",
    "repr",
    "iter",
    "next",
    "hasattr",
    "getattr",
    "id",
    "callable",
]


def length(ctx: Context, value: Value) -> Value:
    """The length of a value."""
    if isinstance(value, Tensor):
        if not value.shape:
            raise Broken("len_of_scalar")
        return value.shape[0]
    if isinstance(value, Record):
        return len(value.items)
    if isinstance(value, Many):
        return value.count
    if isinstance(value, Range):
        return range_length(ctx.world, value)
    if isinstance(value, tuple | list | dict | str):
        return len(value)
    if isinstance(value, Module) and "items" in value.attributes:
        return len(value.attributes["items"])
    raise Broken("not_iterable", got=describe(value))


def make_range(ctx: Context, args: list[Value]) -> Range:
    """A range from one to three integers; the step is a number."""
    numbers = [ctx.integer(arg) for arg in args]
    if len(numbers) == 1:
        return Range(0, numbers[0])
    if len(numbers) == 2:
        return Range(numbers[0], numbers[1])
    step = numbers[2]
    if isinstance(step, Size):
        # range(0, n, s) has as many items as range(ceil(n / s)); the items are its multiples.
        count = (numbers[1] - numbers[0] + step - 1) // step
        raise Unsupported(f"a range with a symbolic step ({count} items)")
    if step == 0:
        raise Broken("zero_step")
    return Range(numbers[0], numbers[1], step)


def call(run: Interpreter, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    """Call the built-in `name`."""
    ctx = run.ctx
    simple: dict[str, Callable[[], Value]] = {
        "len": lambda: length(ctx, args[0]),
        "range": lambda: make_range(ctx, args),
        "int": lambda: _int(ctx, args),
        "round": lambda: _round(ctx, args),
        "float": lambda: _float(ctx, args),
        "bool": lambda: _bool(run, args),
        "str": lambda: "…",
        "repr": lambda: "…",
        "print": lambda: None,
        "abs": lambda: _abs(ctx, args[0]),
        "pow": lambda: binary(ctx, "**", args[0], args[1]),
        "divmod": lambda: (binary(ctx, "//", args[0], args[1]), binary(ctx, "%", args[0], args[1])),
        "tuple": lambda: tuple(iterate(run.ctx, args[0])) if args else (),
        "list": lambda: _list(run, args),
        "set": lambda: iterate(run.ctx, args[0]) if args else [],
        "zip": lambda: loops.zipped(run, args),
        "reversed": lambda: loops.reversed_items(run, args[0]),
        "dict": lambda: _dict(run, args, kwargs),
        "slice": lambda: _slice(args),
        "callable": lambda: True,
    }
    if name in simple:
        if not args and name in ("len", "abs", "reversed", "zip_"):
            raise Broken("missing_argument", name=name, keyword="value")
        return simple[name]()
    if name == "enumerate":
        start = ctx.integer(args[1] if len(args) > 1 else kwargs.get("start", 0))
        return loops.enumerated(run, args[0], start)
    if name == "map":
        items = [iterate(run.ctx, arg) for arg in args[1:]]
        return [run.call(args[0], list(group), {}) for group in zip(*items, strict=False)]
    if name in ("sum", "min", "max", "any", "all"):
        return _fold(run, name, args, kwargs)
    if name == "sorted":
        return _sorted(run, args, kwargs)
    if name == "isinstance":
        return _isinstance(args)
    if name == "super":
        return _Super()
    if name in ("hasattr", "getattr"):
        raise Unsupported(f"`{name}`")
    raise Unsupported(f"`{name}`")


class _Super:
    """`super()`: only its `__init__` is ever called, and nn.Module's does nothing."""


def _int(ctx: Context, args: list[Value]) -> Value:
    if not args:
        return 0
    value = args[0]
    if isinstance(value, Tensor):
        if not ctx.is_one(ctx.total(value.shape)):
            raise Broken("not_one_element", value.shape)
        if value.values:
            return value.values[0]
        return ctx.world.unknown("n", "an integer that depends on the data")
    if isinstance(value, str):
        raise Unsupported("int of a text")
    return to_integer(ctx, value)


def _round(ctx: Context, args: list[Value]) -> Value:
    if len(args) > 1:
        return Scalar("float")
    if isinstance(args[0], Tensor):
        return args[0]
    return to_integer(ctx, args[0], "round")


def _float(ctx: Context, args: list[Value]) -> Value:
    value = args[0] if args else 0
    if isinstance(value, Tensor) and not ctx.is_one(ctx.total(value.shape)):
        raise Broken("not_one_element", value.shape)
    if isinstance(value, str):
        return (
            float(value)
            if value.strip("+-").lower() in ("inf", "nan", "infinity")
            else Scalar("float")
        )
    if isinstance(value, Ratio | float):
        return value
    if isinstance(value, int):
        return float(value) if abs(value) < 10**300 else Scalar("float")
    if isinstance(value, Size | Scalar | Tensor):
        return binary(ctx, "/", value, 1) if isinstance(value, Size) else Scalar("float")
    raise Broken("not_an_integer", got=describe(value), what="float")


def _bool(run: Interpreter, args: list[Value]) -> Value:
    truth = is_true(run.ctx, args[0]) if args else False
    return Scalar("bool") if truth is None else truth


def _abs(ctx: Context, value: Value) -> Value:
    if isinstance(value, Tensor):
        return value.like()
    if isinstance(value, Size):
        return ctx.world.maximum(value, -value)
    if isinstance(value, Scalar | Ratio):
        return value if isinstance(value, Scalar) else Scalar("float")
    if isinstance(value, int | float | complex):
        return abs(value)
    raise Broken("operand_types", sign="abs", left=describe(value), right="")


def _list(run: Interpreter, args: list[Value]) -> Value:
    if not args:
        return []
    value = args[0]
    if isinstance(value, Many):
        return Many(value.item, value.count, value.varies)
    if isinstance(value, Range) and isinstance(range_length(run.ctx.world, value), Size):
        return value
    if (
        isinstance(value, Tensor)
        and value.shape
        and isinstance(value.shape[0], Size)
        and not run.ctx.world.concrete
    ):
        return Many(subscript(run.ctx, value, 0), value.shape[0])
    return iterate(run.ctx, value)


def _dict(run: Interpreter, args: list[Value], kwargs: dict[str, Value]) -> Value:
    result: dict[Value, Value] = {}
    if args:
        pairs = args[0].items() if isinstance(args[0], dict) else iterate(run.ctx, args[0])
        result.update(dict(pairs))
    result.update(kwargs)
    return result


def _slice(args: list[Value]) -> Value:
    from tutor.checking.shapes.values import Slice

    parts = [None, args[0], None] if len(args) == 1 else [*args, None][:3]
    return Slice(*parts)


def _fold(run: Interpreter, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
    ctx = run.ctx
    if name in ("any", "all"):
        truths = [is_true(run.ctx, item) for item in iterate(run.ctx, args[0])]
        if None in truths:
            return Scalar("bool")
        return any(truths) if name == "any" else all(truths)
    if name == "sum":
        return _sum(run, args)
    if kwargs:
        raise Unsupported(f"`{name}` with {next(iter(kwargs))}")
    items = iterate(run.ctx, args[0]) if len(args) == 1 else args
    if not items:
        raise Broken("empty_reduction", ())
    best = items[0]
    for item in items[1:]:
        if is_size(best) and is_size(item):
            pick = ctx.world.minimum if name == "min" else ctx.world.maximum
            best = pick(best, item)
        elif isinstance(best, Tensor) or isinstance(item, Tensor):
            for value in (best, item):
                if isinstance(value, Tensor) and not ctx.is_one(ctx.total(value.shape)):
                    raise Broken("ambiguous_truth", value.shape)
            best = Scalar("float")
        elif isinstance(best, int | float) and isinstance(item, int | float):
            best = min(best, item) if name == "min" else max(best, item)
        else:
            best = Scalar("float")
    return best


def _sum(run: Interpreter, args: list[Value]) -> Value:
    items = args[0]
    total: Value = args[1] if len(args) > 1 else 0
    if isinstance(items, Many):
        return run.apply("+", items.item, items.item)
    if isinstance(items, Tensor) and items.shape and isinstance(items.shape[0], Size):
        return subscript(run.ctx, items, 0)
    for item in iterate(run.ctx, items):
        total = run.apply("+", total, item)
    return total


def _sorted(run: Interpreter, args: list[Value], kwargs: dict[str, Value]) -> Value:
    items = iterate(run.ctx, args[0])
    if kwargs.keys() - {"reverse"} or not all(
        isinstance(item, int | float | str) for item in items
    ):
        raise Unsupported("`sorted` here")
    return sorted(items, reverse=kwargs.get("reverse") is True)


def _isinstance(args: list[Value]) -> Value:
    value, kinds = args
    names = {
        kind.name
        for kind in (kinds if isinstance(kinds, tuple) else (kinds,))
        if isinstance(kind, Builtin)
    }
    known = {"int", "float", "bool", "str", "tuple", "list", "dict"}
    if not names or names - known:
        raise Unsupported("`isinstance` here")
    if isinstance(value, bool):
        return bool(names & {"bool", "int"})
    if is_size(value) or isinstance(value, float | Ratio | Scalar):
        return number_kind(value) in names
    return type(value).__name__ in names
