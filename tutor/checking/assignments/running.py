"""Run a learner's own code in another process, under limits, and tell what each call gave.

    with Runner() as runner:
        run = runner.run(Program(source, "softmax.py"), [Call("softmax", (x,))], Limits())
        run.outcomes[0]        # Returned | Raised | Missing | Unfit | Stopped | None

Nothing of the learner's is run or unpickled in this process: what comes back are numbers and
words. Needs a system with `fork`; `supported()` tells.
"""

import itertools
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

KEEPER = Path(__file__).with_name("keeper.py")
START = 60.0
"""Seconds that the keeper has for its imports."""
LOOK_UP = 0.05
"""Seconds after which a wait looks whether it was called off."""
SLACK = 10.0
"""Seconds beyond a run's own limit after which the keeper counts as lost."""


class RunnerError(Exception):
    """The process that runs learners' code cannot be started, or was lost."""


@dataclass(frozen=True, slots=True)
class Limits:
    """seconds: for one call. total: for all. memory: bytes. output: printed bytes.

    confined: have the system refuse new processes (where it can).
    """

    seconds: float = 4.0
    total: float = 20.0
    memory: int = 1 << 30
    output: int = 64 << 10
    confined: bool = True


@dataclass(frozen=True, slots=True)
class Program:
    """What the learner wrote. path: what tracebacks call it."""

    source: str
    path: str


@dataclass(frozen=True, slots=True)
class Named:
    """One of our own functions, handed to the learner's."""

    function: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call. arguments: arrays, numbers, None, or `Named`. group: what fails with it.

    quiet: what it prints is not kept.
    """

    function: str
    arguments: tuple[Any, ...]
    group: int = 0
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of the learner's on the way to an error."""

    line: int
    function: str
    text: str


@dataclass(frozen=True, slots=True)
class Returned:
    """told: the value as `packing.pack` tells it. changed: places of arguments that it changed."""

    told: dict[str, Any]
    changed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """column: 0-based, for a syntax error; −1 otherwise."""

    type: str
    message: str
    frames: tuple[Frame, ...] = ()
    column: int = -1


@dataclass(frozen=True, slots=True)
class Missing:
    """There is no such function. near: one that is there and may be meant."""

    name: str
    near: str = ""


@dataclass(frozen=True, slots=True)
class Unfit:
    """The function cannot be called with so many arguments. signature: how it can."""

    signature: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """why: `time`, `total`, `output`, `results`, `pipe`, `signal NAME`, `exit CODE`."""

    why: str


Progress: TypeAlias = Callable[[int], None]

Outcome: TypeAlias = Returned | Raised | Missing | Unfit | Stopped | None
"""What came of a call; None when it was not made."""


@dataclass(slots=True)
class Run:
    """What came of a program. broken: why it could not even be imported."""

    outcomes: list[Outcome]
    broken: Raised | Stopped | None = None
    printed: str = ""
    cut: bool = False
    cancelled: bool = False
    seconds: float = 0.0


def supported() -> bool:
    """Whether this system can run learners' code."""
    return hasattr(os, "fork") and sys.platform != "emscripten"


@dataclass
class Runner:
    """A keeper process, begun when it is first needed. One run at a time."""

    _process: subprocess.Popen[bytes] | None = None
    _buffer: bytes = b""
    _numbers: Any = field(default_factory=itertools.count)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def begin(self) -> None:
        """Start the keeper unless it is there. Raises RunnerError."""
        if not supported():
            raise RunnerError("this system cannot fork")
        if self._process is not None and self._process.poll() is None:
            return
        self._buffer = b""
        # Keys and passwords that others keep in the environment are no business of an assignment.
        kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "SYSTEMROOT")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        for name in ("OPENBLAS", "OMP", "MKL"):
            environment[name + "_NUM_THREADS"] = "1"
        libraries = json.dumps([place for place in sys.path if place])
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and file)
                [sys.executable, "-I", str(KEEPER), libraries],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
                bufsize=0,
            )
        except OSError as error:
            raise RunnerError(str(error)) from error
        self._event(time.monotonic() + START)

    def warm(self) -> None:
        """Start the keeper ahead of the first run. Raises RunnerError."""
        with self._lock:
            self.begin()

    def close(self) -> None:
        """End the keeper, and with it whatever runs."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def run(
        self,
        program: Program,
        calls: Sequence[Call],
        limits: Limits | None = None,
        progress: Progress | None = None,
        off: threading.Event | None = None,
    ) -> Run:
        """Make the calls. progress: is told the number of each as it begins, in this thread.

        off: stops the run as soon as it is set, from any thread. Raises RunnerError when the
        keeper cannot be started or is lost.
        """
        off = off or threading.Event()
        with self._lock:
            if off.is_set():
                return Run([None] * len(calls), cancelled=True)
            self.begin()
            return self._run(program, calls, limits or Limits(), progress, off)

    def _run(
        self,
        program: Program,
        calls: Sequence[Call],
        limits: Limits,
        progress: Progress | None,
        off: threading.Event,
    ) -> Run:
        started = time.monotonic()
        number = next(self._numbers)
        pool, listed = _pooled(calls)
        job = {
            "job": number,
            "source": program.source,
            "path": program.path,
            "calls": listed,
            "pool": pool,
            "seconds": limits.seconds,
            "total": limits.total,
            "processor": int(limits.total) + 2,
            "memory": limits.memory,
            "output": limits.output,
            "confined": limits.confined,
        }
        run = Run([None] * len(calls))
        self._write(job)
        deadline = started + limits.total + SLACK
        asked = False
        while True:
            if off.is_set() and not asked:
                self._write({"cancel": number})
                asked = True
            event = self._event(deadline, None if asked else off)
            if event and event.get("job") == number and self._take(event, run, progress):
                break
        run.seconds = time.monotonic() - started
        return run

    def _take(self, event: dict[str, Any], run: Run, progress: Progress | None) -> bool:
        """Put an event where it belongs; whether it is the last."""
        if "done" in event:
            run.printed, run.cut = event["printed"], event["cut"]
            run.cancelled = event["done"] == "cancelled"
            return True
        if "begin" in event:
            if progress is not None:
                progress(event["begin"])
        elif "import" in event:
            run.broken = _raised(event["import"]["raised"])
        elif "stopped" in event:
            if event["number"] < 0:
                run.broken = Stopped(event["stopped"])
            elif run.outcomes[event["number"]] is None:
                run.outcomes[event["number"]] = Stopped(event["stopped"])
        elif "number" in event:
            run.outcomes[event["number"]] = _outcome(event)
        return False

    def _write(self, job: dict[str, Any]) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        line = json.dumps(job).encode() + b"\n"
        try:
            while line:
                line = line[self._process.stdin.write(line) or 0 :]
        except OSError as error:
            self._lost()
            raise RunnerError(str(error)) from error

    def _event(self, deadline: float, off: threading.Event | None = None) -> dict[str, Any]:
        """The next event; an empty one as soon as `off` is set."""
        assert self._process is not None
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        while b"\n" not in self._buffer:
            if off is not None and off.is_set():
                return {}
            wait = deadline - time.monotonic()
            if wait > 0 and not select.select([pipe], [], [], min(wait, LOOK_UP))[0]:
                continue
            if wait <= 0:
                self._lost()
                raise RunnerError("the process that runs your code does not answer")
            piece = os.read(pipe, 1 << 20)
            if not piece:
                self._lost()
                raise RunnerError("the process that runs your code ended")
            self._buffer += piece
        line, _, self._buffer = self._buffer.partition(b"\n")
        event: dict[str, Any] = json.loads(line)
        return event

    def _lost(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()


def _pooled(calls: Sequence[Call]) -> tuple[list[Any], list[dict[str, Any]]]:
    """Every argument once, and the calls with the places of theirs."""
    from tutor.checking.assignments.packing import pack

    pool: list[Any] = []
    places: dict[int, int] = {}
    listed = []
    for call in calls:
        found = []
        for argument in call.arguments:
            if id(argument) not in places:
                places[id(argument)] = len(pool)
                named = isinstance(argument, Named)
                pool.append({"function": argument.function} if named else pack(argument))
            found.append(places[id(argument)])
        told = {"function": call.function, "arguments": found, "group": call.group}
        listed.append({**told, "quiet": call.quiet})
    return pool, listed


def _outcome(event: dict[str, Any]) -> Outcome:
    if "raised" in event:
        return _raised(event["raised"])
    if "missing" in event:
        return Missing(event["missing"], event["near"])
    if "unfit" in event:
        return Unfit(event["unfit"])
    return Returned(event["gave"], tuple(event["changed"]))


def _raised(told: dict[str, Any]) -> Raised | Stopped:
    if told["type"] == "TimeIsUp":
        return Raised("TimeIsUp", "", _frames(told))
    syntax = told.get("syntax")
    if syntax:
        frame = Frame(syntax["line"], "", syntax["text"])
        return Raised(told["type"], told["message"], (frame,), syntax["column"])
    return Raised(told["type"], told["message"], _frames(told))


def _frames(told: dict[str, Any]) -> tuple[Frame, ...]:
    return tuple(Frame(*frame) for frame in told["frames"])
