"""Slips in the sigmoid, the softmax and the cross-entropy."""

from functools import partial
from typing import Any

import numpy as np

from tutor.checking.assignments.functions import (
    Array,
    cross_entropy,
    over_row,
    sigmoid,
    sigmoid_derivative,
    softmax,
    softmax_backward,
)
from tutor.checking.assignments.slips.offered import slip


@slip("sigmoid", "sign_of_exponent")
def _sigmoid_flipped(x: Array) -> Array:
    return sigmoid(-np.asarray(x))


@slip("sigmoid_derivative", "value_not_input")
def _sigmoid_twice(x: Array) -> Array:
    return sigmoid_derivative(sigmoid(x))


def softmax_over(x: Array, top: int | None, total: int | None) -> Array:
    """A softmax with its largest entry along one axis, its sum along another; None is all."""
    e = np.exp(x - np.max(x, axis=top, keepdims=True))
    return e / np.sum(e, axis=total, keepdims=True)


for _top, _total in ((0, 0), (-1, 0), (1, 1), (-1, 1), (None, 0)):
    slip("softmax", "wrong_axis")(partial(softmax_over, top=_top, total=_total))


for _top in (None, -1):
    slip("softmax", "over_everything")(partial(softmax_over, top=_top, total=None))


@slip("softmax", "not_normalised")
def _softmax_undivided(x: Array) -> Array:
    return np.exp(x - over_row(x, np.max))


@slip("softmax", "not_normalised")
def _softmax_bare(x: Array) -> Array:
    return np.exp(x)


@slip("softmax_backward", "diagonal_only")
def _softmax_diagonal(dp: Array, x: Array) -> Array:
    p = softmax(x)
    return dp * p * (1 - p)


@slip("softmax_backward", "upstream_missing")
def _softmax_without_upstream(dp: Array, x: Array) -> Array:
    return softmax_backward(np.ones_like(dp), x)


@slip("softmax_backward", "upstream_missing")
def _softmax_slope_alone(dp: Array, x: Array) -> Array:
    p = softmax(x)
    return p * (1 - p)


@slip("softmax_backward", "sum_over_all")
def _softmax_one_sum(dp: Array, x: Array) -> Array:
    p = softmax(x)
    return p * (dp - np.sum(dp * p))


@slip("softmax_backward", "wrong_axis")
def _softmax_backward_second_axis(dp: Array, x: Array) -> Array:
    p = softmax_over(x, 1, 1)
    return p * (dp - np.sum(dp * p, axis=1, keepdims=True))


@slip("softmax_backward", "wrong_axis")
def _softmax_backward_first_axis(dp: Array, x: Array) -> Array:
    p = softmax_over(x, 0, 0)
    return p * (dp - np.sum(dp * p, axis=0, keepdims=True))


@slip("softmax_backward", "sum_unweighted")
def _softmax_unweighted(dp: Array, x: Array) -> Array:
    p = softmax(x)
    return p * (dp - over_row(dp))


@slip("softmax_backward", "output_factor")
def _softmax_no_factor(dp: Array, x: Array) -> Array:
    p = softmax(x)
    return dp - over_row(dp * p)


@slip("cross_entropy", "sum_not_mean")
def _cross_entropy_summed(logits: Array, labels: Array) -> Any:
    return cross_entropy(logits, labels) * len(labels)
