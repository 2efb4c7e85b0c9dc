"""Assignments on the screen: the list, and one of them with its task, its file, its results."""

import asyncio
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from tutor import labs
from tutor.bilingual import Strings, choose
from tutor.checking.assignments.checks import Report
from tutor.checking.assignments.running import Runner, RunnerError, supported
from tutor.labs.assignment import files
from tutor.labs.assignment.listing import Listing
from tutor.labs.assignment.model import Model, Record, assignments
from tutor.labs.assignment.page import Page
from tutor.labs.assignment.results import Told, rights, summary
from tutor.labs.assignment.run import Run
from tutor.labs.view import LabView
from tutor.widgets.entry import Entry
from tutor.widgets.outside_editor import EditorError, edit

LOOK_EVERY = 0.5
"""Seconds between two looks at the file."""
RUNNING = ("starting", "running")
"""What is told while a run goes on."""


class AssignmentView(LabView):
    """The list of assignments, or the open one."""

    strings: ClassVar[Strings] = Strings(__file__)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "edit", "edit", id="edit"),
        Binding("f5", "run", "run", id="run"),
        Binding("f3", "hint", "hint", id="hint"),
        Binding("f4", "starter", "starter", id="starter"),
        Binding("f6", "watch", "watch", id="watch"),
        Binding("escape", "back", show=False),
    ]
    DEFAULT_CSS = """
    AssignmentView { padding: 0 1; }
    """

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.runner = Runner()
        self.last_run: Run | None = None
        self._seen = files.Seen()
        self._ran_text: str | None = None
        self._asked = False
        self._left = ""  # the assignment that was open before
        self._told: Told = ("", {}, "")
        self._closed = False

    # What is kept between two visits

    @property
    def _session(self) -> Any:
        return self.app.session  # type: ignore[attr-defined]

    @property
    def folder(self) -> Path:
        """Where the learner's files are."""
        default = str(files.default_folder())
        try:
            return files.folder_of(self._session.setting("assignment-folder", default))
        except ValueError:
            return files.folder_of(default)

    @property
    def path(self) -> Path:
        """The file of the open assignment."""
        return self.folder / f"{self.model.assignment}.py"

    def _read_records(self) -> None:
        self.model.records = {
            identifier: self._session.setting(f"assignment-{identifier}", Record())
            for identifier in assignments()
        }

    def _keep(self, **changes: Any) -> None:
        """Keep something more about the open assignment."""
        name = self.model.assignment
        record = msgspec.structs.replace(self.model.record(name), **changes)
        if record != self.model.record(name):
            self.model.records[name] = record
            self._session.set(f"assignment-{name}", record)

    # What is on the screen

    def compose(self) -> ComposeResult:
        """The list; or the open assignment."""
        self._read_records()
        if self.model.open is None:
            yield Listing(self.model, self.folder, self._left, self.language, self.say)
        else:
            yield Page(self.model, self.model.open, self.path, self.language, self.say)

    @property
    def _pages(self) -> Iterable[Page]:
        """The page of the open assignment, where it is on the screen."""
        return self.query(Page)

    async def on_mount(self) -> None:
        """Watch the file from now on, and have the process ready that runs it."""
        self.set_interval(LOOK_EVERY, self.look)
        self.set_interval(0.2, self._show_progress)
        await self._opened()

    def on_unmount(self) -> None:
        """End the process; whatever it runs ends with it."""
        self._closed = True
        self._cancel()
        threading.Thread(target=self.runner.close).start()

    def focus_first(self) -> None:
        """The list, or the page, which scrolls."""
        for widget in self.query("OptionList, #page"):
            widget.focus(scroll_visible=False)

    def show(self, model: labs.Model) -> None:
        """Another state; what is being run belongs to the one before."""
        assert isinstance(model, Model)
        same = model.assignment == self.model.assignment
        self._left = self.model.assignment
        model.report = self.model.report if same else None
        self.model = model
        self.run_worker(self._recompose(same), group="show", exclusive=True)

    def retranslate(self) -> None:
        """The same in the language of now."""
        self.run_worker(self._recompose(same=True), group="show", exclusive=True)

    async def _recompose(self, same: bool) -> None:
        if not same:
            self._cancel()
            self._seen, self._ran_text, self._told = files.Seen(), None, ("", {}, "")
        self._asked = False
        await self.recompose()
        self.refresh_bindings()
        self.focus_first()
        await self._opened()

    async def _opened(self) -> None:
        if self.model.open is None:
            return
        for page in self._pages:
            page.show_results()
        self._tell(*self._told)
        if supported():
            self.run_worker(self._begin, thread=True, group="begin", exit_on_error=False)
            await self.look()
        else:
            self._tell("unsupported", {}, "-wrong")

    def _begin(self) -> None:
        """Have the process ready before the first run. In a thread."""
        try:
            if not self._closed:
                self.runner.warm()
        except RunnerError:
            return  # the first run tells why

    def _tell(self, key: str, values: dict[str, str | int] | None = None, style: str = "") -> None:
        """One sentence over the page: what happens, or what to do."""
        self._told = (key, values or {}, style)
        for page in self._pages:
            page.tell(self.say(key, **self._told[1]) if key else "", style)

    def _show_progress(self) -> None:
        part, of = self.last_run.part if self.last_run else (0, 0)
        if self._told[0] in RUNNING and of:
            self._tell("running", {"part": part + 1, "of": of})

    # Choosing

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open an assignment."""
        event.stop()
        self._go(event.option_id or "")

    def _go(self, identifier: str) -> None:
        self.show(Model(identifier, self.model.watch))
        self.changed()

    def on_entry_given(self, event: Entry.Given) -> None:
        """Another folder for the files."""
        event.stop()
        try:
            folder = files.folder_of(event.text)
        except ValueError:
            event.entry.complain(self.say("folder_wrong"))
            return
        self._session.set("assignment-folder", files.short(folder))
        event.entry.put(files.short(folder))

    def action_back(self) -> None:
        """Stop what runs; else go back to the list; else leave the lab."""
        if self._told[0] in RUNNING:
            self._cancel()
            self._tell("stopped")
        elif self.model.open is not None:
            self._go("")
        else:
            raise SkipAction

    # The file

    async def look(self) -> None:
        """See whether the file changed; run it when it did and is watched."""
        if self.model.open is None or self._closed:
            return
        path = self.path
        mark = await asyncio.to_thread(files.mark_of, path)
        if mark == self._seen.mark and (mark or self._seen.trouble):
            return
        seen = await asyncio.to_thread(files.look, path)
        if path != self.path or self._closed:
            return
        self._seen = seen
        await self._noticed(seen)

    async def _noticed(self, seen: files.Seen) -> None:
        assignment = self.model.open
        assert assignment is not None
        if seen.trouble == "missing":
            gone = bool(self.model.record(assignment.id).text)
            self._tell("file_gone" if gone else "file_new", {}, "-ask" if gone else "")
            return
        if seen.trouble:
            self._tell(f"file_{seen.trouble}", {"why": seen.why}, "-wrong")
            return
        if not seen.text.strip():
            self._tell("file_empty", {}, "-ask")
            return
        self._keep(text=seen.text)
        if self.model.watch and seen.text != self._ran_text:
            self._run(seen.text)
        elif self._told[0].startswith("file_"):
            self._tell("")

    def action_edit(self) -> None:
        """Open the file in the learner's editor; make it first where it is not there."""
        self._asked = False
        if self._made():
            try:
                edit(self.app, self.path)
            except EditorError as error:
                self._warn(choose(error.why, self.language))
        self.run_worker(self.look(), group="look")

    def _made(self) -> bool:
        """Whether the file is there: it was, or it is written from what was last seen of it."""
        assignment = self.model.open
        if assignment is None:
            return False
        kept = self.model.record(assignment.id).text
        try:
            if files.write_new(self.path, kept or assignment.starter.lstrip()):
                name = files.short(self.path)
                self.app.notify(
                    self.say("written_back" if kept else "made", name=name), markup=False
                )
        except OSError as error:
            self._cannot_write(error)
            return False
        return True

    def _cannot_write(self, error: OSError) -> None:
        why = error.strerror or str(error)
        self._warn(self.say("write_failed", path=files.short(self.path), why=why))

    def action_starter(self) -> None:
        """Begin again; asks first, and keeps the text under another name."""
        assignment = self.model.open
        if assignment is None:
            return
        if self.path.exists() and not self._asked:
            self._asked = True
            self._tell("ask_starter", {}, "-ask")
            return
        self._asked = False
        try:
            other = files.begin_again(self.path, assignment.starter.lstrip())
        except OSError as error:
            self._cannot_write(error)
            return
        self._ran_text = None
        self._tell("")
        key = "set_aside" if other else "made"
        name = files.short(other or self.path)
        self.app.notify(self.say(key, name=name), timeout=8, markup=False)
        self.run_worker(self.look(), group="look")

    def action_watch(self) -> None:
        """Run whenever the file is saved, or only when asked."""
        self._asked = False
        self.model.watch = not self.model.watch
        for page in self._pages:
            page.show_where()
        self.changed()

    async def action_hint(self) -> None:
        """Open one hint more."""
        self._asked = False
        assignment = self.model.open
        if assignment is None:
            return
        opened = self.model.record(assignment.id).hints
        if opened >= len(assignment.hints):
            self.app.notify(self.say("hint_last"), markup=False)
            return
        self._keep(hints=opened + 1)
        for page in self._pages:
            await page.show_hints()

    def _warn(self, text: str) -> None:
        self.app.notify(text, severity="warning", timeout=10, markup=False)

    # Running

    async def action_run(self) -> None:
        """Run the file as it stands."""
        self._asked = False
        self._ran_text = None
        seen = await asyncio.to_thread(files.look, self.path)
        self._seen = seen
        if seen.trouble or not seen.text.strip():
            await self._noticed(seen)
            return
        self._keep(text=seen.text)
        self._run(seen.text)

    def _run(self, text: str) -> None:
        assignment = self.model.open
        if assignment is None or self._closed or not supported():
            return
        self._cancel()
        self._ran_text = text
        self.last_run = Run(assignment, text, str(self.path))
        self._tell("starting")
        self.run_worker(self._check(self.last_run), group="check")

    def _cancel(self) -> None:
        if self.last_run is not None:
            self.last_run.cancel()

    async def _check(self, run: Run) -> None:
        try:
            report = await run.report(self.runner)
        except (RunnerError, OSError, ValueError) as error:
            if not run.cancelled:
                self._tell("no_runner", {"why": str(error)}, "-wrong")
            return
        if report is None:
            return
        self._take(report)
        self._seen = files.Seen()  # what ran may have deleted or written its own file
        await self.look()
        more = await run.second_opinion(report)
        if more is not None:
            self.model.report = more
            for page in self._pages:
                page.show_results()

    def _take(self, report: Report) -> None:
        """Keep and show what came of a run."""
        self.model.report = report
        assignment = self.model.open
        assert assignment is not None
        if any(each.state != "unwritten" for each in report.findings):
            of = len(report.findings)
            self._keep(right=rights(report), of=of, at=self._session.now())
        elif report.broken:
            self._keep(right=0, of=self.model.record(assignment.id).of or len(assignment.parts))
        self._tell(*summary(report))
        for page in self._pages:
            page.show_run()

    # The bar of keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On the list there is nothing to run."""
        if action in ("edit", "run", "hint", "starter", "watch"):
            return self.model.open is not None
        return True


View = AssignmentView
