"""The descent lab on the screen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.labs import LabError
from tutor.labs.descent.model import STRINGS, Model
from tutor.labs.descent.optimizers import METHODS
from tutor.labs.descent.picture import by_step, on_the_loss, slopes, title
from tutor.labs.descent.table import StepTable
from tutor.labs.numbers import number
from tutor.labs.presets import presets
from tutor.labs.view import LabView
from tutor.widgets.entry import Entry
from tutor.widgets.examples import Examples
from tutor.widgets.plot import KeyedPlot, Plot
from tutor.widgets.turn import Turn

PACE = 0.12
"""Seconds between two steps of a run."""

WIDE, WIDEST = 104, 150
"""Cells from which on the table has room for more columns, and for all."""

FIELDS: dict[str, tuple[str, ...]] = {
    "gd": (),
    "momentum": ("momentum",),
    "nesterov": ("momentum",),
    "adam": ("beta1", "beta2", "epsilon"),
}
"""The numbers that each method has besides η."""


class LossPlot(KeyedPlot):
    """The plot with the keys that walk on it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "do('step', -1)", show=False),
        Binding("right", "do('step', 1)", show=False),
        Binding("shift+left,ctrl+left,pageup", "do('step', -10)", show=False),
        Binding("shift+right,ctrl+right,pagedown", "do('step', 10)", show=False),
        Binding("space", "do('run', 0)", show=False),
        Binding("up", "do('rate', 1)", "η", key_display="↑ ↓", id="rate"),
        Binding("down", "do('rate', -1)", show=False),
        Binding("plus,equals_sign", "do('zoom', -1)", "zoom", key_display="+ −", id="zoom"),
        Binding("minus", "do('zoom', 1)", show=False),
        Binding("0,f", "do('fit', 0)", "fit", key_display="0", id="fit"),
    ]


class DescentView(LabView):
    """Fields; the loss with the path on it, beside the table of steps; what happens and why."""

    strings = STRINGS
    DEFAULT_CSS = """
    DescentView .fields { height: auto; }
    DescentView .fields Entry { margin: 0 1 0 0; }
    DescentView .fields Entry.-wrong .complaint { display: none; }
    DescentView #constants { width: 30; margin: 0; }
    DescentView #from { width: 1fr; max-width: 34; }
    DescentView #rate, DescentView #momentum { width: 11; }
    DescentView #beta1, DescentView #epsilon { width: 9; }
    DescentView #beta2 { width: 10; }
    DescentView #method { margin: 0 2 0 0; }
    DescentView #slopes { height: 1; color: $muted; }
    DescentView #slopes.-wrong { height: auto; color: $error; }
    DescentView #picture { height: 1fr; }
    DescentView #told { height: auto; max-height: 5; scrollbar-size-vertical: 1; }
    DescentView #told Static { height: auto; }
    DescentView.-tall #told { max-height: 8; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "step(-1)", "back", id="step-back"),
        Binding("f3", "step(1)", "step", id="step"),
        Binding("f4", "run", "run", id="run"),
        Binding("f5", "turn_view", "loss by step", id="turn-view"),
        Binding("f6", "turn_method", "method", id="turn-method"),
        Binding("f7", "examples", "examples", id="examples"),
        Binding("f8", "again", "from the start", id="again"),
    ]

    model: Model

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._clock: Timer | None = None

    # --- what is shown

    def compose(self) -> ComposeResult:
        """Fields, plot and table, sentences."""
        state = self.model.state()
        with Horizontal(classes="fields"):
            yield Entry("loss", "L =", state["loss"], id="loss")
            yield Entry(
                "constants", self.say("where"), state["constants"], placeholder="a = 1, b = 2",
                id="constants",
            )  # fmt: skip
        with Horizontal(classes="fields"):
            yield Entry("start", self.say("from"), state["start"], id="from")
            yield Turn("method", "", METHODS, state["method"], faces=self._methods(), id="method")
            yield Entry("rate", "η", state["rate"], id="rate")
            yield Entry("momentum", "β", state["momentum"], id="momentum")
            yield Entry("beta1", "β₁", state["beta1"], id="beta1")
            yield Entry("beta2", "β₂", state["beta2"], id="beta2")
            yield Entry("epsilon", "ε", state["epsilon"], id="epsilon")
            yield Turn(
                "correction", "", ("on", "off"), state["correction"],
                faces=("debiased", "raw"), id="correction",
            )  # fmt: skip
        yield Static("", id="slopes", markup=False)
        with Horizontal(id="picture"):
            yield LossPlot(id="plot")
            yield StepTable()
        with VerticalScroll(id="told", can_focus=False):
            yield Static("", id="remarks", markup=False)

    def _methods(self) -> list[str]:
        return [self.say("method_" + name) for name in METHODS]

    def on_mount(self) -> None:
        """Draw."""
        self.redraw()

    def on_resize(self) -> None:
        """The table has room for more or fewer steps."""
        self.call_after_refresh(self.redraw)

    def focus_first(self) -> None:
        """Arrow keys step at once."""
        self.query_one(LossPlot).focus(scroll_visible=False)

    def show(self, model: Model) -> None:  # type: ignore[override]
        """Show another state."""
        self._halt()
        self.model = model
        self._fill()
        self.redraw()

    def retranslate(self) -> None:
        """Say it in the language of now."""
        self.query_one("#method", Turn).put(self.model.method.name, faces=self._methods())
        self.redraw()

    def _fill(self) -> None:
        """Write the state into the fields."""
        state = self.model.state()
        for entry in self.query(Entry):
            value = state[entry.name or ""]
            if entry.value != value or entry.has_class("-wrong"):
                entry.put(value)
        self.query_one("#method", Turn).put(state["method"])
        self.query_one("#correction", Turn).put(state["correction"])

    def redraw(self) -> None:
        """Show the state of now."""
        model = self.model
        fields = FIELDS[model.method.name]
        for name in ("momentum", "beta1", "beta2", "epsilon"):
            self.query_one("#" + name).display = name in fields
        self.query_one("#correction").display = model.method.name == "adam"
        self.set_class(self.size.height >= 30, "-tall")
        self._complain("")
        self._draw()
        self.query_one(StepTable).show(
            model, (self.size.width >= WIDE) + (self.size.width >= WIDEST)
        )
        self.query_one("#remarks", Static).update(self._remarks())

    def _complain(self, why: str) -> None:
        """What is wrong with a field, on a line of its own; else the gradient as a formula."""
        line = self.query_one("#slopes", Static)
        line.set_class(bool(why), "-wrong")
        line.update(Content("✗ " + why if why else slopes(self.model)))

    def _draw(self) -> None:
        model, plot = self.model, self.query_one(LossPlot)
        if model.show == "curve":
            items, steps = by_step(model)
            least = model.gaps[2]
            y_label = "L" if least == 0 else f"L − {number(least)}".replace("− −", "+ ")
            plot.draw(
                items,
                x=steps,
                log_y=True,
                x_label="step",
                y_label=y_label,
                title="loss by step, log scale",
            )
        elif model.loss.size == 1:
            plot.draw(
                on_the_loss(model, plot.size.height), x=model.ranges[0], y=model.height,
                x_label=model.loss.names[0], title=title(model),
            )  # fmt: skip
        else:
            (x, y), names = model.ranges, model.loss.names
            plot.draw(
                on_the_loss(model, plot.size.height), x=x, y=y, x_label=names[0], y_label=names[1],
                title=title(model),
            )  # fmt: skip

    def _remarks(self) -> Content:
        colours = {"✓": "$success", "✗": "$error", "!": "$warning", "·": "$muted"}
        lines = [
            Content.assemble(
                (remark.sign + " ", "bold " + colours[remark.sign]),
                choose(remark.text, self.language),
            )
            for remark in self.model.remarks
        ]
        return Content("\n").join(lines)

    # --- what the learner does

    def _go(self, model: Model, *, keep: bool = True) -> None:
        """Another state by the learner's doing. keep: whether it is one to come back to."""
        self.model = model
        self._fill()
        self.redraw()
        self.refresh_bindings()
        if keep:
            self.changed()

    def on_entry_given(self, event: Entry.Given) -> None:
        """A field was changed."""
        event.stop()
        self._halt()
        try:
            made = self.model.changed(**{event.name: event.text})
        except LabError as error:
            why = choose(error.why, self.language)
            self._entry(self._to_blame(error, event.name)).complain(why)
            self._complain(why)
            return
        entered = event.entry.has_focus_within
        self._go(made)
        if entered:
            self.query_one(LossPlot).focus(scroll_visible=False)

    def _entry(self, name: str) -> Entry:
        return next(entry for entry in self.query(Entry) if entry.name == name)

    def _to_blame(self, error: LabError, name: str) -> str:
        fields = [entry.name or "" for entry in self.query(Entry)]
        return error.field if error.field in fields else name

    def on_turn_turned(self, event: Turn.Turned) -> None:
        """Another method, or Adam with or without its correction."""
        event.stop()
        self._go(self.model.changed(**{event.name: event.word}))

    def on_keyed_plot_asked(self, event: KeyedPlot.Asked) -> None:
        """A key of the plot."""
        event.stop()
        match event.what:
            case "step":
                self.action_step(event.amount)
            case "run":
                self.action_run()
            case "rate":
                self._go(self.model.with_rate(event.amount))
            case "zoom":
                self._go(self.model.zoomed(2 ** (event.amount / 2)))
            case _:
                self._go(self.model.changed(window="auto"))

    def on_plot_pointed(self, event: Plot.Pointed) -> None:
        """The mouse says where to start."""
        event.stop()
        if self.model.show == "curve":
            return
        self._halt()
        self._go(self.model.started(event.x, event.y), keep=event.phase == "up")

    def on_plot_wheel(self, event: Plot.Wheel) -> None:
        """The wheel zooms around the mouse."""
        event.stop()
        if self.model.show == "path":
            self._go(self.model.zoomed(2 ** (event.delta / 4), (event.x, event.y)))

    def action_step(self, by: int) -> None:
        """Steps on or back."""
        self._halt()
        if by > 0 and self.model.ended:
            return
        self._go(self.model.stepped(by))

    def action_again(self) -> None:
        """Back to the start."""
        self._halt()
        self._go(self.model.changed(steps="0"))

    def action_turn_view(self) -> None:
        """The loss by step, or the path on the loss."""
        self._go(self.model.changed(show="path" if self.model.show == "curve" else "curve"))

    def action_turn_method(self) -> None:
        """The next method."""
        at = METHODS.index(self.model.method.name)
        self._go(self.model.changed(method=METHODS[(at + 1) % len(METHODS)]))

    def action_examples(self) -> None:
        """Choose an example."""
        self._halt()
        texts = [
            (choose(each.title, self.language), choose(each.about, self.language))
            for each in presets("descent")
        ]
        self.app.push_screen(
            Examples(self.say("examples"), texts, self.say("examples_keys")), self._chosen
        )

    def _chosen(self, at: int | None) -> None:
        if at is not None:
            self._go(Model.begin(presets("descent")[at].start))
            self.focus_first()

    # --- running

    @property
    def running(self) -> bool:
        """Whether steps follow by themselves."""
        return self._clock is not None

    def action_run(self) -> None:
        """Let it run, or pause it."""
        if self._clock is not None:
            self._halt()
            return
        if self.model.ended:
            return
        if self.app.animation_level == "none":
            self._go(self.model.stepped(50))
            return
        self._clock = self.set_interval(PACE, self._tick)
        self.refresh_bindings()

    def _tick(self) -> None:
        """One step, or more of them the longer the path is."""
        made = self.model.stepped(1 + self.model.here.index // 40)
        # Every so often, so that leaving in the middle loses little, and undo is not flooded.
        self._go(made, keep=made.here.index % 10 == 0)
        if self.model.ended or self.model.rests:
            self._halt()

    def _halt(self) -> None:
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
            self.refresh_bindings()
            self.changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that can do nothing now are dimmed."""
        if action == "step":
            forward = parameters and parameters[0] != -1
            possible = not self.model.ended if forward else self.model.here.index > 0
            return True if possible else None
        if action == "again":
            return True if self.model.here.index else None
        return True


View = DescentView
