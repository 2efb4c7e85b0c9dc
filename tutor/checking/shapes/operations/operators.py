"""What `+`, `<`, `-x` and `~x` give: numbers, sequences and tensors, by broadcasting."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.numbers import arithmetic, is_number
from tutor.checking.shapes.operations.promotion import kind_of, result_dtype
from tutor.checking.shapes.sizes import Size
from tutor.checking.shapes.strides import elementwise
from tutor.checking.shapes.values import DType, Many, Ratio, Record, Scalar, Tensor, Value, is_size

MOST_ITEMS = 10_000
ARITHMETIC_SIGNS = frozenset({"+", "-", "*", "/", "//", "%", "**"})
BIT_SIGNS = frozenset({"&", "|", "^", "<<", ">>"})


def binary(ctx: Context, sign: str, left: Value, right: Value) -> Value:
    """An operator between numbers, sequences, strings and tensors."""
    if is_number(left) and is_number(right):
        return arithmetic(ctx, sign, left, right)
    left, right = (value.items if isinstance(value, Record) else value for value in (left, right))
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return tensor_binary(ctx, sign, left, right)
    if sign == "+" and isinstance(left, tuple | list) and type(left) is type(right):
        if len(left) + len(right) > MOST_ITEMS:
            raise Unsupported("a sequence this long")
        return [*left, *right] if isinstance(left, list) else (*left, *right)
    if sign == "+" and isinstance(left, Many | list) and isinstance(right, Many | list):
        return _joined_lists(ctx, left, right)
    if sign == "*" and isinstance(left, tuple | list) and is_size(right):
        return repeated(ctx, left, right)
    if sign == "*" and isinstance(right, tuple | list) and is_size(left):
        return repeated(ctx, right, left)
    if isinstance(left, str) and sign in "+%*":
        return left
    if sign == "|" and isinstance(left, dict) and isinstance(right, dict):
        return {**left, **right}
    raise Broken("operand_types", sign=sign, left=describe(left), right=describe(right))


def repeated(ctx: Context, items: tuple[Value, ...] | list[Value], times: Value) -> Value:
    """Items * times."""
    if isinstance(times, Size):
        if len(items) == 1 and isinstance(items, list):
            return Many(items[0], times)
        raise Unsupported("a sequence of symbolic length")
    if len(items) * max(times, 0) > MOST_ITEMS:
        raise Unsupported("a sequence this long")
    return items * times


def _joined_lists(ctx: Context, left: Many | list[Value], right: Many | list[Value]) -> Many:
    def parts(value: Many | list[Value]) -> tuple[Value, Value]:
        if isinstance(value, Many):
            return value.item, value.count
        return (value[0] if value else None), len(value)

    (a, n), (b, m) = parts(left), parts(right)
    return Many(a if a is not None else b, n + m, varies=a is not b)


def tensor_binary(ctx: Context, sign: str, left: Value, right: Value) -> Tensor:
    """Broadcast, and the result's dtype."""
    left, right = _operands(ctx, sign, left, right)
    tensors = [value for value in (left, right) if isinstance(value, Tensor)]
    if len(tensors) == 2:
        _same_library(tensors[0], tensors[1])
    shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
    if len(tensors) == 2:
        notice_square(ctx, sign, tensors[0], tensors[1])
    dtype = result_dtype(ctx, left, right)
    first = tensors[0]
    if sign in BIT_SIGNS and kind_of(dtype) not in ("bool", "int"):
        raise Broken("bits_of_floats", sign=sign, dtype=dtype)
    if sign == "-" and dtype == "bool":
        raise Broken("minus_bools")
    if sign == "/" and kind_of(dtype) in ("bool", "int"):
        dtype = ctx.float_of(first.library)
    if sign in ("//", "%", "**") and dtype == "bool":
        dtype = "int8" if first.library == "numpy" else "bool"
    if sign in ("//", "%") and kind_of(dtype) == "complex":
        raise Broken("operand_types", sign=sign, left="complex", right="complex")
    result = first.like(shape, dtype)
    if first.library == "torch":
        result = replace(result, strides=elementwise(ctx, shape, tensors))
    if not shape and first.library == "numpy":
        result = replace(result, scalar=True)
    return _follow_values(sign, result, left, right)


def _operands(ctx: Context, sign: str, left: Value, right: Value) -> tuple[Value, Value]:
    tensor = left if isinstance(left, Tensor) else right
    pair = []
    for value in (left, right):
        if isinstance(value, Tensor) or is_number(value):
            pair.append(value)
        elif tensor.library == "numpy" and isinstance(value, list | tuple | Many):
            pair.append(ctx.array(value))
        elif value is None or isinstance(value, str | list | tuple | dict):
            raise Broken("operand_types", sign=sign, left=describe(left), right=describe(right))
        else:
            raise Unsupported(f"{describe(value)} as an operand")
    return pair[0], pair[1]


def _same_library(left: Tensor, right: Tensor) -> None:
    if left.library != right.library:
        raise Unsupported("an array and a tensor in one operation")


def _follow_values(sign: str, result: Tensor, left: Value, right: Value) -> Tensor:
    """Small known integers stay known, so that an index that is computed can be checked."""
    if result.kind not in ("int", "bool") or not isinstance(left, Tensor):
        return result
    if sign in "+-*" and isinstance(right, int) and left.values is not None:
        known = tuple(int(arith(value, right, sign)) for value in left.values)
        bounds = (min(known), max(known)) if known else None
        return replace(result, values=known, bounds=bounds)
    if sign in "+-" and is_size(right) and left.bounds is not None:
        low, high = left.bounds
        shifted = (low + right, high + right) if sign == "+" else (low - right, high - right)
        return replace(result, bounds=shifted, reach=left.reach)
    if sign == "%" and is_size(right):
        return replace(result, bounds=(0, right - 1), reach="maybe")
    return result


def arith(a: int, b: int, sign: str) -> int:
    return a + b if sign == "+" else (a - b if sign == "-" else a * b)


def notice_square(ctx: Context, sign: str, left: Tensor, right: Tensor) -> None:
    """(N, 1) meets (N,): every row against every entry."""
    _notice_slip(ctx, left, right)
    for column, row in ((left, right), (right, left)):
        if column.ndim != 2 or row.ndim != 1 or not ctx.is_one(column.shape[1]):
            continue
        meant = "newaxis" in (column.made, row.made) or ctx.is_one(row.shape[0])
        if not meant and ctx.same(column.shape[0], row.shape[0]):
            ctx.note("silent_square", left=left.shape, right=right.shape, n=row.shape[0])


def _notice_slip(ctx: Context, left: Tensor, right: Tensor) -> None:
    """A reduction meets what it was made of, but not along the axis that it stands for."""
    for whole, reduced in ((left, right), (right, left)):
        source = reduced.source
        if source is None or whole.ndim < 2 or not ctx.same_shape(source.shape, whole.shape):
            continue
        if reduced.ndim == 0 and reduced.made in ("mean", "std", "var"):
            ctx.note("mean_over_batch", shape=whole.shape, name=reduced.made)
        elif reduced.axis is not None and reduced.ndim == whole.ndim - 1:
            axis = reduced.axis % whole.ndim
            if axis:
                ctx.note("reduction_slipped", shape=whole.shape, axis=axis, left=reduced.shape)


def compare(ctx: Context, sign: str, left: Value, right: Value) -> Value:
    """The result of a comparison."""
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        if sign in ("==", "!=") and (
            left is None or right is None or isinstance(left, str) or isinstance(right, str)
        ):
            raise Unsupported("comparing a tensor with this")
        left, right = _operands(ctx, sign, left, right)
        tensors = [value for value in (left, right) if isinstance(value, Tensor)]
        if len(tensors) == 2:
            _same_library(tensors[0], tensors[1])
        shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
        if len(tensors) == 2:
            notice_square(ctx, sign, tensors[0], tensors[1])
        result = tensors[0].like(shape, "bool")
        if result.library == "torch":
            result = replace(result, strides=elementwise(ctx, shape, tensors))
        return result
    if is_size(left) and is_size(right):
        answer = ctx.world.decide(sign, left, right)
        return Scalar("bool") if answer is None else answer
    if isinstance(left, Scalar | Ratio) or isinstance(right, Scalar | Ratio):
        return Scalar("bool")
    if sign in ("==", "!="):
        return _equal(ctx, left, right) is (sign == "==")
    try:
        answer = {
            "<": lambda: left < right,
            "<=": lambda: left <= right,
            ">": lambda: left > right,
            ">=": lambda: left >= right,
        }[sign]()
    except TypeError:
        raise Broken(
            "operand_types", sign=sign, left=describe(left), right=describe(right)
        ) from None
    return bool(answer) if isinstance(answer, bool) else Scalar("bool")


def _equal(ctx: Context, left: Value, right: Value) -> bool:
    left, right = (value.items if isinstance(value, Record) else value for value in (left, right))
    if isinstance(left, tuple | list) and isinstance(right, tuple | list):
        return (
            type(left) is type(right)
            and len(left) == len(right)
            and all(_equal(ctx, a, b) for a, b in zip(left, right, strict=True))
        )
    if is_size(left) and is_size(right):
        return ctx.same(left, right)
    if isinstance(left, DType) and isinstance(right, DType):
        return left.name == right.name
    return bool(left == right)


def negate(ctx: Context, value: Value) -> Value:
    if isinstance(value, Tensor):
        if value.kind == "bool":
            raise Broken("minus_bools")
        bounds = (-value.bounds[1], -value.bounds[0]) if value.bounds else None
        values = tuple(-v for v in value.values) if value.values is not None else None
        return replace(value.like(), values=values, bounds=bounds)
    if isinstance(value, Size | int | float | complex):
        return -value
    if isinstance(value, Scalar):
        return Scalar("int") if value.kind == "bool" else value
    if isinstance(value, Ratio):
        return Ratio(-value.top, value.bottom, tuple(-x for x in value.values))
    raise Broken("operand_types", sign="-", left=describe(value), right="")


def invert(ctx: Context, value: Value) -> Value:
    if isinstance(value, Tensor):
        if value.kind not in ("bool", "int"):
            raise Broken("bits_of_floats", sign="~", dtype=value.dtype)
        if value.kind == "bool" and value.nonzero is not None:
            return replace(value.like(), nonzero=ctx.total(value.shape) - value.nonzero)
        return value.like()
    if isinstance(value, int):
        return ~value
    if isinstance(value, Size):
        return -value - 1
    raise Broken("operand_types", sign="~", left=describe(value), right="")
