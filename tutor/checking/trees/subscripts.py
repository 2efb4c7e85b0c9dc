"""Subscripts that depend on an index: i in x_i, a_{ij}, x_{i,j}, r_{i+1} and x_{n-i}.

A run of letters such as `ij` is several indices, unless it is a word: x_in, x_min. A digit in
it is an index too: a_{i1}. Between commas stands one index, or a sum of letters and numbers.
"""

import re

_INDICES = frozenset("ijklmnpqrstuv")
_MOST_INDICES = 4
_WORDS = frozenset(
    (
        "in",
        "init",
        "inp",
        "int",
        "lin",
        "lr",
        "min",
        "mlp",
        "mul",
        "nil",
        "null",
        "num",
        "sim",
        "sin",
        "sum",
        "sup",
        "tr",
        "unit",
    )
)
_RUN = re.compile(r"[a-z]|\d+")
_TERM = re.compile(r"([+-]?)([A-Za-z]+|\d+)")


def carries(name: str, index: str) -> bool:
    """Whether a variable's subscript depends on an index."""
    base, _, subscript = name.rpartition("_")
    if not base or index not in subscript:
        return False
    return any(index in _letters(part) for part in _parts(subscript))


def at(name: str, index: str, value: int) -> str:
    """The variable with a number for the index: a_{ij} at i = 3 is a_{3j}."""
    base, _, subscript = name.rpartition("_")
    parts = [_put(part, index, value) for part in _parts(subscript)]
    listed = "," in subscript
    if not listed and all(re.fullmatch(r"[a-z]|\d", part) for part in parts):
        return f"{base}_{''.join(parts)}"
    plain = len(parts) == 1 and parts[0].isalnum()
    return f"{base}_{parts[0]}" if plain else f"{base}_{{{','.join(parts)}}}"


def base_of(name: str) -> str:
    """A variable's name without its last subscript."""
    return name.rpartition("_")[0]


def _parts(subscript: str) -> list[str]:
    """The indices of a subscript, each a letter, a word, a number or a sum of these."""
    found: list[str] = []
    for part in subscript.replace("{", "").replace("}", "").split(","):
        pieces = _RUN.findall(part)
        letters = [piece for piece in pieces if piece.isalpha()]
        run = (
            1 < len(pieces) <= _MOST_INDICES
            and "".join(pieces) == part
            and part not in _WORDS
            and bool(letters)
            and _INDICES.issuperset(letters)
        )
        found += pieces if run else [part]
    return found


def _letters(part: str) -> frozenset[str]:
    terms = _TERM.findall(part)
    whole = "".join(sign + term for sign, term in terms) == part
    return frozenset(term for _, term in terms) if whole else frozenset((part,))


def _put(part: str, index: str, value: int) -> str:
    """A sum with a number for one of its letters: `i+1` at i = 3 is 4, and `k+i` is `k+3`."""
    if index not in _letters(part):
        return part
    constant = 0
    letters: list[str] = []
    for sign, term in _TERM.findall(part):
        factor = -1 if sign == "-" else 1
        if term == index:
            constant += factor * value
        elif term.isdigit():
            constant += factor * int(term)
        else:
            letters.append(("-" if factor < 0 else "+") + term)
    if not letters:
        return str(constant)
    return "".join(sorted(letters)).removeprefix("+") + (f"{constant:+}" if constant else "")
