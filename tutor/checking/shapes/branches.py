"""Conditions: whether a value is true, and what holds after branches of which either may run."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.scope import Scope
from tutor.checking.shapes.sizes import Size
from tutor.checking.shapes.values import Many, Ratio, Scalar, Tensor, Unknown, Value, is_size

if TYPE_CHECKING:
    from tutor.checking.shapes.statements import Interpreter


class Returned(Exception):  # noqa: N818 (an outcome, not a fault)
    """A `return` on its way out of a function."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class Stopped(Exception):  # noqa: N818 (an outcome, not a fault)
    """`break` or `continue`."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def is_true(ctx: Context, value: Value) -> bool | None:
    """bool(value); None where it depends on sizes or data."""
    if isinstance(value, Tensor):
        if not ctx.is_one(ctx.total(value.shape)):
            raise Broken("ambiguous_truth", value.shape)
        return bool(value.values[0]) if value.values else None
    if isinstance(value, Scalar | Ratio):
        return None
    if isinstance(value, Size):
        zero = ctx.world.decide("==", value, 0)
        return None if zero is None else not zero
    if isinstance(value, Many):
        return True
    if isinstance(value, int | float | complex | str | tuple | list | dict) or value is None:
        return bool(value)
    return True


def joined(ctx: Context, left: Value, right: Value) -> Value:
    """The value after two branches of which either may have run."""
    if left is right:
        return left
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        if left.library == right.library and ctx.same_shape(left.shape, right.shape):
            if left.dtype == right.dtype:
                return left if left.values == right.values else left.like()
            return Tensor(left.shape, max(left.dtype, right.dtype), left.library)
    elif is_size(left) and is_size(right) and ctx.same(left, right):
        return left
    elif isinstance(left, float | Scalar | Ratio) and isinstance(right, float | Scalar | Ratio):
        return Scalar("float")
    elif isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
        return tuple(joined(ctx, a, b) for a, b in zip(left, right, strict=True))
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return [joined(ctx, a, b) for a, b in zip(left, right, strict=True)]
    elif type(left) is type(right) and not isinstance(left, Tensor):
        try:
            if left == right:
                return left
        except (TypeError, ValueError):
            pass
    return Unknown("a value that depends on which branch ran", ctx.line)


def run_both(run: Interpreter, node: ast.If, scope: Scope) -> None:
    """A branch that only a run decides: take both, and keep what they agree on."""
    before = dict(scope.names)
    outcomes: list[tuple[dict[str, Value], Returned | None] | None] = []
    for body in (node.body, node.orelse):
        scope.names = {name: copied(value) for name, value in before.items()}
        returned: Returned | None = None
        try:
            for statement in body:
                run.execute(statement, scope)
        except Returned as result:
            returned = result
        except Stopped:
            # The loop may end here or go on: `may_stop` makes it check that this is alike.
            run.may_stop = True
            outcomes.append(None)
            continue
        except Broken as problem:
            if problem.rule != "raised":
                raise Unsupported("a branch that may or may not raise") from None
            outcomes.append(None)
            continue
        outcomes.append((scope.names, returned))
    kept = [outcome for outcome in outcomes if outcome is not None]
    if len(kept) == 1:
        scope.names = kept[0][0]
        if kept[0][1] is not None:
            raise kept[0][1]
        return
    if not kept:
        raise Broken("raised")
    (left, first), (right, second) = kept
    if first is not None and second is not None:
        raise Returned(joined(run.ctx, first.value, second.value))
    if first is not None or second is not None:
        raise Unsupported("a return that depends on the data")
    names = [*left, *(name for name in right if name not in left)]
    missing = Unknown("a name that one branch does not set", node.lineno)
    scope.names = {
        name: joined(run.ctx, left.get(name, missing), right.get(name, missing)) for name in names
    }


def copied(value: Value) -> Value:
    """A value that one branch may change without the other seeing it."""
    if isinstance(value, list):
        return [copied(item) for item in value]
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, Many):
        return Many(value.item, value.count, value.varies)
    return value
