"""The pane in which everything can be typed: network, start, example, step; and the presets."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.labs.backprop.model import Model
from tutor.labs.backprop.presets import PRESETS
from tutor.labs.backprop.reading import STRINGS, written
from tutor.widgets.entry import Entry

ROWS = (
    ("sizes", "activation"),
    ("loss", "init"),
    ("gain", "seed"),
    ("x", "y"),
    ("rate", "clip"),
    ("skip", "norm", "bias"),
)
"""Names of the texts of the state, as they stand side by side."""
_WIDTH = 10


class Presets(Static):
    """The presets, each a line that can be clicked."""

    ALLOW_SELECT = False
    auto_links = False

    class Chosen(Message):
        """A preset was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def list(self, language: str) -> None:
        """Write the lines."""
        lines = []
        for name in PRESETS:
            style = Style.from_meta({"@click": f"take({name!r})"})
            told = choose(STRINGS["preset_" + name.replace("-", "_")], language)
            lines.append(Content.assemble(("▸ ", "$accent"), told).stylize(style))
        self.update(Content("\n").join(lines))

    def action_take(self, name: str) -> None:
        """A click on a line."""
        self.post_message(self.Chosen(name))


class Setup(VerticalScroll):
    """Presets, and a field for every text of the state."""

    DEFAULT_CSS = """
    Setup { height: 1fr; width: 1fr; scrollbar-size-vertical: 1; }
    Setup Horizontal { height: auto; width: 1fr; }
    Setup Entry { padding: 0 1 0 0; }
    Setup Entry Horizontal { height: 1; }
    Setup Entry .entry-label { min-width: 11; }
    Setup Presets { height: auto; width: 1fr; margin: 0 0 1 0; }
    """

    def __init__(self, model: Model) -> None:
        super().__init__(id="bp-setup", can_focus=False)
        self._model = model
        self.of = 1

    def compose(self) -> ComposeResult:
        """The presets, the fields by rows, and the typed parameters of one layer."""
        yield Presets(markup=False)
        for row in ROWS:
            with Horizontal():
                for name in row:
                    yield Entry(name, name)
        for kind in ("W", "b"):
            yield Entry(kind, kind)

    def fill(self, model: Model, layer: int, language: str) -> None:
        """Write the state of now into the fields."""
        self._model, self.of = model, layer
        self.query_one(Presets).list(language)
        state = model.state()
        if any(name.startswith("W") for name in model.setting.typed):
            state["init"] = "typed"
        for entry in self.entries():
            name = entry.name or ""
            if name in ("W", "b"):
                self._parameter(entry, name)
            else:
                entry.put(state[name])

    def _parameter(self, entry: Entry, kind: str) -> None:
        name = f"{kind}{self.of}"
        known = name in self._model.run.parameters
        entry.display = known
        if known:
            entry.query_one(".entry-label", Static).update(Content(name))
            value = self._model.run.parameters[name]
            entry.put(written(value.round(4) if value.size > 24 else value))

    def first(self) -> Entry:
        """The field at the top."""
        return next(entry for entry in self.entries() if entry.name == ROWS[0][0])

    def entries(self) -> Iterable[Entry]:
        """All fields."""
        return self.query(Entry)

    def field(self, name: str) -> str:
        """The text of the state that a field stands for."""
        return f"{name}{self.of}" if name in ("W", "b") else name

    def complain(self, field: str, told: str, otherwise: str) -> None:
        """Say what is wrong under the field that is to blame; else under another."""
        for wanted in (field, otherwise):
            for entry in self.entries():
                if self.field(entry.name or "") == wanted:
                    entry.complain(told)
                    return
