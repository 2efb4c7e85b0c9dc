"""Lesson text on the page: Markdown with mathematics."""

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.geometry import Size
from textual.selection import Selection
from textual.widget import Widget

from tutor.checking.display import TexError, tex
from tutor.widgets.markdown import Block, Formula, blocks, inline_runs
from tutor.widgets.math import Math
from tutor.widgets.runs import content
from tutor.widgets.setting import INDENT, set_blocks

_ALWAYS_FITS = 68
"""Cells of a formula that is set among the text; a wider one gets a place that scrolls."""


def inline(text: str) -> Content:
    """One line of Markdown with `$…$`, such as an option of a choice."""
    return content([list(inline_runs(text.strip()))])


def sentence(text: str) -> Content:
    """One line that is Markdown only where it holds a formula or code.

    In what a checker says, a star is multiplication.
    """
    return inline(text) if "$" in text or "`" in text else Content(text)


class Prose(VerticalGroup):
    """A text in Markdown with `$…$` and `$$…$$`, wrapped to the width it is given.

    language: of the titles of callouts; None follows the app. Nothing in a text is markup.
    """

    DEFAULT_CSS = """
    Prose { width: 1fr; max-width: 100; height: auto; }
    Prose > Math { margin: 1 0; }
    """

    def __init__(
        self,
        text: str = "",
        *,
        language: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text
        self._language = language

    @property
    def text(self) -> str:
        """The Markdown."""
        return self._text

    def show(self, text: str) -> None:
        """Show another text, or the same one in the app's new language."""
        self._text = text
        self.refresh(recompose=True)

    def compose(self) -> ComposeResult:
        """Text in as few pieces as its wide formulas allow."""
        language = self._language or str(getattr(self.app, "language", "en"))
        for part in _parts(blocks(self._text)):
            if isinstance(part, Formula):
                yield Math(part.source, indent=INDENT)
            else:
                yield Passage(part, language)


def _parts(found: Sequence[Block]) -> Iterator[tuple[Block, ...] | Formula]:
    run: list[Block] = []
    for block in found:
        if isinstance(block, Formula) and _is_wide(block.source):
            if run:
                yield tuple(run)
            yield block
            run = []
        else:
            run.append(block)
    if run:
        yield tuple(run)


def _is_wide(source: str) -> bool:
    try:
        return tex(source).width > _ALWAYS_FITS
    except TexError:
        return False


class Passage(Widget):
    """Blocks that wrap, as one widget."""

    DEFAULT_CSS = """
    Passage { width: 1fr; height: auto; text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self, parts: Sequence[Block], language: str) -> None:
        super().__init__(markup=False)
        self._parts = parts
        self._language = language
        self._set_for = -1
        self._content = Content("")

    def _set(self, limit: int) -> Content:
        if limit != self._set_for:
            self._set_for = limit
            self._content = content(set_blocks(self._parts, limit, self._language))
            self._layout_cache.clear()
        return self._content

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self._set(width).plain.count("\n") + 1

    def render(self) -> Content:
        return self._set(self.content_size.width)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        lines = selection.extract(self._content.plain).split("\n")
        return "\n".join(line.rstrip() for line in lines), "\n"
