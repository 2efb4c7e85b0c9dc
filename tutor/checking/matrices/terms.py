"""Terms: matrix expressions whose every operation is settled, ready to be evaluated or edited.

A term is an operation, its arguments and constant data. The reader's tree says what was
typed; a term says what it means (`*` has become a product, an entrywise product or a scaling).

    leaves      num(Fraction) const("e"|"pi") var(name) size(AnySize) eye(n) ones(r, c)
                zeros(r, c) basis(n, index)
    structure   neg add mul had hdiv div kron t inv pinv pow(k) epow(x, exponent) expm
    functions   fn(name, order) cmp(op) where maximum minimum softmax logsoftmax
    reductions  trace det logdet norm(kind) sum mean max min variance std prod lse inner
                (data: None for all entries, 0 down the columns, 1 along the rows)
    shape       vec diag
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any


class Term:
    """One operation. Equal by structure; `at` and `end` say where it was typed, or are −1."""

    __slots__ = ("_hash", "args", "at", "data", "end", "op")

    def __init__(
        self, op: str, args: tuple["Term", ...] = (), data: Any = None, at: int = -1, end: int = -1
    ) -> None:
        self.op, self.args, self.data, self.at, self.end = op, args, data, at, end
        self._hash = hash((op, args, data))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Term)
            and self._hash == other._hash
            and self.op == other.op
            and self.data == other.data
            and self.args == other.args
        )

    def __repr__(self) -> str:
        inside = ", ".join(map(repr, self.args))
        data = "" if self.data is None else f"[{self.data}]"
        return f"{self.op}{data}({inside})" if self.args else f"{self.op}{data}"

    def with_args(self, args: tuple["Term", ...]) -> "Term":
        return Term(self.op, args, self.data, self.at, self.end)


def num(value: int | Fraction) -> Term:
    """A number."""
    return Term("num", (), Fraction(value))


def var(name: str) -> Term:
    """A variable."""
    return Term("var", (), name)


def is_num(term: Term, value: int | Fraction | None = None) -> bool:
    """Whether the term is a number literal (with that value)."""
    return term.op == "num" and (value is None or term.data == value)


def number_of(term: Term) -> Fraction | None:
    """The value of a term made of number literals only, or None."""
    if term.op == "num":
        assert isinstance(term.data, Fraction)
        return term.data
    values = [number_of(arg) for arg in term.args]
    if not values or any(value is None for value in values):
        return None
    known = [value for value in values if value is not None]
    if term.op == "neg":
        return -known[0]
    if term.op == "add":
        return sum(known, Fraction(0))
    if term.op == "mul":
        product = Fraction(1)
        for value in known:
            product *= value
        return product
    if term.op == "div" and known[1] != 0:
        return known[0] / known[1]
    if term.op == "epow" and known[1].denominator == 1 and abs(known[1]) <= 16 and known[0] != 0:
        return known[0] ** known[1].numerator
    return None


def walk(term: Term) -> Iterator[Term]:
    """The term and everything below it, parents first."""
    stack = [term]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(top.args))


def count(term: Term) -> int:
    """How many operations and leaves the term has."""
    return sum(1 for _ in walk(term))


def variables(term: Term) -> frozenset[str]:
    """Names of the variables in the term."""
    return frozenset(part.data for part in walk(term) if part.op == "var")


def positions(term: Term, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Term]]:
    """Every subterm with the path of argument numbers that leads to it."""
    yield path, term
    for number, arg in enumerate(term.args):
        yield from positions(arg, (*path, number))


def replace_at(term: Term, path: tuple[int, ...], new: Term) -> Term:
    """The term with the subterm at `path` replaced."""
    if not path:
        return new
    first, rest = path[0], path[1:]
    args = list(term.args)
    args[first] = replace_at(args[first], rest, new)
    return term.with_args(tuple(args))


def transform(term: Term, change: Callable[[Term], Term]) -> Term:
    """Apply `change` to every subterm, the innermost first."""
    if term.args:
        args = tuple(transform(arg, change) for arg in term.args)
        if any(new is not old for new, old in zip(args, term.args, strict=True)):
            term = term.with_args(args)
    return change(term)


def transpose(term: Term) -> Term:
    """The transpose, pushed through sums and products."""
    if term.op == "t":
        return term.args[0]
    if term.op == "neg":
        return Term("neg", (transpose(term.args[0]),))
    if term.op == "add":
        return Term("add", tuple(map(transpose, term.args)))
    if term.op == "mul":
        return Term("mul", tuple(map(transpose, reversed(term.args))))
    if term.op == "div":
        return Term("div", (transpose(term.args[0]), term.args[1]))
    if term.op in ("num", "const", "size", "eye"):
        return term
    return Term("t", (term,))


def push_transposes(term: Term) -> Term:
    """The same term with transposes moved inward to variables and functions."""

    def push(part: Term) -> Term:
        return transpose(part.args[0]) if part.op == "t" else part

    return transform(term, push)


def flatten(term: Term) -> Term:
    """Nested sums and entrywise products joined into one, signs moved to the summands."""

    def join(part: Term) -> Term:
        if part.op == "neg":
            inner = part.args[0]
            if inner.op == "neg":
                return inner.args[0]
            if inner.op == "add":
                return Term("add", tuple(join(Term("neg", (arg,))) for arg in inner.args))
        if part.op in ("add", "had") and any(arg.op == part.op for arg in part.args):
            terms: list[Term] = []
            for arg in part.args:
                terms.extend(arg.args if arg.op == part.op else (arg,))
            return Term(part.op, tuple(terms))
        return part

    return transform(term, join)


def mul(*factors: Term) -> Term:
    """A product; ones are dropped and products that stand first are joined."""
    flat: list[Term] = []
    for factor in factors:
        flat.extend(factor.args if factor.op == "mul" and not flat else (factor,))
    flat = [factor for factor in flat if not is_num(factor, 1)] or [num(1)]
    return flat[0] if len(flat) == 1 else Term("mul", tuple(flat))
