r"""Activation functions and their slopes.

Each acts entry by entry, but for the softmax, which stands at the end only. GELU is the exact
one, z Φ(z) with the distribution function Φ of the normal distribution (Hendrycks and Gimpel).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any

LEAK = 0.01
"""The slope of the leaky ReLU below 0."""

_erf: Callable[[Array], Array] = np.frompyfunc(math.erf, 1, 1)


@dataclass(frozen=True, slots=True)
class Activation:
    """name: as it is typed. sign: how formulas write it, in TeX. slope: None for the softmax."""

    name: str
    sign: str
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array] | None


def _sigmoid(z: Array) -> Array:
    # exp of a large positive number never occurs, so nothing overflows.
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


def _sigmoid_slope(z: Array) -> Array:
    small = np.exp(-np.abs(z))
    return small / (1.0 + small) ** 2


def _tanh_slope(z: Array) -> Array:
    small = np.exp(-2.0 * np.minimum(np.abs(z), 1e3))
    return 4.0 * small / (1.0 + small) ** 2


def normal_distribution(z: Array) -> Array:
    """Φ(z), the chance that a standard normal number is at most z."""
    return 0.5 * (1.0 + np.asarray(_erf(np.asarray(z, dtype=float) / math.sqrt(2.0)), dtype=float))


def normal_density(z: Array) -> Array:
    """φ(z), the density of the standard normal distribution."""
    return np.exp(-0.5 * np.minimum(np.abs(z), 1e3) ** 2) / math.sqrt(2.0 * math.pi)


def _gelu(z: Array) -> Array:
    return np.where(np.isneginf(z), 0.0, z * normal_distribution(z))


def _gelu_slope(z: Array) -> Array:
    bell = np.where(np.isfinite(z), z * normal_density(z), 0.0)
    return normal_distribution(z) + bell


def _softmax(z: Array) -> Array:
    powers = np.exp(z - np.max(z))
    return powers / powers.sum()


ACTIVATIONS: dict[str, Activation] = {
    each.name: each
    for each in (
        Activation("sigmoid", r"\sigma", _sigmoid, _sigmoid_slope),
        Activation("tanh", r"\tanh", np.tanh, _tanh_slope),
        Activation(
            "relu",
            r"\mathrm{ReLU}",
            lambda z: np.maximum(z, 0.0),
            lambda z: np.where(z > 0, 1.0, 0.0),
        ),
        Activation(
            "leaky",
            r"\mathrm{LReLU}",
            lambda z: np.where(z > 0, z, LEAK * z),
            lambda z: np.where(z > 0, 1.0, LEAK),
        ),
        Activation("gelu", r"\mathrm{GELU}", _gelu, _gelu_slope),
        Activation("linear", "", lambda z: z + 0.0, np.ones_like),
        Activation("softmax", r"\mathrm{softmax}", _softmax, None),
    )
}

HIDDEN = tuple(name for name in ACTIVATIONS if name != "softmax")
"""Activations that a hidden layer may have."""
