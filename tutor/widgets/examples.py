"""Examples to choose from, in a window over what they belong to."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.markup import escape
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class Examples(ModalScreen[int | None]):
    """Titles, each with a line about it; dismissed with the number of the chosen one, or None.

    heading: what is asked. texts: (title, about) of each. keys: what Enter and Esc do.
    """

    DEFAULT_CSS = """
    Examples { align: center middle; background: $background 60%; }
    Examples Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 92%;
        border: round $accent; padding: 0 1; background: $background;
    }
    Examples OptionList {
        height: auto; max-height: 100%; border: none; padding: 0; background: $background;
        scrollbar-size-vertical: 1;
        &:focus { border: none; background-tint: $background 0%; }
        & > .option-list--option { padding: 0 1; }
        &:focus > .option-list--option-highlighted {
            background: $accent 25%; color: $foreground; text-style: none;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", show=False)]

    def __init__(self, heading: str, texts: Sequence[tuple[str, str]], keys: str) -> None:
        super().__init__()
        self._heading, self._texts, self._keys = heading, tuple(texts), keys

    def compose(self) -> ComposeResult:
        """The list, with what the keys do under it."""
        options = [
            Option(Content.assemble((title, "bold"), ("\n  " + about, "$muted")))
            for title, about in self._texts
        ]
        with Vertical() as window:
            window.border_title = escape(self._heading)
            window.border_subtitle = escape(self._keys)
            yield OptionList(*options, markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take it."""
        event.stop()
        self.dismiss(event.option_index)
