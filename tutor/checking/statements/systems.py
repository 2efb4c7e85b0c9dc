"""All points that a system of equations holds for, by elimination.

An equation that is straight in a variable is solved for it, and the value put into the others,
until one variable is left. `(x, y) = (1, 2) or (x, y) = (2, 1)` is such a statement as well.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from tutor.checking.equality.sampling import REAL, Domain
from tutor.checking.evaluation.ball import Real, TooLarge
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.statements.forms import difference, truth
from tutor.checking.statements.pairing import pairs
from tutor.checking.statements.pieces import pieces
from tutor.checking.statements.places import middle, within
from tutor.checking.statements.progressions import same
from tutor.checking.statements.verdicts import Alike, Unlike
from tutor.checking.statements.zeros import affine, value_at
from tutor.checking.trees.rewriting import number, rebuild, substitute

Point = dict[str, Real]

_MOST_CASES = 16
_DEEPEST = 6
"""So many equations are put into others one after the other."""


def points(
    statement: Node, names: Sequence[str], domains: Mapping[str, Domain]
) -> list[Point] | None:
    """The points a statement (without sets) holds for; None where they cannot be listed."""
    found: list[Point] = []
    try:
        cases = list(_cases(statement))
        if len(cases) > _MOST_CASES:
            return None
        for case in cases:
            equations = [part for part in case if part.op == "="]
            for point in _solved(equations, sorted(names), domains, _DEEPEST):
                inside = all(within(domains.get(n, REAL), middle(point[n])) for n in names)
                new = not any(_alike(point, other) for other in found)
                if inside and new and truth(statement, point):
                    found.append(point)
    except (_NotListed, Unsupported, TooLarge):
        return None
    return found


def compare(
    yours: Sequence[Point],
    expected: Sequence[Point],
    close: Callable[[Real, Real], bool] = same,
) -> Alike | Unlike:
    """Whether two lists hold the same points. close: whether two numbers count as the same."""

    def fit(one: int, other: int) -> bool:
        a, b = yours[one], expected[other]
        return all(close(a[name], b[name]) for name in b)

    owner = pairs(len(yours), len(expected), fit)
    paired = set(owner.values())
    for index, point in enumerate(expected):
        if index not in owner:
            return Unlike(point, "key")
    for index, point in enumerate(yours):
        if index not in paired:
            return Unlike(point, "answer")
    return Alike(len(expected))


def _alike(a: Point, b: Point) -> bool:
    return all(same(a[name], b[name]) for name in a)


class _NotListed(Exception):  # noqa: N818 (a state of the statement, not a fault)
    """The points cannot be listed: there are too many, or no equation is straight."""


def _cases(statement: Node) -> Iterator[tuple[tree.Relation, ...]]:
    """The alternatives of a statement, each the relations that hold together."""
    if isinstance(statement, tree.Relation):
        yield (statement,)
    elif isinstance(statement, tree.Logic) and statement.op == "or":
        for arg in statement.args:
            yield from _cases(arg)
    elif isinstance(statement, tree.Logic) and statement.op == "and":
        for parts in product(*map(_cases, statement.args)):
            yield tuple(relation for part in parts for relation in part)
    else:
        raise _NotListed


def _solved(
    equations: Sequence[tree.Relation],
    names: Sequence[str],
    domains: Mapping[str, Domain],
    depth: int,
) -> list[Point]:
    """Points among which are all that the equations hold for."""
    if depth == 0 or not equations:
        raise _NotListed
    if len(names) == 1:
        (name,) = names
        system = tree.Logic("and", tuple(equations))
        found = pieces(system, name, domains.get(name, REAL))
        if found is None or not all(piece.single for piece in found):
            raise _NotListed
        return [{name: piece.inside} for piece in found]
    index, name, slope, start = _straight(equations, names)
    rest = [*equations[:index], *equations[index + 1 :]]
    value = tree.Neg(tree.Div(start, slope))
    others = [other for other in names if other != name]
    result: list[Point] = []
    put = [_put(each, {name: value}) for each in rest]
    for point in _solved(put, others, domains, depth - 1):
        at = value_at(value, "", point, 0)
        if at is not None:
            result.append({**point, name: at})
    if tree.free_symbols(slope):
        # Where the slope vanishes, the equation says nothing of this variable.
        flat = [tree.Relation("=", part, number(0)) for part in (slope, start)]
        if all(tree.free_symbols(part) or truth(part, {}) for part in flat):
            result += _solved([*flat, *rest], names, domains, depth - 1)
    return result


def _put(equation: tree.Relation, value: Mapping[str, Node]) -> tree.Relation:
    left, right = (substitute(side, value) for side in (equation.left, equation.right))
    return tree.Relation("=", left, right)


def straight(node: Node, name: str) -> tuple[Node | None, Node] | None:
    """The a and b where `node` is written as a·x + b; None for a where x does not occur.

    None when it is not written so.
    """
    if name not in tree.free_symbols(node):
        return None, node
    if isinstance(node, tree.Symbol):
        return number(1), number(0)
    if not affine(node, name):
        return None
    if isinstance(node, tree.Add):
        lines = [_line(term, name) for term in node.terms]
        slopes = tuple(part for part, _ in lines if part is not None)
        rest = tree.Add(tuple(part for _, part in lines))
        return (slopes[0] if len(slopes) == 1 else tree.Add(slopes)), rest
    index = next(i for i, part in enumerate(tree.children(node)) if name in tree.free_symbols(part))
    parts = list(tree.children(node))
    slope, start = _line(parts[index], name)
    assert slope is not None
    around = [[*parts[:index], inner, *parts[index + 1 :]] for inner in (slope, start)]
    return rebuild(node, around[0]), rebuild(node, around[1])


def _line(node: Node, name: str) -> tuple[Node | None, Node]:
    found = straight(node, name)
    assert found is not None
    return found


def _straight(
    equations: Sequence[tree.Relation], names: Sequence[str]
) -> tuple[int, str, Node, Node]:
    """An equation and a variable it can be solved for: its place, the name, slope and start.

    One with a number before the variable is preferred. Raises _NotListed where there is none.
    """
    best: tuple[int, str, Node, Node] | None = None
    for index, equation in enumerate(equations):
        gap = difference(equation)
        for name in names:
            slope, start = straight(gap, name) or (None, gap)
            if slope is None:
                continue
            if not tree.free_symbols(slope):
                return index, name, slope, start
            best = best or (index, name, slope, start)
    if best is None:
        raise _NotListed
    return best
