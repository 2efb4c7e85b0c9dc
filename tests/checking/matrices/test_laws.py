"""Laws of judging: rewriting keeps a verdict, any real change turns it, claims are true."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checking.matrices.identities import Identity, identities
from tutor.bilingual import choose
from tutor.checking.matrices import check, check_row
from tutor.checking.matrices.printing import to_tex, to_text
from tutor.checking.matrices.problem import make_problem
from tutor.checking.matrices.terms import Term
from tutor.exercise import Right, Verdict, Wrong

some_identity = st.sampled_from(identities())


def judged(identity: Identity, answer: str, **changes: Any) -> Verdict:
    return check_row({**identity.row, "answer": answer, **changes})


def key_term(identity: Identity) -> Term:
    row = identity.row
    problem = make_problem(
        row["dims"], assume=row.get("assume"), function=row.get("function", ""),
        wrt=row.get("wrt", ""), layout=row.get("layout", "gradient" if "wrt" in row else "scalar"),
    )  # fmt: skip
    return problem.meaning(row["key"], problem.read(row["key"]), problem.wanted).term


# --- rewriting keeps the verdict ------------------------------------------------------


@given(identity=some_identity, times=st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_transposing_twice_keeps_the_verdict(identity: Identity, times: int) -> None:
    key = identity.row["key"]
    for mark in ("'", ".T", "^T", r"^\top", "ᵀ")[: times + 2]:
        assert isinstance(judged(identity, f"(({key}){mark}){mark}"), Right)


@given(identity=some_identity, seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_moving_parentheses_in_a_product_keeps_the_verdict(identity: Identity, seed: int) -> None:
    dice = random.Random(seed)

    def regrouped(term: Term) -> Term:
        args = tuple(regrouped(arg) for arg in term.args)
        if term.op == "mul" and len(args) > 2:
            cut = dice.randrange(1, len(args) - 1)
            tail = Term("mul", args[cut:])
            return Term("mul", (*args[:cut], tail))
        return Term(term.op, args, term.data)

    assert isinstance(judged(identity, to_text(regrouped(key_term(identity)))), Right)


@given(identity=some_identity, seed=st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_another_order_of_summands_keeps_the_verdict(identity: Identity, seed: int) -> None:
    dice = random.Random(seed)

    def shuffled(term: Term) -> Term:
        args = [shuffled(arg) for arg in term.args]
        if term.op == "add":
            dice.shuffle(args)
        return Term(term.op, tuple(args), term.data)

    assert isinstance(judged(identity, to_text(shuffled(key_term(identity)))), Right)


@given(identity=some_identity)
@settings(max_examples=40, deadline=None)
def test_what_is_printed_as_text_or_tex_is_read_as_the_same(identity: Identity) -> None:
    term = key_term(identity)
    assert isinstance(judged(identity, to_text(term)), Right)
    if "axis" not in identity.row["key"]:
        assert isinstance(judged(identity, to_tex(term)), Right)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("(A + B)*x", "A*x + B*x"),
        ("x'*(A - B)", "x'A - x'B"),
        ("(A + B)*(A - B)", "A*A - A*B + B*A - B*B"),
        ("(A + B)^2", "A^2 + A*B + B*A + B^2"),
        ("(x + y)*(x - y)'", "xx' - xy' + yx' - yy'"),
        ("norm(x - y)^2", "x'x - 2x'y + y'y"),
        ("tr((A + B)'*(A + B))", "tr(A'A) + 2tr(A'B) + tr(B'B)"),
    ],
)
def test_multiplying_out_keeps_the_verdict(short: str, long: str) -> None:
    dims = {"A": ["n", "n"], "B": ["n", "n"], "x": ["n", 1], "y": ["n", 1]}
    assert isinstance(check(long, short, dims=dims, layout="scalar"), Right)
    assert isinstance(check(short, long, dims=dims, layout="scalar"), Right)


def test_other_letters_keep_the_verdict() -> None:
    for a, x in (("A", "x"), ("W_2", "delta"), ("Sigma", "mu"), ("K", "y_hat"), ("T", "t")):
        dims = {a: ["n", "n"], x: ["n", 1]}
        row = {"dims": dims, "function": f"{x}'*{a}*{x}", "wrt": x, "key": f"({a} + {a}')*{x}"}
        assert isinstance(check_row({**row, "answer": f"{a}*{x} + {a}'*{x}"}), Right)
        wrong = check_row({**row, "answer": f"2*{a}*{x}"})
        assert isinstance(wrong, Wrong)
        assert wrong.mistake is not None
        assert wrong.mistake.name == "symmetric"


# --- a change turns the verdict -------------------------------------------------------


@given(identity=some_identity, factor=st.sampled_from(("1.0001", "0.9999", "1.0000000001")))
@settings(max_examples=60, deadline=None)
def test_a_factor_close_to_one_is_wrong(identity: Identity, factor: str) -> None:
    verdict = judged(identity, f"{factor}*({identity.row['key']})")
    assert isinstance(verdict, Wrong)


@given(
    names=st.lists(st.sampled_from("ABC"), min_size=2, max_size=5),
    places=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    marks=st.lists(st.sampled_from(("", "'", "^-1")), min_size=5, max_size=5),
)
@settings(max_examples=60, deadline=None)
def test_swapping_two_different_factors_is_wrong(
    names: list[str], places: tuple[int, int], marks: list[str]
) -> None:
    factors = [name + mark for name, mark in zip(names, marks, strict=False)]
    i, j = (place % len(factors) for place in places)
    swapped = list(factors)
    swapped[i], swapped[j] = factors[j], factors[i]
    dims = {name: ["n", "n"] for name in "ABC"}
    verdict = check("*".join(swapped), "*".join(factors), dims=dims, layout="scalar")
    same = _reduced(swapped) == _reduced(factors)
    assert isinstance(verdict, Right if same else Wrong), (factors, swapped)


def _reduced(factors: list[str]) -> list[str]:
    """The product with A·A⁻¹ taken out, so that equal words are equal matrices."""
    word: list[str] = []
    for factor in factors:
        inverse = factor[:-3] if factor.endswith("^-1") else factor + "^-1"
        if word and word[-1] == inverse:
            word.pop()
        else:
            word.append(factor)
    return word


# --- an independent referee -----------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """An expression as text and as NumPy code. kind: matrix, column or row."""

    text: str
    value: Callable[[dict[str, Any]], Any]
    kind: str


def _leaf(name: str, kind: str) -> Made:
    return Made(name, lambda v: v[name], kind)


MATRIX = st.sampled_from([_leaf("A", "m"), _leaf("B", "m"), Made("I", lambda v: np.eye(3), "m")])
COLUMN = st.sampled_from([_leaf("x", "c"), _leaf("y", "c")])


def _grow(inner: st.SearchStrategy[Made]) -> st.SearchStrategy[Made]:
    def combine(pair: tuple[Made, Made, str]) -> Made:
        a, b, op = pair
        if op == "t":
            return Made(f"({a.text})'", lambda v: a.value(v).T, a.kind)
        if op == "*":
            return Made(f"({a.text})*({b.text})", lambda v: a.value(v) @ b.value(v), a.kind)
        if op == "had":
            return Made(f"({a.text}) .* ({b.text})", lambda v: a.value(v) * b.value(v), a.kind)
        if op == "2":
            return Made(f"2({a.text})", lambda v: 2 * a.value(v), a.kind)
        sign = 1 if op == "+" else -1
        return Made(f"{a.text} {op} ({b.text})", lambda v: a.value(v) + sign * b.value(v), a.kind)

    return st.tuples(inner, inner, st.sampled_from(("+", "-", "*", "t", "had", "2"))).map(combine)


expressions = st.recursive(MATRIX, _grow, max_leaves=6)


@given(one=expressions, other=expressions, vector=COLUMN, twist=st.booleans())
@settings(max_examples=120, deadline=None)
def test_verdicts_agree_with_plain_numpy(one: Made, other: Made, vector: Made, twist: bool) -> None:
    rng = np.random.default_rng(7)
    values = {name: rng.normal(size=(3, 3)) for name in "AB"}
    values |= {name: rng.normal(size=(3, 1)) for name in "xy"}
    key, answer = f"({one.text})*{vector.text}", f"({other.text})*{vector.text}"
    if twist:  # the same value, written another way
        answer = f"(({vector.text}'*({one.text})') - {vector.text}'*({other.text})')' + {answer}"
        want = True
    else:
        gap = (one.value(values) - other.value(values)) @ vector.value(values)
        want = bool(np.abs(gap).max() < 1e-9)
    dims = {"A": ["n", "n"], "B": ["n", "n"], "x": ["n", 1], "y": ["n", 1]}
    verdict = check(answer, key, dims=dims, layout="scalar")
    assert isinstance(verdict, Right if want else Wrong), (key, answer)


# --- claims are true ------------------------------------------------------------------

SLIPS = [(identity, slug, answer) for identity in identities() for slug, answer in identity.wrong]


@pytest.mark.parametrize("start", range(8))
def test_a_claim_is_true_of_what_was_typed(start: int) -> None:
    """Undo what is claimed: the negative, the transpose, the factor, the assumption."""
    for identity, _, answer in SLIPS[start::8]:
        verdict = judged(identity, answer)
        assert isinstance(verdict, Wrong)
        assert verdict.mistake is not None
        name, text = verdict.mistake.name, choose(verdict.mistake.text, "en")
        if name == "sign" and "negative" in text:
            assert isinstance(judged(identity, f"-({answer})"), Right), answer
        elif name == "transpose":
            assert isinstance(judged(identity, f"({answer})'"), Right), answer
        elif name == "factor" and " times the right one" in text:
            factor = text.removeprefix("Your answer is ").split(" times")[0]
            factor = factor.replace("·", "*").replace("^½", "^(1/2)").replace("²", "^2")
            assert isinstance(judged(identity, f"({answer})/({factor})"), Right), (answer, factor)
        elif name == "symmetric" and "is right when" in text:
            names = text.split("right when ")[1].split(" is symmetric")[0].split(", ")
            assume = {**identity.row.get("assume", {}), **dict.fromkeys(names, "symmetric")}
            assert isinstance(judged(identity, answer, assume=assume), Right), answer
