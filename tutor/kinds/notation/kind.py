"""Notation: say what the marked symbol of a formula means there.

An answer text is a name in either language. In a chosen exercise the names on offer are
those of the meaning and of the listed wrong meanings, and the answer text is one of them.
"""

import re
import unicodedata
from collections.abc import Iterable
from random import Random

import msgspec

from tutor import exercise as base
from tutor.bilingual import Strings, Text, choose
from tutor.errors import LessonError
from tutor.exercise import Answer, Mistake, Right, Undecided, Unreadable, Verdict, Wrong
from tutor.kinds.notation import names

strings = Strings(__file__)

LONGEST = 200


def _question() -> Text:
    return dict(strings["question"])


class WrongMeaning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that the marked symbol may be taken for. aliases: other names of it."""

    meaning: Text
    aliases: tuple[str, ...] = ()
    feedback: Text = ""


class Exercise(base.Exercise, frozen=True, kw_only=True, tag="notation"):
    r"""One marked symbol.

    formula: TeX without dollars, with `\mark{…}` around the symbol. meaning: what it means
    here. aliases: other names that are right, in any language. wrong: meanings it has
    elsewhere. source: where the formula comes from. chosen: offer the meanings to choose
    from instead of a field to type in.
    """

    formula: str
    meaning: Text
    aliases: tuple[str, ...] = ()
    wrong: tuple[WrongMeaning, ...] = ()
    source: Text = ""
    chosen: bool = False
    prompt: Text = msgspec.field(default_factory=_question)

    def __post_init__(self) -> None:
        if _split(self.formula) is None:
            raise LessonError(
                r"the formula marks no symbol, or more than one",
                r"put \mark{…} around one symbol",
                field="formula",
            )
        if self.chosen and not self.wrong:
            raise LessonError("`chosen` needs `wrong` meanings to choose from", field="chosen")

    def search_terms(self) -> tuple[Text, ...]:
        return (symbol(self), self.meaning, *self.aliases)

    def subject(self) -> str:
        return f"${symbol(self)}$"


_MARK = re.compile(r"\\mark\s{0,3}\{")


def _split(formula: str) -> tuple[str, str, str] | None:
    """The formula before, in and after its one mark."""
    marks = list(_MARK.finditer(formula))
    if len(marks) != 1:
        return None
    start = end = marks[0].end()
    depth = 1
    while end < len(formula) and depth:
        if formula[end] == "\\":
            end += 1
        else:
            depth += {"{": 1, "}": -1}.get(formula[end], 0)
        end += 1
    if depth or not formula[start : end - 1].strip():
        return None
    return formula[: marks[0].start()], formula[start : end - 1], formula[end:]


def symbol(exercise: Exercise) -> str:
    """The marked symbol as TeX."""
    parts = _split(exercise.formula)
    assert parts
    return parts[1]


def framed(exercise: Exercise) -> str:
    r"""The formula as TeX, its symbol in a frame (`\boxed{…}`)."""
    parts = _split(exercise.formula)
    assert parts
    before, marked, after = parts
    return rf"{before}\boxed{{{marked}}}{after}"


def unmarked(exercise: Exercise) -> str:
    """The formula as TeX without its mark."""
    parts = _split(exercise.formula)
    assert parts
    before, marked, after = parts
    return f"{before}{{{marked}}}{after}"


def meanings(exercise: Exercise) -> tuple[Text, ...]:
    """The meanings to choose from, in this variant's order; the answer is the English name."""
    found = [exercise.meaning, *(item.meaning for item in exercise.wrong)]
    Random(f"{exercise.id}:{exercise.seed}").shuffle(found)
    return tuple(found)


def _names(meaning: Text, aliases: tuple[str, ...]) -> tuple[str, ...]:
    named = (meaning,) if isinstance(meaning, str) else tuple(meaning.values())
    return (*named, *aliases)


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    if not names.words_of(text[:LONGEST]):
        return Unreadable(column=0, why=strings["empty"])
    if len(text) > LONGEST:
        return Unreadable(column=LONGEST, why=strings["too_long"])
    return Answer(text=text, value=text)


def check(exercise: Exercise, answer: Answer) -> Verdict:
    typed: str = answer.value
    right = _names(exercise.meaning, exercise.aliases)
    if names.find(typed, right):
        return Right()
    for item in exercise.wrong:
        if names.find(typed, _wrong_names(item)):
            return _wrong(item.feedback)
    for mistake in exercise.mistakes:
        if names.find(typed, (mistake.answer,)):
            return _wrong(mistake.feedback)
    others = [name for item in exercise.wrong for name in _wrong_names(item)]
    others += [mistake.answer for mistake in exercise.mistakes]
    if names.find_generically(typed, right, others):
        return Right()
    for item in exercise.wrong:
        if names.find_generically(typed, _wrong_names(item), right):
            return _wrong(item.feedback)
    return _check_misspelt(exercise, typed, right)


def _check_misspelt(exercise: Exercise, typed: str, right: tuple[str, ...]) -> Verdict:
    taken_for = [x for x in exercise.wrong if names.find_nearly(typed, _wrong_names(x))]
    if names.find_nearly(typed, right):
        if taken_for:
            return Undecided(why=strings("which_one", meaning=exercise.meaning))
        return Right(remark=strings("spelt", meaning=exercise.meaning))
    if taken_for:
        return _wrong(taken_for[0].feedback)
    if names.overlap(typed, right) >= 0.5:
        return Undecided(why=strings("perhaps", meaning=exercise.meaning))
    return Wrong(why=strings["unknown"])


def _wrong_names(item: WrongMeaning) -> tuple[str, ...]:
    return _names(item.meaning, item.aliases)


def _wrong(feedback: Text) -> Wrong:
    mistake = Mistake(name="authored", text=feedback) if feedback else None
    return Wrong(why=strings["wrong"], mistake=mistake)


def key(exercise: Exercise) -> str:
    return choose(exercise.meaning, "en")


def solution(exercise: Exercise) -> Text:
    return exercise.solution or strings(
        "solution", symbol=f"${symbol(exercise)}$", meaning=exercise.meaning
    )


def hints(exercise: Exercise) -> tuple[Text, ...]:
    return exercise.hints or (_initials(exercise.meaning),)


def _initials(meaning: Text) -> Text:
    """How the name begins, word by word: `l… r…`."""
    both = {language: choose(meaning, language) for language in ("en", "bn")}
    shown = {
        language: " ".join(f"{_first_letter(word)}…" for word in text.split())
        for language, text in both.items()
    }
    return strings("begins", letters=shown)


def _first_letter(word: str) -> str:
    """The first letter of a word with the vowel signs that belong to it."""
    end = 1
    while end < len(word) and unicodedata.category(word[end]).startswith("M"):
        end += 1
    return word[:end]


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    right = _names(exercise.meaning, exercise.aliases)
    for index, item in enumerate(exercise.wrong):
        for name in _wrong_names(item):
            if names.find(name, right):
                yield f"wrong[{index}]", f"`{name}` is also listed as right"
        if not item.feedback:
            yield f"wrong[{index}]", "a wrong meaning has no feedback: say where it does mean that"
    for name in right:
        if not names.words_of(name):
            yield "meaning", f"`{name}` holds no word that could be typed"
    for index, mistake in enumerate(exercise.mistakes):
        if names.find(mistake.answer, right):
            yield f"mistakes[{index}].answer", "this is also listed as right"
