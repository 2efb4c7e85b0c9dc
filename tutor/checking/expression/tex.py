r"""TeX commands among the tokens: `\frac`, `\left(`, `\mathrm{sigmoid}`, `\begin{cases}`."""

import re

from tutor.checking.expression.characters import is_digit, is_letter
from tutor.checking.expression.errors import Unread, likely
from tutor.checking.expression.identifiers import take_word
from tutor.checking.expression.scanner import Scanner
from tutor.checking.expression.tokens import Token, Unit
from tutor.checking.expression.vocabulary import GREEK, GREEK_NAMES, words

_OPERATORS = {
    "cdot": "*", "times": "*", "ast": "*", "star": "*", "bullet": "*", "odot": "*", "circ": "deg",
    "degree": "deg", "div": "/", "pm": "+-", "mp": "-+", "le": "<=", "leq": "<=",
    "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=", "ne": "!=", "neq": "!=",
    "lt": "<", "gt": ">", "in": "in", "cup": "union", "cap": "intersection",
    "land": "and", "wedge": "and",
    "notin": "notin",
    "lor": "or", "vee": "or", "neg": "not", "lnot": "not", "not": "\\not", "infty": "oo",
    "infin": "oo", "emptyset": "emptyset", "varnothing": "emptyset", "lvert": "|(",
    "rvert": "|)", "lVert": "|(", "rVert": "|)", "vert": "|", "Vert": "|", "mid": "|",
    "lfloor": "floor(", "rfloor": "floor)", "lceil": "ceil(", "rceil": "ceil)",
    "lbrace": "{(", "rbrace": "})", "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")",
    "langle": "<(", "rangle": ">)", "setminus": "minus", "smallsetminus": "minus",
    "backslash": "minus", "sum": "sum", "prod": "prod", "approx": "~", "simeq": "~", "to": "=>",
    "implies": "=>", "Rightarrow": "=>", "rightarrow": "=>", "partial": "partial",
    "colon": ":", "ldots": "…", "dots": "…", "cdots": "…", "equiv": "=", "surd": "sqrt",
    "leftarrow": "=", "gets": "=",
    "prime": "'", "nabla": "nabla", "newline": "\\\\", "cr": "\\\\", "R": "reals", "reals": "reals",
    "mapsto": "mapsto", "longmapsto": "mapsto", "therefore": "=>", "iff": "=>", "over": "over",
    "Leftrightarrow": "=>", "leftrightarrow": "=>", "Longrightarrow": "=>", "longrightarrow": "=>",
    "Longleftrightarrow": "=>", "Reals": "reals", "bmod": "mod", "mod": "mod", "choose": "\\choose",
}  # fmt: skip
_ARGUMENTS = words(
    "frac dfrac tfrac cfrac nicefrac sfrac flatfrac underline ensuremath sqrt binom dbinom tbinom "
    "boxed fbox"
)
_NOTHING = words(
    "quad qquad enspace thinspace medspace thickspace negthinspace displaystyle textstyle "
    "scriptstyle limits nolimits nonumber big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr "
    "Biggl Biggr bigm Bigm qty middle mathstrut strut checkmark tiny scriptsize footnotesize small "
    "normalsize large Large LARGE huge Huge bfseries itshape centering noindent"
)
_FONTS = words(
    "mathrm operatorname text textrm textit textbf mathit mathsf mathtt mathbf boldsymbol "
    "bm mathcal mathscr mathfrak mbox rm bf vec mathop pmb texttt textsf mathnormal"
)
_PROSE = words("text textrm mbox textit")
_WRAPPING = words(
    "mathopen mathclose mathbin mathrel mathord mathinner mathpunct framebox makebox underbrace "
    "overbrace underset overset"
)
"""Commands that leave what is in their braces as it is."""

_ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
    "widetilde": "tilde", "dot": "dot", "ddot": "ddot",
}  # fmt: skip
_WORDS = {
    **{
        name: name
        for name in words(
            "sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan exp log ln lg min "
            "max sech csch arccot arcsec arccsc sgn erf arsinh arcosh artanh tg ctg arctg"
        )
    },
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho",
    "varsigma": "sigma", "varpi": "pi", "varkappa": "kappa", "ell": "l", "imath": "i",
    "jmath": "j", "Re": "Re", "abs": "abs", "norm": "norm", "Im": "Im", "top": "T", "intercal": "T",
}  # fmt: skip
_INNER_FONT = re.compile(r"\\(?:" + "|".join(_FONTS) + r")(?![A-Za-z]) *(?:\{([^{}]*)\})?")
_ABBREVIATED = dict.fromkeys(("o.w.", "o/w", "ow"), "otherwise")
_LEADING = words("if for when the so thus hence therefore answer we")
_LETTERS = re.compile("[A-Za-z]+")
_PASSED_OVER = words("tag label color textcolor hspace vspace phantom hphantom vphantom require")
"""Commands whose argument says how something looks or is called."""

_DERIVATIVES = words("dv pdv odv fdv grad curl dd")
_ROW_GAP = re.compile(r"\*?\s*\[\s*-?[0-9.]+\s*(?:pt|em|ex|mm|cm|in|mu)\s*\]")
_RESULTS = words("lim int iint oint sup inf gcd arg bigcup bigcap")


def scan(text: str) -> list[Token]:
    """The tokens of `text` in any notation or mixture, the last of kind "end".

    Raises Unread.
    """
    scanner = _TexScanner(text)
    scanner.scan()
    scanner.finish()
    return _bare_signs(scanner.out) if "{" in text else scanner.out


_SPACED_SIGNS = ("+", "-", "*", "/", "=", "<", ">", "<=", ">=", "!=", "+-", "~")


def _bare_signs(tokens: list[Token]) -> list[Token]:
    """`x{+}1` as x + 1: braces around a sign only take the space around it away."""
    made: list[Token] = []
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.kind == "begin") - (token.kind == "finish")
        if depth and token.is_op("and") and token.end - token.start == 2:  # && between entries
            made += [Token("op", "&", token.start, token.end)] * 2
            continue
        made.append(token)
        sign = tokens[at - 1]
        if at < 3 or not (token.is_op("}") and sign.is_op(*_SPACED_SIGNS)):
            continue
        if tokens[at - 2].is_op("{") and not tokens[at - 3].is_op("^", "_", "reals"):
            made[-3:] = [sign]
    return made


class _TexScanner(Scanner):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.dollar = -1
        self.lefts: list[int] = []

    def step(self) -> None:
        char = self.chars[self.at]
        if char == "\\":
            self._command()
        elif char == "$":
            column = self.columns[self.at]
            self.at += 2 if self.chars[self.at + 1] == "$" else 1
            self.dollar = column if self.dollar < 0 else -1
            self.spaced = True
        else:
            super().step()

    def finish(self) -> None:
        r"""End the tokens; a `$` or `\left` without its partner raises Unread."""
        if self.dollar >= 0:
            raise Unread(self.dollar, "dollar", (self.dollar, self.dollar + 1, ""))
        if self.lefts:
            raise Unread(self.lefts[-1], "left_without_right")
        self.put("end", "", self.size, self.size)

    def _command(self) -> None:
        start = self.at
        found = _LETTERS.match(self.chars, start + 1)
        end = found.end() if found else start + 1
        name = self.chars[start + 1 : end]
        if not name:
            self._symbol(start)
            return
        self.at = end
        if name in ("left", "right"):
            self._delimiter(name, start)
        elif name in ("begin", "end"):
            self._environment(name, start)
        elif name in _OPERATORS:
            self.put("op", _OPERATORS[name], start, end)
        elif name in GREEK_NAMES or name in _WORDS:
            self._spelled([_WORDS.get(name, name)], start)
        elif name in _ACCENTS or name in _FONTS:
            self._font(name, start)
        elif name in ("mathbb", "mathbbm", "mathds"):
            self._blackboard(start)
        elif name in _ARGUMENTS:
            self.put("command", name, start, end)
            self._skip_spaces()
            char = self.chars[self.at]
            if name.endswith("frac") and is_letter(char) and is_digit(self.chars[self.at + 1]):
                self.at += 1
                self._spelled([GREEK.get(char, char)], self.at - 1)
        elif name in _NOTHING:
            self.spaced = True
            if name.lower().startswith("big") and self.chars[self.at] == ".":
                self.at += 1
        elif name in _WRAPPING:
            self._wrapped(name, start)
        elif name == "Pr":
            self._spelled([name], start)
        elif name == "det":
            self.put("command", name, start, end)
        elif name in _PASSED_OVER:
            self._argument(start)
            self.spaced = True
        elif name in _DERIVATIVES:
            raise Unread(self.columns[start], "differential", found="\\" + name)
        else:
            raise self._unknown(name, start)

    def _unknown(self, name: str, start: int) -> Unread:
        column = self.columns[start]
        if name in _RESULTS:
            return Unread(column, "not_read_here", found="\\" + name)
        known = (*_OPERATORS, *_ARGUMENTS, *GREEK_NAMES, *_WORDS, "left", "right", "mathrm")
        guess = likely(name, known)
        if not guess:
            return Unread(column, "unknown_command", name="\\" + name)
        edit = (column, self.columns[self.at - 1] + 1, "\\" + guess)
        return Unread(column, "unknown_command_likely", edit, name="\\" + name, guess="\\" + guess)

    def _symbol(self, start: int) -> None:
        r"""A command of one character, such as `\{` or `\,`."""
        char = self.chars[start + 1]
        self.at = min(start + 2, self.size)
        taken_out = "{" in self.chars[start + 1 : start + 3] or is_digit(char)
        if (char in "{ " or is_digit(char)) and taken_out and self._after_reals():
            self.at = start + 1
            self.put("op", "minus", start, start + 1)
        elif char in "{}":
            self.put("op", "{(" if char == "{" else "})", start, self.at)
        elif char in ",;!:> ()[]$":
            self.spaced = True
        elif char == "\\":
            self.put("op", "\\\\", start, self.at)
            gap = _ROW_GAP.match(self.chars, self.at)
            if gap:
                self.at = gap.end()  # \\[2pt]
        elif char in "|%&_":
            self.put("op", char, start, self.at)
        else:
            column = self.columns[start]
            raise Unread(column, "unknown_command", name=self.text[column : column + 2])

    def _after_reals(self) -> bool:
        r"""Whether ℝ or a closed bracket stands before a backslash: `R \ {0}`."""
        return bool(self.out) and self.out[-1].text in ("R", "reals", ")", "]", "}")

    def _delimiter(self, side: str, start: int) -> None:
        self._skip_spaces()
        column = self.columns[start]
        if side == "left":
            self.lefts.append(column)
        elif self.lefts:
            self.lefts.pop()
        else:
            raise Unread(column, "right_without_left")
        char = self.chars[self.at]
        pair = self.chars[self.at : self.at + 2]
        index = 0 if side == "left" else 1
        bars = ("|(", "|)")
        delimiters = {".": ("\\left.", "\\right."), "|": bars, "<": ("<(", ">)"), ">": ("<(", ">)")}
        if char in delimiters or pair == "\\|":
            self.at += 2 if pair == "\\|" else 1
            self.put("op", delimiters.get(char, bars)[index], start, self.at)
        elif self.chars.startswith(("\\vert", "\\Vert"), self.at):
            self.at += 5
            self.put("op", bars[index], start, self.at)

    def _environment(self, side: str, start: int) -> None:
        name = self._argument(start)
        if side == "begin" and name == "array" and self.chars[self.at] == "{":
            self._argument(start)
        self.put("begin" if side == "begin" else "finish", name, start, min(self.at, self.size))

    def _skip_spaces(self) -> None:
        while self.chars[self.at] == " ":
            self.at += 1

    def _argument(self, start: int) -> str:
        """The plain text of the brace group, command or character that follows."""
        self._skip_spaces()
        begin = self.at
        if self.chars[begin] == "{":
            depth = 0
            while self.at < self.size:
                depth += {"{": 1, "}": -1}.get(self.chars[self.at], 0)
                self.at += 1
                if depth == 0:
                    return self.chars[begin + 1 : self.at - 1].strip()
            raise self.unclosed(begin)
        self.at = min(begin + 1, self.size)
        if self.chars[begin] == "\\":
            found = _LETTERS.match(self.chars, self.at)
            self.at = found.end() if found else self.at
        if begin >= self.size:
            raise Unread(
                self.columns[start], "command_argument", name=self.text[self.columns[start] :]
            )
        return self.chars[begin : self.at]

    def _spelled(self, parts: list[str], start: int) -> None:
        r"""A word given as a whole, such as `\alpha`, with the subscripts that follow."""
        units: list[Unit] = []
        for part in parts:
            self.unit(units, part, start, self.at)
        take_word(self, units, start, named=parts != ["d"])

    def _font(self, name: str, start: int) -> None:
        r"""`\mathrm{sigmoid}` and `\hat{y}` are words; other text is read as it stands."""
        if self.chars[self.at] == "*":
            self.at += 1
        before = self.at
        text = _INNER_FONT.sub(r"\1", self._argument(start)).replace("\\_", "_")
        ends = text.strip()[-1:]
        if name in _PROSE:
            text = _ABBREVIATED.get(text.strip(" ,;:"), text).strip(" ,.;:")
        accent = _ACCENTS.get(name)
        if text.startswith("\\") and text[1:] in _WORDS:
            text = "\\" + _WORDS[text[1:]]
        base, _, below = text.partition("_")
        base = base[1:] if base.startswith("\\") and base[1:] in GREEK_NAMES else base
        if text == "1" and name in ("mathbf", "boldsymbol", "bm"):
            self.put("op", "one", start, self.at)
        elif base and is_letter(base[0]) and _simple(base) and _simple(below):
            parts = [GREEK.get(base, base)]
            parts += ["_", accent] if accent else []
            self.spaced = self.spaced or name in _PROSE
            self._spelled(parts + (["_", below.strip("{}")] if below else []), start)
            if ends == ":":
                self.put("op", ":", self.at - 1, self.at)
        elif accent == "bar" and self.chars[before] == "{":
            self.put("word", "conjugate", start, before)
            self.overwrite(before, "(")
            self.overwrite(self.at - 1, ")")
            self.at = before
        elif accent:
            raise Unread(self.columns[start], "subscript")
        elif name in _PROSE and _is_prose(text):
            before_it = self.out[-1] if self.out else None
            if before_it and (before_it.kind == "number" or before_it.is_op("}", ")")):
                unit = Unit(text, self.columns[start], self.columns[self.at - 1] + 1)
                self.put("word", text, start, self.at, units=(unit,))  # a unit, or else refused
                return
            raise Unread(self.columns[start], "word_in_tex", found=text)
        else:
            self._unwrap(before)

    def _wrapped(self, name: str, start: int) -> None:
        r"""`\underbrace{x + 1}_{note}` is (x + 1), `\overset{note}{=}` is =."""
        if name.endswith("set"):
            self._argument(start)
        before = self.at
        self._argument(start)
        if name.endswith("brace"):
            end = self.at
            self._skip_spaces()
            if self.chars[self.at] in "_^":
                note = self.at
                self.at += 1
                self._argument(start)
                self.overwrite(note, " " * (self.at - note))
            self.at = end
            grouped = self.chars[before] == "{"
            self.overwrite(before, "(" if grouped else self.chars[before])
            self.overwrite(end - 1, ")" if grouped else self.chars[end - 1])
            self.at = before
        else:
            self._unwrap(before)

    def _unwrap(self, before: int) -> None:
        """Go back to `before` and take the braces there away."""
        end = self.at
        self.at = before
        self._skip_spaces()
        if self.chars[self.at] == "{":
            self.overwrite(self.at, " ")
            self.overwrite(end - 1, " ")
        self.spaced = True

    def _blackboard(self, start: int) -> None:
        letter = self._argument(start)
        if letter in ("E", "P"):
            self._spelled([letter], start)
            return
        if letter in ("R", "1", "I"):
            self.put("op", "reals" if letter == "R" else "one", start, self.at)
            return
        if letter not in ("Z", "N"):
            raise Unread(self.columns[start], "number_set", name=letter[:10])
        self.put("op", "integers", start, self.at)


def _is_prose(text: str) -> bool:
    """Whether `text` is words, other than those that introduce a condition."""
    found = text.split()
    joined = len(found) > 1 and "".join(found).isalpha()
    return joined and found[0].lower() not in _LEADING


def _simple(below: str) -> bool:
    inner = below.strip("{}")
    return all(is_letter(char) or is_digit(char) for char in inner)
