"""Proofs that two expressions are equal: by one normal form, or by known identities.

What multiplying out alone does not show is looked at again: hyperbolic functions and the
sigmoid are written with e, tangents with sine and cosine, sums inside sines and logarithms
are taken apart, everything is brought to a common denominator, and sin² + cos² = 1. When
the difference is zero then, it is zero wherever both expressions have a value.

ln of a product is taken apart into ln|·| of its factors, which is what it is wherever it
has a value.
"""

from collections.abc import Hashable, Mapping, Set
from functools import reduce
from typing import TypeAlias

from msgspec import Struct

from tutor.checking.equality.normal_form import (
    HALF,
    ONE,
    PI,
    Atoms,
    Exponent,
    Form,
    GivesUp,
    Product,
    Rule,
    add_to,
    constant,
    exponential,
    form,
    frozen,
    inverse,
    is_positive,
    monic,
    over,
    power,
    prime_factors,
    single,
    times,
)
from tutor.checking.expression.tree import Node

MOST_ROUNDS = 30
"""Atoms that are put in for each other while a difference is brought to one fraction."""
MOST_POWERS = 64
"""How high a power of what is put in may be."""
MOST_TURNS = 6
"""sin(nx) is taken apart for n up to this."""


class Proof(Struct, frozen=True):
    """What was shown of two expressions.

    equal: whether they are. everywhere: and their domains are the same. plain: and nothing
    more was needed than to multiply out.
    """

    equal: bool
    everywhere: bool = False
    plain: bool = False


def prove_equal(answer: Node, key: Node, lonely: Set[str] = frozenset()) -> Proof:
    """The proof that both are equal, if there is one.

    lonely: functions that only one of the two calls. Most likely it is these that have to be
    written by others, so that is tried first; what is never written by others is in vain.
    """
    if not lonely <= _WRITTEN_BY_OTHERS:
        return Proof(equal=False)
    for rules in (_RULES, _NONE) if lonely else (_NONE, _RULES):
        atoms = Atoms(rules=rules)
        try:
            first = form(answer, atoms)
            delicate, atoms.delicate = atoms.delicate, set()
            below, atoms.below = atoms.below, set()
            gap = dict(first)
            add_to(gap, _minus(form(key, atoms)))
            thorough = bool(rules) or not atoms.calls
            if not gap or (thorough and _vanishes(gap, atoms)):
                same = delicate == atoms.delicate and _same_zeros(below, atoms.below, atoms)
                return Proof(equal=True, everywhere=same, plain=same and not (gap or rules))
            if thorough:
                break
        except (GivesUp, RecursionError):
            continue
    return Proof(equal=False)


def _minus(a: Form) -> Form:
    return {product: -c for product, c in a.items()}


# One fraction


def _vanishes(gap: Form, atoms: Atoms) -> bool:
    """Whether a form is zero, once sums are multiplied out and nothing stands below a bar."""
    for _ in range(MOST_ROUNDS):
        if not gap:
            return True
        # An atom is younger than what it is made of.
        for number in sorted({n for product in gap for n, _ in product}, reverse=True):
            found = _meaning(number, atoms)
            if found is not None and _has_whole(gap, number, found[0]):
                gap = _put_in(gap, number, *found)
                break
        else:
            return False
    return False


def _meaning(number: int, atoms: Atoms) -> tuple[int, Form] | None:
    """A power of an atom and what it is: (1, x + 1) for the sum x + 1, (2, 1 − cos²) for sin."""
    atom = atoms.listed[number]
    if not isinstance(atom, tuple):
        return None
    if atom[0] == "sum":
        return 1, dict(atom[1])
    if atom[0] == "prime":
        return 1, {(): atom[1]}
    if atom[0] == "abs":
        inner = dict(atom[1])
        return 2, times(inner, inner)
    if atom[0] == "sin":
        cosine = atoms.number(("cos", *atom[1:]))
        return 2, {(): 1, ((cosine, 2),): -1}
    return None


def _exponent(product: Product, number: int) -> Exponent:
    return next((e for atom, e in product if atom == number), 0)


def _has_whole(gap: Form, number: int, period: int) -> bool:
    return any(_exponent(product, number) // period for product in gap)


def _put_in(gap: Form, number: int, period: int, value: Form) -> Form:
    """The form with the meaning of an atom put in, times what makes its powers positive."""
    counts = {p: int(_exponent(p, number) // period) for p in gap}
    least = min(counts.values())
    highest = max(counts.values()) - least
    if highest > MOST_POWERS:
        raise GivesUp
    powers = [ONE]
    for _ in range(highest):
        powers.append(times(powers[-1], value))
    total: Form = {}
    for product, c in gap.items():
        rest = _exponent(product, number) - period * counts[product]
        others = [(atom, e) for atom, e in product if atom != number]
        left = tuple(sorted([*others, (number, rest)])) if rest else tuple(others)
        add_to(total, times({left: c}, powers[counts[product] - least]))
    return total


def _same_zeros(below: set[int], other: set[int], atoms: Atoms) -> bool:
    """Whether the products of two sets of atoms, all below a bar, are zero at the same places."""
    if below == other:
        return True
    products = []
    for mine, yours in ((below, other), (other, below)):
        product = ONE
        for number in mine - yours:
            factor = _polynomial(number, atoms)
            if factor is None:
                return False
            product = times(product, factor)
        products.append(monic(product, atoms)[0])
    return products[0] == products[1]


def _polynomial(number: int, atoms: Atoms) -> Form | None:
    """An atom as a form that has a value everywhere; None for one that may have none."""
    atom = atoms.listed[number]
    if isinstance(atom, str):
        return {((number, 1),): 1}
    if not isinstance(atom, tuple) or atom[0] != "sum":
        return None
    value: Form = dict(atom[1])
    plain = all(
        isinstance(e, int) and e > 0 and isinstance(atoms.listed[n], str)
        for product in value
        for n, e in product
    )
    return value if plain else None


# Functions by other functions


def _size(c: Exponent) -> Exponent:
    return -c if c < 0 else c


def _logarithm(a: Form, atoms: Atoms) -> Form:
    if not a:
        raise GivesUp
    if not is_positive(a, atoms):
        c = _size(a[min(a)])
        scaled: Form = {product: over(d, c) for product, d in a.items()}
        atoms.delicate.add(atoms.number(("positive", frozen(scaled))))
    return _log_of_size(a, atoms)


def _log_of_size(a: Form, atoms: Atoms) -> Form:
    """ln|a| as a sum over the factors of a."""
    product = _common(a)
    rest = times(a, {tuple((atom, -e) for atom, e in product): 1})
    only = single(rest)
    if only is None:
        number, c = monic(rest, atoms)
        product = (*product, (number, 1))
    else:
        c = only[1]
    total: Form = {}
    c = _size(c)
    for size, sign in ((c.numerator, 1), (c.denominator, -1)):
        for prime, count in prime_factors(size).items():
            add_to(total, _log_of_atom(atoms.number(("prime", prime)), sign * count, atoms))
    for number, e in product:
        add_to(total, _log_of_atom(number, e, atoms))
    return total


def _common(a: Form) -> Product:
    """What all terms have in common: e^−x in 1 + e^−x, x in x² + x."""
    atoms = sorted({atom for product in a for atom, _ in product})
    least = [(atom, min(_exponent(product, atom) for product in a)) for atom in atoms]
    return tuple((atom, e) for atom, e in least if e)


def _log_of_atom(number: int, e: Exponent, atoms: Atoms) -> Form:
    atom = atoms.listed[number]
    if isinstance(atom, tuple) and atom[0] == "exp":
        return {atom[1]: e}
    if isinstance(atom, tuple) and atom[0] == "abs":
        return times(_log_of_size(dict(atom[1]), atoms), constant(e))
    return {((atoms.number(("log", ((((number, 1),), 1),))), 1),): e}


Direction: TypeAlias = tuple[Form, Form]
"""Cosine and sine of an angle."""


def _circle(a: Form, atoms: Atoms) -> Direction:
    """Cosine and sine of a sum, by those of its terms."""
    if len(a) > 3:
        return _direction(frozen(a), atoms)
    if not a:
        return ONE, {}
    return reduce(_turned, [_multiple(product, c, atoms) for product, c in a.items()])


def _turned(a: Direction, b: Direction) -> Direction:
    """The direction of the sum of two angles."""
    cosine, sine = times(a[0], b[0]), times(a[1], b[0])
    add_to(cosine, _minus(times(a[1], b[1])))
    add_to(sine, times(a[0], b[1]))
    return cosine, sine


def _direction(angle: Hashable, atoms: Atoms) -> Direction:
    cosine, sine = (((atoms.number((name, angle)), 1),) for name in ("cos", "sin"))
    return {cosine: 1}, {sine: 1}


def _is_pi(product: Product, atoms: Atoms) -> bool:
    return len(product) == 1 and product[0][1] == 1 and atoms.listed[product[0][0]] == PI


def _multiple(product: Product, c: Exponent, atoms: Atoms) -> Direction:
    """The direction of a multiple of something, by that of a smaller one."""
    if c < 0:
        cosine, sine = _multiple(product, -c, atoms)
        return cosine, _minus(sine)
    if c.denominator <= 2 and _is_pi(product, atoms):
        turn = int(2 * c) % 4
        return constant((1, 0, -1, 0)[turn]), constant((0, 1, 0, -1)[turn])
    count = c.numerator if c.numerator <= MOST_TURNS else 1
    once = total = _direction(((product, over(c, count)),), atoms)
    for _ in range(count - 1):
        total = _turned(total, once)
    return total


def _grown(a: Form, atoms: Atoms) -> tuple[Form, Form]:
    return exponential(a, atoms), exponential(_minus(a), atoms)


def _halved(a: Form, b: Form, sign: int) -> Form:
    """(a ± b) / 2."""
    half = constant(HALF)
    total = times(a, half)
    add_to(total, times(b, times(half, constant(sign))))
    return total


def _plus(a: Form, b: Form) -> Form:
    total = dict(a)
    add_to(total, b)
    return total


def _sinh(a: Form, atoms: Atoms) -> Form:
    return _halved(*_grown(a, atoms), -1)


def _cosh(a: Form, atoms: Atoms) -> Form:
    return _halved(*_grown(a, atoms), 1)


def _tan(a: Form, atoms: Atoms) -> Form:
    cosine, sine = _circle(a, atoms)
    return times(sine, inverse(cosine, atoms))


def _cot(a: Form, atoms: Atoms) -> Form:
    cosine, sine = _circle(a, atoms)
    return times(cosine, inverse(sine, atoms))


def _sigmoid(a: Form, atoms: Atoms) -> Form:
    return inverse(_plus(ONE, exponential(_minus(a), atoms)), atoms)


def _odd(name: str) -> Rule:
    """A function with f(−x) = −f(x)."""

    def rule(a: Form, atoms: Atoms) -> Form:
        sign = -1 if a and a[min(a)] < 0 else 1
        atom = atoms.number((name, frozen({product: sign * c for product, c in a.items()})))
        if name in ("asin", "atanh"):
            atoms.delicate.add(atom)
        return {((atom, 1),): sign}

    return rule


def _abs(a: Form, atoms: Atoms) -> Form:
    if not a:
        return a
    number, c = monic(a, atoms)
    products = a if single(a) is not None else [((number, 1),)]
    inner: Form = dict.fromkeys(products, 1)
    return {((atoms.number(("abs", frozen(inner))), 1),): _size(c)}


def _sqrt(a: Form, atoms: Atoms) -> Form:
    only = single(a)
    if only is not None and only[1] > 0 and only[0]:
        product, c = only
        if all(isinstance(e, int) and e % 2 == 0 for _, e in product):
            root: Form = {tuple((atom, e // 2) for atom, e in product): 1}
            return times(_abs(root, atoms), power(constant(c), HALF, atoms))
    return power(a, HALF, atoms)


_NONE: Mapping[str, Rule] = {}
_OTHERWISE: Mapping[str, Rule] = {
    "log": _logarithm,
    "log1p": lambda a, atoms: _logarithm(_plus(ONE, a), atoms),
    "expm1": lambda a, atoms: _plus(exponential(a, atoms), constant(-1)),
    "softplus": lambda a, atoms: _logarithm(_plus(ONE, exponential(a, atoms)), atoms),
    "sigmoid": _sigmoid,
    "silu": lambda a, atoms: times(a, _sigmoid(a, atoms)),
    "sin": lambda a, atoms: _circle(a, atoms)[1],
    "cos": lambda a, atoms: _circle(a, atoms)[0],
    "tan": _tan,
    "cot": _cot,
    "sec": lambda a, atoms: inverse(_circle(a, atoms)[0], atoms),
    "csc": lambda a, atoms: inverse(_circle(a, atoms)[1], atoms),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": lambda a, atoms: times(_sinh(a, atoms), inverse(_cosh(a, atoms), atoms)),
    "coth": lambda a, atoms: times(_cosh(a, atoms), inverse(_sinh(a, atoms), atoms)),
    "sech": lambda a, atoms: inverse(_cosh(a, atoms), atoms),
    "csch": lambda a, atoms: inverse(_sinh(a, atoms), atoms),
    "sqrt": _sqrt,
    "abs": _abs,
}
"""How functions are written by others."""

_WRITTEN_BY_OTHERS = frozenset(("exp", *_OTHERWISE))
"""Functions that may be gone when everything is multiplied out; no other one ever is."""

_RULES: Mapping[str, Rule] = {
    **_OTHERWISE,
    **{name: _odd(name) for name in ("asin", "atan", "asinh", "atanh", "erf")},
}
