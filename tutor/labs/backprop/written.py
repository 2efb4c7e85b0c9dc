r"""Numbers, vectors and matrices as TeX, abridged with dots where they are large."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

Array = Any


def tex_number(x: float, digits: int = 4) -> str:
    """`x` to so many significant digits, in TeX; zeros at the end stay where it was rounded."""
    x = float(x)
    if math.isnan(x):
        return r"\text{—}"
    if math.isinf(x):
        return r"\infty" if x > 0 else r"-\infty"
    if x == round(x) and abs(x) < 10**6:
        return str(round(x))
    text = f"{x:#.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    if mantissa.endswith(".") or abs(float(text) - x) <= 1e-12 * abs(x):
        mantissa = mantissa.rstrip("0").rstrip(".")
    if not exponent:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return {"1": power, "-1": "-" + power}.get(mantissa, rf"{mantissa} \cdot {power}")


def factor(x: float) -> str:
    """A number as it stands in a product: in brackets when it has a sign."""
    text = tex_number(x)
    return f"({text})" if text.startswith("-") else text


def total(terms: Sequence[str]) -> str:
    """A sum; a term that begins with a minus is taken away."""
    text = terms[0]
    for term in terms[1:]:
        text += f" - {term[1:]}" if term.startswith("-") else f" + {term}"
    return text


def product(*factors: str) -> str:
    r"""Factors with `\cdot` between them."""
    return r" \cdot ".join(factors)


def dot(left: Array, right: Array, more: Sequence[str] = (), most: int = 4) -> str:
    """Σ leftᵢ·rightᵢ written out, long ones with dots in the middle; `more` follows."""
    terms = [product(tex_number(a), factor(b)) for a, b in _ends(left, right, most)]
    if len(left) > most:
        return total([*terms[:-1], r"\cdots", terms[-1], *more])
    return total([*terms, *more])


def _ends(left: Array, right: Array, most: int) -> list[tuple[float, float]]:
    pairs = list(zip(np.ravel(left).tolist(), np.ravel(right).tolist(), strict=True))
    return pairs if len(pairs) <= most else [*pairs[: most - 1], pairs[-1]]


def matrix(values: Array, rows: int = 5, columns: int = 5) -> str:
    """A matrix, or a vector as a column; one number without brackets unless it is negative."""
    array = np.asarray(values, dtype=float)
    if array.size == 1:
        return factor(float(array.reshape(())))
    if array.ndim == 1:
        array = array[:, None]
    down, across = _kept(array.shape[0], rows), _kept(array.shape[1], columns)
    lines = []
    for i in down:
        cells = [
            (r"\vdots" if j is not None else r"\ddots")
            if i is None
            else (r"\cdots" if j is None else tex_number(array[i, j]))
            for j in across
        ]
        lines.append(" & ".join(cells))
    return r"\begin{bmatrix} " + r" \\ ".join(lines) + r" \end{bmatrix}"


def times(left: str, right: str) -> str:
    """Two things side by side; with a dot between them where one is a single number."""
    both = left.startswith(r"\begin") and right.startswith(r"\begin")
    return f"{left} {right}" if both else product(left, right)


def bare(text: str) -> str:
    """A number without the brackets that `factor` gave it."""
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _kept(size: int, most: int) -> list[int | None]:
    """Which of `size` indices are shown; None where dots stand."""
    if size <= most:
        return list(range(size))
    head: list[int | None] = list(range(most - 2))
    return [*head, None, size - 1]
