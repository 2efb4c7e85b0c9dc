"""The points that equations in several variables hold for, by elimination.

An equation that is straight in a variable is solved for it, and the value put into the others,
until one variable is left. Where none is, squares may stand for variables, and numbers of an
equation in one variable are put in.
"""

from collections.abc import Mapping, Sequence
from itertools import product

from tutor.checking.equality.sampling import REAL, Domain
from tutor.checking.evaluation.ball import Ball, Real
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.statements.forms import difference, truth
from tutor.checking.statements.pieces import pieces
from tutor.checking.statements.zeros import affine, value_at, vanishes
from tutor.checking.trees.rewriting import number, rebuild, substitute

Point = dict[str, Real]

_DEEPEST = 8
"""So many equations are put into others one after the other."""
_LONGEST = 1500
"""Nodes of the equations that are put into others."""


class NotListed(Exception):  # noqa: N818 (a state of the statement, not a fault)
    """The points cannot be listed: there are too many, or no equation is straight."""


def solved(
    equations: Sequence[tree.Relation],
    names: Sequence[str],
    domains: Mapping[str, Domain],
    depth: int = _DEEPEST,
) -> list[Point]:
    """Points among which are all that the equations hold for."""
    if depth == 0 or sum(1 for each in equations for _ in tree.walk(each)) > _LONGEST:
        raise NotListed
    for equation in equations:
        if not tree.free_symbols(equation) and not truth(equation, {}):
            return []
    result: list[Point] = [{}]
    for some in _connected(names, equations):
        about = [each for each in equations if tree.free_symbols(each) & some]
        more = _of_connected(about, sorted(some), domains, depth)
        result = [{**one, **other} for one in result for other in more]
    return result


def _connected(names: Sequence[str], equations: Sequence[tree.Relation]) -> list[set[str]]:
    """The names in groups: no equation speaks of names of two groups."""
    groups = [{name} for name in names]
    for equation in equations:
        spoken = tree.free_symbols(equation)
        joined = set().union(*(group for group in groups if group & spoken))
        groups = [group for group in groups if not group & spoken]
        groups += [joined] if joined else []
    return groups


def _of_connected(
    equations: Sequence[tree.Relation],
    names: Sequence[str],
    domains: Mapping[str, Domain],
    depth: int,
) -> list[Point]:
    if len(names) == 1:
        return [{names[0]: x} for x in _numbers(equations, names[0], domains)]
    line = _straight(equations, names)
    if line is not None:
        return _by_line(line, equations, names, domains, depth)
    squares = {name: f"{name}^2" for name in names if _only_squared(name, equations)}
    if squares:
        return _by_squares(squares, equations, names, domains, depth)
    for equation in equations:
        if len(tree.free_symbols(equation)) == 1:
            return _by_number(equation, equations, names, domains, depth)
    raise NotListed


def _numbers(
    equations: Sequence[tree.Relation], name: str, domains: Mapping[str, Domain]
) -> list[Real]:
    """The numbers that equations in one variable hold for."""
    system = tree.Logic("and", tuple(equations))
    found = pieces(system, name, domains.get(name, REAL))
    if found is None or not all(piece.single for piece in found):
        raise NotListed
    return [piece.inside for piece in found]


def _put(equation: tree.Relation, values: Mapping[str, Node]) -> tree.Relation:
    left, right = (substitute(side, values) for side in (equation.left, equation.right))
    return tree.Relation("=", left, right)


def _by_number(
    equation: tree.Relation,
    equations: Sequence[tree.Relation],
    names: Sequence[str],
    domains: Mapping[str, Domain],
    depth: int,
) -> list[Point]:
    """The numbers of an equation in one variable put into the others, where they are exact."""
    (name,) = tree.free_symbols(equation)
    others = [other for other in names if other != name]
    result: list[Point] = []
    for x in _numbers([equation], name, domains):
        if isinstance(x, Ball):
            raise NotListed
        put = [_put(each, {name: number(x)}) for each in equations if each is not equation]
        result += [{**point, name: x} for point in solved(put, others, domains, depth - 1)]
    return result


# Squares


def _only_squared(name: str, equations: Sequence[tree.Relation]) -> bool:
    """Whether a variable occurs in even powers only."""
    return all(name not in tree.free_symbols(_with_square(each, name, "")) for each in equations)


def _with_square(node: Node, name: str, square: str) -> Node:
    """`node` with the variable `square` for the square of `name`."""
    if (
        isinstance(node, tree.Pow)
        and node.base == tree.Symbol(name)
        and isinstance(node.exponent, tree.Number)
        and node.exponent.value > 0
        and node.exponent.value % 2 == 0
    ):
        half = node.exponent.value / 2
        alone = tree.Symbol(square)
        return alone if half == 1 else tree.Pow(alone, tree.Number(half))
    parts = [_with_square(part, name, square) for part in tree.children(node)]
    return rebuild(node, parts) if parts else node


def _by_squares(
    squares: Mapping[str, str],
    equations: Sequence[tree.Relation],
    names: Sequence[str],
    domains: Mapping[str, Domain],
    depth: int,
) -> list[Point]:
    """The equations solved for the squares of variables that occur in no other way."""
    for name, square in squares.items():
        put = [_with_square(each, name, square) for each in equations]
        equations = [each for each in put if isinstance(each, tree.Relation)]
    inside = {**domains, **dict.fromkeys(squares.values(), Domain(low=0, open=(False, True)))}
    result: list[Point] = []
    for point in solved(equations, [squares.get(n, n) for n in names], inside, depth - 1):
        roots = [_roots(point.pop(square)) for square in squares.values()]
        choices = (dict(zip(squares, choice, strict=True)) for choice in product(*roots))
        result += [{**point, **choice} for choice in choices]
    return result


def _roots(square: Real) -> list[Real]:
    root = tree.Call("sqrt", (tree.Symbol("x"),))
    signs = (root, tree.Neg(root)) if square != 0 else (root,)
    found = [value_at(side, "x", {}, square) for side in signs]
    return [x for x in found if x is not None]


# Lines


_Line = tuple[int, str, Node, Node | None]
"""An equation that is straight in a variable: its place, the name, a and b in a·x + b = 0."""


def _by_line(
    line: _Line,
    equations: Sequence[tree.Relation],
    names: Sequence[str],
    domains: Mapping[str, Domain],
    depth: int,
) -> list[Point]:
    """What a straight equation gives for its variable put into the others."""
    index, name, slope, start = line
    rest = [*equations[:index], *equations[index + 1 :]]
    value: Node = number(0) if start is None else tree.Neg(tree.Div(start, slope))
    others = [other for other in names if other != name]
    result: list[Point] = []
    for point in solved([_put(each, {name: value}) for each in rest], others, domains, depth - 1):
        at = value_at(value, "", point, 0)
        if at is not None:
            result.append({**point, name: at})
    if tree.free_symbols(slope):
        # Where the slope vanishes, the equation says nothing of this variable.
        flat = [tree.Relation("=", part, number(0)) for part in (slope, start) if part is not None]
        result += solved([*flat, *rest], names, domains, depth - 1)
    return result


def _straight(equations: Sequence[tree.Relation], names: Sequence[str]) -> _Line | None:
    """An equation that is straight in a variable, best with a number before it."""
    best: _Line | None = None
    for index, equation in enumerate(equations):
        gap = difference(equation)
        for name in names:
            slope, start = straight(gap, name) or (None, None)
            if slope is None:
                continue
            if not tree.free_symbols(slope):
                steep = value_at(slope, "", {}, 0)
                if steep is not None and steep != 0 and not vanishes(steep):
                    return index, name, slope, start
            else:
                best = best or (index, name, slope, start)
    return best


def straight(node: Node, name: str) -> tuple[Node | None, Node | None] | None:
    """The a and b where `node` is written as a·x + b; None for one that is not there.

    None for the whole where it is not written so.
    """
    if name not in tree.free_symbols(node):
        return None, node
    if isinstance(node, tree.Symbol):
        return number(1), None
    if not affine(node, name):
        return None
    if isinstance(node, tree.Add):
        lines = [straight(term, name) or (None, None) for term in node.terms]
        return _sum([part for part, _ in lines]), _sum([part for _, part in lines])
    parts = list(tree.children(node))
    index = next(i for i, part in enumerate(parts) if name in tree.free_symbols(part))
    found = [
        None if inner is None else rebuild(node, [*parts[:index], inner, *parts[index + 1 :]])
        for inner in straight(parts[index], name) or (None, None)
    ]
    return found[0], found[1]


def _sum(parts: Sequence[Node | None]) -> Node | None:
    terms = tuple(part for part in parts if part is not None)
    return tree.Add(terms) if len(terms) > 1 else terms[0] if terms else None
