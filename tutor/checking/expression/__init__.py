"""Typed mathematics → syntax tree, in Python, calculator, Unicode or TeX notation.

>>> from tutor.checking.expression import read, show
>>> show.python(read("2sin x cos x", names=("x",)).tree)
'2*sin(x)*cos(x)'
"""

from collections.abc import Collection
from functools import lru_cache

from msgspec import Struct

from tutor.bilingual import Text
from tutor.checking.expression import show
from tutor.checking.expression.errors import Unread
from tutor.checking.expression.forms import read_text
from tutor.checking.expression.limits import MAX_DEPTH
from tutor.checking.expression.tree import Node
from tutor.exercise import Unreadable

__all__ = ["Reading", "Unreadable", "read", "show"]


class Reading(Struct, frozen=True):
    """A text that could be read. notes: what was assumed, one sentence each."""

    tree: Node
    notes: tuple[Text, ...]
    text: str


def read(
    text: str,
    *,
    names: Collection[str] | None = None,
    form: str | None = None,
    complex_: bool = False,
    functions: Collection[str] = (),
    held: Collection[str] = (),
) -> Reading | Unreadable:
    """Read what a learner typed; never raises, and takes milliseconds for any text.

    names: the variables of the exercise, in any notation; None when nothing is declared,
    so that every letter may be one. A letter that is not declared is still read, as a
    variable that the exercise does not have.
    form: expression, equation, set, interval, list, matrix, or None when the text decides:
    `(a, b)` is an interval and `1,000` a list of two only where the form says so.
    complex_: whether `i`, `I` and `j` are the imaginary unit. functions: further names
    that the exercise uses as functions. held: names of several letters, in any notation,
    that hold together although nothing is declared; without effect beside `names`.
    """
    try:
        tree, notes = _read_text(
            text,
            None if names is None else tuple(names),
            form,
            complex_,
            tuple(functions),
            tuple(held),
        )
    except Unread as stop:
        return stop.answer(text)
    except RecursionError:
        return Unread(0, "too_deep", most=MAX_DEPTH).answer(text)
    return Reading(tree, notes, text)


# A text is read when it is typed, when it is judged, and wherever its exercise is proved.
_read_text = lru_cache(maxsize=512)(read_text)
