"""Number on the screen: a field, and the tolerance that is allowed."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.kinds.answer_view import FieldView
from tutor.kinds.number.kind import told_tolerance


class View(FieldView):
    """One field."""

    names: ClassVar[Sequence[str]] = ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "pi")

    def before(self) -> ComposeResult:
        """The tolerance."""
        told = choose(told_tolerance(self.exercise), self.language)
        if told:
            yield Static(Content(told), classes="quiet")
