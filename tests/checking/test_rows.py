"""Rows in bulk: what their fields mean, and what is said where they mean nothing."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tutor.checking import rows
from tutor.checking.equality.sampling import ASSUMPTIONS
from tutor.checking.kind_names import KINDS
from tutor.checking.rows import judge_line, judge_row
from tutor.exercise import Right, Wrong

PAGE = (Path(__file__).parents[2] / "docs" / "checking.md").read_text(encoding="utf-8")


def judged(line: bytes | str, language: str = "en") -> dict[str, Any]:
    """The result as it is written and read back."""
    result: dict[str, Any] = json.loads(msgspec.json.encode(judge_line(line, language)))
    return result


def row(**fields: Any) -> str:
    return json.dumps({"id": "kept", "answer": "x", "key": "x", **fields})


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({"answer": "sqrt(a^2)", "key": "a", "variables": ["a:positive", "b"]}, Right),
        ({"answer": "sqrt(a^2)", "key": "a", "variables": ["a", "b"]}, Wrong),
        ({"answer": "a^2+7", "key": "a^2", "plus_constant": True}, Right),
        ({"answer": "a^2+7", "key": "a^2", "plus_constant": False}, Wrong),
        ({"answer": "(4, 3)", "key": "(3, 4)", "kind": "list", "any_order": True}, Right),
        ({"answer": "(4, 3)", "key": "(3, 4)", "kind": "list", "any_order": False}, Wrong),
        ({"answer": "2a", "key": "2a", "author": "somebody"}, Right),
    ],
)
def test_fields_mean_what_the_command_line_means(row: dict[str, Any], verdict: type) -> None:
    assert isinstance(judge_row(row), verdict)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b'{"id":"caf\xe9","answer":"x","key":"x"}', "caf\ufffd"),
        (b'{"id":"\\ud800","answer":"x","key":"x"}', "\ufffd"),
        (b'{"id":"kept","answer":"x","key":"x","kind":"\xe9"}', "kept"),
        (b'{"id":"kept","answer":"x","key":"x","kind":"\\ud800"}', "kept"),
        (b'{"id":"kept","answer":"x","key":"x","variables":{"\\ud800":"real"}}', "kept"),
        (b'{"id":"kept","answer":"x","key":"x","variables":{"x":"\xe9"}}', "kept"),
        (b'{"id":"kept","answer":"x","key":"x","tolerance":"\\ud800"}', "kept"),
        (b'{"id":"kept","answer":NaN,"key":"x"}', "kept"),
        (b'{"id":NaN,"answer":"x","key":"x"}', None),
        (b'["\\ud800"]', None),
        (b'\xff\xfe{\x00', None),
        (b'{"id":' + b"[" * 600 + b"]" * 600 + b"}", None),
    ],
)  # fmt: skip
def test_text_that_is_none_is_told_and_can_be_written(line: bytes, name: str | None) -> None:
    result = judged(line)
    assert (result["id"], result["verdict"]) == (name, "unreadable")
    assert result["why"]


def test_two_halves_of_a_surrogate_pair_are_one_character() -> None:
    assert judged('{"answer": "\\ud835\\udc65", "key": "x"}')["verdict"] == "right"


@pytest.mark.parametrize(
    ("answer", "key", "verdict"),
    [
        ("0.1000000000000000000001", '"1/10"', "wrong"),
        ("0.1000000000000000000001", '"1/10 + 10^-22"', "right"),
        ("1e400", '"10^400"', "right"),
        ("1E+2", "100.0", "right"),
        ("-5", '"-5"', "right"),
        ("9" * 5000, "1", "unreadable"),
    ],
)
def test_numbers_are_taken_digit_by_digit(answer: str, key: str, verdict: str) -> None:
    result = judged(f'{{"id": "kept", "answer": {answer}, "key": {key}}}')
    assert (result["id"], result["verdict"]) == ("kept", verdict)


@pytest.mark.parametrize("name", ["7", "-0.10", "1e400", "9" * 5000, '["a", 1.50]', "null"])
def test_an_id_comes_back_as_it_was_typed(name: str) -> None:
    result = judge_line(f'{{"id": {name}, "answer": "x", "key": "x"}}')
    assert msgspec.json.encode(result).startswith(f'{{"id":{name.replace(" ", "")},'.encode())


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (row(same_domain="yes"), "`same_domain` takes true or false"),
        (row(free_constant=1), "`free_constant` takes"),
        (row(ordered=None), "`ordered` takes"),
        (row(any_order="no"), "`any_order` takes"),
        (row(variable={"x": "real"}), "did you mean `variables`"),
        (row(Kind="set"), "did you mean `kind`"),
        (row(tolerence=1), "did you mean `tolerance`"),
        (row(answer=["1", "2"]), "`answer` must be a text in quotes"),
        (row(answer=True), "`answer` must be a text in quotes"),
        (row(answer=None), "`answer` is missing"),
        (row(variables={"x": 3}), "such as \"positive\""),
        (row(variables=5), "must map names to texts"),
        (row(variables=["x", "x:positive"]), "twice"),
        (row(variables=["x=positive"]), "x:positive"),
        (row(variables={"x": "purple"}), "purple"),
        (row(tolerance=True), "`tolerance` must be"),
        (row(tolerance=float("1e308")).replace("1e+308", "1e999"), "`tolerance` must be"),
        (row(wrt=""), "variable is missing"),
        (row(kind="matrix", dims={"A": 3}), "$.dims"),
        (row(kind="matrix", dims=[1]), "$.dims"),
        (row(kind="shape", dims=3), "$.dims"),
        (row(kind="shape", key=None), "`key` is missing"),
        ("[]", "not a JSON object"),
        ("{", "not JSON"),
        ("[" * 100_000, "not usable JSON"),
    ],
)  # fmt: skip
def test_a_field_that_makes_no_sense_is_named(line: str, part: str) -> None:
    result = judged(line)
    assert result["verdict"] == "unreadable"
    assert part in result["why"]
    assert "\n" not in result["why"]


@pytest.mark.parametrize(
    "line", [row(keys="more", answer2="x"), row(tolerance=0), row(kind=None, variables=None)]
)
def test_other_fields_are_the_senders_own(line: str) -> None:
    assert judged(line)["verdict"] == "right"


def test_an_unread_answer_has_its_column_and_its_mend_in_the_sentence() -> None:
    why = judged(row(answer="2x)"))["why"]
    assert why.startswith("Column 3: ")
    assert why.endswith(" Perhaps: 2x")
    assert judged(row(answer="2x)"), "bn")["why"].startswith("3 নম্বর ঘর: ")


@pytest.mark.parametrize("error", [MemoryError(), ZeroDivisionError("internal")])
def test_a_fault_is_told_without_the_names_of_the_code(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(rows, "check", broken)
    result = judged(row())
    assert result["verdict"] == "undecided"
    assert "Error" not in result["why"]
    assert "internal" not in result["why"]


def test_the_page_names_every_field_kind_and_evidence() -> None:
    forms = (rows._ShapeRow, rows._MatrixRow)
    fields = {*rows.FIELDS, *(name for form in forms for name in form.__struct_fields__)}
    words = set(re.findall(r"\w+", PAGE))

    assert fields | {*KINDS, "shape", *ASSUMPTIONS, "identical", "proved", "numeric"} <= words


@pytest.mark.parametrize("line", re.findall(r'^\{"kind".*\}$', PAGE, re.M))
def test_the_rows_of_the_page_are_right(line: str) -> None:
    assert judged(line)["verdict"] == "right"
