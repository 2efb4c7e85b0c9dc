"""The keys that work here and now, in the learner's language, wrapped and clickable."""

from typing import TYPE_CHECKING, Any, NamedTuple

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from tutor.screens.place import STRINGS, say

if TYPE_CHECKING:
    from textual.screen import Screen

GAP = 2


class Entry(NamedTuple):
    """A key as it is shown, what it does, the key itself, and whether it does it now."""

    face: str
    label: str
    key: str
    enabled: bool


def entries_of(screen: "Screen[Any]") -> list[Entry]:
    """Each action that can be done now, once: its key, label and whether it is enabled."""
    found: dict[str, Entry] = {}
    for _node, binding, enabled, _tip in screen.active_bindings.values():
        if not binding.show or not binding.id or binding.action in found:
            continue
        name = "key_" + binding.id.replace("-", "_")
        label = say(screen, name) if name in STRINGS else binding.description
        key = screen.app.get_key_display(binding)
        found[binding.action] = Entry(key, label, binding.key, enabled)
    return list(found.values())


class KeyBar(Widget, can_focus=False):
    """Every shown binding of the screen as `key label`; on as many rows as it takes."""

    ALLOW_SELECT = False
    auto_links = False
    DEFAULT_CSS = """
    KeyBar {
        dock: bottom; height: auto; width: 1fr; padding: 0 1;
        background: $panel; color: $foreground;
    }
    """

    def on_mount(self) -> None:
        """Follow the bindings as focus moves."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: "Screen[Any]") -> None:
        self.refresh(layout=True)

    def on_resize(self) -> None:
        """Wrap anew."""
        self.refresh(layout=True)

    def rows(self, width: int) -> list[list[Entry]]:
        """The entries broken into rows of at most `width` cells."""
        rows: list[list[Entry]] = []
        used = 0
        for entry in entries_of(self.screen):
            cells = Content(f"{entry[0]} {entry[1]}").cell_length
            if not rows or used + GAP + cells > width:
                rows.append([])
                used = -GAP
            rows[-1].append(entry)
            used += GAP + cells
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the keys need."""
        return max(1, len(self.rows(width)))

    def render(self) -> RenderResult:
        """Key in the accent colour, its label beside it."""
        lines = []
        for row in self.rows(self.content_size.width):
            pieces: list[Content | str] = []
            for key, label, bound, enabled in row:
                click = Style.from_meta({"@click": f"press({bound!r})"})
                entry = Content.assemble(
                    (key, "bold $accent"), " ", (label, "" if enabled else "dim")
                ).stylize(click)
                pieces += [" " * GAP, entry] if pieces else [entry]
            lines.append(Content.assemble(*pieces))
        return Content("\n").join(lines)

    def action_press(self, key: str) -> None:
        """A click on an entry is a press of its key."""
        self.app.simulate_key(key)
