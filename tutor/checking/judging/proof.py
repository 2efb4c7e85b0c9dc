"""A symbolic proof for what numbers have already shown. It only ever adds certainty."""

import msgspec

from tutor.checking.expression import Reading, show, tree
from tutor.checking.question import Question
from tutor.checking.sandbox import JobFailed, Sandbox, TimedOut
from tutor.checking.trees.elaboration import elaborate
from tutor.exercise import Right, Verdict

SECONDS = 2.0

_sandboxes: list[Sandbox] = []


def attempt(question: Question, text: str, verdict: Verdict) -> Verdict:
    """The verdict, with `proved` as evidence when SymPy brings answer − key to zero in time."""
    if not isinstance(verdict, Right) or verdict.evidence != "numeric":
        return verdict
    reading = question.read(text)
    if question.form != "expression" or not isinstance(reading, Reading) or question.tolerance:
        return verdict
    answer = elaborate(reading.tree)
    names = tree.free_symbols(answer) | tree.free_symbols(question.key)
    payload = {
        "answer": show.python(answer),
        "key": show.python(question.key),
        "names": " ".join(sorted(names)),
    }
    try:
        proved = _sandbox().run("tutor.checking.equality.symbolic:prove_equal", payload, SECONDS)
    except (TimedOut, JobFailed):
        return verdict
    return msgspec.structs.replace(verdict, evidence="proved") if proved else verdict


def _sandbox() -> Sandbox:
    if not _sandboxes:
        _sandboxes.append(Sandbox(preload=("tutor.checking.equality.symbolic",)))
    return _sandboxes[0]
