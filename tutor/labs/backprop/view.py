"""The backprop lab on the screen: five panes around one network, and what is said of it below."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from tutor.bilingual import choose
from tutor.labs import LabError
from tutor.labs.backprop import detail, panes
from tutor.labs.backprop.answering import Answering
from tutor.labs.backprop.flow import Flow, flow
from tutor.labs.backprop.graph import graph
from tutor.labs.backprop.model import PANES, Model
from tutor.labs.backprop.picture import Picture
from tutor.labs.backprop.presets import PRESETS
from tutor.labs.backprop.reading import STRINGS, written
from tutor.labs.backprop.setup import Presets, Setup
from tutor.labs.backprop.steering import asked, layer_of, typed_cell, with_cell
from tutor.labs.backprop.table import table
from tutor.labs.view import LabView
from tutor.widgets.entry import Entry
from tutor.widgets.keys_in_order import TextLine
from tutor.widgets.plot import Plot

TALL = 28
"""Rows from which graph and table are shown together."""


class LossPlot(Plot, can_focus=False):
    """The loss by update; the keys belong to the picture beside it."""


class BackpropView(LabView):
    """What is shown depends on the pane; selection, stepping and answers are the same in all."""

    strings = STRINGS
    DEFAULT_CSS = """
    BackpropView {
        #bp-status { height: 1; width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
        #bp-detail { height: 9; width: 1fr; }
        &.-tall #bp-detail { height: 12; }
        &.-answer #bp-detail { height: 7; }
        &.-words #bp-detail { height: 4; }
        &.-tall.-answer #bp-detail { height: 10; }
        #bp-controls { height: 2; }
        #bp-line { height: 1; width: 1fr; display: none; }
        #bp-line Static { width: auto; color: $accent; padding: 0 1 0 0; }
        #bp-line Input {
            width: 1fr; height: 1; border: none; padding: 0 1; background: $surface;
            &:focus { border: none; background: $accent 20%; background-tint: $background 0%; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "pane('network')", "network", id="network"),
        Binding("f3", "pane('table')", "table", id="table"),
        Binding("f4", "pane('flow')", "flow", id="flow"),
        Binding("f5", "pane('training')", "training", id="training"),
        Binding("f6", "pane('setup')", "setup", id="setup"),
        Binding("f7", "answer", "answer", id="answer"),
        Binding("f8", "preset", "preset", id="preset"),
        Binding("ctrl+n", "reveal", "reveal", id="reveal"),
        Binding("escape", "cancel", show=False),
    ]

    model: Model

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._answering = Answering()
        self._before: Flow | None = None
        self._told = ""
        self._editing = False

    # --- what is shown

    def compose(self) -> ComposeResult:
        """Status, the panes, what is said, the line that is typed in."""
        yield Static("", id="bp-status", markup=False)
        yield Picture(id="bp-graph")
        yield Picture(id="bp-table")
        yield Picture(id="bp-flow")
        yield LossPlot(id="bp-loss")
        yield Picture(id="bp-controls")
        yield Setup(self.model)
        yield Static("", id="bp-detail", markup=False)
        with Horizontal(id="bp-line"):
            yield Static("", markup=False)
            field = TextLine(compact=True, select_on_focus=False)
            field.cursor_blink = False
            yield field

    def on_mount(self) -> None:
        """Show the model; again in another theme."""
        if self.model.mode == "answer":
            self.model = self._answering.begin(self.model)
        self.call_after_refresh(self.redraw, fields=True)
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.redraw())

    def on_resize(self) -> None:
        """Show as much as fits."""
        self.redraw()

    def show(self, model: Model) -> None:  # type: ignore[override]
        """Show another state."""
        self.model = model
        self._answering = Answering()
        self._told, self._editing, self._before = "", False, None
        if model.mode == "answer":
            self.model = self._answering.begin(model)
        self.redraw(fields=True)

    def retranslate(self) -> None:
        """Say it in the language of now."""
        self.redraw(fields=True)

    def focus_first(self) -> None:
        """The picture of the pane, or the line that waits for an answer."""
        if self.model.pane == "setup":
            self.query_one(Setup).first().focus()
        elif self._line_open():
            self.query_one("#bp-line Input", Input).focus()
        else:
            self.main_picture().focus()

    def main_picture(self) -> Picture:
        """The picture that has the keys in this pane."""
        name = {"table": "table", "flow": "flow", "training": "controls"}
        return self.query_one("#bp-" + name.get(self.model.pane, "graph"), Picture)

    def _line_open(self) -> bool:
        asking = self._editing or self._answering.question is not None
        return asking and self.model.pane in ("network", "table")

    def redraw(self, *, fields: bool = False) -> None:
        """Show the model of now. fields: write the fields of the setup anew, too."""
        if not self.is_attached or not self.size.height:
            return
        model, pane = self.model, self.model.pane
        tall = self.size.height >= TALL
        answering = model.mode == "answer"
        self.set_class(tall, "-tall")
        self.set_class(answering, "-answer")
        self.set_class(pane in ("flow", "training"), "-words")
        both = tall and pane in ("network", "table")
        shown = {
            "graph": pane == "network" or both,
            "table": pane == "table" or both,
            "flow": pane == "flow",
            "loss": pane == "training",
            "controls": pane == "training",
            "setup": pane == "setup",
            "detail": pane != "setup",
        }
        for name, display in shown.items():
            self.query_one("#bp-" + name).display = display
        self.query_one("#bp-line").display = self._line_open()
        self.query_one("#bp-status", Static).update(panes.status(model, self._answering.question))
        self._draw_pictures(shown)
        if pane == "setup" and fields:
            self.query_one(Setup).fill(model, layer_of(model), self.language)
        if pane != "setup":
            self._say()

    def _draw_pictures(self, shown: dict[str, bool]) -> None:
        model = self.model
        for name, draw in (("graph", graph), ("table", table)):
            picture = self.query_one(f"#bp-{name}", Picture)
            if shown[name] and picture.size.height:
                picture.show(draw(model, picture.size.width, picture.size.height))
        if shown["flow"]:
            picture = self.query_one("#bp-flow", Picture)
            picture.show(panes.flow_sheet(model, self._before, self.language, picture.size.width))
        if shown["controls"]:
            self.query_one("#bp-controls", Picture).show(panes.training_sheet(model))
            panes.draw_losses(self.query_one(LossPlot), model)

    def _say(self) -> None:
        model = self.model
        place = self.query_one("#bp-detail", Static)
        width, height = place.size.width or self.size.width, place.size.height or 9
        lines: list[Content | str] = []
        if self._told:
            lines.append(Content.styled("✗ " + self._told, "$error"))
        if model.pane == "flow":
            lines += panes.flow_words(flow(model.run), model, self.language)
        elif model.pane == "training":
            lines += panes.training_words(model, self.language)
        elif self._answering.question is not None:
            lines += self._answering.lines(model, self.language, width, height)
        else:
            if model.mode == "answer":
                lines.append(
                    Content.styled(choose(self._answering.finished(model), self.language), "bold")
                )
            head = Content.assemble(
                (detail.title(model), "bold"), ("   ", ""),
                (choose(detail.meaning(model), self.language), "$muted"),
            )  # fmt: skip
            lines.append(head)
            lines += detail.formulas(model, width, height - len(lines))
        place.update(
            Content("\n").join([Content(each) if isinstance(each, str) else each for each in lines])
        )
        label = self.query_one("#bp-line Static", Static)
        label.update(Content(typed_cell(model) if self._editing else self._answering.label(model)))

    # --- what the learner does

    def put(self, model: Model, *, fields: bool = True, keep: bool = True) -> None:
        """Show another model. keep: it is a change worth keeping and undoing."""
        if model.setting is not self.model.setting:
            same = model.design.depth == self.model.design.depth
            self._before = flow(self.model.run) if same else None
        self.model = model
        self._told = ""
        self.redraw(fields=fields)
        if keep:
            self.changed()

    @on(Picture.Asked)
    def _asked(self, event: Picture.Asked) -> None:
        event.stop()
        if event.what == "redraw":
            self.redraw()
            return
        if event.what == "enter":
            self._edit()
            return
        if event.what == "step" and self.model.mode == "answer":
            self._step_in_answer_mode(event.amount)
            return
        pane = "table" if event._sender is self.query_one("#bp-table") else self.model.pane
        try:
            model, keep = asked(self.model, pane, event.what, event.amount, event.target)
        except LabError as error:
            self._told = choose(error.why, self.language)
            self.redraw()
            return
        if self.model.mode == "answer" and model.setting is not self.model.setting:
            model = self._answering.begin(model)
        self.put(model, keep=keep)

    def _step_in_answer_mode(self, amount: int) -> None:
        if self._answering.question is not None and amount > 0:
            self.query_one("#bp-line Input", Input).focus()
            return
        at = 0 if amount > 0 else max(0, self.model.done + amount)
        self.put(self._answering.begin(self.model.moved(at)))
        self.focus_first()

    def _edit(self) -> None:
        """Type another value for a given number."""
        if self.model.quantities[self.model.selected[0]].phase != "given":
            if self._answering.question is not None:
                self.focus_first()
            return
        self._editing = True
        self.redraw()
        name, index = self.model.selected
        field = self.query_one("#bp-line Input", Input)
        field.value = written(self.model.run.value(name)[index])
        field.cursor_position = len(field.value)
        field.focus()

    @on(Input.Submitted, "#bp-line Input")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._editing:
            self._edited(event.value)
            return
        if self._answering.question is None:
            return
        model, done = self._answering.answer(self.model, event.value)
        if done:
            event.input.value = ""
            self.put(model)
        else:
            event.input.select_all()
            self.redraw()
        if self._answering.question is None:
            self.focus_first()

    def _edited(self, text: str) -> None:
        try:
            model = with_cell(self.model, text)
        except LabError as error:
            self._told = choose(error.why, self.language)
            self.redraw()
            return
        self._editing = False
        self.query_one("#bp-line Input", Input).value = ""
        if model.mode == "answer":
            model = self._answering.begin(model)
        self.put(model)
        self.focus_first()

    @on(Entry.Given)
    def _given(self, event: Entry.Given) -> None:
        event.stop()
        setup = self.query_one(Setup)
        field = setup.field(event.name)
        try:
            model = self.model.change(**{field: event.text})
        except LabError as error:
            setup.complain(error.field, choose(error.why, self.language), field)
            return
        if model.mode == "answer":
            model = self._answering.begin(model)
        self.put(model)

    @on(Presets.Chosen)
    def _chosen(self, event: Presets.Chosen) -> None:
        event.stop()
        self._take_preset(event.name)

    def _take_preset(self, name: str) -> None:
        model = self.model.preset(name)
        if model.mode == "answer":
            model = self._answering.begin(model.moved(0))
        self.put(model)

    def action_preset(self) -> None:
        """The preset after the one that is shown."""
        names = list(PRESETS)
        now = panes.preset_of(self.model)
        self._take_preset(names[(names.index(now) + 1) % len(names) if now else 0])

    def action_pane(self, pane: str) -> None:
        """Show another pane."""
        assert pane in PANES
        self._editing = False
        self.put(panes.with_pane(self.model, pane))
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        self.redraw()
        self.focus_first()

    def action_answer(self) -> None:
        """Begin to answer, or stop."""
        self._editing = False
        self.query_one("#bp-line Input", Input).value = ""
        if self.model.mode == "answer":
            self._answering = Answering()
            model = panes.with_mode(self.model, "look")
        else:
            model = panes.with_mode(self.model, "answer")
            model = self._answering.begin(model.moved(0) if model.at is None else model)
        self.put(model)
        self.call_after_refresh(self._settle)

    def action_reveal(self) -> None:
        """Show what is asked for, and go on."""
        if self._answering.question is not None:
            self.put(self._answering.reveal(self.model))
            self.query_one("#bp-line Input", Input).value = ""
            self.focus_first()

    def action_cancel(self) -> None:
        """Leave the number as it was."""
        self._editing = False
        self._told = ""
        self.query_one("#bp-line Input", Input).value = ""
        self.redraw()
        self.focus_first()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What there is to show while something is asked, to leave while it is typed."""
        if action == "reveal":
            return self._answering.question is not None
        if action == "cancel":
            return self._editing
        return True


View = BackpropView
