"""`tutor shapes`: annotated source, JSON for editors, JSON lines, exercises."""

import io
import json

import pytest
import yaml

from tutor.cli import main

CODE = """import numpy as np


def attention(x: "(B, T, d)", W: "(d, 3*d)"):
    q, k, v = np.split(x @ W, 3, axis=-1)
    s = q @ k{tail}
    return s @ v
"""


@pytest.fixture
def file(tmp_path):
    def write(tail=".mT"):
        path = tmp_path / "model.py"
        path.write_text(CODE.replace("{tail}", tail), encoding="utf-8")
        return f"{path}:attention"

    return write


def test_each_line_gets_its_shape(file, capsys):
    assert main(["shapes", file(), "--dims", "B T d"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].endswith("# q: (B, T, d), k: (B, T, d), v: (B, T, d)")
    assert lines[2].endswith("# (B, T, T) float64")
    assert lines[1].index("#") == lines[2].index("#")


def test_numbers_and_the_first_error_in_full(file, capsys):
    assert main(["shapes", file(tail=""), "--dims", "B=2 T=3 d=8"]) == 1
    out = capsys.readouterr().out
    assert "# ✗" in out
    assert "multiplies d with T" in out
    assert "This runs: s = q @ k.mT" in out


def test_json_for_editors(file, capsys):
    assert main(["shapes", file(tail=""), "--dims", "B T d", "--json", "--lang", "bn"]) == 1
    result = json.loads(capsys.readouterr().out)
    assert (result["error"]["line"], result["error"]["rule"]) == (6, "matmul")
    assert "লাইন 6" in result["error"]["message"]
    assert result["lines"][0]["shape"] == ["B", "T", "d"]


def test_rows_in_rows_out(monkeypatch, capsys):
    rows = [
        {"id": 1, "code": "y = np.zeros((N, 2)).T", "expr": "y", "dims": {"N": 3}},
        {"id": 2, "code": "y = torch.zeros(N, 2).t() @ torch.zeros(3)", "expr": "y",
         "dims": {"N": None}, "flavour": "torch"},
        {"id": 3, "code": "import pandas", "expr": "y", "dims": {}},
    ]  # fmt: skip
    text = "\n".join(map(json.dumps, rows)) + "\nnot json\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert main(["shapes", "--jsonl"]) == 0
    results = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [result["id"] for result in results] == [1, 2, 3, None]
    assert results[0]["shape"] == [2, 3]
    assert results[1]["error"].startswith("Line 1")
    assert all(result["error"].startswith("unsupported") for result in results[2:])


def test_an_exercise_is_made(file, capsys):
    assert main(["shapes", file(), "--dims", "B T d", "--drill"]) == 0
    (exercise,) = yaml.safe_load(capsys.readouterr().out)
    assert exercise["kind"] == "shape"
    assert exercise["ask"] == "result"
    assert exercise["dims"] == ["B", "T", "d"]


@pytest.mark.parametrize(
    "arguments",
    [[], ["missing.py"], ["--dims", "B=x", "missing.py"]],
)
def test_wrong_usage_is_told(arguments, capsys):
    assert main(["shapes", *arguments]) == 2
    assert "tutor:" in capsys.readouterr().err


def test_an_unknown_function_names_those_there_are(file, capsys):
    assert main(["shapes", file().replace(":attention", ":softmax")]) == 1
    assert "attention" in capsys.readouterr().err


def test_code_that_is_not_followed_says_so(tmp_path, capsys):
    path = tmp_path / "code.py"
    path.write_text("import pandas as pd\n", encoding="utf-8")
    assert main(["shapes", str(path)]) == 3
    assert "the import of `pandas`" in capsys.readouterr().out
