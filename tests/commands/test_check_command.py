"""`tutor check`: exit codes, sentences, and rows in and out."""

import io
import json
import subprocess
import sys

import pytest

from tutor.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    try:
        code = main(["check", *arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    caught = capsys.readouterr()
    return code, caught.out + caught.err


@pytest.mark.parametrize(
    ("arguments", "code", "part"),
    [
        (("--key", "x+x", "2x"), 0, "Right"),
        (("--key", "2x", "3x"), 1, "At x = 1 your answer is 3"),
        (("--key", "-2x", "-x*2"), 0, "Right"),
        (("--key", "2x", "--function", "x^2", "--wrt", "x", "5"), 1, "slope measured there is 2"),
        (("--function", "x^2", "--wrt", "x", "2x"), 0, "Right"),
        (("--key", "|x|", "--var", "x:positive", "x"), 0, "Right"),
        (("--key", "cos(x)", "--var", "x:(0, pi/2)", "sqrt(1-sin(x)^2)"), 0, "Right"),
        (("--key", "pi", "--tolerance", "1%", "22/7"), 0, "Right"),
        (("--key", "x^2", "--plus-constant", "x^2+C"), 0, "Right"),
        (("--key", "[1,2]", "--any-order", "[2,1]"), 0, "Right"),
        (("--key", "x", "--same-domain", "x^2/x"), 1, "domain"),
        (("--key", "(0,1)", "--kind", "interval", "0<x<1"), 0, "Right"),
        (("--key", "x", "--lang", "bn", "2x"), 1, "ভুল"),
        (("--key", "9^9^9^9", "9^9^9^9+1"), 3, "Undecided"),
        (("--key", "2x", "2x)"), 4, "Perhaps: 2x"),
        (("--key", "2x +", "2x"), 2, "key cannot be read"),
        (("--key", "x"), 2, "no answer"),
        (("--key", "x", "--kind", "poem", "x"), 2, "invalid choice"),
        (("--key", "x", "--var", "x:purple", "x"), 2, "purple"),
        (("--key", "x", "--tolerance", "some", "x"), 2, "tolerance"),
    ],
)
def test_the_exit_code_is_the_verdict(
    arguments: tuple[str, ...], code: int, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found, said = run(capsys, *arguments)
    assert part in said
    assert found == code


def test_the_caret_stands_under_the_column(capsys: pytest.CaptureFixture[str]) -> None:
    _, said = run(capsys, "--key", "x", "2x)")
    lines = said.splitlines()
    assert lines[1].index(")") == lines[2].index("^")


ROWS = [
    {"id": 1, "answer": "2x", "key": "x+x"},
    {"id": "two", "answer": "3x", "key": "2x", "function": "x^2", "wrt": "x"},
    {"id": 3, "answer": "2x)", "key": "x"},
    {"id": 4, "answer": "[0,1]", "key": "[0,1]", "kind": "interval"},
    {"id": 5, "answer": "x", "key": "|x|", "variables": {"x": "positive"}},
    {"id": 6, "answer": "3.1", "key": "pi", "tolerance": 0.1},
    {"id": 7, "answer": "X", "key": "x"},
    {"id": 8, "answer": "9^9^9^9+1", "key": "9^9^9^9"},
]
VERDICTS = ["right", "wrong", "unreadable", "right", "right", "right", "wrong", "undecided"]
FIELDS = {"id", "verdict", "evidence", "witness", "mistake", "why", "ms"}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_rows_come_back_in_order_with_all_fields(jobs: str) -> None:
    text = "".join(json.dumps(row) + "\n" for row in ROWS)
    done = subprocess.run(
        [sys.executable, "-m", "tutor", "check", "--jsonl", "--jobs", jobs],
        input=text, capture_output=True, text=True, check=True,
    )  # fmt: skip
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [result["id"] for result in results] == [row["id"] for row in ROWS]
    assert [result["verdict"] for result in results] == VERDICTS
    assert all(set(result) == FIELDS for result in results)
    assert results[1]["witness"]["at"] == {"x": "1"}
    assert results[1]["witness"]["measured"] == "2"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_row_is_answered_before_the_next_one_is_sent(jobs: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tutor", "check", "--jsonl", "--jobs", jobs],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    for row in ROWS[:3]:
        process.stdin.write(json.dumps(row) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == row["id"]
    process.stdin.close()
    assert process.wait(timeout=30) == 0


@pytest.mark.parametrize(
    "line",
    ["{", "[]", "5", '"x"', "null", '{"id": 1}', '{"answer": [5], "key": "x"}',
     '{"answer": "x", "key": "x", "variables": 5}', '{"answer": "x", "key": "x", "tolerance": []}',
     '{"answer": "x", "key": "x", "kind": "poem"}', '{"answer": "x", "key": "x+"}',
     '{"answer": "x", "key": null}', "\x00", "{" * 5000, "[" * 100_000,
     '{"answer": "x", "key": "x", "tolerance": 1e999}', '{"answer": "\\ud800", "key": "x"}',
     json.dumps({"answer": "x+" * 500_000 + "x", "key": "x"})],
    ids=lambda line: line[:40],
)  # fmt: skip
def test_a_malformed_row_is_answered_and_does_not_stop_the_stream(
    line: str, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    good = '{"id": "after", "answer": "x", "key": "x"}'
    stream = io.TextIOWrapper(io.BytesIO(f"{line}\n{good}\n".encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    assert main(["check", "--jsonl"]) == 0
    first, second = map(json.loads, capsysbinary.readouterr().out.splitlines())
    assert first["verdict"] == "unreadable"
    assert first["why"]
    assert second == {**second, "id": "after", "verdict": "right"}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (b'{"id": "kept", "answer": "x\xff", "key": "x"}', "kept"),
        (b'{"id": "kept", "answer": "\\ud800", "key": "x"}', "kept"),
        (b'\xff\xfe', None),
    ],
)  # fmt: skip
def test_signs_that_are_no_text_are_refused_and_the_row_keeps_its_name(
    line: bytes,
    name: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line + b"\n")))
    assert main(["check", "--jsonl"]) == 0
    result = json.loads(capsysbinary.readouterr().out)
    assert (result["id"], result["verdict"]) == (name, "unreadable")


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({"answer": 5, "key": "5"}, "right"),
        ({"answer": "0.5", "key": 0.5}, "right"),
        ({"answer": "2x", "function": "x^2"}, "right"),
        ({"answer": "3x", "function": "x^2"}, "wrong"),
        ({"answer": "x", "key": "x", "kind": None, "variables": None, "wrt": None}, "right"),
        ({"answer": "x", "key": "|x|", "variables": ["x"]}, "wrong"),
        ({"answer": "(1, 2)", "key": "[1, 2]", "kind": "vector", "more": 1}, "right"),
    ],
)
def test_fields_that_are_plain_are_taken_as_meant(
    row: dict[str, object],
    verdict: str,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    text = io.BytesIO(json.dumps(row).encode() + b"\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(text))
    assert main(["check", "--jsonl"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["verdict"] == verdict
