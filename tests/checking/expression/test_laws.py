"""Laws of the reader: what is shown reads back, and no text can hurt it."""

import sys
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.bilingual import LANGUAGES, choose
from tutor.checking.expression import Reading, limits, read, show, vocabulary
from tutor.checking.expression.tree import (
    Add,
    Big,
    Call,
    Constant,
    Div,
    FiniteSet,
    Interval,
    Logic,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Piecewise,
    PlusMinus,
    Pow,
    Relation,
    Sequence,
    Symbol,
    Union,
    walk,
)
from tutor.exercise import Unreadable

NAMES = vocabulary.words(
    "x y z t A C N R U I alpha beta sigma gamma Gamma lambda theta_0 w_1 x_12 x_i y_hat y_hat_i "
    "delta_l dL h_t x_{t-1} learning_rate d_model phi Phi psi mu xi zeta_1"
)
DECIMALS = ("0.5", ".5", "5.", "2.50", "1e-3", "2.5E2", "0.001")


def decimal(text: str) -> Number:
    return Number(Fraction(text.rstrip(".")), text)


integers = st.integers(0, 1200).map(lambda value: Number(Fraction(value)))
atoms = st.one_of(
    integers,
    st.sampled_from(DECIMALS).map(decimal),
    st.sampled_from(("e", "pi", "oo")).map(Constant),
    st.sampled_from(NAMES).map(Symbol),
)


def tuples(nodes: st.SearchStrategy[Node], least: int, most: int) -> st.SearchStrategy[tuple]:
    return st.lists(nodes, min_size=least, max_size=most).map(tuple)


def relations(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    operators = st.sampled_from(("=", "!=", "<", "<=", ">", ">="))
    return st.builds(Relation, operators, nodes, nodes)


def conditions(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    single = relations(nodes)
    both = st.builds(Logic, st.sampled_from(("and", "or")), tuples(single, 2, 3))
    negated = st.builds(Logic, st.just("not"), single.map(lambda node: (node,)))
    nested = st.builds(Logic, st.sampled_from(("and", "or")), tuples(both | single, 2, 2))
    return st.one_of(single, both, negated, nested)


@st.composite
def calls(draw: st.DrawFn, nodes: st.SearchStrategy[Node]) -> Node:
    function = vocabulary.FUNCTIONS[draw(st.sampled_from(sorted(vocabulary.FUNCTIONS)))]
    if function.name == "indicator":
        return Call("indicator", (draw(relations(nodes)),))
    most = function.most or 3
    arguments = draw(tuples(nodes, function.least, most))
    if function.name == "root" and arguments[1] in (Number(Fraction(2)), Number(Fraction(3))):
        return Call("sqrt", arguments[:1])
    return Call(function.name, arguments)


def larger(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    cases = tuples(st.tuples(nodes, conditions(nodes)), 1, 2)
    operators = st.sampled_from(("sum", "prod"))
    return st.one_of(
        nodes.map(Neg),
        nodes.map(PlusMinus),
        tuples(nodes, 2, 4).map(Add),
        tuples(nodes, 2, 4).map(Mul),
        st.builds(Div, nodes, nodes),
        st.builds(Pow, nodes, nodes),
        calls(nodes),
        st.builds(Big, operators, st.sampled_from(("i", "k", "j_1")), nodes, nodes, nodes),
        st.builds(Piecewise, cases, st.none() | nodes),
    )


scalars = st.recursive(atoms, larger, max_leaves=12)
small = st.recursive(atoms, larger, max_leaves=4)
intervals = st.builds(Interval, small, small, st.booleans(), st.booleans())
finite = tuples(small, 0, 4).map(FiniteSet)
sets = st.one_of(intervals, finite, tuples(intervals | finite, 2, 3).map(Union))
members = st.builds(Relation, st.just("in"), small, sets)


def matrices() -> st.SearchStrategy[Node]:
    def of_width(width: int) -> st.SearchStrategy[Node]:
        return tuples(tuples(small, width, width), 1, 3).map(Matrix)

    return st.integers(1, 3).flatmap(of_width)


notations = st.sampled_from((show.python, show.plain, show.tex))
Notation = Callable[[Node], str]


def read_back(notation: Notation, node: Node, form: str | None = None) -> Node:
    text = notation(node)
    answer = read(text, form=form)
    assert isinstance(answer, Reading), (text, answer)
    return answer.tree


@settings(max_examples=400, deadline=None)
@given(scalars, notations)
def test_a_shown_expression_reads_back(node: Node, notation: Notation) -> None:
    assert read_back(notation, node) == node


@settings(max_examples=150, deadline=None)
@given(conditions(small) | members, notations)
def test_a_shown_condition_reads_back(node: Node, notation: Notation) -> None:
    assert read_back(notation, node) == node


@settings(max_examples=150, deadline=None)
@given(sets, notations)
def test_a_shown_set_reads_back(node: Node, notation: Notation) -> None:
    assert read_back(notation, node, "interval") == node


@settings(max_examples=150, deadline=None)
@given(tuples(small, 0, 4).map(Sequence) | matrices(), notations)
def test_a_shown_list_or_matrix_reads_back(node: Node, notation: Notation) -> None:
    assert read_back(notation, node) == node


PIECES = vocabulary.words(
    "x y xy w1 w_1 α σ sin cos ln log exp sqrt max sum prod e pi i np. ( ) [ ] { } | + - * / ^ ** "
    "! % , ; = < <= and or not in if else U ∪ ∞ √ ² ₁ ½ · − ± ° ∈ \\frac \\left( \\right) \\sqrt "
    "\\sin \\begin{cases} \\end{cases} \\\\ & \\text{if } \\sum _ $ \\{ \\} { } 2 3.5 .5 1e3 ' . : "
    "otherwise for \\mathrm{ \\hat \\cdot \\le"
)
mixtures = st.lists(st.sampled_from(PIECES), max_size=25).flatmap(
    lambda pieces: st.sampled_from(("", " ")).map(lambda gap: gap.join(pieces))
)
FORMS = (None, "expression", "equation", "set", "interval", "list", "matrix")


@settings(max_examples=600, deadline=None)
@given(
    st.text(max_size=30) | mixtures,
    st.sampled_from(FORMS),
    st.sampled_from((None, ("x", "w1", "alpha"))),
    st.booleans(),
)
def test_any_text_is_read_or_refused_at_a_column_within_it(
    text: str, form: str | None, names: tuple[str, ...] | None, complex_: bool
) -> None:
    answer = read(text, names=names, form=form, complex_=complex_, functions=("f",))
    if isinstance(answer, Unreadable):
        assert 0 <= answer.column <= len(text)
        assert not answer.mend or answer.mend != text
        for language in LANGUAGES:
            sentence = choose(answer.why, language)
            assert sentence
            assert "{" not in sentence or "{" in text or "{" in choose(answer.why, "en")
    else:
        assert len(answer.notes) <= 8
        for notation in (show.python, show.plain, show.tex):
            assert notation(answer.tree)


HOSTILE = {
    "a megabyte": "1+" * 500_000,
    "a megabyte of brackets": "(" * 1_000_000,
    "ten thousand brackets": "(" * 5_000 + "x" + ")" * 5_000,
    "as many in braces": "{" * 4_999 + "}" * 4_999,
    "as many in square brackets": "[" * 4_999 + "]" * 4_999,
    "bars": "|" * 9_999,
    "powers": "x" + "^x" * 4_000,
    "quotients": "x" + "/x" * 4_000,
    "signs": "-" * 9_000 + "x",
    "factorials": "x" + " !" * 4_000,
    "roots": "√" * 9_000 + "x",
    "functions": "sin " * 2_000 + "x",
    "conditions": "x if y else " * 800 + "x",
    "a long word": "x" * 9_999,
    "a word of subscripts": "x" + "_a" * 4_000,
    "digits": "9" * 9_999,
    "a power of ten": "1e999999999",
    "a tower": "9**9**9**9",
    "a null": "x\0y",
    "a lone surrogate": "x\ud800",
    "a right-to-left mark": "x\u200f+1",
    "an override": "\u202ex",
    "fractions": "\\frac" * 2_000,
    "left": "\\left(" * 1_600,
    "begin": "\\begin{cases}" * 700,
    "sums": "\\sum_{i=1}^n " * 700 + "i",
    "accents": "x" + "\u0302" * 9_000,
    "superscripts": "x" + "²" * 9_000,
    "commas": "," * 9_999,
    "list": "[" + "1 2;" * 2_000 + "]",
    "many lists": "[1 " * 3_000,
    "commas that group": "1," + "000," * 2_000,
    "notes": "1/2x + " * 1_000 + "1",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_answered_without_a_deep_stack_or_a_large_tree(text: str) -> None:
    answer = read(text)
    if isinstance(answer, Unreadable):
        assert 0 <= answer.column <= len(text)
        return
    assert sum(1 for _ in walk(answer.tree)) <= 3 * limits.MAX_LENGTH
    assert show.plain(answer.tree)


@pytest.mark.parametrize("text", ["x" + "^x" * 40, "(" * 40 + "x" + ")" * 40, "sin(" * 30])
def test_a_deep_stack_of_the_caller_gives_an_answer_not_an_error(text: str) -> None:
    def descend(levels: int) -> Reading | Unreadable:
        return read(text) if levels == 0 else descend(levels - 1)

    for room in (60, 100, 200, 400):
        frame, depth = sys._getframe(), 0
        while frame.f_back is not None:
            frame, depth = frame.f_back, depth + 1
        levels = sys.getrecursionlimit() - depth - room
        assert isinstance(descend(levels), Reading | Unreadable)


def test_two_readings_of_a_text_are_the_same() -> None:
    text = r"\frac{1}{2}x^2 + sin 2x, log x"
    assert read(text) == read(text)
