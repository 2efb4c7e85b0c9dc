"""Layers: Linear, Embedding, Flatten; parameters and their initialisation."""

from __future__ import annotations

from tutor.checking.shapes import registry
from tutor.checking.shapes.context import Context
from tutor.checking.shapes.operations.gathering import looked_up
from tutor.checking.shapes.operations.modules import parameter
from tutor.checking.shapes.operations.reshaping import flatten, unflatten
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.values import Module, Tensor, Value


@op("nn: Linear (in_features, out_features, bias=True, dtype=None)")
def linear(
    ctx: Context, in_features: Value, out_features: Value, bias: Value = True, dtype: Value = None
) -> Module:
    n, m = ctx.integer(in_features), ctx.integer(out_features)
    weight = Tensor((m, n), ctx.dtype(dtype, ctx.default_dtype), "torch")

    def forward(ctx: Context, x: Value) -> Tensor:
        return registry.call(ctx, "F", "linear", [x, weight], {})  # type: ignore[no-any-return]

    return Module(
        "Linear",
        forward,
        {
            "weight": weight,
            "bias": parameter(m) if bias is not False else None,
            "in_features": n,
            "out_features": m,
        },
    )


@op("nn: LazyLinear (out_features, bias=True)")
def lazy_linear(ctx: Context, out_features: Value, bias: Value = True) -> Module:
    m = ctx.integer(out_features)
    return Module("LazyLinear", lambda c, x: c.tensor(x).like((*x.shape[:-1], m)))


@op("nn: Bilinear (in1_features, in2_features, out_features, bias=True)")
def bilinear(
    ctx: Context, in1_features: Value, in2_features: Value, out_features: Value, bias: Value = True
) -> Module:
    weight = parameter(
        ctx.integer(out_features), ctx.integer(in1_features), ctx.integer(in2_features)
    )
    return Module(
        "Bilinear",
        lambda c, a, b: registry.call(c, "F", "bilinear", [a, b, weight], {}),
        {"weight": weight},
    )


@op(
    "nn: Embedding (num_embeddings, embedding_dim, padding_idx=None, max_norm=None, "
    "norm_type=2.0, scale_grad_by_freq=False, sparse=False)"
)
def embedding(ctx: Context, num_embeddings: Value, embedding_dim: Value, **_: Value) -> Module:
    weight = parameter(ctx.integer(num_embeddings), ctx.integer(embedding_dim))

    def forward(ctx: Context, x: Value) -> Tensor:
        return registry.call(ctx, "F", "embedding", [x, weight], {})  # type: ignore[no-any-return]

    return Module(
        "Embedding",
        forward,
        {
            "weight": weight,
            "num_embeddings": weight.shape[0],
            "embedding_dim": weight.shape[1],
        },
    )


@op("nn.Embedding: from_pretrained (embeddings, freeze=True, padding_idx=None)")
def from_pretrained(ctx: Context, embeddings: Value, **_: Value) -> Module:
    return embedding(ctx, *ctx.tensor(embeddings).shape)


@op("nn: EmbeddingBag (num_embeddings, embedding_dim, mode='mean')")
def embedding_bag(
    ctx: Context, num_embeddings: Value, embedding_dim: Value, mode: Value = "mean"
) -> Module:
    count, width = ctx.integer(num_embeddings), ctx.integer(embedding_dim)

    def forward(ctx: Context, x: Value, offsets: Value = None) -> Tensor:
        which = ctx.tensor(x)
        looked_up(ctx, which, count)
        rows = ctx.tensor(offsets).shape[0] if offsets is not None else which.shape[0]
        return which.like((rows, width), "float32")

    return Module("EmbeddingBag", forward, {"weight": parameter(count, width)})


@op("nn: Flatten (start_dim=1, end_dim=-1)")
def flatten_module(ctx: Context, start_dim: Value = 1, end_dim: Value = -1) -> Module:
    return Module("Flatten", lambda c, x: flatten(c, x, start_dim, end_dim))


@op("nn: Unflatten (axis, unflattened_size)")
def unflatten_module(ctx: Context, axis: Value, unflattened_size: Value) -> Module:
    return Module("Unflatten", lambda c, x: unflatten(c, x, axis, unflattened_size))


@op("nn: Parameter (data, requires_grad=True)", "nn: Buffer (data)")
def make_parameter(ctx: Context, data: Value, requires_grad: Value = True) -> Tensor:
    return ctx.tensor(data)


@op(
    "init: xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ normal_ uniform_ "
    "constant_ zeros_ ones_ orthogonal_ trunc_normal_ eye_ (a, *settings, **more)"
)
def initialise(ctx: Context, a: Value, *_: Value, **__: Value) -> Tensor:
    return ctx.tensor(a)
