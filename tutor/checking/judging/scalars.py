"""Comparing two scalar expressions under what a question assumes of their letters."""

from tutor.checking.equality import equivalence
from tutor.checking.equality.outcomes import Comparison, Different, Same, Unknown
from tutor.checking.equality.survey import survey
from tutor.checking.evaluation.ball import Exact, TooLarge
from tutor.checking.expression.tree import Node
from tutor.checking.question import Question
from tutor.checking.trees import elaboration
from tutor.checking.trees.rewriting import alike


def compare(question: Question, answer: Node, key: Node) -> Comparison:
    """Compare two scalar expressions under the assumptions of the question.

    Raises TooLarge where a sum over x_i is too long to write out or the work is used up, and
    Unsupported where numbers cannot decide it.
    """
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
