"""Systems of equations as the points that they hold for.

`(x, y) = (1, 2) or (x, y) = (2, 1)` is such a system as well.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from tutor.checking.equality.sampling import REAL, Domain
from tutor.checking.evaluation.ball import Real, TooLarge
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.statements import newton
from tutor.checking.statements.elimination import NotListed, Point, solved
from tutor.checking.statements.forms import truth
from tutor.checking.statements.pairing import pairs
from tutor.checking.statements.places import middle, within
from tutor.checking.statements.progressions import same
from tutor.checking.statements.verdicts import Alike, Open, Unlike

_MOST_CASES = 64


def points(
    statement: Node, names: Sequence[str], domains: Mapping[str, Domain]
) -> list[Point] | None:
    """The points a statement (without sets) holds for; None where they cannot be listed."""
    found: list[Point] = []
    try:
        for case in _cases(statement):
            equations = [part for part in case if part.op == "="]
            for point in solved(equations, sorted(names), domains):
                inside = all(within(domains.get(n, REAL), middle(point[n])) for n in names)
                new = not any(_alike(point, other) for other in found)
                if inside and new and truth(tree.Logic("and", case), point):
                    found.append(point)
    except (NotListed, Unsupported, TooLarge):
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


def complete(
    listed: Sequence[Point],
    statement: Node,
    names: Sequence[str],
    domains: Mapping[str, Domain],
    seed: int,
    who: tuple[Literal["answer", "key"], Literal["answer", "key"]],
) -> Alike | Unlike | Open | None:
    """Whether a statement holds for the listed points, and for no others that are found.

    who: whose the list and the statement are. None when it speaks of fewer variables.
    """
    for point in listed:
        if not truth(statement, point):
            return Unlike(point, who[0])
    try:
        cases = _cases(statement)
    except NotListed:
        return Open()
    for case in cases:
        if frozenset().union(*map(tree.free_symbols, case)) != set(names):
            return None
        other = newton.other_point(case, listed, domains, seed)
        if other is True:
            return Open()
        if isinstance(other, dict):
            return Unlike(other, who[1])
    return Alike(len(listed))


def _alike(a: Point, b: Point) -> bool:
    return all(same(a[name], b[name]) for name in a)


def _cases(statement: Node) -> list[tuple[tree.Relation, ...]]:
    """The alternatives of a statement, each the relations that hold together."""
    found: list[tuple[tree.Relation, ...]] = []
    if isinstance(statement, tree.Relation):
        found.append((statement,))
    elif isinstance(statement, tree.Logic) and statement.op == "or":
        for arg in statement.args:
            found += _cases(arg)
    elif isinstance(statement, tree.Logic) and statement.op == "and":
        found.append(())
        for arg in statement.args:
            found = [(*some, *more) for some in found for more in _cases(arg)]
            if len(found) > _MOST_CASES:
                raise NotListed
    else:
        raise NotListed
    return found
