"""Derivation: get from the start to the goal, each line following from the one before.

An answer text has a line for each step, `=` in front or not; the goal is the last of them.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec

from tutor import exercise as base
from tutor.bilingual import Strings, Text
from tutor.checking import display
from tutor.checking.expression import read as read_formula
from tutor.checking.expression import show
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

strings = Strings(__file__)

MOST_LINES = 30


def _prompt() -> Text:
    return dict(strings["prompt"])


class Exercise(base.Exercise, frozen=True, kw_only=True, tag="derivation"):
    """An expression or equation to bring to a goal, line by line.

    start: the first line, which is given. wrt: when set, the lines are the derivative of
    `start` by this variable. steps: a model derivation; its last line is the goal.
    at_least: how many lines an answer must have. variables: name → assumption.
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
        reading = read_formula(step, names=declared)
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


def goal(exercise: Exercise) -> str:
    """The line to reach, as TeX; empty where it would be the answer that is asked for."""
    if exercise.wrt:
        return ""
    reading = read_formula(exercise.steps[-1], names=names(exercise))
    return "" if isinstance(reading, Unreadable) else show.tex(reading.tree)


# --- reading --------------------------------------------------------------------------

# An equals sign or an arrow in front of a line only joins it to the line before.
_JOINT = re.compile(r"\s{0,20}(?:=|⇒|⟹|→|=>|->|\\Rightarrow|\\implies|&=)\s{0,20}")


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    known = names(exercise)
    trees: list[Node] = []
    notes: list[Text] = []
    for column, line in _lines(text):
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


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line that says something: the column where it starts, and it without its joint."""
    column = 0
    for line in text.split("\n"):
        joint = _JOINT.match(line)
        start = joint.end() if joint else 0
        if line[start:].strip():
            yield column + start, line[start:]
        column += len(line) + 1


# --- judging --------------------------------------------------------------------------


def check(exercise: Exercise, answer: Answer) -> Verdict:
    lines: tuple[Node, ...] = answer.value
    verdicts: list[Verdict] = []
    for number in range(1, len(lines) + 1):
        verdict = _follows(exercise, lines, number)
        verdicts.append(verdict)
        if isinstance(verdict, Wrong):
            return _stopped(exercise, lines, number, verdict)
        if not isinstance(verdict, Right):
            return Undecided(why=strings("undecided", line=number))
    end = len(answer.text)
    if len(lines) < exercise.at_least:
        return Unreadable(column=end, why=strings("few", least=exercise.at_least))
    if not _is_goal(exercise, lines[-1]):
        goal = show.plain(_node(exercise, exercise.steps[-1]))
        return Unreadable(column=end, why=strings("goal", goal=goal))
    points = min(verdict.points for verdict in verdicts if isinstance(verdict, Right))
    return Right(evidence="numeric" if points else "identical", points=points, parts=_ticks(lines))


def _follows(exercise: Exercise, lines: tuple[Node, ...], number: int) -> Verdict:
    """Compare line `number`, counted from 1, with the line before."""
    from tutor.checking import check as compare
    from tutor.checking.question import derivative

    start = _node(exercise, exercise.start)
    line = lines[number - 1]
    slope = bool(exercise.wrt) and number == 1
    before = derivative(start, exercise.wrt) if slope else ((start, *lines)[number - 1])
    statement_like = isinstance(before, Relation | Logic)
    return compare(
        show.python(line),
        show.python(before),
        kind="equation" if statement_like else "expression",
        variables={**dict.fromkeys(sorted(names(exercise) or ()), "real"), **exercise.variables},
        function=show.python(start) if slope else None,
        wrt=exercise.wrt if slope else None,
    )


def _stopped(exercise: Exercise, lines: tuple[Node, ...], number: int, verdict: Wrong) -> Wrong:
    """The verdict at the first line that does not follow."""
    note: Text = verdict.mistake.text if verdict.mistake else verdict.why
    parts = (*_ticks(lines[: number - 1]), Part(label=str(number), right=False, note=note))
    return Wrong(
        why=strings("stops" if number > 1 or exercise.wrt else "stops_first", line=number),
        witness=verdict.witness,
        mistake=_authored(exercise, lines[number - 1]) or verdict.mistake,
        parts=parts,
    )


def _authored(exercise: Exercise, line: Node) -> Mistake | None:
    """The author's word on a line that they foresaw."""
    from tutor.checking import check as compare

    for mistake in exercise.mistakes:
        for _, foreseen in _lines(mistake.answer):
            if isinstance(compare(show.python(line), foreseen), Right):
                return Mistake(name="authored", text=mistake.feedback)
    return None


def _ticks(lines: tuple[Node, ...]) -> tuple[Part, ...]:
    return tuple(Part(label=str(number), right=True) for number in range(1, len(lines) + 1))


def _is_goal(exercise: Exercise, line: Node) -> bool:
    """Whether a line has the form of the goal, up to the order of terms and factors."""
    from tutor.checking.differentiation.tidying import tidy
    from tutor.checking.trees.rewriting import canonical

    goal = _node(exercise, exercise.steps[-1])
    return canonical(tidy(line)) == canonical(tidy(goal))


def _node(exercise: Exercise, text: str) -> Node:
    reading = read_formula(text, names=names(exercise))
    assert not isinstance(reading, Unreadable), text
    return reading.tree


# --- teaching -------------------------------------------------------------------------


def key(exercise: Exercise) -> str:
    return "\n".join(f"= {step}" for step in exercise.steps)


def solution(exercise: Exercise) -> Text:
    if exercise.solution:
        return exercise.solution
    lines = [statement(exercise), *(show.tex(_node(exercise, step)) for step in exercise.steps)]
    joint = r"\Rightarrow" if isinstance(_node(exercise, exercise.start), Relation | Logic) else "="
    rows = r" \\ ".join(
        f"& {line}" if place == 0 else f"{joint} & {line}" for place, line in enumerate(lines)
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
        if isinstance(read_formula(step), Unreadable):
            yield f"steps[{index}]", f"`{step}` cannot be read"
    if exercise.at_least > len(exercise.steps):
        yield "at_least", f"the model derivation has {len(exercise.steps)} lines only"
