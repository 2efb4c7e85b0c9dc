"""What learners write behind an answer: `(chain rule)`, `by the power rule`, `(3 s.f.)`.

All of it works on the tokens of a whole text, before they are parsed.
"""

from __future__ import annotations

from tutor.checking.expression.names import knows
from tutor.checking.expression.scope import Scope
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.vocabulary import COMPLEX, GREEK_NAMES, find, words

_REASONS = frozenset(words("by using because via due"))
"""Words that begin a reason, which reaches to the end."""

BEGINNING = _REASONS | {"is"}

_PLACES = frozenset(
    (
        *("sf", "dp", "sigfig", "sigfigs", "s.f", "d.p", "s.f.", "d.p.", "significantfigures"),
        *("decimals", "decimalplaces", "decimalplace", "sigfigs.", "sig.figs", "sig.figs."),
    )
)
_ANSWERS = frozenset(("istheanswer", "ismyanswer", "isthefinalanswer", "isthesolution"))
_MEANING = frozenset(
    words(
        "not no undefined diverges divergent converges infinite maybe unknown none except unless "
        "without or and if when only plus minus times false wrong"
    )
)
"""Words that say more than where the answer comes from; with them nothing is passed over."""

_SHORTEST = 3
_KINDS = ("word", "number")
_MARKS = (",", ".", "'", "-", ":", ";")


def length(tokens: list[Token], texts: set[str], scope: Scope) -> int:
    """How many tokens before the end are a remark on the answer; 0 where none are."""
    if tokens[-2].is_op(")") and len(tokens) > 4 and tokens[-3].kind != "number":
        found = _in_brackets(tokens, scope)
        if found:
            return found
    return 0 if BEGINNING.isdisjoint(texts) else _reason(tokens, scope)


def _in_brackets(tokens: list[Token], scope: Scope) -> int:
    """`(chain rule)` and `(3 s.f.)` with a blank before them; no function, no product."""
    at = len(tokens) - 3
    while at > 0 and not tokens[at].is_op("("):
        if tokens[at].kind not in _KINDS and not tokens[at].is_op(*_MARKS):
            return 0
        at -= 1
    if at == 0 or not tokens[at].spaced or tokens[at - 1].is_op(*"+-*/^=(,"):
        return 0
    inner = tokens[at + 1 : -2]
    plain = "".join(token.text for token in inner if token.kind != "number").removeprefix("to")
    said = [token for token in inner if token.kind == "word"]
    if any(token.text.lower() in _MEANING for token in said):
        return 0
    strange = [token for token in said if _is_strange(token, scope)]
    several = len(strange) > 1 and len(said) == len(strange) + sum(map(_is_short, said))
    alone = strange == said != [] and not scope.open
    return len(tokens) - 1 - at if plain in _PLACES or several or alone else 0


def _is_short(token: Token) -> bool:
    return len(token.text) < _SHORTEST


def _is_strange(token: Token, scope: Scope) -> bool:
    """Whether a word is neither a name, nor a function, nor a product of declared letters."""
    text = token.text
    plain = len(text) >= _SHORTEST and text.isalpha() and not token.units
    if not plain or knows(text, scope) or text in GREEK_NAMES or text in COMPLEX:
        return False
    return find(text) is None and not all(letter in scope.declared for letter in text)


def _reason(tokens: list[Token], scope: Scope) -> int:
    """`by the power rule`, `because n is even`, `is the answer`: words up to the end."""
    for at, token in enumerate(tokens[1:-1], 1):
        if token.text not in BEGINNING or token.text in scope.declared or not token.spaced:
            continue
        rest = tokens[at + 1 : -1]
        if token.text == "is":
            behind = "".join(part.text.lower() for part in tokens[at:-1])
            return len(tokens) - 1 - at if behind.rstrip(".") in _ANSWERS else 0
        worded = rest and all(part.kind == "word" or part.is_op(*_MARKS) for part in rest)
        if worded and any(_is_strange(part, scope) for part in rest):
            comma = tokens[at - 1].is_op(",", ";")
            return len(tokens) - 1 - at + comma if at > 1 else 0
    return 0
