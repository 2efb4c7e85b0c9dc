"""A table that is walked by arrows or mouse, cell by cell."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
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


class Sheet(ScrollView, can_focus=True):
    """Lines of cells with a cursor. What is done to a cell is told, and done by who listens."""

    ALLOW_SELECT = False
    auto_links = False
    DEFAULT_CSS = """
    Sheet {
        height: 1fr; width: 1fr; min-height: 3; background: transparent;
        scrollbar-size-vertical: 1; overflow-x: hidden; overflow-y: auto;
        &:focus { background-tint: $background 0%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move_line(-1)", show=False),
        Binding("down", "move_line(1)", show=False),
        Binding("left", "move_cell(-1)", show=False),
        Binding("right", "move_cell(1)", show=False),
        Binding("pageup", "move_line(-10)", show=False),
        Binding("pagedown", "move_line(10)", show=False),
        Binding("ctrl+home", "move_line(-1000)", show=False),
        Binding("ctrl+end", "move_line(1000)", show=False),
        Binding("home", "move_cell(-100)", show=False),
        Binding("end", "move_cell(100)", show=False),
        Binding("tab", "next(1)", show=False),
        Binding("shift+tab", "next(-1)", show=False),
        Binding("enter", "enter", "write", id="write"),
        Binding("delete,backspace", "empty", show=False),
        Binding("ctrl+d", "remove", "delete line", id="delete-line"),
    ]

    class Told(Message):
        """Something of a cell; the subclasses tell what."""

        def __init__(self, sheet: "Sheet") -> None:
            super().__init__()
            self.sheet = sheet
            self.line, self.cell = sheet.line, sheet.cell

    class Moved(Told):
        """The cursor stands elsewhere, or what is under it has changed."""

    class Written(Told):
        """A text is to be written; it begins with `text`, or is what stands there."""

        def __init__(self, sheet: "Sheet", text: str | None = None) -> None:
            super().__init__(sheet)
            self.text = text

    class Given(Told):
        """A cell gets another text: an option, or nothing any more."""

        def __init__(self, sheet: "Sheet", text: str) -> None:
            super().__init__(sheet)
            self.text = text

    class Ticked(Told):
        """A box was ticked or emptied."""

    class Acted(Told):
        """What the cell does is to be done."""

    class Removed(Told):
        """A line is to be deleted."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: Sequence[Line] = ()
        self.at = 0
        self.place = 0
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
        self.virtual_size = Size(max(self.size.width, 1), len(lines))
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
        self.post_message(self.Moved(self))

    @property
    def line(self) -> Line:
        """The line of the cursor."""
        return self.lines[self.at] if self.at < len(self.lines) else Line("", ())

    @property
    def cell(self) -> Cell:
        """The cell of the cursor."""
        stops = self.line.stops
        return self.line.cells[stops[min(self.place, len(stops) - 1)]] if stops else Cell("")

    @property
    def layout_(self) -> Layout:
        """Where the cells are."""
        width = max(1, self.size.width - 2)
        if self._layout is None or self._layout_for != width:
            self._layout, self._layout_for = Layout(self.lines, width), width
        return self._layout

    def on_resize(self) -> None:
        """Lay out anew, with the cursor in sight."""
        self.virtual_size = Size(max(self.size.width, 1), len(self.lines))
        if self.lines:
            self.scroll_to_region(Region(0, self.at, 1, 1), animate=False)

    def render_line(self, y: int) -> Strip:
        base = self.visual_style
        width = self.size.width
        at = y + self.scroll_offset.y
        if at >= len(self.lines):
            return Strip.blank(width, base.rich_style)
        line = self.lines[at]
        here = at == self.at and bool(line.stops)
        active = line.stops[self.place] if here else None
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
                ink += self._ink(base, "cursor" if self.has_focus else "kept")
            segments.append(Segment(text, ink))
            x = start + room
        return Strip(segments).adjust_cell_length(width, base.rich_style)

    def _ink(self, base: Style, name: str) -> RichStyle:
        if name == "cursor":
            return RichStyle(reverse=True)
        if name == "kept":
            return RichStyle(underline=True)
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

    def action_move_line(self, step: int) -> None:
        """Go up or down, staying in the column; at an end let the page move on."""
        rows = [at for at, line in enumerate(self.lines) if line.stops]
        if not rows:
            raise SkipAction
        here = rows.index(self.at) if self.at in rows else 0
        there = max(0, min(len(rows) - 1, here + step))
        if there == here:
            if step in (-1, 1):
                self.post_message(self.Moved(self))
                (self.screen.focus_previous if step < 0 else self.screen.focus_next)()
            return
        name = self.cell.name
        stops = self.lines[rows[there]].stops
        names = [self.lines[rows[there]].cells[stop].name for stop in stops]
        self._stand(rows[there], names.index(name) if name in names else self.place)

    def action_move_cell(self, step: int) -> None:
        """Go left or right in the line."""
        if self.line.stops:
            self._stand(self.at, self.place + step)

    def action_next(self, step: int) -> None:
        """Go to the next cell, over the ends of lines; after the last leave the table."""
        if not self.step(step):
            (self.screen.focus_previous if step < 0 else self.screen.focus_next)()

    def step(self, step: int) -> bool:
        """Move to the next cell that can be entered; whether there was one."""
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

    # --- doing

    def action_enter(self) -> None:
        """Write, tick or do what the cell is for; from a choice go on."""
        cell = self.cell
        if cell.action:
            self.post_message(self.Acted(self))
        elif cell.tick is not None:
            self.post_message(self.Ticked(self))
        elif cell.options:
            self.action_next(1)
        elif cell.value is not None:
            self.post_message(self.Written(self))

    def action_empty(self) -> None:
        """Empty the cell."""
        if self.cell.value and not self.cell.options:
            self.post_message(self.Given(self, ""))

    def action_remove(self) -> None:
        """Delete the line."""
        if self.line.removable:
            self.post_message(self.Removed(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only lines that were added can be deleted."""
        return self.line.removable if action == "remove" else True

    def on_key(self, event: events.Key) -> None:
        """What is typed goes into the cell; in a choice it picks by its first letter."""
        if not event.is_printable or event.character is None:
            return
        cell = self.cell
        if event.character == " " and (cell.tick is not None or cell.action):
            event.stop()
            self.action_enter()
        elif cell.options:
            chosen = _chosen(cell, event.character)
            if chosen is not None:
                event.stop()
                self.post_message(self.Given(self, chosen))
        elif cell.value is not None and event.character != "?":
            event.stop()
            event.prevent_default()
            self.post_message(self.Written(self, event.character))

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted goes into the cell."""
        if self.cell.value is not None and not self.cell.options and event.text:
            event.stop()
            event.prevent_default()
            self.post_message(self.Written(self, event.text))

    def on_click(self, event: events.Click) -> None:
        """A click goes to a cell; a click where the cursor is does what Enter does."""
        at = event.y + self.scroll_offset.y
        if at >= len(self.lines) or not self.lines[at].stops:
            return
        event.stop()
        line = self.lines[at]
        active = line.stops[self.place] if at == self.at else None
        x = event.x - 2
        spans = [place for place in self.layout_.places(line, active) if place.at in line.stops]
        if not spans:
            return
        nearest = min(
            spans, key=lambda each: max(each.start - x, x - each.start - each.width + 1, 0)
        )
        stop = line.stops.index(nearest.at)
        again = at == self.at and stop == self.place
        self._stand(at, stop)
        if self.cell.options and again:
            chosen = _chosen(self.cell, " ")
            assert chosen is not None
            self.post_message(self.Given(self, chosen))
        elif again or self.cell.tick is not None or self.cell.action:
            self.action_enter()


def _chosen(cell: Cell, character: str) -> str | None:
    """The next option, or the next that begins with a letter; None where none does."""
    options = list(cell.options)
    at = options.index(cell.value) if cell.value in options else -1
    turned = options[at + 1 :] + options[: at + 1]
    if character == " ":
        return turned[0]
    return next((each for each in turned if each.startswith(character.casefold())), None)
