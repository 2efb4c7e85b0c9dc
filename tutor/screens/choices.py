"""A list of things to do, one of which is chosen with Enter or a click."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList


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
