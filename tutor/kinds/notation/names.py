"""Whether a typed name is one of some listed names, forgiving what does not change it.

Case, accents of Unicode, articles, hyphens, plurals, "A of B" for "B A", a word such as
"function" more or less, and one slip of the keyboard in a long word are forgiven; another
listed name is never taken for this one.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_FILLERS = frozenset(
    (
        *("a", "an", "the", "its", "this", "that", "these", "is", "are", "it", "means"),
        *("denotes", "stands", "for"),
        *("এটি", "এটা", "হলো", "হল", "হচ্ছে", "মানে", "একটি", "একটা", "টি", "টা", "এর", "র"),
    )
)
_IRREGULAR = {
    "matrices": "matrix",
    "vertices": "vertex",
    "indices": "index",
    "axes": "axis",
    "hypotheses": "hypothesis",
    "biases": "bias",
    "losses": "loss",
    "classes": "class",
    "batches": "batch",
    "data": "datum",
    "criteria": "criterion",
    "parametre": "parameter",
    "parametres": "parameter",
    "colour": "color",
    "normalisation": "normalization",
    "optimiser": "optimizer",
    "regulariser": "regularizer",
    "regularisation": "regularization",
}
_GENERIC = frozenset(
    (
        *("product", "term", "constant", "function", "operator", "vector", "matrix", "symbol"),
        *("গুণফল", "পদ", "ধ্রুবক", "ফাংশন", "অপারেটর", "ভেক্টর", "ম্যাট্রিক্স", "চিহ্ন", "প্রতীক"),
    )
)
"""Words that say of what sort a thing is: "loss" is "loss function"."""
# Sorts themselves: a scalar is no scalar product, a value no value function.
_SORTS = frozenset(("scalar", "tensor", "number", "value", "variable", "set", "unit", "zero"))
# Shorter words are too close to each other for a slip to be told from another word.
_SHORTEST_WITH_SLIP = 5


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name that carry its meaning, in a standard form and order."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = text.replace("\u200c", "").replace("\u200d", "").replace("'s ", " ").replace("’s ", " ")
    words = "".join(character if _is_of_word(character) else " " for character in text).split()
    words = [word for word in words if word not in _FILLERS]
    return tuple(singular(word) for word in _of_reversed(words))


def _is_of_word(character: str) -> bool:
    """Letters, digits, and the vowel signs that belong to Bangla letters."""
    return unicodedata.category(character)[0] in "LNM"


def _of_reversed(words: list[str]) -> list[str]:
    """`gradient of the loss` → `loss gradient`."""
    if "of" not in words:
        return words
    place = words.index("of")
    return [*_of_reversed(words[place + 1 :]), *words[:place]]


def singular(word: str) -> str:
    """An English word without the ending of its plural."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if not word.isascii() or len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") else word


def same(left: str, right: str) -> bool:
    """Whether two names are the same but for what never matters. `hyper-plane` is `hyperplane`."""
    one, other = words_of(left), words_of(right)
    return bool(one) and (one == other or "".join(one) == "".join(other))


def nearly(typed: str, name: str) -> bool:
    """Whether one slip in each long word makes the typed name from `name`."""
    one, other = words_of(typed), words_of(name)
    if len(one) != len(other):
        joined, whole = "".join(one), "".join(other)
        return min(len(joined), len(whole)) >= _SHORTEST_WITH_SLIP and slip(joined, whole)
    return bool(one) and all(a == b or _forgivable(a, b) for a, b in zip(one, other, strict=True))


def _forgivable(typed: str, word: str) -> bool:
    long = min(len(typed), len(word)) >= _SHORTEST_WITH_SLIP
    digits = any(character.isdigit() for character in typed + word)
    return long and not digits and slip(typed, word)


def slip(one: str, other: str) -> bool:
    """Whether one letter added, left out, changed, or two neighbours swapped, makes the other.

    Distance at most 1 after Damerau (1964).
    """
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    swapped = one[start : start + 2] == other[start : start + 2][::-1]
    return swapped and one[start + 2 :] == other[start + 2 :]


def find(typed: str, names: Iterable[str]) -> bool:
    """Whether the typed name is exactly one of `names`."""
    return any(same(typed, name) for name in names)


def find_nearly(typed: str, names: Iterable[str]) -> bool:
    """Whether the typed name is one of `names` but for slips."""
    return any(nearly(typed, name) for name in names)


def find_generically(typed: str, names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether the typed name is one of `names` but for generic words left out or added.

    Never where that makes one of `others`, or makes it a thing of another sort: "identity
    function" is not "identity matrix".
    """
    core, sort = _parted(typed)
    if not core or any(_parted(other)[0] == core for other in others):
        return False
    sorts = [each for name in names for found, each in [_parted(name)] if found == core]
    if set(core) <= _SORTS:
        return False
    return any(sort <= each or (sort >= each and not any(sorts)) for each in sorts)


def _parted(name: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of a name without the generic ones, and those."""
    words = words_of(name)
    generic = frozenset(words) & _GENERIC
    return tuple(word for word in words if word not in generic), generic


def overlap(typed: str, names: Iterable[str]) -> float:
    """How much of some name was typed: the greatest share of its words, from 0 to 1."""
    given = words_of(typed)
    best = 0.0
    for name in names:
        words = words_of(name)
        if words:
            met = sum(any(w == g or _forgivable(g, w) for g in given) for w in words)
            best = max(best, met / len(words))
    return best
