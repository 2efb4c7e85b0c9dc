"""What must hold when processes are killed and when two of them write at once."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.progress.strategies import NOW
from tutor.progress import backup, schedule
from tutor.progress.store import Store

RECORD = """
import sys
from pathlib import Path
from tutor.progress.records import Attempt, Draft
from tutor.progress.store import Store
name, count = sys.argv[2], int(sys.argv[3])
with Store.open(Path(sys.argv[1])) as store:
    for n in range(count):
        at = 1_800_000_000_000 + n * 1000
        store.save_draft(Draft(exercise=f"e-{n % 7}", text=f"draft {n}", at=at))
        store.record(Attempt(exercise=f"e-{n % 7}", lesson="l", verdict="right", at=at,
                             answer=f"{name} {n}"))
        print(n, flush=True)
"""


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RECORD, str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_kill_between_any_two_answers_loses_none_that_was_kept(tmp_path):
    path = tmp_path / "progress.db"
    told = 0
    for life in range(5):
        process = writer(path, f"life {life}", 100_000)
        for _ in range(3 + 4 * life):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        told += len(process.stdout.readlines()) + 3 + 4 * life
        process.wait()
        with Store.open(path) as store:
            assert backup.check(store.connection) == ""
            kept = len(store.all_attempts())
            # The answer being kept when the process died may be there without having been told.
            assert told <= kept <= told + 1
            told = kept
            for exercise, card in store.cards("l").items():
                assert card == schedule.replayed(store.attempts(exercise))


def test_two_tutors_on_one_file_both_keep_everything(tmp_path):
    path = tmp_path / "progress.db"
    writers = [writer(path, name, 60) for name in ("first", "second")]
    for process in writers:
        process.communicate()
        assert process.returncode == 0
    with Store.open(path) as store:
        answers = [attempt.answer for attempt in store.all_attempts()]
        assert sorted(answers) == sorted(
            f"{name} {n}" for name in ("first", "second") for n in range(60)
        )
        for exercise, card in store.cards("l").items():
            assert card == schedule.replayed(store.attempts(exercise))
        assert store.last_position() is None
        assert all(attempt.at >= NOW for attempt in store.all_attempts())
