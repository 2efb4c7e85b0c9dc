"""Where functions bend, break or end: the points between which a formula is smooth.

Two functions may differ only on the far side of a kink (|x + 11| − 11 and |x + 10| − 10),
or share only a narrow domain (log(x − 1000)). So the arguments of |·|, max, √, log, …
are collected from the trees, their zeros are found along lines, and points on both sides
of every zero join the comparison.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from tutor.checking.evaluation.customs import USUAL, Customs, Unsupported
from tutor.checking.evaluation.float64 import Compiled, compile_tree
from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.trees.polynomial import coefficients

_BENDS = frozenset(
    ["abs", "sign", "relu", "leaky_relu", "elu", "heaviside", "floor", "ceil", "round"]
)
_JUMPS = frozenset(["sign", "heaviside", "floor", "ceil", "round", "mod"])
_STEEP = frozenset(
    ["exp", "tanh", "erf", "erfc", "normcdf", "sigmoid", "silu", "gelu", "softplus", "atan", "sech"]
)
_ENDS_AT_ZERO = frozenset(["sqrt", "log", "log1p", "logit"])
_ENDS_AT_ONE = frozenset(["asin", "acos", "atanh", "acosh", "asec", "acsc", "acoth", "asech"])

ONE = tree.Number(Fraction(1))


def bends(node: Node) -> list[Node]:
    """Trees whose zeros are kinks, jumps, or ends of the domain of `node`."""
    return _roots(node, _bends_of)


def kinks(node: Node) -> list[Node]:
    """Those of the `bends` at which a function goes on, with another formula."""
    return _roots(node, _kinks_of)


def centres(node: Node) -> list[Node]:
    """Trees at whose zeros a bump or a steep step may be: x − 3 in tanh(1000(x − 3))."""
    return [root for root in _roots(node, _steep_of) if not isinstance(root, tree.Symbol)]


def poles(node: Node) -> list[Node]:
    """Trees whose zeros are points without a value, isolated as a rule."""
    return _roots(node, _bottoms_of)


def _roots(node: Node, arguments_of: Callable[[Node], Iterator[Node]]) -> list[Node]:
    """The factors of what `arguments_of` yields for the parts of `node`."""
    found: dict[Node, None] = {}
    names = tree.free_symbols(node)
    for part in tree.walk(node):
        for argument in arguments_of(part):
            for root in factors(argument):
                if speaks_of(root, names):
                    found[root] = None
    return list(found)


def jumps(node: Node, name: str) -> list[Fraction]:
    """Where `node` may jump in its only variable, exactly; those of straight arguments."""
    found: dict[Fraction, None] = {}
    for part in tree.walk(node):
        arguments: list[Node] = []
        if isinstance(part, tree.Call) and part.name in _JUMPS:
            arguments.append(part.args[0])
        elif isinstance(part, tree.Relation):
            arguments.append(_minus(part.left, part.right))
        for argument in arguments:
            line = coefficients(argument, name)
            if line is not None and len(line) == 2 and line[1]:
                found[-line[0] / line[1]] = None
    return list(found)


def speaks_of(root: Node, names: frozenset[str]) -> bool:
    """Whether a tree has variables, and only these: none that a sum around it counts."""
    found = tree.free_symbols(root)
    return bool(found) and found <= names


def _minus(left: Node, right: Node) -> Node:
    if isinstance(right, tree.Number) and right.value == 0:
        return left
    return tree.Add((left, tree.Neg(right)))


def _kinks_of(part: Node) -> Iterator[Node]:
    call = isinstance(part, tree.Call) and (part.name in _BENDS or part.name in ("min", "max"))
    return _bends_of(part) if call or isinstance(part, tree.Relation) else iter(())


def _steep_of(part: Node) -> Iterator[Node]:
    if isinstance(part, tree.Call) and part.name in _STEEP:
        yield part.args[0]
    elif isinstance(part, tree.Pow) and isinstance(part.base, tree.Constant):
        yield part.exponent


def _bottoms_of(part: Node) -> Iterator[Node]:
    if isinstance(part, tree.Div):
        yield part.bottom
    elif isinstance(part, tree.Pow) and isinstance(part.exponent, tree.Neg):
        yield part.base


def _bends_of(part: Node) -> Iterator[Node]:
    if isinstance(part, tree.Call):
        first = part.args[0] if part.args else None
        if first is None:
            return
        if part.name in _BENDS:
            yield first
        elif part.name in _ENDS_AT_ZERO:
            yield first
            if part.name == "log1p":
                yield tree.Add((first, ONE))
            elif part.name == "logit":
                yield _minus(first, ONE)
        elif part.name in _ENDS_AT_ONE:
            yield _minus(first, ONE)
            yield tree.Add((first, ONE))
        elif part.name in ("min", "max"):
            for index, left in enumerate(part.args[:6]):
                for right in part.args[index + 1 : 6]:
                    yield _minus(left, right)
        elif part.name == "atan2":
            yield from part.args
    elif isinstance(part, tree.Pow):
        exponent = part.exponent
        if not (isinstance(exponent, tree.Number) and exponent.value.denominator == 1) and not (
            isinstance(part.base, tree.Constant | tree.Number)
        ):
            yield part.base
    elif isinstance(part, tree.Relation):
        yield _minus(part.left, part.right)


def factors(argument: Node) -> Iterator[Node]:
    """Trees that together have the zeros of `argument`, and change sign at them."""
    if isinstance(argument, tree.Neg):
        yield from factors(argument.arg)
    elif isinstance(argument, tree.Mul):
        for factor in argument.factors:
            yield from factors(factor)
    elif isinstance(argument, tree.Div):
        yield from factors(argument.top)
        yield from factors(argument.bottom)
    elif isinstance(argument, tree.Pow):
        yield from factors(argument.base)
    elif isinstance(argument, tree.Call) and argument.name in ("abs", "sqrt", "cbrt"):
        yield from factors(argument.args[0])
    elif not isinstance(argument, tree.Number | tree.Constant):
        yield argument


def constants(nodes: Sequence[Node]) -> tuple[float, ...]:
    """Numbers larger than 8 that occur in the trees, and their negatives."""
    found: dict[float, None] = {}
    for node in nodes:
        for part in tree.walk(node):
            if isinstance(part, tree.Number) and 8 < part.value < 10**15:
                found[float(part.value)] = found[-float(part.value)] = None
    return tuple(found)[:12]


def compiled(nodes: Sequence[Node], customs: Customs = USUAL) -> list[Compiled]:
    """The trees that have a numeric value, as functions of arrays."""
    result = []
    for node in nodes:
        try:
            result.append(compile_tree(node, customs))
        except Unsupported:
            continue
    return result
