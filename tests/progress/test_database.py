import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.progress.strategies import DAY, NOW
from tutor.errors import ProgressError
from tutor.progress import backup, database
from tutor.progress.database import DamagedDatabaseError, NewerDatabaseError, connect, connect_as
from tutor.progress.records import Attempt, Draft
from tutor.progress.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.db"


def fill(path: Path, count: int = 1, start: int = 0) -> None:
    with Store.open(path) as store:
        for n in range(start, start + count):
            store.record(
                Attempt(
                    exercise=f"e-{n % 50}",
                    lesson="l",
                    verdict="right",
                    at=NOW + n,
                    answer="x" * 200,
                )
            )


def read_everything(path: Path) -> None:
    with Store.open(path) as store:
        store.all_attempts()
        store.cards("l")
        store.counts_by_lesson()
        store.due(NOW)
        if found := backup.check(store.connection):
            raise DamagedDatabaseError(path, found)


def test_the_journal_is_wal_only_where_it_is_sound(monkeypatch):
    for version, expected in {
        (3, 40, 1): "DELETE",
        (3, 51, 2): "DELETE",
        (3, 51, 3): "WAL",
    }.items():
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        assert database.journal_mode() == expected


def test_the_settings_that_keep_data_safe_are_on(path):
    with closing(connect(path)) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        assert mode.upper() == database.journal_mode()


def test_every_table_is_strict(path):
    with closing(connect(path)) as connection:
        rows = connection.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'")
        strict = {name: bool(strict) for name, strict in rows if not name.startswith("sqlite_")}
    assert len(strict) == 7
    assert all(strict.values())


def test_a_newer_database_is_refused_and_untouched(path):
    fill(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(NewerDatabaseError, match="newer tutor") as caught:
        Store.open(path)
    assert "Update tutor" in caught.value.hint
    assert path.read_bytes() == before


def test_the_database_of_another_program_is_refused_and_untouched(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(ProgressError, match="another program"):
        Store.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"dear diary, today I learned the chain rule\n" * 400,
        lambda data: data[: len(data) // 2],
        lambda data: bytes(100) + data[100:],
        lambda data: data[:100] + b"\xff" * (len(data) - 100),
        lambda data: data[:4096] + os.urandom(4096) * 3 + data[16384:],
    ],
    ids=["a text file", "cut in half", "header gone", "all but the header", "pages overwritten"],
)
def test_a_damaged_database_is_told_left_alone_and_mended_on_request(path, damage):
    fill(path, 60)
    backup.keep_backup(path, NOW)
    fill(path, 5, start=60)
    path.write_bytes(damage(path.read_bytes()))
    before = path.read_bytes()
    with pytest.raises(DamagedDatabaseError, match="damaged") as caught:
        read_everything(path)
    assert "tutor doctor --mend" in caught.value.hint
    assert path.read_bytes() == before
    mended = backup.mend(path, backup.backups(path)[0], NOW)
    assert mended.damaged.read_bytes() == before
    with Store.open(path) as store:
        answers = store.all_attempts()
        assert backup.check(store.connection) == ""
        assert len(answers) == 60 + mended.saved
        assert [a.at - NOW for a in answers[:60]] == list(range(60))
        assert sum(card.answered for card in store.cards("l").values()) == len(answers)


def test_answers_newer_than_the_backup_are_saved_from_the_damaged_file(path):
    fill(path, 40)
    backup.keep_backup(path, NOW)
    fill(path, 60, start=40)
    data = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'cards'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data[(root - 1) * size : root * size] = os.urandom(size)
    path.write_bytes(data)
    mended = backup.mend(path, backup.backups(path)[0], NOW)
    assert mended.saved == 60
    with Store.open(path) as store:
        assert len(store.all_attempts()) == 100


def test_a_second_damaged_file_does_not_take_the_place_of_the_first(path):
    for text in (b"one" * 999, b"two" * 999):
        path.write_bytes(text)
        backup.mend(path, None, NOW)
    contents = sorted(aside.read_bytes()[:3] for aside in path.parent.glob("*.damaged-*"))
    assert contents == [b"one", b"two"]


def test_a_backup_is_kept_once_a_day_and_seven_days_long(path):
    fill(path)
    assert backup.keep_backup(path, NOW) is not None
    assert backup.keep_backup(path, NOW) is None
    for day in range(1, 10):
        fill(path, start=day)
        backup.keep_backup(path, NOW + day * DAY)
    copies = backup.backups(path)
    assert len(copies) == backup.KEPT
    assert copies[0].answers == 10
    assert not list(backup.folder_of(path).glob("*.unfinished"))


def test_a_damaged_file_never_becomes_a_backup(path):
    fill(path, 60)
    data = path.read_bytes()
    path.write_bytes(data[:8192] + os.urandom(4096) + data[12288:])
    with pytest.raises(ProgressError):
        backup.keep_backup(path, NOW)
    assert backup.backups(path) == []
    assert not any(backup.folder_of(path).iterdir())


FIRST = "CREATE TABLE words (word TEXT);"
SECOND = ("ALTER TABLE words ADD COLUMN meaning TEXT; INSERT INTO words (word) VALUES ('two;');",)


def test_an_older_database_is_upgraded_after_a_copy_of_it_was_kept(path):
    with closing(connect_as(path, FIRST, ())) as connection:
        connection.execute("INSERT INTO words VALUES ('chain')")
    with closing(connect_as(path, "unused", SECOND)) as connection:
        rows = connection.execute("SELECT word, meaning FROM words").fetchall()
        assert rows == [("chain", None), ("two;", None)]
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    copy = backup.folder_of(path) / "progress-format-1.db"
    with closing(connect_as(copy, FIRST, ())) as connection:
        assert connection.execute("SELECT * FROM words").fetchall() == [("chain",)]


def test_an_upgrade_that_fails_changes_nothing(path):
    connect_as(path, FIRST, ()).close()
    broken = ("ALTER TABLE words ADD COLUMN meaning TEXT; INSERT INTO nowhere VALUES (1);",)
    with pytest.raises(ProgressError, match="nowhere"):
        connect_as(path, "unused", broken)
    with closing(connect_as(path, FIRST, ())) as connection:
        assert [row[1] for row in connection.execute("PRAGMA table_info(words)")] == ["word"]


def test_an_empty_file_is_a_new_database(path):
    path.touch()
    fill(path)
    assert path.stat().st_size > 0


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(ProgressError, match="is a folder"):
        Store.open(tmp_path)


def test_a_place_that_cannot_be_made_is_told():
    with pytest.raises(ProgressError, match="cannot be used") as caught:
        Store.open(Path("/proc/nowhere/progress.db"))
    assert "--db" in caught.value.hint


def test_a_full_disk_loses_nothing_that_was_kept(path):
    fill(path, 3)
    with Store.open(path) as store:
        store.connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(ProgressError, match="disk is full"):
            store.save_draft(Draft(exercise="e-1", text="x" * 50_000, at=NOW))
        assert not store.connection.in_transaction
        assert len(store.all_attempts()) == 3


def test_a_file_held_too_long_by_another_program_is_told(path, monkeypatch):
    fill(path)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, Store.open(path) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProgressError, match="held by another program"):
            store.save_draft(Draft(exercise="e-1", text="x", at=NOW))
        other.execute("ROLLBACK")
        store.save_draft(Draft(exercise="e-1", text="x", at=NOW))


def test_a_write_waits_for_the_other_tutor(path):
    fill(path)
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.1, lambda: other.execute("ROLLBACK"))
        with Store.open(path) as store:
            release.start()
            store.save_draft(Draft(exercise="e-1", text="x", at=NOW))
            assert store.draft("e-1").text == "x"
        release.join()


READ_ONLY = """
import os, sys
from pathlib import Path
from tutor.errors import ProgressError
from tutor.progress.records import Draft
from tutor.progress.store import Store
path = Path(sys.argv[1])
if os.geteuid() == 0:
    os.seteuid(65534)  # root may write everything, nobody may not
with Store.open(path) as store:
    print(len(store.all_attempts()))
    try:
        store.save_draft(Draft(exercise="e", text="x", at=1))
    except ProgressError as error:
        print(error.message)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights are POSIX ones here")
def test_a_file_that_may_only_be_read_is_read_and_writing_is_told():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "progress.db"
        fill(path, 2)
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(path)], capture_output=True, text=True
        )
        Path(folder).chmod(0o755)
    assert done.stdout.splitlines() == ["2", f"{path} may be read but not written."], done.stderr
