"""What was understood of an answer, while it is typed."""

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tutor.bilingual import Strings, Text, choose
from tutor.widgets.markdown import FAINT
from tutor.widgets.runs import Line, content, wrap
from tutor.widgets.setting import caret

_STRINGS = Strings(__file__)


class LiveReading(Widget):
    """“I read this as …” in two dimensions, or a caret under what cannot be read.

    Takes what a kind's `read` gives: `show(answer.shown)`, or
    `refuse(text, column, why)`; `clear()` for an empty field.
    """

    DEFAULT_CSS = """
    LiveReading { width: 1fr; height: auto; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(
        self, *, language: str = "en", id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self.language = language
        self._shown = ""
        self._refused: tuple[str, int, Text, str] | None = None

    def show(self, shown: str, *, notes: tuple[Text, ...] = ()) -> None:
        """`shown`: the answer as it was read, lines joined by newlines."""
        self._shown, self._refused, self._notes = shown, None, notes
        self.refresh(layout=True)

    def refuse(self, text: str, column: int, why: Text, mend: str = "") -> None:
        """`text` cannot be read at `column`. mend: a likely corrected text."""
        self._refused = (text, column, why, mend)
        self.refresh(layout=True)

    def clear(self) -> None:
        """Show nothing."""
        self._shown, self._refused, self._notes = "", None, ()
        self.refresh(layout=True)

    _notes: tuple[Text, ...] = ()

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        return content(self._lines(self.content_size.width))

    def _lines(self, limit: int) -> list[Line]:
        if self._refused is not None:
            text, column, why, mend = self._refused
            lines = caret(text, column, limit)
            lines += wrap([(choose(why, self.language), "$text-error")], limit)
            if mend:
                lines.append([("→ ", "bold"), (mend, "bold")])
            return lines
        if not self._shown:
            return []
        lines = [[(choose(_STRINGS["read_as"], self.language), FAINT)]]
        lines += [[("  " + row, "")] for row in self._shown.split("\n")]
        for note in self._notes:
            lines += wrap([(choose(note, self.language), FAINT)], limit)
        return lines
