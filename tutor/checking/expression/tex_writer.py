"""Trees → one line of TeX; reading it back gives the tree."""

from typing import ClassVar

from tutor.checking.expression import vocabulary
from tutor.checking.expression.lettering import tex_name
from tutor.checking.expression.precedence import IF, POSTFIX, POWER, PRODUCT
from tutor.checking.expression.tree import (
    Big,
    Call,
    Constant,
    Div,
    Logic,
    Matrix,
    Mul,
    Piecewise,
    Pow,
    Symbol,
)
from tutor.checking.expression.writer import ATOM, NEGATIVE, Piece, Writer

_LETTERED = frozenset("\\abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""What begins a factor that stands beside another without a sign between them."""


class TexWriter(Writer):
    """Fractions, powers and roots by their commands, names in their letters."""

    times = r" \cdot "
    relations: ClassVar[dict[str, str]] = {
        "<": " < ", "<=": r" \le ", ">": " > ", ">=": r" \ge ", "!=": r" \ne ", "=": " = ",
        "in": r" \in ",
    }  # fmt: skip
    logic: ClassVar[dict[str, str]] = {"and": r" \land ", "or": r" \lor ", "not": r"\lnot "}
    union = r" \cup "
    plus_minus = r"\pm "
    opens: ClassVar[dict[str, str]] = {"(": r"\left(", "[": r"\left[", "{": r"\left\{"}
    closes: ClassVar[dict[str, str]] = {")": r"\right)", "]": r"\right]", "}": r"\right\}"}
    constants: ClassVar[dict[str, str]] = {"pi": r"\pi", "e": "e", "i": "i", "oo": r"\infty"}

    def _symbol(self, node: Symbol) -> Piece:
        return Piece(tex_name(node.name), ATOM)

    def _mul(self, node: Mul) -> Piece:
        parts = [self.at(factor, PRODUCT + 1) for factor in node.factors]
        text = parts[0]
        for left, factor, part in zip(node.factors, node.factors[1:], parts[1:], strict=False):
            group = part.startswith(r"\left(")
            letter = isinstance(factor, Symbol | Constant | Call | Pow) and part[:1] in _LETTERED
            apart = not isinstance(left, Symbol | Call) if group else letter
            text += (" " if apart else self.times) + part
        return Piece(text, PRODUCT)

    def _div(self, node: Div) -> Piece:
        return Piece(rf"\frac{{{self.free(node.top)}}}{{{self.free(node.bottom)}}}", ATOM)

    def _pow(self, node: Pow) -> Piece:
        base = self.at(node.base, POWER + 1)
        if isinstance(node.base, Div):
            base = self.bracket(self.free(node.base))
        return Piece(f"{base}^{{{self.free(node.exponent)}}}", POWER)

    def _logic(self, node: Logic) -> Piece:
        return Piece(r"\text{otherwise}", ATOM) if not node.args else super()._logic(node)

    def _matrix(self, node: Matrix) -> Piece:
        rows = r" \\ ".join(" & ".join(self.at(item, IF + 1) for item in row) for row in node.rows)
        return Piece(rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}", ATOM)

    def _call(self, node: Call) -> Piece:
        args = node.args
        pairs = {
            "abs": ("|", "|"),
            "floor": (r"\lfloor ", r"\rfloor"),
            "ceil": (r"\lceil ", r"\rceil"),
        }
        if node.name in pairs:
            start, end = pairs[node.name]
            return Piece(rf"\left{start}{self.free(args[0])}\right{end}", ATOM)
        if node.name == "factorial":
            return Piece(self.at(args[0], POSTFIX + 1) + "!", POSTFIX)
        if node.name in ("sqrt", "cbrt"):
            command = vocabulary.FUNCTIONS[node.name].tex
            return Piece(f"{command}{{{self.free(args[0])}}}", ATOM)
        if node.name == "root":
            return Piece(rf"\sqrt[{self.free(args[1])}]{{{self.free(args[0])}}}", ATOM)
        if node.name == "binomial":
            return Piece(rf"\binom{{{self.free(args[0])}}}{{{self.free(args[1])}}}", ATOM)
        if node.name == "log" and len(args) == 2:
            inner = self.bracket(self.free(args[0]))
            return Piece(rf"\log_{{{self.free(args[1])}}}{inner}", ATOM)
        if node.name == "indicator":
            return Piece(rf"\mathbb{{1}}\left[{self.free(args[0])}\right]", ATOM)
        function = vocabulary.FUNCTIONS.get(node.name)
        name = function.tex if function is not None else ""
        if not name:
            shown = (function.plain if function is not None else "") or node.name
            name = r"\operatorname{" + shown.replace("_", r"\_") + "}"
        return Piece(name + self.bracket(self.many(args)), ATOM)

    def _big(self, node: Big) -> Piece:
        index = tex_name(node.index)
        limits = f"_{{{index}={self.free(node.low)}}}^{{{self.free(node.high)}}}"
        return Piece(rf"\{node.op}{limits} {self.at(node.body, NEGATIVE)}", NEGATIVE)

    def _piecewise(self, node: Piecewise) -> Piece:
        rows = [rf"{self.at(a, IF + 2)} & {self.at(b, IF + 2)}" for a, b in node.cases]
        if node.otherwise is not None:
            rows.append(rf"{self.at(node.otherwise, IF + 2)} & \text{{otherwise}}")
        return Piece(r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", ATOM)
