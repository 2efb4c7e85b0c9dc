"""The tangent lab in a real terminal."""

import sqlite3

from tests.labs.desk import answer_the_welcome, begin

ENTER, RIGHT, F2, F5, CTRL_Q = "\r", "\x1b[C", "\x1bOQ", "\x1b[15~", "\x11"


def welcomed(tmp_path):
    with begin(tmp_path, "tangent") as terminal:
        answer_the_welcome(terminal)
        terminal.wait_for("Tangent line", "y = 2x − 6")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0


def test_a_learner_follows_the_secant_solves_a_task_and_finds_it_again(tmp_path):
    welcomed(tmp_path)
    with begin(tmp_path, "tangent") as terminal:
        terminal.wait_for("Tangent line", "f′(x) = 2x − 4", "y = 2x − 6", "F5 secant")
        terminal.press(RIGHT)
        terminal.wait_for("x = 3.02")
        terminal.press(F5)
        terminal.wait_for("Secant over h = 1")
        terminal.press(F5)
        terminal.wait_for("Secant over h = 0.5")
        terminal.press(F2)
        terminal.wait_for("the tangent is level: slope 0", "f′(x) = ?")
        terminal.press(ENTER)
        terminal.wait_for("Here the slope is 2.04, more than 0")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0

    with begin(tmp_path, "tangent") as terminal:
        terminal.wait_for("the tangent is level: slope 0", "3.02")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0

    with sqlite3.connect(tmp_path / "progress.db") as connection:
        kept = "\n".join(str(row) for row in connection.execute("SELECT * FROM settings"))
    assert "3.02" in kept


def test_it_begins_as_the_command_line_says(tmp_path):
    welcomed(tmp_path)
    with begin(tmp_path, "tangent", "function=|x|", "point=0") as terminal:
        terminal.wait_for("a minimum at a kink", "−1 | 1")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0
