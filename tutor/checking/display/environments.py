"""Environments: matrices, cases, aligned equations, arrays."""

import re
from typing import TYPE_CHECKING

from tutor.checking.display.errors import tex_error
from tutor.checking.display.nodes import NOTHING, Atom, Grid, Row

if TYPE_CHECKING:
    from tutor.checking.display.parse import Parser

_GRIDS: dict[str, tuple[str, str, str]] = {
    "matrix": ("", "", "c"), "pmatrix": ("(", ")", "c"), "bmatrix": ("[", "]", "c"),
    "Bmatrix": ("{", "}", "c"), "vmatrix": ("|", "|", "c"), "Vmatrix": ("‖", "‖", "c"),
    "smallmatrix": ("", "", "c"), "cases": ("{", "", "l"), "dcases": ("{", "", "l"),
    "rcases": ("", "}", "l"), "drcases": ("", "}", "l"),
    "array": ("", "", "c"), "tabular": ("", "", "c"), "subarray": ("", "", "c"),
}  # fmt: skip
"""Environment → left and right delimiter, alignment of its columns."""

_PAIRED = frozenset(("align", "aligned", "alignat", "alignedat", "eqnarray", "flalign", "split"))
_SINGLE = frozenset(("gather", "gathered", "equation", "multline", "displaymath", "math"))
_COLUMN_EXTRAS = re.compile(r"[@!>p]\{[^{}]*\}")


def begin(parser: "Parser", name: str) -> list[Atom]:
    r"""What follows \begin, up to its \end."""
    start = parser.at - len("\\begin")
    environment = parser.name_in_braces("\\begin")
    bare = environment.removesuffix("*")
    columns = ""
    if bare in ("alignat", "alignedat"):
        parser.raw_group("\\begin{alignat}")
    if bare not in _GRIDS and bare not in _PAIRED and bare not in _SINGLE:
        raise tex_error(start, "unknown_environment", name=environment)
    parser.blanks()
    if parser.peek() == "[":
        columns = _column_letters(parser.source[parser.at : parser.at + 12])
        parser.optional()
    if bare in ("array", "tabular", "subarray"):
        columns = _column_letters(parser.raw_group(f"\\begin{{{bare}}}")[0])
    parser.enter(start)
    rows, rules = parser.rows(environment)
    parser.depth -= 1
    if parser.next_command() != "end":
        if parser.peek() == "}":
            raise tex_error(parser.at, "stray_close")
        if parser.at < len(parser.source):
            parser.stray()
        raise tex_error(start, "unmatched_begin", name=environment)
    at_end = parser.at
    parser.command()
    ended = parser.name_in_braces("\\end")
    if ended != environment:
        raise tex_error(at_end, "unmatched_end", name=ended)
    return [_environment(bare, rows, columns, rules)]


def _environment(
    name: str, rows: list[tuple[Row, ...]], columns: str, rules: tuple[int, ...]
) -> Atom:
    count = max(len(row) for row in rows)
    if name == "eqnarray":
        return Grid(tuple(rows), ("rcl" * count)[:count], gap=1, rules=rules)
    if name in _PAIRED:
        return paired(rows, rules)
    if name in _SINGLE:
        if len(rows) == 1 and count == 1:
            return rows[0][0]
        if count > 1:
            return paired(rows, rules)
        return Grid(tuple(rows), "l" if name == "multline" else "c", rules=rules)
    left, right, align = _GRIDS[name]
    letters = len(columns.replace("|", ""))
    columns += align * (count - letters) if letters != 1 or count == 1 else columns[0] * (count - 1)
    gap = 1 if name == "smallmatrix" else 3 if "cases" in name else 2
    return Grid(tuple(rows), columns, left, right, gap=gap, rules=rules)


def paired(rows: list[tuple[Row, ...]], rules: tuple[int, ...]) -> Grid:
    """Columns in right-and-left pairs; what follows an alignment point has its spaces."""
    count = max(len(row) for row in rows)
    set_rows = tuple(
        tuple(Row((NOTHING, *cell.items)) if at % 2 else cell for at, cell in enumerate(row))
        for row in rows
    )
    return Grid(set_rows, ("rl" * count)[:count], pairs=True, rules=rules)


def _column_letters(text: str) -> str:
    text = _COLUMN_EXTRAS.sub("", text)
    return "".join(character for character in text if character in "lcr|")[:60]
