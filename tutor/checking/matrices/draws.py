"""Random values for the variables of an exercise, under its assumptions.

Every draw gives different sizes to all size symbols. Values are rational, or come from
rational ones by exact formulas in 40 digits, so that an orthogonal matrix is orthogonal and a
probability vector sums to one in both arithmetics.
"""

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tutor.checking.matrices.arithmetic import FLOATS, Array, Digits
from tutor.checking.matrices.evaluation import Evaluator
from tutor.checking.matrices.sizes import Size

EXACT = Digits()
_MP = EXACT.mp


_SIXTEENTHS = [sign * _MP.mpf(k) / 16 for k in range(4, 33) for sign in (1, -1)]


@dataclass(frozen=True)
class Draw:
    """Sizes and exact values; the two evaluators are made when first needed."""

    sizes: Mapping[str, int]
    values: Mapping[str, Array]

    @cached_property
    def floats(self) -> Evaluator:
        values = {name: value.astype(float) for name, value in self.values.items()}
        return Evaluator(self.sizes, values, FLOATS)

    @cached_property
    def exact(self) -> Evaluator:
        return Evaluator(self.sizes, self.values, EXACT)


def draw(
    shapes: Mapping[str, tuple[Size, Size]],
    assume: Mapping[str, Sequence[str]],
    sizes: Mapping[str, int],
    seed: int,
    *,
    whole: bool = False,
) -> Draw:
    """Values for every name, with the given sizes. whole: small whole numbers, to be shown."""
    rng = random.Random(f"{seed}")
    values = {}
    for name, (rows, columns) in shapes.items():
        r, c = rows.at(sizes), columns.at(sizes)
        value = _whole(rng, r, c) if whole else _entries(rng, r, c)
        if r == c == 1 and seed % 2:
            value = -value  # scalars of both signs, whatever the generator says
        for assumption in assume.get(name, ()):
            value = ASSUMPTIONS[assumption](rng, value)
        values[name] = value
    return Draw(sizes, values)


def draw_sizes(
    symbols: Sequence[str], seed: int, *, taken: Collection[int] = (), small: bool = False
) -> dict[str, int]:
    """A different number, at least 2 and none of those taken, for every symbol."""
    rng = random.Random(f"sizes {seed}")
    free = [size for size in range(2, 16) if size not in taken]
    chosen = rng.sample(free[: len(symbols) + (0 if small else 2)], len(symbols))
    return dict(zip(symbols, chosen, strict=True))


def _entries(rng: random.Random, rows: int, columns: int) -> Array:
    """Multiples of 1/16 between ¼ and 2 in size, of both signs."""
    chosen = rng.choices(_SIXTEENTHS, k=rows * columns)
    return np.array(chosen, dtype=object).reshape(rows, columns)


def _whole(rng: random.Random, rows: int, columns: int) -> Array:
    """Whole numbers from 1 to 3, of both signs."""
    out = np.empty((rows, columns), dtype=object)
    for index in np.ndindex(rows, columns):
        out[index] = _MP.mpf(rng.choice((-3, -2, -1, 1, 2, 3)))
    return out


def _eye(n: int) -> Array:
    out = np.full((n, n), _MP.mpf(0), dtype=object)
    np.fill_diagonal(out, _MP.mpf(1))
    return out


def _positive(_: random.Random, x: Array) -> Array:
    return np.abs(x)


def _symmetric(_: random.Random, x: Array) -> Array:
    return np.asarray((x + x.T) / 2)


def _skew(_: random.Random, x: Array) -> Array:
    return np.asarray((x - x.T) / 2)


def _spd(_: random.Random, x: Array) -> Array:
    return np.asarray(x @ x.T / x.shape[0] + _eye(x.shape[0]) / 2)


def _probability(_: random.Random, x: Array) -> Array:
    x = np.abs(x)
    total = x.sum() if 1 in x.shape else x.sum(axis=1, keepdims=True)
    return np.asarray(x / total)


def _onehot(rng: random.Random, x: Array) -> Array:
    out = x * 0
    if 1 in x.shape:
        out.flat[rng.randrange(x.size)] = _MP.mpf(1)
    else:
        for row in out:
            row[rng.randrange(x.shape[1])] = _MP.mpf(1)
    return out


def _orthogonal(rng: random.Random, x: Array) -> Array:
    """Cayley: (I − S)(I + S)⁻¹ of a skew S; orthonormal columns (or rows) if not square."""
    n = max(x.shape)
    skew = _skew(rng, _entries(rng, n, n))
    whole = (_eye(n) - skew) @ EXACT.inv(_eye(n) + skew)
    return np.asarray(whole[: x.shape[0], : x.shape[1]])


def _diagonal(_: random.Random, x: Array) -> Array:
    return np.asarray(x * _eye(x.shape[0]))


def _pm1(_: random.Random, x: Array) -> Array:
    return np.asarray(np.where(x > 0, _MP.mpf(1), _MP.mpf(-1)))


def _binary(_: random.Random, x: Array) -> Array:
    return np.asarray(np.where(x > 0, _MP.mpf(1), _MP.mpf(0)))


def _small(_: random.Random, x: Array) -> Array:
    return np.asarray(x / (4 * max(x.shape)))


def _square_pd(_: random.Random, x: Array) -> Array:
    """A square matrix with positive determinant, well away from singular."""
    x = x + 2 * _eye(x.shape[0])
    if EXACT.det(x) < 0:
        x = x.copy()
        x[0] = -x[0]
    return x


def _unit(_: random.Random, x: Array) -> Array:
    return np.asarray(x / _MP.sqrt((x * x).sum()))


def _lower(_: random.Random, x: Array) -> Array:
    return np.where(np.tri(*x.shape) > 0, x, _MP.mpf(0))


def _any(_: random.Random, x: Array) -> Array:
    return x


ASSUMPTIONS: dict[str, Callable[[random.Random, Array], Any]] = {
    "positive": _positive,
    "nonnegative": _positive,
    "symmetric": _symmetric,
    "skew": _skew,
    "spd": _spd,
    "probability": _probability,
    "onehot": _onehot,
    "orthogonal": _orthogonal,
    "diagonal": _diagonal,
    "pm1": _pm1,
    "binary": _binary,
    "small": _small,
    "square_pd": _square_pd,
    "invertible": _any,
    "unit": _unit,
    "lower": _lower,
}
SQUARE = frozenset(("symmetric", "skew", "spd", "diagonal", "square_pd", "invertible"))
