"""How far off an answer may be, from what was written: `0.01`, `1e-3` or `1%`."""

import re
from dataclasses import dataclass
from fractions import Fraction

from tutor.errors import TutorError

_TOLERANCE = re.compile(r"\s*([0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,3})?)\s*(%?)\s*\Z")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far off an answer may be: by `amount`, or by that share of the key's size."""

    amount: Fraction
    relative: bool = False
    text: str = ""


def read_tolerance(value: float | int | str) -> Tolerance:
    """A tolerance from a number or a text: `0.01` or `1e-3` is absolute, `1%` relative."""
    match = _TOLERANCE.match(value if isinstance(value, str) else repr(value))
    if isinstance(value, bool) or match is None or Fraction(match[1]) <= 0:
        raise TutorError(f"`{value}` is no tolerance.", "Write a positive number, or 1%.")
    amount = Fraction(match[1])
    return Tolerance(amount / 100 if match[2] else amount, bool(match[2]), match[0].strip())
