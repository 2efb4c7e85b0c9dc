"""Derivatives in every layout, built up from the inside by differentials.

dy = J dx for vectors, d vec Y = J d vec X for matrices, and dY = Ẏ dt for a scalar t; gradients
come from `differentials`. Source of the rules: Magnus and Neudecker, Matrix Differential
Calculus, chapters 8 and 9. Unsupported is raised where no rule is known.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from tutor.checking.matrices.differentials import (
    Unsupported,
    entrywise,
    gradient,
    negative,
    powered,
    product,
    quotient,
    rewritten,
    slope_of,
)
from tutor.checking.matrices.simplifying import Shapes, shape_of, simplify
from tutor.checking.matrices.sizes import ONE, SCALAR, AnySize, Shape, Size
from tutor.checking.matrices.terms import Term, num, number_of, transform, transpose, variables


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
                return negative(self.of(args[0]))
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
                        weight = rest[0] if len(rest) == 1 else entrywise(*rest)
                        parts.append(product(Term("diag", (weight,)), self.of(arg)))
                return self._sum(parts)
            case "div":
                top, bottom = args
                parts = [quotient(self.of(top), bottom)] if self.depends(top) else []
                if self.depends(bottom):
                    parts.append(
                        negative(
                            quotient(product(top, self.of(bottom)), powered(bottom, Fraction(2)))
                        )
                    )
                return self._sum(parts)
            case "fn":
                return product(Term("diag", (slope_of(term),)), self.of(args[0]))
            case "kron":
                parts = [Term("kron", (self.of(args[0]), args[1]))] if self.depends(args[0]) else []
                if self.depends(args[1]):
                    parts.append(Term("kron", (args[0], self.of(args[1]))))
                return self._sum(parts)
            case "epow":
                exponent = number_of(args[1])
                if exponent is None:
                    raise Unsupported
                slope = product(num(exponent), powered(args[0], exponent - 1))
                return product(Term("diag", (slope,)), self.of(args[0]))
            case "softmax" if term.data is None:
                outer = product(term, Term("t", (term,)))
                return product(
                    Term("add", (Term("diag", (term,)), negative(outer))), self.of(args[0])
                )
        raise Unsupported

    def _spread(self, slope: Term, arg: Term, whole: Term) -> Term:
        if self.shape(arg) == SCALAR and self.shape(whole) != SCALAR:
            return product(Term("ones", (), (self.shape(whole)[0], ONE)), slope)
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
            after = self.shape(Term("mul", right)) if right else SCALAR
            if shape == SCALAR:
                parts.append(product(*left, *right, self.of(arg)))
            elif shape[1] == ONE and after == SCALAR:
                rest = (Term("mul", right),) if right else ()
                parts.append(product(*rest, *left, self.of(arg)))
            elif arg.op == "diag" and after[1] == ONE and right:
                weight = Term("diag", (Term("mul", right),))  # diag(v) r = diag(r) v
                parts.append(product(*left, weight, self.of(arg.args[0])))
            elif shape[0] == ONE and right and left:
                inner = transpose(Term("mul", right)) if len(right) > 1 else transpose(right[0])
                parts.append(product(*left, inner, self.of(transpose(arg))))
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
                return negative(self.of(args[0]))
            case "add":
                parts = [self.of(arg) for arg in args if self.depends(arg)]
                return parts[0] if len(parts) == 1 else Term("add", tuple(parts))
            case "mul":
                return self._product(term)
            case "inv":
                outer = Term("kron", (transpose(term), term))
                return negative(product(outer, self.of(args[0])))
            case "fn":
                slope = slope_of(term)
                weight = slope if columns == ONE else Term("vec", (slope,))
                return product(Term("diag", (weight,)), self.of(args[0]))
            case "had":
                varying = [arg for arg in args if self.depends(arg)]
                if len(varying) == 1:
                    fixed = tuple(arg for arg in args if arg is not varying[0])
                    weight = fixed[0] if len(fixed) == 1 else Term("had", fixed)
                    weight = weight if columns == ONE else Term("vec", (weight,))
                    return product(Term("diag", (weight,)), self.of(varying[0]))
        raise Unsupported

    def depends(self, term: Term) -> bool:
        return self.name in variables(term)

    def _product(self, term: Term) -> Term:
        parts = []
        scalars = [arg for arg in term.args if shape_of(arg, self.shapes) == SCALAR]
        solids = tuple(arg for arg in term.args if shape_of(arg, self.shapes) != SCALAR)
        if any(map(self.depends, scalars)):
            raise Unsupported
        for k, arg in enumerate(solids):
            if not self.depends(arg):
                continue
            left = self._side(solids[:k], shape_of(arg, self.shapes)[0])
            right = self._side(solids[k + 1 :], shape_of(arg, self.shapes)[1])
            parts.append(product(*scalars, Term("kron", (transpose(right), left)), self.of(arg)))
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
            return quotient(slope(args[0]), args[1])
        case "inv":
            return negative(product(term, slope(args[0]), term))
        case "fn":
            return entrywise(slope_of(term), slope(args[0]))
        case "logdet":
            return Term("trace", (product(Term("inv", args), slope(args[0])),))
        case "det":
            return product(term, Term("trace", (product(Term("inv", args), slope(args[0])),)))
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
