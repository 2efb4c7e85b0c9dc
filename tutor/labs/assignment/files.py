"""The learner's files: where they are, what stands in them, and never writing over one."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

LARGEST = 1 << 20
"""Bytes of a file that is read."""
TRIES = 5
LONGEST_PATH = 1000

Trouble = Literal["", "missing", "not_utf8", "too_large", "no_file", "denied", "unsteady"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at a file. mark: changes when the file does. why: of the system, for `denied`."""

    text: str = ""
    trouble: Trouble = ""
    mark: tuple[int, ...] = ()
    why: str = ""


def default_folder() -> Path:
    """Where assignments are kept unless the learner says otherwise."""
    return Path("~/tutor-assignments")


def folder_of(text: str) -> Path:
    """The folder that a learner typed. Raises ValueError for what can be none."""
    word = text.strip()
    if not word or "\0" in word or len(word) > LONGEST_PATH or not word.isprintable():
        raise ValueError(word)
    try:
        path = Path(word).expanduser()
        os.fsencode(path)
    except (RuntimeError, UnicodeEncodeError) as error:
        raise ValueError(word) from error
    if not path.is_absolute():
        path = Path.home() / path
    return path


def short(path: Path) -> str:
    """A path with ~ for the learner's own folder."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


def mark_of(path: Path) -> tuple[int, ...]:
    """What changes when a file does; empty where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return ()
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def look(path: Path) -> Seen:
    """Read a file that may be written at this very moment.

    What is read counts only if the file was the same before and after.
    """
    for _ in range(TRIES):
        before = mark_of(path)
        if not before:
            return Seen(trouble="missing")
        try:
            with path.open("rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    return Seen(trouble="no_file", mark=before)
                data = file.read(LARGEST + 1)
        except IsADirectoryError:
            return Seen(trouble="no_file", mark=before)
        except FileNotFoundError:
            continue
        except OSError as error:
            return Seen(trouble="denied", mark=before, why=error.strerror or str(error))
        if mark_of(path) == before and (len(data) == before[2] or len(data) > LARGEST):
            break
    else:
        return Seen(trouble="unsteady", mark=before)
    if len(data) > LARGEST:
        return Seen(trouble="too_large", mark=before)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Seen(trouble="not_utf8", mark=before, why=str(line))
    return Seen(text=text.replace("\r\n", "\n"), mark=before)


def write_new(path: Path, text: str) -> bool:
    """Write a file that is not there; False, and nothing touched, when it is. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


def set_aside(path: Path) -> Path:
    """Give a file another name beside its own, one that is free. Raises OSError."""
    number = 1
    while True:
        other = path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            # A link fails where the name is taken; a rename would write over it.
            os.link(path, other)
        except FileExistsError:
            number += 1
            continue
        path.unlink()
        return other


def begin_again(path: Path, text: str) -> Path | None:
    """Write a file anew; what was there keeps the name that is returned. Raises OSError."""
    other = set_aside(path) if path.exists() else None
    write_new(path, text)
    return other
