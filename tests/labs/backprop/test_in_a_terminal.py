"""The backprop lab in a real terminal."""

import sqlite3

from tests.labs.desk import answer_the_welcome, begin

ENTER, HOME, SPACE, F4, F7, CTRL_Q = "\r", "\x1b[H", " ", "\x1bOS", "\x1b[18~", "\x11"


def test_a_learner_steps_answers_and_finds_it_again(tmp_path):
    with begin(tmp_path, "backprop") as terminal:
        answer_the_welcome(terminal)
        terminal.wait_for("Backprop", "2–3–1 sigmoid")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0

    with begin(tmp_path, "backprop", "preset=course") as terminal:
        terminal.wait_for("2–3–1 sigmoid", "0.5752", "F7 answer")
        terminal.press(HOME)
        terminal.wait_for("0/17")
        terminal.press(SPACE)
        terminal.wait_for("1/17", "z₁ = W₁x + b₁")
        terminal.press(F7)
        terminal.wait_for("Your turn", "a₁")
        terminal.press("1/(1+e^-0.4)")
        terminal.press(ENTER)
        terminal.wait_for("2/17")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0

    with begin(tmp_path, "backprop", "preset=course") as terminal:
        terminal.wait_for("2/17", "Your turn")
        terminal.press(F4)
        terminal.wait_for("once every δ")
        terminal.press(F7)
        terminal.wait_for("2/17", "Steady")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0

    with sqlite3.connect(tmp_path / "progress.db") as connection:
        kept = "\n".join(str(row) for row in connection.execute("SELECT * FROM settings"))
    assert "lab-backprop" in kept
