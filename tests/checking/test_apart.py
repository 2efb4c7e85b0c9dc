"""Judging apart: what takes too long is stopped and told, and the rest goes on."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tutor.checking.apart import check_apart, judged
from tutor.errors import TutorError
from tutor.exercise import Right, Undecided

EASY = b'{"id": "easy", "answer": "x", "key": "x"}'
LONG = json.dumps({
    "id": 0.10,
    "answer": " + ".join(f"sin({n}x + y)^3 cos(x - {n}y)" for n in range(1, 30)),
    "key": " + ".join(f"sin({n}x + y)^3 cos({n}y - x)" for n in range(29, 0, -1)),
}).encode()  # fmt: skip


def results(*lines: bytes, jobs: int = 1, seconds: float = 2.5) -> list[dict[str, Any]]:
    return [json.loads(line) for line in judged(lines, "en", jobs, seconds)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_row_beyond_its_time_is_undecided_and_the_others_are_judged(jobs: int) -> None:
    first, long, last = results(EASY, LONG, EASY, jobs=jobs, seconds=0.02)
    assert first["verdict"] == last["verdict"] == "right"
    assert (long["id"], long["verdict"]) == (0.1, "undecided")
    assert "time" in long["why"]
    assert isinstance(long["ms"], float)
    assert set(long) == set(first)


def test_results_do_not_depend_on_how_many_judge() -> None:
    rows = [
        json.dumps({"id": n, "answer": answer, "key": "sin(2x)"}).encode()
        for n, answer in enumerate(["2 sin x cos x", "sin x", "sin(2x", "2sin(x)", "sin x·2cos x"])
    ]
    alone, together = ([{**row, "ms": 0} for row in results(*rows, jobs=n)] for n in (1, 2))
    assert alone == together


def test_what_reading_the_lines_raises_is_raised() -> None:
    def lines() -> Any:
        yield EASY
        raise TutorError("broken off")

    stream = judged(lines(), "en", 1)
    assert json.loads(next(stream))["verdict"] == "right"
    with pytest.raises(TutorError, match="broken off"):
        next(stream)


def test_one_answer_is_judged_as_check_judges_it() -> None:
    assert check_apart("x", {"key": "x"}) == Right(evidence="identical")
    with pytest.raises(TutorError, match="key"):
        check_apart("x", {"key": "x +"})


def test_a_process_that_dies_decides_nothing() -> None:
    from tutor.checking import apart
    from tutor.checking.sandbox import JobFailed

    class Dying:
        def run(self, *_: Any) -> Any:
            raise JobFailed("the process ended")

    told = json.loads(apart._judged(Dying(), EASY, "en", 1))  # type: ignore[arg-type]
    assert (told["id"], told["verdict"]) == ("easy", "undecided")
    assert Undecided(why=told["why"]).why


def outcome(script: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", "from tutor.checking import apart\n" + script],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there the clock alone ends a process")
def test_time_ends_also_within_one_long_computation() -> None:
    code, said = outcome("with apart._limited(0.05):\n    3 ** 3 ** 18\nprint('went on')")
    assert code < 0
    assert not said


@pytest.mark.skipif(sys.platform == "win32", reason="memory cannot be bounded there")
def test_memory_is_bounded_once_all_is_loaded() -> None:
    script = (
        "apart._prepare()\ntry:\n    bytearray(apart.MEMORY)\n"
        "except MemoryError:\n    print('refused')"
    )
    assert outcome(script) == (0, "refused\n")


def test_time_not_used_up_does_not_end_what_comes_after() -> None:
    script = "with apart._limited(0.2):\n    pass\nsum(range(10 ** 7))\nprint('went on')"
    assert outcome(script) == (0, "went on\n")
