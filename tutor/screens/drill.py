"""A drill: one question after another, without end, harder or easier as the answers go."""

from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.exercise import Rated, Right, Undecided, Unreadable, Verdict
from tutor.practice.decks import Item, deck
from tutor.practice.difficulty import Difficulty, Result, tally
from tutor.screens.catalogue import lessons_read
from tutor.screens.drills import DrillSetup, keep_state, stars, state_of
from tutor.screens.exercise_panel import ExercisePanel
from tutor.screens.place import Line, host, language_of, say
from tutor.screens.visit import VisitScreen
from tutor.visit import Task, Visit

SIGNS = {"right": ("✓", "$success"), "helped": ("✓", "$warning"), "wrong": ("✗", "$error")}
SHOWN = 10
"""So many of the last results stand in the heading."""


class Sitting(Visit, eq=False):
    """The questions of one sitting; a question id comes again with another seed."""

    def find(self, exercise: str) -> Task | None:
        """The latest question with this id that was judged, or was asked at all."""
        found = [task for task in self.tasks if task.source.id == exercise]
        judged = [task for task in found if task.verdict is not None]
        return judged[-1] if judged else found[-1] if found else None

    def following(self) -> Task | None:
        """There is always a next one; the screen draws it."""
        return None


class DrillScreen(VisitScreen):
    """The question of now. Results count the first answer to each question."""

    place: ClassVar[str] = "drill"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+t", "choose", "choose", id="choose"),
    ]
    SPARE_KEYS = VisitScreen.SPARE_KEYS | {"choose"}

    def __init__(self, drill: str) -> None:
        super().__init__(Sitting([]))
        self.drill = drill
        self.results: list[tuple[Task, Result, Difficulty]] = []

    def body(self) -> ComposeResult:
        """Where the question of now stands."""
        with VerticalScroll(id="flow"):
            yield Vertical(id="column")

    async def begin_visit(self) -> None:
        """Take up the question that waits, or draw one."""
        await self.query_one("#column").mount(Line("reading_lessons", classes="quiet"))
        self.run_worker(self._begin(), group="begin")

    async def _begin(self) -> None:
        await lessons_read(self.session)
        self.deck = deck(self.drill, self.session.store, self.session.library)
        state = state_of(self.session, self.drill)
        last = (state.exercise, state.seed)
        waits = state.exercise and not self._answered(*last)
        item = self.deck.find(*last) if waits else None
        await self._ask(item or self._draw(*([last] if state.exercise else [])))

    def _answered(self, exercise: str, seed: int) -> bool:
        return any(
            each.seed == seed and each.right for each in self.session.store.attempts(exercise)
        )

    def _draw(self, *before: tuple[str, int]) -> Item | None:
        state = state_of(self.session, self.drill)
        seen = [*before, *((task.source.id, task.exercise.seed) for task in self.visit.tasks)]
        return self.deck.draw(state.wanted, state.level, seen, self.session.now())

    async def _ask(self, item: Item | None) -> None:
        column = self.query_one("#column")
        if item is None:
            await column.remove_children()
            await column.mount(Line("drill_nothing", classes="done-title"))
            return
        state = state_of(self.session, self.drill)
        keep_state(
            self.session,
            self.drill,
            msgspec.structs.replace(state, exercise=item.exercise.id, seed=item.seed),
        )
        task = self.session.task(item.lesson, item.exercise, item.seed)
        task.number, task.of = len(self.visit.tasks) + 1, 0
        self.visit.tasks.append(task)
        await self.enter(task)

    async def enter(self, task: Task, *, reading: bool = False) -> None:
        """Put the question in the place of the one before."""
        column = self.query_one("#column")
        await column.remove_children()
        title = Content(choose(task.lesson.title, language_of(self)))
        await column.mount(Static(title, classes="from-lesson"), ExercisePanel(self.session, task))
        await super().enter(task, reading=reading)

    async def advance(self) -> None:
        """Ask the next question."""
        self.session.flush()
        await self._ask(self._draw())

    # --- results

    async def judged(self, panel: ExercisePanel, verdict: Verdict) -> None:
        """Count the first answer to a question, and let the level follow."""
        if not isinstance(verdict, Unreadable | Undecided) and not self._counted(panel.item):
            result = result_of(panel.item, verdict)
            state = state_of(self.session, self.drill)
            self.results.append((panel.item, result, state.difficulty))
            harder = state.difficulty.after(result) if self.deck.leveled else state.difficulty
            keep_state(
                self.session,
                self.drill,
                msgspec.structs.replace(state, difficulty=harder),
            )
        await super().judged(panel, verdict)

    def _counted(self, task: Task) -> bool:
        return any(each is task for each, *_ in self.results)

    async def action_undo(self) -> None:
        """Take back the last answer, and what it did to the level."""
        last = self.session.store.last_attempt()
        task = self.visit.find(last.exercise) if last else None
        if task is not None and task.tries == 1 and self.results and self.results[-1][0] is task:
            before = self.results.pop()[2]
            state = state_of(self.session, self.drill)
            keep_state(
                self.session,
                self.drill,
                msgspec.structs.replace(
                    state,
                    difficulty=before,
                    exercise=task.source.id,
                    seed=task.exercise.seed,
                ),
            )
        await super().action_undo()

    def heading(self) -> Content:
        """The drill, its level, the last results, how many in a row, how many right."""
        pieces: list[str | tuple[str, str]] = [(say(self, "drill_" + self.drill), "bold")]
        if self.deck_is_leveled:
            pieces.append(("  " + stars(state_of(self.session, self.drill).level), "$accent"))
        count = tally(result for _, result, _ in self.results)
        if count.answered:
            pieces.append("   ")
            pieces += [SIGNS[result] for _, result, _ in self.results[-SHOWN:]]
            told = say(
                self,
                "drill_tally_row" if count.streak > 1 else "drill_tally",
                streak=count.streak,
                right=count.right,
                answered=count.answered,
                percent=count.percent,
            )
            pieces.append(("   " + told, "$muted"))
        return Content.assemble(*pieces)

    @property
    def deck_is_leveled(self) -> bool:
        """Whether the level is of interest."""
        found = getattr(self, "deck", None)
        return found is not None and found.leveled

    # --- moving on

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A made question cannot be dealt afresh: the next one is like it."""
        if action == "again" and self.deck_is_leveled:
            return False
        return super().check_action(action, parameters)

    def action_choose(self) -> None:
        """Go to the choice of families, level and mode."""
        self.session.flush()
        self.app.switch_screen(DrillSetup(self.drill))

    def retranslate(self) -> None:
        """Show the question in the language of now."""
        for title in self.query(".from-lesson").results(Static):
            if self.visit.current is not None:
                title.update(Content(choose(self.visit.current.lesson.title, language_of(self))))
        self.run_worker(self.retranslate_panels(), group="language", exclusive=True)

    def action_leave(self) -> None:
        """Go back to the list of drills; the question waits."""
        self.session.flush()
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        host(self).go("drills")


def result_of(task: Task, verdict: Verdict) -> Result:
    """What the first answer to a question counts as."""
    good = isinstance(verdict, Right) or (
        isinstance(verdict, Rated) and 2 * verdict.made >= verdict.of
    )
    if not good or task.solution is not None:
        return "wrong"
    return "helped" if task.hints else "right"
