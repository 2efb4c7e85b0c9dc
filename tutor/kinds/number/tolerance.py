"""How far from the key a number may be: the words of lessons and their meaning."""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log10
from typing import Literal

from tutor.bilingual import Strings, Text
from tutor.errors import LessonError

strings = Strings(__file__)

_NUMBER = r"\d{1,20}(?:\.\d{1,20})?(?:[eE]-?\d{1,2})?"
_ABSOLUTE = re.compile(rf"(?:±|\+-)?\s?({_NUMBER})\Z")
_RELATIVE = re.compile(rf"(?:±|\+-)?\s?({_NUMBER})\s?%\Z")
_FIGURES = re.compile(r"(\d{1,2}) (?:significant )?figures?\Z")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """kind: exact, absolute (amount), relative (amount as a fraction), figures (amount)."""

    kind: Literal["exact", "absolute", "relative", "figures"]
    amount: Fraction = Fraction(0)

    def around(self, key: Fraction) -> Fraction:
        """How far from `key` a right answer may be."""
        if self.kind == "relative":
            return abs(key) * self.amount
        if self.kind == "figures":
            return Fraction(10) ** (decade(key) + 1 - int(self.amount)) / 2
        return self.amount

    def told(self) -> Text:
        """The tolerance as a learner is told it."""
        if self.kind == "figures":
            return strings("one_figure" if self.amount == 1 else "figures", n=int(self.amount))
        if self.kind == "relative":
            return strings("relative", percent=_decimal(self.amount * 100))
        return strings(self.kind, amount=_decimal(self.amount))


def parse(text: str) -> Tolerance:
    """Read `exact`, `0.01`, `1%` or `3 figures`. Raises LessonError."""
    text = text.strip()
    if text == "exact":
        return Tolerance("exact")
    if found := _FIGURES.match(text):
        if 1 <= int(found[1]) <= 15:
            return Tolerance("figures", Fraction(int(found[1])))
    elif found := _RELATIVE.match(text):
        return Tolerance("relative", Fraction(found[1]) / 100)
    elif found := _ABSOLUTE.match(text):
        return Tolerance("absolute", Fraction(found[1]))
    raise LessonError(
        f"`{text}` is no tolerance", "write exact, 0.01, 1% or 3 figures", field="tolerance"
    )


def decade(value: Fraction) -> int:
    """The n with 10**n ≤ |value| < 10**(n+1); 0 for zero."""
    if not value:
        return 0
    size = abs(value)
    guess = floor((size.numerator.bit_length() - size.denominator.bit_length()) * log10(2))
    while Fraction(10) ** guess > size:
        guess -= 1
    while Fraction(10) ** (guess + 1) <= size:
        guess += 1
    return guess


def _decimal(value: Fraction) -> str:
    """A decimal that the lesson wrote, without a tail of zeros."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.12g}"
