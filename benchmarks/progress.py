"""Progress at 100,000 answers: the next card and one answer recorded, against bare SQL.

The bare side does the least that any program must: one indexed select and one insert of a
row of the same size, in a transaction of its own, with the same journal and sync settings.
"""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tutor.progress import schedule
from tutor.progress.database import connect, transaction
from tutor.progress.records import Attempt, Outcome, Position
from tutor.progress.statistics import end_of_day, gather, streak
from tutor.progress.store import Store, new_id

ANSWERS = 100_000
ROUNDS = 200
NOW = 1_800_000_000_000
DAY = 86_400_000


def main() -> list[str]:
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "progress.db"
        fill(path, ANSWERS)
        size = path.stat().st_size / 2**20
        print(f"{ANSWERS:,} answers to 5,000 exercises of 500 lessons, {size:.0f} MB")
        with Store.open(path) as store, bare_table(Path(folder) / "bare.db") as bare:
            schedule.warm()
            ours, theirs = side_by_side(lambda n: next_and_record(store, n), lambda n: one(bare, n))
            print(
                f"next card and answer recorded   {ours:6.2f} ms   bare SQL {theirs:.2f} ms", end=""
            )
            print(f"   ratio {ours / theirs:.2f}")
            if ours > 5:
                missed.append(f"next card and answer recorded took {ours:.1f} ms, above 5")
            for name, task in {
                "open the file": lambda: connect(path).close(),
                "progress of every lesson": store.counts_by_lesson,
                "where the learner was": store.last_position,
                "what is due today": lambda: store.due(end_of_day(NOW), 200),
                "streak": lambda: streak(store, NOW),
                "the statistics page": lambda: gather(store, NOW),
            }.items():
                print(f"{name:<30}  {median_ms(task, 7):6.2f} ms")
    return missed


def fill(path: Path, answers: int, lessons: int = 500, exercises: int = 10) -> None:
    """Make a database with this many answers, spread over two years before NOW."""
    draw = random.Random(7)
    outcomes: tuple[Outcome, Outcome] = ("right", "wrong")
    skills = [f"skill-{n}" for n in range(40)]

    def made(number: int) -> Attempt:
        lesson = draw.randrange(lessons)
        at = NOW - 2 * 365 * DAY + number * (2 * 365 * DAY // answers)
        return Attempt(
            id=new_id(at),
            device="benchmark",
            exercise=f"exercise-{lesson}-{draw.randrange(exercises)}",
            lesson=f"lesson-{lesson}",
            course=f"course-{lesson % 5}",
            kind="derivative",
            skills=(skills[lesson % 40], skills[number % 40]),
            answer="2*x*exp(x) + x**2*exp(x)",
            verdict=draw.choices(outcomes, (7, 3))[0],
            milliseconds=draw.randrange(5_000, 200_000),
            at=at,
        )

    with Store.open(path) as store:
        with transaction(store.connection, path):
            store.insert_attempts(made(number) for number in range(answers))
            # Cards as the schedule leaves them, but not computed one by one: only their number
            # and size matter here.
            store.connection.execute(
                "INSERT INTO cards SELECT exercise, max(lesson), 10.0, 5.0, max(at),"
                " max(at) + 86400000 * (abs(random()) % 60), count(*), sum(verdict = 'right')"
                " FROM attempts GROUP BY exercise"
            )
        for lesson in range(lessons):
            store.save_position(Position(lesson=f"lesson-{lesson}", place="exercise-1", at=NOW))


def next_and_record(store: Store, number: int) -> None:
    """What happens when a due exercise is shown and answered."""
    now = NOW + number * 60_000
    (card,) = store.due(end_of_day(now), 1)
    seed = store.next_seed(card.exercise)
    store.record(
        Attempt(
            exercise=card.exercise,
            lesson=card.lesson,
            course="course-1",
            kind="derivative",
            seed=seed,
            answer="2*x*exp(x) + x**2*exp(x)",
            verdict="right",
            milliseconds=30_000,
            at=now,
        )
    )


def bare_table(path: Path) -> sqlite3.Connection:
    """A table of as many rows of the same size, in a database with the same settings."""
    connection = connect(path)
    connection.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, text TEXT)")
    connection.execute("BEGIN")
    rows = ((number, "x" * 220) for number in range(ANSWERS))
    connection.executemany("INSERT INTO bare VALUES (?, ?)", rows)
    connection.execute("COMMIT")
    return connection


def one(connection: sqlite3.Connection, number: int) -> None:
    """One select and one insert, kept safely."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("SELECT text FROM bare WHERE id = ?", (number * 37,)).fetchone()
    connection.execute("INSERT INTO bare VALUES (?, ?)", (ANSWERS + number, "x" * 220))
    connection.execute("COMMIT")


def side_by_side(ours: Callable[[int], None], theirs: Callable[[int], None]) -> tuple[float, float]:
    """The median of each in milliseconds, taken in turns so that both see the same machine."""
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS):
        for task, taken in zip((ours, theirs), times, strict=True):
            start = time.perf_counter()
            task(number)
            taken.append(time.perf_counter() - start)
    return statistics.median(times[0]) * 1000, statistics.median(times[1]) * 1000


def median_ms(task: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000
