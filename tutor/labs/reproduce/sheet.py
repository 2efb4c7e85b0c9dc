"""A table that is walked by arrows or mouse, cell by cell."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from tutor.cells import cells as width_of
from tutor.labs.reproduce.grid import Cell, Layout, Line, cut, faces

STYLES = {
    "": "",
    "muted": "$muted",
    "good": "$success",
    "warn": "$warning",
    "bad": "$error",
    "bold": "bold",
    "head": "$muted",
    "action": "$accent",
}


CURSOR = RichStyle(reverse=True)
ASLEEP = RichStyle(underline=True)


class Sheet(ScrollView, can_focus=False):
    """Lines of cells with a cursor. Keys come from the bar, the mouse comes here.

    awake: whether keys move the cursor now.
    """

    ALLOW_SELECT = False
    auto_links = False
    DEFAULT_CSS = """
    Sheet {
        height: 1fr; width: 1fr; min-height: 3; background: transparent;
        scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: auto;
    }
    """

    class Clicked(Message):
        """The mouse chose a cell. again: the cursor stood there already."""

        def __init__(self, line: str, cell: str, again: bool) -> None:
            super().__init__()
            self.line, self.cell, self.again = line, cell, again

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: Sequence[Line] = ()
        self.at = 0
        self.place = 0
        self.awake = True
        self._layout: Layout | None = None
        self._layout_for = -1
        self._inks: dict[str, RichStyle] = {}
        self._inks_for: object = None

    # --- what is shown

    def put(self, lines: Sequence[Line]) -> None:
        """Show other lines; the cursor stays on its line and cell where they are still there."""
        key = self.line.key if self.lines else ""
        name = self.cell.name if self.lines else ""
        self.lines = lines
        self._layout = None
        self.virtual_size = Size(max(self._room, 1), len(lines))
        if not self.go(key, name):
            self._settle()
        self.refresh()

    def clear(self) -> None:
        """Show nothing; the next lines begin at their top."""
        self.lines, self.at, self.place = (), 0, 0
        self.scroll_to(0, 0, animate=False)

    def go(self, key: str, name: str = "") -> bool:
        """Put the cursor on a cell by name; whether that line is there."""
        for at, line in enumerate(self.lines):
            if line.key == key and line.stops:
                names = [line.cells[stop].name for stop in line.stops]
                stop = names.index(name) if name in names else min(self.place, len(names) - 1)
                self._stand(at, max(0, stop))
                return True
        return False

    def _settle(self) -> None:
        """Stand on the nearest line where the cursor can."""
        rows = [at for at, line in enumerate(self.lines) if line.stops]
        if rows:
            self._stand(min(rows, key=lambda at: abs(at - self.at)), self.place)

    def _stand(self, at: int, place: int) -> None:
        self.at = at
        stops = self.lines[at].stops
        self.place = max(0, min(place, len(stops) - 1))
        self.scroll_to_region(Region(0, max(0, at - (at <= 1)), 1, 1), animate=False)
        self.refresh()

    @property
    def line(self) -> Line:
        """The line of the cursor."""
        return self.lines[self.at] if self.at < len(self.lines) else Line("", ())

    @property
    def cell(self) -> Cell:
        """The cell of the cursor."""
        return self.line.cells[self._active] if self.line.stops else Cell("")

    @property
    def _active(self) -> int:
        """Which cell of its line the cursor is in."""
        stops = self.line.stops
        return stops[min(self.place, len(stops) - 1)]

    @property
    def _room(self) -> int:
        """How wide the lines are, beside the scroll bar."""
        return self.scrollable_content_region.width

    @property
    def layout_(self) -> Layout:
        """Where the cells are."""
        width = max(1, self._room - 2)
        if self._layout is None or self._layout_for != width:
            self._layout, self._layout_for = Layout(self.lines, width), width
        return self._layout

    def on_resize(self) -> None:
        """Lay out anew, with the cursor in sight."""
        self.virtual_size = Size(max(self._room, 1), len(self.lines))
        if self.lines:
            self.scroll_to_region(Region(0, self.at, 1, 1), animate=False)

    def render_line(self, y: int) -> Strip:
        base = self.visual_style
        width = self._room
        at = y + self.scroll_offset.y
        if at >= len(self.lines):
            return Strip.blank(width, base.rich_style)
        line = self.lines[at]
        here = at == self.at and bool(line.stops)
        active = self._active if here else None
        segments = [Segment("▸ " if here else "  ", self._ink(base, "action"))]
        x = 0
        for index, start, room in self.layout_.places(line, active):
            cell = line.cells[index]
            text = cut(faces(cell), room)
            blank = " " * (room - width_of(text))
            text = blank + text if cell.right else text + blank
            segments.append(Segment(" " * (start - x), base.rich_style))
            ink = self._ink(base, "bad" if cell.why else cell.style)
            if index == active:
                ink += CURSOR if self.awake else ASLEEP
            segments.append(Segment(text, ink))
            x = start + room
        return Strip(segments).adjust_cell_length(width, base.rich_style)

    def _ink(self, base: Style, name: str) -> RichStyle:
        key = (base, self.app.theme)
        if key != self._inks_for:
            variables = self.app.theme_variables
            self._inks = {
                each: (base + Style.parse(style, variables)).rich_style
                for each, style in STYLES.items()
            }
            self._inks_for = key
        return self._inks[name]

    # --- moving

    def move_line(self, step: int) -> bool:
        """Go up or down, staying in the column; whether there was somewhere to go."""
        rows = [at for at, line in enumerate(self.lines) if line.stops]
        here = rows.index(self.at) if self.at in rows else 0
        there = max(0, min(len(rows) - 1, here + step))
        if not rows or there == here:
            return False
        name = self.cell.name
        stops = self.lines[rows[there]].stops
        names = [self.lines[rows[there]].cells[stop].name for stop in stops]
        self._stand(rows[there], names.index(name) if name in names else self.place)
        return True

    def move_cell(self, step: int) -> None:
        """Go left or right in the line."""
        if self.line.stops:
            self._stand(self.at, self.place + step)

    def step(self, step: int) -> bool:
        """Move to the next cell, over the ends of lines; whether there was one."""
        if 0 <= self.place + step < len(self.line.stops):
            self._stand(self.at, self.place + step)
            return True
        at = self.at + step
        while 0 <= at < len(self.lines):
            if self.lines[at].stops:
                self._stand(at, 0 if step > 0 else len(self.lines[at].stops) - 1)
                return True
            at += step
        return False

    def on_click(self, event: events.Click) -> None:
        """A click goes to a cell."""
        at = event.y + self.scroll_offset.y
        if at >= len(self.lines) or not self.lines[at].stops:
            return
        event.stop()
        line = self.lines[at]
        x = event.x - 2
        spans = [
            place
            for place in self.layout_.places(line, self._active if at == self.at else None)
            if place.at in line.stops
        ]
        if spans:
            nearest = min(
                spans, key=lambda each: max(each.start - x, x - each.start - each.width + 1, 0)
            )
            chosen = line.cells[nearest.at]
            again = at == self.at and nearest.at == self._active
            self.post_message(self.Clicked(line.key, chosen.name, again))
