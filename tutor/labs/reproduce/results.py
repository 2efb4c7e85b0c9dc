"""Own results beside the paper's: relative gap, verdict, and the spread of seeds."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Literal

HIGHER, LOWER = "higher", "lower"

SUCCESS = Fraction(2, 100)
BUG = Fraction(5, 100)
"""Below the first gap a success; above the second a bug, until shown otherwise."""

LEVEL = 0.95
"""How often the interval of the mean holds the true mean."""

Verdict = Literal["success", "look", "bug", "too-good"]


@dataclass(frozen=True)
class Result:
    """A metric: what the paper reports, and one or several own runs.

    better: whether higher or lower is better.
    """

    paper: Fraction
    mine: tuple[Fraction, ...]
    better: str = HIGHER

    @property
    def mean(self) -> Fraction:
        """Of the own runs."""
        return sum(self.mine, Fraction()) / len(self.mine)

    @cached_property
    def gap(self) -> Fraction | None:
        """(mine − paper) / |paper|; None beside a 0."""
        return (self.mean - self.paper) / abs(self.paper) if self.paper else None

    @property
    def verdict(self) -> Verdict | None:
        """What the gap calls for; None where there is no relative gap."""
        if self.gap is None:
            return "success" if self.mean == self.paper else None
        if abs(self.gap) < SUCCESS:
            return "success"
        if abs(self.gap) <= BUG:
            return "look"
        return "too-good" if (self.gap > 0) == (self.better == HIGHER) else "bug"

    @property
    def is_better(self) -> bool:
        """Whether the own mean is better than the paper's number."""
        return self.mean != self.paper and (self.mean > self.paper) == (self.better == HIGHER)

    @cached_property
    def deviation(self) -> float | None:
        """Sample standard deviation, with n − 1; None for a single run."""
        n = len(self.mine)
        if n < 2:
            return None
        square = sum(((each - self.mean) ** 2 for each in self.mine), Fraction()) / (n - 1)
        return math.sqrt(square)

    @property
    def margin(self) -> float | None:
        """Half the width of the interval of the mean: t · s / √n."""
        if self.deviation is None:
            return None
        n = len(self.mine)
        return t_quantile(n - 1) * self.deviation / math.sqrt(n)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true mean of runs like these is, with confidence LEVEL."""
        if self.margin is None:
            return None
        return float(self.mean) - self.margin, float(self.mean) + self.margin

    @property
    def within(self) -> bool | None:
        """Whether the paper's number lies in the interval; None for a single run."""
        return None if self.margin is None else abs(self.mean - self.paper) <= self.margin

    @property
    def other_unit(self) -> bool:
        """Whether one is about a hundred times the other: percent beside a share."""
        if not self.paper or not self.mean:
            return False
        ratio = abs(self.mean / self.paper)
        return any(Fraction(4, 5) < each < Fraction(5, 4) for each in (ratio * 100, ratio / 100))


@lru_cache(maxsize=256)
def t_quantile(freedom: int) -> float:
    """The t with P(|T| ≤ t) = LEVEL for Student's T with so many degrees of freedom."""
    low, high = 0.0, math.pi / 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < LEVEL else (low, middle)
    return math.sqrt(freedom) * math.tan((low + high) / 2)


def _inside(angle: float, freedom: int) -> float:
    """P(|T| ≤ √ν tan θ), by the finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4."""
    cosine, sine = math.cos(angle), math.sin(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = term if freedom > 1 else 0.0
    for k in range(3 if odd else 2, freedom - 1, 2):
        term *= cosine**2 * ((k - 1) / k)
        total += term
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
