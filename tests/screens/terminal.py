"""A real pseudo-terminal with the tutor in it, and just enough of a screen to read it."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

PATIENCE = 40.0
"""Seconds until something that does not appear is given up; no test waits this long."""

_SEQUENCE = re.compile(
    r"\x1b\[([0-9;?<=>]*)[ $]?([A-Za-z@`~])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\|\x1b[()].|\x1b[=>78cDEHMNOZ]",
    re.DOTALL,
)


class Terminal:
    """`python ARGUMENTS` in a terminal of some size."""

    def __init__(self, arguments: list[str], home: Path, rows: int = 30, columns: int = 100):
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self._pending = ""
        self.left_screen = False
        environment = {
            **os.environ,
            "HOME": str(home),
            "TERM": "xterm-256color",
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CACHE_HOME": str(home / "cache"),
        }
        for name in ("TUTOR_DB", "TMUX", "NO_COLOR", "TEXTUAL_DRIVER", "COLUMNS", "LINES"):
            environment.pop(name, None)
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.execve(sys.executable, [sys.executable, *arguments], environment)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.kill()

    def kill(self) -> None:
        """End the process as a power cut would."""
        if self.process:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
            os.close(self.descriptor)
            self.process = 0

    def leave(self) -> int:
        """Wait until the process ends by itself; returns its exit code."""
        while self._read(PATIENCE):
            pass
        _, status = os.waitpid(self.process, 0)
        os.close(self.descriptor)
        self.process = 0
        return os.waitstatus_to_exitcode(status)

    def press(self, keys: str) -> None:
        os.write(self.descriptor, keys.encode())

    @property
    def text(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self.cells)

    def wait_for(self, *wanted: str, gone: str = "") -> None:
        """Read until all of `wanted` is on the screen at once, and `gone` is not."""
        end = time.monotonic() + PATIENCE
        while not all(each in self.text for each in wanted) or (gone and gone in self.text):
            self._read(0.2)
            if time.monotonic() > end:
                raise AssertionError(f"{wanted} did not appear; the screen:\n{self.text}")

    def _read(self, seconds: float) -> bool:
        if not select.select([self.descriptor], [], [], seconds)[0]:
            return False
        try:
            piece = os.read(self.descriptor, 65536)
        except OSError:
            return False
        # Leaving the alternate screen gives the learner's shell back as it was.
        self.left_screen = self.left_screen or b"\x1b[?1049l" in piece
        for _ in range(piece.count(b"\x1b[6n")):
            os.write(self.descriptor, b"\x1b[1;3R")
        self._show(self._pending + piece.decode("utf-8", "replace"))
        return bool(piece)

    def _show(self, text: str) -> None:
        at = 0
        self._pending = ""
        while at < len(text):
            if text[at] == "\x1b":
                found = _SEQUENCE.match(text, at)
                if found is None:
                    self._pending = text[at:]
                    return
                self._control(found[1] or "", found[2] or "")
                at = found.end()
            else:
                self._put(text[at])
                at += 1

    def _control(self, parameters: str, final: str) -> None:
        numbers = [int(n) if n.isdigit() else 1 for n in parameters.split(";")]
        if final in ("H", "f"):
            self.row = numbers[0] - 1
            self.column = (numbers[1] if len(numbers) > 1 else 1) - 1
        elif final == "J":
            self.cells = [[" "] * self.columns for _ in range(self.rows)]
        elif final == "C":
            self.column += numbers[0]

    def _put(self, character: str) -> None:
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.row = min(self.row + 1, self.rows - 1)
        elif character >= " ":
            if 0 <= self.row < self.rows and 0 <= self.column < self.columns:
                self.cells[self.row][self.column] = character
            self.column += 1
