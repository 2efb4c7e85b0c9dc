"""What the lab's pictures are made of: rows of inked text, places to click, keys."""

from dataclasses import dataclass, field
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from tutor.checking.display import cells
from tutor.widgets.plot import palette

Run = tuple[str, str]
"""Text and its ink: a colour of the plots' palette, with `bold` or `reverse` after it."""
Target = tuple[object, ...]


@dataclass(slots=True)
class Sheet:
    """rows: what is drawn. spots: row, first and last column, and what a click there means."""

    rows: list[list[Run]] = field(default_factory=list)
    spots: list[tuple[int, int, int, Target]] = field(default_factory=list)

    def add(self, *runs: Run | tuple[str, str, Target]) -> None:
        """A row from left to right; a third part makes the piece clickable."""
        row, column = [], 0
        for text, ink, *target in runs:
            size = cells(text)
            if target:
                self.spots.append((len(self.rows), column, column + size, target[0]))
            row.append((text, ink))
            column += size
        self.rows.append(row)

    def at(self, column: int, row: int) -> Target | None:
        """What stands at a place."""
        for line, first, last, target in self.spots:
            if line == row and first <= column < last:
                return target
        return None


class Picture(Widget, can_focus=True):
    """A picture of the network with the keys that all of them share.

    `show` puts a drawing; keys and clicks come back as `Asked`.
    """

    ALLOW_SELECT = False
    auto_links = False
    DEFAULT_CSS = """
    Picture { width: 1fr; height: 1fr; background: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,n", "ask('step', 1)", "next", id="next"),
        Binding("backspace,p", "ask('step', -1)", show=False),
        Binding("home", "ask('step', -9999)", show=False),
        Binding("end", "ask('step', 9999)", show=False),
        Binding("left", "ask('across', -1)", show=False),
        Binding("right", "ask('across', 1)", show=False),
        Binding("up", "ask('down', -1)", show=False),
        Binding("down", "ask('down', 1)", show=False),
        Binding("pageup,right_square_bracket", "ask('layer', 1)", show=False),
        Binding("pagedown,left_square_bracket", "ask('layer', -1)", show=False),
        Binding("v", "ask('other', 1)", "other", id="other"),
        Binding("V", "ask('other', -1)", show=False),
        Binding("enter", "ask('enter', 0)", "type", id="type"),
        Binding("plus,equals_sign", "ask('deeper', 1)", show=False),
        Binding("minus", "ask('deeper', -1)", show=False),
        Binding("a", "ask('activation', 1)", show=False),
        Binding("A", "ask('activation', -1)", show=False),
        Binding("i", "ask('init', 1)", show=False),
        Binding("I", "ask('init', -1)", show=False),
        Binding("g", "ask('gain', 1)", show=False),
        Binding("G", "ask('gain', -1)", show=False),
        Binding("s", "ask('seed', 1)", show=False),
        Binding("k", "ask('skip', 0)", show=False),
        Binding("l", "ask('norm', 0)", show=False),
        Binding("c", "ask('clip', 0)", show=False),
        Binding("u", "ask('update', 1)", show=False),
        Binding("U", "ask('update', 10)", show=False),
        Binding("0", "ask('update', 0)", show=False),
        Binding("less_than_sign,comma", "ask('rate', -1)", show=False),
        Binding("greater_than_sign,full_stop", "ask('rate', 1)", show=False),
    ]

    class Asked(Message):
        """A key or a click wants something. what: its name; amount: how much of it."""

        def __init__(self, what: str, amount: int, target: Target = ()) -> None:
            super().__init__()
            self.what, self.amount, self.target = what, amount, target

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sheet = Sheet()
        self._inks: dict[str, RichStyle] = {}
        self._inks_for: object = None

    def show(self, sheet: Sheet) -> None:
        """Show a drawing."""
        self.sheet = sheet
        self.refresh()

    def on_resize(self) -> None:
        """Ask for a drawing of the new size."""
        self.post_message(self.Asked("redraw", 0))

    def action_ask(self, what: str, amount: int) -> None:
        """Pass a key on."""
        self.post_message(self.Asked(what, amount))

    def on_click(self, event: events.Click) -> None:
        """Pass on what was clicked."""
        target = self.sheet.at(event.x, event.y)
        if target is not None:
            self.post_message(self.Asked("clicked", 0, target))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the selection."""
        event.stop()
        self.action_ask("down", -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the selection."""
        event.stop()
        self.action_ask("down", 1)

    def render_line(self, y: int) -> Strip:
        base = self.visual_style
        key = (base, self.app.theme)
        if key != self._inks_for:
            self._inks_for, self._inks = key, {"": base.rich_style}
        width = self.size.width
        if y >= len(self.sheet.rows):
            return Strip.blank(width, self._inks[""])
        segments = [Segment(text, self._ink(ink, base)) for text, ink in self.sheet.rows[y]]
        return Strip(segments).adjust_cell_length(width, self._inks[""])

    def _ink(self, ink: str, base: Style) -> RichStyle:
        if ink not in self._inks:
            name, *how = ink.split()
            colour = palette(self.app, base.background).get(name)
            style = Style(
                foreground=colour,
                bold="bold" in how or None,
                reverse="reverse" in how or None,
                underline="underline" in how or None,
            )
            self._inks[ink] = (base + style).rich_style
        return self._inks[ink]
