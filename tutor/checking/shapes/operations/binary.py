"""Functions of two operands that broadcast: add, maximum, hypot, isclose; ufunc methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.numbers import is_number
from tutor.checking.shapes.operations.indexing import index
from tutor.checking.shapes.operations.operators import compare, notice_square, tensor_binary
from tutor.checking.shapes.operations.promotion import as_float, result_dtype
from tutor.checking.shapes.operations.reductions import reduced
from tutor.checking.shapes.operations.unary import into
from tutor.checking.shapes.registry import add, call, op
from tutor.checking.shapes.values import Builtin, Partial, Scalar, Tensor, Value

SIGN_OF: dict[str, str] = {
    "add": "+",
    "subtract": "-",
    "sub": "-",
    "multiply": "*",
    "mul": "*",
    "divide": "/",
    "true_divide": "/",
    "div": "/",
    "floor_divide": "//",
    "mod": "%",
    "remainder": "%",
    "fmod": "%",
    "power": "**",
    "pow": "**",
    "bitwise_and": "&",
    "bitwise_or": "|",
    "bitwise_xor": "^",
    "left_shift": "<<",
    "right_shift": ">>",
    "bitwise_left_shift": "<<",
    "bitwise_right_shift": ">>",
}
COMPARE_OF = {
    "equal": "==",
    "not_equal": "!=",
    "less": "<",
    "less_equal": "<=",
    "greater": ">",
    "greater_equal": ">=",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}


def _numpy_sign(sign: str) -> Callable[..., Value]:
    def apply(ctx: Context, a: Value, b: Value, out: Value = None, **_: Value) -> Value:
        return into(
            ctx,
            tensor_binary(ctx, sign, ctx.array(a), ctx.array(b) if not is_number(b) else b),
            out,
        )

    return apply


def _torch_sign(sign: str) -> Callable[..., Value]:
    def apply(ctx: Context, a: Value, b: Value, alpha: Value = 1, **_: Value) -> Value:
        if not isinstance(a, Tensor) and not isinstance(b, Tensor):
            raise Broken("not_a_tensor", got=describe(a))
        return tensor_binary(ctx, sign, a, b)

    return apply


for _name, _sign in SIGN_OF.items():
    if _name not in ("sub", "mul", "div"):
        add(f"np: {_name} (a, b, out=None, where=True, dtype=None)", _numpy_sign(_sign))
    add(f"torch, Tensor: {_name} (a, b, *, alpha=1, rounding_mode=None)", _torch_sign(_sign))


@op("torch, Tensor: addcmul addcdiv (a, b, c, *, value=1)")
def addcmul(ctx: Context, a: Value, b: Value, c: Value, value: Value = 1) -> Value:
    return tensor_binary(ctx, "+", a, tensor_binary(ctx, "*", b, c))


def _numpy_compare(sign: str) -> Callable[..., Value]:
    def apply(ctx: Context, a: Value, b: Value, **_: Value) -> Value:
        return compare(ctx, sign, ctx.array(a), b if is_number(b) else ctx.array(b))

    return apply


def _torch_compare(sign: str) -> Callable[..., Value]:
    def apply(ctx: Context, a: Value, b: Value, **_: Value) -> Value:
        return compare(ctx, sign, ctx.tensor(a), b)

    return apply


for _name, _sign in COMPARE_OF.items():
    if len(_name) > 2:
        add(f"np: {_name} (a, b, out=None, where=True, dtype=None)", _numpy_compare(_sign))
    if _name not in ("equal",):
        add(f"torch, Tensor: {_name} (a, b)", _torch_compare(_sign))
add(
    "np: logical_and logical_or logical_xor isclose (a, b, rtol=0, atol=0, equal_nan=False, "
    "out=None)",
    _numpy_compare("=="),
)
add(
    "torch, Tensor: logical_and logical_or logical_xor isclose (a, b, rtol=0, atol=0, "
    "equal_nan=False)",
    _torch_compare("=="),
)


def _pairwise(result: str, torch: bool) -> Callable[..., Value]:
    """maximum, hypot and the like: broadcast; result: "same" or "float"."""

    def apply(ctx: Context, a: Value, b: Value, out: Value = None, **_: Value) -> Value:
        if torch:
            left, right = ctx.tensor(a), b if is_number(b) else ctx.tensor(b)
        else:
            left, right = ctx.array(a), b if is_number(b) else ctx.array(b)
        tensors = [t for t in (left, right) if isinstance(t, Tensor)]
        shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
        if len(tensors) == 2:
            notice_square(ctx, "max", tensors[0], tensors[1])
        dtype = result_dtype(ctx, left, right)
        if result == "float":
            dtype = as_float(ctx, left.like(dtype=dtype))
        return into(ctx, left.like(shape, dtype), out)

    return apply


add(
    "np: maximum minimum fmax fmin gcd lcm (a, b, out=None, where=True, dtype=None)",
    _pairwise("same", False),
)
add(
    "np: arctan2 atan2 hypot logaddexp logaddexp2 copysign heaviside nextafter float_power ldexp "
    "(a, b, out=None, where=True, dtype=None)",
    _pairwise("float", False),
)
add("torch, Tensor: fmax fmin gcd lcm (a, b)", _pairwise("same", True))
add(
    "torch, Tensor: atan2 arctan2 hypot logaddexp logaddexp2 copysign xlogy float_power nextafter "
    "heaviside (a, b)",
    _pairwise("float", True),
)


@op("torch, Tensor: maximum minimum (a, b)")
def maximum(ctx: Context, a: Value, b: Value) -> Value:
    return _pairwise("same", True)(ctx, a, ctx.tensor(b))


@op("torch, Tensor: lerp (a, end, weight)")
def lerp(ctx: Context, a: Value, end: Value, weight: Value) -> Tensor:
    tensors = [ctx.tensor(a), ctx.tensor(end)]
    if isinstance(weight, Tensor):
        tensors.append(weight)
    return tensors[0].like(ctx.broadcast(*(tensor.shape for tensor in tensors)))


@op("np: array_equal array_equiv (a, b, rtol=0, atol=0, equal_nan=False)")
def same_arrays(ctx: Context, a: Value, b: Value, **_: Value) -> Value:
    return Scalar("bool")


@op(
    "np: allclose (a, b, rtol=0, atol=0, equal_nan=False)",
    "torch, Tensor: allclose (a, b, rtol=0, atol=0, equal_nan=False)",
)
def allclose(ctx: Context, a: Value, b: Value, **_: Value) -> Value:
    ctx.broadcast(ctx.operand(a).shape, ctx.operand(b).shape)
    return Scalar("bool")


@op("torch, Tensor: equal (a, b)")
def equal(ctx: Context, a: Value, b: Value) -> Value:
    return Scalar("bool")


def ufunc_method(ctx: Context, function: Builtin, name: str) -> Value:
    """`np.add.outer`, `np.maximum.reduce`, `np.add.accumulate`, `np.add.at`."""
    return Partial(Builtin("ufunc", name), (function,))


@op("ufunc: outer (function, a, b)")
def ufunc_outer(ctx: Context, function: Builtin, a: Value, b: Value) -> Value:
    left, right = ctx.array(a), ctx.array(b)
    spread = left.like((*left.shape, *[1] * right.ndim))
    return call(ctx, function.space, function.name, [replace(spread, made="newaxis"), right], {})


@op("ufunc: reduce (function, a, axis=0, dtype=None, out=None, keepdims=False)")
def ufunc_reduce(
    ctx: Context, function: Builtin, a: Value, axis: Value = 0, keepdims: Value = False, **_: Value
) -> Tensor:
    tensor = ctx.array(a)
    return tensor.like(reduced(ctx, tensor.shape, axis, keepdims))


@op("ufunc: accumulate (function, a, axis=0, dtype=None, out=None)")
def ufunc_accumulate(
    ctx: Context, function: Builtin, a: Value, axis: Value = 0, **_: Value
) -> Tensor:
    tensor = ctx.array(a)
    ctx.axis(axis, tensor.ndim, tensor.shape)
    return tensor.like()


@op("ufunc: at (function, a, indices, b=None)")
def ufunc_at(ctx: Context, function: Builtin, a: Value, indices: Value, b: Value = None) -> None:
    part = index(ctx, ctx.array(a), indices)
    if b is not None:
        ctx.broadcast_to(ctx.array(b).shape, part.shape)


@op("np: divmod (a, b)")
def divide_with_rest(ctx: Context, a: Value, b: Value) -> Value:
    result = tensor_binary(ctx, "//", ctx.array(a), ctx.array(b))
    return (result, result)


@op("torch: rsub (a, b)")
def rsub(ctx: Context, a: Value, b: Value) -> Value:
    return tensor_binary(ctx, "-", b, a)


@op("torch, Tensor: ldexp igamma igammac (a, b)")
def with_float_result(ctx: Context, a: Value, b: Value) -> Value:
    return _pairwise("float", True)(ctx, a, b)
