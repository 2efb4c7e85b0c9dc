"""The learner's own editor: found, started in place of the screen, waited for."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from tutor.bilingual import Strings, Text

if TYPE_CHECKING:
    from textual.app import App

STRINGS = Strings(__file__, "outside_editor.toml")
KNOWN = ("nano", "micro", "vim", "vi", "emacs", "hx")
"""Editors that are tried where nothing says which one."""


class EditorError(Exception):
    """No editor could be opened. why: a sentence for the learner."""

    def __init__(self, why: Text) -> None:
        super().__init__(str(why))
        self.why = why


def command() -> list[str]:
    """The editor as words of a command: VISUAL, EDITOR, else one that is there.

    Raises EditorError when there is none.
    """
    for name in ("VISUAL", "EDITOR"):
        text = os.environ.get(name, "").strip()
        if not text:
            continue
        try:
            words = shlex.split(text)
        except ValueError:
            words = []
        if not words or shutil.which(words[0]) is None:
            raise EditorError(STRINGS("not_found", name=name, command=text))
        return words
    found = next((each for each in KNOWN if shutil.which(each)), None)
    if found is None:
        raise EditorError(STRINGS["none"])
    return [found]


def edit(app: "App[Any]", path: Path) -> None:
    """Open `path` in the learner's editor and wait until it is closed. Raises EditorError."""
    words = command()
    try:
        with app.suspend():
            done = subprocess.run([*words, str(path)], check=False)  # noqa: S603 (the learner's own)
    except SuspendNotSupported as error:
        raise EditorError(STRINGS["no_terminal"]) from error
    except OSError as error:
        raise EditorError(STRINGS("failed", command=words[0], why=str(error))) from error
    finally:
        app.refresh()
    if done.returncode:
        raise EditorError(STRINGS("ended", command=words[0], code=done.returncode))
