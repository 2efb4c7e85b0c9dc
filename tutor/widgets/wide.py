"""Lines that keep their length: formulas and programs, scrolling sideways when too wide."""

from collections.abc import Sequence

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from tutor.widgets.runs import Line, content, width


class Wide(ScrollView):
    """Base of widgets whose lines must not be wrapped.

    What does not fit scrolls sideways, by mouse and, once focused, by the arrow keys; a
    widget whose lines fit takes no focus.
    """

    DEFAULT_CSS = """
    Wide {
        width: 1fr;
        height: auto;
        overflow-x: auto;
        overflow-y: hidden;
        scrollbar-size-horizontal: 1;
        background: transparent;
        &:focus { background-tint: $foreground 6%; }
    }
    """

    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: list[Content] = []
        self._set_for = -1

    def lines(self, limit: int) -> Sequence[Line]:
        """The lines to show where `limit` cells are free."""
        raise NotImplementedError

    def forget(self) -> None:
        """Lay out again, because what is shown has changed."""
        self._set_for = -1
        self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        self._set(width)
        return self.virtual_size.height + int(self.virtual_size.width > width)

    def _set(self, limit: int) -> None:
        if limit == self._set_for:
            return
        lines = self.lines(limit)
        self._set_for = limit
        self._lines = [content([line]) for line in lines]
        size = max((width(line) for line in lines), default=0)
        self.virtual_size = Size(size, len(lines))
        self.can_focus = size > limit

    def render_line(self, y: int) -> Strip:
        size, left = self.size.width, self.scroll_offset.x
        base = self.visual_style
        if y >= len(self._lines):
            return Strip.blank(size, base.rich_style)
        line = self._lines[y]
        span = self.text_selection.get_span(y) if self.text_selection is not None else None
        if span is not None:
            end = len(line) if span[1] == -1 else span[1]
            line = line.stylize(self.screen.get_visual_style("screen--selection"), span[0], end)
        strip = Strip(
            Segment(text, (base + style).rich_style)
            for text, style in line.render(base, end="", parse_style=self._get_style)
        )
        return strip.apply_offsets(0, y).crop_extend(left, left + size, base.rich_style)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return selection.extract("\n".join(line.plain.rstrip() for line in self._lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()
