"""Whether two equal expressions have values at the same places.

An expression can begin or cease to have a value only at its edges: where something below a
bar is zero, where the argument of a root or logarithm changes its sign, at the poles of tan.
The edges of both are found along lines, exactly or to many digits, and at each of them, and
in every gap between two, either both must have a value or neither.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from tutor.checking.equality import breakpoints
from tutor.checking.equality.outcomes import OneSided
from tutor.checking.equality.pointwise import value_at
from tutor.checking.equality.sampling import ASSUMPTIONS, REAL
from tutor.checking.equality.survey import survey
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import VAGUE, Ball, Imprecise, Real, TooLarge, as_float
from tutor.checking.evaluation.customs import Customs, Unsupported
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import slopes
from tutor.checking.question import Question
from tutor.checking.statements import forms, verdicts
from tutor.checking.statements.forms import BITS
from tutor.checking.statements.places import gaps, lines, places
from tutor.checking.trees.rewriting import number

GENEROUS = Customs(odd_roots=True, gamma=True, empty_sums=True)
_MOST_EDGES = 24

_POLES: Mapping[str, str] = {"tan": "cos", "sec": "cos", "cot": "sin", "csc": "sin"}
"""A function → the one that is zero where it has no value."""


def one_sided(question: Question, answer: Node, seen: OneSided | None) -> OneSided | None:
    """A place where only one of two equal expressions has a value, as far as that counts.

    seen: such a place that was met already. Without one, edges are looked at only where the
    same domain is asked.
    """
    if seen is not None and _counts(question, answer, seen):
        return seen
    if seen is None and not question.same_domain:
        return None
    found = _differences(question, answer)
    return next((at for at in found if _counts(question, answer, at)), None)


def are_everywhere(*nodes: Node) -> bool:
    """Whether expressions are seen to have a value for all real numbers."""
    return not any(map(_edges, nodes))


def _counts(question: Question, answer: Node, at: OneSided) -> bool:
    """Whether the value that only one has counts.

    At a kink a function has no derivative, and no sum is meant to have less than no terms.
    """
    seen = survey(answer, question.key)
    if seen.sums and any(as_float(at.point.get(name, 0)) < 0 for name in seen.counting):
        return False
    if question.function is None or question.wrt is None:
        return True
    if at.who == "key":
        return slopes.is_slope(question, at.point, at.value)
    return not slopes.is_kink(question, at.point)


def _differences(question: Question, answer: Node) -> Iterator[OneSided]:
    key = question.key
    seen = survey(answer, key)
    counted = seen.sums and seen.counting
    if counted or seen.uses("factorial", "binomial", "heaviside", "round"):
        return  # where these have a value is a matter of custom
    domains = {**dict.fromkeys(seen.whole, ASSUMPTIONS["integer"]), **question.domains}
    edges = list(dict.fromkeys([*_edges(answer), *_edges(key)]))[:_MOST_EDGES]
    names = sorted(tree.free_symbols(answer) | tree.free_symbols(key))
    if not edges or not names:
        return
    curves = [tree.Relation("=", edge, number(0)) for edge in edges]
    for name, others in lines(names, domains, question.seed):
        domain = domains.get(name, REAL)
        try:
            special = places(curves, name, others, domain)
        except (Unsupported, TooLarge):
            continue
        for x in [*sorted(special, key=_distance), *gaps(special, domain)]:
            at = _compared(answer, key, {**others, name: x})
            if at is not None:
                yield at


def _distance(x: Real) -> tuple[float, bool]:
    """How far from zero, positive numbers first."""
    value = as_float(x)
    return round(abs(value), 9), value < 0


def _compared(answer: Node, key: Node, point: Mapping[str, Real]) -> OneSided | None:
    """The value at a point that only one of both has."""
    try:
        mine, expected = _value(answer, point), _value(key, point)
    except (Imprecise, TooLarge, Unsupported):
        return None
    if (mine is None) == (expected is None):
        return None
    value = expected if mine is None else mine
    assert value is not None
    if isinstance(value, Ball) and value.e > VAGUE:
        return None
    return OneSided(point, "key" if mine is None else "answer", value)


def _value(node: Node, point: Mapping[str, Real]) -> Real | None:
    """The value, or None where there is none. Raises what keeps it from being known."""
    return value_at(node, point, Arithmetic(BITS, final=True, real_roots=True), GENEROUS)


# Equations in several variables


def solution(question: Question, answer: Node, key: Node) -> verdicts.OneSided | None:
    """A point where one of two statements holds, and the other has no value."""
    names = sorted(tree.free_symbols(answer) | tree.free_symbols(key))
    if len(names) < 2:  # there the two were compared at every edge
        return None
    statements = forms.plain(answer), forms.plain(key)
    sides: tuple[Literal["answer", "key"], ...] = ("answer", "key")
    for who, holds, other in zip(sides, statements, statements[::-1], strict=True):
        for point in _solutions(question, names, holds, other):
            if _only_one(holds, other, point):
                return verdicts.OneSided(point, who)
    return None


def _only_one(holds: Node, other: Node, point: Mapping[str, Real]) -> bool:
    try:
        return bool(forms.truth(holds, point)) and forms.truth(other, point) is None
    except TooLarge:
        return False


def _solutions(
    question: Question, names: list[str], holds: Node, other: Node
) -> Iterator[dict[str, Real]]:
    """Points where a statement may hold, at the edges of another one."""
    domains = question.domains
    edges = [edge for r in forms.relations(other) for edge in _edges(forms.difference(r))]
    curves = [tree.Relation("=", edge, number(0)) for edge in dict.fromkeys(edges)][:_MOST_EDGES]
    for axis, others in lines(names, domains, question.seed):
        found = places(curves, axis, others, domains.get(axis, REAL))
        for edge in sorted(found, key=_distance):
            for name in others:
                rest = {other: x for other, x in others.items() if other != name}
                if isinstance(edge, Ball):
                    values = _given(holds, name, {**rest, axis: edge})
                else:
                    values = places((holds,), name, {**rest, axis: edge}, domains.get(name, REAL))
                for x in values:
                    yield {**rest, axis: edge, name: x}


def _given(statement: Node, name: str, point: Mapping[str, Real]) -> list[Real]:
    """The values that a statement such as y = sin x gives to the variable `name` outright."""
    found = []
    for relation in forms.relations(statement):
        for variable, value in pairwise((relation.left, relation.right, relation.left)):
            alone = variable == tree.Symbol(name) and name not in tree.free_symbols(value)
            at = _value(value, point) if alone and relation.op == "=" else None
            found += [] if at is None else [at]
    return found


# Edges


def _edges(node: Node) -> list[Node]:
    """Trees at whose zeros an expression may begin or cease to have a value."""
    names = tree.free_symbols(node)
    found = [*breakpoints.poles(node), *breakpoints.bends(node)]
    found += [
        edge
        for part in tree.walk(node)
        for edge in _edges_of(part)
        if breakpoints.speaks_of(edge, names)
    ]
    return list(dict.fromkeys(found))


def _edges_of(part: Node) -> Iterator[Node]:
    if not isinstance(part, tree.Call):
        return
    if part.name in _POLES:
        yield tree.Call(_POLES[part.name], part.args)
    elif part.name in ("coth", "csch", "asec", "acsc"):
        yield part.args[0]
    elif part.name == "log" and len(part.args) > 1:
        yield part.args[1]
        yield tree.Add((part.args[1], tree.Neg(tree.Number(Fraction(1)))))
    elif part.name in ("mod", "root"):
        yield part.args[1]
        yield part.args[0]
