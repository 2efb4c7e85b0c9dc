"""A quick look whether two expressions can be equal, before the thorough comparison."""

from functools import cache

import numpy as np

from tutor.checking.evaluation.digits import Unsupported
from tutor.checking.evaluation.float64 import compile_tree, values
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

POINTS = 24
CLOSE = 1e-7


class Likeness:
    """Compares one expression with many at a few fixed points, in doubles."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._names = tree.free_symbols(node)
        self._values = self._evaluate(node)

    def possible(self, other: Node) -> bool:
        """Whether the two agree at every point where both have a value, and there is one."""
        there = self._evaluate(other)
        if self._values is None or there is None:
            return False
        both = np.isfinite(self._values) & np.isfinite(there)
        if not both.any():
            return False
        here, there = self._values[both], there[both]
        return bool(np.all(np.abs(here - there) <= CLOSE * (1 + np.abs(here))))

    def _evaluate(self, node: Node) -> "np.ndarray[tuple[int], np.dtype[np.float64]] | None":
        names = sorted(tree.free_symbols(node) | self._names)
        point = {name: _coordinates(name) for name in names}
        try:
            with np.errstate(all="ignore"):
                return np.asarray(values(compile_tree(node), point, POINTS), dtype=float)
        except Unsupported:
            return None


@cache
def _coordinates(name: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """The same coordinates for a name every time: positive, negative, small and whole."""
    draw = np.random.default_rng(list(name.encode()))
    return np.concatenate(
        [
            draw.uniform(0.05, 0.95, 8),
            draw.uniform(1.05, 3, 6),
            draw.uniform(-3, -0.05, 6),
            draw.integers(2, 7, 4).astype(float),
        ]
    )
