"""Parameters to start from, and inputs and targets by seed.

Variances of the weights: `small` 0.01², `xavier` 1/n_in, `he` 2/n_in. Each layer draws from a
generator of its own, so that adding a layer leaves the others as they are.
"""

from typing import Any

import numpy as np

from tutor.labs.backprop.network import Design, Values

Array = Any

INITS = ("zeros", "small", "xavier", "he")

SMALL = 0.01
"""The standard deviation of the small normal start."""


def deviation(init: str, inputs: int) -> float:
    """The standard deviation of the weights of a layer with so many inputs."""
    by_name = {"zeros": 0.0, "small": SMALL, "xavier": inputs**-0.5, "he": (2 / inputs) ** 0.5}
    return float(by_name[init])


def parameters(design: Design, init: str, gain: float, seed: int, typed: Values) -> Values:
    """All parameters; what was typed stays, the rest is drawn (γ is 1, b and β are 0).

    gain: what drawn weights are multiplied by.
    """
    found: Values = {}
    for name, shape in design.shapes().items():
        if name in typed:
            found[name] = typed[name]
        elif name.startswith("W"):
            draw = np.random.default_rng([seed, int(name[1:])])
            found[name] = gain * deviation(init, shape[1]) * draw.standard_normal(shape)
        else:
            found[name] = np.full(shape, 1.0 if name.startswith("gamma") else 0.0)
    return found


def random_input(design: Design, seed: int) -> Array:
    """An input of standard normal numbers, to two decimals."""
    return np.round(np.random.default_rng([seed, 101]).standard_normal(design.sizes[0]), 2)


def random_target(design: Design, seed: int) -> Array:
    """A target that the last layer can reach: one class, numbers in (0, 1), or any numbers."""
    draw = np.random.default_rng([seed, 102])
    size = design.sizes[-1]
    if design.last == "softmax":
        return np.eye(size)[int(draw.integers(size))]
    if design.last == "sigmoid":
        return np.round(draw.uniform(0.05, 0.95, size), 2)
    return np.round(draw.standard_normal(size), 2)
