"""Texts that may be read in two ways: `asin x` is arcsin x or a · sin x, `1,5` two numbers or one.

The usual reading is judged first. An answer that it makes wrong, and the other one right, is
right: the examiner cannot know which of them the learner meant.
"""

import re
from collections.abc import Iterator

from tutor.bilingual import Text
from tutor.checking.question import Question, say

_ARC = re.compile(r"(?<![\\_.])([aA])(?=(?:sin|cos|tan|cot|sec|csc))")
_LOG = re.compile(r"(?<![A-Za-z\\_.])ln(\d{1,9})\s+(?=[A-Za-z(\\])")
_NEXT = re.compile(r"(?<=[\w)])\s+(?=[A-Za-z]\w{0,3}\s*=)")
_DECIMAL = re.compile(r"(?<![\d.,])(\d{1,15}),(?=\d{1,15}(?![\d.,]))")
_SEVERAL = ("equation", "set", "interval", "list", "matrix")


def other_readings(question: Question, text: str) -> Iterator[tuple[str, Text]]:
    """The same text spelled as its other meaning, and the sentence that tells which it is."""
    found = _ARC.search(text)
    if found and found[1] in question.names:
        word = text[found.start() : found.end() + 3]
        said = say("read_otherwise", typed=word, shown=f"{found[1]} · {word[1:]}")
        yield _ARC.sub(r"\1 ", text), said
    found = _LOG.search(text)
    if found:
        said = say(
            "read_otherwise",
            typed=text[found.start() : found.end() + 1],
            shown=f"ln({found[1]}) · …",
        )
        yield _LOG.sub(r"ln(\1) ", text), said
    if question.form in ("equation", "list") and _NEXT.search(text) and text.count("=") > 1:
        apart = _NEXT.sub(", ", text)
        yield apart, say("read_otherwise", typed=text, shown=apart)
    if question.form in _SEVERAL and "," in text:
        decimal = _DECIMAL.sub(r"\1.", text)
        first = _DECIMAL.search(text)
        if first and "," not in decimal:
            number = re.match(r"[\d,]+", text[first.start() :])
            typed = number[0] if number else text
            yield decimal, say("read_otherwise", typed=typed, shown=typed.replace(",", "."))
