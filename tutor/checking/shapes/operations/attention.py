"""Scaled dot-product attention."""

from __future__ import annotations

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.values import Tensor, Value


@op(
    "F: scaled_dot_product_attention (query, key, value, attn_mask=None, dropout_p=0.0, "
    "is_causal=False, scale=None, enable_gqa=False)"
)
def scaled_dot_product_attention(
    ctx: Context,
    query: Value,
    key: Value,
    value: Value,
    attn_mask: Value = None,
    dropout_p: Value = 0.0,
    is_causal: Value = False,
    scale: Value = None,
    enable_gqa: Value = False,
) -> Tensor:
    """(…, L, E), (…, S, E), (…, S, V) → (…, L, V)."""
    q, k, v = ctx.tensor(query), ctx.tensor(key), ctx.tensor(value)
    for tensor in (q, k, v):
        if tensor.ndim < 2:
            raise Broken("matrix_rank", tensor.shape)
        if tensor.dtype != q.dtype:
            raise Broken("product_dtypes", left=q.dtype, right=tensor.dtype)
    if not ctx.same(q.shape[-1], k.shape[-1]):
        raise Broken(
            "matmul",
            q.shape,
            (*k.shape[:-2], k.shape[-1], k.shape[-2]),
            left=q.shape[-1],
            right=k.shape[-1],
        )
    if not ctx.same(k.shape[-2], v.shape[-2]):
        raise Broken(
            "matmul", (*q.shape[:-1], k.shape[-2]), v.shape, left=k.shape[-2], right=v.shape[-2]
        )
    if enable_gqa is True and q.ndim >= 3:
        heads, shared = q.shape[-3], k.shape[-3]
        if not ctx.same(heads // shared * shared, heads):
            raise Broken("not_divisible", q.shape, size=heads, parts=shared)
        batch = ctx.broadcast(q.shape[:-3], k.shape[:-3], v.shape[:-3])
        return q.like((*batch, heads, q.shape[-2], v.shape[-1]))
    batch = ctx.broadcast(q.shape[:-2], k.shape[:-2], v.shape[:-2], rule="matmul_batch")
    scores = (*batch, q.shape[-2], k.shape[-2])
    if isinstance(attn_mask, Tensor):
        if is_causal is True:
            raise Broken("two_masks")
        ctx.broadcast_to(attn_mask.shape, scores, rule="attention_mask")
    return q.like((*batch, q.shape[-2], v.shape[-1]))
