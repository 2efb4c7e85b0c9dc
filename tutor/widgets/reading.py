"""Lesson text as a widget: Markdown with mathematics."""

from collections.abc import Iterator, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from tutor.widgets.highlighting import highlighted
from tutor.widgets.markdown import Block, Code, Formula, blocks, inline_runs
from tutor.widgets.math import Math
from tutor.widgets.runs import Line, content
from tutor.widgets.setting import set_blocks
from tutor.widgets.wide import Wide


def inline_content(source: str) -> Content:
    """One line of Markdown with `$…$`, such as an option of a choice, as `Content`."""
    return content([list(inline_runs(source))])


class Prose(Widget):
    """Blocks that wrap: paragraphs, lists, callouts, tables."""

    DEFAULT_CSS = """
    Prose { width: 1fr; height: auto; text-wrap: nowrap; text-overflow: clip; }
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


class Program(Wide):
    """A block of program text."""

    DEFAULT_CSS = """
    Program { background: $boost; padding: 0 2; }
    """

    def __init__(self, text: str, language: str) -> None:
        super().__init__()
        self._text = text
        self._language = language

    def lines(self, limit: int) -> Sequence[Line]:
        return highlighted(self._text, self._language)


class Reading(VerticalGroup):
    """A Markdown text with mathematics, at the width it is given.

    language: of the callouts' titles, en or bn. Nothing in the text is ever markup.
    """

    DEFAULT_CSS = """
    Reading {
        width: 1fr;
        max-width: 100;
        & > * { margin: 0 0 1 0; }
    }
    """

    def __init__(
        self,
        text: str = "",
        *,
        language: str = "en",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text
        self._language = language

    @property
    def text(self) -> str:
        return self._text

    def compose(self) -> ComposeResult:
        yield from self._parts()

    def _parts(self) -> Iterator[Widget]:
        run: list[Block] = []
        for block in blocks(self._text):
            if not isinstance(block, Formula | Code):
                run.append(block)
                continue
            if run:
                yield Prose(tuple(run), self._language)
                run = []
            if isinstance(block, Formula):
                yield Math(block.source, indent=4)
            else:
                yield Program(block.text, block.language)
        if run:
            yield Prose(tuple(run), self._language)

    async def show(self, text: str, language: str | None = None) -> None:
        """Show another text."""
        language = self._language if language is None else language
        if (text, language) == (self._text, self._language):
            return
        self._text, self._language = text, language
        await self.recompose()
