"""Where a sampled curve is zero: crossing, alone, or only touching."""

import numpy as np

from tutor.labs.tangent.limits import COARSE, FINE, Array, Curve, narrow, tame, where_true_begins


def steady(curve: Curve, xs: Array) -> Array:
    """The values, with 0 for those that are nothing but rounding: a hair's breadth alters them."""
    ys = tame(curve, xs)
    with np.errstate(all="ignore"):
        for ulps in (3.0, 11.0, 23.0):
            near = tame(curve, xs + ulps * np.spacing(np.abs(xs)))
            ys = np.where(np.abs(near - ys) > 0.02 * np.abs(ys), 0.0, ys)
    return ys


def zeros(curve: Curve, xs: Array, ys: Array) -> list[float]:
    """Where the curve changes sign or is zero alone between its samples."""
    with np.errstate(invalid="ignore"):
        side = np.sign(ys)
        fine = np.isfinite(ys)
        crossing = fine[1:] & fine[:-1] & (side[1:] * side[:-1] < 0)
        alone = fine[1:-1] & (side[1:-1] == 0) & (side[:-2] != 0) & (side[2:] != 0)
    at = np.flatnonzero(crossing)[:200]

    def pick(values: Array) -> tuple[Array, Array]:
        sign = np.sign(values)
        return where_true_begins(sign != sign[:, :1])

    low, high = narrow(curve, xs[at], xs[at + 1], pick)
    found = (low / 2 + high / 2).tolist() + xs[1:-1][alone][:200].tolist()
    return [float(x) for x in sorted(found)]


def touching(curve: Curve, xs: Array, ys: Array) -> list[float]:
    """Where |curve| comes down to zero and up again without a change of sign."""
    size = np.abs(ys)
    with np.errstate(invalid="ignore"):
        least = (size[1:-1] < size[:-2]) & (size[1:-1] < size[2:])
        least &= (np.sign(ys[:-2]) == np.sign(ys[2:])) & (ys[1:-1] != 0)
    at = np.flatnonzero(least)[:200] + 1
    if len(at) == 0:
        return []

    def pick(values: Array) -> tuple[Array, Array]:
        best = np.abs(values).argmin(axis=1)
        return best - 1, best + 1

    low, high, around = xs[at - 1], xs[at + 1], np.maximum(size[at - 1], size[at + 1])
    for shrink, depth in ((COARSE, 0.1), (FINE, 1e-9)):
        low, high = narrow(curve, low, high, pick, shrink)
        deep = np.abs(tame(curve, low / 2 + high / 2)) < depth * around
        low, high, around = low[deep], high[deep], around[deep]
    return [float(x) for x in low / 2 + high / 2]
