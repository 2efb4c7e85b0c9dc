"""Polynomials through points: vander, polyfit, polyval, interp."""

from __future__ import annotations

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.values import Tensor, Value


@op("np: vander (x, N=None, increasing=False)", "torch: vander (x, N=None, increasing=False)")
def vander(ctx: Context, x: Value, N: Value = None, increasing: Value = False) -> Tensor:  # noqa: N803
    tensor = ctx.operand(x)
    if tensor.ndim != 1:
        raise Broken("exact_rank", tensor.shape, name="vander", ndim=1)
    return tensor.like((tensor.shape[0], tensor.shape[0] if N is None else ctx.integer(N)))


@op("np: interp (x, xp, fp, left=None, right=None, period=None)")
def interp(ctx: Context, x: Value, xp: Value, fp: Value, **_: Value) -> Tensor:
    points, known, values = ctx.array(x), ctx.array(xp), ctx.array(fp)
    if known.ndim != 1 or not ctx.same_shape(known.shape, values.shape):
        raise Broken("broadcast", known.shape, values.shape, place=-1)
    return points.like(dtype="float64")


@op("np: polyfit (x, y, deg)")
def polyfit(ctx: Context, x: Value, y: Value, deg: Value) -> Tensor:
    other = ctx.array(y)
    return Tensor((ctx.integer(deg) + 1, *other.shape[1:]))


@op("np: polyval (p, x)")
def polyval(ctx: Context, p: Value, x: Value) -> Tensor:
    return ctx.array(x).like(dtype="float64")
