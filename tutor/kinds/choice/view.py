"""Choice on the screen: a list of which one or several options are picked."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult

from tutor.bilingual import choose
from tutor.exercise import Part
from tutor.kinds.answer_view import AnswerView
from tutor.kinds.choice.kind import options
from tutor.widgets.pick_list import PickList
from tutor.widgets.prose import inline


class View(AnswerView):
    """The options as this variant shuffles them; digits, Space or a click pick."""

    typed: ClassVar[bool] = False
    marks_parts: ClassVar[bool] = True
    asks_for: ClassVar[str] = "nothing_chosen"

    def compose(self) -> ComposeResult:
        """The list of options."""
        ticked = self.first_text.split()
        shown = options(self.exercise)
        yield PickList(
            [inline(choose(option.text, self.language)) for option in shown],
            several=self.exercise.several,
            picked=[index for index, option in enumerate(shown) if option.id in ticked],
        )

    @property
    def text(self) -> str:
        lists = self.query(PickList)
        if not lists:
            return self.first_text
        shown = options(self.exercise)
        return " ".join(sorted(shown[index].id for index in lists.first().picked))

    def show_parts(self, parts: Sequence[Part]) -> None:
        options = self.query_one(PickList)
        # A sign beside an option that was left out would tell whether it belongs.
        signs = {index: part.right for index, part in enumerate(parts) if index in options.picked}
        notes = {
            index: inline(choose(parts[index].note, self.language))
            for index, right in signs.items()
            if not right
        }
        options.judge(signs, notes)

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """Another option is picked."""
        event.stop()
        self.changed()

    def on_pick_list_accepted(self, event: PickList.Accepted) -> None:
        """Enter."""
        event.stop()
        self.submit()
