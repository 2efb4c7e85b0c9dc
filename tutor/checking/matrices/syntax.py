"""The syntax tree of matrix mathematics: what the reader makes, before any shape is known.

Nodes are frozen and compare by structure; `at` (the 0-based column in the typed text) and
`end` take no part in the comparison. A product stays a flat `Chain` with its operators, for
which factors belong together is decided by the shapes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from typing import Any, TypeAlias

LOOSE = frozenset(("odot", "kron"))
"""Operators of a Chain that bind looser than all other products and quotients."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """Where a node stands in the typed text: columns `at` to `end` (exclusive)."""

    at: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Number(_Placed):
    """A non-negative rational. text: as typed."""

    value: Fraction
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Constant(_Placed):
    """name: e or pi."""

    name: str


@dataclass(frozen=True, slots=True)
class Name(_Placed):
    """A declared variable, by its declared name. text: as typed."""

    name: str
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SizeOf(_Placed):
    """A size used as a number: the symbol n, or one axis of something (`x.shape[0]`).

    axis: 0 rows, 1 columns, -1 the number of entries.
    """

    symbol: str = ""
    of: "Node | None" = None
    axis: int = 0


@dataclass(frozen=True, slots=True)
class Special(_Placed):
    """A constant matrix that may take its size from where it stands.

    kind: identity, ones, zeros or basis. rows, columns: sizes where they were typed.
    index: the 1-based index of a basis vector, as typed.
    """

    kind: str
    rows: "Node | None" = None
    columns: "Node | None" = None
    index: str = ""
    like: "Node | None" = None


@dataclass(frozen=True, slots=True)
class Neg(_Placed):
    """−arg."""

    arg: "Node"


@dataclass(frozen=True, slots=True)
class Sum(_Placed):
    """Two or more terms; A − B is Sum((A, Neg(B)))."""

    terms: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Operator(_Placed):
    """symbol: * @ dot .* odot kron / ./ backslash, or "" for juxtaposition."""

    symbol: str


@dataclass(frozen=True, slots=True)
class Chain(_Placed):
    """Factors joined by operators (one fewer), all of one precedence as typed."""

    factors: tuple["Node", ...]
    operators: tuple[Operator, ...]


@dataclass(frozen=True, slots=True)
class Quotient(_Placed):
    """A TeX fraction: top over bottom."""

    top: "Node"
    bottom: "Node"


@dataclass(frozen=True, slots=True)
class Power(_Placed):
    """base to the exponent. elementwise: typed as `.^`."""

    base: "Node"
    exponent: "Node"
    elementwise: bool = False


@dataclass(frozen=True, slots=True)
class Transpose(_Placed):
    """argᵀ."""

    arg: "Node"


@dataclass(frozen=True, slots=True)
class Inverse(_Placed):
    """arg⁻¹."""

    arg: "Node"


@dataclass(frozen=True, slots=True)
class Call(_Placed):
    """A function of the vocabulary. order: how many primes it carries, as in σ′(z)."""

    name: str
    args: tuple["Node", ...]
    options: tuple[tuple[str, str], ...] = ()
    order: int = 0


@dataclass(frozen=True, slots=True)
class Bars(_Placed):
    """Something between bars. double: ‖·‖ rather than |·|. kind: the norm's index ("F", "1")."""

    arg: "Node"
    double: bool
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Compare(_Placed):
    """An entrywise comparison, worth 1 where it holds: z > 0. op: one of > < >= <=."""

    op: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Grouped(_Placed):
    """Parentheses, kept because they say which factors belong together."""

    arg: "Node"


Node: TypeAlias = (
    Number
    | Constant
    | Name
    | SizeOf
    | Special
    | Neg
    | Sum
    | Chain
    | Quotient
    | Power
    | Transpose
    | Inverse
    | Call
    | Bars
    | Compare
    | Grouped
)


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below `node`, left to right."""
    for part in fields(node):
        value = getattr(node, part.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Node):
                yield item


def map_children(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with `change` applied to every node directly below it."""
    changed: dict[str, Any] = {}
    for part in fields(node):
        value = getattr(node, part.name)
        if isinstance(value, tuple) and any(isinstance(item, Node) for item in value):
            changed[part.name] = tuple(
                change(item) if isinstance(item, Node) else item for item in value
            )
        elif isinstance(value, Node):
            changed[part.name] = change(value)
    return replace(node, **changed) if changed else node


def with_ones(node: Node) -> Node:
    """The tree with every number 1 that is juxtaposed to something read as a vector of ones."""
    node = map_children(node, with_ones)
    if not isinstance(node, Chain):
        return node
    factors = list(node.factors)
    for place, factor in enumerate(factors):
        beside = node.operators[max(place - 1, 0) : place + 1]
        if isinstance(factor, Number) and factor.text == "1" and any(not o.symbol for o in beside):
            factors[place] = Special("ones", at=factor.at, end=factor.end)
    return replace(node, factors=tuple(factors))


def walk(node: Node) -> Iterator[Node]:
    """`node` and every node below it, parents first."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(list(children(top))))
