"""The paper, its claim, and the seven steps."""

from dataclasses import replace

from tutor.labs.reproduce.grid import Cell, Line
from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.pages.page import FormPage, Say, Told
from tutor.labs.reproduce.workbook import STEPS, Tick

NOTED = "✎"
"""Marks what has a note."""


class PaperPage(FormPage):
    """The overview."""

    name = "paper"
    fields = ("paper", "link", "claim")

    def lines(self, model: Model, say: Say) -> list[Line]:
        heading = Line("", (Cell("", say("part_steps"), style="bold"),), group="head")
        blank = Line("", (), group="blank")
        steps = [_step(model, number, step, say) for number, step in enumerate(STEPS, 1)]
        return [*super().lines(model, say), blank, heading, *steps]

    def below(self, model: Model, line: Line, cell: Cell, say: Say) -> list[Told]:
        if model.book.is_empty and len(model.books) == 1:
            return [(say("welcome"), "")]
        if line.key in STEPS:
            return [(say("step_leaves", what=say("leaves_" + line.key)), "muted")]
        return [(say("steps_done", done=model.book.done, all=len(STEPS)), "muted")]

    def write(self, model: Model, line: Line, cell: Cell, text: str) -> Model:
        if line.key not in STEPS:
            return super().write(model, line, cell, text)
        tick = replace(model.book.steps.get(line.key, Tick()), note=text)
        return model.with_book(model.book.tick("steps", line.key, tick))

    def tick(self, model: Model, line: Line, cell: Cell) -> Model:
        tick = model.book.steps.get(line.key, Tick())
        return model.with_book(
            model.book.tick("steps", line.key, replace(tick, done=not tick.done))
        )


def _step(model: Model, number: int, step: str, say: Say) -> Line:
    tick = model.book.steps.get(step, Tick())
    text = f"{number}  {say('step_' + step)}"
    return Line(step, ticked(tick, text, say), group="steps")


def ticked(tick: Tick, text: str, say: Say) -> tuple[Cell, ...]:
    """A box, and beside it a text with a note of its own."""
    return (
        Cell(
            "done",
            NOTED if tick.note else " ",
            tick=tick.done,
            read=tick.note,
            hint=say("hint_done"),
        ),
        Cell("note", text, value=tick.note, label=say("note"), hint=say("hint_note")),
    )
