"""What stops an inference: code that raises, and code that is not understood."""

from __future__ import annotations

import ast
from typing import Any

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
