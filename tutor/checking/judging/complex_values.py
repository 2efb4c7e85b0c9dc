"""Verdicts on expressions over the complex numbers."""

from collections.abc import Iterator
from itertools import islice, product

from tutor.checking.equality.sampling import REAL, exact, strata
from tutor.checking.evaluation import complex_numbers
from tutor.checking.evaluation.ball import Exact
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging.writing import write_name
from tutor.checking.question import Question, say
from tutor.exercise import Right, Undecided, Verdict, Witness, Wrong

POINTS = 12
_COMPLEX = (
    complex(1, 2),
    complex(-1, 1),
    complex(2, -1),
    complex(-2, -3),
    complex(0.5, 0.25),
    complex(3, 0.5),
    complex(-0.75, 2),
    complex(1, -4),
    complex(0, 1),
    complex(-3, 0),
    complex(5, 0),
    complex(0.125, -0.5),
)


def judge(question: Question, answer: Node) -> Verdict:
    """The verdict on an expression in which something is complex."""
    if answer == question.key:
        return Right(evidence="identical")
    agreed = 0
    for point in _points(question, answer):
        outcome, a, k = complex_numbers.compare_at(answer, question.key, point)
        if outcome == "differ":
            return _wrong(point, a, k)
        agreed += outcome == "agree"
    if not agreed:
        return Undecided(why=say("nowhere"))
    return Right(evidence="numeric", points=agreed)


def same(question: Question, answer: Node, key: Node) -> bool:
    """Whether two expressions agree wherever both have a value."""
    outcomes = [
        complex_numbers.compare_at(answer, key, point)[0]
        for point in _points(question.about(key), answer)
    ]
    return "differ" not in outcomes and "agree" in outcomes


def _points(question: Question, answer: Node) -> Iterator[dict[str, complex | Exact]]:
    names = sorted(tree.free_symbols(answer) | tree.free_symbols(question.key))
    if not names:
        yield {}
        return
    pools: list[list[complex | Exact]] = []
    for number, name in enumerate(names):
        if name in question.complex_names:
            pools.append([*_COMPLEX[number % 4 :], *_COMPLEX[: number % 4]])
        else:
            domain = question.domains.get(name, REAL)
            pools.append([exact(x) for x in strata(domain, question.seed, 24)[:POINTS]])
    for index in range(POINTS):
        yield {
            name: pool[(index * (2 * place + 1) + place) % len(pool)]
            for place, (name, pool) in enumerate(zip(names, pools, strict=True))
        }
    if len(names) > 1:
        for choice in islice(product(*(pool[:3] for pool in pools)), 9):
            yield dict(zip(names, choice, strict=True))


def _wrong(point: dict[str, complex | Exact], a: object, k: object) -> Wrong:
    at = {name: complex_numbers.write(x) for name, x in point.items()}
    yours, expected = complex_numbers.write(a), complex_numbers.write(k)
    if yours == expected:
        yours, expected = complex_numbers.write(a, 30), complex_numbers.write(k, 30)
    place = ", ".join(f"{write_name(name)} = {value}" for name, value in at.items())
    if place:
        text = say("value", at=place, yours=yours, expected=expected)
    else:
        text = say("value_number", yours=yours, expected=expected)
    return Wrong(why=text, witness=Witness(text=text, at=at, yours=yours, expected=expected))
