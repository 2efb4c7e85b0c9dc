"""The operations: a short function each, registered under the signatures that call it.

    @op("np: trace (a, offset=0, axis1=0, axis2=1)", "torch, Tensor: trace (a)")
    def trace(ctx: Context, a: Tensor, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
        ...

A signature is `spaces: names (parameters)`; NumPy's with NumPy's parameter names, torch's
with the same names wherever the meaning is the same, since `dim` is read as `axis`,
`keepdim` as `keepdims` and `other` as `b`. A call that does not fit raises as Python would.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.values import Value

if TYPE_CHECKING:
    from tutor.checking.shapes.context import Context

Operation = Callable[..., Value]
F = TypeVar("F", bound=Operation)

REQUIRED = object()
TORCH_SPACES = ("torch", "Tensor", "F", "nn", "init")
TORCH_NAMES = {"dim": "axis", "keepdim": "keepdims", "other": "b", "dims": "axis"}
FIRST = frozenset({"input", "self", "x", "a", "m", "arr", "ary", "array", "tensor", "v", "object"})
# Keywords that never change a shape or decide an error: accepted everywhere in torch calls.
HARMLESS = frozenset(
    {"device", "requires_grad", "layout", "pin_memory", "memory_format", "generator", "inplace"}
)
# Keywords of the other library: using them raises TypeError for certain.
FOREIGN = {
    "np": frozenset({"dim", "keepdim", "input", "other", "dims", "requires_grad"}),
    "torch": frozenset({"shape", "newshape", "axes", "initial"}),
}

_table: dict[tuple[str, str], tuple[str, Operation]] = {}


@dataclass(frozen=True)
class Signature:
    """The parameters of an operation. open: any further keyword is taken."""

    names: tuple[str, ...]
    defaults: Mapping[str, Value]
    varargs: str
    keyword_only: tuple[str, ...]
    open: bool


def op(*signatures: str) -> Callable[[F], F]:
    """Register a function under these signatures."""

    def register(function: F) -> F:
        for signature in signatures:
            add(signature, function)
        return function

    return register


def add(signature: str, function: Operation) -> None:
    """Register one signature; see the module's docstring."""
    spaces, _, rest = signature.partition(":")
    names, _, parameters = rest.partition("(")
    for space in spaces.split(","):
        for name in names.split():
            _table[space.strip(), name] = (parameters.rpartition(")")[0], function)


def known(space: str, name: str) -> bool:
    """Whether there is such an operation."""
    return (space, name) in _table


def names_in(space: str) -> list[str]:
    """The names of all operations of a namespace."""
    return [name for owner, name in _table if owner == space]


@cache
def _signature(parameters: str) -> Signature:
    tree = ast.parse(f"def f({parameters}): 0").body[0]
    assert isinstance(tree, ast.FunctionDef)
    arguments = tree.args
    names = [*(arg.arg for arg in arguments.posonlyargs), *(arg.arg for arg in arguments.args)]
    defaults: dict[str, Value] = {}
    for name, default in zip(reversed(names), reversed(arguments.defaults), strict=False):
        defaults[name] = ast.literal_eval(default)
    only = tuple(arg.arg for arg in arguments.kwonlyargs)
    for name, keyword_default in zip(only, arguments.kw_defaults, strict=True):
        if keyword_default is not None:
            defaults[name] = ast.literal_eval(keyword_default)
    return Signature(
        tuple(names),
        defaults,
        arguments.vararg.arg if arguments.vararg else "",
        only,
        arguments.kwarg is not None,
    )


def call(
    ctx: Context,
    space: str,
    name: str,
    args: Sequence[Value],
    kwargs: Mapping[str, Value],
) -> Value:
    """Apply the operation `space`.`name`."""
    parameters, function = _table[space, name]
    ctx.called, ctx.called_name = space, name
    torch = space.split(".")[0] in TORCH_SPACES
    signature = _signature(parameters)
    bound = _bind(signature, name, list(args), kwargs, torch)
    spare = tuple(bound.pop(signature.varargs)) if signature.varargs else ()
    if signature.varargs:
        leading = [bound.pop(given) for given in signature.names]
        return function(ctx, *leading, *spare, **bound)
    return function(ctx, **bound)


def _bind(
    signature: Signature,
    name: str,
    args: list[Value],
    kwargs: Mapping[str, Value],
    torch: bool,
) -> dict[str, Value]:
    bound: dict[str, Value] = dict(zip(signature.names, args, strict=False))
    spare = args[len(signature.names) :]
    if spare and not signature.varargs:
        raise Broken("too_many_arguments", name=name, most=len(signature.names), given=len(args))
    if signature.varargs:
        bound[signature.varargs] = spare
    allowed = (*signature.names, *signature.keyword_only)
    for keyword, value in kwargs.items():
        target = _target(keyword, signature, allowed, torch)
        if target is None:
            if signature.open:
                bound[keyword] = value
                continue
            if torch and keyword in HARMLESS:
                continue
            if keyword in FOREIGN["torch" if torch else "np"]:
                raise Broken("unknown_keyword", name=name, keyword=keyword)
            raise Unsupported(f"the argument `{keyword}` of `{name}`")
        if target == signature.varargs:
            bound[target] = [value]
        elif target in bound:
            raise Broken("repeated_argument", name=name, keyword=keyword)
        else:
            bound[target] = value
    for parameter in allowed:
        if parameter not in bound:
            if parameter not in signature.defaults:
                raise Broken("missing_argument", name=name, keyword=parameter)
            bound[parameter] = signature.defaults[parameter]
    return bound


def _target(
    keyword: str, signature: Signature, allowed: tuple[str, ...], torch: bool
) -> str | None:
    """The parameter that a keyword names."""
    if keyword in allowed:
        return keyword
    if torch:
        translated = TORCH_NAMES.get(keyword, keyword)
        if translated in allowed:
            return translated
    if torch and signature.varargs and keyword in ("size", "dims", signature.varargs):
        return signature.varargs
    if not signature.open and keyword in FIRST and signature.names and signature.names[0] in FIRST:
        if not torch and keyword in ("input", "self", "tensor"):
            return None
        return signature.names[0]
    return None
