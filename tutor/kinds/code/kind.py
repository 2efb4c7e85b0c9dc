"""Code: write a NumPy function; it is run in a process of its own and compared.

An answer text is the source of a small module. A lesson declares inputs, calls and what each
has to give; it brings no code that runs: what stands in `starter` is only shown.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Annotated

import msgspec

from tutor import exercise as base
from tutor.bilingual import Strings, Text
from tutor.checking.assignments.declared import Given, Part, is_values, read_call
from tutor.checking.assignments.source import NotPython, parse
from tutor.exercise import (
    Answer,
    Mistake,
    Right,
    Undecided,
    Unreadable,
    Verdict,
    Witness,
    Wrong,
)

if TYPE_CHECKING:
    from tutor.checking.assignments.checks import Finding, Report
    from tutor.checking.assignments.running import Frame, Runner

strings = Strings(__file__)

SECONDS = 2.0
"""For one call."""
ALL_SECONDS = 6.0
"""For all of them: within what a session gives a check."""
MOST_PRINTED = 20
"""Lines of printed text that are shown."""


class Exercise(base.Exercise, frozen=True, kw_only=True, tag="code"):
    """Write functions that do what `parts` ask for.

    starter: what the answer begins as; shown, never run. given: the arguments, by name.
    """

    given: dict[str, Given]
    parts: Annotated[tuple[Part, ...], msgspec.Meta(min_length=1, max_length=20)]
    starter: str = ""


def functions(exercise: Exercise) -> tuple[str, ...]:
    """The functions that an answer has to have."""
    calls = (read_call(text) for part in exercise.parts for text in (part.call, part.of_own))
    return tuple(dict.fromkeys(call.function for call in calls if call is not None))


def read(exercise: Exercise, text: str) -> Answer | Unreadable:
    if not text.strip() or text.strip() == exercise.starter.strip():
        return Unreadable(column=0, why=strings["empty"])
    parsed = parse(text)
    if isinstance(parsed, NotPython):
        why = strings("syntax", line=parsed.line, message=parsed.message)
        return Unreadable(column=_place(text, parsed.line, parsed.column), why=why)
    for name in functions(exercise):
        if name not in parsed.names:
            return Unreadable(column=len(text), why=strings("missing", name=name))
    return Answer(text=text)


@cache
def _runner() -> "Runner":
    """The one runner of this process; it ends with the process."""
    from tutor.checking.assignments.running import Runner

    return Runner()


def check(exercise: Exercise, answer: Answer) -> Verdict:
    from tutor.checking.assignments.checks import check as run
    from tutor.checking.assignments.running import Limits, RunnerError, supported

    if not supported():
        return Undecided(why=strings["unsupported"])
    limits = Limits(seconds=SECONDS, total=ALL_SECONDS)
    try:
        report = run(answer.text, "answer.py", exercise.given, exercise.parts, _runner(), limits)
    except RunnerError:
        return Undecided(why=strings["no_process"])
    if report.column >= 0 and report.at is not None:
        # Some of what is no Python shows only when a program is made of it.
        place = _place(answer.text, report.at.line, report.column)
        return Unreadable(column=place, why=report.broken)
    return _verdict(exercise, report)


def _place(text: str, line: int, column: int) -> int:
    """Where in a text a column of a line is; lines count from 1."""
    before = text.split("\n")[: line - 1]
    return min(sum(len(each) + 1 for each in before) + column, len(text))


def _verdict(exercise: Exercise, report: "Report") -> Verdict:
    if report.broken:
        shown = _code(_trace(report.frames, report.at), report)
        return Wrong(why=report.broken, witness=Witness(text=shown) if shown else None)
    wrong = next((each for each in report.findings if each.state != "right"), None)
    if wrong is None:
        parts = tuple(_part(exercise, each) for each in report.findings)
        return Right(evidence="numeric", remark=_code("", report), parts=parts)
    parts = tuple(_part(exercise, each, bare=each is wrong) for each in report.findings)
    count = sum(each.state == "right" for each in report.findings)
    return Wrong(
        why=strings("some_right", right=count, all=len(parts)),
        witness=_witness(wrong, report),
        mistake=Mistake(name=wrong.slip, text=wrong.said) if wrong.said else None,
        parts=parts,
    )


def _part(exercise: Exercise, finding: "Finding", *, bare: bool = False) -> base.Part:
    """bare: without the sentence about the slip, which is said above all parts.

    A part is called by its code, the same in every language; what the lesson calls it comes after.
    """
    part = exercise.parts[finding.part]
    note = finding.note if bare or not finding.said else finding.all_said
    if part.label:
        note = strings("labelled", label=part.label, note=note)
    name = finding.result if part.gives and finding.result else part.call
    return base.Part(label=name, right=finding.state == "right", note=note)


def _witness(finding: "Finding", report: "Report") -> Witness | None:
    shown = _code(_trace(finding.frames, None), report)
    first = finding.difference
    if first is None:
        return Witness(text=shown) if shown else None
    at = {"index": str(list(first.index))} if first.index else {}
    return Witness(text=shown, at=at, yours=f"{first.yours:.7g}", expected=f"{first.expected:.7g}")


def _trace(frames: "tuple[Frame, ...]", at: "Frame | None") -> str:
    """The learner's own lines on the way to an error."""
    found = frames or ((at,) if at else ())
    return "\n".join(f"{frame.line:>4}  {frame.text}" for frame in found)


def _code(trace: str, report: "Report") -> Text:
    """Lines of code and what was printed, as Markdown; empty when there is neither."""
    printed = report.printed.rstrip().split("\n") if report.printed.strip() else []
    if len(printed) > MOST_PRINTED:
        printed = [*printed[:MOST_PRINTED], "…"]
    told: Text = ""
    if trace:
        told = f"~~~~\n{trace.replace('~~~~', '~~~')}\n~~~~"
    if printed:
        output = "\n".join(line[:200] for line in printed).replace("~~~~", "~~~")
        told = strings("printed", before=told, output=output)
    return told


def key(exercise: Exercise) -> str:
    from tutor.checking.assignments.model_answer import model_answer, our_names

    return model_answer(exercise.parts, exercise.given, our_names())


def solution(exercise: Exercise) -> Text:
    if exercise.solution:
        return exercise.solution
    from tutor.checking.assignments.model_answer import our_names, our_source

    known = our_names()
    calls = (read_call(part.value) for part in exercise.parts)
    code = our_source(call.function for call in calls if call and call.function in known)
    return strings("ours", code=code) if code else strings["no_solution"]


def hints(exercise: Exercise) -> tuple[Text, ...]:
    return exercise.hints or (strings("calls", calls=", ".join(_calls(exercise))),)


def _calls(exercise: Exercise) -> list[str]:
    return [f"`{part.call}`" for part in exercise.parts]


def prove(exercise: Exercise) -> Iterable[tuple[str, str]]:
    if exercise.mistakes:
        yield "mistakes", "a code exercise has no `mistakes`: slips are found by what they give"
    if isinstance(parse(exercise.starter), NotPython):
        yield "starter", "this is not Python"
    for name in exercise.given:
        texts = " ".join(
            [text for part in exercise.parts for text in (part.call, part.of, part.of_own)]
            + [part.along for part in exercise.parts]
        )
        if name not in texts:
            yield f"given.{name}", f"no part uses `{name}`"
    found = list(_broken_parts(exercise))
    yield from found
    if not found:
        yield from _values(exercise)


def _broken_parts(exercise: Exercise) -> Iterable[tuple[str, str]]:
    """Calls that cannot be read or name what is not given."""
    for index, part in enumerate(exercise.parts):
        for field in ("call", "of", "of_own"):
            text = getattr(part, field)
            call = read_call(text)
            if call is None:
                if text or field == "call":
                    yield f"parts[{index}].{field}", f"`{text}` is no call such as softmax(x)"
                continue
            for name in call.arguments:
                if isinstance(name, str) and name not in exercise.given:
                    yield f"parts[{index}].{field}", f"`{name}` is not among `given`"
        if part.gradient and not (part.of or part.of_own):
            yield f"parts[{index}].gradient", "say of what: `of` or `of_own`"
        if part.gives and is_values(part.value):
            yield f"parts[{index}].value", "several results need a function of ours as their value"
        names = [*part.gradient.values(), *part.changes, *([part.along] if part.along else [])]
        for name in names:
            if name not in exercise.given:
                yield f"parts[{index}]", f"`{name}` is not among `given`"
        for name in part.gradient:
            if name not in (part.gives or ("result",)):
                known = " or ".join(f"`{each}`" for each in part.gives or ("result",))
                yield f"parts[{index}].gradient", f"`{name}` is no result; {known} is"


def _values(exercise: Exercise) -> Iterable[tuple[str, str]]:
    """Values that cannot be worked out, and gradients that are none."""
    from tutor.checking.assignments import expected
    from tutor.checking.assignments.checks import GRADIENT_TOLERANCE, RESULT
    from tutor.checking.assignments.comparing import same
    from tutor.checking.assignments.functions import FUNCTIONS
    from tutor.checking.assignments.inputs import make

    for name, each in exercise.given.items():
        if each.function and each.function not in FUNCTIONS:
            yield f"given.{name}.function", f"there is no function `{each.function}` of ours"
            return
    try:
        given = make(exercise.given)
    except (ValueError, TypeError) as error:
        yield "given", str(error)
        return
    try:
        key(exercise)
    except ValueError as error:
        yield "parts", str(error)
    for index, part in enumerate(exercise.parts):
        where = f"parts[{index}]"
        try:
            values = expected.value(part, given)
            for name, wrt in part.gradient.items():
                if not part.of or values is None:
                    continue
                place = 0 if name == RESULT else part.gives.index(name)
                along = given[part.along] if part.along else None
                numeric = expected.differences(part.of, wrt, along, given)
                if not same(values[place], numeric, GRADIENT_TOLERANCE):
                    yield f"{where}.value", f"{name} is not the derivative of `{part.of}`"
        except (ValueError, TypeError, IndexError, KeyError) as error:
            yield f"{where}.value", f"it cannot be worked out: {error}"
