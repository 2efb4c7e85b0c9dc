"""Exact symbolic sizes: what `d // H` and `T - k + 1` are, and whether two sizes are equal.

A `Size` is a polynomial with rational coefficients (negative exponents allowed, so that
`H * (d / H)` is `d`) over *atoms*: the declared names, and floors, remainders, minima and
maxima, each named by its own text. Beside the polynomial it carries its value at every
*draw*: a set of concrete sizes that obeys the declared facts. The draws decide what
algebra leaves open: sizes are equal when they agree at every draw, and a quotient is
exact when it is exact at every draw. A coincidence at one draw decides nothing.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tutor.checking.shapes.facts import Fact

Monomial: TypeAlias = tuple[tuple[str, int], ...]
Poly: TypeAlias = dict[Monomial, int | Fraction]

LARGEST_EXPONENT = 4096
MOST_TERMS = 400
LARGEST = 10**300
LONGEST_TEXT = 300

COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class TooLarge(Exception):  # noqa: N818 (an outcome, not a fault)
    """A size grew beyond what is worth following."""


class DataDependent(Exception):  # noqa: N818 (an outcome, not a fault)
    """Two sizes can only be compared when the code runs (a mask's count, an unknown integer)."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        super().__init__(", ".join(self.names))


class World:
    """The names of sizes and their values at the draws.

    names: in the order of declaration. draws: one mapping name → value per draw.
    deciding: how many of the first draws decide (1 when every size is given as a number,
    all of them otherwise); the rest only help to print sizes. declared, facts: what the
    draws were made from, so that more can be made.
    """

    def __init__(self, draws: Sequence[dict[str, int]], deciding: int | None = None) -> None:
        names = list(draws[0]) if draws else []
        self.count = len(draws)
        self.order = {name: index for index, name in enumerate(names)}
        self.atoms: dict[str, tuple[int, ...]] = {
            name: tuple(draw[name] for draw in draws) for name in names
        }
        self.live: list[int] = list(range(self.count if deciding is None else deciding))
        self.concrete = deciding == 1
        self.data: dict[str, str] = {}
        self.declared: Mapping[str, int | None] = {}
        self.facts: Sequence[Fact] = ()
        self.factors: list[Poly] = []
        self.gaps: list[str] = []

    def symbol(self, name: str) -> Size:
        """The declared size called `name`."""
        return Size(self, {((name, 1),): 1}, self.atoms[name])

    def atom(self, text: str, values: tuple[int, ...], data: str = "") -> Size:
        """The size that is known by its text and its values only."""
        if len(text) > LONGEST_TEXT:
            raise TooLarge
        self.atoms.setdefault(text, values)
        self.order.setdefault(text, len(self.order))
        if data:
            self.data[text] = data
        return Size(self, {((text, 1),): 1}, values)

    def unknown(self, stem: str, why: str) -> Size:
        """A new size that only running the code would tell, such as the count of a mask."""
        index = 1
        while f"{stem}_{index}" in self.atoms:
            index += 1
        seed = 7 + 13 * len(self.data)
        values = tuple(5 + (seed * (draw + 3) * 17) % 89 for draw in range(self.count))
        return self.atom(f"{stem}_{index}", values, why)

    def remember(self, factor: Poly) -> None:
        """A sum that was multiplied: products are printed with it as a factor."""
        primitive = _content(factor)[2]
        if len(primitive) > 1 and primitive not in self.factors and len(self.factors) < 20:
            self.factors.append(primitive)

    def values(self, size: Dim) -> tuple[int, ...]:
        return (size,) * self.count if isinstance(size, int) else size.values

    def flags(self, op: str, left: Dim, right: Dim) -> list[bool]:
        """The comparison at each live draw. Raises DataDependent where only a run can tell."""
        test = COMPARISONS[op]
        if isinstance(left, int) and isinstance(right, int):
            return [test(left, right)]
        self._refuse_data(left, right)
        a, b = self.values(left), self.values(right)
        return [test(a[draw], b[draw]) for draw in self.live]

    def _refuse_data(self, left: Dim, right: Dim) -> None:
        if not self.data:
            return
        difference = left - right
        if isinstance(difference, Size):
            names = difference.data_names()
            if names:
                raise DataDependent(names)

    def decide(self, op: str, left: Dim, right: Dim) -> bool | None:
        """True or False where all live draws agree, None where it depends on the sizes."""
        flags = self.flags(op, left, right)
        if all(flags):
            return True
        return None if any(flags) else False

    def same(self, left: Dim, right: Dim) -> bool:
        """Whether two sizes are equal for all sizes that the facts allow."""
        if isinstance(left, int) and isinstance(right, int):
            return left == right
        if left is right:
            return True
        if isinstance(left, Size) and isinstance(right, Size) and left.poly == right.poly:
            return True
        flags = self.flags("==", left, right)
        if all(flags):
            return True
        if 4 * sum(flags) >= len(flags) and self._clipped(left - right):
            return self.possible("==", left, right)
        return False

    def _clipped(self, difference: Dim) -> bool:
        """Does it hang on a minimum or maximum? Then it is a matter of sizes large enough."""
        return isinstance(difference, Size) and any(
            name.startswith(("min(", "max(")) for term in difference.poly for name, _ in term
        )

    def possible(self, op: str, left: Dim, right: Dim) -> bool:
        """Can the comparison hold? If so, it is assumed from here on.

        A comparison that holds at some draws only, such as `T >= 6` for `x[5]`, is what the
        code needs; the draws that break it are dropped.
        """
        flags = self.flags(op, left, right)
        if all(flags):
            return True
        if not any(flags):
            return False
        self.live = [draw for draw, flag in zip(self.live, flags, strict=True) if flag]
        return True

    def minimum(self, left: Dim, right: Dim) -> Dim:
        return self._extreme("min", left, right)

    def maximum(self, left: Dim, right: Dim) -> Dim:
        return self._extreme("max", left, right)

    def _extreme(self, name: str, left: Dim, right: Dim) -> Dim:
        if isinstance(left, int) and isinstance(right, int):
            return min(left, right) if name == "min" else max(left, right)
        a, b = self.values(left), self.values(right)
        which = self.live if not self.concrete else range(self.count)
        below = [a[draw] <= b[draw] for draw in which]
        above = [a[draw] >= b[draw] for draw in which]
        if all(below):
            return left if name == "min" else right
        if all(above):
            return right if name == "min" else left
        pick = min if name == "min" else max
        values = tuple(pick(x, y) for x, y in zip(a, b, strict=True))
        texts = sorted(
            (show(left), show(right)), key=lambda text: (text.lstrip("-").isdigit(), text)
        )
        return self._derived(f"{name}({texts[0]}, {texts[1]})", values, left, right)

    def _derived(self, text: str, values: tuple[int, ...], *parts: Dim) -> Size:
        data = [name for part in parts if isinstance(part, Size) for name in part.data_names()]
        return self.atom(text, values, self.data[data[0]] if data else "")


class Size:
    """A size that is not a plain integer. Arithmetic gives an `int` where nothing is left open."""

    __slots__ = ("_text", "poly", "values", "world")

    def __init__(self, world: World, poly: Poly, values: tuple[int, ...]) -> None:
        self.world = world
        self.poly = poly
        self.values = values
        self._text = ""

    def __repr__(self) -> str:
        return show(self)

    def data_names(self) -> list[str]:
        """The atoms in this size that only running the code would tell."""
        data = self.world.data
        if not data:
            return []
        return [name for monomial in self.poly for name, _ in monomial if name in data]

    def _make(self, poly: Poly, values: tuple[int, ...]) -> Dim:
        if not poly:
            return 0
        if len(poly) == 1 and () in poly:
            value = poly[()]
            if value == int(value):
                return int(value)
        if len(poly) > MOST_TERMS or max(values) > LARGEST or min(values) < -LARGEST:
            raise TooLarge
        return Size(self.world, poly, values)

    def __add__(self, other: Dim) -> Dim:
        poly = dict(self.poly)
        for monomial, coefficient in _poly(other).items():
            total = poly.get(monomial, 0) + coefficient
            if total:
                poly[monomial] = total
            else:
                del poly[monomial]
        return self._make(poly, _each(operator.add, self.values, other))

    __radd__ = __add__

    def __neg__(self) -> Dim:
        return self._make(
            {monomial: -coefficient for monomial, coefficient in self.poly.items()},
            tuple(-value for value in self.values),
        )

    def __pos__(self) -> Dim:
        return self

    def __sub__(self, other: Dim) -> Dim:
        return self + (-other)

    def __rsub__(self, other: int) -> Dim:
        return (-self) + other

    def __mul__(self, other: Dim) -> Dim:
        if isinstance(other, Size):
            for factor in (self.poly, other.poly):
                if len(factor) > 1:
                    self.world.remember(factor)
        return self._make(
            _multiply(self.poly, _poly(other)), _each(operator.mul, self.values, other)
        )

    __rmul__ = __mul__

    def __pow__(self, exponent: Dim) -> Dim:
        if isinstance(exponent, int) and 0 <= exponent <= 8:
            result: Dim = 1
            for _ in range(exponent):
                result = result * self
            return result
        return _power(self.world, self, exponent)

    def __rpow__(self, base: int) -> Dim:
        return _power(self.world, base, self)

    def __floordiv__(self, other: Dim) -> Dim:
        return _floor_divide(self.world, self, other)

    def __rfloordiv__(self, other: int) -> Dim:
        return _floor_divide(self.world, other, self)

    def __mod__(self, other: Dim) -> Dim:
        return _remainder(self.world, self, other)

    def __rmod__(self, other: int) -> Dim:
        return _remainder(self.world, other, self)


Dim: TypeAlias = int | Size


def product(sizes: Iterable[Dim]) -> Dim:
    """The number of elements of a shape."""
    total: Dim = 1
    for size in sizes:
        total = total * size
    return total


def _poly(size: Dim) -> Poly:
    if isinstance(size, Size):
        return size.poly
    return {(): size} if size else {}


def _each(op: Callable[[int, int], int], values: tuple[int, ...], other: Dim) -> tuple[int, ...]:
    if isinstance(other, int):
        return tuple([op(value, other) for value in values])
    return tuple(map(op, values, other.values))


def _times(left: Monomial, right: Monomial) -> Monomial:
    if not left:
        return right
    if not right:
        return left
    exponents = dict(left)
    for name, exponent in right:
        exponents[name] = exponents.get(name, 0) + exponent
    return tuple(sorted((name, power) for name, power in exponents.items() if power))


def _multiply(left: Poly, right: Poly) -> Poly:
    if len(left) * len(right) > MOST_TERMS:
        raise TooLarge
    result: Poly = {}
    for a, x in left.items():
        for b, y in right.items():
            monomial = _times(a, b)
            total = result.get(monomial, 0) + x * y
            if total:
                result[monomial] = total
            else:
                result.pop(monomial, None)
    return result


def _inverse(monomial: Monomial) -> Monomial:
    return tuple((name, -exponent) for name, exponent in monomial)


def _simple(value: int | Fraction) -> int | Fraction:
    return int(value) if value == int(value) else value


def _by_term(poly: Poly, monomial: Monomial, coefficient: int | Fraction) -> Poly:
    """The polynomial divided by one term."""
    inverse = _inverse(monomial)
    return {
        _times(term, inverse): _simple(Fraction(value) / coefficient)
        for term, value in poly.items()
    }


def _quotient(top: Poly, bottom: Poly) -> Poly | None:
    """Top / bottom where that is again a polynomial (lexicographic long division)."""
    if len(bottom) == 1:
        ((monomial, coefficient),) = bottom.items()
        return _by_term(top, monomial, coefficient)
    names = sorted({name for term in (*top, *bottom) for name, _ in term})

    def rank(term: Monomial) -> tuple[int, ...]:
        powers = dict(term)
        return tuple(powers.get(name, 0) for name in names)

    lead = max(bottom, key=rank)
    rest, result = dict(top), dict[Monomial, int | Fraction]()
    for _ in range(4 * len(top) + 8):
        if not rest:
            return result
        head = max(rest, key=rank)
        term = _times(head, _inverse(lead))
        if any(power < 0 for _, power in term):
            return None
        coefficient = _simple(Fraction(rest[head]) / bottom[lead])
        result[term] = coefficient
        for monomial, value in bottom.items():
            key = _times(monomial, term)
            left = rest.get(key, 0) - coefficient * value
            if left:
                rest[key] = left
            else:
                rest.pop(key, None)
    return None


def _sum(left: Poly, right: Poly) -> Poly:
    total = {term: left.get(term, 0) + right.get(term, 0) for term in {**left, **right}}
    return {term: value for term, value in total.items() if value}


def _plain(size: Size) -> Dim:
    return size._make(size.poly, size.values)


def _monomial_values(world: World, monomial: Monomial) -> list[Fraction]:
    values = [Fraction(1)] * world.count
    for name, power in monomial:
        atom = world.atoms[name]
        values = [
            value * (Fraction(at) ** power if at or power > 0 else 0)
            for value, at in zip(values, atom, strict=True)
        ]
    return values


def _deciders(world: World) -> Sequence[int]:
    return range(world.count) if world.concrete else world.live


def _floor_divide(world: World, top: Dim, bottom: Dim) -> Dim:
    if isinstance(top, int) and isinstance(bottom, int):
        return top // bottom
    a, b = world.values(top), world.values(bottom)
    if any(b[draw] == 0 for draw in world.live):
        raise ZeroDivisionError
    values = tuple(x // y if y else 0 for x, y in zip(a, b, strict=True))
    draws = _deciders(world)
    upper, lower = _poly(top), _poly(bottom)
    maker = top if isinstance(top, Size) else bottom
    assert isinstance(maker, Size)
    exact = all(b[draw] and a[draw] % b[draw] == 0 for draw in draws)
    if exact:
        quotient = _quotient(upper, lower)
        if quotient is not None:
            return maker._make(quotient, values)
    elif all(0 <= a[draw] < b[draw] for draw in draws):
        return 0
    whole: Poly = {}
    if len(lower) == 1:
        upper, whole = _split_whole(world, upper, lower, draws)
        upper, lower = _reduce(upper, lower)
    if set(upper) == set(lower) == {()}:
        return maker._make(_sum(whole, {(): int(upper[()]) // int(lower[()])}), values)
    whole_values = tuple(int(value) for value in _poly_values(world, whole))
    if all(value < 0 for value in upper.values()):
        # floor(-a / b) is -ceil(a / b): `-(-T // k)` reads better as `(T + k - 1)//k`.
        positive, divisor = (
            Size(world, part, tuple(int(value) for value in _poly_values(world, part)))
            for part in ({term: -value for term, value in upper.items()}, lower)
        )
        ceiling = _floor_divide(world, positive + (divisor + (-1)), _plain(divisor))
        if not whole:
            return -ceiling
        return maker._make(whole, whole_values) - ceiling
    text = f"{_grouped(world, upper)}//{_grouped(world, lower, tight=True)}"
    rest = tuple(value - part for value, part in zip(values, whole_values, strict=True))
    floor = world._derived(text, rest, top, bottom)
    return maker._make(whole, whole_values) + floor if whole else floor


def _poly_values(world: World, poly: Poly) -> list[Fraction]:
    total = [Fraction(0)] * world.count
    for monomial, coefficient in poly.items():
        total = [
            t + coefficient * v
            for t, v in zip(total, _monomial_values(world, monomial), strict=True)
        ]
    return total


def _split_whole(world: World, upper: Poly, lower: Poly, draws: Sequence[int]) -> tuple[Poly, Poly]:
    """The terms of upper / lower that are whole at every draw, taken out of the floor."""
    ((monomial, coefficient),) = lower.items()
    rest, whole = dict(upper), dict[Monomial, int | Fraction]()
    for term, value in upper.items():
        ((quotient, factor),) = _by_term({term: value}, monomial, coefficient).items()
        values = _monomial_values(world, quotient)
        if all((values[draw] * factor).denominator == 1 for draw in draws):
            whole[quotient] = factor
            del rest[term]
    if not rest:
        return upper, {}
    return rest, whole


def _reduce(upper: Poly, lower: Poly) -> tuple[Poly, Poly]:
    """Upper and lower without the common whole factor of their coefficients."""
    coefficients = [*upper.values(), *lower.values()]
    if any(isinstance(value, Fraction) for value in coefficients):
        return upper, lower
    common = math.gcd(*[int(value) for value in coefficients])
    if common < 2:
        return upper, lower
    return (
        {term: int(value) // common for term, value in upper.items()},
        {term: int(value) // common for term, value in lower.items()},
    )


def _remainder(world: World, top: Dim, bottom: Dim) -> Dim:
    if isinstance(top, int) and isinstance(bottom, int):
        return top % bottom
    a, b = world.values(top), world.values(bottom)
    if any(b[draw] == 0 for draw in world.live):
        raise ZeroDivisionError
    values = tuple(x % y if y else 0 for x, y in zip(a, b, strict=True))
    draws = _deciders(world)
    if all(values[draw] == 0 for draw in draws):
        return 0
    if all(0 <= a[draw] < b[draw] for draw in draws):
        return top
    text = f"{_grouped(world, _poly(top))}%{_grouped(world, _poly(bottom), tight=True)}"
    return world._derived(f"({text})", values, top, bottom)


def _power(world: World, base: Dim, exponent: Dim) -> Dim:
    b, e = world.values(base), world.values(exponent)
    if any(e[draw] < 0 or e[draw] > LARGEST_EXPONENT for draw in world.live):
        raise TooLarge
    values = tuple(x ** min(max(y, 0), LARGEST_EXPONENT) for x, y in zip(b, e, strict=True))
    text = f"{_grouped(world, _poly(base))}**{_grouped(world, _poly(exponent), tight=True)}"
    return world._derived(text, values, base, exponent)


# ── printing ────────────────────────────────────────────────────────────────────────────


def show(size: Dim) -> str:
    """The size as text that any reader of sizes understands: `d/H`, `T - k + 1`, `(L + 1)//2`."""
    if isinstance(size, int):
        return str(size)
    if not size._text:
        size._text = _show_poly(size.world, size.poly)
    return size._text


def _show_poly(world: World, poly: Poly) -> str:
    if len(poly) == 1:
        ((monomial, coefficient),) = poly.items()
        return _show_term(world, monomial, coefficient)
    if len(poly) > 3:
        factors: list[str] = []
        for factor in reversed(world.factors):
            quotient = _quotient(poly, factor) if 1 < len(factor) < len(poly) else None
            if quotient is not None:
                poly = quotient
                factors.insert(0, f"({_show_sum(world, factor)})")
        if factors:
            return "*".join([_grouped(world, poly), *factors])
    monomial, coefficient, rest = _content(poly)
    if monomial or coefficient != 1:
        return _around(world, monomial, coefficient, f"({_show_sum(world, rest)})")
    return _show_sum(world, poly)


def _content(poly: Poly) -> tuple[Monomial, int | Fraction, Poly]:
    """The common factor of all terms, and what is left: T**2/2 - T/2 is T · ½ · (T - 1)."""
    names = {name for term in poly for name, _ in term}
    common = []
    for name in sorted(names):
        lowest = min(dict(term).get(name, 0) for term in poly)
        if lowest:
            common.append((name, lowest))
    denominator = math.lcm(*[Fraction(value).denominator for value in poly.values()])
    monomial = tuple(common)
    coefficient = _simple(Fraction(1, denominator))
    return monomial, coefficient, _by_term(poly, monomial, coefficient)


def _show_sum(world: World, poly: Poly) -> str:
    terms = sorted(poly.items(), key=lambda item: _rank(world, item[0], item[1]))
    text = ""
    for monomial, coefficient in terms:
        size = coefficient if coefficient > 0 else -coefficient
        shown = _show_term(world, monomial, size)
        if not text:
            text = shown if coefficient > 0 else _negative(shown)
        else:
            text += f" {'+' if coefficient > 0 else '-'} {shown}"
    return text


def _rank(world: World, monomial: Monomial, coefficient: int | Fraction) -> tuple[object, ...]:
    """People write positive terms first, in the order of declaration, and numbers last."""
    return (
        not monomial,
        coefficient < 0,
        -sum(power for _, power in monomial),
        [world.order.get(name, 0) for name, _ in monomial],
    )


def _show_term(world: World, monomial: Monomial, coefficient: int | Fraction) -> str:
    return _around(world, monomial, coefficient, "")


def _around(world: World, monomial: Monomial, coefficient: int | Fraction, middle: str) -> str:
    """Coefficient · monomial · middle, as numerator/denominator."""
    ordered = sorted(monomial, key=lambda item: world.order.get(item[0], 0))
    top = [_show_factor(name, power) for name, power in ordered if power > 0]
    bottom = [_show_factor(name, -power) for name, power in ordered if power < 0]
    fraction = Fraction(coefficient)
    if middle:
        top.append(middle)
    if abs(fraction.numerator) != 1 or not top:
        top.insert(0, str(abs(fraction.numerator)))
    if fraction.denominator != 1:
        bottom.insert(0, str(fraction.denominator))
    if len(top) + len(bottom) > 1:
        top = [part if _is_operand(part) else f"({part})" for part in top]
        bottom = [part if _is_operand(part) else f"({part})" for part in bottom]
    text = "*".join(top)
    if bottom:
        text += "/" + (bottom[0] if len(bottom) == 1 else f"({'*'.join(bottom)})")
    return _negative(text) if fraction < 0 else text


def _negative(text: str) -> str:
    """-text; -(T//2) keeps its brackets, since -T//2 rounds the other way."""
    return f"-({text})" if "//" in text and not _is_operand(text) else f"-{text}"


def _show_factor(name: str, power: int) -> str:
    if power == 1:
        return name
    return f"{name if name.isidentifier() else f'({name})'}**{power}"


def _is_operand(text: str) -> bool:
    """Whether the text can stand beside `*` without brackets."""
    if "//" not in text and "%" not in text and "**" not in text:
        return True
    depth = 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and letter in "/%* " and index < len(text) - 1:
            return text.replace("**", "").replace("_", "").isalnum()
    return True


def _grouped(world: World, poly: Poly, tight: bool = False) -> str:
    """The polynomial as an operand; tight: also products are put in brackets."""
    if not poly:
        return "0"
    text = _show_poly(world, poly)
    plain = text.replace("_", "").isalnum()
    return text if plain or (len(poly) == 1 and not tight and "/" not in text) else f"({text})"
