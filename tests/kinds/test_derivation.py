"""Derivations: which lines have the form of the goal, and what is said of others."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.bilingual import LANGUAGES, choose
from tutor.checking import check
from tutor.checking.expression import Reading, read, tree
from tutor.checking.trees.rewriting import rebuild
from tutor.exercise import Right, Unreadable, Verdict, Wrong
from tutor.kinds.derivation import kind
from tutor.kinds.derivation.form import form, same


def judge(start: str, steps: str, text: str, **fields: Any) -> Verdict:
    exercise = kind.Exercise(id="one", start=start, steps=tuple(steps.split("; ")), **fields)
    reading = kind.read(exercise, text.replace("; ", "\n"))
    return reading if isinstance(reading, Unreadable) else kind.check(exercise, reading)


def note(verdict: Verdict, language: str = "en") -> str:
    assert isinstance(verdict, Wrong), verdict
    return choose(verdict.parts[-1].note, language)


def why(verdict: Verdict, language: str = "en") -> str:
    assert isinstance(verdict, Wrong | Unreadable), verdict
    return choose(verdict.why, language)


# The form of the goal


def alike(line: str, goal: str) -> bool:
    readings = [read(line), read(goal)]
    trees = [reading.tree for reading in readings if isinstance(reading, Reading)]
    assert len(trees) == 2, readings
    return same(*trees)


NOTATION = (
    ("x*e^x*(x+2)", "x*exp(x)*(x+2)"),
    ("e^(-x)/(1+e^(-x))^2", "exp(-x)*(1+exp(-x))^(-2)"),
    ("1/e^x", "e^(-x)"),
    ("e^(-x^2/2)", "1/exp(x^2/2)"),
    ("1/2*x", "x/2"),
    ("0.5x", "x/2"),
    (r"\frac12 x", "x/2"),
    ("3/2*x", "1.5x"),
    ("-(2/3)*x", "-2x/3"),
    ("(-2)*x/3", "-2/3*x"),
    ("1/2 n (n-1)", "n(n-1)/2"),
    ("(n-1)*n*0.5", "n(n-1)/2"),
    ("-2x^(-3)", "-2/x^3"),
    ("x^-1", "1/x"),
    ("(1/x)^3", "1/x^3"),
    ("x/(x^2+1)^(1/2)", "x/sqrt(x^2+1)"),
    ("x*(x^2+1)^(-1/2)", "x/sqrt(x^2+1)"),
    ("x*(x^2+1)^(-0.5)", "x/sqrt(x^2+1)"),
    ("sqrt(x)^3", "x^(3/2)"),
    ("sqrt(x^3)", "x^(3/2)"),
    ("1/(2 sqrt(x))", "x^(-1/2)/2"),
    (r"\sqrt[3]{x}", "x^(1/3)"),
    (r"\sqrt[4]{x}", "x^0.25"),
    ("a/b/c", "a/(b*c)"),
    ("a*b/c", "b*(a/c)"),
    ("a*b^-1*c^-2", "a/(b c^2)"),
    ("-9+(3+x)^2", "(x+3)^2-9"),
    ("a-(b-c)", "a+c-b"),
    ("b - -c", "c+b"),
    ("max(a, b)+1", "1+max(b, a)"),
    ("2=w", "w=2"),
    ("0 = x-1", "-1+x = 0"),
    ("x=3 or x=2", "x=2 or x=3"),
    ("4>x", "x<4"),
    ("1>=x and x>0", "0<x<=1"),
    ("b*log(1/2*x)", "log(x/2)*b"),
)

STEPS = (
    ("(x+3)^2-9", "x^2+6x"),
    ("x*e^x*(x+2)", "x^2*e^x+2x*e^x"),
    ("x*(x+2)", "x^2+2x"),
    ("(x+1)/2", "x/2+1/2"),
    ("x*x", "x^2"),
    ("x^2/x", "x"),
    ("(x^2-1)/(x-1)", "x+1"),
    ("(x+3)*(x+3)", "(x+3)^2"),
    ("(a*b)^2", "a^2*b^2"),
    ("sqrt(x^2)", "x"),
    ("sqrt(x)^2", "x"),
    ("(x^2)^(1/4)", "sqrt(x)"),
    ("(x^2)^3", "x^6"),
    ("sqrt(a)*sqrt(b)", "sqrt(a*b)"),
    ("e^a*e^b", "e^(a+b)"),
    ("(e^x)^2", "e^(2x)"),
    ("1/x^(-3)", "x^3"),
    ("1/(1/x)", "x"),
    ("a/(b/c)", "a*c/b"),
    ("2*3*x", "6x"),
    ("2x/4", "x/2"),
    ("x+9-9", "x"),
    ("3x^(3-1)", "3x^2"),
    ("w=12/6", "w=2"),
    ("w-2=0", "w=2"),
    ("6w=12", "w=2"),
    ("x<4", "x<=4"),
    ("x<4", "x>4"),
    ("a-b", "b-a"),
    ("a/b", "b/a"),
    ("log(1/x)", "-log(x)"),
    ("log(x)/log(2)", "log(x, 2)"),
    ("x=2 and y=3", "x=2 or y=3"),
)


@pytest.mark.parametrize(("one", "other"), NOTATION)
def test_two_notations_have_the_same_form(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(("one", "other"), NOTATION)
def test_two_notations_have_the_same_value_and_domain(one: str, other: str) -> None:
    verdict = check(one, other)
    assert isinstance(verdict, Right)
    assert not verdict.remark


terms = st.recursive(
    st.sampled_from(["x", "y", "2", "0.5", "e"]).map(lambda text: read(text).tree),  # type: ignore[union-attr]
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: tree.Add(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: tree.Mul(tuple(parts))),
        st.builds(tree.Neg, inner),
        st.builds(tree.Div, inner, inner),
        st.builds(tree.Pow, inner, inner),
        st.builds(lambda arg: tree.Call("sqrt", (arg,)), inner),
    ),
    max_leaves=8,
)


def rewritten(node: tree.Node) -> tree.Node:
    """The same in another notation: sums and products backwards, roots as powers."""
    parts = [rewritten(part) for part in tree.children(node)]
    match node:
        case tree.Add() | tree.Mul():
            return type(node)(tuple(reversed(parts)))
        case tree.Div():
            return tree.Mul((tree.Div(tree.Number(Fraction(1)), parts[1]), parts[0]))
        case tree.Call(name="sqrt"):
            return tree.Pow(parts[0], tree.Number(Fraction(1, 2), "0.5"))
        case tree.Pow(base=tree.Constant(name="e")):
            return tree.Call("exp", (parts[1],))
    return rebuild(node, parts) if parts else node


@given(terms)
def test_order_roots_and_fractions_do_not_change_a_form(node: tree.Node) -> None:
    assert form(node) == form(rewritten(node))


@pytest.mark.parametrize(("before", "after"), STEPS)
def test_a_step_of_algebra_leads_to_another_form(before: str, after: str) -> None:
    assert not alike(before, after)


def test_numbers_that_the_author_left_to_work_out_may_be_worked_out() -> None:
    assert alike("6x", "2*3*x")
    assert alike("x/2", "2x/4")
    assert alike("9x^2", "3^2*x^2")


@pytest.mark.parametrize("line", ["x=3 or x=2", "x∈{2,3}", "x=2, x=3", "3=x or 2=x"])
def test_a_set_of_solutions_is_reached_in_any_notation(line: str) -> None:
    verdict = judge("x^2-5x+6=0", "x=2 or x=3", line)
    assert isinstance(verdict, Right)


def test_a_goal_that_is_not_shown_is_not_told_either() -> None:
    verdict = judge("x^2*e^x", "x*e^x*(x+2)", "2x*e^x + x^2*e^x", wrt="x")
    assert isinstance(verdict, Unreadable)
    for language in LANGUAGES:
        assert "x" not in why(verdict, language).replace("next", "")
    assert "x/2" in why(judge("2x/4", "x/2", "x*2/4"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("(x+3)^2-9; (x+3)^2-9", False),
        ("x^2+6x; (x+3)^2-9", False),
        ("x^2+6x+9-9; (x+3)^2-9", True),
        ("x^2+6x+9-9; x^2+6x; (x+3)^2-9", True),
        ("6x+x^2; -9+(3+x)^2; (x+3)^2-9", False),
        ("x(x+6); x^2+6x; (x+3)^2-9", True),
    ],
)
def test_a_line_in_the_form_of_another_is_no_step(text: str, shown: bool) -> None:
    verdict = judge("x^2+6x", "(x+3)^2-9", text, at_least=2)
    assert isinstance(verdict, Right) == shown
    assert shown or "Show at least 2 lines" in why(verdict)


def test_solutions_written_twice_are_one_step() -> None:
    assert "Show at least 2 lines" in why(judge("2x=6", "x=3", "x=3; x ∈ {3}", at_least=2))
    assert isinstance(judge("2x+1=7", "x=3", "2x=6; x=3", at_least=2), Right)


def test_a_derivative_that_looks_like_its_function_is_a_step() -> None:
    verdict = judge("e^x", "e^x", "e^x; e^x+0; e^x", wrt="x", at_least=2)
    assert isinstance(verdict, Right)


# Lines as they are written


@pytest.mark.parametrize(
    "joint",
    [
        "=>",
        "==>",
        "<=>",
        "->",
        "-->",
        "⇒",
        "⟹",
        "→",
        "⇔",
        r"\Rightarrow",
        r"\implies",
        r"&\iff",
        "∴",
    ],
)
def test_an_arrow_in_front_of_a_line_is_no_part_of_it(joint: str) -> None:
    verdict = judge("2*(3w-6)=0", "w=2", f"6w-12=0; {joint} 6w=12; {joint} w=2")
    assert isinstance(verdict, Right)
    verdict = judge("x^2+6x", "(x+3)^2-9", f"{joint} x^2+6x+9-9; {joint} (x+3)^2-9")
    assert isinstance(verdict, Right)


@pytest.mark.parametrize(
    "left",
    [
        "dy/dx = ",
        "= dy/dx =",
        "df(x)/dx=",
        "d/dx[x^2 e^x] = ",
        r"\frac{d}{dx}\left[x^2 e^x\right] =",
        r"\frac{dy}{dx} = ",
        "∂/∂x (x^2 e^x) = ",
        "f'(x) = ",
        "f′(x) = d/dx[x^2 e^x] = ",
        "y' =",
        "(x^2 e^x)' = ",
        "f_x = ",
        "D_x f = ",
    ],
)
def test_what_a_line_differentiates_may_stand_before_it(left: str) -> None:
    text = f"{left}2x*e^x + x^2*e^x; {left}x*e^x*(x+2)"
    assert isinstance(judge("x^2*e^x", "x*e^x*(x+2)", text, wrt="x"), Right)
    wrong = judge("x^2*e^x", "x*e^x*(x+2)", f"{left}2x*e^x", wrt="x")
    assert why(wrong) == "Line 1 is not the derivative of the function."


def test_a_line_may_say_again_what_it_equals() -> None:
    text = "x^2+6x = x^2+6x+9-9; x^2+6x = (x+3)^2-9"
    assert isinstance(judge("x^2+6x", "(x+3)^2-9", text), Right)
    verdict = judge("x^2+6x", "(x+3)^2-9", "x^2+6x+9-9; x^2 = (x+3)^2-9")
    assert why(verdict) == "Line 2 does not follow from the line before."


def test_the_first_false_step_of_a_chain_is_wrong_and_shown() -> None:
    chain = "x^2+6x+9-9 = (x+3)^2+9 = (x+3)^2-9"
    verdict = judge("x^2+6x", "(x+3)^2-9", chain)
    assert isinstance(verdict, Wrong)
    assert why(verdict) == "Line 1: x² + 6·x + 9 − 9 = (x + 3)² + 9 does not hold."
    assert note(verdict) == "A constant is off: the right side minus the left side is exactly 18."
    assert verdict.witness is not None
    assert "the left side is" in choose(verdict.witness.text, "en")
    verdict = judge("x^2+6x", "(x+3)^2-9", f"x(x+6); {chain}")
    assert why(verdict).startswith("Line 2: ")


def test_a_chain_starts_from_the_line_before_and_ends_where_the_next_line_starts() -> None:
    chain = "x^2 = x*x"
    verdict = judge("x^2+6x", "(x+3)^2-9", f"{chain}; (x+3)^2-9")
    assert why(verdict) == "Line 1 does not follow from what is given."
    verdict = judge("x^2+6x", "(x+3)^2-9", "x^2+6x = x(x+6) = x^2+6x+9-9; (x+3)^2+9")
    assert why(verdict) == "Line 2 does not follow from the line before."


# Statements


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("6w - 12", ""),
        ("6w=12; 2", "6w=12; w = 2"),
        ("6w=12; {2}", "6w=12; w = 2"),
        ("=> 2; w=2", "=> w = 2; w=2"),
    ],
)
def test_where_statements_are_asked_an_expression_is_turned_back(text: str, mend: str) -> None:
    verdict = judge("2*(3w-6)=0", "w=2", text)
    assert isinstance(verdict, Unreadable)
    assert "an equation or inequality is asked" in why(verdict)
    assert verdict.mend == mend.replace("; ", "\n")


def test_numbers_are_not_taken_for_the_ends_of_an_inequality() -> None:
    verdict = judge("x^2-5x+6<0", "2<x<3", "(2, 3)")
    assert isinstance(verdict, Unreadable)
    assert not verdict.mend


def test_equations_are_joined_by_an_arrow_and_expressions_by_a_sign_of_equality() -> None:
    assert kind.joint(kind.Exercise(id="one", start="2x=4", steps=("x=2",))) == "⇒"
    assert kind.joint(kind.Exercise(id="one", start="x<4 and x>2", steps=("2<x<4",))) == "⇒"
    assert kind.joint(kind.Exercise(id="one", start="x+x", steps=("2x",))) == "="


def test_where_an_expression_is_asked_a_statement_is_turned_back() -> None:
    verdict = judge("x^2+6x", "(x+3)^2-9", "x^2+6x > 0; (x+3)^2-9")
    assert isinstance(verdict, Unreadable)
    assert why(verdict).startswith("Line 1: ")


@pytest.mark.parametrize(
    ("start", "line", "at"),
    [("sqrt(x)=x-2", "x=(x-2)^2", "1"), ("x=3", "x^2=9", "-3"), ("x<2", "x<=2", "2")],
)
def test_a_line_with_more_solutions_follows_but_does_not_say_the_same(
    start: str, line: str, at: str
) -> None:
    verdict = judge(start, line, line)
    assert isinstance(verdict, Wrong)
    assert "does follow" in why(verdict)
    assert verdict.witness is not None
    assert verdict.witness.at == {"x": at}
    assert note(verdict) == f"At x = {at} this line holds, and what is given does not."


@pytest.mark.parametrize(("start", "line"), [("x^2=4", "x=2"), ("x<=2", "x<2")])
def test_a_line_that_loses_solutions_does_not_follow(start: str, line: str) -> None:
    verdict = judge(start, line, line)
    assert "does not follow" in why(verdict)
    assert note(verdict).endswith("what is given holds, and this line does not.")


@pytest.mark.parametrize(
    ("start", "line", "shown"),
    [("2x=6", "x=2", "x = 2"), ("3x-6=0", "3x=16", "x = 16/3"), ("2*(3w-6)=0", "6w=-12", "w = -2")],
)
def test_a_wrong_line_of_an_equation_is_not_told_by_the_answer(
    start: str, line: str, shown: str
) -> None:
    verdict = judge(start, line, line)
    assert "does not follow" in why(verdict)
    assert note(verdict) == f"At {shown} this line holds, and what is given does not."


# Expressions


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("x^2+6x+9", "this line minus the line before is exactly 9"),
        ("-(x^2+6x)", "exactly −1 times the line before"),
        ("2x^2+12x", "exactly 2 times the line before"),
        ("x^2/3+2x", "exactly 1/3 times the line before"),
        ("x^3+6x", "this line is 20, and the line before is 16"),
    ],
)
def test_a_note_speaks_of_the_line_before(line: str, says: str) -> None:
    verdict = judge("x*(x+6)", "(x+3)^2-9", f"x^2+6x; {line}")
    assert says in note(verdict)
    assert isinstance(verdict, Wrong)
    for language in LANGUAGES:
        texts = [note(verdict, language), choose(verdict.witness.text, language)]  # type: ignore[union-attr]
        assert not any(word in text for text in texts for word in ("your", "right one", "আপনার"))


@pytest.mark.parametrize("line", ["oo", "-oo", "sqrt(-1-x^2)", "1/(x-x)", "10^5000 x"])
def test_a_line_without_a_finite_value_is_judged(line: str) -> None:
    assert not isinstance(judge("x^2+6x", "(x+3)^2-9", line), Right)


def test_where_a_step_changes_what_has_a_value_is_told() -> None:
    verdict = judge("ln(x^2)", "2*ln(x)", "2*ln(x)")
    assert isinstance(verdict, Right)
    assert "At x = -1 line 1 has none" in choose(verdict.remark, "en")
    verdict = judge("2*ln(x)", "2*ln(x)", "ln(x^2); 2ln(x)")
    assert isinstance(verdict, Right)
    assert "only line 1 has one" in choose(verdict.remark, "en")
    assert "line 2 has none" in choose(verdict.remark, "en")
    verdict = judge("ln(x^2)", "2*ln(x)", "2*ln(x)", variables={"x": "positive"})
    assert isinstance(verdict, Right)
    assert not verdict.remark


@pytest.mark.parametrize(
    ("start", "text", "low", "high"),
    [
        ("ln(p)+ln(1-p)", "ln(p)+ln(1-p)+p^2-p^2; 2p; 2p", 0, 1),
        ("sqrt(p-5)^2", "p-5; p+5", 5, 1e9),
        ("ln(p/(1-p))-ln(p/(1-p))+p", "p; 2p", 0, 1),
        ("sqrt(-p)^2", "-p; p", -1e9, 0),
    ],
)
def test_a_difference_is_shown_where_the_start_is_real(
    start: str, text: str, low: float, high: float
) -> None:
    verdict = judge(start, text, text)
    assert isinstance(verdict, Wrong)
    assert verdict.witness is not None
    top, _, bottom = verdict.witness.at["p"].partition("/")
    assert low <= float(top) / float(bottom or 1) <= high


def test_a_difference_is_shown_in_the_declared_domain() -> None:
    verdict = judge("p+1", "p", "p", variables={"p": "(0, 1)"})
    assert isinstance(verdict, Wrong)
    assert verdict.witness is not None
    assert verdict.witness.at == {"p": "1/2"}
