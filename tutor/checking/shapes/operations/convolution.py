"""Convolutions, pooling, unfold and fold, interpolation.

Sizes as in PyTorch's documentation: floor((L + 2p - d(k - 1) - 1)/s) + 1 for a window of
k, stride s, padding p, dilation d; (L - 1)s - 2p + d(k - 1) + output_padding + 1 for the
transposed convolution.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.numbers import ratio, to_integer
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.sizes import Dim, product
from tutor.checking.shapes.values import Ratio, Shape, Tensor, Value, is_size


def per_axis(ctx: Context, value: Value, rank: int, name: str = "kernel_size") -> tuple[Dim, ...]:
    """A setting given once or for each spatial axis."""
    if isinstance(value, tuple | list):
        if len(value) == 1:
            return (ctx.integer(value[0]),) * rank
        if len(value) != rank:
            raise Broken("per_axis", name=name, given=len(value), rank=rank)
        return tuple(ctx.integer(part) for part in value)
    return (ctx.integer(value, name),) * rank


def window_count(
    ctx: Context, size: Dim, kernel: Dim, stride: Dim, padding: Dim, dilation: Dim, shape: Shape
) -> Dim:
    """How many places a window has along one axis."""
    span = size + 2 * padding - dilation * (kernel - 1) - 1
    if not ctx.world.possible(">=", span, 0):
        raise Broken("window", shape, window=dilation * (kernel - 1) + 1, size=size + 2 * padding)
    if stride == 0 or ctx.is_negative(stride):
        raise Broken("stride", stride=stride)
    return span // stride + 1


def convolved(
    ctx: Context,
    tensor: Tensor,
    weight: Shape,
    stride: Value,
    padding: Value,
    dilation: Value,
    groups: Value,
) -> Shape:
    """The shape after a convolution with weight (out, in/groups, kernel…)."""
    rank = len(weight) - 2
    spatial, batch = _spatial(ctx, tensor, rank)
    channels = tensor.shape[len(batch)]
    parts = ctx.integer(groups)
    if not ctx.same(channels, weight[1] * parts):
        raise Broken("channels", tensor.shape, weight, expected=weight[1] * parts, found=channels)
    if not ctx.same(weight[0] // parts * parts, weight[0]):
        raise Broken("not_divisible", weight, size=weight[0], parts=parts)
    strides, dilations = per_axis(ctx, stride, rank), per_axis(ctx, dilation, rank)
    if isinstance(padding, str):
        sizes = _padded_by_name(ctx, spatial, weight[2:], strides, dilations, padding, tensor.shape)
    else:
        paddings = per_axis(ctx, padding, rank, "padding")
        sizes = tuple(
            window_count(ctx, *values, shape=tensor.shape)
            for values in zip(spatial, weight[2:], strides, paddings, dilations, strict=True)
        )
    return (*batch, weight[0], *sizes)


def _padded_by_name(
    ctx: Context,
    spatial: Shape,
    kernel: Shape,
    strides: Shape,
    dilations: Shape,
    padding: str,
    shape: Shape,
) -> Shape:
    if padding == "same":
        if not all(map(ctx.is_one, strides)):
            raise Broken("same_stride")
        return spatial
    if padding != "valid":
        raise Broken("not_a_mode", mode=padding)
    return tuple(
        window_count(ctx, size, k, s, 0, d, shape)
        for size, k, s, d in zip(spatial, kernel, strides, dilations, strict=True)
    )


def _spatial(ctx: Context, tensor: Tensor, rank: int) -> tuple[Shape, Shape]:
    """The spatial sizes, and the batch axis if there is one."""
    if tensor.ndim == rank + 2:
        return tensor.shape[2:], tensor.shape[:1]
    if tensor.ndim == rank + 1:
        return tensor.shape[1:], ()
    raise Broken("spatial_rank", tensor.shape, rank=rank, low=rank + 1, high=rank + 2)


def _convolution(rank: int) -> Callable[..., Tensor]:
    def apply(
        ctx: Context,
        a: Value,
        weight: Value,
        bias: Value = None,
        stride: Value = 1,
        padding: Value = 0,
        dilation: Value = 1,
        groups: Value = 1,
    ) -> Tensor:
        tensor, filters = ctx.tensor(a), ctx.tensor(weight)
        if filters.ndim != rank + 2:
            raise Broken("exact_rank", filters.shape, name=f"conv{rank}d weight", ndim=rank + 2)
        if tensor.dtype != filters.dtype:
            raise Broken("product_dtypes", left=tensor.dtype, right=filters.dtype)
        if isinstance(bias, Tensor) and not ctx.same_shape(bias.shape, filters.shape[:1]):
            raise Broken("bias", bias.shape, filters.shape, size=filters.shape[0])
        return tensor.like(convolved(ctx, tensor, filters.shape, stride, padding, dilation, groups))

    return apply


def transposed(
    ctx: Context,
    tensor: Tensor,
    weight: Shape,
    stride: Value,
    padding: Value,
    output_padding: Value,
    groups: Value,
    dilation: Value,
) -> Shape:
    """The shape after a transposed convolution with weight (in, out/groups, kernel…)."""
    rank = len(weight) - 2
    spatial, batch = _spatial(ctx, tensor, rank)
    if not ctx.same(tensor.shape[len(batch)], weight[0]):
        raise Broken(
            "channels", tensor.shape, weight, expected=weight[0], found=tensor.shape[len(batch)]
        )
    settings = [per_axis(ctx, value, rank) for value in (stride, padding, output_padding, dilation)]
    sizes = []
    for size, k, s, p, extra, d in zip(spatial, weight[2:], *settings, strict=True):
        if not (ctx.world.possible("<", extra, s) or ctx.world.possible("<", extra, d)):
            raise Broken("output_padding", tensor.shape, given=extra, stride=s)
        new = (size - 1) * s - 2 * p + d * (k - 1) + extra + 1
        if not ctx.world.possible(">=", new, 1):
            raise Broken("window", tensor.shape, window=k, size=size)
        sizes.append(new)
    return (*batch, weight[1] * ctx.integer(groups), *sizes)


def _transposed_convolution(rank: int) -> Callable[..., Tensor]:
    def apply(
        ctx: Context,
        a: Value,
        weight: Value,
        bias: Value = None,
        stride: Value = 1,
        padding: Value = 0,
        output_padding: Value = 0,
        groups: Value = 1,
        dilation: Value = 1,
    ) -> Tensor:
        tensor, filters = ctx.tensor(a), ctx.tensor(weight)
        if filters.ndim != rank + 2:
            raise Broken(
                "exact_rank", filters.shape, name=f"conv_transpose{rank}d weight", ndim=rank + 2
            )
        return tensor.like(
            transposed(
                ctx, tensor, filters.shape, stride, padding, output_padding, groups, dilation
            )
        )

    return apply


# ── pooling ─────────────────────────────────────────────────────────────────────────────


def pooled(
    ctx: Context,
    tensor: Tensor,
    rank: int,
    kernel_size: Value,
    stride: Value,
    padding: Value,
    dilation: Value,
    ceil_mode: Value,
) -> Tensor:
    _floats(tensor)
    spatial, batch = _spatial(ctx, tensor, rank)
    kernel = per_axis(ctx, kernel_size, rank)
    strides = kernel if stride is None or stride == [] else per_axis(ctx, stride, rank, "stride")
    paddings = per_axis(ctx, padding, rank, "padding")
    dilations = per_axis(ctx, dilation, rank)
    sizes = []
    for size, k, s, p, d in zip(spatial, kernel, strides, paddings, dilations, strict=True):
        if not ctx.world.possible("<=", 2 * p, k):
            raise Broken("pool_padding", tensor.shape, padding=p, kernel=k)
        if ceil_mode is True:
            sizes.append(_ceil_count(ctx, size, k, s, p, d))
        else:
            sizes.append(window_count(ctx, size, k, s, p, d, tensor.shape))
    return tensor.like((*batch, tensor.shape[len(batch)], *sizes))


def _ceil_count(ctx: Context, size: Dim, k: Dim, s: Dim, p: Dim, d: Dim) -> Dim:
    """With ceil_mode a window may hang over the end, but must start inside (or in the left pad)."""
    count = (size + 2 * p - d * (k - 1) - 1 + s - 1) // s + 1
    return ctx.world.minimum(count, (size + p + s - 1) // s)


def _floats(tensor: Tensor) -> None:
    if tensor.kind != "float":
        raise Broken("mean_of_integers", tensor.shape, name="pooling", dtype=tensor.dtype)


def _pool(rank: int, indices: bool) -> Callable[..., Value]:
    def apply(
        ctx: Context,
        a: Value,
        kernel_size: Value,
        stride: Value = None,
        padding: Value = 0,
        dilation: Value = 1,
        ceil_mode: Value = False,
        return_indices: Value = False,
        **_: Value,
    ) -> Value:
        result = pooled(ctx, ctx.tensor(a), rank, kernel_size, stride, padding, dilation, ceil_mode)
        return (result, result.like(dtype="int64")) if return_indices is True else result

    return apply


def adaptive(ctx: Context, tensor: Tensor, rank: int, output_size: Value) -> Tensor:
    _floats(tensor)
    spatial, batch = _spatial(ctx, tensor, rank)
    given = output_size if isinstance(output_size, tuple | list) else (output_size,) * rank
    if len(given) != rank:
        raise Broken("per_axis", name="output_size", given=len(given), rank=rank)
    sizes = [
        old if new is None else ctx.integer(new) for old, new in zip(spatial, given, strict=True)
    ]
    return tensor.like((*batch, tensor.shape[len(batch)], *sizes))


def _adaptive_pool(rank: int) -> Callable[..., Tensor]:
    return lambda ctx, a, output_size, return_indices=False: adaptive(
        ctx, ctx.tensor(a), rank, output_size
    )


for _rank in (1, 2, 3):
    add(
        f"F, torch: conv{_rank}d (a, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)",
        _convolution(_rank),
    )
    add(
        f"F, torch: conv_transpose{_rank}d (a, weight, bias=None, stride=1, padding=0, "
        f"output_padding=0, groups=1, dilation=1)",
        _transposed_convolution(_rank),
    )
    add(
        f"F, torch: max_pool{_rank}d (a, kernel_size, stride=None, padding=0, dilation=1, "
        f"ceil_mode=False, return_indices=False)",
        _pool(_rank, True),
    )
    add(
        f"F: avg_pool{_rank}d (a, kernel_size, stride=None, padding=0, ceil_mode=False, "
        f"count_include_pad=True, divisor_override=None)",
        _pool(_rank, False),
    )
    add(
        f"F: lp_pool{_rank}d (a, norm_type, kernel_size, stride=None, ceil_mode=False)",
        lambda ctx, a, norm_type, kernel_size, stride=None, ceil_mode=False, rank=_rank: pooled(
            ctx, ctx.tensor(a), rank, kernel_size, stride, 0, 1, ceil_mode
        ),
    )
    add(
        f"F: adaptive_avg_pool{_rank}d adaptive_max_pool{_rank}d (a, output_size, "
        f"return_indices=False)",
        _adaptive_pool(_rank),
    )
add("torch: adaptive_avg_pool1d (a, output_size)", _adaptive_pool(1))
add(
    "torch: avg_pool1d (a, kernel_size, stride=None, padding=0, ceil_mode=False, "
    "count_include_pad=True)",
    _pool(1, False),
)


# ── windows as columns ──────────────────────────────────────────────────────────────────


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
    spatial, batch = _spatial(ctx, tensor, 2)
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


# ── resizing ────────────────────────────────────────────────────────────────────────────


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
