"""Work that may take too long, in a process that can be killed.

    sandbox = Sandbox(preload=("tutor.checking.equality.symbolic",))
    sandbox.run("tutor.checking.equality.symbolic:prove_equal", {…}, seconds=2.0)

The worker is `python -m tutor.checking.sandbox`: it reads one JSON line a job from its own
pipe and writes one JSON line a result. A spare waits, imports done, so that a killed
worker is replaced at once. Plain `subprocess` with its own pipes also starts inside a
running Textual app, where multiprocessing does not.

Jobs are named by our own code, `module:function` within `tutor`; their payloads are data.
"""

import contextlib
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import msgspec

MEMORY = 3 << 30
"""Bytes of address space that a worker may have, where the system can limit it."""

START = 60.0
"""Seconds that a new process has for its imports; they are not counted as a job's."""

_ALLOWED = "tutor."


class TimedOut(Exception):  # noqa: N818 (an outcome that callers plan for)
    """The job took longer than it was given; its process was killed."""


class JobFailed(Exception):  # noqa: N818 (an outcome that callers plan for)
    """The job raised an error, or its process died."""


class Sandbox:
    """One worker process and a warm spare. `run` may be called from any thread.

    preload: modules that a worker imports before its first job. spare: whether a second
    process waits.
    """

    def __init__(self, preload: Sequence[str] = (), *, spare: bool = True) -> None:
        self._preload = tuple(preload)
        self._lock = threading.Lock()
        self._closed = False
        self._keeps_spare = spare
        self._worker: _Worker | None = _Worker(self._preload)
        self._spare: _Worker | None = _Worker(self._preload) if spare else None

    def run(self, job: str, payload: Any, seconds: float) -> Any:
        """The result of `module:function` applied to `payload`, both as JSON data.

        Raises TimedOut after `seconds`, JobFailed when the job raises or its process dies.
        """
        with self._lock:
            if self._closed:
                raise JobFailed("the sandbox is closed")
            worker = self._ready()
            try:
                return worker.ask(job, payload, seconds)
            except TimedOut:
                self._replace()
                raise
            except _Died as death:
                self._replace()
                raise JobFailed(str(death)) from None

    def close(self) -> None:
        """End both processes."""
        with self._lock:
            self._closed = True
            for worker in (self._worker, self._spare):
                if worker is not None:
                    worker.kill()
            self._worker = self._spare = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _ready(self) -> "_Worker":
        if self._worker is None or not self._worker.alive():
            self._replace()
        assert self._worker is not None
        return self._worker

    def _replace(self) -> None:
        if self._worker is not None:
            self._worker.kill()
        self._worker = self._spare if self._spare and self._spare.alive() else None
        self._worker = self._worker or _Worker(self._preload)
        self._spare = _Worker(self._preload) if self._keeps_spare else None


class _Died(Exception):  # noqa: N818 (turned into JobFailed)
    """The worker's end of the pipe closed."""


class _Worker:
    """One process and the pipes to it."""

    def __init__(self, preload: Sequence[str]) -> None:
        environment = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
        root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        paths = [root, environment.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            [sys.executable, "-P", "-m", "tutor.checking.sandbox", *preload],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
            bufsize=0,
        )
        self._buffer = b""
        self._number = 0
        self._started = False

    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, job: str, payload: Any, seconds: float) -> Any:
        """Send one job and wait for its reply."""
        if not self._started:
            self._line(time.monotonic() + START)
            self._started = True
        self._number += 1
        deadline = time.monotonic() + seconds
        line = msgspec.json.encode({"number": self._number, "job": job, "payload": payload})
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + b"\n")
        except OSError as error:
            raise _Died(str(error)) from None
        reply = msgspec.json.decode(self._line(deadline))
        if "error" in reply:
            raise JobFailed(reply["error"])
        return reply["result"]

    def _line(self, deadline: float) -> bytes:
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        while b"\n" not in self._buffer:
            wait = deadline - time.monotonic()
            if wait <= 0 or not select.select([pipe], [], [], wait)[0]:
                raise TimedOut
            chunk = os.read(pipe, 1 << 16)
            if not chunk:
                raise _Died("the process ended")
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    def kill(self) -> None:
        """End the process and wait for it."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()


# The worker's side


def serve(preload: Sequence[str]) -> None:
    """Say that all is loaded, then answer jobs until the pipe closes.

    What a job prints goes nowhere.
    """
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    _limit_memory()
    for module in preload:
        import_module(module)
    replies.write(b"ready\n")
    for line in sys.stdin.buffer:
        request = msgspec.json.decode(line)
        try:
            result = _function(request["job"])(request["payload"])
            reply = msgspec.json.encode({"number": request["number"], "result": result})
        except (Exception, RecursionError) as error:  # noqa: BLE001 (the other side is told)
            told = f"{type(error).__name__}: {error}"[:500]
            reply = msgspec.json.encode({"number": request["number"], "error": told})
        replies.write(reply + b"\n")


def _function(job: str) -> Any:
    module, _, name = job.partition(":")
    if not module.startswith(_ALLOWED) or not name.isidentifier() or name.startswith("_"):
        raise ValueError(f"`{job}` is no job")
    return getattr(import_module(module), name)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    serve(sys.argv[1:])
