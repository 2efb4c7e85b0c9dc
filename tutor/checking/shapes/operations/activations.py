"""Activations and dropout: relu, gelu, softplus, sigmoid, glu, prelu."""

from __future__ import annotations

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.promotion import as_float
from tutor.checking.shapes.operations.unary import torch_unary
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.values import Tensor, Value

ACTIVATIONS: dict[str, str] = {
    "relu relu6 silu mish hardswish hardsigmoid selu softsign tanhshrink logsigmoid": (
        "a, inplace=False"
    ),
    "gelu": "a, approximate='none'",
    "elu celu": "a, alpha=1.0, inplace=False",
    "leaky_relu": "a, negative_slope=0.01, inplace=False",
    "softplus": "a, beta=1, threshold=20",
    "hardtanh": "a, min_val=-1.0, max_val=1.0, inplace=False",
    "softshrink hardshrink": "a, lambd=0.5",
    "threshold": "a, threshold, value, inplace=False",
    "rrelu": "a, lower=0.125, upper=0.333, training=False, inplace=False",
    "dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout": "a, p=0.5, "
    "training=True, inplace=False",
}
# Those that `torch` has too.
SHORT = {"relu", "selu", "celu", "threshold", "rrelu"}
SHORT |= {"dropout", "alpha_dropout", "feature_alpha_dropout"}
for _names, _parameters in ACTIVATIONS.items():
    add(f"F: {_names} ({_parameters})", torch_unary("same"))
    _short = " ".join(name for name in _names.split() if name in SHORT)
    if _short:
        _renamed = _parameters.replace("training=True", "train=True")
        add(f"torch: {_short} ({_renamed})", torch_unary("same"))
add("Tensor: relu hardshrink (a)", torch_unary("same"))


@op("F: sigmoid tanh (a)", "torch.special: expit erf (a)")
def float_activation(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.tensor(a)
    return tensor.like(dtype=as_float(ctx, tensor))


@op("F: glu (a, axis=-1)", "torch: glu (a, axis=-1)")
def glu(ctx: Context, a: Value, axis: Value = -1) -> Tensor:
    tensor = ctx.tensor(a)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    size = tensor.shape[place]
    if not ctx.same(size // 2 * 2, size):
        raise Broken("not_divisible", tensor.shape, size=size, parts=2)
    return tensor.like((*tensor.shape[:place], size // 2, *tensor.shape[place + 1 :]))


@op("F: prelu (a, weight)", "torch, Tensor: prelu (a, weight)")
def prelu(ctx: Context, a: Value, weight: Value) -> Tensor:
    tensor, slope = ctx.tensor(a), ctx.tensor(weight)
    count = ctx.total(slope.shape)
    channels = tensor.shape[1] if tensor.ndim > 1 else 1
    if not ctx.is_one(count) and not ctx.same(count, channels):
        raise Broken("channels", tensor.shape, slope.shape, expected=count, found=channels)
    return tensor
