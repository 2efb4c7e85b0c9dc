"""The arguments of a call, with the keywords of NumPy and PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.checking.expression.errors import Unread
from tutor.checking.expression.precedence import CLOSING, PRODUCT, PRODUCTS
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import Constant, Node, Number, Relation, Sequence, Symbol
from tutor.checking.expression.vocabulary import words

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader


def is_closing(token: Token) -> bool:
    """Whether `token` closes a bracket."""
    return token.kind == "op" and token.text in CLOSING


_OF_NO_VALUE = words("dim axis keepdim keepdims inplace")
_PASSED_OVER = words("dtype device requires_grad grad_fn")
_KEYWORDS = (
    *_OF_NO_VALUE,
    *_PASSED_OVER,
    *words("min max negative_slope alpha beta approximate base"),
)

_LETTERS = ("f", "g", "h", "p", "q", "P")
_NAMES = ("word", "symbol", "number")

BY_TANH = Symbol("approximate")
"""Stands among the arguments for `approximate="tanh"`."""


def _keyword(reader: Reader) -> str:
    """The name before the value in `dim=0`, which is taken; empty where none is."""
    word = reader.ahead[-1]
    if word.kind != "word" or word.text not in _KEYWORDS or not reader.after().is_op("=", "<="):
        return ""
    if word.text in reader.scope.declared or (
        reader.after().text == "<=" and word.text not in _PASSED_OVER  # grad_fn=<MulBackward0>
    ):
        return ""
    del reader.ahead[-2:]
    return word.text


def arguments_of(
    reader: Reader, opened: Token, generator: bool = False
) -> tuple[list[Node], Token | None]:
    """The arguments of a call up to its `)`; the `for` of a generator ends them early."""
    items: list[Node] = []
    with reader.inside():
        while not is_closing(reader.ahead[-1]) or reader.last.is_op(",") > bool(items):
            named = _keyword(reader)
            if named in _PASSED_OVER:
                _pass_over(reader)
                if reader.accept(","):
                    continue
                break
            if named == "approximate":
                if "tanh" in _pass_over(reader):
                    items.append(BY_TANH)
                if reader.accept(","):
                    continue
                break
            item = reader.parse()
            if named not in _OF_NO_VALUE:
                limits = named in ("min", "max")
                items.append(Relation("=", Symbol(named), item) if limits else item)
            if generator and reader.accept("for"):
                return items, reader.last
            if reader.accept("..", "…"):
                items[-1] = _range(items[-1], reader.parse(), opened)
            if not reader.accept(",", ";"):
                break
        reader.expect(")" if opened.text == "(" else "}", opened)
    return items, None


def _pass_over(reader: Reader) -> set[str]:
    """Drop what `dtype=` and the like are set to, up to the next `,` or `)` outside brackets.

    What was dropped is returned.
    """
    depth = 0
    passed: set[str] = set()
    while reader.ahead[-1].kind != "end":
        token = reader.ahead[-1]
        if depth == 0 and (token.is_op(",") or is_closing(token)):
            break
        depth += token.is_op("(", "[", "{") - is_closing(token)
        reader.last = reader.ahead.pop()
        passed.add(token.text)
    return passed


def _range(start: Node, high: Node, opened: Token) -> Node:
    """`i = 1..n` as the relation of `i` to its bounds."""
    if not isinstance(start, Relation):
        raise Unread(opened.start, "sum_arguments", found="..")
    return Relation("=", start.left, Sequence((start.right, high)))


def continues(reader: Reader, factors: list[Node]) -> bool:
    """Whether the argument of `sin 2x y` goes on behind `factors`."""
    token = reader.peek()
    if reader.level(token) != PRODUCT or token.is_op(*PRODUCTS, "|", "sum", "prod", "reals"):
        return False
    if token.kind in ("function", "begin"):
        return False
    if token.kind == "constant" and token.text == "e" and reader.after().text == "^":
        return False
    constants = all(isinstance(factor, Number | Constant) for factor in factors)
    bracketed = token.is_op("(", "[", "{", "{(", "|(", "floor(", "ceil(")
    return constants or not bracketed or _is_applied(reader, factors[-1])


def _is_applied(reader: Reader, letter: Node) -> bool:
    """Whether p of `log p(x)` is a function, in the brackets of which stand names alone."""
    name = letter.name if isinstance(letter, Symbol) else ""
    opened = reader.ahead[-1]
    if name.partition("_")[0] not in _LETTERS or not opened.is_op("(") or opened.spaced:
        return False
    for token in reader.ahead[-2::-1]:
        if token.is_op(")"):
            return True
        if token.text == name or not (token.kind in _NAMES or token.is_op(",")):
            return False
    return False
