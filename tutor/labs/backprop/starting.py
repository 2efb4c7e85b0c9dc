"""The texts of a state → a setting, and back; what no longer fits what is asked for falls away."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from tutor.labs import State
from tutor.labs.backprop import reading
from tutor.labs.backprop.losses import LOSSES
from tutor.labs.backprop.network import Design, Values
from tutor.labs.backprop.presets import FIRST, PRESETS
from tutor.labs.backprop.setting import Setting
from tutor.labs.functions import read_integer, read_number

Array = Any

_PARAMETER = re.compile(r"(W|b|gamma|beta)([1-9][0-9]?)")
DRAWN = ("init", "gain", "seed")
"""Texts that draw parameters anew."""


def is_parameter(name: str) -> bool:
    """Whether a text of the state gives typed values of a parameter."""
    return _PARAMETER.fullmatch(name) is not None


def without_typed(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts without `init: typed`, which asks for nothing to be drawn anew."""
    typed = texts.get("init", "").strip().lower() == "typed"
    return {key: text for key, text in texts.items() if not (typed and key == "init")}


def completed(start: State) -> dict[str, str]:
    """The start with the texts of a preset where it tells nothing itself."""
    name = start.get("preset", FIRST)
    if name not in PRESETS:
        raise reading.error("preset", "word", found=name[:40], known=", ".join(PRESETS))
    base = dict(PRESETS[name])
    given_texts = without_typed({key: text for key, text in start.items() if key != "preset"})
    if any(key in given_texts for key in DRAWN):
        base = {key: text for key, text in base.items() if not is_parameter(key)}
    return {**fitting(base, given_texts), **given_texts}


def fitting(base: dict[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """`base` without what does not fit what `texts` say."""
    kept = dict(base)
    if "sizes" not in texts and "activation" not in texts and "loss" not in texts:
        return kept
    old = reading.sizes(base["sizes"])
    new = reading.sizes(texts.get("sizes", base["sizes"]))
    if new != old:
        depth, before = len(new) - 1, reading.activations(base["activation"], len(old) - 1)
        shapes = Design(new, ("sigmoid",) * depth, norm=True).shapes()
        earlier = Design(old, ("sigmoid",) * len(before), norm=True).shapes()
        for name in [name for name in kept if is_parameter(name)]:
            if shapes.get(name) != earlier.get(name):
                del kept[name]
        kept["activation"] = " ".join(
            (
                before[0]
                if len(before) > 1
                else "sigmoid"
                if before[-1] == "softmax"
                else before[-1],
            )
            * (depth - 1)
            + (before[-1],)
        )
        kept.update({"x": "random"} if new[0] != old[0] else {})
        kept.update({"y": "random"} if new[-1] != old[-1] else {})
    last = reading.activations(texts.get("activation", kept["activation"]), len(new) - 1)[-1]
    name = reading.one_of("loss", texts.get("loss", kept["loss"]), LOSSES)
    if "loss" not in texts:
        was = reading.activations(base["activation"], len(old) - 1)[-1]
        if last == "softmax" != was:
            name = "cross-entropy"
        elif name == "cross-entropy" and last not in ("softmax", "sigmoid"):
            name = "half"
        kept["loss"] = name
    y = kept.get("y", "random")
    if name == "cross-entropy" and y != "random" and "y" not in texts:
        target = reading.numbers("y", y, (new[-1],))
        if not _possible(target, last):
            kept["y"] = "random"
    return kept


def _possible(target: Array, last: str) -> bool:
    """Whether cross-entropy can be taken against the target."""
    inside = bool(np.all((target >= 0) & (target <= 1)))
    return inside and (last != "softmax" or abs(float(target.sum()) - 1) < 1e-6)


def setting_of(texts: Mapping[str, str]) -> Setting:
    """The setting that complete texts describe. Raises LabError."""
    sizes = reading.sizes(texts["sizes"])
    activations = reading.activations(texts["activation"], len(sizes) - 1)
    loss = reading.loss(texts.get("loss", "half"), activations[-1])
    switches = {
        name: reading.switch(name, texts.get(name, default))
        for name, default in (("skip", "off"), ("norm", "off"), ("bias", "on"))
    }
    design = Design(sizes, activations, loss, **switches)
    clip = texts.get("clip", "off").strip().lower()
    # Texts decide the numbers; where they are read to the same, so is the training.
    return Setting(
        design=design,
        init=reading.init(texts.get("init", "xavier")),
        gain=read_number(texts.get("gain", "1"), "gain", least=0, most=100),
        seed=read_integer(texts.get("seed", "0"), "seed", least=0, most=10**6),
        typed=_typed(design, texts),
        x=_vector("x", texts.get("x", "random"), sizes[0]),
        y=_target(texts.get("y", "random"), design),
        rate=read_number(texts.get("rate", "0.5"), "rate", least=0, most=10**6),
        most=None if clip in ("off", "") else read_number(clip, "clip", above=0),
        schedule=reading.schedule(texts.get("updates", "")),
        key=tuple(
            (name, text)
            for name, text in sorted(texts.items())
            if is_parameter(name)
            or name in ("sizes", "activation", "loss", "init", "gain", "seed", "x", "y")
            or name in ("bias", "skip", "norm", "clip")
        ),
    )


def _typed(design: Design, texts: Mapping[str, str]) -> Values:
    shapes = design.shapes()
    typed = {}
    for name, text in texts.items():
        if not is_parameter(name):
            continue
        if name not in shapes:
            # A switch that is off now may come back on, and finds its parameters again.
            every = replace(design, bias=True, norm=True).shapes()
            if name not in every:
                raise reading.error(name, "parameter", found=name, known=", ".join(shapes))
            typed[name] = reading.numbers(name, text, every[name])
        else:
            typed[name] = reading.numbers(name, text, shapes[name])
    return typed


def _vector(field: str, text: str, size: int) -> Array | None:
    return None if text.strip() == "random" else reading.numbers(field, text, (size,))


def _target(text: str, design: Design) -> Array | None:
    target = _vector("y", text, design.sizes[-1])
    if target is not None and design.loss == "cross-entropy" and not _possible(target, design.last):
        key = "distribution" if design.last == "softmax" else "chance"
        raise reading.error("y", key, found=text[:40])
    return target


def texts_of(setting: Setting) -> dict[str, str]:
    """The texts of the state that decide the numbers."""
    design = setting.design
    texts = {
        "sizes": "-".join(map(str, design.sizes)),
        "activation": " ".join(design.activations),
        "loss": design.loss,
        "init": setting.init,
        "gain": f"{setting.gain:.12g}",
        "seed": str(setting.seed),
        "x": "random" if setting.x is None else reading.written(setting.x),
        "y": "random" if setting.y is None else reading.written(setting.y),
        "clip": "off" if setting.most is None else f"{setting.most:.12g}",
        "rate": f"{setting.rate:.12g}",
        "updates": " ".join(f"{rate:.12g}x{count}" for rate, count in setting.schedule),
    }
    for name in ("skip", "norm", "bias"):
        texts[name] = "on" if getattr(design, name) else "off"
    return texts | {name: reading.written(value) for name, value in setting.typed.items()}
