"""Find prompts that tell the answer.

Whatever the prompt calls the answer, or says to be equal to something, is put to the
exercise's own checker. So `2x` in words, TeX or code is found alike, and a formula that only
looks like the answer is not.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from tutor.exercise import Exercise, Right, Unreadable
from tutor.lint.texts import fields

_SAID = re.compile(r"(?i)\b(?:answer|result|solution)\b|উত্তর|ফল(?:াফল)?")
_LINK = re.compile(
    r"\s{0,3}(?:is|are|equals|will be|would be|has (?:the )?shape|হলো|হচ্ছে|হয়|হবে)?"
    r"\s{0,3}[:=]?\s{0,3}"
)
_WORDS = re.compile(
    r"\s{0,3}(?::|=|(?:is|are|equals|has shape)\s|হলো|হবে)\s{0,3}"
    r"((?:[^\n.,;!?।]|[.,](?=\S)){1,200})"
)
_SPAN = re.compile(r"\$\$(.{1,2000}?)\$\$|\$([^$\n]{1,2000})\$|`([^`\n]{1,2000})`", re.DOTALL)
_EQUAL = re.compile(r"=|\b(?:is|equals|gives|get)\b|সমান|হলো|হয়")
_HIDDEN = ("answer", "mistakes", "vary", "meaning", "aliases", "id", "skills", "tolerance")
_LEAST_WORD = 6
_LEAST_TEXT = 8


def given_away(kind: Any, exercise: Exercise) -> Iterator[tuple[str, bool]]:
    """Say where the prompt tells the answer, and whether that is sure.

    What the prompt calls the answer is sure. An equation (`f'(x) = 2x`) is, unless the question
    itself holds the answer: e^x is its own derivative. A formula that just stands there may be
    there for another reason.
    """
    prompt = exercise.prompt
    texts = [prompt] if isinstance(prompt, str) else list(prompt.values())
    if any(_names_option(exercise, text) for text in texts):
        yield "the prompt says which option is right", True
        return
    if any(_names_meaning(exercise, text) for text in texts):
        yield "the prompt names the answer", True
        return
    said = [candidate for text in texts for candidate in _called_answer(text)]
    if any(_judged_right(kind, exercise, candidate) for candidate in said):
        yield "the prompt gives the answer away", True
        return
    for text in texts:
        for candidate, equal in _formulas(text):
            if _judged_right(kind, exercise, candidate):
                if not _answers_itself(kind, exercise):
                    message = "gives the answer away" if equal else "holds a formula that is right"
                    yield f"the prompt {message}", equal
                return


def _called_answer(text: str) -> Iterator[str]:
    """What a prompt calls the answer."""
    for cue in _SAID.finditer(text):
        rest = text[cue.end() :]
        span = _SPAN.search(rest)
        if span and _LINK.fullmatch(rest, 0, span.start()):
            inside = next(filter(None, span.groups()))
            yield inside
            yield inside.rpartition("=")[2]
        elif found := _WORDS.match(rest):
            yield found[1].strip(" $`)")


def _formulas(text: str) -> Iterator[tuple[str, bool]]:
    """The formulas of a prompt; whether it says that they equal something."""
    for span in _SPAN.finditer(text):
        inside = next(filter(None, span.groups()))
        before = text[max(span.start() - 12, 0) : span.start()]
        left, sign, right = inside.rpartition("=")
        if sign and len(left) > 1 and _worth(right):
            yield right, True
        elif not sign and _worth(inside):
            yield inside, _EQUAL.search(before) is not None


def _worth(text: str) -> bool:
    """Whether a formula is too special to stand in a question by chance."""
    return len(text.strip()) >= 2 and re.search(r"[^\W\d]", text) is not None


def _judged_right(kind: Any, exercise: Exercise, text: str) -> bool:
    answer = kind.read(exercise, text.strip())
    return not isinstance(answer, Unreadable) and isinstance(kind.check(exercise, answer), Right)


def _answers_itself(kind: Any, exercise: Exercise) -> bool:
    """Whether a formula that the exercise shows is right as an answer to it.

    So it is, too, where no field shows a formula: then the prompt has to ("Give √2 to 3
    figures").
    """
    shown = [
        field.text
        for field in fields(exercise)
        if isinstance(field.text, str) and field.text and not field.where.startswith(_HIDDEN)
        if not field.translated
    ]
    with suppress(Exception):
        return not shown or any(_judged_right(kind, exercise, text) for text in shown)
    return True


def _names_option(exercise: Exercise, prompt: str) -> bool:
    """Whether a prompt quotes the right option of a choice and none of the wrong ones."""
    said = {
        option.is_right
        for option in getattr(exercise, "options", ())
        for text in ([option.text] if isinstance(option.text, str) else option.text.values())
        if len(text) >= _LEAST_TEXT and _plain(text) in _plain(prompt)
    }
    return said == {True}


def _names_meaning(exercise: Exercise, prompt: str) -> bool:
    """Whether a prompt holds the name that is asked for."""
    meaning = getattr(exercise, "meaning", "")
    names = [meaning] if isinstance(meaning, str) else list(meaning.values())
    return any(
        len(name) >= _LEAST_WORD
        and re.search(rf"(?<!\w){re.escape(_plain(name))}(?!\w)", _plain(prompt))
        for name in names
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().strip(" .।").split())
