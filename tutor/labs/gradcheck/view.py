"""The gradient check on the screen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from tutor.bilingual import choose
from tutor.labs import LabError
from tutor.labs.gradcheck.findings import Finding
from tutor.labs.gradcheck.model import STRINGS, Model
from tutor.labs.gradcheck.picture import errors_over_steps
from tutor.labs.gradcheck.table import Entries
from tutor.labs.presets import presets
from tutor.labs.view import LabView
from tutor.widgets.entry import Entry
from tutor.widgets.examples import Examples
from tutor.widgets.plot import KeyedPlot, Plot
from tutor.widgets.turn import Turn

WIDE = 112
"""Cells from which on the table has room for the one-sided slopes."""

LAYOUTS = ("gradient", "numerator", "denominator")


class ErrorPlot(KeyedPlot):
    """The error over h, with the keys that move h and choose an entry."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "do('step', -1)", "h", key_display="← →", id="move-step"),
        Binding("right", "do('step', 1)", show=False),
        Binding("up", "do('entry', -1)", "entry", key_display="↑ ↓", id="entry"),
        Binding("down", "do('entry', 1)", show=False),
    ]


class GradcheckView(LabView):
    """Fields; the error over h beside the table of entries; what is wrong, and how."""

    strings = STRINGS
    DEFAULT_CSS = """
    GradcheckView .fields { height: auto; }
    GradcheckView .fields Entry { margin: 0 1 0 0; }
    GradcheckView .fields Entry.-wrong .complaint { display: none; }
    GradcheckView #by { width: 16; margin: 0; }
    GradcheckView #h { width: 13; }
    GradcheckView #assume { width: 1fr; max-width: 50; }
    GradcheckView #formula, GradcheckView #layout { margin: 0 1 0 0; }
    GradcheckView #shown { height: 1; color: $muted; display: none; }
    GradcheckView.-tall #shown { display: block; }
    GradcheckView #shown.-wrong { height: auto; color: $error; display: block; }
    GradcheckView #picture { height: 1fr; }
    GradcheckView #told { height: auto; max-height: 6; scrollbar-size-vertical: 1; }
    GradcheckView #told Static { height: auto; }
    GradcheckView.-tall #told { max-height: 10; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "draw_point", "new point", id="draw-point"),
        Binding("f3", "turn('formula')", "formula", id="turn-formula"),
        Binding("f4", "turn('precision')", "precision", id="turn-precision"),
        Binding("f5", "best_step", "best h", id="best-step"),
        Binding("f7", "examples", "examples", id="examples"),
    ]

    model: Model

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._job = 0
        self._share = 0.0

    # --- what is shown

    def compose(self) -> ComposeResult:
        """Fields, plot and table, sentences."""
        state = self.model.state()
        with Horizontal(classes="fields"):
            yield Entry("function", "f =", state["function"], id="function")
            yield Entry("by", "by", state["by"], placeholder="all", id="by")
        with Horizontal(classes="fields"):
            yield Entry("gradient", "∇f =", state["gradient"], id="gradient")
            yield Entry("h", "h", state["h"], id="h")
            yield Turn("formula", "", ("central", "forward"), state["formula"], id="formula")
            yield Turn("precision", "", ("float64", "float32"), state["precision"], id="precision")
        with Horizontal(classes="fields"):
            yield Entry("point", "at", state["point"], id="point")
            yield Entry(
                "shapes", "shapes", state["shapes"], placeholder="A: m x n, x: n", id="shapes"
            )
        with Horizontal(classes="fields", id="of-matrices"):
            yield Entry("assume", "assume", state["assume"], placeholder="A: spd", id="assume")
            yield Turn("layout", "layout", LAYOUTS, state["layout"], id="layout")
        yield Static("", id="shown", markup=False)
        with Horizontal(id="picture"):
            yield ErrorPlot(id="plot")
            yield Entries()
        with VerticalScroll(id="told", can_focus=False):
            yield Static("", id="findings", markup=False)

    def on_mount(self) -> None:
        """Draw."""
        self.redraw()

    def on_resize(self) -> None:
        """There is room for more or less."""
        self.call_after_refresh(self.redraw)

    def focus_first(self) -> None:
        """Arrow keys move h at once."""
        self.query_one(ErrorPlot).focus(scroll_visible=False)

    def show(self, model: Model) -> None:  # type: ignore[override]
        """Show another state."""
        self.model = model
        self._fill()
        self.redraw()

    def retranslate(self) -> None:
        """Say it in the language of now."""
        self.redraw()

    def _fill(self) -> None:
        """Write the state into the fields."""
        state = self.model.state()
        for entry in self.query(Entry):
            value = state[entry.name or ""]
            if entry.value != value or entry.has_class("-wrong"):
                entry.put(value)
        for turn in self.query(Turn):
            turn.put(state[turn.name or ""])

    def redraw(self) -> None:
        """Show the state of now; what takes a while comes when it is worked out."""
        model = self.model
        self.set_class(self.size.height >= 30, "-tall")
        self.query_one("#of-matrices").display = bool(model.texts["shapes"].strip())
        self._complain("")
        self._show_drawn()
        self.query_one(Entries).show(model, wide=self.size.width >= WIDE)
        if model.is_worked_out:
            self._job += 1
            self._draw()
        else:
            self._work()
        self.query_one("#findings", Static).update(self._findings())

    def _complain(self, why: str) -> None:
        """What is wrong with a field, on a line of its own; else what was read."""
        line = self.query_one("#shown", Static)
        line.set_class(bool(why), "-wrong")
        line.update(Content("✗ " + why if why else self._read()))

    def _read(self) -> str:
        """What was read: formulas as mathematics; for matrices, what was drawn."""
        subject = self.model.subject
        if self.model.texts["shapes"].strip():
            return "at " + subject.describe_point()
        function, gradient = subject.shown()
        return f"f = {function}    ∇f = {gradient}"

    def _show_drawn(self) -> None:
        """The drawn point, where the field for it is empty."""
        drawn = f"{self.say('drawn')}: {self.model.subject.describe_point()}"
        self.query_one("#point Input", Input).placeholder = drawn

    def _draw(self) -> None:
        model, plot = self.model, self.query_one(ErrorPlot)
        items, heights = errors_over_steps(model)
        entry = "" if model.entry is None else f", {model.subject.entries[model.entry].label}"
        plot.draw(
            items, x=(1e-15, 1.0), y=heights, log_x=True, log_y=True, x_label="h",
            title="relative error" + entry,
        )  # fmt: skip

    def _findings(self) -> Content:
        model = self.model
        found: tuple[Finding, ...] = model.findings if model.is_worked_out else (model.verdict,)
        colours = {"✓": "$success", "≈": "$success", "✗": "$error", "!": "$warning"}
        lines = [
            Content.assemble(
                (each.sign + " ", "bold " + colours.get(each.sign, "$muted")),
                choose(each.text, self.language),
            )
            for each in found
        ]
        if not model.is_worked_out:
            share = f"{self._share:.0%}"
            lines.append(Content.styled("… " + self.say("working", share=share), "$muted"))
        return Content("\n").join(lines)

    # --- what takes a while

    def _work(self) -> None:
        """Work out curves and diagnosis aside; a newer state gives it up."""
        self._job += 1
        self._share = 0.0
        job, model = self._job, self.model
        self.run_worker(lambda: self._work_out(job, model), thread=True, group="work")

    def _work_out(self, job: int, model: Model) -> None:
        def go_on(share: float) -> bool:
            if job == self._job:
                self.app.call_from_thread(self._progressed, job, share)
            return job == self._job

        model.work_out(go_on)
        if job == self._job:
            self.app.call_from_thread(self._worked_out, job)

    def _progressed(self, job: int, share: float) -> None:
        if job == self._job and self.is_attached:
            self._share = share
            self.query_one("#findings", Static).update(self._findings())

    def _worked_out(self, job: int) -> None:
        if job == self._job and self.is_attached:
            self._draw()
            self.query_one("#findings", Static).update(self._findings())

    # --- what the learner does

    def _go(self, model: Model, *, keep: bool = True) -> None:
        """Another state by the learner's doing. keep: whether it is one to come back to."""
        self.model = model
        self._fill()
        self.redraw()
        if keep:
            self.changed()

    def _try(self, name: str, **texts: str) -> bool:
        """The state with other texts; or say what is wrong with them."""
        try:
            made = self.model.changed(**texts)
        except LabError as error:
            why = choose(error.why, self.language)
            blamed = error.field if error.field and self.query("#" + error.field) else name
            entry = self.query_one("#" + blamed)
            if isinstance(entry, Entry):
                entry.complain(why)
            self._complain(why)
            return False
        self._go(made)
        return True

    def on_entry_given(self, event: Entry.Given) -> None:
        """A field was changed; what stands in the others counts as well.

        Function and gradient have to fit each other, so that one of them may be wrong until the
        other is typed too.
        """
        event.stop()
        texts = {entry.name or "": entry.value for entry in self.query(Entry)}
        entered = event.entry.has_focus_within
        if self._try(event.name, **texts):
            if entered:
                self.query_one(ErrorPlot).focus(scroll_visible=False)
        elif entered:
            blamed = next((each for each in self.query(Entry) if each.has_class("-wrong")), None)
            if blamed is not None and blamed is not event.entry:
                blamed.focus(scroll_visible=False)

    def on_turn_turned(self, event: Turn.Turned) -> None:
        """Another formula, precision or layout."""
        event.stop()
        self._try(event.name, **{event.name: event.word})

    def on_keyed_plot_asked(self, event: KeyedPlot.Asked) -> None:
        """A key of the plot."""
        event.stop()
        if event.what == "step":
            self._go(self.model.with_step(event.amount))
            return
        count = len(self.model.rows)
        at = 0 if self.model.entry is None else self.model.entry + 1
        at = (at + event.amount) % (count + 1)
        self._go(self.model.changed(entry=str(at) if at else "all"))

    def on_entries_chosen(self, event: Entries.Chosen) -> None:
        """A row was clicked."""
        event.stop()
        self._go(self.model.changed(entry="all" if event.entry is None else str(event.entry + 1)))

    def on_plot_pointed(self, event: Plot.Pointed) -> None:
        """The mouse moves h."""
        event.stop()
        step = min(1.0, max(1e-15, event.x))
        self._go(self.model.changed(h=f"{step:.2g}"), keep=event.phase == "up")

    def action_draw_point(self) -> None:
        """Another random point."""
        self._go(self.model.with_point_drawn())

    def action_turn(self, name: str) -> None:
        """The other formula, or the other precision."""
        self.query_one("#" + name, Turn).action_turn(1)

    def action_best_step(self) -> None:
        """The step with the least error."""
        if self.model.is_worked_out:
            self._go(self.model.with_best_step())

    def action_examples(self) -> None:
        """Choose an example."""
        texts = [
            (choose(each.title, self.language), choose(each.about, self.language))
            for each in presets("gradcheck")
        ]
        self.app.push_screen(
            Examples(self.say("examples"), texts, self.say("examples_keys")), self._chosen
        )

    def _chosen(self, at: int | None) -> None:
        if at is not None:
            self._go(Model.begin(presets("gradcheck")[at].start))
            self.focus_first()


View = GradcheckView
