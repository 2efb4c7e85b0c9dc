"""Derivatives of a function by central differences, in any of the layouts."""

from typing import Any

import numpy as np

from tutor.checking.matrices.arithmetic import Array, Impossible
from tutor.checking.matrices.evaluation import Evaluator
from tutor.checking.matrices.terms import Term


def _moved(at: Evaluator, function: Term, name: str, *steps: tuple[int, Any]) -> Array:
    value = at.values[name].copy()
    for place, step in steps:
        value.flat[place] = value.flat[place] + step
    return at.with_value(name, value)(function)


def jacobian(at: Evaluator, function: Term, name: str) -> Array:
    """∂F[i, j]/∂X[k, l] as an array (p, q, r, s), by central differences.

    In 40-digit arithmetic the step is 10⁻¹³ and the error about 10⁻²⁵; in floats Richardson's
    extrapolation of steps 10⁻³ and half of it leaves about 10⁻¹¹.
    """
    variable = at.values[name]
    shape = at(function).shape
    out = np.empty((*shape, *variable.shape), dtype=at.dtype)
    exact = at.arithmetic.exact
    for place, index in enumerate(np.ndindex(variable.shape)):

        def difference(step: Any, place: int = place) -> Any:
            up = _moved(at, function, name, (place, step))
            down = _moved(at, function, name, (place, -step))
            return (up - down) / (2 * step)

        if exact:
            slope = difference(at.arithmetic.number(1) / 10**13)
        else:
            slope = (4 * difference(5e-4) - difference(1e-3)) / 3
        out[(slice(None), slice(None), *index)] = slope
    return out


def hessian(at: Evaluator, function: Term, name: str) -> Array:
    """Second derivatives of a scalar function by vec X (columns stacked), rs×rs."""
    variable = at.values[name]
    order = np.arange(variable.size).reshape(variable.shape).T.reshape(-1)
    n = variable.size
    step = at.arithmetic.number(1) / 10**10 if at.arithmetic.exact else 1e-3
    out = np.empty((n, n), dtype=at.dtype)
    for i in range(n):
        for j in range(i + 1):
            a, b = int(order[i]), int(order[j])
            total = 0
            for x, y in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
                value = _moved(at, function, name, (a, x * step), (b, y * step))
                if value.size != 1:
                    raise Impossible
                total = total + x * y * value[0, 0]
            out[i, j] = out[j, i] = total / (4 * step * step)
    return out


def derivative(at: Evaluator, function: Term, name: str, layout: str) -> Array:
    """The derivative at a point in a layout, by central differences. Raises Impossible."""
    if layout == "hessian":
        return hessian(at, function, name)
    return laid_out(jacobian(at, function, name), layout)


def laid_out(slopes: Array, layout: str) -> Array:
    """Slopes ∂F[i, j]/∂X[k, l] as (p, q, r, s), arranged as a matrix in a layout."""
    p, q, r, s = slopes.shape
    if layout == "vec":
        return _stacked(slopes)
    if (r, s) == (1, 1) and layout != "denominator":
        return np.asarray(slopes.reshape(p, q))
    if (p, q) == (1, 1) and layout != "numerator":
        return np.asarray(slopes.reshape(r, s))
    if layout == "scalar":
        return _stacked(slopes)
    numerator = _numerator(slopes)
    return numerator if layout == "numerator" else numerator.T


def _numerator(slopes: Array) -> Array:
    p, q, r, s = slopes.shape
    if (r, s) == (1, 1):
        return np.asarray(slopes.reshape(p, q))
    if (p, q) == (1, 1):
        return np.asarray(slopes.reshape(r, s)).T
    return _stacked(slopes)


def _stacked(slopes: Array) -> Array:
    """D vec F / d (vec X)ᵀ with columns stacked."""
    p, q, r, s = slopes.shape
    return np.asarray(slopes.transpose(1, 0, 3, 2).reshape(p * q, r * s))
