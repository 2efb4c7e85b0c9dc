"""A text that is being divided into tokens: its characters, and how far they have been read."""

from fractions import Fraction

from tutor.checking.expression import characters
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.limits import MAX_LENGTH
from tutor.checking.expression.tokens import Token, Unit


class Source:
    """Characters in one spelling, and the tokens made of them so far.

    chars: the characters, and four more behind the end so that looking ahead is safe. size: how
    many there are without those. columns: where in `text` each stands. at: position in chars.
    spaced: whether space stands before `at`. tex: whether the text may have commands.
    """

    def __init__(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise Unread(MAX_LENGTH, "too_long", found=len(text), most=MAX_LENGTH)
        self.text = text
        chars, columns = characters.clean(text)
        self.size = len(chars)
        self.chars = chars + "\0\0\0\0"
        self.columns = [*columns, *(len(text),) * 5]
        self.at = 0
        self.spaced = False
        self.tex = "\\" in text or "$" in text
        self.out: list[Token] = []

    def put(
        self,
        kind: str,
        text: str,
        start: int,
        end: int,
        value: Fraction | None = None,
        units: tuple[Unit, ...] = (),
    ) -> None:
        """Add the token made of the characters from `start` to `end`."""
        column = self.columns[start]
        last = self.columns[end - 1] + 1 if end > start else column
        self.out.append(Token(kind, text, column, last, self.spaced, value, units))
        self.spaced = False

    def unit(self, units: list[Unit], text: str, start: int, end: int) -> None:
        """Add a unit made of the characters from `start` to `end`, and pass over them."""
        last = self.columns[end - 1] + 1 if end > start else self.columns[start]
        units.append(Unit(text, self.columns[start], last))
        self.at = max(self.at, end)

    def overwrite(self, start: int, new: str) -> None:
        """Put `new` in place of as many characters at `start`."""
        self.chars = self.chars[:start] + new + self.chars[start + len(new) :]

    def unclosed(self, start: int) -> Unread:
        """The error for the brace at `start`, which nothing closes."""
        column = self.columns[start]
        end = len(self.text)
        mend = (end, end, "}") if column < end - 1 else None
        return Unread(end, "unclosed", mend, open="{", close="}", column=column + 1)
