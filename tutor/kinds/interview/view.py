"""Interview on the screen: write or say an answer, reveal the rubric, tick what was said."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from tutor.bilingual import choose
from tutor.kinds.answer_view import AnswerView
from tutor.kinds.interview.kind import compose, split
from tutor.widgets.keys_in_order import TextBox
from tutor.widgets.pick_list import PickList
from tutor.widgets.prose import Prose, inline


class Writing(TextBox, inherit_bindings=False):
    """A text of several lines that leaves F6 and F7 to the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding
        for binding in Binding.make_bindings(TextArea.BINDINGS)
        if binding.key not in ("f6", "f7")
    ]


class View(AnswerView):
    """A text of several lines; after it is revealed, the rubric to tick and a model answer.

    Nothing is compared before the learner has had their say: the rubric would give it away.
    """

    marks_parts: ClassVar[bool] = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "reveal", "reveal the rubric", id="reveal"),
    ]

    def compose(self) -> ComposeResult:
        """The text, and the rubric once it is revealed."""
        spoken = split(self.first_text)
        self.tells_all = self.first_text.rstrip().rpartition("\n")[2].startswith("[x]")
        area = Writing(spoken.text, soft_wrap=True, tab_behavior="focus")
        area.cursor_blink = False
        area.placeholder = self.say("interview_here")
        yield area
        if not self.tells_all:
            minutes = self.exercise.minutes
            key = "interview_how_minutes" if minutes else "interview_how"
            yield Static(Content(self.say(key, minutes=minutes or 0)), classes="how")
            return
        yield Static(Content(self.say("interview_rubric")), classes="how")
        yield PickList(
            [inline(choose(point, self.language)) for point in self.exercise.rubric],
            several=True,
            picked=[number - 1 for number in spoken.ticked],
        )
        yield Static(Content(self.say("interview_model")), classes="how")
        yield Prose(choose(self.exercise.model, self.language))
        for follow_up in self.exercise.follow_ups:
            yield Static(Content(self.say("interview_follow_up")), classes="how")
            text = "\n\n".join(
                choose(each, self.language) for each in (follow_up.question, follow_up.answer)
            )
            yield Prose(text)

    @property
    def text(self) -> str:
        areas = self.query(TextArea)
        if not areas:
            return self.first_text
        text = areas.first().text
        lists = self.query(PickList)
        if not lists:
            return text
        return compose(text, (index + 1 for index in lists.first().picked))

    def focus_answer(self) -> None:
        lists = self.query(PickList)
        (lists.first() if lists else self.query_one(TextArea)).focus(scroll_visible=False)

    def insert(self, symbol: str) -> None:
        self.query_one(TextArea).insert(symbol)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The rubric is revealed once."""
        return not self.tells_all if action == "reveal" else True

    async def action_reveal(self) -> None:
        """Show the rubric."""
        self.first_text = compose(self.query_one(TextArea).text, ())
        self.let_go()
        await self.recompose()
        self.changed()
        self.focus_answer()
        self.refresh_bindings()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """The text is another one."""
        event.stop()
        self.changed()

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """A point was ticked."""
        event.stop()
        self.changed()

    def on_pick_list_accepted(self, event: PickList.Accepted) -> None:
        """Enter: the points stand."""
        event.stop()
        self.submit()
