"""An assignment on the screen: its title and file, what is told, and what scrolls below."""

from collections.abc import Iterator
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.checking.assignments.declared import Assignment
from tutor.labs.assignment.files import short
from tutor.labs.assignment.model import Model
from tutor.labs.assignment.results import Results, Row, Say, rows
from tutor.widgets.prose import Prose


class Page(Vertical):
    """The open assignment of a model. Each `show_…` shows something as the model has it now."""

    DEFAULT_CSS = """
    Page #status.-right { color: $success; }
    Page #status.-wrong { color: $error; }
    Page #status.-ask { color: $warning; }
    Page #status { height: auto; }
    Page #page { height: 1fr; width: 1fr; scrollbar-size-vertical: 1; }
    Page #results { margin: 1 0 0 0; display: none; }
    Page #results.-shown { display: block; }
    Page #hints { height: auto; }
    Page .section { color: $accent; text-style: bold; margin: 1 0 0 0; }
    Page #hints Prose { padding: 0 0 0 2; }
    """

    def __init__(
        self, model: Model, assignment: Assignment, path: Path, language: str, say: Say
    ) -> None:
        super().__init__()
        self._model, self._assignment, self._path = model, assignment, path
        self._language, self._say = language, say

    def compose(self) -> ComposeResult:
        """Title, file, a sentence; results, hints and task."""
        yield Static(self._head(), id="head")
        yield Static(self._where(), id="where")
        yield Static("", id="status")
        with VerticalScroll(id="page"):
            yield Results(id="results")
            with Vertical(id="hints"):
                yield from self._hints()
            yield Static(Content(self._say("task")), id="task-title", classes="section")
            yield Prose(choose(self._assignment.task, self._language).strip(), id="task")

    def _head(self) -> Content:
        record = self._model.record(self._assignment.id)
        title = choose(self._assignment.title, self._language)
        return Content.assemble((f"{record.sign} ", "$accent"), (title, "bold"))

    def _where(self) -> Content:
        path = short(self._path)
        watched = self._say("watched" if self._model.watch else "unwatched")
        return Content.assemble(
            (path, "$accent"), "\n" if len(path) > 40 else "   ", (watched, "$muted")
        )

    def _hints(self) -> Iterator[Widget]:
        hints = self._assignment.hints
        opened = self._model.record(self._assignment.id).hints
        for number, hint in enumerate(hints[:opened], 1):
            title = self._say("hint", number=number, of=len(hints))
            yield Static(Content(title), classes="section")
            yield Prose(choose(hint, self._language))

    def _rows(self) -> list[Row]:
        report = self._model.report
        return list(rows(report, self._language, self._say, str(self._path))) if report else []

    # A page may be asked before its parts are there, as the view goes on while it is mounted.

    def tell(self, text: str, style: str = "") -> None:
        """One sentence over the page: what happens, or what to do. style: -right, -wrong, -ask."""
        for status in self.query("#status").results(Static):
            status.set_classes(style.split())
            status.update(Content(text))

    def show_where(self) -> None:
        """Where the file is, and whether it is watched."""
        for where in self.query("#where").results(Static):
            where.update(self._where())

    def show_results(self) -> None:
        """What the last run has to say."""
        for results in self.query(Results):
            shown = self._rows()
            results.set_class(bool(shown), "-shown")
            results.put(shown)

    def show_run(self) -> None:
        """A run that has just ended: its results, seen from the first, and the mark."""
        self.show_results()
        for head in self.query("#head").results(Static):
            head.update(self._head())
        for page in self.query("#page").results(VerticalScroll):
            page.scroll_home(animate=False)

    async def show_hints(self) -> None:
        """The hints that are open, scrolled to the last."""
        for box in self.query("#hints"):
            await box.remove_children()
            await box.mount(*self._hints())
        self.call_after_refresh(self.call_after_refresh, self._to_hints)

    def _to_hints(self) -> None:
        for page in self.query("#page").results(VerticalScroll):
            hints = self.query_one("#hints")
            page.scroll_to(y=max(0, hints.virtual_region.bottom - page.size.height), animate=False)
