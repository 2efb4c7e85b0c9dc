"""A question of the interview: type an answer or say it aloud, with a clock if wanted."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from tutor.bilingual import choose
from tutor.kinds.interview.kind import LONGEST
from tutor.kinds.interview.kind import Exercise as InterviewQuestion
from tutor.practice.rehearsal import Rehearsal
from tutor.screens.place import host, language_of, say
from tutor.widgets.keys_in_order import TextBox
from tutor.widgets.prose import Prose

SAVE_TIME = 5000
"""Milliseconds after which the time alone is worth keeping."""


class Asking(Vertical):
    """The question and a field. Nothing is judged here."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f8,ctrl+n", "next_question", "next", id="next"),
        Binding("f2", "symbols", "symbols", id="symbols"),
        # A TextArea has keys of its own on F6 and F7; here the rehearsal comes first.
        Binding("f6", "finish", "finish", id="finish", priority=True),
    ]

    class Done(Message):
        """The question is answered. all: the interview ends here."""

        def __init__(self, *, all: bool) -> None:
            super().__init__()
            self.all = all

    def __init__(
        self, source: InterviewQuestion, rehearsal: Rehearsal, keep: Callable[[str, int], None]
    ) -> None:
        """keep: called with the text of now and the milliseconds since it was last called."""
        super().__init__()
        self.source = source
        self._keep = keep
        self.minutes = rehearsal.minutes
        self.spent = rehearsal.current.milliseconds
        self.text = self._kept = rehearsal.current.text
        self._since: int | None = None
        self._sure = False

    def compose(self) -> ComposeResult:
        """The clock, the question, the field."""
        yield Static(id="clock", markup=False)
        yield Prose(choose(self.source.prompt, language_of(self)), id="question")
        area = TextBox(self.text, soft_wrap=True, tab_behavior="focus", compact=True)
        area.cursor_blink = False
        area.placeholder = say(self, "interview_placeholder")
        yield area
        yield Static(Content(say(self, "interview_how")), classes="quiet")

    def on_mount(self) -> None:
        """Start the clock; save what is typed."""
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        self.set_interval(0.5, self.tick)
        self.query_one("#clock").display = self.minutes > 0
        self.run_clock(True)

    # --- the clock

    @property
    def _now(self) -> int:
        return host(self).session.now()

    def run_clock(self, going: bool) -> None:
        """Let the clock go or stand still."""
        if going:
            self._since = self._now if self._since is None else self._since
            self.show_clock()
        else:
            self.tell()
            self._since = None

    def _elapsed(self) -> int:
        return self._now - self._since if self._since is not None else 0

    def tick(self) -> None:
        """Twice a second: keep what is new, and show the time."""
        if self.text != self._kept or self._elapsed() >= SAVE_TIME:
            self.tell()
        self.show_clock()

    def show_clock(self) -> None:
        """Write the time that was spent, if there is a clock."""
        if not self.minutes:
            return
        seconds = (self.spent + self._elapsed()) // 1000
        shown = f"{clock_face(seconds)} / {clock_face(60 * self.minutes)}"
        over = seconds >= 60 * self.minutes
        told = f"◷ {shown}" + (f"   {say(self, 'time_is_up')}" if over else "")
        clock = self.query_one("#clock", Static)
        if str(clock.content) != told:
            clock.update(Content.styled(told, "bold $warning" if over else "$muted"))

    def tell(self) -> None:
        """Hand over the text and the time, to be kept."""
        elapsed = self._elapsed()
        self.spent += elapsed
        if self._since is not None:
            self._since = self._now
        self._kept = self.text
        self._keep(self.text, elapsed)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Another text; it is kept within half a second."""
        event.stop()
        self._sure = False
        self.text = event.text_area.text[:LONGEST]

    def on_unmount(self) -> None:
        """Keep what was typed last, when the program is left."""
        if self.text != self._kept:
            self.tell()

    # --- going on

    def action_next_question(self) -> None:
        """On to the next question."""
        self.tell()
        self.post_message(self.Done(all=False))

    def action_finish(self) -> None:
        """End the interview when it is asked for twice; what was not asked is left out."""
        if not self._sure:
            self._sure = True
            self.notify(say(self, "finish_sure"), markup=False)
            return
        self.tell()
        self.post_message(self.Done(all=True))

    def action_symbols(self) -> None:
        """Open the palette; what is chosen goes into the field."""
        from tutor.widgets.palette import Palette

        def insert(symbol: str | None) -> None:
            if symbol:
                self.query_one(TextArea).insert(symbol)

        self.app.push_screen(
            Palette(language_of(self), say(self, "palette_title"), say(self, "palette_hint")),
            insert,
        )


def clock_face(seconds: int) -> str:
    """Minutes and seconds as a clock shows them: 2:05."""
    return f"{seconds // 60}:{seconds % 60:02}"
