"""Two equations in several variables: multiples of each other, or solved for a variable."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from tutor.checking.equality import equivalence, pointwise
from tutor.checking.equality.comparing import CONFIRM
from tutor.checking.equality.outcomes import Comparison, Different, Same
from tutor.checking.equality.sampling import REAL, Domain, grid, row
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import Real
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.statements.forms import BITS, CUSTOMS, difference, numbers, truth
from tutor.checking.statements.places import lines, middle, places
from tutor.checking.statements.places import within as within_domain
from tutor.checking.statements.verdicts import Alike, Unlike
from tutor.checking.statements.zeros import affine, value_at, vanishes
from tutor.checking.trees.rewriting import number, substitute


def proportional(answer: Node, key: Node, domains: Mapping[str, Domain], seed: int) -> bool:
    """Whether two equations are multiples of each other."""
    if not (isinstance(answer, tree.Relation) and isinstance(key, tree.Relation)):
        return False
    if answer.op != "=" or key.op != "=":
        return False
    f, g = difference(answer), difference(key)
    names = tuple(sorted(tree.free_symbols(f) | tree.free_symbols(g)))
    if not names:
        return False
    ranges = tuple(domains.get(name, REAL) for name in names)
    points = grid(names, ranges, frozenset(), seed)
    for index in range(6, 20):
        point = row(points, index)
        at = numbers(point)
        f0, g0 = substitute(f, at), substitute(g, at)
        sizes = [value_at(side, "", {}, 0) for side in (f0, g0)]
        if any(value is None or value == 0 or vanishes(value) for value in sizes):
            continue
        same: Comparison = equivalence.compare(
            tree.Mul((f, g0)), tree.Mul((g, f0)), domains, seed=seed
        )
        return isinstance(same, Same) and same.one_sided is None
    return False


def solved(
    answer: Node, key: Node, domains: Mapping[str, Domain], seed: int
) -> Alike | Unlike | None:
    """Decide when one equation is `v = …` and the other is linear in v, or solved as well."""
    equations = (answer, key)
    if not all(isinstance(e, tree.Relation) and e.op == "=" for e in equations):
        return None
    within = [False, False]  # whether the solutions of this one all solve the other one
    linear = False
    points = 0
    for index, who in ((1, "key"), (0, "answer")):
        solution = _solution(equations[index])
        if solution is None:
            continue
        name, value = solution
        gap = difference(equations[1 - index])  # type: ignore[arg-type]
        allowed = domains.get(name, REAL)
        left = _where(substitute(gap, {name: value}), value, allowed)
        nothing = _where(tree.Mul((number(0), value)), value, allowed)
        found = equivalence.compare(left, nothing, domains, seed=seed)
        if isinstance(found, Different) and found.answer is not None:
            point = dict(found.point)
            arithmetic = Arithmetic(BITS, final=True, real_roots=True)
            at = pointwise.value_at(value, point, arithmetic, CUSTOMS)
            if at is None or not within_domain(allowed, middle(at)):
                return None
            return Unlike({**point, name: at}, who)  # type: ignore[arg-type]
        within[index] = isinstance(found, Same) and found.one_sided is None
        if within[index]:
            assert isinstance(found, Same)
            points = max(points, found.points)
            linear = linear or _linear(gap, name, domains, seed)
    if all(within):
        return Alike(max(points, 1))
    if any(within) and linear:
        index = within.index(True)
        return _where_free(equations[index], equations[1 - index], domains, seed, index) or Alike(
            points
        )
    return None


def solved_together(
    answer: Node, key: Node, domains: Mapping[str, Domain], seed: int
) -> Alike | Unlike | None:
    """Decide when systems give the same variables outright, as `x = 2t and y = t` does.

    One that does is enough to see that the other does not hold for its solutions.
    """
    systems = (answer, key)
    if not all(isinstance(each, tree.Logic) and each.op == "and" for each in systems):
        return None
    given = [_given(each) for each in systems]
    within = [False, False]
    sides: tuple[tuple[int, Literal["answer", "key"]], ...] = ((1, "key"), (0, "answer"))
    for index, who in sides:
        values = given[index]
        if values is None:
            continue
        found = _all_hold(systems[1 - index], values, domains, seed)
        if isinstance(found, Different):
            point: dict[str, Real] = dict(found.point)
            arithmetic = Arithmetic(BITS, final=True, real_roots=True)
            for name, value in values.items():
                at = pointwise.value_at(value, found.point, arithmetic, CUSTOMS)
                if at is None or not within_domain(domains.get(name, REAL), middle(at)):
                    return None
                point[name] = at
            return Unlike(point, who)
        within[index] = found
    same = all(within) and set(given[0] or ()) == set(given[1] or ())
    return Alike(CONFIRM) if same else None


def _given(system: Node) -> dict[str, Node] | None:
    """The values of the variables that a system gives outright; None where it says more."""
    found: dict[str, Node] = {}
    for part in tree.children(system):
        solution = _solution(part) if isinstance(part, tree.Relation) and part.op == "=" else None
        if solution is None or solution[0] in found:
            return None
        found[solution[0]] = solution[1]
    letters = _letters(found)
    return found if letters.isdisjoint(found) and letters else None


def _all_hold(
    system: Node, values: Mapping[str, Node], domains: Mapping[str, Domain], seed: int
) -> Different | bool:
    """Whether all equations of a system hold for the values, or where one does not."""
    parts = tree.children(system)
    if not all(isinstance(part, tree.Relation) and part.op == "=" for part in parts):
        return False
    always = True
    for part in parts:
        gap = substitute(difference(part), values)  # type: ignore[arg-type]
        nothing = tree.Mul((number(0), tree.Add(tuple(values.values()))))
        found = equivalence.compare(gap, nothing, domains, seed=seed)
        if isinstance(found, Different) and found.answer is not None:
            letters = tuple(sorted(_letters(values)))
            ranges = tuple(domains.get(name, REAL) for name in letters)
            nice = row(grid(letters, ranges, frozenset(), seed), 0)
            return Different({**nice, **found.point}, found.answer, 0)
        always = always and isinstance(found, Same) and found.one_sided is None
    return always


def _letters(values: Mapping[str, Node]) -> frozenset[str]:
    return frozenset().union(*map(tree.free_symbols, values.values()))


def _where(node: Node, value: Node, allowed: Domain) -> Node:
    """`node`, without a value where `value` is not between the ends of a domain."""
    conditions: list[Node] = []
    if math.isfinite(allowed.low):
        low = number(Fraction(allowed.low))
        conditions.append(tree.Relation(">" if allowed.open[0] else ">=", value, low))
    if math.isfinite(allowed.high):
        high = number(Fraction(allowed.high))
        conditions.append(tree.Relation("<" if allowed.open[1] else "<=", value, high))
    for condition in conditions:
        node = tree.Piecewise(((node, condition),), None)
    return node


def _where_free(
    solved: Node, other: Node, domains: Mapping[str, Domain], seed: int, index: int
) -> Unlike | None:
    """A point off the solution where the other equation holds, since its v drops out there.

    x·y = 2x² is linear in y, and at x = 0 it holds for every y.
    """
    solution = _solution(solved)
    assert solution is not None
    assert isinstance(other, tree.Relation)
    name, value = solution
    gap = difference(other)
    slope = tree.Add(
        (substitute(gap, {name: number(1)}), tree.Neg(substitute(gap, {name: number(0)})))
    )
    names = sorted(tree.free_symbols(slope) - {name})
    vanishing = tree.Relation("=", slope, number(0))
    everything = sorted(tree.free_symbols(solved) | tree.free_symbols(other))
    for axis, others in lines(everything, domains, seed):
        if axis not in names:
            continue
        for x in places((vanishing,), axis, others, domains.get(axis, REAL)):
            point: dict[str, Real] = {**others, axis: x}
            at = pointwise.value_at(value, point, Arithmetic(BITS, final=True), CUSTOMS)
            if at is None:
                continue
            point[name] = Arithmetic(BITS).add(at, 1)
            allowed = domains.get(name, REAL)
            if within_domain(allowed, middle(point[name])) and truth(other, point):
                return Unlike(point, "answer" if index == 1 else "key")
    return None


def _solution(equation: Node) -> tuple[str, Node] | None:
    """The variable and its value, when an equation says `v = …` without v on the right."""
    assert isinstance(equation, tree.Relation)
    for variable, value in (
        (equation.left, equation.right),
        (equation.right, equation.left),
    ):
        if isinstance(variable, tree.Symbol) and variable.name not in tree.free_symbols(value):
            return variable.name, value
    return None


def _linear(gap: Node, name: str, domains: Mapping[str, Domain], seed: int) -> bool:
    """Whether `gap` is written as a·v + b, where a is not always zero."""
    if not affine(gap, name):
        return False
    f = [substitute(gap, {name: number(value)}) for value in range(2)]
    return not isinstance(equivalence.compare(f[0], f[1], domains, seed=seed), Same)
