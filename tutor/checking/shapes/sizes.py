"""Exact symbolic sizes: what `d // H` and `T - k + 1` are, and whether two sizes are equal.

A `Size` is a polynomial with rational coefficients (negative exponents allowed, so that
`H * (d / H)` is `d`) over *atoms*: the declared names, and floors, remainders, minima and
maxima, each named by its own text. Beside the polynomial it carries its value at every
*draw*: a set of concrete sizes that obeys the declared facts. The draws decide what
algebra leaves open: sizes are equal when they agree at every draw, and a quotient is
exact when it is exact at every draw. A coincidence at one draw decides nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from tutor.checking.shapes.division import floor_divide, raised, remainder
from tutor.checking.shapes.errors import DataDependent, TooLarge
from tutor.checking.shapes.polynomials import MOST_TERMS, Poly, content, multiply, polynomial
from tutor.checking.shapes.size_text import show_poly

if TYPE_CHECKING:
    from tutor.checking.shapes.facts import Fact

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

    def size(self, poly: Poly, values: tuple[int, ...]) -> Dim:
        """The size of a polynomial: an `int` where nothing is left open. Raises TooLarge."""
        if not poly:
            return 0
        if len(poly) == 1 and () in poly:
            value = poly[()]
            if value == int(value):
                return int(value)
        if len(poly) > MOST_TERMS or max(values) > LARGEST or min(values) < -LARGEST:
            raise TooLarge
        return Size(self, poly, values)

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
        primitive = content(factor)[2]
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
        return self.derived(f"{name}({texts[0]}, {texts[1]})", values, left, right)

    def derived(self, text: str, values: tuple[int, ...], *parts: Dim) -> Size:
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

    def __add__(self, other: Dim) -> Dim:
        poly = dict(self.poly)
        for monomial, coefficient in polynomial(other).items():
            total = poly.get(monomial, 0) + coefficient
            if total:
                poly[monomial] = total
            else:
                del poly[monomial]
        return self.world.size(poly, _each(operator.add, self.values, other))

    __radd__ = __add__

    def __neg__(self) -> Dim:
        return self.world.size(
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
        return self.world.size(
            multiply(self.poly, polynomial(other)), _each(operator.mul, self.values, other)
        )

    __rmul__ = __mul__

    def __pow__(self, exponent: Dim) -> Dim:
        if isinstance(exponent, int) and 0 <= exponent <= 8:
            result: Dim = 1
            for _ in range(exponent):
                result = result * self
            return result
        return raised(self.world, self, exponent)

    def __rpow__(self, base: int) -> Dim:
        return raised(self.world, base, self)

    def __floordiv__(self, other: Dim) -> Dim:
        return floor_divide(self.world, self, other)

    def __rfloordiv__(self, other: int) -> Dim:
        return floor_divide(self.world, other, self)

    def __mod__(self, other: Dim) -> Dim:
        return remainder(self.world, self, other)

    def __rmod__(self, other: int) -> Dim:
        return remainder(self.world, other, self)


Dim: TypeAlias = int | Size


def product(sizes: Iterable[Dim]) -> Dim:
    """The number of elements of a shape."""
    total: Dim = 1
    for size in sizes:
        total = total * size
    return total


def _each(op: Callable[[int, int], int], values: tuple[int, ...], other: Dim) -> tuple[int, ...]:
    if isinstance(other, int):
        return tuple([op(value, other) for value in values])
    return tuple(map(op, values, other.values))


# ── printing ────────────────────────────────────────────────────────────────────────────


def show(size: Dim) -> str:
    """The size as text that any reader of sizes understands: `d/H`, `T - k + 1`, `(L + 1)//2`."""
    if isinstance(size, int):
        return str(size)
    if not size._text:
        size._text = show_poly(size.world, size.poly)
    return size._text
