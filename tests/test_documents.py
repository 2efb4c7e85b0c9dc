"""What the documents show is what happens."""

import doctest
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "tutor").rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"```console\n(.*?)```", README, re.S)


def commands():
    for block in CONSOLE:
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, said = part.partition("\n")
            yield pytest.param(command, said.strip("\n"), id=command[:40])


@pytest.mark.parametrize(("command", "said"), commands())
def test_a_command_of_the_readme_says_what_is_shown(command, said, tmp_path):
    words = shlex.split(command)
    assert words[0] == "tutor"

    result = subprocess.run(
        [sys.executable, "-m", "tutor", *words[1:]],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "COLUMNS": "100"},
    )

    assert result.stderr == ""
    assert result.stdout.strip("\n") == said


def test_the_python_of_the_readme_gives_what_is_shown():
    examples = doctest.DocTestParser().get_doctest(README, {}, "README", "README.md", 0)

    assert len(examples.examples) >= 3
    assert doctest.DocTestRunner().run(examples).failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_docstring_give_what_is_shown(name):
    result = doctest.testmod(import_module(name))

    assert result.attempted > 0
    assert result.failed == 0


def test_the_places_where_a_function_is_known_exist():
    """The table of CONTRIBUTING.md: paths under tutor/checking/, and names in them."""
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = contributing.partition("**… teach the checker a function.**")[2].partition("**… ")[0]
    places = re.findall(r"`([a-z_0-9/]+\.py)`((?:, `\w+`)*)", table)

    assert len(places) >= 15
    for path, names in places:
        folder = "tests/checking" if Path(path).name.startswith("test_") else "tutor/checking"
        source = (ROOT / folder / path.removeprefix("tests/checking/")).read_text(encoding="utf-8")
        for name in re.findall(r"\w+", names):
            assert name in source, (path, name)


def test_the_files_that_the_documents_name_exist():
    for document in ROOT.glob("*.md"):
        for target in re.findall(
            r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")
        ):
            assert (ROOT / target).exists(), (document.name, target)
