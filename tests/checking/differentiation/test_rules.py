"""The rules give the slope that a central difference measures."""

import itertools
import math

import numpy as np
import pytest

from tutor.checking.differentiation import NoRule, derivative, hints, worked
from tutor.checking.differentiation.outer import OUTER
from tutor.checking.evaluation.float64 import compile_tree, values
from tutor.checking.expression import read, show
from tutor.exercise import Unreadable

STEP = 1e-6

FUNCTIONS = (
    "(3x + 2)^5",
    "x e^x",
    "x^2 sin(3x) / (1 + x^2)",
    "ln(x^2 + 1)^3",
    "sqrt(1 + e^(2x))",
    "x^x",
    "2^(x^2)",
    "x^(1/3) + x^-2",
    "sin(cos(tan(x/3)))",
    "1/(1 + e^-x)",
    "log(x^2 + 1, 3)",
    "log(3, x + 2)",
    "max(x, x^2, 1)",
    "min(x^2, 2 - x)",
    "piecewise((x^2, x < 1), (2x - 1, True))".replace("piecewise", "Piecewise"),
    "logsumexp(x, 2x, 1)",
    "atan2(x, x^2 + 1)",
    "root(x, 3)",
    "leaky_relu(x - 1)",
    "elu(x - 1, 2)",
    "sum_{i=1}^{4} (x - i)^2",
    "|x - 1| x",
    "(x w - y)^2 / n",
    "-y ln(sigmoid(w x + b)) - (1 - y) ln(1 - sigmoid(w x + b))",
    "x^2 / (2 x^2)",
    "(2x)(3x)(4x)",
)


def tree_of(text):
    reading = read(text)
    assert not isinstance(reading, Unreadable), text
    return reading.tree


def at(node, x):
    names = {"w": 0.7, "y": 0.3, "b": 0.2, "n": 5.0}
    point = {name: np.array([value]) for name, value in {**names, "x": x}.items()}
    with np.errstate(all="ignore"):
        return float(values(compile_tree(node), point, 1)[0])


def agrees_with_measured_slope(function, slope):
    compared = 0
    for x in (-1.7, -0.6, 0.35, 0.8, 1.3, 2.6):
        ahead, behind, here = at(function, x + STEP), at(function, x - STEP), at(slope, x)
        if not all(map(math.isfinite, (ahead, behind, here))):
            continue
        measured = (ahead - behind) / (2 * STEP)
        assert here == pytest.approx(measured, rel=1e-5, abs=1e-6), x
        compared += 1
    assert compared


@pytest.mark.parametrize("text", FUNCTIONS)
def test_a_derivative_is_the_measured_slope(text):
    function = tree_of(text)

    agrees_with_measured_slope(function, derivative(function, "x"))


@pytest.mark.parametrize("name", sorted(OUTER))
def test_each_function_has_the_derivative_of_the_table(name):
    function = tree_of(f"{name}(x)")

    agrees_with_measured_slope(function, derivative(function, "x"))


@pytest.mark.parametrize("name", sorted(OUTER))
def test_each_function_obeys_the_chain_rule(name):
    function = tree_of(f"{name}(x^2/3 + x/4)")

    agrees_with_measured_slope(function, derivative(function, "x"))


def test_second_derivatives_are_derivatives_of_derivatives():
    function = tree_of("e^(2x) sin(x)")

    agrees_with_measured_slope(
        derivative(function, "x"), derivative(derivative(function, "x"), "x")
    )


def test_an_expression_without_a_rule_says_so():
    with pytest.raises(NoRule):
        derivative(tree_of("mod(x, 3)"), "x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x^2 - 4x + 3", "2·x − 4"),
        ("sqrt(1 - x^2)", "−x/√(1 − x²)"),
        ("ln(x^2 + 1)", "2·x/(x² + 1)"),
        ("(w x - y)^2", "2·w·(w·x − y)"),
        ("7", "0"),
        ("sin(x)/x^3", "(x³·cos(x) − 3·x²·sin(x))/x⁶"),
        ("5/x^3", "−15/x⁴"),
    ],
)
def test_results_are_written_as_a_person_would(text, expected):
    assert show.plain(derivative(tree_of(text), "x")) == expected


@pytest.mark.parametrize("text", FUNCTIONS)
def test_every_solution_and_hint_is_told_in_both_languages(text):
    function = tree_of(text)

    told = [worked(function, ["x"]), *hints(function, ["x"])]

    for sentence in told:
        assert set(sentence) == {"en", "bn"}
        assert "{" not in sentence["en"].replace("\\{", "").split("$")[0]
        assert "part_" not in sentence["en"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_worked_solution_tells_no_equation_twice_in_a_row(function):
    told = worked(tree_of(function), ["x"])["en"].split("\n\n")
    equations = [paragraph for paragraph in told if paragraph.startswith("$$")]
    assert all(one != other for one, other in itertools.pairwise(equations))


def test_a_worked_solution_names_the_rules_from_the_outside_in():
    told = worked(tree_of("x^2 e^(3x)"), ["x"])["en"]

    assert told.index("Product rule") < told.index("Chain rule")
    assert told.rstrip("$").endswith("2 x e^{3 x} + 3 x^{2} e^{3 x}")


def test_each_part_of_a_gradient_has_a_heading_and_hints():
    function = tree_of("x^2 sin(x y)")

    told = worked(function, ["x", "y"], gradient=True)["en"]
    hinted = [hint["en"] for hint in hints(function, ["x", "y"], gradient=True)]

    assert told.index(r"\partial x}$, the derivative by $x$") < told.index("Product rule")
    assert told.index(r"\partial y}$, the derivative by $y$") < told.rindex("Chain rule")
    assert [sum(f"by ${name}$" in hint for hint in hinted) for name in "xy"] == [3, 3]


@pytest.mark.parametrize("by", [["x", "y"], ["x", "x"]])
def test_each_of_several_derivatives_has_hints(by):
    hinted = [hint["en"] for hint in hints(tree_of("x^2 sin(x y)"), by)]

    assert [sum(f"Derivative {order}," in hint for hint in hinted) for order in (1, 2)] == [3, 3]


def test_the_inner_derivative_stands_before_the_result():
    told = worked(tree_of("e^(-x^2/2)"), ["x"])["en"]

    assert told.index(r"\frac{du}{dx} = -x$") < told.index("$$")


def test_a_multiple_of_a_power_names_both_rules():
    told = worked(tree_of("3x^2"), ["x"])["en"]

    assert "constant factor" in told
    assert "Power rule" in told
    assert "Power rule" not in worked(tree_of("3x"), ["x"])["en"]


@pytest.mark.parametrize("text", ["|x - 1|", "|x|", "relu(2x)", "max(x, 1)"])
def test_a_kink_is_said_to_have_no_derivative(text):
    assert "no derivative" in worked(tree_of(text), ["x"])["en"]


def test_a_kink_is_claimed_only_where_the_inside_has_a_slope():
    assert "is 0 and its slope is not" in worked(tree_of("|x^3|"), ["x"])["en"]
    assert "Where $2 x$ is 0 there is a kink" in worked(tree_of("|2x|"), ["x"])["en"]
