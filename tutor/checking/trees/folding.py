"""Numbers put into a formula, and the formula tidied the way a person writes it.

With a = 1, b = −3 and c = 0, `a*x^2 + b*x + c` becomes `x^2 − 3·x`. All arithmetic is exact;
what has no exact value, such as `exp(2)`, stays as it is. What is worked out from a decimal
is a decimal where it can be: 1 + 0.1 is 1.1, and 0.1/3 is 1/30.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import ceil, comb, factorial, floor, isqrt
from typing import Any, TypeAlias

from tutor.checking.expression.tree import (
    Add,
    Call,
    Div,
    Logic,
    Mul,
    Neg,
    Node,
    Number,
    Pow,
    Relation,
    Symbol,
)

LARGEST_EXPONENT = 512
LARGEST_BITS = 4096

Values: TypeAlias = Mapping[str, Node]


MOST_DECIMALS = 12
MOST_REMEMBERED = 4000
NOTHING, ONE = Fraction(0), Fraction(1)


def number_node(value: Fraction, decimal: bool = False) -> Node:
    """A rational number as a tree; decimal: written as one where it ends."""
    if value.numerator < 0:
        return Neg(number_node(-value, decimal))
    if value.denominator == 1:
        return Number(value)
    if decimal and 10**MOST_DECIMALS % value.denominator == 0:
        whole, part = divmod(int(value * 10**MOST_DECIMALS), 10**MOST_DECIMALS)
        return Number(value, f"{whole}.{part:0{MOST_DECIMALS}}".rstrip("0"))
    return Div(Number(Fraction(value.numerator)), Number(Fraction(value.denominator)))


def value_of(node: Node) -> Fraction | None:
    """The rational number that a folded tree is; None when it is something else."""
    kind = type(node)
    if kind is Number:
        return node.value  # type: ignore[union-attr]
    if kind is Neg:
        inner = value_of(node.arg)  # type: ignore[union-attr]
        return None if inner is None else -inner
    match node:
        case Div(top=Number(value=top), bottom=Number(value=bottom)) if bottom:
            return top / bottom
    return None


def is_decimal(node: Node) -> bool:
    """Whether a number was typed, or is to be shown, as a decimal."""
    if isinstance(node, Neg):
        return is_decimal(node.arg)
    return isinstance(node, Number) and bool(node.text) and not node.text.isdigit()


_tidied: dict[int, tuple[Node, Node]] = {}
"""What was folded without values lately, by identity: equal numbers may be written differently."""


def fold(node: Node, values: Values) -> Node:
    """The tree with `values` in the place of symbols, tidied. Raises ZeroDivisionError."""
    if values:
        return _folded(node, values)
    known = _tidied.get(id(node))
    if known is not None:
        return known[1]
    result = _folded(node, values)
    if len(_tidied) >= MOST_REMEMBERED:
        _tidied.clear()
    _tidied[id(node)] = node, result
    _tidied[id(result)] = result, result
    return result


def _folded(node: Node, values: Values) -> Node:
    rule = _RULES.get(type(node), _inside)
    return rule(node, values)


_RULES: Mapping[type, Callable[[Any, Values], Node]] = {
    Number: lambda node, values: node,
    Symbol: lambda node, values: values.get(node.name, node),
    Neg: lambda node, values: _negative(fold(node.arg, values)),
    Add: lambda node, values: _sum([fold(term, values) for term in node.terms]),
    Mul: lambda node, values: _product([fold(factor, values) for factor in node.factors]),
    Div: lambda node, values: _quotient(fold(node.top, values), fold(node.bottom, values)),
    Pow: lambda node, values: _power(fold(node.base, values), fold(node.exponent, values)),
    Call: lambda node, values: _call(node.name, tuple(fold(arg, values) for arg in node.args)),
}


def truth(node: Node, values: Values) -> bool | None:
    """Whether a relation holds; None when it cannot be told exactly."""
    if isinstance(node, Logic):
        parts = [truth(arg, values) for arg in node.args]
        if any(part is None for part in parts):
            return None
        if node.op == "not":
            return not parts[0]
        return all(parts) if node.op == "and" else any(parts)
    if isinstance(node, Relation):
        left, right = value_of(fold(node.left, values)), value_of(fold(node.right, values))
        if left is None or right is None:
            return None
        return _RELATIONS[node.op](left, right)
    return None


_RELATIONS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _inside(node: Node, values: Values) -> Node:
    """Any other node, with its parts folded."""
    parts: dict[str, Any] = {
        name: _each(getattr(node, name), values) for name in node.__struct_fields__
    }
    return type(node)(**parts)


def _each(part: object, values: Values) -> object:
    if isinstance(part, tuple):
        return tuple(_each(item, values) for item in part)
    return fold(part, values) if isinstance(part, Node) else part


def _negative(node: Node) -> Node:
    value = value_of(node)
    if value is not None:
        return number_node(-value, is_decimal(node))
    return node.arg if isinstance(node, Neg) else Neg(node)


def _sum(terms: Iterable[Node]) -> Node:
    """Numbers are added up where the first of them stands; zero is left out."""
    kept: list[Node] = []
    total, place, decimal = NOTHING, None, False
    for term in terms:
        for part in term.terms if isinstance(term, Add) else (term,):
            value = value_of(part)
            if value is None:
                kept.append(part)
            else:
                total = total + value if total else value
                decimal = decimal or is_decimal(part)
                place = len(kept) if place is None else place
    if total and place is not None:
        kept.insert(place, number_node(total, decimal))
    if len(kept) > 1:
        return Add(tuple(kept))
    return kept[0] if kept else number_node(total)


def _product(factors: Iterable[Node]) -> Node:
    """Numbers are multiplied and come first; one is left out, a sign goes in front."""
    coefficient, negative, decimal = ONE, False, False
    kept: list[Node] = []
    for factor in factors:
        if isinstance(factor, Neg) and value_of(factor) is None:
            negative, factor = not negative, factor.arg
        for part in factor.factors if isinstance(factor, Mul) else (factor,):
            value = value_of(part)
            if value is None:
                kept.append(part)
            else:
                coefficient = value if coefficient is ONE else coefficient * value
                decimal = decimal or is_decimal(part)
    if coefficient.numerator < 0:
        coefficient, negative = -coefficient, not negative
    if not kept or not coefficient:
        return number_node(-coefficient if negative else coefficient, decimal)
    if coefficient is not ONE and coefficient != 1:
        kept.insert(0, number_node(coefficient, decimal))
    product = Mul(tuple(kept)) if len(kept) > 1 else kept[0]
    return Neg(product) if negative else product


def _quotient(top: Node, bottom: Node) -> Node:
    above, below = value_of(top), value_of(bottom)
    decimal = is_decimal(top) or is_decimal(bottom)
    if below == 0:
        raise ZeroDivisionError
    if above is not None and below is not None:
        return number_node(above / below, decimal)
    if above == 0:
        return number_node(above)
    if below is not None and below < 0:
        return _negative(_quotient(top, number_node(-below, decimal)))
    if isinstance(top, Neg):
        return _negative(_quotient(top.arg, bottom))
    if below == 1:
        return top
    if below is not None and isinstance(top, Mul):
        coefficient = value_of(top.factors[0])
        if coefficient is not None:
            ratio = coefficient / below
            factor = number_node(ratio, decimal or is_decimal(top.factors[0]))
            if is_decimal(factor):
                return _product((factor, *top.factors[1:]))
            rest = _product((number_node(Fraction(ratio.numerator)), *top.factors[1:]))
            return _over(rest, number_node(Fraction(ratio.denominator)))
    return Div(top, bottom)


def _over(top: Node, bottom: Node) -> Node:
    return top if value_of(bottom) == 1 else Div(top, bottom)


def _power(base: Node, exponent: Node) -> Node:
    below, above = value_of(base), value_of(exponent)
    if above == 1:
        return base
    if above == 0:
        return number_node(Fraction(1))
    if below is not None and above is not None and _is_small_power(below, above):
        return number_node(Fraction(below) ** above.numerator, is_decimal(base))
    return Pow(base, exponent)


def _is_small_power(base: Fraction, exponent: Fraction) -> bool:
    if exponent.denominator != 1 or abs(exponent) > LARGEST_EXPONENT:
        return False
    if base == 0 and exponent < 0:
        raise ZeroDivisionError
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    return bits * abs(exponent) <= LARGEST_BITS


def _call(name: str, args: tuple[Node, ...]) -> Node:
    numbers = [value_of(arg) for arg in args]
    if name in _EXACT and numbers and all(number is not None for number in numbers):
        result = _EXACT[name](*numbers)
        if result is not None:
            return number_node(result, any(is_decimal(arg) for arg in args))
    return Call(name, args)


def _sqrt(x: Fraction) -> Fraction | None:
    if x < 0:
        return None
    root = Fraction(isqrt(x.numerator), isqrt(x.denominator))
    return root if root * root == x else None


def _factorial(n: Fraction) -> Fraction | None:
    small = n.denominator == 1 and 0 <= n <= 200
    return Fraction(factorial(n.numerator)) if small else None


def _binomial(n: Fraction, k: Fraction) -> Fraction | None:
    small = n.denominator == k.denominator == 1 and 0 <= k <= n <= 1000
    return Fraction(comb(n.numerator, k.numerator)) if small else None


def _mod(x: Fraction, y: Fraction) -> Fraction | None:
    return x % y if y else None


_EXACT: dict[str, Callable[..., Fraction | None]] = {
    "abs": abs,
    "sign": lambda x: Fraction((x > 0) - (x < 0)),
    "floor": lambda x: Fraction(floor(x)),
    "ceil": lambda x: Fraction(ceil(x)),
    "min": lambda *xs: min(xs),
    "max": lambda *xs: max(xs),
    "relu": lambda x: max(x, Fraction(0)),
    "mod": _mod,
    "sqrt": _sqrt,
    "factorial": _factorial,
    "binomial": _binomial,
}
