"""The first start: what this is, the language, the theme."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button

from tutor.bilingual import LANGUAGE_NAMES, LANGUAGES
from tutor.screens.keybar import KeyBar
from tutor.screens.place import Line, host, say
from tutor.widgets.pick_list import PickList

THEMES = ("tutor-dark", "tutor-light")


class Choice(PickList):
    """A choice after which another one or the start comes; nothing is checked."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", "next", id="on")]


class Welcome(Screen[None]):
    """Two choices and a start. Shown once."""

    CSS_PATH = "welcome.tcss"
    AUTO_FOCUS = "#language"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+s", "start", "start", id="start"),
    ]

    def compose(self) -> ComposeResult:
        """A short text, both choices, the button."""
        with VerticalScroll(id="welcome", can_focus=False), Vertical(id="welcome-column"):
            yield Line("welcome", classes="welcome-title")
            yield Line("welcome_text", classes="welcome-text")
            yield Line("welcome_language", classes="choice-title")
            yield Choice(
                [Content(LANGUAGE_NAMES[language]) for language in LANGUAGES],
                picked=[LANGUAGES.index(host(self).language)],
                id="language",
            )
            yield Line("welcome_theme", classes="choice-title")
            yield Choice(
                self._themes(),
                picked=[THEMES.index(self.app.theme)] if self.app.theme in THEMES else [0],
                id="theme",
            )
            yield Button(say(self, "welcome_start"), id="start", compact=True)
        yield KeyBar()

    def on_mount(self) -> None:
        """Follow the language."""
        self.watch(self.app, "language", self._retranslate, init=False)

    def _retranslate(self) -> None:
        self.query_one("#theme", PickList).retext(self._themes())
        self.query_one("#start", Button).label = Content(say(self, "welcome_start"))
        self.query_one(KeyBar).refresh(layout=True)

    def _themes(self) -> list[Content]:
        return [Content(say(self, "theme_" + name.removeprefix("tutor-"))) for name in THEMES]

    def on_pick_list_picked(self, event: PickList.Picked) -> None:
        """A choice takes effect at once."""
        chosen = min(event.sender.picked)
        if event.sender.id == "language":
            host(self).language = LANGUAGES[chosen]
        else:
            self.app.theme = THEMES[chosen]

    def on_pick_list_accepted(self, event: PickList.Accepted) -> None:
        """Enter goes on to the next choice, and from the last one begins."""
        if event.sender.id == "language":
            self.query_one("#theme").focus()
        else:
            self.action_start()

    def on_button_pressed(self) -> None:
        """Start."""
        self.action_start()

    def action_start(self) -> None:
        """Remember the choices, and begin."""
        session = host(self).session
        session.set("language", host(self).language)
        session.set("theme", self.app.theme)
        session.set("welcomed", True)
        self.dismiss()
