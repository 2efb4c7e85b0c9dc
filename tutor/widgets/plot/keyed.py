"""A plot with keys."""

from textual.message import Message

from tutor.widgets.plot.plot import Plot


class KeyedPlot(Plot):
    """A plot whose keys ask for something: bound to `do('step', -1)`, a key posts `Asked`."""

    class Asked(Message):
        """A key asks for something. what: its name; amount: how much of it."""

        def __init__(self, what: str, amount: int) -> None:
            super().__init__()
            self.what, self.amount = what, amount

    def action_do(self, what: str, amount: int) -> None:
        """Pass it on to the view around the plot."""
        self.post_message(self.Asked(what, amount))
