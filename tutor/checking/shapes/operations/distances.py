"""Distances and similarities: cdist, pdist, cosine_similarity."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.products import of_rank
from tutor.checking.shapes.operations.reductions import reduced
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.values import Tensor, Value, promote


@op("torch, Tensor: dist (a, b, p=2)")
def dist(ctx: Context, a: Value, b: Value, p: Value = 2) -> Tensor:
    left, right = ctx.tensor(a), ctx.tensor(b)
    ctx.broadcast(left.shape, right.shape)
    return left.like(())


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
    tensor = of_rank(ctx, ctx.tensor(a), "pdist", 2)
    n = tensor.shape[0]
    return tensor.like((n * (n - 1) // 2,))


@op(
    "F: cosine_similarity (x1, x2, axis=1, eps=1e-08)",
    "torch: cosine_similarity (x1, x2, axis=1, eps=1e-08)",
)
def cosine_similarity(
    ctx: Context, x1: Value, x2: Value, axis: Value = 1, eps: Value = 0
) -> Tensor:
    left, right = ctx.tensor(x1), ctx.tensor(x2)
    shape = ctx.broadcast(left.shape, right.shape)
    return left.like(reduced(ctx, shape, axis, False), promote(left.dtype, right.dtype))


@op(
    "F: pairwise_distance (x1, x2, p=2.0, eps=1e-06, keepdims=False)",
    "torch: pairwise_distance (x1, x2, p=2.0, eps=1e-06, keepdims=False)",
)
def pairwise_distance(
    ctx: Context, x1: Value, x2: Value, p: Value = 2.0, eps: Value = 0, keepdims: Value = False
) -> Tensor:
    left, right = ctx.tensor(x1), ctx.tensor(x2)
    shape = ctx.broadcast(left.shape, right.shape)
    return replace(left.like(reduced(ctx, shape, -1, keepdims)))
