"""Texts that a learner types here, cut into their parts."""

import re
from collections.abc import Sequence

from tutor.bilingual import Strings
from tutor.checking.expression import read
from tutor.checking.expression.tree import Matrix, Node, Symbol, free_symbols
from tutor.checking.expression.tree import Sequence as List
from tutor.exercise import Unreadable
from tutor.labs import LabError
from tutor.labs.functions import read_number

STRINGS = Strings(__file__)

_SLOPE = re.compile(r"^\s*(?:d|∂|\\partial\s*)\s*[A-Za-z]?\s*/\s*(?:d|∂|\\partial\s*)\s*(.+?)\s*$")


def parts(text: str) -> list[str]:
    """The pieces between commas, semicolons and line ends that stand outside brackets."""
    found, depth = [""], 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if letter in ",;\n" and depth <= 0:
            found.append("")
        else:
            found[-1] += letter
    return [part.strip() for part in found if part.strip()]


def name_of(text: str, field: str) -> str:
    """The variable that was typed. Raises LabError."""
    word = text.strip()
    reading = read(word, names=(word,), form="expression") if word else None
    if reading is None or isinstance(reading, Unreadable) or not isinstance(reading.tree, Symbol):
        raise LabError(field, STRINGS("no_name", found=word))
    return reading.tree.name


def assignments(text: str, field: str) -> dict[str, str]:
    """`x = 1, A = [1 2; 3 4]` as texts by name. Raises LabError."""
    found: dict[str, str] = {}
    for part in parts(text):
        left, equals, right = part.partition("=")
        if not equals or not left.strip() or not right.strip():
            raise LabError(field, STRINGS("no_equals", found=part))
        name = left.strip()
        if name in found:
            raise LabError(field, STRINGS("twice", name=name))
        found[name] = right.strip()
    return found


def letters(text: str, field: str, known: Sequence[str] = ()) -> tuple[str, ...]:
    """The variables of a formula, x₂ before x₁₀. Raises LabError where it cannot be read."""
    reading = read(text, names=None, form="expression")
    if isinstance(reading, Unreadable):
        raise LabError(field, reading.why)
    found = free_symbols(reading.tree)
    if known and not found >= set(known):
        again = read(text, names=(*known, *found), form="expression")
        found = found if isinstance(again, Unreadable) else free_symbols(again.tree)
    return tuple(sorted(found, key=_natural))


def _natural(name: str) -> tuple[str, int, str]:
    stem, _, number = name.partition("_")
    return (stem, int(number), "") if number.isdecimal() and len(number) < 9 else (stem, -1, name)


def gradient_texts(text: str, names: Sequence[str]) -> list[str]:
    """One formula for every variable, out of a list or of labelled entries. Raises LabError.

    `[2x, 3y]`, `2x, 3y`, `[2x; 3y]`, `x: 2x; y: 3y`, `∂f/∂y = 3y, ∂f/∂x = 2x`.
    """
    if not text.strip():
        raise LabError("gradient", STRINGS["gradient_missing"])
    pieces = parts(_unwrapped(re.sub(r"^\s*(?:∇\s*f|grad(?:ient)?)\s*=", "", text)))
    labelled = [_labelled(piece, names) for piece in pieces]
    if len(pieces) > 1 and all(name for name, _ in labelled):
        by_name = dict(labelled)
        missing = [name for name in names if name not in by_name]
        if missing or len(by_name) < len(labelled):
            raise LabError("gradient", STRINGS("entry_missing", names=", ".join(missing or names)))
        return [by_name[name] for name in names]
    if len(pieces) != len(names):
        raise LabError(
            "gradient",
            STRINGS("entry_count", found=len(pieces), wanted=len(names), names=", ".join(names)),
        )
    return [piece for _, piece in labelled]


def _unwrapped(text: str) -> str:
    """What stands in a pair of brackets around the whole list."""
    bare = text.strip()
    while len(bare) > 1 and bare[0] in "([{⟨" and _closes_at_end(bare):
        inside = bare[1:-1].strip()
        if bare[0] == "(" and len(parts(inside)) < 2:
            break
        bare = inside
    if bare.endswith(("ᵀ", "^T", ".T", "'")) and bare[:1] in "([":
        return _unwrapped(re.sub(r"(?:ᵀ|\^T|\.T|')$", "", bare))
    return bare


def _closes_at_end(text: str) -> bool:
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter in "([{⟨") - (letter in ")]}⟩")
        if depth == 0:
            return at == len(text) - 1
    return False


def _labelled(piece: str, names: Sequence[str]) -> tuple[str, str]:
    """The variable an entry is labelled with, if any, and the entry."""
    for sign in (":", "="):
        left, found, right = piece.partition(sign)
        if found and right.strip():
            slope = _SLOPE.match(left)
            word = (slope[1] if slope else left).strip()
            reading = read(word, names=tuple(names), form="expression")
            if not isinstance(reading, Unreadable) and isinstance(reading.tree, Symbol):
                name = reading.tree.name
                return (name if name in names else ""), right.strip()
            return "", right.strip()
    return "", piece


def numbers_of(text: str, field: str) -> list[list[float]]:
    """A number, a list (a column), or a matrix `[1 2; 3 4]`, as rows. Raises LabError."""
    reading = read(text, names=(), form="matrix")
    if isinstance(reading, Unreadable):
        raise LabError(field, reading.why)
    tree = reading.tree
    rows: list[tuple[Node, ...]]
    if isinstance(tree, Matrix):
        rows = list(tree.rows)
    elif isinstance(tree, List):
        rows = [(item,) for item in tree.items]
    else:
        return [[read_number(text, field)]]
    return [[_number(node, text, field) for node in row] for row in rows]


def _number(node: Node, text: str, field: str) -> float:
    from tutor.checking.expression import show

    if free_symbols(node):
        raise LabError(field, STRINGS("no_numbers", found=text))
    return read_number(show.python(node), field)
