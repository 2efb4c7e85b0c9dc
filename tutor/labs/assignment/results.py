"""The results of a run: a sign and a label a part, and under it what there is to say."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tutor.bilingual import Text, choose
from tutor.checking.assignments.checks import Finding, Report
from tutor.checking.assignments.running import Frame
from tutor.widgets.runs import GLUE, Line, Run, content, wrap

SIGNS = {
    "right": ("✓", "$success"),
    "wrong": ("✗", "$error"),
    "unwritten": ("○", "$muted"),
    "unrun": ("–", "$warning"),
}
MOST_LINES = 40
MOST_WIDE = 200

Say = Callable[..., str]
Told = tuple[str, dict[str, str | int], str]
"""A sentence: its name among the lab's strings, what it is filled with, its class in the CSS."""


class Row(NamedTuple):
    """Text that wraps under itself. first: a sign before it; the other lines are as far in."""

    first: Run
    runs: Sequence[Run]


class Results(Widget):
    """What a run has to say, wrapped to the width there is."""

    DEFAULT_CSS = """
    Results { height: auto; width: 1fr; }
    """

    def __init__(self, rows: Sequence[Row] = (), *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.rows = rows

    def put(self, rows: Sequence[Row]) -> None:
        """Show others."""
        self.rows = rows
        self.refresh(layout=True)

    def _set(self, width: int) -> list[Line]:
        found: list[Line] = []
        for first, runs in self.rows:
            indent = len(first[0])
            lines = wrap(runs, max(8, width - indent)) if runs else [[]]
            for number, line in enumerate(lines):
                found.append([(" " * indent, "") if number else first, *line])
        return found

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._set(width))

    def render(self) -> Content:
        return content(self._set(self.content_size.width))


def rights(report: Report) -> int:
    """How many parts are right."""
    return sum(each.state == "right" for each in report.findings)


def summary(report: Report) -> Told:
    """A run in one sentence."""
    if report.broken:
        return "ran_broken", {}, "-wrong"
    values: dict[str, str | int] = {
        "right": rights(report),
        "of": len(report.findings),
        "seconds": f"{report.seconds:.2f}",
    }
    return ("ran_all", values, "-right") if report.right else ("ran", values, "")


def rows(report: Report, language: str, say: Say, path: str = "") -> Iterator[Row]:
    """Everything a run has to say. say: sentences of the lab. path: shown as its last part."""
    if report.broken:
        yield Row(("✗ ", "$error"), [(choose(report.broken, language), "")])
        yield from trace(report.frames or ((report.at,) if report.at else ()), report.column)
    for finding in report.findings:
        yield from _finding(finding, language)
    if report.autograd is not None:
        right, of = report.autograd
        sign, style = SIGNS["right" if right == of else "wrong"]
        yield Row((f"{sign} ", style), [(say("autograd", right=right, of=of), "")])
    if report.printed.strip():
        yield Row(("", ""), [])
        yield Row(("", ""), [(say("printed"), "$muted")])
        yield from _printed(report, say, path)


def _finding(finding: Finding, language: str) -> Iterator[Row]:
    sign, style = SIGNS[finding.state]
    label = choose(finding.label, language)
    note = choose(finding.note, language)
    if finding.state == "wrong":
        yield Row((f"{sign} ", style), [(label, "bold")])
        yield Row(("  ", ""), [(note, "")])
        yield from _said(finding.said, language)
        yield from trace(finding.frames)
    else:
        yield Row((f"{sign} ", style), [(label, ""), (f"{GLUE} {note}" if note else "", "$muted")])


def _said(said: Text, language: str) -> Iterator[Row]:
    if said:
        yield Row(("  → ", "$accent"), [(choose(said, language), "")])


def trace(frames: tuple[Frame, ...], column: int = -1) -> Iterator[Row]:
    """The learner's own lines, and a caret under the column, if there is one."""
    for frame in frames:
        yield Row((f"{frame.line:>6} │ ", "$muted"), _glued(frame.text))
        if column >= 0:
            before = len(frame.text[:column].expandtabs(4))
            yield Row(("       │ ", "$muted"), [(GLUE * before, ""), ("^", "bold $error")])


def _glued(text: str) -> list[Run]:
    """A line of code or output as it stands, blanks and all."""
    shown = "".join(c if c.isprintable() else "·" for c in text.expandtabs(4)[:MOST_WIDE])
    return [(shown.replace(" ", GLUE), "")]


def _printed(report: Report, say: Say, path: str) -> Iterator[Row]:
    text = report.printed.rstrip("\n")
    if path:
        text = text.replace(path, path.rpartition("/")[2])
    found = text.split("\n")
    for row in found[:MOST_LINES]:
        yield Row(("  │ ", "$muted"), _glued(row))
    if len(found) > MOST_LINES or report.cut:
        yield Row(("", ""), [(say("printed_more"), "$muted")])
