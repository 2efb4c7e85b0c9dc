"""Syntax tree → term, with the shape of every part; or the place where shapes clash.

Which factors of a product belong together, whether `*` multiplies matrices or entries, and
how large `I` is are all decided here, by symbolic shapes: the usual precedence first, then
any grouping that conforms, then products entry by entry.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tutor.bilingual import Text
from tutor.checking.matrices import syntax
from tutor.checking.matrices.sizes import (
    ONE,
    SCALAR,
    AnySize,
    Shape,
    Size,
    Times,
    Unifier,
    Unknown,
    show,
)
from tutor.checking.matrices.syntax import Node
from tutor.checking.matrices.terms import Term, num, transform, walk
from tutor.checking.matrices.tokens import STRINGS
from tutor.checking.matrices.vocabulary import ENTRYWISE

Typed = tuple[Term, Shape]
_REDUCTIONS = frozenset(("sum", "mean", "max", "min", "var", "std", "prod", "lse"))
_MATRIX_PRODUCTS = frozenset(("*", "@", "", "dot"))
_MAX_GROUPINGS = 400


class Clash(Exception):  # noqa: N818 - a finding about the answer, not a fault
    """Two parts whose shapes do not fit.

    at: column of the operator or function. why: one sentence that names both shapes.
    """

    def __init__(self, at: int, why: Text) -> None:
        super().__init__(at, why)
        self.at, self.why = at, why


@dataclass(slots=True)
class Settings:
    """What inference may assume.

    shapes: every declared name. constants: those of them that stand for a constant.
    broadcast: whether a row or column may be added to a matrix, as NumPy does.
    axis0_is_column: whether a sum down the columns is a column (else a row).
    """

    shapes: Mapping[str, Shape]
    constants: Mapping[str, Term] = field(default_factory=dict)
    broadcast: bool = False
    axis0_is_column: bool = False


class Inference:
    """One pass over one tree. After `typed`, `shapes` holds every node's shape by identity."""

    def __init__(self, settings: Settings, text: str, unifier: Unifier | None = None) -> None:
        self.settings = settings
        self.text = text
        self.unifier = unifier or Unifier()
        self.shapes: dict[int, Shape] = {}
        self.notes: list[Text] = []
        self.entrywise_products = False
        self.used_broadcast = False

    # -- entry

    def typed(self, node: Node, expected: Shape | None = None) -> Typed:
        """The term and its shape. expected: a shape it should get if it can. Raises Clash."""
        term, shape = self.of(node)
        if expected is not None and not self.same(shape, expected):
            self.same(shape, (expected[1], expected[0]))
        return self.ground(term), self.unifier.shape(shape)

    def bind_rest(self, term: Term, shape: Shape, size: Size) -> Typed:
        """The term and shape with every size still unknown set to `size`."""
        for part in walk(term):
            sizes = part.data if part.op in ("ones", "zeros") else (part.data,)
            if part.op == "basis":
                sizes = part.data[:1]
            if part.op in ("eye", "ones", "zeros", "basis", "size"):
                for unknown in sizes:
                    if isinstance(self.unifier.resolve(unknown), Unknown):
                        self.unifier.unify(unknown, size)
        return self.ground(term), self.unifier.shape(shape)

    def ground(self, term: Term) -> Term:
        """The term with all sizes put in that were found."""
        resolve = self.unifier.resolve

        def put(part: Term) -> Term:
            if part.op == "size":
                return Term("size", (), resolve(part.data), part.at, part.end)
            if part.op == "eye":
                return Term("eye", (), resolve(part.data), part.at, part.end)
            if part.op in ("ones", "zeros"):
                data = (resolve(part.data[0]), resolve(part.data[1]))
                return Term(part.op, (), data, part.at, part.end)
            if part.op == "basis":
                return Term("basis", (), (resolve(part.data[0]), part.data[1]), part.at, part.end)
            return part

        return transform(term, put)

    # -- helpers

    def same(self, left: Shape, right: Shape) -> bool:
        mark = self.unifier.mark()
        if self.unifier.unify(left[0], right[0]) and self.unifier.unify(left[1], right[1]):
            return True
        self.unifier.back_to(mark)
        return False

    def is_scalar(self, shape: Shape) -> bool:
        return self.unifier.shape(shape) == SCALAR

    def is_vector(self, shape: Shape) -> bool:
        rows, columns = self.unifier.shape(shape)
        return (rows == ONE) != (columns == ONE)

    def slice(self, node: Node) -> str:
        return self.text[node.at : node.end].strip()

    def shown(self, shape: Shape) -> str:
        return show(self.unifier.shape(shape))

    def note(self, key: str, **values: str) -> None:
        note = STRINGS(key, **values)
        if note not in self.notes:
            self.notes.append(note)

    def clash(self, key: str, at: int, **values: str) -> Clash:
        return Clash(at, STRINGS(key, **values))

    def square(self, node: Node, shape: Shape, what: str) -> None:
        if not self.unifier.unify(shape[0], shape[1]):
            raise self.clash(
                "needs_square", node.at, what=what, part=self.slice(node), shape=self.shown(shape)
            )

    # -- nodes

    def of(self, node: Node) -> Typed:
        term, shape = self._of(node)
        if term.at < 0:
            term = Term(term.op, term.args, term.data, node.at, node.end)
        self.shapes[id(node)] = shape
        return term, shape

    def _of(self, node: Node) -> Typed:
        match node:
            case syntax.Number():
                return num(node.value), SCALAR
            case syntax.Constant():
                return Term("const", (), node.name), SCALAR
            case syntax.Name():
                constant = self.settings.constants.get(node.name)
                return constant or Term("var", (), node.name), self.settings.shapes[node.name]
            case syntax.SizeOf():
                return Term("size", (), self.size(node)), SCALAR
            case syntax.Special():
                return self.special(node)
            case syntax.Grouped():
                return self.of(node.arg)
            case syntax.Neg():
                term, shape = self.of(node.arg)
                return Term("neg", (term,)), shape
            case syntax.Transpose():
                term, (rows, columns) = self.of(node.arg)
                return Term("t", (term,)), (columns, rows)
            case syntax.Inverse():
                return self.inverse(node)
            case syntax.Sum():
                return self.sum(node)
            case syntax.Chain():
                return self.chain(node)
            case syntax.Quotient():
                return self.combine(
                    syntax.Operator("/", at=node.at), node.top, self.of(node.top), node.bottom,
                    self.of(node.bottom), entrywise=True,
                )  # fmt: skip
            case syntax.Power():
                return self.power(node)
            case syntax.Bars():
                return self.bars(node)
            case syntax.Compare():
                return self.compare(node)
            case syntax.Call():
                return self.call(node)

    def size(self, node: Node) -> AnySize:
        """A node used as a size: n, 3, x.shape[0], m*n."""
        match node:
            case syntax.Number() if node.value.denominator == 1:
                return Size(int(node.value))
            case syntax.Grouped():
                return self.size(node.arg)
            case syntax.SizeOf() if node.of is None:
                return Size(1, (node.symbol,))
            case syntax.SizeOf():
                assert node.of is not None
                _, shape = self.of(node.of)
                if node.axis == -1:
                    return self.product(shape[0], shape[1])
                return shape[min(node.axis, 1)]
            case syntax.Chain() if all(op.symbol in ("*", "") for op in node.operators):
                total: AnySize = ONE
                for factor in node.factors:
                    total = self.product(total, self.size(factor))
                return total
        raise self.clash("not_a_size", node.at, part=self.slice(node))

    def product(self, left: AnySize, right: AnySize) -> AnySize:
        left, right = self.unifier.resolve(left), self.unifier.resolve(right)
        if isinstance(left, Size) and isinstance(right, Size):
            return left * right
        if left == ONE:
            return right
        return left if right == ONE else Times((left, right))

    def special(self, node: syntax.Special) -> Typed:
        if node.like is not None:
            _, shape = self.of(node.like)
            return Term("ones" if node.kind == "ones" else "zeros", (), shape), shape
        rows: AnySize = self.size(node.rows) if node.rows is not None else Unknown()
        if node.kind == "identity":
            return Term("eye", (), rows), (rows, rows)
        if node.kind == "basis":
            return Term("basis", (), (rows, node.index)), (rows, ONE)
        columns: AnySize = self.size(node.columns) if node.columns is not None else ONE
        return Term(node.kind, (), (rows, columns)), (rows, columns)

    def inverse(self, node: syntax.Inverse) -> Typed:
        term, shape = self.of(node.arg)
        if self.is_scalar(shape):
            return Term("div", (num(1), term)), SCALAR
        if self.is_vector(shape):  # x^-1 as NumPy's x**-1
            self.note("note_power", part=self.slice(node.arg))
            return Term("epow", (term, Term("neg", (num(1),)))), shape
        if not self.unifier.unify(shape[0], shape[1]):
            self.square(node.arg, shape, STRINGS.table["word_inverse"]["en"])
        return Term("inv", (term,)), shape

    def sum(self, node: syntax.Sum) -> Typed:
        typed = [self.of(term) for term in node.terms]
        shape: Shape = SCALAR
        widest = node.terms[0]
        for (_, part), written in zip(typed, node.terms, strict=True):
            if self.is_scalar(part):
                continue
            if self.is_scalar(shape):
                shape, widest = part, written
            elif not self.same(shape, part):
                wider = self._broadcast(shape, part)
                if wider is None:
                    raise self.clash(
                        "sum_clash", written.at, left=self.slice(widest),
                        right=self._unsigned(written), left_shape=self.shown(shape),
                        right_shape=self.shown(part),
                    )  # fmt: skip
                shape = wider
        return Term("add", tuple(term for term, _ in typed)), shape

    def _unsigned(self, node: Node) -> str:
        return self.slice(node.arg) if isinstance(node, syntax.Neg) else self.slice(node)

    def _broadcast(self, left: Shape, right: Shape, *, force: bool = False) -> Shape | None:
        """The shape of a matrix met by a row or a column, where that is allowed."""
        if not (self.settings.broadcast or force):
            return None
        for wide, thin in ((left, right), (right, left)):
            wide, thin = self.unifier.shape(wide), self.unifier.shape(thin)
            if ONE in wide:
                continue
            if (thin[0] == ONE and self.unifier.unify(wide[1], thin[1])) or (
                thin[1] == ONE and self.unifier.unify(wide[0], thin[0])
            ):
                self.used_broadcast = True
                return wide
        return None

    # -- products

    def chain(self, node: syntax.Chain) -> Typed:
        first: Clash | None = None
        try:
            factors = [self.of(factor) for factor in node.factors]
        except Clash as clash:
            if _flat(node) is node:
                raise
            return self._chain_of_flat(_flat(node), clash)
        for entrywise in (False, True):
            mark = self.unifier.mark()
            try:
                typed, start = factors[0], node.factors[0]
                for operator, factor, written in zip(
                    node.operators, factors[1:], node.factors[1:], strict=True
                ):
                    left = _Span(start.at, self._end_before(operator, node))
                    typed = self.combine(
                        operator, left, typed, written, factor, entrywise=entrywise
                    )
                return typed
            except Clash as clash:
                first = first or clash
                self.unifier.back_to(mark)
            flat = _flat(node)
            if len(flat.factors) > 2:
                parts = [self.of(factor) for factor in flat.factors]
                self._tries = _MAX_GROUPINGS
                for typed in self._groupings(flat, parts, 0, len(parts) - 1, entrywise):
                    return typed
        assert first is not None
        raise first

    def _chain_of_flat(self, node: syntax.Chain, first: Clash) -> Typed:
        """A chain of which a part alone has no meaning: W δ ⊙ s with a row-shaped δ ⊙ s."""
        try:
            return self.chain(node)
        except Clash:
            raise first from None

    def _end_before(self, operator: syntax.Operator, node: syntax.Chain) -> int:
        return max(factor.end for factor in node.factors if factor.end <= operator.at)

    def _groupings(
        self, node: syntax.Chain, factors: list[Typed], low: int, high: int, entrywise: bool
    ) -> Iterator[Typed]:
        """All conforming ways to put parentheses into factors low … high, left to right first."""
        if low == high:
            yield factors[low]
            return
        for split in range(high - 1, low - 1, -1):
            operator = node.operators[split]
            for left in self._groupings(node, factors, low, split, entrywise):
                for right in self._groupings(node, factors, split + 1, high, entrywise):
                    self._tries -= 1
                    if self._tries < 0:
                        return
                    mark = self.unifier.mark()
                    try:
                        typed = self.combine(
                            operator,
                            _Span(node.factors[low].at, node.factors[split].end),
                            left,
                            _Span(node.factors[split + 1].at, node.factors[high].end),
                            right,
                            entrywise=entrywise,
                        )
                    except Clash:
                        self.unifier.back_to(mark)
                        continue
                    yield typed
                    self.unifier.back_to(mark)

    def combine(
        self,
        operator: syntax.Operator,
        left_node: "Node | _Span",
        left: Typed,
        right_node: "Node | _Span",
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
                shape = b_shape if scalar_a else self._entrywise_shape(a_shape, b_shape, symbol)
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
            if symbol in ("*", "dot") and entrywise and self.same(a_shape, b_shape):
                self.note(
                    "note_entrywise", left=self._text(left_node), right=self._text(right_node)
                )
                return Term("had", (a, b)), a_shape
        else:
            shape = self._entrywise_shape(a_shape, b_shape, symbol)
            if shape is not None:
                return Term("had", (a, b)), shape
        key = "product_clash" if symbol in _MATRIX_PRODUCTS else "entrywise_clash"
        raise self.clash(
            key, operator.at, product=self._text(_Span(left_node.at, right_node.end)),
            left=self._text(left_node), right=self._text(right_node),
            left_shape=self.shown(a_shape), right_shape=self.shown(b_shape),
        )  # fmt: skip

    def _entrywise_shape(self, left: Shape, right: Shape, symbol: str) -> Shape | None:
        if self.same(left, right):
            return left
        return self._broadcast(left, right, force=symbol in (".*", "./"))

    def _text(self, node: "Node | _Span") -> str:
        return self.text[node.at : node.end].strip()

    # -- powers and bars

    def power(self, node: syntax.Power) -> Typed:
        base, shape = self.of(node.base)
        exponent, exponent_shape = self.of(node.exponent)
        if isinstance(node.base, syntax.Constant) and node.base.name == "e":
            return Term("fn", (exponent,), ("exp", 0)), exponent_shape
        if not self.is_scalar(exponent_shape):
            raise self.clash("exponent_shape", node.exponent.at, shape=self.shown(exponent_shape))
        if self.is_scalar(shape):
            return Term("epow", (base, exponent)), SCALAR
        whole = _whole_number(node.exponent)
        mark = self.unifier.mark()
        if (
            not node.elementwise
            and not self.is_vector(shape)
            and whole is not None
            and self.unifier.unify(shape[0], shape[1])
        ):
            if abs(whole) > 12:
                raise self.clash("power_too_high", node.exponent.at)
            if whole == 2:
                return Term("mul", (base, base)), shape
            return Term("pow", (base,), whole), shape
        self.unifier.back_to(mark)
        if (
            not node.elementwise
            and not self.is_vector(shape)
            and self.same(shape, (shape[1], shape[0]))
        ):
            raise self.clash("matrix_exponent", node.exponent.at)
        if not node.elementwise:
            self.note("note_power", part=self.slice(node.base))
        return Term("epow", (base, exponent)), shape

    def bars(self, node: syntax.Bars) -> Typed:
        term, shape = self.of(node.arg)
        if node.double:
            return self.norm(node, term, shape, node.kind)
        mark = self.unifier.mark()
        if self.is_scalar(shape) or self.is_vector(shape) or not self.unifier.unify(*shape):
            self.unifier.back_to(mark)
            return Term("fn", (term,), ("abs", 0)), shape
        return Term("det", (term,)), SCALAR

    def norm(self, node: Node, term: Term, shape: Shape, kind: str) -> Typed:
        kind = kind.strip("'\"{} ").lower()
        matrix = not self.is_vector(shape) and not self.is_scalar(shape)
        if kind in ("fro", "f", "frob", "\\mathrm{f}"):
            name = "F"
        elif kind in ("", "2", "none"):
            name = "spectral" if matrix and kind == "2" else "F"
        elif kind == "1":
            name = "1"
        elif kind in ("inf", "np.inf", "infinity", "infty", "max"):
            name = "inf"
        elif kind in ("*", "nuc", "tr"):
            name = "nuclear"
        else:
            raise self.clash("unknown_norm", node.at, kind=kind)
        return Term("norm", (term,), name), SCALAR

    def compare(self, node: syntax.Compare) -> Typed:
        left, left_shape = self.of(node.left)
        right, right_shape = self.of(node.right)
        shape = left_shape
        if self.is_scalar(left_shape):
            shape = right_shape
        elif not self.is_scalar(right_shape) and not self.same(left_shape, right_shape):
            raise self.clash(
                "entrywise_clash", node.at, product=self.slice(node), left=self.slice(node.left),
                right=self.slice(node.right), left_shape=self.shown(left_shape),
                right_shape=self.shown(right_shape),
            )  # fmt: skip
        return Term("cmp", (left, right), node.op), shape

    # -- calls

    def call(self, node: syntax.Call) -> Typed:
        typed = [self.of(arg) for arg in node.args]
        name = node.name
        if not typed:
            raise self.clash("wrong_count", node.at, name=name)
        if name == "multi_dot":
            total, written = typed[0], node.args[0]
            for arg, arg_node in zip(typed[1:], node.args[1:], strict=True):
                total = self.combine(
                    syntax.Operator("@", at=node.at), written, total, arg_node, arg
                )
            return total
        if name in ("max", "min") and len(typed) == 2 and not node.options:
            name = name + "imum"
        handler: Callable[[syntax.Call, list[Typed]], Typed] | None = getattr(
            self, "_call_" + name, None
        )
        if handler is not None:
            return handler(node, typed)
        if name in ENTRYWISE:
            if len(typed) > 2 or (len(typed) == 2 and name not in ("step",)):
                raise self.clash("wrong_count", node.at, name=name)
            return Term("fn", (typed[0][0],), (name, node.order)), typed[0][1]
        if name in _REDUCTIONS:
            return self.reduction(node, name, typed)
        if name in _BINARY:
            if len(typed) != 2:
                raise self.clash("wrong_count", node.at, name=name)
            operator = syntax.Operator(_BINARY[name], at=node.at)
            left, right = node.args
            return self.combine(operator, left, typed[0], right, typed[1])
        if len(typed) != 1 and name not in ("norm",):
            raise self.clash("wrong_count", node.at, name=name)
        term, shape = typed[0]
        if name.startswith("norm") or name in ("nuclear", "sqnorm"):
            return self._norm_call(node, name, term, shape)
        if name in ("trace", "det", "logdet", "inverse", "expm"):
            self.square(node.args[0], shape, name)
            if name == "inverse":
                if self.is_scalar(shape):
                    return Term("div", (num(1), term)), SCALAR
                return Term("inv", (term,)), shape
            return Term(name, (term,)), shape if name == "expm" else SCALAR
        raise self.clash("wrong_count", node.at, name=name)

    def _norm_call(self, node: syntax.Call, name: str, term: Term, shape: Shape) -> Typed:
        if name == "sqnorm":
            return Term("epow", (Term("norm", (term,), "F"), num(2))), SCALAR
        kind = {"norm1": "1", "norm2": "2", "normF": "F", "norminf": "inf", "nuclear": "*"}.get(
            name, ""
        )
        for key, value in node.options:
            if key in ("ord", "p"):
                kind = value
            elif key in ("axis", "dim"):
                raise self.clash("norm_axis", node.at)
        if name == "norm" and len(node.args) == 2:
            second = node.args[1]
            kind = self.slice(second)
        return self.norm(node, term, shape, kind)

    def _call_transpose(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        term, (rows, columns) = typed[0]
        return Term("t", (term,)), (columns, rows)

    def _call_pinv(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        term, (rows, columns) = typed[0]
        return Term("pinv", (term,)), (columns, rows)

    def _call_vec(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        term, (rows, columns) = typed[0]
        return Term("vec", (term,)), (self.product(rows, columns), ONE)

    def _call_column(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        term, shape = typed[0]
        rows, columns = self.unifier.shape(shape)
        if ONE not in (rows, columns):
            raise self.clash("only_vectors", node.at, part=self.slice(node.args[0]))
        return (term, shape) if columns == ONE else (Term("t", (term,)), (columns, rows))

    def _call_row(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        term, shape = self._call_column(node, typed)
        return Term("t", (term,)), (shape[1], shape[0])

    def _call_diag(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        term, shape = typed[0]
        rows, columns = self.unifier.shape(shape)
        if rows == columns == ONE:
            return term, shape
        if columns == ONE or rows == ONE:
            size = rows if columns == ONE else columns
            return Term("diag", (term,)), (size, size)
        self.square(node.args[0], shape, "diag")
        return Term("diag", (term,)), (rows, ONE)

    def _call_outer(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        if len(typed) != 2:
            raise self.clash("wrong_count", node.at, name="outer")
        columns: list[Typed] = []
        for arg, part in zip(node.args, typed, strict=True):
            rows, cols = self.unifier.shape(part[1])
            if ONE not in (rows, cols):
                raise self.clash("only_vectors", arg.at, part=self.slice(arg))
            columns.append(part if cols == ONE else (Term("t", (part[0],)), (cols, rows)))
        (a, a_shape), (b, b_shape) = columns
        return Term("mul", (a, Term("t", (b,)))), (a_shape[0], b_shape[0])

    def _call_dot(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        if len(typed) != 2:
            raise self.clash("wrong_count", node.at, name="dot")
        (a, a_shape), (b, b_shape) = typed
        if (
            self.is_vector(a_shape)
            and self.unifier.resolve(a_shape[1]) == ONE
            and self.same(a_shape, b_shape)
        ):
            return Term("inner", (a, b)), SCALAR
        left, right = node.args
        return self.combine(syntax.Operator("@", at=node.at), left, typed[0], right, typed[1])

    def _call_inner(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        if len(typed) != 2:
            raise self.clash("wrong_count", node.at, name="inner")
        (a, a_shape), (b, b_shape) = typed
        if not self.same(a_shape, b_shape):
            raise self.clash(
                "entrywise_clash", node.at, product=self.slice(node), left=self.slice(node.args[0]),
                right=self.slice(node.args[1]), left_shape=self.shown(a_shape),
                right_shape=self.shown(b_shape),
            )  # fmt: skip
        return Term("inner", (a, b)), SCALAR

    def _call_solve(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        if len(typed) != 2:
            raise self.clash("wrong_count", node.at, name="solve")
        operator = syntax.Operator("backslash", at=node.at)
        return self.combine(operator, node.args[0], typed[0], node.args[1], typed[1])

    def _call_power(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        if len(typed) != 2:
            raise self.clash("wrong_count", node.at, name="power")
        return Term("epow", (typed[0][0], typed[1][0])), typed[0][1]

    def _call_square(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        return Term("epow", (typed[0][0], num(2))), typed[0][1]

    def _call_matrix_power(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        whole = _whole_number(node.args[-1])
        if len(typed) != 2 or whole is None or abs(whole) > 12:
            raise self.clash("wrong_count", node.at, name="matrix_power")
        self.square(node.args[0], typed[0][1], "matrix_power")
        return Term("pow", (typed[0][0],), whole), typed[0][1]

    def _call_negative(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        return Term("neg", (typed[0][0],)), typed[0][1]

    def _call_add(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        return self.sum(syntax.Sum(node.args, at=node.at, end=node.end))

    def _call_subtract(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        right = node.args[1]
        negative = syntax.Neg(right, at=right.at, end=right.end)
        return self.sum(syntax.Sum((node.args[0], negative), at=node.at, end=node.end))

    def _call_where(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        if len(typed) != 3:
            raise self.clash("wrong_count", node.at, name="where")
        shape = self._common(node, typed)
        return Term("where", tuple(term for term, _ in typed)), shape

    def _call_maximum(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        return Term("maximum", tuple(term for term, _ in typed)), self._common(node, typed)

    def _call_minimum(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        return Term("minimum", tuple(term for term, _ in typed)), self._common(node, typed)

    def _common(self, node: syntax.Call, typed: list[Typed]) -> Shape:
        shape: Shape = SCALAR
        for _, part in typed:
            if self.is_scalar(part):
                continue
            if not self.is_scalar(shape) and not self.same(shape, part):
                raise self.clash(
                    "entrywise_clash", node.at, product=self.slice(node), left="…", right="…",
                    left_shape=self.shown(shape), right_shape=self.shown(part),
                )  # fmt: skip
            shape = part
        return shape

    def _axis(self, node: syntax.Call) -> tuple[int | None, bool]:
        axis: int | None = None
        keep = False
        for key, value in node.options:
            if key in ("axis", "dim"):
                if value not in ("0", "1", "-1", "-2", "None"):
                    raise self.clash("unknown_axis", node.at, axis=value)
                axis = {"0": 0, "-2": 0, "1": 1, "-1": 1}.get(value)
            elif key in ("keepdims", "keepdim"):
                keep = value in ("True", "1")
        if len(node.args) == 2 and node.name not in ("maximum", "minimum"):
            whole = _whole_number(node.args[1])
            if whole not in (0, 1, -1):
                raise self.clash("unknown_axis", node.at, axis=self.slice(node.args[1]))
            axis = 0 if whole == 0 else 1
        return axis, keep

    def reduction(self, node: syntax.Call, name: str, typed: list[Typed]) -> Typed:
        axis, keep = self._axis(node)
        term, shape = typed[0]
        name = "variance" if name == "var" else name
        rows, columns = self.unifier.shape(shape)
        if axis is None or (columns == ONE and axis == 0) or (rows, columns) == SCALAR:
            return Term(name, (term,)), SCALAR
        if axis == 0:
            reduced, result = Term(name, (term,), 0), (ONE, columns)
            if not keep and self.settings.axis0_is_column:
                return Term("t", (reduced,)), (columns, ONE)
            return reduced, result
        return Term(name, (term,), 1), (rows, ONE)

    def _call_softmax(self, node: syntax.Call, typed: list[Typed]) -> Typed:
        axis, _ = self._axis(node)
        term, shape = typed[0]
        if self.is_vector(shape) or self.is_scalar(shape):
            return Term(node.name, (term,)), shape
        if axis is None:
            self.note("note_softmax_rows", part=self.slice(node.args[0]))
        return Term(node.name, (term,), 0 if axis == 0 else 1), shape

    _call_logsoftmax = _call_softmax


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


_BINARY = {"matmul": "@", "multiply": ".*", "divide": "./", "kron": "kron"}


def _whole_number(node: Node) -> int | None:
    if isinstance(node, syntax.Grouped):
        return _whole_number(node.arg)
    if isinstance(node, syntax.Neg):
        inner = _whole_number(node.arg)
        return None if inner is None else -inner
    if isinstance(node, syntax.Number) and node.value.denominator == 1:
        return int(node.value)
    return None


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
