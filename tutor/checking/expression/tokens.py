"""The pieces that typed mathematics is made of, whatever the notation."""

from fractions import Fraction

from msgspec import Struct


class Unit(Struct, frozen=True, gc=False):
    """An indivisible part of a word: one letter, a Greek letter's name, a subscript."""

    text: str
    start: int
    end: int


class Token(Struct, frozen=True, gc=False):
    """One token, with the columns of the typed text it came from.

    kind: number, word, op, command (TeX, with arguments), begin, finish (TeX environments),
    end; words become symbol, constant, function, number or op when they are divided.
    text: canonical spelling. start, end: columns, end exclusive.
    spaced: white space stands before it. value: of a number. units: of a word; a word
    without any has one for each of its characters.
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
        return cls("number", digits, start, end, spaced, whole(digits))

    @property
    def pieces(self) -> str | tuple[str, ...]:
        """The texts of the units of a word."""
        return tuple(unit.text for unit in self.units) if self.units else self.text

    def is_op(self, *texts: str) -> bool:
        """Whether this is one of the operators `texts`."""
        return self.kind == "op" and self.text in texts


_SMALL = tuple(map(Fraction, range(257)))


def whole(digits: str) -> Fraction:
    """The value of a whole number; the small ones are made once."""
    value = int(digits)
    return _SMALL[value] if value <= 256 else Fraction(value)
