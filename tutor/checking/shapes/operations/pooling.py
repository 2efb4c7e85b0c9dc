"""Pooling: maximum and average over windows, adaptive pooling."""

from __future__ import annotations

from collections.abc import Callable

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.convolution import per_axis, spatial_axes, window_count
from tutor.checking.shapes.registry import add
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Tensor, Value


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
    spatial, batch = spatial_axes(ctx, tensor, rank)
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
    spatial, batch = spatial_axes(ctx, tensor, rank)
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
