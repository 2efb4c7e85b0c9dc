"""How gradients fade or grow on their way down: their typical size in every layer."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.labs.backprop.run import Run

Array = Any

FAR = 100.0
"""The ratio of first to last layer beyond which gradients are called exploding (or vanishing)."""


def typical(values: Array) -> float:
    """The root of the mean square."""
    array = np.asarray(values, dtype=float)
    largest = float(np.max(np.abs(array)))
    if largest == 0 or not np.isfinite(largest):
        return largest
    return largest * float(np.sqrt(np.mean((array / largest) ** 2)))


@dataclass(frozen=True, slots=True)
class LayerFlow:
    """Typical sizes in one layer. slope: of its activation; nan for a softmax."""

    layer: int
    activation: str
    signal: float
    slope: float
    delta: float
    weights: float


@dataclass(frozen=True, slots=True)
class Flow:
    """verdict: vanishing, exploding, steady, blocked, overflow, rest or single.

    ratio: typical δ of the first layer by that of the last. factor: the same a layer.
    layer: where gradients stop or overflow; 0 where they do not.
    """

    layers: tuple[LayerFlow, ...]
    verdict: str
    ratio: float
    factor: float
    layer: int = 0


def flow(run: Run) -> Flow:
    """The gradient's way through the layers, and what to call it."""
    design = run.design
    with np.errstate(all="ignore"):
        layers = tuple(
            LayerFlow(
                layer,
                design.activations[layer - 1],
                typical(run.values[f"a{layer}"]),
                float("nan")
                if design.activations[layer - 1] == "softmax"
                else float(np.mean(np.abs(run.slope(layer)))),
                typical(run.gradients[f"dz{layer}"]),
                typical(run.gradients[f"dW{layer}"]),
            )
            for layer in range(1, design.depth + 1)
        )
    return _judged(layers)


def _judged(layers: tuple[LayerFlow, ...]) -> Flow:
    for each in reversed(layers):
        if not np.isfinite(each.delta) or not np.isfinite(each.weights):
            return Flow(layers, "overflow", float("nan"), float("nan"), each.layer)
    if layers[-1].delta == 0:
        return Flow(layers, "rest", float("nan"), float("nan"))
    for each in reversed(layers):
        if each.delta == 0:
            return Flow(layers, "blocked", 0.0, 0.0, each.layer)
    if len(layers) == 1:
        return Flow(layers, "single", 1.0, 1.0)
    ratio = layers[0].delta / layers[-1].delta
    factor = ratio ** (1 / (len(layers) - 1))
    verdict = "exploding" if ratio >= FAR else "vanishing" if ratio <= 1 / FAR else "steady"
    return Flow(layers, verdict, ratio, factor)
