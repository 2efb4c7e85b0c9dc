"""Ways to put brackets into a product, and which of them come to the same."""

from dataclasses import dataclass

from tutor.checking.matrices import syntax
from tutor.checking.matrices.shaping import Typed
from tutor.checking.matrices.syntax import LOOSE, Node


@dataclass(frozen=True, slots=True)
class Atom:
    """One factor of a matrix product. parts: of an entrywise product, in any order.

    is_row, is_column: whether it has one row, one column.
    """

    key: str
    is_row: bool
    is_column: bool
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A product as far as brackets do not matter: scalars in order of key, and a row of factors."""

    scalars: tuple[str, ...]
    chain: tuple[Atom, ...] = ()

    @property
    def key(self) -> str:
        return "·".join((*self.scalars, *(atom.key for atom in self.chain)))

    @property
    def _parts(self) -> tuple[str, ...]:
        if len(self.chain) == 1 and self.chain[0].parts:
            return self.chain[0].parts
        return (Value((), self.chain).key,)


@dataclass(frozen=True, slots=True)
class Grouping:
    """A factor, or two groupings and the operator between them."""

    typed: Typed
    value: Value
    node: Node
    sides: "tuple[Grouping, Grouping] | None" = None
    operator: syntax.Operator | None = None

    @property
    def at(self) -> int:
        return self.node.at

    @property
    def end(self) -> int:
        return self.node.end

    @property
    def is_loose(self) -> bool:
        return self.operator is not None and self.operator.symbol in LOOSE

    def written(self, text: str) -> str:
        """The product with the brackets that it needs, otherwise as it stands in `text`."""
        if self.sides is None:
            return text[self.at : self.end].strip()
        left, right = (
            f"({side.written(text)})" if isinstance(node, syntax.Grouped) and side.sides else
            side.written(text)
            for side, node in zip(self.sides, _factors(self.node), strict=True)
        )  # fmt: skip
        return left + text[self.sides[0].end : self.sides[1].at] + right


def factor(node: Node, typed: Typed, place: int, *, scalar: bool, row: bool, column: bool) -> (
    Grouping
):  # fmt: skip
    """The factor at `place` by itself."""
    key = str(place)
    value = Value((key,)) if scalar else Value((), (Atom(key, row, column),))
    return Grouping(typed, value, node)


def joined(
    left: Grouping,
    operator: syntax.Operator,
    right: Grouping,
    typed: Typed,
    *,
    scalar: bool,
    row: bool,
    column: bool,
) -> Grouping:
    """Two groupings and the operator between them. typed: what they come to together."""
    a, b = left.value, right.value
    scalars = (*a.scalars, *b.scalars)
    match typed[0].op:
        case "mul" if operator.symbol != "backslash":
            value = _chained(scalars, (*a.chain, *b.chain))
        case "had":
            parts = tuple(sorted((*a._parts, *b._parts)))
            value = Value(scalars, (Atom("(" + "⊙".join(parts) + ")", row, column, parts),))
        case op:
            key = f"({a.key} {op} {b.key})"
            value = Value((key,)) if scalar else Value((), (Atom(key, row, column),))
            if op == "div":
                value = Value((*a.scalars, f"/({b.key})"), a.chain)
    value = Value(tuple(sorted(value.scalars)), value.chain)
    loose = operator.symbol in LOOSE
    first = _bracketed(left) if left.is_loose and not loose else left.node
    second = right.node
    if right.sides and (not loose or right.is_loose):
        second = _bracketed(right)
    node = syntax.Chain((first, second), (operator,), at=left.at, end=right.end)
    return Grouping(typed, value, node, (left, right), operator)


def _chained(scalars: tuple[str, ...], chain: tuple[Atom, ...]) -> Value:
    """A matrix product. What lies between a row and a column of it is a scalar: x (y'z) w'."""
    left: list[Atom] = []
    piece: list[Atom] = []
    for atom in chain:
        piece.append(atom)
        if atom.is_column:
            if piece[0].is_row:
                scalars = (*scalars, "[" + "·".join(part.key for part in piece) + "]")
            else:
                left += piece
            piece = []
    return Value(scalars, (*left, *piece))


def _bracketed(grouping: Grouping) -> Node:
    return syntax.Grouped(grouping.node, at=grouping.at, end=grouping.end)


def _factors(node: Node) -> tuple[Node, ...]:
    assert isinstance(node, syntax.Chain)
    return node.factors
