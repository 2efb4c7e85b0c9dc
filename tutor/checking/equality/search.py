"""A search for points in several variables that sampling misses.

One kind are narrow domains, such as that of √(x + y − 100) · √(101 − x − y): what must hold
there (radicands and logarithms' arguments positive, …) is read off the trees. The other are
pieces between kinks, such as the one below which max(x, y, −10) is −10. A population of
points climbs until the broken conditions are mended.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from tutor.checking.equality.breakpoints import ONE, compiled, constants, speaks_of
from tutor.checking.equality.sampling import Domain, Points
from tutor.checking.evaluation.array_functions import Array
from tutor.checking.evaluation.float64 import Compiled, values
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

POPULATION = 120
ROUNDS = 60
MOST_PIECES = 4
"""Pieces between kinks that are looked for."""
PATIENCE = 10
"""Rounds in which all conditions hold somewhere, and still there is no value anywhere."""


def conditions(node: Node) -> list[Node]:
    """Trees that have to be positive for `node` to have a value."""
    found: dict[Node, None] = {}
    names = tree.free_symbols(node)
    for part in tree.walk(node):
        for condition in _conditions_of(part):
            if speaks_of(condition, names):
                found[condition] = None
    return list(found)


def _conditions_of(part: Node) -> Iterator[Node]:
    if isinstance(part, tree.Call) and part.args:
        x = part.args[0]
        if part.name in ("sqrt", "log", "lgamma"):
            yield from _positive(x)
        elif part.name in ("asin", "acos", "atanh"):
            yield tree.Add((ONE, tree.Neg(x)))
            yield tree.Add((ONE, x))
        elif part.name == "acosh":
            yield tree.Add((x, tree.Neg(ONE)))
        elif part.name == "log1p":
            yield tree.Add((ONE, x))
        elif part.name == "logit":
            yield x
            yield tree.Add((ONE, tree.Neg(x)))
    elif isinstance(part, tree.Pow):
        exponent = part.exponent
        whole = isinstance(exponent, tree.Number) and exponent.value.denominator == 1
        if not whole and not isinstance(part.base, tree.Constant | tree.Number):
            yield from _positive(part.base)


def _positive(x: Node) -> Iterator[Node]:
    if not isinstance(x, tree.Number | tree.Constant):
        yield x


def find(
    trees: Sequence[Node],
    functions: Sequence[Compiled],
    names: Sequence[str],
    domains: Sequence[Domain],
    base: Points,
    seed: int,
) -> Points | None:
    """Points in the domains at which all `functions` are finite, or None when none turned up."""
    needs = compiled([condition for node in trees for condition in conditions(node)])
    if not needs or len(names) < 2:
        return None  # one variable: the breakpoints have found every piece of the domain
    start = _start(names, domains, base, constants(trees), np.random.default_rng(seed))
    return _climbed(needs, functions, names, domains, start, ROUNDS, seed)


def pieces(
    kinks: Sequence[Node],
    names: Sequence[str],
    domains: Sequence[Domain],
    base: Points,
    seed: int,
) -> list[Points]:
    """Points in pieces between `kinks` in which there is none of `base`.

    Looked for are the other side of each kink, and the pieces in which all kinks have one
    sign.
    """
    sides: dict[bytes, tuple[Compiled, Array]] = {}
    for side in compiled(kinks):
        heights = values(side, base, len(base[names[0]]))
        with np.errstate(all="ignore"):
            # x − y and y − x have the same pieces.
            sides.setdefault(np.abs(heights).tobytes(), (side, np.sign(heights)))
    functions, signs = [side for side, _ in sides.values()], [sign for _, sign in sides.values()]
    start = _start(names, domains, base, constants(kinks), np.random.default_rng(seed))
    wanted = [{index: s} for index in range(len(functions)) for s in (1.0, -1.0)]
    if len(functions) > 1:
        wanted = [dict.fromkeys(range(len(functions)), s) for s in (1.0, -1.0)] + wanted
    found: list[Points] = []
    tries = 0
    for pattern in wanted:
        if tries == MOST_PIECES:
            break
        if not np.logical_and.reduce([signs[index] == s for index, s in pattern.items()]).any():
            tries += 1
            needs = [_times(functions[index], s) for index, s in pattern.items()]
            points = _climbed(needs, (), names, domains, start, ROUNDS // 2, seed)
            found += [] if points is None else [{n: xs[:12] for n, xs in points.items()}]
    return found


def _times(function: Compiled, factor: float) -> Compiled:
    return lambda point: factor * function(point)


def _climbed(
    needs: Sequence[Compiled],
    functions: Sequence[Compiled],
    names: Sequence[str],
    domains: Sequence[Domain],
    population: Array,
    rounds: int,
    seed: int,
) -> Points | None:
    """Points at which all `needs` are positive and all `functions` finite, or None."""
    rng = np.random.default_rng(seed)
    whole = [domain.whole for domain in domains]
    spread = np.median(np.abs(population), axis=0) + 1.0
    hopeless = 0
    for step in range(rounds):
        point = {name: population[:, column] for column, name in enumerate(names)}
        violation = _violation(needs, point, len(population))
        alive = _alive(functions, point, len(population)) if functions else violation == 0
        chosen = np.unique(population[alive], axis=0)[:60]
        if len(chosen) >= 8:
            return {name: chosen[:, column] for column, name in enumerate(names)}
        order = np.argsort(violation, kind="stable")
        hopeless += violation[order[0]] == 0 and not len(chosen)
        if hopeless > PATIENCE:
            return None
        best = population[order[: POPULATION // 6]]
        parents = best[rng.integers(len(best), size=POPULATION - len(best))]
        scale = spread * 2.0 ** -rng.integers(0, 2 + step // 2, size=(len(parents), 1))
        moved = rng.random(parents.shape) < (1.0 if len(names) == 1 else 0.7)
        children = parents + scale * rng.normal(size=parents.shape) * moved
        children = np.floor(children * 1024) / 1024
        for column, domain in enumerate(domains):
            if whole[column]:
                children[:, column] = np.round(children[:, column])
            inside = domain.holds(children[:, column])
            children[:, column] = np.where(inside, children[:, column], parents[:, column])
        population = np.concatenate([best, children])
    return None


def _start(
    names: Sequence[str],
    domains: Sequence[Domain],
    base: Points,
    special: Sequence[float],
    rng: np.random.Generator,
) -> Array:
    columns = []
    for name, domain in zip(names, domains, strict=True):
        pool = base[name]
        extra = np.array([x for c in special for x in (c, c + 0.5, c - 0.5)])
        pool = np.concatenate([pool, extra[domain.holds(extra)]]) if len(extra) else pool
        columns.append(pool[rng.integers(len(pool), size=POPULATION)])
    return np.stack(columns, axis=1)


def _alive(functions: Sequence[Compiled], point: Points, size: int) -> Array:
    alive = np.ones(size, dtype=bool)
    for function in functions:
        alive &= np.isfinite(values(function, point, size))
    return alive


def _violation(needs: Sequence[Compiled], point: Points, size: int) -> Array:
    total = np.zeros(size)
    for need in needs:
        y = values(need, point, size)
        total += np.where(np.isfinite(y), np.log1p(np.maximum(0.0, -y)) + (y <= 0) * 1e-3, 50.0)
    return total
