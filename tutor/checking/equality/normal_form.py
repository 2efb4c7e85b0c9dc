"""Multiplying out: a quick proof that two expressions are equal.

Both are brought to sums of products of atoms with rational coefficients. Atoms are
variables, π, primes (for roots of numbers), e^m for products m, and everything else, such
as sin of a normal form. Equal normal forms are equal expressions, by the laws of a
commutative ring, of powers of one base and of the exponential; nothing else is used.
Different normal forms say nothing.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node

Exponent: TypeAlias = int | Fraction
Product: TypeAlias = tuple[tuple[int, Exponent], ...]
"""Atoms (by number, ascending) with their exponents, none of them 0."""
Form: TypeAlias = dict[Product, Exponent]
"""Product → its coefficient, none of them 0. Not changed once made."""

Rule: TypeAlias = Callable[[Form, "Atoms"], Form]
"""From the form of an argument to the form of the call."""

MAX_TERMS = 120
MAX_POWER = 24
MAX_PRIME = 1000
MAX_BITS = 2000

ONE: Form = {(): 1}
PI = ("constant", "pi")
HALF = Fraction(1, 2)


class GivesUp(Exception):  # noqa: N818 (an outcome, not a fault)
    """The form would grow too long, or there is none."""


@dataclass(slots=True)
class Atoms:
    """Numbers for atoms, the same for both expressions, and where roots and inverses were.

    below: the atoms below a fraction bar in the expression at hand; delicate: those below a
    root, and functions that do not have a value everywhere. Two expressions with equal forms
    and the same of both have the same domain.
    rules: function → how a call is written in terms of other functions, for a closer look.
    calls: whether there was anything that such rules are about.
    """

    numbers: dict[Hashable, int] = field(default_factory=dict)
    listed: list[Hashable] = field(default_factory=list)
    delicate: set[int] = field(default_factory=set)
    below: set[int] = field(default_factory=set)
    rules: Mapping[str, "Rule"] = field(default_factory=dict)
    calls: bool = False

    def number(self, atom: Hashable) -> int:
        found = self.numbers.get(atom)
        if found is None:
            found = self.numbers[atom] = len(self.listed)
            self.listed.append(atom)
        return found


_EVERYWHERE = frozenset(
    [
        "sin",
        "cos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
        "asinh",
        "abs",
        "exp",
        "erf",
        "erfc",
        "normcdf",
        "sigmoid",
        "softplus",
        "relu",
        "silu",
        "gelu",
        "sign",
        "floor",
        "ceil",
        "min",
        "max",
    ]
)


def form(node: Node, atoms: Atoms) -> Form:
    """The normal form. Raises GivesUp when it grows too long."""
    rule = _RULES.get(type(node))
    return {((atoms.number(node), 1),): 1} if rule is None else rule(node, atoms)


def _symbol(node: tree.Symbol, atoms: Atoms) -> Form:
    return {((atoms.number(node.name), 1),): 1}


def _sum(node: tree.Add, atoms: Atoms) -> Form:
    total: Form = {}
    for term in node.terms:
        add_to(total, form(term, atoms))
    return total


def _product(node: tree.Mul, atoms: Atoms) -> Form:
    first, *factors = node.factors
    result = form(first, atoms)
    for factor in factors:
        result = times(result, form(factor, atoms))
    return result


def _quotient(node: tree.Div, atoms: Atoms) -> Form:
    return times(form(node.top, atoms), inverse(form(node.bottom, atoms), atoms))


def _negative(node: tree.Neg, atoms: Atoms) -> Form:
    return {product: -c for product, c in form(node.arg, atoms).items()}


def _number(node: tree.Number, atoms: Atoms) -> Form:
    return constant(node.value)


def _named(node: tree.Constant, atoms: Atoms) -> Form:
    if node.name == "e":
        return exponential(ONE, atoms)
    if node.name == "oo":
        raise GivesUp
    return {((atoms.number(("constant", node.name)), 1),): 1}


def constant(value: Exponent) -> Form:
    """A number as a form."""
    return {(): whole(value)} if value else {}


def whole(value: Exponent) -> Exponent:
    """An integer as an int. Raises GivesUp for a number that has grown too long."""
    if type(value) is int:
        if value.bit_length() > MAX_BITS:
            raise GivesUp
        return value
    if value.denominator == 1:
        return value.numerator
    if value.numerator.bit_length() + value.denominator.bit_length() > MAX_BITS:
        raise GivesUp
    return value


def add_to(total: Form, more: Form) -> None:
    """Add `more` to `total`, in place."""
    for product, c in more.items():
        coefficient = total.get(product, 0) + c
        if coefficient:
            total[product] = whole(coefficient)
        else:
            del total[product]


def times(a: Form, b: Form) -> Form:
    """A · b."""
    if len(a) == len(b) == 1:
        (left, c), (right, d) = *a.items(), *b.items()
        return {_joined(left, right): whole(c * d)}
    if len(a) * len(b) > 4 * MAX_TERMS:
        raise GivesUp
    total: Form = {}
    for left, c in a.items():
        for right, d in b.items():
            product = _joined(left, right)
            coefficient = total.get(product, 0) + c * d
            if coefficient:
                total[product] = whole(coefficient)
            else:
                total.pop(product, None)
    if len(total) > MAX_TERMS:
        raise GivesUp
    return total


def _joined(left: Product, right: Product) -> Product:
    if not left:
        return right
    if not right:
        return left
    if len(left) == len(right) == 1:  # as mostly
        ((atom, e),), ((other, f),) = left, right
        if atom != other:
            return left + right if atom < other else right + left
        return ((atom, whole(e + f)),) if e + f else ()
    exponents: dict[int, Exponent] = dict(left)
    for atom, exponent in right:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted([(atom, whole(e)) for atom, e in exponents.items() if e]))


def frozen(a: Form) -> Hashable:
    """A form as what can be part of an atom."""
    return tuple(sorted(a.items()))


def single(a: Form) -> tuple[Product, Exponent] | None:
    """The one product of a form with its coefficient; None where there are more or none."""
    return next(iter(a.items())) if len(a) == 1 else None


def inverse(a: Form, atoms: Atoms) -> Form:
    """1 / a. Raises GivesUp for zero."""
    if not a:
        raise GivesUp
    only = single(a)
    if only is not None:
        product, c = only
        _note(product, atoms)
        return {tuple([(atom, -e) for atom, e in product]): over(1, c)}
    base, c = monic(a, atoms)
    if not is_positive(a, atoms):
        atoms.below.add(base)
    return {((base, -1),): over(1, c)}


def over(c: Exponent, d: Exponent) -> Exponent:
    """The coefficient c / d."""
    if d == 1 or d == -1:  # as nearly always
        return c if d == 1 else -c
    if type(c) is int and type(d) is int:
        return Fraction(c, d) if c % d else c // d
    return whole(Fraction(c) / d)


def monic(a: Form, atoms: Atoms) -> tuple[int, Exponent]:
    """A sum as an atom, up to the coefficient of its first product."""
    c = a[min(a)]
    scaled = {product: over(d, c) for product, d in a.items()}
    return atoms.number(("sum", frozen(scaled))), c


def _note(product: Product, atoms: Atoms) -> None:
    """Remember what stands below a bar, except what is never zero."""
    for number, _ in product:
        if not _never_zero(atoms.listed[number]):
            atoms.below.add(number)


def is_positive(a: Form, atoms: Atoms) -> bool:
    """Whether a sum is surely positive, as 1 + x² is: no term below zero, and one above it."""
    above = False
    for product, c in a.items():
        odd = [atom for atom, e in product if isinstance(e, int) and e % 2]
        if c < 0 or not all(_never_zero(atoms.listed[atom]) for atom in odd):
            return False
        above = above or all(_never_zero(atoms.listed[atom]) for atom, _ in product)
    return above


def _never_zero(atom: Hashable) -> bool:
    return isinstance(atom, tuple) and atom[0] in ("exp", "prime", "constant")


def _power_of(node: tree.Pow, atoms: Atoms) -> Form:
    exponent = form(node.exponent, atoms)
    if isinstance(node.base, tree.Constant) and node.base.name == "e":
        return exponential(exponent, atoms)
    base = form(node.base, atoms)
    if not exponent:
        raise GivesUp
    if exponent.keys() == {()}:
        return power(base, exponent[()], atoms)
    atoms.calls = True
    growth = atoms.rules.get("log")
    if growth is not None and base.keys() == {()} and base[()] > 0:
        return exponential(times(exponent, growth(base, atoms)), atoms)
    # A product of the same base and another exponent is left as an atom of its own.
    atom = atoms.number(("power", frozen(base), frozen(exponent)))
    atoms.delicate.add(atom)
    return {((atom, 1),): 1}


def power(base: Form, n: Exponent, atoms: Atoms) -> Form:
    """Base ** n for a number n other than 0."""
    if isinstance(n, int):
        if n < 0:
            return power(inverse(base, atoms), -n, atoms)
        only = single(base)
        if only is not None:
            product, c = only
            if (
                abs(n) > MAX_BITS
                or max(abs(c.numerator), c.denominator).bit_length() * n > MAX_BITS
            ):
                raise GivesUp
            return {tuple((atom, whole(e * n)) for atom, e in product): whole(c**n)}
        if n > MAX_POWER:
            raise GivesUp
        result = base
        for _ in range(n - 1):
            result = times(result, base)
        return result
    only = single(base)
    if only is not None:
        product, c = only
        if not product and c > 0:
            return _root_of_number(c, n, atoms)
        if c == 1 and len(product) == 1 and product[0][1] == 1:
            atoms.delicate.add(product[0][0])
            return {((product[0][0], n),): 1}
    atom = atoms.number(("sum", frozen(base)))
    if not is_positive(base, atoms):
        atoms.delicate.add(atom)
    return {((atom, n),): 1}


def _root_of_number(value: Exponent, n: Fraction, atoms: Atoms) -> Form:
    """value**n as a rational times broken powers of primes."""
    top = bottom = 1
    product: dict[int, Exponent] = {}
    for number, side in ((value.numerator, n.numerator), (value.denominator, -n.numerator)):
        for prime, count in prime_factors(number).items():
            carried, rest = divmod(side * count, n.denominator)
            if abs(carried) * prime.bit_length() > MAX_BITS:
                raise GivesUp
            if carried > 0:
                top *= prime**carried
            elif carried:
                bottom *= prime**-carried
            if rest:
                product[atoms.number(("prime", prime))] = Fraction(rest, n.denominator)
    return {tuple(sorted(product.items())): whole(over(top, bottom))}


def prime_factors(number: int) -> Mapping[int, int]:
    """Prime → how often; a large rest counts as a prime of its own."""
    found: dict[int, int] = {}
    prime = 2
    while number > 1 and prime <= MAX_PRIME:
        while number % prime == 0:
            number //= prime
            found[prime] = found.get(prime, 0) + 1
        prime += 1
    if number > MAX_PRIME * MAX_PRIME:
        raise GivesUp
    if number > 1:
        found[number] = found.get(number, 0) + 1
    return found


def exponential(exponent: Form, atoms: Atoms) -> Form:
    """E to a sum, as the product of the e to its terms."""
    powers = sorted([(atoms.number(("exp", product)), c) for product, c in exponent.items()])
    return {tuple(powers): 1}


def _call(node: tree.Call, atoms: Atoms) -> Form:
    args = node.args
    atoms.calls = True
    rule = atoms.rules.get(node.name)
    if rule is not None and len(args) == 1:
        return rule(form(args[0], atoms), atoms)
    if node.name == "exp":
        return exponential(form(args[0], atoms), atoms)
    if node.name == "sqrt":
        return power(form(args[0], atoms), HALF, atoms)
    if node.name == "log" and len(args) == 2:
        top = _call(tree.Call("log", args[:1]), atoms)
        return times(top, inverse(_call(tree.Call("log", args[1:]), atoms), atoms))
    if any(isinstance(arg, tree.Relation | tree.Logic) for arg in args):
        return {((atoms.number(node), 1),): 1}
    atom = atoms.number((node.name, *(frozen(form(arg, atoms)) for arg in args)))
    if node.name not in _EVERYWHERE:
        atoms.delicate.add(atom)
    return {((atom, 1),): 1}


_RULES: Mapping[type, Callable[[Any, Atoms], Form]] = {
    tree.Number: _number,
    tree.Symbol: _symbol,
    tree.Neg: _negative,
    tree.Add: _sum,
    tree.Mul: _product,
    tree.Div: _quotient,
    tree.Pow: _power_of,
    tree.Constant: _named,
    tree.Call: _call,
}
