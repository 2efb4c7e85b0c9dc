"""Solutions given by a whole number: x = π/2 + nπ is a set of numbers, not a law about n.

So x = 2n + 1 and x = 2n − 1 say the same when n runs through all integers. Some numbers of
each set are looked for in the other one. Most families are straight lines in n, or several
lines taken in turn; there the one n that may give a number is solved for.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from tutor.checking.equality.sampling import REAL, Domain, grid, row
from tutor.checking.evaluation.ball import Real, TooLarge
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.statements.forms import numbers, plain, truth
from tutor.checking.statements.places import gaps, middle, places, within
from tutor.checking.statements.progressions import Giver, holds, nth, whole_numbers
from tutor.checking.statements.verdicts import Alike, Open, Unlike
from tutor.checking.trees.rewriting import substitute

SHOWN = 12
"""Values for n from −SHOWN to SHOWN are looked for in the other family."""
_FAR = (137, -137, 1000, -1003, 10**6, -(10**6) + 1)
"""Further values for n, the first two also where no formula tells which n gives a number."""
_ROWS = (1, 8, 40, 60)
"""Which points of a grid are used where further letters stand for numbers."""
MEMBER = "t"
"""The name of a number in a set, which has none."""


@dataclass(frozen=True, slots=True)
class Family:
    """The numbers `name` may be: what each of `values` gives when its whole number runs.

    domain: through what it runs.
    """

    name: str
    values: tuple[Node, ...]
    domain: Domain


def compare(answer: Node, key: Node, domains: Mapping[str, Domain]) -> Alike | Unlike | Open | None:
    """Whether two statements give the same numbers; None when they are no such families.

    Where both only say what a number is not, such as x ≠ nπ, these numbers are compared.
    """
    left_out = _left_out(answer), _left_out(key)
    if left_out[0] is not None and left_out[1] is not None:
        found = compare(*left_out, domains)  # type: ignore[arg-type]
        if isinstance(found, Unlike):
            return replace(found, who="key" if found.who == "answer" else "answer")
        return found
    whole = {name: domain for name, domain in domains.items() if domain.whole}
    fixed = (tree.free_symbols(key) | set(domains)) - set(whole)
    yours, expected = _family(answer, whole, fixed), _family(key, whole, fixed)
    if yours is None or expected is None:
        return _with_statement(yours, expected, answer, key, domains)
    if yours.name != expected.name:
        return None
    letters = _letters(yours) | _letters(expected)
    if letters <= fixed or any(
        len(tree.free_symbols(value) - fixed) > 1 for value in yours.values + expected.values
    ):
        return None
    try:
        return _at_points(yours, expected, domains, tuple(sorted(letters & fixed)))
    except (Unsupported, TooLarge):
        return Open()


def _left_out(node: Node) -> Node | None:
    """The statement that a number is one of those that `node` says it is not."""
    if isinstance(node, tree.Relation) and node.op == "!=":
        return tree.Relation("=", node.left, node.right)
    if isinstance(node, tree.Logic) and node.op in ("and", "or") and node.args:
        parts = [_left_out(arg) for arg in node.args]
        if None not in parts:
            return tree.Logic("or" if node.op == "and" else "and", tuple(parts))  # type: ignore[arg-type]
    return None


def _with_statement(
    yours: Family | None,
    expected: Family | None,
    answer: Node,
    key: Node,
    domains: Mapping[str, Domain],
) -> Alike | Unlike | Open | None:
    """The comparison of a family with a statement about the same number, such as sin(x) = 0."""
    if (yours is None) == (expected is None):
        return None
    family, other = (yours, key) if expected is None else (expected, answer)
    assert family is not None
    if tree.free_symbols(other) != {family.name} or not _letters(family) <= set(domains):
        return None
    if any(len(tree.free_symbols(value)) > 1 for value in family.values):
        return None
    who: tuple[Literal["answer", "key"], Literal["answer", "key"]]
    who = ("key", "answer") if yours is None else ("answer", "key")
    try:
        return _solves(family, plain(other), domains.get(family.name, REAL), who)
    except (Unsupported, TooLarge):
        return Open()


def _solves(
    family: Family,
    statement: Node,
    allowed: Domain,
    who: tuple[Literal["answer", "key"], Literal["answer", "key"]],
) -> Alike | Unlike | Open:
    """Whether a family is what a statement holds for. who: whose the two are."""
    count = 0
    for point in _numbers(family, allowed):
        if not truth(statement, {family.name: point[family.name]}):
            return Unlike(point, who[0])
        count += 1
    givers = [Giver(value, family.domain) for value in family.values]
    special = places((statement,), family.name, {}, allowed)
    for x in [*special, *gaps(special, allowed)]:
        if truth(statement, {family.name: x}):
            inside = holds(givers, x)
            if inside is None:
                return Open()
            if not inside:
                return Unlike({family.name: x}, who[1])
    return Alike(count) if count else Open()


def _at_points(
    yours: Family, expected: Family, domains: Mapping[str, Domain], fixed: tuple[str, ...]
) -> Alike | Unlike | Open:
    """The comparison, at a few values of the letters that stand for a number each."""
    points: list[dict[str, int | Fraction]] = [{}]
    if fixed:
        columns = grid(fixed, tuple(domains.get(name, REAL) for name in fixed), frozenset(), 0)
        points = [row(columns, index) for index in _ROWS]
    allowed = domains.get(expected.name, REAL)
    count = 0
    for at in points:
        found = _compare(_put(yours, at), _put(expected, at), allowed)
        if isinstance(found, Unlike):
            return Unlike({**at, **found.point}, found.who)
        if isinstance(found, Open):
            return found
        count += found.places
    return Alike(count)


def _put(family: Family, at: Mapping[str, int | Fraction]) -> Family:
    values = tuple(substitute(value, numbers(at)) for value in family.values)
    return replace(family, values=values)


def _compare(yours: Family, expected: Family, allowed: Domain) -> Alike | Unlike | Open:
    count = 0
    sides: tuple[tuple[Family, Family, Literal["answer", "key"]], ...]
    sides = ((expected, yours, "key"), (yours, expected, "answer"))
    for one, other, who in sides:
        givers = [Giver(value, other.domain) for value in other.values]
        exact = all(giver.solvable for giver in givers)
        for point in _numbers(one, allowed, _FAR if exact else _FAR[:2]):
            inside = holds(givers, point[one.name])
            if inside is None:
                return Open()
            if not inside:
                return Unlike(point, who)
            count += 1
    return Alike(count) if count else Open()


def _family(node: Node, whole: Mapping[str, Domain], fixed: AbstractSet[str]) -> Family | None:
    """The family that a statement or a set gives.

    whole: letters that run through integers. fixed: those that stand for a number each.
    A letter that is neither is another name for one that runs.
    """
    if isinstance(node, tree.FiniteSet):
        pairs = [(MEMBER, item) for item in node.items]
    else:
        try:
            pairs = list(_solutions(plain(node)))
        except (Unsupported, _NotSolved):
            return None
    names = {name for name, _ in pairs}
    if len(names) != 1:
        return None
    (name,) = names
    values = tuple(value for _, value in pairs)
    letters = frozenset().union(*(tree.free_symbols(value) for value in values))
    if name in letters or name in whole or any(name.endswith(f"_{n}") for n in letters):
        return None  # a_n = 2n + 1 is a law: each n has its own number
    if len(letters - set(whole) - fixed) > 1:
        return None
    running = sorted(letters & set(whole)) or sorted(whole)
    if not running or len({whole[letter] for letter in running}) > 1:
        return None
    return Family(name, values, whole[running[0]])


class _NotSolved(Exception):  # noqa: N818 (a state of the statement, not a fault)
    """The statement does not give one variable outright."""


def _solutions(node: Node) -> Iterator[tuple[str, Node]]:
    """The variable and a value of it, for each alternative of a statement."""
    if isinstance(node, tree.Logic) and node.op == "or":
        for arg in node.args:
            yield from _solutions(arg)
    elif isinstance(node, tree.Relation) and node.op == "=":
        left, right = node.left, node.right
        if not isinstance(left, tree.Symbol):
            left, right = right, left
        if not isinstance(left, tree.Symbol):
            raise _NotSolved
        yield left.name, right
    else:
        raise _NotSolved


def _letters(family: Family) -> frozenset[str]:
    return frozenset().union(*map(tree.free_symbols, family.values))


def _numbers(family: Family, allowed: Domain, far: Sequence[int] = ()) -> Iterator[dict[str, Real]]:
    """Some numbers of a family, each with the n that gives it; those of small n first."""
    for value in family.values:
        letters = sorted(tree.free_symbols(value))
        beyond = [n for n in far if within(family.domain, Fraction(n))]
        for n in (*whole_numbers(family.domain, SHOWN), *beyond) if letters else (0,):
            x = nth(value, n)
            if x is not None and within(allowed, middle(x)):
                yield {**dict.fromkeys(letters, n), family.name: x}
