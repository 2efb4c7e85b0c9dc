"""Words in an answer: signs where they are plain, turned back where they are not, never letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.bilingual import choose
from tutor.checking.expression import Reading, read, show, spoken, stream
from tutor.checking.expression.tree import Node, Symbol
from tutor.exercise import Unreadable

OPERANDS = ("x", "3", "(x + 1)", "sin(x)", "x^2")
JOINING = {"over": "/", "divided by": "/", "multiplied by": "*", "to the power": "^", "per": "/"}
BEFORE = {
    "square root of": "sqrt",
    "cube root of": "cbrt",
    "natural log of": "ln",
    "sine of": "sin",
}
COMPARING = {"is at least": ">=", "is at most": "<=", "is greater than": ">", "is not": "!="}
WORDS = sorted({*spoken._LAST, *stream._UNWORKED, *stream._BEFORE} - {"the"})


def tree_of(text: str, form: str = "expression", names: tuple[str, ...] = ("x",)) -> Node:
    reading = read(text, names=names, form=form)
    assert isinstance(reading, Reading), (text, choose(reading.why, "en"))
    return reading.tree


def refused(text: str, form: str = "expression") -> str:
    answer = read(text, names=("x",), form=form)
    assert isinstance(answer, Unreadable), text
    return choose(answer.why, "en")


@given(st.sampled_from(OPERANDS), st.sampled_from(list(JOINING)), st.sampled_from(OPERANDS))
def test_a_word_between_two_operands_is_its_sign(left: str, word: str, right: str) -> None:
    expected = tree_of(f"({left}){JOINING[word]}({right})")
    assert tree_of(f"({left}) {word} ({right})") == expected


@given(st.sampled_from(list(BEFORE)), st.sampled_from(OPERANDS), st.sampled_from(("", "the ")))
def test_a_word_before_an_operand_takes_all_of_it(word: str, inner: str, before: str) -> None:
    assert tree_of(f"{before}{word} {inner}") == tree_of(f"{BEFORE[word]}({inner})")


@given(st.sampled_from(list(BEFORE)), st.sampled_from([" + ", "-", " - ", " / "]))
def test_where_a_word_may_reach_further_nothing_is_guessed(word: str, sign: str) -> None:
    assert "open how far" in refused(f"{word} x{sign}1")


@given(st.sampled_from(list(COMPARING)), st.integers(-9, 9))
def test_a_comparison_in_words_is_one_in_signs(word: str, bound: int) -> None:
    signs = tree_of(f"x {COMPARING[word]} {bound}", "interval")
    assert tree_of(f"x {word} {bound}", "interval") == signs


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=4, unique=True))
def test_points_left_out_in_words_are_left_out(points: list[int]) -> None:
    listed = ", ".join(map(str, points))
    expected = tree_of(rf"ℝ \ {{{listed}}}", "interval")
    said = " and ".join(map(str, points))
    assert tree_of(f"all real numbers except {said}", "interval") == expected
    assert tree_of(f"R - {{{listed}}}", "interval") == expected


@pytest.mark.parametrize("word", WORDS)
def test_a_declared_name_stays_a_name(word: str) -> None:
    assert tree_of(word, names=(word,)) == Symbol(word)


@pytest.mark.parametrize("word", ["banana", "roughly", "evaluated"])
def test_a_word_beside_a_value_is_no_variable(word: str) -> None:
    assert refused(f"28 {word}")
    assert refused(f"x {word} 2")


@pytest.mark.parametrize(
    ("text", "form", "same"),
    [
        ("1 2\n3 4", "matrix", "[[1,2],[3,4]]"),
        ("1, 2\n3, 4\n", "matrix", "[[1,2],[3,4]]"),
        ("-1 2\n3 -4", "matrix", "[[-1,2],[3,-4]]"),
        ("[[1. 2.]\n [3. 4.]]", "matrix", "[[1.,2.],[3.,4.]]"),
        ("[[-0.5  1.]\n [ 3.  -4. ]]", "matrix", "[[-0.5,1.],[3.,-4.]]"),
        ("array([[1., 2.],\n       [3., 4.]])", "matrix", "[[1.,2.],[3.,4.]]"),
        ("tensor([[1., 2.],\n [3., 4.]], device='cuda:0')", "matrix", "[[1.,2.],[3.,4.]]"),
        ("x=1\nx=2", "set", "x = 1 or x = 2"),
        ("1\n2", "set", "{1, 2}"),
        ("2x = 4\nx = 2", "equation", "x = 2"),
        ("2x  # the derivative\n", "expression", "2x"),
        ("```\n2x\n```", "expression", "2x"),
        ("\\[\n2x\n\\]", "expression", "2x"),
    ],
)
def test_lines_are_rows_elements_or_steps(text: str, form: str, same: str) -> None:
    assert tree_of(text, form) == tree_of(same, form)


def test_names_that_are_held_stay_whole_although_nothing_is_declared() -> None:
    for typed, held, wanted in (
        ("speed0**2*q", ("speed0",), "speed0**2*q"),
        ("lamda*x", ("lamda",), "lamda*x"),
        ("qr + r", ("qr",), "qr + r"),
        ("qr + r", (), "q*r + r"),
    ):
        reading = read(typed, held=held)
        assert isinstance(reading, Reading)
        assert show.python(reading.tree) == wanted
