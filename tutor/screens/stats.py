"""The statistics on the screen: the page of `tutor stats`, in colours."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec import structs
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.progress.page import Span, page
from tutor.progress.statistics import Accuracy, Statistics, gather
from tutor.screens.place import Place, host, language_of, say

STYLES: Mapping[str, str] = {
    "title": "bold $accent",
    "muted": "$muted",
    "weak": "$warning",
    "level0": "$muted",
    "level1": "$success 60%",
    "level2": "$success 75%",
    "level3": "$success 90%",
    "level4": "bold $success",
}


class Stats(Place):
    """One page that scrolls; signs tell what the colours tell."""

    place: ClassVar[str] = "stats"
    AUTO_FOCUS = "#page"

    DEFAULT_CSS = """
    Stats #page { height: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }
    Stats #figures { height: auto; }
    """

    found: Statistics | None = None

    def body(self) -> ComposeResult:
        """The page."""
        with VerticalScroll(id="page"):
            yield Static(id="figures", markup=False)

    def on_screen_resume(self) -> None:
        """Count anew, once the screen is up."""
        self.call_after_refresh(self._count)

    def _count(self) -> None:
        session = host(self).session
        self.found = gather(session.store, session.now())
        self.retranslate()

    def on_resize(self) -> None:
        """Show as many weeks as fit."""
        self.retranslate()

    def retranslate(self) -> None:
        """Write the page in the language of now."""
        if self.found is None:
            return
        figures = self.query_one("#figures", Static)
        if not self.found.answers:
            figures.update(Content(say(self, "stats_empty")))
            return
        found = structs.replace(self.found, courses=tuple(map(self._titled, self.found.courses)))
        lines = page(found, language_of(self), self.query_one("#page").content_size.width)
        figures.update(Content("\n").join(Content.assemble(*map(_shown, line)) for line in lines))

    def _titled(self, course: Accuracy) -> Accuracy:
        known = host(self).session.library.catalogue().courses
        title = next((each.title for each in known if each.id == course.name), course.name)
        return structs.replace(course, name=choose(title, language_of(self)))


def _shown(span: Span) -> tuple[str, str]:
    """A piece of the page in colour; bars stand one below the other, so they are made lighter."""
    if len(span.text) > 1 and set(span.text) <= set("█░"):
        return span.text.translate(_LIGHTER), STYLES.get(span.style, "$accent")
    return span.text, STYLES.get(span.style, "")


_LIGHTER = str.maketrans("█░", "▰▱")
