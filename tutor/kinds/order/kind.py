"""Order: put the steps of a proof or algorithm in an order that works.

An answer text is the ids of the steps, first to last, such as `2 1 3`. Every order is right
in which each step comes after the steps it needs.
"""

from collections.abc import Iterable
from random import Random
from typing import Annotated

import msgspec

from tutor import exercise as base
from tutor.bilingual import Strings, Text, choose
from tutor.errors import LessonError
from tutor.exercise import Answer, Identifier, Mistake, Part, Right, Unreadable, Verdict, Wrong

strings = Strings(__file__)


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step.

    id: without one, its number in the file. after: ids of the steps it needs; left out, the
    step before it in the file; `[]` when it needs none. why: what to say when it stands too
    early.
    """

    id: Identifier = ""
    text: Text
    after: tuple[Identifier, ...] | None = None
    why: Text = ""


class Distractor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step that belongs in no right order. feedback: why it does not."""

    id: Identifier = ""
    text: Text
    feedback: Text = ""


class Exercise(base.Exercise, frozen=True, kw_only=True, tag="order"):
    """Steps to put in order.

    steps: in one right order. distractors: shown among them, but not to be used.
    """

    steps: Annotated[tuple[Step, ...], msgspec.Meta(min_length=2)]
    distractors: tuple[Distractor, ...] = ()

    def __post_init__(self) -> None:
        steps: list[Step] = []
        for number, step in enumerate(self.steps, 1):
            before = (steps[-1].id,) if steps else ()
            after = before if step.after is None else step.after
            steps.append(msgspec.structs.replace(step, id=step.id or str(number), after=after))
        distractors = [
            msgspec.structs.replace(item, id=item.id or f"x{number}")
            for number, item in enumerate(self.distractors, 1)
        ]
        _refuse_bad_needs(steps, [item.id for item in distractors])
        msgspec.structs.force_setattr(self, "steps", tuple(steps))
        msgspec.structs.force_setattr(self, "distractors", tuple(distractors))


def _refuse_bad_needs(steps: list[Step], distractors: list[str]) -> None:
    ids = [step.id for step in steps] + distractors
    if len(set(ids)) < len(ids):
        raise LessonError("two steps have the same id", field="steps")
    placed: set[str] = set()
    for index, step in enumerate(steps):
        for need in step.after or ():
            if need not in ids or need in distractors:
                raise LessonError(
                    f"step `{step.id}` comes after `{need}`, but there is no such step",
                    field=f"steps[{index}].after",
                )
            if need not in placed:
                raise LessonError(
                    f"step `{step.id}` needs `{need}`, which comes later in the file",
                    "list the steps in an order that is right",
                    field=f"steps[{index}].after",
                )
        placed.add(step.id)


def _items(exercise: Exercise) -> tuple[Step | Distractor, ...]:
    return (*exercise.steps, *exercise.distractors)


def pool(exercise: Exercise) -> tuple[Step | Distractor, ...]:
    """Steps and distractors in the order in which this variant offers them."""
    items = list(_items(exercise))
    dice = Random(f"{exercise.id}:{exercise.seed}")
    in_order = list(items)
    while items == in_order:
        dice.shuffle(items)
    return tuple(items)


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    ids = {item.id for item in _items(exercise)}
    words = text.split()
    if not words:
        return Unreadable(column=0, why=strings["put_steps"])
    for index, word in enumerate(words):
        if word not in ids:
            return Unreadable(column=text.index(word), why=strings("no_step", word=word))
        if word in words[:index]:
            return Unreadable(column=text.rindex(word), why=strings("twice", word=word))
    return Answer(text=text, value=tuple(words))


def check(exercise: Exercise, answer: Answer) -> Verdict:
    order: tuple[str, ...] = answer.value
    for mistake in exercise.mistakes:
        if tuple(mistake.answer.split()) == order:
            found = Mistake(name="authored", text=mistake.feedback)
            return Wrong(why=strings["wrong"], mistake=found, parts=_parts(exercise, order))
    first = next((n for n in range(len(order)) if _fault(exercise, order, n)), None)
    if first is not None:
        why = _fault(exercise, order, first)
        assert why
        return Wrong(why=why, parts=_parts(exercise, order))
    if len(order) < len(exercise.steps):
        return Wrong(why=strings["missing"], parts=_parts(exercise, order))
    return Right()


def _fault(exercise: Exercise, order: tuple[str, ...], position: int) -> Text:
    """Why the step at `position` cannot stand there; empty when it can."""
    identifier = order[position]
    number = position + 1
    for item in exercise.distractors:
        if item.id == identifier:
            return item.feedback or strings("distractor", number=number, text=item.text)
    steps = {step.id: step for step in exercise.steps}
    step = steps[identifier]
    missing = [need for need in step.after or () if need not in order[:position]]
    if not missing:
        return ""
    if step.why:
        return strings("too_early_because", number=number, text=step.text, why=step.why)
    return strings("too_early", number=number, text=step.text, need=steps[missing[0]].text)


def _parts(exercise: Exercise, order: tuple[str, ...]) -> tuple[Part, ...]:
    texts = {item.id: item.text for item in _items(exercise)}
    notes = [_fault(exercise, order, position) for position in range(len(order))]
    return tuple(
        Part(label=choose(texts[identifier], "en"), right=not note, note=note)
        for identifier, note in zip(order, notes, strict=True)
    )


def key(exercise: Exercise) -> str:
    return " ".join(step.id for step in exercise.steps)


def solution(exercise: Exercise) -> Text:
    if exercise.solution:
        return exercise.solution
    return {
        language: "\n".join(
            f"{number}. {choose(step.text, language)}"
            for number, step in enumerate(exercise.steps, 1)
        )
        for language in ("en", "bn")
    }


def hints(exercise: Exercise) -> tuple[Text, ...]:
    if exercise.hints:
        return exercise.hints
    return (strings("first_is", text=exercise.steps[0].text),)


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    fields = [f"steps[{index}]" for index in range(len(exercise.steps))]
    fields += [f"distractors[{index}]" for index in range(len(exercise.distractors))]
    texts: dict[str, str] = {}
    for field, item in zip(fields, _items(exercise), strict=True):
        text = choose(item.text, "en").strip()
        if text in texts:
            yield field, f"this says the same as {texts[text]}"
        texts.setdefault(text, field)
    for index, item in enumerate(exercise.distractors):
        if not item.feedback:
            yield f"distractors[{index}]", "a distractor has no feedback: say why it is no step"
    for index, mistake in enumerate(exercise.mistakes):
        answer = read(exercise, mistake.answer)
        if isinstance(answer, Unreadable):
            yield f"mistakes[{index}].answer", "write ids of steps with spaces between"
