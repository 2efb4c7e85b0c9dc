"""Verdicts on expressions: right and how that is known, or wrong and what shows it."""

from tutor.bilingual import Text
from tutor.checking.answer_forms import infinity
from tutor.checking.equality.outcomes import Different, Same, Unknown
from tutor.checking.expression.tree import Node
from tutor.checking.judging import (
    complex_values,
    domains,
    explaining,
    scalars,
    tolerant,
    up_to_constant,
)
from tutor.checking.judging.slopes import value_of
from tutor.checking.judging.writing import write
from tutor.checking.question import Question, say
from tutor.checking.tolerance import Tolerance
from tutor.exercise import Evidence, Right, Undecided, Verdict, Witness, Wrong


def judge(question: Question, answer: Node) -> Verdict:
    """The verdict on an expression. Raises TooLarge and Unsupported where there is none."""
    key = question.key
    ends = infinity(answer), infinity(key)
    if any(ends):
        return _judge_infinite(answer, key, ends)
    if question.complex_:
        return complex_values.judge(question, answer)
    if question.tolerance is not None:
        return _judge_within_tolerance(question, answer, question.tolerance)
    if question.free_constant:
        return up_to_constant.judge(question, answer)
    found = scalars.compare(question, answer, key)
    if isinstance(found, Same):
        return _right(question, answer, found)
    if isinstance(found, Unknown):
        return Undecided(why=say(found.reason))
    return explaining.wrong(question, answer, found)


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


def _judge_within_tolerance(question: Question, answer: Node, tolerance: Tolerance) -> Verdict:
    found = tolerant.compare(question, answer)
    if found is None:
        return Undecided(why=say("nowhere"))
    if not isinstance(found, Different):
        return Right(evidence="numeric", points=found)
    verdict = explaining.wrong(question, answer, found)
    if found.point:
        return verdict
    assert found.answer is not None
    why = tolerant.too_far(found.answer, found.key, tolerance)
    return Wrong(why=why, witness=verdict.witness, mistake=verdict.mistake)


def _right(question: Question, answer: Node, found: Same) -> Verdict:
    if found.points == 0:
        return Right(evidence="identical")
    remark: Text = ""
    one_sided = domains.one_sided(question, answer, found.one_sided)
    if one_sided is not None:
        if question.same_domain:
            return explaining.elsewhere(one_sided)
        remark = explaining.about_domain(one_sided)
    # What is proved is that the values are equal, not that they are there for the same numbers.
    proved = found.proved and not (
        question.same_domain and not domains.are_everywhere(answer, question.key)
    )
    evidence: Evidence = "proved" if proved else "numeric"
    return Right(evidence=evidence, points=found.points, remark=remark)
