"""Loss functions: what prediction and target must be, and what each reduction leaves."""

from __future__ import annotations

from collections.abc import Callable

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.gathering import looked_up
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.values import Shape, Tensor, Value


def left_by(ctx: Context, reduction: Value, shape: Shape) -> Shape:
    """None keeps the shape, mean and sum leave a number."""
    if reduction == "none":
        return shape
    if reduction not in ("mean", "sum", "batchmean"):
        raise Broken("not_a_mode", mode=str(reduction))
    return ()


def pointwise(ctx: Context, a: Value, target: Value, reduction: Value, strict: bool) -> Tensor:
    """A loss of each entry against its target; strict: shapes are equal, else they broadcast."""
    prediction, wanted = ctx.tensor(a), ctx.tensor(target)
    if strict:
        if not ctx.same_shape(prediction.shape, wanted.shape):
            raise Broken("loss_shapes", prediction.shape, wanted.shape)
        shape = prediction.shape
    else:
        shape = ctx.broadcast(prediction.shape, wanted.shape)
        if not ctx.same_shape(prediction.shape, wanted.shape):
            ctx.note("loss_broadcasts", left=prediction.shape, right=wanted.shape, shape=shape)
    dtype = prediction.dtype if prediction.kind == "float" else wanted.dtype
    return prediction.like(left_by(ctx, reduction, shape), dtype)


def _pointwise(strict: bool) -> Callable[..., Tensor]:
    def apply(
        ctx: Context, a: Value, target: Value, reduction: Value = "mean", **_: Value
    ) -> Tensor:
        return pointwise(ctx, a, target, reduction, strict)

    return apply


_OLD = "size_average=None, reduce=None"
add(f"F: mse_loss l1_loss (a, target, {_OLD}, reduction='mean', weight=None)", _pointwise(False))
add(f"F: smooth_l1_loss (a, target, {_OLD}, reduction='mean', beta=1.0)", _pointwise(False))
add("F: huber_loss (a, target, reduction='mean', delta=1.0, weight=None)", _pointwise(False))
add(f"F: soft_margin_loss (a, target, {_OLD}, reduction='mean')", _pointwise(False))
add(f"F: kl_div (a, target, {_OLD}, reduction='mean', log_target=False)", _pointwise(False))
add(
    "F: poisson_nll_loss (a, target, log_input=True, full=False, size_average=None, eps=1e-08, "
    "reduce=None, reduction='mean')",
    _pointwise(False),
)
add(
    "F: hinge_embedding_loss (a, target, margin=1.0, size_average=None, reduce=None, "
    "reduction='mean')",
    _pointwise(False),
)


@op(
    f"F: binary_cross_entropy (a, target, weight=None, {_OLD}, reduction='mean')",
    f"F: binary_cross_entropy_with_logits (a, target, weight=None, {_OLD}, reduction='mean', "
    f"pos_weight=None)",
)
def binary_cross_entropy(
    ctx: Context,
    a: Value,
    target: Value,
    weight: Value = None,
    reduction: Value = "mean",
    pos_weight: Value = None,
    **_: Value,
) -> Tensor:
    prediction, wanted = ctx.tensor(a), ctx.tensor(target)
    for extra in (weight, pos_weight):
        if isinstance(extra, Tensor):
            ctx.broadcast_to(extra.shape, prediction.shape)
    if ctx.called_name == "binary_cross_entropy" and (
        wanted.kind != "float" or prediction.kind != "float"
    ):
        raise Broken("product_dtypes", left=prediction.dtype, right=wanted.dtype)
    return pointwise(ctx, prediction, wanted, reduction, strict=True)


def class_loss(
    ctx: Context, a: Value, target: Value, weight: Value, reduction: Value, probabilities: bool
) -> Tensor:
    """cross_entropy and nll_loss: (N, C, …) against class indices (N, …).

    probabilities: a target of the prediction's own shape is taken as class probabilities.
    """
    logits, wanted = ctx.tensor(a), ctx.tensor(target)
    if logits.kind != "float":
        raise Broken("mean_of_integers", logits.shape, name="cross_entropy", dtype=logits.dtype)
    if not logits.shape:
        raise Broken("class_axis", logits.shape, wanted.shape)
    channel = 1 if logits.ndim > 1 else 0
    classes = logits.shape[channel]
    rest = (*logits.shape[:channel], *logits.shape[channel + 1 :])
    if isinstance(weight, Tensor) and not ctx.same_shape(weight.shape, (classes,)):
        raise Broken(
            "channels", logits.shape, weight.shape, expected=classes, found=ctx.total(weight.shape)
        )
    if wanted.kind == "float":
        if not probabilities or not ctx.same_shape(wanted.shape, logits.shape):
            raise Broken("class_target_float", logits.shape, wanted.shape, expected=rest)
        return logits.like(left_by(ctx, reduction, rest))
    if not ctx.same_shape(wanted.shape, rest):
        raise Broken("class_target", logits.shape, wanted.shape, expected=rest)
    if wanted.dtype not in ("int64", "uint8"):
        raise Broken("class_target_dtype", logits.shape, wanted.shape, dtype=wanted.dtype)
    looked_up(ctx, wanted, classes)
    return logits.like(left_by(ctx, reduction, rest))


@op(
    "F: cross_entropy (a, target, weight=None, size_average=None, ignore_index=-100, "
    "reduce=None, reduction='mean', label_smoothing=0.0)"
)
def cross_entropy(
    ctx: Context,
    a: Value,
    target: Value,
    weight: Value = None,
    reduction: Value = "mean",
    **_: Value,
) -> Tensor:
    return class_loss(ctx, a, target, weight, reduction, probabilities=True)


@op(
    "F: nll_loss (a, target, weight=None, size_average=None, ignore_index=-100, reduce=None, "
    "reduction='mean')"
)
def nll_loss(
    ctx: Context,
    a: Value,
    target: Value,
    weight: Value = None,
    reduction: Value = "mean",
    **_: Value,
) -> Tensor:
    return class_loss(ctx, a, target, weight, reduction, probabilities=False)


@op(
    "F: cosine_embedding_loss (a, b, target, margin=0, size_average=None, reduce=None, "
    "reduction='mean')"
)
def cosine_embedding_loss(
    ctx: Context, a: Value, b: Value, target: Value, reduction: Value = "mean", **_: Value
) -> Tensor:
    left, right = ctx.tensor(a), ctx.tensor(b)
    shape = ctx.broadcast(left.shape, right.shape)[:1] if left.ndim == 2 else ()
    return left.like(left_by(ctx, reduction, shape))


@op(
    "F: triplet_margin_loss (anchor, positive, negative, margin=1.0, p=2, eps=1e-06, "
    "swap=False, size_average=None, reduce=None, reduction='mean')",
    "F: margin_ranking_loss (anchor, positive, negative, margin=0, size_average=None, "
    "reduce=None, reduction='mean')",
)
def triplet(
    ctx: Context,
    anchor: Value,
    positive: Value,
    negative: Value,
    reduction: Value = "mean",
    **_: Value,
) -> Tensor:
    tensors = [ctx.tensor(value) for value in (anchor, positive, negative)]
    shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
    if ctx.called_name == "triplet_margin_loss":
        if len({tensor.ndim for tensor in tensors}) > 1:
            raise Broken("join_rank", tensors[0].shape, tensors[1].shape)
        shape = shape[:-1]
    return tensors[0].like(left_by(ctx, reduction, shape))


@op("F: gaussian_nll_loss (a, target, var, full=False, eps=1e-06, reduction='mean')")
def gaussian_nll_loss(
    ctx: Context, a: Value, target: Value, var: Value, reduction: Value = "mean", **_: Value
) -> Tensor:
    return pointwise(ctx, a, target, reduction, strict=False)


@op(
    "F: multi_margin_loss (a, target, p=1, margin=1.0, weight=None, size_average=None, "
    "reduce=None, reduction='mean')"
)
def multi_margin_loss(
    ctx: Context,
    a: Value,
    target: Value,
    weight: Value = None,
    reduction: Value = "mean",
    **_: Value,
) -> Tensor:
    return class_loss(ctx, a, target, weight, reduction, probabilities=False)
