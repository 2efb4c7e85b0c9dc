"""What a check is, as data: inputs, calls, and what each call has to give.

Assignments of ours and exercises of lessons are declared with these alike. Nothing here is
code: a function is a name out of `functions.py`, an array is a shape or a list of numbers.
"""

import json
import re
from typing import Annotated, Any, Literal

import msgspec

from tutor.bilingual import Text
from tutor.exercise import Identifier

Size = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Seed = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
VALUES = "numbers as a text, such as '[[1, 2], [3, 4]]', 0.5 or true"
Values = Annotated[str, msgspec.Meta(description=VALUES)]
EXPECTED = "a function of ours such as softmax(x), a formula such as 2*x, or numbers as a text"
Expected = Annotated[str, msgspec.Meta(description=EXPECTED)]
CALL = "a call of names, such as `softmax(x)` or `loss(X, y, W)`"
CallText = Annotated[str, msgspec.Meta(description=CALL)]


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An argument: explicit `values`, or random numbers of a `shape`, or a `function`.

    rng: the seed of the random numbers.
    values: a number, or a list of lists, such as `[[1, 2], [3, 4]]`; also `true` and `none`.
    draw: `normal` and `uniform` (−1 to 1) are scaled and shifted; `labels` are whole numbers
    under `below`; `one-hot` are rows with a single 1; `causal` and `random-mask` are truth
    values, a True in every row. function: one of ours, by name, to be handed to the learner's.
    dtype: of the array; float64 where it is left out.
    """

    values: Values = ""
    shape: tuple[Size, ...] | None = None
    draw: Literal["normal", "uniform", "labels", "one-hot", "causal", "random-mask"] = "normal"
    rng: Seed = 0
    scale: float = 1.0
    shift: float = 0.0
    below: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 2
    function: str = ""
    dtype: Literal["float64", "float32", "int64", "bool", ""] = ""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One call of the learner's function and what it has to give.

    label: what the line of its result is called; the call itself when left out. call: the
    learner's function with names of `given`. gives: names of the results, where there are
    several. value: what they have to be: a function of ours, a formula of the arguments (entry by
    entry), or numbers. shape, dtype, finite: what every result has to be, beside its value or
    instead of it. gradient: result → the input that it is the derivative for, of the
    function `of` (ours) or `of_own` (the learner's), summed with the weights `along`. changes:
    arguments that may be changed; others may not. tolerance: relative, to the largest entry.
    """

    call: CallText
    label: Text = ""
    gives: tuple[str, ...] = ()
    value: Expected = ""
    shape: tuple[Size, ...] | None = None
    dtype: Literal["float", "int", "bool", ""] = ""
    finite: bool = False
    gradient: dict[str, str] = {}
    of: CallText = ""
    of_own: CallText = ""
    along: str = ""
    changes: tuple[str, ...] = ()
    tolerance: Annotated[float, msgspec.Meta(gt=0, le=1)] = 1e-6


class Assignment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that the learner writes. task: Markdown. starter: what the file begins as."""

    id: Identifier
    order: int
    title: Text
    about: Text
    task: Text
    starter: str
    given: dict[str, Given]
    parts: tuple[Part, ...]
    hints: tuple[Text, ...] = ()


class Called(msgspec.Struct, frozen=True):
    """A call, read. arguments: names of givens, or numbers."""

    function: str
    arguments: tuple[str | float, ...]


_CALL = re.compile(r"\s*([^\W\d]\w{0,60})\s*\(([^()]{0,300})\)\s*")
_NAME = re.compile(r"[^\W\d]\w{0,60}")
_NUMBER = re.compile(r"[+-]?\d{1,17}(?:\.\d{0,17})?(?:[eE][+-]?\d{1,3})?")


def read_call(text: str) -> Called | None:
    """Read `softmax(x, 2)`; None for a text that is no such call."""
    found = _CALL.fullmatch(text)
    if not found:
        return None
    arguments: list[str | float] = []
    for piece in found[2].split(",") if found[2].strip() else ():
        word = piece.strip()
        if _NAME.fullmatch(word):
            arguments.append(word)
        elif _NUMBER.fullmatch(word):
            arguments.append(int(word) if word.lstrip("+-").isdecimal() else float(word))
        else:
            return None
    return Called(found[1], tuple(arguments))


def read_values(text: str) -> Any:
    """Read explicit numbers: a number, truth value, or lists of them. Raises ValueError."""
    words = {"true": True, "false": False, "none": None}
    word = text.strip().lower()
    if word in words:
        return words[word]
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"`{text}` is no list of numbers") from error


def _no_number(word: str) -> float:
    raise ValueError(word)


def is_values(text: str) -> bool:
    """Whether `value` holds numbers and no formula."""
    try:
        read_values(text)
    except ValueError:
        return False
    return True
