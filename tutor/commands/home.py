"""Open the tutor: what to go on with, what is due today, and all lessons.

The same as `tutor` without a command.
"""

from argparse import ArgumentParser, Namespace

from tutor.commands.opening import add_options, open_tutor


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor home`."""
    add_options(parser)


def run(arguments: Namespace) -> int:
    """Open the home screen."""
    return open_tutor(arguments)
