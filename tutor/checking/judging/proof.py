"""A symbolic proof for what numbers have already shown. It only ever adds certainty."""

import msgspec

from tutor.checking.equality import symbolic_process
from tutor.checking.expression import Reading
from tutor.checking.judging import domains
from tutor.checking.question import Question
from tutor.checking.trees.elaboration import elaborate
from tutor.exercise import Right, Verdict


def attempt(question: Question, text: str, verdict: Verdict) -> Verdict:
    """The verdict, with `proved` as evidence when SymPy brings answer − key to zero in time."""
    if not isinstance(verdict, Right) or verdict.evidence != "numeric":
        return verdict
    reading = question.read(text)
    if question.form != "expression" or not isinstance(reading, Reading) or question.tolerance:
        return verdict
    answer = elaborate(reading.tree)
    if question.same_domain and not domains.are_everywhere(answer, question.key):
        return verdict
    proved = symbolic_process.prove_equal(answer, question.key)
    return msgspec.structs.replace(verdict, evidence="proved") if proved else verdict
