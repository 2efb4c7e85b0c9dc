"""The usual causes of a gap, by symptom, to look at one after the other."""

from dataclasses import replace

from tutor.labs.reproduce.causes import CAUSES, SYMPTOMS
from tutor.labs.reproduce.grid import Cell, Line
from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.pages.page import Page, Say, Told
from tutor.labs.reproduce.pages.paper import ticked
from tutor.labs.reproduce.workbook import Tick


class CausesPage(Page):
    """A checklist that unfolds at the symptom that is chosen."""

    name = "causes"

    def __init__(self) -> None:
        self.symptom = ""

    def lines(self, model: Model, say: Say) -> list[Line]:
        lines = []
        for symptom in SYMPTOMS:
            lines.append(self._symptom(model, symptom, say))
            if symptom == self.symptom:
                lines += [self._cause(model, symptom, cause, say) for cause in CAUSES[symptom]]
        return lines

    def _symptom(self, model: Model, symptom: str, say: Say) -> Line:
        ticks = [model.book.causes.get(f"{symptom}-{cause}", Tick()) for cause in CAUSES[symptom]]
        done = sum(tick.done for tick in ticks)
        sign = "▾" if symptom == self.symptom else "▸"
        text = f"{sign} {done}/{len(ticks)}  {say('symptom_' + symptom)}"
        style = "bold" if symptom == self.symptom else ""
        return Line(
            symptom,
            (
                Cell(
                    "symptom",
                    text,
                    action=True,
                    style=style,
                    label=say("symptom"),
                    hint=say("hint_symptom"),
                ),
            ),
            group="symptoms",
        )

    def _cause(self, model: Model, symptom: str, cause: str, say: Say) -> Line:
        key = f"{symptom}-{cause}"
        cells = ticked(model.book.causes.get(key, Tick()), say(f"cause_{symptom}_{cause}"), say)
        return Line(key, (Cell("", "  "), *cells), group="causes")

    def act(self, line: Line) -> None:
        """Unfold a symptom, or fold it again."""
        self.symptom = "" if self.symptom == line.key else line.key

    def below(self, model: Model, line: Line, cell: Cell, say: Say) -> list[Told]:
        if line.key in SYMPTOMS:
            return [(say("first_test"), "")]
        return [(say("look_" + line.key.replace("-", "_")), "")] if line.key else []

    def write(self, model: Model, line: Line, cell: Cell, text: str) -> Model:
        tick = replace(model.book.causes.get(line.key, Tick()), note=text)
        return model.with_book(model.book.tick("causes", line.key, tick))

    def tick(self, model: Model, line: Line, cell: Cell) -> Model:
        tick = model.book.causes.get(line.key, Tick())
        return model.with_book(
            model.book.tick("causes", line.key, replace(tick, done=not tick.done))
        )
