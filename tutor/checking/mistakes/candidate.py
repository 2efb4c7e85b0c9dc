"""A wrong answer together with the mistake that gives it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tutor.checking import display
from tutor.checking.differentiation import Step
from tutor.checking.differentiation.tidying import ONE
from tutor.checking.expression import tree
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


def about_step(step: Step) -> dict[str, Node | str]:
    """What sentences about a step may name."""
    about: dict[str, Node | str] = {"function": step.function, "variable": tree.Symbol(step.name)}
    about["count"] = str(len(step.inner))
    if step.inner:
        about["reciprocal"] = tree.Div(ONE, step.inner[0])
        about["inner"] = step.inner[0]
        about["inner_slope"] = step.parts[0].derivative
    if len(step.inner) > 1:
        about["second"] = step.inner[1]
    if step.factor is not None:
        about["factor"] = step.factor
    if step.outer is not None:
        about["outer"] = step.outer
    return about
