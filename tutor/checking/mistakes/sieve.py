"""Which results of one step can make the whole derivative the answer, by numbers alone.

A derivative is linear in the derivatives that it is put together from. What it is with 0 and
with 1 in the place of one of them tells what it is with anything there, without building it.
"""

from collections.abc import Callable

import numpy as np

from tutor.checking.equality.likeness import Looks
from tutor.checking.expression.tree import Node
from tutor.checking.trees.rewriting import number

CLOSE = 1e-6
"""Coarser than the look at a whole tree that follows: nothing that fits is lost here."""


class Sieve:
    """Compares one answer with many derivatives that differ in one place."""

    def __init__(self, answer: Node, looks: Looks) -> None:
        self._looks = looks
        self._answer = looks.values(answer)

    def at(self, whole: Callable[[Node], Node]) -> Callable[[Node], bool]:
        """Whether a tree in the one place can give the answer. whole: puts one there."""
        answer = self._answer
        without, with_one = (self._looks.values(whole(number(digit))) for digit in (0, 1))
        if answer is None or without is None or with_one is None:
            return lambda node: True
        with np.errstate(all="ignore"):
            share = with_one - without
            allowed = CLOSE * (1 + np.abs(answer) + np.abs(without))

        def fits(node: Node) -> bool:
            there = self._looks.values(node)
            if there is None:
                return True
            with np.errstate(all="ignore"):
                gap = np.abs(without + share * there - answer)
                return not np.any(np.isfinite(gap) & (gap > allowed))

        return fits
