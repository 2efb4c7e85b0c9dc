"""Statements that hold for no number, shown by bounds of both sides or by counting zeros."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tutor.checking.equality.sampling import REAL, Domain
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.statements import roots
from tutor.checking.statements.forms import difference
from tutor.checking.trees.polynomial import numerator

End = Fraction | float  # a float only for ±∞


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers that include all values of an expression.

    open: whether the ends themselves are left out.
    """

    low: End = -math.inf
    high: End = math.inf
    open: tuple[bool, bool] = (True, True)


EVERY = Range()
_POSITIVE = Range(Fraction(0))
_NOT_NEGATIVE = Range(Fraction(0), open=(False, True))
_UNIT = Range(Fraction(0), Fraction(1))
_BETWEEN = Range(Fraction(-1), Fraction(1))
_WAVE = Range(Fraction(-1), Fraction(1), (False, False))
_CALLS: Mapping[str, Range] = {
    "sin": _WAVE,
    "cos": _WAVE,
    "tanh": _BETWEEN,
    "erf": _BETWEEN,
    "sigmoid": _UNIT,
    "exp": _POSITIVE,
    "cosh": Range(Fraction(1), open=(False, True)),
    "abs": _NOT_NEGATIVE,
    "sqrt": _NOT_NEGATIVE,
    "relu": _NOT_NEGATIVE,
    "softplus": _POSITIVE,
}


def never(statement: Node, domains: Mapping[str, Domain]) -> bool:
    """Whether a statement is shown to hold for no numbers; False says nothing."""
    if isinstance(statement, tree.Logic):
        if statement.op == "not":
            return False
        combine: Callable[..., bool] = any if statement.op == "and" else all
        return combine(never(arg, domains) for arg in statement.args)
    if not isinstance(statement, tree.Relation):
        return False
    gap = difference(statement)
    found = _range(gap, domains)
    below = found.high < 0 or (found.high == 0 and found.open[1])
    above = found.low > 0 or (found.low == 0 and found.open[0])
    if statement.op == "=":
        return below or above or _without_zero(gap)
    if statement.op in ("<", "<="):
        return above or (statement.op == "<" and found.low == 0)
    if statement.op in (">", ">="):
        return below or (statement.op == ">" and found.high == 0)
    return False


def _without_zero(gap: Node) -> bool:
    names = tree.free_symbols(gap)
    polynomial = numerator(gap, next(iter(names))) if len(names) == 1 else None
    return polynomial is not None and roots.has_none(polynomial)


def _range(node: Node, domains: Mapping[str, Domain]) -> Range:
    """What the values of an expression lie between."""
    if isinstance(node, tree.Number):
        return Range(node.value, node.value, (False, False))
    if isinstance(node, tree.Constant) and node.name in ("e", "pi"):
        return Range(Fraction(5, 2), Fraction(7, 2))
    if isinstance(node, tree.Symbol):
        domain = domains.get(node.name, REAL)
        return Range(_end(domain.low), _end(domain.high), domain.open)
    if isinstance(node, tree.Neg):
        return _negative(_range(node.arg, domains))
    if isinstance(node, tree.Add):
        total = _range(node.terms[0], domains)
        for term in node.terms[1:]:
            total = _sum(total, _range(term, domains))
        return total
    if isinstance(node, tree.Mul):
        return _product(node, domains)
    if isinstance(node, tree.Pow):
        return _power(node, domains)
    return _CALLS.get(node.name, EVERY) if isinstance(node, tree.Call) else EVERY


def _end(x: float) -> End:
    return Fraction(x) if math.isfinite(x) else x


def _negative(a: Range) -> Range:
    return Range(-a.high, -a.low, (a.open[1], a.open[0]))


def _sum(a: Range, b: Range) -> Range:
    return Range(a.low + b.low, a.high + b.high, (a.open[0] or b.open[0], a.open[1] or b.open[1]))


def _product(node: tree.Mul, domains: Mapping[str, Domain]) -> Range:
    """A number times something; else only whether it is positive."""
    factors = [_range(factor, domains) for factor in node.factors]
    scale, rest = Fraction(1), []
    for factor in factors:
        if factor.low == factor.high and isinstance(factor.low, Fraction):
            scale *= factor.low
        else:
            rest.append(factor)
    if scale == 0 or not rest:
        return Range(scale, scale, (False, False))
    if len(rest) == 1:
        a = rest[0] if scale > 0 else _negative(rest[0])
        return Range(a.low * abs(scale), a.high * abs(scale), a.open)
    if any(a.low < 0 for a in rest):
        return EVERY
    strict = all(a.low > 0 or a.open[0] for a in rest)
    a = Range(Fraction(0), open=(strict, True))
    return a if scale > 0 else _negative(a)


def _power(node: tree.Pow, domains: Mapping[str, Domain]) -> Range:
    base = _range(node.base, domains)
    if base.low > 0 or (base.low == 0 and base.open[0]):
        return _POSITIVE
    exponent = node.exponent
    if isinstance(exponent, tree.Number) and exponent.value.denominator == 1:
        return _NOT_NEGATIVE if exponent.value % 2 == 0 else EVERY
    return _NOT_NEGATIVE if isinstance(exponent, tree.Number) and base.low >= 0 else EVERY
