"""What a function does on either side of a point: a limit, ±∞, nothing, or neither."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any
Curve: TypeAlias = Callable[[Array], Array]
"""Values at an array of places; nan where there is none."""

Pick: TypeAlias = Callable[[Array], tuple[Array, Array]]

COARSE, FINE = 2.0**12, 2.0**32
"""By how much intervals are narrowed to see which are worth it, and from there to the end."""
_AT_ONCE = 500
"""Places about which an evaluation costs little more than at one."""

HUGE = 1e300
"""Values beyond the range of doubles count as this, with their sign."""

_NEARER = 10.0 ** -np.arange(2.0, 9.5)
_SLOW = 0.88
"""Steps that shrink less than this from decade to decade do not settle (log |x| has 1)."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a point. kind: value, infinite, none, or unsettled (sin(1/x) at 0).

    value: the limit, ±inf, or nan.
    """

    kind: str
    value: float


NONE = Side("none", math.nan)
UNSETTLED = Side("unsettled", math.nan)


def tame(curve: Curve, places: Array) -> Array:
    """The values, with ±`HUGE` for those beyond the range of doubles."""
    return np.minimum(np.maximum(curve(places), -HUGE), HUGE)


def narrow(
    curve: Curve, low: Array, high: Array, pick: Pick, shrink: float = COARSE * FINE
) -> tuple[Array, Array]:
    """Each interval made about `shrink` times smaller: down to neighbouring doubles.

    pick: values at even places of each interval, a row each → the columns to go on between.
    """
    if len(low) == 0:
        return low, high
    rows = np.arange(len(low))
    # The fewer the intervals, the more parts a round: its cost is hardly that of its places.
    rounds = round(math.log(shrink, min(max(_AT_ONCE / len(low), 16), 256)))
    parts = math.ceil(shrink ** (1 / rounds))
    even = np.linspace(0.0, 1.0, parts + 1)
    for _ in range(rounds):
        places = low[:, None] + (high - low)[:, None] * even
        places[:, -1] = high
        first, second = pick(tame(curve, places.ravel()).reshape(places.shape))
        low = places[rows, np.maximum(first, 0)]
        high = places[rows, np.minimum(second, parts)]
    return low, high


def where_true_begins(truth: Array) -> tuple[Array, Array]:
    """The columns between which each row becomes true."""
    at = np.maximum(truth.argmax(axis=1), 1)
    return at - 1, at


def sides(curve: Curve, places: Sequence[float] | Array, width: float) -> list[tuple[Side, Side]]:
    """The left and the right side of each place.

    width: of the window looked at; the distances tried are fractions of it and of 1 + |x|.
    """
    x = np.asarray(places, dtype=float)
    if len(x) == 0:
        return []
    scale = np.minimum(width, 1 + np.abs(x))
    distance = np.maximum(scale[:, None] * _NEARER, 64 * np.spacing(np.abs(x))[:, None])
    both = np.stack([x[:, None] - distance, x[:, None] + distance])
    values = tame(curve, both.ravel()).reshape(-1, len(_NEARER))
    found = _settled(values)
    return list(zip(found[: len(x)], found[len(x) :], strict=True))


def _settled(values: Array) -> list[Side]:
    """Where sequences of values go (a row each), every value a tenth nearer than the last."""
    with np.errstate(all="ignore"):
        steps = np.diff(values, axis=1)
        sizes = np.abs(steps)
        biggest = np.fmax.reduce(np.abs(values), axis=1)
        # The first step that is next to nothing: later ones may be lost in rounding.
        late, after = sizes[:, -5:], values[:, -5:]
        small = late <= 1e-7 * np.maximum(np.abs(after), 1e-7 * biggest[:, None])
        quiet = small.any(axis=1)
        calm = after[np.arange(len(values)), small.argmax(axis=1)]
        ratios = sizes[:, -3:] / sizes[:, -4:-1]
        ways = np.sign(steps[:, -4:])
        outward = np.sign(steps[:, -1]) == np.sign(values[:, -1])
        grows = (np.abs(ways.sum(axis=1)) == 4) & outward & (ratios >= _SLOW).all(axis=1)
        # Aitken's extrapolation is exact for what shrinks like a power.
        extra = values[:, -1] + steps[:, -1] * ratios[:, -1] / (1 - ratios[:, -1])
        shrinks = (np.abs(ways[:, 1:].sum(axis=1)) == 3) & (ratios[:, 1:] < _SLOW).all(axis=1)
        nearly = sizes[:, -1] <= 1e-4 * biggest
        nowhere = np.isnan(values[:, -3:]).any(axis=1)
        vast = (np.abs(values[:, -3:]) >= HUGE / 1e100).all(axis=1)
    result = []
    for row in range(len(values)):
        last = float(values[row, -1])
        if nowhere[row]:
            result.append(NONE)
        elif vast[row]:
            result.append(Side("infinite", math.copysign(math.inf, last)))
        elif quiet[row]:
            result.append(Side("value", float(calm[row])))
        elif grows[row]:
            result.append(Side("infinite", math.copysign(math.inf, last)))
        elif shrinks[row]:
            result.append(Side("value", float(extra[row])))
        elif nearly[row]:
            result.append(Side("value", last))
        else:
            result.append(UNSETTLED)
    return result
