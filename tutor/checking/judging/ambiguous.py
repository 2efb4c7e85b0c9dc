"""Texts that may be read in two ways: `asin x` is arcsin x or a · sin x, `1,5` two numbers or one.

The usual reading is judged first. An answer that it makes wrong, and the other one right, is
right: the examiner cannot know which of them the learner meant.
"""

import re
from collections.abc import Iterator

from tutor.checking.question import Question

_ARC = re.compile(r"(?<![\\_.])([aA])(?=(?:sin|cos|tan|cot|sec|csc))")
_LOG = re.compile(r"(?<![A-Za-z\\_.])ln(\d{1,9})\s+(?=[A-Za-z(\\])")
_PERIOD = re.compile(r"(\d{1,12}\.\d{1,12})\((\d{1,12})\)")
_NEXT = re.compile(r"(?<=[\w)])\s+(?=[A-Za-z]\w{0,3}\s*=)")
_DECIMAL = re.compile(r"(?<![\d.,])(\d{1,15}),(?=\d{1,15}(?![\d.]|,\d))")
_CALLED = re.compile(r"[A-Za-z]\s*(?:\\left\s*)?(?:\\?\{|\()[^(){}]*\d,\d")
_LISTING = re.compile(r",\s+(?=[A-Za-z])")
_FRAME = re.compile(r"\\(?:begin|end)\{[a-z]{1,12}\*?\}|&|\$")
_BREAK = re.compile(r"\n|\\\\(?:\s*\[[^\]\n]{1,9}\])?")
_RELATION = re.compile(r"[=<>≤≥≠∈]|\\(?:leq?|geq?|neq?|in)\b")
_SEVERAL = ("equation", "set", "interval", "list", "matrix")


def other_readings(question: Question, text: str) -> Iterator[str]:
    """The same text as it would be typed for its other meanings."""
    found = _ARC.search(text)
    if found and found[1] in question.names:
        yield _ARC.sub(r"\1 ", text)
    if _LOG.search(text):
        yield _LOG.sub(r"ln(\1) ", text)
    if _PERIOD.search(text):
        yield _PERIOD.sub(r"\1\2\2\2…", text)
    if question.form == "equation":
        lines = _statements(text)
        if len(lines) > 1:
            yield " and ".join(lines)
    if question.form in ("equation", "list") and text.count("=") > 1 and _NEXT.search(text):
        yield _NEXT.sub(", ", text)
    if question.form in _SEVERAL and _DECIMAL.search(text) and not _CALLED.search(text):
        decimal = _DECIMAL.sub(r"\1.", text)
        if "," not in _LISTING.sub(";", decimal):
            yield _LISTING.sub(";", decimal)


def _statements(text: str) -> list[str]:
    """The lines of `text`, where each of several says something of its own."""
    lines = [line.strip(" \t,;.") for line in _BREAK.split(_FRAME.sub("", text))]
    lines = [line for line in lines if line]
    return lines if all(map(_RELATION.search, lines)) else []
