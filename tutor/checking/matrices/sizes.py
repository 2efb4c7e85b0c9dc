"""Sizes of matrices as symbols: products of names and a whole number, and unknown ones.

A size is a monomial such as 3, n or m·n. A shape is a pair (rows, columns). The identity, a
vector of ones and the like have unknown sizes, which are found by unification with what
stands around them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Size:
    """number times the product of symbols (sorted, with repetition)."""

    number: int = 1
    symbols: tuple[str, ...] = ()

    def __mul__(self, other: "Size") -> "Size":
        return Size(self.number * other.number, tuple(sorted(self.symbols + other.symbols)))

    def __str__(self) -> str:
        if not self.symbols:
            return str(self.number)
        return (str(self.number) if self.number != 1 else "") + "".join(self.symbols)

    def at(self, sizes: Mapping[str, int]) -> int:
        """The number of rows or columns for given values of the symbols."""
        total = self.number
        for symbol in self.symbols:
            total *= sizes[symbol]
        return total


ONE = Size()


class Unknown:
    """A size that context decides. It is never 1."""

    def __str__(self) -> str:
        return "?"


@dataclass(frozen=True, slots=True)
class Times:
    """A product of sizes, some of them still unknown."""

    parts: "tuple[AnySize, ...]"

    def __str__(self) -> str:
        return "·".join(map(str, self.parts))


AnySize: TypeAlias = Size | Unknown | Times
Shape: TypeAlias = tuple[AnySize, AnySize]
SCALAR: Shape = (ONE, ONE)


def parse_size(written: str | int) -> Size:
    """`3`, `"n"`, `"2n"`, `"m*n"` → Size; anything else is one symbol of its own."""
    if isinstance(written, int):
        return Size(written)
    text = written.strip()
    if text.isdigit():
        return Size(int(text))
    size = ONE
    for part in re.split(r"\s*[*·×]\s*", text):
        found = re.fullmatch(r"(\d*)(.*)", part, re.DOTALL)
        assert found
        size = size * Size(int(found[1] or 1), (found[2],) if found[2] else ())
    return size


def parse_shape(written: Sequence[str | int] | str) -> tuple[Size, Size]:
    """`["m", "n"]`, `"m×n"`, `"n"` (a column), `"scalar"` → (rows, columns)."""
    if isinstance(written, str):
        if written.strip() in ("scalar", "", "1"):
            return ONE, ONE
        written = [
            part.strip()
            for part in re.split(r"[×,]|(?<=[\w)])\s*x\s*(?=[\w(])", written.strip("()[] "))
        ]
    sides = [parse_size(part) for part in written if part != ""]
    if len(sides) > 2:
        raise ValueError(f"a shape has two sizes, not {len(sides)}")
    sides += [ONE] * (2 - len(sides))
    return sides[0], sides[1]


def show(shape: Shape) -> str:
    """(n, 1) as "n×1"."""
    return f"{shape[0]}×{shape[1]}"


class Unifier:
    """What the unknown sizes turned out to be; can be taken back.

    equate: whether different symbols may be set equal, which only the exercise's own
    function may ask for ("tr(X) needs a square X, so m = n").
    """

    def __init__(self, equal: Mapping[str, Size] | None = None, *, equate: bool = False) -> None:
        self.found: dict[Unknown, AnySize] = {}
        self.equal: dict[str, Size] = dict(equal or {})
        self.equate = equate
        self._trail: list[Unknown | str] = []

    def resolve(self, size: AnySize) -> AnySize:
        """The size with everything known put in."""
        while isinstance(size, Unknown) and size in self.found:
            size = self.found[size]
        if isinstance(size, Times):
            parts = [self.resolve(part) for part in size.parts]
            if all(isinstance(part, Size) for part in parts):
                product = ONE
                for part in parts:
                    assert isinstance(part, Size)
                    product = product * part
                return product
            return Times(tuple(parts))
        if isinstance(size, Size) and self.equal and any(s in self.equal for s in size.symbols):
            product = Size(size.number)
            for symbol in size.symbols:
                product = product * self.equal.get(symbol, Size(1, (symbol,)))
            return product if product == size else self.resolve(product)
        return size

    def shape(self, shape: Shape) -> Shape:
        return self.resolve(shape[0]), self.resolve(shape[1])

    def unify(self, left: AnySize, right: AnySize) -> bool:
        """Make both sizes equal if they can be."""
        left, right = self.resolve(left), self.resolve(right)
        if left == right:
            return True
        if isinstance(right, Unknown):
            left, right = right, left
        if isinstance(left, Unknown):
            if right == ONE or (isinstance(right, Times) and left in right.parts):
                return False
            self.found[left] = right
            self._trail.append(left)
            return True
        if isinstance(left, Times) or isinstance(right, Times):
            return self._unify_product(left, right)
        return self.equate and self._equate(left, right)

    def _unify_product(self, left: AnySize, right: AnySize) -> bool:
        """k·α against a known size: α is the quotient, when it is one."""
        if not isinstance(left, Times):
            left, right = right, left
        if isinstance(left, Times) and isinstance(right, Times):
            return self._unify_products(left, right)
        if not isinstance(left, Times) or not isinstance(right, Size):
            return False
        unknown = [part for part in left.parts if isinstance(part, Unknown)]
        number, symbols = right.number, list(right.symbols)
        for part in left.parts:
            if isinstance(part, Size):
                if number % part.number or any(s not in symbols for s in part.symbols):
                    return False
                number //= part.number
                for symbol in part.symbols:
                    symbols.remove(symbol)
        if len(unknown) == 1:
            return self.unify(unknown[0], Size(number, tuple(symbols)))
        if len(symbols) == len(unknown) and number == 1:
            return all(
                self.unify(part, Size(1, (symbol,)))
                for part, symbol in zip(unknown, symbols, strict=True)
            )
        return False

    def _unify_products(self, left: Times, right: Times) -> bool:
        """k·α against l·β: α = β when k = l, else α = l and β = k."""
        sides = []
        for product in (left, right):
            unknown = [part for part in product.parts if not isinstance(part, Size)]
            known = ONE
            for part in product.parts:
                known = known * part if isinstance(part, Size) else known
            if len(unknown) != 1:
                return False
            sides.append((known, unknown[0]))
        (k, alpha), (m, beta) = sides
        if k == m:
            return self.unify(alpha, beta)
        return self.unify(alpha, m) and self.unify(beta, k)

    def _equate(self, left: AnySize, right: AnySize) -> bool:
        for one, other in ((right, left), (left, right)):
            if isinstance(one, Size) and len(one.symbols) == 1 and one.number == 1 and other != ONE:
                assert isinstance(other, Size)
                if one.symbols[0] in other.symbols:
                    return False
                self.equal[one.symbols[0]] = other
                self._trail.append(one.symbols[0])
                return True
        return False

    def mark(self) -> int:
        return len(self._trail)

    def back_to(self, mark: int) -> None:
        """Take back everything that was found after `mark`."""
        while len(self._trail) > mark:
            key = self._trail.pop()
            if isinstance(key, str):
                del self.equal[key]
            else:
                del self.found[key]
