"""infer(source, …): the shape at every line of a snippet, or why it fails."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tutor.checking.shapes import operations, reading
from tutor.checking.shapes.builtins import NAMES
from tutor.checking.shapes.context import Context, Note
from tutor.checking.shapes.errors import Broken, DataDependent, TooLarge, Unsupported
from tutor.checking.shapes.facts import DRAWS, Fact, UnreadableFact, draw_sizes, fact_of, read_fact
from tutor.checking.shapes.scope import Scope
from tutor.checking.shapes.sizes import Size, World
from tutor.checking.shapes.statements import Interpreter
from tutor.checking.shapes.syntax import Refused, parse
from tutor.checking.shapes.values import (
    Builtin,
    Generator,
    Ratio,
    Record,
    Scalar,
    Shape,
    Space,
    Tensor,
    Unknown,
    Value,
)


@dataclass(frozen=True)
class Line:
    """What one assignment gave. shape is None for what is not an array."""

    number: int
    name: str
    shape: Shape | None
    dtype: str
    made: str = ""


@dataclass(frozen=True)
class Problem:
    """What stopped the code. kind: "error" where it raises, "unsupported", "refused"."""

    kind: str
    rule: str
    line: int
    column: int
    shapes: tuple[Shape, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    what: str = ""
    node: ast.AST | None = field(default=None, compare=False, repr=False)


@dataclass
class Inference:
    """All that is known of a snippet."""

    source: str
    tree: ast.Module | None
    context: Context
    scope: Scope
    interpreter: Interpreter
    lines: list[Line]
    error: Problem | None
    unsupported: Problem | None

    @property
    def notes(self) -> list[Note]:
        return self.context.notes

    def result(self, expression: str) -> Value:
        """The value of an expression after the snippet. Raises Broken or Unsupported."""
        tree = parse(expression).body
        if len(tree) != 1 or not isinstance(tree[0], ast.Expr):
            raise Unsupported(f"`{expression}` as an expression")
        try:
            return self.interpreter.evaluate(tree[0].value, self.scope)
        except DataDependent as problem:
            raise Unsupported(
                f"sizes that depend on the data ({', '.join(problem.names)})"
            ) from None
        except (TooLarge, RecursionError, OverflowError):
            raise Unsupported("sizes this large") from None


def infer(
    source: str,
    dims: Mapping[str, int | None] | None = None,
    facts: Sequence[str] = (),
    flavour: str = "numpy",
    declared: Mapping[str, str] | None = None,
) -> Inference:
    """Infer the shape at every line of `source`.

    dims: the sizes that the snippet may use, with their number, or None where it is left
    open. facts: relations such as `H divides d`, `T >= k`. flavour: "numpy" or "torch".
    declared: arrays that the snippet finds already there, name → shape text such as
    `(B, T, d)`, or `int (B, T)` and `bool (T, T)` for whole numbers and truth values; comments
    like `# x: (B, T, d)` declare them too.
    Raises Refused for source that is not looked at, UnreadableFact for a bad fact.
    """
    operations.load()
    tree = parse(source)
    given = dict(declared or {})
    given.update(
        {name: text for name, text in _declared_in_comments(source).items() if name not in given}
    )
    known = _all_dims(dict(dims or {}), given, tree)
    read = [read_fact(fact) for fact in facts] + _asserted(tree, set(known))
    context = Context(_world(known, read), flavour)
    scope = Scope(None, _globals(known, context, flavour))
    interpreter = Interpreter(context)
    inference = Inference(source, tree, context, scope, interpreter, [], None, None)
    for name, text in given.items():
        scope.set(name, _declared_value(interpreter, scope, text, flavour))
    _run(inference)
    inference.lines = [_line(seen.line, seen.name, seen.value) for seen in interpreter.lines]
    return inference


def _run(inference: Inference) -> None:
    interpreter = inference.interpreter
    assert inference.tree is not None
    try:
        interpreter.run(inference.tree.body, inference.scope)
    except Broken as broken:
        inference.error = _problem("error", broken.node, broken.rule, broken.shapes, broken.details)
    except Unsupported as problem:
        inference.unsupported = _problem(
            "unsupported", problem.node, "unsupported", what=problem.what
        )
    except Exception as stray:  # noqa: BLE001 - a rule that cannot cope abstains, never guesses
        line = inference.context.line
        inference.unsupported = Problem(
            "unsupported", "unsupported", line, 0, what=f"this ({type(stray).__name__})"
        )
    if interpreter.skipped and inference.unsupported is None:
        line, what = interpreter.skipped[0]
        inference.unsupported = Problem("unsupported", "unsupported", line, 0, what=what)


def _problem(
    kind: str,
    node: ast.AST | None,
    rule: str,
    shapes: tuple[Shape, ...] = (),
    details: Mapping[str, object] | None = None,
    what: str = "",
) -> Problem:
    line = getattr(node, "lineno", 1)
    column = getattr(node, "col_offset", 0)
    return Problem(kind, rule, line, column, shapes, details or {}, what, node)


def _line(number: int, name: str, value: Value) -> Line:
    if isinstance(value, Tensor):
        return Line(number, name, value.shape, value.dtype, value.made)
    kind = type(value).__name__.lower()
    if isinstance(value, int | Size) and not isinstance(value, bool):
        kind = "int"
    elif isinstance(value, float | Ratio | Scalar):
        kind = value.kind if isinstance(value, Scalar) else "float"
    elif isinstance(value, Unknown):
        kind = "unsupported"
    return Line(number, name, None, kind)


def _world(dims: Mapping[str, int | None], facts: Sequence[Fact]) -> World:
    """The draws. Where all sizes are given, those decide, and the others only print."""
    if all(value is not None for value in dims.values()):
        given = {name: value for name, value in dims.items() if value is not None}
        open_dims: dict[str, int | None] = dict.fromkeys(dims)
        try:
            others = draw_sizes(open_dims, facts, DRAWS // 2) if dims else []
        except UnreadableFact:
            others = draw_sizes(open_dims, (), DRAWS // 2)
        world = World([given, *others], deciding=1)
        world.declared, world.facts = open_dims, facts
        return world
    world = World(draw_sizes(dims, facts))
    world.declared, world.facts = dims, facts
    return world


def _all_dims(
    dims: dict[str, int | None], declared: Mapping[str, str], tree: ast.Module
) -> dict[str, int | None]:
    """The given sizes, and those that the declared shapes name."""
    for text in declared.values():
        for name in re.findall(r"[A-Za-z_]\w*", reading.declared(text)[1]):
            dims.setdefault(name, None)
    return dims


def _declared_in_comments(source: str) -> dict[str, str]:
    """`# x: (B, T, d)` on a line of its own declares x."""
    found = {}
    for match in re.finditer(
        r"^\s*#\s*([A-Za-z_]\w*)\s*:\s*((?:(?:int|bool|float)\s*)?\([^()\n]{0,200}\))\s*$",
        source,
        re.MULTILINE,
    ):
        found[match[1]] = match[2]
    return found


def _declared_value(interpreter: Interpreter, scope: Scope, text: str, flavour: str) -> Tensor:
    holds, text = reading.declared(text)
    node = parse(text).body[0]
    if not isinstance(node, ast.Expr):
        raise Refused("not_python", 1, message=text)
    value = interpreter.evaluate(node.value, scope)
    shape = interpreter.ctx.shape(value)
    default = "float32" if flavour == "torch" else "float64"
    return Tensor(shape, reading.NUMBERS[holds] or default, flavour)


def _asserted(tree: ast.Module, names: set[str]) -> list[Fact]:
    """`assert d % H == 0` states a fact."""
    facts = []
    for node in tree.body:
        if isinstance(node, ast.Assert):
            fact = fact_of(node.test, ast.unparse(node.test))
            if fact is not None and fact.names() <= names:
                facts.append(fact)
    return facts


def _globals(dims: Mapping[str, int | None], context: Context, flavour: str) -> dict[str, Value]:
    names: dict[str, Value] = {name: Builtin("builtins", name) for name in NAMES}
    names.update(
        np=Space("np"),
        numpy=Space("np"),
        torch=Space("torch"),
        F=Space("F"),
        nn=Space("nn"),
        math=Space("math"),
        einops=Space("einops"),
        rng=Generator(),
        rearrange=Builtin("einops", "rearrange"),
        reduce=Builtin("einops", "reduce"),
        repeat=Builtin("einops", "repeat"),
    )
    for name in dims:
        names[name] = context.world.symbol(name)
    return names


def sizes_of(value: Value) -> Shape | None:
    """The shape that an expression's value stands for: an array's, a tuple of sizes, a number's."""
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, Record):
        value = value.items
    if isinstance(value, tuple | list) and all(
        isinstance(v, int | Size) and not isinstance(v, bool) for v in value
    ):
        return tuple(value)
    if isinstance(value, int | float | complex | Size | Ratio | Scalar):
        return ()
    return None


def numbers_of(world: World, shape: Shape) -> tuple[int, ...] | None:
    """The shape in integers, where every size is given."""
    numbers: list[int] = []
    for size in shape:
        if isinstance(size, Size):
            if not world.concrete or size.data_names():
                return None
            numbers.append(size.values[world.live[0]])
        else:
            numbers.append(size)
    return tuple(numbers)
