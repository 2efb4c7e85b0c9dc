"""What keys and clicks do to the model."""

from collections.abc import Sequence
from dataclasses import replace

from tutor.labs.backprop import table
from tutor.labs.backprop.activations import HIDDEN
from tutor.labs.backprop.graph import place_of
from tutor.labs.backprop.initial import INITS
from tutor.labs.backprop.model import Model
from tutor.labs.backprop.quantities import plain_name
from tutor.labs.backprop.reading import written
from tutor.labs.backprop.run import split
from tutor.labs.functions import read_number

GAINS = (0.25, 0.5, 1.0, 1.5, 2.0, 4.0)
_ALONE = ("x", "y", "L", "norm", "factor", "mu", "s")


def layer_of(model: Model) -> int:
    """The layer of what is selected; the first for the input."""
    return table.layer_of(model)


def asked(
    model: Model, pane: str, what: str, amount: int, target: Sequence[object] = ()
) -> tuple[Model, bool]:
    """The model after a key or a click, and whether that is a change worth keeping.

    Raises LabError for what cannot be.
    """
    if what == "clicked":
        return _clicked(model, target)
    if what == "step":
        return _stepped(model, amount), True
    if what in ("across", "down", "layer"):
        return _selected(model, pane, what, amount), False
    if what == "other":
        names = table.quantities_of(model, layer_of(model))
        name, index = model.selected
        place = (names.index(name) + amount) % len(names) if name in names else 0
        return model.select(names[place], index), False
    return _changed(model, what, amount), True


def _stepped(model: Model, amount: int) -> Model:
    if model.at is None and amount == 1:
        return model.moved(0)
    return model.moved(model.done + amount)


def _selected(model: Model, pane: str, what: str, amount: int) -> Model:
    layer, unit = place_of(model)
    if what == "layer" or pane in ("flow", "training"):
        step = -amount if what == "down" else amount
        return at_layer(model, layer_of(model) + step, unit)
    if pane == "table":
        return table.moved(model, *((amount, 0) if what == "across" else (0, amount)))
    if what == "across":
        return at_layer(model, layer + amount, unit, least=0)
    return at_layer(model, layer, unit + amount, least=0)


def at_layer(model: Model, layer: int, unit: int, least: int = 1) -> Model:
    """The like of what is selected, at another unit."""
    layer = min(max(layer, least), model.design.depth)
    if layer == 0:
        return model.select("x", (unit,))
    kind = split(model.selected[0])[0]
    if kind in _ALONE or kind.endswith("W"):
        kind = "a"
    name = f"{kind}{layer}"
    return model.select(name if name in model.quantities else f"a{layer}", (unit,))


def _clicked(model: Model, target: Sequence[object]) -> tuple[Model, bool]:
    kind, *rest = target
    if kind == "do":
        return _changed(model, str(rest[0]), int(str(rest[1]))), True
    if kind == "entry":
        name, index = rest
        assert isinstance(index, tuple)
        return model.select(str(name), index), False
    numbers = [int(str(each)) for each in rest]
    if kind == "layer":
        return at_layer(model, numbers[0], 0), False
    layer, unit = numbers
    if kind == "delta":
        return model.select(f"dz{layer}", (unit,)), False
    return model.select(f"a{layer}" if layer else "x", (unit,)), False


def _next(options: Sequence[str], now: str, by: int) -> str:
    return options[(options.index(now) + by) % len(options)] if now in options else options[0]


def _changed(model: Model, what: str, amount: int) -> Model:
    setting, design = model.setting, model.design
    if what == "deeper":
        return model.deeper(amount)
    if what == "activation":
        return model.hidden_activation(_next(HIDDEN, design.activations[0], amount))
    if what == "init":
        typed = any(name.startswith("W") for name in setting.typed)
        return model.change(init="xavier" if typed else _next(INITS, setting.init, amount))
    if what == "gain":
        near = min(range(len(GAINS)), key=lambda place: abs(GAINS[place] - setting.gain))
        place = min(max(near + amount, 0), len(GAINS) - 1)
        return model.change(gain=f"{GAINS[place]:g}")
    if what == "seed":
        return model.change(seed=str((setting.seed + amount) % 10**6))
    if what in ("skip", "norm"):
        return model.change(**{what: "off" if getattr(design, what) else "on"})
    if what == "clip":
        return model.change(clip="off" if setting.most is not None else "1")
    if what == "rate":
        rate = setting.rate * 2.0**amount
        return model.change(rate=f"{rate:.6g}") if 1e-9 < rate < 1e6 else model
    assert what == "update", what
    return model.trained(amount) if amount else model.untrained()


def typed_cell(model: Model) -> str:
    """The given entry that is being typed."""
    return plain_name(model.design, *model.selected) + " ="


def with_cell(model: Model, text: str) -> Model:
    """Another number in the selected entry of what is given; trained weights stay. LabError."""
    name, index = model.selected
    value = model.run.value(name).copy()
    value[index] = read_number(text, name)
    texts = {name: written(value)}
    if model.setting.updates:
        kept = model.run.parameters
        texts = {each: written(kept[each]) for each in model.design.shapes()} | texts
    changed = model.change(**texts)
    return replace(changed, selected=(name, index))
