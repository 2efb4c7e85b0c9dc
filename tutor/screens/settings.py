"""Settings: language, theme, keys. Every change counts at once."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.bilingual import LANGUAGE_NAMES, LANGUAGES
from tutor.screens.choices import Choices
from tutor.screens.drill import DrillScreen
from tutor.screens.home import Home
from tutor.screens.interview_asking import Asking
from tutor.screens.keymap import Action, actions, given, keys_now, needed_for_typing, taken_by
from tutor.screens.one_of import OneOf
from tutor.screens.place import Line, Place, host, say
from tutor.screens.visit import VisitScreen
from tutor.screens.welcome import THEMES

RESET = "reset-all"


class Settings(Place):
    """Two choices and the list of keys."""

    place: ClassVar[str] = "settings"
    CSS_PATH = "practice.tcss"
    AUTO_FOCUS = "#language"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete,backspace", "reset", "reset", id="reset", key_display="Del"),
    ]

    def body(self) -> ComposeResult:
        """Language, theme, keys."""
        theme = THEMES.index(self.app.theme) if self.app.theme in THEMES else 0
        with Vertical(id="settings-column"):
            yield Line("settings_language", classes="choice-title first-title")
            yield OneOf(
                [LANGUAGE_NAMES[language] for language in LANGUAGES],
                LANGUAGES.index(host(self).language),
                id="language",
            )
            yield Line("settings_theme", classes="choice-title")
            yield OneOf(self._themes(), theme, id="theme")
            yield Line("settings_keys", classes="choice-title")
            yield Line("settings_keys_how", classes="quiet")
            yield Choices()

    def on_mount(self) -> None:
        """Fill the list; follow changes made by key elsewhere."""
        super().on_mount()
        self.watch(self.app, "theme", self._theme_changed, init=False)
        self.fill()

    def on_screen_resume(self) -> None:
        """Settings may have been changed by their keys meanwhile."""
        self.query_one("#language", OneOf).picked = LANGUAGES.index(host(self).language)
        self._theme_changed()

    def _theme_changed(self) -> None:
        if self.app.theme in THEMES:
            self.query_one("#theme", OneOf).picked = THEMES.index(self.app.theme)

    def _themes(self) -> list[str]:
        return [say(self, "theme_" + name.removeprefix("tutor-")) for name in THEMES]

    def retranslate(self) -> None:
        """Write everything in the language of now."""
        self.query_one("#language", OneOf).picked = LANGUAGES.index(host(self).language)
        self.query_one("#theme", OneOf).retext(self._themes())
        self.fill()

    def on_one_of_picked(self, event: OneOf.Picked) -> None:
        """A choice counts at once, and is kept."""
        event.stop()
        if event.sender.id == "language":
            host(self).language = LANGUAGES[event.sender.picked]
        else:
            self.app.theme = THEMES[event.sender.picked]
            host(self).session.set("theme", self.app.theme)

    def on_one_of_accepted(self) -> None:
        """Enter goes to the next setting."""
        self.focus_next()

    # --- keys

    @property
    def keymap(self) -> dict[str, str]:
        """Binding id → keys, for those that were changed."""
        return host(self).session.setting("keys", {})

    def actions(self) -> list[Action]:
        """Everything a key can be given to."""
        groups = {
            "everywhere": (type(self.app),),
            "exercise": (VisitScreen, DrillScreen),
            "home": (Home,),
            "interview": (Asking,),
        }
        return actions(groups)

    def fill(self) -> None:
        """Write the list of keys."""
        options = self.query_one(OptionList)
        kept = options.highlighted
        options.clear_options()
        keymap, group = self.keymap, ""
        every = self.actions()
        faces = {action.id: self._faces(action, keymap) for action in every}
        width = max(Content(face).cell_length for face in faces.values())
        for action in every:
            if action.group != group:
                title = say(self, "keys_" + action.group)
                space = "\n" if group else ""
                options.add_option(Option(Content.styled(space + title, "$muted"), disabled=True))
                group = action.group
            face = faces[action.id]
            changed = action.id in keymap
            options.add_option(
                Option(
                    Content.assemble(
                        (face, "bold $accent"),
                        " " * (width - Content(face).cell_length + 3),
                        self.label(action),
                        ("   " + say(self, "key_changed"), "$warning") if changed else "",
                    ),
                    id=action.id,
                )
            )
        options.add_option(Option(Content("\n" + say(self, "keys_reset_all")), id=RESET))
        if kept is None:
            options.action_first()
        else:
            options.highlighted = kept

    def _faces(self, action: Action, keymap: dict[str, str]) -> str:
        return " ".join(face_of(self, key) for key in keys_now(action, keymap))

    def label(self, action: Action) -> str:
        """What an action is called: in full where the bar of keys has only a word."""
        name = action.id.replace("-", "_")
        return say(self, ("name_" if name in ("language", "theme") else "key_") + name)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask for the new key."""
        event.stop()
        if event.option_id == RESET:
            self._use({})
            return
        action = next(each for each in self.actions() if each.id == event.option_id)
        self.app.push_screen(KeyCatcher(self, action), self._caught)

    def _caught(self, keymap: dict[str, str] | None) -> None:
        if keymap is not None:
            self._use(keymap)

    def _use(self, keymap: dict[str, str]) -> None:
        host(self).remap(keymap)
        self.fill()
        self.query_one("KeyBar").refresh(layout=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key is reset in the list of keys."""
        if action == "reset":
            return self.focused is not None and self.focused.id == "choices"
        return True

    def action_reset(self) -> None:
        """Give the chosen action its first key back, unless another one has it now."""
        options = self.query_one(OptionList)
        if options.highlighted is None:
            return
        chosen = options.get_option_at_index(options.highlighted).id
        keymap = self.keymap
        if chosen not in keymap:
            return
        del keymap[chosen]
        every = self.actions()
        action = next(each for each in every if each.id == chosen)
        for key in action.keys.split(","):
            other = taken_by(key, action, every, keymap)
            if other is not None:
                # Two that were swapped go back together.
                keymap.pop(other.id, None)
        self._use(keymap)


def face_of(settings: Settings, key: str) -> str:
    """How a key is written."""
    return settings.app.get_key_display(Binding(key, ""))


class KeyCatcher(ModalScreen[dict[str, str] | None]):
    """Waits for the new key of an action; gives back the new keymap, or None."""

    DEFAULT_CSS = """
    KeyCatcher { align: center middle; }
    KeyCatcher #catch {
        width: 60; max-width: 96%; height: auto; padding: 1 2;
        background: $surface; border: round $accent;
    }
    """

    def __init__(self, settings: Settings, action: Action) -> None:
        super().__init__()
        self.settings = settings
        self.action = action
        self._refused = ""

    def compose(self) -> ComposeResult:
        """What to do."""
        yield Static(self._told("catch_key"), id="catch", markup=False)

    def _told(self, key: str, /, **values: str) -> Content:
        name = self.settings.label(self.action)
        first = Content.styled(say(self, "catch_key", name=name), "bold")
        rest = "" if key == "catch_key" else "\n\n" + say(self, key, **values)
        return Content.assemble(first, rest, ("\n\n" + say(self, "catch_leave"), "$muted"))

    def on_key(self, event: events.Key) -> None:
        """Take the key, say why it cannot be taken, or ask for it once more."""
        event.stop()
        event.prevent_default()
        key, settings = event.key, self.settings
        if key == "escape":
            self.dismiss(None)
            return
        static = self.query_one("#catch", Static)
        face = face_of(settings, key)
        if event.is_printable or needed_for_typing(key):
            static.update(self._told("catch_typing", key=face))
            return
        keymap = settings.keymap
        other = taken_by(key, self.action, settings.actions(), keymap)
        if other is not None and self._refused != key:
            self._refused = key
            static.update(self._told("catch_taken", key=face, other=settings.label(other)))
            return
        self.dismiss(given(key, self.action, other, keymap))
