"""Functions of one operand that work element by element: exp, sqrt, abs, isnan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.numbers import arithmetic, is_number, to_integer
from tutor.checking.shapes.operations.promotion import as_float
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.strides import elementwise
from tutor.checking.shapes.values import Scalar, Tensor, Value

FLOAT_NUMPY = """exp exp2 expm1 log log2 log10 log1p sqrt cbrt sin cos tan arcsin arccos arctan
sinh cosh tanh arcsinh arccosh arctanh asin acos atan asinh acosh atanh deg2rad rad2deg radians
degrees sinc i0 fabs spacing"""
FLOAT_TORCH = """exp exp2 expm1 log log2 log10 log1p sqrt rsqrt sin cos tan asin acos atan arcsin
arccos arctan sinh cosh tanh asinh acosh atanh arcsinh arccosh arctanh deg2rad rad2deg sinc
sigmoid erf erfc erfinv lgamma digamma logit special_erf special_expit"""
SAME_NUMPY = """abs absolute negative positive square sign conj conjugate rint floor ceil trunc
round around fix reciprocal nan_to_num invert bitwise_not bitwise_invert real_if_close"""
SAME_TORCH = """abs absolute neg negative positive square sign sgn conj conj_physical floor ceil
trunc round fix frac reciprocal nan_to_num bitwise_not clone detach resolve_conj"""
BOOL = "isnan isinf isfinite logical_not signbit isneginf isposinf"


def unary(result: str) -> Callable[..., Value]:
    """A function of one operand. result: "float", "same" or "bool"."""

    def apply(ctx: Context, a: Value, out: Value = None, dtype: Value = None, **_: Value) -> Value:
        if is_number(a) and not isinstance(a, Scalar) and ctx.called_name in _OF_NUMBERS:
            return _of_number(ctx, ctx.called_name, a)
        tensor = ctx.array(a)
        if result == "bool":
            kind = "bool"
        else:
            kind = as_float(ctx, tensor) if result == "float" else tensor.dtype
        made = replace(tensor.like(dtype=ctx.dtype(dtype, kind)), scalar=not tensor.shape)
        return into(ctx, made, out)

    return apply


_OF_NUMBERS = frozenset({"sqrt", "floor", "ceil", "rint", "trunc"})


def _of_number(ctx: Context, name: str, value: Value) -> Value:
    """`np.sqrt(d)`, `np.ceil(N / 4)` of Python numbers stay numbers, so that `int` can follow."""
    if name == "sqrt":
        return arithmetic(ctx, "**", value, 0.5)
    how = {"floor": "floor", "ceil": "ceil", "rint": "round", "trunc": "int"}[name]
    return to_integer(ctx, value, how)


def torch_unary(result: str) -> Callable[..., Tensor]:
    def apply(ctx: Context, a: Value, **_: Value) -> Tensor:
        tensor = ctx.tensor(a)
        if result == "bool":
            return tensor.like(dtype="bool")
        strides = elementwise(ctx, tensor.shape, [tensor])
        if result == "same":
            return replace(tensor, strides=strides)
        return replace(tensor.like(dtype=as_float(ctx, tensor)), strides=strides)

    return apply


def into(ctx: Context, result: Tensor, out: Value) -> Tensor:
    """`out=`: the result must fit."""
    if isinstance(out, Tensor):
        ctx.broadcast_to(result.shape, out.shape)
        return out.like()
    return result


add(f"np: {FLOAT_NUMPY} (a, out=None, where=True, dtype=None)", unary("float"))
add(
    f"np: {SAME_NUMPY} (a, out=None, where=True, dtype=None, decimals=0, copy=True, nan=0.0, "
    f"posinf=None, neginf=None)",
    unary("same"),
)
add(f"np: {BOOL} (a, out=None, where=True, dtype=None)", unary("bool"))
add("np: isreal iscomplex (a)", unary("bool"))
add("ndarray: conj conjugate (a)", unary("same"))
add("ndarray: round (a, decimals=0, out=None)", unary("same"))
add("scipy.special: expit logit erf erfc gammaln digamma gamma log1p expm1 (a)", unary("float"))
add(f"torch, Tensor: {FLOAT_TORCH} (a, *, out=None)", torch_unary("float"))
add(
    f"torch, Tensor: {SAME_TORCH} (a, *, decimals=0, nan=0.0, posinf=None, neginf=None)",
    torch_unary("same"),
)
add(f"torch, Tensor: {BOOL} (a)", torch_unary("bool"))
add("torch, Tensor: isreal (a)", torch_unary("bool"))


@op("np: modf frexp (a)", "torch: frexp (a)")
def parts_of_float(ctx: Context, a: Value) -> Value:
    tensor = ctx.operand(a)
    return (tensor.like(), tensor.like())


@op("np: unwrap (a, discont=None, axis=-1, *, period=6.28)", "torch, Tensor: i0 (a)")
def unwrap(ctx: Context, a: Value, **_: Value) -> Tensor:
    tensor = ctx.operand(a)
    return tensor.like(dtype=as_float(ctx, tensor))
