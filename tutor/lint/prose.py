"""Is a text prose, and in which language? Formulas, code and technical names are in neither."""

import re

_BANGLA = re.compile(r"[\u0985-\u09B9\u09DC-\u09DF\u09E0\u09E1]")
_WORD = re.compile(r"(?<![\w\\])[A-Za-z][a-z']+(?!\w)")
_NOT_PROSE = re.compile(
    r"```.{0,20000}?```"  # a block of code
    r"|`[^`\n]{1,2000}`"
    r"|\$\$.{1,20000}?\$\$"
    r"|\$[^$\n]{1,2000}\$"
    r"|\{\{[^{}\n]{1,300}\}\}"
    r"|\]\([^)\n]{1,500}\)"
    r"|https?://\S{1,500}",
    re.DOTALL,
)
_ALWAYS_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """
        a all an and are as at be because but by can do does each every find for from give has
        have here how if in is it its let no none not of on or put read so than that the their
        then there these they this to true false use we what when where which why with write yes you
        your
        """,
    )
)
_SENTENCE = 4


def bare(text: str) -> str:
    """The text without formulas, code, holes and addresses."""
    return _NOT_PROSE.sub(" ", text)


def has_bangla(text: str) -> bool:
    """Whether prose of the text is in Bangla letters."""
    return _BANGLA.search(bare(text)) is not None


def is_english(text: str) -> bool:
    """Whether the text says something in English: by a small word, a full stop, or its length.

    Names such as "learning rate" or "Adam" are no prose: they stay in every language.
    """
    words = [word.lower() for word in _WORD.findall(bare(text))]
    if not words:
        return False
    if len(words) > 1 and text.rstrip().endswith((".", "?", "!")):
        return True
    if any(word in _ALWAYS_ENGLISH for word in words):
        return len(words) > 1 or words[0] in ("yes", "no", "none", "true", "false")
    return len(words) >= _SENTENCE
