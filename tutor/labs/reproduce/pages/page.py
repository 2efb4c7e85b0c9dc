"""What a page of the workbook is: lines of cells, what follows from them, what is done to them."""

from collections.abc import Sequence
from functools import cache
from typing import ClassVar, Protocol

from tutor.bilingual import Strings, choose
from tutor.labs.reproduce.grid import Cell, Line
from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.rows import Row, Rows

NEW = "new"
"""The line in which another one is begun."""

Told = tuple[str, str]
"""A sentence and its style, as `Cell.style`."""


class Say(Protocol):
    """The sentences in the learner's language."""

    def __call__(self, key: str, /, **values: str | int | float) -> str:
        """The sentence `key` with `values` filled in."""


@cache
def sayer(strings: Strings, language: str) -> Say:
    """The sentences in a language; those that are always the same are looked up once."""
    fixed: dict[str, str] = {}

    def say(key: str, /, **values: str | int | float) -> str:
        if values:
            return choose(strings(key, **values), language)
        if key not in fixed:
            fixed[key] = choose(strings[key], language)
        return fixed[key]

    return say


class Page:
    """A page. name: as in the model's `page`."""

    name: ClassVar[str]

    def lines(self, model: Model, say: Say) -> list[Line]:
        """What is shown."""
        raise NotImplementedError

    def below(self, model: Model, line: Line, cell: Cell, say: Say) -> list[Told]:
        """What follows from it; line, cell: of the cursor."""
        raise NotImplementedError

    def write(self, model: Model, line: Line, cell: Cell, text: str) -> Model:
        """With another text in a cell. Raises LabError when it cannot stand there."""
        raise NotImplementedError

    def tick(self, model: Model, line: Line, cell: Cell) -> Model:
        """With a box ticked, or emptied again."""
        return model

    def remove(self, model: Model, line: Line) -> Model:
        """Without a line."""
        return model

    def written_to(self, before: Model, after: Model, line: Line) -> str:
        """The key that a line has after a text was written into it."""
        return line.key


class TablePage(Page):
    """A page around one table of the reproduction. table: its name there."""

    table: ClassVar[str]
    first: ClassVar[str]
    """The cell with which a row begins."""

    def heads(self, say: Say) -> Line:
        """The headings."""
        raise NotImplementedError

    def line(self, model: Model, number: int, row: Row, say: Say) -> tuple[Cell, ...]:
        """The cells of a row."""
        raise NotImplementedError

    def changed(self, row: Row, cell: Cell, text: str) -> Row:
        """A row with another text in a cell."""
        raise NotImplementedError

    def blank(self) -> Row:
        """A row in which nothing is written."""
        raise NotImplementedError

    def rows(self, model: Model) -> Rows:
        """The table."""
        found: Rows = getattr(model.book, self.table)
        return found

    def lines(self, model: Model, say: Say) -> list[Line]:
        rows = self.rows(model)
        lines = [self.heads(say)] if rows else []
        for number, row in enumerate(rows):
            cells = self.line(model, number, row, say)
            lines.append(Line(str(number), cells, group="table", removable=True))
        begin = Cell(
            self.first,
            "+ " + say("new_" + self.table),
            value="",
            style="action",
            label=say("column_" + self.first),
            hint=say("hint_" + self.first),
        )
        return [*lines, Line(NEW, (begin,), group=NEW)]

    def write(self, model: Model, line: Line, cell: Cell, text: str) -> Model:
        rows = list(self.rows(model))
        if line.key != NEW:
            rows[int(line.key)] = self.changed(rows[int(line.key)], cell, text)
        elif text.strip():
            rows.append(self.changed(self.blank(), cell, text))
        return self._with(model, rows)

    def remove(self, model: Model, line: Line) -> Model:
        rows = self.rows(model)
        at = int(line.key)
        return self._with(model, [*rows[:at], *rows[at + 1 :]])

    def _with(self, model: Model, rows: Sequence[Row]) -> Model:
        return model.with_book(model.book.with_rows(self.table, tuple(rows)))

    def written_to(self, before: Model, after: Model, line: Line) -> str:
        rows = len(self.rows(before))
        begun = line.key == NEW and len(self.rows(after)) > rows
        return str(rows) if begun else line.key


class FormPage(Page):
    """A page of named numbers. fields: their names in the reproduction."""

    fields: ClassVar[tuple[str, ...]]

    def lines(self, model: Model, say: Say) -> list[Line]:
        return [Line(name, self.cells(model, name, say), group="form") for name in self.fields]

    def cells(self, model: Model, name: str, say: Say) -> tuple[Cell, ...]:
        """The label and the value of a field."""
        value: str = getattr(model.book, name)
        label = say("label_" + name)
        empty = self.empty(model, name, say)
        return (
            Cell("label", label, style="muted"),
            Cell(
                name,
                value or empty,
                value=value,
                label=label,
                hint=say("hint_" + name),
                style="" if value else "muted",
            ),
        )

    def empty(self, model: Model, name: str, say: Say) -> str:
        """What stands in an empty field."""
        return "–"

    def write(self, model: Model, line: Line, cell: Cell, text: str) -> Model:
        return model.with_book(model.book.with_(cell.name, text))
