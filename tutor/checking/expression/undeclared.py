"""Names that the exercise does not have and that nobody means as variables.

A letter that was not declared is read as another variable, and the judge says so. But `d` of
`d/dx`, `f` of `f(x)` and a word of a sentence are no slips of the pen: they are turned back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.checking.expression.errors import Unread
from tutor.checking.expression.precedence import CLOSING
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.vocabulary import COMPLEX, GREEK_NAMES

if TYPE_CHECKING:
    from tutor.checking.expression.stream import Stream

_FUNCTIONS = frozenset((*"fghpqFGHENO", "Theta", "Pr"))
_OPERANDS = ("number", "symbol", "constant", "word", "function", "command")
_SHORTEST = 3
_SHORT_WORDS = ("at", "by", "as", "is", "on", "be")


def refuse(stream: Stream, word: Token, first: str, parts: int) -> None:
    """Raise Unread if `word`, whose first part nobody declared, cannot be a variable.

    first: the name of that part. parts: how many names the word was divided into.
    """
    text = word.text
    following = stream.ahead[-1]
    called = following.is_op("(", "[") and not following.spaced
    if text[0] == "d" and first[0] == "d" and "d" not in stream.scope.declared:
        _refuse_differential(stream, word, called)
    if parts > 1:
        return
    if called and (text in _FUNCTIONS or text.startswith("D_")):
        raise Unread(word.start, "unworked", found=stream.typed(word))
    if called and text in COMPLEX:
        raise Unread(word.start, "no_function", name=text)
    if (
        text.startswith("Sigma")
        and text[5:6] in ("", "_")
        and (following.kind in _OPERANDS or following.is_op("("))
    ):
        raise Unread(word.start, "sum_limits", found=stream.typed(word))
    long = len(text) >= _SHORTEST or text in _SHORT_WORDS
    if long and text.isalpha() and text not in GREEK_NAMES and not word.units:
        before = stream.last
        operand = before.kind in _OPERANDS or before.text in CLOSING
        beside = following.spaced and following.kind in _OPERANDS
        remark = before.is_op("(") and before.spaced and following.is_op(")")  # 2x (final)
        if (word.spaced and operand) or beside or remark:
            raise Unread(word.start, "unknown_word", found=text)


def _refuse_differential(stream: Stream, word: Token, called: bool) -> None:
    pieces = word.pieces
    following = stream.ahead[-1]
    if len(pieces) == 1:
        tight = following.kind == "word" and not following.spaced
        differential = called or tight or following.is_op("/")
    else:
        rest = "".join(pieces[1:])
        fraction = stream.last.is_op("/", "{") or following.is_op("/", "}")
        differential = rest in stream.scope.declared or (len(pieces) == 2 and fraction)
    if differential:
        raise Unread(word.start, "differential", found=stream.typed(word))
