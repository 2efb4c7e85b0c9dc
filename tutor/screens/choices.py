"""A list of things to do, one of which is chosen with Enter or a click."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList


class Choices(OptionList):
    """An option list that says what Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "open", id="open")]

    def __init__(self) -> None:
        super().__init__(id="choices", compact=True, markup=False)
