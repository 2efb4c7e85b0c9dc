"""How the derivatives of a function are laid out as a matrix, as the exercise says.

With F of shape p×q and X of shape r×s, and scalars and vectors as special cases:

    gradient     scalar F: r×s, the shape of X; else as denominator
    numerator    rows follow F, columns follow X: vector by vector p×r, scalar by vector 1×r,
                 scalar by matrix s×r, matrix by scalar p×q
    denominator  the transpose of numerator
    hessian      second derivatives of a scalar by vec X: rs×rs
    vec          d vec F / d (vec X)ᵀ, columns stacked: pq×rs
    scalar       X a scalar: p×q, the shape of F; no X: F itself
"""

from typing import Literal

from tutor.checking.matrices.sizes import ONE, Size

Layout = Literal["gradient", "numerator", "denominator", "hessian", "vec", "scalar"]
LAYOUTS: tuple[Layout, ...] = (
    "gradient", "numerator", "denominator", "hessian", "vec", "scalar",
)  # fmt: skip
Sizes = tuple[Size, Size]


def derivative_shape(layout: str, function: Sizes, variable: Sizes) -> Sizes:
    """The shape of the derivative. Source: the table in the module's docstring."""
    p, q = function
    r, s = variable
    if layout == "hessian":
        return r * s, r * s
    if layout == "vec":
        return p * q, r * s
    if variable == (ONE, ONE) and layout != "denominator":
        return p, q
    if function == (ONE, ONE) and layout != "numerator":
        return r, s
    if layout == "scalar":
        return p * q, r * s
    rows, columns = _numerator_shape(function, variable)
    return (rows, columns) if layout == "numerator" else (columns, rows)


def _numerator_shape(function: Sizes, variable: Sizes) -> Sizes:
    if variable == (ONE, ONE):
        return function
    if function == (ONE, ONE):
        return variable[1], variable[0]
    return function[0] * function[1], variable[0] * variable[1]
