"""The list of labs."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tutor import labs
from tutor.bilingual import choose
from tutor.screens.choices import Choices
from tutor.screens.place import Place, host, language_of, say


class Labs(Place):
    """What there is to play with, and where something waits to be gone on with."""

    place: ClassVar[str] = "labs"
    AUTO_FOCUS = "OptionList"

    def body(self) -> ComposeResult:
        """The list."""
        yield Choices()

    def on_screen_resume(self) -> None:
        """A lab may have been begun."""
        self.retranslate()

    def retranslate(self) -> None:
        """Write the list anew."""
        self.query_one(Choices).renew(self._options())

    def _options(self) -> Iterable[Option | None]:
        language = language_of(self)
        for number, name in enumerate(labs.names()):
            if number:
                yield None
            strings = labs.strings(name)
            begun = bool(host(self).session.lab_state(name))
            pieces: list[str | tuple[str, str]] = [(choose(strings["title"], language), "bold")]
            if begun:
                pieces.append(("   ◐ " + say(self, "lab_begun"), "$accent"))
            pieces.append(("\n" + choose(strings["about"], language), "$muted"))
            yield Option(Content.assemble(*pieces), id=name)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open it."""
        event.stop()
        if event.option_id:
            host(self).lab(event.option_id, {})
