"""Opening the progress file soundly: journal, version, migrations, and errors in words.

Nothing here ever overwrites a file it does not understand. A newer file, another program's
file and a damaged one are each refused with what to do; the damaged one waits for `backup`.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tutor.errors import ProgressError

APPLICATION_ID = 0x74757472  # "tutr", so that `file` and we can tell whose database it is
BUSY_SECONDS = 5.0

MIGRATIONS: tuple[str, ...] = ()
"""SQL that takes version n+1 to n+2, at index n. `schema.sql` is always the newest version."""


class DamagedDatabaseError(ProgressError):
    """The file at `path` is no sound database. It has been left exactly as it is."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            f"{path} is damaged ({found}). It was left as it is.",
            f"`tutor doctor --mend --db {path}` sets it aside and puts the newest backup there.",
        )
        self.path = path


class NewerDatabaseError(ProgressError):
    """The file was written by a newer tutor than this one."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the progress file, creating or upgrading it as needed.

    A file that may not be written opens too; only writing to it fails. Raises
    DamagedDatabaseError, NewerDatabaseError or ProgressError; the file is untouched then.
    """
    return connect_as(path, _schema(), MIGRATIONS)


def connect_as(path: Path, schema: str, migrations: Sequence[str]) -> sqlite3.Connection:
    """`connect` for a given schema and its migrations."""
    if sqlite3.sqlite_version_info < (3, 37):
        raise ProgressError(
            f"This Python carries SQLite {sqlite3.sqlite_version}; 3.37 or newer is needed.",
            "Use a Python with a newer SQLite (any from python.org since 3.11 has one).",
        )
    with told_kindly(path):
        if path.is_dir():
            raise ProgressError(f"{path} is a folder.", "Name a file: progress.db inside it, say.")
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _bring_up_to_date(connection, path, schema, migrations)
            with suppress(sqlite3.OperationalError):  # a file that may not be written stays as is
                connection.execute(f"PRAGMA journal_mode = {journal_mode()}").fetchone()
            connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return connection


def connect_in_memory() -> sqlite3.Connection:
    """Open an empty database that lasts as long as its connection."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _bring_up_to_date(connection, Path(":memory:"), _schema(), MIGRATIONS)
    return connection


def journal_mode() -> str:
    """WAL where it is sound; releases before 3.51.3 can corrupt a WAL database on reset."""
    return "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "DELETE"


@contextmanager
def transaction(
    connection: sqlite3.Connection, path: Path, *, write: bool = True
) -> Iterator[None]:
    """All or nothing. Takes the write lock at once, so two tutors queue instead of failing."""
    with told_kindly(path):
        connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            # After a full disk or an I/O error SQLite may have rolled back by itself.
            with suppress(sqlite3.Error):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            raise


@contextmanager
def told_kindly(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system raise into a ProgressError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise _in_words(error, path) from error
    except OSError as error:
        raise ProgressError(
            f"{path} cannot be used: {error.strerror or error}.",
            "Choose another place with --db PATH or TUTOR_DB.",
        ) from error


def _in_words(error: sqlite3.Error, path: Path) -> ProgressError:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DamagedDatabaseError(path, str(error))
        case sqlite3.SQLITE_FULL:
            return ProgressError(
                f"The disk is full: nothing could be added to {path}.",
                "Make some room and try again; what was saved before is safe.",
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return ProgressError(
                f"{path} may be read but not written.",
                "Make the file and its folder writable for you, or choose another with --db PATH.",
            )
        case sqlite3.SQLITE_CANTOPEN:
            return ProgressError(
                f"{path} cannot be opened or created.",
                "Check that its folder can be written, or choose another with --db PATH.",
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return ProgressError(
                f"{path} has been held by another program for {BUSY_SECONDS:.0f} seconds.",
                "Close what is using it (a backup, another tutor that hangs) and try again.",
            )
        case sqlite3.SQLITE_IOERR:
            return ProgressError(
                f"The disk failed while {path} was used ({error}).",
                "Check the disk; if the file is on a network drive, move it to this machine.",
            )
    return ProgressError(
        f"{path} could not be used ({error}).", "`tutor doctor` examines the file."
    )


def _schema() -> str:
    return Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")


def _bring_up_to_date(
    connection: sqlite3.Connection,
    path: Path,
    schema: str,
    migrations: Sequence[str],
) -> None:
    newest = len(migrations) + 1
    found = _version(connection, path)
    if found > newest:
        raise NewerDatabaseError(
            f"{path} was written by a newer tutor (format {found}; this one knows up to {newest}).",
            "Update tutor, or keep separate progress with --db PATH. The file was not touched.",
        )
    if found == newest:
        return
    if found > 0:
        _keep_before_upgrade(connection, path, found)
    with transaction(connection, path):
        found = _version(connection, path)  # another tutor may have been faster
        scripts = [schema] if found == 0 else migrations[found - 1 :]
        for script in scripts:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {newest}")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The format of the file, 0 for an empty one. Refuses another program's database."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (objects,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if objects and owner != APPLICATION_ID:
        raise ProgressError(
            f"{path} is the database of another program. It was not touched.",
            "Name another file with --db PATH or TUTOR_DB.",
        )
    return int(version) if objects else 0


def _keep_before_upgrade(connection: sqlite3.Connection, path: Path, version: int) -> None:
    from tutor.progress.backup import copy_database, folder_of

    copy_database(connection, folder_of(path) / f"{path.stem}-format-{version}.db")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script one by one; `executescript` would end our transaction."""
    statement = ""
    for piece in script.split(";")[:-1]:
        statement += piece + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
