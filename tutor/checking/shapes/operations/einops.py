"""einops: rearrange, reduce, repeat, einsum, and parse_shape over named axes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.einsum import LETTERS, einsum_shape
from tutor.checking.shapes.operations.joining import parts_of, stacked
from tutor.checking.shapes.operations.promotion import as_float, result_dtype
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim, product
from tutor.checking.shapes.strides import row_major, viewed
from tutor.checking.shapes.values import Module, Shape, Tensor, Value

_TOKEN = re.compile(r"\s*(\(|\)|\.\.\.|…|[A-Za-z_]\w*|\d+)")
_DOTS = "…"
_UNIT = ""
"""Stands beside an ellipsis in brackets, `(...)`, which is one axis; without them it is several."""


@dataclass(frozen=True)
class Axes:
    """One side of a pattern: groups of names; `1` is an empty group, numbers keep their text."""

    groups: tuple[tuple[str, ...], ...]

    def names(self) -> list[str]:
        return [name for group in self.groups for name in group if name != _UNIT]


def read_side(text: str, pattern: str) -> Axes:
    groups: list[tuple[str, ...]] = []
    inside: list[str] | None = None
    position = 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            raise Broken("einops_pattern", pattern=pattern)
        token, position = match[1], match.end()
        if token == "(":  # noqa: S105
            if inside is not None:
                raise Broken("einops_pattern", pattern=pattern)
            inside = []
        elif token == ")":  # noqa: S105
            if inside is None:
                raise Broken("einops_pattern", pattern=pattern)
            groups.append((_DOTS, _UNIT) if inside == [_DOTS] else tuple(inside))
            inside = None
        else:
            token = _DOTS if token == "..." else token  # noqa: S105
            if inside is not None:
                if token != "1":  # noqa: S105
                    inside.append(token)
            else:
                groups.append(() if token == "1" else (token,))  # noqa: S105
    if inside is not None:
        raise Broken("einops_pattern", pattern=pattern)
    side = Axes(tuple(groups))
    names = side.names()
    for name in names:
        if not name.isdigit() and names.count(name) > 1:
            raise Broken("einops_repeated", pattern=pattern, name=name)
    return side


def _sides(pattern: Value) -> tuple[Axes, Axes]:
    if not isinstance(pattern, str) or pattern.count("->") != 1:
        raise Broken("einops_pattern", pattern=str(pattern))
    left, right = pattern.split("->")
    return read_side(left, pattern), read_side(right, pattern)


def apply_pattern(
    ctx: Context, shape: Shape, pattern: str, lengths: Mapping[str, Value], kind: str
) -> Shape:
    """The shape after rearrange, reduce or repeat (kind) by the pattern."""
    left, right = _sides(pattern)
    _check_names(left, right, pattern, kind, lengths)
    given = {name: ctx.integer(size) for name, size in lengths.items()}
    sizes, dots = _match(ctx, shape, left, pattern, given)
    for name in right.names():
        if name.isdigit():
            sizes[name] = int(name)
        elif name != _DOTS and name not in sizes:
            sizes[name] = given[name]
    result: list[Dim] = []
    for group in right.groups:
        if group == (_DOTS,):
            result.extend(dots)
        else:
            result.append(product(_size_in_group(name, sizes, dots) for name in group))
    return tuple(result)


def _size_in_group(name: str, sizes: Mapping[str, Dim], dots: Shape) -> Dim:
    if name == _UNIT:
        return 1
    return product(dots) if name == _DOTS else sizes[name]


def _check_names(
    left: Axes, right: Axes, pattern: str, kind: str, lengths: Mapping[str, Value]
) -> None:
    ours, theirs = set(left.names()), set(right.names())
    if any(name.isdigit() for name in ours):
        raise Broken("einops_pattern", pattern=pattern)
    if kind != "repeat" and any(name.isdigit() for name in theirs):
        raise Broken("einops_pattern", pattern=pattern)
    if _DOTS in theirs and _DOTS not in ours:
        raise Broken("einops_names", pattern=pattern, name="...")
    if any(_DOTS in group and len(group) > 1 for group in left.groups):
        raise Broken("einops_pattern", pattern=pattern)
    if kind == "rearrange" and ours != theirs:
        raise Broken("einops_names", pattern=pattern, name=min(ours ^ theirs))
    if kind == "reduce" and theirs - ours:
        raise Broken("einops_names", pattern=pattern, name=min(theirs - ours))
    if kind == "repeat":
        if ours - theirs:
            raise Broken("einops_names", pattern=pattern, name=min(ours - theirs))
        unknown = {name for name in theirs - ours if not name.isdigit()} - set(lengths)
        if unknown:
            raise Broken("einops_length", pattern=pattern, name=min(unknown))
    known = {name for name in ours | theirs if name != _DOTS}
    stray = set(lengths) - known
    if stray:
        raise Broken("einops_names", pattern=pattern, name=min(stray))


def _match(
    ctx: Context, shape: Shape, left: Axes, pattern: str, given: Mapping[str, Dim]
) -> tuple[dict[str, Dim], Shape]:
    """The size of every name on the left, and the axes of the ellipsis."""
    count = sum(group != (_DOTS,) for group in left.groups)
    spread = len(shape) - count
    has_dots = count < len(left.groups)
    if spread < 0 or (spread > 0 and not has_dots):
        raise Broken("einops_rank", shape, pattern=pattern, expected=count, ndim=len(shape))
    sizes: dict[str, Dim] = {}
    dots: Shape = ()
    place = 0
    for group in left.groups:
        if group == (_DOTS,):
            dots = shape[place : place + spread]
            place += spread
            continue
        _match_group(ctx, shape, group, shape[place], pattern, given, sizes)
        place += 1
    return sizes, dots


def _match_group(
    ctx: Context,
    shape: Shape,
    group: tuple[str, ...],
    size: Dim,
    pattern: str,
    given: Mapping[str, Dim],
    sizes: dict[str, Dim],
) -> None:
    open_names = [name for name in group if name not in given]
    for name in group:
        if name in given:
            sizes[name] = given[name]
    known = product(given[name] for name in group if name in given)
    if len(open_names) > 1:
        raise Broken("einops_length", shape, pattern=pattern, name=open_names[0])
    if not open_names:
        if not ctx.same(known, size):
            raise Broken(
                "einops_size",
                shape,
                pattern=pattern,
                size=size,
                wanted=known,
                group=" ".join(group) or "1",
            )
        return
    rest = size if known == 1 else size // known
    if not ctx.same(rest * known, size):
        raise Broken(
            "einops_divide", shape, pattern=pattern, size=size, by=known, group=" ".join(group)
        )
    sizes[open_names[0]] = rest


def _tensor(ctx: Context, value: Value) -> Tensor:
    """A tensor, or a list of them, which counts as one with a leading axis."""
    if isinstance(value, list):
        return stacked(ctx, parts_of(ctx, value, "rearrange"), 0)
    return ctx.operand(value)


@op("einops: rearrange (tensor, pattern, **axes_lengths)")
def rearrange(ctx: Context, tensor: Value, pattern: Value, **lengths: Value) -> Tensor:
    array = _tensor(ctx, tensor)
    shape = apply_pattern(ctx, array.shape, pattern, lengths, "rearrange")
    if array.library == "numpy" or "..." in pattern or "…" in pattern:
        return array.like(shape)
    return replace(array.like(shape), strides=_strides(ctx, array, pattern, lengths, shape))


def _strides(
    ctx: Context, array: Tensor, pattern: str, lengths: Mapping[str, Value], shape: Shape
) -> Shape | None:
    """Einops reshapes to single axes, permutes them, and reshapes again."""
    left, right = _sides(pattern)
    given = {name: ctx.integer(size) for name, size in lengths.items()}
    sizes, _ = _match(ctx, array.shape, left, pattern, given)
    single = tuple(sizes[name] for name in left.names())
    steps = viewed(ctx, array, single)
    if steps is None:
        steps = row_major(single)
    at = dict(zip(left.names(), steps, strict=True))
    order = right.names()
    turned = array.like(tuple(sizes[name] for name in order))
    return viewed(ctx, replace(turned, strides=tuple(at[name] for name in order)), shape)


@op("einops: reduce (tensor, pattern, reduction, **axes_lengths)")
def reduce(
    ctx: Context, tensor: Value, pattern: Value, reduction: Value, **lengths: Value
) -> Tensor:
    array = _tensor(ctx, tensor)
    shape = apply_pattern(ctx, array.shape, pattern, lengths, "reduce")
    if reduction not in ("min", "max", "sum", "mean", "prod", "any", "all") and isinstance(
        reduction, str
    ):
        raise Broken("einops_reduction", name=str(reduction))
    if reduction == "mean" and array.kind in ("int", "bool"):
        raise Broken("mean_of_integers", array.shape, name="mean", dtype=array.dtype)
    return array.like(shape, as_float(ctx, array) if reduction == "mean" else array.dtype)


@op("einops: repeat (tensor, pattern, **axes_lengths)")
def repeat(ctx: Context, tensor: Value, pattern: Value, **lengths: Value) -> Tensor:
    array = _tensor(ctx, tensor)
    return array.like(apply_pattern(ctx, array.shape, pattern, lengths, "repeat"))


@op("einops: einsum (*arguments)")
def einops_einsum(ctx: Context, *arguments: Value) -> Tensor:
    """Einops' own einsum: tensors first, then a pattern of space-separated names."""
    *operands, pattern = arguments
    if not isinstance(pattern, str) or pattern.count("->") != 1:
        raise Broken("einops_pattern", pattern=str(pattern))
    tensors = [ctx.operand(operand) for operand in operands]
    inputs, output = pattern.split("->")
    terms = [read_side_plain(term, pattern) for term in inputs.split(",")]
    if len(terms) != len(tensors):
        raise Broken("einsum_operands", pattern=pattern, terms=len(terms), given=len(tensors))
    letters: dict[str, str] = {_DOTS: "..."}
    for name in [*(n for term in terms for n in term), *read_side_plain(output, pattern)]:
        letters.setdefault(name, LETTERS[(len(letters) - 1) % len(LETTERS)])
    texts = ["".join(letters[name] for name in term) for term in terms]
    result = "".join(letters[name] for name in read_side_plain(output, pattern))
    shape = einsum_shape(ctx, f"{','.join(texts)}->{result}", [t.shape for t in tensors])
    return tensors[0].like(shape, result_dtype(ctx, *tensors))


def read_side_plain(text: str, pattern: str) -> list[str]:
    names = text.replace("...", _DOTS).split()
    if any(not (name.isidentifier() or name == _DOTS) for name in names):
        raise Broken("einops_pattern", pattern=pattern)
    return names


@op("einops: parse_shape (tensor, pattern)")
def parse_shape(ctx: Context, tensor: Value, pattern: Value) -> Value:
    array = _tensor(ctx, tensor)
    names = str(pattern).split()
    if "..." in names or len(names) != array.ndim:
        raise Unsupported("this pattern")
    return {name: size for name, size in zip(names, array.shape, strict=True) if name != "_"}


@op("einops.layers: Rearrange (pattern, **axes_lengths)")
def rearrange_layer(ctx: Context, pattern: Value, **lengths: Value) -> Module:
    return Module("Rearrange", lambda c, x: rearrange(c, x, pattern, **lengths))


@op("einops.layers: Reduce (pattern, reduction, **axes_lengths)")
def reduce_layer(ctx: Context, pattern: Value, reduction: Value, **lengths: Value) -> Module:
    return Module("Reduce", lambda c, x: reduce(c, x, pattern, reduction, **lengths))
