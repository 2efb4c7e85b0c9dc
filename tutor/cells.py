"""How many terminal cells a text takes, and where it may be cut.

Terminals agree on mathematics and disagree on Bangla: a vowel sign that has its own
width on paper (Unicode category Mc, such as ি) takes a cell in most terminals and none
in some, and a conjunct (ক + ্ + ষ) takes the cells of its letters or of one letter. The
model of this terminal is found by `tutor.terminal` and set here with `use`.
"""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_spacing_mark = 0
_joins_conjuncts = False

_ZERO_WIDTH_JOINER = "\u200d"
_EMOJI_PRESENTATION = "\ufe0f"
_VIRAMA_CLASS = 9


def use(spacing_mark: int, joins_conjuncts: bool) -> None:
    """Count widths as this terminal does.

    spacing_mark: cells of a character of category Mc, 0 or 1.
    joins_conjuncts: a consonant after a virama takes no cell of its own.
    """
    global _spacing_mark, _joins_conjuncts
    _spacing_mark, _joins_conjuncts = spacing_mark, joins_conjuncts
    cells.cache_clear()
    _cells_of_character.cache_clear()


@lru_cache(maxsize=8192)
def cells(text: str) -> int:
    """Width of `text`, which has no line breaks, in terminal cells."""
    if text.isascii():
        return len(text)
    width = 0
    before = ""
    for character in text:
        if _joins_conjuncts and is_virama(before) and character.isalpha():
            pass
        elif before != _ZERO_WIDTH_JOINER:
            width += _cells_of_character(character)
        before = character
    return width


@lru_cache(maxsize=4096)
def _cells_of_character(character: str) -> int:
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cc") or (category == "Cf" and character != "\u00ad"):
        return 0
    if category == "Mc":
        return _spacing_mark
    if "\u1160" <= character <= "\u11ff":  # the vowels and finals of a Hangul syllable
        return 0
    if category == "Cn":
        return 1
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def is_virama(character: str) -> bool:
    """Whether `character` joins the consonants around it into a conjunct."""
    return character != "" and unicodedata.combining(character) == _VIRAMA_CLASS


def clusters(text: str) -> Iterator[str]:
    """The pieces of `text` that a reader sees as one letter each, in order."""
    start = 0
    for index in range(1, len(text)):
        if not _continues(text[index - 1], text[index]):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _continues(before: str, character: str) -> bool:
    if character.isascii():
        return False
    if unicodedata.category(character)[0] == "M" or character in "\u200c\u200d":
        return True
    return before == _ZERO_WIDTH_JOINER or (is_virama(before) and character.isalpha())
