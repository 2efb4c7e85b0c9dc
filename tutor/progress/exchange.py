"""Progress as a file: written, read back, and merged from several machines.

Merging is a union. Answers and withdrawals are only ever added; of each device's drafts,
positions and settings the newest stays. So the order of merging does not matter, merging
twice changes nothing, and no answer is ever lost.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec

from tutor.errors import ProgressError
from tutor.progress.database import transaction
from tutor.progress.records import Attempt, Draft, Key, Milliseconds, Position
from tutor.progress.store import Store

FORMAT: Literal["tutor-progress"] = "tutor-progress"
FORMAT_VERSION: Literal[1] = 1


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer that was taken back."""

    attempt: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
    at: Milliseconds


class Setting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A choice made in the settings of one device."""

    name: Key
    device: str
    value: msgspec.Raw
    at: Milliseconds


class Export(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is known about a learner. In a fixed order, so equal progress is equal text."""

    format: Literal["tutor-progress"] = FORMAT
    format_version: Literal[1] = FORMAT_VERSION
    attempts: tuple[Attempt, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    drafts: tuple[Draft, ...] = ()
    positions: tuple[Position, ...] = ()
    settings: tuple[Setting, ...] = ()


class Merged(msgspec.Struct, frozen=True):
    """What a merge did: answers that were new and that were known, and those taken back."""

    added: int
    known: int
    withdrawn: int


class _Header(msgspec.Struct):
    format: str = ""
    format_version: int = 0


def export(store: Store) -> Export:
    """Collect everything. The cards are not part of it: they follow from the answers."""
    # One transaction, so that all lists are of the same moment.
    with transaction(store.connection, store.path, write=False):
        return Export(
            attempts=tuple(store.all_attempts()),
            withdrawals=_all(store, Withdrawal, "withdrawals", "attempt"),
            drafts=_all(store, Draft, "drafts", "exercise, seed, device"),
            positions=_all(store, Position, "positions", "lesson, device"),
            settings=_all(store, Setting, "settings", "name, device"),
        )


def to_json(exported: Export) -> bytes:
    """Write one answer a line, so that two exports can be compared with any tool."""
    lists = msgspec.structs.asdict(exported)
    head = [f'"{name}": {msgspec.json.encode(lists.pop(name)).decode()}' for name in _HEADER]
    body = [
        f'"{name}": ['
        + ",".join("\n " + msgspec.json.encode(item).decode() for item in items)
        + ("\n]" if items else "]")
        for name, items in lists.items()
    ]
    return ("{" + ",\n".join(head + body) + "}\n").encode()


def to_csv(exported: Export) -> str:
    """Write the answers as a table for spreadsheets; `at` as ISO 8601 in UTC."""
    withdrawn = {withdrawal.attempt for withdrawal in exported.withdrawals}
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([*Attempt.__struct_fields__, "withdrawn"])
    for attempt in exported.attempts:
        fields = msgspec.structs.asdict(attempt)
        fields["at"] = datetime.fromtimestamp(attempt.at / 1000, UTC).isoformat()
        fields["skills"] = "; ".join(attempt.skills)
        fields["missed"] = "; ".join(attempt.missed)
        fields["solution_seen"] = int(attempt.solution_seen)
        writer.writerow([*fields.values(), int(attempt.id in withdrawn)])
    return table.getvalue()


def from_json(data: bytes, name: str) -> Export:
    """Read an export. `name` is the file's, for messages. Raises ProgressError."""
    try:
        header = msgspec.json.decode(data, type=_Header)
        if header.format != FORMAT:
            raise _refused(name, "it is no progress file of tutor")
        if header.format_version > FORMAT_VERSION:
            raise ProgressError(
                f"{name} was exported by a newer tutor (format {header.format_version}; this one "
                f"reads up to {FORMAT_VERSION}). Nothing was changed.",
                "Update tutor and try again.",
            )
        found = msgspec.json.decode(data, type=Export)
        for attempt in found.attempts:
            if not attempt.id:
                raise _refused(name, "an attempt has no id")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refused(name, str(error)) from error
    return found


def merge(store: Store, exports: Iterable[Export]) -> Merged:
    """Bring exports into the store, all or nothing, and rebuild the cards that are touched.

    Raises ProgressError when two answers with one id differ: a file was altered.
    """
    added = known = 0
    with transaction(store.connection, store.path):
        withdrawn = _count_withdrawals(store)
        touched: set[str] = set()
        for exported in exports:
            fresh = list(_unknown(store, exported.attempts))
            store.insert_attempts(fresh)
            touched.update(attempt.exercise for attempt in fresh)
            added += len(fresh)
            known += len(exported.attempts) - len(fresh)
            for name, statement in _ADD.items():
                rows = [_row(item) for item in getattr(exported, name)]
                store.connection.executemany(statement, rows)
            for withdrawal in exported.withdrawals:
                touched.update(_exercise_of(store, withdrawal.attempt))
        store.replay(sorted(touched))
        withdrawn = _count_withdrawals(store) - withdrawn
    return Merged(added, known, withdrawn)


_HEADER = ("format", "format_version")

# Each keeps the greater of what is there and what comes, by time and then by content, so
# that either order of merging ends the same.
_ADD = {
    "withdrawals": "INSERT INTO withdrawals (attempt, at) VALUES (:attempt, :at)"
    " ON CONFLICT DO UPDATE SET at = min(at, excluded.at)",
    "drafts": "INSERT INTO drafts (exercise, seed, device, text, at)"
    " VALUES (:exercise, :seed, :device, :text, :at)"
    " ON CONFLICT DO UPDATE SET text = excluded.text, at = excluded.at"
    " WHERE (excluded.at, excluded.text) > (at, text)",
    "positions": "INSERT INTO positions (lesson, device, place, seed, at)"
    " VALUES (:lesson, :device, :place, :seed, :at)"
    " ON CONFLICT DO UPDATE SET place = excluded.place, seed = excluded.seed, at = excluded.at"
    " WHERE (excluded.at, excluded.place, excluded.seed) > (at, place, seed)",
    "settings": "INSERT INTO settings (name, device, value, at)"
    " VALUES (:name, :device, :value, :at)"
    " ON CONFLICT DO UPDATE SET value = excluded.value, at = excluded.at"
    " WHERE (excluded.at, excluded.value) > (at, value)",
}


def _all(store: Store, kind: Any, table: str, order: str) -> tuple[Any, ...]:
    fields = kind.__struct_fields__
    rows = store.connection.execute(
        f"SELECT {', '.join(fields)} FROM {table} ORDER BY {order}"  # noqa: S608 (our own names)
    ).fetchall()
    items = (dict(zip(fields, row, strict=True)) for row in rows)
    if kind is Setting:
        items = (item | {"value": msgspec.Raw(item["value"].encode())} for item in items)
    return tuple(kind(**item) for item in items)


def _row(item: Any) -> dict[str, Any]:
    fields = msgspec.structs.asdict(item)
    if isinstance(item, Setting):
        fields["value"] = bytes(item.value).decode()
    return fields


def _unknown(store: Store, attempts: Iterable[Attempt]) -> Iterator[Attempt]:
    """The attempts that the store does not have, each once."""
    new: dict[str, Attempt] = {}
    for attempt in attempts:
        before = new.get(attempt.id) or store.attempt(attempt.id)
        if before is None:
            new[attempt.id] = attempt
            yield attempt
        elif before != attempt:
            raise ProgressError(
                f"Answer {attempt.id} (to {attempt.exercise}) is not the same in both places. "
                "Nothing was changed.",
                "Answers never change, so the file was altered or damaged: export it again.",
            )


def _count_withdrawals(store: Store) -> int:
    (count,) = store.connection.execute("SELECT count(*) FROM withdrawals").fetchone()
    return int(count)


def _exercise_of(store: Store, attempt: str) -> list[str]:
    rows = store.connection.execute("SELECT exercise FROM attempts WHERE id = ?", (attempt,))
    return [exercise for (exercise,) in rows.fetchall()]


def _refused(name: str, why: str) -> ProgressError:
    return ProgressError(
        f"{name} cannot be imported: {why}. Nothing was changed.",
        "Import reads what `tutor export --json` wrote; if this is such a file, export it again.",
    )
