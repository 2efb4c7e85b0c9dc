r"""Each quantity as a formula: with letters, and with its numbers in it, in TeX."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.labs.backprop.activations import ACTIVATIONS
from tutor.labs.backprop.network import Design
from tutor.labs.backprop.quantities import tex_name
from tutor.labs.backprop.run import Run, split
from tutor.labs.backprop.written import bare, factor, matrix, tex_number, times

Array = Any
Put = Callable[[str], str]
"""How a quantity is put into a formula: as its letter, or as its numbers."""


def symbolic(design: Design, name: str) -> str:
    """The right side of the quantity's definition, in letters."""
    return _right_side(design, name, lambda each: tex_name(design, each), None)


def with_letters(design: Design, name: str) -> str:
    """`δ_1 = (W_2^⊤ δ_2) ⊙ σ'(z_1)`."""
    return f"{tex_name(design, name)} = {symbolic(design, name)}"


def with_numbers(run: Run, name: str, rows: int = 5, columns: int = 5) -> str:
    """The right side with numbers for letters, and what it comes to; empty where too long."""
    design = run.design
    kind = split(name)[0]
    if name in ("L", "norm", "factor") or kind in ("mu", "s") or _normed_delta(design, name):
        return ""

    def put(each: str) -> str:
        return matrix(run.value("x" if each == "a0" else each), rows, columns)

    result = bare(put(name))
    if kind in ("db", "dbeta"):
        return result
    return f"{_right_side(design, name, put, run, rows, columns)} = {result}"


def _normed_delta(design: Design, name: str) -> bool:
    kind, layer = split(name)
    return kind == "dz" and (
        design.normed(layer)
        or (layer == design.depth and design.last == "softmax" and design.loss != "cross-entropy")
    )


def _right_side(
    design: Design, name: str, put: Put, run: Run | None, rows: int = 5, columns: int = 5
) -> str:
    kind, layer = split(name)
    if kind.startswith("new"):
        return _update(put, name[3:], run)
    if kind in ("L", "norm", "factor"):
        return {"L": _loss(design), "norm": _NORM, "factor": _FACTOR}[kind]
    if kind in ("mu", "s", "zhat", "n"):
        return _normalised(put, kind, layer, design.sizes[layer])
    if kind == "z":
        bias = f" + {put(f'b{layer}')}" if design.bias else ""
        weights, before = put(f"W{layer}"), put(f"a{layer - 1}")
        return (f"{weights} {before}" if run is None else times(weights, before)) + bias
    if kind == "a":
        return _activated(design, put, layer)
    if kind == "da":
        return blame(design, put, layer, run, rows, columns)
    if kind in ("dn", "dz"):
        return _delta(design, put, kind, layer, run, rows, columns)
    if kind == "dgamma":
        return rf"{put(f'dn{layer}')} \odot {put(f'zhat{layer}')}"
    if kind == "dbeta":
        return put(f"dn{layer}")
    if kind == "dW":
        if run is None:
            return rf"{put(f'dz{layer}')}\, {put(f'a{layer - 1}')}^\top"
        row = run.value("x" if layer == 1 else f"a{layer - 1}")[None, :]
        return times(put(f"dz{layer}"), matrix(row, rows, columns))
    return put(f"dz{layer}")


_NORM = r"\sqrt{\sum_{\ell,i,j} \left(\frac{\partial L}{\partial W_{\ell,i,j}}\right)^2 + \cdots}"
_FACTOR = r"\min\left(1, \frac{c}{\lVert \nabla L \rVert}\right)"


def _update(put: Put, name: str, run: Run | None) -> str:
    if run is None:
        return rf"{put(name)} - \eta\, {put('d' + name)}"
    rate = factor(run.rate)
    if run.most is not None:
        rate += rf" \cdot {tex_number(run.factor)}"
    return rf"{put(name)} - {rate} \cdot {put('d' + name)}"


def _loss(design: Design) -> str:
    many = design.sizes[-1] > 1
    i = "_i" if many else ""
    square = rf"(\hat y{i} - y{i})^2"
    if design.loss == "half":
        return r"\frac{1}{2} " + (r"\sum_i " if many else "") + square
    if design.loss == "mse":
        return rf"\frac{{1}}{{{design.sizes[-1]}}} \sum_i {square}" if many else square
    if design.last == "softmax":
        return r"-\sum_i y_i \ln \hat y_i"
    each = rf"\left(y{i} \ln \hat y{i} + (1 - y{i}) \ln(1 - \hat y{i})\right)"
    return (r"-\sum_i " if many else "-") + each


def _normalised(put: Put, kind: str, layer: int, size: int) -> str:
    z = f"z_{{{layer},i}}"
    if kind == "mu":
        return rf"\frac{{1}}{{{size}}} \sum_i {z}"
    if kind == "s":
        return rf"\sqrt{{\frac{{1}}{{{size}}} \sum_i ({z} - \mu_{{{layer}}})^2 + \varepsilon}}"
    if kind == "zhat":
        return rf"\left({put(f'z{layer}')} - {put(f'mu{layer}')}\right) / {put(f's{layer}')}"
    return rf"{put(f'gamma{layer}')} \odot {put(f'zhat{layer}')} + {put(f'beta{layer}')}"


def _inside(design: Design, layer: int) -> str:
    return ("n" if design.normed(layer) else "z") + str(layer)


def _applied(sign: str, argument: str) -> str:
    """f(z); a matrix brings its own brackets."""
    if not sign:
        return argument
    if argument.startswith((r"\begin", "(")):
        return rf"{sign} {argument}"
    return f"{sign}({argument})"


def _activated(design: Design, put: Put, layer: int) -> str:
    sign = ACTIVATIONS[design.activations[layer - 1]].sign
    text = _applied(sign, put(_inside(design, layer)))
    return f"{text} + {put(f'a{layer - 1}')}" if design.skipped(layer) else text


def blame(
    design: Design, put: Put, layer: int, run: Run | None, rows: int = 5, columns: int = 5
) -> str:
    """∂L/∂a of a layer: what arrives from above."""
    if layer == design.depth:
        out, y = put(f"a{layer}"), put("y")
        if design.loss == "half":
            return f"{out} - {y}"
        if design.loss == "mse":
            n = design.sizes[-1]
            return rf"\frac{{2}}{{{n}}} \left({out} - {y}\right)" if n > 1 else f"2({out} - {y})"
        if design.last == "softmax":
            return rf"-{y} \oslash {out}"
        return rf"({out} - {y}) \oslash \left({out} \odot (1 - {out})\right)"
    above = layer + 1
    if run is None:
        text = rf"{put(f'W{above}')}^\top {put(f'dz{above}')}"
    else:
        turned = matrix(run.value(f"W{above}").T, rows, columns)
        text = times(turned, put(f"dz{above}"))
    return f"{text} + {put(f'da{above}')}" if design.skipped(above) else text


def _delta(
    design: Design, put: Put, kind: str, layer: int, run: Run | None, rows: int, columns: int
) -> str:
    last = layer == design.depth
    if last and design.loss == "cross-entropy":
        return f"{put(f'a{layer}')} - {put('y')}"
    if last and design.last == "softmax":
        g = tex_name(design, f"da{layer}")
        return rf"\hat y \odot \left(g - g^\top \hat y\right), \quad g = {g}"
    if kind == "dz" and design.normed(layer):
        return (
            rf"\frac{{1}}{{s_{{{layer}}}}} \left(u - \bar u - "
            rf"\hat z_{{{layer}}}\, \overline{{u \odot \hat z_{{{layer}}}}}\right), \quad "
            rf"u = \gamma_{{{layer}}} \odot {tex_name(design, f'dn{layer}')}"
        )
    arrived = blame(design, put, layer, run, rows, columns)
    sign = ACTIVATIONS[design.activations[layer - 1]].sign
    if not sign:
        return arrived
    if run is None:
        slope = f"{sign}'({put(_inside(design, layer))})"
    else:
        slope = matrix(np.atleast_1d(run.slope(layer)), rows, columns)
    return rf"\left({arrived}\right) \odot {slope}"
