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
        signs = {index: part.right for index, part in enumerate(parts)}
        notes = {
            index: choose(part.note, self.language)
            for index, part in enumerate(parts)
            if not part.right
        }
        self.query_one(PickList).judge(signs, notes)

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """Another option is picked."""
        event.stop()
        self.changed()

    def on_pick_list_accepted(self, event: PickList.Accepted) -> None:
        """Enter."""
        event.stop()
        self.submit()
