"""Compare what a function gave with what it should give, and name the slip where one fits.

A slip is named only when it gives exactly what the learner's function gave.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

FLOOR = 1e-9
"""Of the largest entry expected: differences below it are rounding."""

LARGE = 30.0
"""Inputs beyond it are there to make exp overflow."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first entry that is wrong, and how many are. relative: |yours − expected|/|expected|."""

    index: tuple[int, ...]
    yours: float
    expected: float
    relative: float
    wrong: int
    of: int


@dataclass(frozen=True, slots=True)
class Slip:
    """A known slip: its name in strings.toml and what its sentence wants to know."""

    name: str
    values: Mapping[str, str]


def agree(yours: Any, expected: Any, tolerance: float) -> Any:
    """Entry by entry, whether two arrays of one shape agree: a truth value each.

    The error may be `tolerance` of the entry, or of a thousandth of the largest entry: an entry
    that is small beside the others comes from cancellation and is known less exactly.
    """
    yours, expected = _numbers(yours), _numbers(expected)
    finite = np.isfinite(expected)
    largest = float(np.max(np.abs(expected[finite]), initial=0.0))
    room = tolerance * np.maximum(np.abs(np.where(finite, expected, 0)), largest * 1e-3)
    room = np.maximum(room, FLOOR * largest)
    with np.errstate(invalid="ignore"):
        close = np.abs(yours - expected) <= np.maximum(room, 1e-300)
    return np.where(finite, close, (yours == expected) | (np.isnan(yours) & np.isnan(expected)))


def same(yours: Any, expected: Any, tolerance: float) -> bool:
    """Whether two arrays agree in shape and in every entry."""
    return np.shape(yours) == np.shape(expected) and bool(np.all(agree(yours, expected, tolerance)))


def difference(yours: Any, expected: Any, tolerance: float) -> Difference | None:
    """The first entry in which two arrays of one shape differ; None when they agree."""
    wrong = ~agree(yours, expected, tolerance)
    if not wrong.any():
        return None
    index = tuple(int(place) for place in np.argwhere(wrong)[0])
    a, b = float(_numbers(yours)[index]), float(_numbers(expected)[index])
    relative = abs(a - b) / abs(b) if b and np.isfinite(a) and np.isfinite(b) else float("inf")
    return Difference(index, a, b, relative, int(wrong.sum()), wrong.size)


def largest_error(yours: Any, expected: Any) -> float:
    """The largest relative error, measured against the entry or a thousandth of the largest."""
    a, b = _numbers(yours), _numbers(expected)
    size = np.maximum(np.abs(b), np.max(np.abs(b), initial=0.0) * 1e-3)
    return float(np.max(np.abs(a - b) / np.where(size > 0, size, 1.0), initial=0.0))


def _numbers(array: Any) -> Any:
    array = np.asarray(array)
    return array.real.astype(float) if array.dtype.kind != "c" else np.abs(array)


def named(
    yours: Any,
    expected: Any,
    variants: Iterable[tuple[str, Any]],
    inputs: Mapping[str, Any],
    tolerance: float,
) -> Slip | None:
    """The slip that gives exactly `yours`, if one is known.

    variants: slips of this very function with what each gives. inputs: the call's arguments.
    """
    single = np.asarray(yours).dtype in (np.float32, np.float16)
    if single and same(yours, expected, 1e-2):
        return Slip("single_precision", {"dtype": str(np.asarray(yours).dtype)})
    yours, expected = _numbers(yours), _numbers(expected)
    for name, value in variants:
        if same(yours, value, tolerance) and not same(value, expected, tolerance):
            return Slip(name, {})
    for name, each in inputs.items():
        if isinstance(each, np.ndarray) and same(yours, each, tolerance):
            return Slip("is_input", {"name": name})
    if yours.shape != expected.shape:
        return _of_shape(yours, expected, tolerance)
    return _of_values(yours, expected, inputs, tolerance)


_SHAPES = re.compile(r"shapes ((?:\([\d,]{0,60}\) ?){2,4})")


def of_message(kind: str, message: str) -> str:
    """The slip that an error of NumPy's points at; empty when none is known."""
    if kind == "AxisError":
        return "axis_out"
    if kind != "ValueError":
        return ""
    if message.startswith("matmul:") or "not aligned" in message:
        return "factors_do_not_fit"
    found = _SHAPES.search(message)
    if not found or "broadcast" not in message:
        return ""
    shapes = [tuple(re.findall(r"\d+", each)) for each in found[1].split()]
    first, second = sorted(shapes[:2], key=len)
    if len(second) == len(first) + 1 and first in (second[:-1], second[:-2] + second[-1:]):
        return "keepdims_missing"
    return ""


def _of_shape(yours: Any, expected: Any, tolerance: float) -> Slip | None:
    """A slip that shows in the shape."""
    told = {"yours": shape_text(yours.shape), "expected": shape_text(expected.shape)}
    if yours.T.shape == expected.shape and same(yours.T, expected, tolerance):
        return Slip("transposed_only", told)
    if yours.size == expected.size and same(yours.ravel(), expected.ravel(), tolerance):
        if yours.ndim == expected.ndim + 1 and 1 in yours.shape:
            return Slip("axis_too_many", told)
        if yours.ndim == expected.ndim - 1 and 1 in expected.shape:
            return Slip("keepdims_missing", told)
        return Slip("reshaped", told)
    if yours.ndim == expected.ndim + 1:
        for axis in range(yours.ndim):
            if same(yours.sum(axis=axis), expected, tolerance):
                return Slip("not_summed", {**told, "axis": str(axis)})
            if same(yours.mean(axis=axis), expected, tolerance):
                return Slip("not_averaged", {**told, "axis": str(axis)})
    if yours.ndim == expected.ndim == 1 and yours.size == expected.size - 1:
        return Slip("one_short", told)
    if yours.T.shape == expected.shape and yours.ndim == 2:
        return Slip("transposed", told)
    n = yours.shape[0] if yours.ndim else 0
    if yours.shape == (n, n) and n > 1 and expected.shape in ((n,), (n, 1)):
        return Slip("column_met_row", told)
    if yours.ndim < expected.ndim and yours.ndim and _dropped(yours.shape, expected.shape):
        return Slip("keepdims_missing", told)
    return None


def _dropped(yours: tuple[int, ...], expected: tuple[int, ...]) -> bool:
    return tuple(size for size in expected if size != 1) == yours


def _of_values(
    yours: Any, expected: Any, inputs: Mapping[str, Any], tolerance: float
) -> Slip | None:
    """A slip that shows in every entry alike."""
    if not np.isfinite(yours).all():
        if np.isfinite(expected).all():
            large = any(
                np.max(np.abs(each), initial=0.0) > LARGE
                for each in inputs.values()
                if isinstance(each, np.ndarray) and each.dtype.kind == "f"
            )
            return Slip("overflow" if large else "not_finite", {})
        return None
    if not np.any(expected):
        return None
    if not np.any(yours):
        return Slip("all_zero", {})
    if same(yours, -expected, tolerance):
        return Slip("sign", {})
    square = expected.ndim >= 2 and expected.shape[-1] == expected.shape[-2]
    if square and same(np.swapaxes(yours, -1, -2), expected, tolerance):
        return Slip("transposed_only", {"yours": "", "expected": ""})
    factor = _factor(yours, expected, tolerance)
    if factor is not None:
        return _of_factor(factor, inputs)
    if same(np.trunc(expected), yours, tolerance):
        return Slip("truncated", {})
    if expected.size > 1:
        shift = yours - expected
        if np.allclose(shift, shift.flat[0], rtol=1e-6, atol=tolerance * abs(shift.flat[0])):
            return Slip("shifted", {"by": f"{shift.flat[0]:.6g}"})
    return None


def _factor(yours: Any, expected: Any, tolerance: float) -> float | None:
    """The number by which every entry is too large; None when there is no such number."""
    at = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
    factor = float(yours[at] / expected[at])
    fits = factor and expected.size > 1 and same(yours, factor * expected, tolerance)
    single = expected.size == 1 and any(
        abs(factor - nice) < 1e-9 * nice for nice in (2.0, 0.5, *range(3, 65))
    )
    return factor if fits or single else None


def _of_factor(factor: float, inputs: Mapping[str, Any]) -> Slip | None:
    told = {"factor": f"{factor:.6g}"}
    for name, each in inputs.items():
        if not isinstance(each, np.ndarray) or not each.ndim or each.shape[0] < 2:
            continue
        n = each.shape[0]
        if abs(factor - n) < 1e-6 * n:
            return Slip("mean_missing", {**told, "n": str(n), "name": name})
        if abs(factor * n - 1) < 1e-6:
            return Slip("divided_twice", {**told, "n": str(n), "name": name})
    if abs(factor - 2) < 1e-9:
        return Slip("twice", told)
    if abs(factor - 0.5) < 1e-9:
        return Slip("half", told)
    return Slip("factor", told)


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as NumPy writes it."""
    return "(" + ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"
