"""The lab's state, and the presets' numbers worked out by hand."""

from math import exp, isclose, log, tanh

import numpy as np
import pytest

from tutor.bilingual import LANGUAGES
from tutor.labs import LabError
from tutor.labs.backprop.flow import flow
from tutor.labs.backprop.model import Model
from tutor.labs.backprop.presets import PRESETS


def sigmoid(z):
    return 1 / (1 + exp(-z))


def hidden_and_output(x1, x2, y):
    """The 2–3–1 network by hand, number by number."""
    z = (0.1 * x1 + 0.4 * x2 + 0.1, -0.3 * x1 + 0.2 * x2, 0.5 * x1 - 0.1 * x2 - 0.2)
    a = tuple(sigmoid(each) for each in z)
    z2 = 0.6 * a[0] - 0.4 * a[1] + 0.3 * a[2] + 0.1
    out = sigmoid(z2)
    delta2 = (out - y) * out * (1 - out)
    delta1 = (
        0.6 * delta2 * a[0] * (1 - a[0]),
        -0.4 * delta2 * a[1] * (1 - a[1]),
        0.3 * delta2 * a[2] * (1 - a[2]),
    )
    return z, a, z2, out, delta2, delta1


@pytest.mark.parametrize(
    ("preset", "x", "y"), [("two-three-one", (1, 2), 0.5), ("course", (-1, 1), 0.8)]
)
def test_the_two_three_one_network_gives_what_is_worked_out_by_hand(preset, x, y):
    z, a, z2, out, delta2, delta1 = hidden_and_output(*x, y)
    value = Model.begin({"preset": preset}).run.value
    assert value("z1").tolist() == pytest.approx(z)
    assert value("a1").tolist() == pytest.approx(a)
    assert value("z2").tolist() == pytest.approx([z2])
    assert value("a2").tolist() == pytest.approx([out])
    assert float(value("L")) == pytest.approx((out - y) ** 2 / 2)
    assert value("dz2").tolist() == pytest.approx([delta2])
    assert value("dW2").tolist() == [pytest.approx([delta2 * each for each in a])]
    assert value("db2").tolist() == pytest.approx([delta2])
    assert value("da1").tolist() == pytest.approx([0.6 * delta2, -0.4 * delta2, 0.3 * delta2])
    assert value("dz1").tolist() == pytest.approx(delta1)
    for i in range(3):
        assert value("dW1")[i].tolist() == pytest.approx([delta1[i] * x[0], delta1[i] * x[1]])
    assert value("newW2")[0, 0] == pytest.approx(0.6 - 0.5 * delta2 * a[0])


def test_the_course_s_numbers_are_those_printed_in_the_lesson():
    value = Model.begin({"preset": "course"}).run.value
    assert np.round(value("a1"), 4).tolist() == [0.5987, 0.6225, 0.31]
    assert round(float(value("a2")[0]), 4) == 0.5752
    assert round(float(value("L")), 4) == 0.0253
    assert round(float(value("dz2")[0]), 4) == -0.0549
    assert np.round(value("dz1"), 4).tolist() == [-0.0079, 0.0052, -0.0035]


def test_with_relu_the_third_unit_is_silent_both_ways():
    value = Model.begin({"preset": "course", "activation": "relu sigmoid"}).run.value
    assert round(float(value("a2")[0]), 4) == 0.5349
    assert round(float(value("dz2")[0]), 4) == -0.0659
    assert np.round(value("dz1"), 4).tolist() == [-0.0396, 0.0264, 0.0]
    assert value("dW2")[0, 2] == 0


def test_the_hidden_layer_of_five_by_hand():
    rows = [(0.1, 0.4), (-0.3, 0.2), (0.5, -0.1), (0.2, 0.3), (-0.4, 0.6)]
    biases, out_weights = (0.1, 0, -0.2, 0.1, -0.1), (0.6, -0.4, 0.3, 0.5, -0.2)
    a = [sigmoid(-w + v + b) for (w, v), b in zip(rows, biases, strict=True)]
    z2 = 0.6 * a[0] - 0.4 * a[1] + 0.3 * a[2] + 0.5 * a[3] - 0.2 * a[4] + 0.1
    out = sigmoid(z2)
    delta2 = (out - 0.8) * out * (1 - out)
    model = Model.begin({"preset": "hidden-five"})
    value = model.run.value
    assert value("a2").tolist() == pytest.approx([out])
    expected = [w * delta2 * each * (1 - each) for w, each in zip(out_weights, a, strict=True)]
    assert value("dz1").tolist() == pytest.approx(expected)
    assert sum(each.size for each in model.run.parameters.values()) == 2 * 5 + 5 + 5 + 1


def test_the_relu_tanh_softmax_network_by_hand():
    z1 = (
        0.2 * 1 + 0.1 * 1 + 0.4 * 0.5 + 0.1 * 2 + 0.1,
        -0.3 * 1 - 0.2 * 1 + 0.1 * 0.5 + 0.3 * 2,
        0.5 * 1 - 0.1 * 1 - 0.2 * 0.5 - 0.4 * 2 + 0.2,
        0.1 * 1 + 0.4 * 1 + 0.3 * 0.5 + 0.2 * 2 - 0.1,
        -0.2 * 1 - 0.3 * 1 + 0.2 * 0.5 + 0.1 * 2,
    )
    a1 = [max(0, each) for each in z1]
    z2 = (
        0.3 * a1[0] - 0.2 * a1[1] + 0.1 * a1[2] + 0.4 * a1[3] + 0.2 * a1[4],
        -0.1 * a1[0] + 0.5 * a1[1] + 0.3 * a1[2] - 0.2 * a1[3] + 0.1 * a1[4] + 0.1,
        0.2 * a1[0] + 0.1 * a1[1] - 0.4 * a1[2] + 0.3 * a1[3] - 0.3 * a1[4] - 0.1,
    )
    a2 = [tanh(each) for each in z2]
    up = exp(0.4 * a2[0] - 0.3 * a2[1] + 0.2 * a2[2] + 0.05)
    down = exp(-0.1 * a2[0] + 0.6 * a2[1] + 0.3 * a2[2] - 0.05)
    p = up / (up + down)
    delta3 = (p - 1, 1 - p)
    value = Model.begin({"preset": "relu-tanh-softmax"}).run.value
    assert value("z1").tolist() == pytest.approx(z1)
    assert value("a3").tolist() == pytest.approx([p, 1 - p])
    assert float(value("L")) == pytest.approx(-log(p))
    assert value("dz3").tolist() == pytest.approx(delta3)
    blame = 0.4 * delta3[0] - 0.1 * delta3[1]
    assert value("dz2")[0] == pytest.approx(blame * (1 - a2[0] ** 2))
    assert value("dz1")[2] == 0
    assert value("dz1")[4] == 0


def test_after_ten_sigmoids_a_millionth_is_left():
    model = Model.begin({"preset": "ten-sigmoids"})
    assert float(model.run.value("da10")[0]) == 1
    assert float(model.run.value("dz1")[0]) == 0.25**10
    found = flow(model.run)
    assert (found.verdict, found.factor) == ("vanishing", pytest.approx(0.25))


@pytest.mark.parametrize(
    ("start", "verdict"),
    [
        (
            {"sizes": "8-" * 12 + "8", "init": "he", "gain": "4", "activation": "relu linear"},
            "exploding",
        ),
        ({"sizes": "8-" * 10 + "8", "init": "zeros"}, "blocked"),
        ({"sizes": "8-" * 12 + "8", "init": "small"}, "vanishing"),
        ({"sizes": "2-3-1"}, "steady"),
        ({"sizes": "2-1"}, "single"),
        (
            {"sizes": "1-1", "activation": "linear", "W1": "1", "b1": "0", "x": "1", "y": "1"},
            "rest",
        ),
        (
            {"sizes": "64-" * 12 + "64", "init": "he", "gain": "100", "activation": "linear",
             "updates": "1000000x3"},
            "overflow",
        ),
    ],
)  # fmt: skip
def test_what_the_flow_is_called(start, verdict):
    assert flow(Model.begin(start).run).verdict == verdict


def test_skip_connections_let_the_blame_through():
    deep = {"sizes": "4-" * 10 + "4", "activation": "sigmoid", "init": "xavier", "seed": "3"}
    plain, skipping = (
        flow(Model.begin({**deep, "skip": skip}).run).ratio for skip in ("off", "on")
    )
    assert skipping > 1e3 * plain


@pytest.mark.parametrize("preset", PRESETS)
def test_a_state_is_the_model_again(preset):
    model = Model.begin({"preset": preset, "at": "3", "select": "z1[1]", "score": "1/2"}).trained(3)
    again = Model.begin(model.state())
    assert again.state() == model.state()
    assert again.setting.losses == model.setting.losses
    for name in model.run.parameters:
        assert (again.run.value(name) == model.run.value(name)).all()


REFUSED = [
    ({"sizes": "2"}, "sizes"),
    ({"sizes": "1000000000-1"}, "sizes"),
    ({"sizes": "-".join(["1"] * 14)}, "sizes"),
    ({"sizes": "2-65-1"}, "sizes"),
    ({"sizes": "2-0-1"}, "sizes"),
    ({"sizes": "9" * 100_000}, "sizes"),
    ({"activation": "softmax relu"}, "activation"),
    ({"activation": "relu relu relu"}, "activation"),
    ({"activation": "swish"}, "activation"),
    ({"loss": "cross-entropy", "activation": "tanh"}, "loss"),
    ({"x": "1 nan"}, "x"),
    ({"x": "1 1e999"}, "x"),
    ({"x": "1"}, "x"),
    ({"preset": "relu-tanh-softmax", "y": "1 1"}, "y"),
    ({"loss": "cross-entropy", "y": "2"}, "y"),
    ({"W1": "1 2 3"}, "W1"),
    ({"W7": "1"}, "W7"),
    ({"rate": "-1"}, "rate"),
    ({"updates": "0.1x99999999999"}, "updates"),
    ({"updates": "0.1x9999"}, "updates"),
    ({"at": "999"}, "at"),
    ({"select": "dW1[9,9]"}, "select"),
    ({"clip": "0"}, "clip"),
    ({"skip": "perhaps"}, "skip"),
    ({"score": "3/2"}, "score"),
    ({"preset": "none-such"}, "preset"),
    ({"layers": "3"}, "layers"),
]


@pytest.mark.parametrize(("start", "field"), REFUSED, ids=lambda each: str(each)[:40])
def test_what_cannot_be_is_refused_in_every_language_naming_the_field(start, field):
    with pytest.raises(LabError) as refused:
        Model.begin(start)
    assert refused.value.field == field
    why = refused.value.why
    assert isinstance(why, dict)
    assert set(why) == set(LANGUAGES)


def test_the_limit_is_told():
    with pytest.raises(LabError, match="12"):
        Model.begin({"sizes": "-".join(["1"] * 14)})
    with pytest.raises(LabError, match="64"):
        Model.begin({"sizes": "2-65-1"})


def test_what_no_longer_fits_falls_away_when_the_network_changes():
    model = Model.begin({"preset": "course"})
    wider = model.change(sizes="2-4-1")
    assert wider.run.value("W1").shape == (4, 2)
    assert wider.run.value("x").tolist() == [-1, 1]
    assert wider.run.value("b2").tolist() == [0.1]
    soft = model.change(sizes="2-3-2", activation="tanh softmax")
    assert soft.design.loss == "cross-entropy"
    assert soft.run.value("y").sum() == 1
    assert soft.change(activation="tanh").design.loss == "half"
    redrawn = model.change(init="he", seed="4")
    assert (redrawn.run.value("W1") != model.run.value("W1")).any()


def test_typed_values_stay_unless_a_start_is_chosen():
    model = Model.begin({"preset": "course", "init": "typed"})
    assert model.run.value("W1")[0].tolist() == [0.1, 0.4]
    assert model.change(init="typed").state() == {**model.state(), "select": "x[1]"}
    assert not model.change(init="zeros").run.value("W1").any()


def test_layers_are_added_and_taken_away_within_the_limit():
    model = Model.begin({"preset": "course"})
    assert model.deeper(2).design.sizes == (2, 3, 3, 3, 1)
    assert model.deeper(99).design.depth == 12
    assert model.deeper(-99).design.sizes == (2, 1)


def test_updates_lower_the_loss_and_can_be_undone():
    model = Model.begin({"preset": "course"})
    after = model.trained(20).trained(5)
    assert after.state()["updates"] == "0.5x25"
    assert after.setting.losses[-1] < model.setting.losses[0]
    assert len(after.setting.losses) == 26
    slower = after.change(rate="0.1").trained(2)
    assert slower.state()["updates"] == "0.5x25 0.1x2"
    assert after.untrained().run.value("W1").tolist() == model.run.value("W1").tolist()
    assert model.trained(10**9).setting.updates == 400


def test_what_is_not_computed_yet_is_not_known():
    model = Model.begin({"preset": "course", "at": "3"})
    assert model.known("W2")
    assert model.known("z2")
    assert not model.known("a2")
    assert model.next is not None
    assert model.next.name == "a2"
    assert model.moved(99).at is None
    names = [row[2] for row in model.tables()[0].rows]
    assert "z₂,₁" in names
    assert "δ₂,₁" not in names


def test_the_order_of_the_steps_is_that_of_the_computation():
    names = [each.name for each in Model.begin({"preset": "course"}).steps]
    assert names[:5] == ["z1", "a1", "z2", "a2", "L"]
    assert names[5:13] == ["da2", "dz2", "dW2", "db2", "da1", "dz1", "dW1", "db1"]


def test_nothing_overflows_into_an_error():
    model = Model.begin({"sizes": "3-3-3-1", "activation": "linear", "init": "he", "rate": "1e6"})
    lost = model.trained(50)
    assert not isclose(lost.setting.losses[-1], model.setting.losses[0])
    assert all(table.rows for table in lost.tables())
