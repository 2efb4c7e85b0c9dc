"""Verdicts on equations over the complex numbers: the same roots.

Where all sides are polynomials in one of the variables, its roots are found to `DIGITS` digits
and put into both statements, the other variables at two places. All else stays undecided.
"""

from collections.abc import Mapping
from typing import Any

import mpmath
from mpmath import mp

from tutor.checking.evaluation import complex_numbers
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging.writing import write_name
from tutor.checking.question import Question, say
from tutor.checking.statements import forms
from tutor.exercise import Right, Undecided, Verdict, Witness, Wrong

DIGITS = 80
MAX_DEGREE = 16
_CLOSE = mp.mpf(10) ** -12
"""How far both sides may be apart at a root; a root of multiplicity 6 has 13 digits left."""

_NO_VALUE = (ZeroDivisionError, ValueError, OverflowError, TypeError, mp.NoConvergence)


_PLACES = (mp.mpc(1, 2), mp.mpc(-2, 0.5), mp.mpc(0.75, -3), mp.mpc(-1, -1), mp.mpc(3, 1))
"""Values of all variables but one; two draws of them are compared."""


def judge(question: Question, answer: Node) -> Verdict:
    """The verdict on a statement about complex variables."""
    names = sorted(tree.free_symbols(question.key) | tree.free_symbols(answer))
    about = names[0] if names else "z"
    yours, expected = (forms.plain(forms.about(side, about)) for side in (answer, question.key))
    with mpmath.workdps(DIGITS):
        for name in names:
            others = [other for other in names if other != name]
            draws = (_PLACES, _PLACES[::-1]) if others else (_PLACES,)
            places = [dict(zip(others, draw, strict=False)) for draw in draws]
            if len(others) <= len(_PLACES):
                verdicts = [_compared(yours, expected, name, place) for place in places]
                if None not in verdicts:
                    wrong = [verdict for verdict in verdicts if isinstance(verdict, Wrong)]
                    return wrong[0] if wrong else verdicts[0] or Undecided(why=say("nowhere"))
    return Undecided(why=say("nowhere"))


def _compared(
    yours: Node, expected: Node, name: str, place: Mapping[str, Any]
) -> Right | Wrong | None:
    """Whether the roots for `name` are the same at a place; None where they are not found."""
    found = [_roots(part, name, place) for part in (*_equations(yours), *_equations(expected))]
    if not found or None in found:
        return None
    roots = [root for some in found for root in some or ()]
    for root in roots:
        at = {**place, name: root}
        right, told = _holds(expected, at), _holds(yours, at)
        if right != told:
            written = {other: complex_numbers.write(value) for other, value in at.items()}
            where = ", ".join(f"{write_name(other)} = {text}" for other, text in written.items())
            text = say(f"solves_{'answer' if told else 'key'}", at=where)
            return Wrong(why=text, witness=Witness(text=text, at=written))
    return Right(evidence="numeric", points=len(roots)) if roots else None


def _equations(statement: Node) -> list[tree.Relation]:
    """The equations in a statement. Raises Unsupported for inequalities and negations."""
    if isinstance(statement, tree.Relation) and statement.op == "=":
        return [statement]
    if isinstance(statement, tree.Logic) and statement.op != "not":
        return [equation for arg in statement.args for equation in _equations(arg)]
    raise Unsupported("a complex statement")


def _holds(statement: Node, at: Mapping[str, Any]) -> bool:
    if isinstance(statement, tree.Logic):
        results = [_holds(arg, at) for arg in statement.args]
        return all(results) if statement.op == "and" else any(results)
    assert isinstance(statement, tree.Relation)
    try:
        left = complex_numbers.value(statement.left, at)
        right = complex_numbers.value(statement.right, at)
    except _NO_VALUE:
        return False
    return bool(abs(left - right) <= _CLOSE * (1 + abs(left) + abs(right)))


def _roots(equation: tree.Relation, name: str, place: Mapping[str, Any]) -> list[Any] | None:
    """The roots for `name` of an equation of polynomials in it; None where it is none."""

    def gap(z: Any) -> Any:
        at = {**place, name: z}
        return complex_numbers.value(equation.left, at) - complex_numbers.value(equation.right, at)

    try:
        coefficients = _coefficients(gap)
        if coefficients is None or len(coefficients) < 2:
            return None
        return list(mp.polyroots(coefficients, maxsteps=200, extraprec=4 * DIGITS))
    except _NO_VALUE:
        return None


def _coefficients(polynomial: Any) -> list[Any] | None:
    """Coefficients from the highest on, by values on a circle; None for no polynomial."""
    count = MAX_DEGREE + 1
    turns = [mp.expjpi(mp.mpf(2 * k) / count) for k in range(count)]
    values = [polynomial(turn) for turn in turns]
    found = [
        sum(value * mp.conj(turns[k * power % count]) for k, value in enumerate(values)) / count
        for power in range(count)
    ]
    size = max(map(abs, found))
    tiny = size * mp.mpf(10) ** (10 - DIGITS)
    while found and abs(found[-1]) <= tiny:
        found.pop()
    elsewhere = mp.mpc(1.75, -0.625)
    expected = polynomial(elsewhere)
    again = sum(c * elsewhere**power for power, c in enumerate(found))
    if abs(expected - again) > (1 + abs(expected)) * mp.mpf(10) ** (20 - DIGITS):
        return None
    return found[::-1]
