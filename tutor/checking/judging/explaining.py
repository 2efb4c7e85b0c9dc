"""What is said of a wrong expression: where it shows, why, and which known mistake it is."""

from collections.abc import Set
from fractions import Fraction
from typing import Any

from tutor.bilingual import Text
from tutor.checking import mistakes
from tutor.checking.equality.outcomes import Different, OneSided, Same
from tutor.checking.evaluation.ball import Budget, Real, TooLarge, as_float, budget
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import reals, remarks, scalars, slopes
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
from tutor.exercise import Mistake, Witness, Wrong

NAMING_WORK = 40_000
"""How much work the name of a mistake is worth, in units of `Budget`."""


def elsewhere(one_sided: OneSided) -> Wrong:
    """The verdict on an answer that has values at other places than the key."""
    remark = about_domain(one_sided)
    side = "yours" if one_sided.who == "answer" else "expected"
    values: dict[str, Any] = {side: write(one_sided.value)}
    witness = Witness(text=remark, at=write_point(one_sided.point), **values)
    return Wrong(why=say("same_domain", remark=remark), witness=witness)


def about_domain(one_sided: OneSided) -> Text:
    """Where only one of answer and key has a value, and which."""
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
    witness = _witness(found, answer, question.key, measured)
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


def _witness(found: Different, answer: Node, key: Node, slope: Real | None = None) -> Witness:
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
        told = write_pair(found.answer, _tidied(slope), decimal)
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


def _tidied(x: Real) -> Real:
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
    if budget.get().left < NAMING_WORK:
        return None
    work = budget.set(Budget(NAMING_WORK))
    try:
        return mistakes.find(
            answer,
            question.key,
            question.function,
            question.wrt,
            lambda a, b: isinstance(scalars.compare(question, a, b), Same),
        )
    except (TooLarge, Unsupported, RecursionError):
        # The verdict stands; only its name is not worth more work.
        return None
    finally:
        budget.reset(work)
