r"""Text → tokens, whatever the notation: Python, calculator, Unicode, TeX, or a mixture.

The scanner removes the differences of spelling: `×`, `\cdot` and `*` become one token,
`x²` becomes `x ^ { 2 }`, full-width, Bengali and mathematical-alphabet characters become
plain ones. Every token keeps the columns of the typed text it came from. It reads each
character a bounded number of times.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tutor.checking.expression.errors import Unread
from tutor.checking.expression.limits import MAX_DIGITS, MAX_LENGTH
from tutor.checking.expression.vocabulary import GREEK, GREEK_NAMES


@dataclass(frozen=True, slots=True)
class Unit:
    """An indivisible part of a word: one letter, a Greek letter's name, a subscript."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """kind: number, word, op, command (TeX, with arguments), begin, finish, end.

    text: canonical spelling. start, end: columns in the typed text, end exclusive.
    spaced: white space stands before it. value: of a number. units: of a word.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool = False
    value: Fraction | None = None
    units: tuple[Unit, ...] = ()


_REPLACED = {
    **dict.fromkeys("−‐‑‒–—―﹣˗", "-"),
    **dict.fromkeys("×·∙⋅∗✕✖⨯•⋆", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("′’ʹ‘`´", "'"),
    **dict.fromkeys("∣ǀ", "|"),
    "‖": "|", "∥": "|", "…": "…", "‚": ",", "؛": ";", "،": ",", "٫": ".",
    "µ": "μ", "ℯ": "e", "ℓ": "l", "ɑ": "α", "∆": "Δ", "Ω": "Ω", "∊": "∈",
    "＾": "^", "ˆ": "^", "˄": "^", "⟮": "(", "⟯": ")", "❨": "(", "❩": ")",
}  # fmt: skip

_OPERATORS = {
    "≤": "<=", "⩽": "<=", "≦": "<=", "≥": ">=", "⩾": ">=", "≧": ">=", "≠": "!=",
    "∈": "in", "∪": "union", "∧": "and", "∨": "or", "¬": "not", "±": "+-", "∓": "-+",
    "∞": "oo", "∅": "emptyset", "⌀": "emptyset", "ø": "emptyset", "Ø": "emptyset",
    "√": "sqrt", "∛": "cbrt", "∜": "fourthroot", "⌊": "floor(", "⌋": "floor)",
    "⌈": "ceil(", "⌉": "ceil)", "∑": "sum", "∏": "prod", "°": "deg", "º": "deg",
    "ℝ": "reals", "𝟙": "one", "∖": "minus", "⟨": "<(", "⟩": ">)", "〈": "<(", "〉": ">)",
    "≈": "~", "≃": "~", "≅": "~", "≡": "=", "⇒": "=>", "⟹": "=>", "→": "=>",
    "∂": "partial", "⊙": "*", "∘": "*",
}  # fmt: skip

_LONGEST_FIRST = (
    "+/-", "**", "==", "<=", ">=", "!=", "<>", "=<", "=>", "->", "&&", "..",
    "+", "-", "*", "/", "^", "=", "<", ">", "(", ")", "[", "]", "{", "}", "|", "!",
    "%", ",", ";", ":", "&", "'", "~", "_", "…", ".",
)  # fmt: skip
_SPELLED = {"+/-": "+-", "**": "^", "==": "=", "<>": "!=", "=<": "<=", "&&": "and", "->": "=>"}
_BY_FIRST: dict[str, list[str]] = {}
for _operator in _LONGEST_FIRST:
    _BY_FIRST.setdefault(_operator[0], []).append(_operator)

_TEX_OPERATORS = {
    "cdot": "*", "times": "*", "ast": "*", "star": "*", "bullet": "*", "odot": "*", "circ": "deg",
    "div": "/", "pm": "+-", "mp": "-+", "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=",
    "geq": ">=", "geqslant": ">=", "ne": "!=", "neq": "!=", "lt": "<", "gt": ">", "in": "in",
    "cup": "union", "land": "and", "wedge": "and", "lor": "or", "vee": "or", "neg": "not",
    "lnot": "not", "infty": "oo", "infin": "oo", "emptyset": "emptyset",
    "varnothing": "emptyset", "lvert": "|(", "rvert": "|)", "vert": "|", "mid": "|",
    "lVert": "|(", "rVert": "|)", "Vert": "|", "lfloor": "floor(", "rfloor": "floor)",
    "lceil": "ceil(", "rceil": "ceil)", "lbrace": "{(", "rbrace": "})", "lbrack": "[",
    "rbrack": "]", "langle": "<(", "rangle": ">)", "setminus": "minus", "backslash": "minus",
    "sum": "sum", "prod": "prod", "degree": "deg", "approx": "~", "to": "=>",
    "implies": "=>", "Rightarrow": "=>", "rightarrow": "=>", "partial": "partial",
    "colon": ":", "ldots": "…", "dots": "…", "cdots": "…", "equiv": "=", "surd": "sqrt",
    "prime": "'", "newline": "\\\\", "cr": "\\\\", "R": "reals", "reals": "reals",
    "bmod": "mod", "pmod": "mod", "mod": "mod", "lparen": "(", "rparen": ")",
}  # fmt: skip
_TEX_COMMANDS = frozenset(
    "frac dfrac tfrac cfrac sqrt binom dbinom tbinom underline mathbb overline "
    "boxed displaystyle phantom".split()
)
_TEX_SPACE = frozenset(
    "quad qquad enspace thinspace medspace thickspace negthinspace displaystyle textstyle "
    "scriptstyle limits nolimits nonumber big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr "
    "Biggl Biggr bigm Bigm middle noindent hspace mathstrut strut , ; ! : > <".split()
)
_TEX_FONTS = frozenset(
    "mathrm operatorname text textrm textit textbf mathit mathsf mathtt mathbf boldsymbol "
    "bm mathcal mathscr mathfrak mbox rm bf vec mathop pmb texttt textsf".split()
)
_TEX_ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
    "widetilde": "tilde", "dot": "dot", "ddot": "ddot",
}  # fmt: skip
_TEX_WORDS = frozenset(
    "sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan exp log ln lg min max "
    "ell gcd det lim int iint oint sup inf arg deg sech csch arccot arcsec arccsc sgn erf "
    "arsinh arcosh artanh nabla".split()
)
_VARIANTS = {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho",
    "varsigma": "sigma", "varpi": "pi", "varkappa": "kappa", "hbar": "hbar",
    "imath": "i", "jmath": "j", "ell": "l",
}  # fmt: skip
_COMBINING = {
    "\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde",
    "\u0307": "dot", "\u0308": "ddot",
}  # fmt: skip

_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f\u2061\u2062\u2063\u2064")
_MARKS = {
    "\u200e": "LEFT-TO-RIGHT MARK", "\u200f": "RIGHT-TO-LEFT MARK",
    **{chr(code): unicodedata.name(chr(code)) for code in range(0x202A, 0x202F)},
    **{chr(code): unicodedata.name(chr(code)) for code in range(0x2066, 0x206A)},
    "\u061c": "ARABIC LETTER MARK",
}  # fmt: skip

SUBSCRIPTED = ("log", "ln", "lg", "sum", "prod", "Sigma", "Pi", "lim", "int", "max", "min")
"""Words after which `_` starts a base or limits instead of belonging to the name."""


def scan(text: str) -> list[Token]:
    """The tokens of `text`, the last of kind "end". Raises Unread."""
    if len(text) > MAX_LENGTH:
        raise Unread(MAX_LENGTH, "too_long", found=len(text), most=MAX_LENGTH)
    return _Scanner(text).tokens()


def _clean(text: str) -> Iterator[tuple[str, int]]:
    """Plain characters with their columns; what has no meaning here stops the reading."""
    for column, char in enumerate(text):
        if char.isascii():
            if char >= " " and char != "\x7f":
                yield char, column
            elif char in "\n\r\t\f\v":
                yield ("\n" if char == "\n" else " "), column
            else:
                raise Unread(column, "control", code=f"U+{ord(char):04X}")
        elif char in _REPLACED:
            yield _REPLACED[char], column
        elif char in _OPERATORS or char in GREEK:
            yield char, column
        elif char in _INVISIBLE:
            continue
        elif char in _MARKS:
            raise Unread(column, "direction_mark", mend=_without_marks(text), name=_MARKS[char])
        else:
            yield from ((plain, column) for plain in _plain(char, column))


def _without_marks(text: str) -> str:
    return "".join(char for char in text if char not in _MARKS)


def _plain(char: str, column: int) -> str:
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in ("Cs", "Cc", "Cf", "Co", "Cn"):
        raise Unread(column, "control", code=f"U+{ord(char):04X}")
    if category in ("No", "Mn") or unicodedata.decomposition(char).startswith(("<sup", "<sub")):
        return char
    folded = unicodedata.normalize("NFKC", char)
    if folded != char and len(folded) == 1:
        return _REPLACED.get(folded, folded)
    pieces = unicodedata.normalize("NFD", char)
    if len(pieces) == 2 and pieces[0].isascii() and pieces[1] in _COMBINING:
        return pieces
    return char


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        pairs = list(_clean(text))
        self.chars = [char for char, _ in pairs]
        self.columns = [column for _, column in pairs]
        self.columns.append(len(text))
        self.size = len(self.chars)
        self.chars += ["\0", "\0", "\0", "\0"]
        self.at = 0
        self.spaced = False
        self.out: list[Token] = []
        self.tex = "\\" in text or "$" in text
        self.dollar = -1
        self.lefts: list[int] = []

    # --- the loop ---------------------------------------------------------------

    def tokens(self) -> list[Token]:
        while self.at < self.size:
            self._next()
        if self.dollar >= 0:
            raise Unread(self.dollar, "dollar")
        if self.lefts:
            raise Unread(self.lefts[-1], "left_without_right")
        self._put("end", "", self.size, self.size)
        return self.out

    def _next(self) -> None:
        char = self.chars[self.at]
        if char in " \n":
            self.at += 1
            self.spaced = True
        elif _is_digit(char) or (char == "." and _is_digit(self.chars[self.at + 1])):
            self._number()
        elif _is_letter(char):
            self._word()
        elif char == "\\":
            self._command()
        elif char == "$":
            self._dollar()
        elif char in _OPERATORS:
            self.at += 1
            self._put("op", _OPERATORS[char], self.at - 1, self.at)
        elif char in _BY_FIRST:
            for operator in _BY_FIRST[char]:
                size = len(operator)
                if self.chars[self.at : self.at + size] == list(operator):
                    self.at += size
                    self._put("op", _SPELLED.get(operator, operator), self.at - size, self.at)
                    return
            raise self._unknown()
        else:
            self._script_or_fraction(char)

    def _put(
        self,
        kind: str,
        text: str,
        start: int,
        end: int,
        value: Fraction | None = None,
        units: tuple[Unit, ...] = (),
    ) -> None:
        column = self.columns[start]
        last = self.columns[end - 1] + 1 if end > start else column
        self.out.append(Token(kind, text, column, last, self.spaced, value, units))
        self.spaced = False

    def _unknown(self) -> Unread:
        column = self.columns[self.at]
        return Unread(column, "unknown_character", char=self.text[column])

    def _dollar(self) -> None:
        column = self.columns[self.at]
        self.at += 2 if self.chars[self.at + 1] == "$" else 1
        self.dollar = column if self.dollar < 0 else -1
        self.spaced = True

    # --- numbers ----------------------------------------------------------------

    def _number(self) -> None:
        start = self.at
        self._digits()
        if self.chars[self.at] == "." and self.chars[self.at + 1] != ".":
            self.at += 1
            self._digits()
            if self.chars[self.at] == "." and _is_digit(self.chars[self.at + 1]):
                raise Unread(self.columns[self.at], "two_points")
        end = self.at
        power = 0
        if self.chars[end] in "eE":
            sign = 1 if self.chars[end + 1] in "+-" else 0
            if _is_digit(self.chars[end + 1 + sign]):
                self.at = end + 1 + sign
                self._digits()
                exponent = "".join(self.chars[end + 1 : self.at]).replace("_", "")
                if len(exponent) > 5 or abs(int(exponent)) > MAX_DIGITS:
                    raise Unread(self.columns[end], "exponent_size", most=MAX_DIGITS)
                power = int(exponent)
        typed = "".join(self.chars[start:end]).replace("_", "")
        if len(typed) > MAX_DIGITS:
            raise Unread(self.columns[start], "digits", most=MAX_DIGITS)
        whole, _, decimals = typed.partition(".")
        value = Fraction(int(whole + decimals or "0")) * Fraction(10) ** (power - len(decimals))
        spelling = "".join(self.chars[start : self.at]).replace("_", "")
        self._put("number", spelling, start, self.at, value)

    def _digits(self) -> None:
        chars = self.chars
        while _is_digit(chars[self.at]) or (
            chars[self.at] == "_"
            and _is_digit(chars[self.at - 1])
            and _is_digit(chars[self.at + 1])
        ):
            self.at += 1

    # --- words ------------------------------------------------------------------

    def _word(self) -> None:
        """A run of letters, digits and subscripts; the reader divides it into names."""
        units: list[Unit] = []
        start = self.at
        while True:
            char = self.chars[self.at]
            if char in GREEK:
                self._unit(units, GREEK[char], self.at, self.at + 1)
            elif (char.isascii() and char.isalpha()) or _is_digit(char):
                self._unit(units, char, self.at, self.at + 1)
            elif char in _COMBINING:
                self._unit(units, "_", self.at, self.at)
                self._unit(units, _COMBINING[char], self.at, self.at + 1)
            elif not self._subscript(units):
                break
        text = "".join(unit.text for unit in units)
        self._put("word", text, start, self.at, units=tuple(units))

    def _unit(self, units: list[Unit], text: str, start: int, end: int) -> None:
        last = self.columns[end - 1] + 1 if end > start else self.columns[start]
        units.append(Unit(text, self.columns[start], last))
        self.at = max(self.at, end)

    def _subscript(self, units: list[Unit]) -> bool:
        """Add `_…`, `_{…}` or Unicode subscripts to `units`; False where none follows."""
        start = self.at
        small = _subscripts(self.chars[start])
        if small and not _ends_with_function(units):
            end = start
            word = ""
            while piece := _subscripts(self.chars[end]):
                word += GREEK.get(piece, piece)
                end += 1
            if not word.isalnum():
                word = "{" + word + "}"
            self._unit(units, "_", start, start)
            self._unit(units, word, start, end)
            return True
        if self.chars[start] != "_" or _ends_with_function(units):
            return False
        following = self.chars[start + 1]
        if following == "{" or following == "\\":
            self._unit(units, "_", start, start + 1)
            word, end = self._braced(start + 1)
            self._unit(units, word, start + 1, end)
            return True
        if _is_letter(following) or _is_digit(following):
            self._unit(units, "_", start, start + 1)
            if self.tex and not self._is_known_subscript(start + 1):
                end = start + 2
                while _is_digit(following) and _is_digit(self.chars[end]):
                    end += 1
                word = "".join(GREEK.get(char, char) for char in self.chars[start + 1 : end])
                self._unit(units, word, start + 1, end)
            return True
        return False

    def _is_known_subscript(self, start: int) -> bool:
        end = start
        while _is_letter(self.chars[end]):
            end += 1
        return end - start > 2 or (end - start == 2 and self.chars[end] not in "^_")

    def _braced(self, start: int) -> tuple[str, int]:
        """The text of a subscript in braces (or one TeX letter) and where it ends."""
        end = start
        if self.chars[start] == "{":
            depth = 0
            while True:
                if end >= self.size:
                    raise Unread(self.columns[start], "unclosed", open="{", close="}")
                depth += {"{": 1, "}": -1}.get(self.chars[end], 0)
                end += 1
                if depth == 0:
                    break
        else:
            end += 1
            while self.chars[end].isalpha():
                end += 1
        raw = "".join(self.chars[start:end])
        for command in ("\\text", "\\mathrm", "\\mathbf", "\\operatorname"):
            raw = raw.replace(command, "")
        word = "".join(GREEK.get(char, char) for char in raw if char not in "{}\\ ")
        if not word or not all(
            char.isascii() and (char.isalnum() or char in ",+-_*") for char in word
        ):
            raise Unread(self.columns[start], "subscript")
        return (word if word.isalnum() else "{" + word + "}"), end

    # --- superscripts, vulgar fractions -------------------------------------------

    def _script_or_fraction(self, char: str) -> None:
        start = self.at
        for operator, meaning in (("^", _superscript), ("_", _subscripts)):
            if not meaning(char):
                continue
            self._put("op", operator, start, start)
            self._put("op", "{", start, start)
            inner = ""
            while plain := meaning(self.chars[self.at]):
                inner += plain
                self.at += 1
            self._script(inner, start)
            self._put("op", "}", self.at, self.at)
            return
        parts = unicodedata.normalize("NFKC", char).split("⁄")
        if len(parts) == 2 and all(part.isdecimal() for part in parts):
            self.at += 1
            value = Fraction(int(parts[0]), int(parts[1]))
            self._put("number", char, start, self.at, value)
            return
        raise self._unknown()

    def _script(self, inner: str, start: int) -> None:
        position = 0
        while position < len(inner):
            char = inner[position]
            here = start + position
            if char.isdigit():
                end = position
                while end < len(inner) and inner[end].isdigit():
                    end += 1
                digits = inner[position:end]
                self._put("number", digits, here, start + end, Fraction(int(digits)))
                position = end
                continue
            if char.isalpha():
                self._put("word", char, here, here + 1, units=(self._at(char, here),))
            else:
                self._put("op", char, here, here + 1)
            position += 1

    def _at(self, text: str, position: int) -> Unit:
        column = self.columns[position]
        return Unit(GREEK.get(text, text), column, column + 1)

    # --- TeX ----------------------------------------------------------------------

    def _command(self) -> None:
        start = self.at
        end = start + 1
        while self.chars[end].isascii() and self.chars[end].isalpha():
            end += 1
        name = "".join(self.chars[start + 1 : end])
        if not name:
            self._symbol_command(start)
            return
        self.at = end
        if name in ("left", "right"):
            self._delimiter(name, start)
        elif name in ("begin", "end"):
            self._environment(name, start)
        elif name in _TEX_SPACE:
            self.spaced = True
        elif name in _TEX_OPERATORS:
            self._put("op", _TEX_OPERATORS[name], start, end)
        elif name in GREEK_NAMES or name in _VARIANTS or name in _TEX_WORDS:
            self._named(_VARIANTS.get(name, name), start)
        elif name in _TEX_ACCENTS or name in _TEX_FONTS:
            self._font(name, start)
        elif name == "not":
            self._put("op", "\\not", start, end)
        elif name == "mathbb":
            self._blackboard(start)
        elif name in _TEX_COMMANDS:
            self._put("command", name, start, end)
        else:
            self._unknown_command(name, start)

    def _unknown_command(self, name: str, start: int) -> None:
        from tutor.checking.expression.errors import likely

        known = (*_TEX_OPERATORS, *_TEX_COMMANDS, *GREEK_NAMES, *_TEX_WORDS, "left", "right")
        guess = likely(name, tuple(word for word in known if word.isalpha()))
        column = self.columns[start]
        if guess:
            mend = self.text[:column] + "\\" + guess + self.text[self.columns[self.at] :]
            raise Unread(
                column, "unknown_command_likely", mend, name="\\" + name, guess="\\" + guess
            )
        raise Unread(column, "unknown_command", name="\\" + name)

    def _symbol_command(self, start: int) -> None:
        char = self.chars[start + 1]
        self.at = min(start + 2, self.size)
        if char in "{}":
            self._put("op", "{(" if char == "{" else "})", start, self.at)
        elif char in ",;!:> \n":
            self.spaced = True
        elif char in "()[]":
            self.spaced = True
        elif char == "\\":
            self._put("op", "\\\\", start, self.at)
        elif char == "|":
            self._put("op", "|", start, self.at)
        elif char in "%&_":
            self._put("op", char, start, self.at)
        else:
            column = self.columns[start]
            raise Unread(column, "unknown_command", name=self.text[column : column + 2])

    def _delimiter(self, side: str, start: int) -> None:
        while self.chars[self.at] == " ":
            self.at += 1
        column = self.columns[start]
        if side == "left":
            self.lefts.append(column)
        elif self.lefts:
            self.lefts.pop()
        else:
            raise Unread(column, "right_without_left")
        char = self.chars[self.at]
        if char == ".":
            self.at += 1
            self._put("op", "\\left." if side == "left" else "\\right.", start, self.at)
        elif char == "|" or (char == "\\" and self.chars[self.at + 1] == "|"):
            self.at += 1 if char == "|" else 2
            self._put("op", "|(" if side == "left" else "|)", start, self.at)
        elif char in "<>":
            self.at += 1
            self._put("op", "<(" if char == "<" else ">)", start, self.at)

    def _environment(self, side: str, start: int) -> None:
        while self.chars[self.at] == " ":
            self.at += 1
        name = self._argument_text(start)
        kind = "begin" if side == "begin" else "finish"
        if kind == "begin" and name == "array" and self.chars[self.at] == "{":
            while self.at < self.size and self.chars[self.at] != "}":
                self.at += 1
            self.at += 1
        self._put(kind, name, start, min(self.at, self.size))

    def _argument_text(self, start: int) -> str:
        """The plain text of the brace group that follows (or of one character)."""
        while self.chars[self.at] == " ":
            self.at += 1
        if self.chars[self.at] != "{":
            self.at = min(self.at + 1, self.size)
            return self.chars[self.at - 1]
        begin = self.at + 1
        depth = 0
        while self.at < self.size:
            depth += {"{": 1, "}": -1}.get(self.chars[self.at], 0)
            self.at += 1
            if depth == 0:
                return "".join(self.chars[begin : self.at - 1]).strip()
        raise Unread(self.columns[begin - 1], "unclosed", open="{", close="}")

    def _named(self, name: str, start: int) -> None:
        """A word that TeX spells out, such as `\\alpha` or `\\sin`, with its subscripts."""
        units: list[Unit] = []
        self._unit(units, name, start, self.at)
        while self._subscript(units):
            pass
        text = "".join(unit.text for unit in units)
        self._put("word", text, start, self.at, units=tuple(units))

    def _font(self, name: str, start: int) -> None:
        position = self.at
        while self.chars[position] == " ":
            position += 1
        inner = self.chars[position + 1] if self.chars[position] == "{" else self.chars[position]
        accent = _TEX_ACCENTS.get(name)
        if inner == "\\" or not (_is_letter(inner) or accent or inner == "1"):
            if accent is None and name not in ("text", "mbox", "textrm"):
                return self._font_of_command(start)
        text = self._argument_text(start)
        if accent is None and name in ("text", "textrm", "mbox"):
            text = text.strip(" ,.;:")
            self.spaced = True
            if not text:
                return None
        word = text.lstrip("\\").strip("{} ")
        if word == "1" and name in ("mathbf", "mathbb", "boldsymbol"):
            self._put("op", "one", start, self.at)
            return None
        base, _, below = word.partition("_")
        units: list[Unit] = []
        if (
            not all(_is_letter(char) or _is_digit(char) or char in " -" for char in base)
            or not base
        ):
            raise Unread(self.columns[start], "word_in_tex", found=text)
        parts = [GREEK.get(base, base)]
        if accent:
            parts += ["_", accent]
        if below:
            parts += ["_", below.strip("{}")]
        for part in parts:
            self._unit(units, part, start, self.at)
        while self._subscript(units):
            pass
        text = "".join(unit.text for unit in units)
        self._put("word", text, start, self.at, units=tuple(units))
        return None

    def _font_of_command(self, start: int) -> None:
        """`\\mathbf{\\theta}`: the font says nothing, the group is read as it stands."""
        self.spaced = True

    def _blackboard(self, start: int) -> None:
        letter = self._argument_text(start)
        if letter == "R":
            self._put("op", "reals", start, self.at)
        elif letter == "1":
            self._put("op", "one", start, self.at)
        else:
            raise Unread(self.columns[start], "number_set", name=letter[:10])


def _is_digit(char: str) -> bool:
    return "0" <= char <= "9"


def _is_letter(char: str) -> bool:
    return (char.isascii() and char.isalpha()) or char in GREEK


def _ends_with_function(units: list[Unit]) -> bool:
    tail = "".join(unit.text for unit in units[-5:])
    return tail.endswith(SUBSCRIPTED)


def _superscript(char: str) -> str:
    decomposition = unicodedata.decomposition(char)
    if not decomposition.startswith("<super>"):
        return ""
    plain = unicodedata.normalize("NFKC", char)
    plain = {"−": "-"}.get(plain, plain)
    return plain if len(plain) == 1 and (plain.isalnum() or plain in "+-()=") else ""


def _subscripts(char: str) -> str:
    if not unicodedata.decomposition(char).startswith("<sub>"):
        return ""
    plain = unicodedata.normalize("NFKC", char)
    plain = {"−": "-"}.get(plain, plain)
    return plain if len(plain) == 1 and (plain.isalnum() or plain in "+-()=") else ""
