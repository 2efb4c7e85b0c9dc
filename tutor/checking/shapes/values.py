"""What a snippet's names can hold: tensors known by shape and dtype, numbers, objects."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from tutor.checking.shapes.sizes import Dim, Size

Shape: TypeAlias = tuple[Dim, ...]
Value: TypeAlias = Any

KINDS = ("bool", "int", "float", "complex")
WIDTHS: Mapping[str, int] = {
    "bool": 0,
    "uint8": 10,
    "int8": 11,
    "uint16": 12,
    "int16": 13,
    "uint32": 14,
    "int32": 15,
    "uint64": 16,
    "int64": 17,
    "bfloat16": 20,
    "float16": 21,
    "float32": 22,
    "float64": 23,
    "complex64": 30,
    "complex128": 31,
}


@dataclass(frozen=True, slots=True)
class Tensor:
    """An array or tensor. library: "numpy" or "torch".

    values: the elements in row-major order where they are few and known integers.
    bounds: the smallest and greatest element where that is known (indices, labels), and
    reach: whether there are elements as small and as great: "sure", "drawn" at random, "maybe".
    nonzero: how many elements are not zero where that is known (an identity mask).
    strides: how a torch tensor lies in memory where that is not row-major.
    made: the operation it comes from, and line: where. axis: an axis that matters to `made`.
    source: the operand that `made` was applied to, for explanations.
    """

    shape: Shape
    dtype: str = "float64"
    library: str = "numpy"
    values: tuple[int, ...] | None = None
    bounds: tuple[Dim, Dim] | None = None
    nonzero: Dim | None = None
    made: str = ""
    line: int = 0
    axis: int | None = None
    source: Tensor | None = None
    scalar: bool = False
    reach: str = "sure"
    strides: tuple[Dim, ...] | None = None

    @property
    def kind(self) -> str:
        return kind_of(self.dtype)

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def like(self, shape: Sequence[Dim] | None = None, dtype: str | None = None) -> Tensor:
        """A fresh tensor of the same library; shape and dtype are kept unless given."""
        return Tensor(
            self.shape if shape is None else tuple(shape),
            self.dtype if dtype is None else dtype,
            self.library,
        )

    def marked(
        self, made: str, line: int, axis: int | None = None, source: Tensor | None = None
    ) -> Tensor:
        if source is not None:
            source = replace(source, source=None)
        return replace(self, made=made, line=line, axis=axis, source=source)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A Python number whose value only a run would tell. kind: bool, int, float, complex."""

    kind: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """top / bottom, the float that true division of sizes gives.

    values: the float at each draw, rounded as Python rounds it.
    """

    top: Dim
    bottom: Dim
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DType:
    """`np.float32`, `torch.long`; called, it converts."""

    name: str
    library: str


@dataclass(frozen=True, slots=True)
class Slice:
    """`start:stop:step` in an index."""

    start: Value
    stop: Value
    step: Value


@dataclass(frozen=True, slots=True)
class Range:
    """range(start, stop, step)."""

    start: Dim
    stop: Dim
    step: int = 1


@dataclass(slots=True)
class Many:
    """A list of `count` items, such as what a loop over a symbolic range appended.

    item: what every item is, unless it `varies`. pick: the item at a place, where they differ.
    """

    item: Value
    count: Dim
    varies: bool = False
    pick: Callable[[Dim], Value] | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """A namespace such as `np.linalg`, by its canonical name."""

    name: str


@dataclass(frozen=True, slots=True)
class Builtin:
    """A registered operation found by name; `bound` is what it is a method of."""

    space: str
    name: str
    bound: Value = None


@dataclass(frozen=True, slots=True)
class Partial:
    """`np.add.reduce`-like and partially applied callables."""

    function: Value
    args: tuple[Value, ...] = ()
    kwargs: Mapping[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Function:
    """A `def` or `lambda` of the snippet, with the names it closes over."""

    name: str
    parameters: ast.arguments
    body: list[ast.stmt] | ast.expr
    scope: Any
    defaults: list[Value]
    keyword_defaults: list[Value | None]


@dataclass(frozen=True, slots=True)
class Method:
    """A method of one of the snippet's own objects."""

    function: Function
    instance: Instance


@dataclass(slots=True)
class UserClass:
    """A class of the snippet."""

    name: str
    bases: tuple[Value, ...]
    members: dict[str, Value]


@dataclass(slots=True)
class Instance:
    """An object of a class of the snippet."""

    made_from: UserClass
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Module:
    """A layer such as `nn.Linear(d, h)`: its forward pass, attributes and parameters."""

    name: str
    forward: Callable[..., Value]
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Generator:
    """`np.random.default_rng()`."""

    library: str = "numpy"


@dataclass(frozen=True, slots=True)
class Record:
    """A named tuple that a function returns: `values, indices = x.max(dim=1)`."""

    names: tuple[str, ...]
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Device:
    """`torch.device(...)` and other objects that never touch a shape."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a line that is not understood was to give."""

    why: str
    line: int


def kind_of(dtype: str) -> str:
    """The kind of numbers of a dtype: bool, int, float, complex."""
    if dtype == "bool":
        return "bool"
    if dtype.startswith(("int", "uint")):
        return "int"
    return "complex" if dtype.startswith("complex") else "float"


def promote(*dtypes: str) -> str:
    """The dtype that holds all of them: the highest kind, then the widest."""
    best = max(dtypes, key=WIDTHS.__getitem__)
    if best == "complex64" and "float64" in dtypes:
        return "complex128"
    if best == "float16" and "bfloat16" in dtypes:
        return "float32"
    return best


def is_size(value: Value) -> bool:
    """Whether the value is an integer (a bool is one, as in Python)."""
    return isinstance(value, int | Size)
