"""Snippets as a whole: lines, errors like a teacher's, notes, and what is not followed."""

import re
from pathlib import Path

import pytest

from tutor.bilingual import LANGUAGES, Strings, choose
from tutor.checking import shapes
from tutor.checking.shapes import Refused, explain, infer, infer_row

FOLDER = Path(shapes.__file__).parent


def names(text):
    return dict.fromkeys(text.split())


def shape_texts(inference):
    return {line.name: [str(size) for size in line.shape or ()] for line in inference.lines}


def test_attention_stays_symbolic():
    inference = infer(
        "q = x.reshape(B, T, H, -1).transpose(0, 2, 1, 3)\n"
        "s = q @ q.swapaxes(-1, -2) / np.sqrt(d // H)\n"
        "o = (s @ q).transpose(0, 2, 1, 3).reshape(B, T, d)\n",
        facts=["H divides d"], dims=names("H"), declared={"x": "(B, T, d)"},
    )  # fmt: skip
    assert shape_texts(inference) == {
        "q": ["B", "H", "T", "d/H"], "s": ["B", "H", "T", "T"], "o": ["B", "T", "d"],
    }  # fmt: skip
    assert inference.error is None


def test_a_comment_declares_an_array():
    inference = infer("# x: (N, d)\ny = x.T\n")
    assert shape_texts(inference)["y"] == ["d", "N"]


def test_an_error_says_where_what_and_why():
    inference = infer("S = np.zeros((N, K))\nP = S - S.max(axis=1)\n", names("N K"))
    told = explain(inference)
    text = choose(told.text, "en")
    assert (told.line, told.column) == (2, 4)
    assert "(N, K)" in text
    assert "(N,)" in text
    assert "dropped its axis" in text
    assert text.endswith("?")
    assert told.mend == "P = S - S.max(axis=1, keepdims=True)"
    assert told.picture.splitlines() == ["N  K", "   N", "   ✗"]


@pytest.mark.parametrize(
    ("code", "mend"),
    [
        ("y = x @ W", "y = x @ W.mT"),
        ("m = x.mean(axis=1)\ny = x - m", "y = x - x.mean(axis=1, keepdims=True)"),
        ("y = np.concatenate([x, W.T], axis=0)", ""),
    ],
)
def test_a_mend_that_runs_is_offered(code, mend):
    inference = infer(code, declared={"x": "(N, d)", "W": "(K, d)"})
    assert explain(inference).mend == mend


def test_every_rule_has_its_sentence_in_both_languages():
    strings = Strings(str(FOLDER / "explanation.py"))
    used = set()
    for path in FOLDER.rglob("*.py"):
        text = path.read_text("utf-8")
        used |= {"rule_" + rule for rule in re.findall(r'Broken\(\s*"(\w+)"', text)}
        used |= {"note_" + rule for rule in re.findall(r'\.note\(\s*"(\w+)"', text)}
        used |= {"refused_" + rule for rule in re.findall(r'Refused\(\s*"(\w+)"', text)}
        tried = re.findall(r'\.(?:here|before)\(\s*"(\w+)"', text)
        used |= {"cause_" + name for name in tried} | {f"cause_{name}_question" for name in tried}
        used |= {
            "mistake_" + name.replace("-", "_")
            for name in re.findall(r'_told\(\s*"([\w-]+)"', text)
        }
    assert used
    missing = [
        key for key in sorted(used) if key not in strings or set(strings[key]) != set(LANGUAGES)
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("p = torch.randn(N, 1)\ny = torch.randn(N)\nr = p - y", "silent_square"),
        ("x = torch.randn(B, T, H, k)\ny = x.view(B, H, T, k)", "reshape_for_transpose"),
        ("x = torch.randn(B, C)\ny = F.softmax(x, dim=0)", "softmax_over_batch"),
        ("x = torch.randn(B, H, T, T)\ny = x.softmax(dim=2)", "softmax_over_queries"),
        ("p = torch.randn(N, 1)\ny = torch.randn(N)\nl = F.mse_loss(p, y)", "loss_broadcasts"),
        ("x = torch.randn(B, T, d)\ny = x.T", "transpose_of_many"),
    ],
)
def test_code_that_runs_but_is_likely_wrong_is_noted(code, rule):
    inference = infer(code, names("N B T H k C d"), flavour="torch")
    assert inference.error is None
    assert [note.rule for note in inference.notes] == [rule]


def test_ordinary_code_has_no_notes():
    code = "d2 = ((x[:, None] - x[None]) ** 2).sum(-1)\np = d2 / d2.sum(1, keepdims=True)\n"
    assert infer(code, declared={"x": "(N, d)"}).notes == []


@pytest.mark.parametrize(
    "code",
    [
        "import pandas as pd\nx = pd.DataFrame()",
        "x = undefined_name + 1",
        "x = np.fromfile('data')",
        "x = np.zeros(3)[np.random.randint(0, 10)]",
        "a = np.random.rand(5)\nb = a[a > 0.5] + np.ones(3)",
    ],
)
def test_what_is_not_understood_is_never_guessed(code):
    result = infer_row({"code": code, "expr": "x", "dims": {}})
    assert result["error"].startswith("unsupported")
    assert result["shape"] is None


def test_a_masks_count_is_a_new_symbol():
    inference = infer("m = x > 0\ny = x[m[:, 0]]\nz = x[m[:, 0]] + y\n", declared={"x": "(N, d)"})
    (count, width) = inference.lines[1].shape
    assert (str(count), str(width)) == ("n_1", "d")


def test_a_loop_over_a_symbolic_range_gathers_its_items():
    code = (
        "outs = []\nh = np.zeros(k)\nfor t in range(T):\n    h = np.tanh(x[t] @ W + h)\n"
        "    outs.append(h)\nS = np.stack(outs, axis=1)\n"
    )
    inference = infer(code, declared={"x": "(T, d)", "W": "(d, k)"})
    assert shape_texts(inference)["S"] == ["k", "T"]


def test_dtype_kinds_are_followed():
    code = "a = np.arange(3)\nb = a / 2\nc = a > 1\nd = a + 1j\n"
    assert [line.dtype for line in infer(code).lines] == ["int64", "float64", "bool", "complex128"]


def test_a_row_has_every_field():
    result = infer_row({"id": 7, "code": "x = np.zeros((N, 3))\n", "expr": "x", "dims": {"N": 5}})
    assert {"id", "shape", "sym", "error", "line", "lines", "notes", "ms"} <= set(result)
    assert (result["id"], result["shape"], result["sym"], result["error"]) == (
        7,
        [5, 3],
        ["N", "3"],
        None,
    )
    assert result["lines"] == [{"line": 1, "name": "x", "shape": [5, 3], "sym": ["N", "3"]}]


def test_source_that_is_no_python_is_refused():
    with pytest.raises(Refused):
        infer("x = (")


@pytest.mark.parametrize(
    ("code", "declared"),
    [
        ("y = np.split(x, 3, axis=2)", "assert d % 3 == 0"),
        ("y = x.reshape(B, T, H, -1)", "assert d % H == 0"),
        ("y = x.reshape(B, T, 2*H, -1)", "assert d % (2*H) == 0"),
        ("y = x.reshape(2*B, T, 2*d, -1)", ""),
    ],
)
def test_a_division_that_may_work_out_says_how_to_declare_it(code, declared):
    given = "import numpy as np\nx = np.zeros((B, T, d))\n"
    dims = {"B": None, "T": None, "d": None, "H": None}
    told = explain(infer(given + code, dims=dims)).text
    for language in ("en", "bn"):
        text = choose(told, language)
        assert f"`{declared}`" in text if declared else "assert" not in text
    if declared:
        assert infer(given + declared + "\n" + code, dims=dims).error is None
