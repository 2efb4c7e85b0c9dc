"""From exec to first paint and memory, beside a bare Textual app with one label.

Both run in a real pseudo-terminal of 100 by 30 that answers what terminals are asked. The
tutor has 500 lessons and 100,000 answers. Runs alternate; a time is the best of its runs,
which other programs disturb least, memory the median.
"""

import os
import pty
import select
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.progress import fill

TIMES, MEMORY = 1.25, 1.5
RUNS = 15
LESSONS = 500
ANSWERS = 100_000
LIMIT = 20.0
PRIVATE = ("XDG_DATA_HOME", "XDG_CACHE_HOME", "TUTOR_DB", "NO_COLOR", "TMUX", "TEXTUAL")

BARE = """
from textual.app import App
from textual.widgets import Label

class Bare(App):
    def compose(self):
        yield Label("first-paint")

Bare().run()
"""

LESSON = """format_version: 1
id: lesson-{n}
title: {{en: Lesson {n}, bn: পাঠ {n}}}
course: course-{course}
minutes: 15
sections:
{exercises}"""

EXERCISE = """  - exercise:
      kind: choice
      id: lesson-{n}-exercise-{k}
      prompt: {{en: Question {k}, bn: প্রশ্ন {k}}}
      options:
        - right: {{en: yes it is, bn: হ্যাঁ}}
        - wrong: {{en: no it is not, bn: না}}
          feedback: {{en: Look again., bn: আবার দেখুন।}}
"""


def main() -> list[str]:
    folder = Path(tempfile.mkdtemp(prefix="tutor-startup-"))
    try:
        return _measure(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path) -> list[str]:
    database, environment = _prepare(folder)
    bare = ["-c", BARE]
    ours = ["-m", "tutor", "--db", str(database), "--lessons", str(folder / "lessons")]
    figures: dict[str, list[tuple[float, float]]] = {
        "bare": [],
        "tutor": [],
        "tutor, lessons listed": [],
    }
    for run in range(RUNS + 1):
        for name, arguments, sign in (
            ("bare", bare, b"first-paint"),
            ("tutor", ours, b"mathematics of AI papers"),
            ("tutor, lessons listed", ours, b"Today"),
        ):
            found = first_paint(arguments, sign, environment)
            if run:  # the first one of each warms the disk
                figures[name].append(found)
    times = {name: min(t for t, _ in runs) for name, runs in figures.items()}
    sizes = {name: statistics.median(m for _, m in runs) for name, runs in figures.items()}
    slower = times["tutor"] / times["bare"]
    larger = sizes["tutor"] / sizes["bare"]
    print(f"{'':22} {'first paint':>12} {'memory':>10}")
    for name in figures:
        print(f"{name:22} {times[name]:9.0f} ms {sizes[name]:7.1f} MB")
    print(f"{'ratio':22} {slower:12.2f} {larger:10.2f}   (at most {TIMES} and {MEMORY})")
    missed = []
    if slower > TIMES:
        missed.append(f"first paint takes {slower:.2f} times that of a bare app, not {TIMES}")
    if larger > MEMORY:
        missed.append(f"memory is {larger:.2f} times that of a bare app, not {MEMORY}")
    return missed


def _prepare(folder: Path) -> tuple[Path, dict[str, str]]:
    """Lessons, answers and a catalogue, as they are after the first start."""
    lessons = folder / "lessons"
    for n in range(LESSONS):
        course = lessons / f"course-{n // 50}"
        course.mkdir(parents=True, exist_ok=True)
        exercises = "".join(EXERCISE.format(n=n, k=k) for k in range(10))
        text = LESSON.format(n=n, course=n // 50, exercises=exercises)
        (course / f"lesson-{n}.yaml").write_text(text, encoding="utf-8")
    database = folder / "progress.db"
    fill(database, ANSWERS, LESSONS)
    home = folder / "home"
    home.mkdir()
    environment = {**os.environ, "HOME": str(home), "TERM": "xterm-256color"}
    for name in (*PRIVATE, "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    # Every program but the first start of it runs from bytecode.
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    _settle(database, lessons, environment)
    return database, environment


def _settle(database: Path, lessons: Path, environment: dict[str, str]) -> None:
    """Read the catalogue once and pass the welcome, as an earlier start did."""
    code = (
        "import sys; from pathlib import Path\n"
        "from tutor.library import Library; from tutor.progress.store import Store\n"
        "Library([Path(sys.argv[2])]).refresh()\n"
        "with Store.open(Path(sys.argv[1])) as store: store.set_setting('welcomed', True, 1)\n"
    )
    program = [sys.executable, "-c", code, str(database), str(lessons)]
    os.waitpid(os.posix_spawn(sys.executable, program, environment), 0)


def first_paint(
    arguments: list[str], sign: bytes, environment: dict[str, str]
) -> tuple[float, float]:
    """Milliseconds from exec until `sign` is on the screen, and the process's megabytes then."""
    begin = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, *arguments], environment)  # noqa: S606
    try:
        _resize(terminal)
        _wait_for(terminal, sign, begin + LIMIT)
        took = (time.perf_counter() - begin) * 1000
        return took, _resident(child)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def _resize(terminal: int) -> None:
    import fcntl
    import termios

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))


def _wait_for(terminal: int, sign: bytes, end: float) -> None:
    seen = b""
    while sign not in seen:
        left = end - time.perf_counter()
        if left <= 0 or not select.select([terminal], [], [], left)[0]:
            raise TimeoutError(f"{sign!r} did not appear; the screen began {seen[:400]!r}")
        piece = os.read(terminal, 65536)
        seen += piece
        # A real terminal answers at once where its cursor is.
        for _ in range(piece.count(b"\x1b[6n")):
            os.write(terminal, b"\x1b[1;3R")


def _resident(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
