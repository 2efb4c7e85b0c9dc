"""MultiheadAttention and the Transformer layers."""

from __future__ import annotations

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.modules import computed_length_first
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Module, Shape, Tensor, Value


@op(
    "nn: MultiheadAttention (embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, "
    "add_zero_attn=False, kdim=None, vdim=None, batch_first=False)"
)
def multihead_attention(
    ctx: Context,
    embed_dim: Value,
    num_heads: Value,
    kdim: Value = None,
    vdim: Value = None,
    batch_first: Value = False,
    **_: Value,
) -> Module:
    width, heads = ctx.integer(embed_dim), ctx.integer(num_heads)
    if not ctx.same(width // heads * heads, width):
        raise Broken("not_divisible", (width,), size=width, parts=heads)
    key_width = width if kdim is None else ctx.integer(kdim)
    value_width = width if vdim is None else ctx.integer(vdim)

    def forward(
        ctx: Context,
        query: Value,
        key: Value,
        value: Value,
        key_padding_mask: Value = None,
        need_weights: Value = True,
        attn_mask: Value = None,
        average_attn_weights: Value = True,
        is_causal: Value = False,
    ) -> Value:
        q, k, v = ctx.tensor(query), ctx.tensor(key), ctx.tensor(value)
        if q.ndim not in (2, 3) or k.ndim != q.ndim or v.ndim != q.ndim:
            raise Broken("spatial_rank", q.shape, rank="MultiheadAttention", low=2, high=3)
        for tensor, size in ((q, width), (k, key_width), (v, value_width)):
            if not ctx.same(tensor.shape[-1], size):
                raise Broken("linear", tensor.shape, (size,), found=tensor.shape[-1], expected=size)
        first = batch_first is True
        batch, target, source = _attention_axes(ctx, q, k, v, first)
        _check_attention_masks(ctx, attn_mask, key_padding_mask, batch, heads, target, source)
        weights = (
            (*batch, target, source)
            if average_attn_weights is True
            else (*batch, heads, target, source)
        )
        output = computed_length_first(q.like()) if first and q.ndim == 3 else q.like()
        return (output, q.like(weights) if need_weights is not False else None)

    return Module(
        "MultiheadAttention",
        forward,
        {"embed_dim": width, "num_heads": heads, "head_dim": width // heads},
    )


def _attention_axes(
    ctx: Context, q: Tensor, k: Tensor, v: Tensor, first: bool
) -> tuple[Shape, Dim, Dim]:
    if q.ndim == 2:
        batch: Shape = ()
        lengths = (q.shape[0], k.shape[0], v.shape[0])
    else:
        place = 0 if first else 1
        batch = (q.shape[place],)
        lengths = (q.shape[1 - place], k.shape[1 - place], v.shape[1 - place])
        for tensor in (k, v):
            if not ctx.same(tensor.shape[place], batch[0]):
                raise Broken("bmm_batch", q.shape, tensor.shape)
    if not ctx.same(lengths[1], lengths[2]):
        raise Broken("matmul", k.shape, v.shape, left=lengths[1], right=lengths[2])
    return batch, lengths[0], lengths[1]


def _check_attention_masks(
    ctx: Context, mask: Value, padding: Value, batch: Shape, heads: Dim, target: Dim, source: Dim
) -> None:
    if isinstance(mask, Tensor):
        wanted: Shape = (target, source)
        if mask.ndim == 3:
            wanted = ((batch[0] if batch else 1) * heads, target, source)
        if not ctx.same_shape(mask.shape, wanted):
            raise Broken("attention_mask", mask.shape, wanted)
    if isinstance(padding, Tensor) and not ctx.same_shape(padding.shape, (*batch, source)):
        raise Broken("attention_mask", padding.shape, (*batch, source))


_ENCODER = (
    "d_model, nhead, dim_feedforward=2048, dropout=0.1, activation='relu', "
    "layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True"
)


@op(f"nn: TransformerEncoderLayer TransformerDecoderLayer ({_ENCODER})")
def transformer_layer(ctx: Context, d_model: Value, nhead: Value, **_: Value) -> Module:
    width, heads = ctx.integer(d_model), ctx.integer(nhead)
    if not ctx.same(width // heads * heads, width):
        raise Broken("not_divisible", (width,), size=width, parts=heads)

    def forward(ctx: Context, x: Value, *_: Value, **__: Value) -> Tensor:
        tensor = ctx.tensor(x)
        if tensor.ndim not in (2, 3):
            raise Broken("spatial_rank", tensor.shape, rank="Transformer", low=2, high=3)
        if not ctx.same(tensor.shape[-1], width):
            raise Broken("linear", tensor.shape, (width,), found=tensor.shape[-1], expected=width)
        return tensor.like()

    return Module("TransformerLayer", forward)


@op(
    "nn: TransformerEncoder TransformerDecoder (layer, num_layers, norm=None, "
    "enable_nested_tensor=True, mask_check=True)"
)
def transformer_encoder(ctx: Context, layer: Value, num_layers: Value, **_: Value) -> Module:
    return Module("TransformerEncoder", layer.forward)


@op(
    "nn: Transformer (d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, "
    "dim_feedforward=2048, dropout=0.1, activation='relu', batch_first=False, "
    "norm_first=False, bias=True)"
)
def transformer(
    ctx: Context, d_model: Value = 512, nhead: Value = 8, batch_first: Value = False, **_: Value
) -> Module:
    width = ctx.integer(d_model)

    def forward(ctx: Context, src: Value, tgt: Value, *_: Value, **__: Value) -> Tensor:
        source, target = ctx.tensor(src), ctx.tensor(tgt)
        for tensor in (source, target):
            if not ctx.same(tensor.shape[-1], width):
                raise Broken(
                    "linear", tensor.shape, (width,), found=tensor.shape[-1], expected=width
                )
        place = 0 if batch_first is True else 1
        if source.ndim == 3 and not ctx.same(source.shape[place], target.shape[place]):
            raise Broken("bmm_batch", source.shape, target.shape)
        return target.like()

    return Module("Transformer", forward)
