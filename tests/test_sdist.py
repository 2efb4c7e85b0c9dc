"""The source distribution holds what running, testing and checking it need."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("tutor", "lessons", "tests", "benchmarks", "docs", ".ci")
ALONE = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
"""Without what a make that runs the tests hands on."""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "-o", str(folder)]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        archive.extractall(folder, filter="data")
    return folder / built.name.removesuffix(".tar.gz")


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for name in FOLDERS
        for path in (folder / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_sdist_holds_every_folder_whole(unpacked: Path) -> None:
    assert files(ROOT) <= files(unpacked)
    assert {path.name for path in (*ROOT.glob("*.md"), *ROOT.glob("*.lock"))} <= {
        path.name for path in unpacked.iterdir()
    }


@pytest.mark.parametrize("target", ["run", "test", "check", "lock"])
def test_make_finds_all_it_needs_in_the_sdist(unpacked: Path, target: str) -> None:
    command = ["make", "--dry-run", "--no-print-directory", target]
    done = subprocess.run(command, cwd=unpacked, env=ALONE, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert "-m venv .venv" in done.stdout


@pytest.mark.parametrize(
    ("stand_in", "said"),
    [("exit 1", "needs Python 3.11 or newer"), ('[ "$1" = -c ] || ! mkdir "$3"', "venv")],
    ids=["too old", "without venv"],
)
def test_a_python_that_does_not_do_leaves_no_environment_behind(
    unpacked: Path, tmp_path: Path, stand_in: str, said: str
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{stand_in}\n")
    python.chmod(0o755)

    command = ["make", "run", f"PYTHON={python}"]
    done = subprocess.run(command, cwd=unpacked, env=ALONE, capture_output=True, text=True)

    assert done.returncode == 2
    assert said in done.stderr + done.stdout
    assert not (unpacked / ".venv").exists()
