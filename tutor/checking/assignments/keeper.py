"""The keeper: a process that forks one for the learner's code, watches it and ends it.

Run as `python -I keeper.py '["folders", "of", "libraries"]'`. It has NumPy loaded, so a run
begins within milliseconds. Jobs come as JSON lines on stdin, events go as JSON lines to stdout;
when stdin ends, so do the learner's process and this one. Files beside it are loaded by path:
an isolated interpreter knows no package of ours, and starts faster for it.
"""

import importlib.util
import json
import os
import resource
import secrets
import select
import shutil
import signal
import stat
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

GRACE = 0.7
"""Seconds that code has to notice that its time is up, before its process is ended."""
MOST_RESULTS = 64 << 20
LOST = 113
"""The exit code of a learner's process that can no longer tell its results."""
ENDING = 3.0
"""Seconds within which whatever is left of a learner's processes is looked for and ended."""


def beside(name: str) -> Any:
    """The module in a file beside this one."""
    where = Path(__file__).with_name(name + ".py")
    spec = importlib.util.spec_from_file_location("_tutor_" + name, where)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Keeper:
    """Does one job after the other."""

    def __init__(self) -> None:
        self.limits, self.packing = beside("limits"), beside("packing")
        self.functions, self.child = beside("functions"), beside("child")
        self.commands = b""
        self.ended = False
        self.replies = os.dup(1)
        os.dup2(2, 1)

    def serve(self) -> None:
        """Answer jobs until stdin ends."""
        self.limits.adopt_orphans()
        self.send({"ready": True})
        while True:
            command = self.command(None)
            if command is None:
                return
            if "job" in command:
                Run(self, command).all()

    def send(self, event: dict[str, Any]) -> None:
        line = json.dumps(event).encode() + b"\n"
        try:
            while line:
                line = line[os.write(self.replies, line) :]
        except OSError:
            self.ended = True

    def command(self, seconds: float | None) -> dict[str, Any] | None:
        """The next command; None when there is none within so many seconds, or ever."""
        while b"\n" not in self.commands:
            if self.ended or not select.select([0], [], [], seconds)[0]:
                return None
            piece = os.read(0, 1 << 20)
            if not piece:
                self.ended = True
                return None
            self.commands += piece
        line, _, self.commands = self.commands.partition(b"\n")
        command: dict[str, Any] = json.loads(line)
        return command


class Run:
    """One job: as many processes as it takes to make every call that can be made."""

    def __init__(self, keeper: Keeper, job: dict[str, Any]) -> None:
        self.keeper, self.job = keeper, job
        self.until = time.monotonic() + job["total"]
        self.printed = b""
        self.received = 0
        self.cut = False
        self.at = -1  # the call being made; −1 while the text is imported
        self.skipped: list[int] = []

    def all(self) -> None:
        """Begin at the first call; after one that had to be stopped, go on with the next part."""
        first, why = 0, ""
        while True:
            self.at = -1
            why = self._one(first)
            if not why or why == "cancelled":
                break
            self._event({"stopped": why, "number": self.at})
            if self.at < 0 or why in ("output", "results", "total") or self.keeper.ended:
                break
            self.skipped.append(self.job["calls"][self.at]["group"])
            first = self.at + 1
        text = self.printed.decode("utf-8", "replace")
        self._event({"done": why, "printed": text, "cut": self.cut})

    def _event(self, event: dict[str, Any]) -> None:
        self.keeper.send({"job": self.job["job"], **event})

    def _one(self, first: int) -> str:
        """One process from call `first` on; why it had to be stopped, or an empty text."""
        self.job["secret"] = secrets.token_hex(16)
        self.job["folder"] = folder = tempfile.mkdtemp(prefix="tutor-")
        printed, printing = os.pipe()
        results, telling = os.pipe()
        child = os.fork()
        if child == 0:
            keeper = self.keeper
            try:
                parts = (keeper.limits, keeper.packing, keeper.functions)
                keeper.child.work(self.job, (printing, telling), (first, self.skipped), parts)
            finally:
                os._exit(LOST)
        os.close(printing)
        os.close(telling)
        try:
            return self._watch(child, printed, results)
        finally:
            end(child)
            os.close(printed)
            os.close(results)
            remove(folder)

    def _watch(self, child: int, printed: int, results: int) -> str:
        pending = b""
        limit = self.job["seconds"] + GRACE
        deadline = time.monotonic() + limit
        status: int | None = None
        waited = [0, printed, results]
        while True:
            now = time.monotonic()
            if now > min(deadline, self.until):
                return "total" if now > self.until else "time"
            ready = select.select(waited, [], [], 0.0 if status is not None else 0.05)[0]
            if 0 in ready and self._called_off():
                return "cancelled"
            if printed in ready:
                piece = os.read(printed, 1 << 16)
                self.printed += piece
                if not piece:
                    waited.remove(printed)
                elif len(self.printed) > self.job["output"]:
                    self.printed, self.cut = self.printed[: self.job["output"]], True
                    return "output"
            if results in ready:
                piece = os.read(results, 1 << 20)
                self.received += len(piece)
                if not piece:
                    waited.remove(results)
                elif self.received > MOST_RESULTS:
                    return "results"
                *lines, pending = (pending + piece).split(b"\n")
                for line in lines:
                    if not self._taken(line):
                        return "pipe"
                    deadline = time.monotonic() + limit
                if any(b'"end": true' in line for line in lines) or self.finished:
                    self._rest(printed)
                    return ""
            if status is not None and not [fd for fd in ready if fd != 0]:
                return why_ended(status)
            if status is None:
                gone, found = os.waitpid(child, os.WNOHANG)
                status = found if gone else None

    finished = False

    def _rest(self, printed: int) -> None:
        """What was printed last and is still on its way."""
        until = time.monotonic() + 0.3
        while time.monotonic() < until and select.select([printed], [], [], 0.1)[0]:
            piece = os.read(printed, 1 << 16)
            if not piece:
                return
            self.printed += piece
            if len(self.printed) > self.job["output"]:
                self.printed, self.cut = self.printed[: self.job["output"]], True
                return

    def _taken(self, line: bytes) -> bool:
        """Hand a result on; whether it is one."""
        secret = self.job["secret"].encode()
        if not line.startswith(secret):
            return False
        event = json.loads(line[len(secret) :])
        self.at = event.get("begin", self.at)
        self.finished = "import" in event or "end" in event
        self._event(event)
        return True

    def _called_off(self) -> bool:
        command = self.keeper.command(0.0)
        if command is None:
            return self.keeper.ended
        return bool(command.get("cancel") == self.job["job"])


def why_ended(status: int) -> str:
    """The word for an end that no result came before."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            return "time"
        with suppress(ValueError):
            return "signal " + signal.Signals(number).name
        return f"signal {number}"
    code = os.WEXITSTATUS(status)
    return "pipe" if code == LOST else f"exit {code}"


def end(child: int) -> None:
    """End a learner's process and everything it may have started, and wait until it is gone."""
    until = time.monotonic() + ENDING
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    while time.monotonic() < until:
        try:
            if os.waitpid(-1, os.WNOHANG)[0]:
                continue
        except ChildProcessError:
            return
        for orphan in children():
            # Whoever began a session of its own leads a group of its own.
            for kill in (os.killpg, os.kill):
                with suppress(ProcessLookupError, PermissionError):
                    kill(orphan, signal.SIGKILL)
        time.sleep(0.002)


def children() -> list[int]:
    """Processes whose parent this is; none where the system does not tell."""
    me = os.getpid()
    try:
        with open(f"/proc/{me}/task/{me}/children", encoding="ascii") as found:
            return [int(number) for number in found.read().split()]
    except OSError:
        return []


def remove(folder: str) -> None:
    """Delete a folder, also where its rights were taken away."""

    def again(function: Any, path: str, error: Any) -> None:
        with suppress(OSError):
            os.chmod(os.path.dirname(path), stat.S_IRWXU)
            os.chmod(path, stat.S_IRWXU)
            function(path)

    shutil.rmtree(folder, onerror=again)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    for place in json.loads(sys.argv[1]):
        if place not in sys.path:
            sys.path.append(place)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Keeper().serve()
