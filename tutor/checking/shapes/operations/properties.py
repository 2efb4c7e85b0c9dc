"""What is known of a tensor without its elements: shape, size, numel, finfo."""

from __future__ import annotations

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.values import Scalar, Tensor, Value


@op("np: shape (a)")
def shape_of(ctx: Context, a: Value) -> Value:
    return ctx.array(a).shape


@op("np: ndim (a)")
def ndim_of(ctx: Context, a: Value) -> Value:
    return ctx.array(a).ndim


@op("np: size (a, axis=None)")
def size_of(ctx: Context, a: Value, axis: Value = None) -> Value:
    tensor = ctx.array(a)
    return ctx.total(tensor.shape) if axis is None else tensor.shape[ctx.axis(axis, tensor.ndim)]


@op("Tensor: size (a, axis=None)")
def torch_size(ctx: Context, a: Tensor, axis: Value = None) -> Value:
    return a.shape if axis is None else a.shape[ctx.axis(axis, a.ndim, a.shape)]


@op("Tensor: numel nelement (a)", "torch: numel (a)")
def numel(ctx: Context, a: Tensor) -> Value:
    return ctx.total(a.shape)


@op("Tensor: dim ndimension (a)")
def dim(ctx: Context, a: Tensor) -> Value:
    return a.ndim


@op(
    "Tensor: is_floating_point is_complex is_contiguous (a)",
    "torch: is_tensor is_floating_point is_complex (a)",
)
def is_floating_point(ctx: Context, a: Value) -> Value:
    return Scalar("bool")


@op("np: finfo iinfo (dtype)", "torch: finfo iinfo (dtype=None)")
def finfo(ctx: Context, dtype: Value = None) -> Value:
    return Limits()


class Limits:
    """`np.finfo(np.float32)`: eps, max, min and tiny are plain floats."""


@op("np: isscalar iscomplexobj isrealobj issubdtype (a, b=None)")
def is_scalar(ctx: Context, a: Value, b: Value = None) -> Value:
    return Scalar("bool")
