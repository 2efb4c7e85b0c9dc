"""A typed expression is shown as it was read, with no bracket too many."""

import pytest

from tutor.checking.display import tree, tree_inline
from tutor.checking.expression import read
from tutor.checking.expression.tree import Node


def node(text: str) -> Node:
    reading = read(text)
    return reading.tree  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2*x*cos(x**2)", "2x cos(x²)"),
        ("(3*x+2)^5", "(3x + 2)⁵"),
        ("x*y", "x y"),
        ("x*2", "x · 2"),
        ("2*3^x", "2 · 3ˣ"),
        ("x*(y+1)", "x · (y + 1)"),
        ("2*(y+1)", "2(y + 1)"),
        ("(x+1)*(x-1)", "(x + 1)(x − 1)"),
        ("a - (b - c)", "a − (b − c)"),
        ("a + (b - c)", "a + b − c"),
        ("-x^2", "−x²"),
        ("(-x)^2", "(−x)²"),
        ("learning_rate*w_hat", "learning_rate ŵ"),
        ("a*(-b)", "a · (−b)"),
        ("(x^2)^3", "(x²)³"),
        ("sin(x)^2", "sin²(x)"),
        ("sigmoid(x)*(1-sigmoid(x))", "σ(x)(1 − σ(x))"),
        ("log(x, 2)", "log₂(x)"),
        ("abs(x-1)", "|x − 1|"),
        ("y_hat - y", "ŷ − y"),
        ("w_1*x_2", "w₁ x₂"),
        ("2.5e-3*x", "2.5 × 10⁻³ x"),
        ("sqrt(x)*y", "√x y"),
        ("sqrt(x)^3", "(√x)³"),
        ("root(x, 3)^2", "(∛x)²"),
    ],
)
def test_a_simple_expression_takes_one_row(typed: str, shown: str) -> None:
    assert tree(node(typed)).text == shown


def test_a_division_is_a_fraction() -> None:
    assert tree(node("-(x+1)/(2*sigma^2)")).text == "  x + 1\n− ─────\n   2σ²"


def test_a_sum_that_is_followed_by_more_is_bracketed() -> None:
    assert tree_inline(node("sum(i^2, i, 1, n) + 1")) == "(∑ᵢ₌₁ⁿ i²) + 1"
    assert tree_inline(node("1 + sum(i^2, i, 1, n)")) == "1 + ∑ᵢ₌₁ⁿ i²"


def test_a_power_of_a_fraction_is_bracketed() -> None:
    assert tree(node("(a/b)^2")).lines[0].rstrip() == "⎛ a ⎞²"


def test_a_chain_of_relations_is_shown_as_a_chain() -> None:
    assert tree_inline(node("0 < x < 1")) == "0 < x < 1"
