"""All reproductions: to open, rename, begin and delete."""

from dataclasses import replace

from tutor.labs.reproduce import sample
from tutor.labs.reproduce.grid import Cell, Line
from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.pages.page import NEW, Page, Say, Told
from tutor.labs.reproduce.report import SIGNS, judged
from tutor.labs.reproduce.workbook import STEPS, Workbook

SAMPLE = "sample"


class ShelfPage(Page):
    """The list of reproductions."""

    name = "shelf"

    def lines(self, model: Model, say: Say) -> list[Line]:
        books = [
            Line(str(at), self._book(model, at, book, say), group="books", removable=True)
            for at, book in enumerate(model.books)
        ]
        acts = [
            Line(
                key,
                (
                    Cell(
                        key,
                        say("shelf_" + key),
                        action=True,
                        style="action",
                        label=say("shelf_" + key),
                    ),
                ),
                group="acts",
            )
            for key in (NEW, SAMPLE)
        ]
        return [*books, Line("", (), group="blank"), *acts]

    def _book(self, model: Model, at: int, book: Workbook, say: Say) -> tuple[Cell, ...]:
        verdicts = "".join(SIGNS.get(each.verdict, "") for each in judged(book)[:6])
        return (
            Cell(
                "open",
                "(•)" if at == model.open else "( )",
                action=True,
                label=book.paper or say("untitled"),
                hint=say("hint_open"),
            ),
            Cell("", f"{book.done}/{len(STEPS)}", style="muted"),
            Cell("", verdicts or "–", style="muted"),
            Cell(
                "rename",
                book.paper or say("untitled"),
                value=book.paper,
                label=say("label_paper"),
                hint=say("hint_rename"),
                style="" if book.paper else "muted",
            ),
        )

    def below(self, model: Model, line: Line, cell: Cell, say: Say) -> list[Told]:
        return [(say("shelf_kept", count=len(model.books)), "muted")]

    def write(self, model: Model, line: Line, cell: Cell, text: str) -> Model:
        at = int(line.key)
        books = list(model.books)
        books[at] = books[at].with_("paper", text)
        return model.with_books(tuple(books))

    def remove(self, model: Model, line: Line) -> Model:
        return model.without(int(line.key))

    def act(self, model: Model, line: Line, language: str) -> Model:
        """Open a reproduction, an empty one or a copy of the example. Raises LabError."""
        if line.key == NEW:
            return replace(model.added(Workbook()), page="paper")
        if line.key == SAMPLE:
            book = Workbook.begin(sample.state(f"attention-{language}"))
            return replace(model.added(book), page="paper")
        return replace(model, open=int(line.key), page="paper")
