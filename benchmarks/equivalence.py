"""Deciding equality: this checker beside SymPy's simplify and equals, and Math-Verify.

All judge the same pairs in one run, in CPU time: the expressions of
tests/checking/answers.tsv that every one of them can be asked (no declared variables, no
special options, nothing infinite), but for those that read alike: there nothing is left to
decide. There are two tables. In the first everybody starts
from trees of its own, and only deciding is timed. In the second everybody starts from
text: this checker from what was typed, SymPy's parse_expr from the same in the notation of
Python, Math-Verify from TeX; nothing is remembered from an earlier reading. A line of its
own is the whole of `check`, with witness and named mistake, which no peer gives. A peer is
stopped after five seconds a pair. Everybody judges all pairs three times, one pass after
the other, and the quickest counts, for what a busy machine adds is nobody's work; before
each pass what was remembered of expressions is forgotten.

Math-Verify wants its own antlr runtime, so it lives apart:

    python3 -m venv /some/where && /some/where/bin/pip install "math-verify[antlr4_13_2]"
    MATH_VERIFY_PYTHON=/some/where/bin/python make bench

Bars: no wrong verdicts; deciding (from trees) at least 50 times faster than simplify in
the median; p99 at most 50 ms, also of `check`; nothing above 3 s. The ratio from text is
shown without a bar: there reading in all notations counts, which simplify does not do.
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import sympy
from sympy.core.cache import clear_cache
from sympy.parsing.sympy_parser import parse_expr

from tutor.checking import check, expression
from tutor.checking.equality.outcomes import Different, Same
from tutor.checking.expression import Reading, show
from tutor.checking.expression.tree import (
    Constant,
    FiniteSet,
    Interval,
    Matrix,
    Node,
    Relation,
    Union,
    free_symbols,
    walk,
)
from tutor.checking.expression.tree import (
    Sequence as List,
)
from tutor.checking.judging import ambiguous
from tutor.checking.judging.scalars import compare
from tutor.checking.question import Question, ask
from tutor.checking.trees.elaboration import elaborate
from tutor.exercise import Right, Wrong

CASES = Path(__file__).parent.parent / "tests" / "checking" / "answers.tsv"
MATH_VERIFY = Path(__file__).with_name("_math_verify.py")
LIMIT = 5.0
PASSES = 3
OURS, WHOLE, SIMPLIFY = "tutor", "tutor, explaining", "sympy simplify"
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

    @property
    def python(self) -> tuple[str, str]:
        """Both in the notation of Python."""
        return show.python(self.trees[0]), show.python(self.trees[1])


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
        if not isinstance(reading, Reading) or _has_other_readings(question, answer):
            continue
        trees = elaborate(reading.tree), question.key
        if trees[0] == trees[1] or any(_is_special(node) for tree in trees for node in walk(tree)):
            continue
        found.append(Case(answer, key, verdict.startswith("right"), trees))
    return found


def _has_other_readings(question: Question, text: str) -> bool:
    """Whether a text may mean something else, which the tree alone does not show."""
    others = any(True for _ in ambiguous.other_readings(question, text))
    return others or bool(ambiguous.restated(text) or ambiguous.as_density(question, text))


def _is_special(node: Node) -> bool:
    if isinstance(node, Constant):
        return node.name == "oo"
    return isinstance(node, Relation | Interval | Union | FiniteSet | List | Matrix)


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


# Every judge reads a case first, and then decides what it has read.


class Judge(Protocol):
    """Reads a pair, and decides it."""

    def read(self, case: Case) -> tuple[Any, Any]: ...

    def decide(self, answer: Any, key: Any) -> Verdict: ...


class Ours:
    """Reads what was typed, and compares. Every pair is new: nothing is remembered."""

    def __init__(self) -> None:
        self.question = ask("0")

    def read(self, case: Case) -> tuple[Node, Node]:
        question = ask(case.key)
        reading = question.read(case.answer)
        assert isinstance(reading, Reading)
        return elaborate(reading.tree), question.key

    def decide(self, answer: Node, key: Node) -> Verdict:
        return _verdict(compare(self.question, answer, key))


class Explaining:
    """The whole of `check`."""

    def read(self, case: Case) -> tuple[str, str]:
        return case.answer, case.key

    def decide(self, answer: str, key: str) -> Verdict:
        return _verdict(check(answer, key))


def _verdict(found: object) -> Verdict:
    if isinstance(found, Same | Right):
        return True
    return False if isinstance(found, Different | Wrong) else None


class Simplify:
    """SymPy's simplify(answer − key) == 0, from the notation of Python."""

    def __init__(self) -> None:
        names = [*"abcdefghklmnpqrstuvwxyzCEINOQS", "alpha", "beta", "gamma", "sigma", "theta"]
        self.names = {name: sympy.Symbol(name) for name in names}

    def read(self, case: Case) -> tuple[Any, Any]:
        answer, key = (parse_expr(text, self.names) for text in case.python)
        return answer, key

    def decide(self, answer: Any, key: Any) -> Verdict:
        return bool(sympy.simplify(answer - key) == 0)


class Equals(Simplify):
    """SymPy's answer.equals(key)."""

    def decide(self, answer: Any, key: Any) -> Verdict:
        found = answer.equals(key)
        return None if found is None else bool(found)


# Figures


@dataclass(frozen=True)
class Outcome:
    """What was said of a pair, and the milliseconds it took to read and to decide."""

    verdict: Verdict
    reading: float
    deciding: float


def measured(judge: Judge, found: Sequence[Case]) -> list[Outcome]:
    """The outcome of each pair, with the least times of several passes."""
    return quickest([one_pass(judge, found) for _ in range(PASSES)])


def quickest(passes: Sequence[Sequence[Outcome]]) -> list[Outcome]:
    """Of each pair the verdict of the first pass, and the least times."""
    return [
        Outcome(
            outcomes[0].verdict,
            min(outcome.reading for outcome in outcomes),
            min(outcome.deciding for outcome in outcomes),
        )
        for outcomes in zip(*passes, strict=True)
    ]


def one_pass(judge: Judge, found: Sequence[Case]) -> list[Outcome]:
    clear_cache()  # what SymPy remembers of the same pairs from an earlier pass
    outcomes = []
    for case in found:
        expression._read_text.cache_clear()
        free_symbols.cache_clear()
        verdict: Verdict = None
        end = None  # setting and clearing the alarm is nobody's work
        with contextlib.suppress(Exception), limit(LIMIT):
            start = read = time.process_time()
            pair = judge.read(case)
            read = time.process_time()
            verdict = judge.decide(*pair)
            end = time.process_time()
        end = end or time.process_time()
        outcomes.append(Outcome(verdict, 1000 * (read - start), 1000 * (end - read)))
    return outcomes


def math_verify(found: Sequence[Case]) -> list[Outcome] | None:
    """Math-Verify's outcomes, from TeX; None where it is not installed."""
    python = os.environ.get("MATH_VERIFY_PYTHON")
    if python is None:
        return None
    pairs = [[show.tex(tree) for tree in case.trees] for case in found]
    command = [python, str(MATH_VERIFY)]
    answer = subprocess.run(
        command, input=json.dumps([pairs, PASSES]), text=True, capture_output=True, check=True
    )
    passes = json.loads(answer.stdout)
    return quickest([[Outcome(**row) for row in rows] for rows in passes])


def figures(outcomes: Sequence[Outcome], found: Sequence[Case], *, from_text: bool) -> Figures:
    times = sorted(o.deciding + (o.reading if from_text else 0) for o in outcomes)
    pairs = list(zip(outcomes, found, strict=True))
    accepts = sum(outcome.verdict is True and not case.right for outcome, case in pairs)
    rejects = sum(outcome.verdict is False and case.right for outcome, case in pairs)
    undecided = sum(outcome.verdict is None for outcome, _ in pairs)
    share = 100 * (1 - (accepts + rejects + undecided) / len(found))
    last = (times[len(times) // 2], times[int(len(times) * 0.99)], times[-1])
    return dict(zip(HEADS, (share, accepts, rejects, undecided, *last), strict=True))


def printed(title: str, table: dict[str, Figures]) -> None:
    print(f"\n{title:<18}" + "".join(f"{head:>14}" for head in HEADS))
    for name, row in table.items():
        print(f"{name:<18}" + "".join(f"{row[head]:>14.4g}" for head in HEADS))


def main() -> list[str]:
    found = cases()
    check("x", "2x")  # loads what the first verdict needs
    print(f"{len(found)} pairs, load {os.getloadavg()[0]:.1f}")
    judges: dict[str, Judge] = {OURS: Ours(), SIMPLIFY: Simplify(), "sympy equals": Equals()}
    outcomes = {name: measured(judge, found) for name, judge in judges.items()}
    peer = math_verify(found)
    if peer is None:
        print("(without Math-Verify: MATH_VERIFY_PYTHON names no interpreter that has it)")
    else:
        outcomes["math-verify"] = peer
    whole = {WHOLE: measured(Explaining(), found)}
    missed: list[str] = []
    for start, rows in (("from trees", outcomes), ("from text", whole | outcomes)):
        table = {n: figures(o, found, from_text=start == "from text") for n, o in rows.items()}
        printed(start, table)
        missed += _missed(start, table)
    return missed


def _missed(start: str, table: dict[str, Figures]) -> Iterator[str]:
    faster = table[SIMPLIFY]["p50 ms"] / table[OURS]["p50 ms"]
    print(f"{start}, the median is {faster:.0f} times faster than that of simplify")
    if start == "from trees" and faster < 50:
        yield f"{start}, the median is {faster:.0f} times faster than simplify, not 50"
    for name in (OURS, WHOLE):
        if name not in table:
            continue
        ours = table[name]
        wrong = ours["false accepts"] + ours["false rejects"]
        if wrong:
            yield f"{name}, {start}: {wrong:.0f} wrong verdicts"
        if ours["p99 ms"] > 50:
            yield f"{name}, {start}: p99 is {ours['p99 ms']:.0f} ms, not 50"
        if ours["worst ms"] > 3000:
            yield f"{name}, {start}: the worst pair took {ours['worst ms']:.0f} ms, not 3000"
