"""What stops an inference: code that raises, and code that is not understood."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.checking.shapes.values import Shape


class Broken(Exception):  # noqa: N818 (an outcome, not a fault)
    """NumPy, PyTorch or Python would raise here.

    rule: the key of the broken rule in strings.toml. shapes: the shapes involved, in the
    order in which they meet. details: what the rule's sentence names.
    """

    def __init__(self, rule: str, *shapes: Shape, **details: Any) -> None:
        super().__init__(rule)
        self.rule = rule
        self.shapes = shapes
        self.details = details
        self.node: ast.AST | None = None


class Unsupported(Exception):  # noqa: N818 (an outcome, not a fault)
    """Something that is not understood; the inference abstains."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.node: ast.AST | None = None


class OutOfSteps(Unsupported):
    """The budget of one inference is used up; nothing more is tried."""


class TooLarge(Exception):  # noqa: N818 (an outcome, not a fault)
    """A size grew beyond what is worth following."""


class DataDependent(Exception):  # noqa: N818 (an outcome, not a fault)
    """Two sizes can only be compared when the code runs (a mask's count, an unknown integer)."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(", ".join(self.names))
