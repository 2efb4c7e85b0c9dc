"""Check a learner's text against declared parts: one finding a part, or one a gradient.

    report = check(source, "softmax.py", given, parts, runner)
    report.findings[0].state       # "right", "wrong", "unwritten" or "unrun"

What the learner's functions gave is compared here, in a process that never runs them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any, Literal

import numpy as np

from tutor.bilingual import Text, fill
from tutor.checking.assignments import comparing, expected
from tutor.checking.assignments.comparing import Difference, shape_text
from tutor.checking.assignments.declared import Given, Part, read_call
from tutor.checking.assignments.inputs import arguments, make
from tutor.checking.assignments.returned import array_of, results_of, unfit
from tutor.checking.assignments.running import (
    Call,
    Frame,
    Limits,
    Missing,
    Outcome,
    Program,
    Raised,
    Returned,
    Run,
    Runner,
    Stopped,
    Unfit,
)
from tutor.checking.assignments.telling import of_error, of_stop, strings, values_of

State = Literal["right", "wrong", "unwritten", "unrun"]

GRADIENT_TOLERANCE = 1e-5
"""Of a central difference, whose own error is about 1e-9."""
MOST_CALLS = 4000
RESULT = "result"
"""What `gradient` calls the only result of a function."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one part.

    note: what is found. slip, said: the name of a known slip and a sentence about it, or empty.
    result, yours: which result of the part this is, and the array.
    """

    part: int
    label: Text
    state: State
    note: Text = ""
    slip: str = ""
    said: Text = ""
    difference: Difference | None = None
    frames: tuple[Frame, ...] = ()
    result: str = ""
    yours: Any = field(default=None, compare=False, repr=False)

    @property
    def all_said(self) -> Text:
        """Both sentences."""
        return strings("both", first=self.note, second=self.said) if self.said else self.note


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a text. broken: why nothing of it could be run, and where it says so.

    autograd: with how many gradients PyTorch agrees, of how many; None where it was not asked.
    """

    findings: tuple[Finding, ...]
    broken: Text = ""
    at: Frame | None = None
    column: int = -1
    frames: tuple[Frame, ...] = ()
    printed: str = ""
    cut: bool = False
    cancelled: bool = False
    seconds: float = 0.0
    autograd: tuple[int, int] | None = None

    @property
    def right(self) -> bool:
        """Whether every part is right."""
        return bool(self.findings) and all(each.state == "right" for each in self.findings)


def check(
    source: str,
    path: str,
    given: Mapping[str, Given],
    parts: Sequence[Part],
    runner: Runner,
    limits: Limits | None = None,
    progress: Callable[[int, int], None] | None = None,
    off: Event | None = None,
) -> Report:
    """Run and compare. progress: is told the number of the part, and of how many. off: stops it.

    Raises RunnerError when there is no process to run it in, ValueError for a declaration that
    cannot be used.
    """
    inputs = make(given)
    plan = _Plan(parts, inputs)

    def begun(number: int) -> None:
        if progress is not None:
            progress(plan.part_of[number], len(parts))

    limits = limits or Limits()
    run = runner.run(Program(source, path), plan.calls, limits, begun, off)
    return _report(run, plan, limits)


class _Plan:
    """All calls that a check needs, in order, and where each part finds its own."""

    def __init__(self, parts: Sequence[Part], given: Mapping[str, Any]) -> None:
        self.parts, self.given = parts, given
        self.calls: list[Call] = []
        self.part_of: list[int] = []
        self.main: list[int] = []
        self.own: dict[tuple[int, str], list[tuple[tuple[int, ...], float, int]]] = {}
        groups: dict[str, int] = {}
        for number, part in enumerate(parts):
            self.main.append(self._add(number, part.call, given, groups))
        # The derivative of the learner's own function comes last: a slow one spoils nothing.
        for number, part in enumerate(parts):
            if part.of_own:
                for wrt in dict.fromkeys(part.gradient.values()):
                    self.own[number, wrt] = [
                        (index, width, self._moved(number, part, wrt, (ahead, behind), groups))
                        for index, width, ahead, behind in expected.perturbed(given[wrt])
                    ]
        if len(self.calls) > MOST_CALLS:
            raise ValueError(f"{len(self.calls)} calls are too many")

    def _add(
        self,
        number: int,
        text: str,
        given: Mapping[str, Any],
        groups: dict[str, int],
        *,
        quiet: bool = False,
    ) -> int:
        call = read_call(text)
        if call is None:
            raise ValueError(f"`{text}` is no call")
        group = groups.setdefault(call.function, len(groups))
        self.calls.append(Call(call.function, arguments(call, given), group, quiet))
        self.part_of.append(number)
        return len(self.calls) - 1

    def _moved(
        self, number: int, part: Part, wrt: str, pair: tuple[Any, Any], groups: dict[str, int]
    ) -> int:
        """Two calls of the learner's own function, one with each of the pair; the first's place."""
        first = len(self.calls)
        for moved in pair:
            self._add(number, part.of_own, {**self.given, wrt: moved}, groups, quiet=True)
        return first


def _report(run: Run, plan: _Plan, limits: Limits) -> Report:
    report = Report(
        (), printed=run.printed, cut=run.cut, cancelled=run.cancelled, seconds=run.seconds
    )
    if run.broken is not None:
        return _broken(report, run.broken, limits)
    judge = _Judge(run, plan, limits)
    return replace(report, findings=tuple(judge.findings()))


def _broken(report: Report, broken: Raised | Stopped, limits: Limits) -> Report:
    if isinstance(broken, Stopped):
        return replace(report, broken=of_stop(broken, limits))
    at = broken.frames[-1] if broken.frames else None
    if broken.column >= 0:
        why = strings("syntax", message=broken.message)
        return replace(report, broken=why, at=at, column=broken.column)
    return replace(report, broken=of_error(broken, limits), at=at, frames=broken.frames)


class _Judge:
    """Turns what the calls gave into findings."""

    def __init__(self, run: Run, plan: _Plan, limits: Limits) -> None:
        self.run, self.plan, self.limits = run, plan, limits

    def findings(self) -> Iterator[Finding]:
        for number, part in enumerate(self.plan.parts):
            yield from self._part(number, part)

    def _part(self, number: int, part: Part) -> Iterator[Finding]:
        plain = Finding(number, part.label or part.call, "wrong")
        outcome = self.run.outcomes[self.plan.main[number]]
        if not isinstance(outcome, Returned):
            yield self._failed(plain, outcome)
            return
        names = self._changed(part, outcome)
        if names:
            told = ", ".join(f"`{name}`" for name in names)
            yield replace(plain, note=strings("changed", names=told), slip="changed_input")
            return
        results = results_of(outcome.told, part)
        if not isinstance(results, list):
            note, slip = results
            yield replace(plain, note=note, slip=slip)
            return
        wanted = expected.value(part, self.plan.given)
        for place, (name, told) in enumerate(results):
            label = _label(part, name)
            yield self._result(
                replace(plain, label=label),
                part,
                name,
                told,
                wanted[place] if wanted else None,
                place,
            )

    def _failed(self, plain: Finding, outcome: Outcome) -> Finding:
        match outcome:
            case None:
                return replace(plain, state="unrun", note=strings["unrun"])
            case Raised(type="NotImplementedError"):
                return replace(plain, state="unwritten", note=strings["unwritten"])
            case Raised():
                slip = comparing.of_message(outcome.type, outcome.message)
                said = strings["slip_" + slip] if slip else ""
                note = of_error(outcome, self.limits)
                return replace(plain, note=note, slip=slip, said=said, frames=outcome.frames)
            case Missing(name=name, near=near):
                key = "missing_near" if near else "missing"
                return replace(plain, note=strings(key, name=name, near=near), slip="missing")
            case Unfit(signature=signature):
                call = self.plan.parts[plain.part].call
                return replace(plain, note=strings("unfit", call=call, signature=signature))
            case Stopped():
                return replace(plain, note=of_stop(outcome, self.limits))
        raise TypeError(outcome)

    def _changed(self, part: Part, outcome: Returned) -> list[str]:
        call = read_call(part.call)
        assert call is not None
        names = [str(call.arguments[place]) for place in outcome.changed]
        return [name for name in names if name not in part.changes]

    def _result(
        self,
        plain: Finding,
        part: Part,
        name: str,
        told: Mapping[str, Any],
        wanted: Any,
        place: int,
    ) -> Finding:
        """Compare one result with its value, or with the derivative that it should be."""
        yours = array_of(told)
        if isinstance(yours, tuple):
            return replace(plain, note=yours[0], slip=yours[1])
        plain = replace(plain, result=name or RESULT, yours=yours)
        wrong = unfit(yours, part)
        if wrong is not None:
            return replace(plain, note=wrong)
        wrt = part.gradient.get(name or RESULT, "")
        numeric, whose = self._numeric(plain.part, part, wrt) if wrt else (None, "")
        if wanted is None and numeric is None and wrt:
            return replace(plain, state="unrun", note=strings("no_forward", call=part.of_own))
        target = numeric if wanted is None else wanted
        if target is None:
            return replace(
                plain, state="right", note=strings("right_shape", shape=shape_text(yours.shape))
            )
        tolerance = (
            part.tolerance if wanted is not None else max(part.tolerance, GRADIENT_TOLERANCE)
        )
        if np.shape(yours) == np.shape(target) and comparing.same(yours, target, tolerance):
            return replace(plain, state="right", note=self._praise(yours, target, numeric, whose))
        found = self._wrong(plain, part, yours, target, tolerance, wanted is None, place)
        if whose and wanted is not None and comparing.same(yours, numeric, GRADIENT_TOLERANCE):
            said = strings("slip_own_derivative", name=whose)
            return replace(found, slip="own_derivative", said=said)
        return found

    def _numeric(self, number: int, part: Part, wrt: str) -> tuple[Any, str]:
        """Central differences: of the learner's own function, else of ours."""
        along = self.plan.given[part.along] if part.along else None
        if part.of_own:
            found = np.zeros(np.shape(self.plan.given[wrt]))
            for index, width, first in self.plan.own[number, wrt]:
                sums = [self._total(self.run.outcomes[first + k], along) for k in (0, 1)]
                if sums[0] is None or sums[1] is None:
                    break
                found[index] = (sums[0] - sums[1]) / width
            else:
                call = read_call(part.of_own)
                return found, call.function if call else ""
        if part.of:
            return expected.differences(part.of, wrt, along, self.plan.given), ""
        return None, ""

    def _total(self, outcome: Outcome, along: Any) -> float | None:
        if not isinstance(outcome, Returned):
            return None
        told = outcome.told
        if told["is"] == "tuple" and told.get("items"):
            told = told["items"][0]  # a forward function that also hands on what it keeps
        result = array_of(told)
        if isinstance(result, tuple) or (along is None and np.size(result) != 1):
            return None
        try:
            return expected.total(result, along)
        except ValueError:
            return None

    def _praise(self, yours: Any, target: Any, numeric: Any, whose: str) -> Text:
        if numeric is not None and comparing.same(yours, numeric, GRADIENT_TOLERANCE):
            error = _error(comparing.largest_error(yours, numeric))
            key = "right_gradient_own" if whose else "right_gradient"
            return strings(key, error=error, name=whose)
        error = _error(comparing.largest_error(yours, target))
        key = "right_scalar" if not np.shape(yours) else "right_value"
        return strings(key, shape=shape_text(np.shape(yours)), error=error)

    def _wrong(
        self, plain: Finding, part: Part, yours: Any, target: Any, tolerance: float,
        by_differences: bool, place: int,
    ) -> Finding:  # fmt: skip
        call = read_call(part.call)
        assert call is not None
        inputs = {str(name): self.plan.given.get(str(name)) for name in call.arguments}
        variants = (
            (name, values[place])
            for name, values in expected.slips(part, self.plan.given)
            if place < len(values)
        )
        slip = comparing.named(yours, target, variants, inputs, tolerance)
        if np.shape(yours) != np.shape(target):
            where = strings(
                "wrong_shape",
                yours=shape_text(np.shape(yours)),
                expected=shape_text(np.shape(target)),
            )
            found = replace(plain, note=where)
        else:
            first = comparing.difference(yours, target, tolerance)
            assert first is not None
            key = "wrong_gradient" if by_differences else "wrong_value"
            if not first.index:
                key += "_number"
            elif not np.isfinite(first.relative):
                key += "_bare"
            found = replace(plain, difference=first, note=strings(key, **values_of(first)))
        if slip is None:
            return found
        said = strings("slip_" + slip.name, **slip.values)
        return replace(found, slip=slip.name, said=said)


def _label(part: Part, name: str) -> Text:
    """What the line of one result is called."""
    if not name:
        return part.label or part.call
    return fill("{name} · {label}", name=name, label=part.label) if part.label else name


def _error(error: float) -> str:
    return f"{error:.0e}" if error else "0"
