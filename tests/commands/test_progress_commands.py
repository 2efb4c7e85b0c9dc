"""`tutor stats`, `export`, `import` and `doctor`, run as a person runs them."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tutor.progress import backup
from tutor.progress.records import Attempt, clock
from tutor.progress.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.db"


def tutor(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "tutor", *map(str, words)],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "80", **environment},
    )


def answer(path: Path, count: int = 3, name: str = "chain") -> None:
    with Store.open(path) as store:
        for n in range(count):
            store.record(
                Attempt(
                    exercise=f"{name}-{n}",
                    lesson=name,
                    verdict="right",
                    at=clock(),
                    skills=("[chain]",),
                    answer="x[i]",
                )
            )


def test_stats_are_text_without_a_terminal(path):
    answer(path)
    done = tutor("stats", "--db", path)
    assert done.returncode == 0
    assert "Days in a row: 1 (best 1) · answers: 3, 100 % right" in done.stdout
    assert "[chain]" in done.stdout
    assert "\x1b" not in done.stdout


def test_stats_tell_a_beginner_how_to_begin_and_make_no_file(path):
    done = tutor("stats", TUTOR_DB=str(path))
    assert "No answers yet" in done.stdout
    assert not path.exists()


def test_stats_as_json_hold_the_figures(path):
    answer(path)
    figures = json.loads(tutor("stats", "--db", path, "--json").stdout)
    assert figures["answers"] == 3
    assert figures["skills"] == [{"name": "[chain]", "answered": 3, "right": 3}]


def test_what_is_exported_on_one_machine_and_imported_on_another_is_the_same(path, tmp_path):
    laptop, desktop = tmp_path / "laptop.db", tmp_path / "desktop.db"
    answer(laptop, 2, "chain")
    answer(desktop, 3, "softmax")
    for name, database in {"a.json": laptop, "b.json": desktop}.items():
        done = tutor("export", "--db", database, tmp_path / name)
        assert done.stdout == ""
        assert "answers written to" in done.stderr
    assert (
        "3 answers added; 0 were known"
        in tutor("import", "--db", laptop, tmp_path / "b.json").stderr
    )
    assert tutor("import", "--db", desktop, tmp_path / "a.json").returncode == 0
    both = [tutor("export", "--db", database).stdout for database in (laptop, desktop)]
    assert both[0] == both[1]
    assert "0 answers added; 5 were known" in tutor(
        "import", "--db", laptop, tmp_path / "a.json", tmp_path / "b.json"
    ).stderr.replace("known already", "known")


def test_exported_csv_is_a_table(path):
    answer(path)
    rows = list(csv.DictReader(io.StringIO(tutor("export", "--csv", "--db", path).stdout)))
    assert [row["answer"] for row in rows] == ["x[i]"] * 3


def test_exporting_onto_the_progress_file_is_refused(path):
    answer(path)
    before = path.read_bytes()
    done = tutor("export", "--db", path, path)
    assert (done.returncode, path.read_bytes()) == (2, before)
    assert "destroy" in done.stderr


@pytest.mark.parametrize("content", [None, b"not json", b"{}"])
def test_a_bad_file_is_refused_and_the_good_one_beside_it_not_imported(path, tmp_path, content):
    other, good, bad = tmp_path / "other.db", tmp_path / "good.json", tmp_path / "bad.json"
    answer(other)
    tutor("export", "--db", other, good)
    if content is not None:
        bad.write_bytes(content)
    done = tutor("import", "--db", path, good, bad)
    assert done.returncode == 1
    assert "bad.json" in done.stderr
    assert "Nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert not path.exists()


def test_doctor_finds_a_sound_file_and_says_where_everything_is(path):
    answer(path)
    checks = json.loads(tutor("doctor", "--json", "--db", path).stdout)
    found = {check["name"]: check for check in checks}
    assert found["health"]["found"].startswith("sound")
    assert found["answers"]["found"].startswith("3")
    assert {"SQLite", "textual", "encoding", "backups"} <= set(found)


def test_doctor_tells_of_a_damaged_file_and_mends_it(path):
    answer(path, 40)
    backup.keep_backup(path, clock())
    path.write_bytes(b"?" * 9999)
    done = tutor("doctor", "--db", path)
    assert done.returncode == 1
    assert "damaged" in done.stdout
    assert f"tutor doctor --mend --db {path}" in done.stdout
    assert path.read_bytes() == b"?" * 9999

    done = tutor("doctor", "--mend", "--db", path)
    assert "took its place" in done.stderr
    (aside,) = path.parent.glob("progress.damaged-*")
    assert aside.read_bytes() == b"?" * 9999
    assert "answers: 40" in tutor("stats", "--db", path).stdout


def test_a_damaged_file_stops_stats_in_words(path):
    path.write_bytes(b"?" * 9999)
    done = tutor("stats", "--db", path)
    assert done.returncode == 1
    assert "--mend" in done.stderr
    assert "Traceback" not in done.stderr


def test_mending_a_sound_file_changes_nothing(path):
    answer(path)
    before = path.read_bytes()
    assert "nothing to mend" in tutor("doctor", "--mend", "--db", path).stderr
    assert path.read_bytes() == before
