"""Products of matrices and vectors: matmul, dot, outer, bmm, addmm, linear, tensordot, kron."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce as fold

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.numbers import is_number
from tutor.checking.shapes.operations.promotion import result_dtype
from tutor.checking.shapes.operations.unary import into
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.values import Shape, Tensor, Value, is_size


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


def of_rank(ctx: Context, tensor: Tensor, name: str, ndim: int) -> Tensor:
    if tensor.ndim != ndim:
        raise Broken("exact_rank", tensor.shape, name=name, ndim=ndim)
    return tensor


@op("torch, Tensor: mm (a, b)")
def mm(ctx: Context, a: Value, b: Value) -> Tensor:
    left, right = (of_rank(ctx, ctx.tensor(x), "mm", 2) for x in (a, b))
    return matmul_tensors(ctx, left, right)


@op("torch, Tensor: bmm (a, b)")
def bmm(ctx: Context, a: Value, b: Value) -> Tensor:
    """Batched product of exactly 3-d tensors; the batch sizes are equal, never stretched."""
    left, right = (of_rank(ctx, ctx.tensor(x), "bmm", 3) for x in (a, b))
    if not ctx.same(left.shape[0], right.shape[0]):
        raise Broken("bmm_batch", left.shape, right.shape)
    return matmul_tensors(ctx, left, right)


@op("torch, Tensor: mv (a, b)")
def mv(ctx: Context, a: Value, b: Value) -> Tensor:
    left = of_rank(ctx, ctx.tensor(a), "mv", 2)
    right = of_rank(ctx, ctx.tensor(b), "mv", 1)
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


@op("F: linear (a, weight, bias=None)")
def linear(ctx: Context, a: Value, weight: Value, bias: Value = None) -> Tensor:
    """X Wᵀ + b with weight (out, in)."""
    tensor, matrix = ctx.tensor(a), ctx.tensor(weight)
    if matrix.ndim not in (1, 2):
        raise Broken("rank_at_most", matrix.shape, most=2)
    if not ctx.same(tensor.shape[-1] if tensor.shape else 0, matrix.shape[-1]):
        raise Broken(
            "linear",
            tensor.shape,
            matrix.shape,
            found=tensor.shape[-1] if tensor.shape else 0,
            expected=matrix.shape[-1],
        )
    if tensor.dtype != matrix.dtype:
        raise Broken("product_dtypes", left=tensor.dtype, right=matrix.dtype)
    shape = (*tensor.shape[:-1], *matrix.shape[:-1])
    if isinstance(bias, Tensor):
        ctx.broadcast_to(bias.shape, shape)
    return tensor.like(shape)


@op("F: bilinear (a, b, weight, bias=None)")
def bilinear(ctx: Context, a: Value, b: Value, weight: Value, bias: Value = None) -> Tensor:
    left, right, cube = ctx.tensor(a), ctx.tensor(b), ctx.tensor(weight)
    if not ctx.same(left.shape[-1], cube.shape[1]) or not ctx.same(right.shape[-1], cube.shape[2]):
        raise Broken("linear", left.shape, cube.shape, found=left.shape[-1], expected=cube.shape[1])
    if not ctx.same_shape(left.shape[:-1], right.shape[:-1]):
        raise Broken("broadcast", left.shape, right.shape, place=-2)
    return left.like((*left.shape[:-1], cube.shape[0]))
