"""The value of an expression: an interpreter over shapes instead of numbers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tutor.checking.shapes import registry
from tutor.checking.shapes.attributes import attribute
from tutor.checking.shapes.context import Context, range_length
from tutor.checking.shapes.errors import Broken, OutOfSteps, Unsupported
from tutor.checking.shapes.operations.elementwise import binary, compare, invert, negate
from tutor.checking.shapes.operations.indexing import index
from tutor.checking.shapes.operations.linear_algebra import matmul_operator
from tutor.checking.shapes.scope import Scope
from tutor.checking.shapes.sizes import Dim, Size
from tutor.checking.shapes.values import (
    Builtin,
    DType,
    Function,
    Instance,
    Many,
    Method,
    Module,
    Partial,
    Range,
    Ratio,
    Record,
    Scalar,
    Slice,
    Tensor,
    Unknown,
    UserClass,
    Value,
    is_size,
)

MOST_STEPS = 12_000
MOST_CALLS = 40
MOST_ITEMS = 4_000

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


class Returned(Exception):  # noqa: N818 (an outcome, not a fault)
    """A `return` on its way out of a function."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


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
                yield from self.iterate(self.evaluate(node.value, scope))
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
        truth = self.truth(self.evaluate(node.test, scope))
        if truth is not None:
            return self.evaluate(node.body if truth else node.orelse, scope)
        return self.joined(self.evaluate(node.body, scope), self.evaluate(node.orelse, scope))

    def _boolop(self, node: ast.BoolOp, scope: Scope) -> Value:
        stop = isinstance(node.op, ast.Or)
        value: Value = None
        for part in node.values:
            value = self.evaluate(part, scope)
            truth = self.truth(value)
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
            truth = self.truth(value)
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
                truth = self.truth(result)
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
            found = self._contains(right, left)
            return found if isinstance(op, ast.In) else not found
        return compare(self.ctx, COMPARISON[type(op)], left, right)

    def _contains(self, container: Value, item: Value) -> bool:
        if isinstance(container, str) and isinstance(item, str):
            return item in container
        if isinstance(container, tuple | list | dict):
            if any(isinstance(part, Tensor) for part in (item, *container)):
                raise Unsupported("`in` with tensors")
            return any(compare(self.ctx, "==", part, item) is True for part in container)
        raise Unsupported("`in` here")

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        return attribute(self.ctx, self.evaluate(node.value, scope), node.attr)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        value = self.evaluate(node.value, scope)
        return self.subscript(value, self.index_of(node.slice, scope))

    def index_of(self, node: ast.expr, scope: Scope) -> Value:
        return self.evaluate(node, scope)

    def _slice(self, node: ast.Slice, scope: Scope) -> Value:
        parts = [
            None if part is None else self.evaluate(part, scope)
            for part in (node.lower, node.upper, node.step)
        ]
        return Slice(*parts)

    def subscript(self, value: Value, at: Value) -> Value:
        """value[at]."""
        if isinstance(value, Tensor):
            return index(self.ctx, value, at)
        if isinstance(value, Record):
            value = value.items
        if isinstance(value, dict):
            key = hashable(at)
            if key not in value:
                raise Broken("no_key", key=str(at))
            return value[key]
        if isinstance(value, Many):
            return self._subscript_many(value, at)
        if isinstance(value, Range):
            return self._subscript_range(value, at)
        if isinstance(value, tuple | list | str):
            return self._subscript_sequence(value, at)
        if isinstance(value, Module):
            return attribute(self.ctx, value, "__getitem__")(at)
        if isinstance(value, Builtin) and (value.space, value.name) in (
            ("np", "r_"),
            ("np", "c_"),
            ("np", "s_"),
            ("np", "mgrid"),
            ("np", "ogrid"),
        ):
            return registry.call(self.ctx, value.space, value.name, [at], {})
        self._understood(value)
        raise Broken("not_subscriptable", got=type(value).__name__.lower())

    def _subscript_sequence(self, value: Any, at: Value) -> Value:
        if isinstance(at, Slice):
            parts = [
                None if p is None else self.ctx.integer(p) for p in (at.start, at.stop, at.step)
            ]
            if any(isinstance(part, Size) for part in parts):
                raise Unsupported("a symbolic slice of a list")
            return value[slice(*parts)]
        place = self.ctx.integer(at, "index")
        if isinstance(place, Size):
            raise Unsupported("a symbolic index into a list")
        if not -len(value) <= place < len(value):
            raise Broken("list_index", index=place, length=len(value))
        return value[place]

    def _subscript_many(self, value: Many, at: Value) -> Value:
        if isinstance(at, Slice):
            line = Tensor((value.count,), "int64")
            return Many(value.item, index(self.ctx, line, at).shape[0], value.varies)
        place = self.ctx.integer(at, "index")
        index(self.ctx, Tensor((value.count,), "int64"), place)
        if value.pick is not None:
            return value.pick(place + value.count if self.ctx.is_negative(place) else place)
        if value.varies:
            raise Unsupported("an item of a list whose items differ in shape")
        return value.item

    def _subscript_range(self, value: Range, at: Value) -> Value:
        place = self.ctx.integer(at, "index")
        if self.ctx.is_negative(place):
            place = place + range_length(self.ctx.world, value)
        return value.start + place * value.step

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
        self._understood(callee)
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
            self._bind_arguments(function, args, kwargs, scope)
            if isinstance(function.body, ast.expr):
                return self.evaluate(function.body, scope)
            return self.run_body(function.body, scope)
        finally:
            self.depth -= 1

    def _bind_arguments(
        self, function: Function, args: list[Value], kwargs: dict[str, Value], scope: Scope
    ) -> None:
        wanted = function.parameters
        names = [arg.arg for arg in (*wanted.posonlyargs, *wanted.args)]
        given = dict(kwargs)
        for name, value in zip(names, args, strict=False):
            if name in given:
                raise Broken("repeated_argument", name=function.name, keyword=name)
            scope.set(name, value)
        spare = args[len(names) :]
        if wanted.vararg:
            scope.set(wanted.vararg.arg, tuple(spare))
        elif spare:
            raise Broken("too_many_arguments", name=function.name, most=len(names), given=len(args))
        defaults = dict(zip(reversed(names), reversed(function.defaults), strict=False))
        for name in names[len(args) :]:
            if name in given:
                scope.set(name, given.pop(name))
            elif name in defaults:
                scope.set(name, defaults[name])
            else:
                raise Broken("missing_argument", name=function.name, keyword=name)
        for arg, node, default in zip(
            wanted.kwonlyargs, wanted.kw_defaults, function.keyword_defaults, strict=True
        ):
            if arg.arg in given:
                scope.set(arg.arg, given.pop(arg.arg))
            elif node is not None:
                scope.set(arg.arg, default)
            else:
                raise Broken("missing_argument", name=function.name, keyword=arg.arg)
        if wanted.kwarg:
            scope.set(wanted.kwarg.arg, given)
        elif given:
            raise Broken("unknown_keyword", name=function.name, keyword=next(iter(given)))

    # ── what the statements and the Python built-ins provide ────────────────────────────

    def run_body(self, body: list[ast.stmt], scope: Scope) -> Value:
        raise NotImplementedError

    def instantiate(self, made: UserClass, args: list[Value], kwargs: dict[str, Value]) -> Value:
        raise NotImplementedError

    def python(self, name: str, args: list[Value], kwargs: dict[str, Value]) -> Value:
        raise NotImplementedError

    def iterate(self, value: Value) -> list[Value]:
        """The items of what Python can loop over, when their number is known and small."""
        if isinstance(value, Record):
            return list(value.items)
        if isinstance(value, tuple | list):
            return list(value)
        if isinstance(value, str | dict):
            return list(value)
        if isinstance(value, Range):
            length = range_length(self.ctx.world, value)
            count = self._count(length)
            return [value.start + i * value.step for i in range(count)]
        if isinstance(value, Many):
            return [self.subscript(value, i) for i in range(self._count(value.count))]
        if isinstance(value, Tensor):
            if not value.shape:
                raise Broken("iterate_scalar")
            count = self._count(value.shape[0])
            if value.values is not None and value.ndim == 1:
                return [index(self.ctx, value, i) for i in range(count)]
            return [index(self.ctx, value, 0)] * count if count else []
        if isinstance(value, Module):
            return list(value.attributes.get("items", ()))
        self._understood(value)
        raise Broken("not_iterable", got=type(value).__name__.lower())

    @staticmethod
    def _understood(value: Value) -> None:
        """Only of Python's own values is it known what they cannot do."""
        plain = (int, float, complex, str, bool, tuple, list, dict, Size, Ratio, Scalar, Tensor)
        if value is not None and not isinstance(value, plain):
            raise Unsupported(f"a {type(value).__name__} used like this")

    def _count(self, length: Dim) -> int:
        if isinstance(length, Size):
            numbers = {length.values[draw] for draw in self.ctx.world.live}
            if len(numbers) != 1 or length.data_names():
                raise Unsupported("unpacking a symbolic number of items")
            length = numbers.pop()
        if length > MOST_ITEMS:
            raise Unsupported("this many items")
        return length

    def truth(self, value: Value) -> bool | None:
        """bool(value); None where it depends on sizes or data."""
        if isinstance(value, Tensor):
            if not self.ctx.is_one(self.ctx.total(value.shape)):
                raise Broken("ambiguous_truth", value.shape)
            return bool(value.values[0]) if value.values else None
        if isinstance(value, Scalar | Ratio):
            return None
        if isinstance(value, Size):
            zero = self.ctx.world.decide("==", value, 0)
            return None if zero is None else not zero
        if isinstance(value, Many):
            return True
        if isinstance(value, int | float | complex | str | tuple | list | dict) or value is None:
            return bool(value)
        return True

    def joined(self, left: Value, right: Value) -> Value:
        """The value after two branches of which either may have run."""
        if left is right:
            return left
        if isinstance(left, Tensor) and isinstance(right, Tensor):
            if left.library == right.library and self.ctx.same_shape(left.shape, right.shape):
                if left.dtype == right.dtype:
                    return left if left.values == right.values else left.like()
                return Tensor(left.shape, max(left.dtype, right.dtype), left.library)
        elif is_size(left) and is_size(right) and self.ctx.same(left, right):
            return left
        elif isinstance(left, float | Scalar | Ratio) and isinstance(right, float | Scalar | Ratio):
            return Scalar("float")
        elif isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
            return tuple(map(self.joined, left, right))
        elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
            return list(map(self.joined, left, right))
        elif type(left) is type(right) and not isinstance(left, Tensor):
            try:
                if left == right:
                    return left
            except (TypeError, ValueError):
                pass
        return Unknown("a value that depends on which branch ran", self.ctx.line)


def hashable(value: Value) -> Value:
    """A value as a dict key."""
    if isinstance(value, str | int | float | bool | tuple) or value is None:
        try:
            hash(value)
        except TypeError:
            raise Unsupported("this dict key") from None
        return value
    raise Unsupported("this dict key")
