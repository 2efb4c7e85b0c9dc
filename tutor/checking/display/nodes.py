"""A formula as a list of atoms, in the sense of The TeXbook, chapter 17.

Both the TeX parser and the syntax tree's printer make these; the layouts read them.
`kind` is TeX's class of an atom, which decides the spaces around it.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["ord", "op", "big", "bin", "rel", "open", "close", "punct", "inner"]


@dataclass(frozen=True, slots=True)
class Sign:
    """One symbol or one word of mathematics. limits: its scripts go below and above it."""

    text: str
    kind: Kind = "ord"
    limits: bool = False


@dataclass(frozen=True, slots=True)
class Bracket:
    r"""A delimiter that grows with what it encloses.

    role: which side it is; "bar" is | or ‖, whose side follows from its neighbours;
    "between" divides. text: one character, or empty for an invisible one. explicit: from
    \\left, \\middle or \right.
    """

    text: str
    role: Literal["open", "close", "between", "bar"]
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """width: in cells."""

    width: int


@dataclass(frozen=True, slots=True)
class Words:
    """Prose inside a formula; its blanks stay."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """Atoms one after another."""

    items: tuple["Atom", ...]


@dataclass(frozen=True, slots=True)
class Scripts:
    """limits: below and above (True), at the side (False), or as the base has it (None)."""

    base: "Atom"
    sub: Row | None
    sup: Row | None
    limits: bool | None = None


@dataclass(frozen=True, slots=True)
class Fraction:
    r"""size: how large it is set: as the place asks for, or as \tfrac or \dfrac."""

    top: Row
    bottom: Row
    bar: bool = True
    size: Literal["", "small", "large"] = ""


@dataclass(frozen=True, slots=True)
class Root:
    """A radical; without a degree the square root."""

    body: Row
    degree: Row | None = None


@dataclass(frozen=True, slots=True)
class Accent:
    """mark: a key of `letters.ACCENTS`. wide: over all of the body even when it is one letter."""

    mark: str
    body: Row
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Stack:
    r"""Something set over or under a base: \overset, \underset, a labelled arrow."""

    base: "Atom"
    over: Row | None
    under: Row | None
    kind: Kind = "ord"
    stretch: bool = False


@dataclass(frozen=True, slots=True)
class Brace:
    """A horizontal brace over or under the body, with a note beyond it."""

    body: Row
    over: bool
    note: Row | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells. columns: l, c, r for each column and "|" for a rule between them.

    pairs: columns come as right-and-left pairs that meet at an alignment point (aligned).
    rules: indices of rows that have a line above them.
    """

    rows: tuple[tuple[Row, ...], ...]
    columns: str
    left: str = ""
    right: str = ""
    pairs: bool = False
    gap: int = 2
    rules: tuple[int, ...] = ()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Boxed:
    """A body in a frame."""

    body: Row


@dataclass(frozen=True, slots=True)
class Phantom:
    """Takes the place of its body and shows nothing."""

    body: Row


@dataclass(frozen=True, slots=True)
class Classed:
    r"""\mathbin{…} and its like: a body with the spaces of `kind`."""

    body: Row
    kind: Kind
    limits: bool = False


Atom: TypeAlias = (
    Sign
    | Bracket
    | Space
    | Words
    | Row
    | Scripts
    | Fraction
    | Root
    | Accent
    | Stack
    | Brace
    | Grid
    | Boxed
    | Phantom
    | Classed
)

NOTHING = Row(())
