"""Why code fails: what a reduction dropped, and a small change of the line that would run.

Of changes that run, the likelier come first. For shapes that do not line up, a change is
believed at once where the result has no more axes than what met; one that makes pairs of
everything (`a - b[:, None]`) only where nothing else mends the line.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from tutor.bilingual import Strings, Text
from tutor.checking.shapes import mends
from tutor.checking.shapes.errors import Broken, DataDependent, TooLarge, Unsupported
from tutor.checking.shapes.inference import Inference, Problem
from tutor.checking.shapes.mends import each
from tutor.checking.shapes.scope import Scope
from tutor.checking.shapes.sizes import Size
from tutor.checking.shapes.values import Tensor

strings = Strings(__file__)

MOST_TRIES = 80
OTHER_AXIS = mends.along("0", "1", "-1")


@dataclass(frozen=True)
class Cause:
    """text: the likely cause. question: one question. mend: a line that runs, or empty."""

    text: Text = ""
    question: Text = ""
    mend: str = ""


@dataclass(frozen=True)
class Mend:
    """A changed statement. cause: what the change says was wrong. grows: it may add axes."""

    cause: str
    statement: ast.stmt
    grows: bool = False


def find_cause(inference: Inference, problem: Problem) -> Cause:
    """The likely cause of an error, by looking for the smallest change that runs."""
    statement = _statement(inference, problem.line)
    if statement is None:
        return Cause()
    for mend in islice(_mends(inference, statement, problem), MOST_TRIES):
        if _runs(inference, mend, problem):
            return _cause(mend.cause, ast.unparse(mend.statement))
    return _cause("lengths" if _was_cut(problem) else "of_" + problem.rule)


def _cause(name: str, mend: str = "") -> Cause:
    key, question = f"cause_{name}", f"cause_{name}_question"
    if key not in strings:
        return Cause()
    return Cause(strings(key), strings(question) if question in strings else "", mend)


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


def _sizes_met(problem: Problem) -> tuple[Size, Size] | None:
    """The two symbolic sizes that do not line up."""
    left, right = problem.details.get("left"), problem.details.get("right")
    if problem.rule == "broadcast" and isinstance(left, Size) and isinstance(right, Size):
        return left, right
    return None


def _was_cut(problem: Problem) -> bool:
    """Whether sizes meet such as T and T - 1, or N and N/2: both grow with the same term."""
    met = _sizes_met(problem)
    return met is not None and any(
        term and coefficient * met[1].poly.get(term, 0) > 0
        for term, coefficient in met[0].poly.items()
    )


def _of_one_size(problem: Problem) -> bool:
    """Whether some name is in both sizes, and they grow with it, also inside a floor."""
    met = _sizes_met(problem)
    return met is not None and bool(_grows_with(met[0]) & _grows_with(met[1]))


def _grows_with(size: Size) -> set[tuple[str, bool]]:
    """The names in a size's terms; False with those of a term that is taken away."""
    return {
        (name, coefficient > 0)
        for term, coefficient in size.poly.items()
        for atom, power in term
        if power > 0
        for name in re.findall(r"[A-Za-z_]\w*", atom.partition("//")[0])
        if name not in ("min", "max")
    }


# ── does it run? ────────────────────────────────────────────────────────────────────────


def _runs(inference: Inference, mend: Mend, problem: Problem) -> bool:
    """Whether the statement runs on what the snippet had made before it failed."""
    world, notes = inference.context.world, list(inference.context.notes)
    live = list(world.live)
    lines = len(inference.interpreter.lines)
    try:
        if not mend.grows and _has_grown(inference, mend.statement, problem):
            return False
        inference.interpreter.execute(mend.statement, Scope(inference.scope))
    except (Broken, Unsupported, DataDependent, TooLarge):
        return False
    except Exception:  # noqa: BLE001 - a change that cannot be followed is no mend
        return False
    finally:
        world.live = live
        inference.context.notes[:] = notes
        del inference.interpreter.lines[lines:]
    return True


def _has_grown(inference: Inference, statement: ast.stmt, problem: Problem) -> bool:
    """Whether what failed now has more axes than either of the arrays that met."""
    if problem.rule != "broadcast":
        return False
    for node in ast.walk(statement):
        if isinstance(node, ast.BinOp | ast.Compare) and _place(node) == _place(problem.node):
            value = inference.interpreter.evaluate(node, Scope(inference.scope))
            return isinstance(value, Tensor) and value.ndim > max(map(len, problem.shapes))
    return False


def _place(node: ast.AST | None) -> tuple[int | None, ...]:
    names = ("lineno", "col_offset", "end_lineno", "end_col_offset")
    return tuple(getattr(node, name, None) for name in names)


# ── what is tried ───────────────────────────────────────────────────────────────────────


def _mends(inference: Inference, statement: ast.stmt, problem: Problem) -> Iterator[Mend]:
    """Small changes, likeliest first."""
    tries = Tries(statement, list(_definitions(inference, statement)))
    if problem.rule == "axis":
        yield from tries.here("axis", OTHER_AXIS)
    if problem.rule == "broadcast":
        yield from _different_axes(tries)
    keep = mends.keeping("keepdim" if inference.context.flavour == "torch" else "keepdims")
    yield from tries.here("keepdims", keep, grows=True)
    if problem.rule == "broadcast":
        if _pairs(problem.node):
            yield from tries.here("axis", mends.moving_new_axis)
        yield from tries.here("extra_axis", mends.without_new_axis)
    yield from tries.before("keepdims_earlier", keep, grows=True)
    if problem.rule.startswith(("matmul", "bmm", "solve")):
        yield from tries.here("axis", mends.moving_new_axis)
    if problem.rule.startswith(("matmul", "bmm", "solve", "broadcast")):
        yield from tries.here("transpose", mends.transposing)
        yield from tries.here("order", mends.swapping)
    if problem.rule == "broadcast":
        yield from _lined_up(tries, problem)
    if problem.rule == "view_not_contiguous":
        yield from tries.here("view", mends.reshaping)
    yield from tries.here("axis", OTHER_AXIS)
    if problem.rule == "broadcast":
        yield from tries.before("axis", OTHER_AXIS)
        yield from tries.before("transpose", mends.transposing_array)
        if _same_rank(problem) and not _of_one_size(problem) and not _updates(statement):
            yield from tries.here("new_axis", mends.new_axis("[:, None]"), grows=True)
    yield from tries.here("stacking", mends.stacking)
    if problem.rule in ("gather_rank", "join_rank"):
        yield from tries.here("unsqueeze", mends.unsqueezing)


def _different_axes(tries: Tries) -> Iterator[Mend]:
    """Where reductions over different axes meet, one of them is along the wrong one."""
    axes = set(mends.dropped_axes(tries.statement))
    for _, definition in tries.definitions:
        axes.update(mends.dropped_axes(definition))
    if len(axes) > 1:
        along = mends.along(*sorted(axes))
        yield from tries.here("axis", along)
        yield from tries.before("axis", along)


def _lined_up(tries: Tries, problem: Problem) -> Iterator[Mend]:
    """Changes that line the axes of two arrays up."""
    indices = "[:, None]", "[..., None]", "[:, None, :]", "[:, None, None]"
    yield from tries.here("new_axis", mends.new_axis(*indices))
    yield from tries.here("axis", mends.moving_new_axis)
    yield from tries.here("transpose", mends.untransposing)
    if _same_rank(problem):
        yield from tries.here("transpose", mends.transposing_operand)
    yield from tries.here("axis", mends.moving_index)


@dataclass(frozen=True)
class Tries:
    """Changes of the statement that failed, or of the definitions of what it names."""

    statement: ast.stmt
    definitions: list[tuple[str, ast.Assign]]

    def here(self, cause: str, change: mends.Change, grows: bool = False) -> Iterator[Mend]:
        """The statement changed."""
        return (Mend(cause, changed, grows) for changed in each(self.statement, change))

    def before(self, cause: str, change: mends.Change, grows: bool = False) -> Iterator[Mend]:
        """The statement with a changed definition in a name's place."""
        for name, definition in self.definitions:
            for changed in each(definition, change):
                inlined = mends.with_name(self.statement, name, changed)
                if inlined is not None:
                    yield Mend(cause, inlined, grows)


def _same_rank(problem: Problem) -> bool:
    return len(set(map(len, problem.shapes))) == 1


def _pairs(node: ast.AST | None) -> bool:
    """Whether `None` stands on both sides of what failed."""
    both = mends.sides(node)
    return both is not None and all(map(mends.has_new_axis, both))


def _updates(statement: ast.stmt) -> bool:
    """Whether it makes a value anew from the old one, such as `m = 0.9 * m + g`."""
    if not isinstance(statement, ast.Assign):
        return isinstance(statement, ast.AugAssign)
    targets = {name for target in statement.targets for name in _names(target)}
    return bool(targets & _names(statement.value))


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _definitions(inference: Inference, statement: ast.stmt) -> Iterator[tuple[str, ast.Assign]]:
    """The earlier assignments of the names that the statement uses, one name each."""
    assert inference.tree is not None
    used = _names(statement)
    for earlier in reversed(inference.tree.body):
        if earlier.lineno < statement.lineno and isinstance(earlier, ast.Assign):
            for target, value in _pairs_assigned(earlier):
                if isinstance(target, ast.Name) and target.id in used:
                    yield target.id, ast.copy_location(ast.Assign([target], value), earlier)


def _pairs_assigned(statement: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
    """`mean, var = x.mean(), x.var()` as two assignments."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            return list(zip(targets, values, strict=False))
        case ast.Assign(targets=[target], value=value):
            return [(target, value)]
    return []
