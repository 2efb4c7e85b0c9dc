"""Numbers in a row: arange, linspace, and window functions such as hanning."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.numbers import ratio
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim, Size
from tutor.checking.shapes.values import Range, Ratio, Scalar, Tensor, Value, is_size


@op(
    "np: arange (*limits, dtype=None, step=None)",
    "torch: arange (*limits, dtype=None, step=None, start=None, end=None)",
)
def arange(
    ctx: Context,
    *limits: Value,
    dtype: Value = None,
    step: Value = None,
    start: Value = None,
    end: Value = None,
) -> Tensor:
    values = [v for v in (start, *limits, end) if v is not None]
    if step is not None:
        values = [*([0] if len(values) == 1 else []), *values, step]
    if len(values) == 4 and dtype is None:
        dtype = values.pop()
    if not 1 <= len(values) <= 3:
        raise Broken("missing_argument", name="arange", keyword="stop")
    library = "torch" if ctx.called == "torch" else "numpy"
    values = [_number(ctx, v) for v in values]
    if len(values) == 1:
        values = [0, values[0], 1]
    elif len(values) == 2:
        values.append(1)
    if all(map(is_size, values)):
        return _integer_range(ctx, values, library, ctx.dtype(dtype, "int64"))
    name = ctx.dtype(dtype, ctx.float_of(library))
    return Tensor((_float_range(ctx, values),), name, library)


def _number(ctx: Context, value: Value) -> Value:
    if isinstance(value, Tensor) and not value.shape:
        if value.values:
            return value.values[0]
        raise Unsupported("a range whose end only a run would tell")
    if not isinstance(value, int | float | Size | Ratio | Scalar):
        raise Broken("not_an_integer", got=describe(value), what="size")
    return value


def _integer_range(ctx: Context, values: list[Any], library: str, dtype: str) -> Tensor:
    start, stop, step = values
    if step == 0:
        raise Broken("zero_step")
    if isinstance(step, int):
        if library == "torch" and step > 0 and ctx.is_negative(stop - start):
            raise Broken("negative_size", (), size=stop - start)
        whole = ctx.array(Range(start, stop, step), library)
        if dtype != "int64":
            keep = dtype.startswith(("int", "uint"))
            whole = replace(
                whole,
                dtype=dtype,
                values=whole.values if keep else None,
                bounds=whole.bounds if keep else None,
            )
        return whole
    length = ctx.world.maximum((stop - start + step - 1) // step, 0)
    bounds = (start, start + (length - 1) * step) if dtype.startswith("int") else None
    return Tensor((length,), dtype, library, bounds=bounds)


def _float_range(ctx: Context, values: list[Any]) -> Dim:
    if all(isinstance(v, int | float) for v in values):
        first, end, stride = (float(v) for v in values)
        if stride == 0:
            raise Broken("zero_step")
        return max(0, math.ceil((end - first) / stride))
    parts = [ratio(ctx, v) for v in values]
    if any(part is None for part in parts):
        raise Unsupported("a range of unknown floats")
    start, stop, step = (part for part in parts if part is not None)
    top = (stop.top * start.bottom - start.top * stop.bottom) * step.bottom
    bottom = stop.bottom * start.bottom * step.top
    return ctx.world.maximum(-((-top) // bottom), 0)


@op(
    "np: linspace (start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0)",
    "np: logspace (start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0)",
    "np: geomspace (start, stop, num=50, endpoint=True, dtype=None, axis=0)",
)
def linspace(
    ctx: Context,
    start: Value,
    stop: Value,
    num: Value = 50,
    retstep: Value = False,
    dtype: Value = None,
    axis: Value = 0,
    **_: Value,
) -> Value:
    a, b = ctx.array(start), ctx.array(stop)
    shape = ctx.broadcast(a.shape, b.shape)
    place = ctx.axis(axis, len(shape) + 1)
    count = ctx.integer(num)
    if ctx.is_negative(count):
        raise Broken("negative_size", shape, size=count)
    result = Tensor((*shape[:place], count, *shape[place:]), ctx.dtype(dtype, "float64"))
    return (result, Scalar("float")) if retstep is True else result


@op(
    "torch: linspace (start, end, steps, *, dtype=None)",
    "torch: logspace (start, end, steps, base=10.0, *, dtype=None)",
)
def torch_linspace(
    ctx: Context, start: Value, end: Value, steps: Value, base: Value = 10.0, dtype: Value = None
) -> Tensor:
    return Tensor((ctx.integer(steps),), ctx.dtype(dtype, ctx.default_dtype), "torch")


@op(
    "np: hanning hamming blackman bartlett (M)",
    "torch: hann_window hamming_window blackman_window bartlett_window (M, periodic=True, *, "
    "dtype=None)",
)
def window(ctx: Context, M: Value, periodic: Value = True, dtype: Value = None) -> Tensor:  # noqa: N803
    library = "torch" if ctx.called == "torch" else "numpy"
    return Tensor((ctx.integer(M),), ctx.float_of(library), library)


@op("np: kaiser (M, beta)")
def kaiser(ctx: Context, M: Value, beta: Value) -> Tensor:  # noqa: N803
    return Tensor((ctx.integer(M),))
