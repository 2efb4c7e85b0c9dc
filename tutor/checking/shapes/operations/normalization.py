"""Softmax and friends, layer, batch, group and RMS norms, normalize."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.promotion import as_float
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.strides import elementwise
from tutor.checking.shapes.values import Shape, Tensor, Value


@op(
    "torch, Tensor: softmax log_softmax (a, axis, dtype=None)",
    "F: softmax log_softmax softmin (a, axis=None, _stacklevel=3, dtype=None)",
    "torch.special: softmax log_softmax (a, axis, *, dtype=None)",
)
def softmax(ctx: Context, a: Value, axis: Value = None, dtype: Value = None, **_: Value) -> Tensor:
    tensor = ctx.tensor(a)
    if tensor.kind in ("int", "bool") and dtype is None:
        raise Broken("mean_of_integers", tensor.shape, name="softmax", dtype=tensor.dtype)
    if axis is None:
        # PyTorch's old default: the first axis for 0, 1 and 3 dimensions, else the second.
        axis = 0 if tensor.ndim in (0, 1, 3) else 1
    place = ctx.axis(axis, max(tensor.ndim, 1), tensor.shape)
    _notice_axis(ctx, tensor, place)
    return tensor.like(dtype=ctx.dtype(dtype, tensor.dtype)).marked("softmax", ctx.line, place)


@op("scipy.special: softmax log_softmax (a, axis=None)")
def scipy_softmax(ctx: Context, a: Value, axis: Value = None) -> Tensor:
    tensor = ctx.array(a)
    ctx.axes(axis, tensor.shape)
    return tensor.like(dtype=as_float(ctx, tensor))


def _notice_axis(ctx: Context, tensor: Tensor, place: int) -> None:
    """Attention scores and logits are normalised over their last axis."""
    if tensor.ndim >= 2 and place == 0 and tensor.ndim != 1:
        ctx.note("softmax_over_batch", shape=tensor.shape, axis=place)
    elif (tensor.ndim == 4 and place == 2) or (
        # Queries against keys of the same sequence: (B, T, T).
        tensor.ndim == 3 and place == 1 and ctx.same(tensor.shape[1], tensor.shape[2])
    ):
        ctx.note("softmax_over_queries", shape=tensor.shape, axis=place)


@op("F: gumbel_softmax (a, tau=1, hard=False, eps=1e-10, axis=-1)")
def gumbel_softmax(
    ctx: Context, a: Value, tau: Value = 1, hard: Value = False, eps: Value = 0, axis: Value = -1
) -> Tensor:
    tensor = ctx.tensor(a)
    ctx.axis(axis, tensor.ndim, tensor.shape)
    return tensor.like()


@op("F: normalize (a, p=2.0, axis=1, eps=1e-12)")
def normalize(ctx: Context, a: Value, p: Value = 2.0, axis: Value = 1, eps: Value = 0) -> Tensor:
    tensor = ctx.tensor(a)
    if tensor.kind in ("int", "bool"):
        raise Broken("mean_of_integers", tensor.shape, name="normalize", dtype=tensor.dtype)
    ctx.axes(axis, tensor.shape)
    return replace(tensor.like(), strides=elementwise(ctx, tensor.shape, [tensor]))


def normalized_last(ctx: Context, tensor: Tensor, normalized_shape: Shape) -> Tensor:
    """layer_norm: the last axes must be exactly `normalized_shape`."""
    count = len(normalized_shape)
    if tensor.kind in ("int", "bool"):
        raise Broken("mean_of_integers", tensor.shape, name="layer_norm", dtype=tensor.dtype)
    if tensor.ndim < count or not ctx.same_shape(
        tensor.shape[tensor.ndim - count :], normalized_shape
    ):
        raise Broken("layer_norm", tensor.shape, normalized_shape)
    return tensor.like()


@op(
    "F: layer_norm (a, normalized_shape, weight=None, bias=None, eps=1e-05)",
    "torch: layer_norm (a, normalized_shape, weight=None, bias=None, eps=1e-05)",
    "F: rms_norm (a, normalized_shape, weight=None, eps=None)",
)
def layer_norm(
    ctx: Context,
    a: Value,
    normalized_shape: Value,
    weight: Value = None,
    bias: Value = None,
    eps: Value = 0,
) -> Tensor:
    if not isinstance(normalized_shape, tuple | list):
        raise Broken("not_a_shape", got="int")
    shape = ctx.shape(normalized_shape)
    for parameter in (weight, bias):
        if isinstance(parameter, Tensor) and not ctx.same_shape(parameter.shape, shape):
            raise Broken("layer_norm", parameter.shape, shape)
    return normalized_last(ctx, ctx.tensor(a), shape)


@op(
    "F: batch_norm (a, running_mean, running_var, weight=None, bias=None, training=False, "
    "momentum=0.1, eps=1e-05)"
)
def batch_norm(
    ctx: Context,
    a: Value,
    running_mean: Value,
    running_var: Value,
    weight: Value = None,
    bias: Value = None,
    **_: Value,
) -> Tensor:
    tensor = ctx.tensor(a)
    for parameter in (running_mean, running_var, weight, bias):
        if isinstance(parameter, Tensor):
            normalized_channels(ctx, tensor, parameter.shape[0])
    return tensor.like()


def normalized_channels(ctx: Context, tensor: Tensor, count: Dim) -> None:
    channels = tensor.shape[1] if tensor.ndim > 1 else 0
    if not ctx.same(channels, count):
        raise Broken("channels", tensor.shape, (count,), expected=count, found=channels)


@op("F: group_norm (a, num_groups, weight=None, bias=None, eps=1e-05)")
def group_norm(
    ctx: Context,
    a: Value,
    num_groups: Value,
    weight: Value = None,
    bias: Value = None,
    eps: Value = 0,
) -> Tensor:
    tensor, groups = ctx.tensor(a), ctx.integer(num_groups)
    if tensor.ndim < 2:
        raise Broken("matrix_rank", tensor.shape)
    if not ctx.same(tensor.shape[1] // groups * groups, tensor.shape[1]):
        raise Broken("not_divisible", tensor.shape, size=tensor.shape[1], parts=groups)
    for parameter in (weight, bias):
        if isinstance(parameter, Tensor):
            normalized_channels(ctx, tensor, parameter.shape[0])
    return tensor.like()


@op(
    "F: instance_norm (a, running_mean=None, running_var=None, weight=None, bias=None, "
    "use_input_stats=True, momentum=0.1, eps=1e-05)",
    "F: local_response_norm (a, size, alpha=0.0001, beta=0.75, k=1.0)",
)
def instance_norm(ctx: Context, a: Value, **_: Value) -> Tensor:
    return ctx.tensor(a).like()
