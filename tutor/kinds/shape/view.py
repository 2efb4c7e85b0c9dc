"""Shape on the screen: the snippet, what is asked, and a field."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tutor.kinds.answer_view import FieldView
from tutor.kinds.shape.kind import asked
from tutor.kinds.snippet_view import Listing, given


class View(FieldView):
    """One field for a shape."""

    def before(self) -> ComposeResult:
        """The code, what is given, and whose shape is asked."""
        yield Listing(self.exercise)
        known = given(self.exercise, self.language)
        if known is not None:
            yield known
        asks = asked(self.exercise)
        if asks:
            yield Static(Content.assemble((asks, "bold $accent"), ".shape = ?"))

    def placeholder(self) -> str:
        return self.say("type_shape")
