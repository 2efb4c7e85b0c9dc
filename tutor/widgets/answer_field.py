"""One line of typed mathematics, with names completed and the symbol palette at hand."""

import re
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.suggester import Suggester

from tutor.widgets.keys_in_order import TextLine

_WORD_AT_END = re.compile(r"[^\W\d_]+$")
CLOSING = ")|⌋⌉‖⟩"


class NameSuggester(Suggester):
    """Completes the word that is being typed at the end of the line.

    names: in order of preference. A word of one letter is a variable and is left alone.
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(case_sensitive=True)
        self.names = tuple(names)

    def candidates(self, value: str) -> list[str]:
        """All names that the last word of `value` begins."""
        word = _WORD_AT_END.search(value)
        if word is None or len(word[0]) < 2:
            return []
        return [name for name in self.names if name.startswith(word[0]) and name != word[0]]

    def completed(self, value: str, name: str) -> str:
        """`value` with its last word replaced by `name`."""
        word = _WORD_AT_END.search(value)
        return (value if word is None else value[: word.start()]) + name

    async def get_suggestion(self, value: str) -> str | None:
        names = self.candidates(value)
        return self.completed(value, names[0]) if names else None


class AnswerField(TextLine):
    """A field that every printing key types into; Tab completes or leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "check", id="check"),
        Binding("tab", "complete_or_leave", show=False),
        Binding("ctrl+@,ctrl+space", "complete", show=False, id="complete"),
    ]

    DEFAULT_CSS = """
    AnswerField {
        border: round $foreground 30%; background: $background; height: 3; padding: 0 1;
        width: 1fr;
        &:focus { border: round $accent; background-tint: $background 0%; }
    }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        names: Sequence[str] = (),
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        self._names = NameSuggester(names)
        super().__init__(
            value,
            placeholder=placeholder,
            suggester=self._names,
            select_on_focus=False,
            id=id,
            classes=classes,
        )
        self.cursor_blink = False

    def action_complete_or_leave(self) -> None:
        """Complete the word when there is a completion, else go to the next widget."""
        if not self._complete():
            self.screen.focus_next()

    def action_complete(self) -> None:
        """Complete the word being typed; again: the next candidate."""
        self._complete()

    def _complete(self) -> bool:
        if not self.cursor_at_end:
            return False
        names = self._names.candidates(self.value)
        if not names:
            return False
        self.value = self._names.completed(self.value, names[0])
        self.cursor_position = len(self.value)
        return True

    def is_completing(self, column: int) -> bool:
        """Whether the word that begins at `column` is the beginning of a known name."""
        word = _WORD_AT_END.search(self.value)
        return (
            word is not None and word.start() == column and bool(self._names.candidates(self.value))
        )

    def insert_symbol(self, symbol: str) -> None:
        """Put `symbol` at the cursor; inside its brackets when it brings a pair."""
        self.insert_text_at_cursor(symbol)
        if len(symbol) > 1 and symbol[-1] in CLOSING:
            self.cursor_position -= 1
