"""Putting trees together the way a person writes the result.

Numbers are worked out, 0 and 1 disappear, x·x becomes x², and a·(1/b)·c becomes ac/b.
Nothing is multiplied out: the form still shows which rule made it.
"""

from tutor.checking.expression.tree import Add, Div, Mul, Neg, Node, Number, Pow
from tutor.checking.folding import fold, value_of
from tutor.checking.rewriting import number

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
    """A quotient, tidied; a quotient above stays one quotient."""
    above = tidy(top)
    if isinstance(above, Neg) and isinstance(above.arg, Div):
        return tidy(Neg(over(above.arg, bottom)))
    if isinstance(above, Div) and value_of(above) is None:
        return tidy(Div(above.top, times(above.bottom, bottom)))
    return tidy(Div(above, bottom))


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
    """The product with equal factors written as a power where they first stand."""
    powers: dict[Node, Node] = {}
    for factor in factors:
        base, exponent = (factor, ONE) if not isinstance(factor, Pow) else _split(factor)
        powers[base] = plus(powers[base], exponent) if base in powers else exponent
    parts = tuple(base if power == ONE else Pow(base, power) for base, power in powers.items())
    return Mul(parts) if len(parts) > 1 else parts[0]


def _split(power: Pow) -> tuple[Node, Node]:
    """Base and exponent; a power of a number, or to a sum, stays whole."""
    if isinstance(power.base, Number) or value_of(power.exponent) is None:
        return power, ONE
    return power.base, power.exponent
