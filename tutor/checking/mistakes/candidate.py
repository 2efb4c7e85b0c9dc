"""A wrong answer together with the mistake that gives it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tutor.checking import display
from tutor.checking.expression.tree import Node


@dataclass(frozen=True, slots=True)
class Candidate:
    """name: the mistake's slug. node: the answer it gives. about: what its sentence names."""

    name: str
    node: Node
    about: Mapping[str, Node | str] = field(default_factory=dict)

    @property
    def shown(self) -> dict[str, str]:
        """What the sentence names, as one-line mathematics."""
        return {
            name: value if isinstance(value, str) else display.tree_inline(value)
            for name, value in self.about.items()
        }

    def with_node(self, node: Node) -> "Candidate":
        """The same mistake with the answer it gives as a whole."""
        return replace(self, node=node)
