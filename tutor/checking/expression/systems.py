"""Commas between statements: `x = 1, y = 2 or x = 2, y = 1`, `x = 3 (x > 0)`.

All of it works on the tokens of a whole text, before they are parsed.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from tutor.checking.expression.steps import CLOSING, OPENING, RELATIONS
from tutor.checking.expression.tokens import Token

_JOINING = ("and", "or", "not", "if", "else", "for", "when", "where", "otherwise")


def joined(tokens: list[Token]) -> list[Token]:
    """Commas within alternatives as `and`, semicolons between them as `or`.

    Nothing is changed unless every part says something, and there are several alternatives or
    brackets around one.
    """
    made = list(tokens)
    whole = (-1, len(tokens) - 1)
    for start, end in [*_brackets(tokens), whole]:
        marks, related = _outer(tokens, start, end)
        commas = [at for at in marks if tokens[at].text == ","]
        others = [at for at in marks if tokens[at].text != ","]
        if not commas or (start < 0 and not others):
            continue
        parts = pairwise([start, *marks, end])
        alternatives = pairwise([start, *others, end])
        if _each(parts, related) and _each(alternatives, commas):
            for at in marks:
                word = "and" if at in commas else "or"
                made[at] = Token("op", word, tokens[at].start, tokens[at].end, True)
    return made


def _outer(tokens: list[Token], start: int, end: int) -> tuple[list[int], list[int]]:
    """Where commas, semicolons and `or`, and where relations stand, outside inner brackets."""
    marks: list[int] = []
    related: list[int] = []
    depth = 0
    for at in range(start + 1, end):
        token = tokens[at]
        depth += _is(token, OPENING) - _is(token, CLOSING)
        if depth == 0 and (token.text == "or" or token.is_op(",", ";")):
            marks.append(at)
        elif depth == 0 and _is(token, RELATIONS):
            related.append(at)
    return marks, related


def _each(ranges: Iterable[tuple[int, int]], places: list[int]) -> bool:
    """Whether one of `places` lies in each range."""
    return all(any(low < at < high for at in places) for low, high in ranges)


def _brackets(tokens: list[Token]) -> list[tuple[int, int]]:
    """Where round brackets begin and end that stand alone, outside all others."""
    found = []
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if _is(token, OPENING):
            opened.append(at)
        elif _is(token, CLOSING) and opened:
            start = opened.pop()
            called = start > 0 and tokens[start - 1].kind == "word"
            if token.is_op(")") and not opened and (not called or tokens[start].spaced):
                found.append((start, at))
    return found


def condition_behind(tokens: list[Token]) -> list[Token]:
    """`x = 3 (x > 0)` as `x = 3 and x > 0`, `2kπ (k ∈ ℤ)` as `2kπ, k ∈ ℤ`."""
    ending = len(tokens) - 2
    last = [start for start, end in _brackets(tokens) if end == ending]
    if not last or last[0] == 0 or not tokens[last[0]].spaced:
        return tokens
    start = last[0]
    before = tokens[start - 1]
    if before.text in _JOINING or (before.kind == "op" and before.text not in CLOSING):
        return tokens
    inner = tokens[start + 1 : ending]
    said = _outer(tokens, -1, start)[1]
    counted = len(inner) == 3 and inner[1].is_op("in")
    if not _outer(tokens, start, ending)[1] or not (said or counted):
        return tokens
    opened = tokens[start]
    sign = Token("op", "," if counted else "and", opened.start, opened.end, True)
    return [*tokens[:start], sign, *inner, tokens[-1]]


def _is(token: Token, signs: frozenset[str]) -> bool:
    return token.text in signs and token.kind in ("op", "word")
