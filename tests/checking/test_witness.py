"""What is shown of a wrong answer can be seen: two numbers that differ, as they were typed."""

from typing import Any

import pytest

from tutor.bilingual import LANGUAGES, choose
from tutor.checking import check
from tutor.exercise import Witness, Wrong


def witness(answer: str, key: str | None = None, **options: Any) -> Witness:
    found = check(answer, key, **options)
    assert isinstance(found, Wrong)
    assert found.witness is not None
    return found.witness


@pytest.mark.parametrize(
    ("answer", "key", "function"),
    [
        ("c*w", None, "c*w^2/2 + ln(1+exp(-y*w*x))"),
        ("w", None, "w^2/2 + ln(1+exp(-9*w))"),
        ("x^2 + exp(-x^2-20)", "x^2", None),
        ("x + 1/10^8", "x", None),
    ],
)
def test_a_difference_is_shown_where_it_can_be_seen(
    answer: str, key: str | None, function: str | None
) -> None:
    options = {} if function is None else {"function": function, "wrt": answer[-1]}
    shown = witness(answer, key, **options)
    yours, other = float(shown.yours), float(shown.measured or shown.expected)
    assert abs(yours - other) > 1e-4 * max(abs(yours), abs(other))


@pytest.mark.parametrize(
    ("answer", "function"), [("100000000*x^0+0*x", "100000001*x"), ("3 + 1/10^9", "3*x")]
)
def test_what_differs_little_everywhere_is_shown_with_enough_digits(
    answer: str, function: str
) -> None:
    shown = witness(answer, function=function, wrt="x")
    assert shown.yours != (shown.measured or shown.expected)


@pytest.mark.parametrize(
    ("answer", "key", "yours", "expected"),
    [
        ("3.14", "3", "3.14", "3"),
        ("2.718", "e", "2.718", "2.71828"),
        ("2.718281828459045", "e", "2.718281828459045", "2.71828182845904523536028747135"),
        ("1000000.4", "10^6", "1000000.4", "1000000"),
        ("-0.5", "1/2", "-0.5", "1/2"),
        ("0.1*x", "x/3", "0.1", "1/3"),
        ("157/50", "3.25", "157/50", "3.25"),
        ("2.5^9", "1", "3814.7", "1"),
        ("0.50", "-0.250", "0.50", "-0.250"),
        ("2*0.50", "3.0", "1", "3.0"),
        ("0.000001", "0.1", "0.000001", "0.1"),
    ],
)
def test_decimals_stay_decimals(answer: str, key: str, yours: str, expected: str) -> None:
    shown = witness(answer, key)
    assert (shown.yours, shown.expected) == (yours, expected)


def test_within_a_tolerance_nothing_is_shown_that_it_allows() -> None:
    shown = witness("x + 1/10^5*x^2", "x", tolerance="0.00002")
    assert abs(float(shown.yours) - float(shown.expected)) > 2e-5


@pytest.mark.parametrize("answer", ["3*2.718^(3x)", "2.999*e^(3x)"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_how_far_a_rounded_function_is_off_is_said_of_a_point(answer: str, language: str) -> None:
    found = check(answer, "3*e^(3x)")
    assert isinstance(found, Wrong)
    assert found.mistake is not None
    assert found.mistake.name == "rounded"
    assert "x = 1" in choose(found.why, language)
