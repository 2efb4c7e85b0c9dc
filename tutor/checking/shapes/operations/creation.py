"""Tensors from nothing: zeros, arange, eye, literals, triangles, windows."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.numbers import number_kind, ratio, to_integer
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim, Size
from tutor.checking.shapes.strides import elementwise, strides_of
from tutor.checking.shapes.values import Range, Ratio, Scalar, Tensor, Value, is_size


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
    return result if name == tensor.dtype else _converted(result)


def _converted(tensor: Tensor) -> Tensor:
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
    return _converted(replace(tensor, dtype=name)) if name != tensor.dtype else tensor


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


@op(
    "np: arange (*limits, dtype=None, step=None)",
    "torch: arange (*limits, dtype=None, step=None, start=None, end=None)",
)
def arange(
    ctx: Context,
    *limits: Value,
    dtype: Value = None,
    step: Value = None,
    start: Value = None,
    end: Value = None,
) -> Tensor:
    values = [v for v in (start, *limits, end) if v is not None]
    if step is not None:
        values = [*([0] if len(values) == 1 else []), *values, step]
    if len(values) == 4 and dtype is None:
        dtype = values.pop()
    if not 1 <= len(values) <= 3:
        raise Broken("missing_argument", name="arange", keyword="stop")
    library = "torch" if ctx.called == "torch" else "numpy"
    values = [_number(ctx, v) for v in values]
    if len(values) == 1:
        values = [0, values[0], 1]
    elif len(values) == 2:
        values.append(1)
    if all(map(is_size, values)):
        return _integer_range(ctx, values, library, ctx.dtype(dtype, "int64"))
    name = ctx.dtype(dtype, ctx.float_of(library))
    return Tensor((_float_range(ctx, values),), name, library)


def _number(ctx: Context, value: Value) -> Value:
    if isinstance(value, Tensor) and not value.shape:
        if value.values:
            return value.values[0]
        raise Unsupported("a range whose end only a run would tell")
    if not isinstance(value, int | float | Size | Ratio | Scalar):
        raise Broken("not_an_integer", got=describe(value), what="size")
    return value


def _integer_range(ctx: Context, values: list[Any], library: str, dtype: str) -> Tensor:
    start, stop, step = values
    if step == 0:
        raise Broken("zero_step")
    if isinstance(step, int):
        if library == "torch" and step > 0 and ctx.is_negative(stop - start):
            raise Broken("negative_size", (), size=stop - start)
        whole = ctx.array(Range(start, stop, step), library)
        if dtype != "int64":
            keep = dtype.startswith(("int", "uint"))
            whole = replace(
                whole,
                dtype=dtype,
                values=whole.values if keep else None,
                bounds=whole.bounds if keep else None,
            )
        return whole
    length = ctx.world.maximum((stop - start + step - 1) // step, 0)
    bounds = (start, start + (length - 1) * step) if dtype.startswith("int") else None
    return Tensor((length,), dtype, library, bounds=bounds)


def _float_range(ctx: Context, values: list[Any]) -> Dim:
    if all(isinstance(v, int | float) for v in values):
        first, end, stride = (float(v) for v in values)
        if stride == 0:
            raise Broken("zero_step")
        return max(0, math.ceil((end - first) / stride))
    parts = [ratio(ctx, v) for v in values]
    if any(part is None for part in parts):
        raise Unsupported("a range of unknown floats")
    start, stop, step = (part for part in parts if part is not None)
    top = (stop.top * start.bottom - start.top * stop.bottom) * step.bottom
    bottom = stop.bottom * start.bottom * step.top
    return ctx.world.maximum(-((-top) // bottom), 0)


@op(
    "np: linspace (start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0)",
    "np: logspace (start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0)",
    "np: geomspace (start, stop, num=50, endpoint=True, dtype=None, axis=0)",
)
def linspace(
    ctx: Context,
    start: Value,
    stop: Value,
    num: Value = 50,
    retstep: Value = False,
    dtype: Value = None,
    axis: Value = 0,
    **_: Value,
) -> Value:
    a, b = ctx.array(start), ctx.array(stop)
    shape = ctx.broadcast(a.shape, b.shape)
    place = ctx.axis(axis, len(shape) + 1)
    count = ctx.integer(num)
    if ctx.is_negative(count):
        raise Broken("negative_size", shape, size=count)
    result = Tensor((*shape[:place], count, *shape[place:]), ctx.dtype(dtype, "float64"))
    return (result, Scalar("float")) if retstep is True else result


@op(
    "torch: linspace (start, end, steps, *, dtype=None)",
    "torch: logspace (start, end, steps, base=10.0, *, dtype=None)",
)
def torch_linspace(
    ctx: Context, start: Value, end: Value, steps: Value, base: Value = 10.0, dtype: Value = None
) -> Tensor:
    return Tensor((ctx.integer(steps),), ctx.dtype(dtype, ctx.default_dtype), "torch")


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


@op("np: indices (dimensions, dtype=None, sparse=False)")
def indices(ctx: Context, dimensions: Value, dtype: Value = None, sparse: Value = False) -> Tensor:
    sizes = ctx.shape(dimensions)
    return Tensor((len(sizes), *sizes), "int64")


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


@op("np: vander (x, N=None, increasing=False)", "torch: vander (x, N=None, increasing=False)")
def vander(ctx: Context, x: Value, N: Value = None, increasing: Value = False) -> Tensor:  # noqa: N803
    tensor = ctx.operand(x)
    if tensor.ndim != 1:
        raise Broken("exact_rank", tensor.shape, name="vander", ndim=1)
    return tensor.like((tensor.shape[0], tensor.shape[0] if N is None else ctx.integer(N)))


@op(
    "np: hanning hamming blackman bartlett (M)",
    "torch: hann_window hamming_window blackman_window bartlett_window (M, periodic=True, *, "
    "dtype=None)",
)
def window(ctx: Context, M: Value, periodic: Value = True, dtype: Value = None) -> Tensor:  # noqa: N803
    library = "torch" if ctx.called == "torch" else "numpy"
    return Tensor((ctx.integer(M),), ctx.float_of(library), library)


@op("np, ndarray: tolist (a)", "Tensor: tolist (a)")
def tolist(ctx: Context, a: Tensor) -> Value:
    if not a.shape:
        return a.values[0] if a.values else Scalar(a.kind)
    if a.values is not None and a.ndim == 1:
        return list(a.values)
    raise Unsupported("`tolist` of what only a run would tell")


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


@op(
    "math: sqrt exp log log2 log10 log1p expm1 sin cos tan sinh cosh tanh asin acos atan atan2 "
    "pow erf hypot gamma lgamma (x, y=None)"
)
def math_function(ctx: Context, x: Value, y: Value = None) -> Value:
    from tutor.checking.shapes.numbers import arithmetic

    if ctx.called_name == "sqrt" and is_size(x):
        return arithmetic(ctx, "**", x, 0.5)
    if isinstance(x, Tensor) and not ctx.is_one(ctx.total(x.shape)):
        raise Broken("not_one_element", x.shape)
    if isinstance(x, int | float) and y is None:
        try:
            return float(getattr(math, ctx.called_name)(x))
        except (ValueError, OverflowError):
            raise Broken("math_domain", name=ctx.called_name) from None
    if ctx.called_name == "log2" and isinstance(x, Size):
        values = tuple(math.log2(v) if v > 0 else 0.0 for v in x.values)
        return Ratio(ctx.world.atom(f"log2({x})", tuple(math.floor(v) for v in values)), 1, values)
    return Scalar("float")


@op("math: floor (x)")
def math_floor(ctx: Context, x: Value) -> Value:
    return to_integer(ctx, x, "floor")


@op("math: ceil (x)")
def math_ceil(ctx: Context, x: Value) -> Value:
    return to_integer(ctx, x, "ceil")


@op("math: prod (values)")
def math_prod(ctx: Context, values: Value) -> Value:
    from tutor.checking.shapes.sizes import product

    return product(ctx.shape(values))


@op("math: isqrt (x)")
def isqrt(ctx: Context, x: Value) -> Value:
    size = ctx.integer(x)
    if isinstance(size, int):
        return math.isqrt(size)
    return to_integer(ctx, math_root(ctx, size))


def math_root(ctx: Context, size: Dim) -> Value:
    from tutor.checking.shapes.numbers import arithmetic

    return arithmetic(ctx, "**", size, 0.5)


@op("math: gcd lcm comb perm factorial (*values)")
def math_integers(ctx: Context, *values: Value) -> Value:
    if not all(isinstance(v, int) and 0 <= v < 1000 for v in values):
        raise Unsupported(f"`math.{ctx.called_name}` of symbolic sizes")
    return getattr(math, ctx.called_name)(*values)


@op("np: finfo iinfo (dtype)", "torch: finfo iinfo (dtype=None)")
def finfo(ctx: Context, dtype: Value = None) -> Value:
    return Limits()


class Limits:
    """`np.finfo(np.float32)`: eps, max, min and tiny are plain floats."""


@op("np: isscalar iscomplexobj isrealobj issubdtype (a, b=None)")
def is_scalar(ctx: Context, a: Value, b: Value = None) -> Value:
    return Scalar("bool")


@op("np: diag_indices_from (a)")
def diag_indices_from(ctx: Context, a: Value) -> Value:
    tensor = ctx.array(a)
    return diag_indices(ctx, tensor.shape[0], tensor.ndim)


@op("np: kaiser (M, beta)")
def kaiser(ctx: Context, M: Value, beta: Value) -> Tensor:  # noqa: N803
    return Tensor((ctx.integer(M),))


@op("np: fromiter (a, dtype, count=-1)")
def fromiter(ctx: Context, a: Value, dtype: Value, count: Value = -1) -> Tensor:
    return ctx.array(a).like(dtype=ctx.dtype(dtype, "float64"))


@op("np: ndindex (*shape)")
def ndindex(ctx: Context, *shape: Value) -> Value:
    from itertools import product as every

    sizes = ctx.varargs_shape(shape)
    if (
        not all(isinstance(size, int) for size in sizes)
        or math.prod(int(str(s)) for s in sizes) > 300
    ):
        raise Unsupported("this many indices")
    return list(every(*(range(int(str(size))) for size in sizes)))


@op("torch: scalar_tensor (s, *, dtype=None)")
def scalar_tensor(ctx: Context, s: Value, dtype: Value = None) -> Tensor:
    return Tensor((), ctx.dtype(dtype, ctx.default_dtype), "torch")


@op("ndarray: fill (a, value)")
def fill(ctx: Context, a: Tensor, value: Value) -> None:
    return None
