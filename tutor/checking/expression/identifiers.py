"""Words with their subscripts: `x_1`, `x₁`, `x_{i,j}`, `learning_rate`."""

from tutor.checking.expression import characters
from tutor.checking.expression.characters import is_digit, is_letter
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.limits import MAX_WORD
from tutor.checking.expression.source import Source
from tutor.checking.expression.tokens import Unit
from tutor.checking.expression.vocabulary import GREEK

_FONTS = ("\\text", "\\mathrm", "\\mathbf", "\\operatorname")

WITH_BASE = ("log", "ln", "lg", "sum", "Sum", "prod", "lim", "int", "max", "min")
"""Words after which `_` starts a base or limits instead of belonging to the name."""


def take_word(source: Source, units: list[Unit], start: int, named: bool = False) -> None:
    """Add a run of letters, digits and subscripts; the reader divides it into names.

    named: `units` are a whole name already, and only subscripts may follow.
    """
    while True:
        char = source.chars[source.at]
        if char in characters.ACCENTS:
            source.unit(units, "_", source.at, source.at)
            source.unit(units, characters.ACCENTS[char], source.at, source.at + 1)
        elif is_digit(char) and units and source.chars[source.at - 1] == "}":
            break  # x_{1}2 is 2x_1
        elif not named and (is_letter(char) or is_digit(char)):
            source.unit(units, GREEK.get(char, char), source.at, source.at + 1)
        elif not _subscript(source, units, named):
            break
        if len(units) > MAX_WORD:
            raise Unread(source.columns[start], "word_length", most=MAX_WORD)
    text = "".join(unit.text for unit in units)
    source.put("word", text, start, source.at, units=tuple(units))


def _subscript(source: Source, units: list[Unit], named: bool) -> bool:
    """Add `_…`, `_{…}` or lowered characters to `units`; False where none follows."""
    start = source.at
    if _takes_base(source, units):
        return False
    if characters.subscript(source.chars[start]):
        _lowered(source, units)
        return True
    while source.tex and source.chars[start] == " ":
        start += 1
    following = source.chars[start + 1]
    if source.chars[start] != "_" or (_has_index(source, start) and _ends_sum(source, units)):
        return False
    if following in "{\\":
        word, end = _braced(source, start + 1)
    elif not (is_letter(following) or is_digit(following)):
        return False
    elif not named and (not source.tex or _is_long(source, start + 1)):
        source.unit(units, "_", start, start + 1)
        return True
    else:
        belongs = is_letter if _is_long(source, start + 1) else is_digit
        end = start + 2
        while belongs(following) and belongs(source.chars[end]):
            end += 1
        word = "".join(GREEK.get(char, char) for char in source.chars[start + 1 : end])
    source.unit(units, "_", start, start + 1)
    source.unit(units, word, start + 1, end)
    return True


def _takes_base(source: Source, units: list[Unit]) -> bool:
    """Whether `_` starts the base of a logarithm or limits, not a name such as log_prob."""
    if not "".join(unit.text for unit in units[-5:]).endswith(WITH_BASE):
        return False
    if len(units[-1].text) > 1 or source.chars[source.at] != "_":
        return True
    end = source.at + 1
    while is_letter(source.chars[end]) and end < source.at + 4:
        end += 1
    letters = end - source.at - 1
    return letters < (3 if units[-1].text in "gn" else 1)


def _lowered(source: Source, units: list[Unit]) -> None:
    start = end = source.at
    word = ""
    while piece := characters.subscript(source.chars[end]):
        word += GREEK.get(piece, piece)
        end += 1
    source.unit(units, "_", start, start)
    source.unit(units, word if word.isalnum() else "{" + word + "}", start, end)


def _ends_sum(source: Source, units: list[Unit]) -> bool:
    r"""Whether a sum or product stands here, or its upper limit, as in `\sum^n_{i=1}`."""
    before = source.out[-2:]
    limit = len(before) == 2 and before[0].is_op("sum", "prod") and before[1].is_op("^")
    return limit or units[-1].text in ("Sigma", "Pi")


def _has_index(source: Source, start: int) -> bool:
    """Whether `_{i=…}` follows, so that Σ is a sum and not a letter."""
    return "=" in source.chars[start : start + 8]


def _is_long(source: Source, start: int) -> bool:
    """Whether a word stands at `start`; TeX would lower its first letter only."""
    end = start
    while is_letter(source.chars[end]) and end - start < 4:
        end += 1
    return end - start > 2 or (end - start == 2 and source.chars[end] not in "^_")


def _braced(source: Source, start: int) -> tuple[str, int]:
    """The text of a subscript in braces (or one TeX letter) and where it ends."""
    end = start
    if source.chars[start] == "{":
        depth = 0
        while end == start or depth:
            if end >= source.size:
                raise source.unclosed(start)
            depth += {"{": 1, "}": -1}.get(source.chars[end], 0)
            end += 1
    else:
        end += 1
        while is_letter(source.chars[end]):
            end += 1
        command = source.chars[start:end]
        if command in _FONTS and source.chars[end] == "{":
            while end < source.size and source.chars[end] != "}":
                end += 1
            end += 1
    raw = source.chars[start:end]
    for font in _FONTS:
        raw = raw.replace(font, "")
    word = "".join(GREEK.get(char, char) for char in raw if char not in "{}\\ ")
    if not any(map(str.isalnum, word)) or not all(
        is_letter(char) or is_digit(char) or char in ",+-_*" for char in word
    ):
        raise Unread(source.columns[start], "subscript")
    return (word if word.isalnum() else "{" + word + "}"), end
