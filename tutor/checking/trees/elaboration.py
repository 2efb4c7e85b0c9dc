"""Trees written out: vectors entry by entry, sums over x_i term by term, series in closed form.

After this every entry of a list or matrix is a scalar expression.
"""

from collections.abc import Callable, Iterator, Mapping

from tutor.checking.expression import tree
from tutor.checking.expression.tree import Node
from tutor.checking.trees import series, subscripts
from tutor.checking.trees.folding import fold
from tutor.checking.trees.rewriting import number, rebuild, substitute

MAX_WRITTEN_TERMS = 60
MAX_WRITTEN_NODES = 4000
MAX_POWER = 64
MAX_DETERMINANT = 4

_OVER_ENTRIES = frozenset(("max", "min", "logsumexp", "softmax"))


def elaborate(node: Node) -> Node:
    """`node` with vector arithmetic carried out and indexed sums written out."""
    if not any(
        isinstance(part, tree.Sequence | tree.Matrix | tree.Big)
        or (isinstance(part, tree.Call) and part.name == "softmax")
        for part in tree.walk(node)
    ):
        return node
    return _elaborate(node)


def with_terms(node: Node) -> Node:
    """`node` itself, or written out where it has sums over x_i."""
    return elaborate(node) if any(isinstance(part, tree.Big) for part in tree.walk(node)) else node


def _elaborate(node: Node) -> Node:
    if isinstance(node, tree.Big):
        return series.closed(node) or _written_out(node)
    parts = [_elaborate(part) for part in tree.children(node)]
    if parts:
        node = rebuild(node, parts)
    if isinstance(node, tree.Add):
        return _sum(node)
    if isinstance(node, tree.Neg):
        return _entrywise(node.arg, tree.Neg) or node
    if isinstance(node, tree.Mul):
        return _product(node)
    if isinstance(node, tree.Div):
        bottom = node.bottom
        return _entrywise(node.top, lambda entry: tree.Div(entry, bottom)) or node
    if isinstance(node, tree.Pow) and isinstance(node.base, tree.Matrix):
        return _power(node.base, node.exponent) or node
    if isinstance(node, tree.Call) and node.name == "abs" and isinstance(node.args[0], tree.Matrix):
        return determinant(node.args[0]) or node
    if isinstance(node, tree.Call) and node.name in _OVER_ENTRIES:
        args = node.args
        if len(args) == 1 and isinstance(args[0], tree.Sequence):
            args = args[0].items
        if node.name == "softmax":
            return _softmax(args)
        return tree.Call(node.name, args)
    return node


def _entrywise(node: Node, operation: Callable[[Node], Node]) -> Node | None:
    if isinstance(node, tree.Sequence):
        return tree.Sequence(
            tuple(_entrywise(item, operation) or operation(item) for item in node.items)
        )
    if isinstance(node, tree.Matrix):
        return tree.Matrix(tuple(tuple(operation(entry) for entry in row) for row in node.rows))
    return None


def _sum(node: tree.Add) -> Node:
    first = node.terms[0]
    if isinstance(first, tree.Sequence):
        same = [t for t in node.terms if isinstance(t, tree.Sequence)]
        if len(same) == len(node.terms) and len({len(t.items) for t in same}) == 1:
            return tree.Sequence(
                tuple(tree.Add(entries) for entries in zip(*(t.items for t in same), strict=True))
            )
    if isinstance(first, tree.Matrix):
        all_ = [t for t in node.terms if isinstance(t, tree.Matrix)]
        if len(all_) == len(node.terms) and len({size(t) for t in all_}) == 1:
            rows = zip(*(t.rows for t in all_), strict=True)
            return tree.Matrix(
                tuple(tuple(tree.Add(e) for e in zip(*row, strict=True)) for row in rows)
            )
    return node


def _product(node: tree.Mul) -> Node:
    result: Node = node.factors[0]
    for factor in node.factors[1:]:
        result = _times(result, factor)
    return result


def _times(left: Node, right: Node) -> Node:
    if isinstance(left, tree.Matrix):
        if isinstance(right, tree.Matrix) and size(left)[1] == size(right)[0]:
            columns = list(zip(*right.rows, strict=True))
            return tree.Matrix(
                tuple(tuple(_dot(row, column) for column in columns) for row in left.rows)
            )
        if isinstance(right, tree.Sequence) and size(left)[1] == len(right.items):
            return tree.Sequence(tuple(_dot(row, right.items) for row in left.rows))
    vector = tree.Sequence | tree.Matrix
    if isinstance(right, vector) and not isinstance(left, vector):
        return _entrywise(right, lambda entry: tree.Mul((left, entry))) or right
    if isinstance(left, vector) and not isinstance(right, vector):
        return _entrywise(left, lambda entry: tree.Mul((entry, right))) or left
    return tree.Mul((*_factors(left), right))


def _factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, tree.Mul) else (node,)


def _dot(left: tuple[Node, ...], right: tuple[Node, ...]) -> Node:
    terms = tuple(tree.Mul(pair) for pair in zip(left, right, strict=True))
    return tree.Add(terms) if len(terms) > 1 else terms[0]


def _power(base: tree.Matrix, exponent: Node) -> Node | None:
    """A whole power of a square matrix; None where it is too much to write out."""
    power = _whole(exponent)
    rows, columns = size(base)
    if power is None or power == 0 or rows != columns:
        return None
    if power < 0:
        inverse = _inverse(base)
        if inverse is None:
            return None
        base = inverse
    if abs(power) > MAX_POWER:
        return None
    product: Node = base
    for _ in range(abs(power) - 1):
        product = _times(product, base)
        if isinstance(product, tree.Matrix):
            product = tree.Matrix(
                tuple(tuple(fold(entry, {}) for entry in row) for row in product.rows)
            )
        if sum(1 for _ in tree.walk(product)) > MAX_WRITTEN_NODES:
            return None
    return product


def determinant(matrix: tree.Matrix) -> Node | None:
    """The determinant, written out; None where the matrix is not square or is too large."""
    rows, columns = size(matrix)
    if rows != columns or not 0 < rows <= MAX_DETERMINANT:
        return None
    if rows == 1:
        return matrix.rows[0][0]
    terms: list[Node] = []
    for column, entry in enumerate(matrix.rows[0]):
        minor = determinant(_without(matrix, 0, column))
        assert minor is not None
        term = tree.Mul((entry, minor))
        terms.append(tree.Neg(term) if column % 2 else term)
    return tree.Add(tuple(terms))


def _inverse(matrix: tree.Matrix) -> tree.Matrix | None:
    """The adjugate over the determinant; its entries have no value where that is 0."""
    below = determinant(matrix)
    if below is None:
        return None
    places = range(len(matrix.rows))
    return tree.Matrix(
        tuple(tuple(tree.Div(_cofactor(matrix, j, i), below) for j in places) for i in places)
    )


def _cofactor(matrix: tree.Matrix, row: int, column: int) -> Node:
    if len(matrix.rows) == 1:
        return number(1)
    minor = determinant(_without(matrix, row, column))
    assert minor is not None
    return tree.Neg(minor) if (row + column) % 2 else minor


def _without(matrix: tree.Matrix, row: int, column: int) -> tree.Matrix:
    kept = (entries for at, entries in enumerate(matrix.rows) if at != row)
    return tree.Matrix(tuple(entries[:column] + entries[column + 1 :] for entries in kept))


def size(matrix: tree.Matrix) -> tuple[int, int]:
    """Rows and columns."""
    return len(matrix.rows), len(matrix.rows[0]) if matrix.rows else 0


def _softmax(args: tuple[Node, ...]) -> Node:
    grown = tuple(tree.Pow(tree.Constant("e"), arg) for arg in args)
    total = tree.Add(grown) if len(grown) > 1 else grown[0]
    return tree.Sequence(tuple(tree.Div(entry, total) for entry in grown))


# Indexed variables


def indexed(big: tree.Big) -> bool:
    """Whether the body speaks of x_i where i is the index."""
    return any(subscripts.carries(name, big.index) for name in tree.free_symbols(big.body))


def bounds(node: Node) -> Iterator[str]:
    """Variables that bound a sum over indexed variables, such as n in Σ_{i=1}^n x_i."""
    for part in tree.walk(node):
        if isinstance(part, tree.Big) and any(
            isinstance(inner, tree.Big) and indexed(inner) for inner in tree.walk(part)
        ):
            yield from tree.free_symbols(part.low) | tree.free_symbols(part.high)


def unwritten(node: Node) -> bool:
    """Whether a sum over x_i was too long to write out, so that x_i would pass for a constant."""
    return any(isinstance(part, tree.Big) and indexed(part) for part in tree.walk(node))


def sums_over(node: Node, name: str) -> bool:
    """Whether a sum in `node` is over variables of which `name` may be one: x_i, for x_1 or x_j."""
    base = subscripts.base_of(name)
    return bool(base) and any(
        subscripts.base_of(other) == base and subscripts.carries(other, part.index)
        for part in tree.walk(node)
        if isinstance(part, tree.Big)
        for other in tree.free_symbols(part.body)
    )


def _written_out(big: tree.Big) -> Node:
    low, high = _whole(_elaborate(big.low)), _whole(_elaborate(big.high))
    inner = any(isinstance(part, tree.Big) and indexed(part) for part in tree.walk(big))
    if low is None or high is None or not inner or not 0 <= high - low < MAX_WRITTEN_TERMS:
        return big
    terms = tuple(_elaborate(at(big.body, {big.index: value})) for value in range(low, high + 1))
    if len(terms) == 1:
        return terms[0]
    return tree.Add(terms) if big.op == "sum" else tree.Mul(terms)


def at(body: Node, point: Mapping[str, int]) -> Node:
    """`body` with numbers for indices and bounds, also in subscripts: x_i becomes x_3."""
    found: dict[str, Node] = {name: number(value) for name, value in point.items()}
    for name in tree.free_symbols(body) - point.keys():
        told = name
        for index, value in point.items():
            if subscripts.carries(told, index):
                told = subscripts.at(told, index, value)
        if told != name:
            found[name] = tree.Symbol(told)
    return substitute(body, found)


def _whole(node: Node) -> int | None:
    if isinstance(node, tree.Number) and node.value.denominator == 1:
        return int(node.value)
    if isinstance(node, tree.Neg):
        inner = _whole(node.arg)
        return None if inner is None else -inner
    if isinstance(node, tree.Add):
        parts = [_whole(term) for term in node.terms]
        return None if None in parts else sum(part for part in parts if part is not None)
    return None
