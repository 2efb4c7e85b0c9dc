"""Layers over windows: Conv, ConvTranspose, pools, padding, Fold, Upsample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.checking.shapes import registry
from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.convolution import convolved, per_axis, transposed
from tutor.checking.shapes.operations.modules import parameter, through
from tutor.checking.shapes.operations.pooling import adaptive, pooled
from tutor.checking.shapes.registry import add
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Module, Shape, Tensor, Value


def _conv(rank: int) -> Callable[..., Module]:
    def make(
        ctx: Context,
        in_channels: Value,
        out_channels: Value,
        kernel_size: Value,
        stride: Value = 1,
        padding: Value = 0,
        dilation: Value = 1,
        groups: Value = 1,
        bias: Value = True,
        padding_mode: Value = "zeros",
        dtype: Value = None,
    ) -> Module:
        n, m, parts = ctx.integer(in_channels), ctx.integer(out_channels), ctx.integer(groups)
        for size in (n, m):
            if not ctx.same(size // parts * parts, size):
                raise Broken("not_divisible", (size,), size=size, parts=parts)
        if padding == "same" and not all(map(ctx.is_one, per_axis(ctx, stride, rank))):
            raise Broken("same_stride")
        weight = (m, n // parts, *per_axis(ctx, kernel_size, rank))

        def forward(ctx: Context, x: Value) -> Tensor:
            tensor = ctx.tensor(x)
            if tensor.kind != "float":
                raise Broken("product_dtypes", left=tensor.dtype, right="float32")
            return tensor.like(convolved(ctx, tensor, weight, stride, padding, dilation, parts))

        return Module(f"Conv{rank}d", forward, _conv_attributes(weight, m, n, bias, kernel_size))

    return make


def _conv_attributes(weight: Shape, m: Dim, n: Dim, bias: Value, kernel: Value) -> dict[str, Any]:
    return {
        "weight": parameter(*weight),
        "bias": parameter(m) if bias is not False else None,
        "in_channels": n,
        "out_channels": m,
        "kernel_size": kernel,
    }


def _conv_transpose(rank: int) -> Callable[..., Module]:
    def make(
        ctx: Context,
        in_channels: Value,
        out_channels: Value,
        kernel_size: Value,
        stride: Value = 1,
        padding: Value = 0,
        output_padding: Value = 0,
        groups: Value = 1,
        bias: Value = True,
        dilation: Value = 1,
        padding_mode: Value = "zeros",
    ) -> Module:
        n, m, parts = ctx.integer(in_channels), ctx.integer(out_channels), ctx.integer(groups)
        weight = (n, m // parts, *per_axis(ctx, kernel_size, rank))

        def forward(ctx: Context, x: Value, output_size: Value = None) -> Tensor:
            tensor = ctx.tensor(x)
            if output_size is not None:
                raise Unsupported("output_size")
            return tensor.like(
                transposed(ctx, tensor, weight, stride, padding, output_padding, parts, dilation)
            )

        return Module(
            f"ConvTranspose{rank}d", forward, _conv_attributes(weight, m, n, bias, kernel_size)
        )

    return make


def _pool(rank: int, name: str) -> Callable[..., Module]:
    def make(
        ctx: Context,
        kernel_size: Value,
        stride: Value = None,
        padding: Value = 0,
        dilation: Value = 1,
        return_indices: Value = False,
        ceil_mode: Value = False,
        **_: Value,
    ) -> Module:
        def forward(ctx: Context, x: Value) -> Value:
            result = pooled(
                ctx, ctx.tensor(x), rank, kernel_size, stride, padding, dilation, ceil_mode
            )
            return (result, result.like(dtype="int64")) if return_indices is True else result

        return Module(name, forward)

    return make


def _adaptive(rank: int) -> Callable[..., Module]:
    return lambda ctx, output_size, return_indices=False: Module(
        "AdaptivePool", lambda c, x: adaptive(c, c.tensor(x), rank, output_size)
    )


def _padding(rank: int, mode: str) -> Callable[..., Module]:
    def make(ctx: Context, padding: Value, value: Value = 0.0) -> Module:
        widths = padding if isinstance(padding, tuple | list) else (padding,) * (2 * rank)

        def forward(ctx: Context, x: Value) -> Tensor:
            return registry.call(ctx, "F", "pad", [x, tuple(widths), mode], {})  # type: ignore[no-any-return]

        return Module(f"{mode} padding", forward)

    return make


for _rank in (1, 2, 3):
    add(
        f"nn: Conv{_rank}d (in_channels, out_channels, kernel_size, stride=1, padding=0, "
        f"dilation=1, groups=1, bias=True, padding_mode='zeros', dtype=None)",
        _conv(_rank),
    )
    add(
        f"nn: ConvTranspose{_rank}d (in_channels, out_channels, kernel_size, stride=1, "
        f"padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros')",
        _conv_transpose(_rank),
    )
    add(
        f"nn: MaxPool{_rank}d (kernel_size, stride=None, padding=0, dilation=1, "
        f"return_indices=False, ceil_mode=False)",
        _pool(_rank, "MaxPool"),
    )
    add(
        f"nn: AvgPool{_rank}d (kernel_size, stride=None, padding=0, ceil_mode=False, "
        f"count_include_pad=True, divisor_override=None)",
        _pool(_rank, "AvgPool"),
    )
    add(
        f"nn: AdaptiveAvgPool{_rank}d AdaptiveMaxPool{_rank}d (output_size, return_indices=False)",
        _adaptive(_rank),
    )
    for _mode, _names in {
        "constant": "ConstantPad ZeroPad",
        "reflect": "ReflectionPad",
        "replicate": "ReplicationPad",
        "circular": "CircularPad",
    }.items():
        add(
            f"nn: {' '.join(f'{name}{_rank}d' for name in _names.split())} (padding, value=0.0)",
            _padding(_rank, _mode),
        )
add("nn: Unfold (kernel_size, dilation=1, padding=0, stride=1)", through("F", "unfold"))
add("nn: Fold (output_size, kernel_size, dilation=1, padding=0, stride=1)", through("F", "fold"))
add(
    "nn: Upsample (size=None, scale_factor=None, mode='nearest', align_corners=None, "
    "recompute_scale_factor=None)",
    through("F", "interpolate"),
)
add("nn: UpsamplingNearest2d (size=None, scale_factor=None)", through("F", "interpolate"))
add("nn: PixelShuffle (upscale_factor)", through("F", "pixel_shuffle"))
add("nn: PixelUnshuffle (downscale_factor)", through("F", "pixel_unshuffle"))
