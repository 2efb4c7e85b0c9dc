"""Questions that make no sense are refused, with a sentence that says why."""

from typing import Any

import pytest

from tutor.checking import check
from tutor.checking.answer_forms import ACCEPTED
from tutor.checking.assumptions import domain
from tutor.checking.kind_names import FORMS, KINDS, OTHER_NAMES, form_called
from tutor.checking.rows import judge_row
from tutor.checking.variables import declared, variable_name
from tutor.errors import TutorError
from tutor.exercise import Right


@pytest.mark.parametrize(
    ("text", "name"),
    [("x", "x"), ("time", "time"), ("w_1", "w_1"), ("α₁", "alpha_1"), ("\\theta", "theta"),
     ("ŷ", "y_hat"), ("x_{i,j}", "x_{i,j}"), ("e", "e")],
)  # fmt: skip
def test_a_name_is_a_letter_or_a_word_with_its_subscript(text: str, name: str) -> None:
    assert variable_name(text) == name


@pytest.mark.parametrize(
    "text",
    ["", " ", "3", "x+", "x+1", "(", "x y", "2x", "x=positive", "x²", "x'", "х", "\x00", "x\x1b",
     "\u202e", "\u200b", "\ud800", "\\", "_", "x_", "a" * 500],
    ids=ascii,
)  # fmt: skip
def test_anything_else_is_refused_wherever_a_name_is_asked(text: str) -> None:
    for options in ({"wrt": text}, {"variables": {text: "real"}}):
        with pytest.raises(TutorError, match="variable"):
            check("x", "x", **options)  # type: ignore[arg-type]


def test_a_variable_is_declared_once() -> None:
    with pytest.raises(TutorError, match="twice"):
        declared({"θ": "real", "theta": "positive"})


@pytest.mark.parametrize(
    "text", ["positive integer", "nonnegative nonpositive", "probability", "real nonzero", ""]
)
def test_assumptions_that_a_number_can_meet_are_taken(text: str) -> None:
    domain(text)


@pytest.mark.parametrize(
    "text",
    ["positive negative", "complex positive", "natural negative", "probability integer",
     "nonnegative nonpositive nonzero", "purple", "(a, b)", "(0, 9^9^9^9)", "(1/0, 2)", "(2, 1)",
     "[0, 0]", "(0", "[[1, 2], [3, 4]]"],
)  # fmt: skip
def test_assumptions_that_no_number_meets_are_refused(text: str) -> None:
    with pytest.raises(TutorError):
        domain(text)


@pytest.mark.parametrize(
    ("kind", "form", "key", "answer"),
    [("number", "expression", "3", "6/2"), ("vector", "list", "[1, 2]", "(1, 2)"),
     ("tuple", "list", "(1, 2)", "(1, 3)"), ("point", "list", "(1, 2)", "1"),
     ("inequality", "equation", "x < 3", "3 > x"),
     ("union", "interval", "(0, 1) ∪ (2, 3)", "(2, 3) ∪ (0, 1)")],
)  # fmt: skip
def test_what_people_call_a_form_asks_for_that_form(
    kind: str, form: str, key: str, answer: str
) -> None:
    assert OTHER_NAMES[kind] == form
    assert check(answer, key, kind=kind) == check(answer, key, kind=form)
    row = {"answer": answer, "key": key}
    assert judge_row({**row, "kind": kind}) == judge_row({**row, "kind": form})


def test_every_kind_has_one_form() -> None:
    assert {form_called(kind) for kind in KINDS} == set(FORMS) == set(ACCEPTED)


def test_a_kind_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(TutorError, match="no kind `poem`") as refused:
        check("x", "x", kind="poem")
    assert all(kind in refused.value.hint for kind in KINDS)


def test_a_key_of_another_form_is_told_of_the_kind_that_was_named() -> None:
    with pytest.raises(TutorError, match="the kind is vector"):
        check("3", "3", kind="vector")


@pytest.mark.parametrize(
    ("key", "kind"),
    [("[[1,2],[3,4]]", "interval"), ("(2,1)", "interval"), ("(2,2)", "interval"), ("[2,1)", None),
     ("[0,1] ∪ (3,2)", "interval"), ("({1},2)", "interval")],
)  # fmt: skip
def test_a_key_that_is_no_interval_is_the_keys_fault(key: str, kind: str | None) -> None:
    with pytest.raises(TutorError, match="key"):
        check(key, key, kind=kind)


@pytest.mark.parametrize("key", ["(a, b)", "[2, 2]", "(-oo, 0] ∪ (1, oo)", "∅"])
def test_other_intervals_are_keys(key: str) -> None:
    options: dict[str, Any] = {"kind": "interval"}
    assert isinstance(check(key, key, **options), Right)
