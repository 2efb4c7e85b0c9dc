"""The README holds everything, however odd."""

import csv
import io
import re

from hypothesis import given, settings

from tests.labs.reproduce.strategies import models, texts, unhurried
from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.report import comparison, escaped, markdown
from tutor.labs.reproduce.workbook import BATCH, SCHEDULE, Workbook
from tutor.screens.lab_export import as_csv


def shown(text):
    """What Markdown shows of an escaped text."""
    text = text.replace("<br>", "\n")
    return re.sub(r"\\([\\`*\[\]<>|~_&#])", r"\1", text)


def typed(text):
    return text.strip().replace("\r\n", "\n").replace("\r", "\n")


@unhurried
@given(texts)
def test_markdown_shows_a_text_as_it_was_typed(text):
    out = escaped(text)
    assert shown(out) == typed(text)
    assert "\n" not in out
    assert not re.search(r"(?<!\\)(?:\\\\)*\|", out)


def cells(line):
    inner = re.split(r"(?<!\\)(?:\\\\)*\|", line)
    return [shown(cell.strip()) for cell in inner[1:-1]]


@settings(unhurried, max_examples=80)
@given(models)
def test_the_readme_contains_everything_that_was_written(model):
    book = model.book
    for language in ("en", "bn"):
        text = markdown(book, language)
        for each in (book.paper, book.claim, book.gap):
            assert escaped(each) in text
        for tick in (*book.steps.values(), *book.causes.values()):
            assert escaped(tick.note) in text
        for row in (*book.hyper, *book.results):
            for cell in row if row in book.hyper else (row[0], row[2], row[3]):
                assert escaped(cell) in text
        for name in (*BATCH, *SCHEDULE[1:]):
            value = getattr(book, name)
            if value != getattr(Workbook(), name):
                assert f": {escaped(value)}\n" in text
        for row in book.layers:
            assert all(typed(cell) in shown(text) for cell in row)
        assert text.count("\n- [x] ") == sum(
            tick.done for tick in (*book.steps.values(), *book.causes.values())
        )


@settings(unhurried, max_examples=80)
@given(models)
def test_tables_of_the_readme_keep_their_columns(model):
    lines = markdown(model.book, "en").split("\n")
    blocks, block = [], []
    for line in [*lines, ""]:
        if line.startswith("| "):
            block.append(line)
        elif block:
            blocks.append(block)
            block = []
    for block in blocks:
        assert len({_columns(line) for line in block}) == 1


def _columns(line):
    return len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))


@settings(unhurried, max_examples=80)
@given(models)
def test_tables_hold_the_rows_as_they_were_typed(model):
    tables = {table.name: table for table in model.tables()}
    book = model.book
    found = [(row[0], row[1], row[3], row[4]) for row in tables["hyperparameters"].rows]
    assert found == list(book.hyper)
    assert [row[:4] for row in tables["results"].rows] == list(book.results)
    assert len(tables["layers"].rows) == len(book.layers)
    for table in tables.values():
        assert all(len(row) == len(table.columns) for row in table.rows)
        rows = list(csv.reader(io.StringIO(as_csv(table, "bn"), newline="")))
        assert rows[1:] == [list(row) for row in table.rows]


def test_the_readme_tells_steps_values_gaps_and_verdicts():
    text = Model.begin({"sample": "attention"}).markdown("en")
    for part in (
        "# Example: Attention Is All You Need (base)",
        "<https://arxiv.org/abs/1706.03762>",
        "- [x] A fresh environment with exact versions — Lock file",
        "- [ ] Log losses",
        "| Adam β₁, β₂ | (0.9, 0.98) | ≠ | 0.9, 0.999 | Section 5.3 |",
        "| encoder | block | 6 | d 512, ff 2048, heads 8 | 18,914,304 |",
        "63,082,496 beside 65,000,000: −2.95 %",
        "| BLEU, newstest2014 ↑ | 27.3 | 26.7 27.0 26.9 | −1.59 % | ✓ success |",
        "| perplexity, newstest2013 ↓ | 4.92 | 5.21 | +5.89 % | ✗ bug? |",
        "3 seeds: mean 26.867, s = 0.153",
        "| 4,000 (end of warm-up) | 0.0006988 |",
    ):
        assert part in text, part


def test_an_empty_workbook_has_a_readme_too():
    text = Model().markdown("en")
    assert text.startswith("# Untitled reproduction")
    assert text.count("- [ ]") == 7


def test_signs_mark_what_differs_and_what_is_missing():
    rows = [
        ("a", "3e-4", "0.0003", ""),
        ("a", "1", "2", ""),
        ("a", "1", " ", ""),
        ("a", "", "", "x"),
    ]
    assert [comparison(row) for row in rows] == ["=", "≠", "?", ""]
