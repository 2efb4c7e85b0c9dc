"""On one line a formula still says what it says in two dimensions."""

import math
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.checking.display import inline, tree_inline
from tutor.checking.expression import read, show
from tutor.checking.expression.tree import (
    Add,
    Call,
    Constant,
    Div,
    Mul,
    Neg,
    Node,
    Number,
    Pow,
    Symbol,
)
from tutor.exercise import Unreadable

PLACES = (
    {"p": 1.3, "q": 0.7, "n": 2.1, "x": 0.6, "Q": 1.9},
    {"p": 0.4, "q": 2.3, "n": 1.2, "x": 1.7, "Q": 0.8},
)
FUNCTIONS = {"log": math.log, "exp": math.exp, "sqrt": math.sqrt, "sin": math.sin}


def value(node: Node, at: Mapping[str, float]) -> float:
    match node:
        case Number(value=number):
            return float(number)
        case Constant("e"):
            return math.e
        case Symbol(name):
            return at[name]
        case Neg(arg):
            return -value(arg, at)
        case Add(terms):
            return sum(value(term, at) for term in terms)
        case Mul(factors):
            return math.prod(value(factor, at) for factor in factors)
        case Div(top, bottom):
            return value(top, at) / value(bottom, at)
        case Pow(base, exponent):
            result = value(base, at) ** value(exponent, at)
            return result if isinstance(result, float) else math.nan
        case Call(name, (arg,)) if name in FUNCTIONS:
            return FUNCTIONS[name](value(arg, at))
    raise AssertionError(f"no value for {node}")


def values(node: Node) -> list[float]:
    found = []
    for place in PLACES:
        try:
            found.append(value(node, place))
        except (ValueError, ZeroDivisionError, OverflowError):
            found.append(math.nan)
    return found


def says_the_same(node: Node, line: str) -> None:
    reading = read(line, names=tuple(PLACES[0]))
    assert not isinstance(reading, Unreadable), f"{line}: {reading}"
    for wanted, found in zip(values(node), values(reading.tree), strict=True):
        if not (math.isnan(wanted) or abs(wanted) > 1e12):
            assert found == pytest.approx(wanted, rel=1e-9), line


expressions = st.recursive(
    st.sampled_from([*(Number(Fraction(n)) for n in (1, 2, 3, 12)), *map(Symbol, PLACES[0])]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(Add),
        st.tuples(inner, inner).map(lambda pair: Add((pair[0], Neg(pair[1])))),
        st.tuples(inner, inner).map(Mul),
        st.tuples(inner, inner).map(lambda pair: Div(*pair)),
        st.tuples(inner, inner).map(lambda pair: Pow(*pair)),
        inner.map(Neg),
        st.tuples(st.sampled_from(list(FUNCTIONS)), inner).map(lambda c: Call(c[0], (c[1],))),
    ),
    max_leaves=8,
)


@settings(max_examples=100, deadline=None)
@given(node=expressions)
def test_a_tree_on_one_line_is_read_back_as_itself(node: Node) -> None:
    says_the_same(node, tree_inline(node))


@settings(max_examples=100, deadline=None)
@given(node=expressions)
def test_tex_on_one_line_is_read_back_as_itself(node: Node) -> None:
    says_the_same(node, inline(show.tex(node)))


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (r"\frac{p-y}{p\,(1-p)}", "(p − y)/(p (1 − p))"),
        (r"\frac{p-y}{p(1-p)}", "(p − y)/(p(1 − p))"),
        (r"\frac{1}{n(2m)}", "1/(n(2m))"),
        (r"\frac{1}{x^2(1-x)}", "1/(x²(1 − x))"),
        (r"\frac{1}{2(x)}", "1/(2(x))"),
        (r"\frac{1}{p(x|z)}", "1/p(x|z)"),
        (r"\frac{1}{f(x, y + 1)}", "1/f(x, y + 1)"),
        (r"\frac{1}{\log(x + 1)}", "1/log(x + 1)"),
        (r"\frac{1}{\mathrm{Var}(X + Y)}", "1/Var(X + Y)"),
        (r"\frac{\log x}{y}", "(log x)/y"),
        (r"\frac{\log(x)}{y}", "log(x)/y"),
        (r"\frac{\text{number of hits}}{n}", "(number of hits)/n"),
        (r"\frac{1}{d n}", "1/(dn)"),
        (r"\frac{dy}{dx} z", "(dy/dx)z"),
        (r"\frac{d}{n} x", "(d/n)x"),
        (r"\frac{d}{dx} x^2", "d/dx x²"),
        (r"{\frac{a}{b}} c", "(a/b)c"),
        (r"{\frac{a}{b}}^2", "(a/b)²"),
        (r"x \div \frac{a}{b}", "x ÷ (a/b)"),
        (r"\frac{1}{7} x", "(1/7)x"),
        (r"\sqrt{p(1-p)}", "√(p(1 − p))"),
        (r"\sqrt{x^2}", "√(x²)"),
        (r"\sqrt{(1-x)^2}", "√((1 − x)²)"),
        (r"e^{\log x}", "e^(log x)"),
        (r"\sqrt{x} y", "√x y"),
        (r"\sqrt{n}(x-\mu)", "√n·(x − μ)"),
        (r"a\sqrt[n]{x}", "a ⁿ√x"),
        (r"x^{nQ}", "x^(nQ)"),
        (r"1^{12Q}", "1^(12Q)"),
        (r"L^{CLIP}", "L^CLIP"),
    ],
)
def test_nothing_reaches_beyond_its_slash_root_or_exponent(source: str, line: str) -> None:
    assert inline(source) == line


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("e^(x y)", "e^(x y)"),
        ("a e^(-b t)", "a e^(−b t)"),
        ("x^(k t + 1)", "x^(k t+1)"),
        ("e^(-2x)", "e⁻²ˣ"),
        ("x^(n + 1)", "xⁿ⁺¹"),
        ("root(x, a b)", "(a b)√x"),
    ],
)
def test_an_exponent_with_several_factors_does_not_look_like_several_powers(
    typed: str, line: str
) -> None:
    reading = read(typed)
    assert not isinstance(reading, Unreadable)
    assert tree_inline(reading.tree) == line


HALF = Div(Number(Fraction(1)), Number(Fraction(2)))


@pytest.mark.parametrize(
    "node",
    [Mul((HALF, HALF)), Mul((Number(Fraction(2)), HALF)), Mul((Pow(HALF, HALF), HALF))],
    ids=tree_inline,
)
def test_halves_side_by_side_do_not_run_together(node: Node) -> None:
    says_the_same(node, tree_inline(node))
