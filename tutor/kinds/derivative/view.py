"""Derivative on the screen: what is asked as a formula, and a field."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult

from tutor.checking.expression.vocabulary import FUNCTIONS
from tutor.kinds.answer_view import FieldView
from tutor.kinds.derivative.kind import statement
from tutor.widgets.math import Math


class View(FieldView):
    """One field for a formula, or for the list of a gradient."""

    names: ClassVar[Sequence[str]] = tuple(FUNCTIONS)

    def before(self) -> ComposeResult:
        """The function and by what it is differentiated."""
        yield Math(statement(self.exercise), indent=2, classes="asked")
