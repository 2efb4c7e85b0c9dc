r"""Trees → one line of text, in Python, TeX or Unicode; reading it back gives the tree.

Brackets stand where the tree needs them and nowhere else. Functions that Python has no
standard name for keep the name of the vocabulary.
"""

from typing import ClassVar

from tutor.checking.expression import vocabulary
from tutor.checking.expression.lettering import lowered, plain_name, raised
from tutor.checking.expression.precedence import IF, POSTFIX, POWER, PRODUCT
from tutor.checking.expression.tex_writer import TexWriter
from tutor.checking.expression.tree import Big, Call, Mul, Neg, Node, Number, Piecewise, Pow, Symbol
from tutor.checking.expression.writer import ATOM, NEGATIVE, Piece, Writer, is_decimal


def python(node: Node) -> str:
    """As Python writes it: `3*x**2`, `exp(-x)`, `log(x, 2)`, `Piecewise((a, c), (b, True))`."""
    return _Python().write(node).text


def plain(node: Node) -> str:
    """In Unicode: `3x²`, `e^(−x)`, `log₂(x)`, `√(x + 1)`, `|x|`, `x₁`, `σ(x)`."""
    return _Plain().write(node).text


def tex(node: Node) -> str:
    r"""In TeX: `3 x^{2}`, `e^{-x}`, `\log_{2}\left(x\right)`, `\frac{a}{b}`."""
    return TexWriter().write(node).text


class _Python(Writer):
    relations: ClassVar[dict[str, str]] = {**Writer.relations, "=": " == "}


class _Plain(Writer):
    minus = "−"
    times = "·"
    relations: ClassVar[dict[str, str]] = {
        "<": " < ", "<=": " ≤ ", ">": " > ", ">=": " ≥ ", "!=": " ≠ ", "=": " = ", "in": " ∈ ",
    }  # fmt: skip
    union = " ∪ "
    plus_minus = "±"
    constants: ClassVar[dict[str, str]] = {"pi": "π", "e": "e", "i": "i", "oo": "∞"}

    def _symbol(self, node: Symbol) -> Piece:
        return Piece(plain_name(node.name), ATOM)

    def _mul(self, node: Mul) -> Piece:
        parts = [self.at(factor, PRODUCT + 1) for factor in node.factors]
        return Piece(self.times.join(parts), PRODUCT)

    def _pow(self, node: Pow) -> Piece:
        base = self.at(node.base, POWER + 1)
        exponent = self.free(node.exponent)
        small = raised(exponent)
        if small and isinstance(node.exponent, Number | Symbol | Neg):
            return Piece(base + small, POWER)
        return Piece(f"{base}^{self._raised(node.exponent, POSTFIX)}", POWER)

    def _raised(self, node: Node, level: int) -> str:
        """`node` behind `^`, where the braces of cases would only group."""
        text = self.at(node, level)
        return self.bracket(text) if text.startswith("{") else text

    def _call(self, node: Call) -> Piece:
        args = node.args
        if node.name == "abs":
            return Piece(f"|{self.at(args[0], IF + 1)}|", ATOM)
        if node.name in ("floor", "ceil"):
            start, end = "⌊⌋" if node.name == "floor" else "⌈⌉"
            return Piece(start + self.at(args[0], IF + 1) + end, ATOM)
        if node.name == "factorial":
            return Piece(self.at(args[0], POSTFIX + 1) + "!", POSTFIX)
        if node.name in ("sqrt", "cbrt"):
            sign = vocabulary.FUNCTIONS[node.name].plain
            whole = isinstance(args[0], Number) and not is_decimal(args[0])
            inner = self.free(args[0]) if whole else self.bracket(self.free(args[0]))
            return Piece(sign + inner, POWER if whole else ATOM)
        if node.name == "log" and len(args) == 2:
            base = self.free(args[1])
            below = lowered(base) if base.isdigit() else ""
            if below:
                return Piece(f"log{below}({self.free(args[0])})", ATOM)
            return Piece(f"log({self.many(args)})", ATOM)
        if node.name == "indicator":
            return Piece(f"𝟙[{self.free(args[0])}]", ATOM)
        function = vocabulary.FUNCTIONS.get(node.name)
        name = function.plain if function is not None and function.plain else node.name
        return Piece(f"{name}({self.many(args)})", ATOM)

    def _big(self, node: Big) -> Piece:
        sign = "∑" if node.op == "sum" else "∏"
        index = plain_name(node.index)
        low, high = self.free(node.low), self._raised(node.high, ATOM)
        body = self.at(node.body, NEGATIVE)
        return Piece(f"{sign}_({index}={low})^{high} {body}", NEGATIVE)

    def _piecewise(self, node: Piecewise) -> Piece:
        rows = [f"{self.at(a, IF + 2)} if {self.at(b, IF + 2)}" for a, b in node.cases]
        if node.otherwise is not None:
            rows.append(f"{self.at(node.otherwise, IF + 2)} otherwise")
        return Piece("{" + "; ".join(rows) + "}", ATOM)
