"""Number: one number, exact or within a tolerance that the learner is told.

An answer text is any formula without letters: `1/4`, `0.25`, `2.5e-1`, `pi/2`, `25%`.
"""

import re
from collections.abc import Iterable
from typing import Annotated

import msgspec

from tutor import exercise as base
from tutor.bilingual import Strings, Text
from tutor.checking import display
from tutor.checking.expression import read as read_formula
from tutor.checking.expression.tree import (
    Add,
    Big,
    Call,
    Constant,
    Div,
    Mul,
    Neg,
    Node,
    Number,
    Piecewise,
    Pow,
    Relation,
    Symbol,
    free_symbols,
)
from tutor.exercise import (
    Answer,
    Formula,
    Mistake,
    Right,
    Undecided,
    Unreadable,
    Verdict,
    Wrong,
)
from tutor.kinds.number import tolerance

strings = Strings(__file__)

_SCALAR = (Add, Big, Call, Constant, Div, Mul, Neg, Number, Piecewise, Pow)

# What has more than three decimals was most likely rounded; inside a formula it was given.
_DECIMAL = re.compile(r"[-+]?[0-9]{0,40}\.[0-9]{4,400}(?:e[-+]?[0-9]{1,5})?%?")


class Exercise(base.Exercise, frozen=True, kw_only=True, tag="number"):
    """A number.

    answer: the key, as a formula. tolerance: `exact`, `0.01`, `1%` or `3 figures`.
    """

    answer: Formula
    tolerance: Annotated[str, msgspec.Meta(description="`exact`, `0.01`, `1%` or `3 figures`")] = (
        "exact"
    )

    def __post_init__(self) -> None:
        if "{{" not in self.tolerance:
            tolerance.parse(self.tolerance)


def told_tolerance(exercise: Exercise) -> Text:
    """The tolerance as a sentence to show beside the answer field."""
    return tolerance.parse(exercise.tolerance).told()


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    reading = read_formula(text, names=(), form="expression")
    if isinstance(reading, Unreadable):
        return reading
    node = reading.tree
    # "x = 3" answers what x is.
    if isinstance(node, Relation) and node.op == "=" and isinstance(node.left, Symbol):
        node = node.right
    letters = sorted(free_symbols(node))
    if letters:
        column = max(text.find(letters[0]), 0)
        return Unreadable(column=column, why=strings("letter", letter=letters[0]))
    if not isinstance(node, _SCALAR):
        return Unreadable(column=0, why=strings["not_a_number"])
    shown = "\n".join(display.tree(node).lines)
    return Answer(text=text, shown=shown, notes=reading.notes, value=node)


def check(exercise: Exercise, answer: Answer) -> Verdict:
    from tutor.checking.evaluation.ball import TooLarge, Undefined
    from tutor.checking.evaluation.customs import Unsupported
    from tutor.kinds.number.compare import bounds, compare

    allowed = tolerance.parse(exercise.tolerance)
    key = _node(exercise.answer)
    try:
        bounds(answer.value)
    except Undefined:
        return Wrong(why=strings["undefined"])
    except (TooLarge, Unsupported):
        return Undecided(why=strings["no_value"])
    meeting = compare(answer.value, key, allowed)
    if meeting.right:
        return Right(evidence="identical" if meeting.exact else "numeric")
    mistake = _mistake(exercise, answer.value, key, allowed)
    return Wrong(why=strings[meeting.direction], mistake=mistake)


def _mistake(
    exercise: Exercise, answer: Node, key: Node, allowed: tolerance.Tolerance
) -> Mistake | None:
    """The mistake that the author foresaw, or a slip that anybody makes."""
    from tutor.kinds.number.compare import compare, slip

    for mistake in exercise.mistakes:
        if compare(answer, _node(mistake.answer), allowed).right:
            return Mistake(name="authored", text=mistake.feedback)
    name = slip(answer, key, allowed)
    if name is None:
        return None
    return Mistake(name=name, text=strings(name.replace("-", "_"), tolerance=allowed.told()))


def _node(text: str) -> Node:
    reading = read_formula(text, names=())
    # `prove` tells the author; an error in the worker becomes UNDECIDED to the learner.
    assert not isinstance(reading, Unreadable), text
    return reading.tree


def key(exercise: Exercise) -> str:
    return exercise.answer


def solution(exercise: Exercise) -> Text:
    return exercise.solution or strings("solution", answer=f"`{exercise.answer}`")


def hints(exercise: Exercise) -> tuple[Text, ...]:
    return exercise.hints


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    from tutor.checking.evaluation.ball import TooLarge, Undefined
    from tutor.checking.evaluation.customs import Unsupported
    from tutor.kinds.number.compare import bounds

    for field, text in _formulas(exercise):
        answer = read(exercise, text)
        if isinstance(answer, Unreadable):
            why = answer.why if isinstance(answer.why, str) else answer.why["en"]
            yield field, f"`{text}` is not a number: {why}"
            continue
        try:
            bounds(answer.value)
        except (Undefined, TooLarge, Unsupported):
            yield field, f"`{text}` has no finite real value that can be worked out"
    typed = exercise.vary is None  # what parameters give is worked out exactly
    if typed and exercise.tolerance == "exact" and _DECIMAL.fullmatch(exercise.answer.strip()):
        yield "tolerance", "the key is a rounded decimal: give a tolerance, or the exact value"


def _formulas(exercise: Exercise) -> Iterable[tuple[str, str]]:
    yield "answer", exercise.answer
    for index, mistake in enumerate(exercise.mistakes):
        yield f"mistakes[{index}].answer", mistake.answer
