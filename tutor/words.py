"""The words of a text as searches compare them: no case, no TeX, letters and signs by name."""

import re
import unicodedata
from functools import lru_cache

from tutor.bilingual import Text

_STYLE = re.compile(r"\\(?:math[a-z]{1,8}|boldsymbol|operatorname|text[a-z]{0,8})\b")
_GREEK = {
    code: f" {unicodedata.name(chr(code)).rsplit(' ', 1)[-1].lower().replace('lamda', 'lambda')} "
    for code in range(0x3B1, 0x3CA)
    if code != 0x3C2
}

_NAMED = {"∇": "nabla", "∂": "partial", "∑": "sum", "∏": "prod", "∞": "infty", "√": "sqrt"}
_COMMANDS = {
    "int": "∫",
    "in": "∈",
    "notin": "∉",
    "to": "→",
    "rightarrow": "→",
    "implies": "⇒",
    "le": "≤",
    "leq": "≤",
    "ge": "≥",
    "geq": "≥",
    "ne": "≠",
    "neq": "≠",
    "approx": "≈",
    "sim": "∼",
    "propto": "∝",
    "odot": "⊙",
    "otimes": "⊗",
    "oplus": "⊕",
    "times": "×",
    "pm": "±",
    "subset": "⊂",
    "cup": "∪",
    "cap": "∩",
    "forall": "∀",
    "exists": "∃",
    "emptyset": "∅",
    "top": "⊤",
}
"""Signs that no word stands for: their names are words of English."""
_COMMAND = re.compile(r"\\([a-z]{2,10})")
_SIGNS = {ord(sign): f" {_NAMED.get(sign, sign)} " for sign in (*_NAMED, *_COMMANDS.values())}


def words(text: Text) -> str:
    r"""The words in every language, each with a space before it.

    `$\theta$`, `θ` and `Theta` are all ` theta`, `∇` and `\nabla` are ` nabla`, `\odot` is
    ` ⊙`, and `\mathbb{E}` is ` e`.
    """
    return _words(text if isinstance(text, str) else " ".join(text.values()))


@lru_cache(maxsize=4096)
def _words(whole: str) -> str:
    whole = _COMMAND.sub(_sign, _STYLE.sub(" ", whole))
    whole = unicodedata.normalize("NFKC", whole).casefold().translate(_GREEK | _SIGNS)
    kept = "".join(letter if _is_kept(letter) else " " for letter in whole)
    return "".join(f" {word}" for word in kept.split())


def _sign(command: re.Match[str]) -> str:
    return _COMMANDS.get(command[1], command[0])


def _is_kept(letter: str) -> bool:
    return letter.isalnum() or ord(letter) in _SIGNS or unicodedata.category(letter)[0] == "M"
