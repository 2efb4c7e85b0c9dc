"""The pages side by side, with their keys."""

from collections.abc import Sequence

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

KEYS = {
    "paper": "f2",
    "hyper": "f3",
    "count": "f4",
    "batch": "f5",
    "rate": "f6",
    "results": "f7",
    "export": "f8",
    "causes": "ctrl+t",
    "shelf": "ctrl+o",
}
"""Of every page, as it is pressed."""
TABS = ("paper", "hyper", "count", "batch", "rate", "results", "export")
"""The pages that stand side by side."""


class Tabs(Widget):
    """`F2 Paper  F3 Hyper …`; the page that is shown stands in brackets."""

    ALLOW_SELECT = False
    auto_links = False
    DEFAULT_CSS = """
    Tabs { height: auto; width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self._pages: Sequence[tuple[str, str, str]] = ()
        self._here = ""

    def put(self, pages: Sequence[tuple[str, str, str]], here: str) -> None:
        """Show pages as (name, key as it is pressed, label); here: the one that is shown."""
        self._pages, self._here = pages, here
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the pages need."""
        return max(1, len(self._rows(width)))

    def render(self) -> RenderResult:
        return Content("\n").join(
            Content.assemble(*row) for row in self._rows(self.content_size.width)
        )

    def _rows(self, width: int) -> list[list[Content]]:
        rows: list[list[Content]] = []
        used = 0
        for name, key, label in self._pages:
            entry = self._entry(name, key, label)
            if not rows or used + entry.cell_length > width:
                rows.append([])
                used = 0
            rows[-1].append(entry)
            used += entry.cell_length
        return rows

    def _entry(self, name: str, key: str, label: str) -> Content:
        on = name == self._here
        left, right = ("▐", "▌") if on else (" ", " ")
        return Content.assemble(
            (left, "$accent"),
            (key.upper(), "bold $accent"),
            " ",
            (label, "bold $accent reverse" if on else ""),
            (right, "$accent"),
        ).stylize(Style.from_meta({"@click": f"press({key!r})"}))

    def action_press(self, key: str) -> None:
        """A click is a press of the key."""
        self.app.simulate_key(key)
