"""The backprop lab without its screen: a network with one example, and where the learner is in it.

State: preset (only to begin with), sizes `2-3-1`, activation (one word, `hidden output`, or a word
for each layer), loss (half, mse, cross-entropy), init (zeros, small, xavier, he, typed), gain
(drawn weights times this), seed, x and y (numbers, or `random`), W1, b1, gamma1, beta1 … (typed
values; rows end with `;`), bias, skip, norm (on, off), clip (off or the largest norm), rate,
updates (`0.5x20`: steps done), at (quantities computed so far, or `end`), select (`dz1[2]`), pane
(network, table, flow, training, setup), mode (look, answer), score (`right/asked`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from tutor.labs import State, Table, refuse_unknown
from tutor.labs.backprop import reading
from tutor.labs.backprop.data import flow_table, losses_table, values_table
from tutor.labs.backprop.network import Design
from tutor.labs.backprop.quantities import Quantity, by_name, computed
from tutor.labs.backprop.run import Run
from tutor.labs.backprop.setting import Setting
from tutor.labs.backprop.starting import (
    DRAWN,
    completed,
    fitting,
    is_parameter,
    setting_of,
    texts_of,
    without_typed,
)
from tutor.labs.functions import read_integer

PANES = ("network", "table", "flow", "training", "setup")
MODES = ("look", "answer")

_KEYS = (
    "preset", "sizes", "activation", "loss", "init", "gain", "seed", "x", "y", "bias", "skip",
    "norm", "clip", "rate", "updates", "at", "select", "pane", "mode", "score",
)  # fmt: skip
_SELECTED = re.compile(r"([A-Za-z]{1,9}[0-9]{0,2})(?:\[([0-9]{1,2})(?:,([0-9]{1,2}))?\])?")

Index = tuple[int, ...]


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
            {name: text for name, text in start.items() if not is_parameter(name)},
            (*_KEYS, "W1", "b1", "gamma1", "beta1"),
        )
        texts = completed(start)
        setting = setting_of(texts)
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
        kept = texts_of(self.setting)
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

    def hides(self, *names: str) -> bool:
        """Whether one of the quantities is still to be answered."""
        return self.mode == "answer" and not all(self.known(name) for name in names)

    @property
    def hides_gradients(self) -> bool:
        """Whether the δ or the gradient of some layer is still to be answered."""
        layers = range(1, self.design.depth + 1)
        return self.hides(*(f"{kind}{layer}" for kind in ("dz", "dW") for layer in layers))

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
        texts = without_typed(texts)
        state = self.state()
        if not set(texts) <= {"rate", "at", "pane", "mode", "score", "select"}:
            state.pop("updates")
            if self.at is not None:
                state["at"] = "0"
            state.pop("select")
            state["score"] = f"{self.right}/{self.asked}"
        if set(texts) & set(DRAWN):
            state = {name: text for name, text in state.items() if not is_parameter(name)}
        state = fitting(state, texts)
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
        return (values_table(self), flow_table(self), losses_table(self))


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
