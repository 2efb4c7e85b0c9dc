"""The workbook: several reproductions, of which one is open at a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from tutor.bilingual import Strings
from tutor.labs import LabError, Table
from tutor.labs.reproduce import report, sample
from tutor.labs.reproduce.rows import shortened
from tutor.labs.reproduce.workbook import NAMES, Workbook

PAGES = ("paper", "hyper", "count", "batch", "rate", "results", "export", "causes", "shelf")
"""shelf: the list of all reproductions."""

MOST = 50
"""Reproductions in one workbook."""

_STRINGS = Strings(__file__)
_NUMBERED = re.compile(r"([1-9][0-9]?)\.(\w+)", re.ASCII)


@dataclass(frozen=True)
class Model:
    """Several reproductions.

    Names of the state (tables are texts as `tutor.labs.reproduce.rows` tells: a row a line,
    cells between `|`; numbers may be formulas, 65M, 25,000 or 10%):

        open         which reproduction is open: 1, 2, …
        page         paper, hyper, count, batch, rate, results, export or shelf
        books        how many reproductions there are
        sample       attention: begin with the worked example (of `start` only)
        paper, link, claim          title, address, what is to be reproduced
        steps        read|environment|data|skeleton|loop|log|compare | x | note
        hyper        name | paper's value | mine | where in the paper
        layers       label | kind | times | sizes in the order of the form, which are
                     linear: in out bias · conv: k in out groups bias · embedding: vocab dim tied ·
                     attention: d heads kv bias · block: d ff heads kv bias cross ·
                     layernorm, batchnorm: dim bias · rmsnorm: dim · weights: n
        parameters   how many the paper reports
        device, accumulate, devices  micro-batch, accumulated micro-batches, devices
        examples, epochs, length     training set, epochs, tokens an example
        paper_batch, paper_rate      the paper's batch size and learning rate
        schedule     cosine, linear, constant or inverse-sqrt
        peak, floor, warmup, total   learning rates and optimizer steps
        at           the step whose learning rate is asked
        results      metric | higher or lower (is better) | paper's | mine, a number a seed
        causes       symptom-cause | x | note
        gap          what explains the gap that remains

    These are of the first reproduction; those of the second are `2.paper` and so on.
    """

    books: tuple[Workbook, ...] = (Workbook(),)
    open: int = 0
    page: str = PAGES[0]

    @classmethod
    def begin(cls, start: Mapping[str, str]) -> Self:
        """The workbook in the state that `start` tells. Raises LabError."""
        texts: dict[int, dict[str, str]] = {}
        whole: dict[str, str] = {}
        for name, text in start.items():
            found = _NUMBERED.fullmatch(name)
            if found and found[2] in NAMES and int(found[1]) <= MOST:
                texts.setdefault(int(found[1]), {})[found[2]] = text
            elif name in NAMES:
                texts.setdefault(1, {})[name] = text
            elif name in ("open", "page", "books", "sample"):
                whole[name] = text.strip()
            else:
                known = ", ".join(("open", "page", "books", "sample", *NAMES))
                raise LabError(name, _STRINGS("unknown", name=shortened(name), known=known))
        if whole.get("sample"):
            texts[1] = {**sample.state(whole["sample"]), **texts.get(1, {})}
        count = max(_place("books", whole, MOST), *texts, 1)
        books = tuple(
            Workbook.begin(texts.get(number, {}), f"{number}." if number > 1 else "")
            for number in range(1, count + 1)
        )
        page = whole.get("page", PAGES[0])
        if page not in PAGES:
            known = ", ".join(PAGES)
            raise LabError("page", _STRINGS("page_unknown", text=shortened(page), known=known))
        return cls(books, _place("open", whole, count) - 1, page)

    def state(self) -> dict[str, str]:
        """All there is to keep."""
        state = {"open": str(self.open + 1), "page": self.page, "books": str(len(self.books))}
        for number, book in enumerate(self.books, 1):
            prefix = f"{number}." if number > 1 else ""
            state |= {prefix + name: text for name, text in book.state().items()}
        return state

    def tables(self) -> tuple[Table, ...]:
        """The tables of the open reproduction."""
        return report.tables(self.book)

    def markdown(self, language: str) -> str:
        """The open reproduction as a document fit for a README."""
        return report.markdown(self.book, language)

    @property
    def book(self) -> Workbook:
        """The reproduction that is open."""
        return self.books[self.open]

    def with_book(self, book: Workbook) -> Self:
        """With the open reproduction changed."""
        return self.with_books((*self.books[: self.open], book, *self.books[self.open + 1 :]))

    def with_books(self, books: tuple[Workbook, ...], open_: int | None = None) -> Self:
        """With other reproductions. There is always one, if an empty one."""
        books = books or (Workbook(),)
        at = self.open if open_ is None else open_
        return replace(self, books=books, open=max(0, min(at, len(books) - 1)))

    def added(self, book: Workbook) -> Self:
        """With another reproduction, opened; it takes the place of a lone empty one.

        Raises LabError when there are too many.
        """
        if len(self.books) >= MOST:
            raise LabError("books", _STRINGS("too_many_books", most=MOST))
        kept = () if len(self.books) == 1 and self.books[0].is_empty else self.books
        return self.with_books((*kept, book), len(kept))

    def without(self, at: int) -> Self:
        """Without one of the reproductions."""
        left = self.open - (at < self.open)
        return self.with_books(self.books[:at] + self.books[at + 1 :], left)


def _place(name: str, texts: Mapping[str, str], most: int) -> int:
    text = texts.get(name, "1")
    if text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= most:
        return int(text)
    raise LabError(name, _STRINGS("whole_range", text=shortened(text), least=1, most=most))
