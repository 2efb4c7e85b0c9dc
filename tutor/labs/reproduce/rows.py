r"""Tables as one text: a row a line, its cells divided by `|`, as a lesson writes them by hand.

Inside a cell ⏎ is a line break. A backslash before `|`, `\`, ⏎ or a blank at an end of the cell
takes its meaning away; before anything else it stands for itself, as in `\beta`.
"""

import re
from collections.abc import Iterable, Sequence

from tutor.bilingual import Strings
from tutor.labs import LabError

Row = tuple[str, ...]
Rows = tuple[Row, ...]

MOST_ROWS = 400
MOST_CHARACTERS = 20_000
"""Of one cell."""

_BREAKS = {"⏎": "\n", "␍": "\r"}
_SIGNS = {character: sign for sign, character in _BREAKS.items()}
_SPECIAL = frozenset("\\|⏎␍ \t")
_BLANKS = " \t"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_STRINGS = Strings(__file__)


def written(rows: Iterable[Sequence[str]]) -> str:
    """The text of a table; every row has at least two cells."""
    return "\n".join(" | ".join(map(_escaped, row)) for row in rows)


def read_rows(text: str, width: int, field: str) -> Rows:
    """The rows of a text, each filled up with empty cells to `width`. Raises LabError."""
    rows = []
    for line in text.split("\n"):
        if not line.strip(" \r\t"):
            continue
        cells = _cells(line)
        if len(cells) > width:
            raise LabError(
                field, _STRINGS("row_too_wide", row=shortened(line), found=len(cells), most=width)
            )
        if max(map(len, cells)) > MOST_CHARACTERS:
            raise LabError(field, _STRINGS("text_too_long", most=MOST_CHARACTERS))
        rows.append((*cells, *[""] * (width - len(cells))))
    if len(rows) > MOST_ROWS:
        raise LabError(field, _STRINGS("too_many_rows", most=MOST_ROWS))
    return tuple(rows)


def shortened(text: str, most: int = 40) -> str:
    """A text as a message quotes it."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def clean(text: str) -> str:
    """The text with what no file or terminal can hold, such as half characters, as �."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROL.sub("\ufffd", whole)


def _escaped(cell: str) -> str:
    start = len(cell) - len(cell.lstrip(_BLANKS))
    end = len(cell.rstrip(_BLANKS))
    text = ""
    for at, character in enumerate(cell):
        if character in _BLANKS:
            text += character if start <= at < end else "\\" + character
        elif character in _SPECIAL:
            text += "\\" + character
        else:
            text += _SIGNS.get(character, character)
    return text


def _cells(line: str) -> list[str]:
    cells: list[str] = []
    cell, kept, at = "", 0, 0
    while at < len(line):
        character, after = line[at], line[at + 1 : at + 2]
        at += 1
        if character == "\\" and after and after in _SPECIAL:
            cell += after
            kept, at = len(cell), at + 1
        elif character == "|":
            cells.append(_ended(cell, kept))
            cell, kept = "", 0
        elif character in _BREAKS:
            cell += _BREAKS[character]
            kept = len(cell)
        elif cell or character not in _BLANKS:
            cell += character
    return [*cells, _ended(cell, kept)]


def _ended(cell: str, kept: int) -> str:
    """Without the blanks at its end, except those that were written with a backslash."""
    return cell[:kept] + cell[kept:].rstrip(_BLANKS + "\r")
