"""Products: which factors belong together, and what each operator means between two shapes.

A text has one reading: ⊙ and ⊗ bind loosest (`Wᵀδ ⊙ s` is (Wᵀδ) ⊙ s), all other products and
quotients go from left to right. Only where that has no meaning may the factors be put together
in another way, and only if every way that conforms comes to the same: `A x'x` is A (x'x). Where
there is an entrywise product among them, a note tells how they were put together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tutor.checking.matrices import grouping, syntax
from tutor.checking.matrices.grouping import Grouping
from tutor.checking.matrices.shaping import Clash, Shaping, Typed, is_reduced
from tutor.checking.matrices.sizes import ONE, SCALAR, Shape
from tutor.checking.matrices.syntax import Node
from tutor.checking.matrices.terms import Term

_MATRIX_PRODUCTS = frozenset(("*", "@", "", "dot"))
_ENTRYWISE = frozenset(("odot", ".*", "./", "kron"))
_QUOTIENTS = frozenset(("/", "./"))
_MAX_GROUPINGS = 400


class Products(Shaping):
    """Rules for chains of factors."""

    _tries = 0

    def chain(self, node: syntax.Chain) -> Typed:
        first: Clash | None = None
        flat = _flat(node)
        factors: list[Typed] = []
        try:
            factors = [self.of(factor) for factor in node.factors]
        except Clash as clash:  # W δ ⊙ s with a row-shaped δ ⊙ s: a part alone has no meaning
            if flat is node:
                raise
            first = clash
        for entrywise in (False, True):
            mark = self.unifier.mark()
            try:
                if factors:
                    return self._left_to_right(node, factors, entrywise)
            except Clash as clash:
                first = first or clash
                self.unifier.back_to(mark)
            if len(flat.factors) > 2 and (found := self._regrouped(flat, entrywise)):
                self.regrouped[id(node)] = found.node
                return found.typed
        assert first is not None
        raise first

    def _left_to_right(self, node: syntax.Chain, factors: list[Typed], entrywise: bool) -> Typed:
        typed, start = factors[0], node.factors[0]
        for operator, factor, written in zip(
            node.operators, factors[1:], node.factors[1:], strict=True
        ):
            left = _Span(start.at, self._end_before(operator, node))
            typed = self.combine(operator, left, typed, written, factor, entrywise=entrywise)
        return typed

    def _end_before(self, operator: syntax.Operator, node: syntax.Chain) -> int:
        return max(factor.end for factor in node.factors if factor.end <= operator.at)

    def _regrouped(self, flat: syntax.Chain, entrywise: bool) -> Grouping | None:
        """The grouping that conforms, if all that do come to the same. Raises Clash."""
        parts = [
            grouping.factor(factor, typed, place, **self._form(typed))
            for place, (factor, typed) in enumerate((each, self.of(each)) for each in flat.factors)
        ]
        self._tries = _MAX_GROUPINGS
        notes = list(self.notes)
        found: dict[str, Grouping] = {}
        for each in self._groupings(flat, parts, 0, len(parts) - 1, entrywise):
            found.setdefault(each.value.key, each)
            if len(found) > 1:
                break
        self.notes = notes
        if len(found) != 1 or self._tries < 0:
            return None
        (only,) = found.values()
        self._again(only, entrywise)  # what it found out about sizes was taken back
        if any(operator.symbol in _ENTRYWISE for operator in flat.operators):
            written = only.written(self.text)
            self.note("note_grouped", part=self.slice(flat), grouped=written)
        return only

    def _form(self, typed: Typed) -> dict[str, bool]:
        rows, columns = self.unifier.shape(typed[1])
        row, column = rows == ONE, columns == ONE
        return {"scalar": row and column, "row": row, "column": column}

    def _again(self, found: Grouping, entrywise: bool) -> Typed:
        if found.sides is None or found.operator is None:
            return found.typed
        left, right = found.sides
        a, b = self._again(left, entrywise), self._again(right, entrywise)
        return self.combine(found.operator, left, a, right, b, entrywise=entrywise)

    def _groupings(
        self, node: syntax.Chain, parts: list[Grouping], low: int, high: int, entrywise: bool
    ) -> Iterator[Grouping]:
        """All conforming ways to put parentheses into factors low … high, left to right first."""
        if low == high:
            yield parts[low]
            return
        for split in range(high - 1, low - 1, -1):
            operator = node.operators[split]
            divisor = parts[split + 1]
            if operator.symbol in _QUOTIENTS and split + 1 < high and not divisor.value.chain:
                continue  # x/n A is never x/(n A)
            for left in self._groupings(node, parts, low, split, entrywise):
                for right in self._groupings(node, parts, split + 1, high, entrywise):
                    self._tries -= 1
                    if self._tries < 0:
                        return
                    mark = self.unifier.mark()
                    try:
                        typed = self.combine(
                            operator, left, left.typed, right, right.typed, entrywise=entrywise
                        )
                    except Clash:
                        self.unifier.back_to(mark)
                        continue
                    yield grouping.joined(left, operator, right, typed, **self._form(typed))
                    self.unifier.back_to(mark)

    def combine(
        self,
        operator: syntax.Operator,
        left_node: "_Placed",
        left: Typed,
        right_node: "_Placed",
        right: Typed,
        *,
        entrywise: bool = False,
    ) -> Typed:
        """`left operator right`, or Clash. entrywise: `*` and `/` may act entry by entry."""
        (a, a_shape), (b, b_shape) = left, right
        symbol = operator.symbol
        shape: Shape | None
        scalar_a, scalar_b = self.is_scalar(a_shape), self.is_scalar(b_shape)
        if symbol == "kron":
            shape = (self.product(a_shape[0], b_shape[0]), self.product(a_shape[1], b_shape[1]))
            return Term("kron", (a, b)), shape
        if symbol == "backslash":
            if (
                not scalar_a
                and self.unifier.unify(a_shape[0], a_shape[1])
                and self.unifier.unify(a_shape[1], b_shape[0])
            ):
                return Term("mul", (Term("inv", (a,)), b)), b_shape
        elif symbol in ("/", "./"):
            if scalar_b:
                return Term("div", (a, b)), a_shape
            if symbol == "./" or entrywise:
                shape = b_shape if scalar_a else self._entrywise_shape(left, right, symbol)
                if shape is not None:
                    if symbol == "/":
                        self.note("note_divided", part=self._text(right_node))
                    return Term("hdiv", (a, b)), shape
            if symbol == "/":
                raise self.clash(
                    "divide_clash",
                    operator.at,
                    right=self._text(right_node),
                    shape=self.shown(b_shape),
                )
        elif scalar_a or scalar_b:
            return _product(a, a_shape, b, b_shape, scalar_a, scalar_b), (
                b_shape if scalar_a else a_shape
            )
        elif symbol in _MATRIX_PRODUCTS:
            mark = self.unifier.mark()
            if self.unifier.unify(a_shape[1], b_shape[0]):
                shape = (a_shape[0], b_shape[1])
                return _joined(a, b), shape
            self.unifier.back_to(mark)
            if symbol == "dot" and self.is_vector(a_shape) and self.same(a_shape, b_shape):
                self.note("note_dot", part=self._text(left_node))
                return Term("inner", (a, b)), SCALAR
            if symbol in ("*", "dot") and entrywise and self._entrywise_shape(left, right, symbol):
                self.note(
                    "note_entrywise", left=self._text(left_node), right=self._text(right_node)
                )
                wide = self._entrywise_shape(left, right, symbol)
                return Term("had", (a, b)), wide or a_shape
        else:
            shape = self._entrywise_shape(left, right, symbol)
            if shape is not None:
                return Term("had", (a, b)), shape
        key = "product_clash" if symbol in _MATRIX_PRODUCTS else "entrywise_clash"
        raise self.clash(
            key, operator.at, product=self._text(_Span(left_node.at, right_node.end)),
            left=self._text(left_node), right=self._text(right_node),
            left_shape=self.shown(a_shape), right_shape=self.shown(b_shape),
        )  # fmt: skip

    def _entrywise_shape(self, left: Typed, right: Typed, symbol: str) -> Shape | None:
        (a, a_shape), (b, b_shape) = left, right
        if self.same(a_shape, b_shape):
            return a_shape
        numpy = symbol in (".*", "./") or is_reduced(a) or is_reduced(b)
        return self.spread(a_shape, b_shape, force=numpy)

    def _text(self, node: "_Placed") -> str:
        return self.text[node.at : node.end].strip()


def _flat(node: syntax.Chain) -> syntax.Chain:
    """A chain with the chains inside it opened, so that any grouping can be tried."""
    if not any(isinstance(factor, syntax.Chain) for factor in node.factors):
        return node
    factors: list[Node] = []
    operators: list[syntax.Operator] = []
    for place, factor in enumerate(node.factors):
        inner = _flat(factor) if isinstance(factor, syntax.Chain) else None
        factors.extend(inner.factors if inner else (factor,))
        operators.extend(inner.operators if inner else ())
        operators.extend(node.operators[place : place + 1])
    return syntax.Chain(tuple(factors), tuple(operators), at=node.at, end=node.end)


@dataclass(frozen=True, slots=True)
class _Span:
    at: int
    end: int


_Placed: TypeAlias = Node | Grouping | _Span


def _product(
    a: Term, a_shape: Shape, b: Term, b_shape: Shape, scalar_a: bool, scalar_b: bool
) -> Term:
    """A product in which one side is a scalar."""
    left = a.args if a.op == "mul" and (not scalar_a or _plain_scalars(a)) else (a,)
    right = b.args if b.op == "mul" and scalar_a and not scalar_b else (b,)
    return Term("mul", (*left, *right))


def _plain_scalars(term: Term) -> bool:
    """Whether all factors of a scalar product are themselves numbers (2·λ, not xᵀx)."""
    return all(factor.op in ("num", "size", "const", "div") for factor in term.args)


def _joined(a: Term, b: Term) -> Term:
    """A matrix product with nested products joined where the grouping does not matter."""
    left = a.args if a.op == "mul" else (a,)
    right = b.args if b.op == "mul" else (b,)
    return Term("mul", (*left, *right))
