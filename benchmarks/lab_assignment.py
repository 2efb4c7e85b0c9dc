"""The lab of assignments: from a save to the verdict, redrawing, and a flood of output."""

import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from statistics import median

import msgspec

from tutor.checking.assignments.checks import check
from tutor.checking.assignments.declared import Assignment
from tutor.checking.assignments.running import Call, Limits, Program, Runner
from tutor.labs.assignment.results import Results, rows

ROOT = Path(__file__).parent.parent
ASSIGNMENTS = ROOT / "tutor/labs/assignment/assignments"
SOLUTIONS = ROOT / "tests/labs/assignment/solutions"
REDRAW_BAR, CHECK_BAR, FLOOD_BAR = 16.0, 500.0, 1000.0


def milliseconds(do: Callable[[], object], times: int = 7) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        found.append((time.perf_counter() - began) * 1000)
    return median(found)


def loaded(path: Path) -> Assignment:
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Assignment)


def redraw() -> float:
    """Milliseconds to lay the results of the largest assignment out at 120 columns."""
    with Runner() as runner:
        assignment = loaded(ASSIGNMENTS / "attention.toml")
        source = (SOLUTIONS / "attention.py").read_text(encoding="utf-8")
        wrong = source.replace("np.sqrt(Q.shape[-1])", "Q.shape[-1]")
        report = check(wrong, "a.py", assignment.given, assignment.parts, runner)

    def draw() -> None:
        shown = Results(list(rows(report, "bn", lambda key, **_: key)))
        shown._set(118)

    return milliseconds(draw, 20)


def main() -> list[str]:
    missed = []
    with Runner() as runner:
        began = time.perf_counter()
        runner.begin()
        print(
            f"first start of the process with NumPy {(time.perf_counter() - began) * 1000:8.0f} ms"
        )
        for path in sorted(ASSIGNMENTS.glob("*.toml")):
            assignment = loaded(path)
            source = (SOLUTIONS / f"{path.stem}.py").read_text(encoding="utf-8")

            def once(given=assignment.given, parts=assignment.parts, source=source) -> None:
                assert check(source, "a.py", given, parts, runner).right

            took = milliseconds(once)
            print(f"{path.stem:<38}{took:8.0f} ms")
            if took > CHECK_BAR:
                missed.append(f"{path.stem} takes {took:.0f} ms, over {CHECK_BAR:.0f}")
        flood = Program("def f(): \n    while True: print('x' * 10**6)", "a.py")
        took = milliseconds(lambda: runner.run(flood, [Call("f", ())], Limits()), 3)
        print(f"{'an endless print, until it is ended':<38}{took:8.0f} ms")
        if took > FLOOD_BAR:
            missed.append(f"a flood takes {took:.0f} ms to end, over {FLOOD_BAR:.0f}")
    took = redraw()
    print(f"{'laying the results out, 120 columns':<38}{took:8.2f} ms")
    if took > REDRAW_BAR:
        missed.append(f"redrawing takes {took:.1f} ms, over {REDRAW_BAR:.0f}")
    return missed
