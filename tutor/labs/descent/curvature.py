"""Learning rate against curvature: what one step does to the error near a minimum.

On a quadratic loss with Hessian H, the error along each eigenvector of H (eigenvalue λ) goes
its own way. Plain descent multiplies it by 1 − ηλ; with momentum and Nesterov it follows a
recursion of two terms whose spectral radius is the factor in the long run. Source: Polyak,
"Introduction to Optimization" (1987); Goh, "Why Momentum Really Works" (2017).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.labs.descent.loss import Loss, Point
from tutor.labs.descent.optimizers import Method

Array = Any


@dataclass(frozen=True)
class Curvature:
    """The eigenvalues of the Hessian at a point, the largest first. point: where."""

    point: Point
    values: tuple[float, ...]
    directions: tuple[Point, ...]

    @property
    def largest(self) -> float:
        return self.values[0]

    @property
    def smallest(self) -> float:
        return self.values[-1]


def curvature(loss: Loss, point: Sequence[float]) -> Curvature | None:
    """The curvature at a point; None where it has none."""
    hessian = loss.hessian(point)
    if not np.isfinite(hessian).all():
        return None
    values, vectors = np.linalg.eigh(hessian)
    order = range(len(values) - 1, -1, -1)
    return Curvature(
        tuple(point),
        tuple(float(values[at]) for at in order),
        tuple(tuple(float(x) for x in vectors[:, at]) for at in order),
    )


def factor(method: Method, curved: float) -> float:
    """What a step multiplies the error by, along a direction of curvature λ.

    1 − ηλ of plain descent has a sign; with momentum it is the spectral radius. Adam scales
    every step by itself, so it has none: nan.
    """
    rate, beta = method.rate, method.momentum
    if method.name == "gd":
        return 1 - rate * curved
    if method.name == "adam":
        return math.nan
    if method.name == "momentum":
        matrix = [[1 - rate * curved, -rate * beta], [curved, beta]]
    else:
        matrix = [[1 - rate * curved * (1 + beta), -rate * beta * beta], [curved, beta]]
    return float(np.abs(np.linalg.eigvals(np.array(matrix))).max())


def bound(method: Method, curved: float) -> float:
    """The learning rate above which the error along curvature λ > 0 grows; nan for Adam.

    2/λ for plain descent, 2(1 + β)/λ with momentum, 2(1 + β)/((1 + 2β)λ) with Nesterov: where
    the spectral radius passes 1, by the criterion of Jury.
    """
    if method.name == "adam" or curved <= 0:
        return math.nan
    if method.name == "gd":
        return 2 / curved
    top = 2 * (1 + method.momentum)
    return top / curved if method.name == "momentum" else top / ((1 + 2 * method.momentum) * curved)


def minimum(loss: Loss, start: Sequence[float]) -> Point | None:
    """The minimum that lies downhill of a point, or None when none is found.

    Newton's method with the Hessian made positive definite and the step halved until the loss
    falls, after Nocedal and Wright, "Numerical Optimization" (2006), chapter 3.
    """
    point: Array = np.array(start, dtype=float)
    value = loss.value(point)
    for _ in range(80):
        slope: Array = np.array(loss.gradient(point), dtype=float)
        here = curvature(loss, point)
        if here is None or not np.isfinite(slope).all() or not math.isfinite(value):
            return None
        size = float(np.abs(slope).max())
        scale = max(abs(each) for each in here.values) or 1.0
        step = np.zeros(loss.size)
        for each, direction in zip(here.values, here.directions, strict=True):
            along = np.array(direction)
            step -= along * (along @ slope) / max(abs(each), 1e-5 * scale)
        if float(np.abs(step).max()) <= 1e-10 * max(1.0, float(np.abs(point).max())):
            return _settled(here, point)
        length = 1.0
        while length > 1e-12:
            moved: Array = point + length * step
            other = loss.value(moved)
            if other < value or (length == 1.0 and other == value):
                break
            length /= 2
        else:
            return _settled(here, point) if size <= 1e-5 * max(1.0, here.largest) else None
        if float(np.abs(moved).max()) > 1e6:
            return None
        point, value = moved, other
    return None


def _settled(here: Curvature, point: Array) -> Point | None:
    if here.smallest < -1e-7 * max(1.0, abs(here.largest)) or here.largest <= 1e-9:
        return None
    return tuple(_tidy(float(at)) for at in point)


def _tidy(x: float) -> float:
    short = round(x, 9)
    return short if abs(short - x) < 1e-8 else x
