r"""What stands behind an operand: powers, factorials, percent, degrees, methods."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.expression import brackets, calls
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.limits import MAX_SUBSCRIPT
from tutor.checking.expression.precedence import POWER
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import (
    Call,
    Constant,
    Div,
    Matrix,
    Mul,
    Node,
    Number,
    Pow,
    Sequence,
    Symbol,
)

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader

_TRANSPOSES = ("⊤", "⊺", "ᵀ", "\\top", "\\intercal", "\\math", "\\rm", "\\text", "\\sf")
"""What shows that the T of an exponent is no letter."""

_OPERANDS = ("number", "symbol", "constant", "function", "word")
_AFTER_STAR = ("+", "-", ")", "}", ",", "=", "_")


def power(reader: Reader, base: Node, start: int) -> Node:
    """`base` raised by what stands behind the `^` that comes next."""
    caret = reader.take()
    complex_ = reader.scope.complex_
    if (isinstance(base, Symbol) or complex_) and _starred(reader):
        if complex_ or not isinstance(base, Symbol):
            return Call("conjugate", (base,))
        return Symbol(base.name + "_star")
    plain = not reader.peek().is_op("{", "(")
    raised = exponent(reader, POWER - 1)
    if raised is None:
        return degrees(base)
    if raised == Symbol("T"):
        if isinstance(base, Sequence | Matrix):
            return calls.transposed(base)
        typed = reader.text[caret.start : reader.last.end]
        if any(mark in typed for mark in _TRANSPOSES):
            raise Unread(caret.start, "transpose_mark", found=typed)
        beside = reader.peek().kind in ("symbol", "command") or reader.peek().is_op("*", "(")
        vector = beside and isinstance(base, Symbol)  # w^T x
        marked = reader.tex or reader.typed(reader.last) != "T" or vector
        if marked and not reader.scope.open and "T" not in reader.scope.declared:
            reader.note("transposed")
            return base
    if isinstance(base, Symbol) and reader.ahead[-1].is_op("_"):
        base = _lowered(reader, base)
    following = reader.peek()
    glued = plain and following.kind in ("symbol", "constant") and not following.spaced
    if glued and isinstance(base, Number | Constant):
        typed = reader.text[start : reader.last.end]
        reader.note("power_ends", typed=typed, rest=reader.typed(following))
    return Pow(base, raised)


def _lowered(reader: Reader, base: Symbol) -> Symbol:
    r"""`\sigma^2_x` as (σ_x)²: the subscript behind the power belongs to the name."""
    mark = reader.take()
    text = ""
    if reader.accept("{"):
        while not reader.ahead[-1].is_op("}") and len(text) < MAX_SUBSCRIPT:
            text += reader.ahead[-1].text
            if reader.ahead.pop().kind == "end":
                raise Unread(mark.start, "subscript")
        reader.expect("}", mark)
    elif reader.ahead[-1].kind in ("number", "symbol"):
        reader.last = reader.ahead.pop()
        text = reader.last.text
    plain = text.replace(",", "").replace("+", "").replace("-", "")
    if not plain.isalnum() or not plain.isascii():
        raise Unread(mark.start, "subscript")
    name = base.name + "_" + (text if text.isalnum() else "{" + text + "}")
    return Symbol(reader.scope.spelled(name))


def _starred(reader: Reader) -> bool:
    r"""Whether the star of `\theta^*` and `x^{*}` came next; it has been taken then."""
    ahead = reader.ahead
    if ahead[-1].is_op("*") and (ahead[-2].kind == "end" or ahead[-2].is_op(*_AFTER_STAR)):
        reader.take()
        return True
    if len(ahead) > 3 and [token.text for token in ahead[-1:-4:-1]] == ["{", "*", "}"]:
        del ahead[-3:]
        return True
    return False


def exponent(reader: Reader, floor: int) -> Node | None:
    r"""What stands behind `^`; None for the degree sign of TeX, `^\circ`."""
    degree: bool
    if reader.peek().is_op("{"):
        opened = reader.take()
        degree = reader.accept("deg")
        if degree:
            reader.expect("}", opened)
        else:
            return reader.scalar(brackets.braced(reader, opened))
    else:
        degree = reader.accept("deg")
    if not degree:
        return reader.scalar(reader.parse(floor))
    reader.note("degrees")
    return None


def postfix(reader: Reader, left: Node) -> Node:
    """`left` with the factorial, percent, degree or method behind it."""
    token = reader.take()
    if token.text == ".":
        return calls.method(reader, left, token)
    if token.text == "!":
        following = reader.peek()
        if following.is_op("!") and not following.spaced:
            raise Unread(following.start, "double_factorial")
        return Call("factorial", (left,))
    if token.text == "deg":
        following = reader.peek()
        if following.text in ("C", "F") and not following.spaced and following.kind != "op":
            raise Unread(token.start, "temperature", found=reader.typed(following))
        reader.note("degrees")
        return degrees(left)
    if token.text == "'":
        raise Unread(token.start, "prime")
    reader.note("percent")
    return Div(left, Number(Fraction(100)))


def is_remainder(reader: Reader, sign: Token) -> bool:
    """Whether the `%` that comes next leaves a remainder, as in x % 3; `5% x` is a part of x."""
    following = reader.after()
    if not (following.kind in _OPERANDS or following.is_op("(")):
        return False
    if sign.spaced:
        return True
    last = reader.last
    raised = reader.text[: last.start].endswith(("^", "**"))
    amount = last.kind == "number" and following.kind != "number" and not raised
    return not (amount or following.spaced)


def degrees(node: Node) -> Node:
    """`node` degrees in radians."""
    return Div(Mul((node, Constant("pi"))), Number(Fraction(180)))
