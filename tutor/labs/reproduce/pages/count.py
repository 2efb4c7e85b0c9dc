"""The parameter counter: layers by form, and the total beside the paper's."""

from tutor.bilingual import choose
from tutor.labs import LabError
from tutor.labs.reproduce import counting
from tutor.labs.reproduce.grid import Cell, Line
from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.pages.page import NEW, Say, TablePage, Told
from tutor.labs.reproduce.quantities import grouped
from tutor.labs.reproduce.report import total_told
from tutor.labs.reproduce.rows import Row

REPORTED = "parameters"


class CountPage(TablePage):
    """Parameters by layer."""

    name = "count"
    table = "layers"
    first = "layer"

    def lines(self, model: Model, say: Say) -> list[Line]:
        value = model.book.parameters
        reported = Cell(
            REPORTED,
            value or "–",
            value=value,
            label=say("label_parameters"),
            hint=say("hint_parameters"),
            style="" if value else "muted",
        )
        label = Cell("label", say("label_parameters"), style="muted")
        return [*super().lines(model, say), Line(REPORTED, (label, reported), group=REPORTED)]

    def heads(self, say: Say) -> Line:
        columns = ("layer", "kind", "sizes", "times", "parameters")
        return Line(
            "",
            tuple(
                Cell(
                    "",
                    say("column_" + name),
                    style="head",
                    flow=name == "sizes",
                    right=name in ("times", "parameters"),
                )
                for name in columns
            ),
            group="table",
        )

    def line(self, model: Model, number: int, row: Row, say: Say) -> tuple[Cell, ...]:
        kind = counting.KINDS[row[1]]
        field, why, count = "", "", None
        try:
            count = counting.count(row)
        except LabError as error:
            field, why = error.field, say("wrong", why=told(error, say))
        sizes = [
            _size_cell(size, text, kind.name, why if field == size.name else "", say)
            for size, text in zip(kind.sizes, row[3:], strict=True)
        ]
        return (
            Cell(
                "layer",
                row[0] or "–",
                value=row[0],
                label=say("column_layer"),
                hint=say("hint_layer"),
            ),
            Cell(
                "kind",
                kind.name,
                value=kind.name,
                options=tuple(counting.KINDS),
                label=say("column_kind"),
                hint=say("kind_" + kind.name),
            ),
            *sizes,
            Cell(
                "times",
                row[2] or "1",
                value=row[2],
                right=True,
                label="N",
                hint=say("hint_times"),
                why=why if field == "times" else "",
            ),
            Cell(
                "",
                grouped(count.parameters) if count else "✗ ?",
                right=True,
                style="" if count else "bad",
            ),
        )

    def changed(self, row: Row, cell: Cell, text: str) -> Row:
        if cell.name == "layer":
            return (text, *row[1:])
        if cell.name == "times":
            return (*row[:2], text, *row[3:])
        before = counting.KINDS[row[1]].sizes
        if cell.name == "kind":
            kept = {size.name: each for size, each in zip(before, row[3:], strict=True)}
            after = counting.KINDS[text].sizes
            return (row[0], text, row[2], *(kept.get(size.name, "") for size in after))
        at = 3 + [size.name for size in before].index(cell.name)
        return (*row[:at], text, *row[at + 1 :])

    def blank(self) -> Row:
        return counting.fitted(("", next(iter(counting.KINDS)), ""))

    def write(self, model: Model, line: Line, cell: Cell, text: str) -> Model:
        if line.key == REPORTED:
            return model.with_book(model.book.with_(REPORTED, text))
        return super().write(model, line, cell, text)

    def below(self, model: Model, line: Line, cell: Cell, say: Say) -> list[Told]:
        book = model.book
        if not book.layers:
            return [(say("empty_layers"), "")]
        found: list[Told] = []
        if line.key not in (NEW, REPORTED):
            try:
                found.append((counting.shown(counting.count(book.layers[int(line.key)])), "muted"))
            except LabError as error:
                if not cell.why:
                    found.append((told(error, say), "warn"))
        total = counting.total(book.layers)
        style = ""
        if book.reported and not total.unread:
            style = "good" if counting.fit(total.parameters, book.reported) == "close" else "bad"
        found.append((total_told(book, say), style))
        if style == "bad" and book.reported:
            explained = counting.explained_by(book.layers, book.reported)
            if explained:
                key = "explained_twice" if explained[1] else "explained_missing"
                found.append((say(key, layer=explained[0]), "warn"))
        return found


def _size_cell(size: counting.Size, text: str, kind: str, why: str, say: Say) -> Cell:
    hint = say("size_" + size.name)
    shown = text.strip()
    if size.switch:
        try:
            on = counting.read_switch(shown or size.default, size.name) == counting.YES
        except LabError:
            on, shown = False, f"{size.name} {shown}"
            return Cell(
                size.name, shown, value=text, flow=True, label=size.name, hint=hint, why=why
            )
        value = counting.YES if on else counting.NO
        return Cell(
            size.name,
            size.name if on else f"no {size.name}",
            value=value,
            options=(counting.YES, counting.NO),
            flow=True,
            spare=value == size.default,
            style="" if on else "muted",
            label=size.name,
            hint=hint,
        )
    empty = "?" if size.needed else size.default or "–"
    if not shown:
        why = ""
    return Cell(
        size.name,
        f"{size.name} {shown or empty}",
        value=text,
        flow=True,
        spare=not shown and not size.needed,
        style="warn" if size.needed and not shown else "",
        label=size.name,
        hint=hint,
        why=why,
    )


def told(error: LabError, say: Say) -> str:
    """What is wrong, in the learner's language."""
    return choose(error.why, say("language"))
