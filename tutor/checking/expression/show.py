r"""Trees → one line of text, in Python, TeX or Unicode; reading it back gives the tree.

Brackets stand where the tree needs them and nowhere else. Functions that Python has no
standard name for keep the name of the vocabulary.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from tutor.checking.expression import vocabulary
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

_ATOM = POSTFIX + 20
_NEGATIVE = SUM + 5
"""A minus sign at the start of a term: looser than a product, tighter than a sum."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text and how tightly its outermost operator binds."""

    text: str
    level: int


def python(node: Node) -> str:
    """As Python writes it: `3*x**2`, `exp(-x)`, `log(x, 2)`, `Piecewise((a, c), (b, True))`."""
    return _Python().write(node).text


def plain(node: Node) -> str:
    """In Unicode: `3x²`, `e^(−x)`, `log₂(x)`, `√(x + 1)`, `|x|`, `x₁`, `σ(x)`."""
    return _Plain().write(node).text


def tex(node: Node) -> str:
    r"""In TeX: `3 x^{2}`, `e^{-x}`, `\log_{2}\left(x\right)`, `\frac{a}{b}`."""
    return _Tex().write(node).text


class _Writer:
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

    def write(self, node: Node) -> _Piece:
        method: Callable[[Node], _Piece] = getattr(self, "_" + type(node).__name__.lower())
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

    def _number(self, node: Number) -> _Piece:
        if node.value.denominator == 1 and not _is_decimal(node):
            return _Piece(str(node.value.numerator), _ATOM)
        if _is_decimal(node):
            return _Piece(node.text, _ATOM)
        return self.write(Div(Number(Fraction(node.value.numerator)), _denominator(node.value)))

    def _constant(self, node: Constant) -> _Piece:
        return _Piece(self.constants[node.name], _ATOM)

    def _symbol(self, node: Symbol) -> _Piece:
        return _Piece(node.name, _ATOM)

    def _neg(self, node: Neg) -> _Piece:
        return _Piece(self.minus + self.at(node.arg, PRODUCT), _NEGATIVE)

    def _plusminus(self, node: PlusMinus) -> _Piece:
        return _Piece(self.plus_minus + self.at(node.arg, PRODUCT), _NEGATIVE)

    def _add(self, node: Add) -> _Piece:
        text = self.at(node.terms[0], _NEGATIVE)
        for term in node.terms[1:]:
            if isinstance(term, Neg):
                text += f" {self.minus} " + self.at(term.arg, PRODUCT)
            elif isinstance(term, PlusMinus):
                text += f" {self.plus_minus} " + self.at(term.arg, PRODUCT)
            else:
                text += " + " + self.at(term, _NEGATIVE)
        return _Piece(text, SUM)

    def _mul(self, node: Mul) -> _Piece:
        first = node.factors[0]
        start = (
            self.bracket(self.free(first)) if isinstance(first, Mul) else self.at(first, PRODUCT)
        )
        rest = (self.at(factor, PRODUCT + 1) for factor in node.factors[1:])
        return _Piece(self.times.join((start, *rest)), PRODUCT)

    def _div(self, node: Div) -> _Piece:
        top = self.at(node.top, PRODUCT)
        return _Piece(top + "/" + self.at(node.bottom, PRODUCT + 1), PRODUCT)

    # --- relations, logic, sets, lists

    def _relation(self, node: Relation) -> _Piece:
        left, right = self.at(node.left, RELATION + 1), self.at(node.right, RELATION + 1)
        return _Piece(left + self.relations[node.op] + right, RELATION)

    def _logic(self, node: Logic) -> _Piece:
        if not node.args:
            return _Piece("True", _ATOM)
        if node.op == "not":
            return _Piece(self.logic["not"] + self.at(node.args[0], NOT + 1), NOT)
        level = OR if node.op == "or" else AND
        parts = [self.at(arg, level + 1) for arg in node.args]
        return _Piece(self.logic[node.op].join(parts), level)

    def _interval(self, node: Interval) -> _Piece:
        start = self.opens["(" if node.low_open else "["]
        end = self.closes[")" if node.high_open else "]"]
        return _Piece(start + self.many((node.low, node.high)) + end, _ATOM)

    def _union(self, node: Union) -> _Piece:
        parts = [self.at(part, UNION + 1) for part in node.parts]
        return _Piece(self.union.join(parts), UNION)

    def _finiteset(self, node: FiniteSet) -> _Piece:
        return _Piece(self.opens["{"] + self.many(node.items) + self.closes["}"], _ATOM)

    def _sequence(self, node: Sequence) -> _Piece:
        lengths = {len(item.items) for item in node.items if isinstance(item, Sequence)}
        lists = all(isinstance(item, Sequence) for item in node.items)
        if lists and len(node.items) > 1 and len(lengths) == 1:
            return _Piece(self.bracket(self.many(node.items)), _ATOM)
        return _Piece(self.opens["["] + self.many(node.items) + self.closes["]"], _ATOM)

    def _matrix(self, node: Matrix) -> _Piece:
        rows = ", ".join("[" + self.many(row) + "]" for row in node.rows)
        return _Piece("[" + rows + "]", _ATOM)

    # --- functions

    def _call(self, node: Call) -> _Piece:
        return _Piece(f"{node.name}({self.many(node.args)})", _ATOM)

    def _pow(self, node: Pow) -> _Piece:
        base = self.at(node.base, POWER + 1)
        return _Piece(f"{base}**{self.at(node.exponent, POWER + 1)}", POWER)

    def _big(self, node: Big) -> _Piece:
        bounds = self.many((Symbol(node.index), node.low, node.high))
        return _Piece(f"{node.op}({self.at(node.body, IF + 1)}, {bounds})", _ATOM)

    def _piecewise(self, node: Piecewise) -> _Piece:
        rows = [f"({self.many(case)})" for case in node.cases]
        if node.otherwise is not None:
            rows.append(f"({self.at(node.otherwise, IF + 1)}, True)")
        return _Piece("Piecewise(" + ", ".join(rows) + ")", _ATOM)


class _Python(_Writer):
    relations: ClassVar[dict[str, str]] = {**_Writer.relations, "=": " == "}


class _Plain(_Writer):
    minus = "−"
    times = "·"
    relations: ClassVar[dict[str, str]] = {
        "<": " < ", "<=": " ≤ ", ">": " > ", ">=": " ≥ ", "!=": " ≠ ", "=": " = ", "in": " ∈ ",
    }  # fmt: skip
    union = " ∪ "
    plus_minus = "±"
    constants: ClassVar[dict[str, str]] = {"pi": "π", "e": "e", "i": "i", "oo": "∞"}

    def _symbol(self, node: Symbol) -> _Piece:
        return _Piece(_plain_name(node.name), _ATOM)

    def _mul(self, node: Mul) -> _Piece:
        parts = [self.at(factor, PRODUCT + 1) for factor in node.factors]
        return _Piece(self.times.join(parts), PRODUCT)

    def _pow(self, node: Pow) -> _Piece:
        base = self.at(node.base, POWER + 1)
        exponent = self.free(node.exponent)
        small = _small(exponent)
        if small and isinstance(node.exponent, Number | Symbol | Neg):
            return _Piece(base + small, POWER)
        return _Piece(f"{base}^{self._raised(node.exponent, POSTFIX)}", POWER)

    def _raised(self, node: Node, level: int) -> str:
        """`node` behind `^`, where the braces of cases would only group."""
        text = self.at(node, level)
        return self.bracket(text) if text.startswith("{") else text

    def _call(self, node: Call) -> _Piece:
        args = node.args
        if node.name == "abs":
            return _Piece(f"|{self.at(args[0], IF + 1)}|", _ATOM)
        if node.name in ("floor", "ceil"):
            start, end = "⌊⌋" if node.name == "floor" else "⌈⌉"
            return _Piece(start + self.at(args[0], IF + 1) + end, _ATOM)
        if node.name == "factorial":
            return _Piece(self.at(args[0], POSTFIX + 1) + "!", POSTFIX)
        if node.name in ("sqrt", "cbrt"):
            sign = vocabulary.FUNCTIONS[node.name].plain
            whole = isinstance(args[0], Number) and not _is_decimal(args[0])
            inner = self.free(args[0]) if whole else self.bracket(self.free(args[0]))
            return _Piece(sign + inner, POWER if whole else _ATOM)
        if node.name == "log" and len(args) == 2:
            base = self.free(args[1])
            below = "".join(_SUBSCRIPTS.get(char, "") for char in base)
            if base.isdigit() and len(below) == len(base):
                return _Piece(f"log{below}({self.free(args[0])})", _ATOM)
            return _Piece(f"log({self.many(args)})", _ATOM)
        if node.name == "indicator":
            return _Piece(f"𝟙[{self.free(args[0])}]", _ATOM)
        function = vocabulary.FUNCTIONS.get(node.name)
        name = function.plain if function is not None and function.plain else node.name
        return _Piece(f"{name}({self.many(args)})", _ATOM)

    def _big(self, node: Big) -> _Piece:
        sign = "∑" if node.op == "sum" else "∏"
        index = _plain_name(node.index)
        low, high = self.free(node.low), self._raised(node.high, _ATOM)
        body = self.at(node.body, _NEGATIVE)
        return _Piece(f"{sign}_({index}={low})^{high} {body}", _NEGATIVE)

    def _piecewise(self, node: Piecewise) -> _Piece:
        rows = [f"{self.at(a, IF + 2)} if {self.at(b, IF + 2)}" for a, b in node.cases]
        if node.otherwise is not None:
            rows.append(f"{self.at(node.otherwise, IF + 2)} otherwise")
        return _Piece("{" + "; ".join(rows) + "}", _ATOM)


class _Tex(_Writer):
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

    def _symbol(self, node: Symbol) -> _Piece:
        return _Piece(_tex_name(node.name), _ATOM)

    def _mul(self, node: Mul) -> _Piece:
        parts = [self.at(factor, PRODUCT + 1) for factor in node.factors]
        text = parts[0]
        for left, factor, part in zip(node.factors, node.factors[1:], parts[1:], strict=False):
            group = part.startswith(r"\left(")
            letter = isinstance(factor, Symbol | Constant | Call | Pow) and part[:1] in _LETTERED
            apart = not isinstance(left, Symbol | Call) if group else letter
            text += (" " if apart else self.times) + part
        return _Piece(text, PRODUCT)

    def _div(self, node: Div) -> _Piece:
        return _Piece(rf"\frac{{{self.free(node.top)}}}{{{self.free(node.bottom)}}}", _ATOM)

    def _pow(self, node: Pow) -> _Piece:
        base = self.at(node.base, POWER + 1)
        if isinstance(node.base, Div):
            base = self.bracket(self.free(node.base))
        return _Piece(f"{base}^{{{self.free(node.exponent)}}}", POWER)

    def _logic(self, node: Logic) -> _Piece:
        return _Piece(r"\text{otherwise}", _ATOM) if not node.args else super()._logic(node)

    def _matrix(self, node: Matrix) -> _Piece:
        rows = r" \\ ".join(" & ".join(self.at(item, IF + 1) for item in row) for row in node.rows)
        return _Piece(rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}", _ATOM)

    def _call(self, node: Call) -> _Piece:
        args = node.args
        pairs = {
            "abs": ("|", "|"),
            "floor": (r"\lfloor ", r"\rfloor"),
            "ceil": (r"\lceil ", r"\rceil"),
        }
        if node.name in pairs:
            start, end = pairs[node.name]
            return _Piece(rf"\left{start}{self.free(args[0])}\right{end}", _ATOM)
        if node.name == "factorial":
            return _Piece(self.at(args[0], POSTFIX + 1) + "!", POSTFIX)
        if node.name in ("sqrt", "cbrt"):
            command = vocabulary.FUNCTIONS[node.name].tex
            return _Piece(f"{command}{{{self.free(args[0])}}}", _ATOM)
        if node.name == "root":
            return _Piece(rf"\sqrt[{self.free(args[1])}]{{{self.free(args[0])}}}", _ATOM)
        if node.name == "binomial":
            return _Piece(rf"\binom{{{self.free(args[0])}}}{{{self.free(args[1])}}}", _ATOM)
        if node.name == "log" and len(args) == 2:
            inner = self.bracket(self.free(args[0]))
            return _Piece(rf"\log_{{{self.free(args[1])}}}{inner}", _ATOM)
        if node.name == "indicator":
            return _Piece(rf"\mathbb{{1}}\left[{self.free(args[0])}\right]", _ATOM)
        function = vocabulary.FUNCTIONS.get(node.name)
        name = function.tex if function is not None else ""
        if not name:
            shown = (function.plain if function is not None else "") or node.name
            name = r"\operatorname{" + shown.replace("_", r"\_") + "}"
        return _Piece(name + self.bracket(self.many(args)), _ATOM)

    def _big(self, node: Big) -> _Piece:
        index = _tex_name(node.index)
        limits = f"_{{{index}={self.free(node.low)}}}^{{{self.free(node.high)}}}"
        return _Piece(rf"\{node.op}{limits} {self.at(node.body, _NEGATIVE)}", _NEGATIVE)

    def _piecewise(self, node: Piecewise) -> _Piece:
        rows = [rf"{self.at(a, IF + 2)} & {self.at(b, IF + 2)}" for a, b in node.cases]
        if node.otherwise is not None:
            rows.append(rf"{self.at(node.otherwise, IF + 2)} & \text{{otherwise}}")
        return _Piece(r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", _ATOM)


# --- numbers and names -----------------------------------------------------------------

_SUPERSCRIPTS = dict(zip("0123456789−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ", strict=True))
_SUBSCRIPTS = dict(zip("0123456789aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_LOWERED = frozenset(_SUBSCRIPTS.values())
_LETTERS = {name: letter for letter, name in reversed(list(vocabulary.GREEK.items()))} | {
    "phi": "φ"
}


_LETTERED = frozenset("\\abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _is_decimal(node: Number) -> bool:
    return bool(node.text) and not node.text.isdigit()


def _denominator(value: Fraction) -> Number:
    return Number(Fraction(value.denominator))


def _small(text: str) -> str:
    small = "".join(_SUPERSCRIPTS.get(char, "") for char in text)
    return small if len(small) == len(text) else ""


def _plain_name(name: str) -> str:
    base, *below = name.split("_") if "{" not in name else [name]
    shown = _LETTERS.get(base, base)
    for part in below:
        small = "".join(_SUBSCRIPTS.get(char, "") for char in part)
        whole = len(small) == len(part) and (part.isdigit() or len(part) == 1)
        lowered = whole and not vocabulary.is_operator(base) and shown[-1] not in _LOWERED
        shown += small if lowered else "_" + part
    return shown


def _tex_name(name: str) -> str:
    if "{" in name:
        return name
    base, *below = name.split("_")
    if below and vocabulary.is_operator(base) and base not in vocabulary.GREEK_NAMES:
        return r"\mathrm{" + name.replace("_", r"\_") + "}"
    if base in vocabulary.GREEK_NAMES:
        shown = "\\" + base
    elif len(base) > 1 and base.isalpha():
        shown = r"\mathrm{" + base + "}"
    else:
        shown = base
    return shown + "".join(f"_{{{part}}}" for part in below)
