"""The effective batch size and what follows from it."""

from tutor.labs.numbers import number
from tutor.labs.reproduce.grid import Cell, Line
from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.pages.page import FormPage, Say, Told
from tutor.labs.reproduce.quantities import grouped
from tutor.labs.reproduce.training import Batch
from tutor.labs.reproduce.workbook import BATCH


class BatchPage(FormPage):
    """Batch size, steps, scaled learning rates."""

    name = "batch"
    fields = BATCH

    def below(self, model: Model, line: Line, cell: Cell, say: Say) -> list[Told]:
        batch = model.book.batch
        if batch is None:
            return [(say("empty_batch"), "")]
        return [*_sizes(batch, say), *_beside_the_paper(batch, say)]


def _sizes(batch: Batch, say: Say) -> list[Told]:
    told = [
        (
            f"B = {grouped(batch.device)} · {grouped(batch.accumulate)} · {grouped(batch.devices)}"
            f" = {grouped(batch.effective)}",
            "bold",
        )
    ]
    if batch.examples is not None and batch.steps_an_epoch is not None:
        told.append(
            (
                f"⌈N/B⌉ = {grouped(batch.steps_an_epoch)} {say('steps_an_epoch')}"
                + (f",  S = {grouped(batch.steps)} {say('steps_in_all')}" if batch.steps else ""),
                "",
            )
        )
    if batch.tokens is not None:
        told.append((f"B · T = {grouped(batch.tokens)} {say('tokens_a_step')}", ""))
    return told


def _beside_the_paper(batch: Batch, say: Say) -> list[Told]:
    told: list[Told] = []
    if batch.needed is not None and batch.paper is not None:
        if batch.paper == batch.effective:
            told.append((say("batch_same"), "good"))
        elif batch.needed.denominator == 1:
            told.append((say("batch_accumulate", k=int(batch.needed)), "warn"))
        else:
            told.append((say("batch_other", ratio=number(batch.effective / batch.paper)), "warn"))
    linear, root = batch.scaled(1), batch.scaled(0.5)
    if linear is not None and root is not None and batch.paper != batch.effective:
        told.append((say("batch_rates", linear=number(linear), root=number(root)), ""))
    return told
