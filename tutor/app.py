"""The Textual app: main places, language, theme, keys, and what happens on a crash."""

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.screen import Screen
from textual.theme import Theme

from tutor.bilingual import LANGUAGES
from tutor.errors import TutorError
from tutor.screens.place import say

if TYPE_CHECKING:
    from textual.command import Provider

    from tutor.progress.store import Store
    from tutor.session import Session

PLACES: Mapping[str, str] = {
    "home": "tutor.screens.home:Home",
    "review": "tutor.screens.review:Review",
    "drills": "tutor.screens.drills:Drills",
    "interview": "tutor.screens.interview:Interview",
    "labs": "tutor.screens.labs:Labs",
    "stats": "tutor.screens.stats:Stats",
    "settings": "tutor.screens.settings:Settings",
}
"""Main places and the screens that show them; imported when first gone to."""

FUNCTION_KEY = re.compile(r"f\d+$|\^[a-z]$")
KEY_FACES = {"enter": "Enter", "escape": "Esc", "space": "Space"}

DARK = Theme(
    name="tutor-dark",
    primary="#8fb4ff",
    accent="#8fb4ff",
    secondary="#8fb4ff",
    foreground="#dfe3ea",
    background="#14161b",
    surface="#1c1f26",
    panel="#22262f",
    success="#8fd694",
    warning="#e8c268",
    error="#f2878b",
    dark=True,
    variables={
        "muted": "#8b93a3",
        "scrollbar": "#3a4150",
        "scrollbar-hover": "#8fb4ff",
        "scrollbar-active": "#8fb4ff",
        "scrollbar-background": "#14161b",
        "scrollbar-background-hover": "#14161b",
        "scrollbar-background-active": "#14161b",
    },
)
LIGHT = Theme(
    name="tutor-light",
    primary="#2c5bc7",
    accent="#2c5bc7",
    secondary="#2c5bc7",
    foreground="#22262e",
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e9e6df",
    success="#1d7a3a",
    warning="#8a5a00",
    error="#b3261e",
    dark=False,
    variables={
        "muted": "#6b6f78",
        "scrollbar": "#c9c6be",
        "scrollbar-hover": "#2c5bc7",
        "scrollbar-active": "#2c5bc7",
        "scrollbar-background": "#fbfaf7",
        "scrollbar-background-hover": "#fbfaf7",
        "scrollbar-background-active": "#fbfaf7",
    },
)


def make_screen(place: str) -> Screen[Any]:
    """A new screen for a main place; imports its module."""
    module, name = PLACES[place].split(":")
    screen: Screen[Any] = getattr(import_module(module), name)()
    return screen


def _lesson_commands() -> type["Provider"]:
    from tutor.screens.lesson_commands import LessonCommands

    return LessonCommands


class TutorApp(App[None]):
    """The tutor on the screen. Everything it knows of the learner is behind `session`."""

    TITLE = "tutor"
    CSS_PATH = "app.tcss"
    DEFAULT_MODE = "home"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {
        place: partial(make_screen, place) for place in PLACES
    }
    COMMANDS = App.COMMANDS | {_lesson_commands}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "help", id="help"),
        Binding("question_mark", "help", "help", id="help-too", show=False),
        Binding("f9", "next_language", "language", id="language"),
        Binding("ctrl+p", "command_palette", "commands", id="commands", priority=True),
        Binding("ctrl+q", "quit", "quit", id="quit", priority=True),
    ]

    language: reactive[str] = reactive("en")

    def __init__(
        self,
        store: "Store",
        open_session: Callable[[], "Session"],
        *,
        language: str = "",
        start: Callable[["TutorApp"], None] | None = None,
    ) -> None:
        """Read the settings from `store`; the rest is opened after the first paint.

        language: to begin in, whatever the settings say. start: called when the home screen
        is up, to go on from there.
        """
        super().__init__()
        self.store = store
        self._open_session = open_session
        self.crash_report: Path | None = None
        self._start = start
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        theme = store.setting("theme", DARK.name)
        self._begin_with(theme if theme in self.available_themes else DARK.name)
        language = language or store.setting("language", LANGUAGES[0])
        self.set_reactive(TutorApp.language, language if language in LANGUAGES else LANGUAGES[0])
        self.set_keymap(store.setting("keys", {}))

    def _begin_with(self, theme: str) -> None:
        """Use a theme from the first paint on, without the restyling that a change brings."""
        self.set_reactive(App.theme, theme)
        self.set_class(self.current_theme.dark, "-dark-mode", update=False)
        self.set_class(not self.current_theme.dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())

    @cached_property
    def session(self) -> "Session":
        """The learner's sitting; opened when it is first of use, which is after the paint."""
        return self._open_session()

    def on_mount(self) -> None:
        """Welcome who is new, else go where the command line wants."""
        if not self.store.setting("welcomed", False):
            from tutor.screens.welcome import Welcome

            self.push_screen(Welcome(), lambda _: self._begin())
        else:
            self._begin()

    def on_ready(self) -> None:
        """After the first paint: save drafts from now on, and load what the first answer needs."""
        self.set_interval(0.5, self.session.flush)
        self.run_worker(self.session.warm, thread=True, exit_on_error=False, group="warm")

    def _begin(self) -> None:
        if self._start is not None:
            self._start(self)

    # --- what the learner chooses

    def watch_language(self, language: str) -> None:
        """Remember the language; widgets watch it too and read themselves anew."""
        if language != self.store.setting("language", ""):
            self.session.set("language", language)

    def action_next_language(self) -> None:
        """Switch to the next language."""
        at = LANGUAGES.index(self.language)
        self.language = LANGUAGES[(at + 1) % len(LANGUAGES)]

    def action_next_theme(self) -> None:
        """Switch between dark and light."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
        self.session.set("theme", self.theme)

    def remap(self, keys: Mapping[str, str]) -> None:
        """Use these keys (binding id → keys) and remember them."""
        self.session.set("keys", dict(keys))
        self.set_keymap(dict(keys))
        self.refresh_bindings()

    # --- where the learner goes

    def offered(self) -> tuple[str, ...]:
        """The main places."""
        return tuple(PLACES)

    def go(self, place: str) -> None:
        """Show the main place called `place`."""
        self.switch_mode(place)

    def learn(self, lesson: str, exercise: str = "") -> None:
        """Open a lesson, at an exercise of it when one is named."""
        from tutor.screens.lesson import LessonScreen

        try:
            visit = self.session.open(lesson, exercise)
        except TutorError as error:
            self.notify(str(error), severity="error", timeout=10, markup=False)
            return
        untouched = visit.at == 0 and not any(task.text or task.state for task in visit.tasks)
        from_top = not exercise and (untouched or not visit.known)
        self.push_screen(LessonScreen(visit, from_top=from_top))

    def lab(self, name: str, start: Mapping[str, str]) -> None:
        """Open an interactive picture in a given state."""
        from tutor import labs
        from tutor.screens.lab import LabScreen

        if name not in labs.names():
            self.notify(say(self, "lab_missing"), severity="warning", markup=False)
            return
        self.push_screen(LabScreen(name, start))

    def review(self) -> None:
        """Answer what is due."""
        self.go("review")

    def action_help(self) -> None:
        """Show what this screen is for and which keys it knows."""
        from tutor.screens.help import Help

        if not isinstance(self.screen, Help):
            self.push_screen(Help(self.screen))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer the places, the language, the theme and quitting in the command palette."""
        for place in self.offered():
            yield SystemCommand(
                say(self, "title_" + place),
                say(self, "about_" + place),
                partial(self.go, place),
            )
        for key, action in (
            ("language", self.action_next_language),
            ("theme", self.action_next_theme),
            ("help", self.action_help),
            ("quit", self.action_quit),
        ):
            yield SystemCommand(say(self, "name_" + key), say(self, "command_" + key), action)

    async def action_quit(self) -> None:
        """Leave; what was typed is kept."""
        self.session.flush()
        self.exit()

    def get_key_display(self, binding: Binding) -> str:
        """Write a key as keyboards do: F1, Esc, ^Q."""
        face = binding.key_display or super().get_key_display(binding)
        return KEY_FACES.get(binding.key, face.upper() if FUNCTION_KEY.match(face) else face)

    # --- when something breaks

    def _handle_exception(self, error: Exception) -> None:
        # Textual offers no public hook here. What was typed is saved before the screen goes.
        if self.crash_report is None:
            self.crash_report = self.session.crashed(
                "".join(traceback.format_exception(error)), where=type(self.screen).__name__
            )
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        self.panic(say(self, "crashed", report=str(self.crash_report)))
