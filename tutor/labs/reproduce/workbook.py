"""One reproduction, as texts: what was typed is kept as it was typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Self

from tutor.bilingual import Strings
from tutor.labs import LabError
from tutor.labs.reproduce import counting, quantities, rows
from tutor.labs.reproduce.causes import EVERY
from tutor.labs.reproduce.results import HIGHER, LOWER, Result
from tutor.labs.reproduce.rows import MOST_CHARACTERS, Row, Rows, clean, read_rows
from tutor.labs.reproduce.training import SHAPES, Batch, Schedule, Shape

STEPS = ("read", "environment", "data", "skeleton", "loop", "log", "compare")
"""The seven steps, in order."""

BATCH = (
    "device",
    "accumulate",
    "devices",
    "examples",
    "epochs",
    "length",
    "paper_batch",
    "paper_rate",
)
SCHEDULE = ("schedule", "peak", "floor", "warmup", "total")
"""What is told of batch and schedule, by name."""

DONE = "x"

HYPER_WIDTH = 4
RESULT_WIDTH = 4

_STRINGS = Strings(__file__)


@dataclass(frozen=True)
class Tick:
    """Something to tick off, with a note."""

    done: bool = False
    note: str = ""

    @property
    def touched(self) -> bool:
        return self.done or bool(self.note)


Ticks = Mapping[str, Tick]


@dataclass(frozen=True)
class Workbook:
    """A reproduction.

    paper, link, claim: its title, where it is, what is to be reproduced.
    steps: ticks by step. hyper: rows (name, paper's, mine, where in the paper).
    layers: rows (label, kind, times, sizes …); parameters: how many the paper reports.
    device … paper_rate: see `Batch`. schedule … total: see `Schedule`; at: a step to ask for.
    results: rows (metric, better: higher or lower, paper's, mine: a number a seed).
    causes: ticks by symptom-cause. gap: what explains the gap that remains.
    """

    paper: str = ""
    link: str = ""
    claim: str = ""
    steps: Ticks = field(default_factory=dict)
    hyper: Rows = ()
    layers: Rows = ()
    parameters: str = ""
    device: str = ""
    accumulate: str = "1"
    devices: str = "1"
    examples: str = ""
    epochs: str = ""
    length: str = ""
    paper_batch: str = ""
    paper_rate: str = ""
    schedule: str = "cosine"
    peak: str = ""
    floor: str = "0"
    warmup: str = "0"
    total: str = ""
    at: str = ""
    results: Rows = ()
    causes: Ticks = field(default_factory=dict)
    gap: str = ""

    @classmethod
    def begin(cls, start: Mapping[str, str], prefix: str = "") -> Self:
        """The reproduction that texts by name tell. Raises LabError, blaming prefix + name."""
        found = {}
        for name, text in start.items():
            try:
                found[name] = _READERS[name](clean(text), name)
            except LabError as error:
                raise LabError(prefix + name, error.why) from error
        return cls(**found)  # type: ignore[arg-type]

    def state(self) -> dict[str, str]:
        """What differs from an empty reproduction, as texts by name."""
        kept = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, str):
                if value != each.default:
                    kept[each.name] = value
            elif value:
                kept[each.name] = _table_text(value)
        return kept

    def with_(self, name: str, text: str) -> Self:
        """With another text under a name. Raises LabError when it cannot stand there."""
        return replace(self, **{name: _READERS[name](clean(text), name)})  # type: ignore[arg-type]

    def with_rows(self, name: str, table: Rows) -> Self:
        """With another table under a name. Raises LabError when it is too large."""
        return self.with_(name, rows.written(table))

    def tick(self, name: str, key: str, tick: Tick) -> Self:
        """With something ticked off, or noted. name: steps or causes."""
        ticks: Ticks = {**getattr(self, name), key: tick}
        return self.with_(name, _table_text(ticks))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed yet."""
        return not self.state()

    @property
    def done(self) -> int:
        """How many of the seven steps are done."""
        return sum(tick.done for tick in self.steps.values())

    @cached_property
    def reported(self) -> int | None:
        """How many parameters the paper reports."""
        return quantities.whole(self.parameters, "parameters") if self.parameters else None

    @cached_property
    def batch(self) -> Batch | None:
        """The batch; None until it is told how many examples a device holds."""
        if not self.device:
            return None
        return Batch(
            quantities.whole(self.device, "device"),
            quantities.whole(self.accumulate or "1", "accumulate"),
            quantities.whole(self.devices or "1", "devices"),
            quantities.whole(self.examples, "examples") if self.examples else None,
            quantities.positive(self.epochs, "epochs") if self.epochs else None,
            quantities.whole(self.length, "length") if self.length else None,
            quantities.whole(self.paper_batch, "paper_batch") if self.paper_batch else None,
            float(quantities.positive(self.paper_rate, "paper_rate")) if self.paper_rate else None,
        )

    @property
    def total_steps(self) -> int | None:
        """Steps of the training: as typed, else as batch and epochs tell."""
        if self.total:
            return quantities.whole(self.total, "total")
        return self.batch.steps if self.batch else None

    @cached_property
    def rates(self) -> Schedule | None:
        """The schedule; None until peak and length are known."""
        if not self.peak or not self.total_steps:
            return None
        return Schedule(
            _shape(self.schedule),
            float(quantities.positive(self.peak, "peak")),
            float(quantities.not_negative(self.floor or "0", "floor")),
            quantities.whole(self.warmup or "0", "warmup", least=0),
            self.total_steps,
        )

    @property
    def asked(self) -> int | None:
        """The step whose learning rate is asked for."""
        return quantities.whole(self.at, "at", least=0) if self.at else None

    def result(self, row: Row) -> Result | None:
        """A row of the results; None while a number is missing. Raises LabError."""
        _, better, paper, mine = row
        if not paper.strip() or not mine.strip():
            for name, text in (("reported", paper), ("mine", mine)):
                if text.strip():
                    quantities.several(text, name)
            return None
        reported = quantities.several(paper, "reported")
        if len(reported) > 1:
            raise LabError("reported", _STRINGS("one_number", text=rows.shortened(paper)))
        return Result(reported[0], quantities.several(mine, "mine"), better)


def _text(text: str, name: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise LabError(name, _STRINGS("text_too_long", most=MOST_CHARACTERS))
    return text


def _hyper(text: str, name: str) -> Rows:
    return read_rows(text, HYPER_WIDTH, name)


def _layers(text: str, name: str) -> Rows:
    found = []
    for label, kind, *rest in read_rows(text, counting.LAYER_WIDTH, name):
        word = kind.strip().casefold()
        if word not in counting.KINDS:
            raise LabError(
                name,
                _STRINGS(
                    "kind_unknown", text=rows.shortened(kind), known=", ".join(counting.KINDS)
                ),
            )
        row = counting.fitted((label, word, *rest))
        if any(cell for cell in rest[len(row) - 2 :]):
            sizes = ", ".join(size.name for size in counting.KINDS[word].sizes)
            raise LabError(name, _STRINGS("sizes_too_many", kind=word, sizes=sizes))
        found.append(row)
    return tuple(found)


def _results(text: str, name: str) -> Rows:
    found = []
    for metric, better, *rest in read_rows(text, RESULT_WIDTH, name):
        word = better.strip().casefold() or HIGHER
        if word not in (HIGHER, LOWER):
            raise LabError(name, _STRINGS("better_unknown", text=rows.shortened(better)))
        found.append((metric, word, *rest))
    return tuple(found)


def _ticks(keys: tuple[str, ...]) -> Callable[[str, str], Ticks]:
    def read(text: str, name: str) -> Ticks:
        found = {}
        for key, done, note in read_rows(text, 3, name):
            if key not in keys:
                raise LabError(
                    name, _STRINGS("tick_unknown", text=rows.shortened(key), known=", ".join(keys))
                )
            found[key] = Tick(done.strip().casefold() in (DONE, "✓", "yes"), note)
        return {key: found[key] for key in keys if key in found and found[key].touched}

    return read


def _checked(check: Callable[[str, str], object], default: str = "") -> Callable[[str, str], str]:
    """A text that is a number by `check`, or nothing at all, which means `default`."""

    def read(text: str, name: str) -> str:
        text = text.strip()
        if not text or text == default:
            return default
        check(text, name)
        return text

    return read


def _schedule(text: str, name: str) -> str:
    return _shape(text.strip().casefold() or SHAPES[0])


def _step(text: str, name: str) -> int:
    return quantities.whole(text, name, least=0)


def _table_text(value: Rows | Ticks) -> str:
    if isinstance(value, Mapping):
        return rows.written(
            (key, DONE if tick.done else "", tick.note) for key, tick in value.items()
        )
    return rows.written(value)


def _shape(text: str) -> Shape:
    for shape in SHAPES:
        if text == shape:
            return shape
    raise LabError(
        "schedule", _STRINGS("shape_unknown", text=rows.shortened(text), known=", ".join(SHAPES))
    )


_whole = quantities.whole
_READERS: Mapping[str, Callable[[str, str], object]] = {
    "paper": _text,
    "link": _text,
    "claim": _text,
    "steps": _ticks(STEPS),
    "hyper": _hyper,
    "layers": _layers,
    "parameters": _checked(_whole),
    "device": _checked(_whole),
    "accumulate": _checked(_whole, "1"),
    "devices": _checked(_whole, "1"),
    "examples": _checked(_whole),
    "epochs": _checked(quantities.positive),
    "length": _checked(_whole),
    "paper_batch": _checked(_whole),
    "paper_rate": _checked(quantities.positive),
    "schedule": _schedule,
    "peak": _checked(quantities.positive),
    "floor": _checked(quantities.not_negative, "0"),
    "warmup": _checked(_step, "0"),
    "total": _checked(_whole),
    "at": _checked(_step),
    "results": _results,
    "causes": _ticks(EVERY),
    "gap": _text,
}

NAMES: tuple[str, ...] = tuple(_READERS)
"""What a reproduction keeps, by name."""
