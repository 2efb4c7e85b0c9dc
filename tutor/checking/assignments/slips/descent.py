"""Slips in gradient descent on a squared error."""

from typing import Any

from tutor.checking.assignments.functions import (
    Array,
    descend,
    squared_error,
    squared_error_gradient,
    walked,
)
from tutor.checking.assignments.slips.offered import slip


@slip("squared_error_gradient", "inner_missing")
def _gradient_without_inner(w: float, x: float, y: float) -> float:
    return 2 * (w * x - y)


@slip("squared_error_gradient", "two_missing")
def _gradient_without_two(w: float, x: float, y: float) -> float:
    return x * (w * x - y)


@slip("descend", "uphill")
def _descend_uphill(w: float, x: float, y: float, rate: float, steps: int) -> Array:
    return walked(w, x, y, -rate, steps, squared_error_gradient)


@slip("descend", "inner_missing")
def _descend_without_inner(w: float, x: float, y: float, rate: float, steps: int) -> Array:
    return walked(w, x, y, rate, steps, _gradient_without_inner)


@slip("descend", "two_missing")
def _descend_without_two(w: float, x: float, y: float, rate: float, steps: int) -> Array:
    return walked(w, x, y, rate, steps, _gradient_without_two)


@slip("descend", "start_missing")
def _descend_from_first(w: float, x: float, y: float, rate: float, steps: int) -> Array:
    return descend(w, x, y, rate, steps)[1:]


@slip("descend", "end_missing")
def _descend_short(w: float, x: float, y: float, rate: float, steps: int) -> Array:
    return descend(w, x, y, rate, steps)[:-1]


@slip("descend", "last_only")
def _descend_last(w: float, x: float, y: float, rate: float, steps: int) -> Any:
    return descend(w, x, y, rate, steps)[-1]


@slip("descend", "losses_not_weights")
def _descend_losses(w: float, x: float, y: float, rate: float, steps: int) -> Array:
    return squared_error(descend(w, x, y, rate, steps), x, y)
