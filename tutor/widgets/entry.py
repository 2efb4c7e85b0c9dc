"""A named field on one line, with room for a complaint under it."""

from typing import ClassVar

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tutor.widgets.keys_in_order import TextLine


class Entry(Vertical):
    """`label  [what is typed]`. A change counts when Enter is pressed or the field is left.

    name: what `Given` calls it. label: symbols or a short word. value: what stands in it.
    """

    DEFAULT_CSS = """
    Entry {
        height: auto; width: 1fr;
        Horizontal { height: 1; width: 1fr; }
        .entry-label { width: auto; height: 1; padding: 0 1 0 0; color: $muted; }
        Input {
            width: 1fr; height: 1; border: none; padding: 0 1; background: $surface;
            &:focus { border: none; background: $accent 20%; background-tint: $background 0%; }
        }
        .complaint { height: auto; width: 1fr; color: $error; display: none; }
        &.-wrong .complaint { display: block; }
        &.-wrong Input { background: $error 20%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "put_back", show=False),
    ]

    class Given(Message):
        """The learner has written something else."""

        def __init__(self, entry: "Entry", text: str) -> None:
            super().__init__()
            self.entry = entry
            self.name = entry.name or ""
            self.text = text

        @property
        def control(self) -> "Entry":
            """The field, for `@on` with a selector."""
            return self.entry

    def __init__(
        self,
        name: str,
        label: str,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._label = label
        self._value = self._good = value
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        """Label and field, and the line for a complaint."""
        with Horizontal():
            yield Static(Content(self._label), classes="entry-label")
            field = TextLine(
                self._value,
                placeholder=self._placeholder,
                select_on_focus=False,
                compact=True,
            )
            field.cursor_blink = False
            yield field
        yield Static("", classes="complaint", markup=False)

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self.query_one(Input).value if self.is_mounted else self._value

    def put(self, value: str) -> None:
        """Write something into the field; no `Given` follows."""
        self._value = self._good = value
        if self.is_mounted:
            field = self.query_one(Input)
            field.value = value
            field.cursor_position = len(value)
            self.complain("")

    def complain(self, text: str) -> None:
        """Say under the field what is wrong with it; nothing takes the complaint away."""
        self.query_one(".complaint", Static).update(Content("✗ " + text if text else ""))
        self.set_class(bool(text), "-wrong")

    def focus(self, scroll_visible: bool = True) -> "Entry":
        """Put the cursor into the field."""
        self.query_one(Input).focus(scroll_visible)
        return self

    def action_put_back(self) -> None:
        """Esc: what stood there before; when nothing was changed, what Esc means around here."""
        if self.has_class("-wrong"):
            self.put(self._good)
        elif self.query_one(Input).value != self._value:
            self.put(self._value)
        else:
            raise SkipAction

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: it counts, also when it is the same again."""
        event.stop()
        self._give(event.value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """What is being typed is no fault yet."""
        event.stop()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """The field was left: a change counts."""
        value = self.query_one(Input).value
        if value != self._value:
            self._give(value)

    def _give(self, value: str) -> None:
        if not self.has_class("-wrong"):
            self._good = self._value
        self._value = value
        self.complain("")
        self.post_message(self.Given(self, value))
