"""The keys that work here and now, in the learner's language, wrapped and clickable."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.style import Style
from textual.widget import Widget

from tutor.bilingual import Strings, choose
from tutor.screens.place import STRINGS, language_of, say

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

GAP = 2
ROWS = 2
"""Rows that the bar may always take on a screen of `TALL` rows, if its `KEY_ROWS` are not fewer."""
TALL = 20


class Entry(NamedTuple):
    """A key as it is shown, what it does, the key itself, and whether it does it now.

    spare: whether the bar may leave it out where there is no room; help has them all.
    """

    face: str
    label: str
    key: str
    enabled: bool
    spare: bool = False


def entries_of(screen: "Screen[Any]") -> list[Entry]:
    """Each action that can be done now, once: its key, label and whether it is enabled."""
    found: dict[str, Entry] = {}
    spare_ids: frozenset[str] = getattr(screen, "SPARE_KEYS", frozenset())
    for node, binding, enabled, _tip in screen.active_bindings.values():
        if not binding.show or not binding.id or binding.action in found:
            continue
        label = _label(node, binding.id) or binding.description
        key = screen.app.get_key_display(binding)
        everywhere = node is screen.app and binding.id != "help"
        spare = everywhere or binding.id in spare_ids
        found[binding.action] = Entry(key, label, binding.key, enabled, spare)
    return list(found.values())


def _label(node: "DOMNode", id: str) -> str:
    """What a binding of `node` does, from the strings of a lab around it or of the screens."""
    renamed = getattr(node.screen, "key_name", None)
    name = "key_" + (id if renamed is None else renamed(id)).replace("-", "_")
    for around in node.ancestors_with_self:
        strings: Strings | None = getattr(around, "strings", None)
        if strings is not None and name in strings:
            return choose(strings[name], language_of(node))
    return say(node, name) if name in STRINGS else ""


def wrapped(entries: Iterable[Entry], width: int) -> list[list[Entry]]:
    """The entries broken into rows of at most `width` cells."""
    rows: list[list[Entry]] = []
    used = 0
    for entry in entries:
        cells = Content(f"{entry.face} {entry.label}").cell_length
        if not rows or used + GAP + cells > width:
            rows.append([])
            used = -GAP
        rows[-1].append(entry)
        used += GAP + cells
    return rows


class KeyBar(Widget, can_focus=False):
    """The shown bindings of the screen as `key label`; on as many rows as the needed ones take."""

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
        """What is needed, and of the rest what fits without another row."""
        entries = entries_of(self.screen)
        kept = {entry.key for entry in entries if not entry.spare}
        rows = wrapped((entry for entry in entries if entry.key in kept), width)
        free = getattr(self.screen, "KEY_ROWS", ROWS) if self.screen.size.height >= TALL else 1
        most = max(free, len(rows))
        for spare in entries:
            more = wrapped((each for each in entries if each.key in kept | {spare.key}), width)
            if len(more) <= most:
                kept.add(spare.key)
                rows = more
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as the keys need."""
        return max(1, len(self.rows(width)))

    def render(self) -> RenderResult:
        """Key in the accent colour, its label beside it."""
        lines = []
        for row in self.rows(self.content_size.width):
            pieces: list[Content | str] = []
            for key, label, bound, enabled, _spare in row:
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
