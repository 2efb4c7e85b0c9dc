"""The pages side by side, with their keys."""

from collections.abc import Sequence

from textual.app import RenderResult
from textual.content import Content
from textual.style import Style
from textual.widget import Widget


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

    def render(self) -> RenderResult:
        pieces: list[Content | str] = []
        for name, key, label in self._pages:
            face = key.upper().replace("CTRL+", "^")
            on = name == self._here
            left, right = ("▐", "▌") if on else (" ", " ")
            entry = Content.assemble(
                (left, "$accent"),
                (face, "bold $accent"),
                "\N{NO-BREAK SPACE}",
                (label.replace(" ", "\N{NO-BREAK SPACE}"), "bold $accent reverse" if on else ""),
                (right, "$accent"),
            )
            pieces.append(entry.stylize(Style.from_meta({"@click": f"press({key!r})"})))
        return Content.assemble(*pieces)

    def action_press(self, key: str) -> None:
        """A click is a press of the key."""
        self.app.simulate_key(key)
