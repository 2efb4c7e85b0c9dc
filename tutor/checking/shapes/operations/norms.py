"""Norms of vectors and matrices."""

from __future__ import annotations

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.promotion import as_float
from tutor.checking.shapes.operations.reductions import marked, reduced, reduced_dtype, scalar_axes
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.values import Tensor, Value


@op("np.linalg: norm (a, ord=None, axis=None, keepdims=False)")
def norm(
    ctx: Context, a: Value, ord: Value = None, axis: Value = None, keepdims: Value = False
) -> Tensor:
    tensor = ctx.array(a)
    if axis is None and ord is not None and tensor.ndim not in (1, 2):
        raise Broken("norm_rank", tensor.shape)
    if isinstance(axis, tuple | list) and len(axis) > 2:
        raise Broken("norm_rank", tensor.shape)
    axes = (
        1
        if axis is not None and not isinstance(axis, tuple | list)
        else (len(axis) if axis is not None else tensor.ndim)
    )
    if isinstance(ord, str) and (axes == 1 or ord not in ("fro", "nuc")):
        raise Broken("norm_order", tensor.shape, order=ord)
    shape = reduced(ctx, tensor.shape, axis, keepdims)
    result = tensor.like(shape, reduced_dtype(ctx, tensor, "real"))
    return marked(ctx, result, tensor, "norm", axis)


@op(
    "torch, Tensor: norm (a, p='fro', axis=None, keepdims=False, dtype=None)",
    "torch.linalg: norm vector_norm (a, ord=None, axis=None, keepdims=False, *, dtype=None)",
    "np.linalg: vector_norm (a, *, axis=None, keepdims=False, ord=2)",
)
def torch_norm(
    ctx: Context,
    a: Value,
    p: Value = None,
    ord: Value = None,
    axis: Value = None,
    keepdims: Value = False,
    dtype: Value = None,
) -> Tensor:
    tensor = ctx.operand(a)
    if tensor.kind in ("int", "bool") and tensor.library == "torch":
        raise Broken("mean_of_integers", tensor.shape, name="norm", dtype=tensor.dtype)
    shape = reduced(ctx, scalar_axes(tensor.shape, axis), axis, keepdims)
    if not tensor.shape:
        shape = ()
    return marked(ctx, tensor.like(shape, reduced_dtype(ctx, tensor, "real")), tensor, "norm", axis)


@op(
    "torch.linalg: matrix_norm (a, ord='fro', axis=(-2, -1), keepdims=False, *, dtype=None)",
    "np.linalg: matrix_norm (a, *, keepdims=False, ord='fro', axis=(-2, -1))",
)
def matrix_norm(
    ctx: Context,
    a: Value,
    ord: Value = "fro",
    axis: Value = (-2, -1),
    keepdims: Value = False,
    dtype: Value = None,
) -> Tensor:
    tensor = ctx.operand(a)
    if tensor.ndim < 2:
        raise Broken("matrix_rank", tensor.shape)
    return tensor.like(reduced(ctx, tensor.shape, axis, keepdims), as_float(ctx, tensor))
