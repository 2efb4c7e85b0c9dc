"""The workbook on the screen: pages of tables, a bar to write in, what follows from it."""

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.bilingual import Strings, choose
from tutor.labs import LabError, Model
from tutor.labs.reproduce.bar import Bar
from tutor.labs.reproduce.curve import RatePlot
from tutor.labs.reproduce.grid import Cell, Line
from tutor.labs.reproduce.heading import heading_of
from tutor.labs.reproduce.model import Model as Workbooks
from tutor.labs.reproduce.pages import Page, pages
from tutor.labs.reproduce.pages.causes import CausesPage
from tutor.labs.reproduce.pages.fields import FIELDS, where
from tutor.labs.reproduce.pages.page import NEW, Say, sayer
from tutor.labs.reproduce.pages.shelf import ShelfPage
from tutor.labs.reproduce.sheet import STYLES, Sheet
from tutor.labs.reproduce.tabs import KEYS, TABS, Tabs
from tutor.labs.reproduce.workbook import Workbook
from tutor.labs.view import LabView
from tutor.widgets.plot import KeyedPlot, Plot

MOVES = {"left": -1, "right": 1, "home": -100, "end": 100}
LONG_MOVES = {"pageup": -8, "pagedown": 8, "ctrl+home": -1000, "ctrl+end": 1000}


class ReproduceView(LabView):
    """The workbook."""

    strings = Strings(__file__)
    DEFAULT_CSS = """
    ReproduceView {
        #title { height: 1; width: 1fr; color: $muted; text-wrap: nowrap; text-overflow: ellipsis; }
        #table { height: 1fr; width: 1fr; }
        #curve { display: none; width: 3fr; min-width: 30; height: 1fr; }
        #below { height: auto; max-height: 6; width: 1fr; }
        #document { display: none; height: 1fr; width: 1fr; scrollbar-size-vertical: 1; }
        #markdown { height: auto; width: 1fr; }
        &.-rate #curve { display: block; }
        &.-rate Sheet { width: 2fr; min-width: 32; max-width: 46; }
        &.-export #document { display: block; }
        &.-export #table, &.-export Bar, &.-export #below { display: none; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(KEYS[name], f"page('{name}')", name, show=False, priority=True) for name in TABS),
        Binding("ctrl+t", "page('causes')", "causes", id="causes", priority=True),
        Binding("ctrl+o", "page('shelf')", "all", id="shelf", priority=True),
        Binding("ctrl+y", "copy", "copy", id="copy"),
    ]

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._pages = pages()
        self._left_at: dict[str, tuple[str, str]] = {}
        self._keys: object = None

    def compose(self) -> ComposeResult:
        """Every page in the same places."""
        yield Tabs()
        yield Static("", id="title", markup=False)
        with Horizontal(id="table"):
            yield Sheet(id="sheet")
            yield RatePlot(id="curve")
        yield Bar(self)
        yield Static("", id="below", markup=False)
        with VerticalScroll(id="document"):
            yield Static("", id="markdown", markup=False)

    def on_mount(self) -> None:
        """Show the page the model is at."""
        self._turn_to(self.model.page)

    # --- what is shown

    @property
    def book(self) -> Workbook:
        """The reproduction that is open."""
        found: Workbook = self.model.book
        return found

    @property
    def page(self) -> Page | None:
        """The page that is shown; None for the README."""
        return self._pages.get(self.model.page)

    @property
    def _say(self) -> Say:
        return sayer(self.strings, self.language)

    @property
    def sheet(self) -> Sheet:
        """The table."""
        return self.query_one(Sheet)

    @property
    def bar(self) -> Bar:
        """Where is written."""
        return self.query_one(Bar)

    def show(self, model: Model) -> None:
        """Show another state, at the page where it differs."""
        before, self.model = self.model, model
        if self.is_mounted:
            self.bar.done()
            self._turn_to(where(before, self.model))

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        if self.is_mounted:
            self._refresh()

    def focus_first(self) -> None:
        """Begin in the table."""
        document = self.query_one("#document")
        self.screen.set_focus(document if self.page is None else self.bar.field)

    def reset_to(self, fresh: Model) -> Model:
        """Only the page that is shown is emptied; the rest is the learner's own work."""
        empty = Workbook()
        names = FIELDS.get(self.model.page, ())
        book = replace(self.book, **{name: getattr(empty, name) for name in names})
        model: Model = self.model.with_book(book)
        return model

    def document(self) -> str:
        """The open reproduction as a README."""
        text: str = self.model.markdown(self.language)
        return text

    def _turn_to(self, name: str) -> None:
        before = self.model.page
        self.model = replace(self.model, page=name)
        for each in KEYS:
            self.set_class(each == name, "-" + each)
        if before != name:
            self._left_at[before] = self.sheet.line.key, self.sheet.cell.name
            self.sheet.clear()
        self._refresh()
        if before != name:
            open_ = (str(self.model.open), "open")
            self.sheet.go(*(open_ if name == "shelf" else self._left_at.get(name, ("", ""))))
            self._show_cell()
        if self.has_focus_within or self.screen.focused is None:
            self.focus_first()

    def _refresh(self) -> None:
        name = self.model.page
        self.query_one(Tabs).put(
            [(each, KEYS[each], self.say("page_" + each)) for each in TABS], name
        )
        heading = heading_of(self.model, self._say)
        self.query_one("#title", Static).update(heading)
        page = self.page
        if page is None:
            self.query_one("#markdown", Static).update(Content(self.model.markdown(self.language)))
            return
        self.sheet.put(page.lines(self.model, self._say))
        self._show_cell()
        if name == "rate":
            self.query_one(RatePlot).show(self.book)

    def _show_cell(self) -> None:
        page, line, cell = self.page, self.sheet.line, self.sheet.cell
        if page is None:
            return
        self.bar.put(line, cell)
        keys = (self.enter_means(), self.removable())
        if keys != self._keys:
            self._keys = keys
            self.screen.refresh_bindings()
        told = page.below(self.model, line, cell, self._say)
        lines = [Content.styled(text, STYLES[style]) for text, style in told]
        self.query_one("#below", Static).update(Content("\n").join(lines))

    # --- pages

    def action_page(self, name: str) -> None:
        """Turn to a page; from the list or the causes the same key leads back."""
        if name == self.model.page and name in ("causes", "shelf"):
            name = "results" if name == "causes" else "paper"
        if name != self.model.page:
            self.bar.leave()
            self._turn_to(name)

    def action_copy(self) -> None:
        """Copy the README."""
        self.app.copy_to_clipboard(self.model.markdown(self.language))
        self.notify(self.say("copied"), markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Copying is for the README."""
        return self.model.page == "export" if action == "copy" else True

    # --- what the learner does

    def do(self, key: str, character: str | None) -> bool:
        """Do what a key means in the table; whether it means anything."""
        sheet = self.sheet
        if key in ("up", "down"):
            if not sheet.move_line(-1 if key == "up" else 1):
                return False
        elif key in LONG_MOVES:
            sheet.move_line(LONG_MOVES[key])
        elif key in MOVES:
            sheet.move_cell(MOVES[key])
        elif key in ("tab", "shift+tab"):
            if not sheet.step(1 if key == "tab" else -1):
                return False
        elif key == "enter":
            self._enter()
        elif key in ("delete", "backspace"):
            self._empty()
        elif key == "ctrl+d":
            self._remove()
        else:
            return character is not None and self._type(character)
        self._show_cell()
        return True

    def _type(self, character: str) -> bool:
        """What is typed goes into the cell; in a choice it picks by its first letter."""
        cell = self.sheet.cell
        if cell.options:
            chosen = cell.chosen_by(character)
            if chosen is None:
                return False
            self._give_option(chosen)
        elif character == " ":
            self._enter()
        elif cell.value is not None and character != "?":
            self.bar.put(self.sheet.line, cell)
            self.bar.write(character)
        else:
            return False
        return True

    def _enter(self) -> None:
        """Write, tick or do what the cell is for; from a choice go on."""
        line, cell = self.sheet.line, self.sheet.cell
        if cell.action:
            self._act(line)
        elif cell.tick is not None and self.page is not None:
            self._change(self.page.tick(self.model, line, cell))
        elif cell.options:
            self.sheet.step(1)
        elif cell.value is not None:
            self.bar.put(line, cell)
            self.bar.write()

    def _empty(self) -> None:
        cell = self.sheet.cell
        if cell.value and not cell.options:
            self.take(self.sheet.line, cell, "", "leave")

    def _remove(self) -> None:
        if self.page is not None and self.removable():
            at = int(self.sheet.line.key)
            self._change(self.page.remove(self.model, self.sheet.line))
            self.sheet.go(str(at)) or self.sheet.go(str(at - 1)) or self.sheet.go(NEW)
            self.notify(self.say("deleted"), markup=False, timeout=4)

    def enter_means(self) -> str:
        """What Enter does to the cell of the cursor: begin, tick, act or go."""
        return self.sheet.cell.enter_means

    def removable(self) -> bool:
        """Whether the line of the cursor can be deleted."""
        return self.page is not None and self.sheet.line.removable

    def take(self, line: Line, cell: Cell, text: str, then: str) -> None:
        """Take a text for a cell, and go where the learner wants."""
        page, sheet, bar = self.page, self.sheet, self.bar
        if page is None or line.key not in {each.key for each in sheet.lines}:
            return
        key = line.key
        if text != (cell.value or ""):
            try:
                model = page.write(self.model, line, cell, text)
            except LabError as error:
                if then != "stay":
                    self._refuse(error, then)
                return
            key = page.written_to(self.model, model, line)
            self._change(model)
        if then == "leave":
            return
        sheet.go(key, cell.name)
        if then != "stay":
            bar.done()
            if not sheet.cell.why:
                self._go_on(then)
        self._show_cell()

    def _go_on(self, then: str) -> None:
        if then in ("next", "back"):
            self.sheet.step(1 if then == "next" else -1)
        else:
            self.sheet.move_line(-1 if then == "up" else 1)

    def _refuse(self, error: LabError, then: str) -> None:
        why = self.say("wrong", why=choose(error.why, self.language))
        if then == "leave":
            self.notify(why, severity="warning", timeout=8, markup=False)
        else:
            self.bar.complain(why)

    def _give_option(self, option: str) -> None:
        if self.page is not None:
            line, cell = self.sheet.line, self.sheet.cell
            self._change(self.page.write(self.model, line, cell, option))

    def _act(self, line: Line) -> None:
        """Unfold a symptom; open a reproduction."""
        page = self.page
        if isinstance(page, CausesPage):
            page.act(line)
            self._refresh()
        elif isinstance(page, ShelfPage):
            try:
                model = page.act(self.model, line, self.language)
            except LabError as error:
                self._refuse(error, "leave")
                return
            self.model = replace(model, page=page.name)
            self._left_at.clear()
            self._turn_to(model.page)
            self.changed()

    def on_sheet_clicked(self, event: Sheet.Clicked) -> None:
        """A click goes to a cell; on a box, or where the cursor was, it does what Enter does."""
        self.bar.leave()
        self.focus_first()
        if not self.sheet.go(event.line, event.cell):
            return
        cell = self.sheet.cell
        if cell.options and event.again:
            self._type(" ")
        elif cell.tick is not None or cell.action or event.again:
            self._enter()
        self._show_cell()

    def on_keyed_plot_asked(self, event: KeyedPlot.Asked) -> None:
        """Move the asked step."""
        rates = self.book.rates
        if rates is not None:
            step = max(1, rates.total // 100) * event.amount
            self._ask((self.book.asked or 0) + step)
            self.changed()

    def on_plot_pointed(self, event: Plot.Pointed) -> None:
        """Ask for the step under the mouse."""
        if self.book.rates is not None:
            self._ask(round(event.x))
            if event.phase == "up":
                self.changed()

    def _ask(self, step: int) -> None:
        assert self.book.rates is not None
        step = max(0, min(step, self.book.rates.total))
        self.model = self.model.with_book(self.book.with_("at", str(step)))
        self._refresh()

    def _change(self, model: Workbooks) -> None:
        self.model = model
        self.changed()
        self._refresh()


View = ReproduceView
