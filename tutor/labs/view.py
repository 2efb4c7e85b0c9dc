"""What the views of all labs share."""

from typing import Any, ClassVar

from textual.containers import Vertical
from textual.message import Message

from tutor.bilingual import Strings, Text, choose
from tutor.labs import Model


class LabView(Vertical):
    """A lab on the screen: widgets around a model.

    A view changes its `model` (or puts another in its place), and then says so by `changed`;
    the screen around it keeps the state, and has `show` called to go back to an earlier one.
    A binding with an id is shown with the sentence `key_ID` of the lab's strings.
    """

    DEFAULT_CSS = """
    LabView { height: 1fr; width: 1fr; padding: 0 1; }
    """

    strings: ClassVar[Strings]

    class Changed(Message):
        """The lab is in another state now."""

    def __init__(self, model: Model) -> None:
        super().__init__(id="lab")
        self.model: Any = model

    def changed(self) -> None:
        """Say that the learner changed something."""
        self.post_message(self.Changed())

    def show(self, model: Model) -> None:
        """Show another state: after undo, and after reset."""
        self.model = model
        self.refresh(recompose=True)

    def retranslate(self) -> None:
        """Show everything in the language of now."""
        self.refresh(recompose=True)

    def reset_to(self, fresh: Model) -> Model:
        """What a reset leads to. fresh: the lab as it begins.

        A lab in which learners keep work of their own takes less away.
        """
        return fresh

    def document(self) -> str:
        """The data as a Markdown document of the lab's own; empty where its tables are enough."""
        return ""

    def focus_first(self) -> None:
        """Put the focus where most learners begin."""
        for widget in self.query("*"):
            if widget.focusable:
                widget.focus(scroll_visible=False)
                return

    @property
    def language(self) -> str:
        """The language the learner reads; English in an app that has none."""
        return str(getattr(self.app, "language", "en"))

    def say(self, key: str, /, **values: Text | int | float) -> str:
        """The sentence `key` of the lab's strings in the learner's language."""
        return choose(self.strings(key, **values), self.language)
