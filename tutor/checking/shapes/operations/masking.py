"""Elements chosen by a condition or a limit: where, select, masked_fill, clip."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.numbers import is_number
from tutor.checking.shapes.operations.promotion import result_dtype
from tutor.checking.shapes.operations.selecting import nonzero_tuple
from tutor.checking.shapes.operations.unary import into
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.strides import elementwise
from tutor.checking.shapes.values import Tensor, Value, is_size


@op(
    "np: clip (a, a_min=None, a_max=None, out=None, *, min=None, max=None)",
    "ndarray: clip (a, a_min=None, a_max=None, out=None, *, min=None, max=None)",
    "torch, Tensor: clamp clip (a, a_min=None, a_max=None, *, min=None, max=None)",
)
def clip(
    ctx: Context,
    a: Value,
    a_min: Value = None,
    a_max: Value = None,
    out: Value = None,
    min: Value = None,
    max: Value = None,
) -> Tensor:
    tensor = ctx.operand(a)
    limits = [limit for limit in (a_min, a_max, min, max) if limit is not None]
    if not limits and tensor.library == "torch":
        raise Broken("missing_argument", name="clamp", keyword="min")
    shapes = [ctx.operand(limit, tensor).shape for limit in limits]
    dtype = result_dtype(ctx, tensor, *limits) if limits else tensor.dtype
    result = tensor.like(ctx.broadcast(tensor.shape, *shapes), dtype)
    if tensor.library == "torch" and len(result.shape) == tensor.ndim:
        result = replace(result, strides=elementwise(ctx, result.shape, [tensor]))
    low, high = (a_min if a_min is not None else min), (a_max if a_max is not None else max)
    if is_size(low) and is_size(high) and tensor.kind == "int":
        result = replace(result, bounds=(low, high), reach="maybe")
    return into(ctx, result, out)


@op("torch, Tensor: clamp_min clamp_max (a, b)")
def clamp_one(ctx: Context, a: Value, b: Value) -> Tensor:
    return clip(ctx, a, b)


@op("np: where (condition, *branches)", "torch: where (condition, *branches)")
def where(ctx: Context, condition: Value, *branches: Value) -> Value:
    if not branches:
        return nonzero_tuple(ctx, condition)
    if len(branches) != 2:
        raise Broken("missing_argument", name="where", keyword="y")
    test = ctx.operand(condition)
    numbers = [value if is_number(value) else ctx.operand(value, test) for value in branches]
    tensors = [value for value in (test, *numbers) if isinstance(value, Tensor)]
    if test.library == "torch" and test.dtype not in ("bool", "uint8"):
        raise Broken("mask_not_bool", dtype=test.dtype)
    shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
    chosen = [value for value in numbers if isinstance(value, Tensor)]
    if chosen:
        dtype = result_dtype(ctx, *numbers)
    else:
        empty = test.like((), "bool")
        dtype = result_dtype(ctx, empty, *numbers)
    result = test.like(shape, dtype)
    if test.library == "torch":
        result = replace(result, strides=elementwise(ctx, shape, tensors))
    return result


@op("Tensor: where (a, condition, b)")
def where_method(ctx: Context, a: Value, condition: Value, b: Value) -> Value:
    return where(ctx, condition, a, b)


@op("np: select (conditions, choices, default=0)")
def select(ctx: Context, conditions: Value, choices: Value, default: Value = 0) -> Tensor:
    if len(conditions) != len(choices):
        raise Broken("different_lengths", left=len(conditions), right=len(choices))
    tensors = [ctx.array(value) for value in (*conditions, *choices)]
    shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
    return Tensor(shape, result_dtype(ctx, *tensors[len(conditions) :], default))


@op("Tensor: masked_fill (a, mask, value)", "torch: masked_fill (a, mask, value)")
def masked_fill(ctx: Context, a: Value, mask: Value, value: Value) -> Tensor:
    tensor, chosen = ctx.tensor(a), ctx.tensor(mask)
    if chosen.dtype != "bool":
        raise Broken("mask_not_bool", dtype=chosen.dtype)
    if isinstance(value, Tensor) and value.shape:
        raise Broken("not_a_scalar", value.shape)
    return tensor.like(ctx.broadcast(tensor.shape, chosen.shape))


@op("Tensor: masked_fill_ (a, mask, value)")
def masked_fill_in_place(ctx: Context, a: Value, mask: Value, value: Value) -> Tensor:
    tensor, chosen = ctx.tensor(a), ctx.tensor(mask)
    if chosen.dtype != "bool":
        raise Broken("mask_not_bool", dtype=chosen.dtype)
    ctx.broadcast_to(chosen.shape, tensor.shape)
    return tensor
