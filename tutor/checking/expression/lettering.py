"""How names are written: Greek letters, raised and lowered characters, TeX."""

from tutor.checking.expression import vocabulary

_SUPERSCRIPTS = dict(zip("0123456789−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ", strict=True))
_SUBSCRIPTS = dict(zip("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_LOWERED = frozenset(_SUBSCRIPTS.values())
_LETTERS = {name: letter for letter, name in reversed(list(vocabulary.GREEK.items()))} | {
    "phi": "φ"
}


def raised(text: str) -> str:
    """Text in raised characters; nothing where one of them cannot be raised."""
    small = "".join(_SUPERSCRIPTS.get(char, "") for char in text)
    return small if len(small) == len(text) else ""


def lowered(text: str) -> str:
    """Text in lowered characters; nothing where one of them cannot be lowered."""
    small = "".join(_SUBSCRIPTS.get(char, "") for char in text)
    return small if len(small) == len(text) else ""


def plain_name(name: str) -> str:
    """The name of a variable in Unicode: `x₁`, `σ`, `x_max`."""
    base, *below = name.split("_") if "{" not in name else [name]
    shown = _LETTERS.get(base, base)
    for part in below:
        small = lowered(part) if part.isdigit() or len(part) == 1 else ""
        fits = small and not vocabulary.is_operator(base) and shown[-1] not in _LOWERED
        shown += small if fits else "_" + part
    return shown


def tex_name(name: str) -> str:
    r"""The name of a variable in TeX: `x_{1}`, `\sigma`, `\mathrm{rate}`."""
    if "{" in name:
        return name
    base, *below = name.split("_")
    if below and vocabulary.is_operator(base) and base not in vocabulary.GREEK_NAMES:
        return r"\mathrm{" + name.replace("_", r"\_") + "}"
    if base in vocabulary.GREEK_NAMES:
        shown = "\\" + base
    elif len(base) > 1 and base.isalpha():
        shown = r"\mathrm{" + base + "}"
    else:
        shown = base
    return shown + "".join(f"_{{{part}}}" for part in below)
