"""Notation on the screen: the formula with its symbol framed, and a field or the meanings."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.kinds.answer_view import FieldView
from tutor.kinds.notation.kind import framed, meanings
from tutor.widgets.math import Math
from tutor.widgets.pick_list import PickList
from tutor.widgets.prose import inline


class View(FieldView):
    """A field to type a name into; in a chosen exercise a list of meanings."""

    def before(self) -> ComposeResult:
        """The formula, and where it comes from."""
        yield Math(framed(self.exercise), indent=2)
        source = choose(self.exercise.source, self.language)
        yield Static(Content(source), classes="quiet formula-source")

    def placeholder(self) -> str:
        return self.say("type_meaning")

    def compose(self) -> ComposeResult:
        """What stands above, and the field or the list."""
        if not self.exercise.chosen:
            yield from super().compose()
            return
        yield from self.before()
        shown = meanings(self.exercise)
        names = [choose(meaning, "en") for meaning in shown]
        yield PickList(
            [inline(choose(meaning, self.language)) for meaning in shown],
            picked=[names.index(self.first_text)] if self.first_text in names else [],
        )

    @property
    def text(self) -> str:
        lists = self.query(PickList)
        if not lists:
            return super().text
        picked = lists.first().picked
        return choose(meanings(self.exercise)[min(picked)], "en") if picked else ""

    def focus_answer(self) -> None:
        if self.exercise.chosen:
            self.query_one(PickList).focus(scroll_visible=False)
        else:
            super().focus_answer()

    def show_reading(self, reading: object) -> None:
        """A name is understood as it stands."""

    def insert(self, symbol: str) -> None:
        if not self.exercise.chosen:
            super().insert(symbol)

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """Another meaning is picked."""
        event.stop()
        self.changed()

    def on_pick_list_accepted(self, event: PickList.Accepted) -> None:
        """Enter."""
        event.stop()
        self.submit()
