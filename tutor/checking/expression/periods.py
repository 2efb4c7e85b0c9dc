r"""Repeating decimals: `0.333…`, `0.1\overline{6}`, `0.(3)`; digits in groups: 1.000.000."""

import re
from fractions import Fraction

GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,10}(?![0-9._eE])")
"""A whole number in groups of three: 1.000.000."""

PERIOD = re.compile(
    r"\\(?:overline|bar|dot|overset\{\.\}) ?(?:\{([0-9]{1,40})\}|([0-9]))"
    r"|\(([0-9]{1,40})\)"
    r"|(\.\.\.?(?![0-9.])|…|\\l?dots(?![a-z]))"
    r"|([\u0304\u0305])"
)
"""What repeats behind decimals: digits under a line, in brackets, or shown by dots."""

_REPEATED = re.compile(r"(\d{1,12}?)\1+\Z")


def shown(decimals: str) -> str:
    """The digits that `decimals`, which dots follow, end with over and over; or nothing.

    >>> shown("1666"), shown("142857142857"), shown("14")
    ('6', '142857', '')
    """
    for start in range(max(0, len(decimals) - 48), len(decimals)):
        found = _REPEATED.match(decimals, start)
        if found:
            return found[1]
    return ""


def value(whole: str, decimals: str, period: str) -> Fraction:
    """The number whose digits behind the point are `decimals`, then `period` for ever."""
    once = Fraction(int(whole + decimals or "0"), 10 ** len(decimals))
    return once + Fraction(int(period), (10 ** len(period) - 1) * 10 ** len(decimals))
