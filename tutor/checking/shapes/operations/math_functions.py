"""Python's `math`: sqrt, ceil and prod of sizes stay exact."""

from __future__ import annotations

import math

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.numbers import arithmetic, to_integer
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim, Size, product
from tutor.checking.shapes.values import Ratio, Scalar, Tensor, Value, is_size


@op(
    "math: sqrt exp log log2 log10 log1p expm1 sin cos tan sinh cosh tanh asin acos atan atan2 "
    "pow erf hypot gamma lgamma (x, y=None)"
)
def math_function(ctx: Context, x: Value, y: Value = None) -> Value:
    if ctx.called_name == "sqrt" and is_size(x):
        return arithmetic(ctx, "**", x, 0.5)
    if isinstance(x, Tensor) and not ctx.is_one(ctx.total(x.shape)):
        raise Broken("not_one_element", x.shape)
    if isinstance(x, int | float) and y is None:
        try:
            return float(getattr(math, ctx.called_name)(x))
        except (ValueError, OverflowError):
            raise Broken("math_domain", name=ctx.called_name) from None
    if ctx.called_name == "log2" and isinstance(x, Size):
        values = tuple(math.log2(v) if v > 0 else 0.0 for v in x.values)
        return Ratio(ctx.world.atom(f"log2({x})", tuple(math.floor(v) for v in values)), 1, values)
    return Scalar("float")


@op("math: floor (x)")
def math_floor(ctx: Context, x: Value) -> Value:
    return to_integer(ctx, x, "floor")


@op("math: ceil (x)")
def math_ceil(ctx: Context, x: Value) -> Value:
    return to_integer(ctx, x, "ceil")


@op("math: prod (values)")
def math_prod(ctx: Context, values: Value) -> Value:
    return product(ctx.shape(values))


@op("math: isqrt (x)")
def isqrt(ctx: Context, x: Value) -> Value:
    size = ctx.integer(x)
    if isinstance(size, int):
        return math.isqrt(size)
    return to_integer(ctx, math_root(ctx, size))


def math_root(ctx: Context, size: Dim) -> Value:
    return arithmetic(ctx, "**", size, 0.5)


@op("math: gcd lcm comb perm factorial (*values)")
def math_integers(ctx: Context, *values: Value) -> Value:
    if not all(isinstance(v, int) and 0 <= v < 1000 for v in values):
        raise Unsupported(f"`math.{ctx.called_name}` of symbolic sizes")
    return getattr(math, ctx.called_name)(*values)
