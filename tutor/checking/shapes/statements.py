"""Statements: assignments, branches, definitions; what each line gives."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.checking.shapes import builtins
from tutor.checking.shapes.attributes import find_member, in_place_operation
from tutor.checking.shapes.branches import Returned, Stopped, is_true, run_both
from tutor.checking.shapes.comprehensions import comprehension, dict_comprehension
from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, DataDependent, OutOfSteps, TooLarge, Unsupported
from tutor.checking.shapes.expressions import Evaluator
from tutor.checking.shapes.loops import run_for, run_while
from tutor.checking.shapes.namespaces import SPACES, space_attribute
from tutor.checking.shapes.scope import Scope
from tutor.checking.shapes.targets import assigned_names, augment, bind
from tutor.checking.shapes.values import (
    Builtin,
    Function,
    Instance,
    Space,
    Unknown,
    UserClass,
    Value,
)


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
            bind(self, target, value, scope, node.lineno)

    def _do_annassign(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            bind(self, node.target, self.evaluate(node.value, scope), scope, node.lineno)

    def _do_augassign(self, node: ast.AugAssign, scope: Scope) -> None:
        augment(self, node, scope)

    def bind_name(self, name: str, value: Value, scope: Scope, line: int) -> None:
        scope.set(name, value)
        self.lines.append(Assigned(line, name, value))

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
        if is_true(self.ctx, value) is False:
            raise Broken("assertion")

    def _do_with(self, node: ast.With, scope: Scope) -> None:
        for item in node.items:
            value = self.evaluate(item.context_expr, scope)
            if item.optional_vars is not None:
                bind(self, item.optional_vars, value, scope, node.lineno)
        for statement in node.body:
            self.execute(statement, scope)

    def _do_if(self, node: ast.If, scope: Scope) -> None:
        truth = is_true(self.ctx, self.evaluate(node.test, scope))
        if truth is not None:
            for statement in node.body if truth else node.orelse:
                self.execute(statement, scope)
            return
        run_both(self, node, scope)

    def _do_for(self, node: ast.For, scope: Scope) -> None:
        run_for(self, node, scope)

    def _do_while(self, node: ast.While, scope: Scope) -> None:
        run_while(self, node, scope)

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope) -> Value:
        return comprehension(self, node, scope)

    _generatorexp = _listcomp
    _setcomp = _listcomp

    def _dictcomp(self, node: ast.DictComp, scope: Scope) -> Value:
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
