"""A learner's file is read whole or not at all, and never written over."""

import os
import threading
from pathlib import Path

import pytest

from tutor.labs.assignment import files


def test_a_file_is_read_with_a_mark_that_changes_with_it(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"\xef\xbb\xbfx = 1\r\n")
    seen = files.look(path)
    assert (seen.text, seen.trouble, seen.mark) == ("x = 1\n", "", files.mark_of(path))
    path.write_text("x = 22\n")
    assert files.mark_of(path) != seen.mark


@pytest.mark.parametrize(
    ("make", "trouble"),
    [
        (lambda path: None, "missing"),
        (lambda path: path.mkdir(), "no_file"),
        (lambda path: path.write_bytes(b"x = 1\ny = '\xff'"), "not_utf8"),
        (lambda path: path.write_bytes(bytes(files.LARGEST + 1)), "too_large"),
        (lambda path: path.symlink_to("/no/such/place"), "missing"),
        (lambda path: path.symlink_to("/dev/null"), "no_file"),
    ],
)
def test_what_is_no_source_is_told(tmp_path, make, trouble):
    path = tmp_path / "a.py"
    make(path)
    assert files.look(path).trouble == trouble


def test_a_hundred_megabytes_are_not_read(tmp_path):
    path = tmp_path / "a.py"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    assert files.look(path).trouble == "too_large"


def test_the_line_that_is_not_utf8_is_told(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(b"x = 1\ny = '\xff'")
    assert files.look(path).why == "2"


def test_half_a_file_is_never_taken_for_one(tmp_path):
    """One thread writes texts of one letter each, another reads."""
    path = tmp_path / "a.py"
    path.write_text("a" * 5000)
    done = threading.Event()

    def write():
        for _ in range(60):
            for letter in "ab":
                with path.open("w") as file:
                    for _ in range(50):
                        file.write(letter * 100)
                        file.flush()
        done.set()

    thread = threading.Thread(target=write)
    thread.start()
    while not done.is_set():
        seen = files.look(path)
        assert seen.trouble or len(set(seen.text)) <= 1
    thread.join()


def test_what_is_there_is_not_written_over(tmp_path):
    path = tmp_path / "deep" / "a.py"
    assert files.write_new(path, "one")
    assert not files.write_new(path, "two")
    assert path.read_text() == "one"


def test_a_file_that_is_set_aside_gets_a_free_name(tmp_path):
    path = tmp_path / "a.py"
    (tmp_path / "a-1.py").write_text("older")
    path.write_text("newer")
    other = files.set_aside(path)
    assert (other.name, other.read_text(), path.exists()) == ("a-2.py", "newer", False)
    assert (tmp_path / "a-1.py").read_text() == "older"


@pytest.mark.parametrize("text", ["", "  ", "a\0b", "x" * 5000, "\ud800", "a\nb", "~nobody-here/x"])
def test_what_can_be_no_folder_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 (the word itself is the message)
        files.folder_of(text)


def test_a_folder_is_beside_home_unless_it_says_where(home):
    assert files.folder_of("~/x") == files.folder_of("x") == home / "x"
    assert files.folder_of("/tmp/x") == Path("/tmp/x")
    assert files.short(home / "x") == os.path.join("~", "x")
