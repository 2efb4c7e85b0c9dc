"""`tutor lint`, run as an author runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.lint.test_planted import CHOICE, HEAD, NUMBER, READING, change, lesson

BROKEN = change(CHOICE, "{en: It rises here., bn: এখানে ওঠে।}", "It rises here.")


def tutor(*words, cwd=None):
    root = Path(__file__).parents[2]
    return subprocess.run(
        [sys.executable, "-m", "tutor", "lint", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={"PYTHONPATH": str(root), "PATH": "", "HOME": "/nowhere"},
    )


@pytest.fixture
def good(tmp_path: Path) -> Path:
    (tmp_path / "slopes.yaml").write_text(lesson(READING, NUMBER), encoding="utf-8")
    return tmp_path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    (tmp_path / "slopes.yaml").write_text(lesson(READING, BROKEN), encoding="utf-8")
    return tmp_path


def test_sound_lessons_print_nothing_and_exit_with_0(good):
    done = tutor(good)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("1 lesson, 1 exercise in")
    assert done.stderr.rstrip().endswith("nothing wrong")


def test_a_finding_is_one_line_with_its_place_and_exits_with_1(bad):
    done = tutor("slopes.yaml", cwd=bad)
    assert done.returncode == 1
    assert done.stdout == ("slopes.yaml:18:18: `wrong` has no বাংলা — write `{en: …, bn: …}`\n")
    assert done.stderr.rstrip().endswith("1 error")


def test_findings_as_json(bad):
    done = tutor(bad, "--json")
    content = json.loads(done.stdout)
    assert done.returncode == 1
    assert (content["lessons"], content["exercises"]) == (1, 1)
    (finding,) = content["findings"]
    assert finding == {
        "path": str(bad / "slopes.yaml"),
        "line": 18,
        "column": 18,
        "message": "`wrong` has no বাংলা",
        "hint": "write `{en: …, bn: …}`",
        "severity": "error",
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere.yaml"], "there is no file or folder nowhere.yaml"),
        (["."], "holds no lesson"),
        (["--jobs", "0"], "--jobs"),
        (["--frobnicate"], "--frobnicate"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what_is_wrong(tmp_path, words, told):
    done = tutor(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_many_exercises_are_proved_in_several_processes_with_the_same_findings(tmp_path):
    for n in range(8):
        sections = [change(NUMBER, "a-sum", f"sum-{n}-{k}") for k in range(2)]
        sections.append(change(BROKEN, "id: sign", f"id: sign-{n}"))
        text = lesson(READING, *sections, head=HEAD.replace("slopes", f"slopes-{n}"))
        (tmp_path / f"{n}.yaml").write_text(text, encoding="utf-8")
    alone, together = tutor(tmp_path, "--jobs", 1), tutor(tmp_path, "--jobs", 2)
    assert alone.returncode == together.returncode == 1
    assert alone.stdout == together.stdout
    assert len(alone.stdout.splitlines()) == 8


def test_a_person_watching_sees_a_bar_that_goes_away(good):
    command = f"{sys.executable} -m tutor lint {good}"
    watched = pexpect.spawn(command, encoding="utf-8", timeout=30, dimensions=(24, 80))
    watched.expect(pexpect.EOF)
    shown = watched.before
    assert "━" in shown
    assert "1/1" in shown
    assert "nothing wrong" in shown.rsplit("\x1b[K", 1)[1]
