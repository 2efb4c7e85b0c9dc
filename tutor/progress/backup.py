"""Copies of the progress file: kept once a day, offered when the file is damaged.

progress.db
backups/progress-2026-11-20.db          the newest few days
backups/progress-format-1.db            before an upgrade
progress.damaged-2026-11-20-230501.db   a damaged file, set aside as it was
"""

import os
import re
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import msgspec

from tutor.progress.database import connect, told_kindly, transaction
from tutor.progress.records import Attempt
from tutor.progress.store import ALL_ATTEMPTS, Store, read_attempt

KEPT = 7
_SIDE_FILES = ("-journal", "-wal", "-shm")


class Backup(msgspec.Struct, frozen=True):
    """A sound copy. at: when its last answer was given (0 when it has none)."""

    path: Path
    answers: int
    at: int


class Mended(msgspec.Struct, frozen=True):
    """What `mend` did.

    damaged: where the damaged file lies now. backup: what was put in its place. saved: answers
    that were not in the backup and could be read from the damaged file.
    """

    damaged: Path
    backup: Backup | None
    saved: int


def folder_of(path: Path) -> Path:
    """Where the backups of a progress file lie."""
    return path.parent / "backups"


def keep_backup(path: Path, now: int) -> Path | None:
    """Copy the file unless that was done today; drop all but the newest copies.

    Opens the file by itself, so it may run in a thread. Returns the copy it made.
    """
    with told_kindly(path):
        day = datetime.fromtimestamp(now / 1000).date().isoformat()
        target = folder_of(path) / f"{path.stem}-{day}.db"
        if target.exists() or not path.exists():
            return None
        with closing(connect(path)) as connection:
            copy_database(connection, target)
        dated = re.compile(re.escape(path.stem) + r"-\d{4}-\d{2}-\d{2}\.db")
        copies = sorted(p for p in folder_of(path).iterdir() if dated.fullmatch(p.name))
        for old in copies[:-KEPT]:
            old.unlink(missing_ok=True)
        return target


def copy_database(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database, page by page, to a file that appears only when it is whole and sound.

    Raises sqlite3.DatabaseError when the copy does not pass SQLite's own check, so a damaged
    file never takes a good backup's place.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.unfinished")
    try:
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
            # In steps, so that an answer given meanwhile does not wait for the whole copy.
            source.backup(copy, pages=1000, sleep=0.001)
            copy.execute("PRAGMA journal_mode = DELETE").fetchone()
            found = check(copy)
        if found:
            raise sqlite3.DatabaseError(f"the copy is not sound: {found}")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def check(connection: sqlite3.Connection) -> str:
    """What SQLite's integrity check finds first; empty when the database is sound."""
    try:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == "ok" else str(found)


def backups(path: Path) -> list[Backup]:
    """The sound backups of a progress file, the one that knows most recent answers first."""
    found = []
    with suppress(FileNotFoundError):
        for copy in folder_of(path).glob(f"{path.stem}-*.db"):
            # One that cannot be read is no backup; there is nothing to tell about it.
            with suppress(sqlite3.Error), closing(_read(copy)) as connection:
                if not check(connection):
                    answers, at = connection.execute(
                        "SELECT count(*), coalesce(max(at), 0) FROM attempts"
                    ).fetchone()
                    found.append(Backup(copy, answers, at))
    return sorted(found, key=lambda backup: (backup.at, backup.answers), reverse=True)


def mend(path: Path, backup: Backup | None, now: int) -> Mended:
    """Set the damaged file aside, put a backup (or nothing) in its place, and save the rest.

    Answers that can still be read from the damaged file are added. Nothing is deleted or
    overwritten: the damaged file keeps lying beside under another name.
    """
    with told_kindly(path):
        aside = set_aside(path, now)
        if backup is not None:
            with closing(_read(backup.path)) as connection:
                copy_database(connection, path)
    with Store.open(path) as store:
        known = {attempt.id for attempt in store.all_attempts()}
        rest = [attempt for attempt in salvage(aside) if attempt.id not in known]
        with transaction(store.connection, path):
            store.insert_attempts(rest)
            store.replay({attempt.exercise for attempt in rest})
    return Mended(aside, backup, len(rest))


def set_aside(path: Path, now: int) -> Path:
    """Rename a damaged file and its journal, which SQLite would else apply to the next one."""
    moment = datetime.fromtimestamp(now / 1000).strftime("%Y-%m-%d-%H%M%S")
    aside = path.with_name(f"{path.stem}.damaged-{moment}{path.suffix}")
    count = 1
    while aside.exists():
        count += 1
        aside = path.with_name(f"{path.stem}.damaged-{moment}-{count}{path.suffix}")
    path.rename(aside)
    for ending in _SIDE_FILES:
        with suppress(FileNotFoundError):
            Path(f"{path}{ending}").rename(f"{aside}{ending}")
    return aside


def _read(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def salvage(aside: Path) -> list[Attempt]:
    """Read what can still be read of the answers in a damaged file, from both of its ends."""
    found: dict[str, Attempt] = {}
    with suppress(sqlite3.Error), closing(_read(aside)) as connection:
        for direction in ("ASC", "DESC"):
            with suppress(sqlite3.Error):
                query = f"{ALL_ATTEMPTS} NOT INDEXED ORDER BY rowid {direction}"
                for row in connection.execute(query):
                    # A damaged page may still look like a row.
                    with suppress(msgspec.MsgspecError, TypeError, UnicodeError):
                        attempt = read_attempt(row)
                        checked = msgspec.convert(msgspec.structs.asdict(attempt), Attempt)
                        found[checked.id] = checked
    return list(found.values())
