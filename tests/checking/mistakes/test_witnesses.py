"""A wrong derivative is shown where the function has a slope, and there by that slope."""

import pytest

from tutor.bilingual import choose
from tutor.checking import check
from tutor.exercise import Witness, Wrong


def shown(answer: str, function: str, wrt: str, key: str | None = None) -> Witness:
    verdict = check(answer, key, function=function, wrt=wrt)
    assert isinstance(verdict, Wrong)
    assert verdict.witness is not None
    return verdict.witness


@pytest.mark.parametrize(
    ("function", "wrt", "answer", "kink"),
    [
        ("|x|", "x", "1", {"x": "0"}),
        ("|x - 2|", "x", "-1", {"x": "2"}),
        ("max(x, 1)", "x", "1", {"x": "1"}),
        ("max(0, 3 - x)", "x", "0", {"x": "3"}),
        ("relu(x) + relu(-x)", "x", "1", {"x": "0"}),
    ],
)
def test_no_slope_is_measured_on_a_kink(
    function: str, wrt: str, answer: str, kink: dict[str, str]
) -> None:
    witness = shown(answer, function, wrt)

    assert witness.at != kink
    assert witness.measured == witness.expected != witness.yours


@pytest.mark.parametrize(
    ("function", "wrt", "answer"),
    [
        ("a x^2 + b x + c", "x", "2a x"),
        ("k^2 + 3 k q + ln(r)", "k", "2k"),
        ("5x + 1", "x", "4"),
        ("ln(1 - p)", "p", "1/(1 - p)"),
        ("arcsin(x)", "x", "1/(1 - x^2)"),
        ("sqrt(s - 4) + ln(t)", "s", "1/sqrt(s - 4)"),
        ("max(a x, x)", "a", "0"),
    ],
)
def test_a_slope_is_measured_though_a_letter_or_a_value_is_not_everywhere(
    function: str, wrt: str, answer: str
) -> None:
    witness = shown(answer, function, wrt)

    assert wrt in witness.at
    assert witness.measured == witness.expected != witness.yours
    assert "slope measured there" in choose(witness.text, "en")


def test_letters_that_the_slope_does_not_depend_on_need_no_value() -> None:
    assert set(shown("2x", "x^2 + 3x + c", "x").at) == {"x"}


def test_a_slope_that_is_not_the_one_of_the_key_is_not_told() -> None:
    witness = shown("2x", "e^(2x)", "x", key="4e^(2x)")

    assert witness.measured == ""
    assert "should be" in choose(witness.text, "en")


def test_a_letter_of_the_function_is_no_other_letter() -> None:
    verdict = check("2x + 5 d", function="x^2 + d", wrt="x")

    assert isinstance(verdict, Wrong)
    assert choose(verdict.why, "en") == "Your answer depends on d, and the right one does not."


def test_a_name_is_written_as_formulas_show_it() -> None:
    verdict = check("2z", function="y_hat^2", wrt="y_hat")

    assert isinstance(verdict, Wrong)
    assert "the question is about ŷ" in choose(verdict.why, "en")
    assert "ŷ = " in choose(shown("y_hat", "y_hat^2", "y_hat").text, "en")
