"""Go straight back to where you stopped: the lesson, the exercise, and what you had typed."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from tutor.commands.opening import add_options, open_tutor

if TYPE_CHECKING:
    from tutor.app import TutorApp


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor resume`."""
    add_options(parser)


def run(arguments: Namespace) -> int:
    """Open the last lesson; the home screen when there is none yet."""
    return open_tutor(arguments, _resume)


def _resume(app: "TutorApp") -> None:
    stop = app.session.overview().stop
    if stop is not None:
        app.learn(stop.lesson.id, stop.exercise)
