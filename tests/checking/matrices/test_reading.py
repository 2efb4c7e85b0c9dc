"""Reading matrix expressions: many notations, one tree; and what cannot be read is told where."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.bilingual import LANGUAGES, choose
from tutor.checking.matrices import CannotRead, check, read
from tutor.checking.matrices.inference import Clash
from tutor.checking.matrices.problem import make_problem
from tutor.checking.matrices.show import letters, shown
from tutor.exercise import Right, Unreadable, Wrong

DIMS = {
    "A": ["m", "n"], "S": ["n", "n"], "x": ["n", 1], "y": ["n", 1], "b": ["m", 1],
    "W_1": ["m", "n"], "W_2": ["k", "m"], "delta": ["m", 1], "y_hat": ["n", 1], "lambda": [1, 1],
    "Sigma": ["n", "n"], "z": ["n", 1], "X": ["N", "d"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "notations"),
    [
        ("A'*b", ["A^T b", "A^\\top b", "A^{\\top} b", "Aᵀb", "A.T @ b", "A.transpose() @ b",
                  "transpose(A)*b", "np.transpose(A) @ b", "A.T.dot(b)", "A^{\\mathsf{T}}b",
                     "A^{T}b",
                  "A⊤b", "A^t b", "\\mathbf{A}^\\top\\mathbf{b}", "(b' A)'", "A'b", "A ' b"]),
        ("inv(S)*x", ["S^-1 x", "S^{-1}x", "S⁻¹x", "S**-1 @ x", "S^(-1) x", "np.linalg.inv(S) @ x",
                      "np.linalg.solve(S, x)", "S\\x", "inv(S).dot(x)", "S.inverse() @ x"]),
        ("inv(S)'*x", ["S^-T x", "S^{-T}x", "S⁻ᵀx", "S^{-\\top}x", "S'^-1 x", "inv(S')x",
                       "(S^{-1})^T x", "S^{-1}^T x"]),
        ("delta .* b", ["δ⊙b", "δ∘b", "\\delta \\odot b", "delta .* b", "np.multiply(delta, b)",
                        "delta * b", "diag(δ)b", "b ⊙ δ"]),
        ("norm(x)^2", ["x'x", "‖x‖²", "||x||^2", "\\|x\\|_2^2", "\\lVert x \\rVert^2", "‖x‖₂²",
                     "<x, x>",
                       "⟨x, x⟩", "\\langle x, x \\rangle", "np.dot(x, x)", "sum(x.^2)",
                     "np.sum(x**2)",
                       "np.linalg.norm(x)**2", "x·x", "tr(xx')", "x.T @ x", "\\|x\\|^2_2"]),
        ("norm1(x)", ["‖x‖₁", "||x||_1", "\\|x\\|_1", "norm(x, 1)", "sum(|x|)", "1'|x|"]),
        ("norm(A)", ["‖A‖_F", "||A||_F", "\\|A\\|_F", "norm(A, 'fro')", "np.linalg.norm(A)",
                     "sqrt(tr(A'A))"]),
        ("W_1'*W_2'", ["W₁ᵀW₂ᵀ", "W1' W2'", "W_{1}^\\top W_{2}^\\top", "(W2 W1)'",
                     "{W^{(1)}}^T {W^{(2)}}^T",
                       "W_1.T @ W_2.T", "\\mathbf{W}_1^\\top \\mathbf{W}_2^\\top"]),
        ("y_hat - y", ["ŷ - y", "\\hat y - y", "\\hat{y} − y", "yhat - y", "y_hat-y",
                     "\\hat{\\mathbf{y}} - \\mathbf{y}"]),
        ("lambda*x", ["λx", "\\lambda x", "lam*x", "x λ", "λ·x", "lambda I x"]),
        ("inv(Sigma)*x", ["Σ^{-1}x", "\\Sigma^{-1} x", "Σ⁻¹x",
                     "\\boldsymbol\\Sigma^{-1}\\mathbf x"]),
        ("diag(sigma'(z))", ["diag(σ'(z))", "diag(σ′(z))", "np.diag(sigma(z)*(1-sigma(z)))",
                             "\\operatorname{diag}(\\sigma'(z))", "diag(\\sigma^\\prime(z))",
                     "diag(σ(z)⊙(1-σ(z)))"]),
        ("0.5*x", ["½x", "\\frac{1}{2}x", "\\frac12 x", "x/2", "1/2 x", "0.5 x", "x*.5", "2^-1 x"]),
        ("A*one", ["A 1", "A𝟏", "A \\mathbf{1}", "A one_n", "A @ np.ones((n, 1))", "A @ np.ones(n)",
                   "np.sum(A, axis=1, keepdims=True)", "A.sum(axis=1)", "A \\mathbb{1}"]),
        ("I_n", ["I", "np.eye(n)", "S S^-1", "\\mathbf{I}", "eye(n)", "I I"]),
        ("log(det(Sigma))", ["log|Σ|", "\\log\\det\\Sigma", "logdet(Sigma)", "log det Σ",
                     "ln det(Σ)",
                             "np.linalg.slogdet(Sigma)[1]", "\\log|\\Sigma|",
                     "np.log(np.linalg.det(Sigma))"]),
        ("relu(z)", ["max(0, z)", "np.maximum(z, 0)", "z ⊙ 1[z > 0]", "np.where(z > 0, z, 0)",
                     "(z > 0) .* z",
                     "\\max(0, z)", "(z + |z|)/2"]),
        ("kron(x', S)", ["x' ⊗ S", "x^\\top \\otimes S", "np.kron(x.T, S)", "xᵀ ⊗ S"]),
        ("exp(x)/sum(exp(x))", ["softmax(x)", "e^x / 1'e^x", "exp(x - lse(x))",
                     "\\frac{e^x}{\\mathbf 1^\\top e^x}"]),
        ("x'*S*x/(x'*x)", ["x'Sx/x'x", "\\frac{x^\\top S x}{x^\\top x}", "x'Sx / (x'x)",
                     "(x.T @ S @ x)/(x.T @ x)"]),
        ("X'*X/N", ["(1/N) X^T X", "X.T @ X / X.shape[0]", "X.T @ X / len(X)",
                     "\\frac{1}{N}X^\\top X", "N^-1 X'X"]),
    ],
)  # fmt: skip
def test_notations_of_one_expression_are_all_read_as_it(key: str, notations: list[str]) -> None:
    for notation in notations:
        verdict = check(notation, key, dims=DIMS, layout="scalar", assume={"Sigma": "spd"})
        assert isinstance(verdict, Right), (notation, verdict)


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("", 0, "nothing"),
        ("A*", 1, "follow"),
        ("(A + ", 5, ""),
        ("(A", 0, "never closed"),
        ("A)", 1, "closes nothing"),
        ("A + Q", 4, "not declared"),
        ("a'*x", 0, "did you mean `A`"),
        ("A x_2", 2, "one entry"),
        ("∂L/∂x", 0, "∂"),
        ("\\sum_i x", 0, "index"),
        ("[[1, 2], [3, 4]]", 3, "entry by entry"),
        ("A $$ 3 # x", 7, "no meaning"),
        ("tr", 0, "apply"),
        ("* A", 0, "before"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_column(text: str, column: int, says: str) -> None:
    with pytest.raises(CannotRead) as caught:
        read(text, DIMS)
    why = caught.value.why
    assert isinstance(why, dict)
    assert set(why) == set(LANGUAGES)
    assert says in why["en"], why
    assert 0 <= caught.value.column <= len(text)
    if says != "":
        assert caught.value.column == column


@pytest.mark.parametrize(
    ("answer", "product", "shapes"),
    [
        ("x @ A", "`x @ A`", "(n×1) times (m×n)"),
        ("A A", "`A A`", "(m×n) times (m×n)"),
        ("2 b' x", "`2 b' x`", "(1×m) times (n×1)"),
        ("A*(x + b)", "`x` is n×1 and `b` is m×1", ""),
        ("inv(A)", "`A` is m×n", ""),
        ("tr(A)", "`A` is m×n", ""),
        ("x/y'", "`y'` is 1×n", ""),
        ("b ⊙ x", "`b` is m×1 and `x` is n×1", ""),
    ],
)
def test_a_clash_of_shapes_points_at_the_product(answer: str, product: str, shapes: str) -> None:
    verdict = check(answer, "x", dims=DIMS, layout="scalar")
    assert isinstance(verdict, Wrong)
    assert verdict.mistake is not None
    assert verdict.mistake.name == "shape"
    assert isinstance(verdict.why, dict)
    assert product in verdict.why["en"]
    assert shapes in verdict.why["en"]


def test_a_clash_tells_its_column() -> None:
    problem = make_problem(DIMS, layout="scalar")
    with pytest.raises(Clash) as caught:
        problem.meaning("A + x @ A", problem.read("A + x @ A"))
    assert caught.value.at == 6


def test_an_entrywise_star_is_said() -> None:
    verdict = check("x*y", "x .* y", dims=DIMS, layout="scalar")
    assert isinstance(verdict, Right)
    assert "entry by entry" in str(verdict.remark)


def test_an_unreadable_answer_costs_nothing() -> None:
    assert isinstance(check("A +", "x", dims=DIMS, layout="scalar"), Unreadable)


def test_an_answer_is_shown_with_the_shape_of_every_part() -> None:
    problem = make_problem(DIMS, layout="scalar")
    text = "W_1'(δ ⊙ b)"
    box = shown(problem.meaning(text, problem.read(text)))
    assert box.lines[0].split() == ["W₁ᵀ", "(", "δ", "⊙", "b", ")"]
    assert box.lines[1].split() == ["n×m", "m×1", "m×1"]


@pytest.mark.parametrize(
    ("text", "top"),
    [
        ("norm(A*x - b)^2", "‖Ax−b‖²"),
        ("norm1(x)", "‖x‖₁"),
        ("normF(A)", "‖A‖_F"),
        ("sqnorm(x)", "‖x‖²"),
        ("inv(S)*x", "S⁻¹x"),
        ("inv(S + I)*x", "(S+I)⁻¹x"),
        ("inv(S)'", "S⁻ᵀ"),
        ("inv(S)^2", "(S⁻¹)²"),
    ],
)
def test_norms_and_inverses_are_shown_as_papers_write_them(text: str, top: str) -> None:
    problem = make_problem(DIMS, layout="scalar")
    line = shown(problem.meaning(text, problem.read(text))).lines[0]
    assert "".join(line.split()) == top


@pytest.mark.parametrize(
    ("name", "letter"),
    [("W_1", "W₁"), ("y_hat", "ŷ"), ("lambda", "λ"), ("delta_2", "δ₂"), ("X", "X")],
)
def test_names_are_shown_in_unicode(name: str, letter: str) -> None:
    assert letters(name) == letter


pieces = st.sampled_from(
    ["A", "x", "(", ")", "'", "^T", "^-1", "*", " ", "+", "-", "\\frac{", "}", "||", "|", "⊙", "1",
     "tr", "diag(", ",", "σ", "[", "]", "<", ">", "_1", "{", "\\top", ".T", "/", "log", "0.5", "ŷ"]
)  # fmt: skip


@given(st.one_of(st.lists(pieces, max_size=14).map("".join), st.text(max_size=40)))
@settings(max_examples=300, deadline=None)
def test_reading_ends_in_a_tree_or_in_a_told_column(text: str) -> None:
    column = 0
    try:
        read(text, DIMS)
    except CannotRead as error:
        column = error.column
    assert 0 <= column <= len(text)


@given(st.lists(pieces, max_size=14).map("".join))
@settings(max_examples=80, deadline=None)
def test_judging_anything_readable_ends_in_a_verdict(text: str) -> None:
    assert check(text, "A*x", dims=DIMS, layout="scalar")


def test_reading_loads_neither_numpy_nor_mpmath() -> None:
    program = (
        "import sys\n"
        "from tutor.checking.matrices.problem import make_problem\n"
        "from tutor.checking.matrices.show import shown\n"
        "problem = make_problem({'A': ['n', 'n'], 'x': ['n', 1]}, function=\"x'*A*x\", wrt='x')\n"
        'shown(problem.meaning("(A+A\')x", problem.read("(A+A\')x"), problem.wanted))\n'
        "sys.exit(', '.join(sorted({'numpy', 'mpmath', 'sympy'} & set(sys.modules))) or None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


FLOORS = {"W_2": "h×g", "W_3": "k×h", "delta_3": "k", "z_2": "h", "z_1": "g", "S": "h×h",
          "x": "h", "y": "h", "v": "h", "b": "scalar"}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown_as", "noted"),
    [
        ("S x ⊙ y", "S x ⊙ y", False),
        ("W3 x y'y", "W₃ x yᵀ y", False),
        ("W3 x'y", "W₃ (xᵀ y)", False),
        ("W3/b x'x S", "W₃ / b (xᵀ x) S", False),
        ("W2'W3'δ3 ⊙ σ'(z2) ⊙ σ'(z1)", "W₂ᵀ (W₃ᵀ δ₃ ⊙ σ′(z₂)) ⊙ σ′(z₁)", True),
        ("W3 x ⊙ y ⊙ v", "W₃ (x ⊙ y ⊙ v)", True),
    ],
)
def test_a_product_is_read_as_usual_or_in_the_one_way_that_conforms(
    text: str, shown_as: str, noted: bool
) -> None:
    problem = make_problem(FLOORS)
    reading = problem.meaning(text, problem.read(text))
    top = shown(reading).lines[0]
    assert "".join(top.split()) == "".join(shown_as.split())
    assert bool(reading.notes) == noted
    if noted:
        told = choose(reading.notes[0], "en")
        grouped = told.split("`")[3]
        assert problem.meaning(grouped, problem.read(grouped)).term == reading.term
        assert problem.meaning(grouped, problem.read(grouped)).notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "W3 x ⊙ S y ⊙ v",  # W₃(x ⊙ Sy ⊙ v) or W₃(x ⊙ S(y ⊙ v))
        "W2'W3'δ3 ⊙ σ'(z2)",  # conforms with brackets, to something else
        "W2'W3'δ3 ⊙ σ'(z1) ⊙ σ'(z2)",
        "W2'(W3'δ3) ⊙ σ'(z2)",
    ],
)
def test_brackets_are_never_chosen_to_make_an_answer_right(text: str) -> None:
    assert isinstance(check(text, "W2'((W3'δ3) ⊙ σ'(z2)) ⊙ σ'(z1)", dims=FLOORS), Wrong)


def test_a_product_that_conforms_in_two_ways_has_no_reading() -> None:
    problem = make_problem(FLOORS)
    with pytest.raises(Clash):
        problem.meaning("W3 x ⊙ S y ⊙ v", problem.read("W3 x ⊙ S y ⊙ v"))
