"""Comprehensions: over few items as Python would, over a symbolic range by one item."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tutor.checking.shapes.branches import is_true
from tutor.checking.shapes.errors import Unsupported
from tutor.checking.shapes.items import hashable
from tutor.checking.shapes.scope import Scope
from tutor.checking.shapes.targets import bind
from tutor.checking.shapes.values import Many, Value

if TYPE_CHECKING:
    from tutor.checking.shapes.statements import Interpreter
from tutor.checking.shapes.loops import LONGEST_UNROLLED, Items, alike, items_of


def comprehension(
    run: Interpreter, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope
) -> Value:
    """A list, or what a generator gives; of symbolic length where the range is."""
    inside = Scope(scope)
    first = node.generators[0]
    items = items_of(run, run.evaluate(first.iter, scope))
    if isinstance(items, Items) and not _is_short(items):
        if len(node.generators) > 1 or first.ifs:
            raise Unsupported("a nested or filtered comprehension over a symbolic range")
        return _many(run, node, first, items, inside)
    return [run.evaluate(node.elt, inside) for _ in _walk(run, node.generators, inside, scope)]


def _is_short(items: Items) -> bool:
    return isinstance(items.count, int) and items.count <= LONGEST_UNROLLED


def _many(
    run: Interpreter,
    node: ast.ListComp | ast.GeneratorExp | ast.SetComp,
    first: ast.comprehension,
    items: Items,
    inside: Scope,
) -> Many:
    results = []
    for place in (0, 1, items.count - 1):
        _bind_quietly(run, first.target, items.at(place), inside)
        results.append(run.evaluate(node.elt, inside))
    return Many(
        results[0], items.count, not all(alike(run, results[0], other) for other in results)
    )


def _walk(
    run: Interpreter, generators: list[ast.comprehension], inside: Scope, outer: Scope
) -> Iterator[None]:
    generator, rest = generators[0], generators[1:]
    items = items_of(run, run.evaluate(generator.iter, inside))
    if isinstance(items, Items) and _is_short(items):
        items = [items.at(place) for place in range(int(str(items.count)))]
    if isinstance(items, Items):
        raise Unsupported("a nested comprehension over a symbolic range")
    for item in items:
        _bind_quietly(run, generator.target, item, inside)
        truths = [is_true(run.ctx, run.evaluate(test, inside)) for test in generator.ifs]
        if None in truths:
            raise Unsupported("a filter that depends on the data")
        if not all(truths):
            continue
        if rest:
            yield from _walk(run, rest, inside, outer)
        else:
            yield


def _bind_quietly(run: Interpreter, target: ast.expr, item: Value, scope: Scope) -> None:
    """Bind a comprehension's variable, which is no line of the snippet."""
    kept = len(run.lines)
    bind(run, target, item, scope, run.ctx.line)
    del run.lines[kept:]


def dict_comprehension(run: Interpreter, node: ast.DictComp, scope: Scope) -> Value:
    """A dict over known items."""
    inside = Scope(scope)
    result: dict[Value, Value] = {}
    for _ in _walk(run, node.generators, inside, scope):
        result[hashable(run.evaluate(node.key, inside))] = run.evaluate(node.value, inside)
    return result
