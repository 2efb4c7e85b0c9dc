"""The gradient check in a real terminal: a wrong gradient, mended."""

from tests.labs.desk import answer_the_welcome, begin

F5, F7, DOWN = "\x1b[15~", "\x1b[18~", "\x1b[B"
ENTER, CTRL_Q = "\r", "\x11"
CLICK_BEHIND_THE_GRADIENT = "\x1b[<0;45;5M\x1b[<0;45;5m"


def test_a_learner_finds_the_mistake_and_mends_it(tmp_path):
    with begin(tmp_path, "gradcheck") as terminal:
        answer_the_welcome(terminal)
        terminal.wait_for("✓ Every entry agrees", "Best h: central", "float32: best h")
        terminal.press(F7)
        terminal.wait_for("A forgotten inner derivative")
        terminal.press(DOWN + DOWN + ENTER)
        terminal.wait_for("✗ f'(x): The inner derivative is missing", "No h helps")
        terminal.press(CLICK_BEHIND_THE_GRADIENT)
        terminal.wait_for("F2 new point", gone="↑ ↓ entry")
        terminal.press(" * 2")
        terminal.wait_for("+ 1)) * 2")
        terminal.press(ENTER)
        terminal.wait_for("✓ Every entry agrees", gone="No h helps")
        terminal.press(F5)
        terminal.wait_for("Best h: central")
        terminal.press(CTRL_Q)
        assert terminal.leave() == 0
