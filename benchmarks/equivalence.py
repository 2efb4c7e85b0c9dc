"""Deciding equality: this checker beside SymPy's simplify and equals, and Math-Verify.

All judge the same pairs as text, reading included, in one run (CPU time): the expressions of
tests/checking/answers.tsv that every one of them can be asked (no declared variables, no
special options). A peer is stopped after ten seconds a pair.

Bars: no wrong verdict; the median at least 50 times faster than simplify; p99 at most
50 ms; nothing above 3 s.
"""

import contextlib
import logging
import signal
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tutor.checking import check
from tutor.checking.expression import read, show
from tutor.checking.expression.tree import FiniteSet, Interval, Matrix, Relation, Sequence, Union
from tutor.exercise import Right, Unreadable, Wrong

CASES = Path(__file__).parent.parent / "tests" / "checking" / "answers.tsv"
LIMIT = 10.0
OURS = "tutor"


class TooSlow(Exception):  # noqa: N818 (an outcome, not a fault)
    """The limit for one pair has passed."""


def pairs() -> list[tuple[str, str, bool]]:
    """(answer, key, whether it is right) for expressions without options."""
    found = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        answer, key, options, verdict = line.split("\t")
        readings = read(answer), read(key)
        if options or verdict.split("+")[0] not in ("right", "wrong"):
            continue
        if any(isinstance(reading, Unreadable) for reading in readings):
            continue
        sets = Relation | Interval | Union | FiniteSet | Sequence | Matrix
        if any(isinstance(getattr(reading, "tree", None), sets) for reading in readings):
            continue
        found.append((answer, key, verdict.startswith("right")))
    return found


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


def ours(answer: str, key: str) -> bool | None:
    verdict = check(answer, key)
    return True if isinstance(verdict, Right) else False if isinstance(verdict, Wrong) else None


def python_of(text: str) -> str:
    """The pair as SymPy's own parser reads it."""
    reading = read(text)
    assert not isinstance(reading, Unreadable)
    return show.python(reading.tree)


def with_sympy(decide: Callable[[Any, Any], bool | None]) -> Callable[[str, str], bool | None]:
    from sympy import Symbol
    from sympy.parsing.sympy_parser import parse_expr

    names = {name: Symbol(name) for name in "abcdefghklmnpqrstuvwxyzCEINOQS"}
    names |= {
        name: Symbol(name) for name in ("beta", "gamma", "lambda_", "alpha", "sigma", "theta")
    }

    def judged(answer: str, key: str) -> bool | None:
        return decide(parse_expr(answer, names), parse_expr(key, names))

    return judged


def simplify(a: Any, b: Any) -> bool | None:
    import sympy

    return bool(sympy.simplify(a - b) == 0)


def equals(a: Any, b: Any) -> bool | None:
    found = a.equals(b)
    return None if found is None else bool(found)


def math_verify() -> Callable[[str, str], bool | None]:
    from math_verify import parse, verify

    logging.disable(logging.ERROR)

    def judged(answer: str, key: str) -> bool | None:
        gold, given = parse(f"${key}$"), parse(f"${answer}$")
        return bool(verify(gold, given)) if gold and given else None

    return judged


def measured(
    decide: Callable[[str, str], bool | None], cases: list[tuple[str, str, bool]]
) -> dict[str, Any]:
    times, accepts, rejects, undecided = [], 0, 0, 0
    for answer, key, right in cases:
        start = time.process_time()
        verdict: bool | None = None
        with contextlib.suppress(Exception), limit(LIMIT):
            verdict = decide(answer, key)
        times.append((time.process_time() - start) * 1000)
        accepts += verdict is True and not right
        rejects += verdict is False and right
        undecided += verdict is None
    times.sort()
    return {
        "right %": 100 * (1 - (accepts + rejects + undecided) / len(cases)),
        "false accepts": accepts,
        "false rejects": rejects,
        "undecided": undecided,
        "p50 ms": times[len(times) // 2],
        "p99 ms": times[int(len(times) * 0.99)],
        "worst ms": times[-1],
    }


def main() -> list[str]:
    cases = pairs()
    as_python = [(python_of(answer), python_of(key), right) for answer, key, right in cases]
    ours("x", "2x")
    table = {OURS: measured(ours, cases)}
    table["sympy simplify"] = measured(with_sympy(simplify), as_python)
    table["sympy equals"] = measured(with_sympy(equals), as_python)
    if find_spec("math_verify") is not None:
        table["math-verify"] = measured(math_verify(), cases)
    else:
        print("(math-verify is not installed)")
    _print(table, len(cases))
    return list(_missed(table))


def _print(table: dict[str, dict[str, Any]], count: int) -> None:
    print(f"{count} pairs")
    heads = list(table[OURS])
    print(f"{'':<16}" + "".join(f"{head:>15}" for head in heads))
    for name, figures in table.items():
        cells = (f"{figures[head]:>15.2f}" if "ms" in head or "%" in head else f"{figures[head]:>15}"
                 for head in heads)  # fmt: skip
        print(f"{name:<16}" + "".join(cells))


def _missed(table: dict[str, dict[str, Any]]) -> Iterator[str]:
    mine, simplify_ = table[OURS], table["sympy simplify"]
    faster = simplify_["p50 ms"] / mine["p50 ms"]
    print(f"the median is {faster:.0f} times that of simplify")
    if mine["false accepts"] or mine["false rejects"]:
        yield f"{mine['false accepts'] + mine['false rejects']} wrong verdicts"
    if faster < 50:
        yield f"the median is {faster:.0f} times faster than simplify, not 50"
    if mine["p99 ms"] > 50:
        yield f"p99 is {mine['p99 ms']:.0f} ms, not 50"
    if mine["worst ms"] > 3000:
        yield f"the worst pair took {mine['worst ms']:.0f} ms, not 3000"
