"""The backprop lab without its screen: a network with one example, and where the learner is in it.

State: preset (only to begin with), sizes `2-3-1`, activation (one word, `hidden output`, or a word
for each layer), loss (half, mse, cross-entropy), init (zeros, small, xavier, he), gain (drawn
weights times this), seed, x and y (numbers, or `random`), W1, b1, gamma1, beta1 … (typed values;
rows end with `;`), bias, skip, norm (on, off), clip (off or the largest norm), rate, updates
(`0.5x20`: steps done), at (quantities computed so far, or `end`), select (`dz1[2]`), pane
(network, table, flow, training, setup), mode (look, answer), score (`right/asked`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from tutor.labs import LabError, State, Table, refuse_unknown
from tutor.labs.backprop import reading
from tutor.labs.backprop.flow import flow
from tutor.labs.backprop.network import Design, Values
from tutor.labs.backprop.presets import FIRST, PRESETS
from tutor.labs.backprop.quantities import Quantity, by_name, computed, given, plain_name
from tutor.labs.backprop.run import Run
from tutor.labs.backprop.setting import Setting
from tutor.labs.functions import read_integer, read_number
from tutor.labs.numbers import number

Array = Any
ORDER = 40

PANES = ("network", "table", "flow", "training", "setup")
MODES = ("look", "answer")

_KEYS = (
    "preset", "sizes", "activation", "loss", "init", "gain", "seed", "x", "y", "bias", "skip",
    "norm", "clip", "rate", "updates", "at", "select", "pane", "mode", "score",
)  # fmt: skip
_PARAMETER = re.compile(r"(W|b|gamma|beta)([1-9][0-9]?)")
_DRAWN = ("init", "gain", "seed")
_SELECTED = re.compile(r"([A-Za-z]{1,9}[0-9]{0,2})(?:\[([0-9]{1,2})(?:,([0-9]{1,2}))?\])?")

Index = tuple[int, ...]


def _is_parameter(name: str) -> bool:
    return _PARAMETER.fullmatch(name) is not None


@dataclass(frozen=True)
class Model:
    """setting: what decides the numbers. at: how many quantities are computed; None for all.

    selected: a quantity and an entry of it, 0-based. right, asked: answers given in answer mode.
    """

    setting: Setting
    at: int | None
    selected: tuple[str, Index]
    pane: str = "network"
    mode: str = "look"
    right: int = 0
    asked: int = 0

    @classmethod
    def begin(cls, start: State) -> Self:
        """See Model; a part of the state is enough, the first preset gives the rest."""
        refuse_unknown(
            {name: text for name, text in start.items() if not _is_parameter(name)},
            (*_KEYS, "W1", "b1", "gamma1", "beta1"),
        )
        texts = _completed(start)
        setting = _setting(texts)
        count = len(computed(setting.design, setting.most is not None))
        at = texts.get("at", "end").strip()
        position = None if at in ("end", "") else read_integer(at, "at", least=0, most=count)
        if position == count:
            position = None
        right, asked = _score(texts.get("score", "0/0"))
        return cls(
            setting,
            position,
            _selection(setting, texts.get("select", "")),
            reading.one_of("pane", texts.get("pane", PANES[0]), PANES),
            reading.one_of("mode", texts.get("mode", MODES[0]), MODES),
            right,
            asked,
        )

    def state(self) -> dict[str, str]:
        """All texts that `begin` needs."""
        kept = setting_texts(self.setting)
        kept["at"] = "end" if self.at is None else str(self.at)
        kept["select"] = self.selected[0] + _index_text(self.selected[1])
        kept |= {"pane": self.pane, "mode": self.mode, "score": f"{self.right}/{self.asked}"}
        return kept

    @property
    def design(self) -> Design:
        """The network."""
        return self.setting.design

    @property
    def run(self) -> Run:
        """The example, taken through the network as it is now."""
        return self.setting.run

    @property
    def steps(self) -> tuple[Quantity, ...]:
        """Everything that is computed, in order."""
        return computed(self.design, self.setting.most is not None)

    @property
    def quantities(self) -> Mapping[str, Quantity]:
        """Everything by name, what is given too."""
        return by_name(self.design, self.setting.most is not None)

    @property
    def done(self) -> int:
        """How many quantities are computed."""
        return len(self.steps) if self.at is None else self.at

    @property
    def next(self) -> Quantity | None:
        """What is computed next; None when all is."""
        return None if self.at is None else self.steps[self.at]

    def known(self, name: str) -> bool:
        """Whether a quantity is given or already computed."""
        if name == "a0":
            return True
        quantity = self.quantities[name]
        return quantity.phase == "given" or quantity in self.steps[: self.done]

    def moved(self, at: int) -> "Model":
        """With so many quantities computed, and the last of them selected."""
        count = len(self.steps)
        at = min(max(at, 0), count)
        name = self.steps[at - 1].name if at else "x"
        index = tuple(0 for _ in self.quantities[name].shape)
        return replace(self, at=None if at == count else at, selected=(name, index))

    def select(self, name: str, index: Index) -> "Model":
        """With an entry of a quantity selected; the index is kept within its shape."""
        shape = self.quantities[name].shape
        index = tuple(
            min(max(each, 0), size - 1) for each, size in zip((*index, 0, 0), shape, strict=False)
        )
        return replace(self, selected=(name, index))

    def change(self, **texts: str) -> "Model":
        """With some texts of the state changed; what no longer fits falls away.

        The network starts anew: updates are undone. Raises LabError and leaves this as it is.
        """
        state = self.state()
        if not set(texts) <= {"rate", "at", "pane", "mode", "score", "select"}:
            state.pop("updates")
            if self.at is not None:
                state["at"] = "0"
            state.pop("select")
            state["score"] = f"{self.right}/{self.asked}"
        if set(texts) & set(_DRAWN):
            state = {name: text for name, text in state.items() if not _is_parameter(name)}
        state = _fitting(state, texts)
        return Model.begin({**state, **texts})

    def preset(self, name: str) -> "Model":
        """A preset, in the pane and mode of now."""
        start = {"preset": name, "pane": self.pane, "mode": self.mode}
        return Model.begin({**start, "at": "0" if self.at is not None else "end"})

    def trained(self, count: int) -> "Model":
        """After so many more updates, as far as updates are kept."""
        count = min(count, reading.MOST_UPDATES - self.setting.updates)
        if count <= 0:
            return self
        schedule = list(self.setting.schedule)
        if schedule and schedule[-1][0] == self.setting.rate:
            count += schedule.pop()[1]
        schedule.append((self.setting.rate, count))
        return replace(self, setting=replace(self.setting, schedule=tuple(schedule)))

    def untrained(self) -> "Model":
        """Back at the start of the training."""
        return replace(self, setting=replace(self.setting, schedule=()))

    def deeper(self, by: int) -> "Model":
        """With hidden layers like the last one added, or taken away."""
        sizes, acts = list(self.design.sizes), list(self.design.activations)
        depth = min(max(self.design.depth + by, 1), reading.MOST_LAYERS)
        while len(sizes) - 1 < depth:
            sizes.insert(-1, sizes[-2] if len(sizes) > 2 else 3)
            acts.insert(-1, acts[-2] if len(acts) > 1 else "sigmoid")
        while len(sizes) - 1 > depth:
            sizes.pop(-2)
            acts.pop(-2)
        return self.change(sizes="-".join(map(str, sizes)), activation=" ".join(acts))

    def hidden_activation(self, name: str) -> "Model":
        """With another activation in every hidden layer (in the only layer, where there is one)."""
        acts = self.design.activations
        new = (name,) if len(acts) == 1 else (*(name for _ in acts[:-1]), acts[-1])
        return self.change(activation=" ".join(new))

    def tables(self) -> tuple[Table, ...]:
        """Values and gradients entry by entry, the gradient's flow, the losses."""
        return (_values_table(self), _flow_table(self), _losses_table(self))


def _index_text(index: Index) -> str:
    return f"[{','.join(str(each + 1) for each in index)}]" if index else ""


def _score(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text.strip())
    if not found or int(found[1]) > int(found[2]):
        raise reading.error("score", "score", found=text[:40])
    return int(found[1]), int(found[2])


def _selection(setting: Setting, text: str) -> tuple[str, Index]:
    quantities = by_name(setting.design, setting.most is not None)
    found = _SELECTED.fullmatch(text.strip() or "x")
    if found is None or found[1] not in quantities:
        raise reading.error("select", "select", found=text[:40])
    shape = quantities[found[1]].shape
    index = [int(each) - 1 for each in found.groups()[1:] if each]
    index += [0] * (len(shape) - len(index))
    if len(index) > len(shape) or any(
        not 0 <= each < size for each, size in zip(index, shape, strict=False)
    ):
        raise reading.error("select", "select", found=text[:40])
    return found[1], tuple(index)


def _completed(start: State) -> dict[str, str]:
    """The start with the texts of a preset where it tells nothing itself."""
    name = start.get("preset", FIRST)
    if name not in PRESETS:
        raise reading.error("preset", "word", found=name[:40], known=", ".join(PRESETS))
    base = dict(PRESETS[name])
    given_texts = {key: text for key, text in start.items() if key != "preset"}
    if any(key in given_texts for key in _DRAWN):
        base = {key: text for key, text in base.items() if not _is_parameter(key)}
    return {**_fitting(base, given_texts), **given_texts}


def _fitting(base: dict[str, str], texts: Mapping[str, str]) -> dict[str, str]:
    """`base` without what does not fit what `texts` say."""
    kept = dict(base)
    if "sizes" not in texts and "activation" not in texts and "loss" not in texts:
        return kept
    old = reading.sizes(base["sizes"])
    new = reading.sizes(texts.get("sizes", base["sizes"]))
    if new != old:
        depth, before = len(new) - 1, reading.activations(base["activation"], len(old) - 1)
        shapes = Design(new, ("sigmoid",) * depth, norm=True).shapes()
        was = Design(old, ("sigmoid",) * len(before), norm=True).shapes()
        for name in [name for name in kept if _is_parameter(name)]:
            if shapes.get(name) != was.get(name):
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
    name = reading.one_of("loss", texts.get("loss", kept["loss"]), reading.LOSSES)
    if name == "cross-entropy" and last not in ("softmax", "sigmoid") and "loss" not in texts:
        kept["loss"] = "half"
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


def _setting(texts: Mapping[str, str]) -> Setting:
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
            if _is_parameter(name)
            or name in ("sizes", "activation", "loss", "init", "gain", "seed", "x", "y")
            or name in ("bias", "skip", "norm", "clip")
        ),
    )


def _typed(design: Design, texts: Mapping[str, str]) -> Values:
    shapes = design.shapes()
    typed = {}
    for name, text in texts.items():
        if not _is_parameter(name):
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


def setting_texts(setting: Setting) -> dict[str, str]:
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


def _values_table(model: Model) -> Table:
    rows = []
    for quantity in (*given(model.design), *model.steps):
        if not model.known(quantity.name):
            continue
        value = np.asarray(model.run.value(quantity.name), dtype=float)
        for index in np.ndindex(value.shape):
            name = plain_name(model.design, quantity.name, index)
            rows.append((quantity.phase, str(quantity.layer), name, repr(float(value[index]))))
    strings = reading.STRINGS
    columns = tuple(strings["column_" + name] for name in ("phase", "layer", "entry", "value"))
    return Table("values", strings["table_values"], columns, tuple(rows))


def _flow_table(model: Model) -> Table:
    names = ("layer", "activation", "signal", "slope", "delta", "weights")
    rows = tuple(
        (str(each.layer), each.activation, *(number(value) for value in sizes))
        for each in flow(model.run).layers
        for sizes in [(each.signal, each.slope, each.delta, each.weights)]
    )
    strings = reading.STRINGS
    columns = tuple(strings["column_" + name] for name in names)
    return Table("flow", strings["table_flow"], columns, rows)


def _losses_table(model: Model) -> Table:
    rows = tuple((str(step), repr(loss)) for step, loss in enumerate(model.setting.losses))
    strings = reading.STRINGS
    return Table(
        "losses", strings["table_losses"], (strings["column_step"], strings["column_loss"]), rows
    )


__all__ = ["LabError", "Model"]
