"""Names and their values, innermost scope first; and the names that a call sets."""

from __future__ import annotations

from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.values import Function, Value

_MISSING = object()


class Scope:
    """The names of a function call, or of the snippet (outer is None)."""

    def __init__(self, outer: Scope | None = None, names: dict[str, Value] | None = None) -> None:
        self.outer = outer
        self.names: dict[str, Value] = {} if names is None else names

    def find(self, name: str, default: Value = None) -> Value:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return default

    def get(self, name: str) -> Value:
        """The value of a name. Raises Unsupported for one that is not known here."""
        value = self.find(name, _MISSING)
        if value is _MISSING:
            raise Unsupported(f"the name `{name}`, which is not defined here")
        return value

    def set(self, name: str, value: Value) -> None:
        self.names[name] = value


def bind_arguments(
    function: Function, args: list[Value], kwargs: dict[str, Value], scope: Scope
) -> None:
    """Give the parameters of the snippet's function their values. Raises Broken as Python would."""
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
