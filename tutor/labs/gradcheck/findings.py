"""What a gradient check shows, in sentences."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tutor.bilingual import Strings, Text
from tutor.labs.gradcheck.differences import FINE, WRONG, Curve, Row
from tutor.labs.gradcheck.subject import Diagnosis, Subject
from tutor.labs.numbers import number

STRINGS = Strings(__file__)

SIGNS: Mapping[str, str] = {
    "fine": "✓", "rounding": "≈", "kinks": "~", "doubtful": "?", "wrong": "✗",
    "kink": "∧", "jump": "↕", "edge": "⊣", "nowhere": "—",
}  # fmt: skip
"""The sign of each state of a row, so that colour is not needed."""

MOST_NAMED = 3
"""How many entries are named; the table has them all."""

FAR = 0.03
"""A kink that only longer steps reach is none to speak of."""

_WORST = ("nowhere", "wrong", "edge", "jump", "kink", "doubtful", "kinks", "rounding", "fine")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth saying. kind: its name; sign: ✓ ✗ ! or · before the sentence."""

    kind: str
    sign: str
    text: Text


def finding(kind: str, sign: str, /, **values: Text | int | float) -> Finding:
    """The sentence `kind` of the lab's strings."""
    return Finding(kind, sign, STRINGS(kind, **values))


def worst_of(rows: Sequence[Row]) -> Row:
    """The row to look at first."""
    return min(rows, key=lambda row: (_WORST.index(row.state), -_size(row.error)))


def overall(rows: Sequence[Row], formula: str, *, single: bool) -> Finding:
    """The verdict of the check with one step, by its worst entry."""
    worst = worst_of(rows)
    bad = [row for row in rows if row.state == worst.state]
    values: dict[str, Text | int] = {
        "entry": _some([row.entry.label for row in bad]),
        "count": len(bad),
        "all": len(rows),
        "error": number(max(_size(row.error) for row in bad), 2),
        "left": number(worst.left),
        "right": number(worst.right),
        "typed": number(worst.typed),
        "measured": number(worst.measured),
    }
    if worst.state in ("kinks", "doubtful") and (formula == "forward" or single):
        return finding("all_coarse", "!", **values)
    sign = {"fine": "✓", "rounding": "≈", "wrong": "✗", "nowhere": "✗"}.get(worst.state, "!")
    return finding("all_" + worst.state, sign, **values)


def _size(error: float) -> float:
    return error if math.isfinite(error) else math.inf


def subgradients(rows: Sequence[Row]) -> list[Finding]:
    """Typed slopes at a kink that lie between those of its two sides."""
    return [
        finding("subgradient", "·", entry=row.entry.label, typed=number(row.typed))
        for row in rows
        if row.state == "kink"
        and min(row.left, row.right) - 1e-9 <= row.typed <= max(row.left, row.right) + 1e-9
    ]


def hidden(rows: Sequence[Row], diagnoses: Sequence[Diagnosis]) -> Finding | None:
    """A wrong gradient that happens to agree at this point."""
    good = all(row.state in ("fine", "rounding") for row in rows)
    if not good or not diagnoses:
        return None
    return finding("lucky", "!", entry=_named(diagnoses[0]))


def _named(diagnosis: Diagnosis) -> str:
    return diagnosis.entry or "∇f"


def told(diagnoses: Sequence[Diagnosis]) -> list[Finding]:
    """Which entries are wrong and how, then what shows it; entries alike are told together."""
    alike: dict[str, list[Diagnosis]] = {}
    for diagnosis in diagnoses:
        alike.setdefault(f"{diagnosis.name}: {diagnosis.text}", []).append(diagnosis)
    found = []
    for first, *others in alike.values():
        entries = [each.entry for each in (first, *others)]
        key = "wrong_entry" if first.entry else "wrong_whole"
        found.append(finding(key, "✗", entry=_some(entries), why=first.text))
        if first.question:
            found.append(Finding("question", "?", first.question))
        elif first.witness:
            found.append(Finding("witness", "·", first.witness))
    return found


def _some(entries: Sequence[str]) -> str:
    """The first few of some entries."""
    return ", ".join(entries[:MOST_NAMED]) + (", …" if len(entries) > MOST_NAMED else "")


def about_curve(
    central: Curve, forward: Curve, single: Curve, *, kinked: bool = False
) -> list[Finding]:
    """The arms of the error curve, the best steps, and what float32 makes of them."""
    step, least = central.best
    if not math.isfinite(step):
        return []
    if least > WRONG:
        return [finding("no_step_helps", "✗", error=number(least, 2))]
    found = [_arms(central, forward, kinked)]
    worst, size = single.best
    if math.isfinite(worst):
        key = "float32" if size > FINE else "float32_exact"
        found.append(finding(key, "·", step=_power(worst), error=number(size, 2)))
    return found


def _arms(central: Curve, forward: Curve, kinked: bool) -> Finding:
    (step, least), (other, more) = central.best, forward.best
    values = {
        "step": _power(step),
        "error": number(least, 2),
        "other": _power(other),
        "more": number(more, 2),
        "slope": _slope(central.truncation),
        "first": _slope(forward.truncation),
        "rounding": _slope(central.rounding),
    }
    if kinked:
        return finding("arms_kinked", "·", **values)
    if math.isnan(central.truncation):
        return finding("arms_no_truncation", "·", **values)
    return finding("arms", "·", **values)


def _power(step: float) -> str:
    return number(step, 1)


def _slope(slope: float) -> str:
    return number(round(slope, 1)) if math.isfinite(slope) else "—"


def about_kinks(subject: Subject, which: Sequence[int], steps: np.ndarray) -> Finding | None:
    """From which step on the differences reach over a kink."""
    nearest = math.inf
    for at in which:
        axis = subject.entries[at].axis
        crossed = subject.crosses(axis, steps) | subject.crosses(axis, -steps)
        reached = steps[crossed]
        if len(reached):
            nearest = min(nearest, float(reached.min()))
    if not float(steps.min()) < nearest <= FAR:
        return None
    return finding("kink_near", "!", step=_power(nearest))
