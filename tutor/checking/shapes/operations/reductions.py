"""Reductions: sums, means, extremes, norms, counts, and cumulative sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.promotion import as_float
from tutor.checking.shapes.operations.unary import into
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Record, Shape, Tensor, Value


def reduced(ctx: Context, shape: Shape, axes: Value, keepdims: Value) -> Shape:
    """The shape after a reduction over `axes` (None: all)."""
    gone = ctx.axes(axes, shape)
    keep = ctx_truth(keepdims)
    if keep:
        return tuple(1 if place in gone else size for place, size in enumerate(shape))
    return tuple(size for place, size in enumerate(shape) if place not in gone)


def ctx_truth(value: Value) -> bool:
    if isinstance(value, bool | int) or value is None:
        return bool(value)
    raise Unsupported("a flag that is not True or False")


def marked(ctx: Context, result: Tensor, source: Tensor, made: str, axis: Value) -> Tensor:
    number = axis if isinstance(axis, int) else None
    numpy_scalar = not result.shape and source.library == "numpy"
    return replace(result.marked(made, ctx.line, number, source), scalar=numpy_scalar)


def _refuse_empty(ctx: Context, tensor: Tensor, axis: Value) -> None:
    """An extreme of nothing does not exist."""
    if all(isinstance(size, int) and size for size in tensor.shape):
        return
    for place in ctx.axes(axis, scalar_axes(tensor.shape, axis)):
        if tensor.shape and ctx.world.decide("==", tensor.shape[place], 0) is True:
            raise Broken("empty_reduction", tensor.shape)


def numpy_reduction(name: str, result: str) -> Callable[..., Tensor]:
    """result: "same", "sum" (bool counts as int), "float" or "bool", "int"."""

    def apply(
        ctx: Context,
        a: Value,
        axis: Value = None,
        dtype: Value = None,
        out: Value = None,
        keepdims: Value = False,
        **_: Value,
    ) -> Tensor:
        tensor = ctx.array(a)
        if isinstance(axis, list):
            raise Broken("not_an_integer", got="list", what="axis")
        shape = reduced(ctx, tensor.shape, axis, keepdims) if not _lone(name, tensor, axis) else ()
        if name in ("max", "min", "ptp", "median", "quantile"):
            _refuse_empty(ctx, tensor, axis)
        made = tensor.like(shape, ctx.dtype(dtype, reduced_dtype(ctx, tensor, result)))
        return into(ctx, marked(ctx, made, tensor, name, axis), out)

    return apply


def _lone(name: str, tensor: Tensor, axis: Value) -> bool:
    """NumPy lets most reductions of a 0-d array name its axis 0 or -1."""
    lenient = name not in ("mean", "nanmean", "std", "median", "logsumexp")
    return lenient and not tensor.shape and axis in (0, -1) and isinstance(axis, int)


def reduced_dtype(ctx: Context, tensor: Tensor, result: str) -> str:
    if result in ("bool", "int64"):
        return result
    if result == "float":
        return as_float(ctx, tensor)
    if result == "real":
        dtype = as_float(ctx, tensor)
        return {"complex64": "float32", "complex128": "float64"}.get(dtype, dtype)
    if result == "sum" and tensor.kind in ("bool", "int"):
        return "int64"
    return tensor.dtype


_NUMPY = "a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None"


for _name, _kind in {
    "sum": "sum",
    "prod": "sum",
    "nansum": "sum",
    "nanprod": "sum",
    "mean": "float",
    "nanmean": "float",
}.items():
    add(f"np: {_name} ({_NUMPY})", numpy_reduction(_name, _kind))


for _name, _kind in {"sum": "sum", "prod": "sum", "mean": "float"}.items():
    add(f"ndarray: {_name} ({_NUMPY})", numpy_reduction(_name, _kind))


_EXTREME = "a, axis=None, out=None, keepdims=False, initial=None, where=None"


for _name in ("max", "min", "amax", "amin", "nanmax", "nanmin"):
    add(f"np: {_name} ({_EXTREME})", numpy_reduction("max", "same"))


add(f"np: all any ({_EXTREME})", numpy_reduction("all", "bool"))


add("np: ptp (a, axis=None, out=None, keepdims=False)", numpy_reduction("ptp", "same"))


add(f"ndarray: max min ({_EXTREME})", numpy_reduction("max", "same"))


add(f"ndarray: all any ({_EXTREME})", numpy_reduction("all", "bool"))


_SPREAD = (
    "a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, mean=None, "
    "correction=0"
)


add(f"np: std var nanstd nanvar ({_SPREAD})", numpy_reduction("std", "real"))


add(f"ndarray: std var ({_SPREAD})", numpy_reduction("std", "real"))


add(
    "np: median nanmedian (a, axis=None, out=None, overwrite_input=False, keepdims=False)",
    numpy_reduction("median", "float"),
)


add(
    "np: count_nonzero (a, axis=None, *, keepdims=False)", numpy_reduction("count_nonzero", "int64")
)


add(
    "scipy.special: logsumexp (a, axis=None, b=None, keepdims=False, return_sign=False)",
    numpy_reduction("logsumexp", "float"),
)


@op(
    "np: argmax argmin nanargmax nanargmin (a, axis=None, out=None, *, keepdims=False)",
    "ndarray: argmax argmin (a, axis=None, out=None, *, keepdims=False)",
    "torch, Tensor: argmax argmin (a, axis=None, keepdims=False)",
)
def argmax(
    ctx: Context, a: Value, axis: Value = None, out: Value = None, keepdims: Value = False
) -> Tensor:
    tensor = ctx.operand(a)
    _refuse_empty(ctx, tensor, axis)
    if isinstance(axis, tuple | list):
        raise Broken("not_an_integer", got="tuple", what="axis")
    shape = reduced(ctx, scalar_axes(tensor.shape, axis), axis, keepdims)
    if not tensor.shape:
        shape = ()
    bounds = None
    if tensor.shape:
        size = (
            ctx.total(tensor.shape) if axis is None else tensor.shape[ctx.axis(axis, tensor.ndim)]
        )
        bounds = (0, size - 1)
    result = replace(tensor.like(shape, "int64"), bounds=bounds, reach="maybe")
    return marked(ctx, result, tensor, "argmax", axis)


# ── torch ───────────────────────────────────────────────────────────────────────────────


def torch_reduction(name: str, result: str) -> Callable[..., Tensor]:
    def apply(
        ctx: Context,
        a: Value,
        axis: Value = None,
        keepdims: Value = False,
        dtype: Value = None,
        **_: Value,
    ) -> Tensor:
        tensor = ctx.tensor(a)
        wanted = ctx.dtype(dtype, reduced_dtype(ctx, tensor, result))
        if result in ("float", "real") and tensor.kind in ("bool", "int") and dtype is None:
            raise Broken("mean_of_integers", tensor.shape, name=name, dtype=tensor.dtype)
        if isinstance(axis, tuple | list) and not axis:
            axis = None
        shape = reduced(ctx, scalar_axes(tensor.shape, axis), axis, keepdims)
        if not tensor.shape:
            shape = ()
        if name in ("max", "min", "amax"):
            _refuse_empty(ctx, tensor, axis)
        return marked(ctx, tensor.like(shape, wanted), tensor, name, axis)

    return apply


def scalar_axes(shape: Shape, axis: Value) -> Shape:
    """PyTorch lets a 0-d tensor be reduced over axis 0 or -1."""
    return shape if shape or axis is None else (1,)


_TORCH = "a, axis=None, keepdims=False, *, dtype=None, out=None"


add(f"torch, Tensor: sum nansum ({_TORCH})", torch_reduction("sum", "sum"))


add(f"torch, Tensor: mean nanmean ({_TORCH})", torch_reduction("mean", "float"))


add("torch, Tensor: all any (a, axis=None, keepdims=False)", torch_reduction("all", "bool"))


add("torch, Tensor: amax amin (a, axis=(), keepdims=False)", torch_reduction("amax", "same"))


add("torch, Tensor: count_nonzero (a, axis=None)", torch_reduction("count_nonzero", "int64"))


@op("torch, Tensor: prod (a, axis=None, keepdims=False, *, dtype=None)")
def torch_prod(
    ctx: Context, a: Value, axis: Value = None, keepdims: Value = False, dtype: Value = None
) -> Tensor:
    if isinstance(axis, tuple | list):
        raise Broken("not_an_integer", got="tuple", what="dim")
    return torch_reduction("prod", "sum")(ctx, a, axis, keepdims, dtype)


@op("torch, Tensor: std var (a, axis=None, unbiased=True, keepdims=False, *, correction=1)")
def torch_std(
    ctx: Context,
    a: Value,
    axis: Value = None,
    unbiased: Value = True,
    keepdims: Value = False,
    correction: Value = 1,
) -> Tensor:
    if isinstance(axis, bool):
        axis = None
    return torch_reduction("std", "real")(ctx, a, axis, keepdims)


@op("torch: std_mean var_mean (a, axis=None, unbiased=True, keepdims=False, *, correction=1)")
def torch_std_mean(
    ctx: Context,
    a: Value,
    axis: Value = None,
    unbiased: Value = True,
    keepdims: Value = False,
    correction: Value = 1,
) -> Value:
    result = torch_std(ctx, a, axis, unbiased, keepdims)
    return (result, result)


@op("torch, Tensor: logsumexp (a, axis, keepdims=False)")
def torch_logsumexp(ctx: Context, a: Value, axis: Value, keepdims: Value = False) -> Tensor:
    tensor = ctx.tensor(a)
    tensor = tensor.like(dtype=as_float(ctx, tensor))
    return torch_reduction("logsumexp", "same")(ctx, tensor, axis, keepdims)


def values_and_indices(ctx: Context, tensor: Tensor, axis: Value, keepdims: Value) -> Record:
    if isinstance(axis, tuple | list):
        raise Broken("not_an_integer", got="tuple", what="dim")
    shape = reduced(ctx, scalar_axes(tensor.shape, axis), axis, keepdims)
    if not tensor.shape:
        shape = ()
    else:
        _refuse_empty(ctx, tensor, axis)
    values = marked(ctx, tensor.like(shape), tensor, "max", axis)
    size: Dim = tensor.shape[ctx.axis(axis, tensor.ndim)] if tensor.shape else 1
    indices = replace(tensor.like(shape, "int64"), bounds=(0, size - 1), reach="maybe")
    return Record(("values", "indices"), (values, indices))


@op("torch, Tensor: max min (a, axis=None, keepdims=False)")
def torch_max(ctx: Context, a: Value, axis: Value = None, keepdims: Value = False) -> Value:
    """Over everything one number, over an axis values and indices, of two tensors the greater."""
    tensor = ctx.tensor(a)
    if isinstance(axis, Tensor):
        from tutor.checking.shapes.operations.binary import maximum

        return maximum(ctx, tensor, axis)
    if axis is None:
        _refuse_empty(ctx, tensor, None)
        return marked(ctx, tensor.like(()), tensor, "max", None)
    return values_and_indices(ctx, tensor, axis, keepdims)


@op("torch, Tensor: median nanmedian (a, axis=None, keepdims=False)")
def torch_median(ctx: Context, a: Value, axis: Value = None, keepdims: Value = False) -> Value:
    tensor = ctx.tensor(a)
    return tensor.like(()) if axis is None else values_and_indices(ctx, tensor, axis, keepdims)


@op("torch, Tensor: mode (a, axis=-1, keepdims=False)")
def torch_mode(ctx: Context, a: Value, axis: Value = -1, keepdims: Value = False) -> Value:
    return values_and_indices(ctx, ctx.tensor(a), axis, keepdims)


@op("torch, Tensor: aminmax (a, *, axis=None, keepdims=False)")
def aminmax(ctx: Context, a: Value, axis: Value = None, keepdims: Value = False) -> Value:
    tensor = ctx.tensor(a)
    part = tensor.like(() if axis is None else reduced(ctx, tensor.shape, axis, keepdims))
    return Record(("min", "max"), (part, part))
