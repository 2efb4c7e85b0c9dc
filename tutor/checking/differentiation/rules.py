"""The rules of differentiation as a tree of steps, and how a step puts its parts together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tutor.checking.differentiation.outer import OUTER, formula
from tutor.checking.differentiation.tidying import ONE, ZERO, over, plus, tidy, times
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Add, Call, Div, Mul, Neg, Node, Number, Pow
from tutor.checking.trees.rewriting import number


class NoRule(Exception):  # noqa: N818 - the absence of a rule, not a fault
    """There is no rule here for this kind of expression."""


@dataclass(frozen=True, slots=True)
class Step:
    """One use of one rule.

    rule: constant, identity, sum, negative, multiple, product, quotient, reciprocal,
    power, exponential, general-power, function, cases or entries.
    function: what is differentiated. name: by which variable.
    inner: the expressions that the rule differentiates, in order; parts: their steps.
    outer: for a chain (power, exponential, function) the derivative by what is inside.
    factor: for `multiple` the constant factor, or the constant divisor when `divides`.
    derivative: the result, tidied.
    """

    rule: str
    function: Node
    name: str
    derivative: Node = ZERO
    inner: tuple[Node, ...] = ()
    parts: "tuple[Step, ...]" = ()
    outer: Node | None = None
    factor: Node | None = None
    divides: bool = False
    combine: Callable[[Sequence[Node]], Node] = field(
        default=lambda parts: ZERO, compare=False, repr=False
    )

    @property
    def is_chain(self) -> bool:
        """Whether something other than the bare variable stands inside."""
        return self.outer is not None and self.parts[0].rule != "identity"


def derivative(function: Node, name: str) -> Node:
    """The derivative of `function` by the variable `name`, tidied. Raises NoRule."""
    return differentiate(function, name).derivative


def differentiate(function: Node, name: str) -> Step:
    """How `function` is differentiated by the variable `name`. Raises NoRule."""
    if isinstance(function, tree.Sequence | tree.Matrix):
        return _entries(function, name)
    if name not in tree.free_symbols(function):
        return Step("constant", function, name)
    if isinstance(function, tree.Symbol):
        return Step("identity", function, name, ONE, combine=lambda parts: ONE)
    rule = _RULES.get(type(function))
    if rule is None:
        raise NoRule(type(function).__name__)
    return rule(function, name)


def assemble(step: Step, change: Callable[[Step, Sequence[Node]], Node | None]) -> Node:
    """The derivative with `change` allowed to put in another result at each step.

    change: gets a step and the derivatives of its parts, and gives another result for the
    step, or None to follow the rule.
    """
    parts = [assemble(part, change) for part in step.parts]
    other = change(step, parts)
    return step.combine(parts) if other is None else other


def walk(step: Step) -> Iterator[Step]:
    """`step` and every step below it, outermost first."""
    yield step
    for part in step.parts:
        yield from walk(part)


def _step(
    rule: str,
    function: Node,
    name: str,
    inner: Sequence[Node],
    combine: Callable[[Sequence[Node]], Node],
    *,
    outer: Node | None = None,
    factor: Node | None = None,
    divides: bool = False,
) -> Step:
    parts = tuple(differentiate(part, name) for part in inner)
    result = combine([part.derivative for part in parts])
    return Step(rule, function, name, result, tuple(inner), parts, outer, factor, divides, combine)


def _entries(function: tree.Sequence | tree.Matrix, name: str) -> Step:
    if isinstance(function, tree.Sequence):
        return _step("entries", function, name, function.items, lambda d: tree.Sequence(tuple(d)))
    width = len(function.rows[0])
    flat = [entry for row in function.rows for entry in row]

    def rows(parts: Sequence[Node]) -> Node:
        cut = range(0, len(parts), width)
        return tree.Matrix(tuple(tuple(parts[start : start + width]) for start in cut))

    return _step("entries", function, name, flat, rows)


def _negative(function: Neg, name: str) -> Step:
    return _step("negative", function, name, [function.arg], lambda d: tidy(Neg(d[0])))


def _sum(function: Add, name: str) -> Step:
    return _step("sum", function, name, function.terms, lambda d: plus(*d))


def _product(function: Mul, name: str) -> Step:
    constant = [f for f in function.factors if name not in tree.free_symbols(f)]
    varying = [f for f in function.factors if name in tree.free_symbols(f)]
    if constant:
        factor = constant[0] if len(constant) == 1 else Mul(tuple(constant))
        rest = varying[0] if len(varying) == 1 else Mul(tuple(varying))
        return _step(
            "multiple", function, name, [rest], lambda d: times(factor, d[0]), factor=factor
        )

    def combine(parts: Sequence[Node]) -> Node:
        return plus(
            *(
                times(*varying[:place], part, *varying[place + 1 :])
                for place, part in enumerate(parts)
            )
        )

    return _step("product", function, name, varying, combine)


def _quotient(function: Div, name: str) -> Step:
    top, bottom = function.top, function.bottom
    if name not in tree.free_symbols(bottom):
        return _step(
            "multiple",
            function,
            name,
            [top],
            lambda d: over(d[0], bottom),
            factor=bottom,
            divides=True,
        )
    if name not in tree.free_symbols(top):
        return _step(
            "reciprocal",
            function,
            name,
            [bottom],
            lambda d: tidy(Neg(over(times(top, d[0]), _squared(bottom)))),
            factor=top,
        )
    return _step(
        "quotient",
        function,
        name,
        [top, bottom],
        lambda d: over(plus(times(d[0], bottom), tidy(Neg(times(top, d[1])))), _squared(bottom)),
    )


def _squared(node: Node) -> Node:
    """The square; that of a whole power above 0 with twice its exponent: x⁶ for (x³)²."""
    if isinstance(node, Pow) and isinstance(node.exponent, Number):
        power = node.exponent.value
        if power.denominator == 1 and power > 0:
            return Pow(node.base, number(2 * power))
    return Pow(node, number(2))


def _power(function: Pow, name: str) -> Step:
    base, exponent = function.base, function.exponent
    if name not in tree.free_symbols(exponent):
        return _chain("power", function, name, base, lowered(base, exponent))
    if name not in tree.free_symbols(base):
        outer = function if _is_e(base) else times(function, Call("log", (base,)))
        return _chain("exponential", function, name, exponent, outer)

    def combine(parts: Sequence[Node]) -> Node:
        growth = times(parts[1], Call("log", (base,)))
        return times(function, plus(growth, over(times(exponent, parts[0]), base)))

    return _step("general-power", function, name, [base, exponent], combine)


def lowered(base: Node, exponent: Node) -> Node:
    """Exponent · base^(exponent − 1)."""
    return times(exponent, tidy(Pow(base, plus(exponent, number(-1)))))


def _is_e(node: Node) -> bool:
    return node == tree.Constant("e")


def _chain(rule: str, function: Node, name: str, inner: Node, outer: Node) -> Step:
    return _step(rule, function, name, [inner], lambda d: times(outer, d[0]), outer=outer)


def _call(function: Call, name: str) -> Step:
    args = function.args
    if function.name == "log" and len(args) == 2:
        return _logarithm(function, name)
    if len(args) == 1 and function.name in OUTER:
        outer = tidy(formula(OUTER[function.name], u=args[0]))
        return _chain("function", function, name, args[0], outer)
    several = _SEVERAL.get(function.name)
    if several is None:
        raise NoRule(function.name)
    return several(function, name)


def _logarithm(function: Call, name: str) -> Step:
    arg, base = function.args
    if name in tree.free_symbols(base):
        return differentiate(Div(Call("log", (arg,)), Call("log", (base,))), name)
    return _chain("function", function, name, arg, formula("1/(u*log(b))", u=arg, b=base))


def _root(function: Call, name: str) -> Step:
    arg, degree = function.args
    if name in tree.free_symbols(degree):
        return differentiate(Pow(arg, Div(ONE, degree)), name)
    outer = Div(function, Mul((degree, arg)))
    return _chain("function", function, name, arg, outer)


def _slope(function: Call, name: str) -> Step:
    """Leaky ReLU and ELU: two branches and a constant."""
    arg = function.args[0]
    default = Number(Fraction(1, 100), "0.01") if function.name == "leaky_relu" else ONE
    scale = function.args[1] if len(function.args) > 1 else default
    below: Node = scale
    if function.name == "elu":
        below = times(scale, Call("exp", (arg,)))
    outer = tree.Piecewise(((ONE, tree.Relation(">", arg, ZERO)),), below)
    return _chain("function", function, name, arg, outer)


def _step_function(function: Call, name: str) -> Step:
    return _chain("function", function, name, function.args[0], ZERO)


def _extreme(function: Call, name: str) -> Step:
    """Max and min: the derivative of whichever argument is the extreme one."""
    args = function.args
    op = ">=" if function.name == "max" else "<="

    def combine(parts: Sequence[Node]) -> Node:
        cases = []
        for place, part in enumerate(parts[:-1]):
            others = [other for index, other in enumerate(args) if index != place]
            tests = tuple(tree.Relation(op, args[place], other) for other in others)
            test: Node = tests[0] if len(tests) == 1 else tree.Logic("and", tests)
            cases.append((part, test))
        return tree.Piecewise(tuple(cases), parts[-1]) if cases else parts[-1]

    return _step("cases", function, name, args, combine)


def _logsumexp(function: Call, name: str) -> Step:
    weights = [Call("exp", (arg,)) for arg in function.args]
    total = plus(*weights)

    def combine(parts: Sequence[Node]) -> Node:
        return over(plus(*map(times, weights, parts)), total)

    return _step("sum-of-exponentials", function, name, function.args, combine)


def _angle(function: Call, name: str) -> Step:
    y, x = function.args

    def combine(parts: Sequence[Node]) -> Node:
        top = plus(times(x, parts[0]), tidy(Neg(times(y, parts[1]))))
        return over(top, Add((Pow(x, number(2)), Pow(y, number(2)))))

    return _step("angle", function, name, [y, x], combine)


def _cases(function: tree.Piecewise, name: str) -> Step:
    values = [value for value, _ in function.cases]
    if function.otherwise is not None:
        values.append(function.otherwise)
    conditions = [condition for _, condition in function.cases]

    def combine(parts: Sequence[Node]) -> Node:
        cases = tuple(zip(parts, conditions, strict=False))
        return tree.Piecewise(cases, parts[len(cases)] if len(parts) > len(cases) else None)

    return _step("cases", function, name, values, combine)


def _series(function: tree.Big, name: str) -> Step:
    bounds = tree.free_symbols(function.low) | tree.free_symbols(function.high)
    if function.op != "sum" or name in bounds or name == function.index:
        raise NoRule(function.op)

    def combine(parts: Sequence[Node]) -> Node:
        return tree.Big("sum", function.index, function.low, function.high, parts[0])

    return _step("sum", function, name, [function.body], combine)


_SEVERAL: dict[str, Callable[[Call, str], Step]] = {
    "root": _root,
    "leaky_relu": _slope,
    "elu": _slope,
    "heaviside": _step_function,
    "max": _extreme,
    "min": _extreme,
    "logsumexp": _logsumexp,
    "atan2": _angle,
}

_RULES: dict[type, Callable[..., Step]] = {
    Neg: _negative,
    Add: _sum,
    Mul: _product,
    Div: _quotient,
    Pow: _power,
    Call: _call,
    tree.Piecewise: _cases,
    tree.Big: _series,
}
