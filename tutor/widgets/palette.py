"""The palette of symbols: by group or by name, by key or by mouse."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from tutor.bilingual import choose

CELL = 5


@dataclass(frozen=True)
class Symbol:
    """What is inserted, what it is called, and by which words it is found."""

    text: str
    name: str
    words: tuple[str, ...]

    @property
    def face(self) -> str:
        """What the palette shows for it."""
        return self.text.replace("()", "")


@dataclass(frozen=True)
class Group:
    """Symbols that belong together."""

    title: dict[str, str]
    symbols: tuple[Symbol, ...]


@cache
def groups() -> tuple[Group, ...]:
    """All groups, in the order of the palette."""
    table = tomllib.loads(Path(__file__).with_name("symbols.toml").read_text(encoding="utf-8"))
    return tuple(
        Group({"en": group["en"], "bn": group["bn"]}, tuple(map(_symbol, group["symbols"])))
        for group in table["group"]
    )


def _symbol(entry: str) -> Symbol:
    # "| |" holds a space of its own, so the words are taken from the right.
    words = [word for word in entry.split(" ") if word.isascii() and len(word) > 1]
    text = entry[: entry.index(words[0])].strip()
    return Symbol(text.replace("| |", "||"), words[0].replace("-", " "), tuple(words))


def matching(query: str) -> tuple[Group, ...]:
    """The groups with only those symbols that a word of which begins with `query`."""
    if not query:
        return groups()
    found = [
        Group(
            group.title,
            tuple(
                symbol
                for symbol in group.symbols
                if symbol.text.startswith(query)
                or any(word.lower().startswith(query.lower()) for word in symbol.words)
            ),
        )
        for group in groups()
    ]
    return tuple(group for group in found if group.symbols)


class SymbolGrid(Widget, can_focus=True):
    """Symbols in rows under their group's title; one of them chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1,0)", show=False),
        Binding("right", "move(1,0)", show=False),
        Binding("up", "move(0,-1)", show=False),
        Binding("down", "move(0,1)", show=False),
        Binding("enter", "take", show=False),
    ]
    DEFAULT_CSS = """
    SymbolGrid { height: auto; width: 1fr; }
    """

    chosen = reactive(0)
    auto_links = False

    class Chosen(Message):
        """A symbol was taken."""

        def __init__(self, symbol: Symbol) -> None:
            super().__init__()
            self.symbol = symbol

    class Moved(Message):
        """Another symbol is under the cursor; None when there is none."""

        def __init__(self, symbol: Symbol | None) -> None:
            super().__init__()
            self.symbol = symbol

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.shown = groups()

    def narrow(self, query: str) -> None:
        """Show what `query` finds."""
        self.shown = matching(query)
        self.set_reactive(SymbolGrid.chosen, 0)
        self.refresh(layout=True)
        self.post_message(self.Moved(self.current))

    def on_mount(self) -> None:
        """Tell which symbol is chosen at first."""
        self.post_message(self.Moved(self.current))

    @property
    def current(self) -> Symbol | None:
        """The chosen symbol."""
        every = [symbol for group in self.shown for symbol in group.symbols]
        return every[self.chosen] if every else None

    def watch_chosen(self) -> None:
        """Keep the chosen symbol in sight."""
        self.post_message(self.Moved(self.current))
        for y, row in enumerate(self._rows(self.content_size.width)):
            if isinstance(row, list) and any(index == self.chosen for index, _ in row):
                self._scroll_to_row(y)

    def _scroll_to_row(self, y: int) -> None:
        """Scroll the row `y` of the grid into view."""
        parent = self.parent
        if isinstance(parent, VerticalScroll):
            top = parent.scroll_offset.y
            height = parent.content_size.height
            if y <= 1:
                parent.scroll_to(y=0, animate=False)
            elif height and not top <= y < top + height:
                parent.scroll_to(y=max(0, y - height // 2), animate=False)

    def _rows(self, width: int) -> list[str | list[tuple[int, Symbol]]]:
        a_row = max(1, width // CELL)
        rows: list[str | list[tuple[int, Symbol]]] = []
        index = 0
        for group in self.shown:
            if rows:
                rows.append("")
            rows.append(choose(group.title, self.language))
            numbered = list(enumerate(group.symbols, index))
            index += len(numbered)
            rows += [numbered[at : at + a_row] for at in range(0, len(numbered), a_row)]
        return rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row for each title, gap and line of symbols."""
        return len(self._rows(width))

    def render(self) -> RenderResult:
        """The rows; the chosen symbol stands out by colour and by brackets."""
        lines = []
        for row in self._rows(self.content_size.width):
            if isinstance(row, str):
                lines.append(Content.styled(row, "$muted"))
            else:
                lines.append(Content.assemble(*(self._cell(*entry) for entry in row)))
        return Content("\n").join(lines)

    def _cell(self, index: int, symbol: Symbol) -> Content:
        here = index == self.chosen
        face = Content(symbol.face)
        room = max(0, CELL - 2 - face.cell_length)
        text = f"[{symbol.face}]" if here else f" {symbol.face} "
        click = Style.from_meta({"@click": f"pick({index})"})
        return Content.styled(text + " " * room, "bold $accent" if here else "").stylize(click)

    def action_pick(self, index: int) -> None:
        """Take the symbol that was clicked."""
        self.chosen = index
        self.action_take()

    def action_take(self) -> None:
        """Take the chosen symbol."""
        if self.current is not None:
            self.post_message(self.Chosen(self.current))

    def action_move(self, across: int, down: int) -> None:
        """Move the choice by a symbol or by a row."""
        rows = [row for row in self._rows(self.content_size.width) if isinstance(row, list)]
        for y, row in enumerate(rows):
            for x, (index, _symbol) in enumerate(row):
                if index == self.chosen:
                    if down:
                        to = rows[max(0, min(len(rows) - 1, y + down))]
                        self.chosen = to[min(x, len(to) - 1)][0]
                    else:
                        last = rows[-1][-1][0]
                        self.chosen = max(0, min(last, index + across))
                    return


class Palette(ModalScreen[str | None]):
    """Choose a symbol; its text is the result, None when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f2", "dismiss(None)", show=False),
    ]
    DEFAULT_CSS = """
    Palette { align: center middle; }
    Palette > Vertical {
        width: 64; max-width: 96%; height: auto; max-height: 90%; padding: 0 2 0 2;
        background: $surface; border: round $accent;
    }
    Palette VerticalScroll { height: auto; max-height: 60vh; scrollbar-size-vertical: 1; }
    Palette #name { height: 1; margin: 0 0 1 0; }
    Palette #hint { height: auto; margin: 1 0 0 0; color: $muted; }
    """

    def __init__(self, language: str, title: str, hint: str) -> None:
        super().__init__()
        self.language = language
        self.query_text = ""
        self._title = title
        self._hint = hint

    def compose(self) -> ComposeResult:
        """The name of the chosen symbol, the grid, how to use it."""
        with Vertical() as box:
            box.border_title = Content(self._title)
            yield Static("", id="name", markup=False)
            with VerticalScroll(can_focus=False):
                yield SymbolGrid(self.language)
            yield Static(self._hint, id="hint", markup=False)

    def on_mount(self) -> None:
        """Arrow keys move at once."""
        self.query_one(SymbolGrid).focus()

    def on_key(self, event: events.Key) -> None:
        """Letters narrow the palette down to the symbols they name."""
        if event.key == "backspace":
            self.query_text = self.query_text[:-1]
        elif event.is_printable and event.character:
            self.query_text += event.character
        else:
            return
        event.stop()
        self.query_one(SymbolGrid).narrow(self.query_text)

    def on_symbol_grid_moved(self, event: SymbolGrid.Moved) -> None:
        """Show what the chosen symbol is called, and what was typed to find it."""
        name = "—" if event.symbol is None else f"{event.symbol.face}  {event.symbol.name}"
        typed = f"   “{self.query_text}”" if self.query_text else ""
        self.query_one("#name", Static).update(Content.assemble((name, "bold"), (typed, "$muted")))

    def on_symbol_grid_chosen(self, event: SymbolGrid.Chosen) -> None:
        """Hand the symbol back."""
        self.dismiss(event.symbol.text)
