"""`nn` modules by their constructors: each makes a forward pass over shapes, and its parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tutor.checking.shapes import registry
from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.convolution import (
    adaptive,
    convolved,
    per_axis,
    pooled,
    transposed,
)
from tutor.checking.shapes.operations.normalization import normalized_channels, normalized_last
from tutor.checking.shapes.operations.rearranging import flatten, unflatten
from tutor.checking.shapes.operations.selecting import looked_up
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.strides import elementwise, strides_of
from tutor.checking.shapes.values import Module, Shape, Tensor, Value


def parameter(*shape: Dim) -> Tensor:
    return Tensor(shape, "float32", "torch")


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


# ── convolutions and pools ──────────────────────────────────────────────────────────────


def _conv(rank: int) -> Callable[..., Module]:
    def make(
        ctx: Context,
        in_channels: Value,
        out_channels: Value,
        kernel_size: Value,
        stride: Value = 1,
        padding: Value = 0,
        dilation: Value = 1,
        groups: Value = 1,
        bias: Value = True,
        padding_mode: Value = "zeros",
        dtype: Value = None,
    ) -> Module:
        n, m, parts = ctx.integer(in_channels), ctx.integer(out_channels), ctx.integer(groups)
        for size in (n, m):
            if not ctx.same(size // parts * parts, size):
                raise Broken("not_divisible", (size,), size=size, parts=parts)
        if padding == "same" and not all(map(ctx.is_one, per_axis(ctx, stride, rank))):
            raise Broken("same_stride")
        weight = (m, n // parts, *per_axis(ctx, kernel_size, rank))

        def forward(ctx: Context, x: Value) -> Tensor:
            tensor = ctx.tensor(x)
            if tensor.kind != "float":
                raise Broken("product_dtypes", left=tensor.dtype, right="float32")
            return tensor.like(convolved(ctx, tensor, weight, stride, padding, dilation, parts))

        return Module(f"Conv{rank}d", forward, _conv_attributes(weight, m, n, bias, kernel_size))

    return make


def _conv_attributes(weight: Shape, m: Dim, n: Dim, bias: Value, kernel: Value) -> dict[str, Any]:
    return {
        "weight": parameter(*weight),
        "bias": parameter(m) if bias is not False else None,
        "in_channels": n,
        "out_channels": m,
        "kernel_size": kernel,
    }


def _conv_transpose(rank: int) -> Callable[..., Module]:
    def make(
        ctx: Context,
        in_channels: Value,
        out_channels: Value,
        kernel_size: Value,
        stride: Value = 1,
        padding: Value = 0,
        output_padding: Value = 0,
        groups: Value = 1,
        bias: Value = True,
        dilation: Value = 1,
        padding_mode: Value = "zeros",
    ) -> Module:
        n, m, parts = ctx.integer(in_channels), ctx.integer(out_channels), ctx.integer(groups)
        weight = (n, m // parts, *per_axis(ctx, kernel_size, rank))

        def forward(ctx: Context, x: Value, output_size: Value = None) -> Tensor:
            tensor = ctx.tensor(x)
            if output_size is not None:
                raise Unsupported("output_size")
            return tensor.like(
                transposed(ctx, tensor, weight, stride, padding, output_padding, parts, dilation)
            )

        return Module(
            f"ConvTranspose{rank}d", forward, _conv_attributes(weight, m, n, bias, kernel_size)
        )

    return make


def _pool(rank: int, name: str) -> Callable[..., Module]:
    def make(
        ctx: Context,
        kernel_size: Value,
        stride: Value = None,
        padding: Value = 0,
        dilation: Value = 1,
        return_indices: Value = False,
        ceil_mode: Value = False,
        **_: Value,
    ) -> Module:
        def forward(ctx: Context, x: Value) -> Value:
            result = pooled(
                ctx, ctx.tensor(x), rank, kernel_size, stride, padding, dilation, ceil_mode
            )
            return (result, result.like(dtype="int64")) if return_indices is True else result

        return Module(name, forward)

    return make


def _adaptive(rank: int) -> Callable[..., Module]:
    return lambda ctx, output_size, return_indices=False: Module(
        "AdaptivePool", lambda c, x: adaptive(c, c.tensor(x), rank, output_size)
    )


def _padding(rank: int, mode: str) -> Callable[..., Module]:
    def make(ctx: Context, padding: Value, value: Value = 0.0) -> Module:
        widths = padding if isinstance(padding, tuple | list) else (padding,) * (2 * rank)

        def forward(ctx: Context, x: Value) -> Tensor:
            return registry.call(ctx, "F", "pad", [x, tuple(widths), mode], {})  # type: ignore[no-any-return]

        return Module(f"{mode} padding", forward)

    return make


for _rank in (1, 2, 3):
    add(
        f"nn: Conv{_rank}d (in_channels, out_channels, kernel_size, stride=1, padding=0, "
        f"dilation=1, groups=1, bias=True, padding_mode='zeros', dtype=None)",
        _conv(_rank),
    )
    add(
        f"nn: ConvTranspose{_rank}d (in_channels, out_channels, kernel_size, stride=1, "
        f"padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros')",
        _conv_transpose(_rank),
    )
    add(
        f"nn: MaxPool{_rank}d (kernel_size, stride=None, padding=0, dilation=1, "
        f"return_indices=False, ceil_mode=False)",
        _pool(_rank, "MaxPool"),
    )
    add(
        f"nn: AvgPool{_rank}d (kernel_size, stride=None, padding=0, ceil_mode=False, "
        f"count_include_pad=True, divisor_override=None)",
        _pool(_rank, "AvgPool"),
    )
    add(
        f"nn: AdaptiveAvgPool{_rank}d AdaptiveMaxPool{_rank}d (output_size, return_indices=False)",
        _adaptive(_rank),
    )
    for _mode, _names in {
        "constant": "ConstantPad ZeroPad",
        "reflect": "ReflectionPad",
        "replicate": "ReplicationPad",
        "circular": "CircularPad",
    }.items():
        add(
            f"nn: {' '.join(f'{name}{_rank}d' for name in _names.split())} (padding, value=0.0)",
            _padding(_rank, _mode),
        )


def _through(space: str, name: str) -> Callable[..., Module]:
    """A module that calls a function with what its constructor was given."""

    def make(ctx: Context, *arguments: Value, **settings: Value) -> Module:
        def forward(ctx: Context, *inputs: Value) -> Value:
            return registry.call(ctx, space, name, [*inputs, *arguments], settings)

        return Module(name, forward)

    return make


add("nn: Unfold (kernel_size, dilation=1, padding=0, stride=1)", _through("F", "unfold"))
add("nn: Fold (output_size, kernel_size, dilation=1, padding=0, stride=1)", _through("F", "fold"))
add(
    "nn: Upsample (size=None, scale_factor=None, mode='nearest', align_corners=None, "
    "recompute_scale_factor=None)",
    _through("F", "interpolate"),
)
add("nn: UpsamplingNearest2d (size=None, scale_factor=None)", _through("F", "interpolate"))
add(
    "nn: Softmax2d ()",
    lambda ctx: Module("Softmax2d", lambda c, x: registry.call(c, "F", "softmax", [x, -3], {})),
)
add("nn: PixelShuffle (upscale_factor)", _through("F", "pixel_shuffle"))
add("nn: PixelUnshuffle (downscale_factor)", _through("F", "pixel_unshuffle"))
add("nn: GLU (axis=-1)", _through("F", "glu"))
add("nn: CosineSimilarity (axis=1, eps=1e-08)", _through("F", "cosine_similarity"))
add("nn: PairwiseDistance (p=2.0, eps=1e-06, keepdims=False)", _through("F", "pairwise_distance"))
add(
    "nn: Softmax LogSoftmax Softmin (axis=None)",
    lambda ctx, axis=None: Module(
        "Softmax", lambda c, x: registry.call(c, "F", "softmax", [x, axis], {})
    ),
)

# ── same shape out as in ────────────────────────────────────────────────────────────────

SAME = """ReLU ReLU6 GELU SiLU Mish Sigmoid Tanh ELU SELU CELU LeakyReLU Softplus Hardswish
Hardsigmoid Hardtanh Softsign Tanhshrink LogSigmoid Softshrink Hardshrink Threshold
RReLU Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout Identity
InstanceNorm1d InstanceNorm2d InstanceNorm3d LocalResponseNorm"""


def _same(ctx: Context, *_: Value, **__: Value) -> Module:
    def forward(ctx: Context, x: Value) -> Tensor:
        tensor = ctx.tensor(x)
        return replace(tensor.like(), strides=elementwise(ctx, tensor.shape, [tensor]))

    return Module("same shape", forward)


add(f"nn: {SAME} (*settings, **more)", _same)


@op("nn: PReLU (num_parameters=1, init=0.25)")
def prelu(ctx: Context, num_parameters: Value = 1, init: Value = 0.25) -> Module:
    weight = parameter(ctx.integer(num_parameters))
    return Module(
        "PReLU", lambda c, x: registry.call(c, "F", "prelu", [x, weight], {}), {"weight": weight}
    )


@op(
    "nn: LayerNorm (normalized_shape, eps=1e-05, elementwise_affine=True, bias=True)",
    "nn: RMSNorm (normalized_shape, eps=None, elementwise_affine=True)",
)
def layer_norm(ctx: Context, normalized_shape: Value, *_: Value, **__: Value) -> Module:
    shape = ctx.shape(normalized_shape)

    def forward(ctx: Context, x: Value) -> Tensor:
        return normalized_last(ctx, ctx.tensor(x), shape)

    return Module(
        "LayerNorm",
        forward,
        {"weight": parameter(*shape), "bias": parameter(*shape), "normalized_shape": shape},
    )


def _batch_norm(rank: int) -> Callable[..., Module]:
    allowed = {1: (2, 3), 2: (4,), 3: (5,)}[rank]

    def make(ctx: Context, num_features: Value, **_: Value) -> Module:
        count = ctx.integer(num_features)

        def forward(ctx: Context, x: Value) -> Tensor:
            tensor = ctx.tensor(x)
            if tensor.ndim not in allowed:
                raise Broken(
                    "spatial_rank",
                    tensor.shape,
                    rank=f"BatchNorm{rank}d",
                    low=allowed[0],
                    high=allowed[-1],
                )
            normalized_channels(ctx, tensor, count)
            return tensor.like()

        return Module(
            "BatchNorm",
            forward,
            {
                "weight": parameter(count),
                "bias": parameter(count),
                "running_mean": parameter(count),
                "running_var": parameter(count),
                "num_features": count,
            },
        )

    return make


for _rank in (1, 2, 3):
    add(
        f"nn: BatchNorm{_rank}d (num_features, eps=1e-05, momentum=0.1, affine=True, "
        f"track_running_stats=True)",
        _batch_norm(_rank),
    )


@op("nn: GroupNorm (num_groups, num_channels, eps=1e-05, affine=True)")
def group_norm(
    ctx: Context, num_groups: Value, num_channels: Value, eps: Value = 0, affine: Value = True
) -> Module:
    groups, count = ctx.integer(num_groups), ctx.integer(num_channels)
    if not ctx.same(count // groups * groups, count):
        raise Broken("not_divisible", (count,), size=count, parts=groups)

    def forward(ctx: Context, x: Value) -> Tensor:
        tensor = ctx.tensor(x)
        normalized_channels(ctx, tensor, count)
        return tensor.like()

    return Module("GroupNorm", forward, {"weight": parameter(count), "bias": parameter(count)})


@op("nn: Flatten (start_dim=1, end_dim=-1)")
def flatten_module(ctx: Context, start_dim: Value = 1, end_dim: Value = -1) -> Module:
    return Module("Flatten", lambda c, x: flatten(c, x, start_dim, end_dim))


@op("nn: Unflatten (axis, unflattened_size)")
def unflatten_module(ctx: Context, axis: Value, unflattened_size: Value) -> Module:
    return Module("Unflatten", lambda c, x: unflatten(c, x, axis, unflattened_size))


# ── containers ──────────────────────────────────────────────────────────────────────────


def call_module(ctx: Context, module: Value, *args: Value) -> Value:
    """Run a module; one of the snippet's own classes is called by the interpreter."""
    if isinstance(module, Module):
        return module.forward(ctx, *args)
    if ctx.call_value is None:
        raise Unsupported(f"{describe(module)} as a layer")
    return ctx.call_value(module, list(args), {})


@op("nn: Sequential (*modules)")
def sequential(ctx: Context, *modules: Value) -> Module:
    if len(modules) == 1 and isinstance(modules[0], dict):
        modules = tuple(modules[0].values())

    def forward(ctx: Context, x: Value) -> Value:
        for module in modules:
            x = call_module(ctx, module, x)
        return x

    return Module("Sequential", forward, {"items": list(modules)})


@op("nn: ModuleList ParameterList (modules=())")
def module_list(ctx: Context, modules: Value = ()) -> Value:
    if isinstance(modules, tuple | list):
        return list(modules)
    raise Unsupported("a ModuleList of symbolic length")


@op("nn: ModuleDict ParameterDict (modules=None)")
def module_dict(ctx: Context, modules: Value = None) -> Value:
    return dict(modules or {})


@op("nn: Parameter (data, requires_grad=True)", "nn: Buffer (data)")
def make_parameter(ctx: Context, data: Value, requires_grad: Value = True) -> Tensor:
    return ctx.tensor(data)


# ── attention ───────────────────────────────────────────────────────────────────────────


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
        output = q.like()
        if first and q.ndim == 3:
            # Computed with the length first, then transposed.
            steps = strides_of(q.like((q.shape[1], q.shape[0], q.shape[2])))
            output = replace(output, strides=(steps[1], steps[0], steps[2]))
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


# ── losses as modules ───────────────────────────────────────────────────────────────────

_SETTINGS = "*settings, **more"
for _class, _function in {
    "MSELoss": "mse_loss",
    "L1Loss": "l1_loss",
    "SmoothL1Loss": "smooth_l1_loss",
    "HuberLoss": "huber_loss",
    "KLDivLoss": "kl_div",
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "CrossEntropyLoss": "cross_entropy",
    "NLLLoss": "nll_loss",
    "CosineEmbeddingLoss": "cosine_embedding_loss",
    "TripletMarginLoss": "triplet_margin_loss",
    "MarginRankingLoss": "margin_ranking_loss",
    "SoftMarginLoss": "soft_margin_loss",
    "PoissonNLLLoss": "poisson_nll_loss",
    "GaussianNLLLoss": "gaussian_nll_loss",
    "HingeEmbeddingLoss": "hinge_embedding_loss",
    "MultiMarginLoss": "multi_margin_loss",
}.items():
    add(f"nn: {_class} ({_SETTINGS})", _through("F", _function))


@op(
    "init: xavier_uniform_ xavier_normal_ kaiming_uniform_ kaiming_normal_ normal_ uniform_ "
    "constant_ zeros_ ones_ orthogonal_ trunc_normal_ eye_ (a, *settings, **more)"
)
def initialise(ctx: Context, a: Value, *_: Value, **__: Value) -> Tensor:
    return ctx.tensor(a)
