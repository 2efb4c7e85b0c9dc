"""Images in another resolution: interpolate, pixel_shuffle, grid_sample."""

from __future__ import annotations

import math

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.numbers import ratio, to_integer
from tutor.checking.shapes.operations.convolution import per_axis
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Ratio, Tensor, Value, is_size


@op(
    "F: interpolate upsample (a, size=None, scale_factor=None, mode='nearest', "
    "align_corners=None, recompute_scale_factor=None, antialias=False)"
)
def interpolate(
    ctx: Context,
    a: Value,
    size: Value = None,
    scale_factor: Value = None,
    mode: Value = "nearest",
    **_: Value,
) -> Tensor:
    tensor = ctx.tensor(a)
    rank = tensor.ndim - 2
    if rank not in (1, 2, 3):
        raise Broken("spatial_rank", tensor.shape, rank=rank, low=3, high=5)
    needed = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}.get(str(mode), rank)
    if needed != rank:
        raise Broken("resize_mode", tensor.shape, mode=str(mode), ndim=needed + 2)
    if (size is None) == (scale_factor is None):
        raise Broken("size_or_scale")
    if size is not None:
        return tensor.like((*tensor.shape[:2], *per_axis(ctx, size, rank, "size")))
    scales = scale_factor if isinstance(scale_factor, tuple | list) else (scale_factor,) * rank
    if len(scales) != rank:
        raise Broken("per_axis", name="scale_factor", given=len(scales), rank=rank)
    sizes = [scaled(ctx, old, scale) for old, scale in zip(tensor.shape[2:], scales, strict=True)]
    return tensor.like((*tensor.shape[:2], *sizes))


def scaled(ctx: Context, size: Dim, scale: Value) -> Dim:
    """floor(size · scale), the product rounded as a float."""
    if is_size(scale):
        return size * ctx.integer(scale)
    if isinstance(scale, float) and isinstance(size, int):
        return math.floor(size * scale)
    left, right = ratio(ctx, size), ratio(ctx, scale)
    if left is None or right is None:
        raise Unsupported(f"the scale {describe(scale)}")
    values = tuple(x * y for x, y in zip(left.values, right.values, strict=True))
    return to_integer(ctx, Ratio(left.top * right.top, left.bottom * right.bottom, values), "floor")  # type: ignore[no-any-return]


@op("F, torch: pixel_shuffle (a, upscale_factor)")
def pixel_shuffle(ctx: Context, a: Value, upscale_factor: Value) -> Tensor:
    tensor, factor = ctx.tensor(a), ctx.integer(upscale_factor)
    if tensor.ndim < 3:
        raise Broken("spatial_rank", tensor.shape, rank=2, low=3, high=4)
    *batch, channels, height, width = tensor.shape
    kept = channels // (factor * factor)
    if not ctx.same(kept * factor * factor, channels):
        raise Broken("not_divisible", tensor.shape, size=channels, parts=factor * factor)
    return tensor.like((*batch, kept, height * factor, width * factor))


@op("F, torch: pixel_unshuffle (a, downscale_factor)")
def pixel_unshuffle(ctx: Context, a: Value, downscale_factor: Value) -> Tensor:
    tensor, factor = ctx.tensor(a), ctx.integer(downscale_factor)
    if tensor.ndim < 3:
        raise Broken("spatial_rank", tensor.shape, rank=2, low=3, high=4)
    *batch, channels, height, width = tensor.shape
    for size in (height, width):
        if not ctx.same(size // factor * factor, size):
            raise Broken("not_divisible", tensor.shape, size=size, parts=factor)
    return tensor.like((*batch, channels * factor * factor, height // factor, width // factor))


@op("F: grid_sample (a, grid, mode='bilinear', padding_mode='zeros', align_corners=None)")
def grid_sample(ctx: Context, a: Value, grid: Value, **_: Value) -> Tensor:
    tensor, places = ctx.tensor(a), ctx.tensor(grid)
    if (
        tensor.ndim not in (4, 5)
        or places.ndim != tensor.ndim
        or not ctx.same(places.shape[-1], tensor.ndim - 2)
    ):
        raise Broken("broadcast", tensor.shape, places.shape, place=-1)
    if not ctx.same(tensor.shape[0], places.shape[0]):
        raise Broken("bmm_batch", tensor.shape, places.shape)
    return tensor.like((*tensor.shape[:2], *places.shape[1:-1]))


@op("F: affine_grid (theta, size, align_corners=None)")
def affine_grid(ctx: Context, theta: Value, size: Value, align_corners: Value = None) -> Tensor:
    sizes = ctx.shape(size)
    return ctx.tensor(theta).like((sizes[0], *sizes[2:], len(sizes) - 2))
