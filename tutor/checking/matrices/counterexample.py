"""One entry of a small case in which an answer differs from the right one."""

from fractions import Fraction
from typing import Any

import numpy as np

from tutor.checking.matrices.arithmetic import Array, Impossible
from tutor.checking.matrices.decision import Target, difference
from tutor.checking.matrices.differences import derivative
from tutor.checking.matrices.draws import Draw, draw, draw_sizes
from tutor.checking.matrices.explanation import STRINGS
from tutor.checking.matrices.problem import Problem
from tutor.checking.matrices.terms import Term, variables
from tutor.exercise import Witness

CLEAR = 1e-4
TRIES = 8


def witness(answer: Term, problem: Problem, target: Target) -> Witness | None:
    """A case with small whole numbers, and the entry that differs most; None if none is found."""
    best: tuple[float, Draw] | None = None
    for attempt in range(TRIES):
        sizes = draw_sizes(problem.symbols, attempt, taken=problem.numbers, small=True)
        at = draw(problem.shapes, problem.assume, {**sizes, **problem.fixed}, attempt, whole=True)
        try:
            gap = difference(at.floats(answer), _wanted(at, problem, target))
        except Impossible:
            continue
        if np.isfinite(gap) and gap > CLEAR and (best is None or gap > best[0]):
            best = (gap, at)
            if gap > 0.1:
                break
    if best is None:
        return None
    return _told(answer, problem, target, best[1])


def _wanted(at: Draw, problem: Problem, target: Target) -> Array:
    if target.key is not None:
        return at.floats(target.key)
    return target.exact(at).astype(float)


def _told(answer: Term, problem: Problem, target: Target, at: Draw) -> Witness:
    yours, expected = at.floats(answer), _wanted(at, problem, target)
    row, column = np.unravel_index(int(np.abs(yours - expected).argmax()), yours.shape)
    used = variables(answer) | (variables(target.key) if target.key else frozenset())
    if problem.function is not None:
        used |= variables(problem.function.term)
    point = {name: _shown(at.values[name]) for name in problem.shapes if name in used}
    values: dict[str, str | int] = {
        "point": ", ".join(f"{name} = {value}" for name, value in point.items()),
        "row": int(row) + 1,
        "column": int(column) + 1,
        "yours": _number(yours[row, column]),
        "expected": _number(expected[row, column]),
    }
    measured = _measured(problem, at, int(row), int(column), expected.shape)
    key = "witness_measured" if measured else "witness"
    return Witness(
        text=STRINGS(key, measured=measured, **values),
        at=point,
        yours=str(values["yours"]),
        expected=str(values["expected"]),
        measured=measured,
    )


def _measured(problem: Problem, at: Draw, row: int, column: int, shape: tuple[int, ...]) -> str:
    """The same entry by central differences of the function, as text; empty without one."""
    if problem.function is None or not problem.wrt:
        return ""
    try:
        slopes = derivative(at.floats, problem.function.term, problem.wrt, problem.layout)
    except Impossible:
        return ""
    if slopes.shape != shape:
        return ""
    return _number(slopes[row, column], 4)


def _shown(value: Array) -> str:
    """A matrix as text, rows separated by semicolons: [1, 2; 3, 4]."""
    if value.size == 1:
        return _number(value[0, 0])
    return "[" + "; ".join(", ".join(_number(entry) for entry in row) for row in value) + "]"


def _number(value: Any, digits: int = 5) -> str:
    number = float(value)
    if not np.isfinite(number):
        return str(number)
    close = Fraction(number).limit_denominator(12)
    if abs(float(close) - number) < 1e-9 and close.denominator == 1:
        return str(close)
    return f"{number:.{digits}g}"
