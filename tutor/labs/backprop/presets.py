"""Networks to begin with, as start states. Numbers of `up-and-down` stand in the course, too."""

from collections.abc import Mapping

FIRST = "two-three-one"

_TYPED = {
    "sizes": "2-3-1", "activation": "sigmoid", "loss": "half", "rate": "0.5",
    "W1": "0.1 0.4; -0.3 0.2; 0.5 -0.1", "b1": "0.1 0 -0.2", "W2": "0.6 -0.4 0.3", "b2": "0.1",
}  # fmt: skip

PRESETS: Mapping[str, Mapping[str, str]] = {
    "two-three-one": {**_TYPED, "x": "1 2", "y": "0.5"},
    "course": {**_TYPED, "x": "-1 1", "y": "0.8"},
    "hidden-five": {
        **_TYPED, "sizes": "2-5-1", "x": "-1 1", "y": "0.8",
        "W1": "0.1 0.4; -0.3 0.2; 0.5 -0.1; 0.2 0.3; -0.4 0.6", "b1": "0.1 0 -0.2 0.1 -0.1",
        "W2": "0.6 -0.4 0.3 0.5 -0.2",
    },
    "relu-tanh-softmax": {
        "sizes": "4-5-3-2", "activation": "relu tanh softmax", "loss": "cross-entropy",
        "x": "1 -1 0.5 2", "y": "1 0", "rate": "0.1",
        "W1": "0.2 -0.1 0.4 0.1; -0.3 0.2 0.1 0.3; 0.5 0.1 -0.2 -0.4; 0.1 -0.4 0.3 0.2; "
        "-0.2 0.3 0.2 0.1",
        "b1": "0.1 0 0.2 -0.1 0",
        "W2": "0.3 -0.2 0.1 0.4 0.2; -0.1 0.5 0.3 -0.2 0.1; 0.2 0.1 -0.4 0.3 -0.3",
        "b2": "0 0.1 -0.1",
        "W3": "0.4 -0.3 0.2; -0.1 0.6 0.3", "b3": "0.05 -0.05",
    },
    # Every bias undoes what arrives, so that every z is 0 and every slope is exactly ¼; the
    # target makes ∂L/∂ŷ exactly 1.
    "ten-sigmoids": {
        "sizes": "-".join(["1"] * 11), "activation": "sigmoid", "loss": "half",
        "x": "0.5", "y": "-0.5", "rate": "1",
        **{f"W{layer}": "1" for layer in range(1, 11)},
        **{f"b{layer}": "-0.5" for layer in range(1, 11)},
    },
}  # fmt: skip
