"""Whether two equal expressions have values at the same places.

An expression can begin or cease to have a value only at its edges: where something below a
bar is zero, where the argument of a root or logarithm changes its sign, at the poles of tan.
The edges of both are found along lines, exactly or to many digits, and at each of them, and
in every gap between two, either both must have a value or neither.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

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
    if seen is not None and _counts(question, seen):
        return seen
    if seen is None and not question.same_domain:
        return None
    return next((at for at in _differences(question, answer) if _counts(question, at)), None)


def are_everywhere(*nodes: Node) -> bool:
    """Whether expressions are seen to have a value for all real numbers."""
    return not any(map(_edges, nodes))


def _counts(question: Question, at: OneSided) -> bool:
    """Whether the value that only one has is one: at a kink there is no derivative."""
    return at.who == "answer" or not slopes.has_kink(question, at.point, at.value)


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
        mine, expected = (
            value_at(side, point, Arithmetic(BITS, final=True, real_roots=True), GENEROUS)
            for side in (answer, key)
        )
    except (Imprecise, TooLarge, Unsupported):
        return None
    if (mine is None) == (expected is None):
        return None
    value = expected if mine is None else mine
    assert value is not None
    if isinstance(value, Ball) and value.e > VAGUE:
        return None
    return OneSided(point, "key" if mine is None else "answer", value)


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
