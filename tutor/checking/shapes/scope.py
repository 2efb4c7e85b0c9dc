"""Names and their values, innermost scope first."""

from __future__ import annotations

from tutor.checking.shapes.errors import Unsupported
from tutor.checking.shapes.values import Value

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
