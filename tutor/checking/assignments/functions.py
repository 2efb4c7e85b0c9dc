"""The functions that assignments ask for, written by us: what a right answer gives.

`FUNCTIONS` holds them by name. `SLIPS` holds, for some, what a known slip would give instead:
the same arguments, and one step wrong. Everything here is NumPy and nothing else, because the
process of the learner's code loads this file too: a function such as `cubes` is handed to the
learner's own as an argument.

Sizes: n rows of a batch, d features, k classes. Rows come first, features last.
"""

# ruff: noqa: N803 (matrices have the names that papers give them)

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

Array = Any  # np.ndarray of float64; NumPy's own type says less than the docstrings do
Function = Callable[..., Any]

FUNCTIONS: dict[str, Function] = {}
SLIPS: dict[str, list[tuple[str, Function]]] = {}


def offered(function: Function) -> Function:
    """Offer a function under its own name."""
    FUNCTIONS[function.__name__] = function
    return function


def slip(of: str, name: str) -> Callable[[Function], Function]:
    """Offer what the slip `name` makes of the function `of`."""

    def add(function: Function) -> Function:
        SLIPS.setdefault(of, []).append((name, function))
        return function

    return add


def _row(x: Array, how: Callable[..., Array] = np.sum) -> Array:
    """A reduction of the last axis that keeps it."""
    return how(x, axis=-1, keepdims=True)


# Functions of one number, entry by entry


@offered
def sigmoid(x: Array) -> Array:
    """1 / (1 + e⁻ˣ), without overflow on either side."""
    e = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1 / (1 + e), e / (1 + e))


@slip("sigmoid", "sign_of_exponent")
def _sigmoid_flipped(x: Array) -> Array:
    return sigmoid(-np.asarray(x))


@offered
def sigmoid_derivative(x: Array) -> Array:
    """σ(x)·(1 − σ(x))."""
    s = sigmoid(x)
    return s * (1 - s)


@slip("sigmoid_derivative", "value_not_input")
def _sigmoid_twice(x: Array) -> Array:
    return sigmoid_derivative(sigmoid(x))


@offered
def relu(x: Array) -> Array:
    """max(0, x)."""
    return np.maximum(x, 0.0)


@offered
def leaky_relu(x: Array, slope: float = 0.01) -> Array:
    """X where it is positive, slope·x elsewhere."""
    return np.where(np.asarray(x) > 0, x, slope * np.asarray(x))


@offered
def gelu(x: Array) -> Array:
    """x·Φ(x), with the distribution function Φ of the normal distribution (Hendrycks & Gimpel)."""
    x = np.asarray(x, dtype=float)
    return x * 0.5 * (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2)))


@offered
def softplus(x: Array) -> Array:
    """log(1 + eˣ)."""
    return np.logaddexp(0.0, x)


# Softmax


@offered
def logsumexp(x: Array) -> Array:
    """Log Σ eˣ over the last axis."""
    top = _row(x, np.max)
    return (top + np.log(_row(np.exp(x - top))))[..., 0]


@offered
def softmax(x: Array) -> Array:
    """e^(xᵢ) / Σⱼ e^(xⱼ) over the last axis."""
    e = np.exp(x - _row(x, np.max))
    return e / _row(e)


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
    return np.exp(x - _row(x, np.max))


@slip("softmax", "not_normalised")
def _softmax_bare(x: Array) -> Array:
    return np.exp(x)


@offered
def log_softmax(x: Array) -> Array:
    """X − log Σ eˣ over the last axis."""
    return x - logsumexp(x)[..., None]


@offered
def softmax_backward(dp: Array, x: Array) -> Array:
    """∂/∂x Σ dp ⊙ softmax(x) = p ⊙ (dp − Σ dp ⊙ p)."""
    p = softmax(x)
    return p * (dp - _row(dp * p))


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
    return p * (dp - _row(dp))


@slip("softmax_backward", "output_factor")
def _softmax_no_factor(dp: Array, x: Array) -> Array:
    p = softmax(x)
    return dp - _row(dp * p)


@offered
def cross_entropy(logits: Array, labels: Array) -> Any:
    """Mean of −log softmax(logits) at the right class. logits (n, k), labels (n,) of ints."""
    rows = np.arange(len(labels))
    return -np.mean(log_softmax(logits)[rows, labels])


@slip("cross_entropy", "sum_not_mean")
def _cross_entropy_summed(logits: Array, labels: Array) -> Any:
    return cross_entropy(logits, labels) * len(labels)


@offered
def mean_squared_error(prediction: Array, target: Array) -> Any:
    """Mean of (prediction − target)² over all entries."""
    return np.mean((prediction - target) ** 2)


# Layer normalisation


@offered
def layer_norm(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    """γ ⊙ (x − mean)/√(variance + ε) + β over the last axis (Ba, Kiros & Hinton)."""
    return gamma * _normalised(x, eps)[0] + beta


def _normalised(x: Array, eps: float) -> tuple[Array, Array]:
    centred = x - _row(x, np.mean)
    inverse = 1 / np.sqrt(_row(centred**2, np.mean) + eps)
    return centred * inverse, inverse


@slip("layer_norm", "variance_of_sample")
def _layer_norm_sample(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    centred = x - _row(x, np.mean)
    return gamma * centred / np.sqrt(np.var(x, axis=-1, ddof=1, keepdims=True) + eps) + beta


@slip("layer_norm", "eps_outside_root")
def _layer_norm_eps(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - _row(x, np.mean)) / (_row(x, np.std) + eps) + beta


@slip("layer_norm", "divided_by_variance")
def _layer_norm_variance(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - _row(x, np.mean)) / (_row(x, np.var) + eps) + beta


@slip("layer_norm", "batch_axis")
def _layer_norm_batch(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


@slip("layer_norm", "scale_and_shift_missing")
def _layer_norm_bare(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return _normalised(x, eps)[0]


@slip("layer_norm", "eps_missing")
def _layer_norm_no_eps(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return layer_norm(x, gamma, beta, 0.0)


@slip("layer_norm", "cancellation")
def _layer_norm_of_squares(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    mean = _row(x, np.mean)
    return (x - mean) / np.sqrt(_row(x**2, np.mean) - mean**2 + eps) * gamma + beta


@slip("layer_norm", "mean_kept")
def _layer_norm_uncentred(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    return gamma * x / np.sqrt(_row(x, np.var) + eps) + beta


@offered
def layer_norm_backward(
    dy: Array, x: Array, gamma: Array, beta: Array, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    """Gradients of Σ dy ⊙ layer_norm(x, γ, β) with respect to x, γ and β.

    With g = dy ⊙ γ and x̂ the normalised x: dx = (g − mean g − x̂ ⊙ mean(g ⊙ x̂)) / √(var + ε).
    """
    hat, inverse = _normalised(x, eps)
    g = dy * gamma
    dx = inverse * (g - _row(g, np.mean) - hat * _row(g * hat, np.mean))
    rows = tuple(range(x.ndim - 1))
    return dx, np.sum(dy * hat, axis=rows), np.sum(dy, axis=rows)


@slip("layer_norm_backward", "statistics_held_fixed")
def _layer_norm_fixed(
    dy: Array, x: Array, gamma: Array, beta: Array, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    _, dgamma, dbeta = layer_norm_backward(dy, x, gamma, beta, eps)
    return dy * gamma * _normalised(x, eps)[1], dgamma, dbeta


@slip("layer_norm_backward", "variance_held_fixed")
def _layer_norm_half(
    dy: Array, x: Array, gamma: Array, beta: Array, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    _, dgamma, dbeta = layer_norm_backward(dy, x, gamma, beta, eps)
    g = dy * gamma
    return _normalised(x, eps)[1] * (g - _row(g, np.mean)), dgamma, dbeta


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


# Attention


def _turned(x: Array) -> Array:
    return np.swapaxes(x, -1, -2)


def _scores(q: Array, k: Array, mask: Array | None, scale: float) -> Array:
    scores = q @ _turned(k) * scale
    return scores if mask is None else np.where(mask, scores, -np.inf)


def _scale(q: Array) -> float:
    return float(1 / math.sqrt(q.shape[-1]))


@offered
def attention(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    """softmax(QKᵀ/√d) V; where `mask` is False a query does not see a key (Vaswani et al.).

    Q (…, T, d), K (…, S, d), V (…, S, e), mask (…, T, S) of bools with a True in every row.
    """
    return softmax(_scores(Q, K, mask, _scale(Q))) @ V


@slip("attention", "scale_missing")
def _attention_unscaled(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(_scores(Q, K, mask, 1.0)) @ V


@slip("attention", "scale_without_root")
def _attention_by_d(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(_scores(Q, K, mask, 1 / Q.shape[-1])) @ V


@slip("attention", "scale_by_length")
def _attention_by_length(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(_scores(Q, K, mask, 1 / math.sqrt(K.shape[-2]))) @ V


@slip("attention", "wrong_axis")
def _attention_over_queries(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return _turned(softmax(_turned(_scores(Q, K, mask, _scale(Q))))) @ V


@slip("attention", "mask_ignored")
def _attention_unmasked(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(_scores(Q, K, None, _scale(Q))) @ V


@slip("attention", "mask_inverted")
def _attention_inverted(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    scores = _scores(Q, K, None, _scale(Q))
    return softmax(scores if mask is None else np.where(mask, -1e9, scores)) @ V


@slip("attention", "mask_after_softmax")
def _attention_masked_late(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    weights = softmax(_scores(Q, K, None, _scale(Q)))
    return (weights if mask is None else np.where(mask, weights, 0.0)) @ V


@slip("attention", "mask_as_zero")
def _attention_zero_scores(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    scores = _scores(Q, K, None, _scale(Q))
    return softmax(scores if mask is None else scores * mask) @ V


def _attention_gradients(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None, scale: float
) -> tuple[Array, Array, Array]:  # fmt: skip
    scores = _scores(Q, K, mask, _scale(Q))
    weights = softmax(scores)
    dweights = dO @ _turned(V)
    dscores = weights * (dweights - _row(dweights * weights)) * scale
    return dscores @ K, _turned(dscores) @ Q, _turned(weights) @ dO


@offered
def attention_backward(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:  # fmt: skip
    """Gradients of Σ dO ⊙ attention(Q, K, V) with respect to Q, K and V."""
    return _attention_gradients(dO, Q, K, V, mask, _scale(Q))


@slip("attention_backward", "scale_missing")
def _attention_backward_unscaled(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:  # fmt: skip
    return _attention_gradients(dO, Q, K, V, mask, 1.0)


@slip("attention_backward", "mask_ignored")
def _attention_backward_unmasked(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:
    return _attention_gradients(dO, Q, K, V, None, _scale(Q))


@slip("attention_backward", "diagonal_only")
def _attention_backward_diagonal(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:  # fmt: skip
    weights = softmax(_scores(Q, K, mask, _scale(Q)))
    dscores = weights * (1 - weights) * (dO @ _turned(V)) * _scale(Q)
    return dscores @ K, _turned(dscores) @ Q, _turned(weights) @ dO


@slip("attention_backward", "weights_not_turned")
def _attention_backward_unturned(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:  # fmt: skip
    dq, dk, dv = attention_backward(dO, Q, K, V, mask)
    weights = softmax(_scores(Q, K, mask, _scale(Q)))
    square = weights.shape[-1] == weights.shape[-2]
    return dq, dk, weights @ dO if square else dv * np.nan


# Networks


@offered
def mlp2(X: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """tanh(X W₁ + b₁) W₂ + b₂."""
    return np.tanh(X @ W1 + b1) @ W2 + b2


@offered
def mlp2_loss(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Any:
    """1/(2n) Σ (mlp2(X) − Y)², the mean over the n rows."""
    return np.sum((mlp2(X, W1, b1, W2, b2) - Y) ** 2) / (2 * len(X))


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


def _mlp2_gradients(
    X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array,
    *,
    slope: Callable[[Array, Array], Array],
) -> tuple[Array, Array, Array, Array]:  # fmt: skip
    z1 = X @ W1 + b1
    a1 = np.tanh(z1)
    d2 = (a1 @ W2 + b2 - Y) / len(X)
    d1 = d2 @ W2.T * slope(z1, a1)
    return X.T @ d1, d1.sum(axis=0), a1.T @ d2, d2.sum(axis=0)


@offered
def mlp2_gradients(
    X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array
) -> tuple[Array, Array, Array, Array]:  # fmt: skip
    """Gradients of `mlp2_loss` with respect to W₁, b₁, W₂ and b₂."""
    return _mlp2_gradients(X, Y, W1, b1, W2, b2, slope=lambda z, a: 1 - a**2)


@slip("mlp2_gradients", "activation_slope_missing")
def _mlp2_no_slope(X: Array, Y: Array, *parameters: Array) -> Any:
    return _mlp2_gradients(X, Y, *parameters, slope=lambda z, a: np.ones_like(a))


@slip("mlp2_gradients", "slope_of_z")
def _mlp2_slope_of_z(X: Array, Y: Array, *parameters: Array) -> Any:
    return _mlp2_gradients(X, Y, *parameters, slope=lambda z, a: 1 - z**2)


@slip("mlp2_gradients", "slope_not_squared")
def _mlp2_slope_linear(X: Array, Y: Array, *parameters: Array) -> Any:
    return _mlp2_gradients(X, Y, *parameters, slope=lambda z, a: 1 - a)


@slip("mlp2_gradients", "activation_for_slope")
def _mlp2_slope_is_value(X: Array, Y: Array, *parameters: Array) -> Any:
    return _mlp2_gradients(X, Y, *parameters, slope=lambda z, a: a)


@offered
def mlp3(
    X: Array, W1: Array, b1: Array, W2: Array, b2: Array, W3: Array, b3: Array
) -> Array:  # fmt: skip
    """Class probabilities softmax(tanh(relu(X W₁ + b₁) W₂ + b₂) W₃ + b₃)."""
    return softmax(_mlp3_logits(X, W1, b1, W2, b2, W3, b3))


def _mlp3_logits(
    X: Array, W1: Array, b1: Array, W2: Array, b2: Array, W3: Array, b3: Array
) -> Array:  # fmt: skip
    return np.tanh(relu(X @ W1 + b1) @ W2 + b2) @ W3 + b3


@slip("mlp3", "wrong_axis")
def _mlp3_first_axis(X: Array, *parameters: Array) -> Array:
    return _over(_mlp3_logits(X, *parameters), 0, 0)


@slip("mlp3", "softmax_missing")
def _mlp3_of_logits(X: Array, *parameters: Array) -> Array:
    return _mlp3_logits(X, *parameters)


@offered
def mlp3_loss(X: Array, y: Array, *parameters: Array) -> Any:
    """Mean cross-entropy of `mlp3` at the labels y (n,)."""
    return cross_entropy(_mlp3_logits(X, *parameters), y)


@slip("mlp3_loss", "sum_not_mean")
def _mlp3_loss_summed(X: Array, y: Array, *parameters: Array) -> Any:
    return mlp3_loss(X, y, *parameters) * len(X)


def _mlp3_loss_guarded(X: Array, y: Array, *parameters: Array, eps: float) -> Any:
    return -np.mean(np.log(mlp3(X, *parameters)[np.arange(len(y)), y] + eps))


for _eps in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20):
    slip("mlp3_loss", "guarded_log")(partial(_mlp3_loss_guarded, eps=_eps))


def _mlp3_gradients(
    X: Array, y: Array, W1: Array, b1: Array, W2: Array, b2: Array, W3: Array, b3: Array,
    *, relu_slope: bool = True, tanh_slope: bool = True, divide: bool = True,
    through_softmax: bool = False,
) -> tuple[Array, ...]:  # fmt: skip
    z1 = X @ W1 + b1
    a1 = relu(z1)
    a2 = np.tanh(a1 @ W2 + b2)
    p = softmax(a2 @ W3 + b3)
    d3 = p.copy()
    d3[np.arange(len(y)), y] -= 1
    if divide:
        d3 /= len(y)
    if through_softmax:
        d3 = d3 * p * (1 - p)
    d2 = d3 @ W3.T * (1 - a2**2 if tanh_slope else 1.0)
    d1 = d2 @ W2.T * ((z1 > 0) if relu_slope else 1.0)
    return X.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0), a2.T @ d3, d3.sum(0)


@offered
def mlp3_gradients(X: Array, y: Array, *parameters: Array) -> tuple[Array, ...]:
    """Gradients of `mlp3_loss` with respect to W₁, b₁, W₂, b₂, W₃ and b₃."""
    return _mlp3_gradients(X, y, *parameters)


@slip("mlp3_gradients", "relu_slope_missing")
def _mlp3_no_relu(X: Array, y: Array, *parameters: Array) -> Any:
    return _mlp3_gradients(X, y, *parameters, relu_slope=False)


@slip("mlp3_gradients", "activation_slope_missing")
def _mlp3_no_tanh(X: Array, y: Array, *parameters: Array) -> Any:
    return _mlp3_gradients(X, y, *parameters, tanh_slope=False)


@slip("mlp3_gradients", "softmax_slope_twice")
def _mlp3_softmax_twice(X: Array, y: Array, *parameters: Array) -> Any:
    return _mlp3_gradients(X, y, *parameters, through_softmax=True)


# Descent on (wx − y)²


@offered
def squared_error(w: float, x: float, y: float) -> float:
    """(wx − y)²."""
    return (w * x - y) ** 2


@offered
def squared_error_gradient(w: float, x: float, y: float) -> float:
    """∂(wx − y)²/∂w = 2x(wx − y)."""
    return 2 * x * (w * x - y)


@slip("squared_error_gradient", "inner_missing")
def _gradient_without_inner(w: float, x: float, y: float) -> float:
    return 2 * (w * x - y)


@slip("squared_error_gradient", "two_missing")
def _gradient_without_two(w: float, x: float, y: float) -> float:
    return x * (w * x - y)


def _path(w: float, x: float, y: float, rate: float, steps: int, factor: Function) -> Array:
    path = [float(w)]
    for _ in range(steps):
        path.append(path[-1] - rate * factor(path[-1], x, y))
    return np.array(path)


@offered
def descend(w: float, x: float, y: float, rate: float, steps: int) -> Array:
    """The steps + 1 values of w on the way down (wx − y)², the start first."""
    return _path(w, x, y, rate, steps, squared_error_gradient)


@slip("descend", "uphill")
def _descend_uphill(w: float, x: float, y: float, rate: float, steps: int) -> Array:
    return _path(w, x, y, -rate, steps, squared_error_gradient)


@slip("descend", "inner_missing")
def _descend_without_inner(w: float, x: float, y: float, rate: float, steps: int) -> Array:
    return _path(w, x, y, rate, steps, _gradient_without_inner)


@slip("descend", "two_missing")
def _descend_without_two(w: float, x: float, y: float, rate: float, steps: int) -> Array:
    return _path(w, x, y, rate, steps, _gradient_without_two)


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


# Differences, and functions to take them of


@offered
def cubes(x: Array) -> Any:
    """Σ x³; its central difference is 3x² + h²."""
    return np.sum(np.asarray(x, dtype=float) ** 3)


@offered
def bowl(x: Array) -> Any:
    """½ Σ i·xᵢ² with i = 1, 2, …: a bowl that is steeper along each further axis."""
    flat = np.asarray(x, dtype=float).ravel()
    return 0.5 * np.sum(np.arange(1, flat.size + 1) * flat**2)


@offered
def waves(x: Array) -> Any:
    """Σ sin(x) + the product of neighbours: every entry matters for others."""
    flat = np.asarray(x, dtype=float).ravel()
    return np.sum(np.sin(flat)) + np.sum(flat[1:] * flat[:-1])


def _differences(f: Function, x: Array, ahead: float, behind: float, width: float) -> Array:
    x = np.array(x, dtype=float)
    found = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        kept = x[at]
        x[at] = kept + ahead
        high = f(x)
        x[at] = kept - behind
        low = f(x)
        x[at] = kept
        found[at] = (high - low) / width
    return found


@offered
def numerical_gradient(f: Function, x: Array, h: float = 1e-5) -> Array:
    """(f(x + h eᵢ) − f(x − h eᵢ)) / 2h for every entry i of x."""
    return _differences(f, x, h, h, 2 * h)


@slip("numerical_gradient", "forward_difference")
def _forward(f: Function, x: Array, h: float = 1e-5) -> Array:
    return _differences(f, x, h, 0.0, h)


@slip("numerical_gradient", "backward_difference")
def _backward(f: Function, x: Array, h: float = 1e-5) -> Array:
    return _differences(f, x, 0.0, h, h)


@slip("numerical_gradient", "divided_by_h")
def _by_h(f: Function, x: Array, h: float = 1e-5) -> Array:
    return _differences(f, x, h, h, h)


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


# Small ones for lessons


@offered
def linear(X: Array, W: Array, b: Array) -> Array:
    """X W + b."""
    return X @ W + b


@offered
def linear_backward(dY: Array, X: Array, W: Array, b: Array) -> tuple[Array, Array, Array]:
    """Gradients of Σ dY ⊙ linear(X, W, b) with respect to X, W and b."""
    return dY @ W.T, X.T @ dY, dY.sum(axis=0)


@offered
def pairwise_distances(A: Array, B: Array) -> Array:
    """Squared distance of every row of A (n, d) to every row of B (m, d), as (n, m)."""
    return np.sum((A[:, None, :] - B[None, :, :]) ** 2, axis=-1)


@offered
def standardise(X: Array) -> Array:
    """Each column with mean 0 and standard deviation 1."""
    return (X - X.mean(axis=0)) / X.std(axis=0)


@slip("standardise", "wrong_axis")
def _standardise_rows(X: Array) -> Array:
    return (X - _row(X, np.mean)) / _row(X, np.std)
