"""Characters before they become tokens: one spelling for all, with the column of each."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from tutor.checking.expression import bengali
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.vocabulary import GREEK

_REPLACED = {
    **dict.fromkeys("−‐‑‒–—―﹣˗", "-"),
    **dict.fromkeys("×·∙⋅∗✕✖⨯•⋆⊙∘", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("′’ʹ‘´", "'"),
    **dict.fromkeys("∣ǀ‖∥", "|"),
    **dict.fromkeys("＾ˆ˄", "^"),
    "،": ",", "؛": ";", "٫": ".", "।": ".", "µ": "μ", "ℯ": "e", "ℓ": "l", "ℎ": "h",
    "ℏ": "ħ", "ⅇ": "e", "″": "''", "‴": "'''", "‰": "/1000",
    "ⅈ": "i", "ⅉ": "j", "∆": "Δ", "Ω": "Ω", "∊": "∈", "≡": "=", "𝛁": "∇", "𝟏": "1",
    **dict.fromkeys("“”€£¥₹৳", " "), "⊤": "^T", "⊺": "^T", "➖": "-", "➕": "+", "➗": "/",
    "←": "=", "🟰": "=",
    **dict.fromkeys("✓✔✅☑", " "),
}  # fmt: skip

OPERATORS = {
    "≤": "<=", "⩽": "<=", "≦": "<=", "≥": ">=", "⩾": ">=", "≧": ">=", "≠": "!=", "∈": "in",
    "∪": "union", "∖": "minus", "∧": "and", "∨": "or", "¬": "not", "±": "+-", "∓": "-+",
    "∞": "oo", "∅": "emptyset", "⌀": "emptyset", "√": "sqrt", "∛": "cbrt", "∜": "fourthroot",
    "⌊": "floor(", "⌋": "floor)", "⌈": "ceil(", "⌉": "ceil)", "∑": "sum", "∏": "prod",
    "°": "deg", "º": "deg", "ℝ": "reals", "𝟙": "one", "𝕀": "one", "⟨": "<(", "⟩": ">)",
    "↦": "mapsto", "∴": "=>", "⇔": "=>", "⟺": "=>", "↔": "=>", "⟶": "=>",
    "〈": "<(", "〉": ">)", "≈": "~", "≃": "~", "≅": "~", "⇒": "=>", "⟹": "=>", "→": "=>",
    "∉": "notin", "∂": "partial", "∫": "integral", "∇": "nabla", "∩": "intersection",
}  # fmt: skip
"""Characters that are an operator by themselves → its name among the tokens."""

ACCENTS = {
    "\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde",
    "\u0307": "dot", "\u0308": "ddot",
}  # fmt: skip
"""Combining marks → the subscript that names them: ŷ is y_hat."""

_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f\u2061\u2062\u2063\u2064")
_DIRECTIONS = frozenset(
    "\u200e\u200f\u061c" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
)


_LOOKALIKES = dict(
    zip(
        "асеорхуіјһԁԛԝАВЕКМНОРСТХУІЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aceopxyijhdqwABEKMHOPCTXYIJABEZHIKMNOPTYX",
        strict=True,
    )
)
"""Cyrillic and Greek letters that are no names here → the Latin ones they look like."""

_PRINTED = re.compile(r"[ -~]*\Z")


def clean(text: str) -> tuple[str, Sequence[int]]:
    """Plain characters, and the column of each; one without meaning raises Unread."""
    if _PRINTED.match(text):
        return text, range(len(text))
    chars: list[str] = []
    columns: list[int] = []
    passed = 0
    for column, char in enumerate(text):
        if column < passed:
            continue
        if bengali.is_letter(char):
            said, passed = bengali.word(text, column)
            chars.append(said)
            columns.extend((column, column, *(passed - 1,) * len(said))[: len(said)])
            continue
        plain = _MEANINGS.get(char)
        if plain is None:
            plain = _plain(char, column)
        chars.append(plain)
        columns.extend((column,) * len(plain))
    return "".join(chars), columns


_MEANINGS: Mapping[str, str] = {
    **{chr(code): chr(code) for code in range(ord(" "), 0x7F)},
    **dict.fromkeys("\n\r\t\f\v", " "),
    **{char: char for char in (*OPERATORS, *GREEK, *"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿˣ₀₁₂₃₄₅₆₇₈₉ᵢⱼₙ½⅓¼¾")},
    **dict.fromkeys(_INVISIBLE, ""),
    **_REPLACED,
}
"""What the characters stand for that need no closer look."""


def _plain(char: str, column: int) -> str:
    """`char` without its style: full width, Bengali, mathematical letters, accents."""
    if char in _DIRECTIONS:
        name = unicodedata.name(char)
        raise Unread(column, "direction_mark", (column, column + 1, ""), name=name)
    category = unicodedata.category(char)
    if category in ("Zs", "Zl", "Zp"):
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category in ("Cs", "Cc", "Cf", "Co", "Cn"):
        raise Unread(column, "control", (column, column + 1, ""), code=_code(char))
    if category in ("No", "Mn") or unicodedata.decomposition(char).startswith(("<sup", "<sub")):
        return char
    latin = _LOOKALIKES.get(char)
    if latin is not None:
        alphabet = unicodedata.name(char).partition(" ")[0].title()
        mend = (column, column + 1, latin)
        raise Unread(column, "lookalike", mend, char=char, latin=latin, alphabet=alphabet)
    folded = unicodedata.normalize("NFKC", char)
    if folded != char and len(folded) == 1:
        return _REPLACED.get(folded, folded)
    pieces = unicodedata.normalize("NFD", char)
    if len(pieces) == 2 and pieces[0].isascii() and pieces[1] in ACCENTS:
        return pieces
    return char


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"


def is_digit(char: str) -> bool:
    """Whether `char` is a digit once cleaned."""
    return "0" <= char <= "9"


_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") | GREEK.keys()


def is_letter(char: str) -> bool:
    """Whether `char` may begin a name."""
    return char in _LETTERS


@lru_cache(maxsize=1024)
def superscript(char: str) -> str:
    """What stands raised in `char` (`²` → `2`), or an empty string."""
    return _script(char, "<super>")


@lru_cache(maxsize=1024)
def subscript(char: str) -> str:
    """What stands lowered in `char` (`₂` → `2`), or an empty string."""
    return _script(char, "<sub>")


def _script(char: str, style: str) -> str:
    if not unicodedata.decomposition(char).startswith(style):
        return ""
    plain = unicodedata.normalize("NFKC", char).replace("−", "-")
    return (
        plain
        if len(plain) == 1 and (is_letter(plain) or is_digit(plain) or plain in "+-()=")
        else ""
    )


def fraction(char: str) -> tuple[int, int] | None:
    """Numerator and denominator of `½`, `⅔` and the like."""
    top, _, bottom = unicodedata.normalize("NFKC", char).partition("⁄")
    return (int(top), int(bottom)) if top.isdecimal() and bottom.isdecimal() else None
