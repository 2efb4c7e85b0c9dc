"""Answer what is due today, one exercise after another.

An exercise that has variants comes with new numbers.
"""

from argparse import ArgumentParser, Namespace

from tutor.commands.opening import add_options, open_tutor


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor review`."""
    add_options(parser)


def run(arguments: Namespace) -> int:
    """Open the review."""
    return open_tutor(arguments, lambda app: app.review())
