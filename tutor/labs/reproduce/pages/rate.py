"""The learning-rate schedule, and its value at any step."""

from tutor.labs.numbers import number
from tutor.labs.reproduce.grid import Cell, Line
from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.pages.page import FormPage, Say, Told
from tutor.labs.reproduce.quantities import grouped
from tutor.labs.reproduce.report import rate_lines
from tutor.labs.reproduce.training import SHAPES
from tutor.labs.reproduce.workbook import SCHEDULE


class RatePage(FormPage):
    """Warm-up and decay."""

    name = "rate"
    fields = (*SCHEDULE, "at")

    def cells(self, model: Model, name: str, say: Say) -> tuple[Cell, ...]:
        label, value = super().cells(model, name, say)
        if name != "schedule":
            return label, value
        return label, Cell(
            name,
            model.book.schedule,
            value=model.book.schedule,
            options=SHAPES,
            label=value.label,
            hint=say("shape_" + model.book.schedule),
        )

    def empty(self, model: Model, name: str, say: Say) -> str:
        batch = model.book.batch
        if name == "total" and batch and batch.steps:
            return f"{grouped(batch.steps)} ←F5"
        return "–"

    def below(self, model: Model, line: Line, cell: Cell, say: Say) -> list[Told]:
        lines = rate_lines(model.book)
        if not lines:
            return [(say("empty_rate"), "")]
        points = "   ".join(f"η({grouped(step)}) = {number(rate)}" for _, step, rate in lines)
        told: list[Told] = [(points, "bold")]
        rates = model.book.rates
        assert rates is not None
        if rates.warmup >= rates.total:
            told.append((say("warmup_too_long"), "warn"))
        if rates.floor > rates.peak:
            told.append((say("floor_above_peak"), "warn"))
        return told
