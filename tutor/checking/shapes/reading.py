"""A learner's shape as text → its sizes: `(B, T, d)`, `B x T x d`, `torch.Size([2, 3])`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tutor.bilingual import Strings, Text
from tutor.checking.shapes.size_parser import GREEK, LONGEST, Node, Parser, Unread
from tutor.exercise import Unreadable

strings = Strings(__file__)
_SUBSCRIPTS = {
    **{chr(0x2080 + digit): str(digit) for digit in range(10)},
    **dict(zip("ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "aehijklmnoprstuvx", strict=True)),
}
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
NUMBERS = {"float": "", "int": "int64", "bool": "bool"}
"""What a declared array may hold, and the dtype of it; "" for the default of the library."""
_SCALARS = frozenset({
    "", "scalar", "a scalar", "0-d", "0d", "0-d array", "number", "a number", "single number",
    "স্কেলার", "scalar ()", "none-dimensional", "rank 0", "zero-dimensional",
})  # fmt: skip
_ERRORS = frozenset({
    "error", "an error", "raises", "raises an error", "fails", "it fails", "invalid", "mismatch",
    "shape error", "shape mismatch", "exception", "valueerror", "runtimeerror", "indexerror",
    "এরর", "ভুল", "চলবে না", "crash", "crashes",
})  # fmt: skip
_WRAPPERS = (
    re.compile(
        r"^(?:the\s+)?(?:shape|size|আকার|শেপ)\s*(?:is|of\s+\w+\s+is|=|:)\s*(.*)$", re.I | re.S
    ),
    re.compile(r"^[A-Za-z_]\w*(?:\.shape|\.size\(\))\s*(?:is|=|==|:)\s*(.*)$", re.S),
    re.compile(r"^(?:torch\s*\.\s*)?Size\s*\(\s*(.*?)\s*\)$", re.S),
    re.compile(r"^(?:tuple|list|shape)\s*\(\s*(.*?)\s*\)$", re.S),
    re.compile(r"^(?:∈\s*)?(?:ℝ|\\mathbb\s*\{?\s*R\s*\}?|R)\s*\^\s*\{(.*)\}$", re.S),
    re.compile(r"^(?:∈\s*)?(?:ℝ|R)\s*\^\s*\((.*)\)$", re.S),
    re.compile(r"^\$+(.*?)\$+$", re.S),
    re.compile(r"^`+(.*?)`+$", re.S),
    re.compile(r"^\\\((.*)\\\)$", re.S),
    re.compile(
        r"^(?:an?\s+)?(?:array|tensor|matrix|vector)\s+of\s+(?:shape|size)\s+(.*)$", re.I | re.S
    ),
)
_TEX = (
    (re.compile(r"\\(?:left|right|,|;|!|quad|displaystyle)"), " "),
    (re.compile(r"\\(?:times)\b"), "×"),
    (re.compile(r"\\(?:cdot)\b"), "·"),
    (re.compile(r"\\(?:d?frac)\s*\{([^{}]*)\}\s*\{([^{}]*)\}"), r"((\1)/(\2))"),
    (re.compile(r"\\lfloor"), "⌊"), (re.compile(r"\\rfloor"), "⌋"),
    (re.compile(r"\\lceil"), "⌈"), (re.compile(r"\\rceil"), "⌉"),
    (re.compile(r"\\(?:mathrm|text|mathit)\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"_\{(\w+)\}"), r"_\1"),
    (re.compile(r"\\([A-Za-z]+)"), r"\1"),
)  # fmt: skip


def declared(text: str) -> tuple[str, str]:
    """What a declared array holds, and its shape: `int (B, T)` is ("int", "(B, T)")."""
    word = re.match(r"\s*([a-z]+)\s*(?=\()", text)
    if word is None or word[1] not in NUMBERS:
        return "float", text
    return word[1], text[word.end() :]


@dataclass(frozen=True)
class Reading:
    """A shape that could be read. raises: the learner says that the code fails."""

    text: str
    sizes: tuple[Node, ...] = ()
    raises: bool = False
    notes: tuple[Text, ...] = field(default=())

    def shown(self) -> str:
        """The shape as it was understood."""
        if self.raises:
            return "error"
        inside = ", ".join(write(size) for size in self.sizes)
        return f"({inside},)" if len(self.sizes) == 1 else f"({inside})"


def read_answer(text: str, names: Collection[str]) -> Reading | Unreadable:
    """Read a shape in any usual form. names: the sizes that the exercise has."""
    if len(text) > LONGEST:
        return Unreadable(column=LONGEST, why=strings("read_too_long", most=LONGEST))
    plain = _plain(text)
    known = {_plain(name): name for name in names}
    if plain.lower().strip(" .!") in _ERRORS:
        return Reading(text, raises=True)
    inner, wrapped = _unwrapped(plain)
    if not inner and not wrapped:
        return Unreadable(column=0, why=strings("read_empty"))
    if inner.lower() in _SCALARS:
        return Reading(text)
    try:
        parts = [Parser(part, known).whole() for part in _split(inner, known)]
    except Unread as unread:
        why = strings(unread.key, **unread.details)
        return Unreadable(column=_column(text, unread), why=why, mend=unread.mend)
    except RecursionError:
        return Unreadable(column=0, why=strings("read_too_long", most=LONGEST))
    return Reading(text, tuple(parts))


def _column(text: str, unread: Unread) -> int:
    """Where the caret goes: at the word that was not understood, if it is there."""
    word = unread.details.get("found", "")
    place = text.find(word) if word else -1
    return place if place >= 0 else min(unread.column, len(text))


def _plain(text: str) -> str:
    """Letters and digits of every script in ASCII where there is an equivalent."""
    out = []
    letters = unicodedata.normalize("NFC", text)
    for previous, letter in zip(" " + letters, letters, strict=False):
        if letter in _SUBSCRIPTS:
            if previous not in _SUBSCRIPTS:
                out.append("_")
            out.append(_SUBSCRIPTS[letter])
        elif letter in _SUPERSCRIPTS:
            out.append("^" + _SUPERSCRIPTS[letter])
        elif letter in GREEK:
            out.append(GREEK[letter])
        elif letter.isdecimal():
            out.append(str(unicodedata.decimal(letter)))
        elif letter in "−–—":
            out.append("-")
        elif letter in "⋅∙•∗":
            out.append("·")
        elif letter == "÷":
            out.append("/")
        elif letter in "（［":
            out.append("(")
        elif letter in "）］":
            out.append(")")
        elif letter in "，、;":
            out.append(",")
        elif letter == "✕" or letter == "✖" or letter == "⨯":
            out.append("×")
        else:
            out.append(letter)
    result = "".join(out)
    for pattern, replacement in _TEX:
        result = pattern.sub(replacement, result)
    return result.strip().rstrip("।").strip()


def _unwrapped(text: str) -> tuple[str, bool]:
    """The text inside brackets, `torch.Size(…)`, `shape =` and the like; whether there was any."""
    wrapped = False
    for _ in range(8):
        before = text
        for pattern in _WRAPPERS:
            match = pattern.match(text)
            if match:
                text, wrapped = match[1].strip(), True
        if text[:1] + text[-1:] in ("()", "[]", "{}", "<>") and _matching(text) == len(text) - 1:
            text, wrapped = text[1:-1].strip(), True
        if text == before:
            break
    return text.strip().removesuffix(",").strip(), wrapped


def _matching(text: str) -> int:
    """The place of the bracket that closes the first one."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter in "([{<") - (letter in ")]}>")
        if depth == 0:
            return place
    return -1


def _split(text: str, known: Mapping[str, str]) -> list[str]:
    """The sizes' texts: between commas, else between × or x, else between spaces."""
    for pattern in _separators(text, known):
        parts = _cut(text, pattern)
        if len(parts) > 1:
            return parts
    return [text]


def _separators(text: str, known: Mapping[str, str]) -> list[re.Pattern[str]]:
    patterns = [re.compile(r","), re.compile(r"×"), re.compile(r"\s+(?:by|BY)\s+")]
    if "x" not in known and "X" not in known:
        patterns.append(
            re.compile(
                r"(?<=[\w)⌋⌉])\s*(?<![A-Za-z_])[xX](?![A-Za-z_0-9]*\s*[-+*/])\s*(?=[\w(⌊⌈])|\s+[xX]\s+"
            )
        )
    else:
        patterns.append(re.compile(r"\s+[xX]\s+"))
    chunks = text.split()
    whole = all(c[0] not in "+-*/%·)]^" and c[-1] not in "+-*/%·([^" for c in chunks)
    a_product = len(chunks) == 2 and chunks[0].isdigit() and not chunks[1].isdigit()
    if whole and not a_product:
        patterns.append(re.compile(r"\s+"))
    return patterns


def _cut(text: str, pattern: re.Pattern[str]) -> list[str]:
    """Split at the pattern where no bracket is open."""
    parts, start, depth = [], 0, 0
    depths = []
    for letter in text:
        depth += (letter in "([{⌊⌈") - (letter in ")]}⌋⌉")
        depths.append(depth)
    for match in pattern.finditer(text):
        if depths[match.start()] == 0:
            parts.append(text[start : match.start()])
            start = match.end()
    parts.append(text[start:])
    return [part.strip() for part in parts]


_MOST_BITS = 256
"""Bits of a size that is raised to a power: more than any array has, few enough to be quick."""


def value(node: Node, sizes: Mapping[str, int]) -> Fraction:
    """The number that a size stands for. Raises ZeroDivisionError, and KeyError for a name."""
    if isinstance(node, int):
        return Fraction(node)
    if isinstance(node, str):
        return Fraction(sizes[node])
    op, left, right = node
    a, b = value(left, sizes), value(right, sizes)
    if op == "**":
        if b.denominator != 1 or abs(b) > 64 or abs(a) > 2**_MOST_BITS:
            raise ZeroDivisionError
        return Fraction(a**b)
    results = {
        "+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b,
        "//": lambda: Fraction(a // b), "%": lambda: a % b, "floor": lambda: Fraction(a // 1),
        "ceil": lambda: Fraction(-(-a // 1)), "min": lambda: min(a, b), "max": lambda: max(a, b),
    }  # fmt: skip
    return results[op]()


_RANKS = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2, "**": 3}


def write(node: Node, rank: int = 0) -> str:
    """A size as text that reads back to the same size."""
    if isinstance(node, int | str):
        return str(node)
    op, left, right = node
    if op in ("floor", "ceil"):
        return f"{op}({write(left)})"
    if op in ("min", "max"):
        return f"{op}({write(left)}, {write(right)})"
    own = _RANKS[op]
    space = " " if own == 1 else ""
    head = "" if op == "-" and left == 0 else write(left, own)
    text = f"{head}{space}{op}{space}{write(right, own + 1)}".strip()
    return f"({text})" if own < rank else text
