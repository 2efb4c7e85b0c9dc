"""A wrong answer together with the mistake that gives it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tutor.checking import display
from tutor.checking.expression.tree import Node


@dataclass(frozen=True, slots=True)
class Candidate:
    """name: the mistake's slug. node: the answer it gives. about: what its sentence names.

    told: under which key its sentences stand, where a mistake is told in several ways.
    rare: whether any other mistake that gives the same is likelier, as where two slips meet.
    """

    name: str
    node: Node
    about: Mapping[str, Node | str] = field(default_factory=dict)
    told: str = ""
    rare: bool = False

    def shown(self, *sentences: Mapping[str, str]) -> dict[str, str]:
        """What these sentences name, as one-line mathematics."""
        templates = [template for sentence in sentences for template in sentence.values()]
        return {
            name: value if isinstance(value, str) else display.tree_inline(value)
            for name, value in self.about.items()
            if any(f"{{{name}}}" in template for template in templates)
        }

    def with_node(self, node: Node) -> "Candidate":
        """The same mistake with the answer it gives as a whole."""
        return replace(self, node=node)
