"""The value of an expression: an interpreter over shapes instead of numbers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tutor.checking.shapes import registry
from tutor.checking.shapes.attributes import attribute
from tutor.checking.shapes.branches import is_true, joined
from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, OutOfSteps, Unsupported
from tutor.checking.shapes.items import contains, hashable, iterate, subscript, understood
from tutor.checking.shapes.operations.operators import binary, compare, invert, negate
from tutor.checking.shapes.operations.products import matmul_operator
from tutor.checking.shapes.scope import Scope, bind_arguments
from tutor.checking.shapes.values import (
    Builtin,
    DType,
    Function,
    Instance,
    Method,
    Module,
    Partial,
    Scalar,
    Slice,
    Tensor,
    Unknown,
    UserClass,
    Value,
)

MOST_STEPS = 12_000
MOST_CALLS = 40
ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
}
COMPARISON: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class Evaluator:
    """Evaluates expressions; statements are added by the Interpreter."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.steps = 0
        self.depth = 0

    # ── expressions ─────────────────────────────────────────────────────────────────────

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """The value of an expression. Raises Broken or Unsupported, with the node to blame."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise OutOfSteps("code this long-running")
        method: Callable[[Any, Scope], Value] = getattr(self, f"_{type(node).__name__.lower()}")
        try:
            return method(node, scope)
        except (Broken, Unsupported) as problem:
            if problem.node is None:
                problem.node = node
            raise

    def _constant(self, node: ast.Constant, scope: Scope) -> Value:
        value = node.value
        if isinstance(value, bytes):
            raise Unsupported("bytes")
        return value

    def _name(self, node: ast.Name, scope: Scope) -> Value:
        value = scope.get(node.id)
        if isinstance(value, Unknown):
            raise Unsupported(value.why)
        return value

    def _tuple(self, node: ast.Tuple, scope: Scope) -> Value:
        return tuple(self._items(node.elts, scope))

    def _list(self, node: ast.List, scope: Scope) -> Value:
        return list(self._items(node.elts, scope))

    def _set(self, node: ast.Set, scope: Scope) -> Value:
        return list(self._items(node.elts, scope))

    def _items(self, nodes: Sequence[ast.expr], scope: Scope) -> Iterator[Value]:
        for node in nodes:
            if isinstance(node, ast.Starred):
                yield from iterate(self.ctx, self.evaluate(node.value, scope))
            else:
                yield self.evaluate(node, scope)

    def _dict(self, node: ast.Dict, scope: Scope) -> Value:
        result: dict[Value, Value] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                inner = self.evaluate(value, scope)
                if not isinstance(inner, dict):
                    raise Unsupported("`**` of what is not a dict")
                result.update(inner)
            else:
                result[hashable(self.evaluate(key, scope))] = self.evaluate(value, scope)
        return result

    def _joinedstr(self, node: ast.JoinedStr, scope: Scope) -> Value:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.evaluate(part.value, scope)
        return "…"

    def _namedexpr(self, node: ast.NamedExpr, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        scope.set(node.target.id, value)
        return value

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Value:
        return self.function("lambda", node.args, node.body, scope)

    def function(
        self, name: str, arguments: ast.arguments, body: list[ast.stmt] | ast.expr, scope: Scope
    ) -> Function:
        return Function(
            name,
            arguments,
            body,
            scope,
            [self.evaluate(default, scope) for default in arguments.defaults],
            [
                None if default is None else self.evaluate(default, scope)
                for default in arguments.kw_defaults
            ],
        )

    def _ifexp(self, node: ast.IfExp, scope: Scope) -> Value:
        truth = is_true(self.ctx, self.evaluate(node.test, scope))
        if truth is not None:
            return self.evaluate(node.body if truth else node.orelse, scope)
        return joined(self.ctx, self.evaluate(node.body, scope), self.evaluate(node.orelse, scope))

    def _boolop(self, node: ast.BoolOp, scope: Scope) -> Value:
        stop = isinstance(node.op, ast.Or)
        value: Value = None
        for part in node.values:
            value = self.evaluate(part, scope)
            truth = is_true(self.ctx, value)
            if truth is None:
                for other in node.values[node.values.index(part) + 1 :]:
                    self.evaluate(other, scope)
                return Scalar("bool")
            if truth is stop:
                return value
        return value

    def _unaryop(self, node: ast.UnaryOp, scope: Scope) -> Value:
        value = self.evaluate(node.operand, scope)
        if isinstance(node.op, ast.Not):
            truth = is_true(self.ctx, value)
            return Scalar("bool") if truth is None else not truth
        if isinstance(node.op, ast.Invert):
            return invert(self.ctx, value)
        return value if isinstance(node.op, ast.UAdd) else negate(self.ctx, value)

    def _binop(self, node: ast.BinOp, scope: Scope) -> Value:
        left = self.evaluate(node.left, scope)
        right = self.evaluate(node.right, scope)
        return self.apply(ARITHMETIC[type(node.op)], left, right)

    def apply(self, sign: str, left: Value, right: Value) -> Value:
        """Left ∘ right."""
        if sign == "@":
            return matmul_operator(self.ctx, left, right)
        return binary(self.ctx, sign, left, right)

    def _compare(self, node: ast.Compare, scope: Scope) -> Value:
        left = self.evaluate(node.left, scope)
        result: Value = True
        for op, other in zip(node.ops, node.comparators, strict=True):
            right = self.evaluate(other, scope)
            result = self._one_comparison(op, left, right)
            if len(node.ops) > 1:
                truth = is_true(self.ctx, result)
                if truth is False:
                    return False
                result = Scalar("bool") if truth is None else result
            left = right
        return result

    def _one_comparison(self, op: ast.cmpop, left: Value, right: Value) -> Value:
        if isinstance(op, ast.Is | ast.IsNot):
            same = left is right or (type(left) is type(right) is bool and left == right)
            return same if isinstance(op, ast.Is) else not same
        if isinstance(op, ast.In | ast.NotIn):
            found = contains(self.ctx, right, left)
            return found if isinstance(op, ast.In) else not found
        return compare(self.ctx, COMPARISON[type(op)], left, right)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        return attribute(self.ctx, self.evaluate(node.value, scope), node.attr)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        return subscript(self.ctx, value, self.evaluate(node.slice, scope))

    def _slice(self, node: ast.Slice, scope: Scope) -> Value:
        parts = [
            None if part is None else self.evaluate(part, scope)
            for part in (node.lower, node.upper, node.step)
        ]
        return Slice(*parts)

    # ── calls ───────────────────────────────────────────────────────────────────────────

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        callee = self.evaluate(node.func, scope)
        args = list(self._items(node.args, scope))
        kwargs: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value, scope)
            if keyword.arg is not None:
                kwargs[keyword.arg] = value
            elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
                kwargs.update(value)
            else:
                raise Unsupported("`**` of what is not a dict")
        self.ctx.line = node.lineno
        result = self.call(callee, args, kwargs)
        return self._in_place(node, result, scope)

    def _in_place(self, node: ast.Call, result: Value, scope: Scope) -> Value:
        """`x.unsqueeze_(0)` changes x itself."""
        match node.func:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if (
                attr.endswith("_") and not attr.endswith("__") and isinstance(result, Tensor)
            ):
                if isinstance(scope.find(name), Tensor):
                    scope.set(name, result)
        return result

    def call(self, callee: Value, args: list[Value], kwargs: dict[str, Value]) -> Value:
        """callee(*args, **kwargs)."""
        if isinstance(callee, Builtin):
            if callee.space == "builtins":
                return self.python(callee.name, args, kwargs)
            bound = [] if callee.bound is None else [callee.bound]
            return registry.call(self.ctx, callee.space, callee.name, bound + args, kwargs)
        if isinstance(callee, Function):
            return self.call_function(callee, args, kwargs)
        if isinstance(callee, Method):
            return self.call_function(callee.function, [callee.instance, *args], kwargs)
        if isinstance(callee, Module):
            return callee.forward(self.ctx, *args, **kwargs)
        if isinstance(callee, UserClass):
            return self.instantiate(callee, args, kwargs)
        if isinstance(callee, Instance):
            forward = callee.made_from.members.get("forward") or callee.made_from.members.get(
                "__call__"
            )
            if not isinstance(forward, Function):
                raise Unsupported(f"calling a {callee.made_from.name}")
            return self.call_function(forward, [callee, *args], kwargs)
        if isinstance(callee, Partial):
            return self.call(callee.function, [*callee.args, *args], {**callee.kwargs, **kwargs})
        if isinstance(callee, DType):
            if not args:
                return self.ctx.array(0, callee.library)
            return self.ctx.array(args[0], callee.library).like(dtype=callee.name)
        if callable(callee):
            return callee(*args, **kwargs)
        understood(callee)
        raise Broken("not_callable", got=type(callee).__name__.lower())

    def call_function(
        self, function: Function, args: list[Value], kwargs: dict[str, Value]
    ) -> Value:
        """Call a function of the snippet."""
        self.depth += 1
        if self.depth > MOST_CALLS:
            raise Unsupported("recursion this deep")
        try:
            scope = Scope(function.scope)
            bind_arguments(function, args, kwargs, scope)
            if isinstance(function.body, ast.expr):
                return self.evaluate(function.body, scope)
            return self.run_body(function.body, scope)
        finally:
            self.depth -= 1

    # ── what the statements and the Python built-ins provide ────────────────────────────

    def run_body(self, body: list[ast.stmt], scope: Scope) -> Value:
        raise NotImplementedError

    def instantiate(self, made: UserClass, args: list[Value], kwargs: dict[str, Value]) -> Value:
        raise NotImplementedError

    def python(self, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
        raise NotImplementedError
