"""Tensors filled with one number: zeros, ones, full, empty, and those like another."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.numbers import number_kind
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.strides import elementwise
from tutor.checking.shapes.values import Tensor, Value, is_size

add(
    "Tensor: zero_ normal_ uniform_ fill_ exponential_ random_ (a, *values, mean=0, std=1)",
    lambda ctx, a, *v, **k: a,
)


def _constant(shape: tuple[Dim, ...], dtype: str, library: str, value: int | None) -> Tensor:
    """A tensor filled with one number: what is known of it follows."""
    tensor = Tensor(shape, dtype, library)
    if value is None:
        return tensor
    total: Dim = 1
    for size in shape:
        total = total * size
    tensor = replace(tensor, nonzero=total if value else 0)
    return replace(tensor, bounds=(value, value)) if dtype.startswith(("int", "uint")) else tensor


@op("np: zeros (shape, dtype=None, order='C', *, like=None)")
def zeros(ctx: Context, shape: Value, dtype: Value = None, **_: Value) -> Tensor:
    return _constant(ctx.new_shape(shape), ctx.dtype(dtype, "float64"), "numpy", 0)


@op("np: ones (shape, dtype=None, order='C', *, like=None)")
def ones(ctx: Context, shape: Value, dtype: Value = None, **_: Value) -> Tensor:
    return _constant(ctx.new_shape(shape), ctx.dtype(dtype, "float64"), "numpy", 1)


@op("np: empty (shape, dtype=None, order='C', *, like=None)")
def empty(ctx: Context, shape: Value, dtype: Value = None, **_: Value) -> Tensor:
    return Tensor(ctx.new_shape(shape), ctx.dtype(dtype, "float64"))


@op("np: full (shape, fill_value, dtype=None, order='C', *, like=None)")
def full(ctx: Context, shape: Value, fill_value: Value, dtype: Value = None, **_: Value) -> Tensor:
    value = ctx.array(fill_value)
    sizes = ctx.new_shape(shape)
    ctx.broadcast_to(value.shape, sizes)
    return _constant(sizes, ctx.dtype(dtype, value.dtype), "numpy", _plain(fill_value))


def _plain(value: Value) -> int | None:
    if isinstance(value, bool | int):
        return int(value)
    return None


@op("torch: zeros (*sizes, dtype=None, out=None)")
def torch_zeros(ctx: Context, *sizes: Value, dtype: Value = None, out: Value = None) -> Tensor:
    return _constant(_torch_sizes(ctx, sizes), ctx.dtype(dtype, ctx.default_dtype), "torch", 0)


@op("torch: ones (*sizes, dtype=None, out=None)")
def torch_ones(ctx: Context, *sizes: Value, dtype: Value = None, out: Value = None) -> Tensor:
    return _constant(_torch_sizes(ctx, sizes), ctx.dtype(dtype, ctx.default_dtype), "torch", 1)


@op("torch: empty (*sizes, dtype=None, out=None)")
def torch_empty(ctx: Context, *sizes: Value, dtype: Value = None, out: Value = None) -> Tensor:
    return Tensor(_torch_sizes(ctx, sizes), ctx.dtype(dtype, ctx.default_dtype), "torch")


def _torch_sizes(ctx: Context, sizes: tuple[Value, ...]) -> tuple[Dim, ...]:
    shape = ctx.varargs_shape(sizes)
    for size in shape:
        if ctx.is_negative(size):
            raise Broken("negative_size", shape, size=size)
    return shape


@op("torch: full (shape, fill_value, *, dtype=None)")
def torch_full(ctx: Context, shape: Value, fill_value: Value, dtype: Value = None) -> Tensor:
    if is_size(shape):
        raise Broken("not_a_shape", got="int")
    default = {"int": "int64", "bool": "bool", "complex": "complex64"}.get(
        fill_value.kind if isinstance(fill_value, Tensor) else number_kind(fill_value),
        ctx.default_dtype,
    )
    sizes = ctx.new_shape(shape)
    return _constant(sizes, ctx.dtype(dtype, default), "torch", _plain(fill_value))


@op(
    "np: zeros_like ones_like empty_like (a, dtype=None, order='K', subok=True, shape=None)",
    "torch: zeros_like ones_like empty_like rand_like randn_like (a, *, dtype=None)",
)
def like(ctx: Context, a: Value, dtype: Value = None, shape: Value = None, **_: Value) -> Tensor:
    tensor = ctx.tensor(a) if ctx.flavour == "torch" and not isinstance(a, Tensor) else ctx.array(a)
    sizes = tensor.shape if shape is None else ctx.new_shape(shape)
    made = tensor.like(sizes, ctx.dtype(dtype, tensor.dtype))
    if tensor.library == "torch":
        made = replace(made, strides=elementwise(ctx, tensor.shape, [tensor]))
    return made


@op(
    "np: full_like (a, fill_value, dtype=None, order='K', subok=True, shape=None)",
    "torch: full_like (a, fill_value, *, dtype=None)",
)
def full_like(
    ctx: Context, a: Value, fill_value: Value, dtype: Value = None, shape: Value = None, **_: Value
) -> Tensor:
    tensor = ctx.array(a)
    if isinstance(fill_value, Tensor):
        ctx.broadcast_to(fill_value.shape, tensor.shape)
    return tensor.like(
        tensor.shape if shape is None else ctx.new_shape(shape), ctx.dtype(dtype, tensor.dtype)
    )


@op("torch: randint_like (a, low, high=None, *, dtype=None)")
def randint_like(
    ctx: Context, a: Value, low: Value, high: Value = None, dtype: Value = None
) -> Tensor:
    return ctx.tensor(a).like(dtype=ctx.dtype(dtype, ctx.tensor(a).dtype))


@op("Tensor: new_zeros new_ones new_empty (a, *sizes, dtype=None)")
def new_zeros(ctx: Context, a: Tensor, *sizes: Value, dtype: Value = None) -> Tensor:
    return a.like(_torch_sizes(ctx, sizes), ctx.dtype(dtype, a.dtype))


@op("Tensor: new_full (a, size, fill_value, *, dtype=None)")
def new_full(
    ctx: Context, a: Tensor, size: Value, fill_value: Value, dtype: Value = None
) -> Tensor:
    return a.like(ctx.new_shape(size), ctx.dtype(dtype, a.dtype))


@op("torch: scalar_tensor (s, *, dtype=None)")
def scalar_tensor(ctx: Context, s: Value, dtype: Value = None) -> Tensor:
    return Tensor((), ctx.dtype(dtype, ctx.default_dtype), "torch")


@op("ndarray: fill (a, value)")
def fill(ctx: Context, a: Tensor, value: Value) -> None:
    return None
