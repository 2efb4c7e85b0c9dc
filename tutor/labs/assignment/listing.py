"""The list of assignments on the screen."""

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tutor.bilingual import choose
from tutor.checking.assignments.declared import Assignment
from tutor.checking.assignments.running import supported
from tutor.labs.assignment.files import short
from tutor.labs.assignment.model import Model, assignments
from tutor.labs.assignment.results import Say
from tutor.widgets.entry import Entry

STYLES = {"✓": "$success", "✗": "$error", "◐": "$warning"}


class Choices(OptionList):
    """The list, which says what Enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "open", id="open")]


class Listing(Vertical):
    """All assignments with their marks, and the folder of the learner's files.

    left: the one that was open before, where the list begins.
    """

    DEFAULT_CSS = """
    Listing .intro, Listing .quiet { color: $muted; }
    Listing .intro { margin: 0 0 1 0; }
    Listing #folder { margin: 1 0 0 0; }
    Listing Choices {
        height: 1fr; margin: 1 0 0 0; padding: 0 1; border: none; background: $background;
        scrollbar-size-vertical: 1;
        &:focus { border: none; background-tint: $background 0%; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-highlighted {
            background: $accent 15%; color: $foreground; text-style: none;
        }
        &:focus > .option-list--option-highlighted {
            background: $accent 25%; color: $foreground; text-style: none;
        }
    }
    """

    def __init__(self, model: Model, folder: Path, left: str, language: str, say: Say) -> None:
        super().__init__()
        self._model, self._folder, self._left = model, folder, left
        self._language, self._say = language, say

    def compose(self) -> ComposeResult:
        """What to do, the list, the folder."""
        yield Static(Content(self._say("choose")), classes="intro")
        choices = Choices(*map(self._option, assignments().values()))
        choices.highlighted = list(assignments()).index(self._left) if self._left else 0
        yield choices
        yield Entry("folder", self._say("folder"), short(self._folder), id="folder")
        if not supported():
            yield Static(Content(self._say("unsupported")), classes="quiet")

    def _option(self, each: Assignment) -> Option:
        record = self._model.record(each.id)
        style = STYLES.get(record.sign, "$muted")
        pieces: list[Content | str | tuple[str, str]] = [
            (f"{record.sign} ", style),
            (choose(each.title, self._language), "bold"),
        ]
        if record.of:
            pieces.append((f"   {record.right}/{record.of}", style))
        pieces.append((f"\n  {choose(each.about, self._language)}", "$muted"))
        return Option(Content.assemble(*pieces), id=each.id)
