"""True things to say about a wrong expression: sign, factor, constant, rounding.

Every remark is checked like an answer: "exactly −1 times" is said only when the answer
equals −1 · key by the same comparison.
"""

from fractions import Fraction

from tutor.bilingual import Text
from tutor.checking.equality import equivalence
from tutor.checking.equality.likeness import Likeness, Looks
from tutor.checking.equality.outcomes import Different, Same
from tutor.checking.evaluation.ball import Exact, as_float
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.judging import reals, tolerant
from tutor.checking.judging.writing import typed_digits, write, write_place
from tutor.checking.question import Question, say
from tutor.checking.trees.rewriting import number
from tutor.exercise import Mistake

LARGEST = 1000
"""Factors and constants with a longer numerator or denominator are no help to anyone."""
SHARE = Fraction(1, 50)
"""What is off by more than this share of the key was not merely rounded."""


def about(question: Question, answer: Node, found: Different) -> Text | None:
    """How the answer relates to the key, when that is simple."""
    key = question.key
    if found.answer is None:
        return None
    if not tree.free_symbols(key):
        return _about_number(found)
    like = Likeness(answer, Looks(question.domains))

    def same(other: Node) -> bool:
        return not like.excluded(other) and _same(question, answer, other)

    factor = short_fraction(reals.ratio(found.answer, found.key))
    if factor is not None and same(_scaled(key, factor)):
        if factor == -1:
            return say("sign")
        return say("factor", factor=write(factor))
    offset = short_fraction(reals.excess(found.answer, found.key))
    if offset is not None and same(tree.Add((key, number(offset)))):
        return say("offset", sign="+" if offset > 0 else "−", offset=_told(abs(offset), answer))
    if _close(reals.product(found.answer, found.key), 1) and same(tree.Div(number(1), key)):
        return say("reciprocal")
    return None


def _told(x: Exact, answer: Node) -> str:
    return write(x, decimal=typed_digits(answer))


def _about_number(found: Different) -> Text | None:
    assert found.answer is not None
    if not reals.vanishes(found.key) and reals.are_opposite(found.answer, found.key):
        return say("sign")
    product = reals.product(found.answer, found.key)
    if not isinstance(product, float) and product == 1:
        return say("reciprocal")
    return None


def _same(question: Question, answer: Node, other: Node) -> bool:
    found = equivalence.compare(answer, other, question.domains, seed=question.seed)
    return isinstance(found, Same)


def _scaled(key: Node, factor: Exact) -> Node:
    if factor == -1:
        return tree.Neg(key)
    return tree.Mul((number(factor), key))


def _close(x: float | Exact, goal: int) -> bool:
    return goal - 1e-9 < x < goal + 1e-9


def short_fraction(x: float | Exact) -> Fraction | None:
    """The fraction that `x` is; None for 0, and where it takes numbers above `LARGEST`."""
    if isinstance(x, float) and not abs(x) < 1e6:
        return None
    value = Fraction(x)
    short = value.limit_denominator(LARGEST)
    near = abs(short - value) <= abs(value) / 10**9
    if not near or short == 0 or abs(short.numerator) > LARGEST:
        return None
    return short


# Rounding


def rounding(question: Question, answer: Node, found: Different) -> Mistake | None:
    """The mistake of answering with a rounded number where the exact one is asked."""
    if question.tolerance is not None:
        return None
    assert found.answer is not None
    a, k = as_float(found.answer), as_float(found.key)
    decimals = [
        part for part in tree.walk(answer) if isinstance(part, tree.Number) and _has_places(part)
    ]
    if not decimals or abs(a - k) > SHARE * abs(k):
        return None
    if isinstance(answer, tree.Number | tree.Neg) and not _rounds_to(answer, found):
        return None
    if tree.free_symbols(answer) and not tolerant.nearly_equal(question, answer, SHARE):
        return None
    apart = reals.difference(found.answer, found.key)
    if reals.vanishes(apart):
        return None
    gap = write(apart, 2, decimal=typed_digits(answer))
    if found.point:
        text = say("rounded_at", gap=gap, at=write_place(found.point))
    else:
        text = say("rounded", gap=gap)
    return Mistake(name="rounded", text=text, question=say("rounded_question"))


def _has_places(part: tree.Number) -> bool:
    """Whether a number has a point, or tenths and smaller parts as 3e-4; 2e3 has neither."""
    return "." in part.text or part.value.denominator % 10 == 0


def _rounds_to(answer: Node, found: Different) -> bool:
    """Whether the decimal typed is the key rounded (or cut) to as many digits."""
    literal = answer.arg if isinstance(answer, tree.Neg) else answer
    if not isinstance(literal, tree.Number):
        return False
    decimals = len(literal.text.partition(".")[2]) if literal.text.replace(".", "").isdigit() else 0
    unit = Fraction(1, 10**decimals)
    assert found.answer is not None
    return reals.compare(reals.difference(found.answer, found.key), unit) <= 0
