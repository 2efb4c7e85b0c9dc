"""A wrong answer with all that is known about it, in numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tutor.checking.matrices.arithmetic import Array, Impossible
from tutor.checking.matrices.decision import Target, difference
from tutor.checking.matrices.draws import Draw
from tutor.checking.matrices.problem import Problem, Reading
from tutor.checking.matrices.terms import Term

SAME = 1e-8


@dataclass(frozen=True)
class Case:
    """A wrong answer with all that is known about it."""

    answer: Reading
    problem: Problem
    key: Term | None
    target: Target
    draws: Sequence[Draw]
    values: Sequence[Array]
    wanted: Sequence[Array]

    def gives(self, made: Term) -> bool:
        """Whether a term has the answer's value in every draw."""
        return _agrees(made, self.draws, self.values)

    def mends(self, made: Term) -> bool:
        """Whether a term has the right value in every draw."""
        return _agrees(made, self.draws, self.wanted)


def _agrees(made: Term, draws: Sequence[Draw], values: Sequence[Array]) -> bool:
    try:
        return all(
            difference(at.floats(made), value) < SAME
            for at, value in zip(draws, values, strict=True)
        )
    except Impossible:
        return False


def all_same(left: Sequence[Array], right: Sequence[Array]) -> bool:
    """Whether two values agree in every draw."""
    return all(difference(a, b) < SAME for a, b in zip(left, right, strict=True))


def ratios_of(values: Sequence[Array], wanted: Sequence[Array]) -> list[float] | None:
    """The factor between answer and key in every draw, where they are proportional."""
    ratios = []
    for value, right in zip(values, wanted, strict=True):
        square = float((right * right).sum())
        if square == 0 and not value.any():
            ratios.append(math.nan)
            continue
        if square == 0:
            return None
        ratio = float((value * right).sum()) / square
        if ratio == 0 or difference(value, ratio * right) > SAME:
            return None
        ratios.append(ratio)
    known = [ratio for ratio in ratios if not math.isnan(ratio)]
    if len(known) < 2:
        return None
    # A draw in which both are zero says nothing: any factor fits it.
    return [known[0] if math.isnan(ratio) else ratio for ratio in ratios]


def constant_factor(ratios: Sequence[float], case: Case) -> str:
    """The factor as text: a number, possibly times or over a size; empty if it varies."""
    if is_constant(ratios):
        return shown_factor(ratios[0])
    for symbol in sorted({*case.problem.symbols}):
        sizes = [at.sizes[symbol] for at in case.draws]
        if len(set(sizes)) < 2:
            continue
        for power, mark in ((1.0, ""), (2.0, "²"), (0.5, "^½")):
            up = [ratio / size**power for ratio, size in zip(ratios, sizes, strict=True)]
            if is_constant(up):
                times = "" if abs(up[0] - 1) < SAME else f"{shown_factor(up[0])}·"
                return f"{times}{symbol}{mark}"
            down = [ratio * size**power for ratio, size in zip(ratios, sizes, strict=True)]
            if is_constant(down):
                return f"{shown_factor(down[0])}/{symbol}{mark}"
    return ""


def is_constant(values: Sequence[float]) -> bool:
    """Whether a number is the same in every draw."""
    return max(values) - min(values) <= SAME * max(map(abs, values))


def shown_factor(value: float) -> str:
    """A factor as text: a fraction where it is one."""
    close = Fraction(value).limit_denominator(1000)
    if abs(float(close) - value) < SAME * max(1, abs(value)):
        return str(close)
    return f"{value:.6g}"
