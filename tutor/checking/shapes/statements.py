"""Statements: assignments, branches, definitions; what each line gives."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tutor.checking.shapes import builtins
from tutor.checking.shapes.attributes import (
    SPACES,
    attribute,
    check_cast,
    find_member,
    in_place_operation,
    space_attribute,
)
from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, OutOfSteps, Unsupported
from tutor.checking.shapes.expressions import ARITHMETIC, Evaluator, Returned, hashable
from tutor.checking.shapes.operations.indexing import assign, index
from tutor.checking.shapes.operations.rearranging import reshaped
from tutor.checking.shapes.scope import Scope
from tutor.checking.shapes.sizes import DataDependent, Size, TooLarge
from tutor.checking.shapes.values import (
    Builtin,
    Function,
    Instance,
    Many,
    Module,
    Space,
    Tensor,
    Unknown,
    UserClass,
    Value,
)


class Stopped(Exception):  # noqa: N818 (an outcome, not a fault)
    """`break` or `continue`."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class Assigned:
    """One assignment that was seen: where, to what name, and the value."""

    line: int
    name: str
    value: Value


class Interpreter(Evaluator):
    """Runs statements over shapes and records every assignment of the snippet."""

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.lines: list[Assigned] = []
        self.skipped: list[tuple[int, str]] = []
        self.may_stop = False
        self.names_set: dict[int, list[str]] = {}
        ctx.call_value = self.call

    # ── running ─────────────────────────────────────────────────────────────────────────

    def run(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        """Run statements. Raises Broken where the code would.

        What is not understood is noted, and the names it was to set become unknown.
        """
        for statement in body:
            try:
                self.execute(statement, scope)
            except Unsupported as problem:
                if problem.node is None:
                    problem.node = statement
                self._skip(statement, problem, scope)
                if isinstance(problem, OutOfSteps):
                    return

    def _skip(self, statement: ast.stmt, problem: Unsupported, scope: Scope) -> None:
        line = getattr(problem.node, "lineno", statement.lineno)
        self.skipped.append((line, problem.what))
        for name in assigned_names(statement):
            scope.set(name, Unknown(problem.what, line))

    def run_body(self, body: list[ast.stmt], scope: Scope) -> Value:
        """A function's body; its value is what it returns."""
        try:
            for statement in body:
                self.execute(statement, scope)
        except Returned as returned:
            return returned.value
        return None

    def execute(self, node: ast.stmt, scope: Scope) -> None:
        """Run one statement."""
        self.ctx.line = node.lineno
        method = getattr(self, f"_do_{type(node).__name__.lower()}")
        try:
            method(node, scope)
        except (Broken, Unsupported) as problem:
            if problem.node is None:
                problem.node = node
            raise
        except DataDependent as problem:
            raise self._at(
                node, f"sizes that depend on the data ({', '.join(problem.names)})"
            ) from None
        except TooLarge:
            raise self._at(node, "sizes this large") from None
        except ZeroDivisionError:
            broken = Broken("division_by_zero")
            broken.node = node
            raise broken from None
        except (RecursionError, OverflowError, MemoryError):
            raise self._at(node, "code this deep") from None

    def _at(self, node: ast.AST, what: str) -> Unsupported:
        problem = Unsupported(what)
        problem.node = node
        return problem

    # ── assignments ─────────────────────────────────────────────────────────────────────

    def _do_assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.evaluate(node.value, scope)
        for target in node.targets:
            self.bind(target, value, scope, node.lineno)

    def _do_annassign(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.bind(node.target, self.evaluate(node.value, scope), scope, node.lineno)

    def bind(self, target: ast.expr, value: Value, scope: Scope, line: int) -> None:
        """Give a target its value."""
        match target:
            case ast.Name(id=name):
                self.bind_name(name, value, scope, line)
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                self._unpack(target, targets, value, scope, line)
            case ast.Subscript(value=container, slice=at):
                self._store(container, at, value, scope)
            case ast.Attribute(value=owner, attr=name):
                place = owner.id if isinstance(owner, ast.Name) else None
                self._set_attribute(self.evaluate(owner, scope), name, value, scope, place)
            case ast.Starred(value=inner):
                self.bind(inner, value if isinstance(value, Many) else list(value), scope, line)
            case _:
                raise Unsupported("this target")

    def bind_name(self, name: str, value: Value, scope: Scope, line: int) -> None:
        scope.set(name, value)
        self.lines.append(Assigned(line, name, value))

    def _unpack(
        self, node: ast.expr, targets: list[ast.expr], value: Value, scope: Scope, line: int
    ) -> None:
        items = self._unpacked(
            value, len(targets), any(isinstance(t, ast.Starred) for t in targets)
        )
        star = next(
            (i for i, target in enumerate(targets) if isinstance(target, ast.Starred)), None
        )
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
            self.bind(target, item, scope, line)

    def _unpacked(self, value: Value, wanted: int, starred: bool) -> list[Value]:
        """The items to unpack; a symbolic number of them never equals a fixed one."""
        if isinstance(value, Tensor) and value.shape and not starred:
            if not self.ctx.same(value.shape[0], wanted):
                raise Broken("unpack", value.shape, given=value.shape[0], wanted=wanted)
            return [index(self.ctx, value, i) for i in range(wanted)]
        if isinstance(value, Many) and starred and isinstance(value.count, Size):
            # `first, *rest = …`: the rest is what is left of a symbolic number.
            fixed = wanted - 1
            return [
                *(self.subscript(value, i) for i in range(fixed)),
                Many(value.item, value.count - fixed, value.varies),
            ]
        if isinstance(value, Many) and not starred:
            fits = self.ctx.same(value.count, wanted)
            if not fits and value.pick is not None:
                fits = self.ctx.world.possible("==", value.count, wanted)
            if not fits:
                raise Broken("unpack", given=value.count, wanted=wanted)
            return [self.subscript(value, i) for i in range(wanted)]
        return self.iterate(value)

    def _store(self, container: ast.expr, at: ast.expr, value: Value, scope: Scope) -> None:
        owner = self.evaluate(container, scope)
        where = self.evaluate(at, scope)
        if isinstance(owner, Tensor):
            assign(self.ctx, owner, where, value)
            if isinstance(container, ast.Name):
                # What was known of the elements no longer holds.
                plain = replace(owner, values=None, bounds=None, nonzero=None)
                scope.set(container.id, plain)
        elif isinstance(owner, dict):
            owner[hashable(where)] = value
        elif isinstance(owner, list):
            place = self.ctx.integer(where, "index")
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
        self, owner: Value, name: str, value: Value, scope: Scope, place: str | None
    ) -> None:
        if isinstance(owner, Instance | Module):
            owner.attributes[name] = value
        elif isinstance(owner, Tensor) and name == "shape" and place is not None:
            scope.set(place, reshaped(self.ctx, owner, self.ctx.shape(value)))
        elif isinstance(owner, Tensor) and name in ("requires_grad", "grad", "data"):
            pass
        else:
            raise Unsupported(f"setting `.{name}`")

    def _do_augassign(self, node: ast.AugAssign, scope: Scope) -> None:
        place = ast.copy_location(_loaded(node.target), node.target)
        old = self.evaluate(place, scope)
        right = self.evaluate(node.value, scope)
        sign = ARITHMETIC[type(node.op)]
        if isinstance(old, list) and sign == "+":
            attribute(self.ctx, old, "extend")(self.iterate(right))
            return
        if isinstance(old, Tensor) and not (old.scalar and old.library == "numpy"):
            value: Value = self._changed(old, sign, right)
        else:
            value = self.apply(sign, old, right)
        if isinstance(node.target, ast.Subscript):
            self._store(node.target.value, node.target.slice, value, scope)
        else:
            self.bind(node.target, value, scope, node.lineno)

    def _changed(self, old: Tensor, sign: str, right: Value) -> Tensor:
        """In place: the shape and the dtype stay."""
        result = self.apply(sign, old, right)
        if sign == "@" and old.library == "torch":
            return result  # type: ignore[no-any-return]
        if not self.ctx.same_shape(result.shape, old.shape):
            raise Broken("in_place", old.shape, result.shape)
        check_cast(old, result.dtype)
        return old.like()

    # ── control ─────────────────────────────────────────────────────────────────────────

    def _do_expr(self, node: ast.Expr, scope: Scope) -> None:
        self.evaluate(node.value, scope)

    def _do_pass(self, node: ast.Pass, scope: Scope) -> None:
        pass

    def _do_break(self, node: ast.Break, scope: Scope) -> None:
        raise Stopped("break")

    def _do_continue(self, node: ast.Continue, scope: Scope) -> None:
        raise Stopped("continue")

    def _do_return(self, node: ast.Return, scope: Scope) -> None:
        raise Returned(None if node.value is None else self.evaluate(node.value, scope))

    def _do_raise(self, node: ast.Raise, scope: Scope) -> None:
        raise Broken("raised")

    def _do_delete(self, node: ast.Delete, scope: Scope) -> None:
        for target in node.targets:
            if not isinstance(target, ast.Name):
                raise Unsupported("`del` of a part")
            scope.names.pop(target.id, None)

    def _do_assert(self, node: ast.Assert, scope: Scope) -> None:
        value = self.evaluate(node.test, scope)
        if self.truth(value) is False:
            raise Broken("assertion")

    def _do_with(self, node: ast.With, scope: Scope) -> None:
        for item in node.items:
            value = self.evaluate(item.context_expr, scope)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value, scope, node.lineno)
        for statement in node.body:
            self.execute(statement, scope)

    def _do_if(self, node: ast.If, scope: Scope) -> None:
        truth = self.truth(self.evaluate(node.test, scope))
        if truth is not None:
            for statement in node.body if truth else node.orelse:
                self.execute(statement, scope)
            return
        self._both(node, scope)

    def _both(self, node: ast.If, scope: Scope) -> None:
        """A branch that only a run decides: take both, and keep what they agree on."""
        before = dict(scope.names)
        outcomes: list[tuple[dict[str, Value], Returned | None] | None] = []
        for body in (node.body, node.orelse):
            scope.names = {name: copied(value) for name, value in before.items()}
            returned: Returned | None = None
            try:
                for statement in body:
                    self.execute(statement, scope)
            except Returned as result:
                returned = result
            except Stopped:
                # The loop may end here or go on: `may_stop` makes it check that this is alike.
                self.may_stop = True
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
            raise Returned(self.joined(first.value, second.value))
        if first is not None or second is not None:
            raise Unsupported("a return that depends on the data")
        names = [*left, *(name for name in right if name not in left)]
        missing = Unknown("a name that one branch does not set", node.lineno)
        scope.names = {
            name: self.joined(left.get(name, missing), right.get(name, missing)) for name in names
        }

    def _do_for(self, node: ast.For, scope: Scope) -> None:
        from tutor.checking.shapes.loops import run_for

        run_for(self, node, scope)

    def _do_while(self, node: ast.While, scope: Scope) -> None:
        from tutor.checking.shapes.loops import run_while

        run_while(self, node, scope)

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope) -> Value:
        from tutor.checking.shapes.loops import comprehension

        return comprehension(self, node, scope)

    _generatorexp = _listcomp
    _setcomp = _listcomp

    def _dictcomp(self, node: ast.DictComp, scope: Scope) -> Value:
        from tutor.checking.shapes.loops import dict_comprehension

        return dict_comprehension(self, node, scope)

    # ── definitions ─────────────────────────────────────────────────────────────────────

    def _do_functiondef(self, node: ast.FunctionDef, scope: Scope) -> None:
        function = self.function(node.name, node.args, node.body, scope)
        for decorator in node.decorator_list:
            name = ast.unparse(decorator)
            if name == "staticmethod":
                continue
            if not name.startswith(
                ("torch.no_grad", "torch.inference_mode", "functools.", "lru_cache", "cache")
            ):
                raise Unsupported(f"the decorator `{name[:40]}`")
        scope.set(node.name, function)

    def _do_classdef(self, node: ast.ClassDef, scope: Scope) -> None:
        bases = tuple(self.evaluate(base, scope) for base in node.bases)
        inside = Scope(scope)
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef | ast.Assign | ast.Pass):
                self.execute(statement, inside)
        scope.set(node.name, UserClass(node.name, bases, inside.names))

    def instantiate(self, made: UserClass, args: list[Value], kwargs: dict[str, Value]) -> Value:
        instance = Instance(made)
        start = find_member(made, "__init__")
        if isinstance(start, Function):
            self.call_function(start, [instance, *args], kwargs)
        return instance

    def _do_import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            if alias.name not in SPACES:
                raise Unsupported(f"the import of `{alias.name}`")
            if alias.asname:
                scope.set(alias.asname, Space(SPACES[alias.name]))
            else:
                root = alias.name.split(".")[0]
                scope.set(root, Space(SPACES[root]))

    def _do_importfrom(self, node: ast.ImportFrom, scope: Scope) -> None:
        source = node.module or ""
        if source == "__future__":
            return
        if source not in SPACES:
            raise Unsupported(f"the import of `{source}`")
        for alias in node.names:
            if alias.name == "*":
                raise Unsupported("an import of everything")
            name = alias.asname or alias.name
            scope.set(name, space_attribute(Space(SPACES[source]), alias.name))

    # ── calls that need the interpreter ─────────────────────────────────────────────────

    def call(self, callee: Value, args: list[Value], kwargs: dict[str, Value]) -> Value:
        if isinstance(callee, Builtin) and callee.space == "inplace":
            return in_place_operation(self.ctx, callee.bound, callee.name, args, kwargs)
        return super().call(callee, args, kwargs)

    def python(self, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
        return builtins.call(self, name, args, kwargs)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        if node.attr == "__init__":
            # super().__init__() of an nn.Module has nothing to do with shapes.
            return lambda *_, **__: None
        if node.attr == "__name__":
            return "name"
        return super()._attribute(node, scope)


def _loaded(target: ast.expr) -> ast.expr:
    """The target of `+=` as an expression to read."""
    again = copy.copy(target)
    if isinstance(again, ast.Name | ast.Attribute | ast.Subscript):
        again.ctx = ast.Load()
    return again


def copied(value: Value) -> Value:
    """A value that one branch may change without the other seeing it."""
    if isinstance(value, list):
        return [copied(item) for item in value]
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    if isinstance(value, Many):
        return Many(value.item, value.count, value.varies)
    return value


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
