"""Sliding windows as columns or axes: unfold, fold, sliding_window_view."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.convolution import per_axis, spatial_axes, window_count
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import product
from tutor.checking.shapes.strides import strides_of
from tutor.checking.shapes.values import Tensor, Value


@op("F: unfold (a, kernel_size, dilation=1, padding=0, stride=1)")
def unfold(
    ctx: Context,
    a: Value,
    kernel_size: Value,
    dilation: Value = 1,
    padding: Value = 0,
    stride: Value = 1,
) -> Tensor:
    """(N, C, H, W) → (N, C·k·k, places)."""
    tensor = ctx.tensor(a)
    spatial, batch = spatial_axes(ctx, tensor, 2)
    settings = [per_axis(ctx, value, 2) for value in (kernel_size, stride, padding, dilation)]
    counts = [
        window_count(ctx, size, k, s, p, d, tensor.shape)
        for size, k, s, p, d in zip(spatial, *settings, strict=True)
    ]
    return tensor.like((*batch, tensor.shape[len(batch)] * product(settings[0]), product(counts)))


@op("F: fold (a, output_size, kernel_size, dilation=1, padding=0, stride=1)")
def fold(
    ctx: Context,
    a: Value,
    output_size: Value,
    kernel_size: Value,
    dilation: Value = 1,
    padding: Value = 0,
    stride: Value = 1,
) -> Tensor:
    tensor = ctx.tensor(a)
    if tensor.ndim not in (2, 3):
        raise Broken("spatial_rank", tensor.shape, rank=1, low=2, high=3)
    sizes = per_axis(ctx, output_size, 2)
    settings = [per_axis(ctx, value, 2) for value in (kernel_size, stride, padding, dilation)]
    counts = [
        window_count(ctx, size, k, s, p, d, sizes)
        for size, k, s, p, d in zip(sizes, *settings, strict=True)
    ]
    rows, places = tensor.shape[-2:]
    area = product(settings[0])
    channels = rows // area
    if not ctx.same(channels * area, rows):
        raise Broken("not_divisible", tensor.shape, size=rows, parts=area)
    if not ctx.same(places, product(counts)):
        raise Broken("fold_places", tensor.shape, found=places, expected=product(counts))
    return tensor.like((*tensor.shape[:-2], channels, *sizes))


@op("Tensor: unfold (a, axis, size, step)")
def unfold_axis(ctx: Context, a: Tensor, axis: Value, size: Value, step: Value) -> Tensor:
    """Sliding windows over one axis; the window becomes a new last axis."""
    place = ctx.axis(axis, a.ndim, a.shape)
    width, stride = ctx.integer(size), ctx.integer(step)
    if not ctx.world.possible("<=", width, a.shape[place]):
        raise Broken("window", a.shape, window=width, size=a.shape[place])
    count = (a.shape[place] - width) // stride + 1
    steps = strides_of(a)
    result = a.like((*a.shape[:place], count, *a.shape[place + 1 :], width))
    return replace(
        result,
        strides=(*steps[:place], steps[place] * stride, *steps[place + 1 :], steps[place]),
    )


@op("np.lib.stride_tricks: sliding_window_view (a, window_shape, axis=None)")
def sliding_window_view(ctx: Context, a: Value, window_shape: Value, axis: Value = None) -> Tensor:
    tensor = ctx.array(a)
    window = ctx.shape(window_shape)
    axes = tuple(range(tensor.ndim)) if axis is None else ctx.axes(axis, tensor.shape)
    if len(axes) != len(window):
        raise Broken("different_lengths", tensor.shape, left=len(axes), right=len(window))
    shape = list(tensor.shape)
    for place, width in zip(axes, window, strict=True):
        if not ctx.world.possible("<=", width, shape[place]):
            raise Broken("window", tensor.shape, window=width, size=shape[place])
        shape[place] = shape[place] - width + 1
    return tensor.like((*shape, *window))


@op("np.lib.stride_tricks: as_strided (a, shape=None, strides=None, writeable=True)")
def as_strided(
    ctx: Context, a: Value, shape: Value = None, strides: Value = None, writeable: Value = True
) -> Tensor:
    return ctx.array(a).like(ctx.new_shape(shape))
