"""Normalizing layers: LayerNorm, RMSNorm, BatchNorm, GroupNorm."""

from __future__ import annotations

from collections.abc import Callable

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.modules import parameter
from tutor.checking.shapes.operations.normalization import normalized_channels, normalized_last
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.values import Module, Tensor, Value


@op(
    "nn: LayerNorm (normalized_shape, eps=1e-05, elementwise_affine=True, bias=True)",
    "nn: RMSNorm (normalized_shape, eps=None, elementwise_affine=True)",
)
def layer_norm(ctx: Context, normalized_shape: Value, *_: Value, **__: Value) -> Module:
    shape = ctx.shape(normalized_shape)

    def forward(ctx: Context, x: Value) -> Tensor:
        return normalized_last(ctx, ctx.tensor(x), shape)

    return Module(
        "LayerNorm",
        forward,
        {"weight": parameter(*shape), "bias": parameter(*shape), "normalized_shape": shape},
    )


def _batch_norm(rank: int) -> Callable[..., Module]:
    allowed = {1: (2, 3), 2: (4,), 3: (5,)}[rank]

    def make(ctx: Context, num_features: Value, **_: Value) -> Module:
        count = ctx.integer(num_features)

        def forward(ctx: Context, x: Value) -> Tensor:
            tensor = ctx.tensor(x)
            if tensor.ndim not in allowed:
                raise Broken(
                    "spatial_rank",
                    tensor.shape,
                    rank=f"BatchNorm{rank}d",
                    low=allowed[0],
                    high=allowed[-1],
                )
            normalized_channels(ctx, tensor, count)
            return tensor.like()

        return Module(
            "BatchNorm",
            forward,
            {
                "weight": parameter(count),
                "bias": parameter(count),
                "running_mean": parameter(count),
                "running_var": parameter(count),
                "num_features": count,
            },
        )

    return make


for _rank in (1, 2, 3):
    add(
        f"nn: BatchNorm{_rank}d (num_features, eps=1e-05, momentum=0.1, affine=True, "
        f"track_running_stats=True)",
        _batch_norm(_rank),
    )


@op("nn: GroupNorm (num_groups, num_channels, eps=1e-05, affine=True)")
def group_norm(
    ctx: Context, num_groups: Value, num_channels: Value, eps: Value = 0, affine: Value = True
) -> Module:
    groups, count = ctx.integer(num_groups), ctx.integer(num_channels)
    if not ctx.same(count // groups * groups, count):
        raise Broken("not_divisible", (count,), size=count, parts=groups)

    def forward(ctx: Context, x: Value) -> Tensor:
        tensor = ctx.tensor(x)
        normalized_channels(ctx, tensor, count)
        return tensor.like()

    return Module("GroupNorm", forward, {"weight": parameter(count), "bias": parameter(count)})
