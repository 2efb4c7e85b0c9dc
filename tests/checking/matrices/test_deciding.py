"""Deciding: exactness near the border, kinks, assumptions, sizes and layouts."""

import itertools

import numpy as np
import pytest

from tutor.checking.matrices import ASSUMPTIONS, check, prove_key
from tutor.checking.matrices import draws as drawing
from tutor.checking.matrices.arithmetic import Digits, Floats
from tutor.checking.matrices.decision import Target, make_draws
from tutor.checking.matrices.differences import derivative
from tutor.checking.matrices.layouts import LAYOUTS, derivative_shape
from tutor.checking.matrices.problem import make_problem
from tutor.checking.matrices.sizes import parse_shape
from tutor.errors import TutorError
from tutor.exercise import Right, Wrong

VECTORS = {"x": ["n", 1], "y": ["n", 1], "A": ["n", "n"], "B": ["n", "n"], "c": [1, 1]}


def is_right(answer: str, key: str, **given: object) -> bool:
    given = {"dims": VECTORS, "layout": "scalar", **given}
    return isinstance(check(answer, key, **given), Right)  # type: ignore[arg-type]


# --- near the border ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ("(1000000000*x + y) - 1000000000*x", "y"),
        ("(A*x + 1e12*y) - 1e12*y", "A*x"),
        ("A*inv(A)*x", "x"),
        ("inv(A)*inv(B)", "inv(B*A)"),
        ("A*inv(A) - I", "0*A"),
        ("log(exp(x))", "x"),
        ("(x + y).^2 - x.^2 - y.^2", "2*x.*y"),
    ],
)
def test_cancellation_is_forgiven(answer: str, key: str) -> None:
    assert is_right(answer, key)


@pytest.mark.parametrize("slip", ["1.0001", "1.000000001", "1.000000000001", "0.9999999999999"])
def test_a_factor_off_by_little_is_wrong(slip: str) -> None:
    assert not is_right(f"{slip}*A*x", "A*x")
    assert not is_right(f"A*x + 0.000000000001*y + 0*{slip}*x", "A*x")


@pytest.mark.parametrize(
    ("answer", "key"),
    [("x", "|x|"), ("relu(x)", "x"), ("sign(x)", "one"), ("sign(c)", "1"), ("|c|*x", "c*x"),
     ("max(x, 0)", "|x|"), ("sqrt(x.^2)", "x"), ("1[x > 0]", "one"), ("relu'(x)", "sign(x)")],
)  # fmt: skip
def test_functions_with_kinks_are_seen_on_both_sides(answer: str, key: str) -> None:
    assert not is_right(answer, key)
    assert not is_right(key, answer)


def test_equality_by_algebra_is_called_proved() -> None:
    dims = VECTORS
    proved = check("A*x + A'*x", "(A + A')*x", dims=dims, layout="scalar")
    assert isinstance(proved, Right)
    assert proved.evidence == "proved"
    numeric = check("sum(x.*x)", "x'*x", dims=dims, layout="scalar")
    assert isinstance(numeric, Right)
    assert numeric.evidence == "numeric"


def test_kinked_functions_that_agree_are_right() -> None:
    assert is_right("(x + |x|)/2", "relu(x)")
    assert is_right("sqrt(x.^2)", "|x|")
    assert is_right("x .* (x > 0)", "max(0, x)")


# --- assumptions and sizes ------------------------------------------------------------


@pytest.mark.parametrize(
    ("assumption", "answer", "key"),
    [
        ("symmetric", "A'", "A"),
        ("skew", "A'", "-A"),
        ("spd", "logdet(A)", "log(det(A'))"),
        ("orthogonal", "A'*A", "I_n"),
        ("orthogonal", "inv(A)", "A'"),
        ("diagonal", "A.*A", "A*A"),
        ("pm1", "A.*A", "one*one'"),
        ("binary", "A.*A", "A"),
        ("positive", "abs(A)", "A"),
        ("lower", "det(A)", "prod(diag(A))"),
    ],
)
def test_what_is_assumed_of_a_matrix_is_used_and_needed(
    assumption: str, answer: str, key: str
) -> None:
    assert is_right(answer, key, assume={"A": assumption})
    if assumption not in ("positive", "spd"):
        assert not is_right(answer, key)


@pytest.mark.parametrize(
    ("assumption", "answer", "key"),
    [
        ("probability", "sum(x)", "1"),
        ("onehot", "x.*x", "x"),
        ("onehot", "x'*x", "1"),
        ("unit", "norm(x)", "1"),
        ("pm1", "x'*x", "n"),
        ("positive", "|x|", "x"),
    ],
)
def test_what_is_assumed_of_a_vector_is_used_and_needed(
    assumption: str, answer: str, key: str
) -> None:
    assert is_right(answer, key, assume={"x": assumption})
    assert not is_right(answer, key)


def test_every_assumption_can_be_drawn() -> None:
    assert set(drawing.ASSUMPTIONS) == set(ASSUMPTIONS)


def test_draws_give_every_symbol_its_own_size() -> None:
    problem = make_problem({"A": ["m", "n"], "B": ["n", "k"], "C": ["k", 3]}, layout="scalar")
    term = problem.meaning("A*B*C", problem.read("A*B*C")).term
    for at in make_draws(problem, Target(problem, term)):
        sizes = [at.sizes[symbol] for symbol in "mnk"]
        assert len({*sizes, 3}) == 4


def test_sizes_that_are_given_are_honoured() -> None:
    dims = {"X": ["m", "n"], "y": ["m", 1]}
    for m, n in ((5, 3), (6, 2)):
        assert is_right("pinv(X)*y", "inv(X'*X)*X'*y", dims=dims, sizes={"m": m, "n": n})


def test_a_function_may_make_two_sizes_equal() -> None:
    row = {"dims": {"A": ["m", "n"], "B": ["n", "m"]}, "function": "tr(A + B)", "wrt": "A"}
    assert isinstance(check("I", **row), Right)


def test_large_sizes_do_not_slow_a_check_down() -> None:
    dims = {"W": [512, 784], "x": [784, 1], "d": [512, 1]}
    assert is_right("np.outer(d, x)", "d*x'", dims=dims)


def test_the_two_arithmetics_agree() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3, 3))
    floats, digits = Floats(), Digits()
    exact = np.vectorize(digits.mp.mpf, otypes=[object])(x)
    assert np.allclose(floats.inv(x), digits.inv(exact).astype(float))
    assert np.isclose(floats.det(x), float(digits.det(exact)))
    assert np.allclose(
        floats.singular_values(x), np.sort(digits.singular_values(exact).astype(float))[::-1]
    )
    names = ["sigmoid", "tanh", "relu", "exp", "softplus", "silu", "gelu", "sin", "f", "g", "abs",
             "leaky", "elu", "huber", "logsigmoid", "arctan", "square"]  # fmt: skip
    for name, order in itertools.product(names, (0, 1, 2)):
        near = floats.apply(name, order, x), digits.apply(name, order, exact).astype(float)
        assert np.allclose(*near), (name, order)


# --- layouts --------------------------------------------------------------------------

FORMS = {"scalar": ("a'*X*b", "scalar"), "vector": ("A*X*b", "p"), "matrix": ("A*X*B", "p×q")}
NAMES = {
    "scalar": {"X": "scalar", "a": "scalar", "b": "scalar", "A": "p×1", "B": "1×q"},
    "vector": {"X": "m", "a": "m", "b": "scalar", "A": "p×m", "B": "1×q"},
    "matrix": {"X": "m×n", "a": "m", "b": "n", "A": "p×m", "B": "n×q"},
}


@pytest.mark.parametrize(("of", "by", "layout"), list(itertools.product(FORMS, NAMES, LAYOUTS)))
def test_a_measured_derivative_has_the_shape_of_its_layout(of: str, by: str, layout: str) -> None:
    if layout == "hessian" and of != "scalar":
        return
    function, shape = FORMS[of]
    problem = make_problem(NAMES[by], function=function, wrt="X", layout=layout)
    assert problem.function is not None
    at = make_draws(problem, Target(problem, problem.function.term), count=1)[0]
    measured = derivative(at.floats, problem.function.term, "X", layout)
    wanted = derivative_shape(layout, parse_shape(shape), parse_shape(NAMES[by]["X"]))
    assert measured.shape == (wanted[0].at(at.sizes), wanted[1].at(at.sizes))
    assert problem.wanted == wanted


def test_layouts_are_told_apart() -> None:
    dims = {"A": ["m", "n"], "x": ["n", 1]}
    assert is_right("A", "", dims=dims, function="A*x", wrt="x", layout="numerator")
    assert is_right("A'", "", dims=dims, function="A*x", wrt="x", layout="denominator")
    wrong = check("A'", dims=dims, function="A*x", wrt="x", layout="numerator")
    assert isinstance(wrong, Wrong)
    assert "denominator" in str(wrong.why)


# --- what makes no sense --------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        {"dims": {}, "key": "A"},
        {"dims": {"A": ["n", "n"]}, "key": "A +"},
        {"dims": {"A": ["m", "n"]}, "key": "A@A"},
        {"dims": {"A": ["m", "n"]}, "key": "A", "assume": {"A": "purple"}},
        {"dims": {"A": ["m", "n"]}, "key": "A", "assume": {"B": "spd"}},
        {"dims": {"A": ["m", "n"]}, "key": "A", "layout": "sideways"},
        {"dims": {"A": ["m", "n"]}, "key": "A", "function": "A", "wrt": "B"},
        {"dims": {"A": ["m", "n"]}},
        {"dims": {"A": ["m", "n", "k"]}, "key": "A"},
    ],
)
def test_an_exercise_that_makes_no_sense_is_an_error_for_its_author(row: dict) -> None:
    with pytest.raises(TutorError):
        check("A", **row)


def test_a_key_in_the_wrong_layout_is_found() -> None:
    row = {"dims": {"A": ["m", "n"], "x": ["n", 1]}, "function": "A*x", "wrt": "x", "key": "A"}
    assert prove_key({**row, "layout": "numerator"}) == ""
    assert prove_key({**row, "layout": "denominator"}) != ""


@pytest.mark.parametrize("answer", ["G'Q/sqrt(d)", "1/sqrt(d) G'Q", "G'Q d^(-1/2)", "G'Q/√d"])
@pytest.mark.parametrize("key", ["", "G'*Q/sqrt(d)"])
def test_a_size_used_as_a_number_is_that_number(answer: str, key: str) -> None:
    dims = {"G": "T×S", "Q": "T×d", "K": "S×d"}
    asked = {"dims": dims, "function": "tr(G'*Q*K')/sqrt(d)", "wrt": "K"}
    assert isinstance(check(answer, key, **asked), Right)
    for wrong in (answer.replace("d", "S"), answer.replace("d", "T"), "G'Q", "G'Q/d"):
        assert isinstance(check(wrong, key, **asked), Wrong)
