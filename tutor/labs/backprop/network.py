"""Forward and backward pass of a plain network, every value in between kept by its name.

Vectors are columns: z = W a + b with W of shape (outputs, inputs). Layer ℓ of 1 … depth computes

    z_ℓ = W_ℓ a_{ℓ-1} + b_ℓ
    n_ℓ = γ_ℓ ⊙ ẑ_ℓ + β_ℓ,  ẑ_ℓ = (z_ℓ − μ_ℓ)/s_ℓ     hidden layers, with layer norm
    a_ℓ = f(n_ℓ or z_ℓ) + a_{ℓ-1}                      the last term with skip connections, where
                                                       a hidden layer is as wide as what it gets

with μ the mean of z and s = √(variance + ε) (Ba, Kiros, Hinton: Layer normalization). a_0 is x,
a_depth is ŷ. Names: `z1`, `mu1`, `s1`, `zhat1`, `n1`, `a1`, `L`; with `d` before them for the
gradients of L: `da1`, `dz1` (which papers call δ), `dn1`, `dW1`, `db1`, `dgamma1`, `dbeta1`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tutor.labs.backprop.activations import ACTIVATIONS
from tutor.labs.backprop.losses import by_last, by_output, loss

Array = Any
Values = dict[str, Array]

EPSILON = 1e-5
"""What layer norm adds to the variance."""


@dataclass(frozen=True, slots=True)
class Design:
    """sizes: of the input and of each layer. activations: one a layer."""

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str = "half"
    skip: bool = False
    norm: bool = False
    bias: bool = True

    @property
    def depth(self) -> int:
        """How many layers there are."""
        return len(self.sizes) - 1

    @property
    def last(self) -> str:
        """The activation of the last layer."""
        return self.activations[-1]

    def normed(self, layer: int) -> bool:
        """Whether the layer has a layer norm."""
        return self.norm and layer < self.depth

    def skipped(self, layer: int) -> bool:
        """Whether the input of the layer is added to its output."""
        return self.skip and layer < self.depth and self.sizes[layer] == self.sizes[layer - 1]

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each parameter, layer by layer."""
        found: dict[str, tuple[int, ...]] = {}
        for layer in range(1, self.depth + 1):
            rows, columns = self.sizes[layer], self.sizes[layer - 1]
            found[f"W{layer}"] = (rows, columns)
            if self.bias:
                found[f"b{layer}"] = (rows,)
            if self.normed(layer):
                found[f"gamma{layer}"] = (rows,)
                found[f"beta{layer}"] = (rows,)
        return found


def slope_at(design: Design, values: Values, layer: int) -> Array:
    """F' where the layer's activation stood; not for a softmax."""
    slope = ACTIVATIONS[design.activations[layer - 1]].slope
    assert slope is not None
    return slope(values[("n" if design.normed(layer) else "z") + str(layer)])


def forward(design: Design, parameters: Values, x: Array, y: Array) -> Values:
    """Every value of the forward pass, `a0` (the input) and `L` (the loss) among them."""
    values: Values = {"a0": x}
    with np.errstate(all="ignore"):
        for layer in range(1, design.depth + 1):
            before = values[f"a{layer - 1}"]
            z = parameters[f"W{layer}"] @ before
            if design.bias:
                z = z + parameters[f"b{layer}"]
            values[f"z{layer}"] = z
            if design.normed(layer):
                mean = z.mean()
                spread = np.sqrt(((z - mean) ** 2).mean() + EPSILON)
                hat = (z - mean) / spread
                values |= {f"mu{layer}": mean, f"s{layer}": spread, f"zhat{layer}": hat}
                z = parameters[f"gamma{layer}"] * hat + parameters[f"beta{layer}"]
                values[f"n{layer}"] = z
            a = ACTIVATIONS[design.activations[layer - 1]].value(z)
            values[f"a{layer}"] = a + before if design.skipped(layer) else a
        z, out = values[f"z{design.depth}"], values[f"a{design.depth}"]
        values["L"] = loss(design.loss, design.last, z, out, y)
    return values


def backward(design: Design, parameters: Values, values: Values, y: Array) -> Values:
    """Every gradient of L, from the last layer down."""
    gradients: Values = {}
    depth = design.depth
    with np.errstate(all="ignore"):
        gradients[f"da{depth}"] = by_output(design.loss, design.last, values[f"a{depth}"], y)
        for layer in range(depth, 0, -1):
            delta = _through(design, parameters, values, gradients, layer, y)
            gradients[f"dz{layer}"] = delta
            gradients[f"dW{layer}"] = np.outer(delta, values[f"a{layer - 1}"])
            if design.bias:
                gradients[f"db{layer}"] = delta
            if layer > 1:
                below = parameters[f"W{layer}"].T @ delta
                if design.skipped(layer):
                    below = below + gradients[f"da{layer}"]
                gradients[f"da{layer - 1}"] = below
    return gradients


def _through(
    design: Design, parameters: Values, values: Values, gradients: Values, layer: int, y: Array
) -> Array:
    """δ = ∂L/∂z of a layer from ∂L/∂a: back through the activation and the layer norm."""
    blame = gradients[f"da{layer}"]
    if layer == design.depth:
        out = values[f"a{layer}"]
        short = by_last(design.loss, design.last, out, y)
        if short is not None:
            return short
        if design.last == "softmax":
            return out * (blame - blame @ out)
    inner = blame * slope_at(design, values, layer)
    if not design.normed(layer):
        return inner
    hat = values[f"zhat{layer}"]
    gradients[f"dn{layer}"] = inner
    gradients[f"dgamma{layer}"] = inner * hat
    gradients[f"dbeta{layer}"] = inner
    scaled = inner * parameters[f"gamma{layer}"]
    return (scaled - scaled.mean() - hat * (scaled * hat).mean()) / values[f"s{layer}"]


def gradient_norm(design: Design, gradients: Values) -> float:
    """‖∇L‖, the length of all gradients of parameters as one vector."""
    total = sum(float(np.sum(gradients["d" + name] ** 2)) for name in design.shapes())
    return float(np.sqrt(total))


def clipping(norm: float, most: float | None) -> float:
    """What all gradients are multiplied by so that their norm is at most `most`."""
    return most / norm if most is not None and norm > most else 1.0


def updated(
    design: Design, parameters: Values, gradients: Values, rate: float, most: float | None
) -> Values:
    """The parameters after one step of gradient descent with gradients clipped by norm."""
    step = rate * clipping(gradient_norm(design, gradients), most)
    return {name: parameters[name] - step * gradients["d" + name] for name in design.shapes()}
