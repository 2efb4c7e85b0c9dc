"""Shape: the shape of the last line of a snippet, or of any expression after it.

An answer text is a shape in any usual form, such as `(B, H, T, d/H)`; `error` when the code
would fail.
"""

from collections.abc import Iterable

import msgspec

from tutor.bilingual import Strings, Text
from tutor.checking.shapes.reading import read_answer
from tutor.errors import LessonError
from tutor.exercise import Answer, Mistake, Unreadable, Verdict, Wrong
from tutor.kinds import snippet

strings = Strings(__file__)


def _prompt() -> Text:
    return dict(strings["prompt"])


class Exercise(snippet.SnippetExercise, frozen=True, kw_only=True, tag="shape"):
    """The shape of one thing in a snippet.

    asks: a name or an expression; left out, what the last line assigns.
    """

    asks: str = ""
    prompt: Text = msgspec.field(default_factory=_prompt)


def asked(exercise: Exercise) -> str:
    """The name or expression whose shape is asked for. Raises LessonError."""
    if exercise.asks:
        return exercise.asks
    inference = snippet.inference_of(exercise)
    return inference.lines[-1].name if inference.lines else ""


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    try:
        reading = read_answer(text, list(snippet.sizes(exercise)))
    except LessonError as error:
        return Unreadable(column=0, why=error.message)
    if isinstance(reading, Unreadable):
        return reading
    return Answer(text=text, shown=reading.shown(), notes=reading.notes, value=text)


def check(exercise: Exercise, answer: Answer) -> Verdict:
    from tutor.checking.shapes.answers import judge_against

    inference = snippet.inference_of(exercise)
    verdict = judge_against(inference, asked(exercise), answer.value)
    if isinstance(verdict, Wrong):
        for mistake in exercise.mistakes:
            if snippet.same_shape(exercise, answer.value, mistake.answer):
                found = Mistake(name="authored", text=mistake.feedback)
                return msgspec.structs.replace(verdict, mistake=found)
    return verdict


def key(exercise: Exercise) -> str:
    from tutor.checking.shapes import Broken
    from tutor.checking.shapes.inference import sizes_of

    inference = snippet.inference_of(exercise)
    if inference.error is not None:
        return "error"
    try:
        shape = sizes_of(inference.result(asked(exercise)))
    except Broken:
        return "error"
    if shape is None:
        raise LessonError(f"`{asked(exercise)}` has no shape", field="asks")
    return snippet.shape_text(shape)


def solution(exercise: Exercise) -> Text:
    return exercise.solution or snippet.annotated(exercise)


def hints(exercise: Exercise) -> tuple[Text, ...]:
    if exercise.hints:
        return exercise.hints
    lines = [line for line in snippet.inference_of(exercise).lines if line.shape is not None]
    return tuple(
        strings("line", number=line.number, name=line.name, shape=snippet.shape_text(line.shape))
        for line in lines[:-1]
        if line.shape is not None and line.name != asked(exercise)
    )


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    from tutor.checking.shapes import Unsupported

    found = list(snippet.slips(exercise))
    yield from found
    if found:
        return
    try:
        key(exercise)
    except (LessonError, Unsupported) as error:
        yield "asks", f"`{asked(exercise)}` cannot be asked for: {error}"
        return
    for index, mistake in enumerate(exercise.mistakes):
        answer = read(exercise, mistake.answer)
        if isinstance(answer, Unreadable):
            yield f"mistakes[{index}].answer", f"`{mistake.answer}` is not a shape"
