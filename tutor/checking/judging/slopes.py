"""The slope of a question's function, measured where it has one.

A wrong derivative is shown at a point where the function is smooth and its measured slope is
the value of the key: at a kink, or where the function has no value, there is nothing to show.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np

from tutor.checking.equality import pointwise
from tutor.checking.equality.outcomes import Different
from tutor.checking.equality.sampling import REAL, grid, row
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import Ball, Exact, Imprecise, Real, TooLarge, magnitude
from tutor.checking.evaluation.customs import USUAL, Unsupported
from tutor.checking.evaluation.float64 import compile_tree, values
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.question import Question

STEP = Fraction(1, 2**40)
"""How far to either side of a point the function is looked at."""
ALLOWED = Fraction(1, 2**20)
"""By how much, relative to their size and 1, two slopes may differ and still be the same."""
NICE = (1, 2, 3, Fraction(1, 2), -1, -2)
"""What stands for letters that the derivative does not depend on."""
TRIES = 6
"""Other points that are looked at closely."""


def shown(question: Question, answer: Node, found: Different) -> tuple[Different, Real | None]:
    """The difference where it is best seen, with the measured slope there.

    That is `found` itself, without a slope, where none was measured anywhere.
    """
    if question.function is None or question.wrt is None:
        return found, None
    for place in _places(question, found):
        slope = measured(question, place, found.key)
        if slope is not None:
            told = {question.wrt: place[question.wrt], **found.point}
            at = found.point if len(told) == len(found.point) else told
            return Different(at, found.answer, found.key), slope
    for other in _others(question, answer):
        slope = measured(question, other.point, other.key)
        if slope is not None:
            return other, slope
    return found, None


def measured(question: Question, point: Mapping[str, Real], expected: Real) -> Real | None:
    """(f(x + h) − f(x − h)) / 2h with h = STEP; None where it is not the expected slope.

    It is none either where the slopes to both sides differ.
    """
    function, name = question.function, question.wrt
    assert function is not None
    assert name is not None
    arithmetic = Arithmetic(300, final=True, real_roots=True)
    around = []
    for step in (-STEP, 0, STEP):
        value = value_of(function, {**point, name: arithmetic.add(point[name], step)})
        if value is None:
            return None
        around.append(value)
    behind, here, ahead = around

    def slope(high: Real, low: Real, width: Fraction) -> Real:
        return arithmetic.div(arithmetic.add(high, arithmetic.neg(low)), width)

    central = slope(ahead, behind, 2 * STEP)
    if not _near(slope(ahead, here, STEP), slope(here, behind, STEP), arithmetic):
        return None
    return central if _near(central, expected, arithmetic) else None


def _near(a: Real, b: Real, arithmetic: Arithmetic) -> bool:
    gap = arithmetic.absolute(arithmetic.add(a, arithmetic.neg(b)))
    size = arithmetic.add(1, arithmetic.absolute(b))
    try:
        return arithmetic.compare(gap, arithmetic.mul(ALLOWED, size)) < 0
    except Imprecise:
        return False


def _places(question: Question, found: Different) -> Iterator[dict[str, Exact]]:
    """Values for the letters of the function that neither the answer nor the key has."""
    assert question.function is not None
    names = {*tree.free_symbols(question.function), question.wrt or ""} - set(found.point)
    for shift in range(len(NICE) if names else 1):
        place: dict[str, Exact] = {}
        for index, name in enumerate(sorted(names)):
            domain = question.domains.get(name, REAL)
            fit = [x for x in NICE if domain.holds(np.array([float(x)]))[0]]
            if not fit:
                return
            place[name] = fit[(index + shift) % len(fit)]
        yield {**place, **found.point}


def _others(question: Question, answer: Node) -> Iterator[Different]:
    """Other points where answer and key differ and the function has a value, nicest first."""
    assert question.function is not None
    sides = (answer, question.key, question.function)
    names = tuple(sorted({question.wrt or "", *(n for s in sides for n in tree.free_symbols(s))}))
    domains = tuple(question.domains.get(name, REAL) for name in names)
    try:
        points = grid(names, domains, frozenset(), question.seed)
        size = len(points[names[0]])
        with np.errstate(all="ignore"):
            yours, right, there = (values(compile_tree(side), points, size) for side in sides)
            differ = np.abs(yours - right) > 1e-6 * (1 + np.abs(right))
        rows = np.nonzero(differ & np.isfinite(there))[0]
        for index in rows[:TRIES]:
            point: Mapping[str, Exact] = row(points, index)
            at, _ = pointwise.compare_at(answer, question.key, point, USUAL)
            if at.outcome == "differ" and at.answer is not None and at.key is not None:
                yield Different(point, at.answer, at.key)
    except (Unsupported, TooLarge):
        return


def value_of(node: Node, point: Mapping[str, Real]) -> Real | None:
    """The value at a point, or None where there is none or it cannot be computed."""
    try:
        arithmetic = Arithmetic(300, final=True, real_roots=True)
        value = pointwise.value_at(node, point, arithmetic, USUAL)
    except (Imprecise, TooLarge, Unsupported):
        return None
    vague = isinstance(value, Ball) and value.e > max(-100, magnitude(value.v) - 60)
    return None if vague else value
