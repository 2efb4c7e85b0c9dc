"""The words of a text as searches compare them: no case, no TeX, Greek letters by name."""

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


def words(text: Text) -> str:
    r"""The words in every language, each with a space before it.

    `$\theta$`, `θ` and `Theta` are all ` theta`, and `\mathbb{E}` is ` e`.
    """
    return _words(text if isinstance(text, str) else " ".join(text.values()))


@lru_cache(maxsize=4096)
def _words(whole: str) -> str:
    whole = unicodedata.normalize("NFKC", _STYLE.sub(" ", whole)).casefold().translate(_GREEK)
    kept = "".join(
        letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " "
        for letter in whole
    )
    return "".join(f" {word}" for word in kept.split())
