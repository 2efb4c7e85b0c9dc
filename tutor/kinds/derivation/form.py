"""When a line has the form of the goal.

A line has it when the two differ in notation only: in the order of terms, factors, conditions
and sides, in e^x or exp(x), in √ or a power, in a negative power or a fraction, in a fraction as
a factor or as a line below, in how a set of solutions is written down. What takes a step of
algebra is another form: multiplying out, factoring, cancelling, gathering powers, working out
numbers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd
from typing import Any, NamedTuple, TypeAlias

from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

Base: TypeAlias = tuple[Any, ...]
"""What is multiplied or raised to a power: a name and the forms of its parts."""


class Factor(NamedTuple):
    """base^power above the line, or below it."""

    base: "Base | Product"
    power: "Fraction | Product"
    above: bool


class Product(NamedTuple):
    """Numbers and factors above and below one line, each in a fixed order; every form is one."""

    negative: bool
    over: tuple[int, ...]
    under: tuple[int, ...]
    factors: tuple[Factor, ...]


def same(line: Node, goal: Node) -> bool:
    """Whether a line has the form of the goal, or of the goal with its numbers worked out."""
    from tutor.checking.differentiation.tidying import tidy

    found = form(line)
    return found == form(goal) or found == form(tidy(goal))


def form(node: Node) -> Product:
    """The form of a tree: two trees differ in notation only when their forms are equal."""
    parts = _Parts()
    _gather(node, parts)
    return Product(
        parts.negative,
        tuple(sorted(parts.over)),
        tuple(sorted(parts.under)),
        tuple(sorted(parts.factors, key=repr)),
    )


@dataclass
class _Parts:
    """A product while its parts are gathered."""

    negative: bool = False
    over: list[int] = field(default_factory=list)
    under: list[int] = field(default_factory=list)
    factors: list[Factor] = field(default_factory=list)


ONE = Fraction(1)


def _gather(node: Node, parts: _Parts) -> None:
    """Put the factors of a tree among the parts."""
    match node:
        case tree.Neg(arg=arg):
            parts.negative = not parts.negative
            _gather(arg, parts)
        case tree.Mul(factors=factors):
            for factor in factors:
                _gather(factor, parts)
        case tree.Div(top=top, bottom=bottom):
            _gather(top, parts)
            _gather_below(form(bottom), parts)
        case tree.Number(value=value):
            parts.over.extend(_told(value.numerator))
            parts.under.extend(_told(value.denominator))
        case tree.Logic(op="and" | "or", args=(only,)):
            _gather(only, parts)
        case tree.Add():
            parts.factors.append(Factor(("sum", *_sorted(_terms(node))), ONE, above=True))
        case _:
            power = _as_power(node)
            if power is None:
                parts.factors.append(Factor(_base(node), ONE, above=True))
            else:
                _gather_power(*power, parts)


def _gather_below(found: Product, parts: _Parts) -> None:
    """Put what a product is divided by among its parts.

    A fraction there stays one: to turn it over is a step.
    """
    parts.negative = parts.negative != found.negative
    if found.under or not all(factor.above for factor in found.factors):
        parts.factors.append(Factor(found._replace(negative=False), ONE, above=False))
        return
    parts.under.extend(found.over)
    parts.factors.extend(factor._replace(above=False) for factor in found.factors)


def _told(number: int) -> tuple[int, ...]:
    return () if number == 1 else (number,)


def _terms(node: Node, *, negative: bool = False) -> Iterator[Product]:
    """The forms of the terms of a sum, also of sums in brackets within it."""
    if isinstance(node, tree.Add):
        for term in node.terms:
            yield from _terms(term, negative=negative)
    elif isinstance(node, tree.Neg):
        yield from _terms(node.arg, negative=not negative)
    else:
        found = form(node)
        yield found._replace(negative=found.negative != negative)


# Powers


_ROOTS = {"sqrt": 2, "cbrt": 3}


def _as_power(node: Node) -> tuple[Node, Node] | None:
    """Base and exponent of a power, of a root and of exp(x)."""
    match node:
        case tree.Pow(base=base, exponent=exponent):
            return base, exponent
        case tree.Call(name="exp", args=(arg,)):
            return tree.Constant("e"), arg
        case tree.Call(name=name, args=(arg,)) if name in _ROOTS:
            return arg, tree.Number(Fraction(1, _ROOTS[name]))
        case tree.Call(name="root", args=(arg, degree)):
            return arg, tree.Div(tree.Number(ONE), degree)
    return None


def _gather_power(base: Node, exponent: Node, parts: _Parts) -> None:
    raised = form(exponent)
    power: Fraction | Product | None = _number(raised._replace(negative=False))
    if power is None:
        power = raised._replace(negative=False)
    inner, above = form(base), not raised.negative
    if power != ONE:
        joined = _joined(inner, power, above=above)
        parts.factors.append(joined or Factor(inner, power, above))
    elif above:
        _gather(base, parts)
    else:
        _gather_below(inner, parts)


def _number(found: Product) -> Fraction | None:
    """The whole number or the fraction in lowest terms that a form without a sign is."""
    if found.factors or len(found.over) > 1 or len(found.under) > 1:
        return None
    top, bottom = *(found.over or (1,)), *(found.under or (1,))
    if not bottom or gcd(top, bottom) != 1:
        return None
    return Fraction(top, bottom)


def _joined(inner: Product, power: Fraction | Product, *, above: bool) -> Factor | None:
    """A power of one factor as that factor with another power, where that is notation only.

    So it is for a root of a power and a power of a root, as long as a root stays.
    """
    if inner.negative or inner.over or inner.under or len(inner.factors) != 1:
        return None
    (factor,) = inner.factors
    if not (above or factor.above):
        return None
    side = above == factor.above
    if factor.power == ONE:
        return Factor(factor.base, power, side)
    if isinstance(power, Fraction) and isinstance(factor.power, Fraction):
        product = power * factor.power
        lowest = gcd(power.numerator, factor.power.denominator) == 1
        lowest = lowest and gcd(factor.power.numerator, power.denominator) == 1
        if product.denominator > 1 and lowest:
            return Factor(factor.base, product, side)
    return None


# Everything else


_TURNED = {">": "<", ">=": "<="}
_IN_ANY_ORDER = frozenset(("max", "min"))


def _base(node: Node) -> Base:
    """The name of a node, and the forms of its parts where their order does not count sorted."""
    parts = [form(part) for part in tree.children(node)]
    match node:
        case tree.Symbol(name=name) | tree.Constant(name=name):
            return type(node).__name__, name
        case tree.Call(name=name):
            return ("call", name, *(_sorted(parts) if name in _IN_ANY_ORDER else parts))
        case tree.Relation(op="=" | "!=" as op):
            return (op, *_sorted(parts))
        case tree.Relation(op=op):
            return (_TURNED.get(op, op), *(parts[::-1] if op in _TURNED else parts))
        case tree.Logic(op="and" | "or" as op):
            return (op, *_sorted({*(form(part) for part in _conditions(node, op))}))
        case tree.FiniteSet():
            return ("set", *_sorted({*parts}))
        case tree.Union():
            return ("union", *_sorted(parts))
    plain = (getattr(node, name) for name in node.__struct_fields__)
    return (type(node).__name__, *(x for x in plain if isinstance(x, str | bool)), *parts)


def _sorted(parts: Iterable[Product]) -> list[Product]:
    return sorted(parts, key=repr)


def _conditions(node: Node, op: str) -> Iterator[Node]:
    """The conditions that `and` or `or` joins, also those in brackets within it."""
    if isinstance(node, tree.Logic) and node.op == op:
        for part in node.args:
            yield from _conditions(part, op)
    else:
        yield node
