"""Gradient check: differences, errors, kinks, float32, diagnosis, and bad input."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.checking.expression import read
from tutor.labs import LabError
from tutor.labs.gradcheck.differences import STEPS, relative_error
from tutor.labs.gradcheck.model import DEFAULTS, Model
from tutor.labs.gradcheck.single import compile_single
from tutor.labs.gradcheck.typed import gradient_texts
from tutor.labs.presets import presets


def states(model):
    return [row.state for row in model.rows]


def kinds(model):
    return [found.kind for found in model.findings]


def said(model, kind):
    return " ".join(each.text["en"] for each in model.findings if each.kind == kind)


# Numbers worked out by hand.


def test_the_quotients_are_those_worked_out_by_hand():
    # x³ at 2 with h = ½: forward (15.625 − 8)/½ = 15.25, central (15.625 − 3.375)/1 = 12.25.
    start = {"function": "x^3", "gradient": "3x^2", "point": "x=2", "h": "0.5"}
    (central,), (forward,) = (
        Model.begin({**start, "formula": formula}).rows for formula in ("central", "forward")
    )
    assert central.measured == 12.25
    assert forward.measured == 15.25
    assert central.error == pytest.approx(0.25 / 12.25)
    assert forward.error == pytest.approx(3.25 / 15.25)


def test_the_relative_error_is_that_of_cs231n():
    assert relative_error(np.array(1.0), np.array(1.1)) == pytest.approx(0.1 / 1.1)
    assert relative_error(np.array(0.0), np.array(0.0)) == 0
    assert relative_error(np.array(0.0), np.array(1e-11)) == pytest.approx(1e-3)


THRESHOLDS = [("3x^2", "fine"), ("3x^2 + 1e-5 x^2", "kinks"), ("3.003x^2", "doubtful"),
              ("2x^2", "wrong")]  # fmt: skip


@pytest.mark.parametrize(("gradient", "state"), THRESHOLDS)
def test_the_thresholds_sort_the_errors(gradient, state):
    assert states(Model.begin({"function": "x^3", "gradient": gradient, "point": "x=2"})) == [state]


# The curve.


def test_truncation_falls_with_h_and_h_squared_and_rounding_grows():
    model = Model.begin({"function": "exp(x)", "gradient": "exp(x)", "point": "x = 1"})
    central, forward = model.curve("central"), model.curve("forward")
    assert central.truncation == pytest.approx(2, abs=0.02)
    assert forward.truncation == pytest.approx(1, abs=0.02)
    assert central.rounding == pytest.approx(-1, abs=0.2)
    assert 1e-6 < central.best[0] < 1e-4  # ∛ε = 6·10⁻⁶
    assert 1e-9 < forward.best[0] < 1e-7  # √ε = 1.5·10⁻⁸
    assert central.best[1] < 1e-9 < forward.best[1] < 1e-6


def test_the_curve_is_the_error_of_the_table():
    model = Model.begin({})
    errors = model.curve("forward").errors
    for at in (4, 12, 24):
        again = model.changed(formula="forward", h=repr(float(STEPS[at])))
        assert max(row.error for row in again.rows) == pytest.approx(errors[at], rel=1e-3)


def test_float32_stays_far_above_float64():
    model = Model.begin({"function": "exp(x)", "gradient": "exp(x)", "point": "x = 1"})
    double, single = model.curve("central"), model.curve("central", single=True)
    assert single.best[1] > 1e3 * double.best[1]
    assert 1e-3 < single.best[0] < 0.1  # ∛ε = 5·10⁻³
    assert "float32" in kinds(model)


FORMULAS = [
    "x^2 y + sin(y)", "(x - y)/(x + 3)", "exp(-x^2) log(3 + y)", "sqrt(x^2 + y^2 + 1)",
    "x^3 - 3x + 1/3", "tanh(x) sigmoid(y)", "(x+4)^(3/2)", "sum(x^k/k, k=1..5)",
]  # fmt: skip


def native(text, x, y):
    """The formulas in NumPy's own float32."""
    one = np.float32
    k = [one(n) for n in range(6)]
    return {
        "x^2 y + sin(y)": lambda: x * x * y + np.sin(y),
        "(x - y)/(x + 3)": lambda: (x - y) / (x + one(3)),
        "exp(-x^2) log(3 + y)": lambda: np.exp(-(x * x)) * np.log(one(3) + y),
        "sqrt(x^2 + y^2 + 1)": lambda: np.sqrt(x * x + y * y + one(1)),
        "x^3 - 3x + 1/3": lambda: x**3 - one(3) * x + one(1) / one(3),
        "tanh(x) sigmoid(y)": lambda: np.tanh(x) * (one(1) / (one(1) + np.exp(-y))),
        "(x+4)^(3/2)": lambda: (x + one(4)) ** one(1.5),
        "sum(x^k/k, k=1..5)": lambda: sum((x ** k[n] / k[n] for n in range(1, 6)), one(0)),
    }[text]()


@pytest.mark.parametrize("text", FORMULAS)
@given(st.floats(-2, 2, width=32), st.floats(-2, 2, width=32))
@settings(max_examples=15, deadline=None)
def test_single_precision_is_that_of_numpy_up_to_a_rounding_or_two(text, x, y):
    single = compile_single(read(text, names=("x", "y")).tree)
    ours = float(single({"x": np.array([x]), "y": np.array([y])})[0])
    theirs = float(native(text, np.float32(x), np.float32(y)))
    assert ours == float(np.float32(ours))
    assert ours == pytest.approx(theirs, abs=2e-6 * max(1, abs(theirs)))


def test_sums_products_and_quotients_in_single_precision_are_exactly_those_of_numpy():
    tree = read("(x + y) x - y/x", names=("x", "y")).tree
    rng = np.random.default_rng(5)
    x, y = (rng.normal(size=200).astype(np.float32) for _ in range(2))
    ours = compile_single(tree)({"x": x.astype(float), "y": y.astype(float)})
    assert (ours == ((x + y) * x - y / x).astype(float)).all()


# Right gradients pass.

RIGHT = [
    ("x^2 y + sin(y)", "[2x y, x^2 + cos(y)]"),
    ("x^2 y + sin(y)", "x: 2x y; y: x^2 + cos(y)"),
    ("x^2 y + sin(y)", "∂f/∂y = x^2 + cos(y), ∂f/∂x = 2 x y"),
    ("x^2 y + sin(y)", "(2xy, x^2 + cos y)"),
    ("x^2 y + sin(y)", "[2x y; x^2 + cos(y)]"),
    ("log(1 + exp(x))", "sigmoid(x)"),
    ("log(1 + exp(x))", "f'(x) = 1/(1 + exp(-x))"),
    ("-log(exp(z_1)/(exp(z_1) + exp(z_2)))",
     "[exp(z_1)/(exp(z_1)+exp(z_2)) - 1, exp(z_2)/(exp(z_1)+exp(z_2))]"),
    ("sum(x^k, k=1..4)", "1 + 2x + 3x^2 + 4x^3"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "gradient"), RIGHT)
@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_right_gradients_pass_at_random_points(function, gradient, seed):
    model = Model.begin({"function": function, "gradient": gradient, "seed": seed})
    assert set(states(model)) <= {"fine", "rounding"}
    assert model.diagnoses() == ()


SHAPED = [
    ("norm(A x - b)^2", "2 A' (A x - b)", "x", "A: m x n, x: n, b: m", ""),
    ("x' A x", "(A + A') x", "x", "A: n x n, x: n", ""),
    ("x.T @ A @ x", "x x'", "A", "A: n x n, x: n", ""),
    ("tr(A B)", "B'", "A", "A: m x n, B: n x m", ""),
    ("log(det(A))", "inv(A)'", "A", "A: n x n", "A: spd"),
    ("-y' log(softmax(z))", "softmax(z) - y", "z", "z: k, y: k", "y: onehot"),
    ("sum(relu(W x + b))", "step(W x + b) x'", "W", "W: m x n, x: n, b: m", ""),
    ("sum(square(X w - y))/n", "2 X' (X w - y)/n", "w", "X: n x d, w: d, y: n", ""),
]  # fmt: skip


@pytest.mark.parametrize(("function", "gradient", "by", "shapes", "assume"), SHAPED)
@pytest.mark.parametrize("seed", ["1", "7"])
def test_right_matrix_gradients_pass(function, gradient, by, shapes, assume, seed):
    model = Model.begin(
        {"function": function, "gradient": gradient, "by": by, "shapes": shapes,
         "assume": assume, "seed": seed}
    )  # fmt: skip
    assert set(states(model)) <= {"fine", "rounding"}
    assert model.diagnoses() == ()
    assert len(model.rows) == math.prod(model.subject.shape)


def test_a_jacobian_is_checked_in_its_layout():
    start = {"function": "A x", "by": "x", "shapes": "A: m x n, x: n"}
    point = "A = [1 2 3; 4 5 6], x = [1; 1; 1]"
    numerator = Model.begin({**start, "gradient": "A", "layout": "numerator", "point": point})
    assert numerator.subject.shape == (2, 3)
    assert [row.measured for row in numerator.rows] == pytest.approx([1, 2, 3, 4, 5, 6])
    turned = Model.begin({**start, "gradient": "A'", "layout": "denominator", "point": point})
    assert [row.measured for row in turned.rows] == pytest.approx([1, 4, 2, 5, 3, 6])
    assert set(states(numerator) + states(turned)) == {"fine"}


def test_typed_matrices_settle_the_sizes():
    model = Model.begin(
        {"function": "norm(A x - b)^2", "gradient": "2 A' (A x - b)", "by": "x",
         "shapes": "A: m x n, x: n, b: m", "point": "A = [1 0; 0 1; 1 1], x = [1; 2]"}
    )  # fmt: skip
    assert model.subject.at["b"].shape == (3, 1)
    assert model.subject.shape == (2, 1)


# Wrong gradients are named.

WRONG = [
    ("x^2 y", "[2x y, 2x^2]", ["∂f/∂y"], None),
    ("x^2 y", "[x^2, 2x y]", ["∂f/∂x", "∂f/∂y"], "swapped"),
    ("x^2 y", "[-2x y, x^2]", ["∂f/∂x"], None),
    ("sin(3x)", "cos(3x)", ["f'(x)"], "forgot-inner-derivative"),
    ("(w x - y)^2", "w: 2(w x - y); x: 2w(w x - y); y: -2(w x - y)", ["∂f/∂w"],
     "forgot-inner-derivative"),
    ("(a^2 + b^2 + c^2 + d^2)/4", "[2a, 2b, 2c, 2d]", ["∂f/∂a", "∂f/∂b", "∂f/∂c", "∂f/∂d"], None),
]  # fmt: skip


@pytest.mark.parametrize(("function", "gradient", "entries", "name"), WRONG)
def test_the_wrong_entries_are_named_and_how(function, gradient, entries, name):
    model = Model.begin({"function": function, "gradient": gradient, "seed": "3"})
    wrong = [row.entry.label for row in model.rows if row.state == "wrong"]
    assert wrong == entries
    found = model.diagnoses()
    assert [each.entry for each in found] == entries
    if name:
        assert {each.name for each in found} == {name}
    assert all(set(each.text) >= {"en", "bn"} for each in found)


WRONG_SHAPED = [
    ("x' A x", "2 A x", "x", "A: n x n, x: n", "symmetric"),
    ("norm(A x - b)^2", "-2 A' (A x - b)", "x", "A: m x n, x: n, b: m", "sign"),
    ("norm(A x - b)^2", "A' (A x - b)", "x", "A: m x n, x: n, b: m", "factor"),
    ("sum(square(X w - y))/n", "2 X' (X w - y)", "w", "X: n x d, w: d, y: n", "factor"),
    ("tr(A B)", "B", "A", "A: n x n, B: n x n", "transpose"),
]


@pytest.mark.parametrize(("function", "gradient", "by", "shapes", "name"), WRONG_SHAPED)
def test_wrong_matrix_gradients_are_named(function, gradient, by, shapes, name):
    model = Model.begin({"function": function, "gradient": gradient, "by": by, "shapes": shapes})
    assert "wrong" in states(model)
    (found,) = model.diagnoses()
    assert found.name == name
    assert "flat" in kinds(model)
    exact = model.curve("central", exact=True)
    assert exact.best[1] < 1e-9 < 1e-2 < model.curve("central").best[1]


def test_a_wrong_gradient_that_passes_by_luck_is_told():
    model = Model.begin({"function": "x^3", "gradient": "12 + 6(x-2)^2", "point": "x = 2"})
    assert states(model) == ["fine"]
    assert "lucky" in kinds(model)


# Kinks, jumps, edges.


def test_a_kink_at_the_point_is_seen_with_both_slopes():
    model = Model.begin({"function": "relu(x)", "gradient": "heaviside(x, 0)", "point": "x=0"})
    (row,) = model.rows
    assert row.state == "kink"
    assert (row.left, row.right, row.measured) == (0, 1, 0.5)
    assert "subgradient" in kinds(model)


def test_a_kink_within_h_is_seen_and_a_smaller_h_passes():
    start = {"function": "abs(x) + x^2", "gradient": "sign(x) + 2x", "point": "x=0.0002"}
    wide, narrow = Model.begin({**start, "h": "1e-3"}), Model.begin({**start, "h": "1e-5"})
    assert states(wide) == ["kink"]
    assert states(narrow) == ["fine"]
    assert "0.0003" in said(narrow, "kink_near")


def test_a_kink_of_a_matrix_function_is_seen():
    start = {"function": "sum(relu(W x))", "gradient": "step(W x) x'", "by": "W",
             "shapes": "W: m x n, x: n", "point": "W = [1 -1; 1 1], x = [2; 2]"}  # fmt: skip
    assert states(Model.begin(start)) == ["kink", "kink", "fine", "fine"]


def test_max_bends_where_another_entry_becomes_the_largest():
    start = {"function": "max(x)", "gradient": "x - x", "by": "x", "shapes": "x: n"}
    tie = Model.begin({**start, "point": "x = [1; 1; 0]"})
    assert states(tie) == ["kink", "kink", "fine"]


def test_smooth_bends_are_not_called_kinks():
    for point in ("x = 0", "x = 0.000003", "x = -0.000003"):
        model = Model.begin({"function": "relu(x)^2", "gradient": "2 relu(x)", "point": point})
        assert states(model) != ["kink"]


@pytest.mark.parametrize("point", ["x = 0", "x = 0.000003", "x = -0.000003"])
def test_a_kink_is_one_wherever_within_h_it_lies(point):
    model = Model.begin({"function": "relu(x) + x", "gradient": "1", "point": point})
    assert states(model) == ["kink"]


def test_jumps_and_edges_are_named():
    jump = Model.begin({"function": "floor(x)", "gradient": "0", "point": "x = 1"})
    assert states(jump) == ["jump"]
    edge = Model.begin({"function": "sqrt(x)", "gradient": "1/(2 sqrt(x))", "point": "x = 1e-7"})
    assert states(edge) == ["edge"]
    pole = Model.begin({"function": "1/x", "gradient": "-1/x^2", "point": "x = 0"})
    assert states(pole) == ["nowhere"]
    assert kinds(pole)[0] == "all_nowhere"


def test_what_rounding_hides_is_not_called_wrong():
    start = {"function": "exp(x) + 100", "gradient": "exp(x)", "point": "x = 1"}
    single = Model.begin({**start, "precision": "float32"})
    assert states(single) == ["rounding"]
    assert single.rows[0].error > 1e-2
    zero = Model.begin({"function": "5 + 0 x", "gradient": "0", "point": "x = 3"})
    assert set(states(zero)) <= {"fine", "rounding"}


# State, steps, points.


def test_every_preset_begins_and_says_something():
    assert len({preset.name for preset in presets("gradcheck")}) == len(presets("gradcheck")) > 8
    for preset in presets("gradcheck"):
        model = Model.begin(preset.start)
        model.work_out()
        assert model.is_worked_out
        assert model.findings
        assert Model.begin(model.state()).state() == model.state()


def test_the_step_goes_up_and_down_by_half_a_power_of_ten():
    model = Model.begin({})
    assert model.with_step(-1).step == pytest.approx(10**-5.5, rel=1e-5)
    assert model.with_step(-1).with_step(-1).step == 1e-6
    assert Model.begin({"h": "1"}).with_step(1).step == 1
    assert Model.begin({"h": "1e-15"}).with_step(-1).step == 1e-15


def test_the_best_step_is_where_the_curve_is_lowest():
    model = Model.begin({"h": "0.1"}).with_best_step()
    assert model.step == pytest.approx(model.curve("central").best[0], rel=1e-4)


def test_random_points_are_the_same_for_the_same_seed_and_others_for_another():
    start = {"function": "x y", "gradient": "[y, x]"}
    one, again = Model.begin({**start, "seed": "4"}), Model.begin({**start, "seed": "4"})
    assert (one.subject.point == again.subject.point).all()
    assert (one.subject.point != one.with_point_drawn().subject.point).any()


def test_a_point_may_be_bare_numbers():
    model = Model.begin({"function": "x y", "gradient": "[y, x]", "point": "3, 1/2"})
    assert list(model.subject.point) == [3, 0.5]


def test_entries_with_the_same_mistake_are_told_together():
    model = Model.begin({"function": "(a^2 + b^2 + c^2 + d^2)/4", "gradient": "[2a, 2b, 2c, 2d]"})
    assert kinds(model).count("wrong_entry") == 1
    assert said(model, "wrong_entry").startswith("∂f/∂a, ∂f/∂b, ∂f/∂c, …: ")


def test_points_are_drawn_where_the_function_has_a_value():
    for seed in range(6):
        start = {"function": "log(x) + sqrt(y)", "gradient": "[1/x, 1/(2 sqrt(y))]"}
        model = Model.begin({**start, "seed": str(seed)})
        assert np.isfinite(model.subject.values).all()


def test_what_is_worked_out_is_kept_while_only_the_step_changes():
    model = Model.begin({})
    model.work_out()
    assert model.with_step(1).is_worked_out
    assert not model.changed(point="x = 1, y = 1").is_worked_out
    assert not model.changed(entry="2").is_worked_out


def test_work_can_be_stopped():
    model = Model.begin({})
    model.work_out(lambda share: share == 0)
    assert not model.is_worked_out


def test_one_entry_can_be_looked_at():
    model = Model.begin({"gradient": "[2x y, x^2]", "entry": "1"})
    assert model.curve("central").best[1] < 1e-9
    assert model.changed(entry="2").curve("central").best[1] > 1e-2


def test_the_tables_have_every_entry_and_every_step():
    entries, errors = Model.begin({}).tables()
    assert [row[0] for row in entries.rows] == ["∂f/∂x", "∂f/∂y"]
    assert entries.rows[0][1] == "2.1"
    assert len(errors.rows) == len(STEPS)
    assert all(len(row) == len(errors.columns) for row in errors.rows)


def test_sixty_variables_are_checked_one_by_one():
    names = [f"x_{n}" for n in range(1, 61)]
    function = " + ".join(f"{n} {name}^2" for n, name in enumerate(names, 1))
    gradient = ", ".join(f"{2 * n} {name}" for n, name in enumerate(names, 1))
    model = Model.begin({"function": function, "gradient": gradient})
    assert [row.entry.label for row in model.rows[8:11]] == ["∂f/∂x₉", "∂f/∂x₁₀", "∂f/∂x₁₁"]
    assert set(states(model)) <= {"fine", "rounding"}


# Bad input.

BAD = [
    ({"function": ""}, "function"),
    ({"function": "x^2 +"}, "function"),
    ({"function": "3"}, "function"),
    ({"gradient": ""}, "gradient"),
    ({"gradient": "2x"}, "gradient"),
    ({"gradient": "[2x y, x^2, 1]"}, "gradient"),
    ({"gradient": "[2x y, z]"}, "gradient"),
    ({"gradient": "x: 2x y; x: x^2"}, "gradient"),
    ({"by": "z"}, "by"),
    ({"by": "x, x"}, "by"),
    ({"point": "x"}, "point"),
    ({"point": "x = one"}, "point"),
    ({"point": "x = 1/0"}, "point"),
    ({"seed": "-1"}, "seed"),
    ({"seed": "x"}, "seed"),
    ({"h": "0"}, "h"),
    ({"h": "2"}, "h"),
    ({"formula": "complex"}, "formula"),
    ({"precision": "float16"}, "precision"),
    ({"entry": "3"}, "entry"),
    ({"entry": "x"}, "entry"),
    ({"colour": "red"}, "colour"),
]
MATRIX = {"function": "x' A x", "gradient": "(A + A') x", "by": "x", "shapes": "A: n x n, x: n"}
BAD_MATRIX = [
    ({"shapes": "A n x n"}, "shapes"),
    ({"shapes": "A: n x n x n, x: n"}, "shapes"),
    ({"shapes": "A: n x n, A: n"}, "shapes"),
    ({"by": "y"}, "by"),
    ({"assume": "A: nice"}, "assume"),
    ({"assume": "symmetric"}, "assume"),
    ({"assume": "B: symmetric"}, "assume"),
    ({"shapes": "A: m x n, x: n", "assume": "x: symmetric"}, "assume"),
    ({"layout": "sideways"}, "layout"),
    ({"function": "x' A"}, "gradient"),
    ({"function": "x A x"}, "function"),
    ({"function": "x' A ("}, "function"),
    ({"gradient": "x'(A + A')"}, "gradient"),
    ({"gradient": "A"}, "gradient"),
    ({"gradient": "B x"}, "gradient"),
    ({"point": "A = [1 2; 3 4], x = [1; 2; 3]"}, "point"),
    ({"point": "B = 1"}, "point"),
    ({"point": "A = [1 2; 3]"}, "point"),
    ({"function": "x' inv(A) x", "gradient": "x", "point": "A = [1 2; 2 4]"}, "point"),
]


@pytest.mark.parametrize(
    ("start", "field"), BAD + [({**MATRIX, **start}, field) for start, field in BAD_MATRIX]
)
def test_what_cannot_be_used_is_refused_with_its_field(start, field):
    with pytest.raises(LabError) as refused:
        Model.begin(start)
    assert refused.value.field == field
    assert refused.value.why


def test_a_turned_gradient_is_told_to_be_transposed():
    with pytest.raises(LabError, match="transpose it"):
        Model.begin({**MATRIX, "gradient": "x'(A + A')"})


def test_the_state_has_all_words_and_no_others():
    assert set(Model.begin({}).state()) == set(DEFAULTS)


def test_lists_are_read_in_every_notation():
    names = ("x", "y")
    for text in ("[a, b]", "a, b", "(a, b)", "[a; b]", "a; b", "[a, b]^T", "y: b, x: a",
                 "∇f = [a, b]", "((a), (b))", "df/dx = a; df/dy = b"):  # fmt: skip
        assert [each.strip("()") for each in gradient_texts(text, names)] == ["a", "b"], text


HARD = [
    ("1/x", "-1/x^2", "x = 0"),
    ("log(x)", "1/x", "x = -1"),
    ("exp(exp(x))", "exp(x) exp(exp(x))", "x = 9"),
    ("x^x", "x^x (log(x) + 1)", ""),
    ("floor(x)", "0", ""),
    ("factorial(x)", "1", "x = 3"),
    ("tan(x)", "1/cos(x)^2", "x = pi/2"),
    ("abs(x)/x", "0", "x = 0"),
    ("1e300 x^2", "2e300 x", "x = 1e10"),
    ("acos(x)", "-1/sqrt(1-x^2)", "x = 1"),
]


@pytest.mark.parametrize(("function", "gradient", "point"), HARD)
def test_hard_functions_leave_the_lab_usable(function, gradient, point):
    model = Model.begin({"function": function, "gradient": gradient, "point": point})
    model.work_out()
    assert model.findings
    assert model.tables()
    for changed in (model.with_step(1), model.with_best_step(), model.with_point_drawn()):
        assert changed.rows
