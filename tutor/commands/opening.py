"""Opening the tutor on the screen: what `home`, `learn`, `resume` and others share."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from tutor.bilingual import LANGUAGES
from tutor.commands.options import add_database, add_lessons, database
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.app import TutorApp
    from tutor.library import Library
    from tutor.session import Session


def add_options(parser: ArgumentParser) -> None:
    """Add the options of every command that opens a screen."""
    add_database(parser)
    add_lessons(parser)
    parser.add_argument(
        "--lang", choices=LANGUAGES, default="", help="the language to begin in: en or bn"
    )


def library_of(arguments: Namespace) -> "Library":
    """The lessons that were asked for."""
    from tutor.library import Library

    return Library([arguments.lessons] if arguments.lessons else [])


def open_tutor(arguments: Namespace, start: "Callable[[TutorApp], None] | None" = None) -> int:
    """Run the tutor until it is left; returns the exit code.

    start: called with the app when the home screen is up. Raises UsageError where there is
    no terminal, ProgressError when the database cannot be used.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "the tutor needs a terminal to draw on, but its input or output is redirected",
            "`tutor check`, `tutor shapes`, `tutor stats` and `tutor export` work without one",
        )
    from tutor import terminal
    from tutor.app import TutorApp
    from tutor.progress.store import Store
    from tutor.worker import Worker

    if arguments.lessons and not arguments.lessons.exists():
        library_of(arguments)
    model = terminal.probe()
    terminal.apply(model)
    with Store.open(database(arguments)) as store, Worker() as worker:

        def open_session() -> "Session":
            from tutor.session import Session

            return Session(store, library_of(arguments), worker)

        app = TutorApp(store, open_session, language=arguments.lang, start=start)
        app.call_later(terminal.replay, app, model.typed)
        app.run()
        return app.return_code or 0
