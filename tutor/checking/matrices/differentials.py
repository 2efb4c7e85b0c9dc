"""Gradients of terms, worked out by differentials.

df = ⟨G, dY⟩ = tr(Gᵀ dY) is handed down from Y to the parts of Y until only the variable is left;
then G is the gradient. Source of the rules: Magnus and Neudecker, Matrix Differential Calculus,
chapters 8 and 9.

Every rule returns terms that conform; Unsupported is raised where no rule is known.
"""

from dataclasses import dataclass
from fractions import Fraction

from tutor.checking.matrices.simplifying import Shapes, is_zero, shape_of, simplify
from tutor.checking.matrices.sizes import ONE, SCALAR, Shape, Size
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
        if part.op == "minimum" and number_of(part.args[1]) == 0:
            return negative(Term("fn", (negative(part.args[0]),), ("relu", 0)))
        if part.op == "mul" and [arg.op for arg in part.args] == ["t", "vec"]:
            left, right = part.args[0].args[0], part.args[1]
            if left.op == "vec":  # (vec A)ᵀ vec B = ⟨A, B⟩
                return Term("inner", (left.args[0], right.args[0]))
        if part.op == "maximum" and number_of(part.args[1]) == 0:
            return Term("fn", part.args[:1], ("relu", 0))
        if part.op == "maximum" and number_of(part.args[0]) == 0:
            return Term("fn", part.args[1:], ("relu", 0))
        if part.op in ("variance", "std") and part.data is None:
            x = part.args[0]
            length = Term("norm", (Term("add", (x, negative(Term("mean", (x,))))),), "F")
            count = _count(shape_of(x, shapes))
            if part.op == "std":
                return quotient(length, Term("fn", (count,), ("sqrt", 0)))
            return quotient(powered(length, Fraction(2)), count)
        return part

    return transform(term, change)


def _count(shape: Shape) -> Term:
    rows, columns = shape
    if not isinstance(rows, Size) or not isinstance(columns, Size):
        raise Unsupported
    return Term("size", (), rows * columns)


def product(*factors: Term) -> Term:
    """The product of factors that conform, scalars anywhere."""
    return Term("mul", factors)


def negative(term: Term) -> Term:
    """−term."""
    return Term("neg", (term,))


def entrywise(*factors: Term) -> Term:
    """The product entry by entry."""
    return Term("had", factors)


def quotient(top: Term, bottom: Term) -> Term:
    """Anything over a scalar."""
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
        return Term("hdiv", (num(1), product(num(2), term)))
    if order == 0 and name in _SLOPES:
        return Term("fn", (x,), (_SLOPES[name], 0))
    return Term("fn", (x,), (name, order + 1))


_SLOPES = {"softplus": "sigmoid", "sin": "cos", "sinh": "cosh", "cosh": "sinh", "abs": "sign"}


def powered(base: Term, exponent: Fraction) -> Term:
    """The power of a scalar, or of every entry."""
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
            return product(a, b)
        rows, columns = self.shape(b)
        if columns == ONE:
            return product(transpose(a), b)
        if rows == ONE:
            return product(a, transpose(b))
        return Term("trace", (product(transpose(a), b),))

    def _parts(self, part: Term, g: Term) -> list[tuple[Term, Term]]:
        args = part.args
        match part.op:
            case "add":
                return [(self._gathered(g, part, arg), arg) for arg in args]
            case "neg":
                return [(negative(g), args[0])]
            case "mul":
                return self._product(part, g)
            case "had":
                return [
                    (self._gathered(entrywise(g, *args[:k], *args[k + 1 :]), part, arg), arg)
                    for k, arg in enumerate(args)
                ]
            case "hdiv":
                top, bottom = args
                below = negative(Term("hdiv", (entrywise(g, top), powered(bottom, Fraction(2)))))
                return [
                    (self._gathered(Term("hdiv", (g, bottom)), part, top), top),
                    (self._gathered(below, part, bottom), bottom),
                ]
            case "div":
                top, bottom = args
                below = negative(quotient(self._dot(g, top), powered(bottom, Fraction(2))))
                return [(quotient(g, bottom), top), (below, bottom)]
            case "t":
                return [(transpose(g), args[0])]
            case "inv":
                turned = transpose(part)
                return [(negative(product(turned, g, turned)), args[0])]
            case "epow" if args[0].op == "norm" and args[0].data == "F":
                exponent = number_of(args[1])
                if exponent is None:
                    raise Unsupported
                length = product(g, num(exponent), powered(args[0], exponent - 2))
                return [(product(length, args[0].args[0]), args[0].args[0])]
            case "epow":
                return [(self._of_power(part, g), args[0])]
            case "fn":
                slope = slope_of(part)
                return [(product(g, slope) if self.scalar(part) else entrywise(g, slope), args[0])]
            case "cmp":
                return []
        return self._reductions(part, g)

    def _reductions(self, part: Term, g: Term) -> list[tuple[Term, Term]]:
        x = part.args[0]
        match part.op:
            case "trace":
                return [(product(g, Term("eye", (), self.shape(x)[0])), x)]
            case "det":
                return [(product(g, part, Term("t", (Term("inv", (x,)),))), x)]
            case "logdet":
                return [(product(g, Term("t", (Term("inv", (x,)),))), x)]
            case "norm" if part.data == "F":
                return [(quotient(product(g, x), part), x)]
            case "norm" if part.data == "1":
                return [(product(g, Term("fn", (x,), ("sign", 0))), x)]
            case "sum":
                return [(self._spread(g, part), x)]
            case "mean":
                rows, columns = self.shape(x)
                over: dict[object, Shape] = {
                    None: (rows, columns),
                    0: (rows, ONE),
                    1: (ONE, columns),
                }
                return [(quotient(self._spread(g, part), _count(over[part.data])), x)]
            case "lse" if part.data is None:
                return [(product(g, Term("softmax", (x,))), x)]
            case "softmax" if part.data is None:
                mean = self._dot(part, g)
                return [(entrywise(part, Term("add", (g, negative(mean)))), x)]
            case "logsoftmax" if part.data is None:
                total = Term("sum", (g,))
                return [(Term("add", (g, negative(product(total, Term("softmax", (x,)))))), x)]
            case "logsoftmax" if part.data == 1:
                total = Term("sum", (g,), 1)
                p = Term("softmax", (x,), 1)
                return [(Term("add", (g, negative(entrywise(total, p)))), x)]
            case "softmax" if part.data == 1:
                means = Term("sum", (entrywise(part, g),), 1)
                return [(entrywise(part, Term("add", (g, negative(means)))), x)]
            case "inner":
                return [(product(g, part.args[1]), x), (product(g, x), part.args[1])]
            case "diag":
                return [(Term("diag", (g,)), x)]
        raise Unsupported

    def _of_power(self, part: Term, g: Term) -> Term:
        base, exponent = part.args[0], number_of(part.args[1])
        if exponent is None:
            raise Unsupported
        slope = product(num(exponent), powered(base, exponent - 1))
        return product(g, slope) if self.scalar(part) else entrywise(g, slope)

    def _spread(self, g: Term, part: Term) -> Term:
        """The weight of a sum's summands: g for each of them."""
        rows, columns = self.shape(part.args[0])
        if part.data is None:
            return product(g, Term("ones", (), (rows, columns)))
        if part.data == 0:
            return product(Term("ones", (), (rows, ONE)), g)
        return product(g, Term("t", (Term("ones", (), (columns, ONE)),)))

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
            found.append((product(*weight, *rest), scalar))
        for k, solid in enumerate(solids):
            left = [transpose(arg) for arg in reversed(solids[:k])]
            right = [transpose(arg) for arg in reversed(solids[k + 1 :])]
            middle = [] if contracted else [g]
            lead = [*scalars, g] if contracted else scalars
            found.append((product(*lead, *left, *middle, *right), solid))
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
