"""Slips in layer norm and in standardising."""

# ruff: noqa: N803 (matrices have the names that papers give them)

import numpy as np

from tutor.checking.assignments.functions import (
    Array,
    layer_norm,
    layer_norm_backward,
    normalised,
    over_row,
)
from tutor.checking.assignments.slips.offered import slip


@slip("layer_norm", "variance_of_sample")
def _layer_norm_sample(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    centred = x - over_row(x, np.mean)
    return gamma * centred / np.sqrt(np.var(x, axis=-1, ddof=1, keepdims=True) + eps) + beta


@slip("layer_norm", "eps_outside_root")
def _layer_norm_eps(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - over_row(x, np.mean)) / (over_row(x, np.std) + eps) + beta


@slip("layer_norm", "divided_by_variance")
def _layer_norm_variance(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - over_row(x, np.mean)) / (over_row(x, np.var) + eps) + beta


@slip("layer_norm", "batch_axis")
def _layer_norm_batch(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


@slip("layer_norm", "scale_and_shift_missing")
def _layer_norm_bare(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return normalised(x, eps)[0]


@slip("layer_norm", "eps_missing")
def _layer_norm_no_eps(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return layer_norm(x, gamma, beta, 0.0)


@slip("layer_norm", "cancellation")
def _layer_norm_of_squares(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    mean = over_row(x, np.mean)
    return (x - mean) / np.sqrt(over_row(x**2, np.mean) - mean**2 + eps) * gamma + beta


@slip("layer_norm", "mean_kept")
def _layer_norm_uncentred(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * x / np.sqrt(over_row(x, np.var) + eps) + beta


@slip("layer_norm_backward", "statistics_held_fixed")
def _layer_norm_fixed(
    dy: Array, x: Array, gamma: Array, beta: Array, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    _, dgamma, dbeta = layer_norm_backward(dy, x, gamma, beta, eps)
    return dy * gamma * normalised(x, eps)[1], dgamma, dbeta


@slip("layer_norm_backward", "variance_held_fixed")
def _layer_norm_half(
    dy: Array, x: Array, gamma: Array, beta: Array, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    _, dgamma, dbeta = layer_norm_backward(dy, x, gamma, beta, eps)
    g = dy * gamma
    return normalised(x, eps)[1] * (g - over_row(g, np.mean)), dgamma, dbeta


@slip("layer_norm_backward", "gamma_missing")
def _layer_norm_no_gamma(
    dy: Array, x: Array, gamma: Array, beta: Array, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    _, dgamma, dbeta = layer_norm_backward(dy, x, gamma, beta, eps)
    return layer_norm_backward(dy, x, np.ones_like(gamma), beta, eps)[0], dgamma, dbeta


@slip("layer_norm_backward", "eps_missing")
def _layer_norm_backward_no_eps(
    dy: Array, x: Array, gamma: Array, beta: Array, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    dx, dgamma, dbeta = layer_norm_backward(dy, x, gamma, beta, 0.0)
    return dx, dgamma, dbeta


@slip("layer_norm_backward", "raw_input")
def _layer_norm_raw(
    dy: Array, x: Array, gamma: Array, beta: Array, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    dx, _, dbeta = layer_norm_backward(dy, x, gamma, beta, eps)
    return dx, np.sum(dy * x, axis=tuple(range(x.ndim - 1))), dbeta


@slip("standardise", "wrong_axis")
def _standardise_rows(X: Array) -> Array:
    return (X - over_row(X, np.mean)) / over_row(X, np.std)
