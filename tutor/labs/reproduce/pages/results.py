"""Own results beside the paper's, with gap, verdict and the spread of seeds."""

from tutor.bilingual import choose
from tutor.labs import LabError
from tutor.labs.reproduce.grid import Cell, Line
from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.pages.page import NEW, Say, TablePage, Told
from tutor.labs.reproduce.report import SIGNS, Judged, judged, spread
from tutor.labs.reproduce.results import HIGHER, LOWER
from tutor.labs.reproduce.rows import Row

GAP_NOTE = "gap"
ARROWS = {HIGHER: "↑", LOWER: "↓"}
STYLES = {"success": "good", "look": "warn", "bug": "bad", "too-good": "bad", "": "muted"}


class ResultsPage(TablePage):
    """Results."""

    name = "results"
    table = "results"
    first = "metric"

    def lines(self, model: Model, say: Say) -> list[Line]:
        lines = super().lines(model, say)
        if not model.book.results:
            return lines
        note = model.book.gap
        return [
            *lines,
            Line(
                GAP_NOTE,
                (
                    Cell(
                        GAP_NOTE,
                        "✎ " + (note or say("new_gap")),
                        value=note,
                        style="" if note else "muted",
                        label=say("gap"),
                        hint=say("hint_gap"),
                    ),
                ),
                group=GAP_NOTE,
            ),
        ]

    def heads(self, say: Say) -> Line:
        names = ("metric", "better", "paper", "mine", "gap", "verdict")
        return Line(
            "",
            tuple(
                Cell(
                    "",
                    "" if name == "better" else say("column_" + name),
                    style="head",
                    right=name == "gap",
                )
                for name in names
            ),
            group="table",
        )

    def line(self, model: Model, number: int, row: Row, say: Say) -> tuple[Cell, ...]:
        field, why, result = "", "", None
        try:
            result = model.book.result(row)
        except LabError as error:
            field, why = error.field, say("wrong", why=choose(error.why, say("language")))
        each = Judged(row, result)
        style = STYLES[each.verdict]
        word = say("verdict_" + each.verdict) if each.verdict else ""
        metric, better, paper, mine = row
        return (
            Cell(
                "metric",
                metric or "–",
                value=metric,
                label=say("column_metric"),
                hint=say("hint_metric"),
            ),
            Cell(
                "better",
                ARROWS[better],
                value=better,
                options=(HIGHER, LOWER),
                label=say("column_better"),
                hint=say("hint_better"),
            ),
            Cell(
                "reported",
                paper or "–",
                value=paper,
                label=say("column_paper_value"),
                hint=say("hint_reported"),
                why=why if field == "reported" else "",
            ),
            Cell(
                "mine",
                mine or "–",
                value=mine,
                label=say("column_mine_value"),
                hint=say("hint_mine"),
                why=why if field == "mine" else "",
            ),
            Cell("", each.gap, style=style, right=True),
            Cell("", f"{SIGNS[each.verdict]} {word}" if each.verdict else " ", style=style),
        )

    def changed(self, row: Row, cell: Cell, text: str) -> Row:
        at = ("metric", "better", "reported", "mine").index(cell.name)
        return (*row[:at], text, *row[at + 1 :])

    def blank(self) -> Row:
        return ("", HIGHER, "", "")

    def write(self, model: Model, line: Line, cell: Cell, text: str) -> Model:
        if line.key == GAP_NOTE:
            return model.with_book(model.book.with_(GAP_NOTE, text))
        return super().write(model, line, cell, text)

    def below(self, model: Model, line: Line, cell: Cell, say: Say) -> list[Told]:
        if not model.book.results:
            return [(say("empty_results"), "")]
        if line.key in (NEW, GAP_NOTE):
            return [(say("rule"), "muted")]
        return _of_row(judged(model.book)[int(line.key)], say)


def _of_row(each: Judged, say: Say) -> list[Told]:
    if each.why:
        return [(say("wrong", why=choose(each.why, say("language"))), "bad")]
    if each.result is None:
        return [(say("result_waits"), "muted")]
    told: list[Told] = []
    if each.verdict:
        told.append(
            (f"{SIGNS[each.verdict]} {say('advice_' + each.verdict)}", STYLES[each.verdict])
        )
    else:
        told.append((say("no_gap"), "muted"))
    if each.result.other_unit:
        told.append((say("other_unit"), "warn"))
    if each.result.deviation is not None:
        told.append((spread(each.result, say), ""))
    else:
        told.append((say("one_seed"), "muted"))
    return told
