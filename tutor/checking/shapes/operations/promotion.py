"""The dtype of a result: which of several wins, and what division and sqrt make of integers."""

from __future__ import annotations

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.numbers import number_kind
from tutor.checking.shapes.values import KINDS, Tensor, Value, promote


def result_dtype(ctx: Context, *operands: Value) -> str:
    """The dtype of an elementwise result; Python numbers lend only their kind."""
    tensors = [value for value in operands if isinstance(value, Tensor)]
    numbers = [value for value in operands if not isinstance(value, Tensor)]
    library = tensors[0].library
    if library == "torch":
        dimensional = [tensor for tensor in tensors if tensor.shape]
        groups = [[t.dtype for t in group] for group in (dimensional, tensors) if group]
        dtype = promote(*groups[0])
        highest = promote(*groups[-1])
        if KINDS.index(kind_of(highest)) > KINDS.index(kind_of(dtype)):
            dtype = highest
    else:
        dtype = numpy_promote([tensor.dtype for tensor in tensors])
    for number in numbers:
        kind = number_kind(number)
        if KINDS.index(kind) > KINDS.index(kind_of(dtype)):
            wide = ctx.float_of(library)
            dtype = {"int": "int64", "float": wide, "complex": "complex128"}[kind]
    return dtype


def kind_of(dtype: str) -> str:
    if dtype == "bool":
        return "bool"
    if "int" in dtype:
        return "int"
    return "complex" if dtype.startswith("complex") else "float"


def numpy_promote(dtypes: list[str]) -> str:
    best = promote(*dtypes)
    if kind_of(best) == "float" and any(
        name in dtypes for name in ("int64", "int32", "uint32", "uint64")
    ):
        return "float64"
    return best


def as_float(ctx: Context, tensor: Tensor) -> str:
    """The dtype after a function that gives floats: exp, sqrt, a division."""
    if tensor.kind in ("float", "complex"):
        return tensor.dtype
    return ctx.float_of(tensor.library)
