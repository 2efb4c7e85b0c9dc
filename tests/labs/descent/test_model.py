"""Gradient descent: hand-worked steps, the rule behind what is seen, and bad input."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.labs import LabError
from tutor.labs.descent.curvature import bound, factor, minimum
from tutor.labs.descent.loss import read_loss
from tutor.labs.descent.model import DEFAULTS, MOST_STEPS, Model
from tutor.labs.descent.optimizers import METHODS, Method
from tutor.labs.presets import presets


def near(*wanted):
    return pytest.approx(wanted, rel=1e-12, abs=1e-12)


def kinds(model):
    return [remark.kind for remark in model.remarks]


def text(model, kind):
    return next(remark.text["en"] for remark in model.remarks if remark.kind == kind)


# Numbers worked out by hand: L = (2w − 6)², dL/dw = 4(2w − 6).


def test_the_first_loss_gives_the_steps_worked_out_by_hand():
    steps = Model.begin({"steps": "3"}).walked
    assert [step.point for step in steps] == [near(0), near(2.4), near(2.88), near(2.976)]
    assert [step.loss for step in steps[:2]] == [36, pytest.approx(1.44)]
    assert [step.gradient for step in steps[:2]] == [near(-24), near(-4.8)]
    assert [step.update for step in steps[:2]] == [near(2.4), near(0.48)]


def test_a_rate_above_the_bound_multiplies_the_error_by_minus_1_4():
    model = Model.begin({"rate": "0.3", "steps": "5"})
    errors = [step.point[0] - 3 for step in model.walked]
    assert [b / a for a, b in pairwise(errors)] == near(*[-1.4] * 5)
    assert kinds(model) == ["diverging", "limit", "factor_away"]
    assert "= 1 − 0.3·8 = −1.4" in text(model, "factor_away")
    assert "2/L'' = 0.25; η = 0.3 > 0.25" in text(model, "limit")


def test_at_the_bound_itself_it_jumps_for_ever():
    model = Model.begin({"rate": "0.25", "steps": "9"})
    assert [step.point[0] for step in model.walked] == near(*[0, 6] * 5)
    assert kinds(model) == ["for_ever", "limit", "factor_for_ever"]


def test_one_over_the_curvature_arrives_at_once():
    model = Model.begin({"rate": "1/8", "steps": "1"})
    assert model.here.point == near(3)
    assert kinds(model) == ["arrived", "limit", "factor_at_once"]


def test_momentum_gives_the_steps_worked_out_by_hand():
    # v₁ = −24, w₁ = 1.2; g = 4(2.4 − 6) = −14.4, v₂ = −12 − 14.4 = −26.4, w₂ = 2.52.
    model = Model.begin({"method": "momentum", "momentum": "0.5", "rate": "0.05", "steps": "2"})
    assert [step.point[0] for step in model.walked] == near(0, 1.2, 2.52)


def test_nesterov_gives_the_steps_worked_out_by_hand():
    # v₁ = −24, looked ahead −24 − 12 = −36, w₁ = 1.8; g = −9.6, v₂ = −21.6, ahead −20.4.
    model = Model.begin({"method": "nesterov", "momentum": "0.5", "rate": "0.05", "steps": "2"})
    assert [step.point[0] for step in model.walked] == near(0, 1.8, 2.82)


def test_the_first_step_of_adam_is_the_learning_rate_long_whatever_the_gradient():
    for loss in ("w^2", "1000 w^2", "w^2/1000"):
        model = Model.begin({"loss": loss, "start": "w=5", "method": "adam", "steps": "1"})
        assert model.here.point[0] == pytest.approx(4.9, abs=1e-6)


def test_without_bias_correction_adam_begins_with_steps_more_than_three_times_as_long():
    # m = 0.1 g and v = 0.001 g², so the step is η · 0.1/√0.001 = 3.162 η.
    model = Model.begin({"method": "adam", "correction": "off", "steps": "1"})
    assert model.here.point[0] == pytest.approx(0.1 * 0.1 / math.sqrt(0.001), rel=1e-6)


def test_adam_takes_the_second_step_worked_out_by_hand():
    # From w₁ = 0.1: g = 4(0.2 − 6) = −23.2; m̂ = (0.9·2.4 + 2.32)/0.19 and v̂ with β₂ = 0.99.
    model = Model.begin({"method": "adam", "beta2": "0.99", "epsilon": "0", "steps": "2"})
    m = (0.9 * 2.4 + 0.1 * 23.2) / 0.19
    v = (0.99 * 5.76 + 0.01 * 23.2**2) / (1 - 0.99**2)
    assert model.here.point[0] == pytest.approx(0.1 + 0.1 * m / math.sqrt(v), rel=1e-12)


# Gradients and curvature.

LOSSES = [
    "(w x - y)^2", "x^2 y + sin(x y)", "exp(-x^2) + y^4", "log(1 + exp(x)) - x y",
    "sigmoid(x)^2 + tanh(y)", "(1 - x)^2 + 100 (y - x^2)^2",
]  # fmt: skip


@pytest.mark.parametrize("formula", LOSSES)
@given(st.tuples(*[st.floats(-2, 2)] * 2))
@settings(max_examples=10, deadline=None)
def test_gradients_and_hessians_agree_with_differences(formula, point):
    loss = read_loss(formula, {"w": 1.5} if "w" in formula else {})
    gradient, hessian = loss.gradient(point), loss.hessian(point)
    for axis in range(2):
        up, down = list(point), list(point)
        up[axis] += 1e-5
        down[axis] -= 1e-5
        rise = (loss.value(up) - loss.value(down)) / 2e-5
        assert gradient[axis] == pytest.approx(rise, rel=1e-6, abs=1e-5)
        bend = (np.array(loss.gradient(up)) - np.array(loss.gradient(down))) / 2e-5
        assert hessian[axis] == pytest.approx(bend, rel=1e-5, abs=1e-4)


def test_where_no_rule_differentiates_differences_do_and_it_is_said():
    model = Model.begin({"loss": "gamma(w)", "start": "w = 3", "rate": "0.1", "steps": "1"})
    loss = read_loss("sum(w^k/k, k=1..3)", {})
    assert loss.gradient([0.5]) == (pytest.approx(1 + 0.5 + 0.25, rel=1e-8),)
    assert ("by_differences" in kinds(model)) == (not model.loss.by_rules)


@given(st.floats(0.01, 50), st.floats(0.001, 3), st.floats(0, 0.99), st.sampled_from(METHODS[:3]))
@settings(max_examples=60, deadline=None)
def test_the_bound_is_where_the_factor_passes_one(curved, share, beta, name):
    most = bound(Method(name, 1.0, beta), curved)
    below, above = (Method(name, most * (1 + side), beta) for side in (-1e-3, 1e-3))
    assert abs(factor(below, curved)) < 1 < abs(factor(above, curved))
    rate = share * most
    if abs(share - 1) > 1e-3:
        assert (abs(factor(Method(name, rate, beta), curved)) < 1) == (share < 1)


@pytest.mark.parametrize("name", METHODS[:3])
def test_the_factor_is_what_the_path_shows_in_the_long_run(name):
    start = {"loss": "(w - 3)^2", "method": name, "rate": "0.05", "momentum": "0.3"}
    steps = Model.begin({**start, "steps": "60"}).walked
    errors = [abs(step.point[0] - 3) for step in steps]
    measured = (errors[60] / errors[20]) ** (1 / 40)
    assert measured == pytest.approx(abs(factor(Method(name, 0.05, 0.3), 2)), rel=0.02)


def test_minima_are_found_downhill_of_the_start():
    loss = read_loss("w^4 - 3 w^2 + w", {})
    right, left = minimum(loss, [2]), minimum(loss, [-2])
    for found, wanted in ((right, 1.1309011), (left, -1.3008396)):
        assert found == (pytest.approx(wanted, abs=1e-6),)
        assert loss.gradient(found) == (pytest.approx(0, abs=1e-6),)
    assert minimum(read_loss("(1 - x)^2 + 100 (y - x^2)^2", {}), [-1.2, 1]) == near(1, 1)
    assert minimum(read_loss("exp(w)", {}), [0]) is None
    assert minimum(read_loss("x^2 - y^2", {}), [1, 1]) is None


def test_only_a_quadratic_is_called_one():
    assert read_loss("(2w - 6)^2", {}).is_quadratic
    assert read_loss("x^2 + x y + 3 y^2 - x", {}).is_quadratic
    assert not read_loss("w^4", {}).is_quadratic
    assert not read_loss("abs(w)", {}).is_quadratic
    assert not read_loss("relu(x) + y^2", {}).is_quadratic


# What happens is seen, and explained.

EVENTS = [
    ({}, "ready"),
    ({"steps": "12"}, "arrived"),
    ({"steps": "3"}, "falling"),
    ({"rate": "0.2", "steps": "8"}, "oscillating"),
    ({"method": "adam", "rate": "100", "steps": "4"}, "grown"),
    ({"loss": "abs(w)", "start": "w=1", "rate": "0.3", "steps": "9"}, "kink"),
    ({"loss": "x^2 - y^2", "start": "x=1, y=0", "rate": "0.1", "steps": "30"}, "saddle"),
    ({"loss": "(sigmoid(w)-1)^2", "start": "w=-8", "rate": "1", "steps": "9"}, "plateau"),
    ({"loss": "w - log(w)", "start": "w=3", "rate": "5", "steps": "4"}, "end_domain"),
    ({"rate": "3", "steps": "400"}, "end_overflow"),
    ({"loss": "w^4", "start": "w=9", "rate": "1", "steps": "20"}, "end_overflow"),
    ({"loss": "sqrt(abs(w))", "start": "w=0", "steps": "1"}, "end_slope"),
    ({"loss": "w^2", "start": "w=0"}, "flat_start"),
    ({"loss": "w^2", "start": "w=1", "rate": "0.001", "steps": "20"}, "crawling"),
]


@pytest.mark.parametrize(("start", "kind"), EVENTS, ids=[kind for _, kind in EVENTS])
def test_what_happens_is_named(start, kind):
    assert kinds(Model.begin(start))[0] == kind


def test_a_path_that_ended_takes_no_more_steps_and_can_go_back():
    model = Model.begin({"rate": "3", "steps": "900"})
    assert model.ended
    assert model.stepped().here == model.here
    assert model.stepped(-1).here.index == model.here.index - 1
    assert not model.stepped(-1).ended


def test_momentum_crosses_a_long_valley_in_which_plain_descent_crawls():
    valley = {"loss": "(x^2 + 100 y^2)/2", "start": "x=10, y=1", "rate": "0.019", "steps": "60"}
    plain, helped = Model.begin(valley), Model.begin({**valley, "method": "momentum"})
    better = Model.begin({**valley, "method": "momentum", "momentum": "0.8"})
    assert better.here.loss < 1e-4 < 1 < plain.here.loss
    assert "condition" in kinds(plain)
    assert "condition_momentum" in kinds(helped)
    assert "Condition number 100" in text(plain, "condition")


def test_every_preset_begins_and_says_something():
    assert len({preset.name for preset in presets("descent")}) == len(presets("descent")) > 8
    for preset in presets("descent"):
        model = Model.begin(preset.start)
        assert model.remarks
        assert Model.begin(model.state()).state() == model.state()


# Going on, back, and elsewhere.


def test_going_back_is_where_it_was():
    model = Model.begin({"steps": "5", "method": "adam"})
    assert model.stepped(7).stepped(-7).walked == model.walked
    assert model.stepped(-99).here.index == 0


def test_another_loss_in_other_letters_lets_the_constants_go():
    model = Model.begin({"steps": "4"}).changed(loss="x^2 + y^2")
    assert model.loss.names == ("x", "y")
    assert model.state()["constants"] == ""
    assert model.changed(loss="(w x - y)^2").state()["constants"] == "x = 2, y = 6"


def test_a_start_may_be_bare_numbers():
    assert Model.begin({"start": "2/4"}).start == (0.5,)
    assert Model.begin({"loss": "x^2 + y^2", "start": "(1, -2)"}).start == (1, -2)
    with pytest.raises(LabError):
        Model.begin({"start": "1, 2"})


def test_constants_can_be_changed():
    model = Model.begin({"constants": "x = 1, y = 1/2", "steps": "1"})
    assert model.walked[0].gradient == near(-1)


def test_constants_may_be_any_letters():
    model = Model.begin({"loss": "alpha (theta_1 - 2)^2", "constants": "alpha = 3"})
    assert model.loss.names == ("theta_1",)
    assert model.walked[0].gradient == near(-12)


def test_the_learning_rate_goes_up_and_down_a_ladder():
    model = Model.begin({})
    up = [model := model.with_rate(1) for _ in range(3)]
    assert [each.method.rate for each in up] == [0.15, 0.2, 0.3]
    assert up[-1].with_rate(-1).method.rate == 0.2
    assert Model.begin({}).with_rate(-1).method.rate == 0.07


def test_the_window_shows_start_minimum_and_path_and_stays_put():
    model = Model.begin({})
    low, high = model.ranges[0]
    assert low < 0 < 3 < high
    assert model.stepped(20).ranges == model.ranges
    assert Model.begin({"rate": "3", "steps": "50"}).ranges[0][1] < 100
    assert Model.begin({"window": "-1, 2"}).ranges == ((-1, 2),)
    assert Model.begin({"window": "-1, 2"}).changed(loss="w^2").ranges != ((-1, 2),)


def test_contour_levels_lie_within_what_is_seen():
    model = Model.begin({"loss": "x^2 + 3 y^2"})
    xs, ys, zs, levels = model.contours
    assert zs.shape == (len(ys), len(xs))
    assert zs.min() < levels.min() < levels.max() < zs.max()
    assert zs[0, -1] == pytest.approx(xs[-1] ** 2 + 3 * ys[0] ** 2)


def test_the_gap_to_the_minimum_falls_by_the_factor_squared():
    steps, gaps, least = Model.begin({"loss": "(w-1)^2 + 5", "rate": "0.1", "steps": "9"}).gaps
    assert least == pytest.approx(5)
    assert gaps[1:] / gaps[:-1] == pytest.approx([0.64] * 9)
    assert list(steps) == list(range(10))


def test_the_table_has_every_step():
    (table,) = Model.begin({"steps": "2"}).tables()
    assert len(table.rows) == 3
    assert table.rows[1] == ("1", "2.4", "1.44", "-4.8", "0.48")
    assert all(len(row) == len(table.columns) for row in table.rows)


# Bad input.

WRONG = [
    ({"loss": ""}, "loss"),
    ({"loss": "(w x - y"}, "loss"),
    ({"loss": "3 + 4"}, "loss"),
    ({"loss": "a + b + c"}, "loss"),
    ({"loss": "[w, 2]"}, "loss"),
    ({"loss": "w = 3 = 4"}, "loss"),
    ({"constants": "x"}, "constants"),
    ({"constants": "x = 2, x = 3"}, "constants"),
    ({"constants": "2 = x"}, "constants"),
    ({"constants": "x = nan"}, "constants"),
    ({"start": "w = inf"}, "start"),
    ({"start": "w = 1/0"}, "start"),
    ({"method": "sgd"}, "method"),
    ({"rate": "0"}, "rate"),
    ({"rate": "-1"}, "rate"),
    ({"rate": "fast"}, "rate"),
    ({"momentum": "1"}, "momentum"),
    ({"beta2": "2"}, "beta2"),
    ({"epsilon": "-1"}, "epsilon"),
    ({"correction": "maybe"}, "correction"),
    ({"steps": "-1"}, "steps"),
    ({"steps": "1e9"}, "steps"),
    ({"steps": "2.5"}, "steps"),
    ({"show": "3d"}, "show"),
    ({"window": "1"}, "window"),
    ({"window": "3, 1"}, "window"),
    ({"colour": "red"}, "colour"),
]


@pytest.mark.parametrize(("start", "field"), WRONG)
def test_what_cannot_be_used_is_refused_with_its_field(start, field):
    with pytest.raises(LabError) as refused:
        Model.begin(start)
    assert refused.value.field == field
    assert set(refused.value.why) >= {"en", "bn"}


def test_a_refused_change_leaves_the_lab_as_it_was():
    model = Model.begin({"steps": "3"})
    before = model.state()
    with pytest.raises(LabError):
        model.changed(rate="fast")
    assert model.state() == before


HARD = [
    "1/w", "log(w)", "tan(w)", "exp(exp(w))", "w^w", "1e300 w^2", "abs(w)^(1/3)", "floor(w)",
    "0 w", "x/y", "log(x) + log(-x)", "max(x, y)", "factorial(w)", "exp(-x^2 - y^2) 1e-200",
]  # fmt: skip


@pytest.mark.parametrize("loss", HARD)
@pytest.mark.parametrize("method", METHODS)
def test_hard_losses_leave_the_lab_usable(loss, method):
    model = Model.begin({"loss": loss, "method": method, "rate": "2", "steps": "30"})
    assert model.remarks is not None
    assert all(np.isfinite(end) for range_ in model.ranges for end in range_)
    assert len(model.walked) <= 31
    if model.loss.size == 1:
        assert np.isfinite(model.height).all()
    else:
        assert len(model.contours) == 4
    assert model.gaps is not None
    assert model.stepped(-1).state()


def test_a_thousand_steps_are_the_most():
    model = Model.begin({"loss": "w^2", "rate": "1e-5", "steps": str(MOST_STEPS)})
    assert model.ended
    assert model.stepped().here.index == MOST_STEPS


def test_the_state_has_all_words_and_no_others():
    assert set(Model.begin({}).state()) == set(DEFAULTS)
