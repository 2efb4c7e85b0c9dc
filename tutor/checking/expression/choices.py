r"""Choices and arrangements as in class: `C(n, k)`, `{}^n C_k`, `_nC_2`, `P(n, k)`, `8P3`."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.expression import show
from tutor.checking.expression.arguments import arguments_of
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.precedence import CLOSING
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import Add, Call, Div, Neg, Node, Number, Symbol

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader


def is_choice(reader: Reader, letter: Token) -> bool:
    """Whether `(n, k)` comes next, behind a C or P that the exercise does not have."""
    if letter.text in reader.scope.declared or reader.peek().spaced:
        return False
    if letter.text == "P" and reader.scope.open and reader.after().kind != "number":
        return False  # the probability of two events
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
    items, _ = arguments_of(reader, reader.take())
    if len(items) != 2:
        name = token.text
        raise Unread(token.start, "argument_count", name=name, found=len(items), wanted="2")
    return _chosen(reader, token, reader.scalar(items[0]), reader.scalar(items[1]))


def _chosen(reader: Reader, start: Token, upper: Node, lower: Node, letter: str = "") -> Node:
    if (letter or start.text) == "P":
        node = arranged(upper, lower)
        reader.note_reading(start.start, node)
        return node
    node = Call("binomial", (upper, lower))
    typed = reader.text[start.start : reader.last.end].strip()
    reader.note("choose_read", typed=typed[:60], shown=show.plain(node))
    return node


def arranged(upper: Node, lower: Node) -> Node:
    """The number of ways to arrange `lower` of `upper` things: n!/(n − k)!."""
    rest: Node = Add((upper, Neg(lower)))
    if isinstance(upper, Number) and isinstance(lower, Number) and upper.value >= lower.value:
        rest = Number(upper.value - lower.value)
    return Div(Call("factorial", (upper,)), Call("factorial", (rest,)))


def is_prescript(reader: Reader) -> bool:
    """Whether `n C_k`, `{n} C_k` or `n P_k` comes next, behind the `^` or `_` of an operand."""
    reader.peek()
    ahead = [token for token in reader.ahead[-1:-6:-1] if not token.is_op("{", "}")]
    return (
        len(ahead) > 1
        and ahead[0].kind in ("symbol", "number")
        and ahead[1].kind in ("symbol", "word")
        and ahead[1].text.startswith(("C_", "P_"))
    )


def prescript(reader: Reader, token: Token) -> Node:
    r"""`{}^n C_k`, `_nC_2` and `^{n}C_{k}` as binomial coefficients."""
    braced = reader.accept("{")
    name = reader.take()
    upper = Symbol(name.text) if name.value is None else Number(name.value)
    if braced:
        reader.accept("}")
    letter, _, below = reader.take().text.partition("_")
    lower = Number(Fraction(int(below))) if below.isdigit() else Symbol(below)
    return _chosen(reader, token, upper, lower, letter)
