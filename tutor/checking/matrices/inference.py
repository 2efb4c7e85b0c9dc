"""Syntax tree → term, with the shape of every part; or the place where shapes clash.

Which factors of a product belong together, whether `*` multiplies matrices or entries, and
how large `I` is are all decided here, by symbolic shapes: the usual precedence first, then
any grouping that conforms, then products entry by entry.
"""

from tutor.checking.matrices import syntax
from tutor.checking.matrices.calls import Calls
from tutor.checking.matrices.shaping import Clash, Settings, Typed, is_reduced, whole_number
from tutor.checking.matrices.sizes import ONE, SCALAR, AnySize, Shape, Size, Unknown
from tutor.checking.matrices.syntax import Node
from tutor.checking.matrices.terms import Term, num, transform, walk
from tutor.checking.matrices.tokens import STRINGS

__all__ = ["Clash", "Inference", "Settings", "Typed"]


class Inference(Calls):
    """One pass over one tree: `typed` is what it finds."""

    def typed(self, node: Node, expected: Shape | None = None) -> Typed:
        """The term and its shape. expected: a shape it should get if it can. Raises Clash."""
        term, shape = self.of(node)
        if expected is not None and _is_zero(node):  # 0 is as large as what is asked for
            return Term("zeros", (), expected), expected
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
        reduced = any(is_reduced(term) for term, _ in typed)
        for (_, part), written in zip(typed, node.terms, strict=True):
            if self.is_scalar(part):
                continue
            if self.is_scalar(shape):
                shape, widest = part, written
            elif not self.same(shape, part):
                wider = self.spread(shape, part, force=reduced)
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

    def power(self, node: syntax.Power) -> Typed:
        base, shape = self.of(node.base)
        exponent, exponent_shape = self.of(node.exponent)
        if isinstance(node.base, syntax.Constant) and node.base.name == "e":
            return Term("fn", (exponent,), ("exp", 0)), exponent_shape
        if not self.is_scalar(exponent_shape):
            raise self.clash("exponent_shape", node.exponent.at, shape=self.shown(exponent_shape))
        if self.is_scalar(shape):
            return Term("epow", (base, exponent)), SCALAR
        whole = whole_number(node.exponent)
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


def _is_zero(node: Node) -> bool:
    while isinstance(node, syntax.Grouped | syntax.Neg | syntax.Transpose):
        node = node.arg
    return isinstance(node, syntax.Number) and node.value == 0
