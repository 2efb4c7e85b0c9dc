"""Bangla words around an answer, as the English words that the reader knows."""

import unicodedata

from tutor.checking.expression.errors import Unread

_WORDS = {
    **dict.fromkeys(("উত্তর", "উত্তরটি", "উঃ", "উ", "মান", "ফল", "ফলাফল"), "answer"),
    **dict.fromkeys(("সমাধান", "সমাধানগুলো"), "solution"),
    **dict.fromkeys(("অথবা", "বা", "কিংবা"), "or"),
    **dict.fromkeys(("এবং", "ও", "আর"), "and"),
    **dict.fromkeys(("সুতরাং", "অতএব", "তাই"), "so"),
    **dict.fromkeys(("যদি", "যখন"), "if"),
    **dict.fromkeys(("টি", "টা", "জন", "হলো", "হল", "হয়"), ""),
    **dict.fromkeys(("প্রায়",), "about"),
    **dict.fromkeys(("টাকা",), "taka"),
    "অন্যথায়": "otherwise",
    "শতাংশ": "%", "শত": "hundred", "হাজার": "thousand", "লাখ": "lakh", "লক্ষ": "lakh",
    "কোটি": "crore", "মিলিয়ন": "million",
    "সেকেন্ড": "seconds", "মিনিট": "minutes", "ঘণ্টা": "hours", "মিটার": "metres",
}  # fmt: skip


def is_letter(char: str) -> bool:
    """Whether `char` is a letter or a mark of Bangla, and no digit or sign."""
    return "\u0980" <= char <= "\u09e3"


def word(text: str, column: int) -> tuple[str, int]:
    """What the Bangla word at `column` says in English, and where it ends. Raises Unread."""
    end = column
    while end < len(text) and (is_letter(text[end]) or text[end] in "\u200c\u200d"):
        end += 1
    typed = text[column:end]
    plain = unicodedata.normalize("NFC", typed).replace("\u200c", "").replace("\u200d", "")
    said = _WORDS.get(plain)
    if said is not None:
        return f" {said} ", end
    if plain.endswith("ঃ") and plain[:-1] in _WORDS:
        return f" {_WORDS[plain[:-1]]}: ", end
    raise Unread(column, "unknown_word", found=typed)
