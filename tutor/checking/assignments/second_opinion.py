"""PyTorch's autograd as a second witness for gradients that are right already.

It takes seconds to load and much memory, so it is asked in a process that ends afterwards.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from threading import Event
from typing import Any

from tutor.checking.assignments import autograd
from tutor.checking.assignments.checks import Finding, Report
from tutor.checking.assignments.comparing import same
from tutor.checking.assignments.declared import Given, Part, read_call
from tutor.checking.assignments.inputs import arguments, make
from tutor.checking.assignments.packing import pack, unpack_array

SECONDS = 60.0
TOLERANCE = 1e-6


def with_autograd(
    report: Report, parts: Sequence[Part], given: Mapping[str, Given], off: Event | None = None
) -> Report:
    """The report with what PyTorch says; unchanged where it is not there or cannot say it.

    off: ends the wait as soon as it is set.
    """
    if not report.right or not autograd.installed():
        return report
    asked = list(_asked(report, parts, make(given)))
    if not asked:
        return report
    answers = _answers([job for _, job in asked], off or Event())
    if len(answers) != len(asked):
        return report
    pairs = zip(asked, answers, strict=True)
    agreeing = sum(same(each.yours, unpack_array(told), TOLERANCE) for (each, _), told in pairs)
    return replace(report, autograd=(agreeing, len(asked)))


def _answers(jobs: list[dict[str, Any]], off: Event) -> list[dict[str, Any]]:
    """What the process with PyTorch answers; nothing when it fails or takes too long."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in sys.path if each)}
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tutor.checking.assignments.autograd"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError:
        return []
    question: bytes | None = json.dumps(jobs).encode()
    end = time.monotonic() + SECONDS
    with process:
        while not off.is_set() and time.monotonic() < end:
            try:
                told, _ = process.communicate(question, timeout=0.1)
            except subprocess.TimeoutExpired:
                question = None  # it was taken the first time
                continue
            answers: list[dict[str, Any]] = json.loads(told) if process.returncode == 0 else []
            return answers
        process.kill()
    return []


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
