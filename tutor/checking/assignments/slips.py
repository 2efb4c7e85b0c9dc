"""What known slips make of our functions: the same arguments, and one step wrong.

`SLIPS` holds, for a function, the names of slips and what each gives. A learner's result gets the
name of a slip only where it is exactly what that slip gives.
"""

# ruff: noqa: N803 (matrices have the names that papers give them)

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from tutor.checking.assignments.functions import (
    Array,
    Function,
    attention_backward,
    attention_gradients,
    cross_entropy,
    descend,
    layer_norm,
    layer_norm_backward,
    masked_scores,
    mlp2,
    mlp2_gradients_with,
    mlp2_loss,
    mlp3,
    mlp3_gradients_with,
    mlp3_logits,
    mlp3_loss,
    normalised,
    over_row,
    partial_differences,
    root_scale,
    sigmoid,
    sigmoid_derivative,
    softmax,
    softmax_backward,
    squared_error,
    squared_error_gradient,
    turned,
    walked,
)

SLIPS: dict[str, list[tuple[str, Function]]] = {}


def slip(of: str, name: str) -> Callable[[Function], Function]:
    """Offer what the slip `name` makes of the function `of`."""

    def add(function: Function) -> Function:
        SLIPS.setdefault(of, []).append((name, function))
        return function

    return add


@slip("sigmoid", "sign_of_exponent")
def _sigmoid_flipped(x: Array) -> Array:
    return sigmoid(-np.asarray(x))


@slip("sigmoid_derivative", "value_not_input")
def _sigmoid_twice(x: Array) -> Array:
    return sigmoid_derivative(sigmoid(x))


def _over(x: Array, top: int | None, total: int | None) -> Array:
    """The largest entry taken along one axis and the sum along another; None is all of them."""
    e = np.exp(x - np.max(x, axis=top, keepdims=True))
    return e / np.sum(e, axis=total, keepdims=True)


for _top, _total in ((0, 0), (-1, 0), (1, 1), (-1, 1), (None, 0)):
    slip("softmax", "wrong_axis")(partial(_over, top=_top, total=_total))


for _top in (None, -1):
    slip("softmax", "over_everything")(partial(_over, top=_top, total=None))


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
    p = _over(x, 1, 1)
    return p * (dp - np.sum(dp * p, axis=1, keepdims=True))


@slip("softmax_backward", "wrong_axis")
def _softmax_backward_first_axis(dp: Array, x: Array) -> Array:
    p = _over(x, 0, 0)
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


@slip("attention", "scale_missing")
def _attention_unscaled(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(masked_scores(Q, K, mask, 1.0)) @ V


@slip("attention", "scale_without_root")
def _attention_by_d(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(masked_scores(Q, K, mask, 1 / Q.shape[-1])) @ V


@slip("attention", "scale_by_length")
def _attention_by_length(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(masked_scores(Q, K, mask, 1 / math.sqrt(K.shape[-2]))) @ V


@slip("attention", "wrong_axis")
def _attention_over_queries(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return turned(softmax(turned(masked_scores(Q, K, mask, root_scale(Q))))) @ V


@slip("attention", "mask_ignored")
def _attention_unmasked(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(masked_scores(Q, K, None, root_scale(Q))) @ V


@slip("attention", "mask_inverted")
def _attention_inverted(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    scores = masked_scores(Q, K, None, root_scale(Q))
    return softmax(scores if mask is None else np.where(mask, -1e9, scores)) @ V


@slip("attention", "mask_after_softmax")
def _attention_masked_late(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    weights = softmax(masked_scores(Q, K, None, root_scale(Q)))
    return (weights if mask is None else np.where(mask, weights, 0.0)) @ V


@slip("attention", "mask_as_zero")
def _attention_zero_scores(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    scores = masked_scores(Q, K, None, root_scale(Q))
    return softmax(scores if mask is None else scores * mask) @ V


@slip("attention_backward", "scale_missing")
def _attention_backward_unscaled(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:  # fmt: skip
    return attention_gradients(dO, Q, K, V, mask, 1.0)


@slip("attention_backward", "mask_ignored")
def _attention_backward_unmasked(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:
    return attention_gradients(dO, Q, K, V, None, root_scale(Q))


@slip("attention_backward", "diagonal_only")
def _attention_backward_diagonal(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:  # fmt: skip
    weights = softmax(masked_scores(Q, K, mask, root_scale(Q)))
    dscores = weights * (1 - weights) * (dO @ turned(V)) * root_scale(Q)
    return dscores @ K, turned(dscores) @ Q, turned(weights) @ dO


@slip("attention_backward", "weights_not_turned")
def _attention_backward_unturned(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:  # fmt: skip
    dq, dk, dv = attention_backward(dO, Q, K, V, mask)
    weights = softmax(masked_scores(Q, K, mask, root_scale(Q)))
    square = weights.shape[-1] == weights.shape[-2]
    return dq, dk, weights @ dO if square else dv * np.nan


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
    return _over(mlp3_logits(X, *parameters), 0, 0)


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


@slip("numerical_gradient", "forward_difference")
def _forward(f: Function, x: Array, h: float = 1e-5) -> Array:
    return partial_differences(f, x, h, 0.0, h)


@slip("numerical_gradient", "backward_difference")
def _backward(f: Function, x: Array, h: float = 1e-5) -> Array:
    return partial_differences(f, x, 0.0, h, h)


@slip("numerical_gradient", "divided_by_h")
def _by_h(f: Function, x: Array, h: float = 1e-5) -> Array:
    return partial_differences(f, x, h, h, h)


@slip("numerical_gradient", "all_at_once")
def _at_once(f: Function, x: Array, h: float = 1e-5) -> Array:
    x = np.array(x, dtype=float)
    return np.full_like(x, (f(x + h) - f(x - h)) / (2 * h))


@slip("numerical_gradient", "all_at_once")
def _along_the_diagonal(f: Function, x: Array, h: float = 1e-5) -> Any:
    x = np.array(x, dtype=float)
    return (f(x + h) - f(x - h)) / (2 * h)


@slip("numerical_gradient", "not_put_back")
def _drifting(f: Function, x: Array, h: float = 1e-5) -> Array:
    x = np.array(x, dtype=float)
    found = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        x[at] += h
        high = f(x)
        x[at] -= 2 * h
        found[at] = (high - f(x)) / (2 * h)
    return found


@slip("numerical_gradient", "whole_numbers")
def _in_whole_numbers(f: Function, x: Array, h: float = 1e-5) -> Array:
    """In an array of whole numbers x + h is x, and x − h may be x − 1."""
    x = np.array(x)
    found = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        kept = x[at]
        x[at] = kept + h
        high = f(x)
        x[at] = kept - h
        found[at] = (high - f(x)) / (2 * h)
        x[at] = kept
    return found


@slip("standardise", "wrong_axis")
def _standardise_rows(X: Array) -> Array:
    return (X - over_row(X, np.mean)) / over_row(X, np.std)
