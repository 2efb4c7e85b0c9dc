"""Calls that spell something else than a function: operators, lists, sets, matrices, cases."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from tutor.checking.expression import aggregates, choices, defined, sets, vocabulary
from tutor.checking.expression.arguments import arguments_of
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.tokens import Token
from tutor.checking.expression.tree import (
    Add,
    Call,
    Constant,
    Div,
    FiniteSet,
    Interval,
    Logic,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Piecewise,
    Pow,
    Relation,
    Sequence,
    Symbol,
    Union,
)

if TYPE_CHECKING:
    from tutor.checking.expression.reader import Reader

_ONE = Number(Fraction(1))
_TWO = Number(Fraction(2))
_LARGEST_IDENTITY = 8

_BUILDERS: dict[str, tuple[int, Callable[..., Node]]] = {
    "pow": (2, lambda base, exponent: Pow(base, exponent)),
    "square": (1, lambda node: Pow(node, _TWO)),
    "divide": (2, lambda top, bottom: Div(top, bottom)),
    "arrange": (2, choices.arranged),
    "subtract": (2, lambda left, right: Add((left, Neg(right)))),
    "logaddexp": (2, lambda left, right: Call("logsumexp", (left, right))),
    "logsigmoid": (1, lambda node: Call("log", (Call("sigmoid", (node,)),))),
    "negative": (1, lambda node: Neg(node)),
    "reciprocal": (1, lambda node: Div(_ONE, node)),
    "exp2": (1, lambda node: Pow(_TWO, node)),
    "hypot": (2, lambda a, b: Call("sqrt", (Add((Pow(a, _TWO), Pow(b, _TWO))),))),
    "radians": (1, lambda node: Div(Mul((node, Constant("pi"))), Number(Fraction(180)))),
    "clip": (3, lambda node, low, high: Call("min", (Call("max", (node, low)), high))),
    "Eq": (2, lambda left, right: Relation("=", left, right)),
    "same": (1, lambda node: node),
    "Not": (1, lambda node: Logic("not", (node,))),
}


def constructed(reader: Reader, token: Token, items: list[Node]) -> Node:
    """A call that spells an operator, a list or a set, as NumPy and SymPy do."""
    meaning = vocabulary.CONSTRUCTORS[token.text]
    if meaning == "where" and len(items) == 3 and isinstance(items[0], Relation | Logic):
        return otherwise((items[1], items[0]), items[2])
    if meaning in ("int", "same") and len(items) == 1 and isinstance(items[0], Relation | Logic):
        return items[0] if token.text == "print" else Call("indicator", (items[0],))
    if meaning == "int" and len(items) == 1 and _is_number(items[0]):
        return defined.formula("trunc", items) or items[0]
    if meaning == "int":
        shared = items[0] if len(items) == 1 else None
        if not isinstance(shared, Div) or not isinstance(shared.bottom, Number):
            raise Unread(token.start, "unworked", found=token.text)  # may be an integral
        reader.note("int_floor")
        return Call("floor", (shared,))
    if meaning in defined.FORMULAS:
        spelt = defined.formula(meaning, items)
        if spelt is None:
            raise _miscounted(reader, token, items, defined.FORMULAS[meaning][0])
        return spelt
    if meaning in ("eye", "diag"):
        made = _diagonal(meaning, items)
        if made is None:
            raise Unread(token.start, "unworked", found=token.text)
        return made
    if meaning == "aggregate":
        return aggregates.of(token.text, items, token)
    if meaning in ("0", "1"):
        return Number(Fraction(meaning))
    if meaning == "clip" and any(isinstance(item, Relation) for item in items[1:]):
        return _clipped(items[0], items[1:])
    if meaning == "add" and len(items) > 1:
        return Add(tuple(items))
    if token.text in ("dot", "inner") and len(items) == 2:
        product = aggregates.dot(*items)
        if product is not None:
            return product
    if meaning == "multiply" and len(items) > 1:
        return Mul(tuple(items))
    if meaning in ("And", "Or"):
        return Logic(meaning.lower(), tuple(items))
    if meaning == "set":
        only = items[0] if len(items) == 1 else None
        return FiniteSet(only.items if isinstance(only, Sequence | FiniteSet) else tuple(items))
    if meaning == "union":
        return Union(tuple(sets.as_set(reader, item, token) for item in items))
    if meaning == "array":
        return _array(items, token)
    if meaning == "interval" and len(items) in (2, 4):
        low_open, high_open = [item == Logic("and", ()) for item in items[2:]] or (False, False)
        return Interval(items[0], items[1], low_open, high_open)
    wanted, builder = _BUILDERS.get(meaning, (3 if meaning == "where" else 2, None))
    if len(items) == wanted:
        if builder is None:
            raise Unread(token.start, "cases")
        return builder(*items)
    raise _miscounted(reader, token, items, wanted)


def _miscounted(reader: Reader, token: Token, items: list[Node], wanted: int) -> Unread:
    name = reader.typed(token)
    return Unread(token.start, "argument_count", name=name, found=len(items), wanted=str(wanted))


def _is_number(node: Node) -> bool:
    return isinstance(node.arg if isinstance(node, Neg) else node, Number)


def _diagonal(meaning: str, items: list[Node]) -> Node | None:
    """`eye(2)` and `diag(1, 2)` as matrices; None where the size or the entries are not told."""
    only = items[0] if len(items) == 1 else None
    entries = only.items if isinstance(only, Sequence) else tuple(items)
    if meaning == "eye":
        size = only.value if isinstance(only, Number) else Fraction(0)
        if size not in range(1, _LARGEST_IDENTITY + 1):
            return None
        entries = (_ONE,) * int(size)
    if not entries or any(isinstance(entry, Sequence | Matrix) for entry in entries):
        return None
    zero = Number(Fraction(0))
    return Matrix(
        tuple(
            tuple(entry if row == column else zero for column in range(len(entries)))
            for row, entry in enumerate(entries)
        )
    )


def _clipped(node: Node, limits: list[Node]) -> Node:
    """`clamp(x, min=0)` with one limit or both."""
    for limit in limits:
        if isinstance(limit, Relation) and isinstance(limit.left, Symbol):
            node = Call("max" if limit.left.name == "min" else "min", (node, limit.right))
    return node


def otherwise(case: tuple[Node, Node], other: Node) -> Node:
    """`value if condition else other`; cases within `other` go on the same list."""
    if isinstance(other, Piecewise):
        return Piecewise((case, *other.cases), other.otherwise)
    return Piecewise((case,), other)


def case_rows(reader: Reader, opened: Token) -> list[list[Node]]:
    """The (value, condition) pairs of `Piecewise((x, x > 0), (0, True))`, up to its `)`."""
    rows: list[list[Node]] = []
    while reader.peek().text == "(":
        pair, _ = arguments_of(reader, reader.take())
        rows.append(pair)
        if not reader.accept(","):
            break
    reader.expect(")", opened)
    return rows


def _array(items: list[Node], token: Token) -> Node:
    if len(items) == 1 and isinstance(items[0], Matrix | Sequence):
        return items[0]
    return Sequence(tuple(items))
