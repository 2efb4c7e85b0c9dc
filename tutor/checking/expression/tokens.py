"""The pieces that typed mathematics is made of, whatever the notation."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Unit:
    """An indivisible part of a word: one letter, a Greek letter's name, a subscript."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """One token, with the columns of the typed text it came from.

    kind: number, word, op, command (TeX, with arguments), begin, finish (TeX environments),
    end; words become symbol, constant, function, number or op when they are divided.
    text: canonical spelling. start, end: columns, end exclusive.
    spaced: white space stands before it. value: of a number. units: of a word.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False
    value: Fraction | None = None
    units: tuple[Unit, ...] = ()

    @classmethod
    def number(cls, digits: str, start: int, end: int, spaced: bool = False) -> "Token":
        """The token of a whole number."""
        return cls("number", digits, start, end, spaced, Fraction(int(digits)))

    def is_op(self, *texts: str) -> bool:
        """Whether this is one of the operators `texts`."""
        return self.kind == "op" and self.text in texts
