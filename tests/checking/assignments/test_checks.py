"""What a learner's function is told: right where it is right, and which slip it is otherwise."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from tests.checking.assignments.desk import FAST, PATIENT
from tutor.bilingual import LANGUAGES, choose
from tutor.checking.assignments import comparing
from tutor.checking.assignments.checks import check, strings
from tutor.checking.assignments.declared import Assignment, Given, Part, read_call
from tutor.checking.assignments.inputs import make
from tutor.checking.assignments.running import Limits
from tutor.checking.assignments.slips import SLIPS as OF_FUNCTIONS

ROOT = Path(__file__).parents[3]
DECLARED = sorted((ROOT / "tutor/labs/assignment/assignments").glob("*.toml"))
SOLUTIONS = ROOT / "tests/labs/assignment/solutions"


def declared(path):
    return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Assignment)


ALL = {path.stem: declared(path) for path in DECLARED}


def solution(name):
    return (SOLUTIONS / f"{name}.py").read_text("utf-8")


def report(runner, name, source, **limits):
    assignment = ALL[name]
    return check(
        source,
        "/x/answer.py",
        assignment.given,
        assignment.parts,
        runner,
        Limits(**(PATIENT | limits)),
    )


def first_wrong(found):
    assert not found.broken, found
    return next(each for each in found.findings if each.state != "right")


@pytest.mark.parametrize("name", ALL)
def test_a_right_solution_is_right_in_every_part(runner, name):
    found = report(runner, name, solution(name), seconds=4, total=20)
    assert [each.note for each in found.findings if each.state != "right"] == []
    assert found.right


@pytest.mark.parametrize("name", ALL)
def test_the_starter_is_unwritten_and_not_wrong(runner, name):
    found = report(runner, name, ALL[name].starter)
    assert {each.state for each in found.findings} == {"unwritten"}
    assert not found.right


SLIPS = [
    # assignment, what stands in the solution, what a learner writes instead, the slip
    ("softmax", "x - x.max(axis=-1, keepdims=True)", "x", "overflow"),
    ("softmax", "e / e.sum(axis=-1, keepdims=True)", "e / e.sum(axis=0)", "wrong_axis"),
    ("softmax", "e / e.sum(axis=-1, keepdims=True)", "e / e.sum()", "over_everything"),
    ("softmax", "return e / e.sum(axis=-1, keepdims=True)", "return e", "not_normalised"),
    ("softmax", "return e / e.sum(axis=-1, keepdims=True)", "return x", "is_input"),
    ("softmax", "return e / e.sum(axis=-1, keepdims=True)", "e / e.sum()", "none"),
    ("softmax", "return e / e.sum(axis=-1, keepdims=True)",
     "return (e / e.sum(axis=-1, keepdims=True)).tolist()", "list"),
    ("softmax", "return e / e.sum(axis=-1, keepdims=True)",
     "return (e / e.sum(axis=-1, keepdims=True)).astype(object)", "type"),
    ("softmax", "    e = np.exp(x - x.max(axis=-1, keepdims=True))",
     "    x -= x.max(axis=-1, keepdims=True)\n    e = np.exp(x)", "changed_input"),
    ("softmax", "p * (dp - (dp * p).sum(axis=-1, keepdims=True))", "dp * p * (1 - p)",
     "diagonal_only"),
    ("softmax", "p * (dp - (dp * p).sum(axis=-1, keepdims=True))",
     "p * ((dp * p).sum(axis=-1, keepdims=True) - dp)", "sign"),
    ("softmax", "p * (dp - (dp * p).sum(axis=-1, keepdims=True))",
     "dp - (dp * p).sum(axis=-1, keepdims=True)", "output_factor"),
    ("softmax", "def softmax(", "def soft_max(", "missing"),
    ("layer-norm", "x.var(axis=-1, keepdims=True) + eps",
     "x.var(axis=-1, ddof=1, keepdims=True) + eps", "variance_of_sample"),
    ("layer-norm", "1 / np.sqrt(x.var(axis=-1, keepdims=True) + eps)",
     "1 / (x.std(axis=-1, keepdims=True) + eps)", "eps_outside_root"),
    ("layer-norm", "axis=-1", "axis=0", "batch_axis"),
    ("layer-norm", "gamma * normalised(x, eps)[0] + beta", "normalised(x, eps)[0]",
     "scale_and_shift_missing"),
    ("layer-norm", "inverse * (g - mean(g) - hat * mean(g * hat))", "inverse * g",
     "statistics_held_fixed"),
    ("layer-norm", "inverse * (g - mean(g) - hat * mean(g * hat))", "inverse * (g - mean(g))",
     "variance_held_fixed"),
    ("layer-norm", "(dy * hat).sum(axis=rows)", "(dy * x).sum(axis=rows)", "raw_input"),
    ("layer-norm", "(dy * hat).sum(axis=rows)", "dy * hat", "not_summed"),
    ("layer-norm", "dy.sum(axis=rows)", "dy.sum(axis=rows, keepdims=True)", "axis_too_many"),
    ("layer-norm", '"dbeta": ', '"beta": ', "type"),
    ("attention", "/ np.sqrt(Q.shape[-1])\n    if", "\n    if", "scale_missing"),
    ("attention", "/ np.sqrt(Q.shape[-1])\n    if", "/ Q.shape[-1]\n    if", "scale_without_root"),
    ("attention", "/ np.sqrt(Q.shape[-1])\n    if", "/ np.sqrt(K.shape[-2])\n    if",
     "scale_by_length"),
    ("attention", "if mask is not None", "if False", "mask_ignored"),
    ("attention", "np.where(mask, S, -np.inf)", "np.where(mask, -np.inf, S)", ""),
    ("attention", "np.where(mask, S, -np.inf)", "np.where(mask, -1e9, S)", "mask_inverted"),
    ("attention", "np.where(mask, S, -np.inf)", "S * mask", "mask_as_zero"),
    ("attention", "axis=-1, keepdims=True)\n\n\ndef", "axis=-2, keepdims=True)\n\n\ndef", ""),
    ("attention", " / np.sqrt(Q.shape[-1])\n    return [", "\n    return [", "scale_missing"),
    ("attention", "np.swapaxes(P, -1, -2) @ dO]", "np.swapaxes(P, -1, -2) @ dO, 1]", "type"),
    ("mlp-two-layers", "/ (2 * len(X))", "/ len(X)", "half_missing"),
    ("mlp-two-layers", "/ (2 * len(X))", "/ 2", "sum_not_mean"),
    ("mlp-two-layers", "((out - Y) ** 2).sum() / (2 * len(X))", "((out - Y) ** 2).mean()",
     "mean_over_everything"),
    ("mlp-two-layers", "@ W2 + b2 - Y) / len(X)", "@ W2 + b2 - Y)", "mean_missing"),
    ("mlp-two-layers", " * (1 - A**2)", "", "activation_slope_missing"),
    ("mlp-two-layers", "(1 - A**2)", "(1 - A)", "slope_not_squared"),
    ("mlp-two-layers", "(1 - A**2)", "A", "activation_for_slope"),
    ("mlp-two-layers", "dZ.sum(0)", "dZ", "not_summed"),
    ("mlp-two-layers", "X.T @ dZ", "dZ.T @ X", "transposed_only"),
    ("mlp-two-layers", "d_out.sum(0)", "-d_out.sum(0)", "sign"),
    ("mlp-two-layers", "d_out.sum(0)", "np.zeros(3)", "all_zero"),
    ("mlp-three-layers", "-log_p[np.arange(len(y)), y].mean()",
     "-np.log(np.exp(log_p))[np.arange(len(y)), y].mean()", "overflow"),
    ("mlp-three-layers", "-log_p[np.arange(len(y)), y].mean()",
     "-log_p[np.arange(len(y)), y].sum()", "sum_not_mean"),
    ("mlp-three-layers", "    d3 /= len(y)\n", "", "mean_missing"),
    ("mlp-three-layers", " * (z1 > 0)", "", "relu_slope_missing"),
    ("mlp-three-layers", " * (1 - a2**2)", "", "activation_slope_missing"),
    ("descent", "w - rate *", "w + rate *", "uphill"),
    ("descent", "2 * x * (w", "2 * (w", "inner_missing"),
    ("descent", "2 * x * (w", "x * (w", "two_missing"),
    ("descent", "path = [w]", "path = []", "start_missing"),
    ("descent", "np.array(path)", "path", "list"),
    ("descent", "np.array(path)", "w", "last_only"),
    ("numerical-gradient", "        x[i] = kept - h\n", "        x[i] = kept\n", ""),
    ("softmax", "p * (dp - (dp * p).sum(axis=-1, keepdims=True))", "p * (1 - p)",
     "upstream_missing"),
    ("softmax", "(dp * p).sum(axis=-1, keepdims=True)", "(dp * p).sum()", "sum_over_all"),
    ("softmax", "axis=-1", "axis=1", "axis_out"),
    ("layer-norm", "x.var(axis=-1, keepdims=True) + eps",
     "(x**2).mean(axis=-1, keepdims=True) - mean**2 + eps", "cancellation"),
    ("layer-norm", "x.var(axis=-1, keepdims=True) + eps", "x.var(axis=-1, keepdims=True)",
     "eps_missing"),
    ("attention", "weights(Q, K, mask)\n    dP", "weights(Q, K, None)\n    dP", "mask_ignored"),
    ("attention", "S - S.max(axis=-1, keepdims=True)", "S", "overflow"),
    ("mlp-three-layers", "-log_p[np.arange(len(y)), y].mean()",
     "-np.log(np.exp(log_p) + 1e-12)[np.arange(len(y)), y].mean()", "guarded_log"),
    ("mlp-three-layers", "return np.exp(steps(X, W1, b1, W2, b2, W3, b3)[-1])",
     "return np.exp(steps(X, W1, b1, W2, b2, W3, b3)[-1].astype('f2'))", "single_precision"),
    ("descent", "        path.append(w)\n", "        path.append(w + 1)\n", ""),
    ("descent", "range(steps)", "range(steps - 1)", "end_missing"),
    ("numerical-gradient", "np.array(x, dtype=float)", "np.array(x)", "whole_numbers"),
    ("numerical-gradient", "/ (2 * h)", "/ h", "divided_by_h"),
    ("numerical-gradient", "        x[i] = kept\n", "", "not_put_back"),
    ("numerical-gradient", "np.array(x, dtype=float)", "x.astype(float).ravel()", "reshaped"),
    ("numerical-gradient", "np.array(x, dtype=float)\n    found = np.zeros_like(x)",
     "np.array(x, dtype=float)\n    found = np.zeros(x.shape, int)", "truncated"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "here", "instead", "slip"),
    SLIPS,
    ids=[f"{s[0]}-{s[3] or n}" for n, s in enumerate(SLIPS)],
)
def test_a_slip_is_wrong_and_has_its_name(runner, name, here, instead, slip):
    right = solution(name)
    assert here in right
    found = report(runner, name, right.replace(here, instead))
    assert not found.right
    wrong = [each for each in found.findings if each.state == "wrong"]
    if slip:
        assert slip in {each.slip for each in wrong}, [(each.label, each.note) for each in wrong]
    for each in wrong:
        for language in LANGUAGES:
            said = choose(each.all_said, language)
            assert said.strip()
            assert "{" not in said.replace(choose(each.label, "en"), "") or slip == "type"


def test_every_slip_of_a_function_has_its_sentence():
    for pairs in OF_FUNCTIONS.values():
        for name, _ in pairs:
            assert f"slip_{name}" in strings


def part(call, **fields):
    return Part(call=call, **fields)


def one(runner, source, part, limits=PATIENT, **given):
    found = check(source, "answer.py", given, [part], runner, Limits(**limits))
    return found.findings[0] if found.findings else found


X = Given(shape=(3, 4), rng=1)
COLUMN = Given(values="[[1], [2], [3]]")
ROW = Given(values="[1, 2, 4]")


def test_the_first_difference_is_shown_with_index_and_both_values(runner):
    source = "def f(x):\n    y = 2.0 * x\n    y[1, 2] += 1\n    y[2, 0] += 1\n    return y"
    given = Given(values="[[1, 2, 3], [4, 5, 6], [7, 8, 9]]")
    found = one(runner, source, part("f(x)", value="2*x"), x=given)
    assert found.difference.index == (1, 2)
    assert (found.difference.yours, found.difference.expected) == (13, 12)
    assert (found.difference.wrong, found.difference.of) == (2, 9)
    said = choose(found.note, "en")
    assert "[1, 2] is 13; expected 12 (relative error 0.083; 2 of 9 differ)" in said


def test_a_column_that_met_a_row_is_told(runner):
    found = one(runner, "def f(a, b): return a - b", part("f(a, b)", value="[[0], [0], [-1]]"),
                a=COLUMN, b=ROW)  # fmt: skip
    assert found.slip == "column_met_row"
    assert "(3, 3)" in choose(found.note, "en")


def test_a_dropped_axis_is_told(runner):
    found = one(runner, "def f(a): return a[:, 0]", part("f(a)", value="[[1], [2], [3]]"), a=COLUMN)
    assert found.slip == "keepdims_missing"


def test_a_constant_factor_and_a_constant_shift_are_told(runner):
    asked = part("f(x)", value="sin(x)")
    assert one(runner, "import numpy as np\ndef f(x): return 5.5*np.sin(x)", asked, x=X).slip == (
        "factor"
    )
    assert one(runner, "import numpy as np\ndef f(x): return np.sin(x)/3", asked, x=X).slip == (
        "divided_twice"
    )
    assert one(runner, "import numpy as np\ndef f(x): return np.sin(x)+2", asked, x=X).slip == (
        "shifted"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [("x^2 + 1", "x**2 + 1"), ("exp(-x)/(1 + exp(-x))^2", "np.exp(-x)/(1+np.exp(-x))**2")],
)
def test_a_value_may_be_a_formula(runner, text, value):
    found = one(
        runner, f"import numpy as np\ndef f(x): return {value}", part("f(x)", value=text), x=X
    )
    assert found.state == "right"


def test_a_gradient_is_checked_against_the_learners_own_function(runner):
    """Whatever function that is: here one that we do not know."""
    source = (
        "import numpy as np\ndef f(x): return np.sum(np.sin(x) * x**2)\n"
        "def df(x): return np.cos(x) * x**2 + 2 * x * np.sin(x)"
    )
    asked = part("df(x)", gradient={"result": "x"}, of_own="f(x)")
    found = one(runner, source, asked, x=X)
    assert found.state == "right"
    assert "your `f`" in choose(found.note, "en")
    found = one(runner, source.replace("+ 2 *", "- 2 *"), asked, x=X)
    assert found.state == "wrong"
    assert "central difference" in choose(found.note, "en")
    assert one(runner, "def df(x): return x", asked, x=X).state == "unrun"


def test_the_derivative_of_a_wrong_loss_is_told_as_such(runner):
    wrong = solution("mlp-two-layers").replace("/ (2 * len(X))", "/ 2").replace("/ len(X)", "")
    found = report(runner, "mlp-two-layers", wrong)
    assert [each.slip for each in found.findings[1:5]] == ["own_derivative"] * 4
    assert "your own `loss`" in choose(found.findings[1].said, "en")


def test_a_number_is_told_without_an_index(runner):
    found = report(runner, "descent", solution("descent").replace("2 * x *", "-2 * x *"))
    assert choose(found.findings[0].note, "en") == "It is 20; expected -20 (relative error 2)."


def test_results_come_as_a_tuple_a_list_or_a_dict(runner):
    pair = part("f(g, x)", gives=("dx", "dg", "db"), value="layer_norm_backward(g, x, s, s)")
    for shown in ("dx, dg, db", "[dx, dg, db]", "{'dx': dx, 'dg': dg, 'db': db}"):
        source = (
            f"import numpy as np\ndef f(g, x):\n    dx = dg = db = np.zeros(1)\n    return {shown}"
        )
        found = check(source, "a.py", {"g": X, "x": X, "s": Given(shape=(4,))}, [pair], runner)
        assert [choose(each.label, "en") for each in found.findings] == ["dx", "dg", "db"]
    for shown in ("dx", "dx, dg", "{'dx': dx}", "'abc'", "None"):
        source = f"import numpy as np\ndef f(g, x):\n    dx = dg = np.zeros(1)\n    return {shown}"
        found = check(source, "a.py", {"g": X, "x": X, "s": Given(shape=(4,))}, [pair], runner)
        assert len(found.findings) == 1
        assert found.findings[0].state == "wrong"


def test_whole_numbers_and_float32_count_by_their_value(runner):
    asked = part("f(x)", value="2*x", tolerance=1e-5)
    whole = Given(values="[1, 2, 3]")
    assert one(runner, "def f(x): return (2*x).astype(int)", asked, x=whole).state == "right"
    assert one(runner, "def f(x): return (2*x).astype('float32')", asked, x=X).state == "right"
    assert one(runner, "def f(x): return (2*x).astype('float16')", asked, x=X).state == "wrong"
    assert one(runner, "def f(x): return 2*x + 0j", asked, x=X).slip == "type"


def test_the_form_of_a_result_can_be_asked_for_without_its_value(runner):
    asked = part("f(x)", shape=(2,), dtype="float", finite=True)
    for body, state, said in (
        ("x[:2] / 2", "right", "shape (2,)"),
        ("x / 2", "wrong", "Its shape is (3,); (2,) is wanted"),
        ("x[:2].astype(int)", "wrong", "of type int64; float is wanted"),
        ("x[:2] / [1, 0]", "wrong", "Entry [1] is inf; every entry has to be finite"),
    ):
        found = one(runner, f"def f(x): return {body}", asked, x=ROW)
        assert found.state == state
        assert said in choose(found.note, "en")


def test_a_result_far_too_large_is_told(runner):
    for body in (
        "return [[0] * 10**6] * 60",
        "return np.zeros((4000, 4000))",
        "return [0] * 10**7",
    ):
        source = f"import numpy as np\ndef f(x):\n    {body}"
        assert one(runner, source, part("f(x)", value="2*x"), x=ROW).state == "wrong"


def test_what_may_be_changed_may_be_changed(runner):
    source = "def f(x):\n    x *= 2\n    return x"
    assert one(runner, source, part("f(x)", value="2*x"), x=X).slip == "changed_input"
    assert one(runner, source, part("f(x)", value="2*x", changes=("x",)), x=X).state == "right"


def test_the_same_declaration_gives_the_same_numbers():
    given = {
        "a": Given(shape=(2,), rng=7), "b": Given(shape=(4,), draw="labels", below=3, rng=1),
        "c": Given(shape=(2, 3), draw="one-hot", rng=2), "d": Given(shape=(3, 3), draw="causal"),
        "e": Given(shape=(5, 2), draw="random-mask", rng=3), "f": Given(values="none"),
    }  # fmt: skip
    made, again = make(given), make(given)
    assert made["a"].tolist() == again["a"].tolist()
    assert set(made["b"].tolist()) <= {0, 1, 2}
    assert made["c"].sum(axis=-1).tolist() == [1, 1]
    assert made["d"].sum() == 6
    assert made["e"].any(axis=-1).all()
    assert made["f"] is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("f(x)", ("f", ("x",))), ("f()", ("f", ())),
        (" f ( x , 2, -1e-5 ) ", ("f", ("x", 2, -1e-5))),
        ("f", None), ("f(x", None), ("f(g(x))", None), ("f(x=1)", None), ("f(x.y)", None),
        ("__import__('os')", None), ("f(x);g(y)", None), ("f(" + "x," * 5000 + ")", None),
    ],
)  # fmt: skip
def test_a_call_is_names_and_numbers_and_nothing_else(text, read):
    found = read_call(text)
    assert (found and (found.function, found.arguments)) == read


def test_errors_are_told_in_plain_words_in_both_languages(runner):
    for body, said in (
        ("while True: pass", "Still at line 2"),
        ("raise ValueError('odd')", "Line 2 raises ValueError: odd"),
        ("input()", "nobody types"), ("exit()", "`return`"),
        ("import os; os._exit(1)", "exit code 1"),
        ("import os; os.fork()", "another process"),
        ("return f(x)", "calls itself"),
        ("return bytearray(10**12)", "memory"), ("import torch_no", "NumPy and Python's own"),
        ("assert False", "Line 2 raises AssertionError."),
    ):  # fmt: skip
        limits = FAST if "while" in body else PATIENT
        found = one(runner, f"def f(x):\n    {body}", part("f(x)", value="2*x"), limits, x=X)
        assert said in choose(found.note, "en"), body
        assert choose(found.note, "bn") != choose(found.note, "en")


def test_what_is_broken_as_a_whole_says_where(runner):
    found = one(runner, "def f(x):\n    return (x", part("f(x)", value="2*x"), x=X)
    assert (found.at.line, found.at.text, found.column) == (2, "    return (x", 11)
    found = one(runner, "import numpy as np\nx = np.zeros(3)[5]", part("f(x)", value="2*x"), x=X)
    assert found.at.line == 2
    assert "IndexError" in choose(found.broken, "en")


def test_what_is_printed_while_differences_are_taken_is_not_kept(runner):
    source = (
        "import numpy as np\ndef f(x):\n    print('f')\n    return np.sum(x**2)\n"
        "def df(x):\n    print('df')\n    return 2 * x"
    )
    asked = [Part(call="f(x)"), Part(call="df(x)", gradient={"result": "x"}, of_own="f(x)")]
    found = check(source, "answer.py", {"x": X}, asked, runner)
    assert found.right
    assert found.printed == "f\ndf\n"


@pytest.mark.torch
def test_autograd_is_asked_for_gradients_that_are_right(runner):
    pytest.importorskip("torch", reason="PyTorch is not installed: it cannot be asked")
    from tutor.checking.assignments.second_opinion import with_autograd

    assignment = ALL["layer-norm"]
    found = report(runner, "layer-norm", solution("layer-norm"), seconds=4, total=20)
    told = with_autograd(found, assignment.parts, assignment.given)
    assert told.autograd == (6, 6)
    unwritten = report(runner, "layer-norm", assignment.starter)
    assert with_autograd(unwritten, assignment.parts, assignment.given).autograd is None


def test_without_pytorch_nothing_is_asked(runner, monkeypatch):
    from tutor.checking.assignments import autograd
    from tutor.checking.assignments.second_opinion import with_autograd

    monkeypatch.setattr(autograd, "installed", lambda: False)
    found = report(runner, "softmax", solution("softmax"))
    assert with_autograd(found, ALL["softmax"].parts, ALL["softmax"].given) is found


@pytest.mark.parametrize(
    ("body", "slip"),
    [
        ("return x - x.max(axis=1)", "keepdims_missing"),
        ("return x - x.max(axis=0)[:, None]", ""),
        ("return x @ x", "factors_do_not_fit"),
        ("return np.dot(x, x)", "factors_do_not_fit"),
        ("return x.reshape(5, 5)", ""),
    ],
)
def test_an_error_of_numpy_points_at_its_slip(runner, body, slip):
    source = f"import numpy as np\ndef f(x):\n    {body}"
    found = one(runner, source, part("f(x)", value="2*x"), x=X)
    assert found.frames[-1].line == 3
    assert found.slip == slip


def test_every_sentence_is_in_every_language_with_the_same_places():
    for key, sentence in strings.table.items():
        assert set(sentence) == set(LANGUAGES), key
        places = [set(re.findall(r"\{(\w+)\}", sentence[language])) for language in LANGUAGES]
        assert places[0] == places[1], key


def test_every_slip_that_is_found_has_a_sentence_with_its_values(runner):
    source = Path(comparing.__file__).read_text("utf-8")
    for name in re.findall(r'Slip\("(\w+)"|return "(\w+)"', source):
        assert "slip_" + (name[0] or name[1]) in strings
