"""PyTorch's autograd as a second witness for gradients that are right already.

It takes seconds to load and much memory, so it is asked in a process that ends afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tutor.checking.assignments import autograd
from tutor.checking.assignments.checks import Finding, Report
from tutor.checking.assignments.comparing import same
from tutor.checking.assignments.declared import Given, Part, read_call
from tutor.checking.assignments.inputs import arguments, make
from tutor.checking.assignments.packing import pack, unpack_array
from tutor.checking.sandbox import JobFailed, Sandbox, TimedOut

SECONDS = 60.0
TOLERANCE = 1e-6


def with_autograd(report: Report, parts: Sequence[Part], given: Mapping[str, Given]) -> Report:
    """The report with what PyTorch says; unchanged where it is not there or cannot say it."""
    if not report.right or not autograd.installed():
        return report
    asked = list(_asked(report, parts, make(given)))
    if not asked:
        return report
    try:
        with Sandbox(spare=False) as sandbox:
            jobs = [job for _, job in asked]
            answers = sandbox.run("tutor.checking.assignments.autograd:answer", jobs, SECONDS)
    except (JobFailed, TimedOut, OSError):
        return report
    pairs = zip(asked, answers, strict=True)
    agreeing = sum(same(each.yours, unpack_array(told), TOLERANCE) for (each, _), told in pairs)
    return replace(report, autograd=(agreeing, len(asked)))


def _asked(
    report: Report, parts: Sequence[Part], given: Mapping[str, Any]
) -> Iterator[tuple[Finding, dict[str, Any]]]:
    """The gradients of functions that PyTorch has, too, with the job for each."""
    for finding in report.findings:
        part = parts[finding.part]
        wrt, call = part.gradient.get(finding.result), read_call(part.of)
        if not wrt or call is None or call.function not in autograd.FUNCTIONS:
            continue
        yield (
            finding,
            {
                "function": call.function,
                "arguments": [pack(each) for each in arguments(call, given)],
                "wrt": call.arguments.index(wrt),
                "along": pack(given[part.along] if part.along else None),
            },
        )
