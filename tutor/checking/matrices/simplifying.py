"""Small clean-ups of terms, so that a derived formula reads as a person would write it."""

from fractions import Fraction

from tutor.checking.matrices.sizes import ONE, SCALAR, AnySize, Shape, Times
from tutor.checking.matrices.sizes import Size as SizeType
from tutor.checking.matrices.terms import Term, is_num, num, number_of, transform, transpose

Shapes = dict[str, Shape]


def shape_of(term: Term, shapes: Shapes) -> Shape:
    """The shape of a well-formed term, given the shapes of its variables."""
    match term.op:
        case "var":
            return shapes[term.data]
        case "eye":
            return term.data, term.data
        case "ones" | "zeros":
            return term.data[0], term.data[1]
        case "basis":
            return term.data[0], ONE
        case "neg" | "fn" | "epow" | "inv" | "pow" | "softmax" | "logsoftmax" | "expm":
            return shape_of(term.args[0], shapes)
        case "t" | "pinv":
            rows, columns = shape_of(term.args[0], shapes)
            return columns, rows
        case "add" | "had" | "hdiv" | "cmp" | "where" | "maximum" | "minimum":
            found = [shape_of(arg, shapes) for arg in term.args]
            rows = next((shape[0] for shape in found if shape[0] != ONE), ONE)
            columns = next((shape[1] for shape in found if shape[1] != ONE), ONE)
            return rows, columns
        case "div":
            return shape_of(term.args[0], shapes)
        case "mul":
            found = [shape_of(arg, shapes) for arg in term.args]
            solid = [shape for shape in found if shape != SCALAR]
            return (solid[0][0], solid[-1][1]) if solid else SCALAR
        case "kron":
            a, b = (shape_of(arg, shapes) for arg in term.args)
            return _times(a[0], b[0]), _times(a[1], b[1])
        case "vec":
            rows, columns = shape_of(term.args[0], shapes)
            return _times(rows, columns), ONE
        case "diag":
            rows, columns = shape_of(term.args[0], shapes)
            if columns == ONE or rows == ONE:
                size = rows if columns == ONE else columns
                return (size, size) if size != ONE else SCALAR
            return rows, ONE
        case "sum" | "mean" | "max" | "min" | "variance" | "std" | "prod" | "lse":
            rows, columns = shape_of(term.args[0], shapes)
            if term.data is None:
                return SCALAR
            return (ONE, columns) if term.data == 0 else (rows, ONE)
    return SCALAR


def _times(left: AnySize, right: AnySize) -> AnySize:
    if isinstance(left, SizeType) and isinstance(right, SizeType):
        return left * right
    return Times((left, right))


def is_zero(term: Term) -> bool:
    """Whether the term is plainly zero."""
    return term.op == "zeros" or is_num(term, 0)


def simplify(term: Term, shapes: Shapes) -> Term:
    """The term with zeros, ones, identities and double signs cleared away."""
    return transform(term, lambda part: _simpler(part, shapes))


def _simpler(part: Term, shapes: Shapes) -> Term:
    match part.op:
        case "neg":
            inner = part.args[0]
            if inner.op == "neg":
                return inner.args[0]
            if is_zero(inner):
                return inner
            value = number_of(inner)
            if inner.op == "num" and value is not None:
                return num(-value)
            if inner.op == "add":
                return Term("add", tuple(_simpler(Term("neg", (a,)), shapes) for a in inner.args))
        case "t":
            inner = part.args[0]
            if shape_of(inner, shapes) == SCALAR:
                return inner
            if inner.op in ("diag",) and shape_of(inner, shapes)[0] == shape_of(inner, shapes)[1]:
                return inner
            pushed = transpose(inner)
            return pushed if pushed.op != "t" else part
        case "add":
            return _sum(part, shapes)
        case "mul":
            return _product(part, shapes)
        case "had":
            return _entrywise(part)
        case "hdiv" if is_num(part.args[0], 1) and shape_of(part, shapes) == SCALAR:
            return Term("div", part.args)
        case "sum" if part.args[0].op == "neg":
            return Term("neg", (part.with_args(part.args[0].args),))
        case "div" if part.args[0].op == "neg":
            return Term("neg", (part.with_args((part.args[0].args[0], part.args[1])),))
        case "div" if part.args[0].op == "div":
            top, first = part.args[0].args
            return Term("div", (top, _simpler(Term("mul", (first, part.args[1])), shapes)))
        case "div" if is_num(part.args[1], 1):
            return part.args[0]
        case "div" if is_zero(part.args[0]):
            return part.args[0]
        case "epow":
            exponent = number_of(part.args[1])
            if exponent == 1:
                return part.args[0]
            if exponent == 0:
                shape = shape_of(part.args[0], shapes)
                return num(1) if shape == SCALAR else Term("ones", (), shape)
        case "inv" if part.args[0].op == "inv":
            return part.args[0].args[0]
    return part


def _sum(part: Term, shapes: Shapes) -> Term:
    terms: list[Term] = []
    for arg in part.args:
        items = arg.args if arg.op == "add" else (arg,)
        terms.extend(item for item in items if not is_zero(item))
    if not terms:
        return part.args[0]
    shape = shape_of(part, shapes)
    if shape != SCALAR and all(shape_of(item, shapes) == SCALAR for item in terms):
        return part
    terms = _collected(terms)
    return terms[0] if len(terms) == 1 else Term("add", tuple(terms))


def _collected(terms: list[Term]) -> list[Term]:
    """Equal summands joined: x + x → 2x."""
    counts: dict[Term, Fraction] = {}
    for term in terms:
        value, rest = coefficient(term)
        counts[rest] = counts.get(rest, Fraction(0)) + value
    if len(counts) == len(terms):
        return terms
    return [_times_number(value, rest) for rest, value in counts.items() if value] or [num(0)]


def coefficient(term: Term) -> tuple[Fraction, Term]:
    """A summand as its number times the rest."""
    if term.op == "neg":
        value, rest = coefficient(term.args[0])
        return -value, rest
    if term.op == "mul" and term.args[0].op == "num":
        factors = term.args[1:]
        return term.args[0].data, factors[0] if len(factors) == 1 else Term("mul", factors)
    return Fraction(1), term


def _times_number(value: Fraction, term: Term) -> Term:
    if value < 0:
        return Term("neg", (_times_number(-value, term),))
    if value == 1:
        return term
    factors = term.args if term.op == "mul" else (term,)
    return Term("mul", (num(value), *factors))


def _product(part: Term, shapes: Shapes) -> Term:
    """One number, then scalars, then matrices, all over one denominator."""
    value = Fraction(1)
    scalars: list[Term] = []
    solids: list[Term] = []
    below: list[Term] = []
    todo = list(part.args)
    while todo:
        factor = todo.pop(0)
        if factor.op == "neg":
            value = -value
            todo.insert(0, factor.args[0])
        elif factor.op == "div":
            todo.insert(0, factor.args[0])
            below.append(factor.args[1])
        elif factor.op == "mul" and not _contracted(factor, shapes):
            todo[:0] = factor.args
        elif is_zero(factor):
            shape = shape_of(part, shapes)
            return num(0) if shape == SCALAR else Term("zeros", (), shape)
        elif (known := number_of(factor)) is not None:
            value *= known
        elif shape_of(factor, shapes) == SCALAR:
            scalars.append(factor)
        else:
            solids.append(factor)
    kept = [factor for factor in solids if factor.op != "eye"]
    if solids and not kept:
        kept = solids[:1]
    return _over(value, scalars, kept, below)


def _contracted(product: Term, shapes: Shapes) -> bool:
    """Whether a product of matrices is a scalar, which has to stay together: xᵀx."""
    return shape_of(product, shapes) == SCALAR and any(
        shape_of(arg, shapes) != SCALAR for arg in product.args
    )


def _over(value: Fraction, scalars: list[Term], solids: list[Term], below: list[Term]) -> Term:
    """Value · scalars · solids / below, with equal scalars cancelled."""
    divisors: list[Term] = []
    for divisor in below:
        known = number_of(divisor)
        if known:
            value /= known
        elif divisor in scalars:
            scalars.remove(divisor)
        else:
            divisors.append(divisor)
    factors = [*scalars, *solids]
    negative, value = value < 0, abs(value)
    if value != 1 or not factors:
        factors.insert(0, num(value))
    made = factors[0] if len(factors) == 1 else Term("mul", tuple(factors))
    if divisors:
        bottom = divisors[0] if len(divisors) == 1 else Term("mul", tuple(divisors))
        made = Term("div", (made, bottom))
    return Term("neg", (made,)) if negative else made


def _entrywise(part: Term) -> Term:
    value = Fraction(1)
    kept: list[Term] = []
    for arg in part.args:
        while arg.op == "neg":
            value, arg = -value, arg.args[0]
        if arg.op == "ones":
            continue
        if arg.op == "mul" and arg.args[0].op == "num":
            value *= arg.args[0].data
            rest = arg.args[1:]
            arg = rest[0] if len(rest) == 1 else Term("mul", rest)
        kept.extend(arg.args if arg.op == "had" else (arg,))
    if not kept:
        return part.args[0]
    made = kept[0] if len(kept) == 1 else Term("had", tuple(kept))
    return _times_number(value, made)
