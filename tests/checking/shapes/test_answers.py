"""Shapes as learners type them, and what is told of wrong ones."""

import pytest

from tutor.bilingual import LANGUAGES, choose
from tutor.checking.shapes import check_row, read_answer
from tutor.exercise import Right, Undecided, Unreadable, Wrong

CODE = """x = np.zeros((B, T, d))
q = x.reshape(B, T, H, d // H).transpose(0, 2, 1, 3)
"""
ROW = {"code": CODE, "expr": "q", "dims": dict.fromkeys("BTdH"), "constraints": ["d % H == 0"]}


def judged(answer, **changes):
    return check_row({**ROW, "answer": answer, **changes})


@pytest.mark.parametrize(
    "answer",
    [
        "(B, H, T, d/H)", "(B,H,T,d//H)", "[B, H, T, d // H]", "B x H x T x d/H", "B × H × T × d/H",
        "B, H, T, d/H", "torch.Size([B, H, T, d//H])", "shape: (B, H, T, d/H)",
        "q.shape = (B, H, T, d/H)",
        "(B, H, T, d÷H)", r"(B, H, T, \frac{d}{H})", "$(B, H, T, d/H)$", "ℝ^{B×H×T×d/H}",
        "{B, H, T, d/H}",
        "B H T d/H", "(B, H, T, floor(d/H))", "(B, H, T, ⌊d/H⌋)", "(B, H, T, (d)/(H))",
        "  ( B ,H,T, d/H ) ",
        "(B, H, T, d·1/H)", "(B, H, T, d*H/H**2)", "B by H by T by d/H", "(B, H, T, d/H,)",
    ],
)  # fmt: skip
def test_usual_forms_of_the_right_shape(answer):
    verdict = judged(answer)
    assert isinstance(verdict, Right), verdict


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ("(B, T, H, d/H)", "swapped-axes"),
        ("(B, H, T, d)", "forgot-to-divide"),
        ("(B, H, T)", "dropped-axis"),
        ("(B, H, T, d/H, 1)", "kept-axis-of-one"),
        ("(B, H, T, d/H, d)", "kept-axis"),
        ("(B*H, T, d/H)", "regrouped"),
        ("(B, H, T - 1, d/H)", "off-by-one"),
        ("(B, 1, T, d/H)", "wrong-broadcast"),
        ("(B, d)", "wrong-rank"),
        ("()", "wrong-rank"),
        ("(B, H, 2*T, d/H)", "constant-factor"),
        ("(B, H, T + 5, d/H)", "off-by-constant"),
    ],
)
def test_wrong_shapes_are_told_apart(answer, mistake):
    verdict = judged(answer)
    assert isinstance(verdict, Wrong)
    assert verdict.mistake is not None
    assert verdict.mistake.name == mistake
    assert all(choose(verdict.mistake.text, language) for language in LANGUAGES)


def test_the_example_has_small_sizes_and_both_shapes():
    witness = judged("(B, T, H, d/H)").witness
    text = choose(witness.text, "en")
    assert "NumPy gives" in text
    assert witness.yours != witness.expected
    sizes = {name: int(number) for name, number in witness.at.items()}
    assert sizes["d"] % sizes["H"] == 0
    assert (
        witness.expected
        == f"({sizes['B']}, {sizes['H']}, {sizes['T']}, {sizes['d'] // sizes['H']})"
    )


def test_a_transposed_matrix_is_named():
    row = {"code": "y = np.zeros((N, K))", "dims": {"N": None, "K": None}, "answer": "(K, N)"}
    assert check_row(row).mistake.name == "transposed"


def test_a_dropped_kept_axis_is_named():
    code = "y = np.zeros((N, K)).sum(axis=1, keepdims=True)"
    row = {"code": code, "dims": {"N": None, "K": None}, "answer": "(N,)"}
    assert check_row(row).mistake.name == "dropped-kept-axis"


@pytest.mark.parametrize(
    "answer", ["(2, 4, 3, 2)", "২ × ৪ × ৩ × ২", "2x4x3x2", "[২, ৪, ৩, ২]", "(B, H, T, d/H)"]
)
def test_numbers_where_sizes_are_numbers(answer):
    assert isinstance(judged(answer, dims={"B": 2, "T": 3, "d": 8, "H": 4}), Right)


def test_letters_are_not_right_by_coincidence():
    verdict = judged("(B, H, T, B)", dims={"B": 2, "T": 3, "d": 8, "H": 4})
    assert isinstance(verdict, Wrong)


@pytest.mark.parametrize("answer", ["()", "scalar", "a number", "torch.Size([])", "[]", "0-d"])
def test_a_scalar_in_every_form(answer):
    row = {"code": "r = np.zeros((N, K)).sum()", "dims": {"N": None, "K": None}, "answer": answer}
    assert isinstance(check_row(row), Right)


@pytest.mark.parametrize("answer", ["N", "(N,)", "(N)", "[N]", "N,"])
def test_a_vector_in_every_form(answer):
    row = {
        "code": "r = np.zeros((N, K)).sum(axis=1)",
        "dims": {"N": None, "K": None},
        "answer": answer,
    }
    assert isinstance(check_row(row), Right)


def test_greek_and_subscripts():
    row = {"code": "r = np.zeros((alpha, d_k))", "dims": {"alpha": None, "d_k": None}}
    for answer in ("(α, d_k)", "(alpha, dₖ)", "α × d_k", r"(\alpha, d_{k})"):
        assert isinstance(check_row({**row, "answer": answer}), Right), answer


@pytest.mark.parametrize(
    ("answer", "column"), [("(b, H, T, d/H)", 1), ("(B, H, T, q)", 10), ("", 0), ("(B, H, @)", 7)]
)
def test_what_cannot_be_read_says_where(answer, column):
    verdict = judged(answer)
    assert isinstance(verdict, Unreadable)
    assert verdict.column == column
    assert all(choose(verdict.why, language) for language in LANGUAGES)


@pytest.mark.parametrize(
    "answer", ["(" * 500, "B" * 10_000, "(B" + "+B" * 150 + ")", "9**9**9**9", "(1/0,)"]
)
def test_hostile_answers_are_answered_at_once(answer):
    assert isinstance(judged(answer), Wrong | Unreadable)


def test_code_that_fails_is_answered_by_error():
    row = {"code": "y = np.zeros((N, K)) @ np.zeros((N, K))", "dims": {"N": None, "K": None}}
    assert isinstance(check_row({**row, "answer": "error"}), Right)
    assert isinstance(check_row({**row, "answer": "(N, K)"}), Wrong)
    assert isinstance(judged("error"), Wrong)


def test_code_that_is_not_followed_is_undecided():
    row = {"code": "import pandas\ny = pandas.read_csv('x')", "dims": {}, "answer": "(3,)"}
    assert isinstance(check_row(row), Undecided)


def test_the_reading_is_shown_back():
    assert read_answer("2n x  m", ["n", "m"]).shown() == "(2*n, m)"
