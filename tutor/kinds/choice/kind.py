"""Choice: one or several of the listed options are right.

An answer text is the ids of the ticked options, such as `b` or `a c`.
"""

from collections.abc import Iterable
from random import Random
from typing import Annotated, Literal

import msgspec

from tutor import exercise as base
from tutor.bilingual import Strings, Text, choose
from tutor.errors import LessonError
from tutor.exercise import Answer, Identifier, Mistake, Part, Right, Unreadable, Verdict, Wrong

strings = Strings(__file__)


class Option(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One option: its text stands under `right` or under `wrong`.

    id: for attempts that were recorded; without one, a letter by the place in the file.
    feedback: what to say to who ticks it; of a right one the solution says it.
    pin: `last` keeps "none of these" at the end.
    """

    id: Identifier = ""
    right: Text = ""
    wrong: Text = ""
    feedback: Text = ""
    pin: Literal["last"] | None = None

    @property
    def text(self) -> Text:
        return self.right or self.wrong

    @property
    def is_right(self) -> bool:
        return bool(self.right)


class Exercise(base.Exercise, frozen=True, kw_only=True, tag="choice"):
    """One or several right options. several: ask for several even when one is right."""

    options: Annotated[tuple[Option, ...], msgspec.Meta(min_length=2)]
    several: bool = False

    def __post_init__(self) -> None:
        named = []
        for index, option in enumerate(self.options):
            where = f"options[{index}]"
            if bool(option.right) == bool(option.wrong):
                raise LessonError(
                    "an option has its text under `right` or under `wrong`", field=where
                )
            letter = option.id or "abcdefghijklmnopqrstuvwxyz"[index % 26]
            named.append(msgspec.structs.replace(option, id=letter))
        if not any(option.right for option in named):
            raise LessonError("no option is `right`", field="options")
        if len({option.id for option in named}) < len(named):
            raise LessonError("two options have the same id", field="options")
        msgspec.structs.force_setattr(self, "options", tuple(named))
        if sum(option.is_right for option in named) > 1:
            msgspec.structs.force_setattr(self, "several", True)


def options(exercise: Exercise) -> tuple[Option, ...]:
    """Put the options in the order in which this variant shows them."""
    free = [option for option in exercise.options if option.pin is None]
    Random(f"{exercise.id}:{exercise.seed}").shuffle(free)
    return (*free, *(option for option in exercise.options if option.pin == "last"))


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    ids = [option.id for option in exercise.options]
    ticked = text.split()
    if not ticked:
        return Unreadable(column=0, why=strings["tick_one"])
    for word in ticked:
        if word not in ids:
            return Unreadable(column=text.index(word), why=strings("no_option", word=word))
    if len(set(ticked)) > 1 and not exercise.several:
        return Unreadable(column=text.index(ticked[1]), why=strings["tick_one"])
    return Answer(text=text, value=frozenset(ticked))


def check(exercise: Exercise, answer: Answer) -> Verdict:
    ticked: frozenset[str] = answer.value
    wrong = [o for o in exercise.options if (o.id in ticked) != o.is_right]
    if not wrong:
        return Right()
    # A wrong option that was ticked tells more than a right one that was left out.
    first = next((option for option in wrong if option.id in ticked), wrong[0])
    extra = first.id in ticked
    mistake = Mistake(name=f"option-{first.id}", text=first.feedback) if first.feedback else None
    if not exercise.several:
        return Wrong(why=first.feedback or strings["wrong"], mistake=mistake)
    parts = tuple(
        Part(
            label=choose(option.text, "en"),
            right=(option.id in ticked) == option.is_right,
            note=option.feedback if option in wrong and option.id in ticked else "",
        )
        for option in options(exercise)
    )
    why = _why(sum(o.id in ticked for o in wrong), sum(o.is_right for o in wrong))
    return Wrong(why=why, mistake=mistake if extra else None, parts=parts)


def _why(extra: int, missing: int) -> Text:
    """Say how many options were ticked wrongly, and how many are missing; not which."""
    told = []
    if extra:
        told.append(strings("extra_one" if extra == 1 else "extra", count=extra))
    if missing:
        key = "missing" if extra else "only_missing"
        told.append(strings(key + "_one" if missing == 1 else key, count=missing))
    return {
        language: " ".join(choose(each, language) for each in told) for language in ("en", "bn")
    }


def key(exercise: Exercise) -> str:
    return " ".join(option.id for option in exercise.options if option.is_right)


def solution(exercise: Exercise) -> Text:
    return exercise.solution or _right_texts(exercise)


def _right_texts(exercise: Exercise) -> Text:
    right = [option for option in exercise.options if option.is_right]
    return {
        language: "\n\n".join(
            " ".join(filter(None, (choose(o.right, language), choose(o.feedback, language))))
            for o in right
        )
        for language in ("en", "bn")
    }


def hints(exercise: Exercise) -> tuple[Text, ...]:
    return exercise.hints


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    seen: dict[str, int] = {}
    for index, option in enumerate(exercise.options):
        for text in {choose(option.text, "en"), choose(option.text, "bn")}:
            if seen.setdefault(_plain(text), index) != index:
                yield f"options[{index}]", "this option says the same as another"
        if option.wrong and not option.feedback:
            yield f"options[{index}]", "a wrong option has no feedback: say what is wrong with it"
    if exercise.mistakes:
        yield "mistakes", "a choice has no `mistakes`: each wrong option has its own feedback"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
