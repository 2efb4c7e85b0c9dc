"""Lesson text on the page."""

import re

from textual.content import Content
from textual.widgets import Static

from tutor.checking import display

_MATH = re.compile(r"\$([^$\n]{1,400})\$")


def inline(text: str) -> Content:
    """One line of lesson text; its mathematics in Unicode."""

    def shown(found: re.Match[str]) -> str:
        try:
            return display.inline(found[1])
        except display.TexError:
            return found[1]

    return Content(_MATH.sub(shown, text.strip()))


class Prose(Static):
    """Lesson text: Markdown with mathematics."""

    def __init__(self, text: str, *, classes: str = "") -> None:
        super().__init__(Content(text), classes=classes)

    def show(self, text: str) -> None:
        """Show another text."""
        self.update(Content(text))
