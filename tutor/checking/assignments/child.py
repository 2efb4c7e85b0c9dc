"""The learner's code at work. Loaded by file in a process that the keeper forked for it.

The text is compiled and run here and nowhere else. What each call gives goes through a pipe of
its own, each line after a word that only the keeper knows, so that printing cannot feign it.
"""

import difflib
import inspect
import json
import os
import resource
import signal
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from typing import Any

LONGEST = 2000
"""Characters of an error's own message that are told."""
MOST_FRAMES = 20
MODULE = "assignment"
"""What the learner's text is called as a module, whatever its file is called."""


class TimeIsUp(BaseException):
    """The call takes longer than it may. No Exception, so that `except Exception` lets it by."""


class Work:
    """One run of a learner's text: import it, then make the calls one by one.

    tell: sends one event. packing: the module of that name. offered: functions that may be
    handed to the learner's.
    """

    def __init__(
        self,
        job: Mapping[str, Any],
        tell: Callable[[dict[str, Any]], None],
        packing: Any,
        offered: Mapping[str, Any],
    ) -> None:
        self.job = job
        self.tell = tell
        self.packing = packing
        self.offered = offered
        self.path: str = job["path"]
        self.lines: list[str] = job["source"].split("\n")
        self.module = types.ModuleType(MODULE)

    def run(self, first: int, skipped: Sequence[int]) -> None:
        """Import the text and make the calls from number `first` on, less those skipped."""
        signal.signal(signal.SIGALRM, _time_is_up)
        if not self._import():
            return
        left_out = set(skipped)
        for number, call in enumerate(self.job["calls"]):
            if number < first or call["group"] in left_out:
                continue
            self.tell({"begin": number})
            found = self._timed(partial(self._call, call))
            self.tell({"number": number, **found})
            if found.get("raised", {}).get("type") == TimeIsUp.__name__:
                left_out.add(call["group"])
        self.tell({"end": True})

    def _import(self) -> bool:
        module = self.module
        module.__file__ = self.path
        sys.modules[MODULE] = module
        sys.argv = [self.path]

        def execute() -> dict[str, Any]:
            code = compile(self.job["source"], self.path, "exec", dont_inherit=True)
            exec(code, module.__dict__)  # noqa: S102 (the learner's own code; this is its process)
            return {}

        found = self._timed(execute)
        if found:
            self.tell({"import": found})
        else:
            self.tell({"imported": True})
        return not found

    def _timed(self, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What `do` finds; what it raises is told as data."""
        try:
            signal.setitimer(signal.ITIMER_REAL, self.job["seconds"])
            try:
                return do()
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
        except BaseException as error:  # noqa: BLE001 (whatever a learner's code may raise)
            signal.setitimer(signal.ITIMER_REAL, 0)
            return {"raised": self._told(error)}

    def _call(self, call: Mapping[str, Any]) -> dict[str, Any]:
        function = self.module.__dict__.get(call["function"])
        if not callable(function):
            return {"missing": call["function"], "near": self._near(call["function"])}
        arguments = [self._argument(place) for place in call["arguments"]]
        unfit = _unfit(function, arguments)
        if unfit:
            return {"unfit": unfit}
        before = [self._bytes(argument) for argument in arguments]
        with _silence() if call["quiet"] else nullcontext():
            result = function(*arguments)
        signal.setitimer(signal.ITIMER_REAL, 0)
        changed = [
            place
            for place, (argument, kept) in enumerate(zip(arguments, before, strict=True))
            if kept is not None and self._bytes(argument) != kept
        ]
        return {"gave": self.packing.pack(result), "changed": changed}

    def _argument(self, place: int) -> Any:
        told = self.job["pool"][place]
        if "function" in told:
            return self.offered[told["function"]]
        if told["is"] == "None":
            return None
        array = self.packing.unpack_array(told)
        return array if told["is"] == "ndarray" else array.item()

    def _bytes(self, argument: Any) -> bytes | None:
        """What an array holds now, shape and all; None for what cannot change."""
        if not isinstance(argument, self.packing._ndarray):
            return None
        held: bytes = argument.tobytes()
        return repr((argument.shape, argument.dtype.str)).encode() + held

    def _near(self, name: str) -> str:
        own = [
            key
            for key, value in self.module.__dict__.items()
            if isinstance(value, types.FunctionType) and value.__module__ == MODULE
        ]
        close = difflib.get_close_matches(name, own, n=1, cutoff=0.6)
        return close[0] if close else (own[0] if len(own) == 1 else "")

    def _told(self, error: BaseException) -> dict[str, Any]:
        """An error as data: what, its message, and the learner's own lines on the way to it."""
        told: dict[str, Any] = {"type": type(error).__name__[:80], "frames": self._frames(error)}
        told["message"] = "" if isinstance(error, TimeIsUp) else _message(error)
        if isinstance(error, SyntaxError) and error.filename == self.path:
            told["message"] = str(error.msg)[:LONGEST]
            told["syntax"] = {
                "line": error.lineno or 1,
                "column": max((error.offset or 1) - 1, 0),
                "text": self._line(error.lineno or 1),
            }
        return told

    def _frames(self, error: BaseException) -> list[list[Any]]:
        found = []
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            if code.co_filename == self.path:
                found.append([trace.tb_lineno, code.co_name, self._line(trace.tb_lineno).strip()])
            trace = trace.tb_next
        return found if len(found) <= MOST_FRAMES else found[:3] + found[3 - MOST_FRAMES :]

    def _line(self, number: int) -> str:
        return self.lines[number - 1][:300] if 0 < number <= len(self.lines) else ""


@contextmanager
def _silence() -> Iterator[None]:
    """Let nothing be printed."""
    kept = sys.stdout, sys.stderr
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        try:
            yield
        finally:
            sys.stdout, sys.stderr = kept


def _time_is_up(number: int, frame: Any) -> None:
    raise TimeIsUp


def _message(error: BaseException) -> str:
    try:
        return str(error)[:LONGEST]
    except BaseException:  # noqa: BLE001 (a learner's exception may fail to tell itself)
        return ""


def _unfit(function: Any, arguments: Sequence[Any]) -> str:
    """How a function wants to be called, when it cannot be called with these; else empty."""
    try:
        signature = inspect.signature(function)
    except (ValueError, TypeError):
        return ""
    try:
        signature.bind(*arguments)
    except TypeError:
        return str(signature)[:300] or "()"
    return ""


def work(
    job: Mapping[str, Any],
    pipes: tuple[int, int],
    start: tuple[int, Sequence[int]],
    parts: tuple[Any, Any, Any],
) -> None:
    """Become the learner's process: cut every tie, take the limits on, run, and end.

    pipes: where printed text goes, and where results go. start: the first call, and groups of
    calls to leave out. parts: the modules `limits`, `packing` and `functions`.
    """
    limits, packing, functions = parts
    parent = os.getppid()
    os.setsid()
    limits.end_with_parent(parent)
    secret: str = job["secret"]
    results = _cut_ties(pipes, limits.FILES)

    def tell(event: dict[str, Any]) -> None:
        line = (secret + json.dumps(event) + "\n").encode()
        while line:
            line = line[os.write(results, line) :]

    os.chdir(job["folder"])
    with suppress(OSError):
        os.nice(5)
    limits.restrict(job["memory"], job["processor"])
    if job["confined"]:
        limits.refuse_processes()
    if sys.platform != "linux":
        limits.watch_memory(job["memory"])
    worker = Work(job, tell, packing, functions.FUNCTIONS)
    worker.run(*start)
    for stream in (sys.stdout, sys.stderr):
        with suppress(BaseException):
            stream.flush()
    os._exit(0)


def _cut_ties(pipes: tuple[int, int], files: int) -> int:
    """Nothing to read, printing into its pipe, no other file open; gives where results go."""
    printed, results = pipes
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, place in ((nothing, 0), (printed, 1), (printed, 2), (results, files - 1)):
        if source != place:
            os.dup2(source, place)
    os.closerange(3, files - 1)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(files, min(most, 1 << 16))
    for name, place in (("stdout", 1), ("stderr", 2)):
        stream = open(  # noqa: SIM115 (open as long as the process is)
            place, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    nobody = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdin = sys.__stdin__ = nobody  # type: ignore[misc]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE):
        signal.signal(number, signal.SIG_DFL)
    return files - 1
