r"""Text → tokens: numbers, words, operators, raised and lowered characters.

The differences of spelling end here: `×`, `\cdot` and `*` become one token, `x²` becomes
`x ^ { 2 }`. Each character is read a bounded number of times. Most tokens are plain and one
expression finds them; what needs a closer look goes on to `Scanner.step`.
"""

import re
from fractions import Fraction

from tutor.checking.expression import characters
from tutor.checking.expression.characters import is_digit, is_letter
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.identifiers import WITH_BASE, take_word
from tutor.checking.expression.limits import MAX_DIGITS
from tutor.checking.expression.numerals import take_number
from tutor.checking.expression.source import Source
from tutor.checking.expression.tokens import Token, Unit, whole
from tutor.checking.expression.vocabulary import GREEK

_SPELLINGS = {
    "+/-": "+-", "**": "^", "==": "=", "<=": "<=", ">=": ">=", "!=": "!=", "<>": "!=", "=<": "<=",
    "=>": "=>", "->": "=>", "&&": "and", "...": "…", "..": "..", "=/=": "!=", "/=": "!=",
    "<=>": "=>", "==>": "=>", "-->": "=>", "<->": "=>", ":=": "=", "@": "*", "//": "//",
    ".*": "*", "./": "/", ".^": "^",
}  # fmt: skip
_SINGLE = frozenset("+-*/^=<>()[]{}|!%,;:&'~_….?")

_WORD = 1
_NAME = 2
_WHOLE = 3
_DECIMAL = 4
_OPERATOR = 5
_SPACE = 6
_QUICK = re.compile(
    # what follows a word must not belong to it: a subscript, a mark, another alphabet
    r"([A-Za-z][A-Za-z0-9]{0,60})(?![A-Za-z0-9_]|[^\x00-\x7f²³]| +_)"
    r"|([A-Za-z][A-Za-z0-9]{0,20}(?:_[A-Za-z0-9]{1,20}){1,4})(?![A-Za-z0-9_]|[^\x00-\x7f²³])"
    r"|([0-9]{1,15})(?![0-9._{]|[eE][-+0-9]|'[0-9]|,\\!)"
    r"|([0-9]{0,15}\.[0-9]{1,15})(?![0-9._{…\\\u0304\u0305]|[eE][-+0-9])"
    r"|(\+/-|=/=|<=>|==>|-->|<->|\*\*|//|[=<>!/:]=|<>|=<|=>|->|&&|\.{2,3}|\.[*/^]"
    r"|[-+*/^=<>()\[\]{}|!%,;:&'@]|\.(?![0-9]))"
    r"|([ `]+)"
)

_BASED = re.compile(f"(?:{'|'.join(WITH_BASE)})_")


class Scanner(Source):
    """Reads plain notations; the TeX scanner adds commands."""

    def scan(self) -> None:
        """Read all tokens."""
        match, columns, out = _QUICK.match, self.columns, self.out
        at, spaced = self.at, False
        while at < self.size:
            found = match(self.chars, at)
            if found is None:
                self.at, self.spaced = at, spaced
                self.step()
                at, spaced = self.at, self.spaced
                continue
            kind, end = found.lastindex, found.end()
            if kind == _SPACE:
                at, spaced = end, True
                continue
            text = found[0]
            value = None
            if kind == _OPERATOR:
                name = "op"
                text = _SPELLINGS.get(text, text)
            elif kind == _WORD:
                name = "word"
            elif kind == _WHOLE:
                name = "number"
                value = whole(text)
            elif kind == _DECIMAL:
                name = "number"
                before, _, behind = text.partition(".")
                value = Fraction(int(before + behind), 10 ** len(behind))
            elif not (self.tex or _BASED.search(text)):
                name = "word"
            else:
                self.at, self.spaced = at, spaced
                self.step()
                at, spaced = self.at, self.spaced
                continue
            out.append(Token(name, text, columns[at], columns[end - 1] + 1, spaced, value))
            at, spaced = end, False
        self.at, self.spaced = at, spaced

    def step(self) -> None:
        """Read one token that is not plain."""
        char = self.chars[self.at]
        if char in ' `"' or (char == "~" and self._is_tie()):
            self.at += 1
            self.spaced = True
        elif char == "#" and self.spaced and self.out:
            self._comment()
        elif is_digit(char) or (char == "." and is_digit(self.chars[self.at + 1])):
            take_number(self)
        elif is_letter(char):
            take_word(self, [], self.at)
        elif char in characters.OPERATORS:
            self.at += 1
            self.put("op", characters.OPERATORS[char], self.at - 1, self.at)
        elif not self._operator():
            self._script_or_fraction(char)

    def _operator(self) -> bool:
        for size in (3, 2):
            typed = self.chars[self.at : self.at + size]
            if typed in _SPELLINGS:
                self.at += size
                self.put("op", _SPELLINGS[typed], self.at - size, self.at)
                return True
        if self.chars[self.at] in _SINGLE:
            self.at += 1
            self.put("op", self.chars[self.at - 1], self.at - 1, self.at)
            return True
        return False

    def _is_tie(self) -> bool:
        """Whether `~` is a space of TeX, as in `2~x` and `a_{1}~+~b`, and not ≈."""
        before, behind = self.chars[self.at - 1], self.chars[self.at + 1]
        if self.tex or "_{" in self.chars or "^{" in self.chars:
            return True
        between = behind in "+-*/" and "~" in self.chars[self.at + 2 : self.at + 3]
        between = between or (before in "+-*/" and self.at > 1 and self.chars[self.at - 2] in "~ ")
        return between or (is_letter(behind) and before != " ")

    def _comment(self) -> None:
        """Pass over a comment of Python, to the end of its line."""
        line = self.text.find("\n", self.columns[self.at])
        while self.at < self.size and (line < 0 or self.columns[self.at] < line):
            self.at += 1

    # --- raised and lowered characters, ½

    def _script_or_fraction(self, char: str) -> None:
        start = self.at
        for operator, meaning in (("^", characters.superscript), ("_", characters.subscript)):
            if not meaning(char):
                continue
            if operator == "_" or not (self.out and self.out[-1].is_op("^")):
                self.put("op", operator, start, start)
            self.put("op", "{", start, start)
            inner = ""
            while plain := meaning(self.chars[self.at]):
                inner += plain
                self.at += 1
            self._script(inner, start, raised=operator == "^")
            self.put("op", "}", self.at, self.at)
            return
        parts = characters.fraction(char)
        if parts is None:
            column = self.columns[start]
            beside = self.out == [] or not self.text[column + 1 :].strip()
            mend = (column, column + 1, "") if beside else None
            raise Unread(column, "unknown_character", mend, char=self.text[column : column + 1])
        self.at += 1
        self.put("number", char, start, self.at, Fraction(*parts))

    def _script(self, inner: str, start: int, raised: bool) -> None:
        """The tokens of raised or lowered characters; in e⁻ˣ² the square belongs to x."""
        position = 0
        while position < len(inner):
            char = inner[position]
            end = position + 1
            here = start + position
            if is_digit(char):
                while end < len(inner) and is_digit(inner[end]):
                    end += 1
                digits = inner[position:end]
                if len(digits) > MAX_DIGITS:
                    raise Unread(self.columns[here], "digits", most=MAX_DIGITS)
                if raised and position and is_letter(inner[position - 1]):
                    self.put("op", "^", here, here)
                self.put("number", digits, here, start + end, Fraction(int(digits)))
            elif is_letter(char):
                name = GREEK.get(char, char)
                unit = Unit(name, self.columns[here], self.columns[here] + 1)
                self.put("word", name, here, here + 1, units=(unit,))
            else:
                self.put("op", char, here, here + 1)
            position = end
