"""The wheel holds the lessons, and a program installed from it finds them."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "-o",
        str(folder),
        str(ROOT),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


def lessons() -> set[str]:
    return {
        path.relative_to(ROOT / "lessons").as_posix() for path in ROOT.glob("lessons/**/*.yaml")
    }


def test_the_wheel_holds_every_lesson_and_every_sentence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"tutor/_lessons/{name}" for name in lessons()} <= names
    data = [
        *ROOT.glob("tutor/**/*.toml"),
        *ROOT.glob("tutor/**/*.sql"),
        *ROOT.glob("tutor/**/*.tcss"),
        ROOT / "tutor/py.typed",
    ]
    assert {path.relative_to(ROOT).as_posix() for path in data} <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


def test_the_library_finds_the_lessons_in_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from tutor.library import Library, built_in_folder\n"
        "assert built_in_folder() == Path(sys.argv[1]) / 'tutor' / '_lessons', built_in_folder()\n"
        "library = Library(folders=[built_in_folder()], cache=Path(sys.argv[2]))\n"
        "lessons = library.refresh().lessons\n"
        "assert all(lesson.built_in and not lesson.problems for lesson in lessons)\n"
        "print(len(lessons))"
    )
    site = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, "-c", program, str(site), str(tmp_path / "cache")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "HOME": str(tmp_path), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr
    courses = sum(name.endswith("course.yaml") for name in lessons())
    assert int(done.stdout) == len(lessons()) - courses > 0
