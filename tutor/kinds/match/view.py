"""Match on the screen: the letter of a partner pairs it with the item under the cursor."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.exercise import Part
from tutor.kinds.answer_view import AnswerView
from tutor.kinds.match.kind import lefts, rights
from tutor.widgets.keys_in_order import KeysInOrder
from tutor.widgets.prose import inline


class Board(Vertical, KeysInOrder, can_focus=True):
    """Left items with their partners so far; below, the right items with their letters."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("backspace,delete", "part", show=False),
        Binding("enter", "accept", "check", id="check"),
    ]
    DEFAULT_CSS = """
    Board { height: auto; width: 1fr; }
    Board .match-gap { height: 1; }
    Board .match-left, Board .match-right { width: 1fr; height: auto; }
    """

    at = reactive(0, init=False)

    def __init__(self, view: "View", pairs: dict[str, str]) -> None:
        super().__init__()
        self.view = view
        self.pairs = pairs
        self.signs: dict[str, bool] = {}
        self.notes: dict[str, str] = {}
        self.lefts = lefts(view.exercise)
        self.rights = rights(view.exercise)

    def compose(self) -> ComposeResult:
        """A line for each item."""
        for _item in self.lefts:
            yield Static(classes="match-left")
        yield Static(classes="match-gap")
        for _item in self.rights:
            yield Static(classes="match-right")

    def on_mount(self) -> None:
        """Show the first state."""
        self.show()

    def watch_has_focus(self, has_focus: bool) -> None:
        """Show or hide the cursor."""
        super().watch_has_focus(has_focus)
        self.show()

    def show(self) -> None:
        """Write every line anew."""
        language = self.view.language
        letters = {item.id: chr(ord("a") + n) for n, item in enumerate(self.rights)}
        texts = {item.id: inline(choose(item.text, language)) for item in self.rights}
        faces = [inline(choose(item.text, language)) for item in self.lefts]
        for index, (line, item) in enumerate(
            zip(self.query(".match-left").results(Static), self.lefts, strict=True)
        ):
            here = self.has_focus and index == self.at
            partner = self.pairs.get(item.id)
            sign, note = self.signs.get(item.id), self.notes.get(item.id, "")
            mark = {True: ("✓ ", "$success"), False: ("✗ ", "$error"), None: ("", "")}
            line.update(
                Content.assemble(
                    ("▸ " if here else "  ", "bold $accent"),
                    faces[index].stylize("bold" if here else ""),
                    ("  ⟷  ", "$muted"),
                    mark[sign],
                    (f"{letters[partner]} " if partner else "…", "$accent"),
                    texts[partner] if partner else "",
                    Content("\n      ") + inline(note).stylize("$muted") if note else "",
                )
            )
        used = set(self.pairs.values())
        for line, item in zip(self.query(".match-right").results(Static), self.rights, strict=True):
            style = "$muted" if item.id in used else ""
            line.update(
                Content.assemble(
                    ("  " + letters[item.id] + "  ", "bold $accent"), texts[item.id].stylize(style)
                )
            )

    def watch_at(self) -> None:
        """Show the cursor at its new place."""
        self.show()

    def action_move(self, step: int) -> None:
        """Move the cursor; at an end let the page scroll."""
        if not 0 <= self.at + step < len(self.lefts):
            raise SkipAction
        self.at += step

    def action_part(self) -> None:
        """Take the partner of the item under the cursor away."""
        if self.pairs.pop(self.lefts[self.at].id, None) is not None:
            self._changed()

    def action_accept(self) -> None:
        """Enter hands the answer in."""
        self.view.submit()

    async def on_key(self, event: events.Key) -> None:
        """A letter gives the item under the cursor its partner."""
        if event.character and event.character.islower():
            index = ord(event.character) - ord("a")
            if 0 <= index < len(self.rights):
                event.stop()
                self.give(index)

    def give(self, index: int) -> None:
        """Pair the item under the cursor, and go on to the next one without a partner."""
        self.pairs[self.lefts[self.at].id] = self.rights[index].id
        count = len(self.lefts)
        for step in range(1, count):
            after = (self.at + step) % count
            if self.lefts[after].id not in self.pairs:
                self.set_reactive(Board.at, after)
                break
        self._changed()

    def _changed(self) -> None:
        self.signs, self.notes = {}, {}
        self.show()
        self.view.changed()

    def on_click(self, event: events.Click) -> None:
        """A click chooses on the left, and pairs on the right."""
        for index, line in enumerate(self.query(".match-left")):
            if event.widget is line:
                self.at = index
        for index, line in enumerate(self.query(".match-right")):
            if event.widget is line:
                self.give(index)


class View(AnswerView):
    """The board; its text is the pairs."""

    typed: ClassVar[bool] = False
    marks_parts: ClassVar[bool] = True
    asks_for: ClassVar[str] = "nothing_placed"

    def compose(self) -> ComposeResult:
        """The board and how to use it."""
        pairs = dict(pair.split("=", 1) for pair in self.first_text.split() if "=" in pair)
        yield Board(self, pairs)
        yield Static(Content(self.say("match_how")), classes="how")

    @property
    def text(self) -> str:
        boards = self.query(Board)
        if not boards:
            return self.first_text
        pairs = boards.first().pairs
        return " ".join(
            f"{pair.id}={pairs[pair.id]}" for pair in self.exercise.pairs if pair.id in pairs
        )

    def show_parts(self, parts: Sequence[Part]) -> None:
        board = self.query_one(Board)
        board.signs = {
            pair.id: part.right for pair, part in zip(self.exercise.pairs, parts, strict=False)
        }
        board.notes = {
            pair.id: choose(part.note, self.language)
            for pair, part in zip(self.exercise.pairs, parts, strict=False)
            if not part.right
        }
        board.show()
