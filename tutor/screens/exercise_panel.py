"""An exercise on the page: its prompt, where to answer, and everything said about it."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.message import Message
from textual.widgets import Static

from tutor import kinds
from tutor.bilingual import Text, choose
from tutor.exercise import Answer, Right, Undecided, Unreadable, Verdict
from tutor.kinds.answer_view import AnswerView, view_of
from tutor.screens.feedback import SIGNS, Feedback
from tutor.screens.place import language_of, say
from tutor.session import Session
from tutor.visit import Task
from tutor.widgets.prose import Prose
from tutor.widgets.read_back import ReadBack

DAY = 24 * 60 * 60 * 1000


def is_typed(task: Task) -> bool:
    """Whether an answer to the task is something the learner types, and so can read."""
    return bool(kinds.load_view(kinds.kind_of(task.source)).View.typed)


class Ladder(Vertical):
    """The hints that are open, and the solution."""

    DEFAULT_CSS = """
    Ladder { height: auto; }
    Ladder .help-title { margin: 1 0 0 0; color: $muted; }
    Ladder .help-text { padding: 0 0 0 2; }
    Ladder .help-answer { margin: 1 0 0 0; color: $muted; }
    Ladder .help-formula { padding: 0 0 0 4; }
    Ladder Prose > * { margin: 0; }
    Ladder Prose > Math { margin: 1 0; }
    """

    def __init__(self, session: Session, task: Task) -> None:
        super().__init__()
        self.session = session
        # `task` is already a name of Textual's.
        self.item = task

    def compose(self) -> ComposeResult:
        """Hints in order, then the solution."""
        language = language_of(self)
        opened, of = self.session.hints(self.item)
        for number, hint in enumerate(opened, 1):
            yield self._title("hint_number", number=number, of=of)
            yield Prose(choose(hint, language), classes="help-text")
        if self.item.solution is not None:
            yield self._title("solution")
            solution = self.item.solution
            if text := choose(solution.text, language):
                yield Prose(text, classes="help-text")
            if answer := self._right_answer(solution.key):
                title = Content(say(self, "solution_answer"))
                yield Static(title, classes="help-text help-answer")
                yield Static(Content(answer), classes="help-text help-formula")

    def _right_answer(self, key: str) -> str:
        """The key as it reads, on one line or more; empty where the solution states it."""
        # A solution that was worked out here ends in the key; an author's may not.
        if not key or "\n" in key or not self.item.exercise.solution or not is_typed(self.item):
            return ""
        reading = self.session.read(self.item, key)
        return reading.shown if isinstance(reading, Answer) and reading.shown else key

    def _title(self, name: str, **values: int) -> Static:
        return Static(Content(say(self, name, **values)), classes="help-title")


class ExercisePanel(Vertical):
    """One exercise. The current one is open and takes keys; the others are folded."""

    DEFAULT_CSS = """
    ExercisePanel {
        height: auto; width: 1fr; margin: 1 0; padding: 0 0 0 2;
        border-left: wide $panel;
    }
    ExercisePanel.-current { border-left: wide $accent; }
    ExercisePanel .panel-head { color: $muted; }
    ExercisePanel.-current .panel-head { color: $accent; text-style: bold; }
    ExercisePanel .panel-prompt { margin: 1 0 0 0; height: auto; }
    ExercisePanel .panel-body { height: auto; margin: 1 0 0 0; }
    ExercisePanel .panel-fault { color: $error; }
    ExercisePanel .panel-summary { color: $muted; }
    ExercisePanel .panel-remark { color: $warning; margin: 1 0 0 0; display: none; }
    ExercisePanel .panel-checking { color: $muted; height: 1; display: none; }
    ExercisePanel.-checking .panel-checking { display: block; }
    """

    class Chosen(Message):
        """A folded exercise was clicked."""

        def __init__(self, task: Task) -> None:
            super().__init__()
            self.task = task

    def __init__(self, session: Session, task: Task, *, current: bool = False) -> None:
        super().__init__(id=f"panel-{task.source.id}", classes="-current" if current else "")
        self.session = session
        self.item = task
        self.current = current

    def compose(self) -> ComposeResult:
        """Head, prompt, and the open or folded rest."""
        yield Static(self._head(), classes="panel-head")
        language = language_of(self)
        yield Prose(choose(self.item.exercise.prompt, language), classes="panel-prompt")
        yield PanelBody(self, classes="panel-body")

    def _head(self) -> Content:
        task = self.item
        kind = kinds.kind_of(task.source)
        level = task.source.difficulty
        parts = [
            say(self, "exercise_of" if task.of else "question", number=task.number, of=task.of),
            say(self, f"kind_{kind}"),
            "●" * level + "○" * (5 - level),
        ]
        return Content("  ·  ".join(parts))

    def summary(self) -> Content | None:
        """A line about an exercise that is folded; None while it is untouched."""
        task = self.item
        if task.solution is not None and task.state != "right":
            return Content(say(self, "state_shown"))
        if task.state:
            colour = {"right": "$success", "wrong": "$error"}.get(task.state, "")
            line = f"{SIGNS[task.state]} {say(self, 'state_' + task.state)}"
            answer = task.judged.splitlines()[0] if task.judged and is_typed(task) else ""
            return Content.assemble((line, colour), ("   " + answer, "$muted"))
        if task.skipped:
            return Content(say(self, "state_skipped"))
        return None

    # --- being current

    @property
    def view(self) -> AnswerView | None:
        """Where the answer goes, when the panel is open."""
        for body in self.children:
            for widget in body.children:
                if isinstance(widget, AnswerView):
                    return widget
        return None

    async def open(self, current: bool) -> None:
        """Open or fold the panel."""
        self.current = current
        self.set_class(current, "-current")
        await self.renew()

    async def renew(self) -> None:
        """Show the task as it is now, in the language of now."""
        self.query_one(".panel-head", Static).update(self._head())
        language = language_of(self)
        prompt = self.query_one(".panel-prompt", Prose)
        prompt.show(choose(self.item.exercise.prompt, language))
        if self.view is not None:
            self.view.let_go()
        await self.query_one(PanelBody).recompose()

    async def show_verdict(self, verdict: Verdict | None) -> None:
        """Show what came of the answer; None when it changed since."""
        view = self.view
        if view is None:
            return
        if isinstance(verdict, Unreadable):
            view.show_reading(verdict)
            told = any(isinstance(each.shown, Unreadable) for each in view.query(ReadBack))
            await self.query_one(Feedback).show(None if told else verdict)
            return
        view.show_parts(getattr(verdict, "parts", ()))
        await self.query_one(Feedback).show(
            verdict, self._after(verdict), parts=not view.marks_parts
        )

    def remark(self, text: str) -> None:
        """Say something in passing, by the answer; an empty text takes it away."""
        for line in self.query(".panel-remark").results(Static):
            if bool(text) or line.display:
                line.update(Content(text))
                line.display = bool(text)
            if text:
                self.call_after_refresh(line.scroll_visible, animate=False)

    def _after(self, verdict: Verdict | None) -> Text:
        """What to do now, and when the exercise comes back."""
        if isinstance(verdict, Undecided):
            keys = {name: self._key(name) for name in ("grade-right", "grade-wrong", "solution")}
            return say(
                self,
                "undecided_grade",
                right=keys["grade-right"],
                wrong=keys["grade-wrong"],
                solution=keys["solution"],
            )
        if verdict is None:
            return ""
        parts = []
        if self.item.card is not None:
            parts.append(comes_back(self, self.item.card.due - self.session.now()))
        if isinstance(verdict, Right):
            parts.append(say(self, "what_next", next=self._key("check")))
        return "  ·  ".join(parts)

    def _key(self, identifier: str) -> str:
        for bindings in self.screen.active_bindings.values():
            if bindings.binding.id == identifier:
                return self.app.get_key_display(bindings.binding)
        return {"check": "Enter"}.get(identifier, "")

    async def show_help(self) -> None:
        """Show the hints and the solution that are open now."""
        for opened in self.query(Ladder):
            await opened.recompose()

    def on_click(self, event: events.Click) -> None:
        """A click on a folded panel makes it the current one."""
        if not self.current:
            event.stop()
            self.post_message(self.Chosen(self.item))


class PanelBody(Vertical):
    """The part of a panel that changes: the open field and verdict, or one line."""

    def __init__(self, panel: ExercisePanel, classes: str) -> None:
        super().__init__(classes=classes)
        self.panel = panel

    def compose(self) -> ComposeResult:
        """What is needed to answer; or a summary of how it went."""
        panel, task = self.panel, self.panel.item
        if not panel.current:
            summary = panel.summary()
            self.display = summary is not None
            if summary is not None:
                yield Static(summary, classes="panel-summary")
            return
        self.display = True
        if fault := panel.session.fault(task):
            yield Static(Content(say(self, "broken_exercise", why=fault)), classes="panel-fault")
            return
        yield view_of(task.exercise, task.text, language_of(self))
        yield Static(classes="panel-remark", markup=False)
        yield Static(Content(say(self, "checking")), classes="panel-checking")
        yield Feedback()
        yield Ladder(panel.session, task)


def comes_back(node: DOMNode, milliseconds: int) -> str:
    """In how many days an exercise returns, in words."""
    days = max(0, round(milliseconds / DAY))
    if days == 0:
        return say(node, "comes_back_today")
    if days == 1:
        return say(node, "comes_back_tomorrow")
    if days < 60:
        return say(node, "comes_back_days", days=days)
    return say(node, "comes_back_months", months=round(days / 30))
