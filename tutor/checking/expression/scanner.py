r"""Text → tokens: numbers, words, operators, raised and lowered characters.

The differences of spelling end here: `×`, `\cdot` and `*` become one token, `x²` becomes
`x ^ { 2 }`. Each character is read a bounded number of times. Most tokens are plain and one
expression finds them; what needs a closer look goes on to the methods of `Scanner`.
"""

import re
from fractions import Fraction

from tutor.checking.expression import characters, periods
from tutor.checking.expression.characters import is_digit, is_letter
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.limits import MAX_DIGITS, MAX_LENGTH, MAX_WORD
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

_DIGITS = re.compile(
    r"[0-9]{1,3}(?:_[0-9]{3})+(?![0-9_])|[0-9]{1,3}(?:'[0-9]{3})+(?![0-9'])|[0-9]*"
)
_UNGROUPED = str.maketrans("", "", "_'")
_FONTS = ("\\text", "\\mathrm", "\\mathbf", "\\operatorname")

_WITH_BASE = ("log", "ln", "lg", "sum", "Sum", "prod", "lim", "int", "max", "min")
"""Words after which `_` starts a base or limits instead of belonging to the name."""

_BASED = re.compile(f"(?:{'|'.join(_WITH_BASE)})_")


class Scanner:
    """Reads plain notations; the TeX scanner adds commands. at: position in chars."""

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
        if char in ' `"' or (char == "~" and self.tex):
            self.at += 1
            self.spaced = True
        elif char == "#" and self.spaced and self.out:
            self._comment()
        elif is_digit(char) or (char == "." and is_digit(self.chars[self.at + 1])):
            self._number()
        elif is_letter(char):
            self.word([], self.at)
        elif char in characters.OPERATORS:
            self.at += 1
            self.put("op", characters.OPERATORS[char], self.at - 1, self.at)
        elif not self._operator():
            self._script_or_fraction(char)

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

    # --- numbers

    def _number(self) -> None:
        start = self.at
        self._digits()
        while self.chars.startswith(("{,}", ",\\!"), self.at):
            thousands = self._are_three_digits(self.at + 3) and self.chars[start] != "0"
            if self.chars[self.at] == "," and not thousands:
                break
            self._overwrite(self.at, "___" if thousands else "__.")
            self.at += 3 if thousands else 2
            if not thousands:
                break
            self._digits()
        grouped = periods.GROUPED.match(self.chars, start)
        if grouped:
            self.at = grouped.end()
            typed = grouped[0].replace(".", "")
            self.put("number", typed, start, self.at, Fraction(int(typed)))
            return
        if self.chars[self.at] == "." and self.chars[self.at + 1] != ".":
            self.at += 1
            self._digits()
            if self._repeating(start):
                return
            if self.chars[self.at] == "." and is_digit(self.chars[self.at + 1]):
                raise Unread(self.columns[self.at], "two_points")
        end = self.at
        power = self._power_of_ten()
        typed = self.chars[start:end].translate(_UNGROUPED)
        if len(typed) > MAX_DIGITS:
            raise Unread(self.columns[start], "digits", most=MAX_DIGITS)
        before, _, decimals = typed.partition(".")
        value = Fraction(int(before + decimals or "0")) * Fraction(10) ** (power - len(decimals))
        spelling = self.chars[start : self.at].translate(_UNGROUPED)
        self.put("number", spelling, start, self.at, value)

    def _repeating(self, start: int) -> bool:
        """Add the repeating decimal whose first digits have been passed, if it is one."""
        before, _, decimals = self.chars[start : self.at].replace("_", "").partition(".")
        found = periods.PERIOD.match(self.chars, self.at)
        if found is None or len(before + decimals) > MAX_DIGITS:
            return False
        period = found[1] or found[2] or found[3]
        if found[3] and decimals:
            return False  # 2.5(4) is a product
        if found[4]:
            period = periods.shown(decimals)
        elif found[5]:
            period, decimals = decimals[-1:], decimals[:-1]
        if not period:
            return False
        self.at = found.end()
        spelling = self.chars[start : self.at]
        value = periods.value(before, decimals, period)
        self.put("number", spelling + "…", start, self.at, value)
        return True

    def _overwrite(self, start: int, new: str) -> None:
        """Put `new` in place of as many characters at `start`."""
        self.chars = self.chars[:start] + new + self.chars[start + len(new) :]

    def _are_three_digits(self, start: int) -> bool:
        digits = [is_digit(char) for char in self.chars[start : start + 4]]
        return digits == [True, True, True, False]

    def _power_of_ten(self) -> int:
        end = self.at
        if self.chars[end] not in "eE":
            return 0
        sign = 1 if self.chars[end + 1] in "+-" else 0
        if not is_digit(self.chars[end + 1 + sign]):
            return 0
        self.at = end + 1 + sign
        self._digits()
        exponent = self.chars[end + 1 : self.at].replace("_", "")
        if len(exponent) > 5 or abs(int(exponent)) > MAX_DIGITS:
            raise Unread(self.columns[end], "exponent_size", most=MAX_DIGITS)
        return int(exponent)

    def _digits(self) -> None:
        """Pass over digits; `_` groups them in threes, and is a subscript elsewhere."""
        found = _DIGITS.match(self.chars, self.at)
        assert found is not None
        self.at = found.end()

    def _comment(self) -> None:
        """Pass over a comment of Python, to the end of its line."""
        line = self.text.find("\n", self.columns[self.at])
        while self.at < self.size and (line < 0 or self.columns[self.at] < line):
            self.at += 1

    # --- words

    def word(self, units: list[Unit], start: int, named: bool = False) -> None:
        """A run of letters, digits and subscripts; the reader divides it into names.

        named: `units` are a whole name already, and only subscripts may follow.
        """
        while True:
            char = self.chars[self.at]
            if char in characters.ACCENTS:
                self.unit(units, "_", self.at, self.at)
                self.unit(units, characters.ACCENTS[char], self.at, self.at + 1)
            elif is_digit(char) and units and self.chars[self.at - 1] == "}":
                break  # x_{1}2 is 2x_1
            elif not named and (is_letter(char) or is_digit(char)):
                self.unit(units, GREEK.get(char, char), self.at, self.at + 1)
            elif not self._subscript(units, named):
                break
            if len(units) > MAX_WORD:
                raise Unread(self.columns[start], "word_length", most=MAX_WORD)
        text = "".join(unit.text for unit in units)
        self.put("word", text, start, self.at, units=tuple(units))

    def unit(self, units: list[Unit], text: str, start: int, end: int) -> None:
        """Add a unit made of the characters from `start` to `end`, and pass over them."""
        last = self.columns[end - 1] + 1 if end > start else self.columns[start]
        units.append(Unit(text, self.columns[start], last))
        self.at = max(self.at, end)

    def _subscript(self, units: list[Unit], named: bool) -> bool:
        """Add `_…`, `_{…}` or lowered characters to `units`; False where none follows."""
        start = self.at
        if self._takes_base(units):
            return False
        if characters.subscript(self.chars[start]):
            self._lowered(units)
            return True
        while self.tex and self.chars[start] == " ":
            start += 1
        following = self.chars[start + 1]
        if self.chars[start] != "_" or (units[-1].text in ("Sigma", "Pi") and self._index(start)):
            return False
        if following in "{\\":
            word, end = self._braced(start + 1)
        elif not (is_letter(following) or is_digit(following)):
            return False
        elif not named and (not self.tex or self._is_long(start + 1)):
            self.unit(units, "_", start, start + 1)
            return True
        else:
            belongs = is_letter if self._is_long(start + 1) else is_digit
            end = start + 2
            while belongs(following) and belongs(self.chars[end]):
                end += 1
            word = "".join(GREEK.get(char, char) for char in self.chars[start + 1 : end])
        self.unit(units, "_", start, start + 1)
        self.unit(units, word, start + 1, end)
        return True

    def _takes_base(self, units: list[Unit]) -> bool:
        """Whether `_` starts the base of a logarithm or limits, not a name such as log_prob."""
        if not "".join(unit.text for unit in units[-5:]).endswith(_WITH_BASE):
            return False
        if len(units[-1].text) > 1 or self.chars[self.at] != "_":
            return True
        end = self.at + 1
        while is_letter(self.chars[end]) and end < self.at + 4:
            end += 1
        letters = end - self.at - 1
        return letters < (3 if units[-1].text in "gn" else 1)

    def _lowered(self, units: list[Unit]) -> None:
        start = end = self.at
        word = ""
        while piece := characters.subscript(self.chars[end]):
            word += GREEK.get(piece, piece)
            end += 1
        self.unit(units, "_", start, start)
        self.unit(units, word if word.isalnum() else "{" + word + "}", start, end)

    def _index(self, start: int) -> bool:
        """Whether `_{i=…}` follows, so that Σ is a sum and not a letter."""
        return "=" in self.chars[start : start + 8]

    def _is_long(self, start: int) -> bool:
        """Whether a word stands at `start`; TeX would lower its first letter only."""
        end = start
        while is_letter(self.chars[end]) and end - start < 4:
            end += 1
        return end - start > 2 or (end - start == 2 and self.chars[end] not in "^_")

    def _braced(self, start: int) -> tuple[str, int]:
        """The text of a subscript in braces (or one TeX letter) and where it ends."""
        end = start
        if self.chars[start] == "{":
            depth = 0
            while end == start or depth:
                if end >= self.size:
                    raise self.unclosed(start)
                depth += {"{": 1, "}": -1}.get(self.chars[end], 0)
                end += 1
        else:
            end += 1
            while is_letter(self.chars[end]):
                end += 1
            command = self.chars[start:end]
            if command in _FONTS and self.chars[end] == "{":
                while end < self.size and self.chars[end] != "}":
                    end += 1
                end += 1
        raw = self.chars[start:end]
        for font in _FONTS:
            raw = raw.replace(font, "")
        word = "".join(GREEK.get(char, char) for char in raw if char not in "{}\\ ")
        if not any(map(str.isalnum, word)) or not all(
            is_letter(char) or is_digit(char) or char in ",+-_*" for char in word
        ):
            raise Unread(self.columns[start], "subscript")
        return (word if word.isalnum() else "{" + word + "}"), end

    def unclosed(self, start: int) -> Unread:
        """The error for the brace at `start`, which nothing closes."""
        column = self.columns[start]
        end = len(self.text)
        mend = (end, end, "}") if column < end - 1 else None
        return Unread(end, "unclosed", mend, open="{", close="}", column=column + 1)

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
