"""Interview: an open question that the learner marks by a rubric.

An answer text is what was typed (nothing, when it was spoken), and as its last line the
numbers of the rubric points made: `[x] 1 3`.
"""

import re
from collections.abc import Iterable
from typing import Annotated

import msgspec

from tutor import exercise as base
from tutor.bilingual import Strings, Text, choose
from tutor.exercise import Answer, Part, Rated, Unreadable, Verdict

strings = Strings(__file__)

LONGEST = 20_000


class FollowUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A further question that an interviewer asks, and an answer to it."""

    question: Text
    answer: Text


class Exercise(base.Exercise, frozen=True, kw_only=True, tag="interview"):
    """`prompt` is the question.

    rubric: the key points, one point each. model: a model answer as Markdown. minutes: what
    an interviewer would give.
    """

    rubric: Annotated[tuple[Text, ...], msgspec.Meta(min_length=1, max_length=12)]
    model: Text
    follow_ups: tuple[FollowUp, ...] = ()
    minutes: Annotated[int, msgspec.Meta(ge=1, le=60)] | None = None

    def search_terms(self) -> tuple[Text, ...]:
        return self.rubric


class Spoken(msgspec.Struct, frozen=True):
    """What an answer text holds. ticked: numbers of rubric points, from 1."""

    text: str
    ticked: tuple[int, ...] = ()


_TICKS = re.compile(r"\[x\][ 0-9]{0,200}\Z")


def compose(text: str, ticked: Iterable[int]) -> str:
    """The answer text for what was typed and the rubric points ticked (from 1)."""
    line = " ".join(["[x]", *map(str, sorted(set(ticked)))])
    return f"{text.rstrip()}\n{line}" if text.strip() else line


def split(answer: str) -> Spoken:
    """Undo `compose`; a text without a line of ticks has none."""
    text, _, last = answer.rstrip().rpartition("\n")
    if not _TICKS.match(last):
        return Spoken(answer)
    return Spoken(text, tuple(sorted({int(number) for number in last[3:].split()})))


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    if len(text) > LONGEST:
        return Unreadable(column=LONGEST, why=strings("too_long", longest=LONGEST))
    spoken = split(text)
    for number in spoken.ticked:
        if not 1 <= number <= len(exercise.rubric):
            column = text.rfind(str(number))
            return Unreadable(column=column, why=strings("no_point", number=number))
    return Answer(text=text, value=spoken)


def check(exercise: Exercise, answer: Answer) -> Verdict:
    spoken: Spoken = answer.value
    parts = tuple(
        Part(label=choose(point, "en"), right=number in spoken.ticked, note=point)
        for number, point in enumerate(exercise.rubric, 1)
    )
    return Rated(made=len(spoken.ticked), of=len(exercise.rubric), parts=parts)


def key(exercise: Exercise) -> str:
    everything = range(1, len(exercise.rubric) + 1)
    return compose(choose(exercise.model, "en"), everything)


def solution(exercise: Exercise) -> Text:
    return exercise.solution or exercise.model


def hints(exercise: Exercise) -> tuple[Text, ...]:
    return exercise.hints or (strings("points", count=len(exercise.rubric)),)


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    if not 4 <= len(exercise.rubric) <= 7:
        yield "rubric", f"a rubric has 4 to 7 points; here are {len(exercise.rubric)}"
    texts = [choose(point, "en").strip() for point in exercise.rubric]
    for index, text in enumerate(texts):
        if text in texts[:index]:
            yield f"rubric[{index}]", "this point is here twice"
    if exercise.mistakes:
        yield "mistakes", "an interview question has no `mistakes`: the rubric marks it"
