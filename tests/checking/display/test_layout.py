"""What TeX becomes on a grid of cells."""

import pytest

from tutor.checking.display import TexError, inline, tex
from tutor.checking.display.symbols import BRACKETS, OPERATORS, SYMBOLS


def rows(source: str, width: int | None = None) -> list[str]:
    return [line.rstrip() for line in tex(source, width=width).lines]


def test_more_than_350_symbols_are_known() -> None:
    assert len(SYMBOLS) + len(OPERATORS) + len(BRACKETS) > 450


@pytest.mark.parametrize("name", sorted(SYMBOLS))
def test_every_symbol_takes_one_row_of_its_own_width(name: str) -> None:
    box = tex("\\" + name)
    assert box.height == 1
    assert box.lines[0].strip()


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a+b", "a + b"),
        ("-x", "−x"),
        ("a=-b", "a = −b"),
        ("a\\cdot -b", "a · −b"),
        ("(-1)^n", "(−1)ⁿ"),
        ("f(x,y)", "f(x, y)"),
        ("x_1,\\ldots,x_n", "x₁, …, xₙ"),
        ("2\\log x", "2 log x"),
        ("\\sin(x)", "sin(x)"),
        ("\\sin^2\\theta", "sin² θ"),
        ("x^{-1}", "x⁻¹"),
        ("A^\\top B", "AᵀB"),
        ("x_i^2", "xᵢ²"),
        ("f''(x)", "f″(x)"),
        ("x'^2", "x′²"),
        ("\\|x\\|_2", "‖x‖₂"),
        ("|a|+|b|", "|a| + |b|"),
        ("p(x|z)", "p(x|z)"),
        ("|-x|", "|−x|"),
        ("f|_0 = g|_0", "f|₀ = g|₀"),
        ("2|x| + \\|y\\|", "2|x| + ‖y‖"),
        ("{\\bf x}_1 + {\\rm KL}", "𝐱₁ + KL"),
        ("x^\\star + A^{\\mathsf T}", "x⋆ + Aᵀ"),
        ("X \\perp\\!\\!\\!\\perp Y", "X ⊥⊥ Y"),
        ("KL(p\\|q)", "KL(p ‖ q)"),
        ("0.5x", "0.5x"),
        ("10{,}000", "10,000"),
        ("a\\quad b", "a  b"),
        ("a\\,b\\!c", "a bc"),
        ("\\int f(x)\\,dx", "∫ f(x) dx"),
        ("\\mathbb{R}^n", "ℝⁿ"),
        ("\\mathbb R", "ℝ"),
        ("\\mathcal{L}", "ℒ"),
        ("\\mathbf{W}\\mathbf{x}", "𝐖𝐱"),
        ("\\boldsymbol{\\theta}", "𝛉"),
        ("\\mathbf{AB_1}", "𝐀𝐁₁"),
        ("\\mathrm{KL}", "KL"),
        ("\\mathrm{d}x", "dx"),
        ("\\hat y", "ŷ"),
        ("\\bar{x}", "x̄"),
        ("\\text{if } x>0", "if x > 0"),
        ("\\text{for $x_1$ only}", "for x₁ only"),
        ("\\not= \\not\\in", "≠∉"),
        ("\\color{red} x + \\textcolor{blue}{y}", "x + y"),
        ("x % a comment\n+ y", "x + y"),
        ("∂L/∂W ≤ √2", "∂L/∂W ≤ √2"),
        ("a \\bmod b", "a mod b"),
        ("a \\pmod n", "a  (mod n)"),
        ("\\Pr(A)", "Pr(A)"),
        ("\\limsup", "lim sup"),
        ("{}", ""),
        ("\\operatorname{softmax}(z)", "softmax(z)"),
        ("E = mc^2 \\tag{3}", "E = mc²    (3)"),
        ("\\sqrt2", "√2"),
        ("f \\colon X \\to Y", "f: X → Y"),
        ("\\{1, 2\\}", "{1, 2}"),
        ("\\langle u, v \\rangle", "⟨u, v⟩"),
        ("\\begin{equation} x = 1 \\end{equation}", "x = 1"),
    ],
)
def test_what_needs_one_row_takes_one_row(source: str, line: str) -> None:
    assert rows(source) == [line]


def test_rows_line_up_on_the_axis() -> None:
    assert rows(r"a = \frac{1}{b} + c") == ["     1", "a = ─── + c", "     b"]


def test_an_outer_bar_is_longer_than_an_inner_one() -> None:
    lines = rows(r"\frac{\frac{a+b}{c}}{d}")
    bars = [line.count("─") for line in lines if "─" in line]
    assert bars == [5, 7]


def test_a_script_without_small_letters_has_its_own_row() -> None:
    assert rows(r"\pi_\theta(a)") == ["π (a)", " θ"]
    assert rows(r"e^{x_i}") == [" xᵢ", "e"]


def test_limits_stand_below_and_above() -> None:
    assert rows(r"\sum_{i=1}^{n} x_i") == [" n", " ∑  xᵢ", "i=1"]
    assert rows(r"\max_{w} f") == ["max f", " w"]


def test_limits_stand_beside_where_told() -> None:
    assert rows(r"\sum\nolimits_{i=1}^{n} x_i") == ["∑ᵢ₌₁ⁿ xᵢ"]


def test_brackets_grow_with_a_fraction_and_not_with_a_script() -> None:
    assert rows(r"\left(\frac{a}{b}\right)^2") == ["⎛ a ⎞²", "⎜───⎟", "⎝ b ⎠"]
    assert rows(r"\left(x_\theta\right)") == ["(x )", "  θ"]


def test_plain_brackets_grow_too() -> None:
    assert rows(r"\exp(\frac{a}{b})")[0].startswith("   ⎛")


def test_an_invisible_delimiter_takes_no_place() -> None:
    assert rows(r"\left.\frac{dy}{dx}\right|_0") == ["dy│", "──│", "dx│₀"]


def test_matrices_line_up_their_columns() -> None:
    assert rows(r"\begin{bmatrix} 1 & -20 \\ 30 & 4 \end{bmatrix}") == [
        "⎡1   −20⎤",
        "⎢       ⎥",
        "⎣30   4 ⎦",
    ]


def test_an_array_follows_its_column_letters_and_rules() -> None:
    assert rows(r"\begin{array}{l|r} ab & c \\ \hline d & ef \end{array}") == [
        "ab │  c",
        "───┼───",
        "d  │ ef",
    ]


def test_aligned_equations_meet_at_their_relation() -> None:
    lines = rows(r"\begin{aligned} a &= b + c \\ long &= d \end{aligned}")
    assert lines == ["   a = b + c", "long = d"]


def test_bare_ampersands_align_as_in_an_align_environment() -> None:
    assert rows(r"a &= b \\ cc &= d") == [" a = b", "cc = d"]


def test_a_root_covers_what_stands_under_it() -> None:
    assert rows(r"\sqrt{x+1}") == [" _____", "√x + 1"]
    assert rows(r"\sqrt[n]{x+1}") == ["ⁿ _____", " √x + 1"]


def test_a_wide_accent_has_a_row_of_its_own() -> None:
    assert rows(r"\widehat{xy}") == ["^", "xy"] or rows(r"\widehat{xy}") == [" ^", "xy"]
    assert rows(r"\overline{AB}") == ["__", "AB"]
    assert rows(r"\overrightarrow{AB}") == ["─→", "AB"]


def test_braces_carry_their_notes() -> None:
    assert rows(r"\underbrace{a+b+c}_{n}") == ["a + b + c", "╰───┬───╯", "    n"]


def test_a_wide_formula_is_broken_before_relations_then_operators() -> None:
    source = r"\log p(x) = \log \int p(x,z)\,dz \ge \mathbb{E}[\log p(x,z)] + H(q) + constant"
    lines = rows(source, 40)
    assert [line.strip()[0] for line in lines] == ["l", "≥", "+"]
    assert lines[1].startswith(" " * 9)


def test_a_broken_formula_keeps_every_sign() -> None:
    source = r"a_1 + b_1 = c_1 + d_1 + e_1 + f_1 = g_1 + h_1 + i_1 + j_1"
    whole = rows(source)[0]
    assert " ".join(line.strip() for line in rows(source, 24)) == whole


def test_what_cannot_be_broken_keeps_its_width() -> None:
    source = r"\begin{bmatrix}" + " & ".join("abcdefgh"[:8] for _ in range(8)) + r"\end{bmatrix}"
    assert tex(source, width=40) == tex(source)


def test_aligned_equations_are_broken_under_their_relation() -> None:
    source = r"\begin{aligned} f(x) &= aaaa + bbbb + cccc + dddd + eeee \\ &= g(x) \end{aligned}"
    lines = rows(source, 30)
    assert max(map(len, lines)) <= 30
    assert lines[1].index("+") == lines[0].index("=") + 2


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (r"\frac{\partial L}{\partial W}", "∂L/∂W"),
        (r"\frac{a+b}{c}", "(a + b)/c"),
        (r"\frac{a}{bc}", "a/(bc)"),
        (r"\frac{1}{2}x", "½x"),
        (r"2\frac{1}{2}", "2(1/2)"),
        (r"\frac{1}{n}\sum_i x_i", "(1/n) ∑ᵢ xᵢ"),
        (r"\frac{d}{dx} f", "d/dx f"),
        (r"\frac{f(x)}{g(x)}", "f(x)/g(x)"),
        (r"\frac{x}{\|x\|_2}", "x/‖x‖₂"),
        (r"\frac{\frac{a}{b}}{c}", "(a/b)/c"),
        (r"\left(\frac{a}{b}\right)^2", "(a/b)²"),
        (r"\frac{a}{b}^2", "(a/b)²"),
        (r"x^{\frac{a}{b}}", "x^(a/b)"),
        (r"e^{-x^2/2}", "e^(−x²/2)"),
        (r"\mathbb{E}_{x\sim p}[x]", "𝔼_{x∼p}[x]"),
        (r"\pi_\theta(a|s)", "π_θ(a|s)"),
        (r"x_d y", "x_d y"),
        (r"\sqrt{x+1}", "√(x + 1)"),
        (r"\sqrt{d_k}", "√dₖ"),
        (r"\sqrt[3]{x}", "∛x"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a, b; c, d)"),
        (r"\binom{n}{k}", "(n choose k)"),
        (r"\hat{\theta}_i", "θ̂ᵢ"),
        (r"\widehat{xy}", "hat(xy)"),
        (r"\begin{cases} a & x > 0 \\ b & x \le 0 \end{cases}", "{ a x > 0; b x ≤ 0 }"),
    ],
)
def test_inside_a_sentence_a_formula_takes_one_line(source: str, line: str) -> None:
    assert inline(source) == line


@pytest.mark.parametrize(
    ("source", "column", "word"),
    [
        (r"a + \sofmax(x)", 4, "\\softmax"),
        (r"a + \foo", 4, "\\operatorname"),
        (r"\frac{a}{b", 8, "closed"),
        (r"\frac{a}", 8, "\\frac"),
        (r"x^", 2, "^"),
        (r"x^a^b", 3, "^"),
        (r"x_a_b", 3, "_"),
        (r"a } b", 2, "}"),
        (r"\left( x", 0, "\\right"),
        (r"x \right)", 2, "\\left"),
        (r"\left x", 6, "delimiter"),
        (r"\begin{bmatrix} a", 0, "\\end{bmatrix}"),
        (r"\begin{tikz} a \end{tikz}", 0, "tikz"),
        (r"\begin{bmatrix} a \end{pmatrix}", 18, "pmatrix"),
        (r"a \end{matrix}", 2, "matrix"),
        (r"{a & b}", 3, "&"),
        (r"a $ b", 2, "dollar"),
        (r"a # b", 2, "#"),
        ("a \\", 2, "backslash"),
        ("a\x07", 1, "0007"),
        ("", 0, "formula"),
        (r"\sqrt[3{x}", 5, "]"),
    ],
)
def test_what_cannot_be_shown_is_told_with_its_place_and_a_way_out(
    source: str, column: int, word: str
) -> None:
    with pytest.raises(TexError) as caught:
        tex(source)
    assert caught.value.column == column
    assert word in caught.value.message
    assert isinstance(caught.value.text, dict)
    assert caught.value.text["bn"]
