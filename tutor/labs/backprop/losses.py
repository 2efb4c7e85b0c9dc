"""Losses of one example, and their gradients.

half is ½ Σ (ŷ − y)²; mse is (1/n) Σ (ŷ − y)² over the n outputs; cross-entropy is −Σ y log ŷ after
a softmax and −Σ (y log ŷ + (1 − y) log(1 − ŷ)) after sigmoids. Cross-entropy is computed from the
z before the last activation, so that it stays finite where ŷ rounds to 0 or 1.
"""

from typing import Any

import numpy as np

Array = Any

LOSSES = ("half", "mse", "cross-entropy")


def loss(name: str, last: str, z: Array, out: Array, y: Array) -> float:
    """The loss L. last: the activation of the last layer; z, out: its z and its output ŷ."""
    if name == "half":
        return 0.5 * float(np.sum((out - y) ** 2))
    if name == "mse":
        return float(np.mean((out - y) ** 2))
    if last == "softmax":
        top = np.max(z)
        return float(np.sum(y * (top + np.log(np.sum(np.exp(z - top))) - z)))
    return float(np.sum(np.logaddexp(0.0, z) - y * z))


def by_output(name: str, last: str, out: Array, y: Array) -> Array:
    """∂L/∂ŷ; infinite where cross-entropy meets an output that is 0 and should not be."""
    if name == "half":
        return out - y
    if name == "mse":
        return 2.0 * (out - y) / len(out)
    with np.errstate(divide="ignore", invalid="ignore"):
        if last == "softmax":
            return np.where(y == 0, 0.0, -y / out)
        up = np.where(y == 0, 0.0, -y / out)
        return up + np.where(y == 1, 0.0, (1 - y) / (1 - out))


def by_last(name: str, last: str, out: Array, y: Array) -> Array | None:
    """∂L/∂z of the last layer where it is simpler than the chain rule: ŷ − y."""
    if name == "cross-entropy":
        return out - y
    return None
