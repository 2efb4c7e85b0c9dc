"""Our functions are right: by central differences of one another, and by PyTorch."""

import numpy as np
import pytest

from tutor.checking.assignments import functions
from tutor.checking.assignments.comparing import same
from tutor.checking.assignments.expected import perturbed
from tutor.checking.assignments.functions import FUNCTIONS
from tutor.checking.assignments.slips import SLIPS

DICE = np.random.default_rng(5)


def draw(*shape):
    return DICE.normal(size=shape)


MASK = np.tri(3, dtype=bool)
MLP2 = (draw(6, 3), draw(6, 3), draw(3, 4), draw(4), draw(4, 3), draw(3))
LABELS = np.array([0, 1, 1, 0, 1, 0])
MLP3 = (draw(6, 4), LABELS, draw(4, 5), draw(5), draw(5, 3), draw(3), draw(3, 2), draw(2))
X, G, B = draw(2, 4, 5), draw(5), draw(5)
Q, K, V = draw(2, 3, 4), draw(2, 3, 4), draw(2, 3, 2)

PAIRS = {
    "softmax_backward": ("softmax", (X,), (0,), draw(2, 4, 5)),
    "layer_norm_backward": ("layer_norm", (X, G, B), (0, 1, 2), draw(2, 4, 5)),
    "attention_backward": ("attention", (Q, K, V), (0, 1, 2), draw(2, 3, 2)),
    "attention_backward masked": ("attention", (Q, K, V, MASK), (0, 1, 2), draw(2, 3, 2)),
    "linear_backward": ("linear", (draw(4, 3), draw(3, 2), draw(2)), (0, 1, 2), draw(4, 2)),
    "mlp2_gradients": ("mlp2_loss", MLP2, (2, 3, 4, 5), None),
    "mlp3_gradients": ("mlp3_loss", MLP3, (2, 3, 4, 5, 6, 7), None),
    "squared_error_gradient": ("squared_error", (0.7, 2.0, 6.0), (0,), None),
    "sigmoid_derivative": ("sigmoid", (draw(5),), (0,), np.ones(5)),
}
"""Backward → forward, arguments, which of them it is the gradient for, the gradient above."""


def arguments(name):
    _, given, _, along = PAIRS[name]
    plain = along is None or name == "sigmoid_derivative"
    return given if plain else (along, *given)


@pytest.mark.parametrize("name", PAIRS)
def test_a_gradient_agrees_with_central_differences(name):
    forward, given, wrt, along = PAIRS[name]
    gradients = FUNCTIONS[name.split()[0]](*arguments(name))
    gradients = gradients if isinstance(gradients, tuple) else (gradients,)
    weights = 1.0 if along is None else along
    for place, gradient in zip(wrt, gradients, strict=True):
        numeric = np.zeros(np.shape(given[place]))
        for index, width, *pair in perturbed(given[place]):
            ahead, behind = (
                np.sum(weights * FUNCTIONS[forward](*given[:place], moved, *given[place + 1 :]))
                for moved in pair
            )
            numeric[index] = (ahead - behind) / width
        assert same(gradient, numeric, 1e-6), (place, gradient, numeric)


@pytest.mark.torch
@pytest.mark.parametrize("name", PAIRS)
def test_a_gradient_agrees_with_autograd(name):
    pytest.importorskip("torch", reason="PyTorch is not installed: no comparison with autograd")
    from tutor.checking.assignments import autograd

    forward, given, wrt, along = PAIRS[name]
    ours = FUNCTIONS[name.split()[0]](*arguments(name))
    ours = ours if isinstance(ours, tuple) else (ours,)
    theirs = autograd.gradients(forward, given, wrt, along)
    for one, other in zip(ours, theirs, strict=True):
        assert same(one, other, 1e-9)


@pytest.mark.torch
@pytest.mark.parametrize("name", sorted({pair[0] for pair in PAIRS.values()} | {"gelu"}))
def test_a_value_agrees_with_pytorch(name):
    pytest.importorskip("torch", reason="PyTorch is not installed: no comparison with it")
    from tutor.checking.assignments import autograd

    given = next((pair[1] for pair in PAIRS.values() if pair[0] == name), (draw(7),))
    assert same(FUNCTIONS[name](*given), autograd.value(name, given), 1e-9)


def test_nothing_overflows_at_large_inputs():
    large = np.array([[1000.0, -1000.0, 990.0], [-1000.0, -1001.0, -1002.0]])
    with np.errstate(all="raise", under="ignore"):
        for name in ("softmax", "log_softmax", "logsumexp", "sigmoid", "softplus", "gelu"):
            assert np.isfinite(FUNCTIONS[name](large)).all(), name


def test_softmax_by_hand():
    assert same(functions.softmax(np.log([[1.0, 3.0]])), np.array([[0.25, 0.75]]), 1e-12)


def test_descent_by_hand():
    # L' = 2·2·(2w − 6): from 1, −16·0.1 down to 2.6, then −3.2·0.1 … to 2.92.
    assert same(functions.descend(1.0, 2.0, 6.0, 0.1, 2), np.array([1.0, 2.6, 2.92]), 1e-12)


def test_central_differences_of_cubes_are_off_by_h_squared():
    x = np.array([0.5, -2.0])
    found = functions.numerical_gradient(functions.cubes, x, 0.1)
    assert same(found, 3 * x**2 + 0.01, 1e-9)


@pytest.mark.parametrize("of", SLIPS)
def test_a_slip_differs_from_what_is_right(of):
    """Otherwise a right answer could get the name of a slip."""
    samples = {
        "softmax": (draw(3, 4, 5),), "layer_norm": (1e6 + 0.01 * X, G, B),
        "attention": (Q, K, V, MASK), "attention_backward": (draw(2, 3, 2), Q, K, V, MASK),
        "sigmoid": (draw(4),), "standardise": (draw(4, 3),), "cross_entropy": (draw(6, 3), LABELS),
        "mlp3": (MLP3[0], *MLP3[2:]), "mlp3_loss": (*MLP3[:6], 1e3 * MLP3[6], MLP3[7]),
        "mlp2_loss": MLP2,
        "descend": (0.5, 2.0, 6.0, 0.05, 5),
        "numerical_gradient": (functions.waves, np.array([1, 2, 4]), 0.1),
    }  # fmt: skip
    given = samples.get(of) or arguments(of)
    right = FUNCTIONS[of](*given)
    for name, function in SLIPS[of]:
        with np.errstate(invalid="ignore"):
            wrong = function(*given)
        pairs = zip(right, wrong, strict=True) if isinstance(right, tuple) else ((right, wrong),)
        assert not all(same(a, b, 1e-6) for a, b in pairs), name
