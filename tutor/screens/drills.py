"""Drills: which one, out of which families, how hard."""

from collections.abc import Iterable
from typing import ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, OptionList
from textual.widgets.option_list import Option

from tutor.bilingual import choose
from tutor.practice.decks import DRILLS, Deck, Wanted, deck
from tutor.practice.difficulty import Difficulty
from tutor.screens.catalogue import lessons_read
from tutor.screens.choices import Choices
from tutor.screens.one_of import OneOf, TickList
from tutor.screens.place import Line, Place, host, language_of, say
from tutor.session import Session


class DrillState(msgspec.Struct, frozen=True):
    """What is kept of a drill. exercise, seed: the question that waits for an answer."""

    wanted: Wanted = Wanted()
    difficulty: Difficulty = Difficulty()
    exercise: str = ""
    seed: int = 0

    @property
    def level(self) -> int:
        return self.wanted.level or self.difficulty.level


def state_of(session: Session, drill: str) -> DrillState:
    """What is kept of a drill."""
    return session.setting("drill-" + drill, DrillState())


def keep_state(session: Session, drill: str, state: DrillState) -> None:
    """Keep it."""
    session.set("drill-" + drill, state)


def stars(level: int) -> str:
    """A level as signs."""
    return "●" * level + "○" * (5 - level)


class Drills(Place):
    """The list of drills."""

    place: ClassVar[str] = "drills"
    AUTO_FOCUS = "OptionList"

    def body(self) -> ComposeResult:
        """The list."""
        yield Choices()

    def on_screen_resume(self) -> None:
        """Levels may have changed, or lessons."""
        self.retranslate()
        if not host(self).session.library.catalogue().fresh:
            self.run_worker(self._renew(), group="catalogue", exclusive=True)

    async def _renew(self) -> None:
        await lessons_read(host(self).session)
        self.retranslate()

    def retranslate(self) -> None:
        """Write the list anew."""
        self.query_one(Choices).renew(self._options())

    def _options(self) -> Iterable[Option | None]:
        session = host(self).session
        for number, name in enumerate(DRILLS):
            if number:
                yield None
            found = deck(name, session.store, session.library)
            if not found.families():
                text = Content.assemble(
                    (say(self, "drill_" + name), "bold"),
                    ("\n" + say(self, "drill_nothing"), "$muted"),
                )
                yield Option(text, id=name, disabled=True)
                continue
            level = state_of(session, name).level
            pieces: list[str | tuple[str, str]] = [(say(self, "drill_" + name), "bold")]
            if found.leveled:
                pieces.append(("   " + stars(level), "$accent"))
            pieces.append(("\n" + say(self, "about_drill_" + name), "$muted"))
            yield Option(Content.assemble(*pieces), id=name)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose what to drill."""
        event.stop()
        if event.option_id:
            self.app.push_screen(DrillSetup(event.option_id))


class DrillSetup(Place):
    """Families, level and mode of one drill; dismissed when the drill begins."""

    place: ClassVar[str] = "drill_setup"
    CSS_PATH = "practice.tcss"
    AUTO_FOCUS = "#families"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "start", "start", id="start"),
    ]

    def __init__(self, drill: str) -> None:
        super().__init__()
        self.drill = drill

    def body(self) -> ComposeResult:
        """The choices, then the button."""
        session = host(self).session
        self.deck: Deck = deck(self.drill, session.store, session.library)
        self._ids = [family for family, _ in self.deck.families()]
        wanted = state_of(session, self.drill).wanted
        with VerticalScroll(id="flow", can_focus=False), Vertical(id="column"):
            if self.deck.modes:
                yield Line("drill_mode", classes="choice-title first-title")
                at = self.deck.modes.index(wanted.mode) if wanted.mode in self.deck.modes else 0
                yield OneOf(self._modes(), at, id="mode")
            if self.deck.leveled:
                yield Line("drill_level", classes="choice-title first-title")
                yield OneOf(self._levels(), wanted.level, id="level")
            yield Line("drill_families", classes="choice-title first-title")
            yield TickList(
                self._families(),
                picked=[at for at, family in enumerate(self._ids) if family in wanted.families],
                id="families",
            )
            yield Button(say(self, "start_drill"), id="begin", compact=True)

    def heading(self) -> Content:
        """The drill."""
        return Content.assemble(
            (say(self, "title_drills"), "$muted"),
            (" › ", "$muted"),
            (say(self, "drill_" + self.drill), "bold"),
        )

    def _families(self) -> list[Content]:
        language = language_of(self)
        return [Content(choose(title, language)) for _, title in self.deck.families()]

    def _levels(self) -> list[str]:
        return [say(self, "level_follows"), "1", "2", "3", "4", "5"]

    def _modes(self) -> list[str]:
        return [say(self, "mode_" + mode) for mode in self.deck.modes]

    def retranslate(self) -> None:
        """Show the choices in the language of now."""
        self.query_one("#families", TickList).retext(self._families())
        for level in self.query("#level").results(OneOf):
            level.retext(self._levels())
        for mode in self.query("#mode").results(OneOf):
            mode.retext(self._modes())
        self.query_one("#begin", Button).label = Content(say(self, "start_drill"))

    def on_one_of_accepted(self) -> None:
        """Enter goes to the next choice."""
        self.focus_next()

    def on_pick_list_accepted(self) -> None:
        """Enter in the last choice begins."""
        self.action_start()

    def on_button_pressed(self) -> None:
        """Begin."""
        self.action_start()

    def action_start(self) -> None:
        """Keep the choices, and begin."""
        from tutor.screens.drill import DrillScreen

        session = host(self).session
        picked = self.query_one("#families", TickList).picked
        levels, modes = self.query("#level").results(OneOf), self.query("#mode").results(OneOf)
        level = next((each.picked for each in levels), 0)
        mode = next((self.deck.modes[each.picked] for each in modes), "")
        families = tuple(self._ids[at] for at in sorted(picked)) if picked else ()
        wanted = Wanted(families, level, mode)
        before = state_of(session, self.drill)
        if before.wanted != wanted:
            # Another choice asks other questions; the one that waited is given up.
            before = DrillState(wanted, before.difficulty)
        keep_state(session, self.drill, before)
        self.app.switch_screen(DrillScreen(self.drill))
