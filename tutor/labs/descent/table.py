"""The steps of the path as rows."""

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tutor.labs.descent.model import Model
from tutor.labs.descent.picture import cells, columns, widths

MOST_ROWS = 100
"""How many steps the table shows at most."""


class StepTable(Widget):
    """The last steps as rows, the one of now at the bottom."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    StepTable { width: auto; height: 1fr; margin: 0 0 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="steps", markup=False)
        self._head: list[str] = []
        self._least: list[int] = []
        self._rows: list[list[str]] = []

    def show(self, model: Model, room: int) -> None:
        """Show the path of a model. room: how many columns, see `columns`."""
        self._head, self._least = columns(model, room), widths(model, room)
        self._rows = [cells(model, step, room) for step in model.walked[-MOST_ROWS:]]
        self.refresh(layout=True)

    def _widths(self, rows: list[list[str]]) -> list[int]:
        return [
            max(len(self._head[at]), self._least[at], *(len(row[at]) for row in rows))
            for at in range(len(self._head))
        ]

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """As wide as the rows that can be seen."""
        rows = self._rows[-max(3, viewport.height - 8) :]
        return sum(self._widths(rows)) + len(self._head) + 1 if rows else 0

    def render(self) -> RenderResult:
        """As many rows as there is room for."""
        rows = self._rows[-max(1, self.size.height - 1) :]
        if not rows:
            return ""
        room = self._widths(rows)
        lines = [Content.styled("  " + _set(self._head, room), "$muted")]
        lines += [Content("  " + _set(row, room)) for row in rows[:-1]]
        lines.append(Content.styled("▸ " + _set(rows[-1], room), "bold $accent"))
        return Content("\n").join(lines)


def _set(row: list[str], widths: list[int]) -> str:
    return " ".join(text.rjust(width) for text, width in zip(row, widths, strict=True))
