"""The descent lab in a real terminal: stepped, run, killed, and found again."""

from tests.labs.desk import answer_the_welcome, begin

F2, F3, F4, UP, CTRL_Q = "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[A", "\x11"


def test_a_learner_walks_down_and_finds_the_path_again(tmp_path):
    with begin(tmp_path, "descent") as terminal:
        answer_the_welcome(terminal)
        terminal.wait_for("L(w) = (w x − y)²", "∂L/∂w = 2x · (w x − y)", "F3 step")
        terminal.press(F3)
        terminal.wait_for("2.4", "1.44", "▸    1")
        terminal.press(UP)
        terminal.wait_for("η 0.15")
        terminal.press(UP)
        terminal.wait_for("η 0.2")
        terminal.press(UP)
        terminal.wait_for("η 0.3", "= −1.4")
        terminal.press(F4)
        terminal.wait_for("It diverges")
        terminal.press(F4)
        terminal.press(F2)
        terminal.wait_for("F4 run")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0

    with begin(tmp_path, "descent") as terminal:
        terminal.wait_for("η 0.3", "It diverges")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0

    with begin(tmp_path, "descent", "loss=x^2 + 10 y^2", "steps=3") as terminal:
        terminal.wait_for("L(x, y) = x² + 10y²", "▸    3", "Condition number 10")
