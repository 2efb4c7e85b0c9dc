"""The entries of the gradient as rows, one of which may be chosen."""

from collections.abc import Sequence

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from tutor.labs.gradcheck.model import Model
from tutor.labs.gradcheck.picture import COLOURS, cells, head, largest
from tutor.widgets.plot import palette


class Entries(Widget):
    """A row for all entries together, then one for each; ▸ stands before the chosen one."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Entries { width: auto; height: 1fr; margin: 0 0 0 1; }
    """

    class Chosen(Message):
        """A row was clicked. entry: which, from 0; None for all."""

        def __init__(self, entry: int | None) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self) -> None:
        super().__init__(id="entries", markup=False)
        self._head: list[str] = []
        self._rows: list[list[str]] = []
        self._colours: list[str] = []
        self._chosen = 0
        self._first = 0

    def show(self, model: Model, *, wide: bool) -> None:
        """Show the entries of a model. wide: with the one-sided slopes."""
        self._head = head(model, wide)
        self._rows = [largest(model, wide), *(cells(row, wide) for row in model.rows)]
        states = [model.worst.state, *(row.state for row in model.rows)]
        self._colours = [COLOURS[state] for state in states]
        self._chosen = 0 if model.entry is None else model.entry + 1
        self.refresh(layout=True)

    def _widths(self) -> list[int]:
        rows = [self._head, *self._rows]
        return [max(len(row[at]) for row in rows) for at in range(len(self._head))]

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as the widest row."""
        return sum(self._widths()) + len(self._head) + 1 if self._rows else 0

    def render(self) -> RenderResult:
        """As many rows as there is room for, the chosen one among them."""
        if not self._rows:
            return ""
        room = max(1, self.size.height - 1)
        self._first = max(0, min(self._first, self._chosen, len(self._rows) - room))
        self._first = max(self._first, self._chosen - room + 1)
        widths, inks = self._widths(), palette(self.app)
        lines = [Content.styled("  " + _set(self._head, widths), "$muted")]
        for at in range(self._first, min(len(self._rows), self._first + room)):
            text = _set(self._rows[at], widths)
            body, sign = text[:-1], text[-1]
            style = "bold" if at == self._chosen else ""
            mark = ("▸ ", "bold $accent") if at == self._chosen else ("  ", "")
            ink = inks[self._colours[at]].hex
            lines.append(Content.assemble(mark, (body, style), (sign, f"bold {ink}")))
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        """Choose the row."""
        at = event.y - 1 + self._first
        if event.y >= 1 and at < len(self._rows):
            self.post_message(self.Chosen(None if at == 0 else at - 1))


def _set(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(row, widths, strict=True)
    return " ".join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in rest)])
