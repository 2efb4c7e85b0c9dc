"""Matrix on the screen: the function, the layout and the shapes, and a field."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tutor.bilingual import choose
from tutor.checking.display.box import beside, line
from tutor.checking.matrices.show import letters, shown
from tutor.kinds.answer_view import FieldView
from tutor.kinds.matrix.kind import problem_of, told_layout
from tutor.widgets.runs import Line
from tutor.widgets.wide import Wide


class Asked(Wide):
    """The function and by what it is differentiated; under every name its shape."""

    def __init__(self, rows: Sequence[str]) -> None:
        super().__init__(classes="asked")
        self._rows = rows

    def lines(self, limit: int) -> Sequence[Line]:
        return [[("  " + row.rstrip(), "")] for row in self._rows]


class View(FieldView):
    """One field for a matrix expression."""

    names: ClassVar[Sequence[str]] = (
        "trace", "det", "logdet", "inv", "diag", "vec", "norm", "kron", "outer", "sigma", "sigmoid",
        "relu", "tanh", "softmax", "exp", "log", "sum", "mean", "transpose",
    )  # fmt: skip

    def before(self) -> ComposeResult:
        """What is asked, and the layout with all shapes."""
        problem = problem_of(self.exercise)
        if problem.function is not None:
            function = shown(problem.function)
            if self.exercise.wrt:
                operator = line(f"∂/∂{letters(self.exercise.wrt)}  ")
                function = beside([operator, function])
            yield Asked(function.lines)
        told = choose(told_layout(self.exercise), self.language)
        yield Static(Content(told), classes="quiet")
