"""Answer mode: right answers however they are written, slips by name, true formulas."""

import re

import numpy as np
import pytest

from tutor.checking.display import tex
from tutor.labs.backprop.asking import Question, ingredients, question, reply, upcoming
from tutor.labs.backprop.entries import entry
from tutor.labs.backprop.formulas import with_letters, with_numbers
from tutor.labs.backprop.model import Model
from tutor.labs.backprop.presets import PRESETS
from tutor.labs.backprop.slips import slips

STARTS = [
    {"preset": "course"},
    {"preset": "relu-tanh-softmax", "norm": "on", "clip": "0.5"},
    {
        "sizes": "3-3-3-2",
        "activation": "gelu leaky tanh",
        "loss": "mse",
        "skip": "on",
        "init": "he",
    },
    {"sizes": "2-3-2", "activation": "tanh sigmoid", "loss": "cross-entropy", "init": "he"},
    {"sizes": "2-3-3", "activation": "relu softmax", "loss": "mse", "y": "0 1 0", "bias": "off"},
]
starts = pytest.mark.parametrize("start", STARTS, ids=str)


def about(model, name, *index):
    return Question(model.quantities[name], "value", index)


@starts
def test_every_question_takes_the_right_answer_rounded_or_as_it_is(start):
    model = upcoming(Model.begin({**start, "at": "0"}))
    while model.next is not None:
        asked = question(model)
        assert asked is not None
        if asked.asks == "shape":
            texts = [str(asked.quantity.column), "x".join(map(str, asked.quantity.column))]
        else:
            value = float(np.asarray(model.run.value(asked.quantity.name))[asked.index])
            texts = [f"{value:.2g}", f"{value:.4g}", repr(value), f"2*{value!r}/2"]
        for text in texts:
            assert reply(model, asked, text).verdict == "right", (asked, text)
        assert set(ingredients(model.design, asked.quantity.name)) <= {*model.quantities}
        assert all(model.known(each) for each in ingredients(model.design, asked.quantity.name))
        model = upcoming(model.moved(model.done + 1))


@starts
def test_a_planted_slip_is_wrong_and_gets_a_sentence_of_its_own(start):
    model = Model.begin(start)
    named = 0
    for quantity in model.steps:
        for index in np.ndindex(quantity.shape):
            right = float(np.asarray(model.run.value(quantity.name))[index])
            if abs(right) < 1e-9:
                continue
            for key, number in slips(model.run, quantity.name, index):
                if not np.isfinite(number) or abs(number - right) < 0.06 * abs(right) or not number:
                    continue
                answer = reply(model, about(model, quantity.name, *index), repr(float(number)))
                assert answer.verdict == "wrong", (quantity.name, key)
                assert answer.slip, (quantity.name, key)
                named += answer.slip == key
            break
    assert named > 20


@pytest.mark.parametrize(
    ("name", "index", "answer", "slip"),
    [
        ("dz2", (0,), "-0.2248", "no_slope"),
        ("dz2", (0,), "0.0549", "target_first"),
        ("dz2", (0,), "-0.2248*0.5752", "a_for_slope"),
        ("dz1", (1,), "0.02197", "no_slope"),
        ("da1", (1,), "0.00516", "too_far"),
        ("z1", (0,), "0.3", "no_bias"),
        ("a1", (0,), "0.4", "not_activated"),
        ("L", (), "0.0505", "no_half"),
        ("dW1", (2, 0), "-0.003524", "no_input"),
        ("newW1", (0, 0), "0.104", "uphill"),
    ],
)
def test_a_slip_is_called_by_its_name(name, index, answer, slip):
    model = Model.begin({"preset": "course"})
    assert reply(model, about(model, name, *index), answer).slip == slip


def test_the_mean_s_share_is_missed_by_its_name():
    model = Model.begin(STARTS[2])
    right = float(model.run.value("da3")[0])
    assert reply(model, about(model, "da3", 0), repr(2 * right)).slip == "no_mean"


def test_the_matrix_that_is_not_transposed_is_seen():
    model = Model.begin(STARTS[2])
    weights, delta = model.run.value("W2"), model.run.value("dz2")
    straight = float(weights[0] @ delta + model.run.value("da2")[0])
    assert reply(model, about(model, "da1", 0), repr(straight)).slip == "not_transposed"


def test_shapes_are_read_in_any_form_and_told_apart():
    model = Model.begin({"preset": "course"})
    asked = Question(model.quantities["dW1"], "shape", ())
    assert reply(model, asked, "3 x 2").verdict == "right"
    assert reply(model, asked, "(2, 3)").slip == "shape_turned"
    vector = Question(model.quantities["z1"], "shape", ())
    assert reply(model, vector, "(3,)").verdict == "right"
    assert reply(model, vector, "(1, 3)").slip == "shape_row"


def test_what_cannot_be_read_costs_nothing():
    model = Model.begin({"preset": "course"})
    for text in ("", "  ", "abc", "1/0)", "(", "[/]", "9" * 3000):
        assert reply(model, about(model, "z1", 0), text).verdict in ("unread", "wrong")
    assert reply(model, about(model, "z1", 0), "abc").verdict == "unread"


@pytest.mark.parametrize("start", [*STARTS, *({"preset": name} for name in PRESETS)], ids=str)
def test_every_formula_can_be_shown_with_letters_and_with_numbers(start):
    model = Model.begin({**start, "clip": "1"})
    for quantity in model.steps:
        assert tex(with_letters(model.design, quantity.name)).lines
        numbers = with_numbers(model.run, quantity.name)
        assert not numbers or tex(numbers).lines
        for index in np.ndindex(quantity.shape):
            assert tex(entry(model.run, quantity.name, index)).lines


def test_the_worked_entry_comes_to_its_value():
    model = Model.begin({"preset": "course"})
    for name, index in (("z1", (0,)), ("z2", (0,)), ("da1", (1,)), ("dW1", (2, 0)), ("dz1", (1,))):
        *_, worked, value = entry(model.run, name, index).split(" = ")
        sum_of = re.sub(r"\s", "", worked.replace(r"\cdot", "*"))
        parts = [float(each) for each in re.findall(r"-?\d+\.?\d*", value)]
        total = 0.0
        for term in re.split(r"(?<=[\d)])(?=[+-])", sum_of):
            sign = -1.0 if term.startswith("-") else 1.0
            factors = [float(each.strip("()")) for each in term.lstrip("+-").split("*")]
            total += sign * float(np.prod(factors))
        assert total == pytest.approx(parts[0], abs=2e-4)


def test_the_formula_of_the_hidden_blame_is_the_one_papers_print():
    model = Model.begin({"preset": "course"})
    (line,) = tex(with_letters(model.design, "dz1")).lines
    assert line.strip() == "δ₁ = (W₂ᵀδ₂) ⊙ σ′(z₁)"
