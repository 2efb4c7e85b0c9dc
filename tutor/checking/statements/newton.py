"""Further points that a system holds for, looked for by Newton's method from many places."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from tutor.checking.equality.sampling import REAL, Domain, grid
from tutor.checking.evaluation.array_functions import Array
from tutor.checking.evaluation.ball import Exact, Real, as_float
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.evaluation.float64 import Compiled, compile_tree, values
from tutor.checking.expression import tree
from tutor.checking.statements.forms import CUSTOMS, difference, truth

ROUNDS = 40
CLOSE = 1e-6
"""Points as close as this share of their size are the same."""
ROUGHLY = 1e-3
"""The same where the curves touch, which Newton's method comes close to slowly."""
_STEP = 1e-7
_RANK = 1e-5
"""Singular values above this share of the largest show that the curves cross."""


def other_point(
    relations: Sequence[tree.Relation],
    known: Sequence[Mapping[str, Real]],
    domains: Mapping[str, Domain],
    seed: int,
) -> dict[str, Exact] | bool:
    """A point, not known, that relations hold for together; False when none is found.

    True when one is found of which it is not sure. Raises Unsupported.
    """
    names = tuple(sorted(frozenset().union(*map(tree.free_symbols, relations))))
    gaps = [compile_tree(difference(each), CUSTOMS) for each in relations if each.op == "="]
    if not gaps:
        raise Unsupported("inequalities alone")
    ends = [domains.get(name, REAL) for name in names]
    columns = grid(names, tuple(ends), frozenset(), seed)
    at = np.array([columns[name] for name in names]).T
    at = at[np.abs(at).max(axis=1) < 1000]
    spots = np.array([[as_float(point[name]) for name in names] for point in known])
    with np.errstate(all="ignore"):
        for _ in range(ROUNDS):
            value, slope = _sides(gaps, names, at)
            sound = np.isfinite(value).all(axis=1) & np.isfinite(slope).all(axis=(1, 2))
            at, value, slope = at[sound], value[sound], slope[sound]
            if not len(at):
                return False
            at = at - (np.linalg.pinv(slope) @ value[:, :, None])[:, :, 0]
        value, slope = _sides(gaps, names, at)
    unsure = False
    for x, rest, steep in zip(at, value, slope, strict=True):
        size = 1 + np.abs(x)
        if not np.isfinite(steep).all() or np.abs(rest).max() > 1e-10 * size.max():
            continue
        singular = np.linalg.svd(steep, compute_uv=False)
        sure = len(gaps) <= len(names) and singular[-1] > _RANK * max(1, singular[0])
        near = CLOSE if sure else ROUGHLY
        if len(spots) and (np.abs(spots - x) < near * size).all(axis=1).any():
            continue
        point = {name: _short(float(x), sure) for name, x in zip(names, x, strict=True)}
        inside = all(end.holds(float(point[n])) for end, n in zip(ends, names, strict=True))
        if not inside or not all(truth(each, point) for each in relations if each.op != "="):
            continue
        if sure or all(truth(each, point) for each in relations):
            return point
        unsure = True
    return unsure


def _sides(gaps: Sequence[Compiled], names: Sequence[str], at: Array) -> tuple[Array, Array]:
    """What is left of the equations at each point, and the slopes along each variable."""

    def left(points: Array) -> Array:
        columns = {name: points[:, index] for index, name in enumerate(names)}
        return np.array([values(gap, columns, len(points)) for gap in gaps]).T

    here = left(at)
    slopes = []
    for index in range(len(names)):
        step = _STEP * (1 + np.abs(at[:, index]))
        moved = at.copy()
        moved[:, index] += step
        slopes.append((left(moved) - here) / step[:, None])
    return here, np.stack(slopes, axis=2)


def _short(x: float, sure: bool) -> Exact:
    """The number with a small denominator that x is close to, or x."""
    short = Fraction(x).limit_denominator(1000)
    if abs(float(short) - x) > (1e-9 if sure else ROUGHLY / 10) * (1 + abs(x)):
        short = Fraction(x)
    return short.numerator if short.denominator == 1 else short
