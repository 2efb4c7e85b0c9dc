"""Slips that everybody makes, planted: what each of them would give for an entry.

A slip is named only when what it gives is what the learner answered.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from tutor.labs.backprop.activations import ACTIVATIONS
from tutor.labs.backprop.network import Design
from tutor.labs.backprop.run import Run, split

Array = Any
Index = tuple[int, ...]
Slip = tuple[str, float]
"""The sentence about it (`slip_…` of strings.toml) and the number it gives."""


def slips(run: Run, name: str, index: Index) -> Iterator[Slip]:
    """Slips for one entry of a quantity; the likelier first. index: 0-based."""
    kind, layer = split(name)
    with np.errstate(all="ignore"):
        if kind == "L":
            yield from _loss(run)
        elif kind.startswith("new"):
            yield from _update(run, name[3:], index)
        elif kind == "dW":
            yield from _weights(run, layer, *index)
        elif kind in _BY_UNIT:
            yield from _BY_UNIT[kind](run, layer, index[0] if index else 0)
        right = float(run.value(name)[index] if index else run.value(name))
        yield "sign", -right


def _sum(run: Run, layer: int, i: int) -> Iterator[Slip]:
    design, before = run.design, run.values[f"a{layer - 1}"]
    weights = run.parameters[f"W{layer}"]
    bias = float(run.parameters[f"b{layer}"][i]) if design.bias else 0.0
    z = float(run.values[f"z{layer}"][i])
    if design.bias:
        yield "no_bias", z - bias
        yield "bias_taken", z - 2 * bias
    yield "activated", float(_applied(design, layer, run.values[f"z{layer}"])[i])
    if layer > 1:
        yield "z_below", float(weights[i] @ run.values[f"z{layer - 1}"]) + bias
    if weights.shape[0] == weights.shape[1]:
        yield "transposed", float(weights[:, i] @ before) + bias
    for k in range(weights.shape[0]):
        if k != i:
            yield "other_row", float(run.values[f"z{layer}"][k])


def _applied(design: Design, layer: int, z: Array) -> Array:
    return ACTIVATIONS[design.activations[layer - 1]].value(z)


def _activated(run: Run, layer: int, i: int) -> Iterator[Slip]:
    design = run.design
    name = design.activations[layer - 1]
    inside = run.values[("n" if design.normed(layer) else "z") + str(layer)]
    plain = float(_applied(design, layer, inside)[i])
    if design.skipped(layer):
        yield "no_skip", plain
    if name != "linear":
        yield "not_activated", float(inside[i])
    if design.normed(layer):
        yield "not_normed", float(_applied(design, layer, run.values[f"z{layer}"])[i])
    if name == "softmax":
        yield "not_divided", float(np.exp(inside[i]))
        yield "own_sigmoid", float(1 / (1 + np.exp(-inside[i])))
        return
    yield "slope_given", float(run.slope(layer)[i])
    if name == "sigmoid":
        yield "sigmoid_sign", float(_applied(design, layer, -inside)[i])
        yield "other_activation", float(np.tanh(inside[i]))
    if name == "tanh":
        yield "other_activation", float(1 / (1 + np.exp(-inside[i])))
    if name in ("leaky", "gelu"):
        yield "other_activation", max(0.0, float(inside[i]))


def _loss(run: Run) -> Iterator[Slip]:
    out, y, right = run.values[f"a{run.design.depth}"], run.y, float(run.values["L"])
    n = len(out)
    if run.design.loss == "cross-entropy":
        yield "log_ten", right / float(np.log(10))
        yield "log_two", right / float(np.log(2))
        yield "loss_squared", 0.5 * float(np.sum((out - y) ** 2))
        if run.design.last == "sigmoid":
            yield "half_entropy", float(-np.sum(y * np.log(out)))
        return
    squares = float(np.sum((out - y) ** 2))
    if run.design.loss == "half":
        yield "no_half", squares
        yield "not_squared", 0.5 * float(np.sum(np.abs(out - y)))
        if n > 1:
            yield "mean_taken", squares / n
    else:
        yield "half_taken", squares / 2
        yield "not_squared", float(np.mean(np.abs(out - y)))
        if n > 1:
            yield "no_mean", squares
            yield "half_mean", squares / n / 2
    yield "gap_only", float(np.sum(out - y))


def _blame(run: Run, layer: int, i: int) -> Iterator[Slip]:
    design = run.design
    if layer == design.depth:
        yield from _output_blame(run, layer, i)
        return
    above = layer + 1
    weights, delta = run.parameters[f"W{above}"], run.gradients[f"dz{above}"]
    right = float(run.gradients[f"da{layer}"][i])
    if design.skipped(above):
        yield "no_skip_back", float(weights[:, i] @ delta)
    if not design.normed(layer):
        yield "too_far", float(run.gradients[f"dz{layer}"][i])
    yield (
        "blame_for_delta",
        float(weights[:, i] @ run.gradients[f"da{above}"])
        + (float(run.gradients[f"da{above}"][i]) if design.skipped(above) else 0.0),
    )
    if weights.shape[0] == weights.shape[1]:
        yield "not_transposed", float(weights[i] @ delta) + right - float(weights[:, i] @ delta)
    if weights.shape[0] > 1:
        for k in range(weights.shape[0]):
            yield "one_path", float(weights[k, i] * delta[k])
    yield "weights_for_delta", float(delta.sum())
    for k in range(weights.shape[1]):
        if k != i:
            yield "other_unit", float(run.gradients[f"da{layer}"][k])


def _output_blame(run: Run, layer: int, i: int) -> Iterator[Slip]:
    out, y, n = float(run.values[f"a{layer}"][i]), float(run.y[i]), run.design.sizes[-1]
    right = float(run.gradients[f"da{layer}"][i])
    if run.design.loss == "cross-entropy":
        yield "shortcut_early", out - y
        yield "target_left", -1 / out if out else np.inf
        return
    yield "target_first", -right
    if run.design.loss == "half":
        yield "two_kept", 2 * (out - y)
        yield "half_kept", (out - y) / 2
    else:
        yield "no_two", (out - y) / n
        if n > 1:
            yield "no_mean", 2 * (out - y)
            yield "no_two_no_mean", out - y
    if run.design.last != "softmax":
        yield "too_far", float(run.gradients[f"dz{layer}"][i])


def _delta(run: Run, layer: int, i: int) -> Iterator[Slip]:
    design = run.design
    out = run.values[f"a{layer}"]
    blame = run.gradients[f"da{layer}"]
    right = float(run.gradients[f"dz{layer}"][i])
    if layer == design.depth:
        yield "target_first", -right
        if design.loss == "cross-entropy":
            if design.last == "sigmoid":
                yield "slope_again", right * float(out[i] * (1 - out[i]))
            yield "slope_again", right * float(out[i])
            return
        if design.last == "softmax":
            yield "softmax_alone", float(blame[i] * out[i] * (1 - out[i]))
            yield "no_slope", float(blame[i])
            return
    if design.normed(layer):
        yield from _normed_delta(run, layer, i)
        return
    yield from _through_slope(run, layer, i)


def _through_slope(run: Run, layer: int, i: int) -> Iterator[Slip]:
    """Slips where ∂L/∂a is multiplied by the slope of the activation."""
    design = run.design
    name = design.activations[layer - 1]
    blame = run.gradients[f"da{layer}"]
    inside = run.values[("n" if design.normed(layer) else "z") + str(layer)]
    slope = float(run.slope(layer)[i])
    if name != "linear":
        yield "no_slope", float(blame[i])
        yield "slope_only", slope
    a = _applied(design, layer, inside)
    found = ACTIVATIONS[name].slope
    assert found is not None
    yield "slope_at_a", float(blame[i] * found(a)[i])
    yield "a_for_slope", float(blame[i] * a[i])
    if name == "sigmoid":
        yield "half_slope", float(blame[i] * (1 - a[i]))
        yield "slope_of_z", float(blame[i] * inside[i] * (1 - inside[i]))
    if name == "tanh":
        yield "tanh_not_squared", float(blame[i] * (1 - a[i]))
        yield "other_slope", float(blame[i] * a[i] * (1 - a[i]))
    if layer < design.depth:
        above = layer + 1
        weights, delta = run.parameters[f"W{above}"], run.gradients[f"dz{above}"]
        if weights.shape[0] == weights.shape[1]:
            yield "not_transposed", float(weights[i] @ delta) * slope
        if design.skipped(above):
            yield "no_skip_back", float(weights[:, i] @ delta) * slope
        upper = run.gradients[f"da{above}"]
        yield "blame_for_delta", float(weights[:, i] @ upper) * slope
    elif design.loss == "half":
        yield "two_kept", 2 * float(blame[i]) * slope
    elif design.loss == "mse":
        n = len(blame)
        yield "no_mean", n * float(blame[i]) * slope
        yield "no_two", float(blame[i]) * slope / 2


def _normed_delta(run: Run, layer: int, i: int) -> Iterator[Slip]:
    hat, spread = run.values[f"zhat{layer}"], float(run.values[f"s{layer}"])
    inner = run.gradients[f"dn{layer}"]
    u = inner * run.parameters[f"gamma{layer}"]
    right = float(run.gradients[f"dz{layer}"][i])
    yield "norm_constant", float(u[i]) / spread
    yield "norm_no_spread", right * spread
    yield "norm_no_product", float(u[i] - u.mean()) / spread
    yield "norm_no_mean", float(u[i] - hat[i] * (u * hat).mean()) / spread
    yield "norm_stopped", float(inner[i])
    yield "norm_no_gamma", float(inner[i] - inner.mean() - hat[i] * (inner * hat).mean()) / spread


def _scale(run: Run, layer: int, i: int) -> Iterator[Slip]:
    inner = run.gradients[f"dn{layer}"]
    yield "no_hat", float(inner[i])
    yield "n_for_hat", float(inner[i] * run.values[f"n{layer}"][i])
    yield "z_for_hat", float(inner[i] * run.values[f"z{layer}"][i])


def _hat(run: Run, layer: int, i: int) -> Iterator[Slip]:
    z = run.values[f"z{layer}"]
    mean, spread = float(run.values[f"mu{layer}"]), float(run.values[f"s{layer}"])
    yield "hat_no_mean", float(z[i]) / spread
    yield "hat_no_spread", float(z[i]) - mean
    yield "hat_variance", (float(z[i]) - mean) / spread**2


def _spread(run: Run, layer: int, _i: int) -> Iterator[Slip]:
    z, spread = run.values[f"z{layer}"], float(run.values[f"s{layer}"])
    yield "variance_given", spread**2
    if len(z) > 1:
        yield "n_minus_one", float(np.std(z, ddof=1))


def _mean(run: Run, layer: int, _i: int) -> Iterator[Slip]:
    yield "sum_given", float(run.values[f"z{layer}"].sum())


def _shifted(run: Run, layer: int, i: int) -> Iterator[Slip]:
    yield (
        "shift_forgotten",
        float(run.parameters[f"gamma{layer}"][i] * run.values[f"zhat{layer}"][i]),
    )
    yield (
        "scale_forgotten",
        float(run.values[f"zhat{layer}"][i] + run.parameters[f"beta{layer}"][i]),
    )


def _weights(run: Run, layer: int, i: int, j: int) -> Iterator[Slip]:
    delta, before = run.gradients[f"dz{layer}"], run.values[f"a{layer - 1}"]
    if i < len(before) and j < len(delta):
        yield "entry_transposed", float(delta[j] * before[i])
    yield "no_input", float(delta[i])
    yield "input_only", float(before[j])
    if layer > 1:
        yield "z_for_a", float(delta[i] * run.values[f"z{layer - 1}"][j])
    yield "a_above", float(delta[i] * run.values[f"a{layer}"][i])
    yield "blame_for_delta", float(run.gradients[f"da{layer}"][i] * before[j])
    yield "times_weight", float(delta[i] * run.parameters[f"W{layer}"][i, j])
    right = run.gradients[f"dW{layer}"]
    for k in range(right.shape[1]):
        if k != j:
            yield "other_column", float(right[i, k])
    for k in range(right.shape[0]):
        if k != i:
            yield "other_row", float(right[k, j])


def _bias(run: Run, layer: int, i: int) -> Iterator[Slip]:
    if run.design.last != "softmax" or layer < run.design.depth:
        yield "blame_for_delta", float(run.gradients[f"da{layer}"][i])
    yield "times_bias", float(run.gradients[f"dz{layer}"][i] * run.parameters[f"b{layer}"][i])
    for before in run.values[f"a{layer - 1}"]:
        yield "bias_input", float(run.gradients[f"dz{layer}"][i] * before)


def _update(run: Run, name: str, index: Index) -> Iterator[Slip]:
    old, gradient = float(run.parameters[name][index]), float(run.gradients["d" + name][index])
    step = run.rate * run.factor * gradient
    yield "uphill", old + step
    yield "no_rate", old - gradient * run.factor
    if run.factor != 1:
        yield "not_clipped", old - run.rate * gradient
    yield "step_only", -step
    yield "step_only", step


_BY_UNIT = {
    "z": _sum, "a": _activated, "da": _blame, "dz": _delta, "dn": _through_slope,
    "dgamma": _scale, "db": _bias, "zhat": _hat, "s": _spread, "mu": _mean, "n": _shifted,
}  # fmt: skip
