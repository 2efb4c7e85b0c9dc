"""`tutor check`: exit codes, sentences, and rows in and out."""

import io
import json
import signal
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
        (("--key", "3", "--kind", "number", "3"), 0, "Right"),
        (("--key", "[1,2]", "--kind", "vector", "(1,2)"), 0, "Right"),
        (("--key", "x", "--kind", "poem", "x"), 2, "invalid choice"),
        (("--key", "x", "--var", "x:purple", "x"), 2, "purple"),
        (("--key", "x", "--tolerance", "some", "x"), 2, "tolerance"),
        (("--key", "3", "--tolerance", "0.1", "3.05"), 0, "within the tolerance of 0.1"),
        (("--key", "x", "--var", "x=positive", "x"), 2, "x:positive"),
        (("--key", "x", "--var", ":positive", "x"), 2, "missing"),
        (("--key", "x", "--var", "x", "--var", "x:positive", "x"), 2, "twice"),
        (("--key", "x", "--var", "\u202e:real", "x"), 2, "\\u202e"),
        (("--key", "x", "--var", "x:(a,b)", "x"), 2, "interval"),
        (("--key", "x", "--var", "x:(0,9^9^9^9)", "x"), 2, "interval"),
        (("--key", "x", "--wrt", "x+1", "x"), 2, "variable"),
        (("--key", "\udce9", "x"), 2, "key cannot be read"),
        (("--key", "(2,1)", "--kind", "interval", "(2,1)"), 2, "empty"),
        (("--key", "x", "--jobs", "2", "x"), 2, "--jsonl"),
        (("--jsonl", "x"), 2, "--jsonl"),
        (("--jsonl", "--key", "x"), 2, "--key"),
        (("--jsonl", "--same-domain"), 2, "--same-domain"),
        (("--jsonl", "--jobs", "0"), 2, "1 or more"),
        (("--jsonl", "--jobs", "-1"), 2, "1 or more"),
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


def test_the_caret_stands_in_the_line_concerned(capsys: pytest.CaptureFixture[str]) -> None:
    _, said = run(capsys, "--key", "x", "x\n+ 2x)\n+ 1")
    assert said.splitlines()[1:3] == ["  + 2x)", "      ^"]


def test_no_caret_stands_below_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "--key", "x", "--", "  ")
    assert code == 4
    assert len(said.splitlines()) == 1


def test_what_would_steer_the_terminal_is_shown_as_an_escape(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, said = run(capsys, "--key", "x", "π\x1b[31m\x07)")
    assert "π\\x1b[31m\\x07)" in said
    assert not {"\x1b", "\x07"} & set(said)
    lines = said.splitlines()
    assert lines[2].index("^") == lines[1].index("\\x1b")


def test_an_answer_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x + x\n")))
    assert run(capsys, "--key", "2x", "-")[0] == 0


def shell(script: str, given: bytes = b"") -> tuple[int, str]:
    """Exit code and standard error of `tutor check` with its streams as a shell sets them."""
    done = subprocess.run(
        ["bash", "-c", script.replace("CHECK", f"{sys.executable} -m tutor check")],
        input=given, capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("CHECK --key x x >&-", 74),
        ("CHECK --jsonl >&-", 74),
        ("CHECK --key x x >/dev/full", 74),
        ("CHECK --jsonl >/dev/full", 74),
        ("CHECK --jsonl <&-", 2),
        ("CHECK --key x - <&-", 2),
        ("CHECK --key x x <&-", 0),
        ("PYTHONIOENCODING=ascii CHECK --key x 'π+('", 4),
        ("CHECK --key x --var $'\\xe9:real' x", 2),
    ],
)
def test_streams_that_are_closed_full_or_narrow_are_no_verdict(script: str, code: int) -> None:
    found, said = shell(script, b'{"answer": "x", "key": "x"}\n')
    assert found == code, said
    assert "Traceback" not in said


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("rows", [b"", b'{"answer": "x", "key": "x"}\n'])
def test_an_interrupt_ends_it_quietly(jobs: str, rows: bytes) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tutor", "check", "--jsonl", "--jobs", jobs],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        # A shell makes what it starts in the background deaf to Ctrl+C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b'{"answer": "x", "key": "x"}\n')
    process.stdin.flush()
    process.stdout.readline()  # now it runs
    process.stdin.write(rows)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (130, b"")


def test_a_byte_order_mark_is_no_part_of_the_first_row(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    given = b'\xef\xbb\xbf{"id": 1, "answer": "x", "key": "x"}\r\n\r\n{"id": 2, "answer": "x"}'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert main(["check", "--jsonl", "--jobs", "1000"]) == 0
    results = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert [result["id"] for result in results] == [1, 2]
    assert results[0]["verdict"] == "right"


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
    assert all(isinstance(result["ms"], float) for result in results)
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
