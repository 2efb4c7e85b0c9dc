"""Slips in networks of two and three layers."""

# ruff: noqa: N803 (matrices have the names that papers give them)

from functools import partial
from typing import Any

import numpy as np

from tutor.checking.assignments.functions import (
    Array,
    mlp2,
    mlp2_gradients_with,
    mlp2_loss,
    mlp3,
    mlp3_gradients_with,
    mlp3_logits,
    mlp3_loss,
)
from tutor.checking.assignments.slips.offered import slip
from tutor.checking.assignments.slips.softmax import softmax_over


@slip("mlp2_loss", "sum_not_mean")
def _mlp2_loss_summed(X: Array, Y: Array, *parameters: Array) -> Any:
    return mlp2_loss(X, Y, *parameters) * len(X)


@slip("mlp2_loss", "half_missing")
def _mlp2_loss_whole(X: Array, Y: Array, *parameters: Array) -> Any:
    return mlp2_loss(X, Y, *parameters) * 2


@slip("mlp2_loss", "mean_over_everything")
def _mlp2_loss_mean(X: Array, Y: Array, *parameters: Array) -> Any:
    return np.mean((mlp2(X, *parameters) - Y) ** 2) / 2


@slip("mlp2_loss", "mean_over_everything")
def _mlp2_loss_plain_mean(X: Array, Y: Array, *parameters: Array) -> Any:
    return np.mean((mlp2(X, *parameters) - Y) ** 2)


@slip("mlp2_gradients", "activation_slope_missing")
def _mlp2_no_slope(X: Array, Y: Array, *parameters: Array) -> Any:
    return mlp2_gradients_with(X, Y, *parameters, slope=lambda z, a: np.ones_like(a))


@slip("mlp2_gradients", "slope_of_z")
def _mlp2_slope_of_z(X: Array, Y: Array, *parameters: Array) -> Any:
    return mlp2_gradients_with(X, Y, *parameters, slope=lambda z, a: 1 - z**2)


@slip("mlp2_gradients", "slope_not_squared")
def _mlp2_slope_linear(X: Array, Y: Array, *parameters: Array) -> Any:
    return mlp2_gradients_with(X, Y, *parameters, slope=lambda z, a: 1 - a)


@slip("mlp2_gradients", "activation_for_slope")
def _mlp2_slope_is_value(X: Array, Y: Array, *parameters: Array) -> Any:
    return mlp2_gradients_with(X, Y, *parameters, slope=lambda z, a: a)


@slip("mlp3", "wrong_axis")
def _mlp3_first_axis(X: Array, *parameters: Array) -> Array:
    return softmax_over(mlp3_logits(X, *parameters), 0, 0)


@slip("mlp3", "softmax_missing")
def _mlp3_of_logits(X: Array, *parameters: Array) -> Array:
    return mlp3_logits(X, *parameters)


@slip("mlp3_loss", "sum_not_mean")
def _mlp3_loss_summed(X: Array, y: Array, *parameters: Array) -> Any:
    return mlp3_loss(X, y, *parameters) * len(X)


def _mlp3_loss_guarded(X: Array, y: Array, *parameters: Array, eps: float) -> Any:
    return -np.mean(np.log(mlp3(X, *parameters)[np.arange(len(y)), y] + eps))


for _eps in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20):
    slip("mlp3_loss", "guarded_log")(partial(_mlp3_loss_guarded, eps=_eps))


@slip("mlp3_gradients", "relu_slope_missing")
def _mlp3_no_relu(X: Array, y: Array, *parameters: Array) -> Any:
    return mlp3_gradients_with(X, y, *parameters, relu_slope=False)


@slip("mlp3_gradients", "activation_slope_missing")
def _mlp3_no_tanh(X: Array, y: Array, *parameters: Array) -> Any:
    return mlp3_gradients_with(X, y, *parameters, tanh_slope=False)


@slip("mlp3_gradients", "softmax_slope_twice")
def _mlp3_softmax_twice(X: Array, y: Array, *parameters: Array) -> Any:
    return mlp3_gradients_with(X, y, *parameters, through_softmax=True)
