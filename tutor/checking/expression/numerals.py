"""Numbers as they are written: decimals, digits in groups, repeating ones, powers of ten."""

import re
from fractions import Fraction

from tutor.checking.expression import periods
from tutor.checking.expression.characters import is_digit
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.limits import MAX_DIGITS
from tutor.checking.expression.source import Source

_DIGITS = re.compile(
    r"[0-9]{1,3}(?:_[0-9]{3})+(?![0-9_])|[0-9]{1,3}(?:'[0-9]{3})+(?![0-9'])|[0-9]*"
)
_UNGROUPED = str.maketrans("", "", "_'")


def take_number(source: Source) -> None:
    """Add the number that begins here, and pass over it."""
    start = source.at
    _digits(source)
    while source.chars.startswith(("{,}", ",\\!"), source.at):
        thousands = _are_three_digits(source, source.at + 3) and source.chars[start] != "0"
        if source.chars[source.at] == "," and not thousands:
            break
        source.overwrite(source.at, "___" if thousands else "__.")
        source.at += 3 if thousands else 2
        if not thousands:
            break
        _digits(source)
    grouped = periods.GROUPED.match(source.chars, start)
    if grouped:
        source.at = grouped.end()
        typed = grouped[0].replace(".", "")
        source.put("number", typed, start, source.at, Fraction(int(typed)))
        return
    if source.chars[source.at] == "." and source.chars[source.at + 1] != ".":
        source.at += 1
        _digits(source)
        if _repeating(source, start):
            return
        if source.chars[source.at] == "." and is_digit(source.chars[source.at + 1]):
            raise Unread(source.columns[source.at], "two_points")
    end = source.at
    power = _power_of_ten(source)
    typed = source.chars[start:end].translate(_UNGROUPED)
    if len(typed) > MAX_DIGITS:
        raise Unread(source.columns[start], "digits", most=MAX_DIGITS)
    before, _, decimals = typed.partition(".")
    value = Fraction(int(before + decimals or "0")) * Fraction(10) ** (power - len(decimals))
    spelling = source.chars[start : source.at].translate(_UNGROUPED)
    source.put("number", spelling, start, source.at, value)


def _repeating(source: Source, start: int) -> bool:
    """Add the repeating decimal whose first digits have been passed, if it is one."""
    before, _, decimals = source.chars[start : source.at].replace("_", "").partition(".")
    found = periods.PERIOD.match(source.chars, source.at)
    if found is None or len(before + decimals) > MAX_DIGITS:
        return False
    period = found[1] or found[2] or found[3]
    if found[3] and decimals:
        return False  # 2.5(4) is a product
    if found[4]:
        period = periods.shown(decimals)
    elif found[5]:
        period, decimals = decimals[-1:], decimals[:-1]
    if not period:
        return False
    source.at = found.end()
    spelling = source.chars[start : source.at]
    value = periods.value(before, decimals, period)
    source.put("number", spelling + "…", start, source.at, value)
    return True


def _are_three_digits(source: Source, start: int) -> bool:
    digits = [is_digit(char) for char in source.chars[start : start + 4]]
    return digits == [True, True, True, False]


def _power_of_ten(source: Source) -> int:
    end = source.at
    if source.chars[end] not in "eE":
        return 0
    sign = 1 if source.chars[end + 1] in "+-" else 0
    if not is_digit(source.chars[end + 1 + sign]):
        return 0
    source.at = end + 1 + sign
    _digits(source)
    exponent = source.chars[end + 1 : source.at].replace("_", "")
    if len(exponent) > 5 or abs(int(exponent)) > MAX_DIGITS:
        raise Unread(source.columns[end], "exponent_size", most=MAX_DIGITS)
    return int(exponent)


def _digits(source: Source) -> None:
    """Pass over digits; `_` groups them in threes, and is a subscript elsewhere."""
    found = _DIGITS.match(source.chars, source.at)
    assert found is not None
    source.at = found.end()
