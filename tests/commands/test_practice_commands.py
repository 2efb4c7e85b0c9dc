"""`tutor drill` and `tutor interview` before anything is drawn."""

import pytest

from tutor.cli import main


def test_a_misspelt_drill_is_told_with_the_nearest_one(capsys):
    assert main(["drill", "derivative"]) == 2
    error = capsys.readouterr().err
    assert "there is no drill `derivative`. Did you mean `tutor drill derivatives`?" in error
    assert "shapes, derivatives, notation, matrix" in error


@pytest.mark.parametrize("command", ["drill", "interview"])
def test_help_tells_what_the_command_is_for(command, capsys):
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith(f"usage: tutor {command}")
    assert "--db PATH" in told


@pytest.mark.parametrize("command", [["drill", "derivatives"], ["interview"]])
def test_without_a_terminal_the_learner_is_told_what_works(command, capsys):
    assert main(command) == 2
    assert "needs a terminal" in capsys.readouterr().err


def test_a_level_outside_1_to_5_is_refused(capsys):
    with pytest.raises(SystemExit) as left:
        main(["drill", "derivatives", "--level", "9"])
    assert left.value.code == 2
    assert "--level" in capsys.readouterr().err
