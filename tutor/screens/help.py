"""Help: what the screen below is for, and every key it knows."""

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tutor.screens.keybar import entries_of
from tutor.screens.place import Place, say


class Help(ModalScreen[None]):
    """A panel over the screen it explains."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,question_mark,enter,q", "dismiss(None)", "back", id="back"),
    ]

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self.below = below
        # The bindings are those of now: once this screen is up, others are active.
        self._entries = entries_of(below)

    def compose(self) -> ComposeResult:
        """The text, then the keys."""
        with VerticalScroll(id="help") as box:
            box.border_title = Content(say(self, "help_title"))
            box.border_subtitle = Content(say(self, "help_close"))
            if isinstance(self.below, Place):
                yield Static(Content(self.below.help_text().strip()), classes="help-text")
            yield Static(Content(say(self, "help_keys")), classes="help-title")
            yield Static(self._keys(), classes="help-keys")

    def _keys(self) -> Content:
        width = max((Content(key).cell_length for key, *_ in self._entries), default=0)
        lines = [
            Content.assemble(
                (key, "bold $accent"), " " * (width - Content(key).cell_length + 3), label
            )
            for key, label, _, _ in self._entries
        ]
        return Content("\n").join(lines)
