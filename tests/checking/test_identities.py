"""Proofs by normal forms and identities: what they show, what they must not."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checking.test_laws import expressions, rewritten
from tutor.checking.equality.comparing import Comparing
from tutor.checking.equality.equivalence import compare
from tutor.checking.equality.identities import Proof, prove_equal
from tutor.checking.equality.outcomes import Same
from tutor.checking.equality.survey import survey
from tutor.checking.expression import Reading, read
from tutor.checking.expression.tree import Node


def tree(text: str) -> Node:
    reading = read(text)
    assert isinstance(reading, Reading)
    return reading.tree


@pytest.mark.parametrize(
    ("a", "b", "same_domain"),
    [
        ("(a+b)^3", "a^3+3a^2 b+3a b^2+b^3", True),
        ("1/(x+1)-1/(x-1)", "-2/(x^2-1)", True),
        ("1/(1/x+1/y)", "x y/(x+y)", False),
        ("1/(1/x+1)", "x/(1+x)", False),
        ("x/x", "1", False),
        ("sqrt(2)sqrt(2)", "2", True),
        ("x/sqrt(1-x^2)", "x sqrt(1-x^2)/(1-x^2)", True),
        ("sqrt(x^2)", "|x|", True),
        ("|x|^2", "x^2", True),
        ("sin(x)^4-cos(x)^4", "-cos(2x)", True),
        ("sin(x+y)", "sin x cos y+cos x sin y", True),
        ("cos(x-pi/2)", "sin(x)", True),
        ("1+tan(x)^2", "sec(x)^2", True),
        ("tan(x)cos(x)", "sin(x)", False),
        ("tanh(x)", "2sigmoid(2x)-1", True),
        ("sigmoid(x)(1-sigmoid(x))", "e^x/(1+e^x)^2", True),
        ("cosh(x)^2-sinh(x)^2", "1", True),
        ("softplus(x)-softplus(-x)", "x", True),
        ("ln(x^2)", "2ln(x)", False),
        ("ln(2x)", "ln(x)+ln(2)", True),
        ("ln(x y)", "ln(x)+ln(y)", False),
        ("ln(1+e^x)", "x+ln(1+e^-x)", True),
        ("4^x", "2^(2x)", True),
        ("log_2(8x)", "3+log_2(x)", True),
        ("atan(-x)", "-atan(x)", True),
    ],
)
def test_an_identity_is_proved_and_the_domains_are_told_apart(
    a: str, b: str, same_domain: bool
) -> None:
    for one, other in ((tree(a), tree(b)), (tree(b), tree(a))):
        for lonely in (frozenset[str](), survey(one, other).lonely):
            proof = prove_equal(one, other, lonely)
            assert (proof.equal, proof.everywhere) == (True, same_domain)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("(-x)^n", "x^n"),
        ("sqrt(x^2)", "x"),
        ("|x|", "x"),
        ("sin(x)^2-cos(x)^2", "1"),
        ("ln(x+y)", "ln(x)+ln(y)"),
        ("e^(x y)", "e^x e^y"),
        ("(-1)^n", "1"),
        ("(-2)^x", "2^x"),
        ("cos(pi x/2)", "0"),
        ("sin(3x)", "3sin(x)"),
        ("sqrt(x+y)", "sqrt(x)+sqrt(y)"),
        ("1/(x+y)", "1/x+1/y"),
    ],
)
def test_what_is_no_identity_is_not_proved(a: str, b: str) -> None:
    assert not prove_equal(tree(a), tree(b)).equal


def test_what_only_one_side_calls_must_be_what_others_can_write() -> None:
    one, other = tree("relu(x)-relu(x)+x"), tree("x")
    assert prove_equal(one, other).equal
    assert not prove_equal(one, other, survey(one, other).lonely).equal
    assert isinstance(compare(one, other), Same)


@pytest.mark.parametrize(
    ("a", "b", "plain"),
    [("x+sin(y)", "sin(y)+x", True), ("sin(x)^2+cos(x)^2", "1", False), ("x/x", "1", False)],
)
def test_a_plain_proof_multiplies_out_and_no_more(a: str, b: str, plain: bool) -> None:
    assert prove_equal(tree(a), tree(b)).plain == plain


@pytest.mark.parametrize(("a", "b"), [("7//2", "3"), ("5!", "120"), ("floor(pi)", "3")])
def test_two_exact_numbers_need_no_other_proof(a: str, b: str) -> None:
    assert compare(tree(a), tree(b)) == Same(1, proved=True)


def test_a_limit_nearly_reached_is_no_exact_number() -> None:
    found = compare(tree("erf(2^20 pi)"), tree("1"))
    assert isinstance(found, Same)
    assert not found.proved


@settings(max_examples=60, deadline=None)
@given(expressions(), expressions(), st.randoms(use_true_random=False))
def test_what_is_proved_no_number_disproves(key: Node, other: Node, rng: random.Random) -> None:
    for answer in (rewritten(key, rng), other):
        if answer != key and prove_equal(answer, key).equal:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Comparing, "proof", lambda self: Proof(equal=False))
                assert type(compare(answer, key)).__name__ == "Same"
