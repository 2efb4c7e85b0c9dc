"""What every operation needs: decisions about sizes, reading of arguments, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.sizes import Dim, Size, World, product
from tutor.checking.shapes.values import (
    Builtin,
    DType,
    Many,
    Range,
    Ratio,
    Record,
    Scalar,
    Shape,
    Tensor,
    Unknown,
    Value,
    is_size,
    promote,
)

MOST_VALUES = 4096
MOST_CONVERTED = 60_000


@dataclass(frozen=True)
class Note:
    """Code that runs but is probably not what was meant. rule: a key in strings.toml."""

    rule: str
    line: int
    details: dict[str, Any]


@dataclass
class Context:
    """One inference. line: the line that is being looked at.

    converted: how many list items were looked at. called, called_name: the namespace and
    name of the operation that is being applied. call_value: how the interpreter calls a value.
    """

    world: World
    flavour: str = "numpy"
    line: int = 0
    notes: list[Note] = field(default_factory=list)
    counts: dict[int, tuple[Tensor, Dim]] = field(default_factory=dict)
    default_dtype: str = "float32"
    converted: int = 0
    called: str = ""
    called_name: str = ""
    call_value: Callable[[Value, list[Value], dict[str, Value]], Value] | None = None

    # ── decisions ───────────────────────────────────────────────────────────────────────

    def same(self, left: Dim, right: Dim) -> bool:
        return self.world.same(left, right)

    def same_shape(self, left: Shape, right: Shape) -> bool:
        return len(left) == len(right) and all(map(self.world.same, left, right))

    def is_one(self, size: Dim) -> bool:
        if isinstance(size, int):
            return size == 1
        if size.data_names():
            return False
        return all(size.values[draw] == 1 for draw in self.world.live)

    def is_negative(self, size: Dim) -> bool:
        """Below zero? Where it depends on the sizes, non-negative is assumed."""
        if isinstance(size, int):
            return size < 0
        if size.data_names():
            return False
        return not self.world.possible(">=", size, 0)

    def note(self, rule: str, **details: Any) -> None:
        if not any(note.rule == rule and note.line == self.line for note in self.notes):
            self.notes.append(Note(rule, self.line, details))

    # ── shapes ──────────────────────────────────────────────────────────────────────────

    def broadcast(self, *shapes: Shape, rule: str = "broadcast") -> Shape:
        """The common shape, lined up from the right."""
        rank = max(map(len, shapes), default=0)
        result: list[Dim] = []
        for place in range(-1, -rank - 1, -1):
            size: Dim = 1
            for shape in shapes:
                if len(shape) >= -place:
                    size = self._meet(size, shape[place], shapes, place, rule)
            result.insert(0, size)
        return tuple(result)

    def _meet(self, left: Dim, right: Dim, shapes: tuple[Shape, ...], place: int, rule: str) -> Dim:
        if self.is_one(left):
            return right
        if self.is_one(right) or self.same(left, right):
            return left
        raise Broken(rule, *shapes, place=place, left=left, right=right)

    def broadcast_to(self, shape: Shape, target: Shape, rule: str = "broadcast_to") -> None:
        """Raises Broken unless `shape` stretches to `target`."""
        if len(shape) > len(target):
            raise Broken(rule, shape, target)
        for size, wanted in zip(reversed(shape), reversed(target), strict=False):
            if not self.is_one(size) and not self.same(size, wanted):
                raise Broken(rule, shape, target)

    def axis(self, axis: Value, ndim: int, shape: Shape | None = None) -> int:
        """A non-negative axis. Raises Broken when there is none of that number."""
        number = self.integer(axis, "axis")
        if not isinstance(number, int):
            raise Unsupported("an axis that is not a number")
        if not -ndim <= number < ndim:
            raise Broken("axis", *([shape] if shape is not None else []), axis=number, ndim=ndim)
        return number % ndim

    def axes(self, axes: Value, shape: Shape) -> tuple[int, ...]:
        """The axes of a reduction: all for None, one for an int, several for a tuple."""
        ndim = len(shape)
        if axes is None:
            return tuple(range(ndim))
        if is_size(axes) or isinstance(axes, Tensor):
            return (self.axis(axes, ndim, shape),)
        if not isinstance(axes, tuple | list):
            raise Broken("not_an_integer", got=describe(axes), what="axis")
        found = tuple(self.axis(axis, ndim, shape) for axis in axes)
        if len(set(found)) < len(found):
            raise Broken("repeated_axis", shape, axes=found)
        return found

    # ── reading arguments ───────────────────────────────────────────────────────────────

    def integer(self, value: Value, what: str = "size") -> Dim:
        """The value as an integer."""
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, int | Size):
            return value
        if isinstance(value, Tensor) and not value.shape and value.kind in ("int", "bool"):
            if value.values:
                return value.values[0]
            raise Unsupported(f"a {what} that only a run would tell")
        if isinstance(value, Scalar) and value.kind in ("int", "bool"):
            raise Unsupported(f"a {what} that only a run would tell")
        if isinstance(value, Unknown):
            raise Unsupported(value.why)
        raise Broken("not_an_integer", got=describe(value), what=what)

    def shape(self, value: Value) -> Shape:
        """A shape argument: an integer, or a tuple or list of integers."""
        if isinstance(value, Record):
            value = value.items
        if isinstance(value, tuple | list):
            sizes = tuple(self.integer(size) for size in value)
        elif isinstance(value, Tensor) and value.ndim == 1 and value.values is not None:
            sizes = value.values
        else:
            sizes = (self.integer(value),)
        return sizes

    def new_shape(self, value: Value) -> Shape:
        """A shape to be made; negative sizes raise."""
        sizes = self.shape(value)
        for size in sizes:
            if self.is_negative(size):
                raise Broken("negative_size", sizes, size=size)
        return sizes

    def varargs_shape(self, sizes: Sequence[Value]) -> Shape:
        """`f(2, 3)` or `f((2, 3))`."""
        if len(sizes) == 1 and isinstance(sizes[0], tuple | list):
            return self.shape(sizes[0])
        return tuple(self.integer(size) for size in sizes)

    def array(self, value: Value, library: str = "numpy") -> Tensor:
        """The value as a tensor: nested lists become one, numbers become 0-d."""
        if isinstance(value, Tensor):
            return value
        if isinstance(value, bool):
            return Tensor((), "bool", library, values=(int(value),))
        if isinstance(value, int):
            return Tensor((), "int64", library, values=(value,), bounds=(value, value))
        if isinstance(value, Size):
            return Tensor((), "int64", library, bounds=(value, value))
        if isinstance(value, float | Ratio):
            return Tensor((), self.float_of(library), library)
        if isinstance(value, complex):
            return Tensor((), "complex128", library)
        if isinstance(value, Scalar):
            names = {"bool": "bool", "int": "int64", "float": self.float_of(library)}
            return Tensor((), names.get(value.kind, "complex128"), library)
        if isinstance(value, Many):
            item = self.array(value.item, library)
            if value.varies and not isinstance(value.item, int | float | Size | Scalar | Ratio):
                raise Unsupported("a list whose items differ in shape")
            return Tensor((value.count, *item.shape), item.dtype, library)
        if isinstance(value, Range):
            length = range_length(self.world, value)
            values = None
            if isinstance(value.start, int) and isinstance(length, int) and length <= MOST_VALUES:
                values = tuple(value.start + value.step * i for i in range(length))
            last = value.start + (length - 1) * value.step
            return Tensor((length,), "int64", library, values=values, bounds=(value.start, last))
        if isinstance(value, tuple | list):
            return self._stacked(value, library)
        if isinstance(value, Unknown):
            raise Unsupported(value.why)
        if value is None:
            raise Broken("none_operand")
        raise Unsupported(f"{describe(value)} as an array")

    def _stacked(self, items: Sequence[Value], library: str) -> Tensor:
        if not items:
            return Tensor((0,), self.float_of(library), library, values=())
        self.converted += len(items)
        if self.converted > MOST_CONVERTED:
            raise Unsupported("an array literal this large")
        parts = [self.array(item, library) for item in items]
        for part in parts[1:]:
            if not self.same_shape(part.shape, parts[0].shape):
                raise Broken("ragged", parts[0].shape, part.shape)
        values: tuple[int, ...] | None = None
        if all(part.values is not None for part in parts):
            values = tuple(value for part in parts for value in part.values or ())
            if len(values) > MOST_VALUES:
                values = None
        bounds = (min(values), max(values)) if values else None
        dtype = promote(*(part.dtype for part in parts))
        return Tensor((len(parts), *parts[0].shape), dtype, library, values=values, bounds=bounds)

    def float_of(self, library: str) -> str:
        return self.default_dtype if library == "torch" else "float64"

    def tensor(self, value: Value) -> Tensor:
        """A torch function's tensor argument; a list or an array is not one."""
        if isinstance(value, Tensor):
            if value.library != "torch":
                raise Broken("not_a_tensor", got="a NumPy array")
            return value
        if isinstance(value, Unknown):
            raise Unsupported(value.why)
        raise Broken("not_a_tensor", got=describe(value))

    def operand(self, value: Value, like: Tensor | None = None) -> Tensor:
        """An operand in the library of this call: what NumPy converts, torch refuses."""
        if isinstance(value, Tensor):
            return value
        library = like.library if like is not None else self.flavour
        if library == "torch" and isinstance(value, list | tuple):
            raise Broken("not_a_tensor", got=describe(value))
        return self.array(value, library)

    def dtype(self, value: Value, default: str) -> str:
        """A dtype argument: `np.float32`, `float`, `"int64"`; None gives `default`."""
        if value is None:
            return default
        if isinstance(value, DType):
            return value.name
        if isinstance(value, Builtin) and value.space == "builtins":
            names = {"float": "float64", "int": "int64", "bool": "bool", "complex": "complex128"}
            if value.name in names:
                return names[value.name]
        if isinstance(value, str):
            name = {
                "float": "float64",
                "int": "int64",
                "single": "float32",
                "double": "float64",
                "f4": "float32",
                "f8": "float64",
                "i4": "int32",
                "i8": "int64",
                "?": "bool",
                "f": "float32",
                "d": "float64",
                "complex": "complex128",
            }.get(value, value)
            try:
                promote(name)
            except KeyError:
                raise Unsupported(f"the dtype {value!r}") from None
            return name
        if isinstance(value, int | Size | tuple | list):
            raise Broken("not_a_dtype", got=describe(value))
        raise Unsupported(f"the dtype {describe(value)}")

    def total(self, shape: Iterable[Dim]) -> Dim:
        return product(shape)


def range_length(world: World, value: Range) -> Dim:
    """len(range(start, stop, step))."""
    if value.step > 0:
        span = value.stop - value.start
        step = value.step
    else:
        span = value.start - value.stop
        step = -value.step
    return world.maximum((span + (step - 1)) // step, 0)


def describe(value: Value) -> str:
    """What a value is, in words that fit every language of the tutor."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | Size):
        return f"int {value}"
    if isinstance(value, float | Ratio):
        return "float"
    if isinstance(value, Tensor):
        name = "tensor" if value.library == "torch" else "array"
        return f"{name} {show_shape(value.shape)}"
    if isinstance(value, Scalar):
        return value.kind
    if value is None:
        return "None"
    return type(value).__name__.lower()


def show_shape(shape: Sequence[Dim]) -> str:
    """(B, T, d), and (N,) with its comma."""
    inside = ", ".join(map(str, shape))
    return f"({inside},)" if len(shape) == 1 else f"({inside})"
