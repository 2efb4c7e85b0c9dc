"""Mathematics in words: `square root of 2`, `x over 3`, `2 to the power x`, `x is at least 1`.

Words become operators before anything is parsed. How far a word reaches cannot be heard, so
`square root of x + 1` raises Unread instead of a guess.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

from tutor.checking.expression.errors import Unread
from tutor.checking.expression.precedence import CLOSING
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.vocabulary import find, words

_REALS = (
    "reals", "real numbers", "everything",
    *(
        f"{all_} {numbers}"
        for all_ in ("all", "every", "any")
        for numbers in ("reals", "real numbers", "real number", "numbers", "number", "x", "real x")
    ),
)  # fmt: skip

_SIZES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "lakh": 5,
          "crore": 7}  # fmt: skip
"""Words behind a number → the power of ten that they stand for."""

_OPERATORS = {
    "squared": "^ 2", "cubed": "^ 3",
    **{
        f"{raised}{power}": "^ of"
        for raised in ("", "raised ")
        for power in ("to the power of", "to the power", "to the")
    },
    "raised to": "^ of",
    **{word: f"* {10**power}" for word, power in _SIZES.items()},
    "over": "/", "divided by": "/", "per": "/", "multiplied by": "*",
    "pct": "%", "percent of": "% *", "pct of": "% *", "% of": "% *",
    "negative": "-", "minus": "-", "plus or minus": "+-", "plus minus": "+-", "+ or -": "+-",
    "twice": "2 *", "half of": "( 1 / 2 ) *", "one half of": "( 1 / 2 ) *",
    "a half": "( 1 / 2 )", "one half": "( 1 / 2 )", "factorial": "!",
    "square root of": "sqrt of", "square root": "sqrt of", "root of": "sqrt of",
    "cube root of": "cbrt of", "cube root": "cbrt of", "fourth root of": "fourthroot of",
    "log of": "log of", "natural log of": "ln of", "natural logarithm of": "ln of",
    "natural log": "ln of", "absolute value of": "abs of",
    "sine of": "sin of", "cosine of": "cos of", "tangent of": "tan of", "exponential of": "exp of",
    "greater than or equal to": ">=", "at least": ">=", "no less than": ">=", "not less than": ">=",
    "less than or equal to": "<=", "at most": "<=", "no more than": "<=", "not more than": "<=",
    "greater than": ">", "more than": ">", "larger than": ">", "bigger than": ">",
    "less than": "<", "smaller than": "<",
    "not equal to": "!=", "is not equal to": "!=", "is not": "!=", "equal to": "=",
    "is equal to": "=", "does not equal": "!=",
    **{
        f"{numbers} {without}": "reals minus"
        for numbers in _REALS
        for without in ("except", "except for", "but", "other than", "excluding", "without")
    },
}  # fmt: skip
"""What is said → the operators it means; `of` stands before what it applies to."""


def _spread(spoken: Mapping[str, str]) -> Mapping[str, list[tuple[tuple[str, ...], list[str]]]]:
    """First word → the phrases that begin with it, the longest first."""
    made: dict[str, list[tuple[tuple[str, ...], list[str]]]] = {}
    for said in sorted(spoken, key=lambda text: -len(text.split())):
        made.setdefault(said.split()[0], []).append((words(said), spoken[said].split()))
    return made


_COMPARING = ("<", "<=", ">", ">=", "!=", "=")
_PHRASES = _spread(
    _OPERATORS
    | {"is " + said: op for said, op in _OPERATORS.items() if op in _COMPARING and said[:2] != "is"}
    | {"the " + said: op for said, op in _OPERATORS.items() if op.endswith("of")}
)
_LAST = (
    frozenset(
        words(
            "squared cubed the over by per pct negative minus twice half root factorial of than "
            "least most to not except but other excluding without"
        )
    )
    | _SIZES.keys()
)
"""Words of which every phrase has one."""

_OPENING = ("(", "[", "{", "{(")
_ENDING = frozenset((*CLOSING, ",", ";", ":", "=", "!=", "<", "<=", ">", ">=", "~", "in", "&", "|"))
_JOINING = ("and", "or", "if", "for", "when", "where", "otherwise")
_FAR = frozenset(words("+ - * / +- times plus"))


def heard(
    tokens: list[Token], texts: set[str], declared: Collection[str]
) -> tuple[list[Token], bool]:
    """`tokens` with operators for the words that stand for them, and whether there were any.

    Raises Unread where it cannot be told how far a word reaches.
    """
    named = tokens[0].text in declared and tokens[1].text in ("is", "equals")
    if named and tokens[2].kind == "number":
        said = tokens[1]
        tokens = [tokens[0], Token("op", "=", said.start, said.end, True), *tokens[2:]]
    if _LAST.isdisjoint(texts):
        return tokens, False
    made: list[Token] = []
    at = 0
    found = False
    while at < len(tokens):
        length, signs = _phrase(tokens, at, declared)
        if length:
            found = True
            _reaches_back(tokens, made, at, length, signs)
            made += _tokens(signs, tokens[at], tokens[at + length - 1])
            if signs == ["reals", "minus"]:
                return [*made, *_left_out(tokens[at + length :])], True
        else:
            made.append(tokens[at])
        at += length or 1
    return (_applied(made) if found else tokens), found


def _phrase(tokens: list[Token], at: int, declared: Collection[str]) -> tuple[int, list[str]]:
    """How many tokens from `at` on are a phrase, and what it means."""
    token = tokens[at]
    if token.kind == "end" or token.text in declared:
        return 0, []
    said = [
        part.text.lower() if part.kind != "op" or part.text in "+-%=" else ""
        for part in tokens[at : at + 6]
    ]
    if said[1:2] == ["of"] and token.kind == "word" and find(said[0]) is not None:
        return 2, [said[0], "of"]
    if said[:2] == ["log", "base"] and said[3:4] == ["of"]:
        return 4, ["log", "_", said[2], "of"]
    for phrase, signs in _PHRASES.get(said[0], ()):
        if tuple(said[: len(phrase)]) != phrase:
            continue
        following = tokens[at + len(phrase)]
        after = at > 0 and (tokens[at - 1].kind in ("number", "word") or _closes(tokens[at - 1]))
        called = following.is_op("(") and not following.spaced
        if signs[0] in ("^", "/", "*", "%", "!", *_COMPARING) and not after:
            continue
        if called and len(phrase) == 1:
            continue
        if signs == ["-"] and phrase == ("minus",) and after:
            continue
        return len(phrase), signs
    return 0, []


def _closes(token: Token) -> bool:
    return token.kind == "op" and (token.text in CLOSING or token.text in "!%")


def _tokens(signs: list[str], first: Token, last: Token) -> list[Token]:
    made: list[Token] = []
    for sign in signs:
        spaced = first.spaced and not made
        if sign.isdigit():
            made.append(Token.number(sign, first.start, last.end, spaced))
        else:
            name = sign not in ("sqrt", "cbrt") and (len(sign) == 1 or find(sign) is not None)
            kind = "word" if name and sign.isalpha() else "op"
            made.append(Token(kind, sign, first.start, last.end, spaced))
    return made


def _reaches_back(
    tokens: list[Token], made: list[Token], at: int, length: int, signs: list[str]
) -> None:
    """Raise Unread for `x + 1 over 2` and `1 over 2x`."""
    divides = signs == ["/"]
    depth = 0
    for position in range(len(made) - 1, 0, -1):
        token = made[position]
        depth += (token.text in CLOSING) - (token.text in _OPENING)
        if depth < 0 or (depth == 0 and (token.text in _ENDING or token.kind == "begin")):
            break
        if divides and depth == 0 and token.is_op("+", "-"):
            raise _far(tokens[at])
    below = tokens[at + length]
    if divides and below.kind == "number" and tokens[at + length + 1].kind == "word":
        raise _far(tokens[at])
    if divides:
        _end_of_reach(tokens, at + length, tokens[at], ("+", "-", "+-", "plus"))


def _end_of_reach(tokens: list[Token], at: int, said: Token, too_far: Collection[str]) -> int:
    """Where what `said` applies to ends, from `at` on. Raises Unread where it may go on."""
    depth = 0
    for position in range(at, len(tokens)):
        token = tokens[position]
        if token.kind == "op" and token.text in _OPENING:
            depth += 1
            continue
        if depth and token.kind == "op" and token.text in CLOSING:
            depth -= 1
            whole = depth == 0 and tokens[at].text in _OPENING
            if whole and not tokens[position + 1].is_op("^", "!", "_"):
                return position + 1
            continue
        if depth:
            continue
        ends = token.kind in ("end", "finish") or (token.kind == "op" and token.text in _ENDING)
        if ends or token.text in _JOINING:
            return position
        if token.text in too_far and position > at:
            raise _far(said)
    return len(tokens) - 1


def _far(said: Token) -> Unread:
    return Unread(said.start, "spoken_reach")


def _applied(tokens: list[Token]) -> list[Token]:
    """What stands behind `of` in brackets."""
    made = list(tokens)
    for at in range(len(tokens) - 1, -1, -1):
        if tokens[at].kind != "op" or tokens[at].text != "of":
            continue
        end = _end_of_reach(made, at + 1, tokens[at], _FAR)
        place = made[at].end
        made.insert(end, Token("op", ")", place, place))
        made[at] = Token("op", "(", place, place)
    return made


def _left_out(tokens: list[Token]) -> list[Token]:
    """The numbers in `all reals except 0 and x = 1` as a set."""
    points = [token for token, after in pairwise(tokens) if not after.is_op("=")] + tokens[-1:]
    made = [Token("op", "{(", tokens[0].start, tokens[0].start, True)]
    for token in points[:-1]:
        if token.is_op("=", *"{}", "{(", "})"):
            continue
        joins = token.text in ("and", "or")
        made.append(Token("op", ",", token.start, token.end) if joins else token)
    return [*made, Token("op", "})", tokens[-1].start, tokens[-1].start), tokens[-1]]
