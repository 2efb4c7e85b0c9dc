"""Layers that keep the shape: activations, dropout, instance norm; Softmax, GLU, PReLU."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes import registry
from tutor.checking.shapes.context import Context
from tutor.checking.shapes.operations.modules import parameter, through
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.strides import elementwise
from tutor.checking.shapes.values import Module, Tensor, Value

add(
    "nn: Softmax2d ()",
    lambda ctx: Module("Softmax2d", lambda c, x: registry.call(c, "F", "softmax", [x, -3], {})),
)
add("nn: GLU (axis=-1)", through("F", "glu"))
add(
    "nn: Softmax LogSoftmax Softmin (axis=None)",
    lambda ctx, axis=None: Module(
        "Softmax", lambda c, x: registry.call(c, "F", "softmax", [x, axis], {})
    ),
)
SAME = """ReLU ReLU6 GELU SiLU Mish Sigmoid Tanh ELU SELU CELU LeakyReLU Softplus Hardswish
Hardsigmoid Hardtanh Softsign Tanhshrink LogSigmoid Softshrink Hardshrink Threshold
RReLU Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout Identity
InstanceNorm1d InstanceNorm2d InstanceNorm3d LocalResponseNorm"""


def _same(ctx: Context, *_: Value, **__: Value) -> Module:
    def forward(ctx: Context, x: Value) -> Tensor:
        tensor = ctx.tensor(x)
        return replace(tensor.like(), strides=elementwise(ctx, tensor.shape, [tensor]))

    return Module("same shape", forward)


add(f"nn: {SAME} (*settings, **more)", _same)


@op("nn: PReLU (num_parameters=1, init=0.25)")
def prelu(ctx: Context, num_parameters: Value = 1, init: Value = 0.25) -> Module:
    weight = parameter(ctx.integer(num_parameters))
    return Module(
        "PReLU", lambda c, x: registry.call(c, "F", "prelu", [x, weight], {}), {"weight": weight}
    )
