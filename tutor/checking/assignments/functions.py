"""The functions that assignments ask for, written by us: what a right answer gives.

`FUNCTIONS` holds them by name. Everything here is NumPy and nothing else, because the process
of the learner's code loads this file too: a function such as `cubes` is handed to the learner's
own as an argument.

Sizes: n rows of a batch, d features, k classes. Rows come first, features last.
"""

# ruff: noqa: N803 (matrices have the names that papers give them)

import math
from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any  # np.ndarray of float64; NumPy's own type says less than the docstrings do
Function = Callable[..., Any]

FUNCTIONS: dict[str, Function] = {}


def offered(function: Function) -> Function:
    """Offer a function under its own name."""
    FUNCTIONS[function.__name__] = function
    return function


def over_row(x: Array, how: Callable[..., Array] = np.sum) -> Array:
    """A reduction of the last axis that keeps it."""
    return how(x, axis=-1, keepdims=True)


# Functions of one number, entry by entry


@offered
def sigmoid(x: Array) -> Array:
    """1 / (1 + e⁻ˣ), without overflow on either side."""
    e = np.exp(-np.abs(x))
    return np.where(np.asarray(x) >= 0, 1 / (1 + e), e / (1 + e))


@offered
def sigmoid_derivative(x: Array) -> Array:
    """σ(x)·(1 − σ(x))."""
    s = sigmoid(x)
    return s * (1 - s)


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
    top = over_row(x, np.max)
    return (top + np.log(over_row(np.exp(x - top))))[..., 0]


@offered
def softmax(x: Array) -> Array:
    """e^(xᵢ) / Σⱼ e^(xⱼ) over the last axis."""
    e = np.exp(x - over_row(x, np.max))
    return e / over_row(e)


@offered
def log_softmax(x: Array) -> Array:
    """X − log Σ eˣ over the last axis."""
    return x - logsumexp(x)[..., None]


@offered
def softmax_backward(dp: Array, x: Array) -> Array:
    """∂/∂x Σ dp ⊙ softmax(x) = p ⊙ (dp − Σ dp ⊙ p)."""
    p = softmax(x)
    return p * (dp - over_row(dp * p))


@offered
def cross_entropy(logits: Array, labels: Array) -> Any:
    """Mean of −log softmax(logits) at the right class. logits (n, k), labels (n,) of ints."""
    rows = np.arange(len(labels))
    return -np.mean(log_softmax(logits)[rows, labels])


@offered
def mean_squared_error(prediction: Array, target: Array) -> Any:
    """Mean of (prediction − target)² over all entries."""
    return np.mean((prediction - target) ** 2)


# Layer normalisation


@offered
def layer_norm(x: Array, gamma: Array, beta: Array, eps: float = 1e-5) -> Array:
    """γ ⊙ (x − mean)/√(variance + ε) + β over the last axis (Ba, Kiros & Hinton)."""
    return gamma * normalised(x, eps)[0] + beta


def normalised(x: Array, eps: float) -> tuple[Array, Array]:
    """(x − mean)/√(variance + ε) of each row, and the factor 1/√(variance + ε)."""
    centred = x - over_row(x, np.mean)
    inverse = 1 / np.sqrt(over_row(centred**2, np.mean) + eps)
    return centred * inverse, inverse


@offered
def layer_norm_backward(
    dy: Array, x: Array, gamma: Array, beta: Array, eps: float = 1e-5
) -> tuple[Array, Array, Array]:
    """Gradients of Σ dy ⊙ layer_norm(x, γ, β) with respect to x, γ and β.

    With g = dy ⊙ γ and x̂ the normalised x: dx = (g − mean g − x̂ ⊙ mean(g ⊙ x̂)) / √(var + ε).
    """
    hat, inverse = normalised(x, eps)
    g = dy * gamma
    dx = inverse * (g - over_row(g, np.mean) - hat * over_row(g * hat, np.mean))
    rows = tuple(range(x.ndim - 1))
    return dx, np.sum(dy * hat, axis=rows), np.sum(dy, axis=rows)


# Attention


def turned(x: Array) -> Array:
    """The last two axes exchanged."""
    return np.swapaxes(x, -1, -2)


def masked_scores(q: Array, k: Array, mask: Array | None, scale: float) -> Array:
    """Q kᵀ·scale, and −∞ where `mask` is False."""
    scores = q @ turned(k) * scale
    return scores if mask is None else np.where(mask, scores, -np.inf)


def root_scale(q: Array) -> float:
    """1/√d for queries of d features."""
    return float(1 / math.sqrt(q.shape[-1]))


@offered
def attention(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    """softmax(QKᵀ/√d) V; where `mask` is False a query does not see a key (Vaswani et al.).

    Q (…, T, d), K (…, S, d), V (…, S, e), mask (…, T, S) of bools with a True in every row.
    """
    return softmax(masked_scores(Q, K, mask, root_scale(Q))) @ V


def attention_gradients(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None, scale: float
) -> tuple[Array, Array, Array]:  # fmt: skip
    """`attention_backward`, with a factor of its own on the way back to the scores."""
    scores = masked_scores(Q, K, mask, root_scale(Q))
    weights = softmax(scores)
    dweights = dO @ turned(V)
    dscores = weights * (dweights - over_row(dweights * weights)) * scale
    return dscores @ K, turned(dscores) @ Q, turned(weights) @ dO


@offered
def attention_backward(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:  # fmt: skip
    """Gradients of Σ dO ⊙ attention(Q, K, V) with respect to Q, K and V."""
    return attention_gradients(dO, Q, K, V, mask, root_scale(Q))


# Networks


@offered
def mlp2(X: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Array:
    """tanh(X W₁ + b₁) W₂ + b₂."""
    return np.tanh(X @ W1 + b1) @ W2 + b2


@offered
def mlp2_loss(X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array) -> Any:
    """1/(2n) Σ (mlp2(X) − Y)², the mean over the n rows."""
    return np.sum((mlp2(X, W1, b1, W2, b2) - Y) ** 2) / (2 * len(X))


def mlp2_gradients_with(
    X: Array, Y: Array, W1: Array, b1: Array, W2: Array, b2: Array,
    *,
    slope: Callable[[Array, Array], Array],
) -> tuple[Array, Array, Array, Array]:  # fmt: skip
    """`mlp2_gradients`, with slope(z, a) for the slope of tanh."""
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
    return mlp2_gradients_with(X, Y, W1, b1, W2, b2, slope=lambda z, a: 1 - a**2)


@offered
def mlp3(
    X: Array, W1: Array, b1: Array, W2: Array, b2: Array, W3: Array, b3: Array
) -> Array:  # fmt: skip
    """Class probabilities softmax(tanh(relu(X W₁ + b₁) W₂ + b₂) W₃ + b₃)."""
    return softmax(mlp3_logits(X, W1, b1, W2, b2, W3, b3))


def mlp3_logits(
    X: Array, W1: Array, b1: Array, W2: Array, b2: Array, W3: Array, b3: Array
) -> Array:  # fmt: skip
    """What `mlp3` takes the softmax of."""
    return np.tanh(relu(X @ W1 + b1) @ W2 + b2) @ W3 + b3


@offered
def mlp3_loss(X: Array, y: Array, *parameters: Array) -> Any:
    """Mean cross-entropy of `mlp3` at the labels y (n,)."""
    return cross_entropy(mlp3_logits(X, *parameters), y)


def mlp3_gradients_with(
    X: Array, y: Array, W1: Array, b1: Array, W2: Array, b2: Array, W3: Array, b3: Array,
    *, relu_slope: bool = True, tanh_slope: bool = True, divide: bool = True,
    through_softmax: bool = False,
) -> tuple[Array, ...]:  # fmt: skip
    """`mlp3_gradients`, with steps of it left out or doubled."""
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
    return mlp3_gradients_with(X, y, *parameters)


# Descent on (wx − y)²


@offered
def squared_error(w: float, x: float, y: float) -> float:
    """(wx − y)²."""
    return (w * x - y) ** 2


@offered
def squared_error_gradient(w: float, x: float, y: float) -> float:
    """∂(wx − y)²/∂w = 2x(wx − y)."""
    return 2 * x * (w * x - y)


def walked(w: float, x: float, y: float, rate: float, steps: int, factor: Function) -> Array:
    """The values of w when each step goes against factor(w, x, y)."""
    path = [float(w)]
    for _ in range(steps):
        path.append(path[-1] - rate * factor(path[-1], x, y))
    return np.array(path)


@offered
def descend(w: float, x: float, y: float, rate: float, steps: int) -> Array:
    """The steps + 1 values of w on the way down (wx − y)², the start first."""
    return walked(w, x, y, rate, steps, squared_error_gradient)


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


def partial_differences(f: Function, x: Array, ahead: float, behind: float, width: float) -> Array:
    """(f(x + ahead·eᵢ) − f(x − behind·eᵢ)) / width for every entry i of x."""
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
    return partial_differences(f, x, h, h, 2 * h)


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
