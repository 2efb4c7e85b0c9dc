"""Functions: what each of them means for its arguments' shapes."""

from collections.abc import Callable

from tutor.checking.matrices import syntax
from tutor.checking.matrices.products import Products
from tutor.checking.matrices.shaping import Typed, whole_number
from tutor.checking.matrices.sizes import ONE, SCALAR, Shape
from tutor.checking.matrices.syntax import Node
from tutor.checking.matrices.terms import Term, num
from tutor.checking.matrices.vocabulary import ENTRYWISE

_REDUCTIONS = frozenset(("sum", "mean", "max", "min", "var", "std", "prod", "lse"))
_BINARY = {"matmul": "@", "multiply": ".*", "divide": "./", "kron": "kron"}


class Calls(Products):
    """Rules for functions of the vocabulary."""

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
        whole = whole_number(node.args[-1])
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
            whole = whole_number(node.args[1])
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
