"""Gradient check: the state of the lab, and the data behind its picture and table."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Self

import numpy as np

from tutor.bilingual import Strings
from tutor.labs import State, Table, with_defaults
from tutor.labs.functions import read_integer, read_number, read_word
from tutor.labs.gradcheck.differences import STEPS, Curve, Row, curve, relative_error, row
from tutor.labs.gradcheck.findings import (
    SIGNS,
    Finding,
    about_curve,
    about_kinks,
    finding,
    hidden,
    overall,
    subgradients,
    told,
    worst_of,
)
from tutor.labs.gradcheck.matrix import read_matrices
from tutor.labs.gradcheck.scalars import read_scalars
from tutor.labs.gradcheck.subject import Diagnosis, Subject

Array = Any

STRINGS = Strings(__file__)

DEFAULTS: Mapping[str, str] = {
    "function": "x^2 y + sin(y)",
    "gradient": "[2x y, x^2 + cos(y)]",
    "by": "",
    "shapes": "",
    "assume": "",
    "layout": "gradient",
    "point": "x = 1.5, y = 0.7",
    "seed": "1",
    "h": "1e-5",
    "formula": "central",
    "precision": "float64",
    "entry": "all",
}

LEAST_STEP, MOST_STEP = 1e-15, 1.0


@dataclass
class Checked:
    """What is worked out of a subject, each when it is first asked for."""

    subject: Subject
    curves: dict[tuple[str, str, bool, bool], Curve] = field(default_factory=dict)
    diagnoses: tuple[Diagnosis, ...] | None = None
    kinks: dict[str, Finding | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """The lab in one state.

    function   of letters, or of matrices when shapes are given
    gradient   what is checked: `[2x y, x^2 + cos(y)]`, `x: 2x y; y: …`, or a matrix expression
    by         the letters (`x, y`) or the matrix (`W`) to differentiate by; empty: all, the first
    shapes     `A: m x n, x: n, t: 1`: makes it a function of matrices
    assume     `A: symmetric, y: onehot`: what drawn matrices are like
    layout     of matrix derivatives: gradient, numerator or denominator
    point      `x = 1.5`, `x = [1; 2], A = [1 2; 3 4]`: where; what is not given is drawn
    seed       of the draw, 0 to 9999
    h          the step of the table, 1e-15 to 1
    formula    central or forward
    precision  float64 or float32
    entry      all, or the number of the entry whose error curve is shown
    """

    subject: Subject
    step: float
    formula: str
    single: bool
    entry: int | None
    checked: Checked
    texts: Mapping[str, str]

    @classmethod
    def begin(cls, start: State) -> Self:
        """The lab in a state; x²y + sin y by itself. Raises LabError."""
        texts = with_defaults(start, DEFAULTS, formula="function", place="point")
        return cls._made(texts, None)

    @classmethod
    def _made(cls, texts: Mapping[str, str], before: "Model | None") -> Self:
        seed = read_integer(texts["seed"], "seed", least=0, most=9999)
        step = read_number(texts["h"], "h", least=LEAST_STEP, most=MOST_STEP)
        formula = read_word(texts["formula"], "formula", ("central", "forward"))
        single = read_word(texts["precision"], "precision", ("float64", "float32")) == "float32"
        if before is not None and all(before.texts[key] == texts[key] for key in _OF_SUBJECT):
            checked = before.checked
        else:
            checked = Checked(_subject(texts, seed))
        count = len(checked.subject.entries)
        word = texts["entry"].strip().lower()
        entry = None
        if word not in ("all", ""):
            entry = read_integer(word, "entry", least=1, most=count) - 1
        return cls(checked.subject, step, formula, single, entry, checked, dict(texts))

    def state(self) -> dict[str, str]:
        """All there is to keep."""
        kept = {key: self.texts[key].strip() for key in DEFAULTS}
        kept["seed"] = str(int(float(kept["seed"]))) if kept["seed"].isdigit() else kept["seed"]
        return kept | {
            "h": written_step(self.step),
            "formula": self.formula,
            "precision": "float32" if self.single else "float64",
            "entry": "all" if self.entry is None else str(self.entry + 1),
        }

    def changed(self, **texts: str) -> Self:
        """The lab with other texts. Another function shows all its entries.

        Raises LabError, and leaves this one as it is.
        """
        state = {**self.state(), **texts}
        if {"function", "gradient", "by", "shapes"} & texts.keys() and "entry" not in texts:
            state["entry"] = "all"
        return self._made(state, self)

    # The table.

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every entry, checked with the step of now."""
        return tuple(
            row(self.subject, at, self.step, self.formula, single=self.single)
            for at in range(len(self.subject.entries))
        )

    @property
    def worst(self) -> Row:
        """The entry to look at first."""
        return worst_of(self.rows)

    @property
    def verdict(self) -> Finding:
        """What the check with this step says, in a sentence."""
        return overall(self.rows, self.formula, single=self.single)

    # The curve.

    @property
    def shown_entries(self) -> tuple[int, ...]:
        """Which entries the curve is about."""
        if self.entry is not None:
            return (self.entry,)
        return tuple(range(len(self.subject.entries)))

    def curve(self, formula: str, *, single: bool = False, exact: bool = False) -> Curve:
        """The error over h. It takes a while for matrices, and is kept."""
        key = (self.texts["entry"], formula, single, exact)
        if key not in self.checked.curves:
            self.checked.curves[key] = curve(
                self.subject, self.shown_entries, formula, single=single, exact=exact
            )
        return self.checked.curves[key]

    @property
    def is_worked_out(self) -> bool:
        """Whether curves and diagnosis are there already."""
        asked = (self.texts["entry"], "forward", True, False)
        checked = self.checked
        return (
            asked in checked.curves
            and checked.diagnoses is not None
            and (self.texts["entry"] in checked.kinks)
        )

    def work_out(self, progress: Callable[[float], bool] = lambda share: True) -> None:
        """Everything that takes a while; may run in a thread.

        progress: told the share that is done; what it answers says whether to go on.
        """
        tasks: list[Callable[[], object]] = [
            partial(self.curve, formula, single=single)
            for formula in ("central", "forward")
            for single in (False, True)
        ]
        if self.differs:
            tasks.append(partial(self.curve, "central", exact=True))
        tasks += [self.kinks, self.diagnoses]
        for at, task in enumerate(tasks):
            if not progress(at / len(tasks)):
                return
            task()

    @property
    def differs(self) -> bool:
        """Whether the typed entries that are shown are not the true ones."""
        at = list(self.shown_entries)
        errors = relative_error(self.subject.typed[at], self.subject.true[at])
        return bool((errors > 1e-10).any())

    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """What is wrong with the typed formulas."""
        if self.checked.diagnoses is None:
            with np.errstate(all="ignore"):
                self.checked.diagnoses = self.subject.diagnose()
        return self.checked.diagnoses

    def kinks(self) -> Finding | None:
        """A kink near the point."""
        key = self.texts["entry"]
        if key not in self.checked.kinks:
            self.checked.kinks[key] = about_kinks(self.subject, self.shown_entries, STEPS)
        return self.checked.kinks[key]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The verdict, what is wrong and how, kinks, and what the curve shows."""
        found: list[Finding | None] = [self.verdict, hidden(self.rows, self.diagnoses())]
        found += told(self.diagnoses())
        kinks = self.kinks()
        found.append(kinks)
        if kinks is None:
            found += subgradients(self.rows)
        if self.differs and math.isfinite(self.curve("central", exact=True).best[0]):
            error = self.curve("central").best[1]
            if error > 1e-6:
                found.append(finding("flat", "·"))
        else:
            found += about_curve(
                self.curve("central"), self.curve("forward"), self.curve("central", single=True),
                kinked=kinks is not None,
            )  # fmt: skip
        return tuple(each for each in found if each is not None)

    # Moving on.

    def with_step(self, up: int) -> Self:
        """Half a power of ten up (1) or down (−1)."""
        power = max(-30, min(0, round(2 * math.log10(self.step)) + up))
        return self.changed(h=f"{10 ** (power / 2):.6g}")

    def with_best_step(self) -> Self:
        """The step at which the curve of the formula and precision of now is lowest."""
        best = self.curve(self.formula, single=self.single).best[0]
        return self.changed(h=f"{best:.6g}") if math.isfinite(best) else self

    def with_point_drawn(self) -> Self:
        """Another random point."""
        return self.changed(point="", seed=str((int(self.state()["seed"]) + 1) % 10_000))

    def tables(self) -> tuple[Table, ...]:
        """Every entry with every number; the error curves."""
        table = Table(
            "entries",
            STRINGS["table_entries"],
            (
                STRINGS["column_entry"], STRINGS["column_typed"], STRINGS["column_measured"],
                STRINGS["column_error"], STRINGS["column_true"], STRINGS["column_state"],
            ),
            tuple(
                (
                    each.entry.label, *(f"{x:.12g}" for x in (each.typed, each.measured)),
                    f"{each.error:.3g}", f"{each.true:.12g}", each.state,
                )
                for each in self.rows
            ),
        )  # fmt: skip
        kinds = [("central", False), ("forward", False), ("central", True), ("forward", True)]
        columns = [f"{formula} float{32 if single else 64}" for formula, single in kinds]
        errors = [self.curve(formula, single=single).errors for formula, single in kinds]
        rows = tuple(
            (f"{step:.3g}", *(f"{each[at]:.3g}" for each in errors))
            for at, step in enumerate(STEPS)
        )
        return (table, Table("errors", STRINGS["table_errors"], ("h", *columns), rows))


_OF_SUBJECT = ("function", "gradient", "by", "shapes", "assume", "layout", "point", "seed")


def _subject(texts: Mapping[str, str], seed: int) -> Subject:
    function, gradient, by, point = (texts[key] for key in ("function", "gradient", "by", "point"))
    if texts["shapes"].strip():
        return read_matrices(
            function, gradient, by, texts["shapes"], texts["assume"],
            texts["layout"].strip().lower(), point, seed,
        )  # fmt: skip
    return read_scalars(function, gradient, by, point, seed)


def written_step(step: float) -> str:
    """A step as it can be typed: 1e-5, 0.01."""
    mantissa, _, exponent = f"{step:.6g}".partition("e")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


__all__ = ["DEFAULTS", "SIGNS", "Model"]
