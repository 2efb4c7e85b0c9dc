"""Texts that may be read in two ways: `asin x` is arcsin x or a · sin x, `1,5` two numbers or one.

The usual reading is judged first. An answer that it makes wrong, and the other one right, is
right: the examiner cannot know which of them the learner meant.
"""

import re
from collections.abc import Iterator

from tutor.checking.expression import normal, tree
from tutor.checking.question import Question

_ARC = re.compile(r"(?<![\\_.])([aA])(?=(?:sin|cos|tan|cot|sec|csc))")
_LOG = re.compile(r"(?<![A-Za-z\\_.])ln(\d{1,9})\s+(?=[A-Za-z(\\])")
_MIXED = re.compile(r"(?<![\w.])(\d{1,9})(?:\s*(?=\\[dt]?frac)|(?:\s|\\[,;:])+(?=\d{1,9}/\d))")
_RESTATED = re.compile(r"(.*\S)\s+(?:\(([^()]*)\)|\[([^\[\]]*)\])\s*\Z", re.DOTALL)
_ENDS_EARLY = (
    (re.compile(r"\^(-?\d+(?:\.\d+)?)([A-Za-zα-ω])(?![A-Za-z(])"), r"^(\1\2)"),
    (re.compile(r"\^(-?(?:\d{1,6}|[A-Za-z]))/(\d{1,6})"), r"^(\1/\2)"),
    (re.compile(r"/(\d{0,6})([A-Za-zα-ω](?:\^\d{1,3}|²|³)?)(?![A-Za-z(])"), r"/(\1\2)"),
    (re.compile(r"√(\d{1,6})([A-Za-zα-ω])"), r"√(\1\2)"),
)
"""Powers, fractions and roots that end before a factor, and the same with brackets."""
_PERIOD = re.compile(r"(\d{1,12}\.\d{1,12})\((\d{1,12})\)")
_NEXT = re.compile(r"(?<=[\w)])\s+(?=[A-Za-z]\w{0,3}\s*=)")
_DECIMAL = re.compile(r"(?<![\d.,])(\d{1,15}),(?=\d{1,15}(?![\d.]|,\d))")
_CALLED = re.compile(r"[A-Za-z]\s*(?:\\left\s*)?(?:\\?\{|\()[^(){}]*\d,\d")
_LISTING = re.compile(r",\s+(?=[A-Za-z])")
_FRAME = re.compile(r"\\(?:begin|end)\{[a-z]{1,12}\*?\}|&|\$")
_BREAK = re.compile(r"\n|\\\\(?:\s*\[[^\]\n]{1,9}\])?")
_RELATION = re.compile(r"[=<>≤≥≠∈]|\\(?:leq?|geq?|neq?|in)\b")
_SEVERAL = ("equation", "set", "interval", "list", "matrix")


_NORMAL = frozenset(("normcdf", "gelu"))
"""What is made of Φ, the distribution function of the standard normal distribution."""


def as_density(question: Question, text: str) -> str | None:
    """The text with the density of the normal distribution for φ( beside its Φ; else None.

    Where the question has no variable φ, and it or the answer is about that distribution.
    """
    if not _has_density(question, text):
        return None
    sides = [question.key] if question.function is None else [question.key, question.function]
    called = {
        part.name for side in sides for part in tree.walk(side) if isinstance(part, tree.Call)
    }
    about_normal = normal.is_about_normal(text) or not called.isdisjoint(_NORMAL)
    return normal.spelled(text) if about_normal else None


def _has_density(question: Question, text: str) -> bool:
    return normal.has_density(text) and question.names.isdisjoint(("phi", "varphi"))


def other_readings(question: Question, text: str) -> Iterator[str]:
    """The same text as it would be typed for its other meanings."""
    found = _ARC.search(text)
    if found and found[1] in question.names:
        yield _ARC.sub(r"\1 ", text)
    if _LOG.search(text):
        yield _LOG.sub(r"ln(\1) ", text)
    if _MIXED.search(text):
        yield _MIXED.sub(r"\1 * ", text)
    if _PERIOD.search(text):
        yield _PERIOD.sub(r"\1\2\2\2…", text)
    if _has_density(question, text):
        yield normal.spelled(text)
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


def restated(text: str) -> tuple[str, str] | None:
    """The two parts of `0.5 (1/2)` and `x/2 (half of x)`, where the second may say it again."""
    found = _RESTATED.match(text)
    return (found[1], found[2] or found[3] or "") if found else None


def bracketed(text: str) -> Iterator[tuple[str, str]]:
    """What brackets make of `e^2x`, `1/2x`, `x^1/2` and `√2x`: the part, and the whole text."""
    for ends_early, inside in _ENDS_EARLY:
        found = ends_early.search(text)
        if found:
            yield text[max(0, found.start() - 1) : found.end()], ends_early.sub(inside, text)
