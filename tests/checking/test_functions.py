"""The facts about the functions of the vocabulary, which stand in several places, fit together."""

import math

import numpy as np
import pytest

from tutor.checking.differentiation import NoRule, derivative
from tutor.checking.equality import normal_form
from tutor.checking.evaluation.float64 import compile_tree, values
from tutor.checking.evaluation.real_functions import FUNCTIONS as VALUES
from tutor.checking.expression.tree import Call, Node, Symbol
from tutor.checking.expression.vocabulary import FUNCTIONS
from tutor.checking.judging.domains import are_everywhere

WRITTEN_OUT = {"softmax", "indicator"}
"""Replaced by others before anything has a value."""

SMOOTH = {
    *("sin", "cos", "sinh", "cosh", "tanh", "sech", "atan", "acot", "asinh", "exp", "expm1"),
    *("erf", "erfc", "normcdf", "sigmoid", "softplus", "silu", "gelu", "logsumexp"),
}
"""With a value for all real numbers, and without a kink."""

UNMARKED = {
    *("gamma", "lgamma", "digamma", "beta", "factorial", "binomial"),  # infinitely many places
    *("acsch", "cbrt"),  # a pole and an upright tangent at 0
}
"""Neither smooth nor looked at where they end: points are drawn from all over their domain."""

WITHOUT_DERIVATIVE = {"digamma", "beta", "binomial", "mod"}
"""Those that lessons do not differentiate."""


def call(name: str) -> Node:
    function = FUNCTIONS[name]
    count = max(function.least, 2 if function.most is None else 1)
    return Call(name, tuple(Symbol(letter) for letter in "xyz"[:count]))


def heights(name: str, xs: list[float]) -> np.ndarray:
    point = {"x": np.array(xs), "y": np.ones(len(xs))}
    return values(compile_tree(call(name)), point, len(xs))


def test_every_function_has_values_or_is_written_out() -> None:
    assert set(FUNCTIONS) - WRITTEN_OUT == set(VALUES)


def test_every_function_with_values_has_a_derivative_or_is_known_to_have_none() -> None:
    without = set()
    for name in VALUES:
        try:
            derivative(call(name), "x")
        except NoRule:
            without.add(name)

    assert without == WITHOUT_DERIVATIVE


def test_every_function_is_smooth_or_says_where_it_bends_or_ends() -> None:
    silent = {name for name in VALUES if are_everywhere(call(name))}

    assert silent == SMOOTH | UNMARKED


@pytest.mark.parametrize("name", sorted(SMOOTH))
def test_what_is_called_smooth_has_values_everywhere_and_one_slope(name: str) -> None:
    step = 1e-4
    for x in (-6, -3, -2, -1, -0.5, 0, 0.5, 1, 2, 3, 6):
        behind, here, ahead = heights(name, [x - step, x, x + step])
        left, right = (here - behind) / step, (ahead - here) / step

        assert math.isfinite(here)
        assert left == pytest.approx(right, rel=1e-3, abs=1e-3), x


@pytest.mark.parametrize("name", sorted(normal_form._EVERYWHERE))
def test_what_the_normal_form_takes_for_total_has_values_everywhere(name: str) -> None:
    assert np.isfinite(heights(name, [x / 4 for x in range(-80, 81)])).all()
