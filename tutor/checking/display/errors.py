"""What is said of TeX that cannot be shown."""

from tutor.bilingual import Strings, Text, choose
from tutor.errors import TutorError

_STRINGS = Strings(__file__)


class TexError(TutorError):
    """TeX that this layout cannot show.

    column: 0-based index into the source, where the caret goes. text: what was found and
    what to write instead, in every language; `message` is its English.
    """

    def __init__(self, column: int, text: Text) -> None:
        super().__init__(choose(text, "en"))
        self.column = column
        self.text = text


def tex_error(column: int, key: str, **values: str | int) -> TexError:
    """The error `key` of strings.toml at `column`."""
    return TexError(column, _STRINGS(key, **values))
