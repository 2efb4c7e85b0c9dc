"""Formulas in single precision, as a GPU would compute them.

Every operation is done in doubles and then rounded to float32. For + − × ÷ √ that gives exactly
what float32 arithmetic gives, since a double has more than twice the digits; other functions
come out correctly rounded, which is at least as good as any library's.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from tutor.checking.evaluation.customs import Unsupported
from tutor.checking.evaluation.float64 import compile_condition, compile_tree
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.matrices.arithmetic import FLOATS
from tutor.checking.matrices.evaluation import Evaluator
from tutor.checking.matrices.terms import Term

Array = Any
Point = Mapping[str, Array]
Compiled = Callable[[Point], Array]

MOST_TERMS = 200


def rounded(x: Array) -> Array:
    """Doubles rounded to what float32 holds; still doubles."""
    with np.errstate(all="ignore"):
        return np.asarray(x).astype(np.float32).astype(float)


def compile_single(node: Node) -> Compiled:
    """The function point → values in single precision; points hold rounded doubles.

    Raises Unsupported for a tree that has no numeric value.
    """
    if isinstance(node, tree.Symbol):
        name = node.name
        return lambda point: point[name]
    if isinstance(node, tree.Number | tree.Constant):
        value = rounded(compile_tree(node)({}))
        return lambda point: value
    if isinstance(node, tree.Add | tree.Mul) and len(tree.children(node)) > 2:
        first, *rest = tree.children(node)
        pairs = reduce(lambda left, right: type(node)((left, right)), rest, first)
        return compile_single(pairs)
    if isinstance(node, tree.Big):
        return _big(node)
    if isinstance(node, tree.Piecewise):
        return _piecewise(node)
    if any(isinstance(part, tree.Relation | tree.Logic) for part in tree.children(node)):
        whole = compile_tree(node)
        return lambda point: rounded(whole(point))
    return _operation(node)


def _operation(node: Node) -> Compiled:
    """One operation on the rounded values of its parts."""
    places: list[Node] = []

    def put(part: Node) -> Node:
        if isinstance(part, tree.Number | tree.Constant) or _is_number(part):
            return part
        places.append(part)
        return tree.Symbol(f"·{len(places) - 1}")

    shallow = compile_tree(_with_children(node, put))
    parts = [compile_single(part) for part in places]

    def value(point: Point) -> Array:
        return rounded(shallow({f"·{at}": part(point) for at, part in enumerate(parts)}))

    return value


def _is_number(node: Node) -> bool:
    """Whether a part is a written number, such as the exponent −1/2, that forms depend on."""
    if isinstance(node, tree.Neg):
        return _is_number(node.arg)
    if isinstance(node, tree.Div):
        return _is_number(node.top) and _is_number(node.bottom)
    return isinstance(node, tree.Number)


def _with_children(node: Node, put: Callable[[Node], Node]) -> Node:
    if isinstance(node, tree.Neg):
        return tree.Neg(put(node.arg))
    if isinstance(node, tree.Add):
        return tree.Add(tuple(map(put, node.terms)))
    if isinstance(node, tree.Mul):
        return tree.Mul(tuple(map(put, node.factors)))
    if isinstance(node, tree.Div):
        return tree.Div(put(node.top), put(node.bottom))
    if isinstance(node, tree.Pow):
        return tree.Pow(put(node.base), put(node.exponent))
    if isinstance(node, tree.Call):
        return tree.Call(node.name, tuple(map(put, node.args)))
    raise Unsupported(type(node).__name__)


def _big(node: tree.Big) -> Compiled:
    low, high, body = map(compile_single, (node.low, node.high, node.body))
    start = 0.0 if node.op == "sum" else 1.0

    def accumulate(point: Point) -> Array:
        ends = [np.unique(np.asarray(end(point))) for end in (low, high)]
        if any(len(end) != 1 or not np.isfinite(end[0]) for end in ends):
            return np.nan
        first, last = (int(end[0]) for end in ends)
        if last - first >= MOST_TERMS:
            return np.nan
        total: Array = start
        for at in range(first, last + 1):
            term = body({**point, node.index: float(at)})
            total = rounded(total + term if node.op == "sum" else total * term)
        return total

    return accumulate


def _piecewise(node: tree.Piecewise) -> Compiled:
    cases = [(compile_single(v), compile_condition(c)) for v, c in node.cases]
    otherwise = None if node.otherwise is None else compile_single(node.otherwise)

    def choose(point: Point) -> Array:
        result = np.nan if otherwise is None else otherwise(point)
        for value, condition in reversed(cases):
            result = np.where(condition(point), value(point), result)
        return result

    return choose


class Singles(Evaluator):
    """Values of matrix terms in float32: products and sums are made by NumPy's own float32."""

    def __init__(self, sizes: Mapping[str, int], values: Mapping[str, Array]) -> None:
        super().__init__(sizes, {n: v.astype(np.float32) for n, v in values.items()}, FLOATS)

    def with_value(self, name: str, value: Array) -> "Singles":
        """An evaluator that differs in one variable."""
        return Singles(self.sizes, {**self.values, name: value})

    def _value(self, term: Term) -> Array:
        known = self._known.get(term)
        if known is None:
            known = super()._value(term).astype(np.float32)
            self._known[term] = known
        return known


def names(nodes: Sequence[Node]) -> frozenset[str]:
    """All variables of some trees."""
    return frozenset().union(*map(tree.free_symbols, nodes))
