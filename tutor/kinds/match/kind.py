"""Match: pair each item on the left with its partner on the right.

An answer text is pairs of ids, such as `1=b 2=a 3=c`. Right items with the same text are
interchangeable.
"""

import re
from collections.abc import Iterable
from random import Random
from typing import Annotated

import msgspec

from tutor import exercise as base
from tutor.bilingual import Strings, Text, choose
from tutor.errors import LessonError
from tutor.exercise import Answer, Identifier, Mistake, Part, Right, Unreadable, Verdict, Wrong

strings = Strings(__file__)

LONGEST = 2000


class Pair(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A left item and its partner.

    id: the left item's name in answers; without one, its number in the file. feedback: what
    to say when it was given another partner.
    """

    id: Identifier = ""
    left: Text
    right: Text
    feedback: Text = ""


class Item(msgspec.Struct, frozen=True):
    """One item as the screen shows it; `id` is what answers call it."""

    id: str
    text: Text


class Exercise(base.Exercise, frozen=True, kw_only=True, tag="match"):
    """Items to pair.

    pairs: what belongs together. extra: items on the right that have no partner.
    """

    pairs: Annotated[tuple[Pair, ...], msgspec.Meta(min_length=2, max_length=12)]
    extra: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        pairs = tuple(
            msgspec.structs.replace(pair, id=pair.id or str(number))
            for number, pair in enumerate(self.pairs, 1)
        )
        if len({pair.id for pair in pairs}) < len(pairs):
            raise LessonError("two pairs have the same id", field="pairs")
        msgspec.structs.force_setattr(self, "pairs", pairs)


def lefts(exercise: Exercise) -> tuple[Item, ...]:
    """The items on the left in the order in which this variant shows them."""
    items = [Item(pair.id, pair.left) for pair in exercise.pairs]
    Random(f"{exercise.id}:{exercise.seed}:left").shuffle(items)
    return tuple(items)


def rights(exercise: Exercise) -> tuple[Item, ...]:
    """The items on the right, those without a partner among them, in this variant's order."""
    items = list(_rights(exercise))
    Random(f"{exercise.id}:{exercise.seed}:right").shuffle(items)
    return tuple(items)


def _rights(exercise: Exercise) -> tuple[Item, ...]:
    """The items on the right as the file lists them, called a, b, c and so on."""
    texts = [*(pair.right for pair in exercise.pairs), *exercise.extra]
    return tuple(Item(_letters(index), text) for index, text in enumerate(texts))


def _letters(index: int) -> str:
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    return alphabet[index] if index < 26 else alphabet[index // 26 - 1] + alphabet[index % 26]


_PAIR = re.compile(r"(\S{1,80}?)\s{0,3}=\s{0,3}(\S{1,80})")


def _read_pairs(exercise: Exercise, text: str) -> dict[str, str] | Unreadable:
    if len(text) > LONGEST:
        return Unreadable(column=LONGEST, why=strings["form"])
    left_ids = {pair.id for pair in exercise.pairs}
    right_ids = {item.id for item in _rights(exercise)}
    pairs: dict[str, str] = {}
    end = 0
    for match in _PAIR.finditer(text):
        if text[end : match.start()].strip(" ,;\n\t"):
            break
        left, right = match[1], match[2].rstrip(",;")
        if left not in left_ids:
            return Unreadable(column=match.start(1), why=strings("no_item", word=left))
        if right not in right_ids:
            return Unreadable(column=match.start(2), why=strings("no_item", word=right))
        pairs[left] = right
        end = match.end()
    if text[end:].strip(" ,;\n\t"):
        return Unreadable(column=end, why=strings["form"])
    return pairs


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    pairs = _read_pairs(exercise, text)
    if isinstance(pairs, Unreadable):
        return pairs
    for pair in exercise.pairs:
        if pair.id not in pairs:
            return Unreadable(column=len(text), why=strings("unpaired", left=pair.left))
    return Answer(text=text, value=pairs)


def check(exercise: Exercise, answer: Answer) -> Verdict:
    given: dict[str, str] = answer.value
    texts = {item.id: item.text for item in _rights(exercise)}
    parts = tuple(
        Part(
            label=f"{choose(pair.left, 'en')} → {choose(texts[given[pair.id]], 'en')}",
            right=texts[given[pair.id]] == pair.right,
            note="" if texts[given[pair.id]] == pair.right else pair.feedback,
        )
        for pair in exercise.pairs
    )
    right = sum(part.right for part in parts)
    if right == len(parts):
        return Right(parts=parts)
    return Wrong(
        why=strings("some_right", right=right, all=len(parts)),
        mistake=_authored(exercise, given),
        parts=parts,
    )


def _authored(exercise: Exercise, given: dict[str, str]) -> Mistake | None:
    """The first foreseen mistake whose pairs were all given."""
    texts = {item.id: item.text for item in _rights(exercise)}
    for mistake in exercise.mistakes:
        pairs = _read_pairs(exercise, mistake.answer)
        if isinstance(pairs, Unreadable):
            continue
        if all(texts[given[left]] == texts[right] for left, right in pairs.items()):
            return Mistake(name="authored", text=mistake.feedback)
    return None


def completed(exercise: Exercise, mistake: str) -> str:
    """The whole answer of a learner whose only mistakes are these pairs."""
    pairs = _read_pairs(exercise, f"{key(exercise)} {mistake}")
    if isinstance(pairs, Unreadable):
        return mistake
    return " ".join(f"{left}={right}" for left, right in pairs.items())


def key(exercise: Exercise) -> str:
    rights = _rights(exercise)
    return " ".join(f"{pair.id}={rights[n].id}" for n, pair in enumerate(exercise.pairs))


def solution(exercise: Exercise) -> Text:
    if exercise.solution:
        return exercise.solution
    return {
        language: "\n".join(
            f"- {choose(pair.left, language)} → {choose(pair.right, language)}"
            for pair in exercise.pairs
        )
        for language in ("en", "bn")
    }


def hints(exercise: Exercise) -> tuple[Text, ...]:
    if exercise.hints:
        return exercise.hints
    pair = exercise.pairs[0]
    return (strings("one_pair", left=pair.left, right=pair.right),)


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    lefts: dict[str, int] = {}
    for index, pair in enumerate(exercise.pairs):
        text = choose(pair.left, "en").strip()
        if lefts.setdefault(text, index) != index:
            other = exercise.pairs[lefts[text]]
            if choose(other.right, "en") != choose(pair.right, "en"):
                yield f"pairs[{index}].left", "the same left item has two different partners"
    partners = {choose(pair.right, "en").strip() for pair in exercise.pairs}
    for index, extra in enumerate(exercise.extra):
        if choose(extra, "en").strip() in partners:
            yield f"extra[{index}]", "this item has a partner among the pairs"
    for index, mistake in enumerate(exercise.mistakes):
        pairs = _read_pairs(exercise, mistake.answer)
        if isinstance(pairs, Unreadable) or not pairs:
            yield f"mistakes[{index}].answer", "write pairs of ids, such as `1=b`"
