"""A lab on the screen: its view, and what all labs have: undo, reset, export, a kept state."""

import asyncio
from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content

from tutor import labs
from tutor.bilingual import Text, choose
from tutor.labs import LabError, State
from tutor.labs.view import LabView
from tutor.screens.place import Line, Place, host, language_of, say

PAST = 200
"""How many changes can be taken back."""


class LabScreen(Place):
    """The lab called `name`.

    start: the state a lesson or the command line wants. Each start keeps its own state, so
    what was tried for one lesson is not in the way of another.
    """

    place: ClassVar[str] = "lab"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "undo", "undo", id="undo"),
        Binding("ctrl+r", "reset", "reset", id="reset"),
        Binding("ctrl+e", "export", "export", id="export", priority=True),
    ]
    SPARE_KEYS = frozenset({"undo", "reset", "export"})
    KEY_ROWS: ClassVar[int] = 1
    """The picture has the rest of the screen."""

    def __init__(self, name: str, start: Mapping[str, str]) -> None:
        super().__init__()
        self._lab = name
        self._start = dict(start)
        self._strings = labs.strings(name)
        self._past: list[dict[str, str]] = []
        self._now: dict[str, str] = {}

    def body(self) -> ComposeResult:
        """The view, once what it needs is loaded."""
        with Container(id="lab-place"):
            yield Line("lab_opening", classes="quiet", id="opening")

    def heading(self) -> Content:
        """The lab."""
        return Content.assemble(
            (say(self, "title_labs"), "$muted"),
            (" › ", "$muted"),
            (choose(self._strings["title"], language_of(self)), "bold"),
        )

    def help_text(self) -> str:
        """What the lab says of itself."""
        return choose(self._strings["help"], language_of(self))

    def on_mount(self) -> None:
        """Open it: NumPy is loaded aside, so that keys are answered meanwhile."""
        super().on_mount()
        self.run_worker(self._open(), exclusive=True)

    async def _open(self) -> None:
        model = await self._begin()
        module: Any = await asyncio.to_thread(import_module, f"tutor.labs.{self._lab}.view")
        view: LabView = module.View(model)
        self._now = model.state()
        place = self.query_one("#lab-place")
        await place.remove_children()
        await place.mount(view)
        view.focus_first()
        self.refresh_bindings()

    async def _begin(self) -> labs.Model:
        """As it was left; else as it is asked for; else as it is by itself."""
        session = host(self).session
        kept = session.lab_state(self._lab, self._start)
        if kept:
            try:
                return await asyncio.to_thread(labs.begin, self._lab, kept)
            except (LabError, TypeError) as error:
                name = f"lab-{self._lab}-unreadable"
                session.set(name, kept)
                self._warn("lab_state_wrong", why=_why(error), name=name)
        try:
            return await asyncio.to_thread(labs.begin, self._lab, self._start)
        except LabError as error:
            self._warn("lab_start_wrong", why=error.why)
            return labs.begin(self._lab, {})

    def _warn(self, key: str, **values: Text) -> None:
        told = say(self, key, **values)
        self.notify(told, severity="warning", timeout=12, markup=False)

    @property
    def view(self) -> LabView:
        """The lab itself; there once it is open."""
        return self.query_one(LabView)

    def retranslate(self) -> None:
        """Show the lab in the language of now."""
        for view in self.query(LabView):
            view.retranslate()

    def on_lab_view_changed(self) -> None:
        """Keep the state, and the one before for undo."""
        state = self.view.model.state()
        if state != self._now:
            self._past = [*self._past[-PAST:], self._now]
            self._now = state
            self._keep()

    def _keep(self) -> None:
        host(self).session.keep_lab(self._lab, self._start, self._now)

    def action_undo(self) -> None:
        """Take the last change back."""
        if not self._past:
            self.notify(say(self, "lab_undo_none"), markup=False)
            return
        self._show(self._past.pop())

    def action_reset(self) -> None:
        """Begin again; this can be taken back too."""
        try:
            fresh = labs.begin(self._lab, self._start)
        except LabError:
            fresh = labs.begin(self._lab, {})
        state = self.view.reset_to(fresh).state()
        if state != self._now:
            self._past.append(self._now)
            self._show(state)

    def _show(self, state: State) -> None:
        self._now = dict(state)
        self.view.show(labs.begin(self._lab, state))
        self._keep()

    def action_export(self) -> None:
        """Write the picture and its data into files."""
        from tutor.screens.lab_export import write

        language = language_of(self)
        try:
            folder, files = write(
                self._lab,
                choose(self._strings["title"], language),
                self.app.export_screenshot(),
                self.view.model.tables(),
                language,
                self.view.document(),
            )
        except OSError as error:
            why = error.strerror or str(error)
            self.notify(
                say(self, "lab_export_failed", why=why), severity="error", timeout=10, markup=False
            )
            return
        told = say(self, "lab_exported", folder=str(folder), files=", ".join(files))
        self.notify(told, timeout=8, markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Until the lab is open, only going back works."""
        if action in ("undo", "reset", "export"):
            return bool(self.query(LabView))
        return True


def _why(error: Exception) -> Text:
    return error.why if isinstance(error, LabError) else str(error)
