"""What every screen has: a heading, its keys, its help, and the learner's language."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Protocol, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from tutor.bilingual import Strings, Text, choose, fill

if TYPE_CHECKING:
    from tutor.session import Session


class Sentences(Strings):
    """The screens' sentences: those of everyday, and `places.toml` once one of it is wanted."""

    @cached_property
    def others(self) -> dict[str, dict[str, str]]:
        """The sentences of the places that are not gone to at once."""
        return Strings(__file__, "places.toml").table

    def __getitem__(self, key: str) -> dict[str, str]:
        return self.table[key] if key in self.table else self.others[key]

    def __contains__(self, key: str) -> bool:
        return key in self.table or key in self.others

    def __call__(self, key: str, /, **values: Text | int | float) -> Text:
        return fill(self[key], **values)


STRINGS = Sentences(__file__)


class Host(Protocol):
    """What screens need of the app, which lies a floor above them."""

    language: str
    session: "Session"

    def offered(self) -> tuple[str, ...]:
        """The main places that are there."""

    def go(self, place: str) -> None:
        """Show the main place called `place`."""

    def learn(self, lesson: str, exercise: str = "") -> None:
        """Open a lesson, at an exercise of it when one is named."""

    def lab(self, name: str, start: Mapping[str, str]) -> None:
        """Open an interactive picture in a given state."""

    def review(self) -> None:
        """Answer what is due."""

    def remap(self, keys: Mapping[str, str]) -> None:
        """Use these keys (binding id → keys) and remember them."""


def host(node: DOMNode) -> Host:
    """The app, as screens know it."""
    return cast(Host, node.app)


def language_of(node: DOMNode) -> str:
    """The language the learner reads; English in an app that has none."""
    return getattr(node.app, "language", "en")


def say(node: DOMNode, key: str, /, **values: Text | int | float) -> str:
    """The sentence `key` of the screens' strings in the learner's language."""
    return choose(STRINGS(key, **values), language_of(node))


def types_into(focused: Widget | None, event: events.Key) -> bool:
    """Whether a key is text for the widget with the focus."""
    return focused is not None and focused.check_consume_key(event.key, event.character)


class Line(Static):
    """A line of the interface, read anew when the language changes.

    key: its sentence; values: what is filled in.
    """

    def __init__(
        self,
        key: str,
        *,
        id: str | None = None,
        classes: str | None = None,
        **values: Text | int | float,
    ) -> None:
        super().__init__("", id=id, classes=classes, markup=False)
        self._key = key
        self._values = values

    def on_mount(self) -> None:
        """Follow the language."""
        self.watch(self.app, "language", self.retranslate)

    def retranslate(self) -> None:
        """Show the sentence in the language of now."""
        self.update(Content(say(self, self._key, **self._values)))

    def put(self, key: str, **values: Text | int | float) -> None:
        """Say another sentence."""
        self._key, self._values = key, values
        if self.is_attached:
            self.retranslate()


class Place(Screen[str | None]):
    """A screen with a heading on top and its keys at the bottom.

    name: also the key of its title (`title_NAME`) and help (`help_NAME`) in strings.toml.
    """

    place: ClassVar[str] = ""
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        # A new screen is styled as it mounts. Textual would restyle the whole app for the first
        # screen of a mode, which is a tenth of the time to the first paint.
        self._css_update_count = self.app._css_update_count

    def compose(self) -> ComposeResult:
        """Heading, what the place shows, keys."""
        from tutor.screens.keybar import KeyBar

        yield Static(self.heading(), id="heading", markup=False)
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """The widgets of the place."""
        yield from ()

    def on_mount(self) -> None:
        """Follow the language."""
        self.watch(self.app, "language", self._language_changed, init=False)
        self.show_heading()

    def _language_changed(self) -> None:
        self.show_heading()
        self.query_one("KeyBar").refresh(layout=True)
        self.retranslate()

    def retranslate(self) -> None:
        """Show everything that is not a `Line` in the language of now."""

    def heading(self) -> Content:
        """What stands at the top."""
        return Content.styled(say(self, "title_" + self.place), "bold")

    def show_heading(self) -> None:
        """Write the heading anew."""
        self.query_one("#heading", Static).update(self.heading())

    def help_text(self) -> str:
        """What the help of this place says, as plain paragraphs."""
        return say(self, "help_" + self.place)

    def action_leave(self) -> None:
        """Go back to where the learner came from."""
        if len(self.app.screen_stack) > 1:
            self.app.pop_screen()
        else:
            host(self).go("home")
