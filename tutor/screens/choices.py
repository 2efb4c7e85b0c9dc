"""A list of things to do, one of which is chosen with Enter or a click."""

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class Choices(OptionList):
    """An option list that says what Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "open", id="open")]

    DEFAULT_CSS = """
    Choices {
        height: 1fr; width: 1fr; margin: 1 0 0 0; padding: 0 1; border: none;
        background: $background; scrollbar-size-vertical: 1;
        &:focus { background-tint: $background 0%; border: none; }
        & > .option-list--option-disabled { color: $foreground; text-style: none; }
        & > .option-list--option-highlighted {
            background: $accent 15%; color: $foreground; text-style: none;
        }
        &:focus > .option-list--option-highlighted {
            background: $accent 25%; color: $foreground; text-style: none;
        }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--separator { color: $background; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="choices", markup=False)

    def renew(self, options: Iterable[Option | None]) -> None:
        """Write the list anew; what was highlighted stays so, at first the first is."""
        kept = self.highlighted
        self.clear_options()
        self.add_options(options)
        if kept is None:
            self.action_first()
        else:
            self.highlighted = kept
