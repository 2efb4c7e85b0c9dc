"""Derivative: differentiate a function, once or more, or give its gradient.

An answer text is a formula in any notation, `f'(x) = …` in front or not; for a gradient, a
list of formulas.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated

import msgspec

from tutor import exercise as base
from tutor.bilingual import Strings, Text
from tutor.checking import display
from tutor.checking.expression import Reading, show
from tutor.checking.expression import read as read_formula
from tutor.checking.expression.tree import Node, Symbol, free_symbols
from tutor.errors import LessonError
from tutor.exercise import Answer, Formula, Mistake, Right, Unreadable, Verdict, Wrong
from tutor.kinds.derivative.gradient import entries, together

strings = Strings(__file__)


def _prompt() -> Text:
    return dict(strings["prompt"])


class Exercise(base.Exercise, frozen=True, kw_only=True, tag="derivative"):
    """A function to differentiate.

    function: as a formula. wrt: the variable, needed when there are several; a list
    differentiates by one after the other. order: how often. gradient: variables; the answer
    is the list of partial derivatives by them. variables: name → assumption, such as
    `positive`, or an interval `(0, 1)`. answer: the key, when it shall not be computed.
    tolerance: how far rounded constants may be off, `0.001` or `1%`.
    """

    function: Formula
    wrt: str | tuple[str, ...] = ()
    order: Annotated[int, msgspec.Meta(ge=1, le=8)] = 1
    gradient: tuple[str, ...] = ()
    variables: dict[str, str] = msgspec.field(default_factory=dict)
    answer: Formula = ""
    tolerance: Formula = ""
    prompt: Text = msgspec.field(default_factory=_prompt)

    def __post_init__(self) -> None:
        if self.gradient and (self.wrt or self.order > 1):
            raise LessonError(
                "`gradient` stands alone, without `wrt` and `order`", field="gradient"
            )
        if self.order > 1 and isinstance(self.wrt, tuple) and len(self.wrt) > 1:
            raise LessonError(
                "`order` goes with one variable; list a variable twice in `wrt`", field="order"
            )


# --- the question ---------------------------------------------------------------------


def function_of(exercise: Exercise) -> Node:
    """The function as a tree. Raises LessonError when it cannot be read."""
    reading = _read_once(exercise.function, tuple(exercise.variables) or None)
    if isinstance(reading, Unreadable):
        why = reading.why if isinstance(reading.why, str) else reading.why["en"]
        raise LessonError(f"`{exercise.function}` cannot be read: {why}", field="function")
    return reading.tree


@lru_cache(maxsize=1024)
def _read_once(text: str, names: tuple[str, ...] | None) -> Reading | Unreadable:
    """Read a formula of the lesson, which every key press asks for again."""
    return read_formula(text, names=names)


def differentiated_by(exercise: Exercise) -> tuple[str, ...]:
    """The variables to differentiate by, one after the other; for a gradient, each by itself.

    Raises LessonError when the lesson does not say.
    """
    if exercise.gradient:
        return tuple(_name(name) for name in exercise.gradient)
    wrt = (exercise.wrt,) if isinstance(exercise.wrt, str) else exercise.wrt
    if not wrt:
        free = sorted(_letters(function_of(exercise)))
        if len(free) != 1:
            raise LessonError(
                f"`{exercise.function}` has {len(free)} variables",
                "say with `wrt` which one to differentiate by",
                field="function",
            )
        return (free[0],) * exercise.order
    names = tuple(_name(name) for name in wrt)
    return names * exercise.order if len(names) == 1 else names


def _letters(node: Node) -> frozenset[str]:
    """The variables of a formula, x_1, x_2 and x_3 of a sum over x_i from 1 to 3."""
    from tutor.checking.trees.elaboration import with_terms

    return free_symbols(with_terms(node))


def _name(variable: str) -> str:
    reading = _read_once(variable, (variable,))
    if isinstance(reading, Unreadable) or not isinstance(reading.tree, Symbol):
        raise LessonError(f"`{variable}` is not a variable", field="wrt")
    return reading.tree.name


def assumptions(exercise: Exercise) -> dict[str, str]:
    """Every variable with what is assumed of it; `real` when the lesson says nothing."""
    names = _letters(function_of(exercise)) | set(differentiated_by(exercise))
    told = {_name(name): assumption for name, assumption in exercise.variables.items()}
    return {**dict.fromkeys(sorted(names), "real"), **told}


def statement(exercise: Exercise) -> str:
    """What is asked, as TeX: the operator and the function."""
    function = function_of(exercise)
    by = differentiated_by(exercise)
    tex = show.tex(function)
    if exercise.gradient:
        return rf"\nabla_{{{', '.join(_tex_name(name) for name in by)}}}\left[{tex}\right]"
    d = r"\partial " if len(free_symbols(function) | set(by)) > 1 else "d"
    power = f"^{len(by)}" if len(by) > 1 else ""
    if len(set(by)) == 1:
        below = f"{d}{_tex_name(by[0])}{power}"
    else:
        # ∂²/∂y∂x differentiates by x first.
        below = r"\,".join(f"{d}{_tex_name(name)}" for name in reversed(by))
    return rf"\frac{{{d.strip()}{power}}}{{{below}}}\left[{tex}\right]"


def _tex_name(name: str) -> str:
    return show.tex(Symbol(name))


# --- reading --------------------------------------------------------------------------

_NAMES_A_DERIVATIVE = re.compile(
    r"['′″∂∇]|d.{0,60}/\s?d|\\d?frac|\\nabla|\\partial|\A\s?[a-zA-Z]_\{?\w{1,6}\}?\s?\Z"
)
_LONGEST_LEFT_SIDE = 80


def _left_side(text: str) -> int:
    """How far `f'(x) =`, `dy/dx =`, `∂f/∂x =` or `∇f =` reaches in front of the answer, if at all.

    What else stands in front of an equals sign is the reader's to judge.
    """
    depth = 0
    for place, letter in enumerate(text[:_LONGEST_LEFT_SIDE]):
        depth += (letter in "([{") - (letter in ")]}")
        if letter in "<>!" or text.startswith("==", place):
            return 0
        if letter == "=" and depth == 0:
            return place + 1 if _NAMES_A_DERIVATIVE.search(text, 0, place) else 0
    return 0


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    start = _left_side(text)
    try:
        names = {*assumptions(exercise), *exercise.variables}
    except LessonError as error:
        return Unreadable(column=0, why=error.message)
    form = "list" if exercise.gradient else "expression"
    reading = read_formula(text[start:], names=names, form=form)
    if isinstance(reading, Unreadable):
        mend = text[:start] + reading.mend if reading.mend else ""
        return Unreadable(column=reading.column + start, why=reading.why, mend=mend)
    unknown = sorted(_letters(reading.tree) - names)
    if unknown:
        known = ", ".join(sorted(names))
        column = max(text.find(unknown[0], start), start)
        why = strings("letter", letter=unknown[0], known=known)
        return Unreadable(column=column, why=why)
    shown = "\n".join(display.tree(reading.tree).lines)
    return Answer(text=text, shown=shown, notes=reading.notes, value=reading.tree)


# --- judging --------------------------------------------------------------------------


def check(exercise: Exercise, answer: Answer) -> Verdict:
    if exercise.gradient:
        return _check_gradient(exercise, answer.value)
    by = differentiated_by(exercise)
    before = _derivative(exercise.function, _names(exercise), by[:-1])
    verdict = _judge(exercise, answer.value, key(exercise), before, by[-1])
    if len(by) > 1:
        verdict = _once_too_few(verdict, answer.value, by[-1])
    return _with_authored_mistake(exercise, answer.value, verdict, by[-1])


def _once_too_few(verdict: Verdict, answer: Node, wrt: str) -> Verdict:
    """Say what it is to have stopped before the last of several derivatives."""
    from tutor.checking import mistakes

    mistake = verdict.mistake if isinstance(verdict, Wrong) else None
    if mistake is None or mistake.name != "not-differentiated":
        return verdict
    said = mistakes.explain(mistakes.wholes.once_too_few(answer, wrt))
    return msgspec.structs.replace(verdict, mistake=said)


def _check_gradient(exercise: Exercise, answer: Node) -> Verdict:
    """Judge each partial derivative by itself."""
    by = differentiated_by(exercise)
    given = entries(answer)
    expected = _key_entries(exercise)
    if len(given) != len(by):
        return Unreadable(column=0, why=strings("entries", asked=len(by), given=len(given)))
    verdicts = [
        _judge(exercise, item, entry, exercise.function, name)
        for item, entry, name in zip(given, expected, by, strict=True)
    ]
    whole = together(verdicts, by)
    return _with_authored_mistake(exercise, answer, whole, by[0])


def _judge(exercise: Exercise, answer: Node, key: str, function: str, wrt: str) -> Verdict:
    from tutor.checking import check as compare

    return compare(
        show.python(answer),
        key,
        kind="expression",
        variables=assumptions(exercise),
        tolerance=exercise.tolerance or None,
        function=function,
        wrt=wrt,
    )


def _with_authored_mistake(exercise: Exercise, answer: Node, verdict: Verdict, wrt: str) -> Verdict:
    """Let a mistake that the author foresaw speak before one that the program found."""
    if not isinstance(verdict, Wrong):
        return verdict
    from tutor.checking import check as compare

    for mistake in exercise.mistakes:
        found = compare(
            show.python(answer),
            mistake.answer,
            kind="list" if exercise.gradient else "expression",
            variables=assumptions(exercise),
            tolerance=exercise.tolerance or None,
        )
        if isinstance(found, Right):
            said = Mistake(name="authored", text=mistake.feedback)
            return msgspec.structs.replace(verdict, mistake=said)
    return verdict


# --- the key --------------------------------------------------------------------------


def key(exercise: Exercise) -> str:
    if exercise.answer:
        return exercise.answer
    if exercise.gradient:
        return "[" + ", ".join(_key_entries(exercise)) + "]"
    return _derivative(exercise.function, _names(exercise), differentiated_by(exercise))


def _names(exercise: Exercise) -> tuple[str, ...]:
    return tuple(exercise.variables)


def _key_entries(exercise: Exercise) -> tuple[str, ...]:
    if exercise.answer:
        reading = read_formula(exercise.answer, form="list")
        assert not isinstance(reading, Unreadable), exercise.answer
        return tuple(show.python(item) for item in entries(reading.tree))
    names = _names(exercise)
    return tuple(
        _derivative(exercise.function, names, (name,)) for name in differentiated_by(exercise)
    )


@lru_cache(maxsize=512)
def _derivative(function: str, names: tuple[str, ...], by: tuple[str, ...]) -> str:
    """The derivative by one variable after the other, as a formula."""
    from tutor.checking import question

    reading = _read_once(function, names or None)
    assert not isinstance(reading, Unreadable), function
    node = reading.tree
    for name in by:
        node = question.derivative(node, name)
    return show.python(node)


# --- teaching -------------------------------------------------------------------------


def solution(exercise: Exercise) -> Text:
    return exercise.solution or _worked(exercise)


def _worked(exercise: Exercise) -> Text:
    from tutor.checking import differentiation

    function, by = function_of(exercise), differentiated_by(exercise)
    try:
        if exercise.answer:
            return _result(exercise)
        return differentiation.worked(function, by, gradient=bool(exercise.gradient))
    except differentiation.NoRule:
        return _result(exercise)


def _result(exercise: Exercise) -> Text:
    form = "list" if exercise.gradient else "expression"
    reading = read_formula(key(exercise), form=form)
    assert not isinstance(reading, Unreadable)
    return f"$${statement(exercise)} = {show.tex(reading.tree)}$$"


def hints(exercise: Exercise) -> tuple[Text, ...]:
    if exercise.hints:
        return exercise.hints
    from tutor.checking import differentiation

    try:
        by = differentiated_by(exercise)
        return differentiation.hints(function_of(exercise), by, gradient=bool(exercise.gradient))
    except differentiation.NoRule:
        return ()


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    try:
        by = differentiated_by(exercise)
        assumptions(exercise)
    except LessonError as error:
        yield error.field, f"{error.message}; {error.hint}" if error.hint else error.message
        return
    missing = sorted(set(by) - _letters(function_of(exercise)))
    for name in missing:
        yield "function", f"the function does not depend on `{name}`"
    for index, mistake in enumerate(exercise.mistakes):
        answer = read(exercise, mistake.answer)
        if isinstance(answer, Unreadable):
            yield f"mistakes[{index}].answer", f"`{mistake.answer}` cannot be read"
    if exercise.answer:
        yield from _prove_answer(exercise)


def _prove_answer(exercise: Exercise) -> Iterable[tuple[str, str]]:
    """Compare the given key with the computed one."""
    computed = msgspec.structs.replace(exercise, answer="", mistakes=())
    answer = read(computed, exercise.answer)
    if isinstance(answer, Unreadable):
        yield "answer", f"`{exercise.answer}` cannot be read"
    elif isinstance(check(computed, answer), Wrong):
        yield "answer", f"this is not the derivative, which is `{key(computed)}`"
