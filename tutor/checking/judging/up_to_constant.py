"""Antiderivatives: equal up to an additive constant.

The difference between answer and key must not change with the variables of the key. A
constant of integration in the answer (`+ C`) is a number like any other, but it may only
be added: C·x² is no antiderivative's constant. Where the key is not defined (at 0 for
ln |x|), each side may have a constant of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np

from tutor.checking.equality import breakpoints, crossings
from tutor.checking.equality.comparing import ENOUGH
from tutor.checking.equality.sampling import REAL, Domain, exact, grid, join
from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import VAGUE, Ball, Exact, Real, as_float, magnitude
from tutor.checking.evaluation.customs import STRICT
from tutor.checking.evaluation.float64 import compile_tree, values
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import explaining
from tutor.checking.judging.reals import BITS
from tutor.checking.judging.slopes import value_of
from tutor.checking.judging.writing import typed_digits, write, write_place, write_point
from tutor.checking.question import CONSTANT_NAMES, Question, say
from tutor.checking.trees.rewriting import number, substitute
from tutor.exercise import Right, Undecided, Verdict, Witness, Wrong

POINTS = 14


def judge(question: Question, answer: Node) -> Verdict:
    """The verdict on an answer that may differ from the key by a constant.

    Raises Unsupported for what has no value in doubles.
    """
    key_names = tree.free_symbols(question.key) - set(CONSTANT_NAMES)
    if question.wrt is not None:
        key_names |= {question.wrt}
    free = [
        name
        for name in tree.free_symbols(answer) | tree.free_symbols(question.key)
        if name in CONSTANT_NAMES and name not in key_names
    ]
    compared = 0
    for value in (Fraction(7, 3), Fraction(-5, 2)) if free else (Fraction(0),):
        fixed = {name: number(value + index) for index, name in enumerate(sorted(free))}
        result = _constant_gap(question, substitute(answer, fixed), substitute(question.key, fixed))
        if not isinstance(result, int):
            return result
        compared += result
    if compared < ENOUGH:
        return Undecided(why=say("nowhere"))
    return Right(evidence="numeric", points=compared)


def _constant_gap(question: Question, answer: Node, key: Node) -> int | Verdict:
    """At how many points answer − key had one value, or the verdict when it had two."""
    seen: dict[int, tuple[Mapping[str, Exact], Real]] = {}
    arithmetic = Arithmetic(BITS, final=True)
    compared = 0
    for piece, point in _points(question, answer, key):
        a, k = value_of(answer, point), value_of(key, point)
        if a is None or k is None:
            continue
        gap = arithmetic.add(a, arithmetic.neg(k))
        compared += 1
        if piece not in seen:
            seen[piece] = (point, gap)
            continue
        first_point, first = seen[piece]
        change = arithmetic.add(gap, arithmetic.neg(first))
        if change == 0:
            continue
        if isinstance(change, Ball) and magnitude(change.v) - 1 <= change.e:
            compared -= change.e > VAGUE  # too vague to count
            continue
        yours, expected = typed_digits(answer), typed_digits(key)
        text = say(
            "gap_moves",
            first=write(first, decimal=max(yours, expected)),
            at_first=write_place(first_point),
            second=write(gap, decimal=max(yours, expected)),
            at_second=write_place(point),
        )
        witness = Witness(
            text=text,
            at=write_point(point),
            yours=write(a, decimal=yours),
            expected=write(k, decimal=expected),
        )
        mistake = explaining.named_mistake(question, answer)
        return Wrong(why=say("all_but_constant", witness=text), witness=witness, mistake=mistake)
    return compared


def _points(question: Question, answer: Node, key: Node) -> Iterator[tuple[int, dict[str, Exact]]]:
    """Points, each with the number of the piece of the domain that it lies in."""
    names = tuple(sorted(tree.free_symbols(answer) | tree.free_symbols(key)))
    if not names:
        yield 0, {}
        return
    domains = tuple(question.domains.get(name, REAL) for name in names)
    points = dict(grid(names, domains, frozenset(), question.seed))
    places = [
        node for side in (answer, key) for node in breakpoints.bends(side) + breakpoints.poles(side)
    ]
    more = crossings.points_around(places[:24], names, domains, points, question.seed)
    if more is not None:
        points = join([points, more])
    size = len(points[names[0]])
    alive = np.ones(size, dtype=bool)
    for node in (answer, key):
        y = values(compile_tree(node, STRICT), points, size)
        alive &= np.isfinite(y) & (np.abs(y) < 1e30)
    edges = _edges(places, names[0], domains[0]) if len(names) == 1 else []
    rows = np.nonzero(alive)[0]
    wanted = POINTS if len(names) > 1 else POINTS * (1 + len(edges))
    for index in rows[np.linspace(0, len(rows) - 1, min(len(rows), wanted)).astype(int)]:
        point = {name: exact(float(points[name][index])) for name in names}
        piece = sum(as_float(point[names[0]]) > edge for edge in edges)
        yield piece, point


def _edges(places: Sequence[Node], name: str, domain: Domain) -> list[float]:
    """Zeros of denominators and the like: where one piece of the domain ends."""
    functions = breakpoints.compiled(list(dict.fromkeys(places)))
    return crossings.zeros(functions, name, {}, domain)
