"""Blocks of a text → lines of a width."""

from collections.abc import Sequence

from tutor.bilingual import Strings, choose
from tutor.checking.display import TexError, inline, tex
from tutor.widgets.highlighting import highlighted
from tutor.widgets.markdown import (
    FAINT,
    UNSHOWN,
    Block,
    Callout,
    Code,
    Divider,
    Formula,
    Heading,
    Items,
    Paragraph,
    Table,
)
from tutor.widgets.runs import GLUE, Line, Run, pad, width, wrap

_STRINGS = Strings(__file__)

SIGNS = {
    "note": ("●", "$text-primary"),
    "tip": ("◆", "$text-success"),
    "warning": ("▲", "$text-warning"),
    "mistake": ("✗", "$text-error"),
}
"""Callout → its sign and colour; the sign and the title say it without the colour."""

INDENT = 4
"""Cells before a display formula."""

_BULLETS = "•◦▪"
_CODE = "on $panel"


def set_blocks(blocks: Sequence[Block], limit: int, language: str, depth: int = 0) -> list[Line]:
    """The lines of `blocks` within `limit` cells, a blank line between blocks."""
    lines: list[Line] = []
    for index, block in enumerate(blocks):
        if index:
            lines.append([])
        lines += set_block(block, limit, language, depth)
    return lines


def set_block(block: Block, limit: int, language: str, depth: int = 0) -> list[Line]:
    """The lines of one block."""
    limit = max(limit, 8)
    match block:
        case Heading(level, runs):
            return _heading(level, runs, limit)
        case Paragraph(runs):
            return wrap(runs, limit)
        case Formula(source):
            return _formula(source, limit)
        case Code(text, language_):
            return _code(text, language_, limit)
        case Items():
            return _items(block, limit, language, depth)
        case Callout():
            return _callout(block, limit, language)
        case Table():
            return _table(block, limit)
        case Divider():
            return [[("─" * limit, FAINT)]]


def _heading(level: int, runs: Sequence[Run], limit: int) -> list[Line]:
    weight = "bold $text-primary" if level <= 2 else "bold"
    lines = wrap([(text, f"{weight} {style}".strip()) for text, style in runs], limit)
    if level == 1:
        lines.append([("━" * max(width(line) for line in lines), "$text-primary")])
    return lines


def _formula(source: str, limit: int) -> list[Line]:
    """A formula among other blocks; one that stays too wide is set on wrapping lines."""
    try:
        box = tex(source, width=limit - INDENT)
    except TexError as error:
        return [*wrap([(source, UNSHOWN)], limit), *wrap([(error.message, UNSHOWN)], limit)]
    if box.width <= limit:
        indent = " " * min(INDENT, limit - box.width)
        return [[(indent + row, "")] for row in box.lines]
    return _prefixed(wrap([(inline(source), "")], limit - INDENT), " " * INDENT, "")


def _code(text: str, language: str, limit: int) -> list[Line]:
    """Program text on its own ground; a long line goes on after ↪."""
    lines: list[Line] = []
    for line in highlighted(text, language):
        glued = [(part.replace(" ", GLUE), style) for part, style in line]
        first, *rest = wrap(glued, limit - 6)
        lines.append([("  ", ""), *first])
        lines += [[("  ↪ ", FAINT), *more] for more in rest]
    return [
        [(part, f"{style} {_CODE}".strip()) for part, style in pad(line, limit)] for line in lines
    ]


def _items(block: Items, limit: int, language: str, depth: int) -> list[Line]:
    lines: list[Line] = []
    last = (block.first or 0) + len(block.items) - 1
    for index, item in enumerate(block.items):
        if block.first is None:
            mark = _BULLETS[min(depth, 2)] + " "
        else:
            mark = f"{block.first + index}.".rjust(len(str(last)) + 1) + " "
        if index and not block.tight:
            lines.append([])
        inner: list[Line] = []
        for place, part in enumerate(item):
            if place and not (block.tight and isinstance(part, Items)):
                inner.append([])
            inner += set_block(part, limit - len(mark), language, depth + 1)
        lines += _prefixed(inner or [[]], mark, "$text-primary", " " * len(mark))
    return lines


def _prefixed(lines: Sequence[Line], first: str, style: str, rest: str | None = None) -> list[Line]:
    later = first if rest is None else rest
    return [[(later if index else first, style), *line] for index, line in enumerate(lines)]


def _callout(block: Callout, limit: int, language: str) -> list[Line]:
    inner = set_blocks(block.body, limit - 2, language)
    if not block.kind:
        return _prefixed(inner or [[]], "▏ ", FAINT)
    sign, colour = SIGNS[block.kind]
    title = block.title or ((choose(_STRINGS[block.kind], language), ""),)
    heading: list[Run] = [(f"{sign} ", f"bold {colour}")]
    heading += [(text, f"bold {colour} {style}".strip()) for text, style in title]
    return _prefixed([*wrap(heading, limit - 2), *inner], "┃ ", colour)


def _table(block: Table, limit: int) -> list[Line]:
    count = len(block.aligns)
    widths = _column_widths(block, limit - 3 * (count - 1))
    lines: list[Line] = []
    for index, row in enumerate(block.rows):
        styled = [_bold(cell) for cell in row] if index == 0 else [list(cell) for cell in row]
        parts = [wrap(cell, size) for cell, size in zip(styled, widths, strict=False)]
        for level in range(max(len(part) for part in parts)):
            line: Line = []
            for at, part in enumerate(parts):
                line += [(" │ ", FAINT)] if at else []
                cell = part[level] if level < len(part) else []
                line += pad(cell, widths[at], block.aligns[at])
            lines.append(line)
        if index == 0:
            lines.append([("─┼─".join("─" * size for size in widths), FAINT)])
    return lines


def _bold(runs: Sequence[Run]) -> list[Run]:
    return [(text, f"bold {style}".strip()) for text, style in runs]


def _column_widths(block: Table, limit: int) -> list[int]:
    """Natural widths where they fit; else the widest columns give way first."""
    widths = [
        max([1, *(width(row[at]) for row in block.rows if at < len(row))])
        for at in range(len(block.aligns))
    ]
    while sum(widths) > limit and max(widths) > 4:
        widest = max(widths)
        second = max([size for size in widths if size < widest], default=4)
        ties = widths.count(widest)
        excess = sum(widths) - limit
        lower = max(second, widest - -(-excess // ties), 4)
        widths = [lower if size == widest else size for size in widths]
    return widths
