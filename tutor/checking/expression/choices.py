r"""Binomial coefficients as they are written in class: `C(n, k)`, `{}^n C_k`, `_nC_2`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.expression import brackets, show
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.precedence import CLOSING
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import Call, Node, Number, Symbol

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader


def is_choice(reader: Reader) -> bool:
    """Whether `(n, k)` comes next, behind a C that the exercise does not have."""
    if "C" in reader.scope.declared or reader.peek().spaced:
        return False
    depth = commas = 0
    for token in reversed(reader.ahead):
        if token.is_op("(", "[", "{", "{("):
            depth += 1
        elif token.is_op(*CLOSING):
            depth -= 1
        elif depth == 1 and token.is_op(","):
            commas += 1
        if depth == 0:
            break
    return commas == 1


def choice(reader: Reader, token: Token) -> Node:
    """`C(n, 2)` as the binomial coefficient."""
    items, _ = brackets.arguments(reader, reader.take())
    if len(items) != 2:
        raise Unread(token.start, "argument_count", name="C", found=len(items), wanted="2")
    return _chosen(reader, token, reader.scalar(items[0]), reader.scalar(items[1]))


def _chosen(reader: Reader, start: Token, upper: Node, lower: Node) -> Node:
    node = Call("binomial", (upper, lower))
    typed = reader.text[start.start : reader.last.end].strip()
    reader.note("choose_read", typed=typed[:60], shown=show.plain(node))
    return node


def is_prescript(reader: Reader) -> bool:
    """Whether `n C_k` or `{n} C_k` comes next, behind `^` or `_` at the start of an operand."""
    reader.peek()
    ahead = [token for token in reader.ahead[-1:-6:-1] if not token.is_op("{", "}")]
    return (
        len(ahead) > 1
        and ahead[0].kind in ("symbol", "number")
        and ahead[1].kind in ("symbol", "word")
        and ahead[1].text.startswith("C_")
    )


def prescript(reader: Reader, token: Token) -> Node:
    r"""`{}^n C_k`, `_nC_2` and `^{n}C_{k}` as binomial coefficients."""
    braced = reader.accept("{")
    name = reader.take()
    upper = Symbol(name.text) if name.value is None else Number(name.value)
    if braced:
        reader.accept("}")
    below = reader.take().text.removeprefix("C_")
    lower = Number(Fraction(int(below))) if below.isdigit() else Symbol(below)
    return _chosen(reader, token, upper, lower)
