"""Derivation: get from the start to the goal, each line following from the one before.

An answer text has a line for each step, `=` in front or not; the goal is the last of them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec

from tutor import exercise as base
from tutor.bilingual import Strings, Text, fill
from tutor.checking import display
from tutor.checking.expression import Reading, show
from tutor.checking.expression import read as read_formula
from tutor.checking.expression.scope import canonical
from tutor.checking.expression.tree import Logic, Node, Relation, Symbol, free_symbols
from tutor.exercise import (
    Answer,
    Formula,
    Mistake,
    Part,
    Right,
    Undecided,
    Unreadable,
    Verdict,
    Wrong,
)
from tutor.kinds.derivation.form import form, same
from tutor.kinds.derivation.lines import Derivation, result, said
from tutor.kinds.derivation.steps import follows

strings = Strings(__file__)

MOST_LINES = 30


def _prompt() -> Text:
    return dict(strings["prompt"])


class Exercise(base.Exercise, frozen=True, kw_only=True, tag="derivation"):
    """An expression or equation to bring to a goal, line by line.

    start: the first line, which is given. wrt: when set, the lines are the derivative of
    `start` by this variable. steps: a model derivation; its last line is the goal.
    at_least: how many lines an answer must have, not counting those that have the form of
    another line or of the start. variables: name → assumption.
    """

    start: Formula
    steps: Annotated[tuple[Formula, ...], msgspec.Meta(min_length=1)]
    wrt: str = ""
    at_least: Annotated[int, msgspec.Meta(ge=1, le=MOST_LINES)] = 1
    variables: dict[str, str] = msgspec.field(default_factory=dict)
    prompt: Text = msgspec.field(default_factory=_prompt)


def names(exercise: Exercise) -> set[str] | None:
    """The letters that a line may use; None when the start cannot be read."""
    declared = tuple(exercise.variables) or None
    start = read_formula(exercise.start, names=declared)
    if isinstance(start, Unreadable):
        return None
    found = set(free_symbols(start.tree)) | set(exercise.variables)
    for step in exercise.steps:
        reading = read_formula(step[_lead(exercise, step) :], names=declared)
        if not isinstance(reading, Unreadable):
            found |= free_symbols(reading.tree)
    return found | ({exercise.wrt} if exercise.wrt else set())


def statement(exercise: Exercise) -> str:
    """The first line as TeX, with the operator when it is to be differentiated."""
    reading = read_formula(exercise.start, names=names(exercise))
    if isinstance(reading, Unreadable):
        return ""
    tex = show.tex(reading.tree)
    if not exercise.wrt:
        return tex
    d = r"\partial" if len(free_symbols(reading.tree)) > 1 else "d"
    return rf"\frac{{{d}}}{{{d} {show.tex(Symbol(exercise.wrt))}}}\left[{tex}\right]"


def joint(exercise: Exercise) -> str:
    """What stands before every line: equations lead to equations, expressions are equal."""
    reading = read_formula(exercise.start, names=names(exercise))
    states = isinstance(reading, Reading) and isinstance(reading.tree, Relation | Logic)
    return "⇒" if states else "="


def goal(exercise: Exercise) -> str:
    """The line to reach, as TeX; empty where it would be the answer that is asked for."""
    if exercise.wrt:
        return ""
    reading = read_formula(exercise.steps[-1], names=names(exercise))
    return "" if isinstance(reading, Unreadable) else show.tex(reading.tree)


# --- reading --------------------------------------------------------------------------

# An equals sign or an arrow in front of a line only joins it to the line before.
_JOINT = re.compile(
    r"\s{0,20}&?\s{0,20}(?:<?[=-]{1,2}>|[=⇒⟹→⇔⟺∴]|\\(?:Long)?(?:left)?rightarrow(?![a-z])"
    r"|\\(?:implies|iff|to|therefore)(?![a-z]))\s{0,20}",
    re.IGNORECASE,
)

# `dy/dx =`, `f'(x) =`, `(x²)' =`, `f_x =`, `\frac{d}{dx}[…] =`: what a line differentiates.
_D = r"(?:d|∂|\\partial|\\mathrm\{d\})"
_SLOPE = re.compile(
    rf"\s{{0,9}}(?:\\[dt]?frac\s?\{{\s?{_D}|{_D}[^=/]{{0,40}}/\s?{_D}|∇|\\nabla"
    r"|(?:[^\W\d_]{1,12}|[(\[][^=]{1,80}[)\]])\s?(?:['′]|\^\s?\{?\s?\\prime)"
    r"|(?:[^\W\d_]|\\partial)_)[^=<>!]{0,200}=(?!=)\s{0,20}"
)


def _lead(exercise: Exercise, line: str) -> int:
    """How long what stands before the content of a line is: its joint, and `dy/dx =`."""
    arrow = _JOINT.match(line)
    end = arrow.end() if arrow else 0
    while exercise.wrt and (left := _SLOPE.match(line, end)):
        end = left.end()
    return end


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    known = names(exercise)
    trees: list[Node] = []
    notes: list[Text] = []
    for column, line in _lines(exercise, text):
        reading = read_formula(line, names=known)
        if isinstance(reading, Unreadable):
            mend = text[:column] + reading.mend + text[column + len(line) :] if reading.mend else ""
            return Unreadable(column=column + reading.column, why=reading.why, mend=mend)
        strange = sorted(free_symbols(reading.tree) - (known or set()))
        if known is not None and strange:
            place = column + max(line.find(strange[0]), 0)
            told = ", ".join(sorted(known))
            return Unreadable(column=place, why=strings("letter", letter=strange[0], known=told))
        trees.append(reading.tree)
        notes += [note for note in reading.notes if note not in notes]
    if not trees:
        return Unreadable(column=0, why=strings["empty"])
    if len(trees) > MOST_LINES:
        return Unreadable(column=0, why=strings("many", most=MOST_LINES))
    shown = "\n\n".join("\n".join(display.tree(node).lines) for node in trees)
    return Answer(text=text, shown=shown, notes=tuple(notes), value=tuple(trees))


def _lines(exercise: Exercise, text: str) -> Iterator[tuple[int, str]]:
    """Each line that says something: the column where its content starts, and that content."""
    column = 0
    for line in text.split("\n"):
        start = _lead(exercise, line)
        if line[start:].strip():
            yield column + start, line[start:]
        column += len(line) + 1


# --- judging --------------------------------------------------------------------------


def check(exercise: Exercise, answer: Answer) -> Verdict:
    written: tuple[Node, ...] = answer.value
    derivation = _derivation(exercise, written)
    verdicts: list[Right] = []
    for number in range(1, len(written) + 1):
        verdict = follows(derivation, number)
        if isinstance(verdict, Wrong):
            mistake = _authored(exercise, written[number - 1]) or verdict.mistake
            parts = (*_ticks(number - 1), *verdict.parts)
            return msgspec.structs.replace(verdict, mistake=mistake, parts=parts)
        if isinstance(verdict, Unreadable):
            return _placed(exercise, answer.text, number, verdict)
        if not isinstance(verdict, Right):
            return Undecided(why=strings("undecided", line=number))
        verdicts.append(verdict)
    end = len(answer.text)
    if _steps_shown(derivation) < exercise.at_least:
        return Unreadable(column=end, why=strings("few", least=exercise.at_least))
    if not _is_goal(derivation, written[-1]):
        if exercise.wrt:
            return Unreadable(column=end, why=strings["form"])
        return Unreadable(column=end, why=strings("goal", goal=show.plain(derivation.goal)))
    points = min(verdict.points for verdict in verdicts)
    return Right(
        evidence="numeric" if points else "identical",
        points=points,
        remark=_joined([verdict.remark for verdict in verdicts if verdict.remark]),
        parts=_ticks(len(written)),
    )


def _derivation(exercise: Exercise, written: tuple[Node, ...]) -> Derivation:
    return Derivation(
        lines=(_node(exercise, exercise.start), *written),
        goal=_node(exercise, exercise.steps[-1]),
        wrt=canonical(exercise.wrt),
        variables={
            **{canonical(name): "real" for name in sorted(names(exercise) or ())},
            **{canonical(name): assumed for name, assumed in exercise.variables.items()},
        },
    )


def _placed(exercise: Exercise, text: str, number: int, verdict: Unreadable) -> Unreadable:
    """What is said about one line as said about the whole text."""
    column, line = [*_lines(exercise, text)][number - 1]
    mend = text[:column] + verdict.mend + text[column + len(line) :] if verdict.mend else ""
    return Unreadable(column=column, why=verdict.why, mend=mend)


def _joined(remarks: list[Text]) -> Text:
    """Several remarks, one behind the other."""
    places = {f"remark_{number}": remark for number, remark in enumerate(remarks)}
    return fill(" ".join(f"{{{place}}}" for place in places), **places)


def _authored(exercise: Exercise, line: Node) -> Mistake | None:
    """The author's word on a line that they foresaw."""
    from tutor.checking import check as compare

    for mistake in exercise.mistakes:
        for _, foreseen in _lines(exercise, mistake.answer):
            if isinstance(compare(show.python(line), foreseen), Right):
                return Mistake(name="authored", text=mistake.feedback)
    return None


def _ticks(count: int) -> tuple[Part, ...]:
    return tuple(Part(label=str(number), right=True) for number in range(1, count + 1))


def _is_goal(derivation: Derivation, line: Node) -> bool:
    """Whether a line has the form of the goal; sets count as the statements they are."""
    return same(_content(derivation, line), _content(derivation, derivation.goal))


def _steps_shown(derivation: Derivation) -> int:
    """How many lines have a form that no line before has; one at least.

    The start is such a line before, but where it is differentiated: e^x is its own derivative.
    """
    given, *written = [form(_content(derivation, line)) for line in derivation.lines]
    return len({*written} - (set() if derivation.wrt else {given})) or 1


def _content(derivation: Derivation, line: Node) -> Node:
    """What a line says, however it is joined or written as a set."""
    return said(line, derivation) if derivation.states else result(line)


def _node(exercise: Exercise, text: str) -> Node:
    reading = read_formula(text[_lead(exercise, text) :], names=names(exercise))
    assert not isinstance(reading, Unreadable), text
    return reading.tree


# --- teaching -------------------------------------------------------------------------


def key(exercise: Exercise) -> str:
    return "\n".join(f"= {step}" for step in exercise.steps)


def solution(exercise: Exercise) -> Text:
    if exercise.solution:
        return exercise.solution
    lines = [statement(exercise), *(show.tex(_node(exercise, step)) for step in exercise.steps)]
    sign = {"⇒": r"\Rightarrow"}.get(joint(exercise), "=")
    rows = r" \\ ".join(
        f"& {line}" if place == 0 else f"{sign} & {line}" for place, line in enumerate(lines)
    )
    return rf"$$\begin{{aligned}} {rows} \end{{aligned}}$$"


def hints(exercise: Exercise) -> tuple[Text, ...]:
    if exercise.hints:
        return exercise.hints
    shown = [f"${show.tex(_node(exercise, step))}$" for step in exercise.steps[:-1]]
    return tuple(
        strings("hint", line=number, step=step) for number, step in enumerate(shown[:3], 1)
    )


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    if isinstance(read_formula(exercise.start), Unreadable):
        yield "start", f"`{exercise.start}` cannot be read"
    for index, step in enumerate(exercise.steps):
        if isinstance(read_formula(step[_lead(exercise, step) :]), Unreadable):
            yield f"steps[{index}]", f"`{step}` cannot be read"
    if exercise.at_least > len(exercise.steps):
        yield "at_least", f"the model derivation has {len(exercise.steps)} lines only"
