"""Declared inputs → arrays. The same declaration gives the same numbers everywhere."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from tutor.checking.assignments.declared import Called, Given, read_values
from tutor.checking.assignments.running import Named

MOST_ENTRIES = 200_000


def make(given: Mapping[str, Given]) -> dict[str, Any]:
    """Every argument by its name. Raises ValueError for what is no array."""
    return {name: _one(each) for name, each in given.items()}


def _one(given: Given) -> Any:
    if given.function:
        return Named(given.function)
    if given.values:
        value = read_values(given.values)
        if not isinstance(value, list) and not given.dtype:
            return value
        array = np.array(value, dtype=given.dtype or float)
        if given.shape is not None and array.shape != given.shape:
            raise ValueError(f"`values` has the shape {array.shape}, not {given.shape}")
        return array
    if given.shape is None:
        raise ValueError("an input needs `values`, `shape` or `function`")
    if np.prod(given.shape, dtype=float) > MOST_ENTRIES:
        raise ValueError(f"at most {MOST_ENTRIES} entries")
    drawn = _drawn(given, given.shape)
    if given.draw in ("normal", "uniform"):
        drawn = drawn * given.scale + given.shift
    return drawn.astype(given.dtype) if given.dtype else drawn


def _drawn(given: Given, shape: tuple[int, ...]) -> Any:
    dice = np.random.Generator(np.random.PCG64(given.rng))
    match given.draw:
        case "normal":
            # Normal numbers of a generator may change between versions of NumPy; its uniform
            # bits do not, and the Box–Muller transform makes normal ones of them.
            u = dice.random((2, int(np.prod(shape))))
            return (np.sqrt(-2 * np.log1p(-u[0])) * np.cos(2 * np.pi * u[1])).reshape(shape)
        case "uniform":
            return dice.random(shape) * 2 - 1
        case "labels":
            return np.minimum(dice.random(shape) * given.below, given.below - 1).astype(np.int64)
        case "one-hot":
            places = (dice.random(shape[:-1]) * shape[-1]).astype(int)
            return np.eye(shape[-1])[places]
        case "causal":
            return np.broadcast_to(np.tri(shape[-2], shape[-1]) > 0, shape).copy()
        case "random-mask":
            mask = dice.random(shape) < 0.6
            return mask | (np.arange(shape[-1]) == 0)


def arguments(call: Called, given: Mapping[str, Any]) -> tuple[Any, ...]:
    """The arguments of a call. Raises KeyError for a name that is not given."""
    return tuple(given[each] if isinstance(each, str) else each for each in call.arguments)
