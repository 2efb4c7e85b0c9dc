"""Small changes of a line that may mend it; each gives the changed copies of one node."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from itertools import permutations

Change = Callable[[ast.expr], list[ast.expr]]

REDUCTIONS = frozenset({
    "sum", "mean", "max", "min", "std", "var", "amax", "amin", "norm", "median", "prod", "argmax",
    "argmin", "logsumexp", "any", "all",
})  # fmt: skip
MATRIX = ("T", "mT")
MOST_PLACES = 4
"""Entries of an index that are tried in other orders."""


def each(statement: ast.stmt, change: Change) -> Iterator[ast.stmt]:
    """The statement with one node changed, for every node and every change of it."""
    nodes = [node for node in ast.walk(statement) if isinstance(node, ast.expr)]
    for place, node in enumerate(nodes):
        for replacement in change(node):
            again = copy.deepcopy(statement)
            target = [n for n in ast.walk(again) if isinstance(n, ast.expr)][place]
            changed = _Replace(target, replacement).visit(again)
            assert isinstance(changed, ast.stmt)
            yield ast.fix_missing_locations(changed)


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.expr, replacement: ast.expr) -> None:
        self.target = target
        self.replacement = replacement

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.target:
            return ast.copy_location(self.replacement, node)
        return self.generic_visit(node)


def with_name(statement: ast.stmt, name: str, definition: ast.stmt) -> ast.stmt | None:
    """The statement with a name replaced by a changed definition of it."""
    if not isinstance(definition, ast.Assign):
        return None
    value = definition.value

    class Inline(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            if node.id == name and isinstance(node.ctx, ast.Load):
                return copy.deepcopy(value)
            return node

    inlined = Inline().visit(copy.deepcopy(statement))
    assert isinstance(inlined, ast.stmt)
    return ast.fix_missing_locations(inlined)


def _function(node: ast.expr) -> str:
    """The name of what is called: `max` in `x.max(axis=1)`."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


def _renamed(node: ast.expr, name: str) -> ast.expr:
    """The call with another function of the same owner."""
    again = copy.deepcopy(node)
    assert isinstance(again, ast.Call)
    assert isinstance(again.func, ast.Attribute)
    again.func.attr = name
    return again


# ── reductions and axes ─────────────────────────────────────────────────────────────────


def keeping(keyword: str) -> Change:
    """`x.max(axis=1)` with `keepdims=True`."""

    def change(node: ast.expr) -> list[ast.expr]:
        if not isinstance(node, ast.Call) or _function(node) not in REDUCTIONS:
            return []
        if _keeps(node):
            return []
        again = copy.deepcopy(node)
        again.keywords.append(ast.keyword(keyword, ast.Constant(True)))
        return [again]

    return change


def dropped_axes(node: ast.AST) -> list[str]:
    """The axes that the reductions inside drop, as text."""
    return [
        ast.unparse(given.value)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and _function(call) in REDUCTIONS and not _keeps(call)
        for given in call.keywords
        if _names_axis(given)
    ]


def _keeps(call: ast.Call) -> bool:
    return any(given.arg in ("keepdims", "keepdim") for given in call.keywords)


def _names_axis(given: ast.keyword) -> bool:
    """Whether it is `axis=1` or `dim=-1`."""
    number = given.value.operand if isinstance(given.value, ast.UnaryOp) else given.value
    whole = isinstance(number, ast.Constant) and isinstance(number.value, int)
    return whole and given.arg in ("axis", "dim")


def along(*axes: str) -> Change:
    """A call along one of these axes instead."""

    def change(node: ast.expr) -> list[ast.expr]:
        results: list[ast.expr] = []
        for place, given in enumerate(node.keywords if isinstance(node, ast.Call) else ()):
            for axis in axes if _names_axis(given) else ():
                if ast.unparse(given.value) != axis:
                    again = copy.deepcopy(node)
                    assert isinstance(again, ast.Call)
                    again.keywords[place].value = ast.parse(axis, mode="eval").body
                    results.append(again)
        return results

    return change


# ── the order of axes ───────────────────────────────────────────────────────────────────


def sides(node: ast.AST | None) -> tuple[ast.expr, ast.expr] | None:
    """What stands on both sides of an operator."""
    match node:
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right]):
            return left, right
    return None


def _is_product(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)


def _with_sides(node: ast.expr, left: ast.expr, right: ast.expr) -> ast.expr:
    again = copy.deepcopy(node)
    left, right = copy.deepcopy(left), copy.deepcopy(right)
    if isinstance(again, ast.BinOp):
        again.left, again.right = left, right
    elif isinstance(again, ast.Compare):
        again.left, again.comparators = left, [right]
    return again


def transposing(node: ast.expr) -> list[ast.expr]:
    """One side of `@` transposed."""
    return _transposed_sides(node) if _is_product(node) else []


def untransposing(node: ast.expr) -> list[ast.expr]:
    """`x + a.T` as `x + a`."""
    before = len(ast.unparse(node))
    return [after for after in transposing_operand(node) if len(ast.unparse(after)) < before]


def transposing_operand(node: ast.expr) -> list[ast.expr]:
    """One side of `+` or the like transposed."""
    return [] if _is_product(node) else _transposed_sides(node)


def _transposed_sides(node: ast.expr) -> list[ast.expr]:
    both = sides(node)
    if both is None:
        return []
    left, right = both
    return [
        _with_sides(node, left, transposed(right)),
        _with_sides(node, transposed(left), right),
    ]


def transposed(node: ast.expr) -> ast.expr:
    """The last two axes swapped; back, where they are swapped already."""
    if isinstance(node, ast.Attribute) and node.attr in MATRIX:
        return node.value
    return ast.Attribute(node, "mT", ast.Load())


def transposing_array(node: ast.expr) -> list[ast.expr]:
    """`A[:, i:]` as its transpose; not where `None` says which axis is which."""
    if isinstance(node, ast.Subscript) and not has_new_axis(node):
        return [transposed(copy.deepcopy(node))]
    return []


def swapping(node: ast.expr) -> list[ast.expr]:
    """The factors of `@` in the other order."""
    both = sides(node) if _is_product(node) else None
    return [] if both is None else [_with_sides(node, both[1], both[0])]


# ── axes of size one, and indices ───────────────────────────────────────────────────────


def new_axis(*indices: str) -> Change:
    """`a - b` as `a - b[:, None]`, and the like."""

    def change(node: ast.expr) -> list[ast.expr]:
        both = None if _is_product(node) else sides(node)
        if both is None:
            return []
        left, right = both
        return [
            *(_with_sides(node, left, _indexed(right, index)) for index in indices),
            *(_with_sides(node, _indexed(left, index), right) for index in indices),
        ]

    return change


def _indexed(node: ast.expr, index: str) -> ast.expr:
    piece = ast.parse(f"q{index}", mode="eval").body
    assert isinstance(piece, ast.Subscript)
    piece.value = copy.deepcopy(node)
    return piece


def _entries(node: ast.expr) -> list[ast.expr]:
    """The entries of an index that a `None` or a whole `:` stands in."""
    if not isinstance(node, ast.Subscript):
        return []
    entries = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return entries if len(entries) <= MOST_PLACES else []


def _is_none(entry: ast.expr) -> bool:
    return isinstance(entry, ast.Constant) and entry.value is None


def has_new_axis(node: ast.AST) -> bool:
    """Whether `None` stands in an index inside."""
    return any(
        _is_none(entry)
        for part in ast.walk(node)
        if isinstance(part, ast.expr)
        for entry in _entries(part)
    )


def without_new_axis(node: ast.expr) -> list[ast.expr]:
    """`b[:, None]` as `b`."""
    entries = _entries(node)
    whole = all(_is_none(entry) or _is_whole(entry) for entry in entries)
    if not (whole and any(map(_is_none, entries))):
        return []
    assert isinstance(node, ast.Subscript)
    return [copy.deepcopy(node.value)]


def _is_whole(entry: ast.expr) -> bool:
    """Whether it is `:`."""
    return isinstance(entry, ast.Slice) and not (entry.lower or entry.upper or entry.step)


def moving_new_axis(node: ast.expr) -> list[ast.expr]:
    """`b[:, None]` as `b[None, :]` or `b[:, :, None]`."""
    entries = _entries(node)
    if sum(map(_is_none, entries)) != 1:
        return []
    rest = [entry for entry in entries if not _is_none(entry)]
    none = ast.Constant(None)
    orders = [[*rest[:place], none, *rest[place:]] for place in range(len(rest) + 1)]
    orders.append([*rest, ast.Slice(), none])
    now = next(place for place, entry in enumerate(entries) if _is_none(entry))
    orders.sort(key=lambda order: abs(order.index(none) - now))
    return _reordered(node, orders)


def moving_index(node: ast.expr) -> list[ast.expr]:
    """`A[i, :]` as `A[:, i]`."""
    entries = _entries(node)
    if any(map(_is_none, entries)) or not any(map(_is_whole, entries)):
        return []
    return _reordered(node, [list(order) for order in permutations(entries)])


def _reordered(node: ast.expr, orders: list[list[ast.expr]]) -> list[ast.expr]:
    results: dict[str, ast.expr] = {}
    for order in orders:
        again = copy.deepcopy(node)
        assert isinstance(again, ast.Subscript)
        again.slice = copy.deepcopy(ast.Tuple(order, ast.Load()) if len(order) > 1 else order[0])
        results.setdefault(ast.unparse(again), again)
    results.pop(ast.unparse(node), None)
    return list(results.values())


# ── calls ───────────────────────────────────────────────────────────────────────────────


def reshaping(node: ast.expr) -> list[ast.expr]:
    """`view` as `reshape`."""
    return [_renamed(node, "reshape")] if _function(node) == "view" else []


def stacking(node: ast.expr) -> list[ast.expr]:
    """Concatenate for stack and the other way round."""
    other = {
        "concatenate": "stack",
        "stack": "concatenate",
        "cat": "stack",
        "hstack": "vstack",
        "vstack": "hstack",
    }
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="torch"), attr="stack")):
            return [_renamed(node, "cat")]
        case ast.Call(func=ast.Attribute(attr=name)) if name in other:
            return [_renamed(node, other[name])]
    return []


def unsqueezing(node: ast.expr) -> list[ast.expr]:
    """An argument with an axis more."""
    results: list[ast.expr] = []
    for place, argument in enumerate(node.args if isinstance(node, ast.Call) else ()):
        if isinstance(argument, ast.Name | ast.Call | ast.Attribute):
            again = copy.deepcopy(node)
            assert isinstance(again, ast.Call)
            again.args[place] = _indexed(argument, "[..., None]")
            results.append(again)
    return results
