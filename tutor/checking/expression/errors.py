"""What stops the reader: a place in the text, a sentence, a likely mend."""

from difflib import get_close_matches

from tutor.bilingual import Strings
from tutor.exercise import Unreadable

strings = Strings(__file__)


class Unread(Exception):  # noqa: N818 (it is an answer to the learner, not a fault)
    """Raised inside the reader only; `read` turns it into an `Unreadable`.

    column: 0-based index into the typed text. key: a sentence of strings.toml, filled with
    values. mend: the whole text corrected, or empty.
    """

    def __init__(self, column: int, key: str, mend: str = "", /, **values: str | int) -> None:
        super().__init__(key)
        self.column = column
        self.key = key
        self.mend = mend
        self.values = values

    def answer(self, text: str) -> Unreadable:
        """The same as data; the caret stays within `text` or right behind it."""
        column = max(0, min(self.column, len(text)))
        return Unreadable(column=column, why=strings(self.key, **self.values), mend=self.mend)


def likely(word: str, known: tuple[str, ...]) -> str:
    """The known word that `word` was probably meant to be, or an empty string."""
    lower = word.lower()
    starts = [name for name in known if len(name) > 2 and lower.startswith(name)]
    if starts and len(lower) <= 12:
        close = get_close_matches(lower[:20], known, 1, 0.8)
        return close[0] if close else max(starts, key=len)
    close = get_close_matches(lower[:20], known, 1, 0.7)
    return close[0] if close else ""
