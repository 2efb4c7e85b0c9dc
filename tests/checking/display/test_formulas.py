"""Formulas from papers look as they stand in formulas.txt.

Each entry: `## name`, the TeX, the layout at 78 columns after `|`, and the one-line form
after `·`. `python -m tests.checking.display.test_formulas` writes the file anew, to be read
before it is kept.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from tutor.checking.display import inline, tex

FILE = Path(__file__).with_name("formulas.txt")
WIDTH = 78


class Formula(NamedTuple):
    name: str
    source: str
    lines: list[str]
    line: str


def formulas() -> list[Formula]:
    found = []
    for entry in FILE.read_text(encoding="utf-8").split("## ")[1:]:
        name, source, *rest = entry.rstrip("\n").split("\n")
        lines = [row[2:] for row in rest if row.startswith("|")]
        line = "".join(row[2:] for row in rest if row.startswith("·"))
        found.append(Formula(name, source, lines, line))
    return found


def entry(name: str, source: str) -> str:
    lines = [f"| {line}".rstrip() for line in tex(source, width=WIDTH).lines]
    return "\n".join((f"## {name}", source, *lines, f"· {inline(source)}", ""))


@pytest.mark.parametrize("formula", formulas(), ids=lambda formula: formula.name)
def test_a_formula_from_a_paper_is_set_as_kept(formula: Formula) -> None:
    box = tex(formula.source, width=WIDTH)
    assert [line.rstrip() for line in box.lines] == formula.lines
    assert inline(formula.source) == formula.line


def test_there_are_formulas_of_every_field() -> None:
    assert len(formulas()) >= 150


if __name__ == "__main__":
    kept = formulas()
    FILE.write_text("\n".join(entry(f.name, f.source) for f in kept), encoding="utf-8")
