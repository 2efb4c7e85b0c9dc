"""Rehearse interview questions: one after another, the marking and the report at the end.

A rehearsal that was left in the middle goes on where it was.
"""

from argparse import ArgumentParser, Namespace

from tutor.commands.opening import add_options, open_tutor


def configure(parser: ArgumentParser) -> None:
    """Add the options of `tutor interview`."""
    add_options(parser)


def run(arguments: Namespace) -> int:
    """Open the interview practice."""
    return open_tutor(arguments, lambda app: app.go("interview"))
