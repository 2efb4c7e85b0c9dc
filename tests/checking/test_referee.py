"""The checker beside referees that know nothing of it: mpmath at 60 digits, and fractions."""

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tutor.checking import check
from tutor.checking.equality import equivalence
from tutor.checking.equality.outcomes import Different, Same
from tutor.checking.expression import show, tree
from tutor.checking.expression.tree import Add, Call, Div, Mul, Neg, Node, Number, Pow, Symbol
from tutor.checking.trees.rewriting import rebuild
from tutor.exercise import Right, Wrong

FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "exp": mpmath.exp,
    "atan": mpmath.atan,
    "tanh": mpmath.tanh,
    "abs": abs,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "relu": lambda x: max(x, mpmath.mpf(0)),
}
PLACES = [Fraction(n, d) for n, d in ((1, 3), (-2, 7), (5, 4), (-17, 9), (13, 5), (-31, 8), (9, 1))]


def value(node: Node, x: Any) -> Any:
    """The value by mpmath. Raises ZeroDivisionError where there is none."""
    if isinstance(node, Number):
        return mpmath.mpf(node.value.numerator) / node.value.denominator
    if isinstance(node, Symbol):
        return x
    parts = [value(part, x) for part in tree.children(node)]
    if isinstance(node, Neg):
        return -parts[0]
    if isinstance(node, Add):
        return mpmath.fsum(parts)
    if isinstance(node, Mul):
        return mpmath.fprod(parts)
    if isinstance(node, Div):
        return parts[0] / parts[1]
    if isinstance(node, Pow):
        return parts[0] ** int(parts[1])
    assert isinstance(node, Call)
    return FUNCTIONS[node.name](parts[0])


def differ(a: Node, b: Node) -> bool:
    """Whether the values differ clearly somewhere."""
    with mpmath.workdps(60):
        for place in PLACES:
            x = mpmath.mpf(place.numerator) / place.denominator
            try:
                left, right = value(a, x), value(b, x)
            except ZeroDivisionError:
                continue
            if abs(left - right) > mpmath.mpf(10) ** -30 * max(1, abs(left), abs(right)):
                return True
    return False


def expressions() -> st.SearchStrategy[Node]:
    number = st.integers(1, 6).map(lambda n: Number(Fraction(n)))
    leaves = st.one_of(st.just(Symbol("x")), st.just(Symbol("x")), number)

    def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        pair = st.tuples(inner, inner)
        return st.one_of(
            pair.map(Add),
            pair.map(Mul),
            pair.map(lambda p: Div(*p)),
            inner.map(Neg),
            st.tuples(inner, st.integers(2, 3)).map(lambda p: Pow(p[0], Number(Fraction(p[1])))),
            st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map(lambda p: Call(p[0], (p[1],))),
        )

    return st.recursive(leaves, larger, max_leaves=6)


def slipped(node: Node, rng: random.Random) -> Node:
    """One slip somewhere: a sign, a number, an exponent, a term, a factor, a function."""
    parts = tree.children(node)
    if parts and rng.random() < 0.7:
        place = rng.randrange(len(parts))
        changed = [slipped(p, rng) if i == place else p for i, p in enumerate(parts)]
        if not isinstance(node, Pow) or place == 0:
            return rebuild(node, changed)
    if isinstance(node, Number):
        return Number(node.value + rng.choice((1, -1, Fraction(1, 10))))
    if isinstance(node, Add | Mul) and rng.random() < 0.5:
        return parts[rng.randrange(2)]
    if isinstance(node, Div) and rng.random() < 0.5:
        return Div(node.bottom, node.top)
    if isinstance(node, Pow) and rng.random() < 0.5:
        return node.base
    if isinstance(node, Call) and rng.random() < 0.7:
        others = [name for name in FUNCTIONS if name != node.name]
        return rng.choice((Call(rng.choice(others), node.args), node.args[0]))
    return Neg(node)


@settings(max_examples=150, deadline=None)
@given(expressions(), st.randoms(use_true_random=False))
def test_a_random_slip_is_wrong(key: Node, rng: random.Random) -> None:
    answer = slipped(key, rng)
    assume("x" in tree.free_symbols(answer) | tree.free_symbols(key))
    assume(differ(answer, key))
    assert isinstance(equivalence.compare(answer, key), Different)
    assert not isinstance(check(show.python(answer), show.python(key)), Right)


@settings(max_examples=60, deadline=None)
@given(expressions(), expressions())
def test_what_is_called_the_same_differs_nowhere(a: Node, b: Node) -> None:
    both = (Add((a, b)), Add((b, a, Neg(b), b)))
    for answer, key in ((a, b), both):
        if isinstance(equivalence.compare(answer, key), Same):
            assert not differ(answer, key)


@settings(max_examples=40, deadline=None)
@given(expressions(), st.randoms(use_true_random=False), st.integers(1, 10**6))
def test_a_verdict_does_not_depend_on_the_seed(key: Node, rng: random.Random, seed: int) -> None:
    answer = slipped(key, rng)
    texts = show.python(answer), show.python(key)
    assert type(check(*texts)) is type(check(*texts, seed=seed))


# Sets of numbers


Piece = tuple[int, int, bool, bool]


def pieces() -> st.SearchStrategy[list[Piece]]:
    """Intervals with ends among −4, …, 4; each with whether its ends belong to it."""
    one = st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.booleans(), st.booleans())
    return st.lists(one.filter(lambda p: p[0] < p[1]), min_size=1, max_size=3)


def written(parts: list[Piece]) -> str:
    return " U ".join(
        f"{'[' if low_in else '('}{low}, {high}{']' if high_in else ')'}"
        for low, high, low_in, high_in in parts
    )


def as_conditions(parts: list[Piece]) -> str:
    return " or ".join(
        f"{low} {'<=' if low_in else '<'} x {'<=' if high_in else '<'} {high}"
        for low, high, low_in, high_in in parts
    )


def members(parts: list[Piece]) -> list[bool]:
    """Which of the ends and of the numbers between them belong to the set."""
    ends = [Fraction(n) for n in range(-5, 6)]
    places = sorted([*ends, *((a + b) / 2 for a, b in pairwise(ends))])
    return [
        any(
            low < x < high or (x == low and low_in) or (x == high and high_in)
            for low, high, low_in, high_in in parts
        )
        for x in places
    ]


@settings(max_examples=60, deadline=None)
@given(pieces(), pieces(), st.booleans())
def test_unions_are_the_same_when_they_have_the_same_numbers(
    answer: list[Piece], key: list[Piece], conditions: bool
) -> None:
    text = as_conditions(answer) if conditions else written(answer)
    verdict = check(text, written(key), kind="interval")
    assert isinstance(verdict, Right if members(answer) == members(key) else Wrong)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.fractions(-3, 3, max_denominator=4), max_size=4),
    st.lists(st.fractions(-3, 3, max_denominator=4), max_size=4),
)
def test_sets_are_the_same_when_they_have_the_same_members(
    answer: list[Fraction], key: list[Fraction]
) -> None:
    def text(numbers: list[Fraction]) -> str:
        return "{" + ", ".join(map(str, numbers)) + "}"

    verdict = check(text(answer), text(key))
    assert isinstance(verdict, Right if set(answer) == set(key) else Wrong)
    shuffled = check(text(key[::-1]), text(key))
    assert isinstance(shuffled, Right)


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(*[st.integers(-5, 5)] * 3),
    st.fractions(-3, 3, max_denominator=3).filter(bool),
    st.tuples(*[st.integers(-5, 5)] * 3),
)
def test_lines_are_the_same_when_their_equations_are_multiples(
    line: tuple[int, int, int], factor: Fraction, other: tuple[int, int, int]
) -> None:
    assume(line[0] and line[1])

    def text(a: Any, b: Any, c: Any) -> str:
        return f"({a}) x + ({b}) y = {c}"

    scaled = tuple(factor * n for n in line)
    assert isinstance(check(text(*scaled), text(*line)), Right)
    parallel = (
        all(a * d == b * c for (a, b), (c, d) in pairwise([*zip(line, other, strict=True)]))
        and line[0] * other[2] == line[2] * other[0]
    )
    if any(other[:2]):
        verdict = check(text(*other), text(*line))
        assert isinstance(verdict, Right if parallel else Wrong)


@pytest.mark.parametrize("size", range(1, 5))
def test_a_list_of_another_length_is_wrong(size: int) -> None:
    key = "(" + ", ".join(map(str, range(5))) + ")"
    answer = "(" + ", ".join(map(str, range(size))) + (",)" if size == 1 else ")")
    assert not isinstance(check(answer, key), Right)
