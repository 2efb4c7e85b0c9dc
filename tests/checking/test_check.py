"""`check` from outside: evidence, witnesses, remarks, what is turned back, and what is misuse."""

from typing import Any

import pytest

from tutor.bilingual import LANGUAGES, Text, choose
from tutor.checking import check
from tutor.checking.question import say
from tutor.errors import TutorError
from tutor.exercise import Right, Undecided, Unreadable, Wrong


def wrong(answer: str, key: str | None, **options: Any) -> Wrong:
    verdict = check(answer, key, **options)
    assert isinstance(verdict, Wrong)
    return verdict


def english(text: Text) -> str:
    return choose(text, "en")


def test_a_right_answer_says_how_that_is_known() -> None:
    assert check("2x", "2x") == Right(evidence="identical")
    proved = check("(x+1)^2", "x^2+2x+1")
    assert isinstance(proved, Right)
    assert proved.evidence == "proved"
    numeric = check("atan(sinh(x))", "asin(tanh(x))")
    assert isinstance(numeric, Right)
    assert numeric.evidence == "numeric"
    assert numeric.points >= 4


def test_a_proof_by_sympy_is_found_in_the_worker_when_asked_for() -> None:
    assert check("gamma(x+2)/gamma(x)", "x(x+1)").evidence == "numeric"  # type: ignore[union-attr]
    verdict = check("gamma(x+2)/gamma(x)", "x(x+1)", prove=True)
    assert isinstance(verdict, Right)
    assert verdict.evidence == "proved"


def test_a_wrong_derivative_is_measured_against_the_slope_of_the_function() -> None:
    witness = wrong("5x", None, function="x^3 + 2x^2 + 8x", wrt="x").witness
    assert witness is not None
    assert witness.at == {"x": "1"}
    assert (witness.yours, witness.expected, witness.measured) == ("5", "15", "15")
    assert english(witness.text) == "At x = 1 you say 5; the slope measured there is 15."


def test_the_witness_is_the_nicest_point_that_shows_it() -> None:
    witness = wrong("x^3", "x").witness
    assert witness is not None
    assert witness.at == {"x": "2"}


@pytest.mark.parametrize(
    ("answer", "key", "part"),
    [
        ("-2x e^x", "2x e^x", "exactly −1 times"),
        ("6x", "2x", "exactly 3 times"),
        ("x^2/3", "x^2", "exactly 1/3 times"),
        ("x^2+5", "x^2", "the right one + 5"),
        ("x^2-1/2", "x^2", "the right one − 1/2"),
        ("1/(1+x^2)", "1+x^2", "1 over the right one"),
        ("X", "x", "Another letter is another variable"),
        ("x y", "x", "Another letter is another variable"),
        ("y", "3", "depends on y, and the right one does not"),
        ("x", "x y", "depends on y; yours does not"),
        ("ln(-x)", "ln(x)", "has no real value"),
        ("0.797885", "sqrt(2/pi)", "rounded"),
        ("0.8x", "sqrt(2/pi) x", "rounded"),
        ("{1, 3}", "{1, 2}", "One element is missing. Does not belong: 3."),
        ("[1, 2]", "[1, 2, 3]", "3 entries are asked; yours has 2"),
        ("[2, 1]", "[1, 2]", "another order"),
        ("[[1, 2], [3, 4]]", "[[1, 2], [3, 5]]", "Wrong at (2, 2); the other 3 of 4"),
        ("[[1, 3], [2, 4]]", "[[1, 2], [3, 4]]", "Transposed"),
        ("[[1, 2]]", "[[1], [2]]", "A 2×1 matrix is asked; yours is 1×2"),
        ("x > 2", "x >= 2", "At x = 2 the right statement holds"),
        ("x^2 = 4", "x = 2", "At x = -2 your statement holds"),
    ],
)
def test_the_first_sentence_says_what_is_wrong(answer: str, key: str, part: str) -> None:
    assert part in english(wrong(answer, key).why)


def test_a_rounded_answer_is_named_so_and_asked_for_the_exact_number() -> None:
    mistake = wrong("0.3333", "1/3").mistake
    assert mistake is not None
    assert mistake.name == "rounded"


def test_a_set_says_what_was_repeated() -> None:
    verdict = check("{1, 2, 2}", "{1, 2}")
    assert isinstance(verdict, Right)
    assert "Counted once" in english(verdict.remark)


def test_a_smaller_domain_is_remarked_and_counts_only_where_asked() -> None:
    verdict = check("x^2/x", "x")
    assert isinstance(verdict, Right)
    assert "At x = 0 yours has none" in english(verdict.remark)
    assert isinstance(check("x^2/x", "x", same_domain=True), Wrong)


@pytest.mark.parametrize(
    ("answer", "key", "part"),
    [
        ("X", "x", "capital and small letters differ"),
        ("x + q", "x", "`q` is not a variable here"),
        ("x = 2x", "2x", "this is an equation"),
        ("{1, 2}", "x", "this is a set"),
        ("x ± 1", "x", "± gives several"),
        ("2x +", "x", "ends after"),
    ],
)
def test_what_does_not_fit_the_question_is_turned_back_before_marking(
    answer: str, key: str, part: str
) -> None:
    verdict = check(answer, key, variables={"x": "real"})
    assert isinstance(verdict, Unreadable)
    assert part in english(verdict.why)
    assert 0 <= verdict.column <= len(answer)


def test_a_number_with_a_name_before_it_is_the_number() -> None:
    verdict = check("x = 5", "5")
    assert isinstance(verdict, Right)
    assert "`x =` before it is a name" in english(verdict.remark)
    assert isinstance(check("x = 6", "5"), Wrong)


def test_a_derivative_that_nobody_knows_is_asked_for() -> None:
    with pytest.raises(TutorError, match="no derivative"):
        check("x", function="softmax(x, 1)", wrt="x")


def test_a_derivative_without_a_rule_of_our_own_comes_from_sympy() -> None:
    verdict = check("gamma(x) digamma(x)", function="gamma(x)", wrt="x")
    assert isinstance(verdict, Right)


def test_a_mend_is_offered_where_it_is_plain() -> None:
    verdict = check("3X^2", "3x^2", variables={"x": "real"})
    assert isinstance(verdict, Unreadable)
    assert verdict.mend == "3x^2"


def test_what_cannot_be_settled_is_undecided() -> None:
    assert isinstance(check("9^9^9^9 + 1", "9^9^9^9"), Undecided)


@pytest.mark.parametrize(
    "options",
    [
        {"key": "2x +"},
        {"key": None},
        {"key": "x", "kind": "shape of things"},
        {"key": "x", "variables": {"x": "purple"}},
        {"key": "x", "variables": {"x": "(2, 1)"}},
        {"key": "x", "tolerance": "about"},
        {"key": "x", "tolerance": -1},
        {"key": None, "function": "x^", "wrt": "x"},
    ],
)
def test_a_question_that_makes_no_sense_says_so(options: dict[str, Any]) -> None:
    with pytest.raises(TutorError):
        check("x", **options)


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ("e^2x", "e^(2x)"),
        ("e^-2x", "exp(-2x)"),
        ("1/2x", "1/(2x)"),
        ("x^1/2", "sqrt(x)"),
        ("√2x", "sqrt(2x)"),
        ("e^-x/2", "exp(-x/2)"),
    ],
)
def test_lost_brackets_are_named(answer: str, key: str) -> None:
    mistake = wrong(answer, key).mistake
    assert mistake is not None
    assert mistake.name == "lost-brackets"


@pytest.mark.parametrize(("answer", "key"), [("e^2x", "e^(3x)"), ("1/2x", "2x"), ("x^1/2", "x")])
def test_brackets_are_blamed_only_where_they_would_help(answer: str, key: str) -> None:
    mistake = wrong(answer, key).mistake
    assert mistake is None or mistake.name != "lost-brackets"


def test_every_sentence_is_there_in_every_language() -> None:
    for key, text in say.table.items():
        assert set(text) == set(LANGUAGES), key
        holes = {language: text[language].count("{") for language in LANGUAGES}
        assert len(set(holes.values())) == 1, key


def test_the_examples_of_the_package_and_of_its_page_work() -> None:
    import doctest
    from pathlib import Path

    import tutor.checking

    page = Path(__file__).parents[2] / "docs" / "checking.md"
    assert doctest.testmod(tutor.checking).failed == 0
    assert doctest.testfile(str(page), module_relative=False).failed == 0


@pytest.mark.parametrize(
    ("answer", "step", "column"),
    [
        ("x^2+6x+9-9 = (x+3)^2+9 = (x+3)^2-9", "x² + 6·x + 9 − 9 = (x + 3)² + 9", 11),
        ("x^2+6x+9 = (x+3)^2 = (x+3)^2-9", "(x + 3)² = (x + 3)² − 9", 19),
        ("x^2 = 7x = (x+3)^2-9", "x² = 7·x", 4),
    ],
)
def test_the_first_false_step_before_a_right_answer_is_named(
    answer: str, step: str, column: int
) -> None:
    verdict = check(answer, "(x+3)^2-9")
    assert isinstance(verdict, Unreadable)
    assert f"`{step}`" in english(verdict.why)
    assert verdict.column == column
