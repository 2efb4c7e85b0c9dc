"""`tutor page` writes a built-in lesson as a web page."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from tutor.commands import page
from tutor.errors import TutorError
from tutor.library import Library


def run(*words: str) -> int:
    parser = ArgumentParser()
    page.configure(parser)
    return page.run(parser.parse_args(words))


def any_lesson() -> str:
    return Library([]).refresh().lessons[0].id


def test_the_page_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(any_lesson(), "--language", "bn") == 0
    written = capsys.readouterr().out
    assert written.startswith("<!DOCTYPE html>")
    assert '<html lang="bn">' in written
    assert "<math " in written


def test_the_page_goes_to_a_file(tmp_path: Path) -> None:
    assert run(any_lesson(), "--output", str(tmp_path / "lesson.html")) == 0
    assert (tmp_path / "lesson.html").read_text(encoding="utf-8").endswith("</html>\n")


def test_an_unknown_lesson_or_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(TutorError):
        run("no-such-lesson")
    with pytest.raises(TutorError, match="cannot be written"):
        run(any_lesson(), "--output", str(tmp_path / "none" / "lesson.html"))


def test_a_lab_is_told_by_the_command_that_opens_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rate-of-change") == 0
    assert "tutor lab tangent 'function=x^2 - 4x + 3' point=3" in capsys.readouterr().out
