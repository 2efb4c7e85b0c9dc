"""What assignment does: to names, parts, attributes, several targets at once; and `+=`."""

from __future__ import annotations

import ast
import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.checking.shapes.attributes import attribute, check_cast
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.expressions import ARITHMETIC
from tutor.checking.shapes.items import hashable, iterate, subscript
from tutor.checking.shapes.operations.indexing import assign, index
from tutor.checking.shapes.operations.reshaping import reshaped
from tutor.checking.shapes.scope import Scope
from tutor.checking.shapes.sizes import Size
from tutor.checking.shapes.values import Instance, Many, Module, Tensor, Value

if TYPE_CHECKING:
    from tutor.checking.shapes.statements import Interpreter


def bind(run: Interpreter, target: ast.expr, value: Value, scope: Scope, line: int) -> None:
    """Give a target its value."""
    match target:
        case ast.Name(id=name):
            run.bind_name(name, value, scope, line)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            _unpack(run, target, targets, value, scope, line)
        case ast.Subscript(value=container, slice=at):
            _store(run, container, at, value, scope)
        case ast.Attribute(value=owner, attr=name):
            place = owner.id if isinstance(owner, ast.Name) else None
            _set_attribute(run, run.evaluate(owner, scope), name, value, scope, place)
        case ast.Starred(value=inner):
            bind(run, inner, value if isinstance(value, Many) else list(value), scope, line)
        case _:
            raise Unsupported("this target")


def _unpack(
    run: Interpreter, node: ast.expr, targets: list[ast.expr], value: Value, scope: Scope, line: int
) -> None:
    items = _unpacked(run, value, len(targets), any(isinstance(t, ast.Starred) for t in targets))
    star = next((i for i, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    if star is not None:
        tail = len(targets) - star - 1
        if len(items) < len(targets) - 1:
            raise Broken("unpack", given=len(items), wanted=len(targets) - 1)
        end = len(items) - tail
        rest = (
            items[star]
            if len(items) == len(targets) and isinstance(items[star], Many)
            else items[star:end]
        )
        items = [*items[:star], rest, *items[end:]]
    if len(items) != len(targets):
        raise Broken("unpack", given=len(items), wanted=len(targets))
    for target, item in zip(targets, items, strict=True):
        bind(run, target, item, scope, line)


def _unpacked(run: Interpreter, value: Value, wanted: int, starred: bool) -> list[Value]:
    """The items to unpack; a symbolic number of them never equals a fixed one."""
    if isinstance(value, Tensor) and value.shape and not starred:
        if not run.ctx.same(value.shape[0], wanted):
            raise Broken("unpack", value.shape, given=value.shape[0], wanted=wanted)
        return [index(run.ctx, value, i) for i in range(wanted)]
    if isinstance(value, Many) and starred and isinstance(value.count, Size):
        # `first, *rest = …`: the rest is what is left of a symbolic number.
        fixed = wanted - 1
        return [
            *(subscript(run.ctx, value, i) for i in range(fixed)),
            Many(value.item, value.count - fixed, value.varies),
        ]
    if isinstance(value, Many) and not starred:
        fits = run.ctx.same(value.count, wanted)
        if not fits and value.pick is not None:
            fits = run.ctx.world.possible("==", value.count, wanted)
        if not fits:
            raise Broken("unpack", given=value.count, wanted=wanted)
        return [subscript(run.ctx, value, i) for i in range(wanted)]
    return iterate(run.ctx, value)


def _store(run: Interpreter, container: ast.expr, at: ast.expr, value: Value, scope: Scope) -> None:
    owner = run.evaluate(container, scope)
    where = run.evaluate(at, scope)
    if isinstance(owner, Tensor):
        assign(run.ctx, owner, where, value)
        if isinstance(container, ast.Name):
            # What was known of the elements no longer holds.
            plain = replace(owner, values=None, bounds=None, nonzero=None)
            scope.set(container.id, plain)
    elif isinstance(owner, dict):
        owner[hashable(where)] = value
    elif isinstance(owner, list):
        place = run.ctx.integer(where, "index")
        if not isinstance(place, int):
            raise Unsupported("a symbolic index into a list")
        if not -len(owner) <= place < len(owner):
            raise Broken("list_index", index=place, length=len(owner))
        owner[place] = value
    elif isinstance(owner, tuple):
        raise Broken("tuple_assignment")
    else:
        raise Unsupported("storing here")


def _set_attribute(
    run: Interpreter, owner: Value, name: str, value: Value, scope: Scope, place: str | None
) -> None:
    if isinstance(owner, Instance | Module):
        owner.attributes[name] = value
    elif isinstance(owner, Tensor) and name == "shape" and place is not None:
        scope.set(place, reshaped(run.ctx, owner, run.ctx.shape(value)))
    elif isinstance(owner, Tensor) and name in ("requires_grad", "grad", "data"):
        pass
    else:
        raise Unsupported(f"setting `.{name}`")


def augment(run: Interpreter, node: ast.AugAssign, scope: Scope) -> None:
    """`target += value`, in place where the target is a list or an array."""
    place = ast.copy_location(_loaded(node.target), node.target)
    old = run.evaluate(place, scope)
    right = run.evaluate(node.value, scope)
    sign = ARITHMETIC[type(node.op)]
    if isinstance(old, list) and sign == "+":
        attribute(run.ctx, old, "extend")(iterate(run.ctx, right))
        return
    if isinstance(old, Tensor) and not (old.scalar and old.library == "numpy"):
        value: Value = _changed(run, old, sign, right)
    else:
        value = run.apply(sign, old, right)
    if isinstance(node.target, ast.Subscript):
        _store(run, node.target.value, node.target.slice, value, scope)
    else:
        bind(run, node.target, value, scope, node.lineno)


def _changed(run: Interpreter, old: Tensor, sign: str, right: Value) -> Tensor:
    """In place: the shape and the dtype stay."""
    result = run.apply(sign, old, right)
    if sign == "@" and old.library == "torch":
        return result  # type: ignore[no-any-return]
    if not run.ctx.same_shape(result.shape, old.shape):
        raise Broken("in_place", old.shape, result.shape)
    check_cast(old, result.dtype)
    return old.like()


def _loaded(target: ast.expr) -> ast.expr:
    """The target of `+=` as an expression to read."""
    again = copy.copy(target)
    if isinstance(again, ast.Name | ast.Attribute | ast.Subscript):
        again.ctx = ast.Load()
    return again


def assigned_names(statement: ast.AST) -> list[str]:
    """Every name that a statement, or one inside it, would set or change."""
    names: list[str] = []
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                names.append(name)
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                names.append(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.append(name)
            case ast.alias(name=name, asname=other):
                names.append(other or name.split(".")[0])
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr.endswith(
                "_"
            ) or attr in ("append", "extend", "insert", "pop", "sort", "resize"):
                names.append(name)
    return names
