"""Alphabets, raised and lowered letters, and accents, as Unicode has them."""

import unicodedata

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_GREEK_CAPITALS = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇"
_GREEK_SMALL = "αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"


def _run(letters: str, first: int) -> dict[str, str]:
    return {letter: chr(first + index) for index, letter in enumerate(letters)}


_BOLD = {
    **_run(_CAPITALS, 0x1D400),
    **_run(_SMALL, 0x1D41A),
    **_run(_DIGITS, 0x1D7CE),
    **_run(_GREEK_CAPITALS, 0x1D6A8),
    **_run(_GREEK_SMALL, 0x1D6C2),
}
_BLACKBOARD = {
    **_run(_CAPITALS, 0x1D538),
    **_run(_SMALL, 0x1D552),
    **_run(_DIGITS, 0x1D7D8),
    **dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
}
_SCRIPT = {
    **_run(_CAPITALS, 0x1D49C),
    **_run(_SMALL, 0x1D4B6),
    **dict(zip("BEFHILMReglo", "ℬℰℱℋℐℒℳℛℯℊ𝓁ℴ", strict=True)),
}
_FRAKTUR = {
    **_run(_CAPITALS, 0x1D504),
    **_run(_SMALL, 0x1D51E),
    **dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
}

ALPHABETS: dict[str, dict[str, str]] = {
    "mathbb": _BLACKBOARD, "mathds": _BLACKBOARD, "mathbbm": _BLACKBOARD, "Bbb": _BLACKBOARD,
    "mathcal": _SCRIPT, "mathscr": _SCRIPT, "mathfrak": _FRAKTUR, "frak": _FRAKTUR,
    "mathbf": _BOLD, "boldsymbol": _BOLD, "bm": _BOLD, "pmb": _BOLD, "symbf": _BOLD,
    "bold": _BOLD, "mathbfit": _BOLD, "mathrm": {}, "mathit": {}, "mathsf": {}, "mathtt": {},
    "mathnormal": {}, "symup": {}, "symit": {}, "mathup": {},
}  # fmt: skip
"""Font command → what it makes of each character; other characters stay."""

WORD_FONTS = frozenset(("mathrm", "mathit", "mathsf", "mathtt", "symup", "mathup"))
"""Fonts in which several letters are a word."""

SWITCHES = {
    "bf": "mathbf", "bfseries": "mathbf", "cal": "mathcal", "rm": "mathrm", "it": "mathit",
    "sf": "mathsf", "tt": "mathtt",
}  # fmt: skip
"""Font command that holds to the end of its group → the one with an argument."""

_RAISED = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθιϕφχ′″‴*∗⋆†‡°⊤⊺",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᶥᶲᵠᵡ′″‴**⋆†‡°ᵀᵀ",
        strict=True,
    )
)
_LOWERED = dict(
    zip(
        "0123456789+−=()aehijklmnoprstuvxβγρφϕχ, ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵩᵪ, ",
        strict=True,
    )
)


def raised(text: str) -> str | None:
    """`text` in superscript characters; None when one of its characters has none.

    A blank has none: eˣ ʸ would be a power of e times y.
    """
    return _mapped(text, _RAISED)


def lowered(text: str) -> str | None:
    """`text` in subscript characters; None when one of its characters has none."""
    return _mapped(text, _LOWERED)


def _mapped(text: str, table: dict[str, str]) -> str | None:
    letters = [table.get(character) for character in text]
    if not letters or None in letters:
        return None
    return "".join(letter for letter in letters if letter is not None)


ACCENTS: dict[str, tuple[str, str]] = {
    "hat": ("\u0302", "^"), "widehat": ("\u0302", "^"), "bar": ("\u0304", "_"),
    "overline": ("\u0304", "_"), "tilde": ("\u0303", "~"), "widetilde": ("\u0303", "~"),
    "vec": ("\u20d7", "→"), "overrightarrow": ("\u20d7", "→"), "overleftarrow": ("\u20d6", "←"),
    "dot": ("\u0307", "˙"), "ddot": ("\u0308", "¨"), "dddot": ("\u20db", "⋯"),
    "check": ("\u030c", "ˇ"), "widecheck": ("\u030c", "ˇ"), "breve": ("\u0306", "˘"),
    "acute": ("\u0301", "´"), "grave": ("\u0300", "`"), "mathring": ("\u030a", "˚"),
    "underline": ("\u0332", "‾"), "underbar": ("\u0332", "‾"),
    "overleftrightarrow": ("\u20e1", "↔"),
}  # fmt: skip
"""Accent command → combining character for one letter, mark for a line of its own."""

FILLING = frozenset("_→←↔‾")
"""Marks that stretch over the whole body."""


def accented(letter: str, mark: str) -> str | None:
    """One letter with its accent, or None where terminals do not draw it well."""
    combining = ACCENTS[mark][0]
    letter = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    if len(letter) != 1 or not letter.isalnum() or ord(letter) > 0xFFFF:
        return None
    return unicodedata.normalize("NFC", letter + combining)
