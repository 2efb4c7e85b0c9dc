"""Styled text in runs, and its wrapping to a width.

A run is (text, style); a line is a list of runs. Plain tuples wrap fast, and become one
Textual `Content` at the end.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from textual.content import Content, Span

from tutor.checking.display import cells, clusters

Run: TypeAlias = tuple[str, str]
Line: TypeAlias = list[Run]

GLUE = "\u00a0"
"""A blank at which no line ends; shown as a blank."""

_PARTS = re.compile(r" +|\n|[^ \n]+")


def width(runs: Iterable[Run]) -> int:
    """Cells that `runs` take on one line."""
    return sum(cells(text) for text, _ in runs)


def wrap(runs: Sequence[Run], limit: int) -> list[Line]:
    """`runs` in lines of at most `limit` cells.

    Lines end at blanks; a word wider than a line is cut between letters as they are seen,
    so that no vowel sign is parted from its consonant.
    """
    limit = max(limit, 1)
    lines: list[Line] = [[]]
    used = 0
    gap: Line = []
    for word in _words(runs):
        text, style = word[0]
        if text == "\n":
            lines.append([])
            used, gap = 0, []
            continue
        if text[0] == " ":
            gap = [(" ", style)] if lines[-1] else []
            continue
        size = width(word)
        if lines[-1] and used + len(gap) + size > limit:
            lines.append([])
            used, gap = 0, []
        if size > limit:
            used = _cut(word, limit, lines)
        else:
            lines[-1] += [*gap, *word]
            used += len(gap) + size
        gap = []
    return lines


def _words(runs: Sequence[Run]) -> list[Line]:
    """Words, blanks and line ends; a word may change its style inside."""
    words: list[Line] = []
    inside = False
    for text, style in runs:
        for part in _PARTS.findall(text):
            solid = part[0] not in " \n"
            if solid and inside:
                words[-1].append((part, style))
            else:
                words.append([(part, style)])
            inside = solid
    return words


def _cut(word: Line, limit: int, lines: list[Line]) -> int:
    """A word wider than a line, over several of them; the width used of the last one."""
    used = width(lines[-1])
    for text, style in word:
        for cluster in clusters(text):
            size = cells(cluster)
            if used and used + size > limit:
                lines.append([])
                used = 0
            last = lines[-1]
            if last and last[-1][1] == style:
                last[-1] = (last[-1][0] + cluster, style)
            else:
                last.append((cluster, style))
            used += size
    return used


def content(lines: Sequence[Line]) -> Content:
    """The lines as one `Content`."""
    parts: list[str] = []
    spans: list[Span] = []
    at = 0
    for index, line in enumerate(lines):
        if index:
            parts.append("\n")
            at += 1
        for text, style in line:
            parts.append(text)
            if style and text:
                spans.append(Span(at, at + len(text), style))
            at += len(text)
    return Content("".join(parts).replace(GLUE, " "), spans=spans)


def pad(line: Line, to: int, align: str = "l") -> Line:
    """`line` filled with blanks to `to` cells; align: l, c or r."""
    spare = max(to - width(line), 0)
    left = {"l": 0, "c": spare // 2, "r": spare}[align]
    return [*([(" " * left, "")] if left else []), *line, (" " * (spare - left), "")]
