"""The slope of a question's function, measured where it has one.

A wrong derivative is shown at a point where the function is smooth and its measured slope is
the value of the key: at a kink, or where the function has no value, there is nothing to show.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain

import numpy as np

from tutor.checking.equality import pointwise
from tutor.checking.equality.outcomes import Different
from tutor.checking.equality.sampling import REAL, grid, row
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import (
    Ball,
    Exact,
    Imprecise,
    Real,
    TooLarge,
    as_float,
    magnitude,
)
from tutor.checking.evaluation.customs import USUAL, Unsupported
from tutor.checking.evaluation.float64 import compile_tree, values
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging.reals import BITS, compare, difference
from tutor.checking.question import Question

STEP = Fraction(1, 2**40)
"""How far to either side of a point the function is looked at."""
ALLOWED = Fraction(1, 2**20)
"""By how much, relative to their size and 1, two slopes may differ and still be the same."""
NICE = (1, 2, 3, Fraction(1, 2), -1, -2)
"""What stands for letters that the derivative does not depend on."""
TRIES = 6
"""Other points that are looked at closely."""
VISIBLE = 1e-4
"""A difference below this share of the values does not show in the digits that are written."""


def shown(
    question: Question, answer: Node, found: Different, *, faint: bool = False
) -> tuple[Different, Real | None]:
    """The difference where it is best seen, with the measured slope there, where there is one.

    faint: whether a small difference is the point, and need not be looked for where it is large.
    """
    # Elsewhere the answer may be within the tolerance.
    elsewhere = _others(question, answer) if question.tolerance is None else iter(())
    if not faint and found.point and not _is_visible(found):
        clear = list(elsewhere)
        found, elsewhere = (clear or [found])[0], iter([*clear, found])
    if question.function is None or question.wrt is None:
        return found, None
    for other in chain([found], elsewhere):
        for rest in _rest(question, other.point):
            slope = measured(question, {**rest, **other.point}, other.key)
            if slope is not None and _tells(slope, other):
                told = {name: x for name, x in rest.items() if name == question.wrt}
                return Different({**told, **other.point}, other.answer, other.key), slope
    return found, None


def _is_visible(found: Different) -> bool:
    assert found.answer is not None
    a, k = as_float(found.answer), as_float(found.key)
    return not abs(a - k) <= VISIBLE * max(abs(a), abs(k))


def _tells(slope: Real, found: Different) -> bool:
    """Whether a slope is measured well enough to tell the answer from the key."""
    assert found.answer is not None
    error, gap = (difference(value, found.key) for value in (slope, found.answer))
    return compare(Arithmetic(BITS, final=True).mul(4, error), gap) < 0


def measured(question: Question, point: Mapping[str, Real], expected: Real) -> Real | None:
    """(f(x + h) − f(x − h)) / 2h with h = STEP; None where it is not the expected slope.

    It is none either where the slopes to both sides differ.
    """
    sides = _to_both_sides(question, point)
    if sides is None or not _near(*sides):
        return None
    arithmetic = Arithmetic(BITS, final=True)
    central = arithmetic.mul(Fraction(1, 2), arithmetic.add(*sides))
    return central if _near(central, expected) else None


def is_slope(question: Question, point: Mapping[str, Real], value: Real) -> bool:
    """Whether `value` is the slope of the question's function at a point."""
    return any(measured(question, place, value) is not None for place in _filled(question, point))


def is_kink(question: Question, point: Mapping[str, Real]) -> bool:
    """Whether the slopes of the question's function to both sides of a point differ."""
    both = (_to_both_sides(question, place) for place in _filled(question, point))
    return any(sides is not None and not _near(*sides) for sides in both)


def _to_both_sides(question: Question, point: Mapping[str, Real]) -> tuple[Real, Real] | None:
    """(f(x + h) − f(x)) / h and (f(x) − f(x − h)) / h; None where one has no value."""
    function, name = question.function, question.wrt
    assert function is not None
    assert name is not None
    arithmetic = Arithmetic(BITS, final=True, real_roots=True)
    around = []
    for step in (-STEP, 0, STEP):
        value = value_of(function, {**point, name: arithmetic.add(point[name], step)})
        if value is None:
            return None
        around.append(value)
    behind, here, ahead = around

    def slope(high: Real, low: Real) -> Real:
        return arithmetic.div(arithmetic.add(high, arithmetic.neg(low)), STEP)

    return slope(ahead, here), slope(here, behind)


def _near(a: Real, b: Real) -> bool:
    arithmetic = Arithmetic(BITS, final=True)
    size = arithmetic.add(1, arithmetic.absolute(b))
    try:
        return compare(difference(a, b), arithmetic.mul(ALLOWED, size)) < 0
    except Imprecise:
        return False


def _filled(question: Question, point: Mapping[str, Real]) -> Iterator[dict[str, Real]]:
    """The point with values for the other letters of the function."""
    if question.function is not None and question.wrt is not None:
        for rest in _rest(question, point):
            yield {**rest, **point}


def _rest(question: Question, point: Mapping[str, Real]) -> Iterator[dict[str, Exact]]:
    """Values for the letters of the function that neither the answer nor the key has."""
    assert question.function is not None
    names = {*tree.free_symbols(question.function), question.wrt or ""} - set(point)
    for shift in range(len(NICE) if names else 1):
        rest: dict[str, Exact] = {}
        for index, name in enumerate(sorted(names)):
            domain = question.domains.get(name, REAL)
            fit = [x for x in NICE if domain.holds(np.array([float(x)]))[0]]
            if not fit:
                return
            rest[name] = fit[(index + shift) % len(fit)]
        yield rest


def _others(question: Question, answer: Node) -> Iterator[Different]:
    """Points, nicest first, where answer and key differ visibly and a function has a value."""
    sides = (answer, question.key, question.function or question.key)
    letters = {name for side in sides for name in tree.free_symbols(side)}
    if question.function is not None and question.wrt is not None:
        letters.add(question.wrt)
    names = tuple(sorted(letters))
    if not names:
        return
    domains = tuple(question.domains.get(name, REAL) for name in names)
    try:
        points = grid(names, domains, frozenset(), question.seed)
        size = len(points[names[0]])
        with np.errstate(all="ignore"):
            yours, right, there = (values(compile_tree(side), points, size) for side in sides)
            differ = np.abs(yours - right) > VISIBLE * np.maximum(np.abs(yours), np.abs(right))
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
        arithmetic = Arithmetic(BITS, final=True, real_roots=True)
        value = pointwise.value_at(node, point, arithmetic, USUAL)
    except (Imprecise, TooLarge, Unsupported):
        return None
    vague = isinstance(value, Ball) and value.e > max(-100, magnitude(value.v) - 60)
    return None if vague else value
