"""What a right answer gives: by a function of ours, a formula, numbers, or central differences."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from tutor.checking.assignments.declared import Called, Part, is_values, read_call, read_values
from tutor.checking.assignments.functions import FUNCTIONS
from tutor.checking.assignments.inputs import arguments
from tutor.checking.assignments.running import Named
from tutor.checking.assignments.slips import SLIPS

STEP = float(np.finfo(float).eps ** (1 / 3))
"""Relative step of a central difference: where truncation and rounding are about equal."""


def value(part: Part, given: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """What the results have to be; None when the part declares none. Raises ValueError."""
    if not part.value:
        return None
    call = ours(part.value)
    if call is not None:
        return _several(_call(FUNCTIONS[call.function], call, given))
    if is_values(part.value):
        return (np.array(read_values(part.value)),)
    return (formula(part.value, given),)


def ours(text: str) -> Called | None:
    """A call of one of our functions; None for any other text."""
    call = read_call(text)
    return call if call is not None and call.function in FUNCTIONS else None


def slips(part: Part, given: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Known slips in the function of ours that a part asks for, and what each gives."""
    call = ours(part.value)
    if call is None:
        return
    for name, function in SLIPS.get(call.function, ()):
        with np.errstate(all="ignore"):
            try:
                yield name, _several(_call(function, call, given))
            except (ValueError, IndexError, ZeroDivisionError, OverflowError):
                continue


def _call(function: Callable[..., Any], call: Called, given: Mapping[str, Any]) -> Any:
    found = [
        FUNCTIONS[each.function] if isinstance(each, Named) else each
        for each in arguments(call, given)
    ]
    with np.errstate(all="ignore"):
        return function(*(each.copy() if isinstance(each, np.ndarray) else each for each in found))


def _several(result: Any) -> tuple[Any, ...]:
    return tuple(map(np.asarray, result)) if isinstance(result, tuple) else (np.asarray(result),)


def formula(text: str, given: Mapping[str, Any]) -> Any:
    """A formula of the arguments, entry by entry. Raises ValueError for one that is none."""
    from tutor.checking.expression import read
    from tutor.checking.expression.tree import free_symbols
    from tutor.exercise import Unreadable

    reading = read(text)
    if isinstance(reading, Unreadable):
        raise ValueError(f"`{text}` is neither a function of ours nor a formula")
    names = sorted(free_symbols(reading.tree))
    for name in names:
        if name not in given:
            raise ValueError(f"`{text}` speaks of `{name}`, which is not given")
    arrays = np.broadcast_arrays(*(np.asarray(given[name], dtype=float) for name in names))
    shape = arrays[0].shape if arrays else ()
    point = {name: array.ravel() for name, array in zip(names, arrays, strict=True)}
    return _evaluated(reading.tree, point, int(np.prod(shape))).reshape(shape)


def _evaluated(tree: Any, point: dict[str, Any], size: int) -> Any:
    from tutor.checking.evaluation.float64 import compile_tree, values

    return np.array(values(compile_tree(tree), point, size))


# Central differences


def perturbed(array: Any) -> Iterator[tuple[tuple[int, ...], float, Any, Any]]:
    """Each index of an array with a step h, and copies with +h and −h there, in float64."""
    array = np.asarray(array, dtype=float)
    for index in np.ndindex(array.shape):
        h = STEP * max(1.0, abs(float(array[index])))
        ahead, behind = array.copy(), array.copy()
        ahead[index] += h
        behind[index] -= h
        yield index, float(ahead[index] - behind[index]), ahead, behind


def differences(text: str, wrt: str, along: Any, given: Mapping[str, Any]) -> Any:
    """The derivative of Σ along ⊙ f for every entry of `wrt`, f a function of ours."""
    call = ours(text)
    if call is None:
        raise ValueError(f"`{text}` is no function of ours")
    found = np.zeros(np.shape(given[wrt]))
    for index, width, ahead, behind in perturbed(given[wrt]):
        high, low = (
            total(_call(FUNCTIONS[call.function], call, {**given, wrt: moved}), along)
            for moved in (ahead, behind)
        )
        found[index] = (high - low) / width
    return found


def total(result: Any, along: Any) -> float:
    """Σ along ⊙ result; the result itself where there is nothing to weigh it with."""
    return float(np.sum(np.asarray(result) * (1.0 if along is None else along)))
