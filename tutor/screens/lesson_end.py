"""The end of a lesson: what went well, what comes back and when, and what next."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor import kinds
from tutor.bilingual import choose
from tutor.screens.choices import Choices
from tutor.screens.exercise_panel import comes_back
from tutor.screens.place import Place, host, language_of, say
from tutor.visit import Task, Visit


class LessonEnd(Place):
    """Dismissed with "home", "open", or the id of the lesson to go on with."""

    place: ClassVar[str] = "end"
    CSS_PATH = "flow.tcss"
    AUTO_FOCUS = "OptionList"

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self.visit = visit

    def body(self) -> ComposeResult:
        """The account, and below it what to do next."""
        with VerticalScroll(id="flow", can_focus=False), Vertical(id="column"):
            yield Static(id="account", markup=False)
            yield Choices()

    def on_mount(self) -> None:
        """Fill both."""
        super().on_mount()
        self.retranslate()

    def heading(self) -> Content:
        """The end of which lesson."""
        lesson = self.visit.lesson
        title = choose(lesson.title, language_of(self)) if lesson else ""
        return Content.assemble((title, "bold"), ("   " + say(self, "end_title"), "$muted"))

    def retranslate(self) -> None:
        """Write everything in the language of now."""
        self.query_one("#account", Static).update(self._account())
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(self._choices())
        options.action_first()

    def _account(self) -> Content:
        tasks = self.visit.tasks
        right = [task for task in tasks if task.state in ("right", "rated")]
        first = [task for task in right if self._at_first(task)]
        back = [task for task in tasks if task.card is not None and task not in first]
        unsettled = [task for task in tasks if task not in right]
        blocks = [self._score(len(right), len(tasks), len(first))]
        blocks += self._block("end_well", "✓", "$success", first)
        blocks += self._block("end_back", "↻", "$accent", back)
        blocks += self._block("end_open", "○", "$warning", unsettled)
        return Content("\n\n").join(blocks)

    @staticmethod
    def _at_first(task: Task) -> bool:
        """Whether the task was right at the first try, and without help."""
        card = task.card
        return card is not None and card.answered == card.right == 1 and not task.hints

    def _score(self, right: int, of: int, first: int) -> Content:
        if of and right == of:
            head = say(self, "end_all_right")
        else:
            head = say(self, "end_score", right=right, of=of)
        bar = "▰" * right + "▱" * (of - right)
        return Content.assemble(
            (bar, "$accent"),
            ("\n" + head, "bold"),
            ("\n" + say(self, "end_first_try", count=first), "$muted") if first else "",
        )

    def _block(self, key: str, sign: str, colour: str, tasks: list[Task]) -> Iterable[Content]:
        if not tasks:
            return
        pieces: list[Content | str | tuple[str, str]] = [(say(self, key), "bold")]
        for task in tasks:
            pieces += ["\n  ", (sign + " ", colour), self._label(task)]
            if task.card is not None:
                after = comes_back(self, task.card.due - host(self).session.now())
                pieces.append(("   " + after, "$muted"))
        yield Content.assemble(*pieces)

    def _label(self, task: Task) -> str:
        kind = say(self, "kind_" + kinds.kind_of(task.source))
        skills = ", ".join(skill.replace("-", " ") for skill in task.source.skills[:2])
        number = say(self, "exercise_of", number=task.number, of=task.of)
        return f"{number}  ·  {skills or kind}"

    def _choices(self) -> Iterable[Option]:
        lesson = self.visit.lesson
        unsettled = [task for task in self.visit.tasks if task.state not in ("right", "rated")]
        following = host(self).session.lesson_after(lesson.id) if lesson else None
        if following is not None:
            title = choose(following.title, language_of(self))
            text = Content.assemble((say(self, "end_next"), "bold $accent"), "   ", title)
            yield Option(text, id=following.id)
        if unsettled:
            yield Option(Content(say(self, "end_open_go")), id="open")
        yield Option(Content(say(self, "end_home")), id="home")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what was chosen."""
        event.stop()
        self.dismiss(event.option_id)

    def action_leave(self) -> None:
        """Back to the lesson, as it is."""
        self.dismiss(None)
