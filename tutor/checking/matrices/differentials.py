"""Derivatives of terms, worked out by differentials.

Backward: df = ⟨G, dY⟩ = tr(Gᵀ dY) is handed down from Y to the parts of Y until only the
variable is left; then G is the gradient. Forward: dy = J dx for vectors, d vec Y = J d vec X for
matrices, and dY = Ẏ dt for a scalar t. Source of the rules: Magnus and Neudecker, Matrix
Differential Calculus, chapters 8 and 9.

Every rule returns terms that conform; Unsupported is raised where no rule is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tutor.checking.matrices.simplifying import Shapes, is_zero, shape_of, simplify
from tutor.checking.matrices.sizes import ONE, SCALAR, AnySize, Shape, Size
from tutor.checking.matrices.terms import Term, num, number_of, transform, transpose, variables


class Unsupported(Exception):  # noqa: N818 - says that no rule is known, not that one failed
    """No rule is known for this operation."""


@dataclass(frozen=True, slots=True)
class Pending:
    """One inner product ⟨weight, d part⟩ of a differential. rule: what was used to get it."""

    weight: Term
    part: Term


def rewritten(term: Term, shapes: Shapes) -> Term:
    """The term in the operations for which there are rules."""

    def change(part: Term) -> Term:
        if part.op == "pow":
            base = Term("inv", part.args) if part.data < 0 else part.args[0]
            return Term("mul", (base,) * abs(part.data)) if abs(part.data) > 1 else base
        if part.op == "fn" and part.data == ("log", 0):
            inner = part.args[0]
            if inner.op == "det":
                return Term("logdet", inner.args)
            if inner.op == "fn" and inner.data == ("abs", 0) and inner.args[0].op == "det":
                return Term("logdet", inner.args[0].args)
            exponential = inner.op == "sum" and inner.data is None and inner.args[0].op == "fn"
            if exponential and inner.args[0].data == ("exp", 0):
                return Term("lse", inner.args[0].args)
            if inner.op == "softmax":
                return Term("logsoftmax", inner.args, inner.data)
        if part.op == "maximum" and number_of(part.args[1]) == 0:
            return Term("fn", part.args[:1], ("relu", 0))
        if part.op == "maximum" and number_of(part.args[0]) == 0:
            return Term("fn", part.args[1:], ("relu", 0))
        if part.op == "variance" and part.data is None:
            x = part.args[0]
            centred = Term("add", (x, Term("neg", (Term("mean", (x,)),))))
            square = Term("epow", (Term("norm", (centred,), "F"), num(2)))
            return Term("div", (square, _count(shape_of(x, shapes))))
        return part

    return transform(term, change)


def _count(shape: Shape) -> Term:
    rows, columns = shape
    if not isinstance(rows, Size) or not isinstance(columns, Size):
        raise Unsupported
    return Term("size", (), rows * columns)


def _mul(*factors: Term) -> Term:
    return Term("mul", factors)


def _neg(term: Term) -> Term:
    return Term("neg", (term,))


def _had(*factors: Term) -> Term:
    return Term("had", factors)


def _div(top: Term, bottom: Term) -> Term:
    return Term("div", (top, bottom))


def slope_of(term: Term) -> Term:
    """The derivative of a function that is applied entry by entry, at the same argument."""
    name, order = term.data
    x = term.args[0]
    if name == "exp":
        return term
    if order == 0 and name == "log":
        return Term("hdiv", (num(1), x))
    if order == 0 and name == "sqrt":
        return Term("hdiv", (num(1), _mul(num(2), term)))
    if order == 0 and name in _SLOPES:
        return Term("fn", (x,), (_SLOPES[name], 0))
    return Term("fn", (x,), (name, order + 1))


_SLOPES = {"softplus": "sigmoid", "sin": "cos", "sinh": "cosh", "cosh": "sinh", "abs": "sign"}


def _power(base: Term, exponent: Fraction) -> Term:
    if exponent == 1:
        return base
    if exponent == 0:
        return Term("epow", (base, num(0)))
    raised = num(exponent) if exponent >= 0 else Term("neg", (num(-exponent),))
    return Term("epow", (base, raised))


class Backward:
    """Hands ⟨G, dY⟩ down to the parts of Y that depend on one variable."""

    def __init__(self, name: str, shapes: Shapes) -> None:
        self.name, self.shapes = name, shapes

    def depends(self, term: Term) -> bool:
        return self.name in variables(term)

    def shape(self, term: Term) -> Shape:
        return shape_of(term, self.shapes)

    def scalar(self, term: Term) -> bool:
        return self.shape(term) == SCALAR

    def step(self, pending: Pending) -> tuple[str, list[Pending]]:
        """The rule that applies, and the inner products that replace this one."""
        part, weight = pending.part, pending.weight
        found = self._parts(part, weight)
        kept = [
            Pending(simplify(g, self.shapes), inner) for g, inner in found if self.depends(inner)
        ]
        return part.op, [item for item in kept if not is_zero(item.weight)]

    def _dot(self, a: Term, b: Term) -> Term:
        """⟨a, b⟩ as a term."""
        if self.scalar(a) and self.scalar(b):
            return _mul(a, b)
        rows, columns = self.shape(b)
        if columns == ONE:
            return _mul(transpose(a), b)
        if rows == ONE:
            return _mul(a, transpose(b))
        return Term("trace", (_mul(transpose(a), b),))

    def _parts(self, part: Term, g: Term) -> list[tuple[Term, Term]]:
        args = part.args
        match part.op:
            case "add":
                return [(self._gathered(g, part, arg), arg) for arg in args]
            case "neg":
                return [(_neg(g), args[0])]
            case "mul":
                return self._product(part, g)
            case "had":
                return [
                    (self._gathered(_had(g, *args[:k], *args[k + 1 :]), part, arg), arg)
                    for k, arg in enumerate(args)
                ]
            case "hdiv":
                top, bottom = args
                below = _neg(Term("hdiv", (_had(g, top), _power(bottom, Fraction(2)))))
                return [
                    (self._gathered(Term("hdiv", (g, bottom)), part, top), top),
                    (self._gathered(below, part, bottom), bottom),
                ]
            case "div":
                top, bottom = args
                below = _neg(_div(self._dot(g, top), _power(bottom, Fraction(2))))
                return [(_div(g, bottom), top), (below, bottom)]
            case "t":
                return [(transpose(g), args[0])]
            case "inv":
                turned = transpose(part)
                return [(_neg(_mul(turned, g, turned)), args[0])]
            case "epow" if args[0].op == "norm" and args[0].data == "F":
                exponent = number_of(args[1])
                if exponent is None:
                    raise Unsupported
                length = _mul(g, num(exponent), _power(args[0], exponent - 2))
                return [(_mul(length, args[0].args[0]), args[0].args[0])]
            case "epow":
                return [(self._of_power(part, g), args[0])]
            case "fn":
                slope = slope_of(part)
                return [(_mul(g, slope) if self.scalar(part) else _had(g, slope), args[0])]
            case "cmp":
                return []
        return self._reductions(part, g)

    def _reductions(self, part: Term, g: Term) -> list[tuple[Term, Term]]:
        x = part.args[0]
        match part.op:
            case "trace":
                return [(_mul(g, Term("eye", (), self.shape(x)[0])), x)]
            case "det":
                return [(_mul(g, part, Term("t", (Term("inv", (x,)),))), x)]
            case "logdet":
                return [(_mul(g, Term("t", (Term("inv", (x,)),))), x)]
            case "norm" if part.data == "F":
                return [(_div(_mul(g, x), part), x)]
            case "norm" if part.data == "1":
                return [(_mul(g, Term("fn", (x,), ("sign", 0))), x)]
            case "sum":
                return [(self._spread(g, part), x)]
            case "mean":
                rows, columns = self.shape(x)
                over: dict[object, Shape] = {
                    None: (rows, columns),
                    0: (rows, ONE),
                    1: (ONE, columns),
                }
                return [(_div(self._spread(g, part), _count(over[part.data])), x)]
            case "lse" if part.data is None:
                return [(_mul(g, Term("softmax", (x,))), x)]
            case "softmax" if part.data is None:
                mean = self._dot(part, g)
                return [(_had(part, Term("add", (g, _neg(mean)))), x)]
            case "logsoftmax" if part.data is None:
                total = Term("sum", (g,))
                return [(Term("add", (g, _neg(_mul(total, Term("softmax", (x,)))))), x)]
            case "logsoftmax" if part.data == 1:
                total = Term("sum", (g,), 1)
                p = Term("softmax", (x,), 1)
                return [(Term("add", (g, _neg(_had(total, p)))), x)]
            case "softmax" if part.data == 1:
                means = Term("sum", (_had(part, g),), 1)
                return [(_had(part, Term("add", (g, _neg(means)))), x)]
            case "inner":
                return [(_mul(g, part.args[1]), x), (_mul(g, x), part.args[1])]
            case "diag":
                return [(Term("diag", (g,)), x)]
        raise Unsupported

    def _of_power(self, part: Term, g: Term) -> Term:
        base, exponent = part.args[0], number_of(part.args[1])
        if exponent is None:
            raise Unsupported
        slope = _mul(num(exponent), _power(base, exponent - 1))
        return _mul(g, slope) if self.scalar(part) else _had(g, slope)

    def _spread(self, g: Term, part: Term) -> Term:
        """The weight of a sum's summands: g for each of them."""
        rows, columns = self.shape(part.args[0])
        if part.data is None:
            return _mul(g, Term("ones", (), (rows, columns)))
        if part.data == 0:
            return _mul(Term("ones", (), (rows, ONE)), g)
        return _mul(g, Term("t", (Term("ones", (), (columns, ONE)),)))

    def _gathered(self, g: Term, whole: Term, arg: Term) -> Term:
        """The weight of a part that was spread over the shape of the whole."""
        target, shape = self.shape(whole), self.shape(arg)
        if shape == target:
            return g
        if shape == SCALAR:
            return Term("sum", (g,))
        return Term("sum", (g,), 0 if shape[0] == ONE else 1)

    def _product(self, part: Term, g: Term) -> list[tuple[Term, Term]]:
        solids = [arg for arg in part.args if not self.scalar(arg)]
        scalars = [arg for arg in part.args if self.scalar(arg)]
        found: list[tuple[Term, Term]] = []
        contracted = bool(solids) and self.shape(part) == SCALAR
        for k, scalar in enumerate(scalars):
            rest = scalars[:k] + scalars[k + 1 :]
            inner = self._dot(g, Term("mul", tuple(solids))) if solids and not contracted else None
            weight = (
                [inner]
                if inner is not None
                else [g, *([Term("mul", tuple(solids))] if solids else [])]
            )
            found.append((_mul(*weight, *rest), scalar))
        for k, solid in enumerate(solids):
            left = [transpose(arg) for arg in reversed(solids[:k])]
            right = [transpose(arg) for arg in reversed(solids[k + 1 :])]
            middle = [] if contracted else [g]
            lead = [*scalars, g] if contracted else scalars
            found.append((_mul(*lead, *left, *middle, *right), solid))
        return found


def gradient(function: Term, name: str, shapes: Shapes) -> Term:
    """The gradient of a scalar function, in the shape of the variable. Raises Unsupported."""
    backward = Backward(name, shapes)
    todo = [Pending(num(1), rewritten(function, shapes))]
    total: list[Term] = []
    while todo:
        item = todo.pop(0)
        if item.part.op == "var":
            total.append(item.weight)
        else:
            todo[:0] = backward.step(item)[1]
    return _total(total, shapes[name], shapes)


def _total(terms: list[Term], shape: Shape, shapes: Shapes) -> Term:
    if not terms:
        return num(0) if shape == SCALAR else Term("zeros", (), shape)
    return simplify(terms[0] if len(terms) == 1 else Term("add", tuple(terms)), shapes)


class Forward:
    """dY = J dx, for a vector or a scalar y, with J of one row per entry of y."""

    def __init__(self, name: str, shapes: Shapes) -> None:
        self.name, self.shapes = name, shapes
        self.steps: list[tuple[Term, Term]] = []

    def depends(self, term: Term) -> bool:
        return self.name in variables(term)

    def shape(self, term: Term) -> Shape:
        return shape_of(term, self.shapes)

    def of(self, term: Term) -> Term:
        """J for a column or scalar term that depends on the variable; kept in `steps`."""
        found = simplify(self._of(term), self.shapes)
        if term.op != "var" and all(known != term for known, _ in self.steps):
            self.steps.append((term, found))
        return found

    def _of(self, term: Term) -> Term:
        if self.shape(term) == SCALAR:
            return transpose(gradient(term, self.name, self.shapes))
        args = term.args
        match term.op:
            case "var":
                return Term("eye", (), self.shapes[self.name][0])
            case "neg":
                return _neg(self.of(args[0]))
            case "add":
                return self._sum(
                    [self._spread(self.of(arg), arg, term) for arg in args if self.depends(arg)]
                )
            case "mul":
                return self._product(term)
            case "had":
                parts = []
                for k, arg in enumerate(args):
                    if self.depends(arg):
                        rest = args[:k] + args[k + 1 :]
                        weight = rest[0] if len(rest) == 1 else _had(*rest)
                        parts.append(_mul(Term("diag", (weight,)), self.of(arg)))
                return self._sum(parts)
            case "div":
                top, bottom = args
                parts = [_div(self.of(top), bottom)] if self.depends(top) else []
                if self.depends(bottom):
                    parts.append(
                        _neg(_div(_mul(top, self.of(bottom)), _power(bottom, Fraction(2))))
                    )
                return self._sum(parts)
            case "fn":
                return _mul(Term("diag", (slope_of(term),)), self.of(args[0]))
            case "epow":
                exponent = number_of(args[1])
                if exponent is None:
                    raise Unsupported
                slope = _mul(num(exponent), _power(args[0], exponent - 1))
                return _mul(Term("diag", (slope,)), self.of(args[0]))
            case "softmax" if term.data is None:
                outer = _mul(term, Term("t", (term,)))
                return _mul(Term("add", (Term("diag", (term,)), _neg(outer))), self.of(args[0]))
        raise Unsupported

    def _spread(self, slope: Term, arg: Term, whole: Term) -> Term:
        if self.shape(arg) == SCALAR and self.shape(whole) != SCALAR:
            return _mul(Term("ones", (), (self.shape(whole)[0], ONE)), slope)
        return slope

    def _sum(self, terms: list[Term]) -> Term:
        if not terms:
            raise Unsupported
        return terms[0] if len(terms) == 1 else Term("add", tuple(terms))

    def _product(self, term: Term) -> Term:
        parts = []
        for k, arg in enumerate(term.args):
            if not self.depends(arg):
                continue
            left, right = term.args[:k], term.args[k + 1 :]
            shape = self.shape(arg)
            if shape == SCALAR or (shape[1] == ONE and all(self.shape(r) == SCALAR for r in right)):
                parts.append(_mul(*left, *right, self.of(arg)))
            elif shape[0] == ONE and right and left:
                inner = transpose(Term("mul", right)) if len(right) > 1 else transpose(right[0])
                parts.append(_mul(*left, inner, self.of(transpose(arg))))
            else:
                raise Unsupported
        return self._sum(parts)


class ByVec:
    """d vec Y = J d vec X."""

    def __init__(self, name: str, shapes: Shapes) -> None:
        self.name, self.shapes = name, shapes
        self.steps: list[tuple[Term, Term]] = []

    def of(self, term: Term) -> Term:
        """J of any term that depends on the variable; kept in `steps`."""
        found = simplify(self._of(term), self.shapes)
        if term.op != "var" and all(known != term for known, _ in self.steps):
            self.steps.append((term, found))
        return found

    def _of(self, term: Term) -> Term:
        args = term.args
        rows, columns = shape_of(term, self.shapes)
        match term.op:
            case "var":
                return Term("eye", (), _entries(rows, columns))
            case "neg":
                return _neg(self.of(args[0]))
            case "add":
                parts = [self.of(arg) for arg in args if self.depends(arg)]
                return parts[0] if len(parts) == 1 else Term("add", tuple(parts))
            case "mul":
                return self._product(term)
            case "inv":
                outer = Term("kron", (transpose(term), term))
                return _neg(_mul(outer, self.of(args[0])))
            case "fn":
                slope = slope_of(term)
                weight = slope if columns == ONE else Term("vec", (slope,))
                return _mul(Term("diag", (weight,)), self.of(args[0]))
            case "had":
                varying = [arg for arg in args if self.depends(arg)]
                if len(varying) == 1:
                    fixed = tuple(arg for arg in args if arg is not varying[0])
                    weight = fixed[0] if len(fixed) == 1 else Term("had", fixed)
                    weight = weight if columns == ONE else Term("vec", (weight,))
                    return _mul(Term("diag", (weight,)), self.of(varying[0]))
        raise Unsupported

    def depends(self, term: Term) -> bool:
        return self.name in variables(term)

    def _product(self, term: Term) -> Term:
        parts = []
        for k, arg in enumerate(term.args):
            if not self.depends(arg):
                continue
            left = self._side(term.args[:k], shape_of(arg, self.shapes)[0])
            right = self._side(term.args[k + 1 :], shape_of(arg, self.shapes)[1])
            if shape_of(arg, self.shapes) == SCALAR:
                raise Unsupported
            parts.append(_mul(Term("kron", (transpose(right), left)), self.of(arg)))
        return parts[0] if len(parts) == 1 else Term("add", tuple(parts))

    def _side(self, factors: tuple[Term, ...], size: AnySize) -> Term:
        if not factors:
            return Term("eye", (), size)
        return factors[0] if len(factors) == 1 else Term("mul", factors)


def _entries(rows: AnySize, columns: AnySize) -> Size:
    if not isinstance(rows, Size) or not isinstance(columns, Size):
        raise Unsupported
    return rows * columns


def by_scalar(term: Term, name: str, shapes: Shapes) -> Term:
    """dY/dt of any term by a scalar variable. Raises Unsupported."""
    if name not in variables(term):
        shape = shape_of(term, shapes)
        return num(0) if shape == SCALAR else Term("zeros", (), shape)
    if shape_of(term, shapes) == SCALAR and term.op not in ("trace", "det", "logdet"):
        return gradient(term, name, shapes)
    args = term.args

    def slope(part: Term) -> Term:
        return by_scalar(part, name, shapes)

    match term.op:
        case "neg" | "t" | "trace" | "diag" | "vec":
            return term.with_args((slope(args[0]),))
        case "add":
            return Term("add", tuple(map(slope, args)))
        case "mul" | "had" | "kron":
            return Term(
                "add",
                tuple(
                    term.with_args((*args[:k], slope(arg), *args[k + 1 :]))
                    for k, arg in enumerate(args)
                    if name in variables(arg)
                ),
            )
        case "div" if name not in variables(args[1]):
            return _div(slope(args[0]), args[1])
        case "inv":
            return _neg(_mul(term, slope(args[0]), term))
        case "fn":
            return _had(slope_of(term), slope(args[0]))
        case "logdet":
            return Term("trace", (_mul(Term("inv", args), slope(args[0])),))
        case "det":
            return _mul(term, Term("trace", (_mul(Term("inv", args), slope(args[0])),)))
    raise Unsupported


Assumptions = Mapping[str, Sequence[str]]


def derivative(
    function: Term, name: str, layout: str, shapes: Shapes, assume: Assumptions | None = None
) -> Term:
    """The derivative in a layout, as a term. Raises Unsupported."""
    found = _derivative(rewritten(function, shapes), name, layout, shapes)
    return under(found, assume or {}, shapes)


def under(term: Term, assume: Assumptions, shapes: Shapes) -> Term:
    """The term made simpler by what is assumed: Sᵀ = S for symmetric S, 𝟏ᵀp = 1."""
    symmetric = {n for n, given in assume.items() if {"symmetric", "spd", "diagonal"} & set(given)}
    stochastic = {n for n, given in assume.items() if {"probability", "onehot"} & set(given)}

    def change(part: Term) -> Term:
        if part.op == "t":
            inner = part.args[0].args[0] if part.args[0].op == "inv" else part.args[0]
            if inner.op == "var" and inner.data in symmetric:
                return part.args[0]
        if part.op == "sum" and part.data is None:
            inner = part.args[0]
            negative = inner.op == "neg"
            inner = inner.args[0] if negative else inner
            if inner.op == "var" and inner.data in stochastic and shapes[inner.data][1] == ONE:
                return num(-1) if negative else num(1)
        return part

    return simplify(transform(term, change), shapes)


def _derivative(function: Term, name: str, layout: str, shapes: Shapes) -> Term:
    f, x = shape_of(function, shapes), shapes[name]
    if layout == "hessian":
        first = gradient(function, name, shapes)
        if x == SCALAR:
            return simplify(gradient(first, name, shapes), shapes)
        if x[1] != ONE:
            return simplify(ByVec(name, shapes).of(first), shapes)
        return simplify(Forward(name, shapes).of(first), shapes)
    if layout == "vec":
        return simplify(ByVec(name, shapes).of(function), shapes)
    if x == SCALAR:
        found = simplify(by_scalar(function, name, shapes), shapes)
        return simplify(transpose(found), shapes) if layout == "denominator" else found
    if f == SCALAR:
        found = gradient(function, name, shapes)
        return simplify(transpose(found), shapes) if layout == "numerator" else found
    if f[1] != ONE or x[1] != ONE:
        raise Unsupported
    found = simplify(Forward(name, shapes).of(function), shapes)
    return found if layout in ("numerator", "scalar") else simplify(transpose(found), shapes)
