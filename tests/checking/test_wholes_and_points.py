"""What is said of sets, lists, systems and tolerances is true and does not give the answer."""

from typing import Any

import pytest

from tutor.bilingual import LANGUAGES, choose
from tutor.checking import check
from tutor.exercise import Right, Undecided, Unreadable, Verdict, Wrong


def why(verdict: Verdict, language: str = "en") -> str:
    assert isinstance(verdict, Wrong | Undecided | Unreadable)
    return choose(verdict.why, language)


@pytest.mark.parametrize(
    ("answer", "key", "options", "part"),
    [
        ("{1, 2}", "{1, 2, 3}", {}, "One element is missing."),
        ("{1, 5}", "{1, 2, 3}", {}, "2 elements are missing. Does not belong: 5."),
        ("(1,2)", "{(1,2),(2,1)}", {}, "One element is missing."),
        ("(1,3)", "{(1,2),(2,1)}", {}, "Does not belong: (1, 3)."),
        ("x >= 1", "(1, oo)", {}, "1 is in yours"),
        ("x = 1 or x = 3", "{1, 2}", {}, "2 belongs to it"),
        ("a < x", "(a, b)", {}, "depends on b; yours does not"),
        ("x = 1.609", "e^x = 5", {}, "At x = 1.609"),
        ("x = 1.7", "e^x = 5", {"tolerance": 0.01}, "Not close enough"),
        ("x > 0.35", "x > 1/3", {"tolerance": 0.01}, "and 0.01 is allowed"),
        ("x = 1.41", "x^2 = 2", {"tolerance": 0.01}, "At x = -1.41421"),
        ("(x,y) = (1,2)", "x+y=3 and xy=2", {}, "At x = 2, y = 1 the right statement"),
        ("x = nπ", "x = 2nπ", {"variables": {"x": "real", "n": "integer"}}, "gives π;"),
        ("[1, 3]", "[1, 2]", {}, "the other one of 2 entries is right"),
        ("[2x, 2y]", "[x, y]", {}, "exactly 2 times"),
        ("[-1, 2]", "[1, -2]", {}, "Every entry has the opposite sign"),
        ("[x+1, y+1]", "[x, y]", {}, "exactly the right one + 1"),
        ("[2, 1, 3]", "[1, 2, 3]", {}, "those at 1 and 2 have changed places"),
        ("[3, 1, 2]", "[1, 2, 3]", {}, "in another order"),
        ("[[3, 4], [1, 2]]", "[[1, 2], [3, 4]]", {}, "rows 1 and 2 have changed places"),
        ("[[2, 1], [4, 3]]", "[[1, 2], [3, 4]]", {}, "columns 1 and 2 have changed places"),
    ],
)
def test_the_first_sentence_says_what_is_wrong(
    answer: str, key: str, options: dict[str, Any], part: str
) -> None:
    verdict = check(answer, key, **options)
    assert isinstance(verdict, Wrong)
    assert part in why(verdict)
    assert all(why(verdict, language) for language in LANGUAGES)


@pytest.mark.parametrize("answer", ["[2, 4, 6]", "[2, 3, 4]", "[2, 1, 3]"])
def test_what_is_wrong_with_a_whole_list_leads_on_to_a_question(answer: str) -> None:
    verdict = check(answer, "[1, 2, 3]")
    assert isinstance(verdict, Wrong)
    assert verdict.mistake is not None
    assert choose(verdict.mistake.question, "en").endswith("?")


@pytest.mark.parametrize(("answer", "key"), [("0.33", "1/3"), ("0.33x", "x/3")])
def test_where_decimals_are_allowed_no_exact_number_is_asked_for(answer: str, key: str) -> None:
    verdict = check(answer, key, tolerance="0.1%")
    assert isinstance(verdict, Wrong)
    assert verdict.mistake is None


@pytest.mark.parametrize(("answer", "key"), [("{±0}", "{0}"), ("{1.55, 1.45}", "{1.5, 1.6}")])
def test_what_is_written_once_is_not_said_to_be_repeated(answer: str, key: str) -> None:
    verdict = check(answer, key, tolerance=0.1)
    assert isinstance(verdict, Right)
    assert not verdict.remark


def test_an_equation_that_loses_places_is_right_with_a_remark() -> None:
    verdict = check("ln y = ln(2x+1)", "y = 2x+1")
    assert isinstance(verdict, Right)
    assert "yours has no value" in choose(verdict.remark, "en")


def test_what_stays_open_is_not_said_to_have_no_values() -> None:
    verdict = check("x = 0 and y = 0", "x^3 + x y^2 + y^5 = 0 and x^2 + y^4 + x y = 0")
    assert isinstance(verdict, Undecided)
    assert "real value" not in why(verdict)
