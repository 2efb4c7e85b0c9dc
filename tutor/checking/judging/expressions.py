"""Verdicts on expressions: right and how that is known, or wrong and what shows it."""

from collections.abc import Set
from fractions import Fraction
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from tutor.bilingual import Text
from tutor.checking.answer_forms import infinity
from tutor.checking.equality import equivalence
from tutor.checking.equality.outcomes import Comparison, Different, OneSided, Same, Unknown
from tutor.checking.equality.survey import survey
from tutor.checking.evaluation.ball import Budget, Exact, Real, TooLarge, as_float, budget
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import (
    complex_values,
    domains,
    reals,
    remarks,
    slopes,
    tolerant,
    up_to_constant,
)
from tutor.checking.judging.slopes import value_of
from tutor.checking.judging.writing import (
    typed,
    typed_digits,
    write,
    write_name,
    write_pair,
    write_place,
    write_point,
)
from tutor.checking.question import Question, say
from tutor.checking.trees import elaboration
from tutor.checking.trees.rewriting import alike
from tutor.exercise import Evidence, Mistake, Right, Undecided, Verdict, Witness, Wrong

NAMING_WORK = 40_000
"""How much work the name of a mistake is worth, in units of `Budget`."""


def judge(question: Question, answer: Node) -> Verdict:
    """The verdict on an expression."""
    key = question.key
    ends = infinity(answer), infinity(key)
    if any(ends):
        return _judge_infinite(answer, key, ends)
    if question.complex_:
        return complex_values.judge(question, answer)
    if question.tolerance is not None:
        return tolerant.judge(question, answer)
    if question.free_constant:
        return up_to_constant.judge(question, answer)
    found = compare(question, answer, key)
    if isinstance(found, Same):
        return _right(question, answer, found)
    if isinstance(found, Unknown):
        return Undecided(why=say(found.reason))
    return wrong(question, answer, found)


def compare(question: Question, answer: Node, key: Node) -> Comparison:
    """Compare two scalar expressions under the assumptions of the question."""
    if answer == key:
        return Same(0)
    seen = survey(answer, key)
    if seen.sums:
        counted = sorted({*elaboration.bounds(answer), *elaboration.bounds(key)})
        if counted:
            return _compare_counted(question, answer, key, counted)
        if elaboration.unwritten(answer) or elaboration.unwritten(key):
            raise TooLarge
    found = equivalence.compare(
        answer,
        key,
        question.domains,
        seed=question.seed,
        isolated=question.function is None,
        seen=seen,
    )
    if isinstance(found, Different):
        return found
    proof = seen.proof
    may_be_alike = isinstance(found, Unknown) or proof is None or proof.plain
    return Same(0) if may_be_alike and alike(answer, key) else found


def _compare_counted(question: Question, answer: Node, key: Node, counted: list[str]) -> Comparison:
    """Compare sums over x_1, …, x_n for several n."""
    points = 0
    for size in (2, 3, 1, 4):
        at = {name: size + index for index, name in enumerate(counted)}
        found = equivalence.compare(
            elaboration.elaborate(elaboration.at(answer, at)),
            elaboration.elaborate(elaboration.at(key, at)),
            question.domains,
            seed=question.seed,
        )
        if isinstance(found, Different):
            sizes: dict[str, Exact] = {name: size + i for i, name in enumerate(counted)}
            return Different({**sizes, **found.point}, found.answer, found.key)
        if isinstance(found, Unknown):
            return found
        points += found.points
    return Same(max(points, 1))


def _judge_infinite(answer: Node, key: Node, ends: tuple[int, int]) -> Verdict:
    if ends[0] == ends[1]:
        return Right(evidence="identical")
    texts = []
    for node, end in zip((answer, key), ends, strict=True):
        text = {1: "∞", -1: "-∞"}.get(end)
        if text is None:
            value = value_of(node, {})
            text = "…" if value is None else write(value)
        texts.append(text)
    yours, expected = texts
    sentence = say("infinite", yours=yours, expected=expected)
    return Wrong(why=sentence, witness=Witness(text=sentence, yours=yours, expected=expected))


def _right(question: Question, answer: Node, found: Same) -> Verdict:
    if found.points == 0:
        return Right(evidence="identical")
    remark: Text = ""
    one_sided = domains.one_sided(question, answer, found.one_sided)
    if one_sided is not None:
        if question.same_domain:
            return elsewhere(one_sided)
        remark = _about_domain(one_sided)
    # What is proved is that the values are equal, not that they are there for the same numbers.
    proved = found.proved and not (
        question.same_domain and not domains.are_everywhere(answer, question.key)
    )
    evidence: Evidence = "proved" if proved else "numeric"
    return Right(evidence=evidence, points=found.points, remark=remark)


def elsewhere(one_sided: OneSided) -> Wrong:
    """The verdict on an answer that has values at other places than the key."""
    remark = _about_domain(one_sided)
    side = "yours" if one_sided.who == "answer" else "expected"
    values: dict[str, Any] = {side: write(one_sided.value)}
    witness = Witness(text=remark, at=write_point(one_sided.point), **values)
    return Wrong(why=say("same_domain", remark=remark), witness=witness)


def _about_domain(one_sided: OneSided) -> Text:
    return say(
        f"domain_{one_sided.who}",
        at=write_place(one_sided.point, exactly=True),
        value=write(one_sided.value),
    )


def wrong(question: Question, answer: Node, found: Different) -> Wrong:
    """What to say about an answer that was shown to be wrong."""
    mistake = named_mistake(question, answer)
    if found.answer is None:
        witness = _no_value(found, typed_digits(question.key))
        return Wrong(why=witness.text, witness=witness, mistake=mistake)
    rounded = mistake is None and remarks.rounding(question, answer, found) is not None
    found, measured = slopes.shown(question, answer, found, faint=rounded)
    witness = make_witness(found, answer, question.key, measured)
    if rounded:
        mistake = remarks.rounding(question, answer, found)
    name = None if mistake is None else mistake.text
    letters = about_letters(answer, question.key, question.function)
    # Of a derivative, the slip says more than which letters it left over.
    first, second = (letters, name) if question.function is None else (name, letters)
    why = first or second or remarks.about(question, answer, found) or witness.text
    return Wrong(why=why, witness=witness, mistake=mistake)


def _no_value(found: Different, decimal: int) -> Witness:
    expected, place = write(found.key, decimal=decimal), write_place(found.point)
    key = "no_value" if place else "no_value_number"
    text = say(key, at=place, expected=expected)
    return Witness(text=text, at=write_point(found.point), expected=expected)


def make_witness(found: Different, answer: Node, key: Node, slope: Real | None = None) -> Witness:
    """The point with both values, and the slope measured there, where one was."""
    assert found.answer is not None
    point, measured = found.point, ""
    decimal = typed_digits(answer), typed_digits(key)
    yours, expected = write_pair(found.answer, found.key, decimal)
    if yours == expected:
        return Witness(text=say("value_numbers_differ"), at=write_point(point))
    yours, expected = typed(answer) or yours, typed(key) or expected
    place = write_place(point)
    if slope is not None:
        told = write_pair(found.answer, tidied(slope), decimal)
        if told[0] != told[1]:
            yours, measured = typed(answer) or told[0], told[1]
    if measured:
        text = say("slope", at=place, yours=yours, measured=measured)
    elif place:
        text = say("value", at=place, yours=yours, expected=expected)
    else:
        text = say("value_number", yours=yours, expected=expected)
    return Witness(
        text=text, at=write_point(point), yours=yours, expected=expected, measured=measured
    )


def tidied(x: Real) -> Real:
    """`x`, or the short fraction that a measurement with rounding stands for."""
    short = Fraction(as_float(x)).limit_denominator(20) if abs(as_float(x)) < 1e6 else Fraction(0)
    return short if reals.compare(reals.difference(x, short), Fraction(1, 10**9)) < 0 else x


def about_letters(answer: Node, key: Node, function: Node | None = None) -> Text | None:
    """Whether the letters are the reason: others than the question's, more, or fewer.

    function: what was to be differentiated, whose letters are the question's as well.
    """
    yours, expected = tree.free_symbols(answer), tree.free_symbols(key)
    known = expected if function is None else expected | tree.free_symbols(function)
    strange, extra = _listed(yours - known), _listed(yours - expected)
    if strange and known:
        return say("other_letter", yours=strange, expected=_listed(known))
    if extra:
        return say("extra_letter", yours=extra)
    if expected - yours and yours:
        return say("missing_letter", expected=_listed(expected - yours))
    return None


def _listed(names: Set[str]) -> str:
    return ", ".join(map(write_name, sorted(names)))


def named_mistake(question: Question, answer: Node) -> Mistake | None:
    """The known mistake that gives exactly this answer, where there is one."""
    find = _mistake_finder()
    if find is None:
        return None
    if budget.get().left < NAMING_WORK:
        return None
    work = budget.set(Budget(NAMING_WORK))
    try:
        found: Mistake | None = find(
            answer,
            question.key,
            question.function,
            question.wrt,
            lambda a, b: isinstance(compare(question, a, b), Same),
        )
    except (TooLarge, Unsupported, RecursionError):
        # The verdict stands; only its name is not worth more work.
        return None
    finally:
        budget.reset(work)
    return found


@cache
def _mistake_finder() -> Any:
    """`find` of the library of known mistakes, loaded when the first answer is wrong."""
    name = "tutor.checking.mistakes"
    return getattr(import_module(name), "find", None) if find_spec(name) is not None else None
