"""Padding, by NumPy's pairs from the first axis and torch's from the last."""

from __future__ import annotations

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.values import Tensor, Value


@op(
    "np: pad (a, pad_width, mode='constant', *, constant_values=0, end_values=0, "
    "stat_length=None, reflect_type='even')"
)
def pad(ctx: Context, a: Value, pad_width: Value, mode: Value = "constant", **_: Value) -> Tensor:
    tensor = ctx.array(a)
    if isinstance(pad_width, dict):
        pairs = [(0, 0)] * tensor.ndim
        for axis, width in pad_width.items():
            pairs[ctx.axis(axis, tensor.ndim)] = (
                width if isinstance(width, tuple) else (width, width)
            )
    else:
        pairs = _pad_pairs(ctx, tensor, pad_width)
    shape = []
    for size, pair in zip(tensor.shape, pairs, strict=True):
        before, after = (ctx.integer(width) for width in pair)
        if ctx.is_negative(before) or ctx.is_negative(after):
            raise Broken("negative_size", tensor.shape, size=before)
        shape.append(size + before + after)
    return tensor.like(shape)


def _pad_pairs(ctx: Context, tensor: Tensor, width: Value) -> list[tuple[Value, Value]]:
    """pad_width in each of NumPy's forms: n, (n,), (before, after), ((b, a), …)."""
    rank = tensor.ndim
    if not isinstance(width, tuple | list):
        return [(width, width)] * rank
    rows = [tuple(row) if isinstance(row, tuple | list) else row for row in width]
    if all(not isinstance(row, tuple) for row in rows):
        if len(rows) == 1:
            return [(rows[0], rows[0])] * rank
        if len(rows) == 2:
            return [(rows[0], rows[1])] * rank
        raise Broken("pad_width", tensor.shape, given=len(rows), ndim=rank)
    if not all(isinstance(row, tuple) and len(row) in (1, 2) for row in rows):
        raise Broken("pad_width", tensor.shape, given=len(rows), ndim=rank)
    if len({len(row) for row in rows}) > 1:
        raise Broken("pad_width", tensor.shape, given=len(rows), ndim=rank)
    pairs = [(row[0], row[-1]) for row in rows]
    if len(pairs) == 1:
        return pairs * rank
    if len(pairs) != rank:
        raise Broken("pad_width", tensor.shape, given=len(rows), ndim=rank)
    return pairs


@op("F: pad (a, pad, mode='constant', value=None)")
def torch_pad(
    ctx: Context, a: Value, pad: Value, mode: Value = "constant", value: Value = None
) -> Tensor:
    """Pairs from the last axis backwards; reflect and replicate pad only the last axes."""
    tensor = ctx.tensor(a)
    widths = ctx.shape(pad)
    if len(widths) % 2 or len(widths) // 2 > tensor.ndim:
        raise Broken("pad_pairs", tensor.shape, given=len(widths))
    wrapping = mode in ("reflect", "replicate", "circular")
    if wrapping and tensor.ndim - len(widths) // 2 not in (1, 2):
        raise Broken("pad_mode", tensor.shape, given=len(widths), mode=mode)
    shape = list(tensor.shape)
    for pair in range(len(widths) // 2):
        place = tensor.ndim - 1 - pair
        before, after = widths[2 * pair], widths[2 * pair + 1]
        if mode == "reflect" and not all(
            ctx.world.possible("<", width, shape[place]) for width in (before, after)
        ):
            raise Broken("pad_reflect", tensor.shape, size=shape[place])
        if mode == "circular" and not all(
            ctx.world.possible("<=", width, shape[place]) for width in (before, after)
        ):
            raise Broken("pad_reflect", tensor.shape, size=shape[place])
        shape[place] = shape[place] + before + after
        if ctx.is_negative(shape[place]):
            raise Broken("negative_size", tensor.shape, size=shape[place])
    return tensor.like(shape)
