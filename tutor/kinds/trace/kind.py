"""Trace: the shape at every line of a snippet, each line judged by itself.

An answer text has one line for each line that is asked, in order: a shape in any usual form,
or `error` where the code would fail.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from tutor.bilingual import Strings, Text
from tutor.checking.shapes.reading import read_answer
from tutor.errors import LessonError
from tutor.exercise import (
    Answer,
    Mistake,
    Part,
    Right,
    Undecided,
    Unreadable,
    Verdict,
    Wrong,
)
from tutor.kinds import snippet

strings = Strings(__file__)


def _prompt() -> Text:
    return dict(strings["prompt"])


class Exercise(snippet.SnippetExercise, frozen=True, kw_only=True, tag="trace"):
    """The shape at every line.

    lines: numbers of the lines that are asked; left out, every line that makes an array, and
    the one that fails. In `mistakes`, an answer is `3: (B, T)` for line 3.
    """

    lines: tuple[int, ...] = ()
    prompt: Text = msgspec.field(default_factory=_prompt)


class Asked(msgspec.Struct, frozen=True):
    """One line that is asked. shape: the right one, None where the code fails."""

    number: int
    name: str
    shape: Any = None

    @property
    def text(self) -> str:
        return "error" if self.shape is None else snippet.shape_text(self.shape)


def asked(exercise: Exercise) -> tuple[Asked, ...]:
    """What is asked, line by line. Raises LessonError for code that is not read."""
    inference = snippet.inference_of(exercise)
    found = [
        Asked(line.number, line.name, line.shape)
        for line in inference.lines
        if line.shape is not None
    ]
    if inference.error is not None:
        found.append(Asked(inference.error.line, ""))
    return tuple(item for item in found if not exercise.lines or item.number in exercise.lines)


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    try:
        items = asked(exercise)
    except LessonError as error:
        return Unreadable(column=0, why=error.message)
    rows = text.split("\n")
    while len(rows) > len(items) and not rows[-1].strip():
        rows.pop()
    if len(rows) > len(items):
        start = sum(len(row) + 1 for row in rows[: len(items)])
        return Unreadable(column=start, why=strings("too_many", lines=len(items)))
    names = list(snippet.sizes(exercise))
    shown = []
    start = 0
    for item, row in zip(items, rows, strict=False):
        if not row.strip():
            return Unreadable(column=start, why=strings("empty", number=item.number))
        reading = read_answer(row, names)
        if isinstance(reading, Unreadable):
            return msgspec.structs.replace(
                reading,
                column=start + reading.column,
                why=strings("unread", number=item.number, why=reading.why),
                mend="",
            )
        shown.append(reading.shown())
        start += len(row) + 1
    if len(rows) < len(items):
        return Unreadable(column=len(text), why=strings("empty", number=items[len(rows)].number))
    return Answer(text=text, shown="\n".join(shown), value=tuple(rows))


def check(exercise: Exercise, answer: Answer) -> Verdict:
    verdicts = [
        (item, _judge(exercise, item, row))
        for item, row in zip(asked(exercise), answer.value, strict=True)
    ]
    parts = tuple(
        Part(label=_label(item), right=isinstance(verdict, Right), note=_note(verdict))
        for item, verdict in verdicts
    )
    right = sum(part.right for part in parts)
    for item, verdict in verdicts:
        if isinstance(verdict, Wrong):
            why = strings("some_right", right=right, all=len(parts), number=item.number)
            return msgspec.structs.replace(verdict, why=why, parts=parts)
    undecided = [verdict for _, verdict in verdicts if isinstance(verdict, Undecided | Unreadable)]
    if undecided:
        return Undecided(why=undecided[0].why)
    proved = all(isinstance(v, Right) and v.evidence == "identical" for _, v in verdicts)
    return Right(evidence="identical" if proved else "numeric", parts=parts)


def _judge(exercise: Exercise, item: Asked, row: str) -> Verdict:
    from tutor.checking.shapes.answers import judge

    if item.shape is None:
        reading = read_answer(row, list(snippet.sizes(exercise)))
        if not isinstance(reading, Unreadable) and reading.raises:
            return Right(evidence="identical")
        return Wrong(why=strings["fails"])
    world = snippet.inference_of(exercise).context.world
    verdict = judge(row, item.shape, world, exercise.flavour)
    if isinstance(verdict, Wrong):
        for mistake in exercise.mistakes:
            number, shape = _foreseen(mistake.answer)
            if number == item.number and snippet.same_shape(exercise, row, shape):
                found = Mistake(name="authored", text=mistake.feedback)
                return msgspec.structs.replace(verdict, mistake=found)
    return verdict


def _foreseen(answer: str) -> tuple[int, str]:
    """`3: (B, T)` as line and shape; line 0 when it is not written so."""
    number, colon, shape = answer.partition(":")
    return (int(number), shape.strip()) if colon and number.strip().isdecimal() else (0, answer)


def completed(exercise: Exercise, mistake: str) -> str:
    """The whole answer of a learner whose only mistake is `3: (B, T)`."""
    number, shape = _foreseen(mistake)
    return "\n".join(shape if item.number == number else item.text for item in asked(exercise))


def _label(item: Asked) -> str:
    return f"{item.number} {item.name}".strip()


def _note(verdict: Verdict) -> Text:
    if isinstance(verdict, Wrong):
        return verdict.mistake.text if verdict.mistake else verdict.why
    return ""


def key(exercise: Exercise) -> str:
    return "\n".join(item.text for item in asked(exercise))


def solution(exercise: Exercise) -> Text:
    return exercise.solution or snippet.annotated(exercise)


def hints(exercise: Exercise) -> tuple[Text, ...]:
    if exercise.hints:
        return exercise.hints
    return tuple(
        strings("line", number=item.number, name=item.name, shape=item.text)
        for item in asked(exercise)[:1]
        if item.shape is not None
    )


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    found = list(snippet.slips(exercise))
    yield from found
    if found:
        return
    try:
        numbers = {item.number for item in asked(exercise)}
    except LessonError as error:
        yield error.field, error.message
        return
    fails = snippet.failure(exercise)
    if len(numbers) < 2:
        message = "a trace asks for at least two lines"
        yield "code", f"{message}, but {fails}" if fails else f"{message}; use `shape` for one"
    for number in exercise.lines:
        if number not in numbers:
            why = f": {fails}" if fails else ""
            yield "lines", f"line {number} makes no array{why}"
    for index, mistake in enumerate(exercise.mistakes):
        number, shape = _foreseen(mistake.answer)
        reading = read_answer(shape, list(snippet.sizes(exercise)))
        if number not in numbers or isinstance(reading, Unreadable):
            yield f"mistakes[{index}].answer", "write a line and a shape, such as `3: (B, T)`"
