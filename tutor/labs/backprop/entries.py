r"""One entry of a quantity, worked out with its numbers, in TeX: `0.1 · (−1) + 0.4 · 1 + 0.1`."""

from collections.abc import Sequence

import numpy as np

from tutor.labs.backprop.activations import LEAK
from tutor.labs.backprop.network import EPSILON, Design
from tutor.labs.backprop.quantities import tex_name
from tutor.labs.backprop.run import Run, split
from tutor.labs.backprop.written import dot, factor, product, tex_number, total

Index = tuple[int, ...]

_MOST = 4
"""Terms of a sum that are written out."""


def entry(run: Run, name: str, index: Index) -> str:
    """`z_{1,2} = −0.3 · (−1) + 0.2 · 1 + 0 = 0.5`. index: 0-based, () for a single number."""
    left = tex_name(run.design, name, index)
    value = tex_number(float(run.value(name)[index] if index else run.value(name)))
    worked = worked_out(run, name, index)
    steps = list(dict.fromkeys(step for step in worked if step != value))
    return " = ".join([left, *steps, value])


def worked_out(run: Run, name: str, index: Index) -> list[str]:
    """What stands between the entry's name and its value; nothing for what is given."""
    kind, layer = split(name)
    if kind in ("x", "y") or name in run.parameters:
        return []
    if name in ("L", "norm", "factor"):
        return {"L": _loss, "norm": _norm, "factor": _factor}[name](run)
    if kind.startswith("new"):
        return _update(run, name[3:], index)
    if kind == "dW":
        row, column = index
        before = run.values[f"a{layer - 1}"][column]
        return [product(_n(run, f"dz{layer}", row), factor(before))]
    i = index[0] if index else 0
    if kind in ("db", "dbeta"):
        return []
    if kind == "dgamma":
        return [product(_n(run, f"dn{layer}", i), factor(run.values[f"zhat{layer}"][i]))]
    if kind == "z":
        bias = [_n(run, f"b{layer}", i)] if run.design.bias else []
        row = run.parameters[f"W{layer}"][i]
        return [dot(row, run.values[f"a{layer - 1}"], bias, _MOST)]
    if kind in ("mu", "s", "zhat", "n"):
        return _normalised(run, kind, layer, i)
    if kind == "a":
        return _activated(run, layer, i)
    if kind == "da":
        return _blame(run, layer, i)
    return _delta(run, kind, layer, i)


def _n(run: Run, name: str, i: int) -> str:
    return tex_number(float(run.value(name)[i]))


def _shortened(terms: Sequence[str], most: int = _MOST) -> str:
    if len(terms) <= most:
        return total(terms)
    return total([*terms[: most - 1], r"\cdots", terms[-1]])


def _loss(run: Run) -> list[str]:
    out, y = run.values[f"a{run.design.depth}"], run.y
    if run.design.loss == "cross-entropy":
        many = len(out) > 1
        if run.design.last == "softmax":
            terms = [
                product(tex_number(-t), rf"\ln {tex_number(o)}")
                for o, t in zip(out, y, strict=True)
                if t
            ]
            return [_shortened(terms)]
        terms = [
            rf"{tex_number(t)} \ln {tex_number(o)} + {factor(1 - t)} \ln {factor(1 - o)}"
            for o, t in zip(out, y, strict=True)
        ]
        return [rf"-\left({_shortened(terms)}\right)"] if many else [rf"-({terms[0]})"]
    squares = [f"({total([tex_number(o), _away(t)])})^2" for o, t in zip(out, y, strict=True)]
    share = r"\frac{1}{2}" if run.design.loss == "half" else rf"\frac{{1}}{{{len(out)}}}"
    if len(squares) == 1:
        return [squares[0] if share == r"\frac{1}{1}" else f"{share} {squares[0]}"]
    return [rf"{share} \left({_shortened(squares)}\right)"]


def _away(x: float) -> str:
    """The term that takes x away."""
    return f"-{factor(x)}"


def _norm(run: Run) -> list[str]:
    parts = [float(np.sum(run.gradients["d" + name] ** 2)) for name in run.design.shapes()]
    return [rf"\sqrt{{{_shortened([tex_number(part) for part in parts])}}}"]


def _factor(run: Run) -> list[str]:
    assert run.most is not None
    return [rf"\min\left(1, {tex_number(run.most)} / {tex_number(run.norm)}\right)"]


def _update(run: Run, name: str, index: Index) -> list[str]:
    step = [factor(run.rate), factor(float(run.gradients["d" + name][index]))]
    if run.most is not None:
        step.insert(1, tex_number(run.factor))
    return [f"{tex_number(float(run.parameters[name][index]))} - {product(*step)}"]


def _normalised(run: Run, kind: str, layer: int, i: int) -> list[str]:
    z = run.values[f"z{layer}"]
    mean, spread = float(run.values[f"mu{layer}"]), float(run.values[f"s{layer}"])
    if kind == "mu":
        return [rf"\frac{{1}}{{{len(z)}}} \left({_shortened(list(map(tex_number, z)))}\right)"]
    if kind == "s":
        squares = _shortened([f"({total([tex_number(v), _away(mean)])})^2" for v in z], 2)
        small = tex_number(EPSILON)
        return [rf"\sqrt{{\frac{{1}}{{{len(z)}}} \left({squares}\right) + {small}}}"]
    if kind == "zhat":
        return [f"({total([tex_number(z[i]), _away(mean)])}) / {factor(spread)}"]
    scale, shift = _n(run, f"gamma{layer}", i), _n(run, f"beta{layer}", i)
    return [total([product(scale, factor(run.values[f"zhat{layer}"][i])), shift])]


def inside(design: Design, layer: int) -> str:
    """What the activation of the layer is taken of."""
    return ("n" if design.normed(layer) else "z") + str(layer)


def _activated(run: Run, layer: int, i: int) -> list[str]:
    z = run.values[inside(run.design, layer)]
    name, at = run.design.activations[layer - 1], float(z[i])
    number = tex_number(at)
    if name == "softmax":
        powers = [f"e^{{{tex_number(each)}}}" for each in z]
        return [rf"\frac{{{powers[i]}}}{{{_shortened(powers)}}}"]
    text = {
        "sigmoid": rf"\frac{{1}}{{1 + e^{{{tex_number(-at)}}}}}",
        "tanh": rf"\tanh({number})",
        "relu": rf"\max(0, {number})",
        "leaky": number if at > 0 else product(tex_number(LEAK), factor(at)),
        "gelu": product(number, rf"\Phi({number})"),
        "linear": number,
    }[name]
    if run.design.skipped(layer):
        return [total([text, _n(run, f"a{layer - 1}", i)])]
    return [text]


def _blame(run: Run, layer: int, i: int) -> list[str]:
    design = run.design
    if layer < design.depth:
        above = layer + 1
        more = [_n(run, f"da{above}", i)] if design.skipped(above) else []
        column = run.parameters[f"W{above}"][:, i]
        return [dot(column, run.gradients[f"dz{above}"], more, _MOST)]
    out, y = float(run.values[f"a{layer}"][i]), float(run.y[i])
    gap = total([tex_number(out), _away(y)])
    if design.loss == "half":
        return [gap]
    if design.loss == "mse":
        n = design.sizes[-1]
        return [rf"\frac{{2}}{{{n}}} ({gap})" if n > 1 else rf"2 ({gap})"]
    if design.last == "softmax":
        return [rf"-\frac{{{tex_number(y)}}}{{{tex_number(out)}}}"]
    return [rf"\frac{{{gap}}}{{{product(tex_number(out), factor(1 - out))}}}"]


def _delta(run: Run, kind: str, layer: int, i: int) -> list[str]:
    design = run.design
    last = layer == design.depth
    if last and design.loss == "cross-entropy":
        return [total([_n(run, f"a{layer}", i), _away(float(run.y[i]))])]
    blame = run.gradients[f"da{layer}"]
    if last and design.last == "softmax":
        out = run.values[f"a{layer}"]
        middle = factor(float(blame @ out))
        return [product(tex_number(out[i]), f"({tex_number(blame[i])} - {middle})")]
    if kind == "dz" and design.normed(layer):
        hat = run.values[f"zhat{layer}"]
        u = run.gradients[f"dn{layer}"] * run.parameters[f"gamma{layer}"]
        terms = total(
            [
                tex_number(u[i]),
                _away(float(u.mean())),
                "-" + product(factor(hat[i]), factor(float((u * hat).mean()))),
            ]
        )
        return [rf"\frac{{{terms}}}{{{tex_number(float(run.values[f's{layer}']))}}}"]
    slope = float(run.slope(layer)[i])
    return [product(tex_number(blame[i]), _slope(run, layer, i)), _multiplied(blame[i], slope)]


def _multiplied(blame: float, slope: float) -> str:
    return product(tex_number(blame), factor(slope))


def _slope(run: Run, layer: int, i: int) -> str:
    """F' at the unit, with the numbers that give it."""
    at = float(run.values[inside(run.design, layer)][i])
    name, number = run.design.activations[layer - 1], tex_number(at)
    slope = float(run.slope(layer)[i])
    if name == "sigmoid":
        a = float(1 / (1 + np.exp(-at))) if at > -700 else 0.0
        return product(tex_number(a), f"(1 - {tex_number(a)})")
    if name == "tanh":
        return rf"(1 - {factor(float(np.tanh(at)))}^2)"
    if name == "gelu":
        return rf"\left(\Phi({number}) + {factor(at)}\, \varphi({number})\right)"
    return tex_number(slope)
