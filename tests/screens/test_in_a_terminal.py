"""The tutor as a learner meets it: in a terminal, killed at the worst moment."""

import sqlite3
import subprocess
import sys
import time

import pytest

from tests.screens.desk import LESSONS
from tests.screens.terminal import PATIENCE, Terminal

ENTER, BACKSPACE, CTRL_Q, F10 = "\r", "\x7f", "\x11", "\x1b[21~"


@pytest.fixture
def begin(tmp_path):
    def begin(*arguments):
        database = str(tmp_path / "progress.db")
        command = ["-m", "tutor", *arguments, "--db", database, "--lessons", str(LESSONS)]
        return Terminal(command, tmp_path / "home")

    (tmp_path / "home").mkdir()
    return begin


def wait_for_draft(path, text):
    """Wait until a draft is in the database."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with sqlite3.connect(path) as connection:
            if connection.execute("SELECT 1 FROM drafts WHERE text = ?", (text,)).fetchone():
                return
    raise AssertionError(f"no draft {text!r} was saved")


def test_a_learner_finds_everything_as_it_was_after_a_kill(begin, tmp_path):
    with begin() as terminal:
        terminal.wait_for("Welcome", "▸ 1 (•)   English")
        terminal.press(ENTER)
        terminal.wait_for("▸ 1 (•)   Dark")
        terminal.press(ENTER)
        terminal.wait_for("Search lessons", "Power cut", "Enter open")
        terminal.press("power cut")
        terminal.wait_for("Power cut", gone="Slopes")
        terminal.press(ENTER)

        terminal.wait_for("Exercise 1 of", "[(3x + 2)⁵]", "Enter check")
        terminal.press("15(3x+2)^4")
        terminal.wait_for("15(3x + 2)⁴")
        terminal.press(ENTER)
        terminal.wait_for("✓ Right")
        terminal.press(ENTER)

        terminal.wait_for("Exercise 2 of", "s.shape = ?", "Enter check")
        terminal.press("(B, T, k)")
        terminal.wait_for("I read this as")
        terminal.press(ENTER)
        terminal.wait_for("✗ Not yet")
        terminal.press(BACKSPACE * len("(B, T, k)"))
        terminal.wait_for("a shape, such as", gone="Not yet")
        terminal.press("(B, k)")
        terminal.wait_for("I read this as")
        terminal.press(ENTER)
        terminal.wait_for("✓ Right")
        terminal.press(ENTER)

        terminal.wait_for("diagonal", "type your answer", "Enter check")
        terminal.press("sqrt(2")
        terminal.wait_for("sqrt(2")
        wait_for_draft(tmp_path / "progress.db", "sqrt(2")
        terminal.kill()

    with begin() as terminal:
        terminal.wait_for("Continue", "Power cut", "sqrt(2", "Enter open")
        terminal.press(ENTER)
        terminal.wait_for("✓ right", "15(3x+2)^4", "diagonal", "sqrt(2", "Enter check")
        terminal.press(")")
        terminal.wait_for("√2")
        terminal.press(ENTER)
        terminal.wait_for("✓ Right")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0

    with sqlite3.connect(tmp_path / "progress.db") as connection:
        kept = connection.execute("SELECT answer, verdict FROM attempts ORDER BY at").fetchall()
    assert kept == [
        ("15(3x+2)^4", "right"),
        ("(B, T, k)", "wrong"),
        ("(B, k)", "right"),
        ("sqrt(2)", "right"),
    ]


def test_a_crash_gives_the_terminal_back_and_says_where_the_report_is(tmp_path):
    code = """
import sys
from tutor.app import TutorApp
from tutor.cli import main

def broken(app):
    raise RuntimeError("a mistake of our own")

TutorApp.action_next_theme = broken
sys.exit(main(["home", "--db", sys.argv[1], "--lessons", sys.argv[2]]))
"""
    database = tmp_path / "progress.db"
    with Terminal(["-c", code, str(database), str(LESSONS)], tmp_path) as terminal:
        terminal.wait_for("▸ 1 (•)   English")
        terminal.press(ENTER)
        terminal.wait_for("▸ 1 (•)   Dark")
        terminal.press(ENTER)
        terminal.wait_for("Enter open", "F10 theme")
        terminal.press(F10)
        assert terminal.leave() == 1
        assert terminal.left_screen
        assert "mistake of its own" in terminal.text
    assert "a mistake of our own" in (tmp_path / "tutor-errors.log").read_text()


def test_without_a_terminal_it_says_so_and_leaves(tmp_path):
    command = [sys.executable, "-m", "tutor", "--db", str(tmp_path / "progress.db")]
    found = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert found.returncode == 2
    assert "needs a terminal" in found.stderr
    assert found.stdout == ""


def test_a_lesson_is_found_by_a_part_of_its_title_and_a_near_miss_is_named(begin, tmp_path):
    with begin("learn", "power") as terminal:
        terminal.wait_for("▸ 1 (•)   English")
        terminal.press(ENTER)
        terminal.wait_for("▸ 1 (•)   Dark")
        terminal.press(ENTER)
        terminal.wait_for("Exercise 1 of", "Enter check")
    with begin("learn", "power cat") as terminal:
        terminal.wait_for("Did you mean `power-cut`?")
        assert terminal.leave() == 2
