"""Places at which two lines of a derivation differ."""

from collections.abc import Mapping
from fractions import Fraction

from tutor.checking.expression.tree import Node, free_symbols
from tutor.exercise import Witness
from tutor.kinds.derivation.lines import Derivation

TRIES = 6
"""Places that are looked at closely."""


def where_real(
    derivation: Derivation, line: Node, before: Node, witness: Witness | None
) -> Witness | None:
    """A difference at a place where the start has a value; None where none is needed or found.

    It has no text yet. witness: the difference that was found already.
    A derivation speaks of the numbers for which its start is real; at others a difference tells
    a learner little.
    """
    import numpy as np

    from tutor.checking.assumptions import domain
    from tutor.checking.equality.pointwise import compare_at
    from tutor.checking.equality.sampling import REAL, grid, row
    from tutor.checking.evaluation.ball import TooLarge
    from tutor.checking.evaluation.customs import USUAL, Unsupported
    from tutor.checking.evaluation.float64 import compile_tree, values
    from tutor.checking.judging.writing import write_pair, write_point
    from tutor.checking.trees.elaboration import elaborate

    sides = tuple(elaborate(side) for side in (derivation.lines[0], before, line))
    start, key, answer = sides
    names = tuple(sorted(frozenset().union(*map(free_symbols, sides))))
    if not names or (witness is not None and _has_value(start, witness.at)):
        return None
    assumed = derivation.variables
    domains = tuple(domain(assumed[name]) if name in assumed else REAL for name in names)
    try:
        points = grid(names, domains, frozenset(), 0)
        size = len(points[names[0]])
        with np.errstate(all="ignore"):
            there, right, yours = (values(compile_tree(side), points, size) for side in sides)
            differ = np.abs(yours - right) > 1e-6 * (1 + np.abs(right))
        for index in np.nonzero(differ & np.isfinite(there))[0][:TRIES]:
            point = row(points, index)
            at, _ = compare_at(answer, key, point, USUAL)
            if at.outcome == "differ" and at.answer is not None and at.key is not None:
                yours, expected = write_pair(at.answer, at.key)
                return Witness(text="", at=write_point(point), yours=yours, expected=expected)
    except (Unsupported, TooLarge):
        pass
    return None


def _has_value(start: Node, at: Mapping[str, str]) -> bool:
    """Whether the start is real at a place, which may leave some of its letters open."""
    from tutor.checking.judging.slopes import value_of

    if not free_symbols(start) <= set(at):
        return False
    return value_of(start, {name: Fraction(value) for name, value in at.items()}) is not None
