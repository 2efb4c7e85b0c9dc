"""What a run consists of: every quantity, in the order in which it is computed."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from tutor.checking.display import inline
from tutor.labs.backprop.network import Design
from tutor.labs.backprop.run import split

Phase = Literal["given", "forward", "backward", "update"]

_SIGNS = {
    "z": "z", "mu": r"\mu", "s": "s", "zhat": r"\hat z", "n": "n", "a": "a", "W": "W", "b": "b",
    "gamma": r"\gamma", "beta": r"\beta",
}  # fmt: skip
_WHOLE = {"x": "x", "y": "y", "L": "L", "norm": r"\lVert \nabla L \rVert", "factor": r"\kappa"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """name: in states and programs. tex, plain: as papers write it. layer: whose table it is in."""

    name: str
    phase: Phase
    layer: int
    shape: tuple[int, ...]
    tex: str
    plain: str

    @property
    def column(self) -> tuple[int, ...]:
        """The shape with vectors as columns."""
        return (*self.shape, 1) if len(self.shape) == 1 else self.shape


def tex_name(design: Design, name: str, index: tuple[int, ...] = ()) -> str:
    """How papers write a quantity, or one entry of it. index: 0-based."""
    entry = ",".join(str(each + 1) for each in index)
    if name in _WHOLE:
        return _WHOLE[name] + (f"_{{{entry}}}" if entry else "")
    kind, layer = split(name)
    if kind == "dz":
        return _subscripted(r"\delta", layer, entry)
    if kind.startswith("d"):
        below = tex_name(design, f"{kind[1:]}{layer}", index)
        return rf"\frac{{\partial L}}{{\partial {below}}}"
    if kind.startswith("new"):
        return tex_name(design, f"{kind[3:]}{layer}", index) + "^{+}"
    if kind == "a" and layer == 0:
        return "x" + (f"_{{{entry}}}" if entry else "")
    if kind == "a" and layer == design.depth:
        return r"\hat y" + (f"_{{{entry}}}" if entry else "")
    return _subscripted(_SIGNS[kind], layer, entry)


def _subscripted(sign: str, layer: int, entry: str) -> str:
    return f"{sign}_{{{layer},{entry}}}" if entry else f"{sign}_{{{layer}}}"


def plain_name(design: Design, name: str, index: tuple[int, ...] = ()) -> str:
    """The same on one line of Unicode."""
    return inline(tex_name(design, name, index))


def shape_of(design: Design, name: str) -> tuple[int, ...]:
    """The shape of a quantity; vectors have one axis."""
    kind, layer = split(name)
    if name in ("L", "norm", "factor") or kind in ("mu", "s"):
        return ()
    if name == "x":
        return (design.sizes[0],)
    if name == "y":
        return (design.sizes[-1],)
    if kind.endswith("W"):
        return (design.sizes[layer], design.sizes[layer - 1])
    return (design.sizes[layer],)


@lru_cache(maxsize=32)
def given(design: Design) -> tuple[Quantity, ...]:
    """Input, target and parameters."""
    names = ["x", "y", *design.shapes()]
    return tuple(_quantity(design, name, "given") for name in names)


@lru_cache(maxsize=32)
def computed(design: Design, clip: bool) -> tuple[Quantity, ...]:
    """Everything that is computed, in order: forward, backward, update."""
    found = [_quantity(design, name, "forward") for name in _forward(design)]
    found += [_quantity(design, name, "backward") for name in _backward(design)]
    after = ["norm", "factor"] if clip else []
    after += ["new" + name for name in design.shapes()]
    found += [_quantity(design, name, "update") for name in after]
    return tuple(found)


def _forward(design: Design) -> list[str]:
    found = []
    for layer in range(1, design.depth + 1):
        kinds = ("z", "mu", "s", "zhat", "n", "a") if design.normed(layer) else ("z", "a")
        found += [f"{kind}{layer}" for kind in kinds]
    return [*found, "L"]


def _backward(design: Design) -> list[str]:
    found = []
    for layer in range(design.depth, 0, -1):
        found.append(f"da{layer}")
        if design.normed(layer):
            found += [f"dn{layer}", f"dgamma{layer}", f"dbeta{layer}"]
        found += [f"dz{layer}", f"dW{layer}"]
        if design.bias:
            found.append(f"db{layer}")
    return found


def _quantity(design: Design, name: str, phase: Phase) -> Quantity:
    layer = {"x": 1, "y": design.depth, "L": design.depth, "norm": 1, "factor": 1}.get(name)
    if layer is None:
        layer = split(name)[1]
    tex = tex_name(design, name)
    return Quantity(name, phase, layer, shape_of(design, name), tex, inline(tex))


@lru_cache(maxsize=32)
def by_name(design: Design, clip: bool) -> dict[str, Quantity]:
    """All quantities by their names."""
    return {each.name: each for each in (*given(design), *computed(design, clip))}
