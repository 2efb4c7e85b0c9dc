"""Why code fails: what a reduction dropped, and a small change of the line that would run."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tutor.bilingual import Strings, Text
from tutor.checking.shapes.errors import Broken, DataDependent, TooLarge, Unsupported
from tutor.checking.shapes.inference import Inference, Problem
from tutor.checking.shapes.scope import Scope

strings = Strings(__file__)

MOST_TRIES = 40
REDUCTIONS = frozenset(
    [
        "sum",
        "mean",
        "max",
        "min",
        "std",
        "var",
        "amax",
        "amin",
        "norm",
        "median",
        "prod",
        "argmax",
        "argmin",
        "logsumexp",
        "any",
        "all",
    ]
)


@dataclass(frozen=True)
class Cause:
    """text: the likely cause. question: one question. mend: a line that runs, or empty."""

    text: Text = ""
    question: Text = ""
    mend: str = ""


def find_cause(inference: Inference, problem: Problem) -> Cause:
    """The likely cause of an error, by looking for the smallest change that runs."""
    statement = _statement(inference, problem.line)
    if statement is None:
        return Cause()
    for name, changed in islice(_changes(inference, statement, problem), MOST_TRIES):
        if _runs(inference, changed):
            mend = ast.unparse(changed[-1])
            key = "cause_" + name
            return Cause(strings(key), strings(key + "_question"), mend)
    key = "cause_of_" + problem.rule
    if key in strings:
        return Cause(
            strings(key), strings(key + "_question") if key + "_question" in strings else ""
        )
    return Cause()


def _statement(inference: Inference, line: int) -> ast.stmt | None:
    """The top-level statement that failed."""
    assert inference.tree is not None
    for statement in inference.tree.body:
        if statement.lineno <= line <= (statement.end_lineno or statement.lineno):
            return (
                statement
                if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr | ast.AnnAssign)
                else None
            )
    return None


def _runs(inference: Inference, statements: list[ast.stmt]) -> bool:
    """Whether these statements run on what the snippet had made before it failed."""
    world, notes = inference.context.world, list(inference.context.notes)
    live = list(world.live)
    lines = len(inference.interpreter.lines)
    try:
        for statement in statements:
            inference.interpreter.execute(statement, Scope(inference.scope))
    except (Broken, Unsupported, DataDependent, TooLarge):
        return False
    except Exception:  # noqa: BLE001 - a change that cannot be followed is no mend
        return False
    finally:
        world.live = live
        inference.context.notes[:] = notes
        del inference.interpreter.lines[lines:]
    return True


def _changes(
    inference: Inference, statement: ast.stmt, problem: Problem
) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Small changes, likeliest first: (the cause's name, the statements to run)."""
    keep = "keepdim" if inference.context.flavour == "torch" else "keepdims"
    for changed in _each(statement, lambda node: _keeping(node, keep)):
        yield "keepdims", [changed]
    for name, definition in _definitions(inference, statement):
        for changed in _each(definition, lambda node: _keeping(node, keep)):
            inlined = _with_name(statement, name, changed)
            if inlined is not None:
                yield "keepdims_earlier", [inlined]
    if problem.rule.startswith(("matmul", "bmm", "broadcast", "solve")):
        for changed in _each(statement, _transposing):
            yield "transpose", [changed]
        for changed in _each(statement, _swapping):
            yield "order", [changed]
    if problem.rule == "broadcast":
        for changed in _each(statement, _new_axis):
            yield "new_axis", [changed]
    if problem.rule == "view_not_contiguous":
        for changed in _each(statement, _reshaping):
            yield "view", [changed]
    for changed in _each(statement, _other_axis):
        yield "axis", [changed]
    for changed in _each(statement, _stacking):
        yield "stacking", [changed]
    if problem.rule in ("gather_rank", "join_rank"):
        for changed in _each(statement, _unsqueezing):
            yield "unsqueeze", [changed]


def _each(statement: ast.stmt, change: object) -> Iterator[ast.stmt]:
    """The statement with one node changed, for every node and every change of it."""
    assert callable(change)
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


def _keeping(node: ast.expr, keyword: str) -> list[ast.expr]:
    """`x.max(axis=1)` with `keepdims=True`."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name), keywords=keywords) if name in REDUCTIONS:
            if any(given.arg in ("keepdims", "keepdim") for given in keywords):
                return []
            again = copy.deepcopy(node)
            again.keywords.append(ast.keyword(keyword, ast.Constant(True)))
            return [again]
    return []


def _transposing(node: ast.expr) -> list[ast.expr]:
    """One side of `@` transposed."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        pairs = [(node.left, _last_two(node.right)), (_last_two(node.left), node.right)]
        return [ast.BinOp(copy.deepcopy(a), ast.MatMult(), copy.deepcopy(b)) for a, b in pairs]
    return []


def _last_two(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        return node.value
    return ast.Attribute(node, "mT", ast.Load())


def _swapping(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return [ast.BinOp(copy.deepcopy(node.right), ast.MatMult(), copy.deepcopy(node.left))]
    return []


def _new_axis(node: ast.expr) -> list[ast.expr]:
    """`a - b` as `a - b[:, None]`, and the like."""
    if not isinstance(node, ast.BinOp) or isinstance(node.op, ast.MatMult):
        return []
    results: list[ast.expr] = []
    for side in ("right", "left"):
        for index in ("[:, None]", "[..., None]", "[:, None, :]", "[:, None, None]"):
            again = copy.deepcopy(node)
            inner = getattr(again, side)
            piece = ast.parse(f"q{index}", mode="eval").body
            assert isinstance(piece, ast.Subscript)
            piece.value = inner
            setattr(again, side, piece)
            results.append(again)
    return results


def _reshaping(node: ast.expr) -> list[ast.expr]:
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "view"
    ):
        again = copy.deepcopy(node)
        assert isinstance(again.func, ast.Attribute)
        again.func.attr = "reshape"
        return [again]
    return []


def _other_axis(node: ast.expr) -> list[ast.expr]:
    """Another axis or dim in a call."""
    if not isinstance(node, ast.Call):
        return []
    results: list[ast.expr] = []
    for place, given in enumerate(node.keywords):
        if given.arg in ("axis", "dim") and isinstance(given.value, ast.Constant | ast.UnaryOp):
            for axis in (0, 1, -1):
                if ast.unparse(given.value) != str(axis):
                    again = copy.deepcopy(node)
                    again.keywords[place].value = ast.Constant(axis)
                    results.append(again)
    return results


def _stacking(node: ast.expr) -> list[ast.expr]:
    """Concatenate for stack and the other way round."""
    other = {
        "concatenate": "stack",
        "stack": "concatenate",
        "cat": "stack",
        "hstack": "vstack",
        "vstack": "hstack",
    }
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in other
    ):
        again = copy.deepcopy(node)
        assert isinstance(again.func, ast.Attribute)
        again.func.attr = other[node.func.attr]
        if (
            isinstance(node.func.value, ast.Name)
            and node.func.value.id == "torch"
            and node.func.attr == "stack"
        ):
            again.func.attr = "cat"
        return [again]
    return []


def _unsqueezing(node: ast.expr) -> list[ast.expr]:
    """An index with an axis more."""
    if isinstance(node, ast.Call) and node.args:
        results: list[ast.expr] = []
        for place, argument in enumerate(node.args):
            if isinstance(argument, ast.Name | ast.Call | ast.Attribute):
                again = copy.deepcopy(node)
                piece = ast.parse("q[..., None]", mode="eval").body
                assert isinstance(piece, ast.Subscript)
                piece.value = copy.deepcopy(argument)
                again.args[place] = piece
                results.append(again)
        return results
    return []


def _definitions(inference: Inference, statement: ast.stmt) -> Iterator[tuple[str, ast.Assign]]:
    """The earlier assignments of the names that the statement uses."""
    assert inference.tree is not None
    used = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    for earlier in reversed(inference.tree.body):
        if earlier.lineno < statement.lineno and isinstance(earlier, ast.Assign):
            match earlier.targets:
                case [ast.Name(id=name)] if name in used:
                    yield name, earlier


def _with_name(statement: ast.stmt, name: str, definition: ast.stmt) -> ast.stmt | None:
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
