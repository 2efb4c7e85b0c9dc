"""What the notations of `show` share: where brackets stand, and what most nodes look like."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from tutor.checking.expression.precedence import (
    AND,
    IF,
    NOT,
    OR,
    POSTFIX,
    POWER,
    PRODUCT,
    RELATION,
    SUM,
    UNION,
)
from tutor.checking.expression.tree import (
    Add,
    Big,
    Call,
    Constant,
    Div,
    FiniteSet,
    Interval,
    Logic,
    Matrix,
    Mul,
    Neg,
    Node,
    Number,
    Piecewise,
    PlusMinus,
    Pow,
    Relation,
    Sequence,
    Symbol,
    Union,
)

ATOM = POSTFIX + 20
NEGATIVE = SUM + 5
"""A minus sign at the start of a term: looser than a product, tighter than a sum."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text and how tightly its outermost operator binds."""

    text: str
    level: int


class Writer:
    """What the notations share; each names its operators and writes its own functions."""

    minus = "-"
    times = "*"
    relations: ClassVar[dict[str, str]] = {
        op: f" {op} " for op in ("<", "<=", ">", ">=", "!=", "=", "in")
    }
    logic: ClassVar[dict[str, str]] = {"and": " and ", "or": " or ", "not": "not "}
    union = " U "
    plus_minus = "+/-"
    opens: ClassVar[dict[str, str]] = {"(": "(", "[": "[", "{": "{"}
    closes: ClassVar[dict[str, str]] = {")": ")", "]": "]", "}": "}"}
    constants: ClassVar[dict[str, str]] = {"pi": "pi", "e": "e", "i": "i", "oo": "oo"}

    def write(self, node: Node) -> Piece:
        method: Callable[[Node], Piece] = getattr(self, "_" + type(node).__name__.lower())
        return method(node)

    def at(self, node: Node, level: int) -> str:
        """`node` where operators looser than `level` need brackets."""
        piece = self.write(node)
        return piece.text if piece.level >= level else self.bracket(piece.text)

    def bracket(self, text: str) -> str:
        return self.opens["("] + text + self.closes[")"]

    def free(self, node: Node) -> str:
        return self.write(node).text

    def operand(self, node: Node, level: int) -> str:
        """`node` inside arithmetic; sets and lists of one would lose their brackets."""
        return self.at(node, level)

    def many(self, nodes: tuple[Node, ...]) -> str:
        return ", ".join(self.at(node, IF + 1) for node in nodes)

    # --- arithmetic

    def _number(self, node: Number) -> Piece:
        if node.value.denominator == 1 and not is_decimal(node):
            return Piece(str(node.value.numerator), ATOM)
        if is_decimal(node):
            return Piece(node.text, ATOM)
        return self.write(
            Div(Number(Fraction(node.value.numerator)), Number(Fraction(node.value.denominator)))
        )

    def _constant(self, node: Constant) -> Piece:
        return Piece(self.constants[node.name], ATOM)

    def _symbol(self, node: Symbol) -> Piece:
        return Piece(node.name, ATOM)

    def _neg(self, node: Neg) -> Piece:
        return Piece(self.minus + self.at(node.arg, PRODUCT), NEGATIVE)

    def _plusminus(self, node: PlusMinus) -> Piece:
        return Piece(self.plus_minus + self.at(node.arg, PRODUCT), NEGATIVE)

    def _add(self, node: Add) -> Piece:
        text = self.at(node.terms[0], NEGATIVE)
        for term in node.terms[1:]:
            if isinstance(term, Neg):
                text += f" {self.minus} " + self.at(term.arg, PRODUCT)
            elif isinstance(term, PlusMinus):
                text += f" {self.plus_minus} " + self.at(term.arg, PRODUCT)
            else:
                text += " + " + self.at(term, NEGATIVE)
        return Piece(text, SUM)

    def _mul(self, node: Mul) -> Piece:
        first = node.factors[0]
        start = (
            self.bracket(self.free(first)) if isinstance(first, Mul) else self.at(first, PRODUCT)
        )
        rest = (self.at(factor, PRODUCT + 1) for factor in node.factors[1:])
        return Piece(self.times.join((start, *rest)), PRODUCT)

    def _div(self, node: Div) -> Piece:
        top = self.at(node.top, PRODUCT)
        return Piece(top + "/" + self.at(node.bottom, PRODUCT + 1), PRODUCT)

    # --- relations, logic, sets, lists

    def _relation(self, node: Relation) -> Piece:
        left, right = self.at(node.left, RELATION + 1), self.at(node.right, RELATION + 1)
        return Piece(left + self.relations[node.op] + right, RELATION)

    def _logic(self, node: Logic) -> Piece:
        if not node.args:
            return Piece("True", ATOM)
        if node.op == "not":
            return Piece(self.logic["not"] + self.at(node.args[0], NOT + 1), NOT)
        level = OR if node.op == "or" else AND
        parts = [self.at(arg, level + 1) for arg in node.args]
        return Piece(self.logic[node.op].join(parts), level)

    def _interval(self, node: Interval) -> Piece:
        start = self.opens["(" if node.low_open else "["]
        end = self.closes[")" if node.high_open else "]"]
        return Piece(start + self.many((node.low, node.high)) + end, ATOM)

    def _union(self, node: Union) -> Piece:
        parts = [self.at(part, UNION + 1) for part in node.parts]
        return Piece(self.union.join(parts), UNION)

    def _finiteset(self, node: FiniteSet) -> Piece:
        return Piece(self.opens["{"] + self.many(node.items) + self.closes["}"], ATOM)

    def _sequence(self, node: Sequence) -> Piece:
        lengths = {len(item.items) for item in node.items if isinstance(item, Sequence)}
        lists = all(isinstance(item, Sequence) for item in node.items)
        if lists and len(node.items) > 1 and len(lengths) == 1:
            return Piece(self.bracket(self.many(node.items)), ATOM)
        return Piece(self.opens["["] + self.many(node.items) + self.closes["]"], ATOM)

    def _matrix(self, node: Matrix) -> Piece:
        rows = ", ".join("[" + self.many(row) + "]" for row in node.rows)
        return Piece("[" + rows + "]", ATOM)

    # --- functions

    def _call(self, node: Call) -> Piece:
        return Piece(f"{node.name}({self.many(node.args)})", ATOM)

    def _pow(self, node: Pow) -> Piece:
        base = self.at(node.base, POWER + 1)
        return Piece(f"{base}**{self.at(node.exponent, POWER + 1)}", POWER)

    def _big(self, node: Big) -> Piece:
        bounds = self.many((Symbol(node.index), node.low, node.high))
        return Piece(f"{node.op}({self.at(node.body, IF + 1)}, {bounds})", ATOM)

    def _piecewise(self, node: Piecewise) -> Piece:
        rows = [f"({self.many(case)})" for case in node.cases]
        if node.otherwise is not None:
            rows.append(f"({self.at(node.otherwise, IF + 1)}, True)")
        return Piece("Piecewise(" + ", ".join(rows) + ")", ATOM)


def is_decimal(node: Number) -> bool:
    """Whether a number is shown as it was typed: 0.5, 1e-3."""
    return bool(node.text) and not node.text.isdigit()
