"""A learner at an assignment in a real terminal, with an editor of their own."""

import sqlite3
import sys
from pathlib import Path

import pytest

from tests.screens.terminal import Terminal
from tutor.progress.store import Store

F2, ESCAPE, CTRL_Q = "\x1bOQ", "\x1b", "\x11"
RIGHT = Path(__file__).with_name("solutions") / "softmax.py"

EDITOR = """
import shutil, sys
input("EDITOR of " + sys.argv[-1].rpartition("/")[2] + ", press Enter ")
shutil.copy({right!r}, sys.argv[-1])
"""


@pytest.fixture
def begin(tmp_path, home, monkeypatch):
    """The tutor, past its welcome, with an editor that replaces the file by a right one."""
    script = tmp_path / "editor.py"
    script.write_text(EDITOR.format(right=str(RIGHT)))
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    database = tmp_path / "progress.db"
    with Store.open(database) as store:
        store.set_setting("welcomed", True, 1)

    def begin(*arguments):
        command = ["-m", "tutor", "lab", "assignment", *arguments, "--db", str(database)]
        return Terminal(command, home)

    return begin


def test_a_file_is_written_in_an_editor_run_and_remembered(begin, tmp_path):
    file = tmp_path / "home" / "tutor-assignments" / "softmax.py"
    with begin("assignment=softmax") as terminal:
        terminal.wait_for("Softmax", "The file is not there yet", "F2 edit")
        terminal.press(F2)
        terminal.wait_for("EDITOR of softmax.py")
        assert "NotImplementedError" in file.read_text()
        terminal.press("\n")
        terminal.wait_for("All 8 parts right", "backward near 1000")
        file.write_text("def softmax(x):\n    while True: pass\n")
        terminal.wait_for("running")
        terminal.press(ESCAPE)
        terminal.wait_for("Stopped")
        file.write_text("def softmax(x)\n    return x\n")
        terminal.wait_for("could not be run", "def softmax(x)", "^")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0
    with sqlite3.connect(tmp_path / "progress.db") as connection:
        (kept,) = connection.execute(
            "SELECT value FROM settings WHERE name = 'assignment-softmax'"
        ).fetchone()
    assert "def softmax(x)" in kept
    with begin() as terminal:
        terminal.wait_for("Softmax, forward", "0/8")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0
