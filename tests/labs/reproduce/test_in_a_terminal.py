"""The workbook in a real pseudo-terminal: typed into, left, and found again."""

from pathlib import Path

from tests.screens.terminal import Terminal
from tutor.progress.store import Store


def test_a_reproduction_is_written_down_and_found_again(tmp_path):
    database = tmp_path / "db"
    with Store.open(database) as store:
        store.set_setting("welcomed", True, 0)
    arguments = ["-m", "tutor", "--db", str(database), "lab", "reproduce"]
    with Terminal(arguments, tmp_path, rows=24, columns=80) as terminal:
        terminal.wait_for("Reproduction workbook", "▐F2", "title")
        terminal.press("A small GPT\rhttps://example.org\rloss 1.47\r")
        terminal.wait_for("A small GPT", "loss 1.47", "The seven steps")
        terminal.press(" ")
        terminal.wait_for("[✓]")
        terminal.press("\x1bOR")  # F3
        terminal.wait_for("another hyperparameter")
        terminal.press("learning rate\r3e-4\r0.001\rTable 2\r")
        terminal.wait_for("3e-4", "≠", "0.001", "Table 2")
        terminal.press("\x1bOS")  # F4
        terminal.wait_for("another layer")
        terminal.press("body\rb\r384\r")
        terminal.wait_for("1,774,464")
        terminal.press("\x1b[18~")  # F7
        terminal.wait_for("another metric")
        terminal.press("loss\rl\r1.47\r1.60 1.62 1.58\r")
        terminal.wait_for("+8.84 %", "✗ bug?")
        terminal.press("\x14")  # ^T
        terminal.wait_for("the loss does not fall")
        terminal.press("\x11")  # ^Q
        assert terminal.leave() == 0
        assert terminal.left_screen
    with Terminal(arguments, tmp_path, rows=24, columns=80) as terminal:
        terminal.wait_for("A small GPT", "+8.84 %")
        terminal.press("\x1b[19~")  # F8
        terminal.wait_for("# A small GPT", "<https://example.org>")
        terminal.kill()
    assert Path(database).exists()
