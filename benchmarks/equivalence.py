"""Deciding equality: this checker beside SymPy's simplify and equals, and Math-Verify.

All judge the same pairs in one run, in CPU time: the expressions of
tests/checking/answers.tsv that every one of them can be asked (no declared variables, no
special options, nothing infinite). Deciding is timed without reading, for everybody; for
this checker a second line adds reading, and a third the explanation (witness and named
mistake). A peer is stopped after ten seconds a pair.

Bars, for deciding: no wrong verdict; the median at least 50 times faster than simplify;
p99 at most 50 ms; nothing above 3 s.
"""

import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from tutor.checking import check
from tutor.checking.equality.equivalence import Different, Same
from tutor.checking.expression import Reading, show
from tutor.checking.expression.tree import (
    Constant,
    FiniteSet,
    Interval,
    Matrix,
    Node,
    Relation,
    Sequence,
    Union,
    walk,
)
from tutor.checking.judging.expressions import compare
from tutor.checking.question import ask
from tutor.checking.trees.elaboration import elaborate
from tutor.exercise import Right, Wrong

CASES = Path(__file__).parent.parent / "tests" / "checking" / "answers.tsv"
LIMIT = 10.0
OURS = "tutor"
HEADS = ("right %", "false accepts", "false rejects", "undecided", "p50 ms", "p99 ms", "worst ms")

Verdict: TypeAlias = bool | None
Figures: TypeAlias = dict[str, float]


class TooSlow(Exception):  # noqa: N818 (an outcome, not a fault)
    """The limit for one pair has passed."""


@dataclass(frozen=True)
class Case:
    """A pair as text and as trees, and whether the answer is right."""

    answer: str
    key: str
    right: bool
    trees: tuple[Node, Node]


def cases() -> list[Case]:
    """The expressions of the table that need no options."""
    found = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        answer, key, options, verdict = line.split("\t")
        if options or verdict.split("+")[0] not in ("right", "wrong"):
            continue
        question = ask(key)
        reading = question.read(answer)
        if not isinstance(reading, Reading):
            continue
        trees = elaborate(reading.tree), question.key
        if any(_is_special(node) for tree in trees for node in walk(tree)):
            continue
        found.append(Case(answer, key, verdict.startswith("right"), trees))
    return found


def _is_special(node: Node) -> bool:
    if isinstance(node, Constant):
        return node.name == "oo"
    return isinstance(node, Relation | Interval | Union | FiniteSet | Sequence | Matrix)


@contextlib.contextmanager
def limit(seconds: float) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


# This checker


def deciding(case: Case) -> Callable[[], Verdict]:
    question = ask("0")

    def decide() -> Verdict:
        found = compare(question, *case.trees)
        return True if isinstance(found, Same) else False if isinstance(found, Different) else None

    return decide


def with_reading(case: Case) -> Callable[[], Verdict]:
    def decide() -> Verdict:
        question = ask(case.key)
        reading = question.read(case.answer)
        assert isinstance(reading, Reading)
        found = compare(question, elaborate(reading.tree), question.key)
        return True if isinstance(found, Same) else False if isinstance(found, Different) else None

    return decide


def with_explanation(case: Case) -> Callable[[], Verdict]:
    def decide() -> Verdict:
        found = check(case.answer, case.key)
        return True if isinstance(found, Right) else False if isinstance(found, Wrong) else None

    return decide


# Peers


def sympy_pair(case: Case) -> tuple[Any, Any]:
    """The pair as SymPy reads the notation of Python."""
    from sympy import Symbol
    from sympy.parsing.sympy_parser import parse_expr

    names = {name: Symbol(name) for name in "abcdefghklmnpqrstuvwxyzCEINOQS"}
    names |= {name: Symbol(name) for name in ("beta", "gamma", "alpha", "sigma", "theta")}
    answer, key = (parse_expr(show.python(tree), names) for tree in case.trees)
    return answer, key


def simplify(case: Case) -> Callable[[], Verdict]:
    import sympy

    answer, key = sympy_pair(case)
    return lambda: bool(sympy.simplify(answer - key) == 0)


def equals(case: Case) -> Callable[[], Verdict]:
    answer, key = sympy_pair(case)

    def decide() -> Verdict:
        found = answer.equals(key)
        return None if found is None else bool(found)

    return decide


def math_verify(case: Case) -> Callable[[], Verdict]:
    from math_verify import parse, verify

    logging.disable(logging.ERROR)
    key, answer = (parse(f"${show.tex(tree)}$") for tree in reversed(case.trees))
    return lambda: bool(verify(key, answer)) if key and answer else None


# Figures


def measured(prepare: Callable[[Case], Callable[[], Verdict]], found: list[Case]) -> Figures:
    times: list[float] = []
    accepts = rejects = undecided = 0
    for case in found:
        verdict: Verdict = None
        start = time.process_time()
        with contextlib.suppress(Exception), limit(LIMIT):
            decide = prepare(case)
            start = time.process_time()
            verdict = decide()
        times.append((time.process_time() - start) * 1000)
        accepts += verdict is True and not case.right
        rejects += verdict is False and case.right
        undecided += verdict is None
    times.sort()
    wrong = accepts + rejects + undecided
    last = (times[len(times) // 2], times[int(len(times) * 0.99)], times[-1])
    return dict(
        zip(
            HEADS,
            (100 * (1 - wrong / len(found)), accepts, rejects, undecided, *last),
            strict=True,
        )
    )


def main() -> list[str]:
    found = cases()
    check("x", "2x")  # loads what the first verdict needs
    table = {
        OURS: measured(deciding, found),
        "  and reading": measured(with_reading, found),
        "  and explaining": measured(with_explanation, found),
        "sympy simplify": measured(simplify, found),
        "sympy equals": measured(equals, found),
    }
    if find_spec("math_verify") is not None:
        table["math-verify"] = measured(math_verify, found)
    else:
        print("(math-verify is not installed)")
    print(f"{len(found)} pairs")
    print(f"{'':<17}" + "".join(f"{head:>14}" for head in HEADS))
    for name, figures in table.items():
        print(f"{name:<17}" + "".join(f"{figures[head]:>14.5g}" for head in HEADS))
    return list(_missed(table[OURS], table["sympy simplify"]))


def _missed(ours: Figures, peer: Figures) -> Iterator[str]:
    faster = peer["p50 ms"] / ours["p50 ms"]
    print(f"the median is {faster:.0f} times faster than that of simplify")
    if ours["false accepts"] or ours["false rejects"]:
        yield f"{ours['false accepts'] + ours['false rejects']:.0f} wrong verdicts"
    if faster < 50:
        yield f"the median is {faster:.0f} times faster than simplify, not 50"
    if ours["p99 ms"] > 50:
        yield f"p99 is {ours['p99 ms']:.0f} ms, not 50"
    if ours["worst ms"] > 3000:
        yield f"the worst pair took {ours['worst ms']:.0f} ms, not 3000"
