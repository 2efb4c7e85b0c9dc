"""What is left of a difference when all that cancels is taken out.

tanh(1000) is 1 to 868 digits. Written as 1 − 2/(e²⁰⁰⁰ + 1), what is left of tanh(1000) − 1 is
−2/(e²⁰⁰⁰ + 1), which is known well for its size, and is not zero. So functions near a limit are
written as the limit and a small rest, both sides are multiplied out, equal terms are taken out,
and only the rest is evaluated.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import TypeAlias

from tutor.checking.evaluation.arithmetic import Arithmetic
from tutor.checking.evaluation.ball import (
    BITS,
    Ball,
    Exact,
    Imprecise,
    Real,
    TooLarge,
    Undefined,
    as_float,
    magnitude,
)
from tutor.checking.evaluation.customs import Customs, Unsupported
from tutor.checking.evaluation.digits import Evaluator
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.trees.rewriting import canonical, number, rebuild

FUEL = 4_000
MAX_TERMS = 64
MAX_POWER = 3

Term: TypeAlias = tuple[Fraction, tuple[Node, ...]]
"""A coefficient and factors in a fixed order."""

_ONE, _TWO = number(1), number(2)


def differs(answer: Node, key: Node, point: Mapping[str, Exact], customs: Customs) -> bool:
    """Whether the two surely differ at a point, however little."""
    arithmetic = Arithmetic(BITS, fuel=FUEL, real_roots=customs.odd_roots)
    evaluator = Evaluator(dict(point), arithmetic, customs)
    try:
        left: dict[tuple[Node, ...], Fraction] = {}
        for sign, side in ((1, answer), (-1, key)):
            for coefficient, factors in _terms(_near_limits(side, evaluator)):
                left[factors] = left.get(factors, Fraction(0)) + sign * coefficient
        total: Real = 0
        for factors, coefficient in left.items():
            if not coefficient:
                continue
            value: Real = coefficient
            for factor in factors:
                value = arithmetic.mul(value, evaluator.value(factor))
            total = arithmetic.add(total, value)
    except (Undefined, Imprecise, TooLarge, Unsupported, _TooLong):
        return False
    if isinstance(total, Ball):
        return magnitude(total.v) - 1 > total.e
    return total != 0


class _TooLong(Exception):  # noqa: N818 (an outcome, not a fault)
    """There would be too many terms."""


# Near a limit


def _exp(u: Node) -> Node:
    return tree.Call("exp", (u,))


def _plus(*terms: Node) -> Node:
    return tree.Add(terms)


def _share(exponent: Node, shift: int) -> Node:
    """2/(e^u ± 1)."""
    return tree.Div(_TWO, _plus(_exp(exponent), number(shift)))


def _tail(u: Node) -> Node:
    return tree.Call("normcdf", (tree.Neg(u),))


def _sine_squared(u: Node) -> Node:
    return tree.Pow(tree.Call("sin", (tree.Div(u, _TWO),)), _TWO)


def _halved(u: Node, sign: int) -> Node:
    below = tree.Div(_exp(tree.Neg(u)), _TWO)
    return _plus(tree.Div(_exp(u), _TWO), below if sign > 0 else tree.Neg(below))


def _twice(u: Node) -> Node:
    return tree.Mul((_TWO, u))


_ABOVE: Mapping[str, Callable[[Node], Node]] = {
    "tanh": lambda u: _plus(_ONE, tree.Neg(_share(_twice(u), 1))),
    "coth": lambda u: _plus(_ONE, _share(_twice(u), -1)),
    "sigmoid": lambda u: _plus(_ONE, tree.Neg(tree.Div(_ONE, _plus(_ONE, _exp(u))))),
    "erf": lambda u: _plus(_ONE, tree.Neg(tree.Call("erfc", (u,)))),
    "normcdf": lambda u: _plus(_ONE, tree.Neg(_tail(u))),
    "softplus": lambda u: _plus(u, tree.Call("log1p", (_exp(tree.Neg(u)),))),
    "gelu": lambda u: _plus(u, tree.Neg(tree.Mul((u, _tail(u))))),
    "silu": lambda u: _plus(u, tree.Neg(tree.Div(u, _plus(_ONE, _exp(u))))),
    "cosh": lambda u: _halved(u, 1),
    "sinh": lambda u: _halved(u, -1),
    "cos": lambda u: _plus(_ONE, tree.Neg(_twice(_sine_squared(u)))),
}
"""Function → the same as a limit and a rest, where the argument is positive."""

_BELOW: Mapping[str, Callable[[Node], Node]] = {
    "tanh": lambda u: _plus(tree.Neg(_ONE), _share(_twice(tree.Neg(u)), 1)),
    "coth": lambda u: _plus(tree.Neg(_ONE), tree.Neg(_share(_twice(tree.Neg(u)), -1))),
    "erf": lambda u: _plus(tree.Neg(_ONE), tree.Call("erfc", (tree.Neg(u),))),
    "softplus": lambda u: tree.Call("log1p", (_exp(u),)),
    "cosh": lambda u: _halved(u, 1),
    "sinh": lambda u: _halved(u, -1),
    "cos": _ABOVE["cos"],
}
"""The same where the argument is negative."""


def _near_limits(node: Node, evaluator: Evaluator) -> Node:
    if isinstance(node, tree.Piecewise | tree.Big | tree.Relation | tree.Logic):
        return node
    parts = list(tree.children(node))
    if not parts:
        return node
    node = rebuild(node, [_near_limits(part, evaluator) for part in parts])
    if not isinstance(node, tree.Call) or not node.args:
        return node
    argument = node.args[0]
    if node.name == "log" and len(node.args) == 1 and isinstance(argument, tree.Add):
        rest = [term for term in argument.terms if term != _ONE]
        if len(rest) == len(argument.terms) - 1:
            return tree.Call("log1p", (_plus(*rest) if len(rest) > 1 else rest[0],))
    if node.name not in _ABOVE or len(node.args) != 1:
        return node
    rules = _ABOVE if as_float(evaluator.value(argument)) > 0 else _BELOW
    return rules[node.name](argument) if node.name in rules else node


# Multiplying out


def _terms(node: Node) -> Iterator[Term]:
    """The terms of a node multiplied out, with rational coefficients."""
    if isinstance(node, tree.Number):
        yield node.value, ()
    elif isinstance(node, tree.Neg):
        yield from ((-c, factors) for c, factors in _terms(node.arg))
    elif isinstance(node, tree.Add):
        for term in node.terms:
            yield from _terms(term)
    elif isinstance(node, tree.Mul):
        yield from _multiplied([list(_terms(factor)) for factor in node.factors])
    elif isinstance(node, tree.Div):
        below = list(_terms(node.bottom))
        inverse: Term = (Fraction(1), (canonical(tree.Div(_ONE, node.bottom)),))
        if len(below) == 1 and not below[0][1] and below[0][0]:
            inverse = (1 / below[0][0], ())
        yield from _multiplied([list(_terms(node.top)), [inverse]])
    elif isinstance(node, tree.Pow) and _small_power(node.exponent):
        assert isinstance(node.exponent, tree.Number)
        yield from _multiplied([list(_terms(node.base))] * int(node.exponent.value))
    else:
        yield Fraction(1), (canonical(node),)


def _small_power(exponent: Node) -> bool:
    return isinstance(exponent, tree.Number) and exponent.value in range(2, MAX_POWER + 1)


def _multiplied(sums: list[list[Term]]) -> Iterator[Term]:
    count = 1
    for terms in sums:
        count *= len(terms)
    if count > MAX_TERMS:
        raise _TooLong
    for choice in product(*sums):
        coefficient = Fraction(1)
        factors: list[Node] = []
        for c, more in choice:
            coefficient *= c
            factors += more
        yield coefficient, tuple(sorted(factors, key=repr))
