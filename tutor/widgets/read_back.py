"""What the tutor makes of an answer while it is being typed."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tutor.bilingual import choose
from tutor.exercise import Answer, Unreadable
from tutor.widgets.prose import inline


class ReadBack(Widget):
    """The reading in two dimensions, or a caret under what cannot be read.

    label: said before a reading. offset_x: column at which the typed text begins in the field
    above, so that the caret stands under the right letter. quotes: repeat what cannot be read
    above the caret, where the field is elsewhere.
    """

    DEFAULT_CSS = """
    ReadBack { height: auto; min-height: 1; width: 1fr; color: $muted; }
    ReadBack.-empty { display: none; }
    """

    reading: reactive[Answer | Unreadable | None] = reactive(None, layout=True)

    def __init__(self, label: str, *, offset_x: int = 0, quotes: bool = False) -> None:
        super().__init__(classes="-empty")
        self.quotes = quotes
        self.label = label
        self.language = "en"
        self.offset_x = offset_x
        self.scrolled = 0
        self.typed = ""
        self.unfinished = False

    def show(
        self,
        typed: str,
        reading: Answer | Unreadable | None,
        language: str,
        *,
        scrolled: int = 0,
        unfinished: bool = False,
    ) -> None:
        """Show the reading of `typed`; None shows nothing.

        scrolled: how far the field has scrolled. unfinished: what cannot be read is still
        being typed, and so is no fault yet.
        """
        self.unfinished = unfinished
        self.typed = typed
        self.language = language
        self.scrolled = scrolled
        self.set_reactive(ReadBack.reading, reading)
        nothing = reading is None or (isinstance(reading, Answer) and not self._says(reading))
        self.set_class(nothing, "-empty")
        self.refresh(layout=True)

    @property
    def shown(self) -> Answer | Unreadable | None:
        """What stands there now; None where nothing does."""
        return None if self.has_class("-empty") else self.reading

    @staticmethod
    def _says(answer: Answer) -> bool:
        return bool(answer.shown or answer.notes)

    def render(self) -> RenderResult:
        """The reading as text, laid out beforehand, so that nothing wraps it."""
        if isinstance(self.reading, Answer):
            return self._render_answer(self.reading)
        if isinstance(self.reading, Unreadable):
            return self._render_unreadable(self.reading)
        return Content("")

    def _render_answer(self, answer: Answer) -> Content:
        pieces: list[Content | tuple[str, str]] = []
        if answer.shown:
            pieces.append((self.label + "\n", "$muted"))
            indented = "\n".join("   " + line for line in answer.shown.split("\n"))
            pieces.append((indented, "$foreground"))
        for note in answer.notes:
            pieces.append((("\n" if pieces else "") + choose(note, self.language), "$muted"))
        return Content.assemble(*pieces)

    def _render_unreadable(self, unreadable: Unreadable) -> Content:
        at_end = unreadable.column >= len(self.typed.rstrip())
        style = "$muted" if at_end or self.unfinished else "$warning"
        before = Content(self.typed[: unreadable.column]).cell_length
        caret = max(0, before + self.offset_x - self.scrolled)
        pieces: list[Content | tuple[str, str]] = [
            (" " * self.offset_x + self.typed + "\n" if self.quotes else "", "$foreground"),
            (" " * caret + "▲\n", style),
            inline(choose(unreadable.why, self.language)).stylize_before(style),
        ]
        if unreadable.mend:
            pieces.append(("\n   " + unreadable.mend, "$accent"))
        return Content.assemble(*pieces)
