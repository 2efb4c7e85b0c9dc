"""Write a lesson as a web page, to be read where the terminal draws its letters badly.

The page stands alone (no scripts, nothing from the network) and goes to stdout, or to a
file with `--output`.
"""

import shlex
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.bilingual import LANGUAGES, choose
from tutor.commands.options import add_lessons
from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.lesson import Lab, Lesson


def configure(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("lesson", metavar="LESSON", help="the id of a lesson")
    parser.add_argument(
        "--language", choices=LANGUAGES, default="en", help="language of the page (en)"
    )
    parser.add_argument("--output", metavar="FILE", type=Path, help="write to FILE")
    add_lessons(parser)


def run(arguments: Namespace) -> int:
    """Write the page."""
    from tutor.library import Library
    from tutor.webpage import page

    library = Library([arguments.lessons] if arguments.lessons else [])
    library.refresh()
    lesson = library.lesson(arguments.lesson)
    title = choose(lesson.title, arguments.language)
    text = page(title, list(_sections(lesson, arguments.language)), arguments.language)
    if arguments.output is None:
        sys.stdout.write(text)
        return 0
    try:
        arguments.output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise TutorError(f"{arguments.output} cannot be written: {error.strerror}.") from error
    return 0


def _sections(lesson: "Lesson", language: str) -> Iterator[tuple[str, str]]:
    """Readings, and between them the prompts of the exercises and what opens the labs."""
    for section in lesson.sections:
        title = choose(section.title, language)
        if section.reading is not None:
            yield title, choose(section.reading, language)
        elif section.exercise is not None:
            prompt = choose(section.exercise.prompt, language)
            yield title, "\n".join(f"> {line}" for line in prompt.splitlines())
        elif section.lab is not None:
            yield title, f"```\n{_lab_command(section.lab)}\n```"


def _lab_command(lab: "Lab") -> str:
    """What opens a lab from a shell."""
    start = (shlex.quote(f"{name}={value}") for name, value in lab.start.items())
    return " ".join(["tutor lab", lab.name, *start])
