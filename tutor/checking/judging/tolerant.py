"""Answers that may be off by a declared tolerance.

`0.01` allows a difference of 0.01, `1%` one hundredth of the key's size. An expression is
compared where its variables are of moderate size (at most 5), and where its value is
above 1 an absolute tolerance is taken relative to it: a rounded constant is multiplied
by whatever stands beside it.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np

from tutor.bilingual import Text
from tutor.checking.equality.comparing import ENOUGH
from tutor.checking.equality.outcomes import Different
from tutor.checking.equality.sampling import REAL, exact, grid, strata
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import Exact, Real
from tutor.checking.evaluation.customs import STRICT, Unsupported
from tutor.checking.evaluation.float64 import compile_tree, values
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import reals
from tutor.checking.judging.reals import BITS
from tutor.checking.judging.slopes import value_of
from tutor.checking.judging.writing import SHORT, write
from tutor.checking.question import Question, say
from tutor.checking.tolerance import Tolerance

MODERATE = 5.0
POINTS = 16


def close(question: Question, answer: Node) -> bool | None:
    """Whether an answer is close enough; None when that cannot be told."""
    found = compare(question, answer)
    return None if found is None else not isinstance(found, Different)


def too_far(a: Real, k: Real, tolerance: Tolerance) -> Text:
    """By how much a number is off, and how much is allowed."""
    gap = write(reals.difference(a, k), 2, decimal=SHORT)
    return say("tolerance", gap=gap, tolerance=tolerance.text)


def compare(question: Question, answer: Node) -> Different | int | None:
    """The first point at which an answer is too far off, or at how many points it is not.

    None when too few points were found where both have a value. Raises TooLarge where a value
    is known too badly to be told from the limit.
    """
    tolerance = question.tolerance
    assert tolerance is not None
    compared = 0
    lettered = bool(tree.free_symbols(answer) | tree.free_symbols(question.key))
    for point, a, k in _values(question, answer):
        compared += 1
        if not within(a, k, tolerance, scaled=lettered, size=_size(question.key, k, point)):
            return Different(point, a, k)
    return compared if compared >= (ENOUGH if lettered else 1) else None


def nearly_equal(question: Question, answer: Node, share: Fraction) -> bool:
    """Whether an answer is within a share of the key's size wherever it was looked at."""
    allowed = Tolerance(share, relative=True)
    compared = 0
    for _, a, k in _values(question, answer):
        if not within(a, k, allowed, scaled=False):
            return False
        compared += 1
    return compared >= ENOUGH


def _values(question: Question, answer: Node) -> Iterator[tuple[dict[str, Exact], Real, Real]]:
    """Points with the values of answer and key there, where both have one."""
    names = tree.free_symbols(answer) | tree.free_symbols(question.key)
    for point in _points(question, answer, names):
        a, k = value_of(answer, point), value_of(question.key, point)
        if a is not None and k is not None:
            yield point, a, k


def within(
    a: Real, k: Real, tolerance: Tolerance, *, scaled: bool, size: Real | None = None
) -> bool:
    """Whether a is close enough to k. size: of what a share is allowed, if not of k."""
    arithmetic = Arithmetic(BITS, final=True)
    gap = reals.difference(a, k)
    allowed: Real = tolerance.amount
    if tolerance.relative:
        allowed = arithmetic.mul(allowed, arithmetic.absolute(k) if size is None else size)
    elif scaled:
        allowed = arithmetic.mul(
            allowed, arithmetic.extreme([1, arithmetic.absolute(k)], largest=True)
        )
    return arithmetic.compare(gap, allowed) <= 0


def _size(key: Node, k: Real, point: Mapping[str, Real]) -> Real:
    """The size of the key at a point, or of its largest term: rounded terms may nearly cancel."""
    arithmetic = Arithmetic(BITS, final=True)
    terms = key.terms if isinstance(key, tree.Add) and point else ()
    sizes = [value_of(term, point) for term in terms]
    return arithmetic.extreme(
        [arithmetic.absolute(x) for x in (k, *sizes) if x is not None], largest=True
    )


def _points(question: Question, answer: Node, names: frozenset[str]) -> Iterator[dict[str, Exact]]:
    """Points of moderate size at which both seem to have a value."""
    ordered = tuple(sorted(names))
    if not ordered:
        yield {}
        return
    domains = tuple(question.domains.get(name, REAL) for name in ordered)
    points = dict(grid(ordered, domains, frozenset(), question.seed))
    if len(ordered) == 1:
        points[ordered[0]] = np.array(strata(domains[0], question.seed, 110))
    rows = np.ones(len(points[ordered[0]]), dtype=bool)
    for column in points.values():
        rows &= np.abs(column) <= MODERATE
    if rows.sum() < POINTS:
        rows[:] = True
    try:
        for node in (answer, question.key):
            compiled = compile_tree(node, STRICT)
            rows &= np.isfinite(values(compiled, points, len(rows)))
    except Unsupported:
        return
    for index in np.nonzero(rows)[0][: 3 * POINTS]:
        yield {name: exact(float(points[name][index])) for name in ordered}
