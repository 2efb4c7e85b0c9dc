"""Matrices, one or a batch: inverse, determinant, decompositions, solving."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.diagonals import diagonal as plain
from tutor.checking.shapes.operations.products import of_rank, product_of
from tutor.checking.shapes.operations.promotion import as_float
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.strides import row_major
from tutor.checking.shapes.values import Record, Scalar, Tensor, Value


def _matrix(ctx: Context, a: Value, square: bool = False) -> Tensor:
    tensor = ctx.operand(a)
    if tensor.ndim < 2:
        raise Broken("matrix_rank", tensor.shape)
    if square and not ctx.same(tensor.shape[-1], tensor.shape[-2]):
        raise Broken("square", tensor.shape)
    if tensor.library == "torch" and tensor.kind in ("int", "bool"):
        raise Broken("mean_of_integers", tensor.shape, name="linalg", dtype=tensor.dtype)
    return tensor.like(dtype=as_float(ctx, tensor))


def _real(tensor: Tensor) -> str:
    return {"complex64": "float32", "complex128": "float64"}.get(tensor.dtype, tensor.dtype)


@op(
    "np.linalg: inv cholesky (a, upper=False)",
    "torch.linalg: inv cholesky matrix_exp (a, *, upper=False)",
    "torch, Tensor: inverse cholesky matrix_exp (a, upper=False)",
)
def inv(ctx: Context, a: Value, upper: Value = False) -> Tensor:
    tensor = _matrix(ctx, a, square=True)
    return _column_major(tensor) if ctx.called_name in ("inv", "inverse") else tensor


def _column_major(tensor: Tensor) -> Tensor:
    """LAPACK writes columns; in torch the result lies so in memory."""
    if tensor.library == "numpy":
        return tensor
    steps = row_major((*tensor.shape[:-2], tensor.shape[-1], tensor.shape[-2]))
    return replace(tensor, strides=(*steps[:-2], steps[-1], steps[-2]))


@op(
    "np.linalg: matrix_power (a, n)",
    "torch.linalg: matrix_power (a, n)",
    "torch, Tensor: matrix_power (a, n)",
)
def matrix_power(ctx: Context, a: Value, n: Value) -> Tensor:
    return _matrix(ctx, a, square=True)


@op("np.linalg: det (a)", "torch.linalg: det (a)", "torch, Tensor: det logdet (a)")
def det(ctx: Context, a: Value) -> Tensor:
    tensor = _matrix(ctx, a, square=True)
    return tensor.like(tensor.shape[:-2])


@op("np.linalg: slogdet (a)", "torch.linalg: slogdet (a)", "torch, Tensor: slogdet (a)")
def slogdet(ctx: Context, a: Value) -> Value:
    tensor = _matrix(ctx, a, square=True)
    part = tensor.like(tensor.shape[:-2])
    return Record(("sign", "logabsdet"), (part, part.like(dtype=_real(tensor))))


@op("np.linalg: eig (a)", "torch.linalg: eig (a)")
def eig(ctx: Context, a: Value) -> Value:
    """Complex in torch; in NumPy complex only where an eigenvalue is, which a run tells."""
    tensor = _matrix(ctx, a, square=True)
    dtype = "complex64" if tensor.dtype == "float32" else "complex128"
    if tensor.library == "numpy":
        dtype = tensor.dtype
    return Record(
        ("eigenvalues", "eigenvectors"),
        (tensor.like(tensor.shape[:-1], dtype), tensor.like(dtype=dtype)),
    )


@op("np.linalg: eigh (a, UPLO='L')", "torch.linalg: eigh (a, UPLO='L')")
def eigh(ctx: Context, a: Value, UPLO: Value = "L") -> Value:  # noqa: N803
    tensor = _matrix(ctx, a, square=True)
    return Record(
        ("eigenvalues", "eigenvectors"), (tensor.like(tensor.shape[:-1], _real(tensor)), tensor)
    )


@op(
    "np.linalg: eigvals (a)",
    "np.linalg: eigvalsh (a, UPLO='L')",
    "torch.linalg: eigvals (a)",
    "torch.linalg: eigvalsh (a, UPLO='L')",
)
def eigvals(ctx: Context, a: Value, UPLO: Value = "L") -> Value:  # noqa: N803
    tensor = _matrix(ctx, a, square=True)
    return tensor.like(tensor.shape[:-1], _real(tensor))


@op(
    "np.linalg: svd (a, full_matrices=True, compute_uv=True, hermitian=False)",
    "torch.linalg: svd (a, full_matrices=True, *, driver=None)",
)
def svd(
    ctx: Context, a: Value, full_matrices: Value = True, compute_uv: Value = True, **_: Value
) -> Value:
    tensor = _matrix(ctx, a)
    *batch, m, n = tensor.shape
    k = ctx.world.minimum(m, n)
    singular = tensor.like((*batch, k), _real(tensor))
    if compute_uv is False:
        return singular
    left = tensor.like((*batch, m, m if full_matrices else k))
    right = tensor.like((*batch, n if full_matrices else k, n))
    return Record(("U", "S", "Vh"), (left, singular, right))


@op("torch, Tensor: svd (a, some=True, compute_uv=True)")
def torch_svd(ctx: Context, a: Value, some: Value = True, compute_uv: Value = True) -> Value:
    """The older torch.svd: V, not its transpose, and reduced unless some=False."""
    tensor = _matrix(ctx, a)
    *batch, m, n = tensor.shape
    k = ctx.world.minimum(m, n)
    return Record(
        ("U", "S", "V"),
        (
            tensor.like((*batch, m, k if some else m)),
            tensor.like((*batch, k), _real(tensor)),
            tensor.like((*batch, n, k if some else n)),
        ),
    )


@op("np.linalg: svdvals (a)", "torch.linalg: svdvals (a)")
def svdvals(ctx: Context, a: Value) -> Tensor:
    tensor = _matrix(ctx, a)
    return tensor.like((*tensor.shape[:-2], ctx.world.minimum(*tensor.shape[-2:])), _real(tensor))


@op(
    "np.linalg: qr (a, mode='reduced')",
    "torch.linalg: qr (a, mode='reduced')",
    "torch: qr (a, some=True)",
)
def qr(ctx: Context, a: Value, mode: Value = "reduced", some: Value = True) -> Value:
    tensor = _matrix(ctx, a)
    *batch, m, n = tensor.shape
    k = ctx.world.minimum(m, n)
    if mode == "r":
        upper = tensor.like((*batch, k, n))
        return (
            upper if tensor.library == "numpy" else Record(("Q", "R"), (tensor.like((0,)), upper))
        )
    if mode not in ("reduced", "complete"):
        raise Unsupported(f"qr mode {mode!r}")
    wide = m if mode == "complete" or some is False else k
    return Record(("Q", "R"), (tensor.like((*batch, m, wide)), tensor.like((*batch, wide, n))))


@op(
    "np.linalg: pinv (a, rcond=None, hermitian=False, *, rtol=None)",
    "torch.linalg: pinv (a, *, atol=None, rtol=None, hermitian=False)",
    "torch, Tensor: pinverse (a, rcond=1e-15)",
)
def pinv(ctx: Context, a: Value, **_: Value) -> Tensor:
    tensor = _matrix(ctx, a)
    *batch, m, n = tensor.shape
    return tensor.like((*batch, n, m))


@op(
    "np.linalg: matrix_rank (a, tol=None, hermitian=False, *, rtol=None)",
    "torch.linalg: matrix_rank (a, *, atol=None, rtol=None, hermitian=False)",
)
def matrix_rank(ctx: Context, a: Value, **_: Value) -> Tensor:
    tensor = ctx.operand(a)
    if tensor.ndim < 2 and tensor.library == "numpy":
        return tensor.like((), "int64")
    tensor = _matrix(ctx, a)
    return tensor.like(tensor.shape[:-2], "int64")


@op("np.linalg: cond (a, p=None)", "torch.linalg: cond (a, p=None)")
def cond(ctx: Context, a: Value, p: Value = None) -> Tensor:
    tensor = _matrix(ctx, a)
    return tensor.like(tensor.shape[:-2], _real(tensor))


@op("np.linalg: solve (a, b)", "torch.linalg: solve (a, b, *, left=True)")
def solve(ctx: Context, a: Value, b: Value, left: Value = True) -> Tensor:
    matrix = _matrix(ctx, a, square=True)
    right = ctx.operand(b, matrix)
    if not right.shape:
        raise Broken("matrix_rank", right.shape)
    n = matrix.shape[-1]
    if _is_vector(ctx, matrix, right):
        if not ctx.same(right.shape[-1], n):
            raise Broken("solve", matrix.shape, right.shape, left=n, right=right.shape[-1])
        batch = matrix.shape[:-2] if matrix.library == "numpy" else right.shape[:-1]
        return product_of(ctx, matrix, right.like(dtype=matrix.dtype), (*batch, n))
    if not ctx.same(right.shape[-2], n):
        raise Broken("solve", matrix.shape, right.shape, left=n, right=right.shape[-2])
    batch = ctx.broadcast(matrix.shape[:-2], right.shape[:-2])
    shape = (*batch, n, right.shape[-1])
    return _column_major(product_of(ctx, matrix, right.like(dtype=matrix.dtype), shape))


def _is_vector(ctx: Context, matrix: Tensor, right: Tensor) -> bool:
    """Whether b is a vector: if 1-d, and in torch also if its shape is A's batch and n."""
    if right.ndim == 1:
        return True
    if matrix.library == "numpy":
        return False
    return ctx.same_shape(right.shape, matrix.shape[:-1])


@op("np.linalg: lstsq (a, b, rcond=None)", "torch.linalg: lstsq (a, b, rcond=None, *, driver=None)")
def lstsq(ctx: Context, a: Value, b: Value, rcond: Value = None, driver: Value = None) -> Value:
    matrix = _matrix(ctx, a)
    right = ctx.operand(b, matrix)
    *batch, m, n = matrix.shape
    vector = right.ndim == 1
    rows = right.shape[0] if vector else right.shape[-2]
    if matrix.library == "torch":
        if right.ndim != matrix.ndim:
            raise Broken("join_rank", matrix.shape, right.shape)
        if not ctx.same(rows, m):
            raise Broken("solve", matrix.shape, right.shape, left=m, right=rows)
        solution = matrix.like((*batch, n, right.shape[-1]))
        rest = matrix.like((0,))
        return Record(
            ("solution", "residuals", "rank", "singular_values"),
            (solution, rest, rest.like(dtype="int64"), rest),
        )
    if matrix.ndim != 2 or right.ndim > 2:
        raise Broken("exact_rank", matrix.shape, name="lstsq", ndim=2)
    if not ctx.same(rows, m):
        raise Broken("solve", matrix.shape, right.shape, left=m, right=rows)
    columns: tuple[Dim, ...] = () if vector else right.shape[1:]
    singular = matrix.like((ctx.world.minimum(m, n),))
    residuals = matrix.like((1,) if vector else columns)
    if ctx.world.decide("<=", m, n):
        residuals = matrix.like((0,))
    return (matrix.like((n, *columns)), residuals, Scalar("int"), singular)


@op(
    "torch.linalg: solve_triangular (a, b, *, upper, left=True, unitriangular=False)",
    "torch: cholesky_solve (b, a, upper=False)",
    "Tensor: cholesky_solve (b, a, upper=False)",
)
def solve_triangular(ctx: Context, a: Value, b: Value, **_: Value) -> Tensor:
    matrix = _matrix(ctx, a, square=True)
    right = _matrix(ctx, b)
    if not ctx.same(matrix.shape[-1], right.shape[-2]):
        raise Broken(
            "solve", matrix.shape, right.shape, left=matrix.shape[-1], right=right.shape[-2]
        )
    batch = ctx.broadcast(matrix.shape[:-2], right.shape[:-2])
    return matrix.like((*batch, *right.shape[-2:]))


@op(
    "np: trace (a, offset=0, axis1=0, axis2=1, dtype=None)",
    "ndarray: trace (a, offset=0, axis1=0, axis2=1, dtype=None)",
    "np.linalg: trace (a, *, offset=0)",
)
def trace(
    ctx: Context,
    a: Value,
    offset: Value = 0,
    axis1: Value = 0,
    axis2: Value = 1,
    dtype: Value = None,
) -> Tensor:
    tensor = ctx.array(a)
    if tensor.ndim < 2:
        raise Broken("matrix_rank", tensor.shape)
    i, j = ctx.axis(axis1, tensor.ndim, tensor.shape), ctx.axis(axis2, tensor.ndim, tensor.shape)
    if i == j:
        raise Broken("repeated_axis", tensor.shape, axes=(i, j))
    kept = [size for place, size in enumerate(tensor.shape) if place not in (i, j)]
    return tensor.like(kept, "int64" if tensor.kind in ("bool", "int") else tensor.dtype)


@op("torch, Tensor: trace (a)")
def torch_trace(ctx: Context, a: Value) -> Tensor:
    tensor = of_rank(ctx, ctx.tensor(a), "trace", 2)
    return tensor.like(())


@op("torch.linalg: lu (a)", "scipy.linalg: lu (a)")
def lu(ctx: Context, a: Value) -> Value:
    tensor = _matrix(ctx, a)
    *batch, m, n = tensor.shape
    k = ctx.world.minimum(m, n)
    return Record(
        ("P", "L", "U"),
        (tensor.like((*batch, m, m)), tensor.like((*batch, m, k)), tensor.like((*batch, k, n))),
    )


@op(
    "torch.linalg: diagonal (a, *, offset=0, dim1=-2, dim2=-1)",
    "np.linalg: diagonal (a, *, offset=0)",
)
def diagonal(
    ctx: Context, a: Value, offset: Value = 0, dim1: Value = -2, dim2: Value = -1
) -> Tensor:
    return plain(ctx, a, offset, dim1, dim2)


@op("torch.linalg: vander (a, N=None)")
def vander(ctx: Context, a: Value, N: Value = None) -> Tensor:  # noqa: N803
    tensor = ctx.tensor(a)
    return tensor.like((*tensor.shape, tensor.shape[-1] if N is None else ctx.integer(N)))
