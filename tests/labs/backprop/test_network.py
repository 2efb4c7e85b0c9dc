"""The network's gradients are its derivatives: central differences, PyTorch, laws."""

from itertools import product

import numpy as np
import pytest

from tutor.labs.backprop.activations import ACTIVATIONS, HIDDEN
from tutor.labs.backprop.initial import parameters, random_input, random_target
from tutor.labs.backprop.network import (
    Design,
    backward,
    clipping,
    forward,
    gradient_norm,
    updated,
)

H = 1e-5


def network(seed, sizes, acts, loss, **switches):
    """A random network away from kinks: design, parameters, input, target."""
    design = Design(sizes, acts, loss, **switches)
    draw = np.random.default_rng(seed)
    found = {name: draw.normal(0, 0.8, shape) for name, shape in design.shapes().items()}
    x = draw.normal(0, 1, sizes[0])
    y = random_target(design, seed)
    if design.last == "softmax":
        y = draw.dirichlet(np.ones(sizes[-1]))
    return design, found, x, y


def loss_of(design, found, x, y):
    return float(forward(design, found, x, y)["L"])


def central(design, found, name, x, y):
    """∂L/∂parameter by central differences with Richardson's step, error O(h⁴)."""

    def difference(index, h):
        up, down = found[name].copy(), found[name].copy()
        up[index] += h
        down[index] -= h
        above = loss_of(design, {**found, name: up}, x, y)
        return (above - loss_of(design, {**found, name: down}, x, y)) / (2 * h)

    result = np.empty(found[name].shape)
    for index in np.ndindex(result.shape):
        result[index] = (4 * difference(index, 1e-3) - difference(index, 2e-3)) / 3
    return result


def smooth(design, found, x, y):
    """Whether every unit is far enough from a kink for the steps taken."""
    values = forward(design, found, x, y)
    return all(
        np.min(np.abs(values[("n" if design.normed(layer) else "z") + str(layer)])) > 0.02
        for layer, act in enumerate(design.activations, 1)
        if act in ("relu", "leaky")
    )


def agree(design, found, x, y):
    gradients = backward(design, found, forward(design, found, x, y), y)
    size = max(1e-3, gradient_norm(design, gradients))
    for name in design.shapes():
        expected = central(design, found, name, x, y)
        gap = np.abs(gradients["d" + name] - expected)
        assert np.max(gap) <= 1e-6 * max(size, float(np.max(np.abs(expected)))), name


def smooth_network(*arguments, **switches):
    for seed in range(200):
        made = network(seed, *arguments, **switches)
        if smooth(*made):
            return made
    raise AssertionError("no network away from kinks")


ENDS = [
    (act, loss)
    for act, loss in product(ACTIVATIONS, ("half", "mse", "cross-entropy"))
    if loss != "cross-entropy" or act in ("softmax", "sigmoid")
]
SWITCHES = [
    {"skip": skip, "norm": norm, "bias": bias}
    for skip, norm, bias in product((False, True), repeat=3)
]


@pytest.mark.parametrize("switches", SWITCHES, ids=str)
@pytest.mark.parametrize("act", HIDDEN)
def test_every_hidden_activation_with_every_switch_agrees_with_central_differences(act, switches):
    agree(*smooth_network((3, 3, 4, 4, 2), (act, act, act, "sigmoid"), "half", **switches))


@pytest.mark.parametrize(("last", "loss"), ENDS, ids=str)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_every_end_and_loss_over_every_activation_agrees(hidden, last, loss):
    agree(*smooth_network((2, 3, 3, 3), (hidden, hidden, last), loss, skip=True, norm=True))


@pytest.mark.parametrize("seed", range(12))
def test_random_networks_agree_in_every_layer(seed):
    draw = np.random.default_rng([7, seed])
    depth = int(draw.integers(1, 6))
    sizes = tuple(int(each) for each in draw.integers(1, 5, depth + 1))
    last, loss = ENDS[int(draw.integers(len(ENDS)))]
    acts = (*(HIDDEN[int(each)] for each in draw.integers(0, len(HIDDEN), depth - 1)), last)
    switches = SWITCHES[int(draw.integers(len(SWITCHES)))]
    if switches["norm"]:
        sizes = (sizes[0], *(max(each, 3) for each in sizes[1:]))
    for attempt in range(200):
        made = network(1000 * seed + attempt, sizes, acts, loss, **switches)
        if smooth(*made):
            agree(*made)
            return
    raise AssertionError("no network away from kinks")


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "softmax"])
def test_each_slope_is_the_derivative(name):
    act = ACTIVATIONS[name]
    z = np.array([-30.0, -3.0, -0.7, -0.1, 0.1, 0.5, 2.0, 25.0])
    rise = (act.value(z + H) - act.value(z - H)) / (2 * H)
    assert np.allclose(act.slope(z), rise, rtol=1e-6, atol=1e-9)


def test_activations_stay_finite_far_out():
    for name in ("sigmoid", "tanh", "gelu"):
        z = np.array([-1e308, -1e4, 1e4, 1e308])
        assert np.all(np.isfinite(ACTIVATIONS[name].value(z))), name
        assert np.all(np.isfinite(ACTIVATIONS[name].slope(z))), name


def test_gelu_is_the_exact_one():
    # Φ(1) = 0.841344746068543, not the tanh formula's 0.84119…
    assert ACTIVATIONS["gelu"].value(np.array([1.0]))[0] == pytest.approx(0.841344746068543)


def test_cross_entropy_stays_finite_where_the_output_rounds_to_zero():
    design = Design((1, 2), ("softmax",), "cross-entropy")
    found = {"W1": np.array([[1000.0], [-1000.0]]), "b1": np.zeros(2)}
    y = np.array([0.0, 1.0])
    values = forward(design, found, np.ones(1), y)
    assert values["L"] == pytest.approx(2000.0)
    assert backward(design, found, values, y)["dz1"].tolist() == [1.0, -1.0]


def test_clipping_shortens_what_is_too_long_and_nothing_else():
    assert clipping(5.0, 1.0) == pytest.approx(0.2)
    assert clipping(0.5, 1.0) == 1.0
    assert clipping(5.0, None) == 1.0


def test_a_clipped_step_keeps_its_direction_and_has_the_length_asked_for():
    design, found, x, y = network(3, (3, 4, 2), ("tanh", "linear"), "half")
    gradients = backward(design, found, forward(design, found, x, y), y)
    norm = gradient_norm(design, gradients)
    most = norm / 10
    after = updated(design, found, gradients, 0.5, most)
    moved = np.concatenate([(found[name] - after[name]).ravel() for name in design.shapes()])
    straight = np.concatenate([gradients["d" + name].ravel() for name in design.shapes()])
    assert np.linalg.norm(moved) == pytest.approx(0.5 * most)
    assert moved @ straight == pytest.approx(np.linalg.norm(moved) * np.linalg.norm(straight))


def test_small_steps_lower_the_loss():
    design, found, x, y = network(5, (3, 5, 4, 2), ("gelu", "tanh", "softmax"), "cross-entropy")
    before = loss_of(design, found, x, y)
    gradients = backward(design, found, forward(design, found, x, y), y)
    assert loss_of(design, updated(design, found, gradients, 0.01, None), x, y) < before


@pytest.mark.parametrize(
    ("init", "variance"), [("xavier", 1 / 64), ("he", 2 / 64), ("small", 1e-4)]
)
def test_drawn_weights_have_the_variance_of_their_initialisation(init, variance):
    design = Design((64, 64, 64, 64), ("tanh",) * 3)
    found = parameters(design, init, 1.0, 4, {})
    drawn = np.concatenate([found[f"W{layer}"].ravel() for layer in (1, 2, 3)])
    assert np.var(drawn) == pytest.approx(variance, rel=0.05)
    assert not found["b1"].any()


def test_another_layer_leaves_the_weights_below_as_they_are():
    short = parameters(Design((3, 4, 4), ("tanh",) * 2), "he", 1.0, 1, {})
    long = parameters(Design((3, 4, 4, 4), ("tanh",) * 3), "he", 1.0, 1, {})
    assert (short["W1"] == long["W1"]).all()
    assert (short["W2"] == long["W2"]).all()


@pytest.mark.torch
@pytest.mark.parametrize("switches", SWITCHES, ids=str)
@pytest.mark.parametrize(("last", "loss"), ENDS, ids=str)
def test_gradients_are_those_of_pytorch(last, loss, switches):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: not compared with it")
    functional = torch.nn.functional
    acts = ("gelu", "leaky", "relu", "tanh", last)
    design, found, x, y = network(11, (4, 4, 4, 3, 3, 2), acts, loss, **switches)
    tensors = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in found.items()
    }
    by_name = {
        "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "linear": lambda z: z,
        "leaky": lambda z: functional.leaky_relu(z, 0.01), "gelu": functional.gelu,
        "softmax": lambda z: torch.softmax(z, 0),
    }  # fmt: skip
    a, target = torch.tensor(x), torch.tensor(y)
    for layer, act in enumerate(acts, 1):
        before, z = a, tensors[f"W{layer}"] @ a
        if design.bias:
            z = z + tensors[f"b{layer}"]
        if design.normed(layer):
            scale, shift = tensors[f"gamma{layer}"], tensors[f"beta{layer}"]
            z = functional.layer_norm(z, z.shape, scale, shift, 1e-5)
        a = by_name[act](z)
        if design.skipped(layer):
            a = a + before
    if loss == "half":
        value = 0.5 * ((a - target) ** 2).sum()
    elif loss == "mse":
        value = functional.mse_loss(a, target)
    elif last == "softmax":
        value = functional.cross_entropy(z, target)
    else:
        value = functional.binary_cross_entropy(a, target, reduction="sum")
    value.backward()
    values = forward(design, found, x, y)
    assert float(values["L"]) == pytest.approx(value.item(), rel=1e-10)
    gradients = backward(design, found, values, y)
    for name, tensor in tensors.items():
        ours, theirs = gradients["d" + name], tensor.grad.numpy()
        assert np.allclose(ours, theirs, rtol=1e-8, atol=1e-12), name


def test_random_inputs_and_targets_depend_on_the_seed_alone():
    design = Design((3, 2), ("softmax",), "cross-entropy")
    assert (random_input(design, 1) == random_input(design, 1)).all()
    assert (random_input(design, 1) != random_input(design, 2)).any()
    assert random_target(design, 5).sum() == 1
