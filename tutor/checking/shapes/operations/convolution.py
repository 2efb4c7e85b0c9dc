"""Convolutions, pooling, unfold and fold, interpolation.

Sizes as in PyTorch's documentation: floor((L + 2p - d(k - 1) - 1)/s) + 1 for a window of
k, stride s, padding p, dilation d; (L - 1)s - 2p + d(k - 1) + output_padding + 1 for the
transposed convolution.
"""

from __future__ import annotations

from collections.abc import Callable

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Shape, Tensor, Value


@op("np: convolve (a, v, mode='full')", "np: correlate (a, v, mode='valid')")
def convolve(ctx: Context, a: Value, v: Value, mode: Value = "full") -> Tensor:
    left, right = ctx.array(a), ctx.array(v)
    for tensor in (left, right):
        if tensor.ndim > 1:
            raise Broken("exact_rank", tensor.shape, name="convolve", ndim=1)
    n, m = (tensor.shape[0] if tensor.shape else 1 for tensor in (left, right))
    longest, shortest = ctx.world.maximum(n, m), ctx.world.minimum(n, m)
    size = {"full": n + m - 1, "same": longest, "valid": longest - shortest + 1}.get(mode)
    if size is None:
        raise Broken("not_a_mode", mode=str(mode))
    return left.like((size,))


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
    spatial, batch = spatial_axes(ctx, tensor, rank)
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


def spatial_axes(ctx: Context, tensor: Tensor, rank: int) -> tuple[Shape, Shape]:
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
    spatial, batch = spatial_axes(ctx, tensor, rank)
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
