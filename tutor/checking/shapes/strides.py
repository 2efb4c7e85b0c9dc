"""How a torch tensor's elements lie in memory: what decides whether a `view` exists.

A tensor's `strides` say how far apart in memory the neighbours along each axis are; None
stands for row-major order. After PyTorch's `computeStride` and TensorIterator.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.sizes import Dim, product
from tutor.checking.shapes.values import Shape, Tensor

Strides: TypeAlias = tuple[Dim, ...]


def row_major(shape: Shape) -> Strides:
    """The strides of a fresh tensor."""
    strides: list[Dim] = []
    step: Dim = 1
    for size in reversed(shape):
        strides.insert(0, step)
        step = step * size
    return tuple(strides)


def strides_of(tensor: Tensor) -> Strides:
    """The tensor's strides, also where they are row-major."""
    return row_major(tensor.shape) if tensor.strides is None else tensor.strides


def viewed(ctx: Context, tensor: Tensor, shape: Shape) -> Strides | None:
    """The strides of a view of the tensor as `shape`; None where only a copy can be that."""
    old, steps = tensor.shape, strides_of(tensor)
    if not old or ctx.world.decide("==", product(old), 0) is True:
        return row_major(shape)
    result: list[Dim] = [0] * len(shape)
    place = len(shape) - 1
    base = steps[-1]
    block: Dim = 1
    seen: Dim = 1
    for axis in range(len(old) - 1, -1, -1):
        block = block * old[axis]
        if axis > 0 and (ctx.is_one(old[axis - 1]) or ctx.same(steps[axis - 1], block * base)):
            continue
        while place >= 0 and (_below(ctx, seen, block) or ctx.is_one(shape[place])):
            result[place] = seen * base
            seen = seen * shape[place]
            place -= 1
        if not ctx.same(seen, block):
            return None
        if axis > 0:
            base, block, seen = steps[axis - 1], 1, 1
    return None if place >= 0 else tuple(result)


def _below(ctx: Context, left: Dim, right: Dim) -> bool:
    return not ctx.same(left, right) and ctx.world.decide("<", left, right) is not False


def elementwise(ctx: Context, shape: Shape, operands: Sequence[Tensor]) -> Strides | None:
    """The strides that an elementwise result takes over from operands in another order."""
    if all(tensor.strides is None for tensor in operands):
        return None
    rank = len(shape)
    spread = [_broadcast_strides(ctx, tensor, rank) for tensor in operands]
    order = list(range(rank - 1, -1, -1))
    for start in range(1, rank):
        moving = start
        for other in range(start - 1, -1, -1):
            decision = _order(ctx, spread, shape, order[other], order[moving])
            if decision > 0:
                order[other], order[moving] = order[moving], order[other]
                moving = other
            elif decision < 0:
                break
    strides: list[Dim] = [0] * rank
    step: Dim = 1
    for axis in order:
        strides[axis] = step
        step = step * shape[axis]
    return tuple(strides)


def _broadcast_strides(ctx: Context, tensor: Tensor, rank: int) -> Strides:
    """0 along the axes that are stretched."""
    own = zip(tensor.shape, strides_of(tensor), strict=True)
    spread = tuple(0 if ctx.is_one(size) else step for size, step in own)
    return (0,) * (rank - tensor.ndim) + spread


def _order(ctx: Context, spread: Sequence[Strides], shape: Shape, first: int, second: int) -> int:
    """1 where `first` lies further apart than `second`, -1 where nearer, 0 undecided."""
    for strides in spread:
        a, b = strides[first], strides[second]
        if a == 0 or b == 0:
            continue
        if ctx.world.decide("<", a, b):
            return -1
        if ctx.world.decide(">", a, b):
            return 1
        if ctx.same(a, b) and ctx.world.decide(">", shape[first], shape[second]):
            return 1
    return 0
