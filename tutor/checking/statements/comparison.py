"""Deciding whether two statements about numbers hold for the same numbers.

Equations, inequalities, intervals and sets of numbers are all statements: `(1, 3]` says
1 < t and t ≤ 3. Along a line two statements can only change their truth at zeros of
left − right, and where a side begins or ends to exist. So they hold for the same numbers
of the line when they agree at all of these places and once in every gap between them.
"""

from collections.abc import Mapping
from typing import Literal

from tutor.checking.equality.comparing import CONFIRM
from tutor.checking.equality.sampling import REAL, Domain
from tutor.checking.evaluation.ball import Real, TooLarge, as_float, budget
from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.statements import systems
from tutor.checking.statements.forms import plain, relations, truth
from tutor.checking.statements.never import never
from tutor.checking.statements.places import digits, gaps, lines, places
from tutor.checking.statements.solved import proportional, solved, solved_together
from tutor.checking.statements.verdicts import Alike, OneSided, Open, Unlike

LINE = 20
"""Units of work that one relation takes along one line."""


def compare(
    answer: Node, key: Node, domains: Mapping[str, Domain] | None = None, *, seed: int = 0
) -> Alike | Unlike | Open:
    """Whether two statements (without sets) hold for the same numbers."""
    domains = domains or {}
    try:
        answer, key = plain(answer), plain(key)
        names = tuple(sorted(tree.free_symbols(answer) | tree.free_symbols(key)))
        if len(names) > 1:
            if proportional(answer, key, domains, seed):
                return Alike(CONFIRM, proportional=True)
            found = solved(answer, key, domains, seed)
            if found is not None:
                return found
            found = solved_together(answer, key, domains, seed)
            if found is not None:
                return found
            listed = _systems(answer, key, names, domains, seed)
            if listed is not None:
                return listed
        return _along_lines(answer, key, names, domains, seed)
    except (Unsupported, TooLarge):
        return Open()


def _systems(
    answer: Node, key: Node, names: tuple[str, ...], domains: Mapping[str, Domain], seed: int
) -> Alike | Unlike | Open | None:
    """The comparison of systems of equations, where the points of one at least can be listed."""
    if not (isinstance(answer, tree.Logic) and isinstance(key, tree.Logic)):
        return None
    expected = systems.points(key, names, domains)
    yours = systems.points(answer, names, domains)
    if expected is not None and yours is not None:
        return systems.compare(yours, expected) if yours or expected else None
    if yours:
        return systems.complete(yours, key, names, domains, seed, ("answer", "key"))
    if expected:
        return systems.complete(expected, answer, names, domains, seed, ("key", "answer"))
    return None


def _along_lines(
    answer: Node, key: Node, names: tuple[str, ...], domains: Mapping[str, Domain], seed: int
) -> Alike | Unlike | Open:
    compared = 0
    held = False
    one_sided: OneSided | None = None
    equations = all(r.op == "=" for side in (answer, key) for r in relations(side))
    lenient = equations and len(names) > 1
    given = frozenset(
        side.name
        for statement in (answer, key)
        for relation in relations(statement)
        for side in (relation.left, relation.right)
        if isinstance(side, tree.Symbol)
    )
    weight = sum(1 for side in (answer, key) for _ in relations(side))
    work = budget.get()
    for name, others in lines(names or ("t",), domains, seed, given):
        work.left -= LINE * weight
        if work.left < 0:
            return Open()
        domain = domains.get(name, REAL)
        special = places((answer, key), name, others, domain)
        # What is nearest to zero makes the nicest witness.
        nearest = sorted(special, key=_distance)
        for x in [*nearest, *gaps(special, domain)]:
            point: dict[str, Real] = {**others, name: x}
            try:
                yours, expected = truth(answer, point), truth(key, point)
            except TooLarge:
                continue
            if lenient and (yours is None or expected is None):
                # Where a side has no value, as a denominator vanishes, is only remarked.
                if one_sided is None and (yours or expected):
                    one_sided = OneSided(point, "answer" if yours else "key")
                continue
            if bool(yours) != bool(expected):
                who: Literal["answer", "key"] = "answer" if yours else "key"
                return Unlike(point, who, digits(x, special))
            compared += 1
            held = held or bool(yours)
    if not held and equations and tree.free_symbols(answer) and tree.free_symbols(key):
        # Neither has a solution; x² + 1 = 0 and x² + 2 = 0 are not meant to be the same.
        impossible = never(answer, domains) and never(key, domains)
        if impossible or proportional(answer, key, domains, seed):
            return Alike(max(1, compared))
        return Open()
    return Alike(compared, one_sided=one_sided) if compared else Open()


def _distance(x: Real) -> tuple[float, bool]:
    """How far from zero, positive numbers first."""
    value = as_float(x)
    return round(abs(value), 9), value < 0
