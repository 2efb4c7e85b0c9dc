"""The plot on the screen: colours of the theme, the mouse in data coordinates."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.color import Color
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip as Cells
from textual.style import Style
from textual.widget import Widget

from tutor.widgets.plot.items import Item, Scene
from tutor.widgets.plot.scene import Drawing, draw

if TYPE_CHECKING:
    from textual.app import App

# Okabe and Ito's colours (Color Universal Design, 2008), lighter on dark grounds and darker on
# light ones, so that each has a contrast of at least 4.5 : 1.
DARK: Mapping[str, str] = {
    "one": "#56b4e9",
    "two": "#f0a830",
    "three": "#2fc79a",
    "four": "#f0e442",
    "five": "#e08fc0",
    "six": "#ff8552",
}
LIGHT: Mapping[str, str] = {
    "one": "#0068a8",
    "two": "#9a5b00",
    "three": "#00755a",
    "four": "#6f6200",
    "five": "#a1337a",
    "six": "#b8420a",
}
ROLES: Mapping[str, str] = {
    "text": "foreground",
    "title": "foreground",
    "accent": "accent",
    "good": "success",
    "bad": "error",
}
"""Colours that come from the theme, by its variables."""

FAINT = {"muted": 0.55, "axis": 0.4, "faint": 0.28}
"""How much of the foreground these have; the rest is background."""


def palette(app: "App[Any]", ground: Color | None = None) -> dict[str, Color]:
    """The colours of plots by name, in the theme of now; for words beside a plot too."""
    variables = app.theme_variables
    ground = Color.parse(variables["background"]) if ground is None else ground
    front = Color.parse(variables["foreground"])
    data = DARK if app.current_theme.dark else LIGHT
    colours = {name: Color.parse(code) for name, code in data.items()}
    for name, variable in ROLES.items():
        colours[name] = Color.parse(variables[variable])
    for name, part in FAINT.items():
        colours[name] = ground.blend(front, part, alpha=1.0)
    return colours


class Plot(Widget, can_focus=True):
    """Curves, points and marks over axes.

    `draw` says what is shown; mouse and wheel come back as messages in data coordinates.
    """

    ALLOW_SELECT = False
    auto_links = False
    DEFAULT_CSS = """
    Plot { width: 1fr; height: 1fr; min-height: 8; background: transparent; }
    """

    class Pointed(Message):
        """The mouse went down, was dragged or let go at (x, y) of the data.

        phase: down, drag or up.
        """

        def __init__(self, plot: "Plot", x: float, y: float, phase: str) -> None:
            super().__init__()
            self.plot, self.x, self.y, self.phase = plot, x, y, phase

        @property
        def control(self) -> "Plot":
            return self.plot

    class Wheel(Message):
        """The wheel turned at (x, y) of the data.

        delta: −1 up, away from the hand, or to the left; 1 down or to the right. sideways:
        with Shift or Ctrl, or on a wheel that turns sideways.
        """

        def __init__(
            self, plot: "Plot", x: float, y: float, delta: int, sideways: bool = False
        ) -> None:
            super().__init__()
            self.plot, self.x, self.y, self.delta = plot, x, y, delta
            self.sideways = sideways

        @property
        def control(self) -> "Plot":
            return self.plot

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.scene = Scene()
        self._drawing: Drawing | None = None
        self._drawn_for = Size(0, 0)
        self._inks: dict[str, RichStyle] = {}
        self._inks_for: object = None
        self._held = False

    def draw(
        self,
        items: Iterable[Item],
        *,
        x: tuple[float, float] | None = None,
        y: tuple[float, float] | None = None,
        log_x: bool = False,
        log_y: bool = False,
        x_label: str = "x",
        y_label: str = "",
        title: str = "",
        legend: bool | Sequence[str] = True,
        fit: tuple[float, float] | None = None,
    ) -> None:
        """Show `items`.

        x, y: what the axes range over; None fits them to the items, or y to `fit`, and then
        a little wider so that the ticks are at even distances. legend: whether there is one,
        or the labels in the order they are wanted.
        """
        self.scene = Scene(tuple(items), x, y, log_x, log_y, x_label, y_label, title, legend, fit)
        self._drawing = None
        self.refresh()

    @property
    def drawing(self) -> Drawing:
        """The scene at the size of now; drawn once for every change."""
        size = self.size
        if self._drawing is None or self._drawn_for != size:
            self._drawing = draw(self.scene, size.width, size.height)
            self._drawn_for = size
        return self._drawing

    def render_line(self, y: int) -> Cells:
        base = self.visual_style
        inks = self._inks_of(base)
        width = self.size.width
        rows = self.drawing.rows
        if y >= len(rows):
            return Cells.blank(width, inks[""])
        segments = [Segment(text, inks.get(colour, inks["text"])) for text, colour in rows[y]]
        return Cells(segments).adjust_cell_length(width, inks[""])

    def _inks_of(self, base: Style) -> dict[str, RichStyle]:
        """The styles of the palette in the theme of now."""
        key = (base, self.app.theme, self.has_focus)
        if key != self._inks_for:
            self._inks_for = key
            self._inks = self._mixed(base)
        return self._inks

    def _mixed(self, base: Style) -> dict[str, RichStyle]:
        colours = palette(self.app, base.background)
        if self.has_focus:
            colours["axis"] = colours["accent"]
        inks = {"": base.rich_style}
        for name, colour in colours.items():
            bold = True if name == "title" else None
            inks[name] = (base + Style(foreground=colour, bold=bold)).rich_style
        return inks

    # --- the mouse

    def _point(self, event: events.MouseEvent, phase: str) -> None:
        x, y = self.drawing.at(event.x, event.y)
        self.post_message(self.Pointed(self, x, y, phase))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to point, inside the axes."""
        if event.button == 1 and self.drawing.inside(event.x, event.y):
            self._held = True
            self.capture_mouse()
            self._point(event, "down")

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag, also beyond the axes."""
        if self._held:
            self._point(event, "drag")

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        if self._held:
            self._held = False
            self.release_mouse()
            self._point(event, "up")

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Tell of the wheel."""
        self._turn(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Tell of the wheel."""
        self._turn(event, 1)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        """Tell of the wheel."""
        self._turn(event, -1, sideways=True)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        """Tell of the wheel."""
        self._turn(event, 1, sideways=True)

    def _turn(self, event: events.MouseEvent, delta: int, *, sideways: bool = False) -> None:
        event.stop()
        event.prevent_default()
        x, y = self.drawing.at(event.x, event.y)
        sideways = sideways or event.shift or event.ctrl
        self.post_message(self.Wheel(self, x, y, delta, sideways))
