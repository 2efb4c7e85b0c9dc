r"""Text → tokens of matrix notation: Python and NumPy, MATLAB, Unicode or TeX.

This is not the scanner of scalar mathematics: which letters make a name depends on what the
exercise declares (`Wx` is W times x), a quote transposes, `.T` and `.*` are operators, and
bars may open a norm.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from tutor.bilingual import Strings, Text
from tutor.checking.matrices import vocabulary as words

STRINGS = Strings(__file__)


class CannotRead(Exception):  # noqa: N818 - it is the reader's sentence, not a fault
    """column: 0-based, where the caret goes. mend: a likely corrected text."""

    def __init__(self, column: int, why: Text, mend: str = "") -> None:
        super().__init__(column, why, mend)
        self.column, self.why, self.mend = column, why, mend


@dataclass(frozen=True, slots=True)
class Token:
    """kind: number name size function special constant keyword string post op end.

    text: the canonical value (a declared name, a function's name, an operator). at, end:
    columns. subscript: what a special carried, as typed (`I_n`).
    """

    kind: str
    text: str
    at: int
    end: int
    value: Fraction = Fraction(0)
    subscript: str = ""


_TOP = (
    r"(?:T|\\top(?![A-Za-z])|\\intercal|\\prime|\\mathsf\s*\{?\s*T\s*\}?"
    r"|\\(?:mathrm|text|rm)\s*\{\s*T\s*\}|[⊤ᵀ′'⊺])"
)
_OPEN, _CLOSE = r"(?:\^|\*\*)\s*", ""
_POSTS = [
    (re.compile(_OPEN + rf"(?:\{{\s*[-−]\s*(?:1\s*)?{_TOP}\s*\}}|\(\s*[-−]\s*{_TOP}\s*\)"
                rf"|[-−]\s*{_TOP}|\{{\s*{_TOP}\s*[-−]\s*1\s*\}})"), "inverse transpose"),
    (re.compile(_OPEN + rf"(?:\{{\s*{_TOP}\s*\}}|\(\s*{_TOP}\s*\)|{_TOP})"), "transpose"),
    (re.compile(_OPEN + r"(?:\{\s*[-−]\s*1\s*\}|\(\s*[-−]\s*1(?:\.0?)?\s*\)"
                r"|[-−]\s*1(?![\d./]))"), "inverse"),
    (re.compile(r"⁻ᵀ|⁻¹ᵀ|ᵀ⁻¹|⁻⊤"), "inverse transpose"),
    (re.compile(r"⁻¹"), "inverse"),
    (re.compile(r"ᵀ|⊤|⊺|\.(?:T|mT|H)(?![A-Za-z0-9_])|\.(?:transpose|t|conj)\(\s*\)"), "transpose"),
    (re.compile(r"\.I(?![A-Za-z0-9_])|\.(?:inverse|inv)\(\s*\)"), "inverse"),
]  # fmt: skip
_TRANSPOSED = re.compile(r"['′’ᵀ⊤]|\^\s*\{?\s*(?:T|\\top)|\.T")
_PRIME = re.compile(r"\^\s*(?:\{\s*)?(?:\\prime|′|')(?:\s*\})?")
_SMALL_T = re.compile(r"(?:\^|\*\*)\s*(?:\{\s*t\s*\}|t(?![a-z]))")
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?")
_TRAILING_POINT = re.compile(r"\d+\.(?![\d*/^A-Za-z'@])")
_SPACES = re.compile(
    r"(?:\s|\\[,;:!> ]|\\(?:quad|qquad|left|right|bigl|bigr|Bigl|Bigr|big|Big|bigg|Bigg"
    r"|displaystyle|limits|rm|bf|nolimits|enspace|thinspace)(?![A-Za-z])\.?|~|\$)+"
)
_PREFIX = re.compile(
    r"(?:(?:np|numpy|jnp|torch|scipy|sp|tf|math|nn|functional|linalg|special|LA|la|F)\.)+(?=[a-zA-Z])"
)
_OPERATORS = [
    (".*", ".*"), ("./", "./"), (".^", ".^"), (".\\", ""), ("**", "^"), ("||", "‖"),
    (">=", ">="), ("<=", "<="), ("==", "="), ("*", "*"), ("@", "@"), ("/", "/"), ("^", "^"),
    ("+", "+"), ("-", "-"), ("−", "-"), ("–", "-"), ("·", "dot"), ("⋅", "dot"), ("×", "*"),
    ("∗", "*"), ("⊙", "odot"), ("∘", "odot"), ("◦", "odot"), ("⊗", "kron"), ("÷", "/"),
    ("⊘", "./"), ("‖", "‖"), ("∥", "‖"), ("|", "|"), ("(", "("), (")", ")"), ("[", "["),
    ("]", "]"), ("{", "{"), ("}", "}"), (",", ","), ("=", "="), ("⟨", "⟨"), ("⟩", "⟩"),
    ("〈", "⟨"), ("〉", "⟩"), (">", ">"), ("<", "<"), ("≥", ">="), ("≤", "<="), ("_", "_"),
    (":", ":"), (";", ";"), ("√", "√"), ("²", "²"), ("³", "³"),
]  # fmt: skip
_TEX_OPERATORS = {
    "cdot": "dot", "times": "*", "ast": "*", "odot": "odot", "circ": "odot", "otimes": "kron",
    "oslash": "./", "div": "/", "|": "‖", "lVert": "‖", "rVert": "‖", "Vert": "‖", "lvert": "|",
    "rvert": "|", "vert": "|", "mid": "|", "langle": "⟨", "rangle": "⟩", "{": "{", "}": "}",
    "frac": "frac", "dfrac": "frac", "tfrac": "frac", "sqrt": "√", "gt": ">", "lt": "<",
    "ge": ">=", "geq": ">=", "le": "<=", "leq": "<=", "lbrace": "{", "rbrace": "}", "lbrack": "[",
    "rbrack": "]", "ne": "!", "odiv": "./", "bigotimes": "kron", "boxtimes": "kron",
    "circledcirc": "odot",
}  # fmt: skip
_COMMAND = re.compile(r"\\([A-Za-z]+|[|{}])\*?")
_BOLD_ONE = re.compile(
    r"𝟏|𝟙|𝟭|\\(?:mathbf|mathbb|boldsymbol|bm|vec|mathds|mathbbm|pmb|vb)\s*(?:\{\s*1\s*\}|1)"
)
_BOLD_ZERO = re.compile(r"𝟎|\\(?:mathbf|boldsymbol|bm|vec)\s*(?:\{\s*0\s*\}|0)")
_LEFT_SIDE = re.compile(
    r"^\s*(?:∂|∇|\\nabla|\\partial|\\[dt]?frac\s*\{\s*(?:\\partial|\\mathrm\{d\}|d)|d\w*\s*/\s*d|grad|[A-Za-z]+\s*$)"
)
_SUBSCRIPT = re.compile(
    r"_\s*(?:\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|\(([^()]*)\)|(\\[A-Za-z]+|[A-Za-z0-9]+|[*∞]|[^\s\w{}()]))"
    r"|([₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+)"
)


@dataclass(frozen=True, slots=True)
class _Unit:
    """One letter, or one subscript, of a run: canonical text, columns, and what it may start."""

    text: str
    at: int
    end: int
    starts: bool


@cache
def _vocabulary() -> dict[str, tuple[str, str]]:
    """Canonical word → (token kind, value), for everything but an exercise's own names."""
    table: dict[str, tuple[str, str]] = {}
    for word, kind in words.SPECIALS.items():
        table.setdefault(word, ("special", kind))
    for word, name in words.FUNCTIONS.items():
        table.setdefault(words.canonical(word), ("function", name))
    for word in ("True", "False", "None", "newaxis"):
        table.setdefault(word, ("word", word))
    for word in words.KEYWORDS:
        table.setdefault(word, ("keyword", word))
    table.setdefault("pi", ("constant", "pi"))
    table.setdefault("e", ("constant", "e"))
    return table


class Names:
    """What names mean in one exercise: declared variables, size symbols, words."""

    def __init__(self, declared: Iterable[str], sizes: frozenset[str]) -> None:
        self.table = dict(_vocabulary())
        for size in sizes:
            self.table[words.canonical(size)] = ("size", size)
        taken = {}
        for name in declared:
            taken[words.canonical(name)] = ("name", name)
        if "lam" in taken and "lambda" not in taken:
            taken["lambda"] = taken["lam"]
        elif "lambda" in taken and "lam" not in taken:
            taken["lam"] = taken["lambda"]
        for name in declared:  # an exact spelling wins over one that only looks alike
            if re.fullmatch(r"[A-Za-z0-9]+", name):
                taken[name] = ("name", name)
        self.table |= taken
        self.declared = frozenset(declared)
        self.longest = max(map(len, self.table))

    def of(self, word: str) -> tuple[str, str] | None:
        return self.table.get(word)


@lru_cache(maxsize=64)
def names_of(declared: tuple[str, ...], sizes: frozenset[str]) -> Names:
    """The names of an exercise; the last ones asked for are remembered."""
    return Names(declared, sizes)


def tokenize(text: str, names: Names) -> list[Token]:
    """All tokens of `text`, ending with one of kind "end". Raises CannotRead."""
    tokens: list[Token] = []
    at = _right_side(text)
    while at < len(text):
        blank = _SPACES.match(text, at)
        if blank:
            at = blank.end()
            continue
        made = _next(text, at, names, tokens)
        tokens.extend(made)
        at = made[-1].end
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _right_side(text: str) -> int:
    """Where the expression starts: after `∂f/∂x =` or `grad =`, else at 0."""
    opened = re.match(r"\s*\\[(\[]", text)
    if opened:  # \( … \) and \[ … \] around the whole
        return opened.end()
    equals = re.search(r"(?<![<>=!])=(?!=)", text)
    if (
        equals
        and "(" not in text[: equals.start()].replace("\\left(", "")
        and _LEFT_SIDE.match(text[: equals.start()])
    ):
        return equals.end()
    return 0


def _next(text: str, at: int, names: Names, before: list[Token]) -> list[Token]:
    after_operand = bool(before) and (
        before[-1].kind in ("number", "name", "size", "special", "constant", "post")
        or before[-1].text in (")", "]", "}", "‖", "|", "⟩", "²", "³")
    )
    if before and before[-1].kind == "function":
        prime = _PRIME.match(text, at)
        if prime:
            return [Token("post", "prime", at, prime.end())]
    if after_operand or (before and before[-1].kind == "function"):
        for pattern, kind in _POSTS:
            found = pattern.match(text, at)
            if found and not (before[-1].kind == "function" and found[0] != "'"):
                return [Token("post", kind, at, found.end())]
        if "t" not in names.table:
            small = _SMALL_T.match(text, at)
            if small:
                return [Token("post", "transpose", at, small.end())]
    char = text[at]
    if (char == "_" or char in words.SUBSCRIPTS) and (
        before and (before[-1].text in ("‖", "|", "}") or before[-1].kind in ("function", "number"))
    ):
        end, subscript = _subscript(text, at)
        if end > at:
            return [Token("sub", subscript, at, end)]
    if char in "'′’":
        if after_operand or (before and before[-1].kind == "function"):
            return [Token("post", "transpose" if after_operand else "prime", at, at + 1)]
        closing = text.find(char, at + 1)
        if closing > 0 and before and before[-1].text in (",", "=", "("):
            return [Token("string", text[at + 1 : closing], at, closing + 1)]
        raise CannotRead(at, STRINGS("nothing_to_transpose"), text[:at] + text[at + 1 :])
    if char == '"':
        closing = text.find(char, at + 1)
        if closing > 0:
            return [Token("string", text[at + 1 : closing], at, closing + 1)]
    one = _BOLD_ONE.match(text, at)
    if one:
        end, subscript = _subscript(text, one.end())
        return [Token("special", "ones", at, end, subscript=subscript)]
    zero = _BOLD_ZERO.match(text, at)
    if zero:
        end, subscript = _subscript(text, zero.end())
        return [Token("number", "0", at, end)]
    if (
        text.startswith("11", at)
        and any(kind == "transpose" and pattern.match(text, at + 2) for pattern, kind in _POSTS)
    ) or text.startswith("11'", at):  # 11ᵀ is a product of two vectors of ones
        return [Token("special", "ones", at, at + 1), Token("special", "ones", at + 1, at + 2)]
    number = _TRAILING_POINT.match(text, at) or _NUMBER.match(text, at)
    if number:
        value = Fraction(number[0].rstrip(".") if number[0].endswith(".") else number[0])
        end, subscript = number.end(), ""
        if number[0] in ("0", "1"):
            end, subscript = _subscript(text, end)
        return [Token("number", number[0], at, end, value, subscript)]
    if unicodedata.category(char) == "No" and char not in "²³":
        value = Fraction(unicodedata.numeric(char)).limit_denominator(100)
        return [Token("number", char, at, at + 1, value)]
    prefix = _PREFIX.match(text, at)
    if prefix and (prefix[0] != "F." or "F" not in names.declared):
        return _words(text, prefix.end(), names)
    if char == "." and re.match(r"\.[A-Za-z_]", text[at:]):
        method = re.match(r"\.([A-Za-z_]+)", text[at:])
        assert method
        return [Token("method", method[1], at, at + method.end())]
    command = _COMMAND.match(text, at)
    if command:
        name = command[1]
        if name in _TEX_OPERATORS:
            return [Token("op", _TEX_OPERATORS[name], at, command.end())]
        if name in ("partial", "nabla"):
            raise CannotRead(at, STRINGS("derivative_sign"))
        if name == "backslash":
            return [Token("op", "backslash", at, command.end())]
        if name == "begin":
            raise CannotRead(at, STRINGS("no_matrix_entries"))
        if name in ("prod", "int") or re.match(r"\\sum\s*[_^\\A-Za-z]", text[at:]):
            raise CannotRead(at, STRINGS("no_sums"))
        if name in words.STYLES or name in words.ACCENTS:
            return _words(text, at, names)
        if words.TEX_VARIANTS.get(name, name) in words.GREEK_NAMES or name in words.FUNCTIONS:
            return _words(text, at, names)
        if after_operand and names.of(words.canonical(name[0])):
            return [Token("op", "backslash", at, at + 1)]  # MATLAB's A\b
        raise CannotRead(at, STRINGS("unknown_command", command="\\" + name))
    if char in "∂∇":
        raise CannotRead(at, STRINGS("derivative_sign"))
    if char in "∑∏":
        raise CannotRead(at, STRINGS("no_sums"))
    if _unit(text, at, first=True):
        return _words(text, at, names)
    for written, meaning in _OPERATORS:
        if text.startswith(written, at):
            return [Token("op", meaning, at, at + len(written))]
    if char == "\\":
        return [Token("op", "backslash", at, at + 1)]
    raise CannotRead(at, STRINGS("unknown_sign", sign=char), text[:at] + text[at + 1 :])


def _subscript(text: str, at: int) -> tuple[int, str]:
    """The subscript that starts at `at`: where it ends, and its canonical text."""
    found = _SUBSCRIPT.match(text, at)
    if not found:
        return at, ""
    inner = next(group for group in found.groups() if group is not None)
    inner = inner.replace("\\text", "").replace("\\mathrm", "").replace("\\infty", "inf")
    inner = inner.replace("\\times", "×").replace("\\star", "*").replace("\\ast", "*")
    return found.end(), words.canonical(inner).replace("∞", "inf").replace(",", "")


def _unit(text: str, at: int, *, first: bool) -> _Unit | None:
    """The letter, accented letter or subscript at `at`, if there is one."""
    if at >= len(text):
        return None
    char = text[at]
    if char == "\\":
        return _command_unit(text, at)
    if not first:
        if char == "_" or char in words.SUBSCRIPTS:
            found = _SUBSCRIPT.match(text, at)
            if not found:
                return None
            if found[3] and not found[3].startswith("\\"):  # W_1x: take one letter at a time
                return _Unit(found[3][0], at, found.start(3) + 1, starts=False)
            end, subscript = _subscript(text, at)
            return _Unit(subscript, at, end, starts=False)
        layer = re.compile(r"(?:\^|\*\*)\s*\{?\s*\(\s*([0-9A-Za-z+-]+)\s*\)\s*\}?").match(text, at)
        if layer and layer[0].count("{") == layer[0].count("}"):
            return _Unit(layer[1], at, layer.end(), starts=False)
        layer = re.compile(r"⁽([⁰¹²³⁴⁵⁶⁷⁸⁹]+)⁾").match(text, at)
        if layer:
            return _Unit("".join(words.SUPERSCRIPTS[c] for c in layer[1]), at, layer.end(), False)
        if char.isdigit() and char.isascii():
            return _Unit(char, at, at + 1, starts=False)
    if char in "ᵀ⊤∂∇∑∏" or unicodedata.category(char) == "No":
        return None
    if char.isalpha():
        end, name = at + 1, words.canonical(char)
        while end < len(text) and text[end] in words.COMBINING:
            name += words.COMBINING[text[end]]
            end += 1
        return _Unit(name, at, end, starts=True)
    return None


def _command_unit(text: str, at: int) -> _Unit | None:
    command = _COMMAND.match(text, at)
    if not command:
        return None
    name, end = command[1], command.end()
    if name == "vec" and re.match(r"\s*(?:\\left\s*)?\(", text[end:]):
        return _Unit(name, at, end, starts=True)
    if name in words.STYLES or name in words.ACCENTS:
        accent = words.ACCENTS.get(name, "")
        while end < len(text) and text[end] == " ":
            end += 1
        if text[end : end + 1] == "{":
            depth, close = 1, end + 1
            while close < len(text) and depth:
                depth += {"{": 1, "}": -1}.get(text[close], 0)
                close += 1
            if depth:
                return None
            inner = re.sub(r"\\[A-Za-z]+", _spell, text[end + 1 : close - 1])
            return _Unit(words.canonical(inner) + accent, at, close, starts=True)
        inner_unit = _unit(text, end, first=True)
        if inner_unit is None:
            return None
        return _Unit(inner_unit.text + accent, at, inner_unit.end, starts=True)
    name = words.TEX_VARIANTS.get(name, name)
    if name in words.GREEK_NAMES or name in words.FUNCTIONS:
        return _Unit(name, at, end, starts=True)
    return None


def _spell(command: re.Match[str]) -> str:
    """A TeX command inside a style: accents and styles add themselves, Greek is a name."""
    name = command[0][1:]
    if name in words.STYLES or name in words.ACCENTS:
        return words.ACCENTS.get(name, "")
    return words.TEX_VARIANTS.get(name, name)


def _words(text: str, at: int, names: Names) -> list[Token]:
    """The names in the run of letters at `at`: the longest known ones that fill the run."""
    units: list[_Unit] = []
    end = at
    while True:
        unit = _unit(text, end, first=not units)
        if unit is None:
            break
        if units and unit.starts and text[unit.at] == "\\" and units[-1].text in names.table:
            break
        if not unit.starts and not _may_belong(text, units, unit, names):
            break
        units.append(unit)
        end = unit.end
    if not units:
        raise CannotRead(at, STRINGS("unknown_sign", sign=text[at : at + 1]))
    found = _segment(text, units, 0, names)
    if found is None:
        raise _unknown(text, units, names)
    return found


def _may_belong(text: str, units: list[_Unit], unit: _Unit, names: Names) -> bool:
    """Whether a digit or a raised (k) belongs to the name before it: W^{(2)}, but x^(2), p1ᵀ."""
    raised = text[unit.at] in "^*⁽"
    one = unit.text == "1" and text[unit.at] == "1"
    if not raised and not (one and _TRANSPOSED.match(text, unit.end)):
        return True
    for start in range(len(units)):
        word = "".join(part.text for part in units[start:]) + unit.text
        if any(known.startswith(word) for known in names.table):
            return True
    return False


def _segment(text: str, units: list[_Unit], start: int, names: Names) -> list[Token] | None:
    if start == len(units):
        return []
    for stop in range(len(units), start, -1):
        word = "".join(unit.text for unit in units[start:stop])
        known = names.of(word) if len(word) <= names.longest else None
        subscript = ""
        end = units[stop - 1].end
        if known is None or not units[start].starts:
            special = _special(text, units, start, stop, names)
            if special is None:
                continue
            known, subscript = special
        kind, value = known
        if kind == "function" and not _may_be_function(text, end, value):
            continue
        if kind == "constant" and value == "e" and (stop - start < len(units)):
            follows = text[end : end + 1]
            if follows != "^" and not text[end:].startswith("**"):
                continue
        if kind == "keyword" and not re.match(r"\s*=[^=]", text[end:]):
            continue
        rest = _segment(text, units, stop, names)
        if rest is not None:
            token = Token(kind, value, units[start].at, end, subscript=subscript)
            return [token, *rest]
    return None


def _special(
    text: str, units: list[_Unit], start: int, stop: int, names: Names
) -> tuple[tuple[str, str], str] | None:
    """`I_n`, `one_n`, `e_i`: a constant matrix with its subscript, at units start:stop."""
    if not units[start].starts:
        return None
    for head in range(start + 1, stop):
        word = "".join(unit.text for unit in units[start:head])
        if units[head].starts or not (
            text[units[head].at] == "_" or text[units[head].at] in words.SUBSCRIPTS
        ):
            continue
        if any(unit.starts and text[unit.at - 1] in " " for unit in units[head + 1 : stop]):
            return None
        subscript = "".join(unit.text for unit in units[head:stop])
        kind = words.SPECIALS.get(word)
        if kind and names.of(word) == ("special", kind):
            return ("special", kind), subscript
        if word == "e" and "e" not in names.declared and len(subscript) <= 2:
            return ("special", "basis"), subscript
        if word in ("norm", "log") or names.of(word) == ("function", "norm"):
            return ("function", "norm"), subscript
    return None


def _may_be_function(text: str, end: int, name: str) -> bool:
    """Whether a function word ends at `end`; a single letter is one only before `(`."""
    rest = text[end:].lstrip()
    if name in words.UNSPECIFIED or len(name) == 1:
        return bool(re.match(r"['′’]*\s*(?:\\left\s*)?\(", rest))
    return True


def _unknown(text: str, units: list[_Unit], names: Names) -> CannotRead:
    """Say which name is not known, and what was probably meant."""
    start = 0
    for start in range(len(units)):  # the first name that no longer fits
        if not units[start].starts:
            continue
        fits = any(
            (names.of("".join(unit.text for unit in units[start:stop])) or ("",))[0]
            in ("name", "size", "special")
            for stop in range(start + 1, len(units) + 1)
        )
        if not fits:
            break
    else:
        start = 0
    at, end = units[start].at, units[-1].end
    typed = text[at:end]
    for name in names.declared:
        if words.canonical(name).lower() == words.canonical(typed).lower():
            return CannotRead(
                at, STRINGS("other_case", typed=typed, name=name), text[:at] + name + text[end:]
            )
    base = text[at : units[start].end]
    if start + 1 < len(units) and not units[start + 1].starts and base in names.declared:
        return CannotRead(at, STRINGS("no_entries", typed=typed, name=base))
    known = ", ".join(sorted(names.declared))
    return CannotRead(at, STRINGS("unknown_name", typed=typed, known=known))
