"""Help: what the screen below is for, every key it knows, and how to type mathematics."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from tutor.screens.keybar import entries_of
from tutor.screens.place import Place, say

NOTATIONS = (
    ("3x", "product"),
    ("x^2", "power"),
    ("(x + 1)/(2x)", "fraction"),
    ("sqrt(x + 1)", "root"),
    ("e^(-x)", "exp"),
    ("ln(x)", "log"),
    ("log(x, 2)", "log_base"),
    ("sigmoid(x) + tanh(x)", "function"),
    ("sin^2 x", "power_of_function"),
    ("|x|", "absolute"),
    ("theta", "greek"),
    ("[2x, 3y^2]", "list"),
)
"""What to type, and which sentence tells what it means; read and shown as answers are."""

OTHERS = (("(B, T, d/H)", "(B, T, d/H)", "shape"), ("A'", "Aᵀ", "matrix"))
"""The same for shapes and matrices, which have readers of their own."""


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
        self._types = any(
            active.enabled and active.binding.id == "symbols"
            for active in below.active_bindings.values()
        )

    def compose(self) -> ComposeResult:
        """The text, the keys, and where mathematics is typed, how."""
        with VerticalScroll(id="help") as box:
            box.border_title = Content(say(self, "help_title"))
            box.border_subtitle = Content(say(self, "help_close"))
            if isinstance(self.below, Place):
                yield Static(Content(self.below.help_text().strip()), classes="help-text")
            yield Static(Content(say(self, "help_keys")), classes="help-title")
            yield Static(_columns([(key, label) for key, label, *_ in self._entries]))
            if self._types:
                yield Static(Content(say(self, "help_typing")), classes="help-title")
                yield Static(self._typing())

    def _typing(self) -> Content:
        rows = [(typed, shown(typed), say(self, "typing_" + key)) for typed, key in NOTATIONS]
        rows += [(typed, face, say(self, "typing_" + key)) for typed, face, key in OTHERS]
        return Content("\n").join(
            [_columns(rows), Content.styled(say(self, "help_typing_rest"), "$muted")]
        )


def shown(typed: str) -> str:
    """How the tutor shows what was typed, on one line."""
    from tutor.checking import display
    from tutor.checking.expression import read
    from tutor.exercise import Unreadable

    reading = read(typed, form="list" if typed.startswith("[") else "expression")
    assert not isinstance(reading, Unreadable), typed
    return display.tree_inline(reading.tree)


def _columns(rows: Sequence[tuple[str, ...]]) -> Content:
    """Rows in columns, the first in the accent colour; the last one ragged, it may be Bangla."""
    if not rows:
        return Content("")
    count = len(rows[0])
    widths = [max(Content(row[at]).cell_length for row in rows) for at in range(count - 1)]
    lines = []
    for row in rows:
        pieces: list[Content | str | tuple[str, str]] = []
        for at, cell in enumerate(row):
            pieces.append((cell, "bold $accent") if at == 0 else cell)
            if at < count - 1:
                pieces.append(" " * (widths[at] - Content(cell).cell_length + 3))
        lines.append(Content.assemble(*pieces))
    return Content("\n").join(lines)
