"""Widgets in which keys take effect in the order they were pressed."""

from textual import events
from textual.widget import Widget
from textual.widgets import Input, TextArea


class KeysInOrder(Widget):
    """Does at once what its own bindings tell. Stands behind the class whose looks it takes.

    A key that types is handled where the focus is. One that is bound would climb to the app
    first, from queue to queue, and what is typed after it would overtake it.
    """

    async def on_key(self, event: events.Key) -> None:
        """Act on a key that this widget itself has bound."""
        active = self.screen.active_bindings.get(event.key)
        if active is None or active.node is not self or not active.enabled:
            return
        if await self.app.run_action(active.binding.action, self):
            event.stop()
            event.prevent_default()


class TextLine(Input, KeysInOrder):
    """A line to type into."""


class TextBox(TextArea, KeysInOrder):
    """Several lines to type into."""
