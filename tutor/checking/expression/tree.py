"""The syntax tree of scalar mathematics: what the reader makes and everything else uses.

Nodes are frozen and compare by structure. The tree keeps the form that was typed
(`Div` and `Neg` are not folded into products), because the form is what gets shown and
what mistakes are made in. Numbers are exact. A tree has no cycles, so the garbage collector
does not look at nodes.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from msgspec import Struct


class Number(Struct, frozen=True, gc=False):
    """A non-negative rational. text: as typed, when it was a decimal ("0.50", "2.5e-1").

    Two numbers are equal when their values are, however they were typed.
    """

    value: Fraction
    text: str = ""

    def __eq__(self, other: object) -> bool:
        return type(other) is Number and self.value == other.value

    def __hash__(self) -> int:
        return hash((self.value.numerator, self.value.denominator))


class Constant(Struct, frozen=True, cache_hash=True, gc=False):
    """name: one of e, pi, i, oo (infinity)."""

    name: str


class Symbol(Struct, frozen=True, cache_hash=True, gc=False):
    """A variable. name: ASCII, TeX-like: x, alpha, w_1, y_hat, delta_l."""

    name: str


class Neg(Struct, frozen=True, cache_hash=True, gc=False):
    """−arg."""

    arg: "Node"


class Add(Struct, frozen=True, cache_hash=True, gc=False):
    """Two or more terms; a − b is Add((a, Neg(b)))."""

    terms: tuple["Node", ...]


class Mul(Struct, frozen=True, cache_hash=True, gc=False):
    """Two or more factors, as they were typed."""

    factors: tuple["Node", ...]


class Div(Struct, frozen=True, cache_hash=True, gc=False):
    """top / bottom."""

    top: "Node"
    bottom: "Node"


class Pow(Struct, frozen=True, cache_hash=True, gc=False):
    """base ^ exponent."""

    base: "Node"
    exponent: "Node"


class Call(Struct, frozen=True, cache_hash=True, gc=False):
    """A function of the vocabulary applied: Call("sin", (x,)), Call("log", (x, base))."""

    name: str
    args: tuple["Node", ...]


class Big(Struct, frozen=True, cache_hash=True, gc=False):
    """A finite sum or product. op: "sum" or "prod"; index runs from low to high, inclusive."""

    op: str
    index: str
    low: "Node"
    high: "Node"
    body: "Node"


class Piecewise(Struct, frozen=True, cache_hash=True, gc=False):
    """cases: (value, condition) pairs, the first true condition wins; otherwise: or None."""

    cases: tuple[tuple["Node", "Node"], ...]
    otherwise: "Node | None"


class PlusMinus(Struct, frozen=True, cache_hash=True, gc=False):
    """±arg: two values at once."""

    arg: "Node"


class Relation(Struct, frozen=True, cache_hash=True, gc=False):
    """op: one of = != < <= > >= in; the right side of `in` is a set."""

    op: str
    left: "Node"
    right: "Node"


class Logic(Struct, frozen=True, cache_hash=True, gc=False):
    """op: "and", "or", "not"; `0 < x < 1` is Logic("and", (0 < x, x < 1)).

    Logic("and", ()) is always true.
    """

    op: str
    args: tuple["Node", ...]


class Interval(Struct, frozen=True, cache_hash=True, gc=False):
    """The reals from low to high; an open end does not belong to it."""

    low: "Node"
    high: "Node"
    low_open: bool
    high_open: bool


class Union(Struct, frozen=True, cache_hash=True, gc=False):
    """Intervals and finite sets taken together."""

    parts: tuple["Node", ...]


class FiniteSet(Struct, frozen=True, cache_hash=True, gc=False):
    """Elements in the order typed; the empty set has none."""

    items: tuple["Node", ...]


class Sequence(Struct, frozen=True, cache_hash=True, gc=False):
    """A list or vector, in order."""

    items: tuple["Node", ...]


class Matrix(Struct, frozen=True, cache_hash=True, gc=False):
    """Rows of equal length."""

    rows: tuple[tuple["Node", ...], ...]


Node: TypeAlias = (
    Number
    | Constant
    | Symbol
    | Neg
    | Add
    | Mul
    | Div
    | Pow
    | Call
    | Big
    | Piecewise
    | PlusMinus
    | Relation
    | Logic
    | Interval
    | Union
    | FiniteSet
    | Sequence
    | Matrix
)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below `node`, left to right."""
    return _CHILDREN[type(node)](node)


_CHILDREN: Mapping[type, Callable[[Any], tuple[Node, ...]]] = {
    Number: lambda node: (),
    Constant: lambda node: (),
    Symbol: lambda node: (),
    Neg: lambda node: (node.arg,),
    Add: lambda node: node.terms,
    Mul: lambda node: node.factors,
    Div: lambda node: (node.top, node.bottom),
    Pow: lambda node: (node.base, node.exponent),
    Call: lambda node: node.args,
    Big: lambda node: (node.low, node.high, node.body),
    Piecewise: lambda node: (
        *(part for case in node.cases for part in case),
        *(() if node.otherwise is None else (node.otherwise,)),
    ),
    PlusMinus: lambda node: (node.arg,),
    Relation: lambda node: (node.left, node.right),
    Logic: lambda node: node.args,
    Interval: lambda node: (node.low, node.high),
    Union: lambda node: node.parts,
    FiniteSet: lambda node: node.items,
    Sequence: lambda node: node.items,
    Matrix: lambda node: tuple(entry for row in node.rows for entry in row),
}


def walk(node: Node) -> Iterator[Node]:
    """`node` and every node below it, parents first; does not recurse."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        below = _CHILDREN[type(top)](top)
        if below:
            stack.extend(below[::-1])


def levels(node: Node) -> Iterator[list[Node]]:
    """`node`, then its children, then theirs, as long as there are any; does not recurse."""
    level = [node]
    while level:
        yield level
        level = [child for part in level for child in _CHILDREN[type(part)](part)]


@lru_cache(maxsize=256)
def free_symbols(node: Node) -> frozenset[str]:
    """Names of the variables in `node`, without the indices bound by sums and products."""
    if isinstance(node, Big):
        bounds = free_symbols(node.low) | free_symbols(node.high)
        return bounds | (free_symbols(node.body) - {node.index})
    names: set[str] = set()
    for part in walk(node):
        kind = type(part)
        if kind is Symbol:
            names.add(part.name)  # type: ignore[union-attr]
        elif kind is Big:
            return frozenset().union(*map(free_symbols, children(node)))
    return frozenset(names)
