"""How an answer was understood: in two dimensions, with the shape of every part under it."""

import unicodedata

from tutor.checking.display.box import Box, above, beside, fraction, line
from tutor.checking.display.brackets import bracket
from tutor.checking.matrices import syntax
from tutor.checking.matrices.problem import Reading
from tutor.checking.matrices.sizes import SCALAR, show
from tutor.checking.matrices.syntax import Node
from tutor.checking.matrices.vocabulary import ACCENTS, GREEK

_LETTERS = {name: letter for letter, name in GREEK.items() if letter not in "ϵϑϕςµ"}
_SUBSCRIPTS = str.maketrans("0123456789+-aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_SUPERSCRIPTS = str.maketrans("0123456789-+n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ")
_MARKS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}
_OPERATORS = {"odot": " ⊙ ", ".*": " ⊙ ", "kron": " ⊗ ", "/": " / ", "./": " ⊘ ",
              "backslash": " ∖ ", "dot": " · "}  # fmt: skip
_NORMS = {"norm": "", "norm1": "₁", "norm2": "₂", "normF": "_F", "norminf": "_∞", "nuclear": "_*",
          "sqnorm": "²"}  # fmt: skip
_COMPARISONS = {">": " > ", "<": " < ", ">=": " ≥ ", "<=": " ≤ "}
_NAMES = {"sigmoid": "σ", "trace": "tr", "logdet": "log det", "phi": "φ", "psi": "ψ"}  # fmt: skip


def shown(reading: Reading) -> Box:
    """The expression as it was read; under every name and function its shape."""
    return _Painter(reading).paint(reading.tree)


def letters(name: str) -> str:
    """A declared name in Unicode: `W_1` → W₁, `y_hat` → ŷ, `lambda` → λ."""
    base, _, rest = name.strip("\\").partition("_")
    if rest in ACCENTS:
        return unicodedata.normalize("NFC", _LETTERS.get(base, base) + _MARKS[rest])
    base = _LETTERS.get(base, base)
    rest = _LETTERS.get(rest, rest)
    if not rest:
        return base
    lowered = rest.translate(_SUBSCRIPTS)
    changed = all(old != new for old, new in zip(rest, lowered, strict=True))
    return base + (lowered if changed else "_" + rest)


class _Painter:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def paint(self, node: Node) -> Box:
        node = self.reading.regrouped.get(id(node), node)
        match node:
            case syntax.Sum():
                return self._sum(node)
            case syntax.Neg():
                return beside([line("−"), self.paint(node.arg)])
            case syntax.Chain():
                return self._chain(node)
            case syntax.Quotient():
                return fraction(self.paint(_bare(node.top)), self.paint(_bare(node.bottom)))
            case syntax.Grouped():
                return self._fenced("(", self.paint(node.arg), ")")
            case syntax.Bars():
                fences = "‖‖" if node.double else "||"
                box = self._fenced(fences[0], self.paint(node.arg), fences[1])
                kind = node.kind.translate(_SUBSCRIPTS) if node.kind != "F" else "_F"
                return beside([box, line(kind)]) if kind else box
            case syntax.Compare():
                parts = [self.paint(node.left), line(_COMPARISONS[node.op]), self.paint(node.right)]
                return self._fenced("[", beside(parts), "]")
            case syntax.Call():
                return self._call(node)
            case syntax.Transpose() | syntax.Inverse() | syntax.Power():
                return self._raised(node)
        return self._with_shape(node, line(self._leaf(node)))

    def _leaf(self, node: Node) -> str:
        match node:
            case syntax.Number():
                return node.text or str(node.value)
            case syntax.Name():
                return letters(node.name)
            case syntax.Constant():
                return "π" if node.name == "pi" else node.name
            case syntax.SizeOf():
                return node.symbol or self.reading.text[node.at : node.end]
            case syntax.Special():
                sign = {"identity": "I", "ones": "𝟏", "zeros": "𝟎"}.get(node.kind, "e")
                return sign + node.index.translate(_SUBSCRIPTS)
        return self.reading.text[node.at : node.end]

    def _with_shape(self, node: Node, box: Box) -> Box:
        shape = self.reading.shapes.get(id(node))
        if shape is None or shape == SCALAR:
            return box
        return above([box, line(show(shape))], axis_of=0)

    def _raised(self, node: syntax.Transpose | syntax.Inverse | syntax.Power) -> Box:
        """A postfix mark on a name stays with it, so that the shape is that of the whole."""
        marks = ""
        inner: Node = node
        while isinstance(inner, syntax.Transpose | syntax.Inverse | syntax.Power):
            if isinstance(inner, syntax.Power):
                mark = self._exponent(inner)
                inner = inner.base
            else:
                mark = "ᵀ" if isinstance(inner, syntax.Transpose) else "⁻¹"
                inner = inner.arg
            marks = mark + marks
        marks = marks.replace("⁻¹ᵀ", "⁻ᵀ")
        if isinstance(inner, syntax.Name | syntax.Special | syntax.Number):
            return self._with_shape(node, line(self._leaf(inner) + marks))
        if isinstance(inner, syntax.Call) and inner.name == "inverse" and len(inner.args) == 1:
            if marks == "ᵀ":
                return self._inverse(_bare(inner.args[0]), "⁻ᵀ")
            return beside([self._fenced("(", self.paint(inner), ")"), line(marks)])
        return beside([self.paint(inner), line(marks)])

    def _exponent(self, node: syntax.Power) -> str:
        text = self.reading.text[node.exponent.at : node.exponent.end].strip() or str(
            getattr(node.exponent, "text", "")
        )
        raised = text.translate(_SUPERSCRIPTS)
        dot = "⊙" if node.elementwise else ""
        if all(old != new for old, new in zip(text, raised, strict=True)):
            return dot + raised
        return f"^{dot}({text})" if len(text) > 1 else f"^{dot}{text}"

    def _sum(self, node: syntax.Sum) -> Box:
        parts: list[Box] = []
        for place, term in enumerate(node.terms):
            negative = isinstance(term, syntax.Neg)
            if place or negative:
                parts.append(line((" − " if place else "−") if negative else " + "))
            parts.append(self.paint(term.arg if isinstance(term, syntax.Neg) else term))
        return beside(parts)

    def _chain(self, node: syntax.Chain) -> Box:
        parts = [self.paint(node.factors[0])]
        for operator, factor in zip(node.operators, node.factors[1:], strict=True):
            parts += [line(_OPERATORS.get(operator.symbol, " ")), self.paint(factor)]
        return beside(parts)

    def _call(self, node: syntax.Call) -> Box:
        if node.name in ("row", "column"):
            return self.paint(node.args[0])
        if node.name == "sqrt":
            return beside([line("√"), self._fenced("(", self.paint(node.args[0]), ")")])
        if node.name == "transpose":
            return beside([self._fenced("(", self.paint(node.args[0]), ")"), line("ᵀ")])
        if node.name == "inverse" and len(node.args) == 1:
            return self._inverse(_bare(node.args[0]))
        if node.name in _NORMS and len(node.args) == 1 and not node.options:
            box = self._fenced("‖", self.paint(_bare(node.args[0])), "‖")
            mark = _NORMS[node.name]
            return beside([box, line(mark)]) if mark else box
        name = _NAMES.get(node.name, node.name) + "′" * node.order
        inside: list[Box] = []
        for place, arg in enumerate(node.args):
            inside += ([line(", ")] if place else []) + [self.paint(_bare(arg))]
        inside += [line(f", {key}={value}") for key, value in node.options]
        fences = "⟨⟩" if node.name == "inner" else "()"
        box = self._fenced(fences[0], beside(inside), fences[1])
        return box if node.name == "inner" else beside([line(name), box])

    def _inverse(self, arg: Node, mark: str = "⁻¹") -> Box:
        """X⁻¹ for inv(X), the shape of X under it."""
        if isinstance(arg, syntax.Name | syntax.Special):
            box = line(self._leaf(arg) + mark)
            shape = self.reading.shapes.get(id(arg))
            return box if shape in (None, SCALAR) else above([box, line(show(shape))], axis_of=0)
        return beside([self._fenced("(", self.paint(arg), ")"), line(mark)])

    def _fenced(self, left: str, box: Box, right: str) -> Box:
        """Brackets around the formula itself, not around the shapes under it."""
        return beside([bracket(left, 0, 0), box, bracket(right, 0, 0)])


def _bare(node: Node) -> Node:
    return node.arg if isinstance(node, syntax.Grouped) else node
