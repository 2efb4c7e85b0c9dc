"""The lines of a derivation, from what is given to what was written last."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tutor.checking.answer_forms import members_of
from tutor.checking.expression import show
from tutor.checking.expression.tree import Logic, Node, Relation, free_symbols
from tutor.exercise import Verdict


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """A derivation as it is judged.

    lines: the start and then what was written. goal: the line to reach. wrt: the variable by
    which the first line differentiates the start, or nothing. variables: every name → what is
    assumed of it.
    """

    lines: tuple[Node, ...]
    goal: Node
    wrt: str
    variables: Mapping[str, str]

    @property
    def states(self) -> bool:
        """Whether the lines are statements, such as equations, rather than expressions."""
        return isinstance(self.lines[0], Relation | Logic)

    def before(self, number: int) -> Node:
        """What line `number`, counted from 1, has to follow from."""
        return result(self.lines[number - 1]) if not self.states else self.lines[number - 1]

    def with_line(self, number: int, line: Node) -> "Derivation":
        """The same with another line in the place of line `number`."""
        return replace(self, lines=(*self.lines[:number], line, *self.lines[number + 1 :]))

    def compare(self, line: Node, before: Node, *, same_domain: bool = False) -> Verdict:
        """The checker's verdict on a line where `before` would be right."""
        from tutor.checking import check

        return check(
            show.python(line),
            show.python(before),
            kind="equation" if self.states else "expression",
            variables=self.variables,
            same_domain=same_domain,
        )


def members(line: Node) -> tuple[Node, ...]:
    """a, b and c of `a = b = c`, or the line itself."""
    return members_of(line) or (line,)


def result(line: Node) -> Node:
    """What a line comes to: the last member of `a = b = c`, or the line itself."""
    return members(line)[-1]


def said(line: Node, derivation: Derivation) -> Node:
    """A statement without ± and ∈, also where it is written as a set of the one unknown."""
    from tutor.checking.evaluation.customs import Unsupported
    from tutor.checking.statements.forms import about, plain

    letters = free_symbols(derivation.lines[0])
    try:
        return plain(about(line, *letters) if len(letters) == 1 else line)
    except Unsupported:
        return line
