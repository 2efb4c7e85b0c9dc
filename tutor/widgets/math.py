"""A display formula as a widget."""

from collections.abc import Sequence

from tutor.checking.display import TexError, cells, tex
from tutor.widgets.markdown import UNSHOWN
from tutor.widgets.runs import Line, wrap
from tutor.widgets.wide import Wide


class Math(Wide):
    """A display formula in TeX, centred or indented.

    One that is wider than its place is broken at relations and operators; one that cannot
    be broken scrolls. TeX that cannot be shown is shown as its source with the reason.
    """

    def __init__(
        self,
        source: str = "",
        *,
        indent: int | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """indent: cells before the formula; None centres it."""
        super().__init__(id=id, classes=classes)
        self._source = source
        self._indent = indent

    @property
    def source(self) -> str:
        return self._source

    @source.setter
    def source(self, source: str) -> None:
        if source != self._source:
            self._source = source
            self.forget()

    def lines(self, limit: int) -> Sequence[Line]:
        if not self._source.strip():
            return []
        try:
            box = tex(self._source, width=limit - (self._indent or 0))
        except TexError as error:
            caret = " " * cells(self._source[: error.column]) + "^"
            told = wrap([(error.message, UNSHOWN)], limit)
            return [[(self._source.replace("\n", " "), UNSHOWN)], [(caret, UNSHOWN)], *told]
        spare = max(limit - box.width, 0)
        before = " " * (spare // 2 if self._indent is None else min(self._indent, spare))
        return [[(before + row.rstrip(), "")] for row in box.lines]
