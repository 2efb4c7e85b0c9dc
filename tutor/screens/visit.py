"""Working through exercises: the keys and the steps that lessons and reviews share."""

from contextlib import suppress
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.css.query import NoMatches

from tutor.exercise import Right, Unreadable, Verdict
from tutor.kinds.answer_view import AnswerView
from tutor.screens.exercise_panel import ExercisePanel
from tutor.screens.place import Place, host, language_of, say, types_into
from tutor.session import Session
from tutor.visit import Task, Visit

SIGNS = {"right": ("●", "$success"), "rated": ("●", "$success"), "wrong": ("✗", "$error")}
"""Signs of the progress line; what is open has a circle of its own."""


class VisitScreen(Place):
    """A screen on which the exercises of a visit are answered, one of them at a time."""

    CSS_PATH = "flow.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "check", "answer", id="begin"),
        Binding("f2", "symbols", "symbols", id="symbols"),
        Binding("f3", "hint", "hint", id="hint"),
        Binding("f4", "solution", "solution", id="solution"),
        Binding("f6", "skip", "skip", id="skip"),
        Binding("f8,ctrl+n", "next", "next", id="next"),
        Binding("f5", "again", "again", id="again"),
        Binding("f7", "undo", "undo", id="undo"),
        Binding("ctrl+b", "previous", "previous", id="previous"),
        Binding("ctrl+y", "grade(True)", "right", id="grade-right"),
        Binding("ctrl+o", "grade(False)", "wrong", id="grade-wrong"),
    ]

    SPARE_KEYS: ClassVar[frozenset[str]] = frozenset({"next", "again", "undo", "previous"})
    """Keys that the bar leaves out first where there is no room."""

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self.visit = visit
        self._early = ""
        self._read_first: ExercisePanel | None = None

    async def on_mount(self) -> None:  # type: ignore[override]  # Textual awaits either
        """Put the heading up and begin."""
        super().on_mount()
        await self.begin_visit()

    async def begin_visit(self) -> None:
        """Go to the first task."""

    @property
    def session(self) -> Session:
        return host(self).session

    # --- the panel that takes keys

    def panel_of(self, task: Task) -> ExercisePanel | None:
        """The panel of a task, if it is on the page."""
        with suppress(NoMatches):
            column = self.query_one("#column")
            return column.get_child_by_id(f"panel-{task.source.id}", ExercisePanel)
        return None

    @property
    def panel(self) -> ExercisePanel | None:
        """The current panel."""
        return self.panel_of(self.visit.current) if self.visit.current else None

    async def enter(self, task: Task, *, reading: bool = False) -> None:
        """Make a task the current one, put the cursor into it, and bring it into sight.

        reading: what is to be read before it comes first.
        """
        before = self.panel
        self.session.flush()
        self.session.enter(self.visit, task)
        panel = self.panel_of(task)
        if before is not None and before is not panel:
            await before.open(False)
        if panel is not None:
            await panel.open(True)
            self.call_after_refresh(self._settle, panel, reading)
        self.show_heading()
        self.refresh_bindings()

    async def _settle(self, panel: ExercisePanel, reading: bool = False) -> None:
        """Bring the panel into sight, focus the answer, show its reading and verdict."""
        if panel.view is None:
            return
        self._read_first = None
        if reading and not self.scroll_to_reading(panel):
            self._read_first = panel
            self.query_one("#flow").focus(scroll_visible=False)
        else:
            self.scroll_to_panel(panel)
            panel.view.focus_answer()
        if self._early and panel.view.typed:
            panel.view.insert(self._early)
        self._early = ""
        self._show_reading(panel)
        if panel.item.verdict is not None and panel.item.text == panel.item.judged:
            await panel.show_verdict(panel.item.verdict)

    def scroll_to_reading(self, panel: ExercisePanel) -> bool:
        """Scroll to what is to be read before a panel; whether the panel is in sight with it."""
        self.scroll_to_panel(panel)
        return True

    def scroll_to_panel(self, panel: ExercisePanel) -> None:
        """Bring the whole panel into sight, its top first."""
        flow = self.query_one("#flow", VerticalScroll)
        top = panel.virtual_region.y
        below = top + panel.virtual_region.height - (flow.scroll_offset.y + flow.size.height)
        if top < flow.scroll_offset.y or panel.virtual_region.height > flow.size.height:
            flow.scroll_to(y=max(0, top - 1), animate=False)
        elif below > 0:
            flow.scroll_to(y=flow.scroll_offset.y + below + 1, animate=False)

    def scroll_to_end(self, panel: ExercisePanel) -> None:
        """Bring the end of the panel into sight: a verdict, a hint, the solution."""
        flow = self.query_one("#flow", VerticalScroll)
        end = panel.virtual_region.bottom + 1
        if end > flow.scroll_offset.y + flow.size.height:
            flow.scroll_to(y=end - flow.size.height, animate=False)

    # --- typing

    def on_key(self, event: events.Key) -> None:
        """A printing key types, also when it comes before the field has the focus."""
        self._unsay()
        if not (event.is_printable and event.character):
            return
        view = self.panel.view if self.panel else None
        if view is None:
            self._early += event.character
        elif not view.has_focus_within:
            view.focus_answer()
            if self.panel is not None:
                self.scroll_to_panel(self.panel)
            if view.typed:
                view.insert(event.character)
        elif types_into(self.focused, event):
            # The key was on its way here when the field got the focus.
            view.insert(event.character)
        else:
            return
        event.stop()

    async def on_answer_view_changed(self, event: AnswerView.Changed) -> None:
        """Read what is typed, at every key; a verdict on an older text goes away."""
        panel = self.panel
        if panel is None or panel.view is not event.view:
            return
        self._unsay()
        task = panel.item
        before = task.text
        self.session.type(task, event.text)
        self._show_reading(panel)
        if event.text != before and event.text != task.judged:
            await panel.show_verdict(None)
        self.refresh_bindings()

    def _show_reading(self, panel: ExercisePanel) -> None:
        if panel.view is not None:
            text = panel.item.text
            reading = self.session.read(panel.item, text) if text.strip() else None
            panel.view.show_reading(reading)

    # --- judging

    def on_answer_view_submitted(self, event: AnswerView.Submitted) -> None:
        """Enter in the answer; one that is out of sight is shown and not judged."""
        panel = self.panel
        if panel is None or panel.view is not event.view:
            return
        if self._in_sight(panel):
            self.action_check()
        else:
            self.scroll_to_panel(panel)

    def _in_sight(self, panel: ExercisePanel) -> bool:
        flow, region = self.query_one("#flow", VerticalScroll), panel.virtual_region
        top = flow.scroll_offset.y
        return region.y < top + flow.size.height and region.bottom > top

    def action_check(self) -> None:
        """Have the answer judged; after a right one, go on."""
        panel = self.panel
        if panel is None or panel.view is None or panel.item.checking:
            return
        if not panel.view.has_focus_within:
            panel.view.focus_answer()
            self.scroll_to_panel(panel)
            return
        self._unsay()
        task, text = panel.item, panel.view.text
        if not text.strip():
            self.remark(panel.view.say(panel.view.asks_for))
        elif self._goes_on(task, panel.view):
            self.action_next()
        elif task.verdict is not None and text == task.judged:
            self.tell("same_answer", again=self.key("again"))
        else:
            self.run_worker(self._check(panel, text), group="check", exclusive=False)

    async def _check(self, panel: ExercisePanel, text: str) -> None:
        panel.add_class("-checking")
        try:
            verdict = await self.session.submit(panel.item, text)
        finally:
            panel.remove_class("-checking")
        if verdict is None or panel is not self.panel:
            return
        await self.judged(panel, verdict)
        if panel.view is not None and panel.view.text != text:
            # The answer was changed while it was checked.
            await panel.show_verdict(None)

    async def judged(self, panel: ExercisePanel, verdict: Verdict) -> None:
        """Show a verdict that has been kept."""
        await panel.show_verdict(verdict)
        if not isinstance(verdict, Unreadable):
            self.show_heading()
        self.call_after_refresh(self.scroll_to_end, panel)
        self.refresh_bindings()

    async def action_grade(self, right: bool) -> None:
        """Take the learner's word for what could not be decided."""
        if self.panel is not None:
            await self.judged(self.panel, self.session.grade(self.panel.item, right))

    # --- help

    def action_symbols(self) -> None:
        """Open the palette; what is chosen goes into the field."""
        from tutor.widgets.palette import Palette

        def insert(symbol: str | None) -> None:
            view = self.panel.view if self.panel else None
            if symbol and view is not None:
                view.insert(symbol)

        self.app.push_screen(
            Palette(language_of(self), say(self, "palette_title"), say(self, "palette_hint")),
            insert,
        )

    async def action_hint(self) -> None:
        """Open one hint more."""
        if self.panel is None:
            return
        task = self.panel.item
        if self.session.hint(task) is None:
            self.tell("hint_last" if task.hints else "hint_none", solution=self.key("solution"))
            return
        await self.panel.show_help()
        if task.solution is None:
            self.call_after_refresh(self.scroll_to_end, self.panel)
        else:
            # The hint stands above the solution, whose end would push it out of sight.
            hint = self.panel.query(".help-title")[task.hints - 1]
            self.call_after_refresh(hint.scroll_visible, animate=False, top=True)

    def action_solution(self) -> None:
        """Open the solution."""
        if self.panel is not None:
            self.run_worker(self._solve(self.panel), group="solve")

    async def _solve(self, panel: ExercisePanel) -> None:
        panel.add_class("-checking")
        try:
            await self.session.solve(panel.item)
        finally:
            panel.remove_class("-checking")
        await panel.show_help()
        self.show_heading()
        self.refresh_bindings()
        self.call_after_refresh(self.scroll_to_end, panel)

    async def action_again(self) -> None:
        """Begin the exercise afresh."""
        if self.visit.current is not None:
            self.session.again(self.visit.current)
            await self.enter(self.visit.current)

    def _has_hints(self, task: Task) -> bool:
        """Whether another hint can be opened, or is worth asking for."""
        if task.solution is None:
            return True
        opened, of = self.session.hints(task)
        return len(opened) < of

    # --- moving on

    async def action_skip(self) -> None:
        """Pass this exercise by for now."""
        if self.visit.current is not None:
            self.session.skip(self.visit.current)
            await self.advance()

    def action_next(self) -> None:
        """Go to the next exercise that still asks something; from its reading, to itself."""
        panel = self.panel
        read = panel is not None and panel is self._read_first and not panel.item.settled
        self._read_first = None
        if read and panel is not None and panel.view and not panel.view.has_focus_within:
            self.action_check()
            return
        self.run_worker(self.advance(), group="advance")

    async def action_previous(self) -> None:
        """Go back to the exercise before this one."""
        if self.visit.at > 0:
            await self.enter(self.visit.tasks[self.visit.at - 1])

    async def advance(self) -> None:
        """Enter the following task, or end the visit."""
        following = self.visit.following()
        if following is None:
            self.finish()
        else:
            await self.enter(following, reading=True)

    def finish(self) -> None:
        """Every task is settled."""

    async def action_undo(self) -> None:
        """Take back the last answer given."""
        task = self.session.undo(self.visit)
        if task is None:
            self.tell("undo_none")
            return
        await self.enter(task)
        self.tell("undone")

    async def on_exercise_panel_chosen(self, event: ExercisePanel.Chosen) -> None:
        """A click on another exercise goes there."""
        await self.enter(event.task)

    # --- the bar and the heading

    def key_name(self, identifier: str) -> str:
        """The label of a binding's key, by name: Enter does now this, now that."""
        panel = self.panel
        if identifier != "check" or panel is None or panel.view is None:
            return identifier
        means = panel.view.enter_means()
        return "go_on" if means == "check" and self._goes_on(panel.item, panel.view) else means

    @staticmethod
    def _goes_on(task: Task, view: AnswerView) -> bool:
        """Whether Enter leads on from the answer that stands there."""
        judged = task.verdict is not None and view.text == task.judged
        return judged and (isinstance(task.verdict, Right) or task.done)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only offer what can be done now."""
        task = self.visit.current
        if action in ("hint", "solution", "skip", "next", "again", "symbols", "check"):
            if task is None:
                return False
            view = self.panel.view if self.panel else None
            if action == "symbols":
                return view is not None and view.typed
            if action == "check":
                # Inside the answer Enter has a meaning of its own.
                return view is not None and not view.has_focus_within
            if action in ("hint", "solution") and view is not None and view.tells_all:
                return False
            if action == "solution":
                return task.solution is None
            if action == "hint":
                return task.state not in ("right", "rated") and self._has_hints(task)
            if action == "skip":
                return not task.done
            if action == "again":
                return bool(task.text or task.state or task.hints or task.solution)
        if action == "previous":
            return self.visit.at > 0
        if action == "undo":
            return any(each.state for each in self.visit.tasks)
        if action == "grade":
            return task is not None and task.state == "undecided" and task.verdict is not None
        return True

    def tell(self, key: str, **values: str | int) -> None:
        """Say something in passing, by the answer where there is one."""
        self.remark(say(self, key, **values))

    def remark(self, text: str) -> None:
        """Say something by the answer until the next key; else in a corner."""
        if self.panel is not None and self.panel.view is not None:
            self.panel.remark(text)
        else:
            self.notify(text, timeout=6, markup=False)

    def _unsay(self) -> None:
        if self.panel is not None:
            self.panel.remark("")

    def key(self, identifier: str) -> str:
        """How the key of a binding is written."""
        for active in self.active_bindings.values():
            if active.binding.id == identifier:
                return self.app.get_key_display(active.binding)
        return ""

    def progress(self) -> Content:
        """Where the learner is: the number of the task, and a sign for each of them."""
        tasks, current = self.visit.tasks, self.visit.current
        if current is None:
            return Content("")
        pieces = [(f"{tasks.index(current) + 1}/{len(tasks)}  ", "bold $accent")]
        for task in tasks:
            sign, style = SIGNS.get(task.state, ("○", "$muted"))
            pieces.append(("◉", "bold $accent") if task is current else (sign, style))
        return Content.assemble(*pieces)

    async def retranslate_panels(self) -> None:
        """Show every panel in the language of now, keeping what was typed."""
        if self.panel is not None and self.panel.view is not None:
            self.session.type(self.panel.item, self.panel.view.text)
        for panel in self.query(ExercisePanel):
            await panel.renew()
        if self.panel is not None:
            self.call_after_refresh(self._settle, self.panel)
