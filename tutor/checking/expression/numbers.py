"""Numbers beyond plain digits: ½, 2 1/2, 1,000 and 10 000."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.expression import brackets, calls
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import Add, Div, Node, Number

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader


def read(reader: Reader, token: Token, alone: bool) -> Node:
    """The number at `token`, which has been taken, with what belongs to it.

    alone: what follows belongs to something else, as behind the base of `log_2 8`.
    """
    assert token.value is not None
    if token.text[-1] == "…":
        return _repeating(reader, token)
    if not token.text[0].isascii():
        return _vulgar(token)
    following = reader.ahead[-1]
    if not alone and (following.text == "," or following.kind == "number"):
        grouped = _grouped(reader, token)
        if grouped is not None:
            return grouped
    if token.text.isdigit() and following.kind == "number" and not reader.row and not alone:
        if not following.text[0].isascii():
            reader.take()
            return Add((Number(token.value), _vulgar(following)))
        if following.spaced and _is_fraction(reader):
            top = reader.take()
            reader.take()
            bottom = reader.take()
            assert top.value is not None
            assert bottom.value is not None
            fraction = Div(Number(top.value), Number(bottom.value))
            mixed = Add((Number(token.value), fraction))
            reader.note_reading(token.start, mixed)
            return mixed
    if following.kind == "command" and not alone and _is_tex_fraction(reader, token):
        mixed = Add((Number(token.value), calls.command(reader, reader.take())))
        reader.note_reading(token.start, mixed)
        return mixed
    if token.value == 1 and following.is_op("_"):
        return brackets.indicator(reader, token)
    text = "" if token.text.isdigit() else token.text
    if not text and "." in reader.text[token.start : token.end]:
        reader.note("thousands", typed=reader.typed(token), shown=token.text)
    return Number(token.value, text)


def _vulgar(token: Token) -> Node:
    assert token.value is not None
    top, bottom = token.value.numerator, token.value.denominator
    return Div(Number(Fraction(top)), Number(Fraction(bottom)))


def _repeating(reader: Reader, token: Token) -> Node:
    """A repeating decimal as the fraction that it is."""
    assert token.value is not None
    node = Number(token.value) if token.value.denominator == 1 else _vulgar(token)
    reader.note_reading(token.start, node)
    return node


def _is_fraction(reader: Reader) -> bool:
    """Whether a proper fraction such as `1/2` comes next."""
    if len(reader.ahead) < 3:
        return False
    top, slash, bottom = reader.ahead[-1], reader.ahead[-2], reader.ahead[-3]
    return (
        slash.text == "/"
        and bottom.kind == "number"
        and top.text.isdigit()
        and bottom.text.isdigit()
        and not slash.spaced
        and not bottom.spaced
        and (top.value or 0) < (bottom.value or 0)
    )


def _is_tex_fraction(reader: Reader, whole: Token) -> bool:
    r"""Whether a proper fraction such as `\frac{1}{2}` comes next, behind a whole number."""
    ahead = reader.ahead[-1:-8:-1]
    if not (whole.text.isdigit() and ahead[0].text.endswith("frac")):
        return False
    digits = [token.text for token in ahead[1:] if token.kind == "number"]
    shape = "".join("1" if token.kind == "number" else token.text for token in ahead[1:])
    if shape.startswith("{1}{1}"):
        return all(map(str.isdigit, digits[:2])) and int(digits[0]) < int(digits[1])
    first = digits[0] if digits else ""
    return shape.startswith("1") and len(first) == 2 and first.isdigit() and first[0] < first[1]


def _grouped(reader: Reader, first: Token) -> Node | None:
    """`1,000,000`, `1,00,000` and `10 000` as one number, outside of brackets."""
    if reader.nesting or not first.text.isdigit() or len(first.text) > 3 or first.text[0] == "0":
        return None
    if reader.form in ("list", "set", "interval", "matrix") or reader.row:
        return None
    for comma in (True, False):
        groups = _groups(reader, first, comma)
        sizes = [len(group.text.partition(".")[0]) for group in groups]
        if sizes and sizes[-1] == 3 and set(sizes[:-1]) in (set(), {3}, {2}):
            for _ in range(len(groups) * (2 if comma else 1)):
                reader.take()
            digits = first.text + "".join(group.text for group in groups)
            typed = reader.text[first.start : reader.last.end]
            reader.note("thousands", typed=typed, shown=digits)
            return Number(Fraction(digits), "" if digits.isdigit() else digits)
    return None


def _groups(reader: Reader, first: Token, comma: bool) -> list[Token]:
    groups: list[Token] = []
    position = len(reader.ahead) - 1
    end = first.end
    while position >= (1 if comma else 0):
        token = reader.ahead[position]
        if comma:
            if token.text != "," or token.start != end:
                break
            token = reader.ahead[position - 1]
            if token.start != end + 1:
                break
            position -= 1
        elif not token.spaced:
            break
        plain = token.text.replace(".", "", 1).isdecimal() and token.text[-1] != "."
        if token.kind != "number" or not plain or len(groups) > 20:
            break
        groups.append(token)
        if "." in token.text:
            break
        end = token.end
        position -= 1
    return groups
