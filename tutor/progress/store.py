"""The progress of one learner: the door to the database.

    with Store.open(path) as store:
        card = store.record(Attempt(exercise="chain-1", verdict="right", at=now, lesson="chain"))

Each method is one transaction, so a kill at any moment loses nothing that was returned from.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec

from tutor.progress import schedule
from tutor.progress.database import connect, connect_in_memory, told_kindly, transaction
from tutor.progress.records import Attempt, Card, Draft, LessonCount, Position

T = TypeVar("T")

_ATTEMPT = Attempt.__struct_fields__
_CARD = Card.__struct_fields__
_LISTS = ("skills", "missed")

# Only names of columns are put together here; every value goes through a `?`.
_ATTEMPTS = f"SELECT {', '.join(_ATTEMPT)} FROM answers"  # noqa: S608
ALL_ATTEMPTS = f"SELECT {', '.join(_ATTEMPT)} FROM attempts"  # noqa: S608
_ADD_ATTEMPT = (
    f"INSERT INTO attempts ({', '.join(_ATTEMPT)}) VALUES ({', '.join('?' * len(_ATTEMPT))})"  # noqa: S608
)
_CARDS = f"SELECT {', '.join(_CARD)} FROM cards"  # noqa: S608
_PUT_CARD = (
    f"INSERT OR REPLACE INTO cards ({', '.join(_CARD)}) VALUES ({', '.join('?' * len(_CARD))})"  # noqa: S608
)
_POSITIONS = "SELECT lesson, device, place, seed, at FROM positions"
_NEWEST = " ORDER BY at DESC, device DESC LIMIT 1"


class Store:
    """An open progress database. Use it from the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._device: str | None = None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the database, creating or upgrading it. Raises ProgressError in plain words."""
        return cls(connect(path), path)

    @classmethod
    def in_memory(cls) -> Self:
        """An empty store that is forgotten when it is closed."""
        return cls(connect_in_memory(), Path(":memory:"))

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # Answers

    def record(self, attempt: Attempt) -> Card | None:
        """Keep an answer, reschedule its exercise and clear its draft.

        Returns when the exercise comes back; None for one that is not scheduled: a drill (no
        lesson), or one that was never decided.
        """
        attempt = msgspec.structs.replace(
            attempt,
            id=attempt.id or new_id(attempt.at),
            device=self.device,
            answer=_storable(attempt.answer),
        )
        with transaction(self.connection, self.path):
            self.insert_attempts([attempt])
            card = self._reschedule(attempt)
            self._clear_draft(attempt)
        return card

    def undo(self, now: int) -> Attempt | None:
        """Take back the last answer given on this device, and put its text back as a draft.

        The answer stays in the record as withdrawn. Returns it, or None if there is none.
        """
        with transaction(self.connection, self.path):
            found = self._attempts("device = ? ORDER BY at DESC, id DESC LIMIT 1", self.device)
            if not found:
                return None
            last = found[0]
            self.connection.execute("INSERT INTO withdrawals VALUES (?, ?)", (last.id, now))
            self.replay([last.exercise])
            self._put_draft(last.exercise, last.seed, last.answer, now)
        return last

    def last_attempt(self) -> Attempt | None:
        """The last answer given on this device that was not taken back."""
        with told_kindly(self.path):
            found = self._attempts("device = ? ORDER BY at DESC, id DESC LIMIT 1", self.device)
        return found[0] if found else None

    def attempts(self, exercise: str) -> list[Attempt]:
        """The answers to one exercise that count, oldest first."""
        with told_kindly(self.path):
            return self._attempts("exercise = ? ORDER BY at, id", exercise)

    def answers_since(self, at: int) -> list[Attempt]:
        """All answers that count, given at `at` or later, oldest first."""
        with told_kindly(self.path):
            return self._attempts("at >= ? ORDER BY at, id", at)

    def next_seed(self, exercise: str) -> int:
        """The variant to show when an exercise comes anew: 0, 1, 2 … as it is answered.

        Counting up keeps learners among the seeds that the authors' tools have proved.
        """
        (seed,) = self._one(
            "SELECT coalesce(max(seed) + 1, 0) FROM attempts WHERE exercise = ?", exercise
        )
        return int(seed)

    # Cards

    def card(self, exercise: str) -> Card | None:
        """When one exercise comes back, or None if it is not scheduled."""
        with told_kindly(self.path):
            return self._card(exercise)

    def cards(self, lesson: str) -> dict[str, Card]:
        """The cards of one lesson by exercise: what was answered there, and how."""
        rows = self.rows(_CARDS + " WHERE lesson = ?", lesson)
        return {card.exercise: card for card in map(_read_card, rows)}

    def due(self, until: int, limit: int = -1) -> list[Card]:
        """Cards that come back before `until`, longest overdue first.

        For "today" ask until the end of the day (`statistics.end_of_day`), so that what was
        answered yesterday evening is not missing this morning.
        """
        query = _CARDS + " WHERE due < ? ORDER BY due, exercise LIMIT ?"
        return [_read_card(row) for row in self.rows(query, until, limit)]

    def due_count(self, until: int) -> int:
        """How many cards come back before `until`."""
        (count,) = self._one("SELECT count(*) FROM cards WHERE due < ?", until)
        return int(count)

    def counts_by_lesson(self) -> dict[str, LessonCount]:
        """For each lesson with an answer: how many exercises were answered, and answered right."""
        rows = self.rows("SELECT lesson, count(*), sum(right > 0) FROM cards GROUP BY lesson")
        return {lesson: LessonCount(answered, right) for lesson, answered, right in rows}

    # Drafts and positions

    def save_draft(self, draft: Draft) -> None:
        """Keep an unfinished answer; an empty text forgets it."""
        with transaction(self.connection, self.path):
            self._put_draft(draft.exercise, draft.seed, draft.text, draft.at)

    def draft(self, exercise: str, seed: int | None = None) -> Draft | None:
        """The unfinished answer to an exercise (to this variant of it), if there is one."""
        with told_kindly(self.path):
            row = self.connection.execute(
                "SELECT exercise, seed, device, text, at FROM drafts"
                " WHERE exercise = ?1 AND seed = coalesce(?2, seed)"
                " ORDER BY at DESC, device DESC LIMIT 1",
                (exercise, seed),
            ).fetchone()
        if row is None or not row[3]:
            return None
        return Draft(exercise=row[0], seed=row[1], device=row[2], text=row[3], at=row[4])

    def save_position(self, position: Position) -> None:
        """Keep where the learner is in a lesson."""
        with transaction(self.connection, self.path):
            self.connection.execute(
                "INSERT OR REPLACE INTO positions (lesson, device, place, seed, at) VALUES"
                " (?, ?, ?, ?, max(?, 1 + (SELECT coalesce(max(at), 0) FROM positions)))",
                (position.lesson, self.device, position.place, position.seed, position.at),
            )

    def position(self, lesson: str) -> Position | None:
        """Where the learner was in a lesson."""
        return self._position(" WHERE lesson = ?", lesson)

    def last_position(self) -> Position | None:
        """Where the learner was last, in any lesson."""
        return self._position("")

    # Settings

    def setting(self, name: str, default: T) -> T:
        """A setting chosen on this device, else the newest chosen elsewhere, else `default`.

        A stored value of another type than `default` counts as not chosen.
        """
        row = self._optional(
            "SELECT value FROM settings WHERE name = ? ORDER BY device = ? DESC, at DESC, device",
            name,
            self.device,
        )
        if row is None:
            return default
        try:
            return msgspec.json.decode(row[0], type=type(default))
        except msgspec.DecodeError:
            return default

    def set_setting(self, name: str, value: Any, now: int) -> None:
        """Keep a setting: anything that JSON can hold."""
        text = msgspec.json.encode(value).decode()
        with transaction(self.connection, self.path):
            self.connection.execute(
                "INSERT OR REPLACE INTO settings (name, device, value, at) VALUES (?, ?, ?, ?)",
                (name, self.device, text, now),
            )

    @property
    def device(self) -> str:
        """The name this installation gave itself on first use."""
        if self._device is None:
            (self._device,) = self._one("SELECT id FROM device")
        return str(self._device)

    # For `exchange`, inside its own transaction

    def replay(self, exercises: Iterable[str]) -> None:
        """Rebuild the cards of these exercises from their answers."""
        for exercise in exercises:
            scheduled = self._attempts("exercise = ? AND lesson != ''", exercise)
            card = schedule.replayed(scheduled)
            if card is None:
                self.connection.execute("DELETE FROM cards WHERE exercise = ?", (exercise,))
            else:
                self._put_card(card)

    def insert_attempts(self, attempts: Iterable[Attempt]) -> None:
        """Add attempts that carry their id and device."""
        self.connection.executemany(_ADD_ATTEMPT, map(_attempt_row, attempts))

    def attempt(self, id: str) -> Attempt | None:
        """One attempt, withdrawn or not."""
        row = self._optional(ALL_ATTEMPTS + " WHERE id = ?", id)
        return None if row is None else read_attempt(row)

    def all_attempts(self) -> list[Attempt]:
        """Every attempt, also the withdrawn, oldest first."""
        return [read_attempt(row) for row in self.rows(ALL_ATTEMPTS + " ORDER BY at, id")]

    # Rows

    def rows(self, query: str, *values: Any) -> Iterator[Any]:
        """The rows that an SQL query of our own gives.

        Fetched at once: a half-read cursor would hold back another tutor's writes.
        """
        with told_kindly(self.path):
            return iter(self.connection.execute(query, values).fetchall())

    def _reschedule(self, attempt: Attempt) -> Card | None:
        if not attempt.lesson:
            return None
        card = self._card(attempt.exercise)
        if not attempt.counts:
            return card
        if card is None or attempt.at > card.last:
            after = schedule.answered(card, attempt)
            assert after is not None
            self._put_card(after)
            return after
        # The clock went back, or two answers came in one millisecond: fold in order of time.
        self.replay([attempt.exercise])
        return self._card(attempt.exercise)

    def _attempts(self, condition: str, *values: Any) -> list[Attempt]:
        rows = self.connection.execute(f"{_ATTEMPTS} WHERE {condition}", values).fetchall()
        return [read_attempt(row) for row in rows]

    def _card(self, exercise: str) -> Card | None:
        row = self.connection.execute(_CARDS + " WHERE exercise = ?", (exercise,)).fetchone()
        return None if row is None else _read_card(row)

    def _put_card(self, card: Card) -> None:
        self.connection.execute(_PUT_CARD, msgspec.structs.astuple(card))

    def _put_draft(self, exercise: str, seed: int, text: str, at: int) -> None:
        # Later than every draft known, also of a device whose clock is ahead: what was typed
        # last, here, is what is shown.
        self.connection.execute(
            "INSERT OR REPLACE INTO drafts (exercise, seed, device, text, at) VALUES (?1, ?2, ?3,"
            " ?4, max(?5, 1 + (SELECT coalesce(max(at), 0) FROM drafts WHERE exercise = ?1)))",
            (exercise, seed, self.device, _storable(text), at),
        )

    def _clear_draft(self, attempt: Attempt) -> None:
        drafted = self.connection.execute(
            "SELECT 1 FROM drafts WHERE exercise = ? AND seed = ?",
            (attempt.exercise, attempt.seed),
        ).fetchone()
        if drafted:
            self._put_draft(attempt.exercise, attempt.seed, "", attempt.at)

    def _position(self, condition: str, *values: Any) -> Position | None:
        row = self._optional(_POSITIONS + condition + _NEWEST, *values)
        if row is None:
            return None
        return Position(lesson=row[0], device=row[1], place=row[2], seed=row[3], at=row[4])

    def _optional(self, query: str, *values: Any) -> Any:
        return next(self.rows(query, *values), None)

    def _one(self, query: str, *values: Any) -> Any:
        return next(self.rows(query, *values))


def new_id(at: int) -> str:
    """An id that no other attempt has, anywhere; ids sort by time."""
    return f"{at:012x}{os.urandom(10).hex()}"


def _storable(text: str) -> str:
    """Replace what a terminal may deliver but UTF-8 cannot hold: half of a surrogate pair."""
    return text.encode("utf-8", "replace").decode()


def read_attempt(row: Sequence[Any]) -> Attempt:
    """An attempt from a row whose columns are `Attempt`'s fields in order."""
    fields = dict(zip(_ATTEMPT, row, strict=True))
    for name in _LISTS:
        fields[name] = msgspec.json.decode(fields[name], type=tuple[str, ...])
    fields["solution_seen"] = bool(fields["solution_seen"])
    return Attempt(**fields)


def _attempt_row(attempt: Attempt) -> tuple[Any, ...]:
    fields = msgspec.structs.asdict(attempt)
    for name in _LISTS:
        fields[name] = msgspec.json.encode(fields[name]).decode()
    return tuple(fields.values())


def _read_card(row: Sequence[Any]) -> Card:
    return Card(**dict(zip(_CARD, row, strict=True)))
