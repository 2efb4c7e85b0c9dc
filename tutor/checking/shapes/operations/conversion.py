"""What becomes a tensor, and a tensor of another dtype or library: array, astype, to, item."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.promotion import kind_of
from tutor.checking.shapes.operations.unary import torch_unary
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.values import DType, Scalar, Tensor, Value

add("Tensor: cpu cuda detach_ (a, *where)", lambda ctx, a, *where: a)
add("Tensor: requires_grad_ (a, requires_grad=True)", torch_unary("same"))


@op("ndarray: astype (a, dtype, copy=True, order='K', casting='unsafe')")
def astype(ctx: Context, a: Tensor, dtype: Value, **_: Value) -> Tensor:
    return converted(a, ctx.dtype(dtype, a.dtype))


def converted(tensor: Tensor, dtype: str) -> Tensor:
    """The tensor in another dtype; what is known of its elements stays known."""
    keep = kind_of(dtype) in ("int", "bool") or tensor.kind in ("int", "bool")
    values = tensor.values if keep and kind_of(dtype) != "bool" else None
    bounds = tensor.bounds if kind_of(dtype) == "int" and tensor.kind == "int" else None
    if dtype == tensor.dtype:
        return tensor
    made = replace(tensor.like(dtype=dtype), values=values, bounds=bounds, nonzero=tensor.nonzero)
    return replace(made, strides=tensor.strides)


@op("Tensor: to type (a, *targets, dtype=None, copy=False, non_blocking=False)")
def to(ctx: Context, a: Tensor, *targets: Value, dtype: Value = None, **_: Value) -> Tensor:
    for target in (*targets, dtype):
        if isinstance(target, DType):
            return converted(a, target.name)
        if isinstance(target, Tensor):
            return converted(a, target.dtype)
    return a


@op("Tensor: type_as (a, b)")
def type_as(ctx: Context, a: Tensor, b: Tensor) -> Tensor:
    return converted(a, b.dtype)


for _name, _dtype in {
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "bfloat16": "bfloat16",
    "int": "int32",
    "long": "int64",
    "short": "int16",
    "byte": "uint8",
    "bool": "bool",
}.items():
    add(f"Tensor: {_name} (a)", lambda ctx, a, dtype=_dtype: converted(a, dtype))


@op("Tensor: numpy (a, *, force=False)")
def numpy(ctx: Context, a: Tensor, force: Value = False) -> Tensor:
    return replace(a, library="numpy")


@op(
    "torch: from_numpy (a)",
    "torch: as_tensor (a, dtype=None, device=None)",
    "torch: asarray (a, dtype=None, device=None)",
)
def from_numpy(ctx: Context, a: Value, dtype: Value = None, **_: Value) -> Tensor:
    tensor = ctx.array(a, "torch")
    return replace(tensor, library="torch", dtype=ctx.dtype(dtype, tensor.dtype), scalar=False)


@op("Tensor: item (a)", "ndarray: item (a, *index)")
def item(ctx: Context, a: Tensor, *index: Value) -> Value:
    if not index and not ctx.is_one(ctx.total(a.shape)):
        raise Broken("not_one_element", a.shape)
    return a.values[0] if a.values and not index else Scalar(a.kind)


@op("np, torch: result_type promote_types can_cast (a, b)")
def result_type(ctx: Context, a: Value, b: Value) -> Value:
    raise Unsupported("dtypes as values")


@op("Tensor: new_tensor (a, data, *, dtype=None)")
def new_tensor(ctx: Context, a: Tensor, data: Value, dtype: Value = None) -> Tensor:
    return torch_tensor(ctx, data, dtype)


@op(
    "np: array asarray asanyarray asfarray (a, dtype=None, copy=True, order='K', subok=False, "
    "ndmin=0, *, like=None)",
)
def array(ctx: Context, a: Value, dtype: Value = None, ndmin: Value = 0, **_: Value) -> Tensor:
    tensor = ctx.array(a)
    if tensor.library != "numpy":
        tensor = replace(tensor, library="numpy")
    shape = (1,) * (int(ndmin) - tensor.ndim) + tensor.shape
    name = ctx.dtype(dtype, tensor.dtype)
    result = replace(tensor, shape=shape, dtype=name, scalar=False)
    return result if name == tensor.dtype else _cast(result)


def _cast(tensor: Tensor) -> Tensor:
    return tensor if tensor.kind == "int" else replace(tensor, values=None, bounds=None)


@op(
    "torch: tensor (data, dtype=None)",
    "torch: LongTensor IntTensor FloatTensor BoolTensor DoubleTensor Tensor (*data)",
)
def torch_tensor(ctx: Context, data: Value, dtype: Value = None) -> Tensor:
    _refuse_tensors_inside(ctx, data)
    tensor = ctx.array(data, "torch")
    if isinstance(data, Tensor) and data.library == "numpy":
        tensor = replace(tensor, library="torch", scalar=False)
    name = ctx.dtype(dtype, tensor.dtype)
    return _cast(replace(tensor, dtype=name)) if name != tensor.dtype else tensor


def _refuse_tensors_inside(ctx: Context, data: Value) -> None:
    """`torch.tensor([a, b])` takes only tensors of one element."""
    if isinstance(data, list | tuple):
        for item in data:
            if (
                isinstance(item, Tensor)
                and item.library == "torch"
                and not ctx.is_one(ctx.total(item.shape))
            ):
                raise Broken("tensor_of_tensors", item.shape)
            _refuse_tensors_inside(ctx, item)


@op("np, ndarray: tolist (a)", "Tensor: tolist (a)")
def tolist(ctx: Context, a: Tensor) -> Value:
    if not a.shape:
        return a.values[0] if a.values else Scalar(a.kind)
    if a.values is not None and a.ndim == 1:
        return list(a.values)
    raise Unsupported("`tolist` of what only a run would tell")


@op("np: fromiter (a, dtype, count=-1)")
def fromiter(ctx: Context, a: Value, dtype: Value, count: Value = -1) -> Tensor:
    return ctx.array(a).like(dtype=ctx.dtype(dtype, "float64"))
