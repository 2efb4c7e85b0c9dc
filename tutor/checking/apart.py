"""Judging in processes that can be stopped, so that no answer costs more than its share.

A row may use so much CPU time and memory; then its process ends, another takes over, and the
verdict is undecided. CPU time, not the clock's, so that the verdict does not depend on what
else the machine does or on how many rows are judged at once.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import cache
from queue import Queue, SimpleQueue
from threading import Thread
from typing import Any

import msgspec

from tutor.checking.rows import judge_line, say, unjudged
from tutor.checking.sandbox import JobFailed, Sandbox, TimedOut
from tutor.errors import TutorError
from tutor.exercise import Undecided, Verdict

SECONDS = 2.5
"""CPU seconds that one answer may take."""

PATIENCE = 6.0
"""Seconds by the clock after which a process is stopped in any case."""

MEMORY = 1 << 30
"""Bytes of address space of a process that judges, where the system can limit it."""

PRELOAD = ("tutor.checking.apart", "tutor.checking.judging.proof", "tutor.checking.mistakes")
_HERE = "tutor.checking.apart"


def check_apart(answer: str, options: Mapping[str, Any]) -> Verdict:
    """`tutor.checking.check` in a process of its own. Raises TutorError as that does."""
    with _sandbox() as sandbox:
        try:
            told = sandbox.run(f"{_HERE}:check_job", {"answer": answer, **options}, PATIENCE)
        except (TimedOut, JobFailed):
            return Undecided(why=say("too_long"))
    if "refused" in told:
        raise TutorError(*told["refused"])
    verdict: Verdict = msgspec.convert(told["verdict"], Verdict)
    return verdict


def judged(
    lines: Iterable[bytes], language: str, jobs: int, seconds: float = SECONDS
) -> Iterator[bytes]:
    """The result of every line as JSON, in their order, each as soon as it is known.

    jobs: how many processes judge. seconds: CPU seconds that a line may take. Lines are read a
    few ahead by a thread of their own; what reading them raises is raised. Threads and
    processes end with this program, however it ends.
    """
    in_order: Queue[Future[bytes] | None] = Queue(4 * jobs)
    to_do: SimpleQueue[tuple[bytes, Future[bytes]] | None] = SimpleQueue()

    def hand_out() -> None:
        try:
            for line in lines:
                future: Future[bytes] = Future()
                to_do.put((line, future))
                in_order.put(future)
        except Exception as error:  # noqa: BLE001 (raised where it is waited for)
            failed: Future[bytes] = Future()
            failed.set_exception(error)
            in_order.put(failed)
        in_order.put(None)

    def work(sandbox: Sandbox) -> None:
        with sandbox:
            while (task := to_do.get()) is not None:
                line, future = task
                try:
                    future.set_result(_judged(sandbox, line, language, seconds))
                except BaseException as error:  # noqa: BLE001 (raised where it is waited for)
                    future.set_exception(error)

    sandboxes = [_sandbox(spare=jobs == 1) for _ in range(jobs)]
    workers = [Thread(target=work, args=(sandbox,), daemon=True) for sandbox in sandboxes]
    for thread in (*workers, Thread(target=hand_out, daemon=True)):
        thread.start()
    try:
        while (future := in_order.get()) is not None:
            yield future.result()
    finally:
        for _ in workers:
            to_do.put(None)
    for thread in workers:
        thread.join()


def _sandbox(*, spare: bool = False) -> Sandbox:
    try:
        return Sandbox(PRELOAD, spare=spare)
    except OSError as error:
        raise TutorError(f"No process could be started to judge in: {error.strerror}.") from None


def _judged(sandbox: Sandbox, line: bytes, language: str, seconds: float) -> bytes:
    start = time.perf_counter()
    payload = {"line": line.decode("latin-1"), "language": language, "seconds": seconds}
    try:
        result: str = sandbox.run(f"{_HERE}:judge_job", payload, PATIENCE)
        return result.encode()
    except (TimedOut, JobFailed):
        taken = (time.perf_counter() - start) * 1000
        return msgspec.json.encode(unjudged(line, language, taken))


# In the process that judges


def judge_job(payload: Mapping[str, Any]) -> str:
    """The result row for a line, as JSON.

    payload: the line's bytes in Latin-1, the language, and the CPU seconds to spend at most.
    """
    _prepare()
    with _limited(payload.get("seconds", SECONDS)):
        result = judge_line(payload["line"].encode("latin-1"), payload["language"])
    return msgspec.json.encode(result).decode()


def check_job(payload: dict[str, Any]) -> dict[str, Any]:
    """The verdict on an answer as plain data, or the message and hint of a TutorError."""
    from tutor.checking import check

    _prepare()
    try:
        with _limited(SECONDS):
            verdict = check(**payload)
    except TutorError as error:
        return {"refused": [error.message, error.hint]}
    except MemoryError:
        verdict = Undecided(why=say("too_long"))
    except Exception:  # noqa: BLE001 (a fault is no verdict)
        verdict = Undecided(why=say("fault"))
    return {"verdict": msgspec.to_builtins(verdict)}


@cache
def _prepare() -> None:
    """Load what judging needs, so that it does not count as the first answer's time."""
    judge_line('{"answer": "3x", "key": "2x", "function": "x^2"}')
    with suppress(ImportError, ValueError, OSError):
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End this process where what is done within takes more CPU time.

    The system ends it, so that a long computation within one call does not hold that up.
    """
    if sys.platform == "win32":
        yield
        return
    import signal

    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def most_jobs() -> int:
    """How many processes are of use: judging keeps a processor busy."""
    return os.cpu_count() or 1
