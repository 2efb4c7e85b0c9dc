"""Trees that are polynomials in one variable with rational coefficients."""

from fractions import Fraction
from itertools import zip_longest
from typing import TypeAlias

import numpy as np

from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

Coefficients: TypeAlias = list[Fraction]
"""Lowest power first."""

MAX_DEGREE = 40


def coefficients(node: Node, name: str) -> Coefficients | None:
    """The coefficients of `node` in the variable `name`; None when it is no such polynomial."""
    if isinstance(node, tree.Number):
        return [node.value]
    if isinstance(node, tree.Symbol):
        return [Fraction(0), Fraction(1)] if node.name == name else None
    if isinstance(node, tree.Neg):
        inner = coefficients(node.arg, name)
        return None if inner is None else [-c for c in inner]
    if isinstance(node, tree.Add):
        total: Coefficients = []
        for term in node.terms:
            part = coefficients(term, name)
            if part is None:
                return None
            total = [
                (total[i] if i < len(total) else 0) + (part[i] if i < len(part) else Fraction(0))
                for i in range(max(len(total), len(part)))
            ]
        return total
    if isinstance(node, tree.Mul):
        product: Coefficients | None = [Fraction(1)]
        for factor in node.factors:
            product = _times(product, coefficients(factor, name))
        return product
    if isinstance(node, tree.Div):
        top, bottom = coefficients(node.top, name), coefficients(node.bottom, name)
        if top is None or bottom is None or len(bottom) != 1 or bottom[0] == 0:
            return None
        return [c / bottom[0] for c in top]
    if isinstance(node, tree.Pow) and isinstance(node.exponent, tree.Number):
        n = node.exponent.value
        if n.denominator != 1 or n > MAX_DEGREE:
            return None
        base = coefficients(node.base, name)
        product = [Fraction(1)]
        for _ in range(int(n)):
            product = _times(product, base)
        return product
    return None


def numerator(node: Node, name: str) -> Coefficients | None:
    """The polynomial above the line when `node` is brought to one fraction in `name`.

    Its zeros are those of `node`, and perhaps some places where `node` has no value. None
    when `node` is no fraction of polynomials.
    """
    found = _fraction(node, name)
    return None if found is None else found[0]


_Fraction: TypeAlias = tuple[Coefficients, Coefficients]


def _fraction(node: Node, name: str) -> _Fraction | None:
    polynomial = coefficients(node, name)
    if polynomial is not None:
        return polynomial, [Fraction(1)]
    if isinstance(node, tree.Neg):
        inner = _fraction(node.arg, name)
        return None if inner is None else ([-c for c in inner[0]], inner[1])
    if isinstance(node, tree.Div):
        below = _fraction(node.bottom, name)
        turned = None if below is None or not any(below[0]) else (below[1], below[0])
        return _multiplied(_fraction(node.top, name), turned)
    if isinstance(node, tree.Mul):
        product: _Fraction | None = _fraction(node.factors[0], name)
        for factor in node.factors[1:]:
            product = _multiplied(product, _fraction(factor, name))
        return product
    if isinstance(node, tree.Add):
        total = _fraction(node.terms[0], name)
        for term in node.terms[1:]:
            total = _added(total, _fraction(term, name))
        return total
    return None


def _multiplied(a: _Fraction | None, b: _Fraction | None) -> _Fraction | None:
    if a is None or b is None:
        return None
    top, bottom = _times(a[0], b[0]), _times(a[1], b[1])
    return None if top is None or bottom is None else (top, bottom)


def _added(a: _Fraction | None, b: _Fraction | None) -> _Fraction | None:
    if a is None or b is None:
        return None
    left, right, bottom = _times(a[0], b[1]), _times(b[0], a[1]), _times(a[1], b[1])
    if left is None or right is None or bottom is None:
        return None
    return [x + y for x, y in zip_longest(left, right, fillvalue=Fraction(0))], bottom


def _times(a: Coefficients | None, b: Coefficients | None) -> Coefficients | None:
    if a is None or b is None or len(a) + len(b) > MAX_DEGREE + 2:
        return None
    product = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            product[i + j] += x * y
    return product


def real_roots(polynomial: Coefficients) -> list[float]:
    """Where the real zeros are, roughly; a double one may look like a pair close to the axis."""
    try:
        roots = np.roots([float(c) for c in reversed(polynomial)])
    except (OverflowError, np.linalg.LinAlgError):
        return []
    return [float(r.real) for r in roots if abs(r.imag) <= 1e-3 * (1 + abs(r))]
