"""The sandbox: results come back, what hangs is killed, what breaks is told."""

import subprocess
import sys
import threading
import time

import pytest

from tutor.checking.sandbox import JobFailed, Sandbox, TimedOut

PROVE = "tutor.checking.equality.symbolic:prove_equal"
EQUAL = {"answer": "x + x", "key": "2*x", "names": "x"}
ROW = "tutor.checking.apart:judge_job"


def test_a_job_gives_its_result() -> None:
    with Sandbox(spare=False) as sandbox:
        assert sandbox.run(PROVE, EQUAL, 30) is True
        assert sandbox.run(PROVE, {**EQUAL, "key": "3*x"}, 30) is False


def test_a_job_that_takes_too_long_is_killed_and_the_next_one_runs() -> None:
    with Sandbox() as sandbox:
        sandbox.run(PROVE, EQUAL, 30)
        with pytest.raises(TimedOut):
            sandbox.run("tutor.checking.equality.symbolic:prove_equal", HARD, 0.3)
        assert sandbox.run(PROVE, EQUAL, 30) is True


HARD = {
    "answer": "sin(x)^40 + cos(x + 1)^40 * tan(x^2 + y)^30",
    "key": "sin(x)^40 + cos(x + 1)^40 * tan(x^2 + 2*y)^30",
    "names": "x y",
}


def test_a_job_that_raises_is_told() -> None:
    with Sandbox(spare=False) as sandbox:
        with pytest.raises(JobFailed, match="KeyError"):
            sandbox.run(PROVE, {"answer": "x"}, 30)
        assert sandbox.run(PROVE, EQUAL, 30) is True


@pytest.mark.parametrize(
    "job", ["os:system", "tutor.cli:_dispatch", "builtins:eval", "tutor", "x:"]
)
def test_only_our_own_public_functions_are_jobs(job: str) -> None:
    with Sandbox(spare=False) as sandbox, pytest.raises(JobFailed):
        sandbox.run(job, "true", 30)


def test_a_process_that_dies_is_replaced() -> None:
    with Sandbox(spare=False) as sandbox:
        sandbox.run(PROVE, EQUAL, 30)
        assert sandbox._worker is not None
        sandbox._worker._process.kill()
        sandbox._worker._process.wait()
        assert sandbox.run(PROVE, EQUAL, 30) is True


def test_threads_may_share_a_sandbox() -> None:
    results = []
    with Sandbox(spare=False) as sandbox:
        threads = [
            threading.Thread(target=lambda: results.append(sandbox.run(PROVE, EQUAL, 60)))
            for _ in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == [True] * 6


def test_closing_ends_the_processes() -> None:
    sandbox = Sandbox()
    workers = [sandbox._worker, sandbox._spare]
    sandbox.close()
    for worker in workers:
        assert worker is not None
        assert not worker.alive()
    with pytest.raises(JobFailed):
        sandbox.run(PROVE, EQUAL, 1)


def test_the_worker_ends_with_the_program_that_started_it() -> None:
    script = (
        "from tutor.checking.sandbox import Sandbox\n"
        "import os\n"
        "s = Sandbox(spare=False)\n"
        f"s.run({ROW!r}, {{'line': '{{}}', 'language': 'en'}}, 30)\n"
        "print(s._worker._process.pid, flush=True)\n"
        "os._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    pid = int(done.stdout)
    for _ in range(200):
        if not _alive(pid):
            return
        time.sleep(0.05)
    pytest.fail("the worker outlived its program")


def _alive(pid: int) -> bool:
    from pathlib import Path

    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] not in ("Z", "X")
    except OSError:
        return False


async def test_it_starts_inside_a_running_app() -> None:
    """multiprocessing cannot: Textual has replaced the standard streams."""
    from textual.app import App

    class Empty(App[None]):
        pass

    app = Empty()
    async with app.run_test():
        with Sandbox(spare=False) as sandbox:
            assert sandbox.run(PROVE, EQUAL, 30) is True
