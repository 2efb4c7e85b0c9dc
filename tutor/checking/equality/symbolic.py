"""Trees as SymPy expressions: for proofs and derivatives, never for a verdict of wrong.

Loads SymPy on import.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sympy

from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.expression import read, tree
from tutor.checking.expression.tree import Node
from tutor.exercise import Unreadable


def to_sympy(node: Node, symbols: Mapping[str, Any] | None = None) -> Any:
    """The SymPy expression of a scalar tree. symbols: name → symbol; others are real.

    Raises Unsupported for what SymPy has no counterpart of here.
    """
    known = symbols or {}

    def convert(part: Node) -> Any:
        if isinstance(part, tree.Number):
            return sympy.Rational(part.value.numerator, part.value.denominator)
        if isinstance(part, tree.Symbol):
            return known.get(part.name) or sympy.Symbol(part.name, real=True)
        if isinstance(part, tree.Constant):
            return {"e": sympy.E, "pi": sympy.pi, "i": sympy.I, "oo": sympy.oo}[part.name]
        if isinstance(part, tree.Neg):
            return -convert(part.arg)
        if isinstance(part, tree.Add):
            return sympy.Add(*[convert(term) for term in part.terms])
        if isinstance(part, tree.Mul):
            return sympy.Mul(*[convert(factor) for factor in part.factors])
        if isinstance(part, tree.Div):
            return convert(part.top) / convert(part.bottom)
        if isinstance(part, tree.Pow):
            return convert(part.base) ** convert(part.exponent)
        if isinstance(part, tree.Call):
            return call(part)
        if isinstance(part, tree.Big):
            index = sympy.Symbol(part.index, integer=True)
            body = to_sympy(part.body, {**known, part.index: index})
            combine = sympy.Sum if part.op == "sum" else sympy.Product
            return combine(body, (index, convert(part.low), convert(part.high))).doit()
        if isinstance(part, tree.Piecewise):
            cases = [(convert(value), condition(c)) for value, c in part.cases]
            if part.otherwise is not None:
                cases.append((convert(part.otherwise), True))
            return sympy.Piecewise(*cases)
        raise Unsupported(type(part).__name__)

    def condition(part: Node) -> Any:
        if isinstance(part, tree.Relation) and part.op in _RELATIONS:
            return _RELATIONS[part.op](convert(part.left), convert(part.right))
        if isinstance(part, tree.Logic):
            combine = {"and": sympy.And, "or": sympy.Or, "not": sympy.Not}[part.op]
            return combine(*[condition(arg) for arg in part.args])
        raise Unsupported(type(part).__name__)

    def call(part: tree.Call) -> Any:
        if part.name == "indicator" and isinstance(part.args[0], tree.Relation | tree.Logic):
            return sympy.Piecewise((1, condition(part.args[0])), (0, True))
        function = _FUNCTIONS.get(part.name)
        if function is None:
            raise Unsupported(part.name)
        return function(*[convert(arg) for arg in part.args])

    return convert(node)


_RELATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": sympy.Eq,
    "!=": sympy.Ne,
    "<": sympy.Lt,
    "<=": sympy.Le,
    ">": sympy.Gt,
    ">=": sympy.Ge,
}


_LEAK = sympy.Rational(1, 100)


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + sympy.exp(-x))


def _normcdf(x: Any) -> Any:
    return (1 + sympy.erf(x / sympy.sqrt(2))) / 2


_SAME_NAME = (
    "sin cos tan cot sec csc asin acos atan acot asec acsc sinh cosh tanh coth sech csch "
    "asinh acosh atanh acoth asech acsch atan2 exp log sqrt sign floor factorial "
    "binomial gamma digamma erf erfc"
)
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{name: getattr(sympy, name) for name in _SAME_NAME.split()},
    "root": sympy.real_root,
    "cbrt": lambda x: sympy.real_root(x, 3),
    "abs": sympy.Abs,
    "ceil": sympy.ceiling,
    "min": sympy.Min,
    "max": sympy.Max,
    "mod": sympy.Mod,
    "expm1": lambda x: sympy.exp(x) - 1,
    "log1p": lambda x: sympy.log(1 + x),
    "lgamma": sympy.loggamma,
    "beta": lambda x, y: sympy.gamma(x) * sympy.gamma(y) / sympy.gamma(x + y),
    "normcdf": _normcdf,
    "sigmoid": _sigmoid,
    "logit": lambda x: sympy.log(x / (1 - x)),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    "relu": lambda x: sympy.Max(0, x),
    "leaky_relu": lambda x, slope=_LEAK: sympy.Piecewise((x, x > 0), (slope * x, True)),
    "elu": lambda x, scale=1: sympy.Piecewise((x, x > 0), (scale * (sympy.exp(x) - 1), True)),
    "silu": lambda x: x * _sigmoid(x),
    "gelu": lambda x: x * _normcdf(x),
    "logsumexp": lambda *xs: sympy.log(sympy.Add(*[sympy.exp(x) for x in xs])),
    "heaviside": sympy.Heaviside,
}


def derivative(payload: Mapping[str, str]) -> str | None:
    """A derivative in SymPy's notation; None for what SymPy has no counterpart of here.

    payload: function as Python notation, its names separated by spaces, and the variable
    to differentiate by; a job for the sandbox, since it may run for long.
    """
    reading = read(payload["function"], names=payload["names"].split())
    if isinstance(reading, Unreadable):
        return None
    try:
        function = to_sympy(reading.tree)
    except Unsupported:
        return None
    return str(sympy.diff(function, sympy.Symbol(payload["by"], real=True)))


def prove_equal(payload: Mapping[str, str]) -> bool:
    """Whether expand, cancel, rewrite(exp) or simplify bring answer − key to zero.

    payload: answer and key as Python notation, and names separated by spaces; a job for
    the sandbox, since it may run for long.
    """
    names = payload["names"].split()
    trees = [read(payload[side], names=names) for side in ("answer", "key")]
    if any(isinstance(reading, Unreadable) for reading in trees):
        return False
    gap = to_sympy(trees[0].tree) - to_sympy(trees[1].tree)  # type: ignore[union-attr]
    steps: tuple[Callable[[Any], Any], ...] = (
        lambda e: e,
        sympy.expand,
        sympy.cancel,
        lambda e: sympy.expand(e.rewrite(sympy.exp)),
        sympy.simplify,
    )
    return any(step(gap) == 0 for step in steps)
