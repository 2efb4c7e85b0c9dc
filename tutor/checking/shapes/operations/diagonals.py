"""Diagonals and triangles: eye, diag, diagonal, tril, triu, and their indices."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.strides import strides_of
from tutor.checking.shapes.values import Tensor, Value


@op(
    "np: eye (N, M=None, k=0, dtype=None, order='C', *, like=None)",
    "torch: eye (N, M=None, *, n=None, m=None, dtype=None)",
)
def eye(
    ctx: Context,
    N: Value,  # noqa: N803
    M: Value = None,  # noqa: N803
    k: Value = 0,
    dtype: Value = None,
    n: Value = None,
    m: Value = None,
    **_: Value,
) -> Tensor:
    rows = ctx.integer(N if n is None else n)
    other = M if m is None else m
    columns = rows if other is None else ctx.integer(other)
    library = "torch" if ctx.called == "torch" else "numpy"
    for size in (rows, columns):
        if ctx.is_negative(size):
            raise Broken("negative_size", (rows, columns), size=size)
    tensor = Tensor((rows, columns), ctx.dtype(dtype, ctx.float_of(library)), library)
    return replace(tensor, nonzero=ctx.world.minimum(rows, columns)) if k == 0 else tensor


@op("np: identity (n, dtype=None)")
def identity(ctx: Context, n: Value, dtype: Value = None) -> Tensor:
    return eye(ctx, n, dtype=dtype)


@op("np: tri (N, M=None, k=0, dtype=None)")
def tri(ctx: Context, N: Value, M: Value = None, k: Value = 0, dtype: Value = None) -> Tensor:  # noqa: N803
    rows = ctx.integer(N)
    columns = rows if M is None else ctx.integer(M)
    return _triangle_count(ctx, Tensor((rows, columns), ctx.dtype(dtype, "float64")), k, lower=True)


def _triangle_count(ctx: Context, tensor: Tensor, k: Value, lower: bool) -> Tensor:
    """A square triangle of ones has n(n + 1)/2 of them, shifted by k."""
    rows, columns = tensor.shape[-2:]
    if tensor.ndim != 2 or not isinstance(k, int) or not ctx.same(rows, columns):
        return tensor
    shift = -k if lower else k
    if shift < -1:
        return tensor
    inner = rows - shift
    if ctx.is_negative(inner):
        return tensor
    return replace(tensor, nonzero=inner * (inner + 1) // 2)


@op("np: tril (a, k=0)", "torch, Tensor: tril (a, k=0, *, diagonal=0)")
def tril(ctx: Context, a: Value, k: Value = 0, diagonal: Value = 0) -> Tensor:
    return _triangle(ctx, a, k or diagonal, lower=True)


@op("np: triu (a, k=0)", "torch, Tensor: triu (a, k=0, *, diagonal=0)")
def triu(ctx: Context, a: Value, k: Value = 0, diagonal: Value = 0) -> Tensor:
    return _triangle(ctx, a, k or diagonal, lower=False)


def _triangle(ctx: Context, a: Value, k: Value, lower: bool) -> Tensor:
    tensor = ctx.operand(a)
    if tensor.ndim < 2:
        if tensor.library == "numpy" and tensor.ndim == 1:
            return tensor.like((tensor.shape[0], tensor.shape[0]))
        raise Broken("matrix_rank", tensor.shape)
    result = tensor.like()
    full = tensor.nonzero is not None and ctx.same(tensor.nonzero, ctx.total(tensor.shape))
    return _triangle_count(ctx, result, k, lower) if full else result


@op("np: tril_indices (n, k=0, m=None)")
def tril_indices(ctx: Context, n: Value, k: Value = 0, m: Value = None) -> Value:
    return _indices(ctx, n, k, m, lower=True)


@op("np: triu_indices (n, k=0, m=None)")
def triu_indices(ctx: Context, n: Value, k: Value = 0, m: Value = None) -> Value:
    return _indices(ctx, n, k, m, lower=False)


@op("np: tril_indices_from (a, k=0)")
def tril_indices_from(ctx: Context, a: Value, k: Value = 0) -> Value:
    tensor = ctx.array(a)
    return _indices(ctx, tensor.shape[-2], k, tensor.shape[-1], lower=True)


@op("np: triu_indices_from (a, k=0)")
def triu_indices_from(ctx: Context, a: Value, k: Value = 0) -> Value:
    tensor = ctx.array(a)
    return _indices(ctx, tensor.shape[-2], k, tensor.shape[-1], lower=False)


@op("torch: tril_indices (row, col, offset=0, *, dtype=None)")
def torch_tril_indices(
    ctx: Context, row: Value, col: Value, offset: Value = 0, dtype: Value = None
) -> Tensor:
    rows, _ = _indices(ctx, row, offset, col, lower=True)
    return Tensor((2, rows.shape[0]), "int64", "torch")


@op("torch: triu_indices (row, col, offset=0, *, dtype=None)")
def torch_triu_indices(
    ctx: Context, row: Value, col: Value, offset: Value = 0, dtype: Value = None
) -> Tensor:
    rows, _ = _indices(ctx, row, offset, col, lower=False)
    return Tensor((2, rows.shape[0]), "int64", "torch")


def _indices(ctx: Context, n: Value, k: Value, m: Value, lower: bool) -> tuple[Tensor, Tensor]:
    rows = ctx.integer(n)
    columns = rows if m is None else ctx.integer(m)
    if isinstance(rows, int) and isinstance(columns, int) and isinstance(k, int) and rows <= 2000:
        count: Dim = sum(
            max(0, min(columns, i + k + 1)) if lower else max(0, columns - max(0, i + k))
            for i in range(rows)
        )
    else:
        known = _triangle_count(ctx, Tensor((rows, columns)), k, lower)
        if known.nonzero is None:
            raise Unsupported("a triangle of this form")
        count = known.nonzero
    return (
        Tensor((count,), "int64", bounds=(0, rows - 1)),
        Tensor((count,), "int64", bounds=(0, columns - 1)),
    )


@op("np: diag_indices (n, ndim=2)")
def diag_indices(ctx: Context, n: Value, ndim: Value = 2) -> Value:
    size = ctx.integer(n)
    return (Tensor((size,), "int64", bounds=(0, size - 1)),) * int(ndim)


@op("np: diag (a, k=0)", "torch, Tensor: diag (a, k=0, *, diagonal=0)")
def diag(ctx: Context, a: Value, k: Value = 0, diagonal: Value = 0) -> Tensor:
    tensor = ctx.operand(a)
    shift = ctx.integer(k or diagonal)
    if tensor.ndim == 1:
        size = tensor.shape[0] + (-shift if ctx.is_negative(shift) else shift)
        return replace(tensor.like((size, size)))
    if tensor.ndim != 2:
        raise Broken("rank_at_most", tensor.shape, most=2)
    return tensor.like((diagonal_length(ctx, tensor.shape[0], tensor.shape[1], shift),))


def diagonal_length(ctx: Context, rows: Dim, columns: Dim, shift: Dim) -> Dim:
    if ctx.is_negative(shift):
        rows = rows + shift
    else:
        columns = columns - shift
    return ctx.world.maximum(ctx.world.minimum(rows, columns), 0)


@op(
    "np: diagonal (a, offset=0, axis1=0, axis2=1)",
    "ndarray: diagonal (a, offset=0, axis1=0, axis2=1)",
    "torch, Tensor: diagonal (a, offset=0, axis1=0, axis2=1, *, dim1=None, dim2=None)",
)
def diagonal(
    ctx: Context,
    a: Value,
    offset: Value = 0,
    axis1: Value = 0,
    axis2: Value = 1,
    dim1: Value = None,
    dim2: Value = None,
) -> Tensor:
    tensor = ctx.operand(a)
    if tensor.ndim < 2:
        raise Broken("matrix_rank", tensor.shape)
    i = ctx.axis(axis1 if dim1 is None else dim1, tensor.ndim, tensor.shape)
    j = ctx.axis(axis2 if dim2 is None else dim2, tensor.ndim, tensor.shape)
    if i == j:
        raise Broken("repeated_axis", tensor.shape, axes=(i, j))
    kept = [place for place in range(tensor.ndim) if place not in (i, j)]
    length = diagonal_length(ctx, tensor.shape[i], tensor.shape[j], ctx.integer(offset))
    result = tensor.like((*(tensor.shape[place] for place in kept), length))
    if tensor.library == "torch":
        steps = strides_of(tensor)
        strides = (*(steps[place] for place in kept), steps[i] + steps[j])
        result = replace(result, strides=strides)
    return result


@op("torch, Tensor: diag_embed (a, offset=0, dim1=-2, dim2=-1)")
def diag_embed(
    ctx: Context, a: Value, offset: Value = 0, dim1: Value = -2, dim2: Value = -1
) -> Tensor:
    tensor = ctx.tensor(a)
    if (dim1, dim2) != (-2, -1):
        raise Unsupported("diag_embed into other axes")
    shift = ctx.integer(offset)
    size = tensor.shape[-1] + (-shift if ctx.is_negative(shift) else shift)
    return tensor.like((*tensor.shape[:-1], size, size))


@op("np: diagflat (a, k=0)", "torch, Tensor: diagflat (a, k=0)")
def diagflat(ctx: Context, a: Value, k: Value = 0) -> Tensor:
    tensor = ctx.operand(a)
    size = ctx.total(tensor.shape) + abs(int(k))
    return tensor.like((size, size))


@op("np: fill_diagonal (a, val, wrap=False)")
def fill_diagonal(ctx: Context, a: Value, val: Value, wrap: Value = False) -> None:
    tensor = ctx.array(a)
    if tensor.ndim < 2:
        raise Broken("matrix_rank", tensor.shape)


@op("Tensor: fill_diagonal_ (a, value, wrap=False)")
def torch_fill_diagonal(ctx: Context, a: Tensor, value: Value, wrap: Value = False) -> Tensor:
    if a.ndim < 2:
        raise Broken("matrix_rank", a.shape)
    return a


@op("np: diag_indices_from (a)")
def diag_indices_from(ctx: Context, a: Value) -> Value:
    tensor = ctx.array(a)
    return diag_indices(ctx, tensor.shape[0], tensor.ndim)
