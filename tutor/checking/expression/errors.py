"""What stops the reader: a place in the text, a sentence, a likely mend."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from tutor.bilingual import Strings
from tutor.exercise import Unreadable

strings = Strings(__file__)

Edit: TypeAlias = tuple[int, int, str]
"""Columns from, to (exclusive), and the text to put there."""


class Unread(Exception):  # noqa: N818 (it is an answer to the learner, not a fault)
    """Raised inside the reader only; `read` turns it into an `Unreadable`.

    column: 0-based index into the typed text. key: a sentence of strings.toml, filled with
    values. mend: the edit of the text that probably mends it.
    """

    def __init__(
        self, column: int, key: str, mend: Edit | None = None, /, **values: str | int
    ) -> None:
        super().__init__(key)
        self.column = column
        self.key = key
        self.mend = mend
        self.values = values

    def answer(self, text: str) -> Unreadable:
        """The same as data; the caret stays within `text` or right behind it."""
        column = max(0, min(self.column, len(text)))
        mended = ""
        if self.mend is not None:
            start, end, new = self.mend
            mended = text[:start] + new + text[end:]
        return Unreadable(column=column, why=strings(self.key, **self.values), mend=mended)


def likely(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was probably meant to be, or an empty string.

    That is one slip away (two in long words), or the beginning of it, as `sin` is of `sine`.
    """
    if not 2 < len(word) <= 16:
        return ""
    lower = word.lower()
    allowed = 1 if len(lower) < 6 else 2
    names = [name for name in known if len(name) > 2]
    starts = [name for name in names if lower.startswith(name)]
    near = [
        (_slips(lower, name.lower()), name not in starts, name)
        for name in names
        if len(_letters(lower) ^ _letters(name)) <= 2 * allowed  # a slip changes two at most
    ]
    slips, _, best = min(near, default=(allowed + 1, True, ""))
    return best if slips <= allowed else max(starts, key=len, default="")


@lru_cache(maxsize=1024)
def _letters(word: str) -> frozenset[str]:
    return frozenset(word.lower())


def _slips(left: str, right: str) -> int:
    """Letters to add, drop, change or swap; 9 where the lengths alone say too many."""
    if abs(len(left) - len(right)) > 2:
        return 9
    rows = [list(range(len(right) + 1))]
    for i, char in enumerate(left, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and other == left[i - 2]:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
