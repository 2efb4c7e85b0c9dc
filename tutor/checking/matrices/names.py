r"""Names in typed matrix mathematics: runs of letters cut into what the exercise declares.

`Wx` is W times x when both are declared and Wx is not; `W₂`, `W_2`, `W2`, `\mathbf{W}_2` and
`W^{(2)}` are one name; `I_n` and `e_1` are constants with a subscript.
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


_TRANSPOSED = re.compile(r"['′’ᵀ⊤]|\^\s*\{?\s*(?:T|\\top)|\.T")
COMMAND = re.compile(r"\\([A-Za-z]+|[|{}])\*?")
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


def subscript_at(text: str, at: int) -> tuple[int, str]:
    """The subscript that starts at `at`: where it ends, and its canonical text."""
    found = _SUBSCRIPT.match(text, at)
    if not found:
        return at, ""
    inner = next(group for group in found.groups() if group is not None)
    inner = inner.replace("\\text", "").replace("\\mathrm", "").replace("\\infty", "inf")
    inner = inner.replace("\\times", "×").replace("\\star", "*").replace("\\ast", "*")
    return found.end(), words.canonical(inner).replace("∞", "inf").replace(",", "")


def starts_name(text: str, at: int) -> bool:
    """Whether a letter, or a TeX command that stands for one, is at `at`."""
    return _unit(text, at, first=True) is not None


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
            end, subscript = subscript_at(text, at)
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
    command = COMMAND.match(text, at)
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


def words_at(text: str, at: int, names: Names) -> list[Token]:
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
