"""Interactive pictures. A lab is a folder: model.py (pure), view.py, strings.toml.

A lab's state is a few texts by name, so that a lesson (`lab: {name: tangent, start: {…}}`), the
command line (`tutor lab tangent point=2`), the database, undo and reset all speak of it alike.
Nothing lists the labs: whatever folder is here is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, Self

from tutor.bilingual import Strings, Text, choose
from tutor.errors import TutorError

State = Mapping[str, str]


class LabError(TutorError):
    """A lab cannot stand in the state that was asked for.

    field: the name of the text to blame. why: what was found there and what may stand there.
    """

    def __init__(self, field: str, why: Text) -> None:
        super().__init__(f"{field}: {choose(why, 'en')}" if field else choose(why, "en"))
        self.field = field
        self.why = why


@dataclass(frozen=True, slots=True)
class Table:
    """Data of a lab, for export.

    name: a file's name without ending. columns: the headings; every row has as many cells.
    """

    name: str
    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]


class Model(Protocol):
    """What a lab knows, apart from the screen."""

    @classmethod
    def begin(cls, start: State) -> Self:
        """The lab in the state that `start` tells, as it is by itself where it tells nothing.

        Raises LabError for a name the lab does not know and for a text it cannot use.
        """

    def state(self) -> dict[str, str]:
        """All there is to keep: `begin(state())` is this lab again."""

    def tables(self) -> tuple[Table, ...]:
        """The data behind the picture."""


@cache
def names() -> tuple[str, ...]:
    """The labs there are, in the order of their `ORDER`."""
    here = Path(__file__).parent
    found = [path.parent.name for path in here.glob("*/model.py")]
    return tuple(sorted(found, key=lambda name: (_order(name), name)))


def _order(name: str) -> int:
    """Where a lab stands in the list: the `ORDER` of its package."""
    order: int = import_module(f"{__name__}.{name}").ORDER
    return order


def strings(name: str) -> Strings:
    """The sentences of a lab; `title`, `about` and `help` among them."""
    return Strings(str(Path(__file__).parent / name / "view.py"))


def begin(name: str, start: State) -> Model:
    """The lab called `name` in a state. Raises LabError."""
    module: Any = import_module(f"{__name__}.{name}.model")
    model: Model = module.Model.begin(start)
    return model


def refuse_unknown(start: State, known: tuple[str, ...]) -> None:
    """Raise LabError for a name in `start` that is not among `known`."""
    for name in start:
        if name not in known:
            raise LabError(name, _STRINGS("unknown", name=name, known=", ".join(known)))


def with_defaults(start: State, defaults: State, *, formula: str, place: str) -> dict[str, str]:
    """Every text of a state: what `start` leaves out is as in `defaults`.

    formula, place: names of texts; a start with a formula of its own has the default of the
    place emptied, as that belongs to the default formula. Raises LabError for a name in
    `start` that is not among the defaults.
    """
    refuse_unknown(start, tuple(defaults))
    fitting = {**defaults, place: ""} if formula in start else defaults
    return {**fitting, **start}


_STRINGS = Strings(__file__)
