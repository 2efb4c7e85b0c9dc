"""The command line: help that reads well, wrong usage that is answered, streams kept apart."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tutor import __version__
from tutor.cli import COMMANDS, main


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "tutor", *arguments], capture_output=True, text=True, **options
    )


def test_every_command_is_listed_with_one_line_and_exists():
    folder = Path(__file__).parents[1] / "tutor" / "commands"
    modules = {"import_" if name == "import" else name for name in COMMANDS}

    for name in modules:
        assert (folder / f"{name}.py").exists(), name


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_that_says_what_it_is_for(name, capsys):
    with pytest.raises(SystemExit) as stop:
        main([name, "--help"])

    said = capsys.readouterr().out
    assert stop.value.code == 0
    assert said.startswith(f"usage: tutor {name}")
    assert max(len(line) for line in said.splitlines()) <= 100
    options = re.findall(r"^  (--?\w[^\n]*)\n(?=  -|\n|\Z)", said, re.M)
    assert all("  " in option for option in options), options


def test_the_overview_lists_every_command(capsys):
    assert main(["--help"]) == 0

    said = capsys.readouterr().out
    assert all(f"  {name} " in said for name in COMMANDS)
    assert max(map(len, said.splitlines())) <= 80


def test_the_version_is_printed(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"tutor {__version__}\n"


@pytest.mark.parametrize(
    ("typed", "meant"), [("stat", "stats"), ("lnt", "lint"), ("chek", "check")]
)
def test_a_mistyped_command_names_the_nearest(typed, meant, capsys):
    assert main([typed]) == 2

    streams = capsys.readouterr()
    assert streams.out == ""
    assert f"Did you mean `tutor {meant}`?" in streams.err


def test_options_may_stand_in_front_of_the_command(tmp_path, capsys):
    assert main(["--db", str(tmp_path / "p.db"), "stats", "--json"]) == 0

    assert capsys.readouterr().out.startswith("{")


def test_an_unknown_option_is_wrong_usage():
    result = run("stats", "--colour")

    assert result.returncode == 2
    assert result.stdout == ""
    assert "--colour" in result.stderr


def test_without_a_terminal_the_tutor_says_so_instead_of_drawing(tmp_path):
    result = run("--db", str(tmp_path / "p.db"), stdin=subprocess.DEVNULL)

    assert result.returncode == 2
    assert "terminal" in result.stderr
    assert result.stdout == ""


def test_a_reader_that_leaves_is_no_error():
    result = subprocess.run(
        f"{sys.executable} -m tutor schema | head -c 10",
        shell=True,
        capture_output=True,
        text=True,
    )

    assert result.stderr == ""
    assert len(result.stdout) == 10
