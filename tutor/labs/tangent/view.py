"""The tangent lab on the screen."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.labs import LabError
from tutor.labs.numbers import number
from tutor.labs.tangent.model import STRINGS, Model
from tutor.labs.tangent.picture import items
from tutor.labs.tangent.tasks import Marked, Told
from tutor.labs.tangent.telling import Said, about_guess, about_point, about_secant, about_try
from tutor.labs.tangent.written import panel
from tutor.labs.view import LabView
from tutor.widgets.entry import Entry
from tutor.widgets.plot import KeyedPlot, Plot, palette

COARSE = 10
"""Fine steps in a coarse one."""
PANEL = 28, 40
"""Cells beside the plot, at least and at most; a third of the width between."""


class CurvePlot(KeyedPlot):
    """The plot with the keys that move things in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "do('move', -1)", "move", key_display="← →", id="move"),
        Binding("right", "do('move', 1)", show=False),
        Binding("shift+left,ctrl+left", f"do('move', -{COARSE})", show=False),
        Binding("shift+right,ctrl+right", f"do('move', {COARSE})", show=False),
        Binding("up", "do('rise', 1)", show=False),
        Binding("down", "do('rise', -1)", show=False),
        Binding("shift+up,ctrl+up", f"do('rise', {COARSE})", show=False),
        Binding("shift+down,ctrl+down", f"do('rise', -{COARSE})", show=False),
        Binding("plus,equals_sign", "do('zoom', -1)", "zoom", key_display="+ −", id="zoom"),
        Binding("minus", "do('zoom', 1)", show=False),
        Binding("left_square_bracket", "do('pan', -1)", "pan", key_display="[ ]", id="pan"),
        Binding("right_square_bracket", "do('pan', 1)", show=False),
        Binding("less_than_sign,comma", "do('stretch', 1)", show=False),
        Binding("greater_than_sign,full_stop", "do('stretch', -1)", show=False),
        Binding("f,0", "do('fit', 0)", "fit", key_display="f", id="fit"),
        Binding("n", "do('special', 1)", "next point", id="next"),
        Binding("p", "do('special', -1)", show=False),
        Binding("enter", "do('try', 0)", "check", id="try"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter is for tasks, and going to the next special point is not, as it gives them away."""
        view = next((each for each in self.ancestors if isinstance(each, TangentView)), None)
        tasked = view is not None and bool(view.model.task)
        if action == "do" and parameters:
            return {"try": tasked, "special": not tasked}.get(str(parameters[0]), True)
        return True


class TangentView(LabView):
    """The curve with its point; beside it formulas and numbers, below it sentences."""

    strings = STRINGS
    DEFAULT_CSS = """
    TangentView #typed { height: auto; }
    TangentView #typed Entry { width: 1fr; }
    TangentView #typed #x { width: 24; margin: 0 0 0 2; }
    TangentView #picture { height: 1fr; }
    TangentView #panel { height: 1fr; margin: 0 0 0 2; scrollbar-size-vertical: 1; }
    TangentView #panel Static { width: auto; height: auto; }
    TangentView #told { height: auto; min-height: 2; max-height: 5; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "task", "challenge", id="task"),
        Binding("f3", "part('slope')", "f′", id="slope"),
        Binding("f4", "part('curvature')", "f″", id="curvature"),
        Binding("f5", "secant", "secant", id="secant"),
        Binding("f6", "part('bends')", "bends", id="bends"),
        Binding("f7", "part('points')", "points", id="points"),
        Binding("f8", "leave_task", "leave", id="leave-task"),
    ]

    model: Model

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._told: Told | None = None
        self._marked: Marked | None = None
        self._chosen = len(model.places) // 2
        self._finished = False

    # --- what is shown

    def compose(self) -> ComposeResult:
        """Fields, plot with its panel, sentences."""
        with Horizontal(id="typed"):
            yield Entry("function", "f(x) =", self.model.function.text, id="function")
            yield Entry("point", "x =", number(self.model.point, 6), id="x")
        with Horizontal(id="picture"):
            yield CurvePlot(id="plot")
            with VerticalScroll(id="panel", can_focus=False):
                yield Static("", id="numbers", markup=False)
        yield Static("", id="told", markup=False)

    def on_mount(self) -> None:
        """Draw, and draw anew in another theme."""
        self.redraw()
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.redraw())

    def on_resize(self) -> None:
        """Fit the panel to its height, once it has one."""
        self.call_after_refresh(self.redraw)

    def focus_first(self) -> None:
        """Arrow keys move the point at once."""
        self.query_one(CurvePlot).focus(scroll_visible=False)

    def show(self, model: Model) -> None:  # type: ignore[override]
        """Show another state."""
        self.model = model
        self._told = self._marked = None
        self.query_one("#function", Entry).put(model.function.text)
        self.query_one("#x", Entry).put(number(model.point, 6))
        self.redraw()

    def retranslate(self) -> None:
        """Say it in the language of now."""
        self.redraw()

    def redraw(self) -> None:
        """Show the state of now."""
        model = self.model
        drawing = model.task == "draw"
        plot = self.query_one(CurvePlot)
        self._chosen = min(self._chosen, len(model.places) - 1)
        plot.draw(
            items(model, self._chosen if drawing else -1, self._marked),
            x=model.window,
            y=model.height,
            fit=model.range,
            y_label="y",
            legend=("f", "tangent", "secant", "f′", "f″"),
        )
        inks = {name: colour.hex for name, colour in palette(self.app).items()}
        beside = self.query_one("#panel")
        least, most = PANEL
        width = max(least, min(most, self.size.width // 3))
        beside.styles.width = width
        chosen = self._chosen if drawing else -1
        rows = panel(model, width - 2, beside.size.height or 99, chosen)
        lines = [
            Content.assemble(*((text, inks.get(ink, "")) for text, ink in row)) for row in rows
        ]
        self.query_one("#numbers", Static).update(Content("\n").join(lines))
        self.query_one("#told", Static).update(self._sentences())

    def _sentences(self) -> Content:
        lines: list[Content] = []
        if self.model.task:
            lines.append(Content.styled(self._asked(), "bold"))
            if self._told is not None:
                lines.append(self._verdict(about_try(self._told), self._told.right))
            elif self._marked is not None:
                lines += [
                    self._verdict(said, self._marked.good) for said in about_guess(self._marked)
                ]
            else:
                key = "how_draw" if self.model.task == "draw" else "how_try"
                lines.append(Content.styled(self.say(key), "$muted"))
        elif self._finished:
            lines.append(self._verdict(("all_solved", {}), True))
        else:
            lines.append(Content(self._joined(about_point(self.model))))
            secant = about_secant(self.model)
            if secant:
                lines.append(Content(self._joined(secant)))
        return Content("\n").join(lines)

    def _verdict(self, said: Said, right: bool) -> Content:
        sign, colour = ("✓ ", "$success") if right else ("✗ ", "$warning")
        return Content.assemble((sign, f"bold {colour}"), self._joined([said]))

    def _joined(self, said: Iterable[Said]) -> str:
        return " ".join(choose(STRINGS(key, **values), self.language) for key, values in said)

    def _asked(self) -> str:
        """The task of now in words."""
        now = self.model.now
        if now is None:
            return self.say("task_none")
        names = self.model.offered
        at = names.index(now.name) + 1 if now.name in names else 1
        count = f"{at}/{len(names)}"
        return f"{count}  " + self.say("task_" + now.name, wanted=number(now.wanted))

    # --- what the learner does

    def _go(self, model: Model, *, keep: bool = True) -> None:
        """Another state by the learner's doing. keep: whether it is one to come back to."""
        if model.state() != self.model.state():
            self._told = self._marked = None
            self._finished = False
        if model.point != self.model.point:
            self.query_one("#x", Entry).put(number(model.point, 6))
        self.model = model
        self.redraw()
        self.refresh_bindings()
        if keep:
            self.changed()

    def on_keyed_plot_asked(self, event: KeyedPlot.Asked) -> None:
        """A key of the plot."""
        event.stop()
        model, amount = self.model, event.amount
        if event.what == "try":
            self._try()
            return
        if model.task == "draw" and event.what in ("move", "rise"):
            self._draw(event.what, amount)
            return
        self._go(self._moved(event.what, amount))

    def _moved(self, what: str, amount: int) -> Model:
        """The state after a key of the plot."""
        model = self.model
        match what:
            case "move":
                return model.moved(amount)
            case "rise":
                return model.raised(amount / 40)
            case "zoom":
                return model.zoomed(2 ** (amount / 2))
            case "pan":
                return model.panned(amount / 8)
            case "stretch":
                return model.raised(0, 2 ** (amount / 2))
            case "special":
                return model.next_special(amount)
        return model.fitted()

    def _draw(self, what: str, amount: int) -> None:
        """Choose a place of the guess, or move the guess there."""
        if what == "move":
            step = 1 if amount > 0 else -1
            self._chosen = max(0, min(len(self.model.places) - 1, self._chosen + step))
            self.redraw()
        else:
            before = self.model.guesses[self._chosen]
            self._go(self.model.guessed(self._chosen, before + amount * self.model.stroke))

    def on_plot_pointed(self, event: Plot.Pointed) -> None:
        """The mouse moves the point, or draws the guess."""
        event.stop()
        model = self.model
        if model.task == "draw":
            places = model.places
            self._chosen = min(range(len(places)), key=lambda at: abs(places[at] - event.x))
            self._go(model.guessed(self._chosen, event.y), keep=event.phase == "up")
            return
        low, high = model.window
        x = round(min(max(event.x, low), high) / model.step) * model.step
        self._go(model.to(x), keep=event.phase == "up")

    def on_plot_wheel(self, event: Plot.Wheel) -> None:
        """The wheel zooms around the mouse; sideways it pans."""
        event.stop()
        if event.sideways:
            self._go(self.model.panned(event.delta / 16))
            return
        self._go(self.model.zoomed(2 ** (event.delta / 4), event.x))

    def on_entry_given(self, event: Entry.Given) -> None:
        """A function or an x was typed."""
        event.stop()
        try:
            made = (
                self.model.with_function(event.text)
                if event.name == "function"
                else self.model.with_point(event.text)
            )
        except LabError as error:
            event.entry.complain(choose(error.why, self.language))
            return
        if event.entry.has_focus_within:
            self.query_one(CurvePlot).focus(scroll_visible=False)
        self._go(made)

    def action_part(self, part: str) -> None:
        """Show f', f'', bends or special points, or hide them."""
        self._go(self.model.toggled(part))

    def action_secant(self) -> None:
        """Show the secant, then halve its h."""
        self._go(self.model.closer())

    def action_task(self) -> None:
        """The next task."""
        if not self.model.offered:
            self.notify(self.say("task_none"), markup=False)
            return
        made = self.model.next_task()
        self._chosen = len(made.places) // 2
        self._go(made)
        self._finished = not made.task and made.all_solved
        self.redraw()
        self.query_one(CurvePlot).focus(scroll_visible=False)

    def action_leave_task(self) -> None:
        """Look around again."""
        self._go(self.model.doing(""))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """During a task what would give it away is not offered."""
        tasked = bool(self.model.task)
        if action in ("part", "secant"):
            return not tasked
        if action == "leave_task":
            return tasked
        return True

    def _try(self) -> None:
        """Check the point or the guess; once it is right, go on to the next task."""
        model = self.model
        solved = (self._told is not None and self._told.right) or (
            self._marked is not None and self._marked.good
        )
        if solved:
            self.action_task()
            return
        if model.task == "draw":
            made, marked = model.marked()
            self._go(made)
            self._marked = marked
        else:
            made, told = model.tried()
            self._go(made)
            self._told = told
        self.redraw()


View = TangentView
