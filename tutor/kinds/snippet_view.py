"""A snippet of code on the screen: its lines with numbers, and what is given."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from tutor.bilingual import Strings, choose
from tutor.kinds.snippet import SnippetExercise, sizes
from tutor.widgets.highlighting import highlighted
from tutor.widgets.runs import Line, content
from tutor.widgets.wide import Wide

STRINGS = Strings(__file__, "answer_view.toml")


def code_lines(exercise: SnippetExercise) -> list[Line]:
    """The highlighted lines of a snippet, each after its number."""
    lines = highlighted(exercise.code.rstrip("\n"), "python")
    width = len(str(len(lines)))
    return [[(f"{number:>{width}}  ", "$muted"), *line] for number, line in enumerate(lines, 1)]


class Listing(Wide):
    """The snippet; a line that is too long scrolls sideways."""

    DEFAULT_CSS = """
    Listing { background: $surface; padding: 0 1; margin: 0 0 1 0; }
    """

    def __init__(self, exercise: SnippetExercise) -> None:
        super().__init__()
        self._code = code_lines(exercise)

    def lines(self, limit: int) -> Sequence[Line]:
        return self._code


def given(exercise: SnippetExercise, language: str) -> Static | None:
    """The arrays and sizes that the snippet begins with; None when there are none to tell."""
    parts = [f"{name} {shape}" for name, shape in exercise.given.items()]
    parts += [f"{name} = {number}" for name, number in sizes(exercise).items() if number]
    if not parts and not exercise.facts:
        return None
    pieces: list[Content | str | tuple[str, str]] = []
    if parts:
        label = choose(STRINGS["snippet_given"], language)
        pieces += [(label + "  ", "$muted"), " · ".join(parts)]
    if exercise.facts:
        label = choose(STRINGS["snippet_facts"], language)
        pieces += ["\n" if parts else "", (label + "  ", "$muted"), " · ".join(exercise.facts)]
    return Static(Content.assemble(*pieces), classes="snippet-given")


def row_content(line: Line) -> Content:
    """One line of a snippet."""
    return content([line])
