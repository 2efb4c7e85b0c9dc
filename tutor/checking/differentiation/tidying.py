"""Putting trees together the way a person writes the result.

Numbers are worked out, 0 and 1 disappear, x·x becomes x², a·(1/b)·c becomes ac/b, and a
factor above and below the line goes.
Nothing is multiplied out: the form still shows which rule made it.
"""

from fractions import Fraction

from tutor.checking.expression.tree import Add, Constant, Div, Mul, Neg, Node, Number, Pow, Symbol
from tutor.checking.trees.folding import fold, value_of
from tutor.checking.trees.rewriting import number

ZERO = number(0)
ONE = number(1)


def tidy(node: Node) -> Node:
    """`node` with numbers worked out and 0 and 1 gone, where that is possible."""
    try:
        return fold(node, {})
    except ZeroDivisionError:
        return node


def plus(*terms: Node) -> Node:
    """A sum, tidied."""
    return tidy(Add(terms)) if len(terms) > 1 else tidy(terms[0])


def over(top: Node, bottom: Node) -> Node:
    """A quotient, tidied; a quotient above stays one quotient, common factors go."""
    above = tidy(top)
    if isinstance(above, Neg) and value_of(above) is None:
        return tidy(Neg(over(above.arg, bottom)))
    if isinstance(above, Div) and value_of(above) is None:
        return over(above.top, times(above.bottom, bottom))
    return tidy(Div(*_cancelled(above, bottom)))


def _cancelled(top: Node, bottom: Node) -> tuple[Node, Node]:
    """Top and bottom without the factors that both have."""
    above, below = _powers(_factors(top)), _powers(_factors(bottom))
    for base in [base for base in above if base in below and not isinstance(base, Number)]:
        gap = value_of(plus(above[base], Neg(below[base])))
        if gap is not None:
            above[base], below[base] = number(max(gap, Fraction(0))), number(max(-gap, Fraction(0)))
    ratio = _number_in(above) / (_number_in(below) or 1)
    if not ratio or len(above) + len(below) < 3:
        return _product(above), _product(below)
    return (
        times(number(ratio.numerator), _product(_without_numbers(above))),
        times(number(ratio.denominator), _product(_without_numbers(below))),
    )


def _number_in(powers: dict[Node, Node]) -> Fraction:
    """The product of the plain numbers among the factors."""
    result = Fraction(1)
    for base, power in powers.items():
        if isinstance(base, Number) and power == ONE:
            result *= base.value
    return result


def _without_numbers(powers: dict[Node, Node]) -> dict[Node, Node]:
    kept = {
        base: power
        for base, power in powers.items()
        if not (isinstance(base, Number) and power == ONE)
    }
    return kept or {ONE: ONE}


def _factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, Mul) else (node,)


def times(*factors: Node) -> Node:
    """A product, tidied: one fraction, equal factors as a power."""
    product = tidy(Mul(factors)) if len(factors) > 1 else tidy(factors[0])
    if isinstance(product, Neg):
        return tidy(Neg(times(product.arg)))
    if not isinstance(product, Mul):
        return product
    tops: list[Node] = []
    bottoms: list[Node] = []
    for factor in product.factors:
        if isinstance(factor, Div) and value_of(factor) is None:
            tops.append(factor.top)
            bottoms.append(factor.bottom)
        else:
            tops.append(factor)
    if bottoms:
        return over(times(*tops), times(*bottoms))
    return tidy(_gathered(product.factors))


def _gathered(factors: tuple[Node, ...]) -> Node:
    """The product with equal factors written as a power; letters before functions and sums."""
    powers = _powers(factors)
    return _product(dict(sorted(powers.items(), key=lambda item: _rank(item[0]))))


def _rank(base: Node) -> int:
    if isinstance(base, Number):
        return 0
    return 1 if isinstance(base, Symbol | Constant) else 2


def _powers(factors: tuple[Node, ...]) -> dict[Node, Node]:
    """Base → exponent; a base that stands several times has its exponents added up."""
    powers: dict[Node, Node] = {}
    for factor in factors:
        base, exponent = _split(factor)
        powers[base] = plus(powers[base], exponent) if base in powers else exponent
    return powers


def _product(powers: dict[Node, Node]) -> Node:
    parts = tuple(tidy(Pow(base, power)) for base, power in powers.items())
    return tidy(Mul(parts)) if len(parts) > 1 else parts[0]


def _split(factor: Node) -> tuple[Node, Node]:
    """Base and exponent; a power of a number, or to a letter or sum, stays whole."""
    if not isinstance(factor, Pow):
        return factor, ONE
    if isinstance(factor.base, Number) or value_of(factor.exponent) is None:
        return factor, ONE
    return factor.base, factor.exponent
