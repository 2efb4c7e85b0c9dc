"""Statistics: quantiles, averages, covariance, histograms and counts."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.promotion import as_float
from tutor.checking.shapes.operations.reductions import marked, reduced
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Record, Tensor, Value, is_size


@op(
    "np: percentile quantile nanpercentile nanquantile (a, q, axis=None, out=None, "
    "overwrite_input=False, method='linear', keepdims=False)",
    "torch, Tensor: quantile nanquantile (a, q, axis=None, keepdims=False, *, "
    "interpolation='linear')",
)
def quantile(
    ctx: Context, a: Value, q: Value, axis: Value = None, keepdims: Value = False, **_: Value
) -> Tensor:
    tensor = ctx.operand(a)
    which = ctx.operand(q, tensor)
    if tensor.library == "torch" and isinstance(axis, tuple | list):
        raise Broken("not_an_integer", got="tuple", what="dim")
    shape = reduced(ctx, tensor.shape, axis, keepdims)
    return tensor.like((*which.shape, *shape), as_float(ctx, tensor))


@op("np: average (a, axis=None, weights=None, returned=False, *, keepdims=False)")
def average(
    ctx: Context,
    a: Value,
    axis: Value = None,
    weights: Value = None,
    returned: Value = False,
    keepdims: Value = False,
) -> Value:
    tensor = ctx.array(a)
    if weights is not None:
        weight = ctx.array(weights)
        if not ctx.same_shape(weight.shape, tensor.shape):
            axes = ctx.axes(axis, tensor.shape) if axis is not None else None
            if axes is None:
                raise Broken("weights", tensor.shape, weight.shape)
            if not ctx.same_shape(weight.shape, tuple(tensor.shape[i] for i in axes)):
                raise Broken("weights", tensor.shape, weight.shape)
    result = tensor.like(reduced(ctx, tensor.shape, axis, keepdims), as_float(ctx, tensor))
    result = marked(ctx, result, tensor, "average", axis)
    return (result, result) if returned else result


@op(
    "np: cov (m, y=None, rowvar=True, bias=False, ddof=None)",
    "torch, Tensor: cov (m, *, correction=1)",
)
def cov(ctx: Context, m: Value, y: Value = None, rowvar: Value = True, **_: Value) -> Tensor:
    tensor = ctx.operand(m)
    if tensor.ndim > 2:
        raise Broken("rank_at_most", tensor.shape, most=2)
    size: Dim = 1
    if tensor.ndim == 2:
        size = tensor.shape[0] if rowvar else tensor.shape[1]
    if y is not None:
        other = ctx.array(y)
        observed = tensor.shape[-1] if rowvar or tensor.ndim < 2 else tensor.shape[0]
        seen = other.shape[-1] if rowvar or other.ndim < 2 else other.shape[0]
        if not ctx.same(observed, seen):
            raise Broken("join", tensor.shape, other.shape, axis=0, other=1)
        size = size + (1 if other.ndim < 2 else (other.shape[0] if rowvar else other.shape[1]))
    elif tensor.ndim < 2:
        return tensor.like((), as_float(ctx, tensor))
    return tensor.like((size, size), as_float(ctx, tensor))


@op("np: corrcoef (m, y=None, rowvar=True, *, dtype=None)", "torch, Tensor: corrcoef (m)")
def corrcoef(
    ctx: Context, m: Value, y: Value = None, rowvar: Value = True, dtype: Value = None
) -> Tensor:
    return cov(ctx, m, y, rowvar)


@op(
    "np: digitize (a, bins, right=False)",
    "torch: bucketize (a, bins, *, right=False, out_int32=False)",
)
def digitize(ctx: Context, a: Value, bins: Value, **_: Value) -> Tensor:
    line = ctx.operand(bins)
    if line.ndim != 1:
        raise Broken("exact_rank", line.shape, name="bins", ndim=1)
    tensor = ctx.operand(a)
    return replace(tensor.like(dtype="int64"), bounds=(0, line.shape[0]), reach="maybe")


@op(
    "np: bincount (a, weights=None, minlength=0)",
    "torch, Tensor: bincount (a, weights=None, minlength=0)",
)
def bincount(ctx: Context, a: Value, weights: Value = None, minlength: Value = 0) -> Tensor:
    """max(a) + 1 counts, but at least `minlength`; known where `minlength` covers all."""
    tensor = ctx.operand(a)
    if tensor.ndim != 1:
        raise Broken("exact_rank", tensor.shape, name="bincount", ndim=1)
    if tensor.kind not in ("int", "bool"):
        raise Broken("float_index", got=tensor.dtype)
    if weights is not None and not ctx.same_shape(ctx.operand(weights).shape, tensor.shape):
        raise Broken(
            "different_lengths", left=tensor.shape[0], right=ctx.total(ctx.operand(weights).shape)
        )
    least = ctx.integer(minlength)
    dtype = "int64" if weights is None else "float64"
    if tensor.values is not None:
        return tensor.like(
            (
                max([*tensor.values, -1]) + 1
                if least == 0
                else ctx.world.maximum(max([*tensor.values, -1]) + 1, least),
            ),
            dtype,
        )
    if tensor.bounds is not None and ctx.world.decide("<", tensor.bounds[1], least) is True:
        return tensor.like((least,), dtype)
    return tensor.like((ctx.world.unknown("n", "the greatest element"),), dtype)


@op(
    "np: histogram (a, bins=10, range=None, density=None, weights=None)",
    "torch: histc (a, bins=100, min=0, max=0)",
)
def histogram(ctx: Context, a: Value, bins: Value = 10, **_: Value) -> Value:
    tensor = ctx.operand(a)
    if is_size(bins):
        count: Dim = bins
    else:
        edges = ctx.array(bins)
        if edges.ndim != 1:
            raise Unsupported("these bins")
        count = edges.shape[0] - 1
    if tensor.library == "torch":
        return tensor.like((count,))
    return (tensor.like((count,), "int64"), tensor.like((count + 1,), "float64"))


@op("np: histogram2d (x, y, bins=10, range=None, density=None, weights=None)")
def histogram2d(ctx: Context, x: Value, y: Value, bins: Value = 10, **_: Value) -> Value:
    pair = bins if isinstance(bins, tuple | list) else (bins, bins)
    n, m = ctx.integer(pair[0]), ctx.integer(pair[1])
    return (Tensor((n, m)), Tensor((n + 1,)), Tensor((m + 1,)))


@op("np: histogram_bin_edges (a, bins=10, range=None, weights=None)")
def histogram_bin_edges(ctx: Context, a: Value, bins: Value = 10, **_: Value) -> Tensor:
    return Tensor((ctx.integer(bins) + 1,))


@op("torch, Tensor: histogram (a, bins, *, range=None, weight=None, density=False)")
def torch_histogram(ctx: Context, a: Value, bins: Value, **_: Value) -> Value:
    tensor, count = ctx.tensor(a), ctx.integer(bins)
    return Record(("hist", "bin_edges"), (tensor.like((count,)), tensor.like((count + 1,))))


@op("Tensor: histc (a, bins=100, min=0, max=0)")
def histc(ctx: Context, a: Value, bins: Value = 100, **_: Value) -> Tensor:
    return ctx.tensor(a).like((ctx.integer(bins),))
