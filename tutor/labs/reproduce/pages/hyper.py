"""The table of hyperparameters: the paper's beside mine."""

from collections import Counter

from tutor.labs.reproduce.grid import Cell, Line
from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.pages.page import Say, TablePage, Told
from tutor.labs.reproduce.report import comparison
from tutor.labs.reproduce.rows import Row

NAMES = ("hyper", "paper_value", "mine_value", "where")
SIGN_STYLES = {"=": "good", "≠": "bad", "?": "warn", "": "muted"}


class HyperPage(TablePage):
    """Hyperparameters."""

    name = "hyper"
    table = "hyper"
    first = "hyper"

    def heads(self, say: Say) -> Line:
        texts = (
            say("column_hyper"),
            say("column_paper"),
            "",
            say("column_mine"),
            say("column_where"),
        )
        return Line("", tuple(Cell("", text, style="head") for text in texts), group="table")

    def line(self, model: Model, number: int, row: Row, say: Say) -> tuple[Cell, ...]:
        sign = comparison(row)
        cells = [
            Cell(name, text, value=text, label=say("column_" + name), hint=say("hint_" + name))
            for name, text in zip(NAMES, row, strict=True)
        ]
        return (*cells[:2], Cell("", sign or " ", style=SIGN_STYLES[sign]), *cells[2:])

    def changed(self, row: Row, cell: Cell, text: str) -> Row:
        at = NAMES.index(cell.name)
        return (*row[:at], text, *row[at + 1 :])

    def blank(self) -> Row:
        return ("",) * len(NAMES)

    def below(self, model: Model, line: Line, cell: Cell, say: Say) -> list[Told]:
        rows = model.book.hyper
        if not rows:
            return [(say("empty_hyper"), "")]
        signs = Counter(comparison(row) for row in rows)
        told = [
            (say(key, count=signs[sign]), style)
            for sign, key, style in (("≠", "differ", "bad"), ("?", "missing", "warn"))
            if signs[sign]
        ]
        return told or [(say("all_same", count=signs["="]), "good")]
