"""Slips in gradients by differences."""

from typing import Any

import numpy as np

from tutor.checking.assignments.functions import (
    Array,
    Function,
    partial_differences,
)
from tutor.checking.assignments.slips.offered import slip


@slip("numerical_gradient", "forward_difference")
def _forward(f: Function, x: Array, h: float = 1e-5) -> Array:
    return partial_differences(f, x, h, 0.0, h)


@slip("numerical_gradient", "backward_difference")
def _backward(f: Function, x: Array, h: float = 1e-5) -> Array:
    return partial_differences(f, x, 0.0, h, h)


@slip("numerical_gradient", "divided_by_h")
def _by_h(f: Function, x: Array, h: float = 1e-5) -> Array:
    return partial_differences(f, x, h, h, h)


@slip("numerical_gradient", "all_at_once")
def _at_once(f: Function, x: Array, h: float = 1e-5) -> Array:
    x = np.array(x, dtype=float)
    return np.full_like(x, (f(x + h) - f(x - h)) / (2 * h))


@slip("numerical_gradient", "all_at_once")
def _along_the_diagonal(f: Function, x: Array, h: float = 1e-5) -> Any:
    x = np.array(x, dtype=float)
    return (f(x + h) - f(x - h)) / (2 * h)


@slip("numerical_gradient", "not_put_back")
def _drifting(f: Function, x: Array, h: float = 1e-5) -> Array:
    x = np.array(x, dtype=float)
    found = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        x[at] += h
        high = f(x)
        x[at] -= 2 * h
        found[at] = (high - f(x)) / (2 * h)
    return found


@slip("numerical_gradient", "whole_numbers")
def _in_whole_numbers(f: Function, x: Array, h: float = 1e-5) -> Array:
    """In an array of whole numbers x + h is x, and x − h may be x − 1."""
    x = np.array(x)
    found = np.zeros_like(x)
    for at in np.ndindex(x.shape):
        kept = x[at]
        x[at] = kept + h
        high = f(x)
        x[at] = kept - h
        found[at] = (high - f(x)) / (2 * h)
        x[at] = kept
    return found
