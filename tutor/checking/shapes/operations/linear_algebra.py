"""Products and decompositions: matmul, dot, outer, tensordot, kron, and linalg, batched."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce as fold

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.numbers import is_number
from tutor.checking.shapes.operations.elementwise import as_float, into, result_dtype
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.strides import row_major
from tutor.checking.shapes.values import Record, Scalar, Shape, Tensor, Value, is_size, promote


def matmul_operator(ctx: Context, left: Value, right: Value) -> Tensor:
    """Left @ right."""
    if not isinstance(left, Tensor) and not isinstance(right, Tensor):
        raise Broken("operand_types", sign="@", left=describe(left), right=describe(right))
    if is_number(left) or is_number(right):
        raise Broken("matmul_scalar", got=describe(left if is_number(left) else right))
    like = left if isinstance(left, Tensor) else right
    a, b = ctx.operand(left, like), ctx.operand(right, like)
    return matmul_tensors(ctx, a, b)


def matmul_tensors(ctx: Context, a: Tensor, b: Tensor) -> Tensor:
    if a.library != b.library:
        raise Unsupported("an array and a tensor in one operation")
    if not a.shape or not b.shape:
        raise Broken("matmul_scalar", a.shape, b.shape, got=describe(a if not a.shape else b))
    shape = matmul_shape(ctx, a.shape, b.shape)
    return product_of(ctx, a, b, shape)


def product_of(ctx: Context, a: Tensor, b: Tensor, shape: Shape) -> Tensor:
    """The result of a product: torch multiplies only equal dtypes."""
    if a.library == "torch" and a.dtype != b.dtype:
        raise Broken("product_dtypes", left=a.dtype, right=b.dtype)
    result = a.like(shape, result_dtype(ctx, a, b))
    return replace(result, scalar=not shape and a.library == "numpy")


def matmul_shape(ctx: Context, a: Shape, b: Shape) -> Shape:
    """The matrix product's shape: the last two axes multiply, those before broadcast."""
    inner = b[-2] if len(b) > 1 else b[0]
    if not ctx.same(a[-1], inner):
        raise Broken("matmul", a, b, left=a[-1], right=inner)
    batch = (
        ctx.broadcast(a[:-2], b[:-2], rule="matmul_batch")
        if a[:-2] and b[:-2]
        else a[:-2] or b[:-2]
    )
    rows = a[-2:-1] if len(a) > 1 else ()
    columns = b[-1:] if len(b) > 1 else ()
    return (*batch, *rows, *columns)


@op(
    "np: matmul (a, b, out=None)",
    "np.linalg: matmul (a, b)",
    "torch, Tensor: matmul (a, b)",
    "torch.linalg: matmul (a, b)",
)
def matmul(ctx: Context, a: Value, b: Value, out: Value = None) -> Tensor:
    left, right = ctx.operand(a), ctx.operand(b)
    return into(ctx, matmul_tensors(ctx, left, right), out)


@op("np: dot (a, b, out=None)", "ndarray: dot (a, b, out=None)")
def dot(ctx: Context, a: Value, b: Value, out: Value = None) -> Tensor:
    """NumPy's dot in N dimensions: the last axis of a with the second-to-last of b."""
    left, right = ctx.array(a), ctx.array(b)
    if not left.shape or not right.shape:
        shape = left.shape or right.shape
    else:
        inner = right.shape[-2] if right.ndim > 1 else right.shape[0]
        if not ctx.same(left.shape[-1], inner):
            raise Broken("matmul", left.shape, right.shape, left=left.shape[-1], right=inner)
        shape = (*left.shape[:-1], *right.shape[:-2], *(right.shape[-1:] if right.ndim > 1 else ()))
    return into(ctx, product_of(ctx, left, right, shape), out)


@op("torch, Tensor: dot vdot (a, b)")
def torch_dot(ctx: Context, a: Value, b: Value) -> Tensor:
    left, right = ctx.tensor(a), ctx.tensor(b)
    for tensor in (left, right):
        if tensor.ndim != 1:
            raise Broken("exact_rank", tensor.shape, name="dot", ndim=1)
    if not ctx.same(left.shape[0], right.shape[0]):
        raise Broken("matmul", left.shape, right.shape, left=left.shape[0], right=right.shape[0])
    return product_of(ctx, left, right, ())


@op("np: vdot (a, b)")
def vdot(ctx: Context, a: Value, b: Value) -> Tensor:
    left, right = ctx.array(a), ctx.array(b)
    n, m = ctx.total(left.shape), ctx.total(right.shape)
    if not ctx.same(n, m):
        raise Broken("matmul", left.shape, right.shape, left=n, right=m)
    return product_of(ctx, left, right, ())


@op(
    "np: vecdot (a, b, axis=-1)",
    "np.linalg: vecdot (a, b, axis=-1)",
    "torch.linalg: vecdot (a, b, axis=-1)",
)
def vecdot(ctx: Context, a: Value, b: Value, axis: Value = -1) -> Tensor:
    left, right = ctx.operand(a), ctx.operand(b)
    if axis != -1:
        raise Unsupported("vecdot over another axis")
    if left.library == "numpy" and not ctx.same(left.shape[-1], right.shape[-1]):
        raise Broken("matmul", left.shape, right.shape, left=left.shape[-1], right=right.shape[-1])
    shape = ctx.broadcast(left.shape, right.shape)
    return product_of(ctx, left, right, shape[:-1])


@op("np: inner (a, b)", "torch, Tensor: inner (a, b)")
def inner(ctx: Context, a: Value, b: Value) -> Tensor:
    left, right = ctx.operand(a), ctx.operand(b)
    if not left.shape or not right.shape:
        return product_of(ctx, left, right, left.shape or right.shape)
    if not ctx.same(left.shape[-1], right.shape[-1]):
        raise Broken("matmul", left.shape, right.shape, left=left.shape[-1], right=right.shape[-1])
    return product_of(ctx, left, right, (*left.shape[:-1], *right.shape[:-1]))


@op("np: outer (a, b, out=None)", "np.linalg: outer (a, b)")
def outer(ctx: Context, a: Value, b: Value, out: Value = None) -> Tensor:
    left, right = ctx.array(a), ctx.array(b)
    shape = (ctx.total(left.shape), ctx.total(right.shape))
    return left.like(shape, result_dtype(ctx, left, right))


@op("torch, Tensor: outer ger (a, b)")
def torch_outer(ctx: Context, a: Value, b: Value) -> Tensor:
    left, right = ctx.tensor(a), ctx.tensor(b)
    for tensor in (left, right):
        if tensor.ndim != 1:
            raise Broken("exact_rank", tensor.shape, name="outer", ndim=1)
    return left.like((*left.shape, *right.shape), result_dtype(ctx, left, right))


def _exact(ctx: Context, tensor: Tensor, name: str, ndim: int) -> Tensor:
    if tensor.ndim != ndim:
        raise Broken("exact_rank", tensor.shape, name=name, ndim=ndim)
    return tensor


@op("torch, Tensor: mm (a, b)")
def mm(ctx: Context, a: Value, b: Value) -> Tensor:
    left, right = (_exact(ctx, ctx.tensor(x), "mm", 2) for x in (a, b))
    return matmul_tensors(ctx, left, right)


@op("torch, Tensor: bmm (a, b)")
def bmm(ctx: Context, a: Value, b: Value) -> Tensor:
    """Batched product of exactly 3-d tensors; the batch sizes are equal, never stretched."""
    left, right = (_exact(ctx, ctx.tensor(x), "bmm", 3) for x in (a, b))
    if not ctx.same(left.shape[0], right.shape[0]):
        raise Broken("bmm_batch", left.shape, right.shape)
    return matmul_tensors(ctx, left, right)


@op("torch, Tensor: mv (a, b)")
def mv(ctx: Context, a: Value, b: Value) -> Tensor:
    left = _exact(ctx, ctx.tensor(a), "mv", 2)
    right = _exact(ctx, ctx.tensor(b), "mv", 1)
    return matmul_tensors(ctx, left, right)


def _plus(ctx: Context, a: Value, product: Tensor) -> Tensor:
    tensor = ctx.tensor(a)
    ctx.broadcast_to(tensor.shape, product.shape)
    return product


@op("torch, Tensor: addmm (a, b, c, *, beta=1, alpha=1)")
def addmm(ctx: Context, a: Value, b: Value, c: Value, **_: Value) -> Tensor:
    return _plus(ctx, a, mm(ctx, b, c))


@op("torch, Tensor: addmv (a, b, c, *, beta=1, alpha=1)")
def addmv(ctx: Context, a: Value, b: Value, c: Value, **_: Value) -> Tensor:
    return _plus(ctx, a, mv(ctx, b, c))


@op("torch, Tensor: baddbmm (a, b, c, *, beta=1, alpha=1)")
def baddbmm(ctx: Context, a: Value, b: Value, c: Value, **_: Value) -> Tensor:
    return _plus(ctx, a, bmm(ctx, b, c))


@op("torch, Tensor: addbmm (a, b, c, *, beta=1, alpha=1)")
def addbmm(ctx: Context, a: Value, b: Value, c: Value, **_: Value) -> Tensor:
    product = bmm(ctx, b, c)
    return _plus(ctx, a, product.like(product.shape[1:]))


@op("torch, Tensor: addr (a, b, c, *, beta=1, alpha=1)")
def addr(ctx: Context, a: Value, b: Value, c: Value, **_: Value) -> Tensor:
    return _plus(ctx, a, torch_outer(ctx, b, c))


@op(
    "np: tensordot (a, b, axes=2)",
    "np.linalg: tensordot (a, b, *, axes=2)",
    "torch: tensordot (a, b, axis=2)",
)
def tensordot(ctx: Context, a: Value, b: Value, axes: Value = 2, axis: Value = None) -> Tensor:
    left, right = ctx.operand(a), ctx.operand(b)
    if axis is not None:
        axes = axis
    first, second = _contracted(ctx, left, right, axes)
    if len(first) != len(second):
        raise Broken("tensordot_axes", left.shape, right.shape)
    for i, j in zip(first, second, strict=True):
        unlike = not ctx.same(left.shape[i], right.shape[j])
        stretched = left.library == "torch" and (
            ctx.is_one(left.shape[i]) or ctx.is_one(right.shape[j])
        )
        if unlike and not stretched:
            raise Broken(
                "matmul", left.shape, right.shape, left=left.shape[i], right=right.shape[j]
            )
    shape = (
        *(size for i, size in enumerate(left.shape) if i not in first),
        *(size for j, size in enumerate(right.shape) if j not in second),
    )
    return product_of(ctx, left, right, shape)


def _contracted(
    ctx: Context, left: Tensor, right: Tensor, axes: Value
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if is_size(axes):
        count = ctx.integer(axes)
        if not isinstance(count, int):
            raise Unsupported("a symbolic number of axes")
        if count > left.ndim or count > right.ndim or count < 0:
            raise Broken("tensordot_axes", left.shape, right.shape)
        return tuple(range(left.ndim - count, left.ndim)), tuple(range(count))
    if not isinstance(axes, tuple | list) or len(axes) != 2:
        raise Broken("tensordot_axes", left.shape, right.shape)
    pair = [part if isinstance(part, tuple | list) else (part,) for part in axes]
    first = tuple(ctx.axis(part, left.ndim, left.shape) for part in pair[0])
    second = tuple(ctx.axis(part, right.ndim, right.shape) for part in pair[1])
    return first, second


@op("np: kron (a, b)", "torch, Tensor: kron (a, b)")
def kron(ctx: Context, a: Value, b: Value) -> Tensor:
    left, right = ctx.operand(a), ctx.operand(b)
    rank = max(left.ndim, right.ndim)
    x = (1,) * (rank - left.ndim) + left.shape
    y = (1,) * (rank - right.ndim) + right.shape
    return left.like([n * m for n, m in zip(x, y, strict=True)], result_dtype(ctx, left, right))


@op(
    "np.linalg: cross (a, b, *, axis=-1)",
    "np: cross (a, b, axisa=-1, axisb=-1, axisc=-1, axis=None)",
)
def cross(ctx: Context, a: Value, b: Value, axis: Value = None, **_: Value) -> Tensor:
    left, right = ctx.array(a), ctx.array(b)
    if axis not in (None, -1):
        raise Unsupported("cross over another axis")
    sizes = []
    for tensor in (left, right):
        size = tensor.shape[-1] if tensor.shape else 0
        if not ctx.same(size, 3) and not ctx.same(size, 2):
            raise Broken("cross", left.shape, right.shape)
        sizes.append(size)
    batch = ctx.broadcast(left.shape[:-1], right.shape[:-1])
    flat = ctx.same(sizes[0], 2) and ctx.same(sizes[1], 2)
    return left.like(batch if flat else (*batch, 3), result_dtype(ctx, left, right))


@op("torch.linalg: cross (a, b, *, axis=-1)", "torch, Tensor: cross (a, b, axis=-1)")
def torch_cross(ctx: Context, a: Value, b: Value, axis: Value = -1) -> Tensor:
    left, right = ctx.tensor(a), ctx.tensor(b)
    if left.ndim != right.ndim:
        raise Broken("join_rank", left.shape, right.shape)
    shape = ctx.broadcast(left.shape, right.shape)
    if not ctx.same(shape[ctx.axis(axis, len(shape))], 3):
        raise Broken("cross", left.shape, right.shape)
    return left.like(shape, result_dtype(ctx, left, right))


@op("np.linalg: multi_dot (arrays)", "torch.linalg: multi_dot (arrays)")
def multi_dot(ctx: Context, arrays: Value) -> Tensor:
    return chain_matmul(ctx, *arrays)


@op("torch: chain_matmul (*arrays)")
def chain_matmul(ctx: Context, *arrays: Value) -> Tensor:
    tensors = [ctx.operand(part) for part in arrays]
    if len(tensors) < 2:
        raise Broken("too_few", least=2)
    return fold(lambda left, right: matmul_tensors(ctx, left, right), tensors)


# ── matrices, one or a batch ────────────────────────────────────────────────────────────


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
    tensor = _exact(ctx, ctx.tensor(a), "trace", 2)
    return tensor.like(())


@op("torch: cdist (a, b, p=2.0, compute_mode=None)")
def cdist(ctx: Context, a: Value, b: Value, p: Value = 2.0, compute_mode: Value = None) -> Tensor:
    left, right = ctx.tensor(a), ctx.tensor(b)
    for tensor in (left, right):
        if tensor.ndim < 2:
            raise Broken("matrix_rank", tensor.shape)
    if not ctx.same(left.shape[-1], right.shape[-1]):
        raise Broken("matmul", left.shape, right.shape, left=left.shape[-1], right=right.shape[-1])
    batch = ctx.broadcast(left.shape[:-2], right.shape[:-2])
    return left.like((*batch, left.shape[-2], right.shape[-2]), promote(left.dtype, right.dtype))


@op("torch: pdist (a, p=2.0)", "F: pdist (a, p=2.0)")
def pdist(ctx: Context, a: Value, p: Value = 2.0) -> Tensor:
    tensor = _exact(ctx, ctx.tensor(a), "pdist", 2)
    n = tensor.shape[0]
    return tensor.like((n * (n - 1) // 2,))


@op("torch: cartesian_prod (*tensors)")
def cartesian_prod(ctx: Context, *tensors: Value) -> Tensor:
    parts = [_exact(ctx, ctx.tensor(t), "cartesian_prod", 1) for t in tensors]
    total = ctx.total(part.shape[0] for part in parts)
    return parts[0].like((total,) if len(parts) == 1 else (total, len(parts)))


@op("torch: combinations (a, r=2, with_replacement=False)")
def combinations(ctx: Context, a: Value, r: Value = 2, with_replacement: Value = False) -> Tensor:
    tensor = _exact(ctx, ctx.tensor(a), "combinations", 1)
    n = tensor.shape[0]
    if r != 2:
        raise Unsupported("combinations of more than two")
    count = n * (n + 1) // 2 if with_replacement is True else n * (n - 1) // 2
    return tensor.like((count, 2))


@op("np: matvec (a, b)")
def matvec(ctx: Context, a: Value, b: Value) -> Tensor:
    matrix, vector = ctx.array(a), ctx.array(b)
    result = matmul_tensors(ctx, matrix, vector.like((*vector.shape, 1)))
    return result.like(result.shape[:-1])


@op("np: vecmat (a, b)")
def vecmat(ctx: Context, a: Value, b: Value) -> Tensor:
    vector, matrix = ctx.array(a), ctx.array(b)
    result = matmul_tensors(ctx, vector.like((*vector.shape[:-1], 1, *vector.shape[-1:])), matrix)
    return result.like((*result.shape[:-2], result.shape[-1]))


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
    from tutor.checking.shapes.operations.creation import diagonal as plain

    return plain(ctx, a, offset, dim1, dim2)


@op("torch.linalg: vander (a, N=None)")
def vander(ctx: Context, a: Value, N: Value = None) -> Tensor:  # noqa: N803
    tensor = ctx.tensor(a)
    return tensor.like((*tensor.shape, tensor.shape[-1] if N is None else ctx.integer(N)))
