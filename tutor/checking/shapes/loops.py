"""Loops: short ones are unrolled, the others are followed by their first and last turns.

A loop over a symbolic range is run for its turns 0, 1 and 2. Where every turn changes the
sizes of what the loop works on by the same amount (by nothing, mostly, or one more item in
a list), the state before the last turn follows, and the last turn is run on it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tutor.checking.shapes.branches import Stopped, copied, is_true
from tutor.checking.shapes.context import range_length
from tutor.checking.shapes.errors import OutOfSteps, Unsupported
from tutor.checking.shapes.items import iterate
from tutor.checking.shapes.operations.indexing import index
from tutor.checking.shapes.scope import Scope
from tutor.checking.shapes.sizes import Dim, Size
from tutor.checking.shapes.targets import assigned_names, bind
from tutor.checking.shapes.values import Many, Range, Ratio, Scalar, Tensor, Unknown, Value, is_size

if TYPE_CHECKING:
    from tutor.checking.shapes.statements import Interpreter


UNROLLED = 12


LONGEST_UNROLLED = 64


MOST_TURNS = 2_000


@dataclass(frozen=True)
class Items:
    """What a loop goes over when it is not a short list: how many, and the item at a place."""

    count: Dim
    at: Callable[[Dim], Value]


def items_of(run: Interpreter, value: Value) -> list[Value] | Items:
    """The items of an iterable: a list where it is short, else by place."""
    count: Dim
    ctx = run.ctx
    if isinstance(value, Items):
        count, at = value.count, value.at
    elif isinstance(value, Range):
        count = range_length(ctx.world, value)
        at = _range_item(value)
    elif isinstance(value, Many):
        count = value.count
        at = _many_item(value)
    elif isinstance(value, Tensor) and value.shape:
        count = value.shape[0]
        at = _tensor_item(run, value)
    else:
        return iterate(run.ctx, value)
    number = _number(run, count)
    if number is not None and number <= UNROLLED:
        return [at(place) for place in range(number)]
    return Items(count if number is None else number, at)


def _range_item(value: Range) -> Callable[[Dim], Value]:
    return lambda place: value.start + place * value.step


def _many_item(value: Many) -> Callable[[Dim], Value]:
    def at(place: Dim) -> Value:
        if value.varies:
            raise Unsupported("a list whose items differ in shape")
        return value.item

    return at


def _tensor_item(run: Interpreter, value: Tensor) -> Callable[[Dim], Value]:
    return lambda place: index(run.ctx, value, place)


def _number(run: Interpreter, count: Dim) -> int | None:
    """The count where it is the same number at every draw."""
    if isinstance(count, int):
        return count
    if count.data_names():
        return None
    numbers = {count.values[draw] for draw in run.ctx.world.live}
    return numbers.pop() if len(numbers) == 1 else None


def run_for(run: Interpreter, node: ast.For, scope: Scope) -> None:
    """Run a for loop, and its else where it did not stop early."""
    items = items_of(run, run.evaluate(node.iter, scope))
    if isinstance(items, list):
        stopped = _unrolled(run, node, items, scope)
    else:
        stopped = _followed_or_unrolled(run, node, items, scope)
    if not stopped:
        for statement in node.orelse:
            run.execute(statement, scope)


def _followed_or_unrolled(run: Interpreter, node: ast.For, items: Items, scope: Scope) -> bool:
    """Follow the loop; where that leaves something open and it is not long, unroll it after all."""
    if not isinstance(items.count, int) or items.count > LONGEST_UNROLLED:
        _followed(run, node, items, scope)
        return False
    before, seen = {name: copied(value) for name, value in scope.names.items()}, len(run.lines)
    try:
        _followed(run, node, items, scope)
        if not any(isinstance(value, Unknown) for value in scope.names.values()):
            return False
    except OutOfSteps:
        raise
    except Unsupported:
        pass
    scope.names = before
    del run.lines[seen:]
    return _unrolled(run, node, [items.at(place) for place in range(items.count)], scope)


def _turn(run: Interpreter, node: ast.For | ast.While, scope: Scope) -> bool:
    """One turn of the body; True after a `break`."""
    try:
        for statement in node.body:
            run.execute(statement, scope)
    except Stopped as stop:
        return stop.word == "break"
    return False


def _unrolled(run: Interpreter, node: ast.For, items: list[Value], scope: Scope) -> bool:
    outer, run.may_stop = run.may_stop, False
    states = []
    for item in items:
        bind(run, node.target, item, scope, node.lineno)
        if _turn(run, node, scope):
            return True
        if run.may_stop:
            states.append(_state(run, node, scope))
    if run.may_stop:
        _require_stable(run, node, states, scope)
    run.may_stop = outer
    return False


def _require_stable(
    run: Interpreter, node: ast.AST, states: list[dict[str, Value]], scope: Scope
) -> None:
    """A break that may come at any turn leaves what every turn leaves alike."""
    for name in states[0]:
        values = [state.get(name) for state in states]
        if not all(alike(run, values[0], value) for value in values):
            scope.set(name, Unknown("a loop that may stop early", run.ctx.line))


def _state(run: Interpreter, node: ast.AST, scope: Scope) -> dict[str, Value]:
    """The names that the loop sets or changes, with lists as they are now."""
    if id(node) not in run.names_set:
        run.names_set[id(node)] = list(dict.fromkeys(assigned_names(node)))
    state = {}
    for name in run.names_set[id(node)]:
        value = scope.find(name)
        state[name] = (
            list(value)
            if isinstance(value, list)
            else (replace(value) if isinstance(value, Many) else value)
        )
    return state


def _followed(run: Interpreter, node: ast.For, items: Items, scope: Scope) -> None:
    outer, run.may_stop = run.may_stop, False
    states = []
    for place in range(3):
        bind(run, node.target, items.at(place), scope, node.lineno)
        if _turn(run, node, scope):
            raise Unsupported("a loop that stops early")
        states.append(_state(run, node, scope))
    targets = {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}
    for name in states[0]:
        if name not in targets:
            values = [state.get(name) for state in states]
            scope.set(name, _before_last(run, values, items.count))
    bind(run, node.target, items.at(items.count - 1), scope, node.lineno)
    _turn(run, node, scope)
    if run.may_stop:
        _require_stable(run, node, states, scope)
    run.may_stop = outer


def _before_last(run: Interpreter, values: list[Value], count: Dim) -> Value:
    """What a name holds before the last turn, from what it held after turns 0, 1 and 2."""
    first, second, third = values
    turns = count - 4
    if isinstance(third, list) and isinstance(second, list) and isinstance(first, list):
        return _grown_list(run, first, second, third, turns)
    if isinstance(third, Many) and isinstance(second, Many) and isinstance(first, Many):
        step = third.count - second.count
        if run.ctx.same(step, second.count - first.count):
            return Many(third.item, third.count + step * turns, third.varies)
    if alike(run, second, third) and alike(run, first, second):
        return third
    if isinstance(third, Tensor) and isinstance(second, Tensor) and isinstance(first, Tensor):
        grown = _grown_tensor(run, first, second, third, turns)
        if grown is not None:
            return grown
    if is_size(first) and is_size(second) and is_size(third):
        size = _extended(run, (first, second, third), turns)
        if size is not None:
            return size
    if first is None or alike(run, second, third):
        return third
    return Unknown("a value that changes in the loop", run.ctx.line)


def _grown_tensor(
    run: Interpreter, first: Tensor, second: Tensor, third: Tensor, turns: Dim
) -> Tensor | None:
    if not first.ndim == second.ndim == third.ndim:
        return None
    shape = [
        _extended(run, sizes, turns)
        for sizes in zip(first.shape, second.shape, third.shape, strict=True)
    ]
    known = [size for size in shape if size is not None]
    return third.like(known) if len(known) == len(shape) else None


def _extended(run: Interpreter, sizes: tuple[Dim, ...], turns: Dim) -> Dim | None:
    first, second, third = sizes
    step = third - second
    return third + step * turns if run.ctx.same(step, second - first) else None


def _grown_list(
    run: Interpreter, first: list[Value], second: list[Value], third: list[Value], turns: Dim
) -> Value:
    step = len(third) - len(second)
    if step == 0:
        return list(third)
    if step < 0 or len(second) - len(first) != step:
        return Unknown("a list that changes in the loop", run.ctx.line)
    varies = not all(alike(run, third[0], item) for item in third)
    return Many(third[-1], len(third) + step * turns, varies)


def alike(run: Interpreter, left: Value, right: Value) -> bool:
    """Whether both stand for the same shape or kind."""
    if left is right:
        return True
    if isinstance(left, Tensor) and isinstance(right, Tensor):
        return left.dtype == right.dtype and run.ctx.same_shape(left.shape, right.shape)
    if is_size(left) and is_size(right):
        return run.ctx.same(left, right)
    numbers = (float, Scalar, Ratio)
    if isinstance(left, numbers) and isinstance(right, numbers):
        return True
    if isinstance(left, tuple | list) and type(left) is type(right) and len(left) == len(right):
        return all(alike(run, a, b) for a, b in zip(left, right, strict=True))
    if isinstance(left, Many) and isinstance(right, Many):
        numbers_both = is_size(left.item) and is_size(right.item)
        return run.ctx.same(left.count, right.count) and (
            numbers_both or alike(run, left.item, right.item)
        )
    return type(left) is type(right) and not isinstance(
        left, Tensor | Size | list | dict | tuple | Many
    )


def run_while(run: Interpreter, node: ast.While, scope: Scope) -> None:
    """Run a while loop whose end is known, or whose turns change nothing."""
    for _ in range(MOST_TURNS):
        truth = is_true(run.ctx, run.evaluate(node.test, scope))
        if truth is None:
            _while_undecided(run, node, scope)
            return
        if not truth:
            for statement in node.orelse:
                run.execute(statement, scope)
            return
        if _turn(run, node, scope):
            return
    raise Unsupported("a loop this long")


def _while_undecided(run: Interpreter, node: ast.While, scope: Scope) -> None:
    """A loop that a run would end: it must leave what it found."""
    before = _state(run, node, scope)
    _turn(run, node, scope)
    after = _state(run, node, scope)
    for name, value in after.items():
        if not alike(run, before.get(name), value):
            scope.set(name, Unknown("a loop whose end depends on the data", node.lineno))


def enumerated(run: Interpreter, value: Value, start: Dim) -> Value:
    """What enumerate gives: enumerate(value, start)."""
    items = items_of(run, value)
    if isinstance(items, Items):
        return Items(items.count, lambda place: (place + start, items.at(place)))
    return [(place + start, item) for place, item in enumerate(items)]


def zipped(run: Interpreter, values: list[Value]) -> Value:
    """What zip gives: as many as the shortest has."""
    parts = [items_of(run, value) for value in values]
    if all(isinstance(part, list) for part in parts):
        lists = [part for part in parts if isinstance(part, list)]
        return list(zip(*lists, strict=False))
    count: Dim | None = None
    for part in parts:
        size: Dim = len(part) if isinstance(part, list) else part.count
        count = size if count is None else run.ctx.world.minimum(count, size)
    if count is None or any(isinstance(part, list) for part in parts):
        raise Unsupported("`zip` of a list and a symbolic range")
    symbolic = [part for part in parts if isinstance(part, Items)]
    return Items(count, lambda place: tuple(part.at(place) for part in symbolic))


def reversed_items(run: Interpreter, value: Value) -> Value:
    """The items from the last to the first."""
    items = items_of(run, value)
    if isinstance(items, Items):
        last = items.count - 1
        return Items(items.count, lambda place: items.at(last - place))
    return items[::-1]
