"""Round numbers: steps of 1, 2 or 5 times a power of ten, and what lies on them."""

import math


def round_step(size: float, *, up: bool = False) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above `size`; up: not below."""
    power = math.floor(math.log10(size))
    steps = [float(f"{factor}e{power}") for factor in (1, 2, 5, 10)]
    if up:
        return next(step for step in steps if step >= size * (1 - 1e-9))
    return [step for step in steps if step <= size * (1 + 1e-9)][-1]


def rounded(x: float, step: float) -> float:
    """The nearest multiple of `step`, without the dust of binary fractions."""
    if step <= 0 or not math.isfinite(x) or abs(x / step) > 1e15:
        return x
    return float(f"{round(x / step) * step:.15g}")
